//! What guardians are told of a child's after-school records, and what is left once it is erased.

use db::testing::on_each;
use platform::seal::testing::sealer;

use super::fixture::{County, migrations};
use crate::aftercare::{DISCLOSURES, DUTIES, ERASERS, PERSONAL};

const DAY: jiff::civil::Date = jiff::civil::date(2021, 12, 20);

impl County {
    /// The first child has something in every table.
    async fn fill_records(&mut self) {
        self.open_programme().await;
        self.first_child_takes_part().await;
        self.paid_course().await;
        let student = self.students[0];
        let filled: Result<(), db::Error> = db::write!(self.house.cell.db, "records", |tx| {
            for sql in [
                "INSERT INTO roll_call (group_id, day, expected, present, absent, teacher_id, called_at)
                 SELECT id, '2021-12-17', 1, 1, 0, teacher_id, '2021-12-17T15:20:00'
                 FROM care_group WHERE kind = 'basic' AND $1 IS NOT NULL",
                "INSERT INTO roll_mark (group_id, day, student_id, exception, fetched_by)
                 SELECT id, '2021-12-17', $1, 'left-early', '外婆' FROM care_group WHERE kind = 'basic'",
                "INSERT INTO care_leave (id, student_id, from_day, to_day, asked_at)
                 VALUES (1, $1, '2021-12-08', '2021-12-09', '2021-12-07T20:00:00')",
                "INSERT INTO early_leave (id, student_id, day, at, guardian_id, with_whom, asked_at)
                 VALUES (1, $1, '2021-12-10', '16:30:00', 1, '母亲 家长', '2021-12-10T08:00:00')",
                "INSERT INTO pick_up (student_id, term, fetch_from, declared_at)
                 VALUES ($1, '2021-1', '17:40:00', '2021-09-01T08:00:00')",
                "INSERT INTO offer_rating (offer_id, student_id, stars, words, made_at)
                 SELECT id, $1, 5, '孩子很喜欢', '2021-12-18T09:00:00' FROM offer",
                "INSERT INTO offer_wish (round_id, student_id, rank, offer_id, made_at)
                 SELECT round_id, $1, 1, id, '2021-12-01T09:00:00' FROM offer",
            ] {
                tx.run(sql, &[&student]).await?;
            }
            Ok(())
        });
        filled.unwrap();
    }

    /// Everything that is told of someone, as one text.
    async fn told(&self, kind: &'static str, bits: i64) -> String {
        let sealer = sealer("cixi");
        let told: Result<String, db::Error> = db::read!(self.house.cell.db, "told", |tx| {
            let mut text = String::new();
            for it in DISCLOSURES.iter().filter(|it| it.subject_kind == kind) {
                for section in (it.tell)(tx, &sealer, bits, DAY).await? {
                    for row in &section.rows {
                        assert_eq!(row.len(), section.columns.len(), "{}", section.title);
                    }
                    text = format!("{text}{}: {:?}\n", section.title, section.rows);
                }
            }
            Ok(text)
        });
        told.unwrap()
    }

    async fn erase(&self, kind: &'static str, bits: i64) {
        let machines = offering::MODULE.erasers.iter();
        let all: Vec<_> =
            ERASERS.iter().chain(machines).filter(|it| it.subject_kind == kind).collect();
        let erased: Result<(), db::Error> = db::write!(self.house.cell.db, "erase", |tx| {
            for it in &all {
                (it.run)(tx, bits).await?;
            }
            Ok(())
        });
        erased.unwrap();
    }
}

#[tokio::test]
async fn a_childs_records_are_told_whole_and_erased_but_for_the_books() {
    on_each(&migrations(), async |db| {
        let mut it = County::new(db).await;
        it.fill_records().await;
        let bits = it.students[0].bits();
        let told = it.told("stu", bits).await;
        for words in [
            "基本托管",
            "提前离开",
            "外婆",
            "2021-12-08",
            "16:30",
            "17:40",
            "青瓷",
            "￥100.00",
            "SJ2021",
            "孩子很喜欢",
        ] {
            assert!(told.contains(words), "{words}: {told}");
        }
        assert!(it.told("gua", 1).await.contains("2021-12-10"));
        let held: Result<bool, db::Error> = db::read!(it.house.cell.db, "duties", |tx| {
            let mut all = true;
            for duty in DUTIES {
                all &= (duty.holds)(tx, bits, DAY).await?;
            }
            Ok(all)
        });
        assert!(held.unwrap(), "what was paid, and that it took part");

        it.erase("stu", bits).await;
        let told = it.told("stu", bits).await;
        assert!(!told.contains("外婆") && !told.contains("孩子很喜欢"), "{told}");
        assert!(told.contains("2021-12-08"), "leave of who is still here stays");
        let left = "UPDATE student SET standing = 'left', class_id = NULL, class_number = 0
            WHERE id = $1";
        let gone: Result<u64, db::Error> =
            db::write!(it.house.cell.db, "left", |tx| { tx.run(left, &[&bits]).await });
        assert_eq!(gone.unwrap(), 1);
        it.erase("stu", bits).await;
        let told = it.told("stu", bits).await;
        assert!(!told.contains("2021-12-08") && !told.contains("16:30"), "{told}");
        assert!(told.contains("SJ2021") && told.contains("￥100.00"), "the books stay: {told}");
    })
    .await;
}

#[test]
fn each_table_is_declared_once() {
    let mut tables: Vec<_> = PERSONAL.iter().map(|it| it.table).collect();
    let count = tables.len();
    tables.sort_unstable();
    tables.dedup();
    assert_eq!(tables.len(), count);
}
