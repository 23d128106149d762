//! One's own jobs with how far they are, and all of them for the one who runs the system.

use serde::Deserialize;
use vocab::JobId;
use web::{
    Filters, Form, HeaderMap, Html, IntoResponse, Markup, Need, NoFields, Page, Path, Problem,
    Redirect, Response, Routes, Visit, html, ui,
};

use super::{
    actions,
    model::{Job, JobState},
};

const LINES: usize = 50;

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/jobs", Need::May("job.mine"), mine)
        .get("/jobs/all", Need::May("job.watch"), all)
        .get("/jobs/{id}", Need::SignedIn, show)
        .post("/jobs/{id}/retry", Need::SignedIn, retry)
        .post("/jobs/{id}/withdraw", Need::SignedIn, withdraw)
}

#[derive(Debug, Default, Deserialize)]
struct Query {
    /// The id below which the page begins.
    after: Option<i64>,
    failed: Option<String>,
}

async fn mine(visit: Visit, Filters(query): Filters<Query>) -> Result<Html, Page> {
    let jobs = actions::own(&visit, query.after.unwrap_or(i64::MAX), LINES + 1).await?;
    let here = visit.here();
    let empty = ui::Empty::new("还没有任务")
        .hint("导入、导出、批量操作等较久的工作会在这里显示进度，关掉页面也会继续。");
    let head = ui::Head::new("我的任务进度");
    let body = html! {
        (list(&visit, &here, jobs).empty(empty))
    };
    Ok(visit.page_under("我的任务进度", &head, &body))
}

async fn all(visit: Visit, Filters(query): Filters<Query>) -> Result<Html, Page> {
    let failed = query.failed.as_deref() == Some("1");
    let jobs = actions::all(&visit, query.after.unwrap_or(i64::MAX), LINES + 1, failed).await?;
    let here = visit.here();
    let filters = ui::Filters::new(&here).filter(ui::Filter::flag("failed", "只看未完成的"));
    let head = ui::Head::new("后台任务");
    let body = html! {
        (list(&visit, &here, jobs).filters(filters))
    };
    Ok(visit.page_under("后台任务", &head, &body))
}

fn list<'a>(visit: &Visit, here: &'a ui::Address, mut jobs: Vec<Job>) -> ui::List<'a> {
    let next = (jobs.len() > LINES).then(|| jobs[LINES - 1].id.bits().to_string());
    jobs.truncate(LINES);
    let rows = jobs.into_iter().map(|it| {
        let href = visit.link(&format!("/jobs/{}", it.id));
        let made_at = visit.civil_of(it.made_at).strftime("%Y-%m-%d %H:%M").to_string();
        let amount = match it.total {
            0 => String::new(),
            total => format!("{} / {}", ui::say::count(it.done), ui::say::count(total)),
        };
        ui::Row::new(it.id.to_string(), it.title.clone())
            .link(href)
            .cell(&it.title)
            .cell(ui::badge(tone(it.state), it.state.label()))
            .cell(amount)
            .cell(made_at)
            .cell(it.result.or(it.error).unwrap_or_default())
    });
    ui::List::new("任务", here)
        .column(ui::Column::text("任务"))
        .column(ui::Column::text("状态"))
        .column(ui::Column::number("进度"))
        .column(ui::Column::text("发起时间"))
        .column(ui::Column::text("结果"))
        .rows(rows)
        .next(next)
}

fn tone(state: JobState) -> ui::Tone {
    match state {
        JobState::Queued | JobState::Withdrawn => ui::Tone::Quiet,
        JobState::Running => ui::Tone::Info,
        JobState::Done => ui::Tone::Good,
        JobState::Failed => ui::Tone::Bad,
    }
}

async fn show(visit: Visit, Path(id): Path<JobId>, headers: HeaderMap) -> Result<Response, Page> {
    let job = actions::find_visible(&visit, id).await?.ok_or_else(Problem::not_found)?;
    let progress = progress(&visit, &job);
    // The bar asks for itself anew; someone without script reloads the whole page by its link.
    if headers.contains_key("hx-request") {
        return Ok(Html::from(progress.into_string()).into_response());
    }
    let head = ui::Head::new(job.title.clone()).crumb("我的任务进度", visit.link("/jobs"));
    let body = html! {
        section.card { div.card-inside { (progress) } }
    };
    Ok(visit.page_under(&job.title, &head, &body).into_response())
}

/// The bar, which asks for itself again while the job goes on, and its end once it has one.
fn progress(visit: &Visit, job: &Job) -> Markup {
    let here = visit.link(&format!("/jobs/{}", job.id));
    let bar = ui::Progress::new(job.title.clone(), job.done, job.total);
    let bar = match (job.state, &job.error) {
        (JobState::Queued, None) => bar.step("正在排队").again(here.clone()),
        (JobState::Queued, Some(error)) => {
            bar.step(format!("{error} 稍后自动重试")).again(here.clone())
        }
        (JobState::Running, _) => bar.again(here.clone()),
        (state, _) => bar.end(tone(state), state.label()),
    };
    let ended = !matches!(job.state, JobState::Queued | JobState::Running);
    html! {
        (bar)
        @if ended {
            @if let Some(words) = job.result.as_ref().or(job.error.as_ref()) { p { (words) } }
            @if let Some(link) = &job.link { p { (ui::Button::link("查看结果", visit.link(link)).primary()) } }
            @if job.state == JobState::Failed {
                (ui::post(&format!("{here}/retry"), &visit.csrf(), &ui::Button::submit("重新执行").icon("refresh")))
            }
        }
    }
}

async fn retry(visit: Visit, Path(id): Path<JobId>, _: Form<NoFields>) -> Result<Redirect, Page> {
    actions::retry(&visit, id).await?;
    Ok(Redirect::to(&visit.link(&format!("/jobs/{id}"))))
}

/// Where to go after taking something back.
#[derive(Debug, Deserialize)]
struct Back {
    #[serde(default)]
    back: String,
}

async fn withdraw(
    visit: Visit,
    Path(id): Path<JobId>,
    Form(form): Form<Back>,
) -> Result<Redirect, Page> {
    actions::withdraw(&visit, id).await?;
    // Only pages of this cell: an address from a form is never followed out of the house.
    let back = if form.back.starts_with(&visit.link("/")) && !form.back.contains("//") {
        form.back
    } else {
        visit.link(&format!("/jobs/{id}"))
    };
    Ok(Redirect::to(&back))
}
