//! A task is put on the list, put right, told about, done, taken off.

use jiff::civil::Date;
use platform::{
    access,
    files::{self, Kept},
};
use vocab::{PlaceId, Role};
use web::Visit;

use super::{
    super::{
        model::{Holder, NoteId, Origin, State, Step, StepId, Task, TaskId},
        store,
    },
    CONTENT_MAX, Error, NAME_MAX, WORDS_MAX, day, needed, office, span, spare,
};

/// What was typed of a task.
#[derive(Debug, Clone, Default, serde::Deserialize)]
pub(in crate::targets) struct TypedTask {
    #[serde(default)]
    pub(in crate::targets) id: String,
    #[serde(default)]
    pub(in crate::targets) version: i64,
    #[serde(default)]
    pub(in crate::targets) year: String,
    #[serde(default)]
    pub(in crate::targets) work: String,
    #[serde(default)]
    pub(in crate::targets) content: String,
    #[serde(default)]
    pub(in crate::targets) leader: String,
    #[serde(default)]
    pub(in crate::targets) office: String,
    #[serde(default)]
    pub(in crate::targets) joint: Vec<String>,
    #[serde(default)]
    pub(in crate::targets) livelihood: String,
    #[serde(default)]
    pub(in crate::targets) from: String,
    #[serde(default)]
    pub(in crate::targets) due: String,
}

impl TypedTask {
    /// The task of what was typed, and who else works on it.
    fn read(&self, id: TaskId, place: PlaceId) -> Result<(Task, Vec<Role>), Error> {
        let work = needed("work", &self.work, (NAME_MAX, "请写明主要工作"))?;
        let content = spare("content", &self.content, CONTENT_MAX)?;
        let leader = spare("leader", &self.leader, NAME_MAX)?;
        let lead = office(&self.office)?;
        let (from_on, due_on) = span(&self.from, &self.due)?;
        let year = self.year.trim().parse().ok().filter(|it| (2000..2100).contains(it));
        let year = year
            .ok_or_else(|| Error::Wrong("year", "请写明列入哪一年的清单，例如 2021".to_owned()))?;
        let joint = self.joint.iter().map(|it| office(it)).collect::<Result<Vec<_>, _>>()?;
        let joint = joint.into_iter().filter(|it| *it != lead).collect();
        let task = Task {
            id,
            year,
            work,
            content,
            leader,
            holder: Holder { office: lead, place },
            livelihood: self.livelihood == "1",
            from_on,
            due_on,
            state: State::Running,
            origin: Origin::Typed,
            parent: None,
            plan: None,
            signed_on: None,
            ended: None,
            version: self.version,
        };
        Ok((task, joint))
    }
}

/// Puts a task on the list, or puts one right that was read at the version of the form.
pub(in crate::targets) async fn save_task(
    visit: &Visit,
    (id, new): (TaskId, bool),
    typed: &TypedTask,
) -> Result<(), Error> {
    let place = visit.actor.scope();
    let (task, joint) = typed.read(id, place)?;
    platform::act!(visit, "task.save", |act| {
        act.about(id);
        let there = store::find_task(act.tx(), id, place).await?;
        match there {
            Some(_) if new => return Ok(()),
            Some(old) => {
                let task = Task { version: typed.version, ..task.clone() };
                if old.holder.place != place || old.state != State::Running {
                    return Err(Error::Refused("这项任务现在不能改".to_owned()));
                }
                if !store::set_task(act.tx(), &task).await? {
                    return Err(Error::Overtaken);
                }
                store::clear_joints(act.tx(), id).await?;
            }
            None if new => {
                let task = Task { version: 1, ..task.clone() };
                store::add_tasks(act.tx(), std::slice::from_ref(&task)).await?;
            }
            None => return Err(Error::Missing),
        }
        let rows: Vec<(TaskId, Role)> = joint.iter().map(|it| (id, *it)).collect();
        store::add_joints(act.tx(), &rows).await?;
        Ok(())
    })
}

/// Whether somebody works on a task: its lead or joint office, or the bureau's own office.
pub(in crate::targets) fn works_on(visit: &Visit, task: &Task, joint: &[Role]) -> bool {
    let (role, scope) = (visit.actor.role(), visit.actor.scope());
    task.holder.place == scope
        && (task.holder.office == role || joint.contains(&role) || role == Role::OfficeClerk)
}

/// The task that the visitor works on, under way.
pub(super) async fn own(tx: &mut db::Tx, visit: &Visit, id: TaskId) -> Result<Task, Error> {
    let task = store::find_task(tx, id, visit.actor.scope()).await?.ok_or(Error::Missing)?;
    let joint = store::joints(tx, &[id]).await?.remove(&id).unwrap_or_default();
    if works_on(visit, &task, &joint) { Ok(task) } else { Err(Error::Missing) }
}

fn may_go_on(task: &Task) -> Result<(), Error> {
    match task.state {
        State::Running => Ok(()),
        State::Sent => Err(Error::Refused("这项任务还没有签收，请先签收".to_owned())),
        State::Finished | State::Returned | State::Withdrawn => {
            Err(Error::Refused(format!("这项任务{}，不能再改", task.state.label())))
        }
    }
}

/// What is told of a task, with its proofs.
pub(in crate::targets) struct Told {
    pub(in crate::targets) id: NoteId,
    pub(in crate::targets) words: String,
    pub(in crate::targets) proofs: Vec<(Kept, String)>,
}

/// Tells how a task goes.
pub(in crate::targets) async fn tell(visit: &Visit, id: TaskId, it: &Told) -> Result<(), Error> {
    let words = needed("words", &it.words, (CONTENT_MAX, "请写明进展"))?;
    let (today, account) = (visit.today(), visit.actor.account);
    platform::act!(visit, "task.tell", |act| {
        let task = own(act.tx(), visit, id).await?;
        may_go_on(&task)?;
        act.about(id);
        let note = (it.id, id, today, words.clone(), Some(account));
        store::add_notes(act.tx(), &[note]).await?;
        for (kept, name) in &it.proofs {
            files::add(act, kept, name, it.id).await?;
        }
        Ok(())
    })
}

/// What was typed of a milestone.
#[derive(Debug, Clone, Default, serde::Deserialize)]
pub(in crate::targets) struct TypedStep {
    #[serde(default)]
    pub(in crate::targets) id: String,
    #[serde(default)]
    pub(in crate::targets) name: String,
    #[serde(default)]
    pub(in crate::targets) due: String,
}

/// Sets a milestone.
pub(in crate::targets) async fn add_step(
    visit: &Visit,
    (id, step): (TaskId, StepId),
    typed: &TypedStep,
) -> Result<(), Error> {
    let name = needed("name", &typed.name, (NAME_MAX, "请写明节点要完成什么"))?;
    let due_on = day("due", &typed.due)?;
    platform::act!(visit, "task.step", |act| {
        let task = own(act.tx(), visit, id).await?;
        may_go_on(&task)?;
        if due_on > task.due_on {
            let words = format!("节点晚于任务期限 {}，请核对", task.due_on);
            return Err(Error::Wrong("due", words));
        }
        act.about(id);
        let step = Step { id: step, task: id, name: name.clone(), due_on, done: None };
        store::add_steps(act.tx(), std::slice::from_ref(&step)).await?;
        Ok(())
    })
}

/// Notes that a milestone is reached.
pub(in crate::targets) async fn reach(
    visit: &Visit,
    (id, step): (TaskId, StepId),
    words: &str,
) -> Result<(), Error> {
    let words = spare("words", words, WORDS_MAX)?;
    let today = visit.today();
    platform::act!(visit, "task.reach", |act| {
        let task = own(act.tx(), visit, id).await?;
        may_go_on(&task)?;
        act.about(id);
        let all = store::steps(act.tx(), &[id]).await?.remove(&id).unwrap_or_default();
        if !all.iter().any(|it| it.id == step) {
            return Err(Error::Missing);
        }
        if store::reach_step(act.tx(), (id, step), (today, &words)).await? {
            Ok(())
        } else {
            Err(Error::Overtaken)
        }
    })
}

/// The end of a task, as its page asks for it.
#[derive(Debug, Clone, Default, serde::Deserialize)]
pub(in crate::targets) struct Ending {
    pub(in crate::targets) version: i64,
    #[serde(default)]
    pub(in crate::targets) decision: String,
    #[serde(default)]
    pub(in crate::targets) reason: String,
}

/// Ends a task, takes it up again or takes it off: its page offers what fits.
pub(in crate::targets) async fn end(visit: &Visit, id: TaskId, it: &Ending) -> Result<(), Error> {
    let words = needed("reason", &it.reason, (WORDS_MAX, "请写明办结情况或原因"))?;
    let today = visit.today();
    let is_office = visit.actor.role() == Role::OfficeClerk;
    platform::act!(visit, "task.end", |act| {
        let task = own(act.tx(), visit, id).await?;
        let to = match (it.decision.as_str(), task.state) {
            ("finish", State::Running) => State::Finished,
            ("again", State::Finished) if is_office => State::Running,
            ("withdraw", State::Running | State::Sent | State::Returned) if is_office => {
                State::Withdrawn
            }
            _ => return Err(Error::Overtaken),
        };
        move_on(act, (&task, it.version), to, (today, &words)).await
    })
}

/// Moves a task on, where it is as it was read.
pub(super) async fn move_on(
    act: &mut platform::Act<'_>,
    (task, version): (&Task, i64),
    to: State,
    (today, words): (Date, &str),
) -> Result<(), Error> {
    act.about(task.id);
    act.note("to", to.key());
    let (from, id) = (task.state, task.id);
    if store::move_task(act.tx(), (id, version), (from, to), (today, words)).await? {
        Ok(())
    } else {
        Err(Error::Overtaken)
    }
}

/// The accounts of a holder: who is told.
pub(in crate::targets) async fn people_of(
    tx: &mut db::Tx,
    holder: Holder,
    today: Date,
) -> Result<Vec<vocab::AccountId>, db::Error> {
    access::holders(tx, holder.office, holder.place, today).await
}
