//! Of the invented county: schools that more families named than they had seats for, and their draws.
//! Whoever sits at a private school now was drawn, the others sit at the public school of their area; at
//! a kindergarten some sit who were drawn for what its area left, the others sit where they wished to be
//! next. So the draw is made first, and then the families get their numbers.

use std::collections::{BTreeMap, BTreeSet};

use directory::demo::{Chance, County};
use drawing::demo::{Broken, Listed, Made, Past};
use jiff::civil::{DateTime, datetime};
use platform::{Act, seal::Sealer};

use super::{
    drawn::{Drawn, children_of, ticket_of, told_of_draw},
    draws,
    model::{DrawId, PrivateDraw},
};
use crate::{
    kindergarten::Nature,
    registration::{
        Campaign, Entry, Error, RegistrationId, Seats, Terms, Wish, demo::Applicant, number_of,
        was_refilled,
    },
};

/// How many schools were over plan; the private one after them had room to spare.
const OVER: usize = 3;
const SPARE: i64 = 30;
/// One seat of a school in so many was asked for once more; of a kindergarten's that were left, each so
/// many times.
const ONCE_MORE: usize = 4;
const TIMES_MORE: usize = 2;
/// Of a thousand who sit in a kindergarten over plan, so many came from elsewhere.
const FROM_ELSEWHERE: usize = 250;
/// How many draws are tried for one in which no twins are drawn: they sit at public schools.
const TRIES: usize = 60;
const DECLARED: DateTime = datetime(2021, 6, 16, 10, 0, 0, 0);
const DRAWN: DateTime = datetime(2021, 6, 18, 10, 0, 0, 0);
const AGAIN: DateTime = datetime(2021, 6, 21, 10, 0, 0, 0);
const REASON: &str = "派位现场停电，没有进行，改期重新公告";

/// The draw of a school, made and still to be written.
pub struct Contest {
    pub(super) campaign: Campaign,
    pub(super) school: String,
    pub(super) draw: PrivateDraw,
    /// The attempt before it, which was broken off at a moment.
    pub(super) broken: Option<(PrivateDraw, DateTime)>,
    pub(super) made: Made,
}

impl Contest {
    /// Whether it was held in a campaign.
    #[cfg(test)]
    pub(crate) fn is_of(&self, campaign: crate::registration::CampaignId) -> bool {
        self.campaign.id == campaign
    }

    /// What came of it.
    pub(super) fn drawn(&self) -> Drawn {
        let number = self.made.number().to_owned();
        Drawn { number, seats: self.draw.seats, order: self.made.order() }
    }
}

/// Gives the private school after those over plan room to spare.
pub(crate) fn plan(seats: &mut [(usize, Seats)]) {
    let mut private = seats.iter_mut().filter(|it| !it.1.has_area());
    if let Some((_, spared)) = private.nth(OVER) {
        spared.seats += SPARE;
    }
}

/// Lets families of `all` ask for schools over plan, and draws.
pub(crate) fn hold(
    act: &Act<'_>,
    (county, sealer, terms): (&County, &Sealer, &Terms),
    all: &mut [Applicant],
) -> Result<Vec<Contest>, Error> {
    let mut contests = Vec::new();
    let over = over(terms);
    for (nth, school) in over.iter().enumerate() {
        let sitting = match terms.campaign.entry {
            Entry::Kindergarten => from_elsewhere(county, terms, (all, school)),
            Entry::Primary | Entry::Junior => {
                (0..all.len()).filter(|at| all[*at].wanted.choices == [school.school]).collect()
            }
        };
        let hopefuls = hopefuls(county, (all, &over), (school, sitting.len()));
        if sitting.is_empty() || hopefuls.is_empty() {
            continue;
        }
        for at in &hopefuls {
            let wanted = &mut all[*at].wanted;
            wanted.wish = first(wanted.wish);
            wanted.choices.insert(0, school.school);
        }
        let is_repeated = nth == 0 && terms.campaign.entry == Entry::Primary;
        let asked = Asked { act, sealer, terms, school, is_repeated };
        contests.push(asked.draw(all, (&sitting, &hopefuls))?);
    }
    Ok(contests)
}

/// The schools over plan.
fn over(terms: &Terms) -> Vec<&Seats> {
    let is_public = |it: &&Seats| it.nature == Nature::Public;
    match terms.campaign.entry {
        Entry::Kindergarten => terms.schools.iter().filter(is_public).take(OVER).collect(),
        Entry::Primary | Entry::Junior => terms.named().take(OVER).collect(),
    }
}

/// What is asked for first by a family that had asked for its area.
fn first(before: Wish) -> Wish {
    match before {
        Wish::Nearby | Wish::Wide => Wish::Wide,
        Wish::Public | Wish::Private => Wish::Private,
    }
}

/// Some who sit in a kindergarten and live in the area of another of the same town.
fn from_elsewhere(
    county: &County,
    terms: &Terms,
    (all, school): (&mut [Applicant], &Seats),
) -> Vec<usize> {
    let is_other = |it: &&Seats| it.town == school.town && it.school != school.school;
    let Some(area) = terms.areas().filter(is_other).last() else { return Vec::new() };
    let mut some = Vec::new();
    for (at, it) in all.iter_mut().enumerate() {
        let mut chance = Chance::of(county.plan.seed, "from elsewhere", it.pupil);
        let sits = it.wanted.choices == [school.school] && it.twin.is_none();
        if sits && chance.happens(FROM_ELSEWHERE) {
            it.wanted.wish = Wish::Wide;
            it.wanted.school = area.school;
            some.push(at);
        }
    }
    some
}

/// Some who sit at schools of the same town that are not over, with one pair of twins, if there is one.
fn hopefuls(
    county: &County,
    (all, over): (&[Applicant], &[&Seats]),
    (school, sitting): (&Seats, usize),
) -> Vec<usize> {
    let town = |it: &Applicant| {
        let at = county.schools[county.students[it.pupil].school].town;
        county.towns[at].id.place()
    };
    let may = |at: &usize| {
        let it = &all[*at];
        let is_over = over.iter().any(|one| it.wanted.choices.contains(&one.school));
        matches!(it.wanted.wish, Wish::Public | Wish::Nearby)
            && !is_over
            && it.wanted.category != "migrant"
            && !was_refilled(county, it.pupil)
            && town(it) == school.town
    };
    let luck = |at: &usize| (Chance::of(county.plan.seed, "hopeful", all[*at].pupil).bits(), *at);
    let mut single: Vec<usize> = (0..all.len()).filter(|at| all[*at].twin.is_none()).collect();
    single.retain(may);
    single.sort_by_key(luck);
    let is_kindergarten = single.first().is_some_and(|at| all[*at].wanted.wish == Wish::Nearby);
    single.truncate(if is_kindergarten { sitting * TIMES_MORE } else { sitting / ONCE_MORE });
    let pair = (0..all.len()).find_map(|at| {
        let mutual = |twin: &usize| at < *twin && all[*twin].twin == Some(at);
        let twin = all[at].twin.filter(|twin| mutual(twin) && may(&at) && may(twin))?;
        Some([at, twin])
    });
    single.extend(pair.into_iter().flatten());
    single
}

/// A school that more asked for than it has seats.
struct Asked<'a> {
    act: &'a Act<'a>,
    sealer: &'a Sealer,
    terms: &'a Terms,
    school: &'a Seats,
    is_repeated: bool,
}

impl Asked<'_> {
    /// Draws until the twins are not among those taken, and gives the numbers that were taken to
    /// those who sit there.
    fn draw(
        &self,
        all: &mut [Applicant],
        (sitting, hopefuls): (&[usize], &[usize]),
    ) -> Result<Contest, Error> {
        let seats = i64::try_from(sitting.len()).unwrap_or(0);
        let tickets = self.tickets(all, sitting.iter().chain(hopefuls));
        for _ in 0..TRIES {
            let (past, owners) = self.past(tickets.values().cloned().collect(), seats);
            let mut made = past.make(self.sealer)?;
            let number = made.number().to_owned();
            let drawn = Drawn { number, seats, order: made.order() };
            let places = drawn.places();
            let taken: BTreeSet<&str> = places.iter().filter(|it| it.1.2).map(|it| *it.0).collect();
            let is_single = |label: &str| children_of(label).count() == 1;
            if drawn.order.iter().any(|it| !is_single(&it.1) && taken.contains(first_of(&it.1))) {
                continue;
            }
            self.number(all, (sitting, hopefuls), &taken);
            made.tell(|label| {
                draws::came(self.terms.campaign.entry, taken.contains(first_of(label))).to_owned()
            });
            let draw = |id| PrivateDraw { id, school: self.school.school, seats };
            return Ok(Contest {
                campaign: self.terms.campaign.clone(),
                school: self.school.name.clone(),
                draw: draw(owners.0),
                broken: owners.1.map(|id| (draw(id), DRAWN)),
                made,
            });
        }
        Err(Error::Missing)
    }

    /// The label of each ticket, by its first child; twins have one together.
    fn tickets<'b>(
        &self,
        all: &[Applicant],
        asked: impl Iterator<Item = &'b usize>,
    ) -> BTreeMap<RegistrationId, String> {
        let mut together = BTreeMap::<RegistrationId, BTreeSet<RegistrationId>>::new();
        for it in asked.map(|at| &all[*at]) {
            let own = it.wanted.id;
            let other = it.twin.map(|twin| all[twin].wanted.id);
            let other = other
                .filter(|_| it.twin.is_some_and(|at| all[at].wanted.choices == it.wanted.choices));
            together.entry(other.map_or(own, |it| it.min(own))).or_default().insert(own);
        }
        let label = |ids: BTreeSet<RegistrationId>| {
            let numbers: Vec<String> =
                ids.into_iter().map(|it| number_of(&self.terms.campaign, it)).collect();
            ticket_of(&numbers.iter().map(String::as_str).collect::<Vec<_>>())
        };
        together.into_iter().map(|(first, ids)| (first, label(ids))).collect()
    }

    /// The drawing as it was, with the things that it and the attempt before it were for.
    fn past(&self, tickets: Vec<String>, seats: i64) -> (Past, (DrawId, Option<DrawId>)) {
        let origin = self.act.origin();
        let owner: DrawId = origin.ids.make(origin.now);
        let before: Option<DrawId> = self.is_repeated.then(|| origin.ids.make(origin.now));
        let past = Past {
            id: origin.ids.make(origin.now),
            kind: draws::kind(self.terms.campaign.entry),
            owner: owner.bits(),
            place: self.school.school.place(),
            place_name: self.school.name.clone(),
            title: draws::title(&self.terms.campaign, self.school, seats),
            declared_at: if before.is_some() { DRAWN } else { DECLARED },
            draws_at: if before.is_some() { AGAIN } else { DRAWN },
            listed: Listed::Labels(tickets),
            before: before.map(|before| Broken {
                id: origin.ids.make(origin.now),
                owner: before.bits(),
                declared_at: DECLARED,
                draws_at: DRAWN,
                reason: REASON.to_owned(),
            }),
        };
        (past, (owner, before))
    }

    /// Whoever sits at the school gets a number that was taken.
    fn number(
        &self,
        all: &mut [Applicant],
        (sitting, hopefuls): (&[usize], &[usize]),
        taken: &BTreeSet<&str>,
    ) {
        let singles = sitting.iter().chain(hopefuls).filter(|at| all[**at].twin.is_none());
        let ids: Vec<RegistrationId> = singles.map(|at| all[*at].wanted.id).collect();
        let is_taken =
            |it: &RegistrationId| taken.contains(number_of(&self.terms.campaign, *it).as_str());
        let (won, lost): (Vec<_>, Vec<_>) = ids.into_iter().partition(is_taken);
        let mut give = |all_at: &[usize], ids: Vec<RegistrationId>| {
            let singles: Vec<usize> =
                all_at.iter().copied().filter(|at| all[*at].twin.is_none()).collect();
            for (at, id) in singles.into_iter().zip(ids) {
                all[at].wanted.id = id;
            }
        };
        give(sitting, won);
        give(hopefuls, lost);
    }
}

fn first_of(label: &str) -> &str {
    children_of(label).next().unwrap_or_default()
}

/// What the draws said of each number, and whether it was taken.
pub(super) type Told = BTreeMap<String, (String, bool)>;

/// What `all` said.
pub(super) fn told(all: &[Contest]) -> Told {
    let mut told = Told::new();
    for it in all {
        let drawn = it.drawn();
        for (number, place) in drawn.places() {
            let of = (it.campaign.entry, it.school.as_str());
            let words = told_of_draw(of, &drawn, (Some(place), place.2));
            told.insert(number.to_owned(), (words, place.2));
        }
    }
    told
}
