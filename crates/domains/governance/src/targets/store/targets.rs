//! Targets.

use std::collections::BTreeMap;

use db::{Error, Row, Tx, row};
use jiff::civil::Date;
use vocab::PlaceId;

use super::{
    super::model::{Feed, Goal, PlanId, Sentence, Target, TargetId, TaskId},
    plans::{goal, some_number},
};
use crate::number::Number;

fn target(row: &Row) -> Result<Target, Error> {
    let indicator: Option<String> = row.get("indicator")?;
    let figure: Option<crate::reported::FigureId> = row.get("figure_id")?;
    Ok(Target {
        id: row.get("id")?,
        task: row.get("task_id")?,
        name: row.get("name")?,
        goal: goal(row)?,
        place: row.get("place_id")?,
        from_on: row.get("from_on")?,
        due_on: row.get("due_on")?,
        source: row.get("source")?,
        sentence: row.get::<Option<PlanId>>("plan_id")?.zip(row.get("sentence")?),
        plan_seq: row.get("plan_seq")?,
        base: some_number(row, "base_above", "base_below")?,
        base_words: row.get("base_words")?,
        feed: match (indicator, figure) {
            (Some(name), _) => Feed::Indicator(name),
            (None, Some(figure)) => Feed::Reported(figure),
            (None, None) => Feed::None,
        },
        parent: row.get("parent_id")?,
        ended: row.get::<Option<Date>>("ended_on")?.zip(row.get("ended_why")?),
        version: row.get("version")?,
    })
}

/// The columns of a feed.
fn fed(it: &Feed) -> (Option<String>, Option<crate::reported::FigureId>) {
    match it {
        Feed::None => (None, None),
        Feed::Indicator(name) => (Some(name.clone()), None),
        Feed::Reported(figure) => (None, Some(*figure)),
    }
}

/// Sets targets.
pub(in crate::targets) async fn add_targets(tx: &mut Tx, all: &[Target]) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO target (id, task_id, name, comparator, low_above, low_below, high_above,
                            high_below, unit, rough, place_id, from_on, due_on, source, plan_id,
                            sentence, plan_seq, base_above, base_below, base_words, indicator, figure_id,
                            parent_id, version)";
    let rows = all.iter().map(|it| {
        let (indicator, figure) = fed(&it.feed);
        row![
            it.id,
            it.task,
            it.name.clone(),
            it.goal.comparator,
            it.goal.low.above(),
            it.goal.low.below(),
            it.goal.high.map(Number::above),
            it.goal.high.map(Number::below),
            it.goal.unit.clone(),
            it.goal.rough,
            it.place,
            it.from_on,
            it.due_on,
            it.source.clone(),
            it.sentence.map(|it| it.0),
            it.sentence.map(|it| it.1),
            it.plan_seq,
            it.base.map(Number::above),
            it.base.map(Number::below),
            it.base_words.clone(),
            indicator,
            figure,
            it.parent,
            it.version
        ]
    });
    tx.bulk(SQL, "", rows).await?;
    Ok(())
}

/// The targets of tasks that are not taken off, in the order of their making.
pub(in crate::targets) async fn targets_of(
    tx: &mut Tx,
    tasks: &[TaskId],
) -> Result<BTreeMap<TaskId, Vec<Target>>, Error> {
    const SQL: &str = "
        SELECT id, task_id, name, comparator, low_above, low_below, high_above, high_below, unit,
               rough, place_id, from_on, due_on, source, plan_id, sentence, plan_seq, base_above, base_below,
               base_words, indicator, figure_id, parent_id, ended_on, ended_why, version
        FROM target WHERE ended_on IS NULL AND task_id IN ($$)";
    let mut all = BTreeMap::<TaskId, Vec<Target>>::new();
    for it in tx.all_in(SQL, &[], tasks, target).await? {
        all.entry(it.task).or_default().push(it);
    }
    for targets in all.values_mut() {
        targets.sort_by_key(|it| it.id);
    }
    Ok(all)
}

/// A target whose task lies in `scope`.
pub(in crate::targets) async fn find_target(
    tx: &mut Tx,
    id: TargetId,
    scope: PlaceId,
) -> Result<Option<Target>, Error> {
    const SQL: &str = "
        SELECT g.id, g.task_id, g.name, g.comparator, g.low_above, g.low_below, g.high_above,
               g.high_below, g.unit, g.rough, g.place_id, g.from_on, g.due_on, g.source, g.plan_id,
               g.sentence, g.plan_seq, g.base_above, g.base_below, g.base_words, g.indicator, g.figure_id,
               g.parent_id, g.ended_on, g.ended_why, g.version
        FROM target g JOIN task t ON t.id = g.task_id
        JOIN place_within w ON w.place_id = t.place_id AND w.ancestor_id = $2
        WHERE g.id = $1";
    tx.one(SQL, &[&id, &scope], target).await
}

/// The parts of a target, wherever they were handed to.
pub(in crate::targets) async fn parts_of(
    tx: &mut Tx,
    parent: TargetId,
) -> Result<Vec<Target>, Error> {
    const SQL: &str = "
        SELECT id, task_id, name, comparator, low_above, low_below, high_above, high_below, unit,
               rough, place_id, from_on, due_on, source, plan_id, sentence, plan_seq, base_above, base_below,
               base_words, indicator, figure_id, parent_id, ended_on, ended_why, version
        FROM target WHERE parent_id = $1 ORDER BY id";
    tx.all(SQL, &[&parent], target).await
}

/// Puts a target right: its number, its times, what it is fed by. Says whether it was as it was
/// read.
pub(in crate::targets) async fn set_target(tx: &mut Tx, it: &Target) -> Result<bool, Error> {
    const SQL: &str = "
        UPDATE target SET name = $3, comparator = $4, low_above = $5, low_below = $6,
                          high_above = $7, high_below = $8, unit = $9, rough = $10, from_on = $11,
                          due_on = $12, source = $13, base_above = $14, base_below = $15,
                          base_words = $16, indicator = $17, figure_id = $18,
                          version = version + 1
        WHERE id = $1 AND version = $2 AND ended_why IS NULL";
    let Goal { comparator, low, high, unit, rough } = &it.goal;
    let (low_above, low_below) = (low.above(), low.below());
    let (high_above, high_below) = (high.map(Number::above), high.map(Number::below));
    let (base_above, base_below) = (it.base.map(Number::above), it.base.map(Number::below));
    let (indicator, figure) = fed(&it.feed);
    let Target { id, version, name, from_on, due_on, source, base_words, .. } = it;
    Ok(tx
        .run(
            SQL,
            &[
                id,
                version,
                name,
                comparator,
                &low_above,
                &low_below,
                &high_above,
                &high_below,
                unit,
                rough,
                from_on,
                due_on,
                source,
                &base_above,
                &base_below,
                base_words,
                &indicator,
                &figure,
            ],
        )
        .await?
        == 1)
}

/// Takes a target off. Says whether it was as it was read.
pub(in crate::targets) async fn end_target(
    tx: &mut Tx,
    (id, version): (TargetId, i64),
    (day, why): (Date, &str),
) -> Result<bool, Error> {
    const SQL: &str = "
        UPDATE target SET ended_on = $3, ended_why = $4, version = version + 1
        WHERE id = $1 AND version = $2 AND ended_why IS NULL";
    Ok(tx.run(SQL, &[&id, &version, &day, &why.to_owned()]).await? == 1)
}

/// The sentence that a target came of.
pub(in crate::targets) async fn find_sentence(
    tx: &mut Tx,
    (plan, seq): (PlanId, i64),
) -> Result<Option<Sentence>, Error> {
    const SQL: &str =
        "SELECT seq, line, heading, words FROM plan_sentence WHERE plan_id = $1 AND seq = $2";
    let read = |row: &Row| {
        Ok(Sentence {
            seq: row.get("seq")?,
            line: row.get("line")?,
            heading: row.get("heading")?,
            words: row.get("words")?,
        })
    };
    tx.one(SQL, &[&plan, &seq], read).await
}
