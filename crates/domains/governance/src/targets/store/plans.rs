//! Plans that were read, and what became of what was read in them.

use db::{Error, Row, Tx, row};
use jiff::civil::Date;

use super::super::model::{Fate, Goal, Pair, Plan, PlanId, ProposedFigure, ProposedTask, Sentence};
use crate::number::Number;

fn plan(row: &Row) -> Result<Plan, Error> {
    Ok(Plan {
        id: row.get("id")?,
        name: row.get("name")?,
        year: i16::try_from(row.get::<i64>("year")?).unwrap_or(i16::MAX),
        file_name: row.get("file_name")?,
        sm3: row.get("sm3")?,
        remarks: row.get("remarks")?,
        read_on: row.get("read_on")?,
        account: row.get("account_id")?,
    })
}

/// A number of two columns.
pub(in crate::targets) fn number(row: &Row, above: &str, below: &str) -> Result<Number, Error> {
    let bad = |_| Error::Corrupt { column: above.to_owned() };
    Number::new(row.get(above)?, row.get(below)?).map_err(bad)
}

/// The same where there may be none.
pub(in crate::targets) fn some_number(
    row: &Row,
    above: &str,
    below: &str,
) -> Result<Option<Number>, Error> {
    let found: Option<i64> = row.get(above)?;
    found.map(|_| number(row, above, below)).transpose()
}

/// A goal of the columns that targets and proposals share.
pub(in crate::targets) fn goal(row: &Row) -> Result<Goal, Error> {
    Ok(Goal {
        comparator: row.get("comparator")?,
        low: number(row, "low_above", "low_below")?,
        high: some_number(row, "high_above", "high_below")?,
        unit: row.get("unit")?,
        rough: row.get("rough")?,
    })
}

fn sentence(row: &Row) -> Result<Sentence, Error> {
    Ok(Sentence {
        seq: row.get("seq")?,
        line: row.get("line")?,
        heading: row.get("heading")?,
        words: row.get("words")?,
    })
}

fn proposed_task(row: &Row) -> Result<ProposedTask, Error> {
    Ok(ProposedTask {
        seq: row.get("seq")?,
        work: row.get("work")?,
        content: row.get("content")?,
        leader: row.get("leader")?,
        office: row.get("office")?,
        written: row.get("written")?,
        due_on: row.get("due_on")?,
        line: row.get("line")?,
        fate: row.get("state")?,
        task: row.get("task_id")?,
        version: row.get("version")?,
    })
}

fn proposed_figure(row: &Row) -> Result<ProposedFigure, Error> {
    Ok(ProposedFigure {
        seq: row.get("seq")?,
        task_seq: row.get("task_seq")?,
        name: row.get("name")?,
        goal: goal(row)?,
        place: row.get("place")?,
        due_on: row.get("due_on")?,
        is_reported: row.get::<i64>("reported")? == 1,
        sentence: row.get("sentence")?,
        lines: row.get("lines")?,
        why: row.get("why")?,
        doubts: row.get("doubts")?,
        fate: row.get("state")?,
        target: row.get("target_id")?,
        version: row.get("version")?,
    })
}

/// Keeps a plan.
pub(in crate::targets) async fn add_plan(tx: &mut Tx, it: &Plan) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO work_plan (id, name, year, file_name, sm3, remarks, read_on, account_id)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    let year = i64::from(it.year);
    let Plan { id, name, file_name, sm3, remarks, read_on, account, .. } = it;
    tx.run(SQL, &[id, name, &year, file_name, sm3, remarks, read_on, account]).await?;
    Ok(())
}

/// Keeps the sentences of a plan.
pub(in crate::targets) async fn add_sentences(
    tx: &mut Tx,
    plan: PlanId,
    all: &[Sentence],
) -> Result<(), Error> {
    const SQL: &str = "INSERT INTO plan_sentence (plan_id, seq, line, heading, words)";
    let rows =
        all.iter().map(|it| row![plan, it.seq, it.line, it.heading.clone(), it.words.clone()]);
    tx.bulk(SQL, "", rows).await?;
    Ok(())
}

/// Keeps proposed tasks.
pub(in crate::targets) async fn add_proposed_tasks(
    tx: &mut Tx,
    plan: PlanId,
    all: &[ProposedTask],
) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO plan_task (plan_id, seq, work, content, leader, office, written, due_on, line,
                               state, version)";
    let rows = all.iter().map(|it| {
        row![
            plan,
            it.seq,
            it.work.clone(),
            it.content.clone(),
            it.leader.clone(),
            it.office,
            it.written.clone(),
            it.due_on,
            it.line,
            it.fate,
            it.version
        ]
    });
    tx.bulk(SQL, "", rows).await?;
    Ok(())
}

/// Keeps proposed figures.
pub(in crate::targets) async fn add_proposed_figures(
    tx: &mut Tx,
    plan: PlanId,
    all: &[ProposedFigure],
) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO plan_figure (plan_id, seq, task_seq, name, comparator, low_above, low_below,
                                 high_above, high_below, unit, rough, place, due_on, reported,
                                 sentence, lines, why, doubts, state, version)";
    let rows = all.iter().map(|it| {
        row![
            plan,
            it.seq,
            it.task_seq,
            it.name.clone(),
            it.goal.comparator,
            it.goal.low.above(),
            it.goal.low.below(),
            it.goal.high.map(Number::above),
            it.goal.high.map(Number::below),
            it.goal.unit.clone(),
            it.goal.rough,
            it.place.clone(),
            it.due_on,
            i64::from(it.is_reported),
            it.sentence,
            it.lines.clone(),
            it.why.clone(),
            it.doubts.clone(),
            it.fate,
            it.version
        ]
    });
    tx.bulk(SQL, "", rows).await?;
    Ok(())
}

/// Keeps what to look at together.
pub(in crate::targets) async fn add_pairs(
    tx: &mut Tx,
    plan: PlanId,
    all: &[Pair],
) -> Result<(), Error> {
    const SQL: &str = "INSERT INTO plan_pair (plan_id, one, other, tie)";
    let rows = all.iter().map(|it| row![plan, it.one, it.other, it.tie]);
    tx.bulk(SQL, "", rows).await?;
    Ok(())
}

/// The plans, the latest first, with how many proposals of each are open.
pub(in crate::targets) async fn plans(tx: &mut Tx) -> Result<Vec<(Plan, i64)>, Error> {
    const SQL: &str = "
        SELECT p.id, p.name, p.year, p.file_name, p.sm3, p.remarks, p.read_on, p.account_id,
               (SELECT COUNT(*) FROM plan_figure f
                WHERE f.plan_id = p.id AND f.state = 'open' AND f.reported = 0) AS open
        FROM work_plan p ORDER BY p.year DESC, p.id DESC";
    tx.all(SQL, &[], |row| Ok((plan(row)?, row.get("open")?))).await
}

/// A plan.
pub(in crate::targets) async fn find_plan(tx: &mut Tx, id: PlanId) -> Result<Option<Plan>, Error> {
    const SQL: &str = "
        SELECT id, name, year, file_name, sm3, remarks, read_on, account_id
        FROM work_plan WHERE id = $1";
    tx.one(SQL, &[&id], plan).await
}

/// The plan with this file, where it was read before.
pub(in crate::targets) async fn plan_of_file(
    tx: &mut Tx,
    sm3: &str,
) -> Result<Option<PlanId>, Error> {
    const SQL: &str = "SELECT id FROM work_plan WHERE sm3 = $1";
    tx.one(SQL, &[&sm3.to_owned()], |row| row.get("id")).await
}

/// The sentences of a plan.
pub(in crate::targets) async fn sentences(
    tx: &mut Tx,
    plan: PlanId,
) -> Result<Vec<Sentence>, Error> {
    const SQL: &str =
        "SELECT seq, line, heading, words FROM plan_sentence WHERE plan_id = $1 ORDER BY seq";
    tx.all(SQL, &[&plan], sentence).await
}

/// What was proposed as tasks.
pub(in crate::targets) async fn proposed_tasks(
    tx: &mut Tx,
    plan: PlanId,
) -> Result<Vec<ProposedTask>, Error> {
    const SQL: &str = "
        SELECT p.seq, p.work, p.content, p.leader, p.office, p.written, p.due_on, p.line, p.state,
               p.version, t.id AS task_id
        FROM plan_task p LEFT JOIN task t ON t.plan_id = p.plan_id AND t.plan_seq = p.seq
        WHERE p.plan_id = $1 ORDER BY p.seq";
    tx.all(SQL, &[&plan], proposed_task).await
}

/// What was proposed as targets, and what was found reported.
pub(in crate::targets) async fn proposed_figures(
    tx: &mut Tx,
    plan: PlanId,
) -> Result<Vec<ProposedFigure>, Error> {
    const SQL: &str = "
        SELECT p.seq, p.task_seq, p.name, p.comparator, p.low_above, p.low_below, p.high_above,
               p.high_below, p.unit, p.rough, p.place, p.due_on, p.reported, p.sentence, p.lines,
               p.why, p.doubts, p.state, p.version, g.id AS target_id
        FROM plan_figure p LEFT JOIN target g ON g.plan_id = p.plan_id AND g.plan_seq = p.seq
        WHERE p.plan_id = $1 ORDER BY p.seq";
    tx.all(SQL, &[&plan], proposed_figure).await
}

/// What to look at together.
pub(in crate::targets) async fn pairs(tx: &mut Tx, plan: PlanId) -> Result<Vec<Pair>, Error> {
    const SQL: &str =
        "SELECT one, other, tie FROM plan_pair WHERE plan_id = $1 ORDER BY one, other";
    let read = |row: &Row| {
        Ok(Pair { one: row.get("one")?, other: row.get("other")?, tie: row.get("tie")? })
    };
    tx.all(SQL, &[&plan], read).await
}

/// Notes what became of proposed tasks. Says how many were not taken before.
pub(in crate::targets) async fn settle_tasks(
    tx: &mut Tx,
    (plan, fate): (PlanId, Fate),
    all: &[i64],
) -> Result<u64, Error> {
    const SQL: &str = "
        UPDATE plan_task SET state = $2, version = version + 1
        WHERE plan_id = $1 AND state <> 'taken' AND seq IN ($$)";
    tx.run_in(SQL, &[&plan, &fate], all).await
}

/// Notes what became of proposed figures. Says how many were not taken before.
pub(in crate::targets) async fn settle_figures(
    tx: &mut Tx,
    (plan, fate): (PlanId, Fate),
    all: &[i64],
) -> Result<u64, Error> {
    const SQL: &str = "
        UPDATE plan_figure SET state = $2, version = version + 1
        WHERE plan_id = $1 AND state <> 'taken' AND seq IN ($$)";
    tx.run_in(SQL, &[&plan, &fate], all).await
}

/// Puts a proposed task right. Says whether it was as it was read, and open.
pub(in crate::targets) async fn edit_task(
    tx: &mut Tx,
    plan: PlanId,
    it: &ProposedTask,
) -> Result<bool, Error> {
    const SQL: &str = "
        UPDATE plan_task SET work = $4, content = $5, leader = $6, office = $7, due_on = $8,
                             version = version + 1
        WHERE plan_id = $1 AND seq = $2 AND version = $3 AND state <> 'taken'";
    let ProposedTask { seq, version, work, content, leader, office, due_on, .. } = it;
    Ok(tx.run(SQL, &[&plan, seq, version, work, content, leader, office, due_on]).await? == 1)
}

/// Puts a proposed figure right. Says whether it was as it was read, and open.
pub(in crate::targets) async fn edit_figure(
    tx: &mut Tx,
    plan: PlanId,
    it: &ProposedFigure,
) -> Result<bool, Error> {
    const SQL: &str = "
        UPDATE plan_figure SET name = $4, comparator = $5, low_above = $6, low_below = $7,
                               high_above = $8, high_below = $9, unit = $10, rough = $11,
                               due_on = $12, task_seq = $13, version = version + 1
        WHERE plan_id = $1 AND seq = $2 AND version = $3 AND state <> 'taken'";
    let Goal { comparator, low, high, unit, rough } = &it.goal;
    let (above, below) = (high.map(Number::above), high.map(Number::below));
    let ProposedFigure { seq, version, name, due_on, task_seq, .. } = it;
    let (low_above, low_below) = (low.above(), low.below());
    Ok(tx
        .run(
            SQL,
            &[
                &plan, seq, version, name, comparator, &low_above, &low_below, &above, &below,
                unit, rough, due_on, task_seq,
            ],
        )
        .await?
        == 1)
}

/// Closes a plan of which nothing is open any more.
pub(in crate::targets) async fn close_plan(
    tx: &mut Tx,
    plan: PlanId,
    day: Date,
) -> Result<(), Error> {
    const SQL: &str = "
        UPDATE work_plan SET closed_on = $2
        WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM plan_figure f
              WHERE f.plan_id = $1 AND f.state = 'open' AND f.reported = 0)
          AND NOT EXISTS (SELECT 1 FROM plan_task t WHERE t.plan_id = $1 AND t.state = 'open')";
    tx.run(SQL, &[&plan, &day]).await?;
    Ok(())
}
