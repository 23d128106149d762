//! The state machine by example and by chance: random people try random things in random order, and
//! what must always hold is checked by code that shares nothing with the rules. `mutants` shows that
//! the check notices.

use jiff::{SignedDuration, civil::DateTime};
use platform::access::PlaceKind;
use proptest::{prelude::*, test_runner::TestRunner};
use vocab::{AccountId, Holidays, Ids, PlaceId, Role};

use crate::{
    catalog,
    definition::{Act, Case, breadth},
    rules::{self, Doer, Ground, Refusal, State, Wish},
};

/// What is tried: who, which action, with the right version or an old one, how much later.
#[derive(Debug, Clone)]
struct Try {
    role: usize,
    action: usize,
    stale: bool,
    reason: bool,
    minutes: i64,
}

fn tries() -> impl Strategy<Value = Vec<Try>> {
    let one = (0..Role::ALL.len(), 0..8_usize, 0..10_u8, 0..10_u8, 0..6_000_i64).prop_map(
        |(role, action, stale, reason, minutes)| Try {
            role,
            action,
            stale: stale == 0,
            reason: reason > 0,
            minutes,
        },
    );
    proptest::collection::vec(one, 1..60)
}

/// A machine: the rules, or a mutant of them.
pub(super) type Machine = fn(
    &Case,
    &State,
    (&Ground, Option<Doer>),
    Wish<'_>,
    (DateTime, &Holidays),
) -> Result<State, Refusal>;

struct People {
    path: Vec<(PlaceKind, PlaceId)>,
    accounts: Vec<AccountId>,
}

impl People {
    fn new() -> Self {
        let ids = Ids::seeded(3);
        let at = jiff::Timestamp::UNIX_EPOCH;
        let kinds = [PlaceKind::County, PlaceKind::Town, PlaceKind::School, PlaceKind::Class];
        let path = kinds.map(|it| (it, ids.make(at))).to_vec();
        let accounts = Role::ALL.map(|_| ids.make(at)).to_vec();
        Self { path, accounts }
    }

    fn doer(&self, role: usize) -> Doer {
        let wanted = breadth(Role::ALL[role]);
        let place = self.path.iter().find(|it| it.0 == wanted).map(|it| it.1);
        Doer { account: self.accounts[role], role: Role::ALL[role], place }
    }

    fn ground(&self, case: &Case) -> Ground {
        let until = self.path.iter().position(|it| it.0 == case.subject).unwrap_or(0);
        let opener = Role::ALL.iter().position(|it| *it == case.opens[0]).unwrap_or(0);
        Ground {
            path: self.path[..=until].to_vec(),
            opener: Some(self.accounts[opener]),
            chosen: chosen(case),
            ..Ground::default()
        }
    }
}

/// The first role of each that an answer can name.
fn chosen(case: &Case) -> Vec<(usize, Role)> {
    let who = case.steps.iter().flat_map(|it| &it.who);
    let named = who.filter_map(|it| match it {
        crate::definition::Who::Chosen(field) => Some((*field, *case.roles_of(*it).first()?)),
        _ => None,
    });
    named.collect()
}

/// Lives a case by `all`; what is wrong with it at some moment, if anything ever is.
fn live(machine: Machine, case: &Case, all: &[Try]) -> Option<String> {
    let (people, holidays) = (People::new(), Holidays::published());
    let ground = people.ground(case);
    let asked = case.tasks.iter().flat_map(|it| &it.who);
    let others: Vec<_> = asked.filter_map(|it| Some((*it, ground.place_of(*it)?))).collect();
    let mut now = jiff::civil::date(2021, 12, 20).at(8, 0, 0, 0);
    let mut state =
        rules::begin(case, case.first, &ground, now, &holidays).expect("the year has its notice");
    let mut happened = 1;
    for it in all {
        now = now.saturating_add(SignedDuration::from_mins(it.minutes));
        let doer = people.doer(likely(case, &state, it).unwrap_or(it.role));
        if let Some(passed) = let_time_pass(case, &state, (now, &holidays)) {
            happened += 1;
            let wrong = wrong_alone(case, (&state, &passed), (happened, now));
            if wrong.is_some() {
                return wrong;
            }
            state = passed;
        }
        let asked = state.asked.iter().find(|it| it.role == doer.role && it.ended.is_none());
        if let Some(number) = asked.filter(|_| it.action % 2 == 1).map(|it| it.number) {
            let Ok(next) = rules::answer(&state, (&ground, doer), (number, now)) else { continue };
            happened += 1;
            let wrong = wrong_alone(case, (&state, &next), (happened, now));
            if wrong.is_some() {
                return wrong;
            }
            state = next;
            continue;
        }
        let version = if it.stale { state.version - 1 } else { state.version };
        let reason = if it.reason { "材料不齐" } else { " " };
        let wish = Wish { action: it.action, version, reason, others: &others };
        let ground = Ground { shut: waiting(case, &state, now), ..ground.clone() };
        let who = (&ground, Some(doer));
        let Ok(next) = machine(case, &state, who, wish, (now, &holidays)) else {
            continue;
        };
        happened += 1;
        let wrong = wrong(case, (&state, &next), (&ground, doer), (it, now))
            .or_else(|| wrong_alone(case, (&state, &next), (happened, now)));
        if wrong.is_some() {
            return wrong;
        }
        state = next;
    }
    None
}

/// In two of three tries somebody whom the action names: else hardly any case would get far.
fn likely(case: &Case, state: &State, it: &Try) -> Option<usize> {
    let step = &case.steps[state.step];
    let action = step.actions.get(it.action).filter(|_| it.minutes % 3 != 0)?;
    let asked = state.asked.iter().find(|asked| asked.ended.is_none() && it.minutes % 3 == 1);
    let named = action.who.as_ref().unwrap_or(&step.who).first()?;
    let role = match (asked, named) {
        (Some(asked), _) if it.action % 2 == 1 => asked.role,
        (_, crate::definition::Who::Applicant) => case.opens[0],
        (_, named) => *case.roles_of(*named).first()?,
    };
    Role::ALL.iter().position(|it| *it == role)
}

/// What is shut since others were asked, as far as that does not depend on answers; and what is for
/// looking back, before it is time.
fn waiting(case: &Case, state: &State, now: DateTime) -> Vec<usize> {
    let waits = state.waits_for_others(now);
    let actions = case.steps[state.step].actions.iter().enumerate();
    let shut = actions.filter(|(_, it)| {
        (waits && it.kind.waits()) || (it.kind == Act::Check && state.look.is_none())
    });
    shut.map(|it| it.0).collect()
}

/// What the clock alone does.
fn let_time_pass(
    case: &Case,
    state: &State,
    (now, holidays): (DateTime, &Holidays),
) -> Option<State> {
    let resumed = rules::resume_by_itself(case, state, now, holidays).expect("known years");
    resumed.or_else(|| rules::look(state, now))
}

/// What may never be, whoever or whatever did it: told from the two states alone.
fn wrong_alone(
    case: &Case,
    (before, after): (&State, &State),
    (happened, now): (i64, DateTime),
) -> Option<String> {
    let told = |what: &str| Some(what.to_owned());
    let ended = case.steps[after.step].end.is_some();
    if after.version != happened {
        return told("the version is not the number of what happened");
    }
    if after.asked.len() < before.asked.len() {
        return told("what somebody was asked for was lost");
    }
    let again = before.asked.iter().zip(&after.asked);
    if again.clone().any(|(a, b)| a.ended.is_some() && a != b) {
        return told("what was over was changed");
    }
    let open = |it: &&rules::Asked| it.ended.is_none();
    if after.step != before.step && after.asked.iter().any(|it| open(&it)) {
        return told("somebody is still asked by a step that is over");
    }
    if after.asked.iter().any(|it| it.due < it.asked || it.ended.is_some_and(|at| at < it.asked)) {
        return told("the time of somebody who was asked ran backwards");
    }
    if after.paused.is_some_and(|(at, until)| until < at || until < now) {
        return told("a pause outlived its limit");
    }
    if ended && (after.clocks.iter().any(|it| it.stopped.is_none()) || after.paused.is_some()) {
        return told("a closed case has a deadline that runs");
    }
    if after.clocks.len() < before.clocks.len() {
        return told("a deadline was lost");
    }
    let backwards =
        |it: &rules::Running| it.due < it.started || it.stopped.is_some_and(|at| at < it.started);
    if after.clocks.iter().any(backwards) {
        return told("a deadline ran backwards");
    }
    if after.look.is_some() && !ended {
        return told("an open case waits to be looked at again");
    }
    if before.clocks.iter().zip(&after.clocks).any(|(a, b)| b.due < a.due || b.started != a.started)
    {
        return told("a deadline was brought forward");
    }
    None
}

/// What may never be where somebody did something.
fn wrong(
    case: &Case,
    (before, after): (&State, &State),
    (ground, doer): (&Ground, Doer),
    (tried, now): (&Try, DateTime),
) -> Option<String> {
    let told = |what: &str| Some(what.to_owned());
    let Some(action) = case.steps[before.step].actions.get(tried.action) else {
        return told("an action that there is not was done");
    };
    let who = action.who.as_ref().unwrap_or(&case.steps[before.step].who);
    let named = who.iter().any(|it| match it {
        crate::definition::Who::Role(role) => *role == doer.role,
        crate::definition::Who::Applicant => ground.opener == Some(doer.account),
        crate::definition::Who::Chosen(field) => ground.chosen.contains(&(*field, doer.role)),
    });
    let ended = case.steps[after.step].end.is_some();
    let looking = before.look.is_some() && case.steps[before.step].end.is_some();
    if !(named || looking && action.who.is_none()) {
        return told("somebody acted whom nothing names");
    }
    let could = |it: &rules::Asked| it.ended.is_none() && it.due >= now;
    if matches!(action.kind, Act::Pass | Act::Refuse) && before.asked.iter().any(could) {
        return told("a step went on while others could still answer");
    }
    if ground.parties.iter().any(|it| it.0 == doer.role && Some(it.1) == doer.place) {
        return told("a party had a hand in it");
    }
    if tried.stale {
        return told("somebody acted on what had changed");
    }
    if !tried.reason && matches!(action.kind, Act::Return | Act::Refuse | Act::Pause) {
        return told("somebody was sent away without a reason");
    }
    let looked_at = after.look.is_some_and(|it| it.1);
    if rules::desks(case, after, ground).is_empty() != (ended && !looked_at) {
        return told("an open case waits for nobody, or a closed one for somebody");
    }
    if before.paused.is_some() && action.kind != Act::Resume && !ended {
        return told("a case went on while its deadlines stood still");
    }
    if action.kind == Act::Transfer
        && (after.step, &after.clocks, &after.asked) != (before.step, &before.clocks, &before.asked)
    {
        return told("what was handed on lost its place in the queue");
    }
    if let (Some((paused, _)), Act::Resume) = (before.paused, action.kind) {
        let days = (now.date() - paused.date()).get_days();
        let late = |at: usize| {
            before.clocks[at].due >= paused && after.clocks[at].due == before.clocks[at].due
        };
        let any =
            (0..before.clocks.len()).any(|at| before.clocks[at].stopped.is_none() && late(at));
        if any && days > 14 {
            return told("a pause was not given back");
        }
    }
    None
}

pub(super) fn lives_well(machine: Machine) -> Result<(), String> {
    let mut runner = TestRunner::deterministic();
    let lived = runner.run(&tries(), |all| {
        for kind in catalog().all() {
            let found = live(machine, &kind.what, &all);
            prop_assert!(found.is_none(), "{}: {}", kind.name, found.unwrap_or_default());
        }
        Ok(())
    });
    lived.map_err(|it| it.to_string())
}

#[test]
fn whatever_is_tried_no_case_is_lost_and_no_deadline_runs_wrong() {
    lives_well(rules::take).unwrap();
}

#[test]
fn a_deadline_is_the_one_of_the_rule_in_force_when_it_starts() {
    let case = &catalog().find("petition").expect("it came with the program").what;
    let holidays = Holidays::published();
    let ground = Ground::default();
    let due = |day: jiff::civil::Date, clock: &str| {
        let at = case.clocks.iter().position(|it| it.key == clock).expect("there is one");
        let begun = rules::begin(case, case.first, &ground, day.at(9, 0, 0, 0), &holidays)
            .expect("known years");
        begun.clocks.iter().find(|it| it.clock == at).map(|it| it.due.date().to_string())
    };
    // Five working days over New Year; fifteen days since May 2022, whatever holidays lie in them.
    assert_eq!(due(jiff::civil::date(2021, 12, 28), "forwarded").as_deref(), Some("2022-01-05"));
    // A Saturday that was made up, 2022-05-07, counts.
    assert_eq!(due(jiff::civil::date(2022, 4, 29), "forwarded").as_deref(), Some("2022-05-10"));
    assert_eq!(due(jiff::civil::date(2022, 4, 28), "told").as_deref(), Some("2022-05-09"));
    assert_eq!(due(jiff::civil::date(2022, 5, 1), "forwarded").as_deref(), Some("2022-05-16"));
}
