//! The state machine of cases: what may be done, by whom, and what follows. Functions of what they
//! are given; what they answer, `moving` writes down.

mod asked;
mod by_time;
mod clocks;

use form::expr::Facts;
use jiff::civil::{Date, DateTime};
use platform::access::PlaceKind;
use vocab::{AccountId, Holidays, NoNotice, PlaceId, Role};

use crate::definition::{Act, Action, Case, Who, breadth, in_force};

pub use asked::{Asked, answer};
pub use by_time::{look, resume_by_itself};
pub use clocks::Running;

/// How a case stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    /// The step that it is at.
    pub step: usize,
    /// Since when its deadlines stand still, and until when at most.
    pub paused: Option<(DateTime, DateTime)>,
    /// How often it was taken up.
    pub turn: i64,
    /// Its deadlines, those that ended, too.
    pub clocks: Vec<Running>,
    /// What others were asked for.
    pub asked: Vec<Asked>,
    /// When it is looked at again after its end, and whether that time has come.
    pub look: Option<(DateTime, bool)>,
    /// How many things happened to it.
    pub version: i64,
}

/// Where a case lies, who began it, and what its answers say of who acts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ground {
    /// The places from the county down to what it is about.
    pub path: Vec<(PlaceKind, PlaceId)>,
    /// Who began it, where that was a person.
    pub opener: Option<AccountId>,
    /// The actions of its step that are shut at present.
    pub shut: Vec<usize>,
    /// The roles that answers name: field and role.
    pub chosen: Vec<(usize, Role)>,
    /// The days that answers name: field and day.
    pub days: Vec<(usize, Date)>,
    /// Who is a party to it, and has no part in handling it.
    pub parties: Vec<(Role, PlaceId)>,
}

impl Ground {
    /// The place at which `role` is held here.
    pub fn place_of(&self, role: Role) -> Option<PlaceId> {
        let wanted = breadth(role);
        self.path.iter().find(|it| it.0 == wanted).map(|it| it.1)
    }

    fn chosen(&self, field: usize) -> Option<Role> {
        self.chosen.iter().find(|it| it.0 == field).map(|it| it.1)
    }

    /// Whether `doer` is a party.
    pub fn is_party(&self, doer: Doer) -> bool {
        self.parties.iter().any(|it| it.0 == doer.role && Some(it.1) == doer.place)
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
    /// Nobody was chosen who is to take part.
    #[error("请选择请谁会办；已经请过、还没有回复的不用再请")]
    NobodyAsked,
    /// The place that it is to go to is not one that it can lie in.
    #[error("请选择移交到哪里；不能移交到原来的地方")]
    NoPlace,
    /// What it is to be begun out of was not granted.
    #[error("请从已经同意的里面选一项")]
    NotGranted,
    /// There are as many as there may be.
    #[error("{0}")]
    Quota(String),
    /// A deadline in working days cannot be reckoned.
    #[error(transparent)]
    NoNotice(#[from] NoNotice),
}

/// How a new case stands, which begins at the step `first`.
pub fn begin(
    case: &Case,
    first: usize,
    ground: &Ground,
    now: DateTime,
    holidays: &Holidays,
) -> Result<State, NoNotice> {
    let mut state = State {
        step: first,
        paused: None,
        turn: 1,
        clocks: Vec::new(),
        asked: Vec::new(),
        look: None,
        version: 1,
    };
    clocks::start(case, &mut state, ground, (None, now), holidays)?;
    clocks::start(case, &mut state, ground, (Some(first), now), holidays)?;
    Ok(state)
}

/// What `doer` may do now, in the order of the definition.
pub fn may(case: &Case, state: &State, ground: &Ground, doer: Doer) -> Vec<usize> {
    let step = &case.steps[state.step];
    if ground.is_party(doer) {
        return Vec::new();
    }
    let again = step.look_back.as_ref().map(|it| it.who.as_slice()).unwrap_or_default();
    let theirs = open(case, state, ground).filter(|at| {
        let it = &step.actions[*at];
        let usual = if step.end.is_some() { again } else { &step.who };
        let who = it.who.as_deref().unwrap_or(usual);
        who.iter().any(|who| is(case, *who, ground, doer)) && !is_own_judge(it, ground, doer)
    });
    theirs.collect()
}

/// The actions that are open at present, to whomever.
fn open<'a>(
    case: &'a Case,
    state: &'a State,
    ground: &'a Ground,
) -> impl Iterator<Item = usize> + use<'a> {
    let all = case.steps[state.step].actions.iter().enumerate();
    let open = all.filter(|(_, it)| (it.kind == Act::Resume) == state.paused.is_some());
    open.filter(|(at, _)| !ground.shut.contains(at)).map(|it| it.0)
}

/// What the system does by itself now: the first action whose condition for that holds. It only
/// grants; what is to be refused waits for a person.
pub fn by_itself(case: &Case, state: &State, ground: &Ground, facts: &Facts) -> Option<usize> {
    let step = &case.steps[state.step];
    let holds = |it: &Action| it.auto.as_ref().is_some_and(|it| it.holds(facts) == Some(true));
    open(case, state, ground).find(|at| holds(&step.actions[*at]))
}

/// The actions of a step that are shut: what they need does not hold, their time is over, they have
/// been used up, or others were asked and have not answered.
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
    let looked = state.look.is_some_and(|it| it.1);
    let is_shut = |it: &Action| {
        it.only_if.as_ref().is_some_and(|expr| expr.holds(facts) != Some(true))
            || it.within_days.is_some_and(over)
            || it.extends.as_ref().is_some_and(|(clock, _)| used(*clock))
            || (it.kind.waits() && state.waits_for_others(now))
            || (it.kind == Act::Check && !looked)
    };
    let all = case.steps[state.step].actions.iter().enumerate();
    all.filter(|(_, it)| is_shut(it)).map(|(at, _)| at).collect()
}

fn is(case: &Case, who: Who, ground: &Ground, doer: Doer) -> bool {
    let holds = |role: Role| {
        let place = ground.place_of(role);
        role == doer.role && place.is_some() && place == doer.place
    };
    match who {
        Who::Role(role) => holds(role),
        Who::Chosen(field) => ground.chosen(field).is_some_and(holds),
        // What nobody began is looked after by those who see it.
        Who::Applicant => match ground.opener {
            Some(opener) => opener == doer.account,
            None => case.sees.iter().any(|it| holds(*it)),
        },
    }
}

/// Nobody decides what they asked for themselves: to refuse it, or to find it well afterwards, is
/// for others, as far as the action is not the applicant's by its nature.
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
    /// Who is asked for their part, where that is what is wished.
    pub others: &'a [(Role, PlaceId)],
}

/// How the case stands after `wish`, or why it does not come to that. The system wishes only what
/// [`by_itself`] names.
pub fn take(
    case: &Case,
    state: &State,
    (ground, doer): (&Ground, Option<Doer>),
    wish: Wish<'_>,
    (now, holidays): (DateTime, &Holidays),
) -> Result<State, Refusal> {
    if wish.version != state.version {
        return Err(Refusal::Overtaken);
    }
    let is_open = match doer {
        Some(doer) => may(case, state, ground, doer).contains(&wish.action),
        None => open(case, state, ground).any(|it| it == wish.action),
    };
    if !is_open {
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
        Act::Pause => {
            let until = in_force(&action.limits, now.date()).value.end(now, holidays)?;
            next.paused = Some((now, until));
        }
        Act::Resume => clocks::resume(case, &mut next, now, holidays)?,
        Act::Reopen => {
            next.turn += 1;
            clocks::start(case, &mut next, ground, (None, now), holidays)?;
        }
        Act::Extend => clocks::extend(case, &mut next, action, (now, holidays))?,
        Act::Join => asked::ask(case, &mut next, (action, ground), wish.others, (now, holidays))?,
        Act::Check => next.look = None,
        _ => {}
    }
    if !action.kind.stays() {
        asked::end(&mut next, now);
        clocks::stop(case, &mut next, now);
        clocks::start(case, &mut next, ground, (Some(action.to), now), holidays)?;
        next.look = by_time::look_again(case, &next, now, holidays)?;
    }
    Ok(next)
}

/// Whom the case waits for as it stands: nobody where it is closed and not looked at again. What
/// nobody else can take is for those who see it.
pub fn desks(case: &Case, state: &State, ground: &Ground) -> Vec<Desk> {
    let step = &case.steps[state.step];
    let who = match (step.end, state.look, &step.look_back) {
        (None, _, _) => &step.who,
        (Some(_), Some((_, true)), Some(it)) => &it.who,
        _ => return Vec::new(),
    };
    let at = |role: Role| ground.place_of(role).map(|place| (role, place));
    let free = |it: &(Role, PlaceId)| !ground.parties.contains(it);
    let desk = |who: &Who| match who {
        Who::Role(role) => at(*role).filter(free).map(|it| Desk::Role(it.0, it.1)),
        Who::Chosen(field) => {
            ground.chosen(*field).and_then(at).filter(free).map(|it| Desk::Role(it.0, it.1))
        }
        Who::Applicant => ground.opener.map(Desk::Person),
    };
    let mut desks: Vec<Desk> = who.iter().filter_map(desk).collect();
    if desks.is_empty() {
        let watching = case.sees.iter().filter_map(|it| at(*it)).filter(free);
        desks = watching.map(|it| Desk::Role(it.0, it.1)).collect();
    }
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
