//! What was done to cases, in memory; `writing` puts it down, for one as for thousands, by the same
//! statements.

mod writing;

use form::Answers;
use jiff::civil::DateTime;
use platform::effects::Inputs;
use vocab::{Holidays, PlaceId};

use crate::{
    begin, definition,
    model::{CaseId, NEVER},
    rules::{self, Doer, Refusal, Wish},
    standing::Standing,
};

pub(crate) use writing::{note, tell, tell_of_many, write};

/// A case on its way through an act.
pub(crate) struct Moving {
    /// As it stands by now.
    pub(crate) standing: Standing,
    happened: Vec<Happened>,
    /// Whether its answers are others than those that are stored.
    fresh: bool,
}

struct Happened {
    number: i64,
    at: DateTime,
    action: String,
    from: Option<String>,
    to: String,
    by: Option<Doer>,
    reason: Option<String>,
    document: String,
    moved_to: Option<PlaceId>,
    effects: Vec<(String, Inputs)>,
}

/// What is done, beside which action it is.
pub(crate) struct Deed<'a> {
    /// By whom; nobody where the system does it.
    pub(crate) by: Option<Doer>,
    /// What was answered.
    pub(crate) answers: &'a Answers,
    /// The place that it is moved to, with those around it.
    pub(crate) to: Option<(PlaceId, Vec<(platform::access::PlaceKind, PlaceId)>)>,
}

/// The word of what happens as a case begins.
pub(crate) const OPEN: &str = "open";
/// The word of an answer of somebody who was asked.
pub(crate) const ANSWER: &str = "task";
/// The word of a closed case's coming back.
pub(crate) const LOOK: &str = "look-back";
/// The word of a pause that ended by itself.
pub(crate) const RESUME: &str = "pause-over";
/// No case takes more steps by itself than this at once.
const BY_ITSELF_MAX: usize = 8;

impl Moving {
    /// A case that nothing was done to yet.
    pub(crate) fn of(standing: Standing) -> Self {
        Self { standing, happened: Vec::new(), fresh: false }
    }

    /// A case that begins.
    pub(crate) fn begun(standing: Standing, by: Option<Doer>) -> Self {
        let now = standing.record.opened_at;
        let mut it = Self { standing, happened: Vec::new(), fresh: true };
        let document = it.standing.answers.to_document();
        it.happen((OPEN, None, now), (by, None, document), Vec::new());
        it
    }

    fn happen(
        &mut self,
        (action, from, at): (&str, Option<&str>, DateTime),
        (by, reason, document): (Option<Doer>, Option<&str>, String),
        effects: Vec<(String, Inputs)>,
    ) {
        let state = &self.standing.state;
        self.happened.push(Happened {
            number: state.version,
            at,
            action: action.to_owned(),
            from: from.map(str::to_owned),
            to: self.standing.kind.what.steps[state.step].key.clone(),
            by,
            reason: reason.filter(|it| !it.is_empty()).map(str::to_owned),
            document,
            moved_to: None,
            effects,
        });
    }

    /// Does an action.
    pub(crate) fn take(
        &mut self,
        wish: Wish<'_>,
        deed: Deed<'_>,
        (now, holidays): (DateTime, &Holidays),
    ) -> Result<(), Refusal> {
        let it = &mut self.standing;
        let kind = it.kind.clone();
        let case = &kind.what;
        let next = rules::take(case, &it.state, (&it.ground, deed.by), wish, (now, holidays))?;
        let from = &case.steps[it.state.step];
        let action = &from.actions[wish.action];
        for field in action.asks.iter().filter(|_| deed.by.is_some()) {
            self.fresh |= it.answers.0.remove(&case.fields[*field].key).is_some();
        }
        self.fresh |= !deed.answers.0.is_empty();
        it.answers.extend(deed.answers);
        if let Some(title) = begin::title_of(case, deed.answers) {
            it.record.title = title;
        }
        it.state = next;
        if let Some((place, path)) = deed.to.clone() {
            it.record.place = place;
            it.ground.path = path;
        }
        self.settle(now);
        let effects = self.wanted(action, now);
        let (key, document) = (action.key.as_str(), deed.answers.to_document());
        let from = Some(from.key.as_str());
        self.happen((key, from, now), (deed.by, Some(wish.reason), document), effects);
        if let Some(last) = self.happened.last_mut() {
            last.moved_to = deed.to.map(|it| it.0);
        }
        Ok(())
    }

    /// Whether an action may be done, as far as that does not depend on what is answered.
    pub(crate) fn would_take(
        &self,
        wish: Wish<'_>,
        doer: Doer,
        (now, holidays): (DateTime, &Holidays),
    ) -> Result<(), Refusal> {
        let it = &self.standing;
        let who = (&it.ground, Some(doer));
        rules::take(&it.kind.what, &it.state, who, wish, (now, holidays)).map(drop)
    }

    /// Takes the steps that the case takes by itself now.
    pub(crate) fn go_on_by_itself(
        &mut self,
        (now, holidays): (DateTime, &Holidays),
    ) -> Result<(), Refusal> {
        let none = Answers::default();
        for _ in 0..BY_ITSELF_MAX {
            let it = &self.standing;
            let case = &it.kind.what;
            let facts = it.answers.facts(&case.fields, now.date());
            let Some(action) = rules::by_itself(case, &it.state, &it.ground, &facts) else { break };
            let wish = Wish { action, version: it.state.version, reason: "", others: &[] };
            self.take(wish, Deed { by: None, answers: &none, to: None }, (now, holidays))?;
        }
        Ok(())
    }

    /// Gives the part of somebody who was asked.
    pub(crate) fn answer(
        &mut self,
        doer: Doer,
        (number, answers): (i64, &Answers),
        now: DateTime,
    ) -> Result<(), Refusal> {
        let it = &mut self.standing;
        it.state = rules::answer(&it.state, (&it.ground, doer), (number, now))?;
        self.settle(now);
        let step = self.standing.kind.what.steps[self.standing.state.step].key.clone();
        let word = format!("{ANSWER}:{number}");
        let document = answers.to_document();
        self.happen((&word, Some(&step), now), (Some(doer), None, document), Vec::new());
        Ok(())
    }

    /// What time alone brings about by `now`. Says whether that is anything.
    pub(crate) fn let_time_pass(
        &mut self,
        now: DateTime,
        holidays: &Holidays,
    ) -> Result<bool, Refusal> {
        let it = &self.standing;
        let step = it.kind.what.steps[it.state.step].key.clone();
        let resumed = rules::resume_by_itself(&it.kind.what, &it.state, now, holidays)?;
        let (word, next) = match (resumed, rules::look(&it.state, now)) {
            (Some(next), _) => (RESUME, next),
            (None, Some(next)) => (LOOK, next),
            (None, None) => return Ok(false),
        };
        self.standing.state = next;
        self.settle(now);
        let nothing = Answers::default().to_document();
        self.happen((word, Some(&step), now), (None, None, nothing), Vec::new());
        Ok(true)
    }

    /// Has the row say what the state says.
    fn settle(&mut self, now: DateTime) {
        let it = &mut self.standing;
        let step = &it.kind.what.steps[it.state.step];
        if it.record.outcome != step.end || it.record.step != step.key {
            it.record.closed_at = step.end.map(|_| now);
        }
        it.record.step.clone_from(&step.key);
        it.record.outcome = step.end;
        it.record.due_at = it.state.due().unwrap_or(NEVER);
        it.record.paused_at = it.state.paused.map(|it| it.0);
        it.record.resume_at = it.state.paused.map(|it| it.1);
        it.record.look = it.state.look;
        it.record.version = it.state.version;
        it.refresh(now);
    }

    /// The effects that an action wants, with what they are given as the answers stand.
    fn wanted(&self, action: &definition::Action, now: DateTime) -> Vec<(String, Inputs)> {
        if action.effects.is_empty() {
            return Vec::new();
        }
        let it = &self.standing;
        let mut facts = it.answers.facts(&it.kind.what.fields, now.date());
        facts.text("this_place", &it.record.place.to_string());
        facts.text("this_student", &it.record.student.map(|it| it.to_string()).unwrap_or_default());
        facts.text("this_number", &it.record.number);
        facts.text("this_title", &it.record.title);
        let wanted = action.effects.iter();
        wanted.filter_map(|it| Some((it.name.clone(), it.inputs(&facts)?))).collect()
    }

    fn id(&self) -> CaseId {
        self.standing.record.id
    }

    /// Where it is looked at.
    pub(crate) fn link(&self) -> String {
        format!("/cases/{}/{}", self.standing.kind.name, self.id())
    }
}
