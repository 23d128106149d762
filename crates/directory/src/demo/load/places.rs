//! The county's tree of places, its schools, and their classes.

use platform::access::{self, Place, PlaceKind};
use vocab::SchoolYear;

use super::{Loading, ROWS};
use crate::{
    demo::{School, Sort, schools},
    model::{NewClass, NewSchool, SchoolForm},
    rules,
    store::add,
};

fn form(sort: Sort) -> SchoolForm {
    match sort {
        Sort::Primary => SchoolForm::Primary,
        Sort::Junior | Sort::BoardingJunior => SchoolForm::Junior,
        Sort::NineYear | Sort::BoardingNineYear => SchoolForm::NineYear,
        Sort::Special => SchoolForm::Special,
        Sort::Senior => SchoolForm::Senior,
        Sort::Vocational => SchoolForm::Vocational,
        Sort::Kindergarten => SchoolForm::Kindergarten,
    }
}

/// The tree down to the classes, and the schools.
pub(super) async fn load(it: &Loading<'_>) -> Result<(), db::Error> {
    let county = it.county;
    let mut places = tree(it);
    let top = places.len() - county.classes.len();
    let classes = places.split_off(top);
    let new = |school: &School| NewSchool {
        id: school.id,
        town: county.towns[school.town].id,
        form: form(school.sort),
        ownership: school.ownership,
        boarding: school.boarding,
        address: format!("{}{}", county.towns[school.town].name, school.address),
    };
    let schools: Vec<NewSchool> = county.schools.iter().map(new).collect();
    platform::act!(it.system, "demo.load.places", |act| {
        let tx = act.tx();
        access::add_places(tx, &places).await?;
        access::add_places(tx, &classes).await?;
        access::rebuild_closure(tx).await?;
        add::add_schools(tx, &schools).await?;
        let stages = county
            .schools
            .iter()
            .flat_map(|school| school.stages.iter().map(|stage| (school.id, *stage)));
        add::add_stages(tx, stages).await
    })
}

/// County, towns, schools, classes, in this order: parents first.
fn tree(it: &Loading<'_>) -> Vec<Place> {
    let county = it.county;
    let first_day = county.year.first_day();
    let founded = SchoolYear::starting(1996).map_or(first_day, SchoolYear::first_day);
    let place = |id, kind, parent, code: Option<String>, name: String, position: usize, since| {
        let position = i64::try_from(position).unwrap_or(i64::MAX);
        Place { id, kind, parent, code, name, position, since }
    };
    let code = Some(county.plan.region.division.to_owned());
    let mut places = vec![place(
        county.id,
        PlaceKind::County,
        None,
        code,
        county.plan.region.name.to_owned(),
        1,
        founded,
    )];
    places.extend(county.towns.iter().enumerate().map(|(at, it)| {
        let (code, name) = (Some(it.code.clone()), it.name.clone());
        place(it.id.place(), PlaceKind::Town, Some(county.id), code, name, at + 1, founded)
    }));
    places.extend(county.schools.iter().enumerate().map(|(at, it)| {
        let (code, name) = (Some(it.code.to_string()), it.name.clone());
        let town = Some(county.towns[it.town].id.place());
        place(it.id.place(), PlaceKind::School, town, code, name, at + 1, founded)
    }));
    places.extend(county.classes.iter().map(|it| {
        let school = &county.schools[it.school];
        let name = rules::class_name(it.grade, i64::try_from(it.number).unwrap_or(1));
        let position = it.number;
        let parent = Some(school.id.place());
        place(it.id.place(), PlaceKind::Class, parent, None, name, position, first_day)
    }));
    places
}

/// The classes, once their class teachers are there.
pub(super) async fn load_classes(it: &Loading<'_>) -> Result<(), db::Error> {
    let county = it.county;
    let new = |class: &schools::Class| NewClass {
        id: class.id,
        school: county.schools[class.school].id,
        year: county.year,
        stage: class.stage,
        grade: class.grade,
        number: i64::try_from(class.number).unwrap_or(1),
        head: Some(county.staff[class.head].id),
        follows: None,
    };
    let classes: Vec<NewClass> = county.classes.iter().map(new).collect();
    for some in classes.chunks(ROWS) {
        platform::act!(it.system, "demo.load.classes", |act| {
            add::add_classes(act.tx(), some).await
        })?;
    }
    Ok(())
}
