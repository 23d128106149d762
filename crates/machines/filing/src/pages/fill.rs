//! The form of a return: filled in as far as the platform knows, filed by one tick where there is
//! nothing to tell, kept as a draft, and given back with what was typed where something does not fit.

use form::{
    Answers, Asking, Received, Words, Wrong,
    drafts::{self, Draft},
};
use serde::Deserialize;
use web::{
    Filters, Html, IntoResponse as _, Markup, Page, Path, Posts, Redirect, Response, StatusCode,
    Visit, html,
    ui::{self, Alert, Button, Card, Field, Head, Tone},
};

use super::{AtReturn, words};
use crate::{
    actions::{self, Error, Filed, REASON_MAX},
    rules::{self, Refusal},
    standing::{self, Rights, Standing},
};

/// The field for the reason of a correction.
const REASON: &str = "reason_of_change";

/// What the page shows beside the fields.
struct Filling {
    standing: Standing,
    rights: Rights,
    known: Answers,
    sources: Vec<(usize, &'static str)>,
    words: Words,
    /// What was saved of it to go on with.
    draft: Option<Draft>,
    /// The word under which drafts of it are kept, and which of its fields are asked.
    entry: String,
    asks: Vec<usize>,
}

impl Filling {
    fn asking(&self) -> Asking<'_> {
        let kind = &self.standing.kind;
        let (fields, entry) = (kind.what.fields.as_slice(), self.entry.as_str());
        Asking { fields, asked: &self.asks, entry, definition: &kind.digest }
    }

    fn path(&self) -> String {
        format!("/filings/{}/returns/{}/fill", self.standing.round.entry, self.standing.it.id)
    }
}

async fn filling(
    visit: &Visit,
    (name, id): (&str, crate::model::ReturnId),
) -> Result<Filling, Error> {
    db::read!(visit.db(), "form of a return", |tx| {
        let doer = standing::doer(tx, visit).await?;
        let (standing, rights) = standing::seen(tx, doer, (name, id)).await?;
        let (mut known, mut sources) = actions::known(tx, &standing, visit.civil_now()).await?;
        let stands = standing.answers(tx).await?;
        if !stands.0.is_empty() {
            (known, sources) = (stands, Vec::new());
        }
        let words = form::words(tx, &standing.kind.what.fields, [&known]).await?;
        let entry = format!("filing/{name}/{id}");
        let draft = drafts::find(tx, doer.account, &entry).await?;
        let asks = standing.kind.what.asks();
        Ok(Filling { standing, rights, known, sources, words, draft, entry, asks })
    })
}

/// What came back of a form that was sent.
#[derive(Default)]
struct Back<'a> {
    typed: Option<&'a Received>,
    above: Markup,
    wrongs: Vec<Wrong>,
    errors: Vec<String>,
    warnings: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    /// To go on with what was saved.
    #[serde(default)]
    draft: String,
}

pub(super) async fn form(
    visit: Visit,
    Path((name, id)): AtReturn,
    Filters(asked): Filters<Asked>,
) -> Result<Html, Page> {
    let it = filling(&visit, (&name, id)).await?;
    if !it.rights.files {
        return Err(Error::Refused(Refusal::NotYours).into());
    }
    rules::may_change(&it.standing.state(), visit.civil_now()).map_err(Error::Refused)?;
    let Some(draft) = &it.draft else { return Ok(page(&visit, &it, &Back::default())) };
    if asked.draft.is_empty() {
        let above = drafts::offered(&visit, &it.path(), draft);
        return Ok(page(&visit, &it, &Back { above, ..Back::default() }));
    }
    let (received, told) = drafts::resume(&visit, it.asking(), draft.clone(), &it.known).await?;
    let above = html! { @for it in &told { (Alert::new(Tone::Warn, it.as_str())) } };
    Ok(page(&visit, &it, &Back { typed: Some(&received), above, ..Back::default() }))
}

pub(super) async fn file(
    visit: Visit,
    Path((name, id)): AtReturn,
    posts: Posts,
) -> Result<Response, Page> {
    let it = filling(&visit, (&name, id)).await?;
    if !it.rights.files {
        return Err(Error::Refused(Refusal::NotYours).into());
    }
    let posted = form::receive(&visit, it.asking(), posts, &it.known).await?;
    if posted.wants_saving() && posted.wrongs().is_empty() {
        drafts::save(&visit, it.asking(), &posted).await?;
        return Ok(Redirect::to(&visit.link(&it.path())).into_response());
    }
    if posted.wants_saving() || posted.wants_more() {
        let wrongs = posted.wrongs().to_vec();
        let back = Back { typed: Some(&posted), wrongs, ..Back::default() };
        return Ok(page(&visit, &it, &back).into_response());
    }
    let filed = Filed {
        kind: &name,
        id,
        version: posted.get("version").parse().unwrap_or(-1),
        reason: posted.get(REASON),
        confirmed: posted.get("confirmed") == "1",
        nothing: posted.get("nothing") == "yes",
        received: &posted,
    };
    let mut back = Back { typed: Some(&posted), ..Back::default() };
    match actions::file(&visit, &filed).await {
        Ok(()) => {
            let to = visit.link(&format!("/filings/{name}/returns/{id}?done=filed"));
            return Ok(Redirect::to(&to).into_response());
        }
        Err(Error::Wrong(wrongs)) => back.wrongs = wrongs,
        Err(Error::Failed(words)) => back.errors = words,
        Err(Error::Warned(words)) => back.warnings = words,
        Err(Error::Refused(Refusal::NoReason)) => {
            let advice = Refusal::NoReason.to_string();
            back.wrongs = vec![Wrong { field: REASON.to_owned(), advice }];
        }
        Err(Error::Refused(why @ (Refusal::Overtaken | Refusal::Locked))) => {
            return overtaken(&visit, (&name, id), why).await;
        }
        Err(error) => return Err(error.into()),
    }
    if filed.nothing {
        // One tick that warns comes back as the form it stands for, filled in.
        back.typed = None;
    }
    let it = filling(&visit, (&name, id)).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&visit, &it, &back)).into_response())
}

/// What is told when somebody was first: how the return stands now, and the way to it.
async fn overtaken(
    visit: &Visit,
    (name, id): (&str, crate::model::ReturnId),
    why: Refusal,
) -> Result<Response, Page> {
    let it = filling(visit, (name, id)).await?;
    let to = visit.link(&format!("/filings/{name}/returns/{id}"));
    let alert = Alert::new(Tone::Bad, "没有报送")
        .detail(why.to_string())
        .action(Button::link("查看最新一版", to));
    let head = super::record::head(visit, &it.standing);
    let sight = super::record::sight(visit, it.rights);
    let body = html! {
        (alert)
        (Card::new("现在的内容", html! {
            (form::facts_with(visit, &it.standing.kind.what.fields, &it.known, (sight, &it.words)))
        }))
    };
    let page = visit.page_under("没有报送", &head, &body);
    Ok((StatusCode::CONFLICT, page).into_response())
}

fn page(visit: &Visit, it: &Filling, back: &Back<'_>) -> Html {
    let (standing, filing) = (&it.standing, &it.standing.kind.what);
    let link = visit.link(&format!("/filings/{}/returns/{}", standing.round.entry, standing.it.id));
    let head = Head::new(format!("{} · {}", filing.label, standing.round.label))
        .crumb("我的填报", visit.link("/filings"))
        .below(html! {
            (words::deadline(&standing.round, visit.civil_now())) " · " (standing.it.name())
        });
    // What was typed keeps the version that it was read at; a draft had none.
    let version = back.typed.map(|it| it.get("version")).filter(|it| !it.is_empty());
    let version = version.map_or_else(|| standing.it.version.to_string(), str::to_owned);
    let hidden = html! {
        (visit.csrf())
        input type="hidden" name="version" value=(version);
    };
    let known = (&it.known, back.wrongs.as_slice());
    let fields = form::asked_with(&filing.fields, &it.asks, back.typed, known, &it.words);
    let form = form::form(format!("{link}/fill"), &hidden, (&filing.fields, &it.asks));
    let form = back.wrongs.iter().fold(form, |form, it| form.error(&*it.field, &*it.advice));
    let form = match back.errors.first() {
        Some(_) => form.problem(back.errors.join("；")),
        None => form,
    };
    let form = form
        .part(html! {
            (warned(&back.warnings))
            (fields)
            @if standing.it.version > 0 { (reason(back)) }
        })
        .button(Button::submit(if standing.it.version > 0 { "更正" } else { "报送" }).primary())
        .button(drafts::button())
        .button(Button::link("返回", visit.link("/filings")));
    let body = html! {
        (back.above)
        (one_tick(visit, it, &link, back))
        (prefilled(it))
        (form)
    };
    visit.page_under(&filing.label, &head, &body)
}

/// One tick for whoever has nothing to tell; not for a correction.
fn one_tick(visit: &Visit, it: &Filling, link: &str, back: &Back<'_>) -> Markup {
    let Some((label, _)) = &it.standing.kind.what.nothing else { return Markup::default() };
    if it.standing.it.version > 0 || back.typed.is_some() || !back.warnings.is_empty() {
        return Markup::default();
    }
    let csrf = html! {
        (visit.csrf())
        input type="hidden" name="version" value=(it.standing.it.version);
        input type="hidden" name="nothing" value="yes";
    };
    let button = Button::submit(label.as_str()).primary().icon("circle-check");
    let form = ui::Form::new(format!("{link}/fill"), &csrf).button(button);
    html! { (Card::new("没有要说明的，一键报送", html! { (form) })) }
}

/// What was filled in, and where it comes from.
fn prefilled(it: &Filling) -> Markup {
    let fields = &it.standing.kind.what.fields;
    let told: Vec<String> = it
        .sources
        .iter()
        .filter_map(|(at, source)| {
            let field = &fields[*at];
            let words = field.words_with(it.known.get(&field.key)?, &it.words);
            let words: String = words.chars().take(20).collect();
            Some(format!("{} {words}（{source}）", field.label))
        })
        .collect();
    html! {
        @if !told.is_empty() {
            (Alert::new(Tone::Info, "已经替您填好，请核对").detail(told.join("；")))
        }
    }
}

fn warned(warnings: &[String]) -> Markup {
    html! {
        @if !warnings.is_empty() {
            (Alert::new(Tone::Warn, "请再核对一遍").detail(warnings.join("；")))
            (Field::checkbox("confirmed", "已经核对，情况属实，照此报送", false))
        }
    }
}

fn reason<'a>(back: &'a Back<'_>) -> Field<'a> {
    let wrong = back.wrongs.iter().find(|it| it.field == REASON).map(|it| it.advice.as_str());
    Field::long(REASON, "更正原因")
        .max_length(u32::try_from(REASON_MAX).unwrap_or(u32::MAX))
        .lines(2)
        .value(back.typed.map_or("", |it| it.get(REASON)))
        .error(wrong)
        .required()
}
