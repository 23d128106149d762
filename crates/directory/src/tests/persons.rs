//! Who someone is, and how families answered, over the invented county.

use platform::consents::Part;
use vocab::{Kind as _, names::kinds};

use super::with_county;
use crate::{
    scope::{Reach, Scope},
    store::persons,
};

#[tokio::test]
async fn answers_are_counted_by_school_and_within_a_school_by_class() {
    with_county(async |it| {
        let at = it.county.main_school();
        let school = it.county.schools[at].id.place();
        let scopes = [(it.county.id, Reach::County), (school, Reach::School)];
        let read: Result<[Vec<Part>; 2], db::Error> = db::read!(it.system.db, "answers", |tx| {
            let text = tx
                .one("SELECT id FROM told_text WHERE kind = 'children'", &[], |row| row.get("id"))
                .await?
                .ok_or_else(|| db::Error::corrupt("told_text"))?;
            let [county, school] = scopes.map(|(place, reach)| Scope { place, reach });
            let born = Some(jiff::civil::date(2007, 12, 20));
            Ok([
                persons::consents_by_place(tx, county, text, born).await?,
                persons::consents_by_place(tx, school, text, born).await?,
            ])
        });
        let [schools, classes] = read.unwrap();
        let all = |parts: &[Part]| parts.iter().map(|it| it.all).sum::<i64>();
        let agreed = |parts: &[Part]| parts.iter().map(|it| it.agreed).sum::<i64>();
        let young = "SELECT COUNT(*) AS n FROM student WHERE birth_date > '2007-12-20'";
        assert_eq!(all(&schools), it.number(young).await);
        let stands = "SELECT COUNT(*) AS n FROM consent WHERE answer = 'agreed'";
        assert_eq!(agreed(&schools), it.number(stands).await);
        assert!(agreed(&schools) > 0 && agreed(&schools) < all(&schools));
        let name = &it.county.schools[at].name;
        let part = schools.iter().find(|it| it.name == *name).expect("the school is listed");
        assert_eq!((part.all, part.agreed), (all(&classes), agreed(&classes)));
    })
    .await;
}

#[tokio::test]
async fn an_account_finds_the_record_of_its_own_person() {
    with_county(async |it| {
        let (teacher, parent) = (&it.county.staff[0], &it.county.guardians[0]);
        let day = jiff::civil::date(2021, 12, 20);
        for (account, kind, bits) in [
            (teacher.account, kinds::StaffId::PREFIX, teacher.id.bits()),
            (parent.account, kinds::GuardianId::PREFIX, parent.id.bits()),
        ] {
            let read: Result<_, db::Error> = db::read!(it.system.db, "own", |tx| {
                persons::own_records(tx, account, day).await
            });
            let found = read.unwrap();
            assert_eq!(found.len(), 1);
            assert_eq!((found[0].kind, found[0].bits), (kind, bits));
            assert!(found[0].place.is_some(), "it lies somewhere, so that someone answers for it");
        }
    })
    .await;
}
