//! What a draw gave, and what a family is told of it.

use std::collections::BTreeMap;

use crate::registration::Entry;

/// What a draw gave: whom to take, in their order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Drawn {
    /// The drawing's number, by which anyone finds its evidence.
    pub(crate) number: String,
    /// The seats that were announced.
    pub(crate) seats: i64,
    /// The numbers that were drawn, each with the registrations that it stands for.
    pub(crate) order: Vec<(String, String)>,
}

/// What parts the registrations of a ticket: siblings have one together.
const TOGETHER: char = '、';

/// The ticket of children who are drawn together.
pub(crate) fn ticket_of(numbers: &[&str]) -> String {
    numbers.join(&TOGETHER.to_string())
}

/// The children of a ticket.
pub(crate) fn children_of(ticket: &str) -> impl Iterator<Item = &str> {
    ticket.split(TOGETHER)
}

/// Where each registration of a draw stands: its number in the draw, its place from 1, and whether the
/// seats that were announced reach it.
pub(crate) type Places<'a> = BTreeMap<&'a str, (&'a str, usize, bool)>;

impl Drawn {
    /// Where each stands. Siblings are taken together or not at all; a seat that they leave goes to the
    /// next.
    pub(crate) fn places(&self) -> Places<'_> {
        let mut left = self.seats;
        let mut all = BTreeMap::new();
        for (at, (number, label)) in (1..).zip(&self.order) {
            let children: Vec<&str> = children_of(label).collect();
            let count = i64::try_from(children.len()).unwrap_or(i64::MAX);
            let taken = count <= left;
            left -= if taken { count } else { 0 };
            all.extend(children.into_iter().map(|it| (it, (number.as_str(), at, taken))));
        }
        all
    }
}

/// What a family is told of the draw of the school called `name`, by its place there, and whether its
/// child came to a seat by it.
pub(super) fn told_of_draw(
    (entry, name): (Entry, &str),
    drawn: &Drawn,
    (place, is_taken): (Option<(&str, usize, bool)>, bool),
) -> String {
    let (over, came) = match (entry, is_taken) {
        (Entry::Kindergarten, false) => ("填志愿的超过剩余学位", "没有轮到"),
        (Entry::Kindergarten, true) => ("填志愿的超过剩余学位", "录取"),
        (_, false) => ("报名超过计划", "未录取，转公办安排"),
        (_, true) => ("报名超过计划", "录取"),
    };
    let (number, seats) = (&drawn.number, drawn.seats);
    match place {
        Some((ticket, at, _)) => format!(
            "“{name}”{over} {seats} 人，公开派位（{number}）：派位号 {ticket}，第 {at} 位，{came}。"
        ),
        None => format!("“{name}”派位（{number}）的名单封存以后才审核通过，{came}。"),
    }
}
