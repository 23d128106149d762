//! What a roll leaves as it is: who is kept away from a child stays so, and a look leaves nothing.

use vocab::{StudentId, mask_name};

use super::{Fixture, roll::by_hand, with_county};
use crate::{
    demo::{Guardian, Student},
    model,
    roll::{Confirm, answer, discard},
    rules::class_name,
    students,
};

const DAY: jiff::civil::Date = jiff::civil::date(2021, 12, 20);

impl Fixture {
    /// A pupil with a number and a grown-up, from the first school.
    fn pupil(&self) -> (&Student, &Guardian) {
        let county = &self.county;
        let at = county.schools[0].students.clone().find(|at| {
            let pupil = &county.students[*at];
            let family = &county.families[pupil.family];
            family.children.len() == 1 && !family.guardians.is_empty() && pupil.serial.is_some()
        });
        let pupil = &county.students[at.unwrap()];
        (pupil, &county.guardians[county.families[pupil.family].guardians.start])
    }

    /// A roll that names the pupil and one grown-up.
    fn roll_of(&self, pupil: &Student, (name, phone): (&str, &str)) -> Vec<u8> {
        let class = &self.county.classes[pupil.class];
        let in_class = class_name(class.grade, i64::try_from(class.number).unwrap());
        by_hand(&[
            ("姓名", &pupil.name),
            ("性别", pupil.sex.label()),
            ("出生日期", &pupil.born.to_string()),
            ("身份证件号", pupil.id_number().unwrap().open()),
            ("班级", &in_class),
            ("成员1姓名", name),
            ("成员1关系", "父亲"),
            ("成员1是否监护人", "是"),
            ("成员1联系电话", phone),
        ])
    }

    async fn bar(&self, student: StudentId, guardian: vocab::GuardianId) {
        const SQL: &str = "
            UPDATE guardianship SET no_contact = 1, may_collect = 0
            WHERE student_id = $1 AND guardian_id = $2";
        let barred: Result<u64, db::Error> =
            db::write!(self.system.db, "bar", |tx| { tx.run(SQL, &[&student, &guardian]).await });
        assert_eq!(barred.unwrap(), 1);
    }

    async fn family(&self, student: StudentId) -> Vec<model::Guardian> {
        let read: Result<_, crate::Error> = db::read!(self.system.db, "family", |tx| {
            students::guardians_of(tx, student, DAY).await
        });
        read.unwrap()
    }
}

#[tokio::test]
async fn who_is_kept_away_stays_so_by_whatever_name_the_roll_tells_of_them() {
    with_county(async |it| {
        let (pupil, guardian) = it.pupil();
        let place = it.county.schools[0].id.place();
        it.bar(pupil.id, guardian.id).await;
        let other = "诸葛无名";
        // The same person with another telephone; another name with the same telephone.
        for (name, phone) in [(guardian.name.as_str(), "10077776666"), (other, "10077776666")] {
            let (id, seen) = it.send(place, &it.roll_of(pupil, (name, phone))).await;
            assert_eq!((seen.changed, seen.faulty), (1, 0), "{seen:?}");
            let copy = answer(&it.system.db, &it.sealer, id).await.unwrap();
            assert!(copy.is_some(), "the import tells it: {}", mask_name(name));
            it.confirm(place, id, &Confirm::ROWS).await;
            let family = it.family(pupil.id).await;
            let told: Vec<_> = family.iter().filter(|it| it.name == name).collect();
            assert_eq!(told.len(), 1, "{name}");
            assert!(told[0].no_contact && !told[0].may_collect, "{name}");
        }
        // Somebody else of the family is free to come.
        let (id, _) = it.send(place, &it.roll_of(pupil, ("诸葛有名", "10077775555"))).await;
        it.confirm(place, id, &Confirm::ROWS).await;
        let family = it.family(pupil.id).await;
        let free = family.iter().find(|it| it.name == "诸葛有名").unwrap();
        assert!(!free.no_contact && free.may_collect);
    })
    .await;
}

#[tokio::test]
async fn a_roll_that_was_only_looked_at_leaves_nothing() {
    with_county(async |it| {
        let (pupil, guardian) = it.pupil();
        let place = it.county.schools[0].id.place();
        let file = it.roll_of(pupil, (&guardian.name, "10077776666"));
        let (id, seen) = it.send(place, &file).await;
        assert_eq!(seen.rows, 1);
        discard(&it.system, id).await.unwrap();
        for sql in [
            "SELECT COUNT(*) AS n FROM roll_import",
            "SELECT COUNT(*) AS n FROM roll_part",
            "SELECT COUNT(*) AS n FROM roll_row",
            "SELECT COUNT(*) AS n FROM roll_grade",
        ] {
            assert_eq!(it.number(sql).await, 0, "{sql}");
        }
    })
    .await;
}
