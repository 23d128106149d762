//! Reminders, each working morning: a task that turns yellow or red is told to its office once for
//! each light of each month, and a milestone that comes near once.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, time};
use platform::{
    jobs::{Ending, JobContext, JobError, JobKind, Schedule},
    measures::Measures,
};
use vocab::{AccountId, Holidays};

use super::{
    actions::people_of,
    lit::{self, Days, LitTask},
    model::{Holder, TaskId},
    rules::Light,
    store,
};

/// Reminds the offices.
pub(crate) const REMIND: JobKind = JobKind {
    name: "targets.remind",
    label: "提醒目标任务",
    run: |context| Box::pin(remind(context)),
    attempts_max: 3,
    schedule: Some(Schedule::Daily(time(8, 30, 0, 0))),
};

/// What is told of a task: the mark by which it is not told twice, and the words.
type Word = (TaskId, Holder, String, String);

/// What is to be told of a task on a day.
pub(super) fn words(it: &LitTask, today: Date) -> Vec<Word> {
    let (id, holder) = (it.task.id, it.task.holder);
    let mut all = Vec::new();
    if matches!(it.lit.light, Light::Yellow | Light::Red) {
        let month = format!("{}-{:02}", today.year(), today.month());
        let about = format!("{} {month}", it.lit.light.key());
        let words = format!("{}：{}，{}", it.lit.light.label(), it.task.work, it.lit.why);
        all.push((id, holder, about, words));
    }
    for (step, lit) in it.steps.iter().filter(|it| it.1.light == Light::Yellow) {
        let words = format!("{}：{}", it.task.work, lit.why);
        all.push((id, holder, format!("step {}", step.id), words));
    }
    all
}

async fn remind(context: JobContext) -> Result<Ending, JobError> {
    let today = context.cell.calendar.now().date();
    // Without the notice of a year nobody knows: then reminders come on every day.
    if Holidays::published().is_working_day(today) == Ok(false) {
        return Ok(Ending::new("今天不是工作日，不提醒"));
    }
    let measures = context.cell.service::<Measures>();
    let told: Result<usize, db::Error> = platform::act!(context, "task.remind", |act| {
        let tasks = store::running(act.tx()).await?;
        let ids: Vec<TaskId> = tasks.iter().map(|it| it.id).collect();
        let lit = lit::lit(act.tx(), tasks, Days::now(today), measures).await?;
        let before = store::reminded(act.tx(), &ids).await?;
        let mut words: Vec<Word> = lit.iter().flat_map(|it| words(it, today)).collect();
        words.retain(|it| !before.contains(&(it.0, it.2.clone())));
        let holders: BTreeSet<Holder> = words.iter().map(|it| it.1).collect();
        let mut people: BTreeMap<Holder, Vec<AccountId>> = BTreeMap::new();
        // One question for each office that is told something: a handful.
        for holder in holders {
            people.insert(holder, people_of(act.tx(), holder, today).await?);
        }
        let marks: Vec<(TaskId, String)> = words.iter().map(|it| (it.0, it.2.clone())).collect();
        store::add_reminders(act.tx(), today, &marks).await?;
        for (task, holder, _, words) in words {
            for account in people.get(&holder).into_iter().flatten() {
                act.tell(*account, words.clone(), format!("/tasks/{task}"));
            }
        }
        act.note("reminders", marks.len());
        Ok(marks.len())
    });
    Ok(Ending::new(format!("提醒 {} 件", told?)).at("/tasks"))
}
