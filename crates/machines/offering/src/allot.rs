//! Gives out the seats of a round of wishes: one order over all children, each in turn gets the
//! best wish that is still free.
//!
//! The order is drawn elsewhere and handed in. Whatever it is, [`check`] holds: no offer is oversold,
//! no child sits at two places at once, and nobody prefers a seat that someone behind them got.

use std::collections::{BTreeMap, BTreeSet};

use vocab::StudentId;

use crate::{
    model::{Meeting, OfferId},
    rules::first_clash,
};

/// What one offer has to give.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Supply {
    /// Seats that nobody has.
    pub seats: i64,
    /// When it meets.
    pub meetings: Vec<Meeting>,
}

/// A round of wishes as the allotment sees it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Demand {
    /// What there is.
    pub supply: BTreeMap<OfferId, Supply>,
    /// What each child wants, best first.
    pub wishes: BTreeMap<StudentId, Vec<OfferId>>,
    /// When children are engaged already.
    pub engaged: BTreeMap<StudentId, Vec<Meeting>>,
    /// How many seats a child may get.
    pub seats_per_child: usize,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Allotment {
    /// Who got which seat, in the order of giving.
    pub seats: Vec<(StudentId, OfferId)>,
    /// The queue of each offer, its head first.
    pub queues: BTreeMap<OfferId, Vec<StudentId>>,
}

/// Gives out the seats. One seat a turn: everyone is served once before anyone is served twice.
pub fn allot(demand: &Demand, order: &[StudentId]) -> Allotment {
    let mut left: BTreeMap<OfferId, i64> =
        demand.supply.iter().map(|(id, it)| (*id, it.seats)).collect();
    let mut held = Held::new(demand);
    let mut out = Allotment::default();
    for _ in 0..demand.seats_per_child {
        for child in order {
            let wanted = demand.wishes.get(child).into_iter().flatten().copied();
            let best = wanted.into_iter().find(|offer| {
                left.get(offer).is_some_and(|seats| *seats > 0) && held.can_take(*child, *offer)
            });
            if let Some(offer) = best {
                left.entry(offer).and_modify(|seats| *seats -= 1);
                held.take(*child, offer);
                out.seats.push((*child, offer));
            }
        }
    }
    for child in order {
        if held.count(*child) >= demand.seats_per_child {
            continue;
        }
        for offer in demand.wishes.get(child).into_iter().flatten() {
            if demand.supply.contains_key(offer) && held.can_take(*child, *offer) {
                out.queues.entry(*offer).or_default().push(*child);
            }
        }
    }
    out
}

/// What each child has so far.
struct Held<'a> {
    demand: &'a Demand,
    given: BTreeMap<StudentId, Vec<OfferId>>,
}

impl<'a> Held<'a> {
    fn new(demand: &'a Demand) -> Self {
        Self { demand, given: BTreeMap::new() }
    }

    fn count(&self, child: StudentId) -> usize {
        self.given.get(&child).map_or(0, Vec::len)
    }

    fn take(&mut self, child: StudentId, offer: OfferId) {
        self.given.entry(child).or_default().push(offer);
    }

    fn can_take(&self, child: StudentId, offer: OfferId) -> bool {
        let Some(supply) = self.demand.supply.get(&offer) else {
            return false;
        };
        let engaged = self.demand.engaged.get(&child).into_iter();
        let given = self.given.get(&child).into_iter().flatten();
        let given = given.filter(|it| **it != offer).filter_map(|it| self.demand.supply.get(it));
        let mut times = engaged.chain(given.map(|it| &it.meetings));
        let has_it = self.given.get(&child).is_some_and(|it| it.contains(&offer));
        !has_it && times.all(|it| first_clash(&supply.meetings, it).is_none())
    }
}

/// What is wrong with an allotment.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Violation {
    /// More seats were given than there were.
    #[error("{0} was oversold")]
    Oversold(OfferId),
    /// A child got what it did not ask for, twice the same, or more than its share.
    #[error("{0} got a seat it should not have")]
    Unasked(StudentId),
    /// A child would have to be at two places.
    #[error("{0} would be at two places at once")]
    TwoPlaces(StudentId),
    /// A seat is free that a child wants, or someone further back has it.
    #[error("{0} was passed over for {1}")]
    PassedOver(StudentId, OfferId),
}

/// Whether `outcome` is what `demand` and `order` entitle everyone to. Written apart from
/// [`allot`]; run before anything is saved.
pub fn check(demand: &Demand, order: &[StudentId], outcome: &Allotment) -> Result<(), Violation> {
    let mut of_child = BTreeMap::<StudentId, Vec<OfferId>>::new();
    let mut of_offer = BTreeMap::<OfferId, Vec<StudentId>>::new();
    for (child, offer) in &outcome.seats {
        of_child.entry(*child).or_default().push(*offer);
        of_offer.entry(*offer).or_default().push(*child);
    }
    for (offer, children) in &of_offer {
        let seats = demand.supply.get(offer).map_or(0, |it| it.seats);
        if i64::try_from(children.len()).map_or(true, |it| it > seats) {
            return Err(Violation::Oversold(*offer));
        }
    }
    for (child, offers) in &of_child {
        check_child(demand, *child, offers)?;
    }
    let place: BTreeMap<_, _> = order.iter().enumerate().map(|(at, child)| (*child, at)).collect();
    for (child, wishes) in &demand.wishes {
        let got = of_child.get(child).map_or(&[][..], Vec::as_slice);
        if let Some(offer) = passed_over(demand, &of_offer, &place, *child, wishes, got) {
            return Err(Violation::PassedOver(*child, offer));
        }
    }
    Ok(())
}

fn check_child(demand: &Demand, child: StudentId, offers: &[OfferId]) -> Result<(), Violation> {
    let asked = demand.wishes.get(&child).map_or(&[][..], Vec::as_slice);
    let distinct: BTreeSet<_> = offers.iter().collect();
    if offers.len() > demand.seats_per_child
        || distinct.len() < offers.len()
        || offers.iter().any(|it| !asked.contains(it))
    {
        return Err(Violation::Unasked(child));
    }
    let engaged = demand.engaged.get(&child).into_iter().flatten().copied();
    let given = offers.iter().flat_map(|it| demand.supply[it].meetings.iter().copied());
    let times: Vec<Meeting> = engaged.chain(given).collect();
    let clash = (0..times.len()).any(|a| (0..a).any(|b| times[a].clashes(times[b])));
    if clash { Err(Violation::TwoPlaces(child)) } else { Ok(()) }
}

/// A wish that the child prefers to the first seat it got, and that is free or went to someone
/// further back.
fn passed_over(
    demand: &Demand,
    of_offer: &BTreeMap<OfferId, Vec<StudentId>>,
    place: &BTreeMap<StudentId, usize>,
    child: StudentId,
    wishes: &[OfferId],
    got: &[OfferId],
) -> Option<OfferId> {
    let engaged = demand.engaged.get(&child).map_or(&[][..], Vec::as_slice);
    let mut preferred = wishes.iter().copied().take_while(|it| Some(it) != got.first());
    preferred.find(|offer| {
        let Some(supply) = demand.supply.get(offer) else {
            return false;
        };
        let holders = of_offer.get(offer).map_or(&[][..], Vec::as_slice);
        let is_free = i64::try_from(holders.len()).is_ok_and(|it| it < supply.seats);
        let behind = holders.iter().any(|it| place.get(it) > place.get(&child));
        first_clash(&supply.meetings, engaged).is_none() && (is_free || behind)
    })
}
