//! What the platform knows of those whom a form is about and of the one who fills it in: filled in
//! with its source and not asked again.

use std::collections::BTreeSet;

use db::Tx;
use directory::fields::{GUARDIAN_PHONE, STAFF_PHONE};
use platform::seal::Sealer;
use vocab::{PlaceId, StudentId};
use web::Visit;

use crate::{Answers, Asking, Origin, Value, store::known as store};

/// Whom and what a form is about. That the visitor may know of them is for the caller to have asked.
#[derive(Debug, Clone, Copy, Default)]
pub struct About {
    /// The pupil.
    pub student: Option<StudentId>,
    /// The place: the school is found around it.
    pub place: Option<PlaceId>,
}

/// What the platform knows of what the form `it` asks: for `Received::knowing`. Only what some field
/// names is looked for.
pub async fn known(
    tx: &mut Tx,
    visit: &Visit,
    it: Asking<'_>,
    about: About,
) -> Result<Answers, db::Error> {
    let wanted: BTreeSet<Origin> =
        it.fields().filter_map(|it| it.known.map(|it| it.from)).collect();
    if wanted.is_empty() {
        return Ok(Answers::default());
    }
    let mut found: Vec<(Origin, Value)> = Vec::new();
    let mut say = |from: Origin, value: Option<Value>| found.extend(value.map(|it| (from, it)));
    let words = |it: Option<String>| it.filter(|it| !it.is_empty()).map(Value::Text);
    if let Some(id) = about.student
        && wanted.iter().any(|it| *it <= Origin::StudentSchool)
        && let Some(pupil) = store::pupil(tx, id).await?
    {
        let sex = pupil.sex.map(|it| if it == 1 { "男" } else { "女" }.to_owned());
        say(Origin::StudentName, words(Some(pupil.name)));
        say(Origin::StudentSex, words(sex));
        say(Origin::StudentBorn, words(pupil.born));
        say(Origin::StudentClass, words(pupil.class));
        say(Origin::StudentSchool, words(pupil.school));
    }
    let of_school = Origin::SchoolName..=Origin::SchoolPupils;
    if let Some(place) = about.place
        && wanted.iter().any(|it| of_school.contains(it))
        && let Some(school) = store::school(tx, place).await?
    {
        if wanted.contains(&Origin::SchoolPupils) {
            let pupils = store::pupils(tx, school.id).await?;
            say(Origin::SchoolPupils, Some(Value::Int(pupils)));
        }
        say(Origin::SchoolName, words(Some(school.name)));
        say(Origin::SchoolCode, words(school.code));
        say(Origin::SchoolAddress, words(Some(school.address)));
        say(Origin::SchoolTown, words(Some(school.town)));
    }
    say(Origin::MyName, words(Some(visit.actor.name.clone())));
    say(Origin::MyPlace, words(Some(visit.actor.identity.place_name.clone())));
    if wanted.contains(&Origin::MyPhone) {
        say(Origin::MyPhone, words(my_phone(tx, visit).await?));
    }
    let value = |from: Origin| found.iter().find(|it| it.0 == from).map(|it| it.1.clone());
    let answers = it.fields().filter_map(|it| Some((it.key.clone(), value(it.known?.from)?)));
    Ok(Answers(answers.collect()))
}

/// The visitor's own telephone.
async fn my_phone(tx: &mut Tx, visit: &Visit) -> Result<Option<String>, db::Error> {
    let Some(sealer) = visit.cell.find_service::<Sealer>() else { return Ok(None) };
    let account = visit.actor.account;
    let sealed = match store::staff_phone(tx, account).await? {
        Some((id, sealed)) => sealed.map(|it| (STAFF_PHONE.at(id.bits()), it)),
        None => match store::guardian_phone(tx, account).await? {
            Some((id, sealed)) => sealed.map(|it| (GUARDIAN_PHONE.at(id.bits()), it)),
            None => None,
        },
    };
    let opened = sealed.and_then(|(field, text)| sealer.open(field, &text).ok());
    Ok(opened.map(|it| it.open().clone()))
}
