//! The published figures, counted from what the demo writes.

use std::{collections::HashSet, sync::Arc};

use db::testing::on_each;
use directory::demo::{County, Plan};
use platform::{System, seal};
use vocab::{Ids, SchoolYear, TestCalendar, TestClock};

use super::{Making, TODAY, takers};
use crate::aftercare::{figures, tests::fixture::migrations};

fn county(plan: Plan) -> County {
    let at = "2021-12-19T12:00:00Z".parse().unwrap();
    County::generate(plan, SchoolYear::starting(2021).unwrap(), at)
}

fn making(county: &County) -> Making<'_> {
    let term = county.year.first_term();
    Making { county, ids: Ids::seeded(1), at: county.at, term, days: Vec::new(), own_child: None }
}

#[test]
fn the_full_county_reaches_the_published_figures_exactly() {
    let county = county(Plan::cixi(2021));
    let takers = takers::choose(&making(&county));
    let count = |all: &[bool]| all.iter().filter(|it| **it).count();
    assert_eq!(count(&takers.basic), 98_746);
    assert_eq!(count(&takers.teaching), 6_646, "94.94 % of 7,000");
    let ninth = county.day_pupils();
    let ninth = ninth.filter(|(_, it)| county.classes[it.class].grade.number() == 9).count();
    let evening = count(&takers.evening);
    assert_eq!((evening * 20_000 + ninth) / (2 * ninth), 7_477, "{evening} of {ninth}");
    let families: HashSet<usize> = (0..county.students.len())
        .filter(|it| takers.basic[*it])
        .map(|it| county.students[it].family)
        .collect();
    assert!((88_500..=90_000).contains(&families.len()), "{}", families.len());
}

#[test]
fn schools_differ_as_they_do() {
    let county = county(Plan::cixi(3).smaller(10));
    let takers = takers::choose(&making(&county));
    let rates: Vec<usize> = county
        .schools
        .iter()
        .filter(|it| it.is_day_compulsory())
        .map(|it| {
            it.students.clone().filter(|at| takers.basic[*at]).count() * 100 / it.students.len()
        })
        .collect();
    let (low, high) = (rates.iter().min().unwrap(), rates.iter().max().unwrap());
    assert!(low + 6 < *high, "{rates:?}");
    assert!(*low > 50 && *high < 100, "{rates:?}");
}

#[tokio::test]
async fn a_small_county_is_written_and_counted_back() {
    on_each(&migrations(), async |db| {
        let system = System {
            db,
            clock: Arc::new(TestClock::at("2021-12-20T00:00:00Z")),
            calendar: Arc::new(TestCalendar::at("2021-12-20T08:00:00")),
            ids: Arc::new(Ids::seeded(7)),
        };
        let county = county(Plan::cixi(5).smaller(100));
        directory::demo::load(&system, &county, &seal::testing::sealer("cixi")).await.unwrap();
        super::load(&system, &county, &platform::seal::testing::sealer("cixi")).await.unwrap();
        let term = county.year.first_term();
        let schools: Result<_, db::Error> = db::read!(system.db, "figures", |tx| {
            figures::of_schools(tx, county.id, term, TODAY).await
        });
        let sum = figures::model::sum(&schools.unwrap());
        let takers = takers::choose(&making(&county));
        let count = |all: &[bool]| i64::try_from(all.iter().filter(|it| **it).count()).unwrap();
        assert_eq!(sum.students.part, count(&takers.basic));
        assert_eq!(sum.students.whole, i64::try_from(county.day_pupils().count()).unwrap());
        assert_eq!(sum.teachers.part, count(&takers.teaching));
        assert_eq!(sum.evening.part, count(&takers.evening));
        assert_eq!(sum.schools.part, sum.schools.whole);
        for (sql, why) in THERE {
            let found: Result<Option<i64>, db::Error> =
                db::read!(system.db, "there", |tx| { tx.one(sql, &[], |row| row.get("n")).await });
            assert!(found.unwrap() > Some(0), "{why}");
        }
        for (sql, why) in WRONG {
            let wrong: Result<Option<i64>, db::Error> =
                db::read!(system.db, "wrong", |tx| { tx.one(sql, &[], |row| row.get("n")).await });
            assert_eq!(wrong.unwrap(), Some(0), "{why}");
        }
    })
    .await;
}

/// Counts of what must be there, so that no page is empty without reason.
const THERE: [(&str, &str); 4] = [
    ("SELECT COUNT(*) AS n FROM course_order WHERE state = 'due'", "orders to be paid"),
    ("SELECT COUNT(*) AS n FROM programme_letter", "letters that were sent"),
    (
        "SELECT COUNT(*) AS n FROM course WHERE catalogue_id IS NOT NULL",
        "courses from the catalogue",
    ),
    (
        "SELECT COUNT(*) AS n FROM roll_call r
        JOIN care_group g ON g.id = r.group_id AND g.kind = 'late'",
        "rolls of late care",
    ),
];

/// Counts of what must not be there.
const WRONG: [(&str, &str); 5] = [
    (
        "SELECT COUNT(*) AS n FROM roll_call c
        WHERE c.expected <> (
            SELECT COUNT(*) FROM participation p
            WHERE p.group_id = c.group_id AND p.since <= c.day
              AND (p.until IS NULL OR p.until > c.day))
        AND EXISTS (SELECT 1 FROM care_group g WHERE g.id = c.group_id AND g.kind <> 'course')",
        "every roll call expects who was on the roster",
    ),
    (
        "SELECT COUNT(*) AS n FROM roll_call c
        JOIN course k ON k.group_id = c.group_id
        WHERE c.expected <> (
            SELECT COUNT(*) FROM booking b
            WHERE b.offer_id = k.offer_id AND b.seated_at <= c.day || 'T24'
              AND (b.ended_at IS NULL OR b.ended_at > c.day || 'T24'))",
        "every course expects who has a seat",
    ),
    (
        "SELECT COUNT(*) AS n FROM offer o
        WHERE o.taken <> (
            SELECT COUNT(*) FROM booking b WHERE b.offer_id = o.id AND b.standing = 'seat')",
        "seats are counted right",
    ),
    (
        "SELECT COUNT(*) AS n FROM course a
        JOIN course b ON b.teacher_id = a.teacher_id AND b.term = a.term AND b.id > a.id
        JOIN offer_meeting m ON m.offer_id = a.offer_id
        JOIN offer_meeting k ON k.offer_id = b.offer_id AND k.weekday = m.weekday",
        "no teacher is needed twice",
    ),
    (
        "SELECT COUNT(*) AS n FROM booking a
        JOIN booking b ON b.student_id = a.student_id AND b.id > a.id
        JOIN offer x ON x.id = a.offer_id
        JOIN offer y ON y.id = b.offer_id AND y.round_id = x.round_id
        WHERE a.standing = 'seat' AND b.standing = 'seat'",
        "no child has two courses",
    ),
];
