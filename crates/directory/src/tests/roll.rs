//! The roll comes in: what a file changes is known first, and changes only once it is confirmed.

use vocab::{Ids, PlaceId, StudentId};

use super::{Fixture, with_county};
use crate::{
    Error, demo,
    roll::{
        Applying, Checking, Confirm, Follow, Import, RollImportId, Summary, answer, apply, check,
        close, mark_left, receive, told,
    },
    rules::class_name,
    scope::Scope,
    store, students,
};

impl Fixture {
    /// Sends a file in for `place` and has it looked at.
    pub(super) async fn send(&self, place: PlaceId, bytes: &[u8]) -> (RollImportId, Summary) {
        let received = receive(&self.system, &self.sealer, place, "学籍.xlsx", bytes).await;
        let id = received.unwrap().import;
        (id, self.check(place, id).await)
    }

    pub(super) async fn check(&self, place: PlaceId, id: RollImportId) -> Summary {
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

    pub(super) async fn confirm(
        &self,
        place: PlaceId,
        id: RollImportId,
        kinds: &[Confirm],
    ) -> usize {
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

        // Only what differed was touched: the documents, and neither numbers nor grown-ups.
        let touched = "SELECT COUNT(*) AS n FROM student WHERE version = 2";
        assert_eq!(it.number(touched).await, rows);
        let touched = "SELECT COUNT(*) AS n FROM guardian WHERE version > 1";
        assert_eq!(it.number(touched).await, 0);
        let (again_id, again) = it.send(place, &file).await;
        assert_eq!(again, Summary { rows, same: rows, ..Summary::default() });
        assert!(
            answer(&it.system.db, &it.sealer, again_id).await.unwrap().is_none(),
            "all is well"
        );
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
        assert_eq!(it.number(left).await, 1, "the other import's file is still there");
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
        assert!(answer(&it.system.db, &it.sealer, id).await.unwrap().is_some());

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

/// A list as people make one by hand: one pupil, some columns.
pub(super) fn by_hand(cells: &[(&str, &str)]) -> Vec<u8> {
    let line = |of: fn(&(&str, &str)) -> String| cells.iter().map(of).collect::<Vec<_>>().join(",");
    format!("{}\n{}\n", line(|it| it.0.to_owned()), line(|it| it.1.to_owned())).into_bytes()
}

#[tokio::test]
async fn a_changed_telephone_reaches_the_grown_up() {
    with_county(async |it| {
        let county = &it.county;
        let school = &county.schools[0];
        let place = school.id.place();
        let at = school.students.clone().find(|at| {
            let pupil = &county.students[*at];
            let family = &county.families[pupil.family];
            family.children.len() == 1 && !family.guardians.is_empty() && pupil.serial.is_some()
        });
        let pupil = &county.students[at.unwrap()];
        let class = &county.classes[pupil.class];
        let guardian = &county.guardians[county.families[pupil.family].guardians.start];
        let number = pupil.id_number().unwrap();
        let in_class = class_name(class.grade, i64::try_from(class.number).unwrap());
        let sheet = |phone: &str| {
            by_hand(&[
                ("姓名", &pupil.name),
                ("性别", pupil.sex.label()),
                ("出生日期", &pupil.born.to_string()),
                ("身份证件号", number.open()),
                ("班级", &in_class),
                ("成员1姓名", &guardian.name),
                ("成员1关系", guardian.relation.label()),
                ("成员1联系电话", phone),
            ])
        };
        let (_, same) = it.send(place, &sheet(guardian.phone.open())).await;
        assert_eq!((same.same, same.faulty), (1, 0), "{same:?}");
        let (id, seen) = it.send(place, &sheet("10077776666")).await;
        assert_eq!((seen.changed, seen.faulty), (1, 0), "{seen:?}");
        it.confirm(place, id, &Confirm::ROWS).await;
        let index = it.sealer.index(crate::fields::GUARDIAN_PHONE, "10077776666");
        let found: Result<_, db::Error> = db::read!(it.system.db, "by phone", |tx| {
            store::roll_known::guardians_by_phone(tx, std::slice::from_ref(&index)).await
        });
        let found: Vec<_> = found.unwrap().into_iter().map(|it| it.id).collect();
        assert_eq!(found, [guardian.id]);
        let (_, again) = it.send(place, &sheet("10077776666")).await;
        assert_eq!((again.changed, again.same), (0, 1));
    })
    .await;
}

#[tokio::test]
async fn the_number_of_a_passport_is_kept_and_compared() {
    with_county(async |it| {
        let mut county = it.county.clone();
        let at = county.schools[0].students.start;
        county.students[at].serial = None;
        let pupil = &county.students[at];
        let class = &county.classes[pupil.class];
        let place = county.schools[0].id.place();
        let in_class = class_name(class.grade, i64::try_from(class.number).unwrap());
        let sheet = |number: &str| {
            by_hand(&[
                ("姓名", &pupil.name),
                ("性别", pupil.sex.label()),
                ("出生日期", &pupil.born.to_string()),
                ("身份证件类型", "护照"),
                ("身份证件号", number),
                ("学籍号", pupil.roll_number().unwrap().open()),
                ("班级", &in_class),
            ])
        };
        let (id, seen) = it.send(place, &sheet("E12345678")).await;
        assert_eq!((seen.new, seen.faulty), (1, 0), "{seen:?}");
        it.confirm(place, id, &Confirm::ROWS).await;
        let (_, again) = it.send(place, &sheet("E12345678")).await;
        assert_eq!((again.same, again.changed), (1, 0), "{again:?}");
        let (id, other) = it.send(place, &sheet("E87654321")).await;
        assert_eq!((other.same, other.changed), (0, 1), "{other:?}");
        let lines = told(&it.system.db, id, Confirm::Changes, 9).await.unwrap();
        assert!(lines[0].contains("身份证件号"), "{lines:?}");
    })
    .await;
}
