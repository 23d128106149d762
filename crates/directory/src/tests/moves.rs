//! A pupil's place at school over time: each move ends one enrolment and begins another.

use jiff::civil::{Date, date};
use vocab::{ClassId, SchoolId, StudentId};

use super::{Fixture, with_county};
use crate::{
    Error,
    events::{At, MOVED, Moved, MovedStudent, Why},
    model::{Enrolment, Standing, Student},
    moves::{Wish, move_student},
    rules::Refusal,
    scope::Scope,
    students,
};

impl Fixture {
    async fn record(&self, id: StudentId) -> (Student, Vec<Enrolment>) {
        let county = self.county.id;
        let read: Result<_, Error> = db::read!(self.system.db, "record", |tx| {
            let scope = Scope::of(tx, county).await?.ok_or(Error::Missing)?;
            Ok((students::load(tx, scope, id).await?, students::history(tx, id).await?))
        });
        read.unwrap()
    }

    async fn go(&self, id: StudentId, wish: Wish, day: Date) -> Result<(), Error> {
        let version = self.record(id).await.0.version;
        let county = self.county.id;
        let scope: Result<_, db::Error> =
            db::read!(self.system.db, "scope", |tx| { Scope::of(tx, county).await });
        move_student(&self.system, scope.unwrap().unwrap(), id, version, wish, day).await
    }

    async fn roster(&self, class: ClassId, day: Date) -> Vec<StudentId> {
        let read: Result<_, Error> =
            db::read!(self.system.db, "roster", |tx| { students::roster(tx, class, day).await });
        read.unwrap().into_iter().map(|it| it.id).collect()
    }

    /// What other modules were told of moves.
    async fn told(&self) -> Vec<Moved> {
        const SQL: &str = "SELECT payload FROM outbox WHERE kind = $1 ORDER BY id";
        let read: Result<Vec<String>, db::Error> = db::read!(self.system.db, "told", |tx| {
            tx.all(SQL, &[&MOVED.to_owned()], |row| row.get("payload")).await
        });
        read.unwrap().iter().map(|it| serde_json::from_str(it).unwrap()).collect()
    }

    fn school_of(&self, class: ClassId) -> SchoolId {
        let class = self.county.classes.iter().find(|it| it.id == class).unwrap();
        self.county.schools[class.school].id
    }

    /// A pupil with another class of the same grade at the same school, and one elsewhere.
    fn mover(&self) -> (StudentId, ClassId, ClassId, ClassId) {
        let county = &self.county;
        let (at, class) = county
            .classes
            .iter()
            .enumerate()
            .find(|(at, it)| {
                county.classes.get(at + 1).is_some_and(|next| next.grade == it.grade)
                    && county.classes.iter().any(|other| {
                        other.school != it.school
                            && (other.stage, other.grade) == (it.stage, it.grade)
                    })
            })
            .unwrap();
        let beside = county.classes[at + 1].id;
        let away = county
            .classes
            .iter()
            .find(|it| it.school != class.school && it.grade == class.grade)
            .unwrap();
        (county.students[class.students.start].id, class.id, beside, away.id)
    }
}

#[tokio::test]
async fn a_transfer_leaves_the_old_class_as_it_was_known_on_earlier_days() {
    with_county(async |it| {
        let (pupil, class, _, away) = it.mover();
        let day = date(2021, 12, 20);
        it.go(pupil, Wish::Transfer(away), day).await.unwrap();
        let (record, history) = it.record(pupil).await;
        assert_eq!((record.line.class, record.line.standing), (Some(away), Standing::Enrolled));
        assert_eq!(
            history.iter().map(|it| it.class).collect::<Vec<_>>(),
            [Some(away), Some(class)]
        );
        assert_eq!(history[1].until, Some(day));
        assert!(it.roster(class, date(2021, 12, 19)).await.contains(&pupil));
        assert!(!it.roster(class, day).await.contains(&pupil));
        assert!(it.roster(away, day).await.contains(&pupil));
        let told = it.told().await;
        let from = Some(At { school: it.school_of(class), class: Some(class) });
        let to = Some(At { school: it.school_of(away), class: Some(away) });
        let students = vec![MovedStudent { student: pupil, from, to }];
        assert_eq!(told, [Moved { why: Why::Transfer, day, students }]);
    })
    .await;
}

#[tokio::test]
async fn who_is_suspended_returns_before_anything_else() {
    with_county(async |it| {
        let (pupil, class, beside, away) = it.mover();
        it.go(pupil, Wish::Suspend, date(2021, 12, 20)).await.unwrap();
        assert_eq!(it.record(pupil).await.0.line.class, None);
        let refused = it.go(pupil, Wish::Transfer(away), date(2021, 12, 21)).await;
        assert!(matches!(refused, Err(Error::Refused(Refusal::Suspended))));
        let early = it.go(pupil, Wish::Resume(class), date(2021, 12, 1)).await;
        assert!(matches!(early, Err(Error::Refused(Refusal::TooEarly { .. }))));
        it.go(pupil, Wish::Resume(beside), date(2022, 1, 4)).await.unwrap();
        let (record, history) = it.record(pupil).await;
        assert_eq!((record.line.class, history.len()), (Some(beside), 3));
        let told: Vec<_> = it.told().await.iter().map(|it| it.students[0]).collect();
        assert_eq!((told[0].to, told[1].from), (None, None), "suspended is at no school");
        it.go(pupil, Wish::Leave, date(2022, 1, 10)).await.unwrap();
        assert_eq!(it.record(pupil).await.0.line.standing, Standing::Left);
        let gone = it.go(pupil, Wish::Suspend, date(2022, 1, 11)).await;
        assert!(matches!(gone, Err(Error::Refused(Refusal::NotEnrolled))));
    })
    .await;
}

#[tokio::test]
async fn a_move_decided_on_an_old_record_is_refused() {
    with_county(async |it| {
        let (pupil, _, beside, away) = it.mover();
        let (before, _) = it.record(pupil).await;
        it.go(pupil, Wish::ChangeClass(beside), date(2021, 12, 20)).await.unwrap();
        let county = it.county.id;
        let scope: Result<_, db::Error> =
            db::read!(it.system.db, "scope", |tx| { Scope::of(tx, county).await });
        let (scope, day) = (scope.unwrap().unwrap(), date(2021, 12, 21));
        let late =
            move_student(&it.system, scope, pupil, before.version, Wish::Transfer(away), day).await;
        assert!(matches!(late, Err(Error::Refused(Refusal::Changed))));
    })
    .await;
}
