//! Who came in the invented county: everyone who sits in a class now, most with their vaccination
//! certificates; some of them to seats that others gave up. A few of those seats wait for a successor.

use std::collections::BTreeMap;

use directory::demo::{Chance, County};
use jiff::civil::{Date, date};
use platform::{Act, System, act::digest};
use vocab::SchoolId;

use super::{
    model::{Admission, AdmissionId, Came, State, Vaccination},
    store,
};
use crate::registration::{Campaign, Error, RegistrationId, Stage, numbered, store::campaigns};

/// When the letters were written, and those of whoever came later.
const ISSUED: Date = date(2021, 6, 28);
const LATER: Date = date(2021, 7, 12);
/// Of a thousand children: who was to be vaccinated, and who had no certificate with them.
const MISSING: i64 = 8;
const FORGOTTEN: i64 = 20;

/// Writes the letters of the county's campaigns that are over, who came, and who came later.
///
/// # Errors
///
/// If the database fails.
pub async fn load(system: &System, county: &County) -> Result<(), Error> {
    platform::act!(system, "demo.load.admission", |act| {
        let all = campaigns::all(act.tx()).await?;
        for it in all.into_iter().filter(|it| it.state == Stage::Published) {
            campaign(act, county, &it).await?;
        }
        Ok(())
    })
}

async fn campaign(act: &mut Act<'_>, county: &County, it: &Campaign) -> Result<(), Error> {
    let outcome = store::outcome(act.tx(), it.id).await?;
    let (mut left, mut seats) = (BTreeMap::<SchoolId, Vec<AdmissionId>>::new(), Vec::new());
    for (at, one) in outcome.iter().enumerate() {
        let Some(school) = one.placed else { continue };
        let new = seat(act, it, (one.registration, school));
        if one.is_pupil {
            seats.push(Admission { vaccination: Some(saw(county, at)), ..new });
        } else {
            let reason = "全家搬到外地，孩子在那里上学".to_owned();
            let state = State::GivenUp;
            left.entry(school).or_default().push(new.id);
            seats.push(Admission { state, vaccination: None, reason, ..new });
        }
    }
    let mut followed = Vec::new();
    for (at, one) in outcome.iter().enumerate().filter(|it| it.1.placed.is_none()) {
        // The leaver was made for this very child: there is a seat.
        let Some(free) = left.get_mut(&one.area).and_then(Vec::pop) else { continue };
        let new = seat(act, it, (one.registration, one.area));
        followed.push((free, new.id));
        let (came, issued_on) = (Came::Refilled, LATER);
        seats.push(Admission { came, issued_on, vaccination: Some(saw(county, at)), ..new });
    }
    store::add(act.tx(), &seats).await?;
    store::join_classes(act.tx(), it.id).await?;
    for (free, new) in followed {
        store::follow(act.tx(), free, new).await?;
    }
    Ok(())
}

fn seat(
    act: &Act<'_>,
    it: &Campaign,
    (registration, school): (RegistrationId, SchoolId),
) -> Admission {
    let origin = act.origin();
    let id: AdmissionId = origin.ids.make(origin.now);
    Admission {
        id,
        registration,
        campaign: it.id,
        school,
        number: numbered('L', it.year, &digest(&["letter", &id.to_string()])),
        came: Came::Placed,
        issued_on: ISSUED,
        state: State::Reported,
        vaccination: None,
        reason: String::new(),
        version: 1,
    }
}

/// What the school saw of a certificate.
fn saw(county: &County, at: usize) -> Vaccination {
    match Chance::of(county.plan.seed, "vaccination", at).between(0, 999) {
        ..MISSING => Vaccination::No,
        it if it < MISSING + FORGOTTEN => Vaccination::Later,
        _ => Vaccination::Yes,
    }
}
