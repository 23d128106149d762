//! A kind of case told to whoever reads or changes its file: who, by when, and how it goes.

use catalog::{Deadline, Flow, FlowStep, Mark, Move, Tell, Told};
use jiff::civil::DateTime;
use schemars::Schema;
use vocab::Holidays;

use crate::definition::{self, Act, Action, Case, Clock, Outcome, Step, Who};

impl Tell for Case {
    const LABEL: &'static str = "办件";

    fn tell(&self, now: DateTime) -> Told {
        told(self, now)
    }

    fn path(name: &str) -> String {
        format!("/cases/{name}")
    }

    fn schema() -> Schema {
        definition::schema()
    }
}

fn told(case: &Case, now: DateTime) -> Told {
    let holidays = Holidays::published();
    let mut people = vec![
        ("谁能提交".to_owned(), case.opens.clone()),
        ("谁看全部".to_owned(), case.sees.clone()),
    ];
    if !case.opener_seen_by.is_empty() {
        people.push(("谁知道提交人是谁".to_owned(), case.opener_seen_by.clone()));
    }
    Told {
        system: case.system.clone(),
        label: case.label.clone(),
        about: case.about.clone(),
        group: case.group.clone(),
        icon: case.icon.clone(),
        people,
        fields: form::told(&case.fields),
        deadlines: case.clocks.iter().map(|it| deadline(case, it, now, &holidays)).collect(),
        flow: Some(flow(case)),
    }
}

fn deadline(case: &Case, clock: &Clock, now: DateTime, holidays: &Holidays) -> Deadline {
    let name = |at: &usize| case.steps[*at].label.clone();
    let starts = clock.starts.iter().map(|it| it.as_ref().map_or("提交".to_owned(), name));
    let stops = clock.stops.iter().map(name);
    let runs = format!(
        "从{}到{}",
        starts.collect::<Vec<_>>().join("或"),
        stops.collect::<Vec<_>>().join("、")
    );
    let begins = clock.starts.iter().any(Option::is_none);
    let limit = clock.limit(now.date()).filter(|_| begins);
    Deadline {
        label: clock.label.clone(),
        runs,
        rules: clock.rules.iter().map(|it| it.told(it.value.to_string())).collect(),
        ends_at: limit.and_then(|it| it.value.end(now, holidays).ok()),
        told: clock.escalate.clone(),
    }
}

fn flow(case: &Case) -> Flow {
    let moves = case.steps.iter().enumerate().flat_map(|(from, step)| {
        step.actions.iter().map(move |it| Move {
            from,
            to: it.to,
            label: it.label.clone(),
            who: who(case, it.who.as_ref().unwrap_or(&step.who)),
            onward: is_onward(it),
        })
    });
    let steps = case.steps.iter().map(|it| place(case, it)).collect();
    Flow { steps, moves: moves.collect() }
}

fn is_onward(it: &Action) -> bool {
    !matches!(it.kind, Act::Return | Act::Refuse | Act::Withdraw)
}

fn place(case: &Case, step: &Step) -> FlowStep {
    let named = step.actions.iter().filter_map(|it| it.who.as_ref()).flatten();
    let roles = step.who.iter().chain(named).flat_map(|it| case.roles_of(*it));
    FlowStep {
        label: step.label.clone(),
        who: who(case, &step.who),
        roles: roles.collect(),
        mark: match step.end {
            None => Mark::Open,
            Some(Outcome::Done) => Mark::Good,
            Some(Outcome::Refused) => Mark::Bad,
            Some(Outcome::Withdrawn) => Mark::Quiet,
        },
    }
}

fn who(case: &Case, all: &[Who]) -> String {
    let words = all.iter().map(|it| match it {
        Who::Role(role) => role.label(),
        Who::Applicant => "提交人",
        Who::Chosen(field) => case.fields[*field].label.as_str(),
    });
    words.collect::<Vec<_>>().join("、")
}
