//! Who looked at one's child, asking for sealed data and deciding on it, what is kept how long.

use jiff::civil::Date;
use serde::Deserialize;
use web::{
    Filters, Form, Html, IntoResponse, Need, NoFields, Page, Path, Problem, Redirect, Response,
    Routes, StatusCode, Visit,
};

use super::{
    clearances::{self, Request},
    keeping::Keeping,
    model::{ClearanceId, ClearanceState, SealedClass, Seen, Ward, Wards},
    store, views,
};

const LINES: usize = 50;

pub(super) fn routes() -> Routes {
    let ask = Need::May("clearance.ask");
    Routes::new()
        .get("/looks", Need::May("look.own"), looks)
        .get("/clearances", ask, list)
        .get("/clearances/new", ask, new)
        .post("/clearances", ask, add)
        .get("/clearances/{id}", ask, show)
        .post("/clearances/{id}/decision", Need::May("clearance.decide"), decide)
        .post("/clearances/{id}/end", ask, end)
        .get("/retention", Need::May("job.watch"), retention)
}

#[derive(Debug, Default, Deserialize)]
struct Query {
    /// The id below which the page begins.
    after: Option<i64>,
    state: Option<String>,
    /// What a new request is about: `stu_…`.
    about: Option<String>,
}

async fn wards(visit: &Visit) -> Result<Vec<Ward>, Page> {
    let Some(known) = visit.cell.find_service::<std::sync::Arc<dyn Wards>>() else {
        return Err(Problem::not_found().into());
    };
    Ok(known.of(visit).await?)
}

async fn looks(visit: Visit, Filters(query): Filters<Query>) -> Result<Html, Page> {
    let wards = wards(&visit).await?;
    let (reader, before) = (visit.actor.account, query.after.unwrap_or(i64::MAX));
    let limit = i64::try_from(LINES + 1).unwrap_or(i64::MAX);
    let mut found: Vec<Seen> = Vec::new();
    if let Some(kind) = wards.first().map(|it| it.kind) {
        let bits: Vec<i64> = wards.iter().filter(|it| it.kind == kind).map(|it| it.bits).collect();
        let seen: Result<Vec<Seen>, db::Error> = db::read!(visit.db(), "looks at wards", |tx| {
            store::looks_at(tx, (kind, &bits), reader, before, limit).await
        });
        found = seen?;
    }
    let more = found.len() > LINES;
    found.truncate(LINES);
    let (head, body) = views::looks(&visit, &wards, &found, more);
    Ok(visit.page_under("谁看过", &head, &body))
}

async fn list(visit: Visit, Filters(query): Filters<Query>) -> Result<Html, Page> {
    let (before, limit) = (query.after.unwrap_or(i64::MAX), LINES + 1);
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let (account, scope) = (visit.actor.account, visit.actor.scope());
    let decides = visit.meets(Need::May("clearance.decide"));
    let state = query.state.as_deref().and_then(ClearanceState::from_key);
    let found: Result<Vec<_>, db::Error> = db::read!(visit.db(), "clearances", |tx| {
        if decides {
            store::clearances_in(tx, scope, state, before, limit).await
        } else {
            store::clearances_of(tx, account, before, limit).await
        }
    });
    let mut found = found?;
    let next = (found.len() > LINES).then(|| found[LINES - 1].clearance.id.bits());
    found.truncate(LINES);
    let (head, body) = views::list(&visit, &found, decides, next);
    Ok(visit.page_under("加密信息查看", &head, &body))
}

async fn new(visit: Visit, Filters(query): Filters<Query>) -> Html {
    let typed = Typed { about: query.about.unwrap_or_default(), ..Typed::default() };
    let (head, body) = views::form(&visit, &typed, None);
    visit.page_under("申请查看加密信息", &head, &body)
}

/// What was typed into a request.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    pub id: String,
    #[serde(default)]
    pub class: String,
    #[serde(default)]
    pub about: String,
    #[serde(default)]
    pub purpose: String,
    #[serde(default)]
    pub until: String,
    #[serde(default)]
    pub silent: String,
    #[serde(default)]
    pub basis: String,
}

impl Typed {
    fn request(&self, visit: &Visit) -> Result<Request, Problem> {
        let until: Date =
            self.until.parse().map_err(|_| Problem::unfit("请填写有效期的最后一天。"))?;
        let class = SealedClass::from_key(&self.class)
            .ok_or_else(|| Problem::unfit("请选择要查看哪一类信息。"))?;
        Ok(Request {
            id: visit.accept_form_id("clearance", &self.id)?,
            class,
            subject: subject(&self.about)?,
            purpose: self.purpose.clone(),
            silent: !self.silent.is_empty(),
            basis: self.basis.clone(),
            until,
        })
    }
}

/// One person by their identifier, or everyone at the asker's place.
fn subject(about: &str) -> Result<Option<(String, i64)>, Problem> {
    let about = about.trim();
    if about.is_empty() {
        return Ok(None);
    }
    let found = about.split_once('_').and_then(|(kind, digits)| {
        let id: ClearanceId = format!("clr_{digits}").parse().ok()?;
        Some((kind.to_owned(), id.bits()))
    });
    found.map(Some).ok_or_else(|| {
        Problem::unfit(
            "人员编号不对。请从学生档案点“查看完整号码”进来，编号会自动带上；不填则指本单位范围内的人员。",
        )
    })
}

async fn add(visit: Visit, Form(typed): Form<Typed>) -> Result<Response, Page> {
    let asked = match typed.request(&visit) {
        Ok(request) => {
            let id = request.id;
            clearances::ask(&visit, request).await.map(|()| id).map_err(Problem::from)
        }
        Err(problem) => Err(problem),
    };
    match asked {
        Ok(id) => Ok(Redirect::to(&visit.link(&format!("/clearances/{id}"))).into_response()),
        Err(problem) if problem.status == StatusCode::UNPROCESSABLE_ENTITY => {
            let (head, body) = views::form(&visit, &typed, Some(&problem.detail));
            let page = visit.page_under("申请查看加密信息", &head, &body);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(problem) => Err(problem.into()),
    }
}

async fn show(visit: Visit, Path(id): Path<ClearanceId>) -> Result<Html, Page> {
    let found = clearances::find_visible(&visit, id).await?;
    let used: Result<Vec<Seen>, db::Error> =
        db::read!(visit.db(), "looks by clearance", |tx| { store::looks_by(tx, id, 100).await });
    let (head, body) = views::one(&visit, &found, &used?);
    Ok(visit.page_under("加密信息查看", &head, &body))
}

#[derive(Debug, Deserialize)]
struct Decision {
    decision: String,
    #[serde(default)]
    reason: String,
}

async fn decide(
    visit: Visit,
    Path(id): Path<ClearanceId>,
    Form(form): Form<Decision>,
) -> Result<Redirect, Page> {
    let approve = match form.decision.as_str() {
        "approve" => true,
        "refuse" => false,
        _ => return Err(Problem::unfit("请选择批准或不批准。").into()),
    };
    clearances::decide(&visit, id, approve, &form.reason).await?;
    Ok(Redirect::to(&visit.link(&format!("/clearances/{id}"))))
}

async fn end(
    visit: Visit,
    Path(id): Path<ClearanceId>,
    _: Form<NoFields>,
) -> Result<Redirect, Page> {
    clearances::end(&visit, id).await?;
    Ok(Redirect::to(&visit.link(&format!("/clearances/{id}"))))
}

async fn retention(visit: Visit) -> Html {
    let keeping = visit.cell.find_service::<Keeping>().cloned().unwrap_or_default();
    let (head, body) = views::retention(&visit, &keeping);
    visit.page_under("保存期限", &head, &body)
}
