//! A target is set, put right, tied to what counts it, handed down, signed for, taken off.

use platform::access::{self, PlaceKind};
use vocab::{PlaceId, Role};
use web::Visit;

use super::{
    super::{
        model::{Feed, Holder, Origin, State, Target, TargetId, Task, TaskId},
        rules::LightRule,
        store,
    },
    CONTENT_MAX, Error, NAME_MAX, TypedGoal, WORDS_MAX, day, needed, office, span, spare,
    tasks::{move_on, own, people_of},
};
use crate::{number::Number, reported::asking as reported};

/// What was typed of a target.
#[derive(Debug, Clone, Default, serde::Deserialize)]
pub(in crate::targets) struct TypedTarget {
    #[serde(default)]
    pub(in crate::targets) id: String,
    #[serde(default)]
    pub(in crate::targets) version: i64,
    #[serde(default)]
    pub(in crate::targets) name: String,
    #[serde(flatten)]
    pub(in crate::targets) goal: TypedGoal,
    #[serde(default)]
    pub(in crate::targets) from: String,
    #[serde(default)]
    pub(in crate::targets) due: String,
    #[serde(default)]
    pub(in crate::targets) source: String,
    #[serde(default)]
    pub(in crate::targets) base: String,
    #[serde(default)]
    pub(in crate::targets) base_words: String,
    /// `i:` and an indicator, `r:` and a reported figure, or nothing.
    #[serde(default)]
    pub(in crate::targets) feed: String,
}

/// What feeds a target, where that is there: the indicators of the catalogue and the county's own
/// reported figures.
async fn feed(tx: &mut db::Tx, typed: &str, county: PlaceId) -> Result<Feed, Error> {
    let wrong = || Error::Wrong("feed", "没有这个指标或填报数，请从列表里选".to_owned());
    let (kind, name) = match typed.split_once(':') {
        None if typed.is_empty() => return Ok(Feed::None),
        None => return Err(wrong()),
        Some(it) => it,
    };
    if kind == "i" {
        indicator::catalog().find(name).ok_or_else(wrong)?;
        return Ok(Feed::Indicator(name.to_owned()));
    }
    let names = reported::names(tx, county).await?;
    let found = names.into_iter().find(|it| it.0.to_string() == name);
    found.map(|it| Feed::Reported(it.0)).ok_or_else(wrong)
}

/// Sets a target of a task, or puts one right that was read at the version of the form.
pub(in crate::targets) async fn save_target(
    visit: &Visit,
    (task, id): (TaskId, TargetId),
    typed: &TypedTarget,
) -> Result<(), Error> {
    let name = needed("name", &typed.name, (NAME_MAX, "请写明数的是什么"))?;
    let goal = typed.goal.read()?;
    let (from_on, due_on) = span(&typed.from, &typed.due)?;
    let source = spare("source", &typed.source, CONTENT_MAX)?;
    let base_words = spare("base_words", &typed.base_words, WORDS_MAX)?;
    let base = match typed.base.trim() {
        "" => None,
        text => {
            let read = Number::read(text).map_err(|it| Error::Wrong("base", it.to_string()))?;
            Some(read)
        }
    };
    if base.is_some() && base_words.is_empty() {
        let words = "请写明原有实绩是哪一天的、从哪里来，例如 2020 年底，事业统计".to_owned();
        return Err(Error::Wrong("base_words", words));
    }
    let scope = visit.actor.scope();
    platform::act!(visit, "target.save", |act| {
        let task = own(act.tx(), visit, task).await?;
        let county = access::root(act.tx()).await?.ok_or(Error::Missing)?;
        let feed = feed(act.tx(), &typed.feed, county).await?;
        act.about(id);
        let old = store::find_target(act.tx(), id, scope).await?;
        let new = Target {
            id,
            task: task.id,
            name: name.clone(),
            goal: goal.clone(),
            place: task.holder.place,
            from_on,
            due_on,
            source: source.clone(),
            sentence: None,
            plan_seq: None,
            base,
            base_words: base_words.clone(),
            feed,
            parent: None,
            ended: None,
            version: typed.version,
        };
        match old {
            // The form that sets a target has no version: sent again, it is there.
            Some(_) if typed.version == 0 => Ok(()),
            Some(old) if old.task != task.id => Err(Error::Missing),
            Some(old) if old.parent.is_some() && (old.goal != new.goal || old.due_on != due_on) => {
                let words = "这是下达来的目标，数字和期限由下达单位定。可以改它的取数方式";
                Err(Error::Refused(words.to_owned()))
            }
            Some(_) if store::set_target(act.tx(), &new).await? => Ok(()),
            Some(_) => Err(Error::Overtaken),
            None if typed.version > 0 => Err(Error::Missing),
            None => {
                let new = Target { version: 1, ..new };
                store::add_targets(act.tx(), std::slice::from_ref(&new)).await?;
                Ok(())
            }
        }
    })
}

/// Takes a target off, for a reason.
pub(in crate::targets) async fn end_target(
    visit: &Visit,
    id: TargetId,
    (version, why): (i64, &str),
) -> Result<TaskId, Error> {
    let why = needed("reason", why, (WORDS_MAX, "请写明撤下的原因"))?;
    let (scope, today) = (visit.actor.scope(), visit.today());
    platform::act!(visit, "target.end", |act| {
        let target = store::find_target(act.tx(), id, scope).await?.ok_or(Error::Missing)?;
        let task = own(act.tx(), visit, target.task).await?;
        act.about(id);
        if store::end_target(act.tx(), (id, version), (today, &why)).await? {
            Ok(task.id)
        } else {
            Err(Error::Overtaken)
        }
    })
}

/// To whom something is handed down, as the form says it: an office, or a place.
#[derive(Debug, Clone, Default, serde::Deserialize)]
pub(in crate::targets) struct TypedHanding {
    #[serde(default)]
    pub(in crate::targets) id: String,
    /// `office:` and a role, or `place:` and a place.
    #[serde(default)]
    pub(in crate::targets) to: String,
    #[serde(default)]
    pub(in crate::targets) low: String,
    #[serde(default)]
    pub(in crate::targets) due: String,
}

/// Who answers for what is handed to a place: the town's clerk, the school's head.
async fn holder(tx: &mut db::Tx, to: &str, county: PlaceId) -> Result<Holder, Error> {
    let wrong = || Error::Wrong("to", "请从列表里选下达给谁".to_owned());
    let (kind, key) = to.split_once(':').ok_or_else(wrong)?;
    if kind == "office" {
        return Ok(Holder { office: office(key).map_err(|_| wrong())?, place: county });
    }
    let place: PlaceId = key.parse().map_err(|_| wrong())?;
    let found = access::find_place(tx, place).await?.ok_or_else(wrong)?;
    let office = match found.kind {
        PlaceKind::Town => Role::TownClerk,
        PlaceKind::School => Role::Principal,
        _ => return Err(wrong()),
    };
    Ok(Holder { office, place })
}

/// Hands a target down: a task of its own at an office, a town or a school, with the part of the
/// number that is theirs. It counts once they have signed for it.
pub(in crate::targets) async fn hand_down(
    visit: &Visit,
    (id, new): (TargetId, TaskId),
    typed: &TypedHanding,
) -> Result<(), Error> {
    let low = Number::read(&typed.low).map_err(|it| Error::Wrong("low", it.to_string()))?;
    let due_on = day("due", &typed.due)?;
    let (scope, today) = (visit.actor.scope(), visit.today());
    platform::act!(visit, "target.hand", |act| {
        let target = store::find_target(act.tx(), id, scope).await?.ok_or(Error::Missing)?;
        let task = own(act.tx(), visit, target.task).await?;
        if task.state != State::Running || target.ended.is_some() {
            return Err(Error::Refused("这项任务现在不能分解下达".to_owned()));
        }
        if store::find_task(act.tx(), new, scope).await?.is_some() {
            return Ok(());
        }
        let holder = holder(act.tx(), &typed.to, scope).await?;
        if holder == task.holder {
            return Err(Error::Wrong("to", "这项任务本来就由这个科室牵头".to_owned()));
        }
        if due_on > target.due_on || due_on < target.from_on {
            let words = format!("期限要在 {} 和 {} 之间", target.from_on, target.due_on);
            return Err(Error::Wrong("due", words));
        }
        let parts = store::parts_of(act.tx(), id).await?;
        let held: Vec<TaskId> = parts.iter().map(|it| it.task).collect();
        let handed = store::handed_from(act.tx(), task.id).await?;
        let open = |it: &&Task| {
            held.contains(&it.id)
                && it.holder == holder
                && matches!(it.state, State::Sent | State::Running)
        };
        if handed.iter().any(|it| open(&it)) {
            return Err(Error::Wrong("to", "已经下达给它了，不能重复下达".to_owned()));
        }
        let (handed, part) = part(
            (&task, &target),
            (new, act.origin().ids.make(act.origin().now)),
            (holder, low, due_on),
        );
        store::add_tasks(act.tx(), std::slice::from_ref(&handed)).await?;
        store::add_targets(act.tx(), std::slice::from_ref(&part)).await?;
        for account in people_of(act.tx(), holder, today).await? {
            act.tell(account, format!("请签收目标：{}", part.name), format!("/tasks/{new}"));
        }
        act.about(id);
        act.note("to", &typed.to);
        Ok(())
    })
}

/// The task and the target that are handed down.
pub(in crate::targets) fn part(
    (task, target): (&Task, &Target),
    (new, id): (TaskId, TargetId),
    (holder, low, due_on): (Holder, Number, jiff::civil::Date),
) -> (Task, Target) {
    let handed = Task {
        id: new,
        holder,
        due_on,
        state: State::Sent,
        origin: Origin::Handed,
        parent: Some(task.id),
        plan: None,
        signed_on: None,
        ended: None,
        version: 1,
        ..task.clone()
    };
    let mut goal = target.goal.clone();
    goal.low = low;
    let part = Target {
        id,
        task: new,
        goal,
        place: holder.place,
        due_on,
        source: format!("{}：{} {}", task.work, target.name, target.goal.told()),
        plan_seq: None,
        base: None,
        base_words: String::new(),
        // What counts itself counts itself at every place; what is reported is of the county.
        feed: match &target.feed {
            Feed::Indicator(name) => Feed::Indicator(name.clone()),
            Feed::Reported(_) | Feed::None => Feed::None,
        },
        parent: Some(target.id),
        version: 1,
        ..target.clone()
    };
    (handed, part)
}

/// Signs for what was handed down, or sends it back with a reason; both are told to who handed it.
pub(in crate::targets) async fn sign(
    visit: &Visit,
    id: TaskId,
    it: &super::Ending,
) -> Result<(), Error> {
    let signs = it.decision == "sign";
    let words = spare("reason", &it.reason, WORDS_MAX)?;
    if !signs && words.is_empty() {
        return Err(Error::Wrong("reason", "退回时请写明原因".to_owned()));
    }
    let (role, scope, today) = (visit.actor.role(), visit.actor.scope(), visit.today());
    platform::act!(visit, "task.sign", |act| {
        let task = store::find_task(act.tx(), id, scope).await?.ok_or(Error::Missing)?;
        if task.holder != (Holder { office: role, place: scope }) {
            return Err(Error::Missing);
        }
        if task.state != State::Sent {
            return Err(Error::Overtaken);
        }
        let to = if signs { State::Running } else { State::Returned };
        move_on(act, (&task, it.version), to, (today, &words)).await?;
        let county = access::root(act.tx()).await?.ok_or(Error::Missing)?;
        if let Some(parent) = task.parent
            && let Some(above) = store::find_task(act.tx(), parent, county).await?
        {
            let told = if signs { "已签收" } else { "已退回" };
            for account in people_of(act.tx(), above.holder, today).await? {
                act.tell(account, format!("{told}：{}", task.work), format!("/tasks/{parent}"));
            }
        }
        Ok(())
    })
}

/// What was typed of a rule for lights.
#[derive(Debug, Clone, Default, serde::Deserialize)]
pub(in crate::targets) struct TypedRule {
    #[serde(default)]
    pub(in crate::targets) since: String,
    #[serde(default)]
    pub(in crate::targets) yellow: String,
    #[serde(default)]
    pub(in crate::targets) red: String,
    #[serde(default)]
    pub(in crate::targets) near_days: String,
    #[serde(default)]
    pub(in crate::targets) near_limit: String,
    #[serde(default)]
    pub(in crate::targets) source: String,
}

/// Sets the rule of lights from a day on, not before today: what was lit stays lit by the rule of its
/// day.
pub(in crate::targets) async fn set_rule(visit: &Visit, typed: &TypedRule) -> Result<(), Error> {
    let whole = |field, text: &str, most: i64| {
        let found = text.trim().parse::<i64>().ok().filter(|it| (0..=most).contains(it));
        found.ok_or_else(|| Error::Wrong(field, format!("请写 0 到 {most} 之间的整数")))
    };
    let since = day("since", &typed.since)?;
    if since < visit.today() {
        let words = "只能从今天或以后开始执行，已经亮过的灯不追溯".to_owned();
        return Err(Error::Wrong("since", words));
    }
    let rule = LightRule {
        since,
        yellow: whole("yellow", &typed.yellow, 100)? * 10,
        red: whole("red", &typed.red, 100)? * 10,
        near_days: whole("near_days", &typed.near_days, 250)?,
        near_limit: whole("near_limit", &typed.near_limit, 100)? * 10,
        source: needed("source", &typed.source, (WORDS_MAX, "请写明依据哪份文件或哪次会议"))?,
    };
    if rule.red < rule.yellow {
        let words = "亮红灯的差距不能小于亮黄灯的差距".to_owned();
        return Err(Error::Wrong("red", words));
    }
    let account = visit.actor.account;
    platform::act!(visit, "target.rule", |act| {
        act.note("since", rule.since);
        if store::add_light_rule(act.tx(), &rule, account).await? {
            Ok(())
        } else {
            Err(Error::Wrong("since", "这一天已经有一条规则，请另选一天".to_owned()))
        }
    })
}
