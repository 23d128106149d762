//! The forms of tasks and targets, new ones and ones to be put right.

use platform::access;
use vocab::Role;
use web::{
    Form, Html, IntoResponse, Markup, Page, Path, Redirect, Response, StatusCode, Visit, html,
    ui::{self, Button, Field, Head, Text},
};

use super::{
    super::{
        actions::{self, Error, TypedGoal, TypedTarget, TypedTask, works_on},
        model::{Comparator, Feed, Rough, State, Target, TargetId, Task, TaskId},
        store,
    },
    offices, task_link, told, with_wrong, wrong,
};
use crate::reported::asking as reported;

type Found<'a> = Option<&'a (&'static str, String)>;

fn unfit(page: Html) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
}

/// Which form it is: where it goes, what it is called.
struct Which {
    action: String,
    title: &'static str,
    hidden: Markup,
}

pub(super) async fn new_task(visit: Visit) -> Result<Html, Page> {
    let year = visit.today().year();
    let typed = TypedTask {
        year: year.to_string(),
        from: visit.today().to_string(),
        due: visit.today().last_of_year().to_string(),
        ..TypedTask::default()
    };
    Ok(task_page(&visit, &fresh_task(&visit), &typed, None))
}

fn fresh_task(visit: &Visit) -> Which {
    Which {
        action: visit.link("/tasks/new"),
        title: "新增任务",
        hidden: visit.form_id::<super::super::model::kinds::TaskId>("task.new"),
    }
}

pub(super) async fn add_task(visit: Visit, Form(typed): Form<TypedTask>) -> Result<Response, Page> {
    let id: TaskId = visit.accept_form_id("task.new", &typed.id)?;
    match actions::save_task(&visit, (id, true), &typed).await {
        Ok(()) => Ok(Redirect::to(&task_link(&visit, id)).into_response()),
        Err(error) => {
            let found = told(error)?;
            Ok(unfit(task_page(&visit, &fresh_task(&visit), &typed, Some(&found))))
        }
    }
}

async fn own_task(visit: &Visit, id: TaskId) -> Result<(Task, Vec<Role>), Error> {
    let scope = visit.actor.scope();
    let found: Result<_, Error> = db::read!(visit.db(), "task", |tx| {
        let task = store::find_task(tx, id, scope).await?.ok_or(Error::Missing)?;
        let joint = store::joints(tx, &[id]).await?.remove(&id).unwrap_or_default();
        Ok((task, joint))
    });
    let (task, joint) = found?;
    if works_on(visit, &task, &joint) { Ok((task, joint)) } else { Err(Error::Missing) }
}

fn known_task(visit: &Visit, id: TaskId, version: i64) -> Which {
    Which {
        action: format!("{}/edit", task_link(visit, id)),
        title: "修改任务",
        hidden: html! { input type="hidden" name="version" value=(version); },
    }
}

pub(super) async fn edit_task(visit: Visit, Path(id): Path<TaskId>) -> Result<Html, Page> {
    let (task, joint) = own_task(&visit, id).await?;
    let typed = TypedTask {
        id: String::new(),
        version: task.version,
        year: task.year.to_string(),
        work: task.work,
        content: task.content,
        leader: task.leader,
        office: task.holder.office.key().to_owned(),
        joint: joint.iter().map(|it| it.key().to_owned()).collect(),
        livelihood: if task.livelihood { "1".to_owned() } else { String::new() },
        from: task.from_on.to_string(),
        due: task.due_on.to_string(),
    };
    Ok(task_page(&visit, &known_task(&visit, id, typed.version), &typed, None))
}

pub(super) async fn set_task(
    visit: Visit,
    Path(id): Path<TaskId>,
    Form(typed): Form<TypedTask>,
) -> Result<Response, Page> {
    match actions::save_task(&visit, (id, false), &typed).await {
        Ok(()) => Ok(Redirect::to(&task_link(&visit, id)).into_response()),
        Err(error) => {
            let found = told(error)?;
            let which = known_task(&visit, id, typed.version);
            Ok(unfit(task_page(&visit, &which, &typed, Some(&found))))
        }
    }
}

fn task_page(visit: &Visit, which: &Which, typed: &TypedTask, found: Found<'_>) -> Html {
    let csrf = visit.csrf();
    let hidden = html! { (csrf) (which.hidden) };
    let joint: Vec<&str> = typed.joint.iter().map(String::as_str).collect();
    let form = ui::Form::new(which.action.as_str(), &hidden)
        .section("任务", html! {
            (Field::text("work", "主要工作").value(typed.work.as_str()).max_length(80).required().error(wrong(found, "work")))
            (Field::long("content", "工作内容").value(typed.content.as_str()).lines(4).error(wrong(found, "content")))
            (Field::number("year", "列入哪一年的清单").value(typed.year.as_str()).required().error(wrong(found, "year")))
            (Field::checkbox("livelihood", "列入民生实事", typed.livelihood == "1"))
        })
        .section("谁来办", html! {
            (Field::select("office", "牵头科室", offices()).value(typed.office.as_str()).required().error(wrong(found, "office")))
            (Field::checkboxes("joint", "配合科室", offices(), &joint))
            (Field::text("leader", "分管领导").value(typed.leader.as_str()).max_length(80).error(wrong(found, "leader")))
        })
        .section("时间", html! {
            (Field::date("from", "开始").value(typed.from.as_str()).required().error(wrong(found, "from")))
            (Field::date("due", "期限").value(typed.due.as_str()).required().error(wrong(found, "due")))
        })
        .button(Button::submit("保存").primary());
    let head = Head::new(which.title).crumb("目标任务", visit.link("/tasks"));
    visit.page_under(which.title, &head, &html! { (with_wrong(form, found)) })
}

/// The fields of a goal, for targets and for proposals.
pub(super) fn goal_fields<'a>(typed: &'a TypedGoal, found: Found<'a>) -> Markup {
    let comparators = Comparator::ALL.iter().map(|it| {
        let label = match it {
            Comparator::AtLeast => "≥ 不低于",
            Comparator::AtMost => "≤ 不超过",
            Comparator::Equal => "= 完成这么多",
            Comparator::Within => "在两个数之间",
        };
        (it.key(), label)
    });
    let roughs = Rough::ALL
        .iter()
        .map(|it| (it.key(), if *it == Rough::Exact { "没有" } else { it.label() }));
    html! {
        (Field::select("comparator", "怎么比", comparators).value(typed.comparator.as_str()).required().error(wrong(found, "comparator")))
        (Field::text("low", "数").value(typed.low.as_str()).required().narrow().error(wrong(found, "low"))
            .hint("例如 60、2.5万、93.2；在两个数之间时这里写下限"))
        (Field::text("high", "上限").value(typed.high.as_str()).narrow().error(wrong(found, "high"))
            .hint("只在“在两个数之间”时填"))
        (Field::text("unit", "单位").value(typed.unit.as_str()).narrow().max_length(12).error(wrong(found, "unit"))
            .hint("%、个、所、万人次；名次写“第”"))
        (Field::select("rough", "原文里的约、近、超", roughs).value(typed.rough.as_str()))
    }
}

/// What was stored of a goal, as its form types it.
pub(super) fn typed_goal(goal: &super::super::model::Goal) -> TypedGoal {
    TypedGoal {
        comparator: goal.comparator.key().to_owned(),
        low: goal.low.to_string(),
        high: goal.high.map(|it| it.to_string()).unwrap_or_default(),
        unit: goal.unit.clone(),
        rough: goal.rough.key().to_owned(),
    }
}

pub(super) async fn new_target(visit: Visit, Path(id): Path<TaskId>) -> Result<Html, Page> {
    let (task, _) = own_task(&visit, id).await?;
    let typed = TypedTarget {
        from: task.from_on.to_string(),
        due: task.due_on.to_string(),
        goal: TypedGoal {
            comparator: Comparator::AtLeast.key().to_owned(),
            ..TypedGoal::default()
        },
        ..TypedTarget::default()
    };
    Ok(target_page(&visit, &task, &fresh_target(&visit, id), &typed, None).await?)
}

fn fresh_target(visit: &Visit, id: TaskId) -> Which {
    Which {
        action: format!("{}/targets/new", task_link(visit, id)),
        title: "加一个目标",
        hidden: visit.form_id::<super::super::model::kinds::TargetId>("target.new"),
    }
}

pub(super) async fn add_target(
    visit: Visit,
    Path(task): Path<TaskId>,
    Form(typed): Form<TypedTarget>,
) -> Result<Response, Page> {
    let id: TargetId = visit.accept_form_id("target.new", &typed.id)?;
    let typed = TypedTarget { version: 0, ..typed };
    match actions::save_target(&visit, (task, id), &typed).await {
        Ok(()) => Ok(Redirect::to(&task_link(&visit, task)).into_response()),
        Err(error) => {
            let found = told(error)?;
            let (of, _) = own_task(&visit, task).await?;
            let which = fresh_target(&visit, task);
            Ok(unfit(target_page(&visit, &of, &which, &typed, Some(&found)).await?))
        }
    }
}

async fn own_target(visit: &Visit, id: TargetId) -> Result<(Target, Task), Error> {
    let scope = visit.actor.scope();
    let found: Result<_, Error> = db::read!(visit.db(), "target", |tx| {
        store::find_target(tx, id, scope).await?.ok_or(Error::Missing)
    });
    let target = found?;
    let (task, _) = own_task(visit, target.task).await?;
    if task.state == State::Running && target.ended.is_none() {
        Ok((target, task))
    } else {
        Err(Error::Refused("这个目标现在不能改".to_owned()))
    }
}

fn known_target(visit: &Visit, id: TargetId, version: i64) -> Which {
    Which {
        action: visit.link(&format!("/targets/{id}/edit")),
        title: "修改目标",
        hidden: html! { input type="hidden" name="version" value=(version); },
    }
}

pub(super) async fn edit_target(visit: Visit, Path(id): Path<TargetId>) -> Result<Html, Page> {
    let (target, task) = own_target(&visit, id).await?;
    let typed = TypedTarget {
        id: String::new(),
        version: target.version,
        name: target.name.clone(),
        goal: typed_goal(&target.goal),
        from: target.from_on.to_string(),
        due: target.due_on.to_string(),
        source: target.source.clone(),
        base: target.base.map(|it| it.to_string()).unwrap_or_default(),
        base_words: target.base_words.clone(),
        feed: match &target.feed {
            Feed::None => String::new(),
            Feed::Indicator(name) => format!("i:{name}"),
            Feed::Reported(figure) => format!("r:{figure}"),
        },
    };
    let which = known_target(&visit, id, target.version);
    Ok(target_page(&visit, &task, &which, &typed, None).await?)
}

pub(super) async fn set_target(
    visit: Visit,
    Path(id): Path<TargetId>,
    Form(typed): Form<TypedTarget>,
) -> Result<Response, Page> {
    let (_, task) = own_target(&visit, id).await?;
    let typed = TypedTarget { version: typed.version.max(1), ..typed };
    match actions::save_target(&visit, (task.id, id), &typed).await {
        Ok(()) => {
            let to = visit.link(&format!("/targets/{id}"));
            Ok(Redirect::to(&to).into_response())
        }
        Err(error) => {
            let found = told(error)?;
            let which = known_target(&visit, id, typed.version);
            Ok(unfit(target_page(&visit, &task, &which, &typed, Some(&found)).await?))
        }
    }
}

/// What a target can be fed by: every indicator, every reported figure of the county.
async fn feeds(visit: &Visit) -> Result<Vec<(String, String)>, Error> {
    let reported: Result<_, db::Error> = db::read!(visit.db(), "reported figures", |tx| {
        match access::root(tx).await? {
            Some(county) => reported::names(tx, county).await,
            None => Ok(Vec::new()),
        }
    });
    let mut all = vec![(String::new(), "还没有：不取数".to_owned())];
    let mut kinds: Vec<_> = indicator::catalog()
        .all()
        .map(|it| {
            let what = &it.what;
            (
                format!("i:{}", it.name),
                format!("自动统计 · {} · {}（{}）", what.group, what.label, what.shape.unit),
            )
        })
        .collect();
    kinds.sort_by(|a, b| a.1.cmp(&b.1));
    all.extend(kinds);
    let figures =
        reported?.into_iter().map(|it| (format!("r:{}", it.0), format!("填报 · {}", it.1)));
    all.extend(figures);
    Ok(all)
}

async fn target_page(
    visit: &Visit,
    task: &Task,
    which: &Which,
    typed: &TypedTarget,
    found: Found<'_>,
) -> Result<Html, Error> {
    let feeds = feeds(visit).await?;
    let feeds = feeds.iter().map(|it| (Text::from(it.0.as_str()), Text::from(it.1.as_str())));
    let csrf = visit.csrf();
    let hidden = html! { (csrf) (which.hidden) };
    let form = ui::Form::new(which.action.as_str(), &hidden)
        .section("目标", html! {
            (Field::text("name", "数的是什么").value(typed.name.as_str()).max_length(80).required().error(wrong(found, "name")))
            (goal_fields(&typed.goal, found))
        })
        .section("时间", html! {
            (Field::date("from", "开始").value(typed.from.as_str()).required().error(wrong(found, "from")))
            (Field::date("due", "期限").value(typed.due.as_str()).required().error(wrong(found, "due")))
        })
        .section("数从哪里来", html! {
            (Field::select("feed", "取数方式", feeds).value(typed.feed.as_str()).error(wrong(found, "feed"))
                .hint("自动统计的数能打开到每一条记录；系统里没有记录的，先设一个填报数，再回来选"))
        })
        .section("原有实绩和依据", html! {
            (Field::text("base", "原有实绩").value(typed.base.as_str()).narrow().error(wrong(found, "base"))
                .hint("去年的数；目标可以比它低。没有就空着，从 0 算起"))
            (Field::text("base_words", "实绩的来源").value(typed.base_words.as_str()).error(wrong(found, "base_words")))
            (Field::long("source", "依据").value(typed.source.as_str()).lines(2).error(wrong(found, "source")))
        })
        .button(Button::submit("保存").primary());
    let head = Head::new(which.title)
        .crumb("目标任务", visit.link("/tasks"))
        .crumb(task.work.as_str(), task_link(visit, task.id));
    Ok(visit.page_under(which.title, &head, &html! { (with_wrong(form, found)) }))
}
