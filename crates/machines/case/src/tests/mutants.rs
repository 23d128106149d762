//! Machines that each do one thing wrong: the check of what must always hold notices every one.

use jiff::ToSpan as _;

use super::rules::{Machine, lives_well};
use crate::{
    definition::Act,
    rules::{self, Doer, Ground, Refusal, State, Wish},
};

fn notices(mutants: &[(&str, Machine)]) {
    for (what, mutant) in mutants {
        assert!(lives_well(*mutant).is_err(), "the check did not notice that it {what}");
    }
}

#[test]
fn the_check_notices_each_mutant_of_what_one_does() {
    notices(&[
        ("asks nobody who they are", |case, state, (ground, doer), wish, time| {
            let step = &case.steps[state.step];
            let named = step.actions.get(wish.action).ok_or(Refusal::NotYours)?;
            let who = named.who.as_ref().unwrap_or(&step.who);
            let doer = doer.ok_or(Refusal::NotYours)?;
            let role = who.iter().find_map(|it| case.roles_of(*it).first().copied());
            let role = role.unwrap_or(doer.role);
            let place = ground.place_of(role);
            rules::take(case, state, (ground, Some(Doer { role, place, ..doer })), wish, time)
        }),
        ("takes any version", |case, state, who, wish, time| {
            rules::take(case, state, who, Wish { version: state.version, ..wish }, time)
        }),
        ("wants no reason", |case, state, who, wish, time| {
            rules::take(case, state, who, Wish { reason: "无", ..wish }, time)
        }),
        ("does not count what happened", |case, state, who, wish, time| {
            let next = rules::take(case, state, who, wish, time)?;
            Ok(State { version: state.version, ..next })
        }),
        ("leaves the deadlines of closed cases running", |case, state, who, wish, time| {
            let mut next = rules::take(case, state, who, wish, time)?;
            next.clocks.iter_mut().for_each(|it| it.stopped = None);
            Ok(next)
        }),
        ("loses a deadline", |case, state, who, wish, time| {
            let mut next = rules::take(case, state, who, wish, time)?;
            next.clocks.pop();
            Ok(next)
        }),
    ]);
}

#[test]
fn the_check_notices_each_mutant_of_what_several_do() {
    notices(&[
        ("goes on without those who were asked", |case, state, (ground, doer), wish, time| {
            let open = Ground { shut: Vec::new(), ..ground.clone() };
            rules::take(case, state, (&open, doer), wish, time)
        }),
        ("loses what somebody was asked for", |case, state, who, wish, time| {
            let mut next = rules::take(case, state, who, wish, time)?;
            next.asked.pop();
            Ok(next)
        }),
        ("ends a pause before it began", |case, state, who, wish, time| {
            let mut next = rules::take(case, state, who, wish, time)?;
            next.paused = next.paused.map(|(at, _)| (at, at.saturating_sub(1.day())));
            Ok(next)
        }),
        ("gives whoever is handed a case its time anew", |case, state, who, wish, time| {
            let mut next = rules::take(case, state, who, wish, time)?;
            if case.steps[state.step].actions[wish.action].kind == Act::Transfer {
                next.clocks.iter_mut().for_each(|it| it.due = it.due.saturating_add(1.day()));
            }
            Ok(next)
        }),
        ("lets what others were asked for outlive the step", |case, state, who, wish, time| {
            let mut next = rules::take(case, state, who, wish, time)?;
            let open = state.asked.iter().filter(|it| it.ended.is_none()).map(|it| it.number);
            let open: Vec<i64> = open.collect();
            let again = next.asked.iter_mut().filter(|it| open.contains(&it.number));
            again.for_each(|it| it.ended = None);
            Ok(next)
        }),
    ]);
}
