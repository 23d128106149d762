//! Lists, search and records over the small county: each scope sees its own, and all of it.

use std::collections::HashSet;

use jiff::civil::date;
use vocab::{PlaceId, Role, StudentId};

use super::{
    Fixture,
    pages::{opened, with_house},
    with_county,
};
use crate::{
    Error,
    model::{StudentFilter, StudentLine},
    schools,
    scope::Scope,
    search::{self, Query},
    students,
};

impl Fixture {
    async fn all(&self, place: PlaceId, filter: StudentFilter, limit: usize) -> Vec<StudentLine> {
        let (mut all, mut after) = (Vec::new(), None);
        loop {
            let page: Result<_, Error> = db::read!(self.system.db, "page", |tx| {
                let scope = Scope::of(tx, place).await?.ok_or(Error::Missing)?;
                students::page(tx, scope, &filter, after, limit).await
            });
            let (lines, next) = page.unwrap();
            all.extend(lines);
            match next {
                Some(key) => after = Some(key.to_string().parse().unwrap()),
                None => return all,
            }
        }
    }

    async fn found(&self, place: PlaceId, typed: &str) -> HashSet<StudentId> {
        let query = Query::read(typed, &self.sealer);
        let found: Result<_, Error> = db::read!(self.system.db, "search", |tx| {
            let scope = Scope::of(tx, place).await?.ok_or(Error::Missing)?;
            search::students(tx, scope, &query, 5_000).await
        });
        found.unwrap().into_iter().map(|it| it.id).collect()
    }
}

#[tokio::test]
async fn pages_by_key_show_everyone_of_the_scope_once_and_in_order() {
    with_county(async |it| {
        let county = &it.county;
        let everyone = it.all(county.id, StudentFilter::default(), 97).await;
        let ids: HashSet<StudentId> = everyone.iter().map(|it| it.id).collect();
        assert_eq!((everyone.len(), ids.len()), (county.students.len(), county.students.len()));

        let school = &county.schools[0];
        let pupils = it.all(school.id.place(), StudentFilter::default(), 10).await;
        let expected: Vec<StudentId> =
            county.students[school.students.clone()].iter().map(|it| it.id).collect();
        assert_eq!(pupils.iter().map(|it| it.id).collect::<Vec<_>>(), expected);

        let class = &county.classes[school.classes.start];
        let filter = StudentFilter {
            school: Some(school.id),
            grade: Some(class.grade),
            class_number: Some(1),
            ..StudentFilter::default()
        };
        let of_class = it.all(county.id, filter, 10).await;
        assert_eq!(of_class.len(), class.students.len());
        let seen = it.all(class.id.place(), StudentFilter::default(), 7).await;
        assert!(seen == of_class, "a class teacher sees the class");
        let town = county.towns[school.town].id.place();
        let of_town: usize = county
            .schools
            .iter()
            .filter(|it| it.town == school.town)
            .map(|it| it.students.len())
            .sum();
        assert_eq!(it.all(town, StudentFilter::default(), 50).await.len(), of_town);
    })
    .await;
}

#[tokio::test]
async fn a_pupil_is_found_by_parts_of_the_name_and_by_whole_numbers_within_the_scope() {
    with_county(async |it| {
        let county = &it.county;
        let at = county.students.iter().position(|it| it.name.chars().count() == 3).unwrap();
        let pupil = &county.students[at];
        let class = county.classes[pupil.class].id.place();
        let guardian = &county.guardians[county.families[pupil.family].guardians.start];
        let last: String = pupil.name.chars().skip(1).collect();
        let number = pupil.id_number().unwrap();
        let roll =
            pupil.roll_number().map_or_else(|| number.open().to_owned(), |it| it.open().to_owned());
        let elsewhere = county.schools.last().unwrap().id.place();
        for typed in [&pupil.name, &last, number.open(), &roll, guardian.phone.open()] {
            assert!(it.found(county.id, typed).await.contains(&pupil.id), "by part");
            assert!(it.found(class, typed).await.contains(&pupil.id), "within the class");
            assert!(!it.found(elsewhere, typed).await.contains(&pupil.id), "outside the scope");
        }
        let key = vocab::search_keys(&pupil.name).into_iter().find(|it| it.is_ascii()).unwrap();
        assert!(it.found(county.id, &key[..key.len() - 1]).await.contains(&pupil.id));
        assert!(it.found(county.id, " ·").await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_record_outside_the_scope_is_missing() {
    with_county(async |it| {
        let county = &it.county;
        let (inside, outside) = (&county.students[0], county.students.last().unwrap());
        let school = county.schools[0].id.place();
        let load = async |id| -> Result<_, Error> {
            db::read!(it.system.db, "record", |tx| {
                let scope = Scope::of(tx, school).await?.ok_or(Error::Missing)?;
                students::load(tx, scope, id).await
            })
        };
        assert_eq!(load(inside.id).await.unwrap().line.name, inside.name);
        assert!(matches!(load(outside.id).await, Err(Error::Missing)));
    })
    .await;
}

#[tokio::test]
async fn a_guardian_has_the_children_of_the_family_and_nobody_else() {
    with_county(async |it| {
        let county = &it.county;
        let family = county.families.iter().find(|it| it.children.len() == 2).unwrap();
        let guardian = &county.guardians[family.guardians.clone()][0];
        let stranger = county.students.iter().find(|it| it.family != guardian.family).unwrap();
        let day = date(2021, 12, 20);
        let read: Result<_, Error> = db::read!(it.system.db, "children", |tx| {
            let children = students::children_of(tx, guardian.account, day).await?;
            let other = students::load_child(tx, guardian.account, stranger.id, day).await;
            let of_first = students::guardians_of(tx, children[0].line.id, day).await?;
            let roster = students::roster(tx, children[0].line.class.unwrap(), day).await?;
            Ok((children, other.is_err(), of_first, roster))
        });
        let (children, refused, of_first, roster) = read.unwrap();
        let expected: HashSet<_> =
            family.children.iter().map(|&it| county.students[it].id).collect();
        assert_eq!(children.iter().map(|it| it.line.id).collect::<HashSet<_>>(), expected);
        assert!(refused && of_first.iter().any(|it| it.id == guardian.id));
        assert!(roster.iter().any(|it| it.id == children[0].line.id));
    })
    .await;
}

#[tokio::test]
async fn schools_come_with_their_sizes_and_classes() {
    with_county(async |it| {
        let county = &it.county;
        let school = &county.schools[1];
        let read: Result<_, Error> = db::read!(it.system.db, "schools", |tx| {
            let scope = Scope::of(tx, county.id).await?.ok_or(Error::Missing)?;
            let all = schools::all(tx, scope).await?;
            let sizes = schools::sizes(tx, &[school.id]).await?;
            let year = schools::current_year(tx).await?.unwrap();
            let classes = schools::classes(tx, school.id, year).await?;
            Ok((all, sizes[&school.id], classes))
        });
        let (all, size, classes) = read.unwrap();
        assert_eq!(all.len(), county.schools.len());
        assert_eq!(size.pupils, i64::try_from(school.students.len()).unwrap());
        assert_eq!(size.staff, i64::try_from(school.staff.len()).unwrap());
        assert_eq!(classes.len(), school.classes.len());
        assert_eq!(classes.iter().map(|it| it.pupils).sum::<i64>(), size.pupils);
        assert!(classes.iter().all(|it| it.head_name.is_some()));
    })
    .await;
}

#[tokio::test]
async fn the_bureau_chooses_a_town_and_then_one_of_its_schools() {
    with_house(async |all| {
        let county = &all.it.county;
        let mut clerk = all.clerk().await;
        let one = &county.schools[0];
        let town = county.towns[one.town].id;
        let other = county.schools.iter().find(|it| it.town != one.town).unwrap();
        let option = |id: &dyn std::fmt::Display| format!("<option value=\"{id}\"");
        let first = opened(&mut clerk, "/students").await.body;
        assert!(first.contains(&option(&town)) && !first.contains(&option(&one.id)));
        let of_town = opened(&mut clerk, &format!("/students?town={town}")).await.body;
        assert!(of_town.contains(&option(&one.id)) && !of_town.contains(&option(&other.id)));
        assert!(!of_town.contains(&other.name), "pupils of that town alone");
        let path = format!("/students?town={town}&school={}", one.id);
        let of_school = opened(&mut clerk, &path).await.body;
        let count = format!("{}", one.students.len());
        assert!(of_school.contains(&count), "counted: {count}");
        // Another town was chosen after the school: the school is let go.
        let path = format!("/students?town={town}&school={}", other.id);
        assert_eq!(opened(&mut clerk, &path).await.body.matches("<tr").count(), 51);
        let linked = opened(&mut clerk, &format!("/students?school={}", other.id)).await.body;
        assert!(linked.contains(&option(&other.id)), "as its record links here");
        let mut head = all.house.person("周校长", Role::Principal, one.id.place()).await;
        assert!(!opened(&mut head, "/students").await.body.contains("镇（街道）"));
    })
    .await;
}
