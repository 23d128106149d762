//! The school year turns: everyone moves up or finishes, and the past stays as it was.

use std::{collections::BTreeSet, sync::Arc};

use jiff::civil::date;
use vocab::{ClassId, Grade, SchoolYear, StudentId, TestCalendar};

use super::{Fixture, with_county};
use crate::{
    Error,
    model::{Class, SchoolForm, TermDays},
    roll::Follow,
    rules::{Refusal, next_grade},
    schools, students, term,
    year::{self, Turned, Years},
};

impl Fixture {
    async fn turn(&self) -> Result<Turned, Error> {
        let years = Years::into(SchoolYear::starting(2022).unwrap());
        year::turn(&self.system, years, Follow::Nobody).await
    }

    fn form(&self, class: &crate::demo::Class) -> SchoolForm {
        let stages = &self.county.schools[class.school].stages;
        SchoolForm::all().find(|it| it.stages() == stages).unwrap()
    }

    fn next(&self, class: &crate::demo::Class) -> Option<Grade> {
        next_grade(self.form(class), class.grade)
    }

    async fn classes_of(&self, school: usize) -> Vec<Class> {
        let school = self.county.schools[school].id;
        let read: Result<_, Error> = db::read!(self.system.db, "classes", |tx| {
            let year = schools::current_year(tx).await?.unwrap();
            schools::classes(tx, school, year).await
        });
        read.unwrap()
    }

    async fn on(&self, class: ClassId, year: i16, month: i8, day: i8) -> Vec<StudentId> {
        let read: Result<_, Error> = db::read!(self.system.db, "roster", |tx| {
            students::roster(tx, class, date(year, month, day)).await
        });
        read.unwrap().into_iter().map(|it| it.id).collect()
    }
}

#[tokio::test]
async fn a_class_made_early_for_the_next_year_moves_nobody() {
    with_county(async |it| {
        let before = it.classes_of(0).await;
        let school = it.county.schools[0].id.bits();
        let early = "
            INSERT INTO class (id, school_id, school_year, stage, grade, number)
            SELECT 77, school_id, 2022, stage, grade, 99 FROM class WHERE school_id = $1 LIMIT 1";
        let place = "
            INSERT INTO place (id, kind, parent_id, name, position, since)
            VALUES (77, 'class', $1, '早建的班', 99, '2022-09-01')";
        let made: Result<(), db::Error> = db::write!(it.system.db, "early class", |tx| {
            tx.run(place, &[&school]).await?;
            tx.run(early, &[&school]).await?;
            Ok(())
        });
        made.unwrap();
        let ids = |all: &[Class]| all.iter().map(|it| it.id).collect::<Vec<_>>();
        assert_eq!(ids(&it.classes_of(0).await), ids(&before));
    })
    .await;
}

#[tokio::test]
async fn classes_move_up_with_their_pupils_and_teachers_and_the_last_grades_finish() {
    with_county(async |mut it| {
        let early = it.turn().await;
        assert!(matches!(early, Err(Error::Refused(Refusal::YearRunning { .. }))));
        it.system.calendar = Arc::new(TestCalendar::at("2022-08-20T20:00"));
        let turned = it.turn().await.unwrap();
        let county = &it.county;
        let last = |class: &&crate::demo::Class| it.next(class).is_none();
        let finishing: usize = county.classes.iter().filter(last).map(|it| it.students.len()).sum();
        assert_eq!(turned.graduated, u64::try_from(finishing).unwrap());
        let rest = county.students.len() - finishing;
        assert_eq!(turned.promoted, u64::try_from(rest).unwrap());

        let class = county.classes.iter().find(|class| !last(class)).unwrap();
        let pupils: Vec<_> =
            county.students[class.students.clone()].iter().map(|it| it.id).collect();
        let number = i64::try_from(class.number).unwrap();
        let classes = it.classes_of(class.school).await;
        let goes_on =
            |next: &&Class| Some(next.grade) == class.grade.next() && next.number == number;
        let next = classes.iter().find(goes_on).unwrap();
        assert_eq!(it.on(class.id, 2022, 8, 31).await, pupils);
        assert_eq!(it.on(next.id, 2022, 9, 1).await, pupils);
        assert!(it.on(class.id, 2022, 9, 1).await.is_empty());
        assert_eq!(next.head, Some(county.staff[class.head].id));
        let running = "
            SELECT COUNT(*) AS n FROM enrolment e JOIN student s ON s.id = e.student_id
            WHERE e.until IS NULL AND (s.class_id <> e.class_id OR s.standing <> 'enrolled')";
        assert_eq!(it.number(running).await, 0);
        let heads = "
            SELECT COUNT(*) AS n FROM class c
            WHERE c.school_year = 2022 AND c.follows_id IS NOT NULL AND NOT EXISTS (
                SELECT 1 FROM role_grant g
                WHERE g.place_id = c.id AND g.role = 'class-teacher' AND g.until IS NULL)";
        assert_eq!(it.number(heads).await, 0);
        let empty = "
            SELECT COUNT(*) AS n FROM class c
            WHERE c.school_year = 2022 AND c.follows_id IS NULL
              AND NOT EXISTS (SELECT 1 FROM student s WHERE s.class_id = c.id)";
        assert_eq!(it.number(empty).await, i64::try_from(turned.entered).unwrap());
        let first = county.classes.iter().filter(|it| [-3, 1, 7, 10].contains(&it.grade.number()));
        let schools: BTreeSet<usize> = first.clone().map(|it| it.school).collect();
        assert!(turned.entered > 0 && turned.entered <= first.count());
        let entry = it.classes_of(*schools.first().unwrap()).await;
        assert!(entry.iter().any(|it| it.pupils == 0 && it.head.is_none()));
    })
    .await;
}

#[tokio::test]
async fn a_turn_that_broke_off_goes_on_and_a_second_one_changes_nothing() {
    with_county(async |mut it| {
        it.system.calendar = Arc::new(TestCalendar::at("2022-08-20T20:00"));
        let whole = "SELECT COUNT(*) AS n FROM class";
        let before = it.number(whole).await;
        let first = it.turn().await.unwrap();
        let after = it.number(whole).await;
        assert_eq!(
            after - before,
            i64::try_from(first.classes + first.entered).unwrap(),
            "a class is made for each that moved up or is entered"
        );
        assert_eq!(it.turn().await.unwrap(), Turned::default());
        assert_eq!(it.number(whole).await, after);
        let told = "SELECT COUNT(*) AS n FROM outbox WHERE kind = 'directory.year.turned'";
        assert_eq!(it.number(told).await, 1);

        let next: Result<_, Error> = db::read!(it.system.db, "next", |tx| {
            let years = year::next(tx).await?.unwrap();
            Ok((years, year::foresee(tx, years).await?))
        });
        let (years, fates) = next.unwrap();
        assert_eq!(years.old, SchoolYear::starting(2022).unwrap());
        let pupils: i64 = fates.iter().map(|it| it.pupils).sum();
        assert_eq!(u64::try_from(pupils).unwrap(), first.promoted, "the entered classes are empty");
    })
    .await;
}

#[tokio::test]
async fn a_new_class_that_someone_made_before_is_moved_into() {
    with_county(async |mut it| {
        it.system.calendar = Arc::new(TestCalendar::at("2022-08-20T20:00"));
        let class = it.county.classes.iter().find(|class| it.next(class).is_some()).unwrap();
        let (old, pupils) = (class.id, class.students.len());
        let made: Result<u64, db::Error> = db::write!(it.system.db, "made before", |tx| {
            const PLACE: &str = "
                INSERT INTO place (id, kind, parent_id, name, position, since)
                SELECT 77, kind, parent_id, name, position, '2022-09-01' FROM place WHERE id = $1";
            const CLASS: &str = "
                INSERT INTO class (id, school_id, school_year, stage, grade, number)
                SELECT 77, school_id, 2022, stage, grade + 1, number FROM class WHERE id = $1";
            tx.run(PLACE, &[&old]).await?;
            tx.run(CLASS, &[&old]).await
        });
        made.unwrap();
        it.turn().await.unwrap();
        let there = "SELECT COUNT(*) AS n FROM student WHERE class_id = 77";
        assert_eq!(it.number(there).await, i64::try_from(pupils).unwrap());
    })
    .await;
}

#[tokio::test]
async fn a_term_is_told_once_it_has_begun_and_the_running_one_never() {
    with_county(async |it| {
        let told = "SELECT COUNT(*) AS n FROM outbox WHERE kind = 'directory.term.started'";
        assert_eq!(term::start(&it.system, date(2021, 12, 20)).await.unwrap(), 0);
        assert_eq!(term::start(&it.system, date(2022, 2, 13)).await.unwrap(), 0);
        assert_eq!(it.number(told).await, 0);
        let next = SchoolYear::starting(2022).unwrap().first_term();
        let days = TermDays { term: next, first: date(2022, 9, 1), last: date(2023, 1, 13) };
        term::set(&it.system, days).await.unwrap();
        assert_eq!(term::start(&it.system, date(2022, 9, 5)).await.unwrap(), 2, "both since");
        assert_eq!(term::start(&it.system, date(2022, 9, 5)).await.unwrap(), 0);
        assert_eq!(it.number(told).await, 2);
    })
    .await;
}
