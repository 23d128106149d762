//! What the desks do: the school's first check, the town's second, the office's decision, and what
//! registers of other offices answer in between, which can only grant. One act each.

use platform::{Act, act::Source};
use vocab::{PlaceId, Role};

use super::{
    actions::{move_all, step},
    error::Error,
    model::{Answer, Registration, RegistrationId, State, StepKind},
    registers::Registers,
    rules::{self, Decision, Refusal},
    store::registrations,
    terms::Terms,
};

/// Who decides.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Doer {
    /// In which role.
    pub role: Role,
    /// At which place.
    pub scope: PlaceId,
}

/// What is decided, of a registration read at a version.
#[derive(Debug, Clone)]
pub(crate) struct Deciding {
    /// Of which.
    pub id: RegistrationId,
    /// As it was read.
    pub version: i64,
    /// What.
    pub decision: Decision,
    /// Why, or what was seen.
    pub words: String,
    /// Points, where the category is ranked.
    pub points: Option<i64>,
}

/// Decides one. After the town's check the registers are asked, and may grant by themselves.
pub(crate) async fn decide(
    source: &impl Source,
    (doer, registers): (Doer, &Registers),
    it: &Deciding,
) -> Result<(), Error> {
    platform::act!(source, "registration.decide", |act| {
        let found = registrations::find_in(act.tx(), it.id, doer.scope).await?;
        let found = found.ok_or(Error::Missing)?;
        if found.version == it.version {
            act.about(it.id);
            if let Some(points) = it.points {
                registrations::set_found(act.tx(), it.id, points).await?;
            }
            move_on(act, (doer, registers), &[found], (it.decision, &it.words)).await
        } else {
            Err(Refusal::Stale.into())
        }
    })
}

/// Passes on all of `ids` that lie on the doer's desk. Says how many; those that somebody else has
/// moved on meanwhile are left as they are.
pub(crate) async fn pass_all(
    source: &impl Source,
    (doer, registers): (Doer, &Registers),
    ids: &[RegistrationId],
) -> Result<usize, Error> {
    platform::act!(source, "registration.pass", |act| {
        let here = rules::waits_for(doer.role).ok_or(Refusal::NotNow("不在您这里办理"))?;
        let found = registrations::find_many_in(act.tx(), ids, (doer.scope, here)).await?;
        // A list is of one campaign; of several each has its own deadlines.
        for all in found.chunk_by(|one, next| one.campaign == next.campaign) {
            move_on(act, (doer, registers), all, (Decision::Pass, "批量办理")).await?;
        }
        act.note("count", found.len());
        Ok::<_, Error>(found.len())
    })
}

/// Takes registrations of one campaign and state to where a decision takes them.
async fn move_on(
    act: &mut Act<'_>,
    (doer, registers): (Doer, &Registers),
    all: &[Registration],
    (decision, words): (Decision, &str),
) -> Result<(), Error> {
    let Some(first) = all.first() else { return Ok(()) };
    let (now, words) = (act.origin().civil_now, words.trim());
    let terms = Terms::load(act.tx(), first.campaign).await?;
    let (state, kind) = rules::decide(first.state, doer.role, (decision, words))?;
    let reason = (decision != Decision::Pass).then_some(words);
    let due = rules::due(&terms.campaign, state, now)?;
    move_all(act, all, ((first.state, state), reason, due), (kind, words)).await?;
    act.note("to", state.key());
    for it in all {
        tell(act, it, state);
    }
    if state == State::Reviewed {
        ask(act, (registers, &terms), all).await?;
    }
    Ok(())
}

/// Tells the family what concerns it.
fn tell(act: &mut Act<'_>, it: &Registration, state: State) {
    let words = match state {
        State::Returned => "入学报名需要补充材料",
        State::Granted => "入学报名审核通过",
        State::Refused => "入学报名审核不通过，理由和办法请点开查看",
        _ => return,
    };
    if let Some(account) = it.account {
        act.tell(account, words, format!("/family/entry/registrations/{}", it.id));
    }
}

/// Asks the registers that each category names. All yes: granted. Anything else stays with a person.
async fn ask(
    act: &mut Act<'_>,
    (registers, terms): (&Registers, &Terms),
    all: &[Registration],
) -> Result<(), Error> {
    let now = act.origin().civil_now;
    let (mut kept, mut steps, mut granted) = (Vec::new(), Vec::new(), Vec::new());
    for it in all {
        let Some(category) = terms.category(it.school, &it.category) else { continue };
        let answered = category.sources.iter().map(|source| {
            let (answer, words) = registers.ask(*source, &it.id_index);
            (it.id, *source, answer, words)
        });
        let answered: Vec<_> = answered.collect();
        let plain: Vec<_> = answered.iter().map(|it| (it.1, it.2)).collect();
        let yes = plain.iter().filter(|it| it.1 == Answer::Yes).count();
        let words = format!("共问 {} 项，{yes} 项相符", plain.len());
        steps.push(by_machine(step(act, it.id, StepKind::Ask, &words)));
        if rules::grants(&category.sources, &plain) {
            let words = "数据比对全部相符，自动通过";
            steps.push(by_machine(step(act, it.id, StepKind::Grant, words)));
            granted.push(it);
        }
        kept.extend(answered);
    }
    registrations::set_answers(act.tx(), &kept, now).await?;
    registrations::add_steps(act.tx(), &steps).await?;
    let ids: Vec<RegistrationId> = granted.iter().map(|it| it.id).collect();
    let way = (State::Reviewed, State::Granted);
    registrations::set_states(act.tx(), &ids, way, None, now).await?;
    for it in granted {
        tell(act, it, State::Granted);
    }
    Ok(())
}

/// A step that nobody did.
fn by_machine(
    (id, it): (super::model::StepId, super::model::Step),
) -> (super::model::StepId, super::model::Step) {
    (id, super::model::Step { account: None, ..it })
}
