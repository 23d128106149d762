//! The state machine of cases: what may be done, by whom, and what follows. Functions of what they
//! are given; what they answer, `actions` writes down.

use form::expr::Facts;
use jiff::{SignedDuration, civil::DateTime};
use platform::access::PlaceKind;
use vocab::{AccountId, Holidays, NoNotice, PlaceId, Role};

use crate::{
    definition::{Act, Action, Case, Outcome, Who, breadth, in_force},
    limits,
};

/// How a case stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    /// The step that it is at.
    pub step: usize,
    /// Since when its deadlines stand still.
    pub paused: Option<DateTime>,
    /// How often it was taken up.
    pub turn: i64,
    /// Its deadlines, those that ended, too.
    pub clocks: Vec<Running>,
    /// How many things happened to it.
    pub version: i64,
}

/// A deadline of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Running {
    /// Which of its kind's.
    pub clock: usize,
    /// Of which turn.
    pub turn: i64,
    /// When it began.
    pub started: DateTime,
    /// When those who have the case are reminded.
    pub remind: Option<DateTime>,
    /// When it ends.
    pub due: DateTime,
    /// When what it waits for came.
    pub stopped: Option<DateTime>,
    /// Whether it says something of punctuality.
    pub counted: bool,
    /// When it was made longer.
    pub extended: Option<DateTime>,
}

/// Where a case lies, and who began it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ground {
    /// The places from the county down to what it is about.
    pub path: Vec<(PlaceKind, PlaceId)>,
    /// Who began it, where that was a person.
    pub opener: Option<AccountId>,
    /// The actions of its step that are shut at present.
    pub shut: Vec<usize>,
}

impl Ground {
    /// The place at which `role` is held here.
    pub fn place_of(&self, role: Role) -> Option<PlaceId> {
        let wanted = breadth(role);
        self.path.iter().find(|it| it.0 == wanted).map(|it| it.1)
    }
}

/// Who wants to do something: the identity in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Doer {
    /// The account.
    pub account: AccountId,
    /// The role.
    pub role: Role,
    /// The place of the role's breadth that it is held at.
    pub place: Option<PlaceId>,
}

/// Whom a case waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Desk {
    /// Whoever holds a role at a place.
    Role(Role, PlaceId),
    /// One person.
    Person(AccountId),
}

/// Why something is not done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It is not for this person, or not at this step.
    #[error("这件事现在不能由您办理。它可能已经办到下一步，请刷新后查看")]
    NotYours,
    /// Somebody was first.
    #[error(
        "您打开页面以后，这件办件已经有人办过了。下面是最新情况，您填的内容没有保存，请核对后再办"
    )]
    Overtaken,
    /// There is no reason.
    #[error("请写明原因，申请人和下一步经办人都会看到")]
    NoReason,
    /// It is about them, or they began it and would decide it.
    #[error("自己提交的办件要由别人办理")]
    OwnCase,
    /// A deadline in working days cannot be reckoned.
    #[error(transparent)]
    NoNotice(#[from] NoNotice),
}

/// How a new case stands.
pub fn begin(case: &Case, now: DateTime, holidays: &Holidays) -> Result<State, NoNotice> {
    let mut state =
        State { step: case.first, paused: None, turn: 1, clocks: Vec::new(), version: 1 };
    start(case, &mut state, (None, now), holidays)?;
    start(case, &mut state, (Some(case.first), now), holidays)?;
    Ok(state)
}

/// What `doer` may do now, in the order of the definition.
pub fn may(case: &Case, state: &State, ground: &Ground, doer: Doer) -> Vec<usize> {
    let step = &case.steps[state.step];
    let all = step.actions.iter().enumerate();
    let open = all.filter(|(_, it)| (it.kind == Act::Resume) == state.paused.is_some());
    let open = open.filter(|(at, _)| !ground.shut.contains(at));
    let theirs = open.filter(|(_, it)| {
        let who = it.who.as_ref().unwrap_or(&step.who);
        who.iter().any(|who| is(*who, ground, doer)) && !is_own_judge(it, ground, doer)
    });
    theirs.map(|(at, _)| at).collect()
}

/// The actions of a step that are shut: what they need does not hold, their time is over, or they
/// have been used up.
pub fn shut(
    case: &Case,
    state: &State,
    facts: &Facts,
    (closed, now): (Option<DateTime>, DateTime),
) -> Vec<usize> {
    let over = |days: u32| {
        closed.is_some_and(|it| {
            u32::try_from((now.date() - it.date()).get_days()).is_ok_and(|it| it > days)
        })
    };
    let used = |clock: usize| {
        let mut running = state.clocks.iter().filter(|it| it.stopped.is_none());
        !running.any(|it| it.clock == clock && it.extended.is_none())
    };
    let is_shut = |it: &Action| {
        it.only_if.as_ref().is_some_and(|expr| expr.holds(facts) != Some(true))
            || it.within_days.is_some_and(over)
            || it.extends.as_ref().is_some_and(|(clock, _)| used(*clock))
    };
    let all = case.steps[state.step].actions.iter().enumerate();
    all.filter(|(_, it)| is_shut(it)).map(|(at, _)| at).collect()
}

fn is(who: Who, ground: &Ground, doer: Doer) -> bool {
    match who {
        Who::Role(role) => {
            let place = ground.place_of(role);
            role == doer.role && place.is_some() && place == doer.place
        }
        Who::Applicant => ground.opener == Some(doer.account),
    }
}

/// Nobody decides what they asked for themselves: to pass or refuse it is for others, as far as the
/// action is not the applicant's by its nature.
fn is_own_judge(action: &Action, ground: &Ground, doer: Doer) -> bool {
    let by_nature = action.who.as_ref().is_some_and(|it| it.contains(&Who::Applicant));
    action.kind == Act::Refuse && ground.opener == Some(doer.account) && !by_nature
}

/// What somebody asks to be done.
#[derive(Debug, Clone, Copy)]
pub struct Wish<'a> {
    /// The action of the step.
    pub action: usize,
    /// The version that they saw.
    pub version: i64,
    /// Why.
    pub reason: &'a str,
}

/// How the case stands after `wish`, or why it does not come to that.
pub fn take(
    case: &Case,
    state: &State,
    (ground, doer): (&Ground, Doer),
    wish: Wish<'_>,
    (now, holidays): (DateTime, &Holidays),
) -> Result<State, Refusal> {
    if wish.version != state.version {
        return Err(Refusal::Overtaken);
    }
    if !may(case, state, ground, doer).contains(&wish.action) {
        return Err(Refusal::NotYours);
    }
    let action = &case.steps[state.step].actions[wish.action];
    if action.kind.wants_reason() && wish.reason.trim().is_empty() {
        return Err(Refusal::NoReason);
    }
    let mut next = state.clone();
    next.version += 1;
    next.step = action.to;
    match action.kind {
        Act::Pause => next.paused = Some(now),
        Act::Resume => resume(case, &mut next, now, holidays)?,
        Act::Reopen => {
            next.turn += 1;
            start(case, &mut next, (None, now), holidays)?;
        }
        Act::Extend => extend(case, &mut next, action, (now, holidays))?,
        _ => {}
    }
    stop(case, &mut next, now);
    start(case, &mut next, (Some(action.to), now), holidays)?;
    Ok(next)
}

/// Starts the deadlines that begin with `with`, once a turn.
fn start(
    case: &Case,
    state: &mut State,
    (with, now): (Option<usize>, DateTime),
    holidays: &Holidays,
) -> Result<(), NoNotice> {
    let turn = state.turn;
    for (at, clock) in case.clocks.iter().enumerate() {
        let runs = state.clocks.iter().any(|it| it.clock == at && it.turn == turn);
        if !clock.starts.contains(&with) || runs || case.steps[state.step].end.is_some() {
            continue;
        }
        let due = limits::end(clock.limit(now.date()).span, now, holidays)?;
        let remind = clock.remind_hours.map(|it| before(due, it).max(now));
        let fresh = Running {
            clock: at,
            turn,
            started: now,
            remind,
            due,
            stopped: None,
            counted: true,
            extended: None,
        };
        state.clocks.push(fresh);
    }
    Ok(())
}

fn before(due: DateTime, hours: i64) -> DateTime {
    due.saturating_sub(SignedDuration::from_hours(hours))
}

/// Stops the deadlines that end with the step that was entered; all of them at an end.
fn stop(case: &Case, state: &mut State, now: DateTime) {
    let end = case.steps[state.step].end;
    for it in state.clocks.iter_mut().filter(|it| it.stopped.is_none()) {
        if end.is_some() || case.clocks[it.clock].stops.contains(&state.step) {
            it.stopped = Some(now);
            it.counted = end != Some(Outcome::Withdrawn);
        }
    }
    if end.is_some() {
        state.paused = None;
    }
}

fn resume(
    case: &Case,
    state: &mut State,
    now: DateTime,
    holidays: &Holidays,
) -> Result<(), NoNotice> {
    let Some(paused) = state.paused.take() else { return Ok(()) };
    for it in state.clocks.iter_mut().filter(|it| it.stopped.is_none() && it.due >= paused) {
        let clock = &case.clocks[it.clock];
        let span = clock.limit(it.started.date()).span;
        it.due = limits::after_pause(span, it.due, (paused, now), holidays)?;
        it.remind = clock.remind_hours.map(|hours| before(it.due, hours).max(it.started));
    }
    Ok(())
}

/// Makes a deadline longer from where it ended, by the rule in force on the day that it began.
fn extend(
    case: &Case,
    state: &mut State,
    action: &Action,
    (now, holidays): (DateTime, &Holidays),
) -> Result<(), NoNotice> {
    let Some((clock, rules)) = &action.extends else { return Ok(()) };
    for it in state.clocks.iter_mut().filter(|it| it.clock == *clock && it.stopped.is_none()) {
        let span = in_force(rules, it.started.date()).span;
        it.due = limits::end(span, it.due, holidays)?;
        it.remind = case.clocks[*clock].remind_hours.map(|hours| before(it.due, hours).max(now));
        it.extended = Some(now);
    }
    Ok(())
}

/// Whom the case waits for as it stands: nobody where it is closed.
pub fn desks(case: &Case, state: &State, ground: &Ground) -> Vec<Desk> {
    let step = &case.steps[state.step];
    if step.end.is_some() {
        return Vec::new();
    }
    let desk = |who: &Who| match who {
        Who::Role(role) => ground.place_of(*role).map(|place| Desk::Role(*role, place)),
        Who::Applicant => ground.opener.map(Desk::Person),
    };
    let mut desks: Vec<Desk> = step.who.iter().filter_map(desk).collect();
    desks.sort_unstable();
    desks.dedup();
    desks
}

impl State {
    /// The nearest deadline that runs.
    pub fn due(&self) -> Option<DateTime> {
        self.clocks.iter().filter(|it| it.stopped.is_none()).map(|it| it.due).min()
    }
}
