//! The roll comes in: what a file changes is known first, and changes only once it is confirmed.

use vocab::{Ids, PlaceId, StudentId};

use super::{Fixture, with_county};
use crate::{
    Error, demo,
    roll::{
        Applying, Checking, Confirm, Follow, Import, RollImportId, Summary, apply, check, close,
        mark_left, receive, told,
    },
    scope::Scope,
    store, students,
};

impl Fixture {
    /// Sends a file in for `place` and has it looked at.
    async fn send(&self, place: PlaceId, bytes: &[u8]) -> (RollImportId, Summary) {
        let received = receive(&self.system, &self.sealer, place, "学籍.xlsx", bytes).await;
        let id = received.unwrap().import;
        (id, self.check(place, id).await)
    }

    async fn check(&self, place: PlaceId, id: RollImportId) -> Summary {
        let ids = Ids::seeded(u64::try_from(id.bits()).unwrap());
        let now = self.system.clock.now();
        let (db, sealer) = (&self.system.db, &self.sealer);
        let checking = Checking { db, sealer, ids: &ids, now, demo: true };
        check(&checking, place, id, Follow::Nobody).await.unwrap()
    }

    async fn import(&self, place: PlaceId, id: RollImportId) -> Import {
        let found: Result<_, db::Error> = db::read!(self.system.db, "import", |tx| {
            store::roll::find_import(tx, place, id).await
        });
        found.unwrap().unwrap()
    }

    async fn confirm(&self, place: PlaceId, id: RollImportId, kinds: &[Confirm]) -> usize {
        let import = self.import(place, id).await;
        let follow = (Follow::Nobody, 0);
        let applying = Applying { source: &self.system, sealer: &self.sealer, demo: true };
        apply(&applying, &import, kinds, follow).await.unwrap()
    }

    async fn county_scope<T>(
        &self,
        id: StudentId,
        read: impl Fn(&crate::model::Student) -> T,
    ) -> T {
        let county = self.county.id;
        let found: Result<_, Error> = db::read!(self.system.db, "record", |tx| {
            let scope = Scope::of(tx, county).await?.ok_or(Error::Missing)?;
            students::load(tx, scope, id).await
        });
        read(&found.unwrap())
    }
}

#[tokio::test]
async fn a_file_changes_nothing_until_it_is_confirmed_and_nothing_when_it_comes_again() {
    with_county(async |it| {
        let county = &it.county;
        let school = &county.schools[0];
        let place = school.id.place();
        let pupils: Vec<usize> = school.students.clone().collect();
        let file = demo::roll::workbook(county, &pupils).unwrap();
        let rows = i64::try_from(pupils.len()).unwrap();

        let (id, first) = it.send(place, &file).await;
        // The demo keeps few of the 69 columns, so every row brings details.
        let expected = Summary { rows, changed: rows, ..Summary::default() };
        assert_eq!(first, expected);
        assert_eq!(it.check(place, id).await, first, "looking twice finds the same");
        assert_eq!(it.confirm(place, id, &[Confirm::New, Confirm::Moves]).await, 0);
        assert_eq!(it.confirm(place, id, &[Confirm::Changes]).await, pupils.len());

        let (_, again) = it.send(place, &file).await;
        assert_eq!(again, Summary { rows, same: rows, ..Summary::default() });
        let bonds = "SELECT COUNT(*) AS n FROM guardianship";
        let expected: usize =
            county.families.iter().map(|it| it.children.len() * it.guardians.len()).sum();
        assert_eq!(it.number(bonds).await, i64::try_from(expected).unwrap());
    })
    .await;
}

#[tokio::test]
async fn new_moved_and_absent_pupils_are_told_apart() {
    with_county(async |it| {
        let county = &it.county;
        let place = county.id;
        // A class with another of its grade beside it.
        let pairs = county.classes.windows(2);
        let twin = |it: &[demo::Class]| (it[0].school, it[0].grade) == (it[1].school, it[1].grade);
        let at = pairs.clone().position(twin).unwrap();
        let first_class = &county.classes[at];
        let school = &county.schools[first_class.school];
        // A county with other people: one of its pupils is nobody here.
        let mut other = county.clone();
        let (gone, moved) = (first_class.students.start, first_class.students.start + 1);
        let next = at + 1;
        other.students[moved].class = next;
        let newcomer = first_class.students.start + 2;
        other.students[newcomer].serial = Some(450);
        let pupils: Vec<usize> = first_class.students.clone().filter(|it| *it != gone).collect();
        let file = demo::roll::workbook(&other, &pupils).unwrap();

        let (id, seen) = it.send(place, &file).await;
        assert_eq!((seen.new, seen.moved, seen.faulty), (1, 1, 0));
        let grade: usize = county.classes[school.classes.clone()]
            .iter()
            .filter(|it| it.grade == first_class.grade)
            .map(|it| it.students.len())
            .sum();
        // Everyone of the grade whom the file does not name: the newcomer's number is another's.
        assert_eq!(seen.absent, i64::try_from(grade - pupils.len() + 1).unwrap());
        assert_eq!(it.confirm(place, id, &Confirm::ROWS).await, pupils.len() + 1);
        let student = county.students[moved].id;
        let class = county.classes[next].id;
        assert_eq!(it.county_scope(student, |it| it.line.class).await, Some(class));

        let import = it.import(place, id).await;
        let absent = [county.students[gone].id, student];
        assert_eq!(mark_left(&it.system, &import, &absent).await.unwrap(), 1, "who is named stays");
        let (known, left) = (&it.system.db, Confirm::Left);
        assert_eq!(told(known, id, Confirm::New, 9).await.unwrap(), Vec::<String>::new());
        let rest = usize::try_from(seen.absent).unwrap() - 1;
        let lines = told(known, id, left, 2).await.unwrap();
        assert!(
            lines.len() == rest.min(2) && lines.iter().all(|it| it.contains('＊')),
            "{lines:?}"
        );
        assert_eq!(it.confirm(place, id, &[left]).await, rest, "all of them at once");
        assert_eq!(it.confirm(place, id, &[left]).await, 0);
        let (_, again) = it.send(place, &file).await;
        assert_eq!((again.new, again.moved, again.changed), (0, 0, 0));
        close(&it.system, &import).await.unwrap();
        let left = "SELECT COUNT(*) AS n FROM roll_part";
        assert_eq!(it.number(left).await, 2, "the other import's file and answer are still there");
    })
    .await;
}

#[tokio::test]
async fn what_is_wrong_is_told_by_cell_and_the_good_rows_are_usable() {
    with_county(async |it| {
        let county = &it.county;
        let school = &county.schools[0];
        let place = school.id.place();
        let pupils: Vec<usize> = school.students.clone().take(6).collect();
        let mut other = county.clone();
        other.students[pupils[1]].born = other.students[pupils[1]].born.tomorrow().unwrap();
        let twice: Vec<usize> = pupils.iter().copied().chain([pupils[0]]).collect();
        let file = demo::roll::workbook(&other, &twice).unwrap();
        let (id, seen) = it.send(place, &file).await;
        // The pupil of another birthday has another number, too: nobody of that number is here.
        assert_eq!((seen.rows, seen.faulty, seen.new, seen.changed), (7, 1, 1, 5));
        let import = it.import(place, id).await;
        assert!(import.faults >= 1);

        let garbage = it.send(place, b"no workbook at all").await;
        let refused = it.import(place, garbage.0).await;
        assert_eq!(refused.state, crate::roll::ImportState::Refused);
        assert!(refused.refusal.is_some());

        // A school sees no other school's pupils: their rows are faults.
        let elsewhere: Vec<usize> = county.schools[1].students.clone().take(3).collect();
        let file = demo::roll::workbook(county, &elsewhere).unwrap();
        let (_, seen) = it.send(place, &file).await;
        assert_eq!((seen.rows, seen.faulty), (3, 3));
    })
    .await;
}
