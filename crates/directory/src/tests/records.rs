//! Corrections change the record at its source; erasure leaves what the law wants kept.

use platform::requests::{Correction, CorrectionError};
use vocab::Kind as _;

use super::{Fixture, with_county};
use crate::records::{CORRECTIONS, DISCLOSURES, DUTIES, ERASERS};

const DAY: jiff::civil::Date = jiff::civil::date(2021, 12, 20);

fn field(kind: &str, key: &str) -> Correction {
    *CORRECTIONS.iter().find(|it| it.subject_kind == kind && it.key == key).expect("declared")
}

async fn current(it: &Fixture, field: &Correction, bits: i64) -> Option<String> {
    let read: Result<_, db::Error> =
        db::read!(it.system.db, "current", |tx| { (field.current)(tx, &it.sealer, bits).await });
    read.unwrap().map(vocab::Personal::into_open)
}

/// Corrects a field as an act that decides so would.
async fn correct(it: &Fixture, field: &Correction, bits: i64, value: &str) -> Result<(), String> {
    #[derive(Debug, thiserror::Error)]
    #[error(transparent)]
    struct Wrong(#[from] CorrectionError);
    impl From<db::Error> for Wrong {
        fn from(error: db::Error) -> Self {
            Self(error.into())
        }
    }
    impl db::Retry for Wrong {
        fn database(&self) -> Option<&db::Error> {
            if let CorrectionError::Db(error) = &self.0 { Some(error) } else { None }
        }
    }
    let value = (field.read)(value).map_err(str::to_owned)?;
    let done: Result<(), Wrong> = platform::act!(it.system, "request.decide", |act| {
        Ok((field.set)(act, &it.sealer, bits, &value).await?)
    });
    done.map_err(|it| it.to_string())
}

#[tokio::test]
async fn every_field_that_can_be_corrected_reads_back_as_it_was_set() {
    with_county(async |it| {
        let pupil = it.county.students.iter().find(|it| it.serial.is_some()).unwrap();
        let (parent, teacher) = (&it.county.guardians[0], &it.county.staff[0]);
        let sex = pupil.sex.label();
        let born = pupil.born.to_string();
        for (kind, bits, key, value) in [
            ("stu", pupil.id.bits(), "name", "陈晓明"),
            ("stu", pupil.id.bits(), "sex", sex),
            ("stu", pupil.id.bits(), "birth-date", born.as_str()),
            ("stu", pupil.id.bits(), "address", "青禾路 18 号 2 幢 301 室"),
            ("gua", parent.id.bits(), "name", "陈大同"),
            ("gua", parent.id.bits(), "phone", "10012345678"),
            ("stf", teacher.id.bits(), "name", "王若水"),
            ("stf", teacher.id.bits(), "phone", "10087654321"),
        ] {
            let field = field(kind, key);
            assert!(current(&it, &field, bits).await.is_some(), "{kind} {key} is there before");
            correct(&it, &field, bits, value)
                .await
                .unwrap_or_else(|it| panic!("{kind} {key}: {it}"));
            let set = (field.read)(value).unwrap();
            assert_eq!(current(&it, &field, bits).await, Some(set), "{kind} {key}");
        }
        let named = "SELECT COUNT(*) AS n FROM name_key WHERE key = 'cxm' AND name = '陈晓明'";
        assert_eq!(it.number(named).await, 1, "the new name is found by its initials");
        let account = "SELECT COUNT(*) AS n FROM account WHERE name = '王若水'";
        assert_eq!(it.number(account).await, 1, "the account has the new name, too");
    })
    .await;
}

#[tokio::test]
async fn what_contradicts_the_id_number_is_refused_and_changes_nothing() {
    with_county(async |it| {
        let pupil = it.county.students.iter().find(|it| it.serial.is_some()).unwrap();
        let bits = pupil.id.bits();
        let other = if pupil.sex == vocab::Sex::Male { "女" } else { "男" };
        let day = pupil.born.tomorrow().unwrap().to_string();
        for (key, value) in [("sex", other), ("birth-date", day.as_str())] {
            let field = field("stu", key);
            let before = current(&it, &field, bits).await;
            let said = correct(&it, &field, bits, value).await.expect_err("it contradicts");
            assert!(said.contains("身份证件号"), "{said}");
            assert_eq!(current(&it, &field, bits).await, before);
        }
        for (key, value) in
            [("name", "陈"), ("birth-date", "去年"), ("address", "路"), ("sex", "不详")]
        {
            assert!((field("stu", key).read)(value).is_err(), "{key} {value}");
        }
        assert!((field("gua", "phone").read)("12345").is_err());
    })
    .await;
}

#[tokio::test]
async fn people_are_told_all_that_the_directory_keeps_of_them() {
    with_county(async |it| {
        let pupil = it.county.students.iter().find(|it| it.serial.is_some()).unwrap();
        let (parent, teacher) = (&it.county.guardians[0], &it.county.staff[0]);
        let number = pupil.id_number().unwrap();
        let phone = |it: &vocab::Phone| it.open().to_owned();
        for (kind, bits, holds) in [
            ("stu", pupil.id.bits(), vec![pupil.name.clone(), number.open().to_owned()]),
            ("gua", parent.id.bits(), vec![parent.name.clone(), phone(&parent.phone)]),
            ("stf", teacher.id.bits(), vec![teacher.name.clone(), phone(&teacher.phone)]),
        ] {
            let tell = DISCLOSURES.iter().find(|it| it.subject_kind == kind).unwrap().tell;
            let read: Result<_, db::Error> =
                db::read!(it.system.db, "tell", |tx| { tell(tx, &it.sealer, bits, DAY).await });
            let sections = read.unwrap();
            let cells: Vec<&String> =
                sections.iter().flat_map(|it| it.rows.iter().flatten()).collect();
            for value in holds {
                assert!(cells.contains(&&value), "{kind}");
            }
            for section in &sections {
                assert!(section.rows.iter().all(|row| row.len() == section.columns.len()));
            }
        }
    })
    .await;
}

#[tokio::test]
async fn what_is_still_needed_is_kept_with_its_ground_and_goes_once_it_is_not() {
    with_county(async |it| {
        let pupil = &it.county.students[0];
        let family = &it.county.families[pupil.family];
        let parent = &it.county.guardians[family.guardians.start];
        let holds = async |kind: &str, bits: i64| {
            let duty = DUTIES.iter().find(|it| it.subject_kind == kind).unwrap().holds;
            let read: Result<bool, db::Error> =
                db::read!(it.system.db, "duty", |tx| { duty(tx, bits, DAY).await });
            read.unwrap()
        };
        let erase = async |kind: &str, bits: i64| {
            for eraser in ERASERS.iter().filter(|it| it.subject_kind == kind) {
                let done: Result<u64, db::Error> =
                    db::write!(it.system.db, "erase", |tx| { (eraser.run)(tx, bits).await });
                done.unwrap();
            }
        };
        let phone = field(vocab::names::kinds::GuardianId::PREFIX, "phone");
        assert!(holds("stu", pupil.id.bits()).await && holds("gua", parent.id.bits()).await);
        erase("gua", parent.id.bits()).await;
        assert!(current(&it, &phone, parent.id.bits()).await.is_some(), "the child is at school");

        let left: Result<u64, db::Error> = db::write!(it.system.db, "all leave", |tx| {
            let sql = "UPDATE student SET standing = 'left', class_id = NULL, class_number = 0";
            tx.run(sql, &[]).await
        });
        left.unwrap();
        assert!(!holds("gua", parent.id.bits()).await && holds("stu", pupil.id.bits()).await);
        erase("gua", parent.id.bits()).await;
        assert_eq!(current(&it, &phone, parent.id.bits()).await, None);
        erase("stu", pupil.id.bits()).await;
        let name = field("stu", "name");
        assert_eq!(
            current(&it, &name, pupil.id.bits()).await.as_ref(),
            Some(&pupil.name),
            "the roll stays"
        );
    })
    .await;
}
