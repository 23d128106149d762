//! Giving out the seats of a window that is over: the list of children is sealed, the public source
//! gives the order, each child in turn gets the best wish that is free, and every family can read why.

use std::collections::BTreeMap;

use drawing::{
    Desk,
    given::{self, Came, Wanted},
    model::Stage,
};
use offering::{
    Offer, OfferId, Round, RoundId, SeatRule, Standing, actions as seats,
    allot::Allotment,
    rules::may_settle,
    store::{bookings, offers, wishes},
};
use platform::act::{Act, Source};
use vocab::StudentId;
use web::Cell;

use super::{actions::tell, store};
use crate::aftercare::{error::Error, orders};

/// The kind of drawing that orders the children of a window.
const KIND: &str = "course-seats";

impl From<drawing::Error> for Error {
    fn from(error: drawing::Error) -> Self {
        match error {
            drawing::Error::Missing => Self::Missing,
            drawing::Error::Stale => Self::Stale,
            drawing::Error::Refused(refusal) => Self::Refused(refusal.to_string()),
            drawing::Error::Db(error) => Self::Db(error),
            other => {
                tracing::error!("a round was not drawn: {other}");
                Self::Refused("派位没有做成，什么都没有保存。请联系系统管理员。".to_owned())
            }
        }
    }
}

/// Declares the drawing of a round, on the act that opens the window.
pub(super) async fn declare(act: &mut Act<'_>, round: &Round) -> Result<(), Error> {
    if round.rule != SeatRule::Wishes {
        return Ok(());
    }
    let title = title(round);
    let wanted = Wanted {
        kind: KIND,
        owner: round.id.bits(),
        place: round.place,
        title: &title,
        draws_at: round.closes_at,
        after: None,
    };
    given::declare(act, &wanted).await?;
    Ok(())
}

/// What the drawing of a round is called.
pub(crate) fn title(round: &Round) -> String {
    format!("{}派位", round.title)
}

/// Gives out the seats of a round whose window is over, makes the orders, and tells the families.
/// `hands` is what was drawn on site, where the county has no public source; none by the clock.
pub(super) async fn settle(
    source: &impl Source,
    cell: &Cell,
    id: RoundId,
    hands: Option<Vec<drawing::Value>>,
) -> Result<usize, Error> {
    let (desk, owner) = (Desk::of(cell), id.bits());
    if !seal(source, desk, id).await? {
        return close(source, id).await;
    }
    let values = match given::values(source.store(), desk, owner).await? {
        Some(it) => it,
        None => hands.filter(|it| !it.is_empty()).ok_or_else(|| {
            Error::Refused("名单已封存。请按公示的次序当众抽数，填好后再派位。".to_owned())
        })?,
    };
    platform::act!(source, "aftercare.course.settle", |act| {
        let origin = act.origin().clone();
        let making = seats::Making { ids: &origin.ids, at: origin.now, now: origin.civil_now };
        let (drawing, order) = given::run(act, desk, owner, values.clone()).await?;
        let outcome = seats::settle(act.tx(), id, &order, &drawing.number, making).await?;
        let offers = offers::offers_of(act.tx(), id).await?;
        let wished = wishes::of_round(act.tx(), id).await?;
        given::set_outcomes(act.tx(), drawing.id, came(&offers, &wished, &order, &outcome)).await?;
        act.about(id);
        act.note("drawing", &drawing.number);
        act.note("seats", outcome.seats.len());
        make_orders(act, id).await?;
        let won: Vec<StudentId> = outcome.seats.iter().map(|it| it.0).collect();
        tell(act, &won, "拓展课程派位结果：已录取").await?;
        let waiting = outcome.queues.values().flatten().copied();
        let waiting: Vec<StudentId> = waiting.filter(|it| !won.contains(it)).collect();
        tell(act, &waiting, "拓展课程派位结果：候补中").await?;
        Ok(outcome.seats.len())
    })
}

/// Seals the list of a round: the children who wished, and nobody else from here on. Says whether
/// there is anybody. Done already, it stays as it is.
async fn seal(source: &impl Source, desk: Desk<'_>, id: RoundId) -> Result<bool, Error> {
    platform::act!(source, "aftercare.course.seal", |act| {
        let now = act.origin().civil_now;
        let round = offers::find_round(act.tx(), id).await?.ok_or(Error::Missing)?;
        may_settle(&round, now).map_err(seats::Error::from)?;
        match given::find(act.tx(), id.bits()).await? {
            // A window from before windows were drawn.
            None => declare(act, &round).await?,
            Some(it) if it.stage == Stage::Declared => {}
            Some(it) => return Ok(it.stage != Stage::Void),
        }
        let wished = wishes::of_round(act.tx(), id).await?;
        let mut children: Vec<StudentId> = wished.into_iter().map(|it| it.0).collect();
        children.dedup();
        act.about(id);
        act.note("children", children.len());
        Ok::<_, Error>(given::seal(act, desk, id.bits(), &children).await?)
    })
}

/// Closes a round that nobody wished in.
async fn close(source: &impl Source, id: RoundId) -> Result<usize, Error> {
    platform::act!(source, "aftercare.course.settle", |act| {
        let origin = act.origin().clone();
        let making = seats::Making { ids: &origin.ids, at: origin.now, now: origin.civil_now };
        let found = given::find(act.tx(), id.bits()).await?.ok_or(Error::Missing)?;
        if found.stage == Stage::Declared {
            given::void(act, id.bits(), "没有人填报志愿，不用派位").await?;
        }
        seats::settle(act.tx(), id, &[], &found.number, making).await?;
        act.about(id);
        act.note("seats", 0);
        Ok(0)
    })
}

/// What came of each child of the order: for everyone, and wish by wish for the family.
fn came(
    offers: &[Offer],
    wished: &[(StudentId, OfferId)],
    order: &[StudentId],
    outcome: &Allotment,
) -> Vec<Came> {
    let places: BTreeMap<StudentId, usize> =
        order.iter().enumerate().map(|(at, it)| (*it, at + 1)).collect();
    let titles: BTreeMap<OfferId, &Offer> = offers.iter().map(|it| (it.id, it)).collect();
    let title = |it: &OfferId| titles.get(it).map_or("", |it| it.title.as_str());
    let mut seats = BTreeMap::<StudentId, Vec<OfferId>>::new();
    let mut last = BTreeMap::<OfferId, usize>::new();
    for (child, offer) in &outcome.seats {
        seats.entry(*child).or_default().push(*offer);
        let place = places.get(child).copied().unwrap_or_default();
        last.entry(*offer).and_modify(|it| *it = place.max(*it)).or_insert(place);
    }
    let mut of_child = BTreeMap::<StudentId, Vec<OfferId>>::new();
    for (child, offer) in wished {
        of_child.entry(*child).or_default().push(*offer);
    }
    let told = |child: &StudentId| {
        let got = seats.get(child).map_or(&[][..], Vec::as_slice);
        let place = places.get(child).copied().unwrap_or_default();
        let waits = |offer: &OfferId| {
            let queue = outcome.queues.get(offer)?;
            queue.iter().position(|it| it == child).map(|it| it + 1)
        };
        let wish = |(number, offer): (usize, &OfferId)| {
            let course = title(offer);
            let full = last.get(offer).map_or(String::new(), |it| format!("名额录到第 {it} 位，"));
            match (got.contains(offer), waits(offer)) {
                (true, _) => format!("第 {number} 志愿“{course}”：录取"),
                (false, Some(at)) => {
                    format!("第 {number} 志愿“{course}”：{full}孩子排第 {place} 位，候补第 {at}")
                }
                (false, None) if got.is_empty() => {
                    format!("第 {number} 志愿“{course}”：和孩子已有的课时间冲突，没有录取")
                }
                (false, None) => format!("第 {number} 志愿“{course}”：已在别的志愿录取，不再录取"),
            }
        };
        let wishes = of_child.get(child).map_or(&[][..], Vec::as_slice);
        let why: Vec<String> = (1..).zip(wishes).map(wish).collect();
        let named = |all: &[OfferId]| all.iter().map(title).collect::<Vec<_>>().join("、");
        let waiting: Vec<OfferId> =
            wishes.iter().filter(|it| waits(it).is_some()).copied().collect();
        let words = match (got.is_empty(), waiting.is_empty()) {
            (false, _) => format!("录取：{}", named(got)),
            (true, false) => format!("候补：{}", named(&waiting)),
            (true, true) => "未录取".to_owned(),
        };
        Came { student: *child, outcome: words, why: format!("{}。", why.join("；")) }
    };
    order.iter().map(told).collect()
}

async fn make_orders(act: &mut Act<'_>, round: RoundId) -> Result<(), Error> {
    let all = offers::offers_of(act.tx(), round).await?;
    let ids: Vec<_> = all.iter().map(|it| it.id).collect();
    let courses = store::of_offers(act.tx(), &ids).await?;
    let seated = bookings::of_offers(act.tx(), &ids, Standing::Seat).await?;
    let names: Vec<_> = courses.iter().map(|it| it.id).collect();
    let today = act.origin().civil_now.date();
    let all_held = orders::store::all_sessions_held(act.tx(), &names, today).await?;
    let order = |booking: &offering::Booking| {
        let course = courses.iter().find(|it| it.offer == booking.offer)?;
        let held = orders::actions::held_of(&all_held, course.id);
        orders::actions::order_for(act, course.price(held), booking)
    };
    let made: Vec<_> = seated.iter().filter_map(order).collect();
    Ok(orders::store::add(act.tx(), made).await?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use vocab::Id;

    fn offer(bits: i64, title: &str) -> Offer {
        Offer {
            id: Id::from_bits(bits).expect("an id"),
            round: Id::from_bits(9).expect("an id"),
            title: title.to_owned(),
            grades: 1..=6,
            seats: 1,
            taken: 0,
            queue_last: 0,
            is_cancelled: false,
            meetings: Vec::new(),
        }
    }

    #[test]
    fn every_family_reads_why_wish_by_wish() {
        let offers = [offer(1, "青瓷"), offer(2, "书法")];
        let child = |bits| Id::from_bits(bits).expect("an id");
        let (a, b): (StudentId, StudentId) = (child(11), child(12));
        let (porcelain, writing) = (offers[0].id, offers[1].id);
        let outcome = Allotment {
            seats: vec![(b, porcelain), (a, writing)],
            queues: BTreeMap::from([(porcelain, vec![a])]),
        };
        let wished = [(a, porcelain), (a, writing), (b, porcelain)];
        let told = came(&offers, &wished, &[b, a], &outcome);
        assert_eq!(told[0].why, "第 1 志愿“青瓷”：录取。");
        assert_eq!(told[1].outcome, "录取：书法");
        assert_eq!(
            told[1].why,
            "第 1 志愿“青瓷”：名额录到第 1 位，孩子排第 2 位，候补第 1；第 2 志愿“书法”：录取。"
        );
    }
}
