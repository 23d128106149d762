//! The schools that children name: private ones, of which the first counts, and kindergartens, in the
//! order of the wishes, with the seats that their areas left. A school takes all who name it, or there is
//! a draw. Each child gets the first of its wishes that its places in the draws reach: no order of wishes
//! gets it more than the true one.

use std::collections::{BTreeMap, BTreeSet};

use vocab::SchoolId;

use super::{
    drawn::{Places, ticket_of, told_of_draw},
    model::{Placed, Way},
    rules::{Asked, Lost, Refusal},
};
use crate::registration::{Entry, Registration, RegistrationId, Seats, Wish};

/// Children who are taken together or not at all, with the schools that they name in order.
struct Ticket<'a> {
    children: Vec<&'a Registration>,
    wishes: Vec<SchoolId>,
}

/// A school that children name.
pub(crate) struct Sought<'a> {
    pub(crate) school: &'a Seats,
    /// The seats that are there for them.
    pub(crate) seats: i64,
    /// How many children name it.
    pub(crate) count: i64,
    tickets: Vec<usize>,
}

impl Sought<'_> {
    /// Whether there must be a draw: where nothing is left there is nothing to draw for.
    pub(crate) fn is_over(&self) -> bool {
        self.count > self.seats && self.seats > 0
    }
}

/// Everyone who names a school and has no seat yet.
pub(crate) struct Named<'a> {
    asked: &'a Asked<'a>,
    tickets: Vec<Ticket<'a>>,
    sought: BTreeMap<SchoolId, Sought<'a>>,
    lists: BTreeMap<SchoolId, Places<'a>>,
}

/// Whom a ticket joins: siblings with the same wishes, as far as they are on the same lists.
type Joined = (RegistrationId, Vec<SchoolId>, Vec<bool>);

impl<'a> Named<'a> {
    /// Those of `asked` whom `placed` has not given a seat.
    pub(crate) fn of(asked: &'a Asked<'a>, placed: &[Placed]) -> Self {
        let lists: BTreeMap<SchoolId, Places<'a>> =
            asked.drawn.iter().map(|(school, it)| (*school, it.places())).collect();
        let mut taken = BTreeMap::<SchoolId, i64>::new();
        for school in placed.iter().filter_map(|it| it.school) {
            *taken.entry(school).or_default() += 1;
        }
        let seated: BTreeSet<RegistrationId> = placed.iter().map(|it| it.registration).collect();
        let mut joined = BTreeMap::<Joined, Vec<&'a Registration>>::new();
        for it in asked.children.iter().filter(|it| !seated.contains(&it.id)) {
            let wishes = wishes(asked, it);
            if wishes.is_empty() {
                continue;
            }
            let is_on = |school: &SchoolId| {
                lists.get(school).is_none_or(|list| list.contains_key(it.number.as_str()))
            };
            let on = wishes.iter().map(is_on).collect();
            joined.entry((it.bundle.unwrap_or(it.id), wishes, on)).or_default().push(it);
        }
        let tickets: Vec<Ticket<'a>> = joined
            .into_iter()
            .map(|((_, wishes, _), children)| Ticket { children, wishes })
            .collect();
        let sought = sought(asked, &tickets, &taken);
        Self { asked, tickets, sought, lists }
    }

    /// The schools that anybody names.
    pub(crate) fn schools(&self) -> impl Iterator<Item = &Sought<'a>> {
        self.sought.values()
    }

    /// One of them.
    pub(crate) fn school(&self, id: SchoolId) -> Option<&Sought<'a>> {
        self.sought.get(&id)
    }

    /// Those who name a school, as a draw lists them.
    pub(crate) fn labels(&self, id: SchoolId) -> Vec<String> {
        let tickets = self.sought.get(&id).into_iter().flat_map(|it| &it.tickets);
        let label = |at: &usize| {
            let numbers = self.tickets[*at].children.iter().map(|it| it.number.as_str());
            ticket_of(&numbers.collect::<Vec<_>>())
        };
        tickets.map(label).collect()
    }

    /// Who comes to a seat by name. Of every school that did not reach a child it is noted why.
    pub(super) fn placed(&self, lost: &mut Lost) -> Result<Vec<Placed>, Refusal> {
        let entry = self.asked.terms.campaign.entry;
        let to_draw = self.schools().filter(|it| it.is_over());
        let to_draw = to_draw.filter(|it| !self.lists.contains_key(&it.school.school));
        let to_draw: Vec<String> = to_draw
            .map(|it| format!("{}（学位 {}，报名 {} 人）", it.school.name, it.seats, it.count))
            .collect();
        if !to_draw.is_empty() {
            let (schools, draw) = (to_draw.join("、"), entry.draw());
            return Err(Refusal::OverPlan { schools, draw });
        }
        let way = if entry == Entry::Kindergarten { Way::Wide } else { Way::Private };
        let mut all = Vec::new();
        for (ticket, got) in self.tickets.iter().zip(self.seated()) {
            for child in &ticket.children {
                let upto = ticket.wishes.iter().position(|it| Some(*it) == got);
                let told = &ticket.wishes[..upto.map_or(ticket.wishes.len(), |at| at + 1)];
                let lines = told.iter().map(|it| self.told(*it, child, Some(*it) == got));
                let registration = child.id;
                lost.entry(registration).or_default().extend(lines);
                if got.is_some() {
                    let why = lost.remove(&registration).unwrap_or_default().join("\n");
                    all.push(Placed { registration, school: got, way, why });
                }
            }
        }
        Ok(all)
    }

    /// What a family is told of a school that it named.
    fn told(&self, id: SchoolId, child: &Registration, is_taken: bool) -> String {
        let Some(it) = self.sought.get(&id) else { return String::new() };
        let entry = self.asked.terms.campaign.entry;
        let (name, seats, count) = (&it.school.name, it.seats, it.count);
        if let Some((drawn, list)) = self.asked.drawn.get(&id).zip(self.lists.get(&id)) {
            let place = list.get(child.number.as_str()).copied();
            return told_of_draw((entry, name), drawn, (place, is_taken));
        }
        match (entry, is_taken) {
            (Entry::Kindergarten, true) => {
                format!("“{name}”剩余学位 {seats} 个，{count} 人填了志愿，没有超过，全部录取。")
            }
            (_, true) => format!("报名 {count} 人，没有超过计划 {seats} 人，全部录取。"),
            (_, false) => format!("“{name}”没有剩余学位，没有派位。"),
        }
    }

    /// Where a ticket stands at a school: nowhere, where it is not on its list.
    fn place(&self, school: SchoolId, ticket: usize) -> Option<usize> {
        match self.lists.get(&school) {
            Some(list) => {
                let first = self.tickets[ticket].children.first()?;
                list.get(first.number.as_str()).map(|it| it.1)
            }
            None => Some(ticket),
        }
    }

    /// How many seats a school has in the end: those that were announced, where there was a draw.
    fn seats(&self, school: SchoolId) -> i64 {
        let announced = self.asked.drawn.get(&school).map(|it| it.seats);
        announced.or_else(|| Some(self.sought.get(&school)?.seats)).unwrap_or(0)
    }

    /// Where each ticket comes to. Round by round everyone without a seat asks for its next wish, and
    /// each school keeps those of its asking who stand first, as far as its seats go.
    fn seated(&self) -> Vec<Option<SchoolId>> {
        let mut next = vec![0; self.tickets.len()];
        let mut held = BTreeMap::<SchoolId, Vec<usize>>::new();
        let mut free: Vec<usize> = (0..self.tickets.len()).collect();
        while !free.is_empty() {
            for at in std::mem::take(&mut free) {
                let Some(school) = self.tickets[at].wishes.get(next[at]) else { continue };
                next[at] += 1;
                match self.place(*school, at) {
                    Some(_) => held.entry(*school).or_default().push(at),
                    None => free.push(at),
                }
            }
            for (school, all) in &mut held {
                all.sort_by_key(|at| self.place(*school, *at));
                let mut left = self.seats(*school);
                all.retain(|at| {
                    let is_kept = self.size(*at) <= left;
                    left -= if is_kept { self.size(*at) } else { 0 };
                    if !is_kept {
                        free.push(*at);
                    }
                    is_kept
                });
            }
        }
        self.filled(held)
    }

    /// Siblings who went elsewhere together may have left a seat behind those who were passed over for
    /// them: it goes to the next who has none.
    fn filled(&self, mut held: BTreeMap<SchoolId, Vec<usize>>) -> Vec<Option<SchoolId>> {
        let mut got = vec![None; self.tickets.len()];
        for (school, all) in &held {
            for at in all {
                got[*at] = Some(*school);
            }
        }
        for (school, it) in &self.sought {
            let own = held.remove(school).unwrap_or_default();
            let mut left = self.seats(*school) - own.iter().map(|at| self.size(*at)).sum::<i64>();
            let mut waiting: Vec<(usize, usize)> = it
                .tickets
                .iter()
                .filter(|at| got[**at].is_none())
                .filter_map(|at| Some((self.place(*school, *at)?, *at)))
                .collect();
            waiting.sort_unstable();
            for (_, at) in waiting {
                if self.size(at) <= left {
                    left -= self.size(at);
                    got[at] = Some(*school);
                }
            }
        }
        got
    }

    /// How many seats a ticket takes.
    fn size(&self, ticket: usize) -> i64 {
        i64::try_from(self.tickets[ticket].children.len()).unwrap_or(i64::MAX)
    }
}

/// The schools that count of those that a child names.
fn wishes(asked: &Asked<'_>, it: &Registration) -> Vec<SchoolId> {
    let all = asked.choices.get(&it.id).map_or(&[][..], Vec::as_slice);
    match it.wish {
        Wish::Public => Vec::new(),
        Wish::Private => all.iter().take(1).copied().collect(),
        Wish::Nearby | Wish::Wide => all.to_vec(),
    }
}

/// The schools that `tickets` name, with the seats that those who are `taken` leave.
fn sought<'a>(
    asked: &'a Asked<'a>,
    tickets: &[Ticket<'a>],
    taken: &BTreeMap<SchoolId, i64>,
) -> BTreeMap<SchoolId, Sought<'a>> {
    let schools: BTreeMap<SchoolId, &Seats> =
        asked.terms.schools.iter().map(|it| (it.school, it)).collect();
    let mut all = BTreeMap::<SchoolId, Sought<'a>>::new();
    for (at, ticket) in tickets.iter().enumerate() {
        for (id, school) in ticket.wishes.iter().filter_map(|it| schools.get_key_value(it)) {
            let seats = school.seats - taken.get(id).copied().unwrap_or(0);
            let new = || Sought { school, seats, count: 0, tickets: Vec::new() };
            let it = all.entry(*id).or_insert_with(new);
            it.count += i64::try_from(ticket.children.len()).unwrap_or(i64::MAX);
            it.tickets.push(at);
        }
    }
    all
}
