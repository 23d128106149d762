//! 民办超计划派位, 大片区摇号: where more children name a school than it has seats for them, nobody chooses. The
//! list is sealed once it is final, its digest is posted, a public value gives the order, and anyone
//! can compute it again. Siblings are one ticket.

use std::collections::{BTreeMap, HashMap};

use db::Tx;
use drawing::{
    Desk,
    given::{self, Labelled, Wanted},
};
use jiff::civil::DateTime;
use platform::{Act, act::Source};
use vocab::SchoolId;

use super::{
    actions::Now,
    drawn::{Drawn, children_of},
    model::{DrawId, PrivateDraw},
    store,
};
use crate::registration::{Campaign, CampaignId, Entry, Error, Seats, store::campaigns};

/// The kind of drawing by which children come to an entry.
pub(super) fn kind(entry: Entry) -> &'static str {
    match entry {
        Entry::Kindergarten => "kindergarten-entry",
        Entry::Primary | Entry::Junior => "private-entry",
    }
}

fn wrong(words: &str) -> Error {
    Error::Wrong("draw", words.to_owned())
}

/// The draws of a campaign that are drawn.
pub(super) async fn drawn(
    tx: &mut Tx,
    campaign: CampaignId,
) -> Result<BTreeMap<SchoolId, Drawn>, Error> {
    let draws = store::draws(tx, campaign).await?;
    let owners: Vec<i64> = draws.iter().map(|it| it.id.bits()).collect();
    let mut lines = HashMap::<i64, Vec<Labelled>>::new();
    for it in given::labelled(tx, &owners).await? {
        lines.entry(it.owner).or_default().push(it);
    }
    let of = |it: PrivateDraw| {
        let lines = lines.remove(&it.id.bits())?;
        Some((it.school, outcome(it.seats, lines)?))
    };
    Ok(draws.into_iter().filter_map(of).collect())
}

/// What a list gave; nothing before it is drawn.
fn outcome(seats: i64, lines: Vec<Labelled>) -> Option<Drawn> {
    let number = lines.first().filter(|it| it.position.is_some())?.drawing.clone();
    let order = lines.into_iter().map(|it| (it.number, it.label)).collect();
    Some(Drawn { number, seats, order })
}

/// A draw of a school that is to be announced for a moment; `after` is the one that it follows, which
/// was broken off.
struct Attempt {
    id: DrawId,
    school: SchoolId,
    draws_at: DateTime,
    after: Option<DrawId>,
}

/// Announces the draw of a school for a moment, and seals its list: nobody comes onto it or leaves it
/// from here on.
pub(super) async fn announce(
    source: &impl Source,
    desk: Desk<'_>,
    (campaign, school, id): (CampaignId, SchoolId, DrawId),
    draws_at: DateTime,
) -> Result<(), Error> {
    platform::act!(source, "placement.draw.announce", |act| {
        let it = Attempt { id, school, draws_at, after: None };
        set_up(act, desk, campaign, &it).await
    })
}

/// Breaks a draw off that nobody knows the result of, and announces a further attempt in the same act:
/// a school over plan is never without a draw that stands. The reason is posted with both.
pub(super) async fn again(
    source: &impl Source,
    desk: Desk<'_>,
    (campaign, before, id): (CampaignId, DrawId, DrawId),
    (reason, draws_at): (&str, DateTime),
) -> Result<(), Error> {
    platform::act!(source, "placement.draw.again", |act| {
        let draw = store::find_draw(act.tx(), (campaign, before)).await?.ok_or(Error::Missing)?;
        given::void(act, before.bits(), reason).await?;
        let now = act.origin().civil_now;
        store::end_draw(act.tx(), before, now).await?;
        let it = Attempt { id, school: draw.school, draws_at, after: Some(before) };
        set_up(act, desk, campaign, &it).await
    })
}

/// Announces an attempt with those who ask for the school now.
async fn set_up(
    act: &mut Act<'_>,
    desk: Desk<'_>,
    campaign: CampaignId,
    it: &Attempt,
) -> Result<(), Error> {
    let civil_now = act.origin().civil_now;
    let now = Now::read(act.tx(), campaign).await?;
    now.is_final(civil_now)?;
    let entry = now.terms.campaign.entry;
    let asked = now.asked();
    let named = asked.named();
    let found = named.school(it.school).filter(|it| it.is_over());
    let found = found.ok_or_else(|| wrong("报名没有超过学位，不用派位，生成方案时全部录取"))?;
    if it.draws_at <= civil_now {
        return Err(wrong("派位的时间要晚于现在：先公告，再派位"));
    }
    let draw = PrivateDraw { id: it.id, school: it.school, seats: found.seats };
    if !store::add_draw(act.tx(), campaign, &draw).await? {
        return Err(wrong("这所学校的派位已经公告过了"));
    }
    let title = title(&now.terms.campaign, found.school, found.seats);
    let wanted = Wanted {
        kind: kind(entry),
        owner: it.id.bits(),
        place: it.school.place(),
        title: &title,
        draws_at: it.draws_at,
        after: it.after.map(vocab::Id::bits),
    };
    given::declare(act, &wanted).await?;
    let tickets = named.labels(it.school);
    act.about(it.id);
    act.note("school", it.school);
    act.note("tickets", tickets.len());
    given::seal_labels(act, desk, it.id.bits(), tickets).await?;
    Ok(())
}

/// What a draw for so many seats is called.
pub(super) fn title(it: &Campaign, school: &Seats, seats: i64) -> String {
    match it.entry {
        Entry::Kindergarten => {
            format!("{}：{}大片区摇号（剩余学位 {seats} 个）", it.title, school.name)
        }
        Entry::Primary | Entry::Junior => {
            format!("{}：{}超计划派位（计划 {seats} 人）", it.title, school.name)
        }
    }
}

/// What the public page says of a ticket that the seats reach, or do not.
pub(super) fn came(entry: Entry, is_taken: bool) -> &'static str {
    match (entry, is_taken) {
        // Whose higher wish is drawn elsewhere goes there, and the next moves up.
        (Entry::Kindergarten, true) => "摇中",
        (Entry::Kindergarten, false) => "候补",
        (_, true) => "录取",
        (_, false) => "未录取",
    }
}

/// Draws. `hands` is what was drawn on site where the county has no public source.
pub(super) async fn run(
    source: &impl Source,
    desk: Desk<'_>,
    (campaign, id): (CampaignId, DrawId),
    hands: Vec<drawing::Value>,
) -> Result<(), Error> {
    let owner = id.bits();
    let values = match given::values(source.store(), desk, owner).await? {
        Some(it) => it,
        None if hands.is_empty() => {
            return Err(wrong("请按公示的次序当众抽数，填好后再派位"));
        }
        None => hands,
    };
    platform::act!(source, "placement.draw.run", |act| {
        let it = store::find_draw(act.tx(), (campaign, id)).await?.ok_or(Error::Missing)?;
        let entry = campaigns::find(act.tx(), campaign).await?.ok_or(Error::Missing)?.entry;
        given::run(act, desk, owner, values.clone()).await?;
        let lines = given::labelled(act.tx(), &[owner]).await?;
        let drawn = outcome(it.seats, lines).ok_or(Error::Missing)?;
        let places = drawn.places();
        let told = |(_, label): &(String, String)| {
            let is_taken = children_of(label).all(|it| places.get(it).is_some_and(|it| it.2));
            let words = came(entry, is_taken);
            (label.clone(), (words.to_owned(), words.to_owned()))
        };
        let all = drawn.order.iter().map(told).collect();
        given::set_label_outcomes(act.tx(), owner, &all).await?;
        act.about(id);
        act.note("drawing", &drawn.number);
        Ok(())
    })
}

/// Where a child stands in a draw.
pub(crate) struct InDraw {
    /// Of which school.
    pub(crate) school: SchoolId,
    /// The drawing's number.
    pub(crate) drawing: String,
    /// The number that the child is drawn by.
    pub(crate) number: String,
    /// Its place, once it is drawn.
    pub(crate) place: Option<i64>,
}

/// Where a family's child stands in the draws of the schools that it named.
pub(crate) async fn of_family(
    tx: &mut Tx,
    (campaign, named): (CampaignId, &[SchoolId]),
    number: &str,
) -> Result<Vec<InDraw>, Error> {
    let mut draws = store::draws(tx, campaign).await?;
    draws.retain(|it| named.contains(&it.school));
    let owners: Vec<i64> = draws.iter().map(|it| it.id.bits()).collect();
    let lines = given::labelled(tx, &owners).await?;
    let own = lines.into_iter().filter(|it| children_of(&it.label).any(|it| it == number));
    let found = own.filter_map(|it| {
        let school = draws.iter().find(|draw| draw.id.bits() == it.owner)?.school;
        Some(InDraw { school, drawing: it.drawing, number: it.number, place: it.position })
    });
    let mut found: Vec<InDraw> = found.collect();
    found.sort_by_key(|it| named.iter().position(|school| *school == it.school));
    Ok(found)
}
