//! The entry of the invented county: the children who sit in the first year of kindergarten, in the first
//! grade and in the seventh registered in May 2021, with a few who were refused; and rehearsals that are
//! open on the demo's day, in which a newcomer can register a child.

use std::collections::BTreeMap;

use directory::{
    demo::{Chance, Class, County, School, Student},
    model::Ownership,
};
use jiff::civil::{DateTime, date};
use platform::{Act, System, seal::Sealer};
use vocab::{IdNumber, Phone, Sex, Stage as SchoolStage};

use super::{
    actions::{Named, Wanted, row},
    error::Error,
    leavers::{leaver, was_refilled},
    model::{
        Campaign, CampaignId, Channel, Entry, Registration, Seats, Stage, State, Step, StepId,
        StepKind, Unlucky, Wish,
    },
    rules, settings,
    store::{campaigns, registrations},
    terms::Terms,
};
use crate::{
    kindergarten::{self, Nature},
    placement::{self, Contest},
};

/// How far apart the towns lie on the grid, and how far a school lies from the middle of its town.
const TOWN: i64 = 9000;
const AROUND: i64 = 3200;
/// How far a family lives from the school of its area.
const HOME: i64 = 1400;
/// Of a thousand families, so many in each category of the settings.
const SHARES: [usize; 4] = [560, 130, 110, 200];
/// How many of a thousand were refused, and are at school elsewhere.
const REFUSED: usize = 4;

/// Where a school of the county stands.
pub(crate) fn place_of(county: &County, at: usize) -> (i64, i64) {
    let school = &county.schools[at];
    let mut chance = Chance::of(county.plan.seed, "school place", at);
    let town = i64::try_from(school.town).unwrap_or(0);
    let middle = (town % 5 * TOWN + TOWN / 2, town / 5 * TOWN + TOWN / 2);
    (middle.0 + chance.between(-AROUND, AROUND), middle.1 + chance.between(-AROUND, AROUND))
}

/// A campaign of the county as it is set up.
fn campaign(id: CampaignId, entry: Entry, year: i16, title: &str) -> Campaign {
    let (born_from, born_to) = rules::born_between(entry, year);
    Campaign {
        id,
        title: title.to_owned(),
        entry,
        year: i64::from(year),
        rehearsal: false,
        basis: match entry {
            Entry::Kindergarten => "关于做好2021年幼儿园招生工作的通知",
            Entry::Primary | Entry::Junior => "关于做好2021年义务教育阶段学校招生入学工作的通知",
        }
        .to_owned(),
        born_from,
        born_to,
        opens_at: date(2021, 5, 20).at(9, 0, 0, 0),
        closes_at: date(2021, 5, 27).at(17, 0, 0, 0),
        reports_on: date(2021, 8, 28),
        private_choices: if entry == Entry::Kindergarten { 3 } else { 1 },
        unlucky: Unlucky::AsUsual,
        check_days: 5,
        review_days: 5,
        decide_days: 5,
        state: Stage::Registering,
        version: 1,
    }
}

/// Writes the county's entry. Gives the draws of private schools, which are to be written with the
/// placements.
///
/// # Errors
///
/// If the database fails.
pub async fn load(
    system: &System,
    county: &County,
    sealer: &Sealer,
) -> Result<Vec<Contest>, Error> {
    platform::act!(system, "demo.load.admissions", |act| {
        let mut contests = Vec::new();
        let stamp = |act: &Act<'_>| act.origin().ids.make(act.origin().now);
        for (entry, title) in [
            (Entry::Primary, "2021年小学一年级招生"),
            (Entry::Junior, "2021年初中一年级招生"),
            (Entry::Kindergarten, "2021年幼儿园小班招生"),
        ] {
            let it = campaign(stamp(act), entry, 2021, title);
            contests.extend(past(act, county, (sealer, &it)).await?);
        }
        for (entry, title) in [
            (Entry::Kindergarten, "2022年幼儿园小班招生（演练）"),
            (Entry::Primary, "2022年小学一年级招生（演练）"),
        ] {
            let open = Campaign {
                rehearsal: true,
                basis: "2022年招生系统演练方案".to_owned(),
                opens_at: date(2021, 12, 13).at(9, 0, 0, 0),
                closes_at: date(2021, 12, 31).at(17, 0, 0, 0),
                reports_on: date(2022, 8, 28),
                ..campaign(stamp(act), entry, 2022, title)
            };
            let seats = seats(county, open.entry);
            prepare(act, county, &open, &seats).await?;
        }
        Ok(contests)
    })
}

/// The schools of an entry with as many seats as their classes may have children.
fn seats(county: &County, entry: Entry) -> Vec<(usize, Seats)> {
    let stage = stage_of(entry);
    let schools = county.schools.iter().enumerate().filter(|it| it.1.stages.contains(&stage));
    schools
        .map(|(at, it)| {
            let size = |it: &Class| directory::rules::class_size_max(it.stage, it.grade);
            let seats = first_classes(county, at, entry).map(size).sum();
            (at, of(county, (at, entry), it, seats))
        })
        .collect()
}

fn of(county: &County, (at, entry): (usize, Entry), it: &School, seats: i64) -> Seats {
    Seats {
        school: it.id,
        name: it.name.clone(),
        code: None,
        town: county.towns[it.town].id.place(),
        town_name: county.towns[it.town].name.clone(),
        nature: match entry {
            Entry::Kindergarten => kindergarten::demo::nature(county, at),
            _ if it.ownership == Ownership::Private => Nature::Private,
            _ => Nature::Public,
        },
        fee: None,
        seats,
        at: Some(place_of(county, at)),
    }
}

fn stage_of(entry: Entry) -> SchoolStage {
    match entry {
        Entry::Kindergarten => SchoolStage::Kindergarten,
        Entry::Primary => SchoolStage::Primary,
        Entry::Junior => SchoolStage::Junior,
    }
}

/// The classes of a school that an entry fills.
fn first_classes(county: &County, at: usize, entry: Entry) -> impl Iterator<Item = &Class> {
    let stage = stage_of(entry);
    let grade = stage.grades().next();
    let classes = &county.classes[county.schools[at].classes.clone()];
    classes.iter().filter(move |it| it.stage == stage && Some(it.grade) == grade)
}

async fn prepare(
    act: &mut Act<'_>,
    county: &County,
    it: &Campaign,
    seats: &[(usize, Seats)],
) -> Result<Terms, Error> {
    campaigns::add(act.tx(), it).await?;
    let schools: Vec<Seats> = seats.iter().map(|it| it.1.clone()).collect();
    campaigns::set_schools(act.tx(), it.id, &schools).await?;
    let dated = settings::in_force(it.entry, it.opens_at.date()).ok_or(Error::Missing)?;
    let categories = settings::categories(&dated, county.id);
    campaigns::add_categories(act.tx(), it.id, &categories).await?;
    Ok(Terms { campaign: it.clone(), schools, categories, county: county.id })
}

/// A family as it registers: the child at `pupil` of the county's students, and where in the list its
/// twin is.
pub(crate) struct Applicant {
    pub(crate) pupil: usize,
    pub(crate) wanted: Wanted,
    pub(crate) twin: Option<usize>,
}

/// A campaign that is over: who sits in its grade now had registered, and was found to qualify. Gives
/// the draws of its private schools.
async fn past(
    act: &mut Act<'_>,
    county: &County,
    (sealer, it): (&Sealer, &Campaign),
) -> Result<Vec<Contest>, Error> {
    // The plan was as large as what came of it: so a seat that is given up goes to somebody.
    let mut seats = seats(county, it.entry);
    for (at, one) in &mut seats {
        let pupils = first_classes(county, *at, it.entry).flat_map(|it| it.students.clone());
        let pupils = pupils.filter(|it| county.students[*it].id_number().is_some());
        one.seats = i64::try_from(pupils.count()).unwrap_or(0);
    }
    placement::plan(&mut seats);
    let terms = prepare(act, county, it, &seats).await?;
    let mut all = applicants(act, county, (&terms, &seats));
    let contests = placement::hold(act, (county, sealer, &terms), &mut all)?;
    let (mut rows, mut leavers) = (Vec::new(), Vec::new());
    for Applicant { pupil, wanted, twin } in &all {
        let now = moment(county, *pupil);
        let mut one = row((sealer, &terms), wanted, (wanted.id, &wanted.children[0], None), now)?;
        one.state = State::Granted;
        one.points = points(county, *pupil, &one);
        // Twins are placed together and wait for no seat.
        if one.wish == Wish::Public && twin.is_none() && was_refilled(county, *pupil) {
            let shared = (sealer, &terms);
            leavers.extend(leaver(act, shared, (leavers.len(), &one), now)?);
        }
        rows.push(one);
    }
    for (at, twin) in all.iter().enumerate().filter_map(|(at, it)| Some((at, it.twin?))) {
        if at < twin && rows[at].wish == rows[twin].wish {
            let bundle = rows[at].bundle.or(Some(rows[at].id.min(rows[twin].id)));
            (rows[at].bundle, rows[twin].bundle) = (bundle, bundle);
        }
    }
    refuse_some(county, &mut rows);
    rows.extend(leavers);
    let chosen = all.iter().filter(|it| !it.wanted.choices.is_empty());
    let chosen: Vec<_> = chosen.map(|it| (it.wanted.id, it.wanted.choices.clone())).collect();
    registrations::add(act.tx(), &rows).await?;
    registrations::add_choices(act.tx(), &chosen).await?;
    let steps: Vec<(StepId, Step)> = rows.iter().flat_map(|it| steps(act, it)).collect();
    registrations::add_steps(act.tx(), &steps).await?;
    Ok(contests)
}

/// Everyone who sits in the first grade of `seats` now, as they registered.
fn applicants(
    act: &Act<'_>,
    county: &County,
    (terms, seats): (&Terms, &[(usize, Seats)]),
) -> Vec<Applicant> {
    let mut all: Vec<Applicant> = Vec::new();
    let mut born = BTreeMap::new();
    for (school, own) in seats {
        for pupil in
            first_classes(county, *school, terms.campaign.entry).flat_map(|it| it.students.clone())
        {
            let child = &county.students[pupil];
            let of = (pupil, child, (*school, own));
            let Some(wanted) = wanted(act, county, (terms, seats), of) else { continue };
            // Siblings of one grade were born together.
            let twin = born.insert((child.family, child.born), all.len());
            if let Some(twin) = twin {
                all[twin].twin = Some(all.len());
            }
            all.push(Applicant { pupil, wanted, twin });
        }
    }
    all
}

/// What the family of a pupil who is at a school now had asked for.
fn wanted(
    act: &Act<'_>,
    county: &County,
    (terms, seats): (&Terms, &[(usize, Seats)]),
    (at, child, (school, own)): (usize, &Student, (usize, &Seats)),
) -> Option<Wanted> {
    let mut chance = Chance::of(county.plan.seed, "registration", at);
    let family = &county.families[child.family];
    let guardian = &county.guardians[family.guardians.clone().next()?];
    let near = if own.has_area() { school } else { area_school(county, seats, family.town)? };
    let wish = match (terms.campaign.entry, own.has_area()) {
        (Entry::Kindergarten, true) => Wish::Nearby,
        (Entry::Kindergarten, false) => Wish::Wide,
        (_, true) => Wish::Public,
        (_, false) => Wish::Private,
    };
    let (east, north) = place_of(county, near);
    let key = &terms.categories[chance.weighted(&SHARES).min(terms.categories.len() - 1)].key;
    let number: IdNumber = child.id_number()?;
    let phone: Phone = guardian.phone.clone();
    Some(Wanted {
        id: act.origin().ids.make(act.origin().now),
        campaign: terms.campaign.id,
        account: Some(guardian.account),
        guardian: guardian.name.clone(),
        phone,
        school: county.schools[near].id,
        address: family.address.clone(),
        at: Some((east + chance.between(-HOME, HOME), north + chance.between(-HOME, HOME))),
        category: key.clone(),
        wish,
        choices: if wish == Wish::Public { Vec::new() } else { vec![own.school] },
        channel: if chance.happens(30) { Channel::School } else { Channel::Online },
        children: vec![Named { student: Some(child.id), name: child.name.clone(), number }],
    })
}

/// The first school of a town that has an area, or else of any.
fn area_school(county: &County, seats: &[(usize, Seats)], town: usize) -> Option<usize> {
    let areas = || seats.iter().filter(|it| it.1.has_area()).map(|it| it.0);
    areas().find(|it| county.schools[*it].town == town).or_else(|| areas().next())
}

/// When a family registered: any time of the window.
fn moment(county: &County, at: usize) -> DateTime {
    let mut chance = Chance::of(county.plan.seed, "registered at", at);
    let minutes = chance.between(0, 7 * 24 * 60);
    let opens = date(2021, 5, 20).at(9, 0, 0, 0);
    opens.saturating_add(jiff::Span::new().minutes(minutes))
}

/// The points of whoever is ranked.
fn points(county: &County, at: usize, it: &Registration) -> i64 {
    let mut chance = Chance::of(county.plan.seed, "points", at);
    if it.category == "migrant" { chance.between(40, 180) } else { 0 }
}

/// A few had no residence permit in time. They are at school now by what was decided later.
fn refuse_some(county: &County, rows: &mut [Registration]) {
    for (at, it) in rows.iter_mut().enumerate() {
        let mut chance = Chance::of(county.plan.seed, "refused", at);
        let is_doubted = it.category == "migrant" && it.wish == Wish::Public;
        if is_doubted && it.bundle.is_none() && chance.happens(REFUSED * 5) {
            it.state = State::Refused;
            it.reason = Some("居住证的签发日期晚于规定的截止日期，不属于随迁子女类".to_owned());
        }
    }
}

/// What was done with a registration, desk by desk.
fn steps(act: &Act<'_>, it: &Registration) -> Vec<(StepId, Step)> {
    let end = if it.state == State::Refused { StepKind::Refuse } else { StepKind::Grant };
    let words = match end {
        StepKind::Refuse => it.reason.clone().unwrap_or_default(),
        _ => "数据比对全部相符，自动通过".to_owned(),
    };
    let day = |month, day| date(2021, month, day).at(10, 0, 0, 0);
    let all = [
        (StepKind::Send, it.account, it.channel.label().to_owned(), it.sent_at),
        (StepKind::Check, None, "原件齐全".to_owned(), day(6, 2)),
        (StepKind::Review, None, String::new(), day(6, 9)),
        (end, None, words, day(6, 15)),
    ];
    let origin = act.origin();
    all.into_iter()
        .map(|(kind, account, words, at)| {
            let step = Step { registration: it.id, kind, account, doer: None, words, at };
            (origin.ids.make(origin.now), step)
        })
        .collect()
}

/// The fields by which the `nth` of any number of invented families registers an invented child in
/// the campaign of `terms`, as the phone's form sends them. Each child has a number of its own, and
/// none is somebody's of the invented county.
pub fn fields(terms: &Terms, nth: usize) -> Option<Vec<(&'static str, String)>> {
    /// The last that a day has; the county's own children have the first ones.
    const LAST_SERIAL: usize = 498;
    let it = &terms.campaign;
    let areas: Vec<&Seats> = terms.areas().collect();
    let school = areas.get(nth % areas.len().max(1))?;
    let categories = terms.categories_at(school.school);
    let category = categories.get(nth % categories.len().max(1))?;
    let days = nth % 365;
    let born = it.born_from.saturating_add(jiff::Span::new().days(i64::try_from(days).ok()?));
    let sex = if (nth / 365).is_multiple_of(2) { Sex::Female } else { Sex::Male };
    let serial = u16::try_from(LAST_SERIAL.checked_sub(nth / 730)?).ok()?;
    let number = IdNumber::invented(born, sex, serial)?;
    let phone = Phone::invented(u32::try_from(nth).ok()?)?;
    Some(vec![
        ("name", "陈小满".to_owned()),
        ("id_number", number.open().to_owned()),
        ("guardian", "周晓".to_owned()),
        ("phone", phone.open().to_owned()),
        ("school", school.school.to_string()),
        ("address", format!("青禾路{}号", nth + 1)),
        ("category", category.key.clone()),
        ("wish", Wish::Public.key().to_owned()),
    ])
}
