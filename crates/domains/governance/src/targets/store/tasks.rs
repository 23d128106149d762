//! Tasks, who else works on them, their milestones and notes.

use std::collections::BTreeMap;

use db::{Error, Row, Tx, row};
use jiff::civil::Date;
use vocab::{AccountId, PlaceId, Role};

use super::super::model::{Holder, Note, NoteId, PlanId, State, Step, StepId, Task, TaskId};

fn task(row: &Row) -> Result<Task, Error> {
    Ok(Task {
        id: row.get("id")?,
        year: i16::try_from(row.get::<i64>("year")?).unwrap_or(i16::MAX),
        work: row.get("work")?,
        content: row.get("content")?,
        leader: row.get("leader")?,
        holder: Holder { office: row.get("office")?, place: row.get("place_id")? },
        livelihood: row.get::<i64>("livelihood")? == 1,
        from_on: row.get("from_on")?,
        due_on: row.get("due_on")?,
        state: row.get("state")?,
        origin: row.get("origin")?,
        parent: row.get("parent_id")?,
        plan: row.get::<Option<PlanId>>("plan_id")?.zip(row.get("plan_seq")?),
        signed_on: row.get("signed_on")?,
        ended: row.get::<Option<Date>>("ended_on")?.zip(row.get("ended_words")?),
        version: row.get("version")?,
    })
}

/// Puts tasks on the list.
pub(in crate::targets) async fn add_tasks(tx: &mut Tx, all: &[Task]) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO task (id, year, work, content, leader, office, place_id, livelihood, from_on,
                          due_on, state, origin, parent_id, plan_id, plan_seq, signed_on, ended_on,
                          ended_words, version)";
    let rows = all.iter().map(|it| {
        row![
            it.id,
            i64::from(it.year),
            it.work.clone(),
            it.content.clone(),
            it.leader.clone(),
            it.holder.office,
            it.holder.place,
            i64::from(it.livelihood),
            it.from_on,
            it.due_on,
            it.state,
            it.origin,
            it.parent,
            it.plan.map(|it| it.0),
            it.plan.map(|it| it.1),
            it.signed_on,
            it.ended.as_ref().map(|it| it.0),
            it.ended.as_ref().map(|it| it.1.clone()),
            it.version
        ]
    });
    tx.bulk(SQL, "", rows).await?;
    Ok(())
}

/// A task, where it lies in `scope`.
pub(in crate::targets) async fn find_task(
    tx: &mut Tx,
    id: TaskId,
    scope: PlaceId,
) -> Result<Option<Task>, Error> {
    const SQL: &str = "
        SELECT t.id, t.year, t.work, t.content, t.leader, t.office, t.place_id, t.livelihood,
               t.from_on, t.due_on, t.state, t.origin, t.parent_id, t.plan_id, t.plan_seq, t.signed_on,
               t.ended_on, t.ended_words, t.version
        FROM task t JOIN place_within w ON w.place_id = t.place_id AND w.ancestor_id = $2
        WHERE t.id = $1";
    tx.one(SQL, &[&id, &scope], task).await
}

/// The list of a year as it stands at a place itself, by day and name. What was taken off is left
/// out.
pub(in crate::targets) async fn list_of(
    tx: &mut Tx,
    (year, place): (i16, PlaceId),
) -> Result<Vec<Task>, Error> {
    const SQL: &str = "
        SELECT id, year, work, content, leader, office, place_id, livelihood, from_on, due_on,
               state, origin, parent_id, plan_id, plan_seq, signed_on, ended_on, ended_words, version
        FROM task WHERE year = $1 AND place_id = $2 AND state <> 'withdrawn'
        ORDER BY due_on, id";
    tx.all(SQL, &[&i64::from(year), &place], task).await
}

/// Every task that is under way, anywhere.
pub(in crate::targets) async fn running(tx: &mut Tx) -> Result<Vec<Task>, Error> {
    const SQL: &str = "
        SELECT id, year, work, content, leader, office, place_id, livelihood, from_on, due_on,
               state, origin, parent_id, plan_id, plan_seq, signed_on, ended_on, ended_words, version
        FROM task WHERE state = 'running' ORDER BY id";
    tx.all(SQL, &[], task).await
}

/// What a holder has in hand in one of the states.
pub(in crate::targets) async fn held_by(
    tx: &mut Tx,
    holder: Holder,
    state: State,
) -> Result<Vec<Task>, Error> {
    const SQL: &str = "
        SELECT id, year, work, content, leader, office, place_id, livelihood, from_on, due_on,
               state, origin, parent_id, plan_id, plan_seq, signed_on, ended_on, ended_words, version
        FROM task WHERE place_id = $1 AND office = $2 AND state = $3 ORDER BY due_on, id";
    tx.all(SQL, &[&holder.place, &holder.office, &state], task).await
}

/// The tasks that were handed down from one.
pub(in crate::targets) async fn handed_from(tx: &mut Tx, id: TaskId) -> Result<Vec<Task>, Error> {
    const SQL: &str = "
        SELECT id, year, work, content, leader, office, place_id, livelihood, from_on, due_on,
               state, origin, parent_id, plan_id, plan_seq, signed_on, ended_on, ended_words, version
        FROM task WHERE parent_id = $1 ORDER BY id";
    tx.all(SQL, &[&id], task).await
}

/// The years that have a list at a place, the latest first.
pub(in crate::targets) async fn years(tx: &mut Tx, place: PlaceId) -> Result<Vec<i16>, Error> {
    const SQL: &str = "SELECT DISTINCT year FROM task WHERE place_id = $1 ORDER BY year DESC";
    tx.all(SQL, &[&place], |row| Ok(i16::try_from(row.get::<i64>("year")?).unwrap_or(i16::MAX)))
        .await
}

/// Puts a task right. Says whether it was as it was read.
pub(in crate::targets) async fn set_task(tx: &mut Tx, it: &Task) -> Result<bool, Error> {
    const SQL: &str = "
        UPDATE task SET work = $3, content = $4, leader = $5, office = $6, livelihood = $7,
                        from_on = $8, due_on = $9, version = version + 1
        WHERE id = $1 AND version = $2";
    let livelihood = i64::from(it.livelihood);
    let Task { id, version, work, content, leader, holder, from_on, due_on, .. } = it;
    let office = &holder.office;
    Ok(tx
        .run(SQL, &[id, version, work, content, leader, office, &livelihood, from_on, due_on])
        .await?
        == 1)
}

/// Moves a task on: signed for, sent back, done, taken off. Says whether it was as it was read.
pub(in crate::targets) async fn move_task(
    tx: &mut Tx,
    (id, version): (TaskId, i64),
    (from, to): (State, State),
    (day, words): (Date, &str),
) -> Result<bool, Error> {
    const SQL: &str = "
        UPDATE task SET state = $4, version = version + 1,
            signed_on = CASE WHEN $4 = 'running' AND $3 = 'sent' THEN $5 ELSE signed_on END,
            ended_on = CASE WHEN $4 = 'running' THEN NULL ELSE $5 END,
            ended_words = CASE WHEN $4 = 'running' THEN NULL ELSE $6 END
        WHERE id = $1 AND version = $2 AND state = $3";
    Ok(tx.run(SQL, &[&id, &version, &from, &to, &day, &words.to_owned()]).await? == 1)
}

/// Who else works on tasks.
pub(in crate::targets) async fn joints(
    tx: &mut Tx,
    tasks: &[TaskId],
) -> Result<BTreeMap<TaskId, Vec<Role>>, Error> {
    const SQL: &str = "SELECT task_id, office FROM task_joint WHERE task_id IN ($$)";
    let read = |row: &Row| Ok((row.get::<TaskId>("task_id")?, row.get::<Role>("office")?));
    let mut all = BTreeMap::<TaskId, Vec<Role>>::new();
    for (task, office) in tx.all_in(SQL, &[], tasks, read).await? {
        all.entry(task).or_default().push(office);
    }
    Ok(all)
}

/// Lets offices work on tasks, too.
pub(in crate::targets) async fn add_joints(
    tx: &mut Tx,
    all: &[(TaskId, Role)],
) -> Result<(), Error> {
    const SQL: &str = "INSERT INTO task_joint (task_id, office)";
    let rows = all.iter().map(|it| row![it.0, it.1]);
    tx.bulk(SQL, "ON CONFLICT (task_id, office) DO NOTHING", rows).await?;
    Ok(())
}

/// Nobody else works on a task any more.
pub(in crate::targets) async fn clear_joints(tx: &mut Tx, task: TaskId) -> Result<(), Error> {
    const SQL: &str = "DELETE FROM task_joint WHERE task_id = $1";
    tx.run(SQL, &[&task]).await?;
    Ok(())
}

/// Sets milestones.
pub(in crate::targets) async fn add_steps(tx: &mut Tx, all: &[Step]) -> Result<(), Error> {
    const SQL: &str = "INSERT INTO task_step (id, task_id, name, due_on, done_on, done_words)";
    let rows = all.iter().map(|it| {
        let (on, words) = it.done.clone().unzip();
        row![it.id, it.task, it.name.clone(), it.due_on, on, words]
    });
    tx.bulk(SQL, "ON CONFLICT (id) DO NOTHING", rows).await?;
    Ok(())
}

/// The milestones of tasks, by day.
pub(in crate::targets) async fn steps(
    tx: &mut Tx,
    tasks: &[TaskId],
) -> Result<BTreeMap<TaskId, Vec<Step>>, Error> {
    const SQL: &str = "
        SELECT id, task_id, name, due_on, done_on, done_words FROM task_step
        WHERE task_id IN ($$)";
    let read = |row: &Row| {
        Ok(Step {
            id: row.get("id")?,
            task: row.get("task_id")?,
            name: row.get("name")?,
            due_on: row.get("due_on")?,
            done: row.get::<Option<Date>>("done_on")?.zip(row.get("done_words")?),
        })
    };
    let mut all = BTreeMap::<TaskId, Vec<Step>>::new();
    for it in tx.all_in(SQL, &[], tasks, read).await? {
        all.entry(it.task).or_default().push(it);
    }
    for steps in all.values_mut() {
        steps.sort_by_key(|it| (it.due_on, it.id));
    }
    Ok(all)
}

/// Notes that a milestone is reached. Says whether it was open until then.
pub(in crate::targets) async fn reach_step(
    tx: &mut Tx,
    (task, id): (TaskId, StepId),
    (day, words): (Date, &str),
) -> Result<bool, Error> {
    const SQL: &str = "
        UPDATE task_step SET done_on = $3, done_words = $4
        WHERE id = $2 AND task_id = $1 AND done_words IS NULL";
    Ok(tx.run(SQL, &[&task, &id, &day, &words.to_owned()]).await? == 1)
}

/// Keeps notes.
pub(in crate::targets) async fn add_notes(
    tx: &mut Tx,
    all: &[(NoteId, TaskId, Date, String, Option<AccountId>)],
) -> Result<(), Error> {
    const SQL: &str = "INSERT INTO task_note (id, task_id, told_on, words, account_id)";
    let rows = all.iter().map(|it| row![it.0, it.1, it.2, it.3.clone(), it.4]);
    tx.bulk(SQL, "ON CONFLICT (id) DO NOTHING", rows).await?;
    Ok(())
}

/// The notes of tasks from a day on, the latest first.
pub(in crate::targets) async fn notes(
    tx: &mut Tx,
    since: Date,
    tasks: &[TaskId],
) -> Result<BTreeMap<TaskId, Vec<Note>>, Error> {
    const SQL: &str = "
        SELECT n.id, n.task_id, n.told_on, n.words, a.name
        FROM task_note n LEFT JOIN account a ON a.id = n.account_id
        WHERE n.told_on >= $1 AND n.task_id IN ($$)";
    let read = |row: &Row| {
        Ok(Note {
            id: row.get("id")?,
            task: row.get("task_id")?,
            told_on: row.get("told_on")?,
            words: row.get("words")?,
            by: row.get::<Option<String>>("name")?.unwrap_or_default(),
        })
    };
    let mut all = BTreeMap::<TaskId, Vec<Note>>::new();
    for it in tx.all_in(SQL, &[&since], tasks, read).await? {
        all.entry(it.task).or_default().push(it);
    }
    for notes in all.values_mut() {
        notes.sort_by_key(|it| std::cmp::Reverse((it.told_on, it.id)));
    }
    Ok(all)
}

/// The task of a note, for whoever asks for its proofs.
pub(in crate::targets) async fn task_of_note(
    tx: &mut Tx,
    bits: i64,
) -> Result<Option<TaskId>, Error> {
    const SQL: &str = "SELECT task_id FROM task_note WHERE id = $1";
    tx.one(SQL, &[&bits], |row| row.get("task_id")).await
}
