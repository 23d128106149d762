//! What packages between bureaus ask of the list: a target to be sent, and a place for one that
//! arrived.

use db::Tx;
use platform::Act;
use vocab::{PlaceId, Role};

use super::{
    model::{Feed, Holder, Origin, State, Target, TargetId, Task, TaskId},
    store,
};
use crate::packages::Handing;

/// A target that is under way with its task and the sentence that it came of; none where it is not
/// there or ended.
pub(crate) async fn to_send(
    tx: &mut Tx,
    id: TargetId,
    scope: PlaceId,
) -> Result<Option<(Task, Target, String)>, db::Error> {
    let Some(target) = store::find_target(tx, id, scope).await? else { return Ok(None) };
    let Some(task) = store::find_task(tx, target.task, scope).await? else { return Ok(None) };
    if target.ended.is_some() || task.state != State::Running {
        return Ok(None);
    }
    let sentence = match target.sentence {
        Some(at) => store::find_sentence(tx, at).await?.map(|it| it.words),
        None => None,
    };
    let sentence = sentence.unwrap_or_else(|| target.source.clone());
    Ok(Some((task, target, sentence)))
}

/// Puts a target that arrived on the list, under an office.
pub(crate) async fn from_above(
    act: &mut Act<'_>,
    paper: &Handing,
    (office, place): (Role, PlaceId),
    from: &str,
) -> Result<TaskId, db::Error> {
    let (Some(goal), Some((from_on, due_on))) = (paper.goal(), paper.time()) else {
        return Err(db::Error::Corrupt { column: "content".to_owned() });
    };
    let (ids, now) = (act.origin().ids.clone(), act.origin().now);
    let today = act.origin().civil_now.date();
    let id: TaskId = ids.make(now);
    let task = Task {
        id,
        year: paper.year,
        work: paper.work.clone(),
        content: paper.content.clone(),
        leader: String::new(),
        holder: Holder { office, place },
        livelihood: false,
        from_on,
        due_on,
        state: State::Running,
        origin: Origin::Above,
        parent: None,
        plan: None,
        signed_on: Some(today),
        ended: None,
        version: 1,
    };
    let target = Target {
        id: ids.make(now),
        task: id,
        name: paper.name.clone(),
        goal,
        place,
        from_on,
        due_on,
        source: format!("{from} {} 下达，{}：{}", paper.made_on, paper.number, paper.source),
        sentence: None,
        plan_seq: None,
        base: None,
        base_words: String::new(),
        feed: Feed::None,
        parent: None,
        ended: None,
        version: 1,
    };
    store::add_tasks(act.tx(), std::slice::from_ref(&task)).await?;
    store::add_targets(act.tx(), std::slice::from_ref(&target)).await?;
    Ok(id)
}
