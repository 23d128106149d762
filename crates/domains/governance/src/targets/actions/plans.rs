//! A plan comes in, and what was read in it is confirmed, put right or dropped.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::date;
use platform::{Act, act::sm3};
use vocab::{PlaceId, Role, normalise};
use web::{Bytes, Visit};

use super::{
    super::{
        model::{
            Fate, Feed, Holder, Origin, Plan, PlanId, ProposedFigure, ProposedTask, Read, State,
            Target, Task, TaskId,
        },
        reading, store,
    },
    CONTENT_MAX, Error, NAME_MAX, TypedGoal, day, needed, spare,
};

/// A plan as it is shown: itself, what was read, and what became of it.
pub(in crate::targets) async fn find(visit: &Visit, id: PlanId) -> Result<(Plan, Read), Error> {
    db::read!(visit.db(), "plan", |tx| {
        let plan = store::find_plan(tx, id).await?.ok_or(Error::Missing)?;
        Ok((plan, whole(tx, id).await?))
    })
}

async fn whole(tx: &mut db::Tx, id: PlanId) -> Result<Read, db::Error> {
    Ok(Read {
        sentences: store::sentences(tx, id).await?,
        tasks: store::proposed_tasks(tx, id).await?,
        figures: store::proposed_figures(tx, id).await?,
        pairs: store::pairs(tx, id).await?,
    })
}

/// Reads a file and keeps the reading. Says which plan it is; the same file again is the plan that it
/// was.
pub(in crate::targets) async fn read_plan(
    visit: &Visit,
    (id, year): (PlanId, &str),
    (name, file_name, bytes): (&str, &str, &Bytes),
) -> Result<PlanId, Error> {
    let year = year.trim().parse::<i16>().ok().filter(|it| (2000..2100).contains(it));
    let year =
        year.ok_or_else(|| Error::Wrong("year", "请写明是哪一年的计划，例如 2021".to_owned()))?;
    if bytes.is_empty() {
        return Err(Error::Wrong("file", "没有选择文件，或者文件是空的".to_owned()));
    }
    let stem = file_name.rsplit_once('.').map_or(file_name, |it| it.0);
    let name = if normalise(name).is_empty() { stem } else { name };
    let name = needed("name", name, (NAME_MAX, "请给这份计划起个名称"))?;
    let file_name: String = normalise(file_name).chars().take(NAME_MAX).collect();
    let digest = sm3(bytes);
    let content = bytes.clone();
    // Reading is arithmetic over the whole text: not on the thread that answers others.
    let work = move || reading::read(&content, year);
    let (read, remarks) = tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| Error::Refused("读取这份文件时出错，请换一种格式再试".to_owned()))??;
    let plan = Plan {
        id,
        name,
        year,
        file_name,
        sm3: digest,
        remarks,
        read_on: visit.today(),
        account: visit.actor.account,
    };
    platform::act!(visit, "plan.read", |act| {
        if let Some(there) = store::plan_of_file(act.tx(), &plan.sm3).await? {
            act.about(there);
            return Ok(there);
        }
        keep(act, &plan, &read).await?;
        Ok(plan.id)
    })
}

/// Keeps a plan with what was read in it.
pub(in crate::targets) async fn keep(
    act: &mut Act<'_>,
    plan: &Plan,
    read: &Read,
) -> Result<(), db::Error> {
    act.about(plan.id);
    act.note("sm3", &plan.sm3);
    store::add_plan(act.tx(), plan).await?;
    store::add_sentences(act.tx(), plan.id, &read.sentences).await?;
    store::add_proposed_tasks(act.tx(), plan.id, &read.tasks).await?;
    store::add_proposed_figures(act.tx(), plan.id, &read.figures).await?;
    store::add_pairs(act.tx(), plan.id, &read.pairs).await
}

/// What was chosen of a plan.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::targets) struct Chosen {
    pub(in crate::targets) tasks: BTreeSet<i64>,
    pub(in crate::targets) figures: BTreeSet<i64>,
}

impl Chosen {
    /// What the ticks of a list say: `t3`, `f12`.
    pub(in crate::targets) fn of(rows: &[String]) -> Self {
        let with =
            |mark: char| rows.iter().filter_map(|it| it.strip_prefix(mark)?.parse().ok()).collect();
        Self { tasks: with('t'), figures: with('f') }
    }

    /// Everything that is open.
    pub(in crate::targets) fn all(read: &Read) -> Self {
        let tasks = read.tasks.iter().filter(|it| it.fate == Fate::Open).map(|it| it.seq);
        let open = |it: &&ProposedFigure| it.fate == Fate::Open && !it.is_reported;
        let figures = read.figures.iter().filter(open).map(|it| it.seq);
        Self { tasks: tasks.collect(), figures: figures.collect() }
    }

    fn is_empty(&self) -> bool {
        self.tasks.is_empty() && self.figures.is_empty()
    }
}

/// Makes tasks and targets of what was chosen: of a figure also the task that it stands in. Says how
/// many tasks and targets came of it. What somebody else confirmed meanwhile stays as it is.
pub(in crate::targets) async fn confirm(
    visit: &Visit,
    id: PlanId,
    chosen: Option<&Chosen>,
) -> Result<(usize, usize), Error> {
    let place = visit.actor.scope();
    platform::act!(visit, "plan.confirm", |act| {
        let plan = store::find_plan(act.tx(), id).await?.ok_or(Error::Missing)?;
        let read = whole(act.tx(), id).await?;
        let chosen = chosen.cloned().unwrap_or_else(|| Chosen::all(&read));
        if chosen.is_empty() {
            return Err(Error::Refused("没有选中要确认的条目，请先打勾".to_owned()));
        }
        take(act, (&plan, place), &read, &chosen).await
    })
}

/// The rows of what was chosen.
pub(in crate::targets) async fn take(
    act: &mut Act<'_>,
    (plan, place): (&Plan, PlaceId),
    read: &Read,
    chosen: &Chosen,
) -> Result<(usize, usize), Error> {
    let (ids, now) = (act.origin().ids.clone(), act.origin().now);
    let figures: Vec<&ProposedFigure> = read
        .figures
        .iter()
        .filter(|it| chosen.figures.contains(&it.seq) && it.fate != Fate::Taken && !it.is_reported)
        .collect();
    let wanted: BTreeSet<i64> =
        chosen.tasks.iter().copied().chain(figures.iter().map(|it| it.task_seq)).collect();
    let mut made: BTreeMap<i64, TaskId> = BTreeMap::new();
    let mut tasks = Vec::new();
    for it in read.tasks.iter().filter(|it| wanted.contains(&it.seq)) {
        if let Some(there) = it.task {
            made.insert(it.seq, there);
            continue;
        }
        let id: TaskId = ids.make(now);
        made.insert(it.seq, id);
        tasks.push((it.seq, task_of(it, (id, plan, place))));
    }
    let rows: Vec<Task> = tasks.iter().map(|it| it.1.clone()).collect();
    store::add_tasks(act.tx(), &rows).await?;
    let seqs: Vec<i64> = tasks.iter().map(|it| it.0).collect();
    store::settle_tasks(act.tx(), (plan.id, Fate::Taken), &seqs).await?;
    let mut targets = Vec::new();
    for it in figures {
        let Some(task) = made.get(&it.task_seq) else { continue };
        targets.push(target_of(it, (ids.make(now), *task), (plan, place), read));
    }
    store::add_targets(act.tx(), &targets).await?;
    let seqs: Vec<i64> = targets.iter().filter_map(|it| it.plan_seq).collect();
    store::settle_figures(act.tx(), (plan.id, Fate::Taken), &seqs).await?;
    let today = act.origin().civil_now.date();
    store::close_plan(act.tx(), plan.id, today).await?;
    act.about(plan.id);
    act.note("tasks", rows.len());
    act.note("targets", targets.len());
    Ok((rows.len(), targets.len()))
}

fn task_of(it: &ProposedTask, (id, plan, place): (TaskId, &Plan, PlaceId)) -> Task {
    let first = date(plan.year, 1, 1);
    Task {
        id,
        year: plan.year,
        work: it.work.clone(),
        content: it.content.clone(),
        leader: it.leader.clone(),
        holder: Holder { office: it.office, place },
        livelihood: it.work.contains("民生实事"),
        from_on: first,
        due_on: it.due_on.max(first),
        state: State::Running,
        origin: Origin::Plan,
        parent: None,
        plan: Some((plan.id, it.seq)),
        signed_on: None,
        ended: None,
        version: 1,
    }
}

fn target_of(
    it: &ProposedFigure,
    (id, task): (super::super::model::TargetId, TaskId),
    (plan, place): (&Plan, PlaceId),
    read: &Read,
) -> Target {
    let first = date(plan.year, 1, 1);
    // What the summary beside the plan tells of the same thing is what there was before.
    let actual = read.pairs.iter().find_map(|pair| {
        let other = match pair {
            _ if pair.tie != super::super::model::Tie::Actual => return None,
            pair if pair.one == it.seq => pair.other,
            pair if pair.other == it.seq => pair.one,
            _ => return None,
        };
        read.figures.iter().find(|it| it.seq == other && it.is_reported)
    });
    Target {
        id,
        task,
        name: it.name.clone(),
        goal: it.goal.clone(),
        place,
        from_on: first,
        due_on: it.due_on.max(first),
        source: String::new(),
        sentence: Some((plan.id, it.sentence)),
        plan_seq: Some(it.seq),
        base: actual.map(|it| it.goal.low),
        base_words: actual
            .map(|it| format!("同一文件第 {} 行的已有实绩", it.lines))
            .unwrap_or_default(),
        feed: Feed::None,
        parent: None,
        ended: None,
        version: 1,
    }
}

/// Leaves out what was chosen.
pub(in crate::targets) async fn drop_chosen(
    visit: &Visit,
    id: PlanId,
    chosen: &Chosen,
) -> Result<u64, Error> {
    if chosen.is_empty() {
        return Err(Error::Refused("没有选中要舍去的条目，请先打勾".to_owned()));
    }
    let today = visit.today();
    platform::act!(visit, "plan.drop", |act| {
        store::find_plan(act.tx(), id).await?.ok_or(Error::Missing)?;
        let tasks: Vec<i64> = chosen.tasks.iter().copied().collect();
        let figures: Vec<i64> = chosen.figures.iter().copied().collect();
        let dropped = store::settle_tasks(act.tx(), (id, Fate::Dropped), &tasks).await?
            + store::settle_figures(act.tx(), (id, Fate::Dropped), &figures).await?;
        store::close_plan(act.tx(), id, today).await?;
        act.about(id);
        act.note("dropped", dropped);
        Ok(dropped)
    })
}

/// What was typed to put a proposed task right.
#[derive(Debug, Clone, Default, serde::Deserialize)]
pub(in crate::targets) struct EditedTask {
    pub(in crate::targets) version: i64,
    #[serde(default)]
    pub(in crate::targets) work: String,
    #[serde(default)]
    pub(in crate::targets) content: String,
    #[serde(default)]
    pub(in crate::targets) leader: String,
    #[serde(default)]
    pub(in crate::targets) office: String,
    #[serde(default)]
    pub(in crate::targets) due: String,
}

/// The office that was chosen, where it is one of the bureau's.
pub(in crate::targets) fn office(typed: &str) -> Result<Role, Error> {
    let found = Role::from_key(typed).filter(|it| crate::offices::OFFICES.contains(it));
    found.ok_or_else(|| Error::Wrong("office", "请选一个牵头科室".to_owned()))
}

/// Puts a proposed task right.
pub(in crate::targets) async fn edit_task(
    visit: &Visit,
    (id, seq): (PlanId, i64),
    typed: &EditedTask,
) -> Result<(), Error> {
    let work = needed("work", &typed.work, (NAME_MAX, "请写明主要工作"))?;
    let content = spare("content", &typed.content, CONTENT_MAX)?;
    let leader = spare("leader", &typed.leader, NAME_MAX)?;
    let (office, due_on) = (office(&typed.office)?, day("due", &typed.due)?);
    platform::act!(visit, "plan.edit", |act| {
        let all = store::proposed_tasks(act.tx(), id).await?;
        let old = all.into_iter().find(|it| it.seq == seq).ok_or(Error::Missing)?;
        let new = ProposedTask {
            version: typed.version,
            work: work.clone(),
            content: content.clone(),
            leader: leader.clone(),
            office,
            due_on,
            ..old
        };
        act.about(id);
        if store::edit_task(act.tx(), id, &new).await? { Ok(()) } else { Err(Error::Overtaken) }
    })
}

/// What was typed to put a proposed figure right.
#[derive(Debug, Clone, Default, serde::Deserialize)]
pub(in crate::targets) struct EditedFigure {
    pub(in crate::targets) version: i64,
    #[serde(default)]
    pub(in crate::targets) name: String,
    #[serde(flatten)]
    pub(in crate::targets) goal: TypedGoal,
    #[serde(default)]
    pub(in crate::targets) due: String,
    #[serde(default)]
    pub(in crate::targets) task: String,
}

/// Puts a proposed figure right.
pub(in crate::targets) async fn edit_figure(
    visit: &Visit,
    (id, seq): (PlanId, i64),
    typed: &EditedFigure,
) -> Result<(), Error> {
    let name = needed("name", &typed.name, (NAME_MAX, "请写明数的是什么"))?;
    let (goal, due_on) = (typed.goal.read()?, day("due", &typed.due)?);
    platform::act!(visit, "plan.edit", |act| {
        let tasks = store::proposed_tasks(act.tx(), id).await?;
        let task = tasks.iter().find(|it| it.seq.to_string() == typed.task);
        let task_seq =
            task.ok_or_else(|| Error::Wrong("task", "请选这个目标属于哪项任务".to_owned()))?.seq;
        let all = store::proposed_figures(act.tx(), id).await?;
        let old = all.into_iter().find(|it| it.seq == seq).ok_or(Error::Missing)?;
        let new = ProposedFigure {
            version: typed.version,
            name: name.clone(),
            goal: goal.clone(),
            due_on,
            task_seq,
            ..old
        };
        act.about(id);
        if store::edit_figure(act.tx(), id, &new).await? { Ok(()) } else { Err(Error::Overtaken) }
    })
}
