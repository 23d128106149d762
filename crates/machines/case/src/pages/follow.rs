//! Following a case by its number, without logging in: where it stands and by when, never what it
//! says or who is behind it.

use serde::Deserialize;
use web::{
    Call, Filters, Html, Page, html,
    ui::{Alert, Button, Card, Facts, Timeline, Tone},
};

use super::words;
use crate::{actions::Error, catalog, model::NEVER, store};

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    number: String,
}

pub(super) async fn show(call: Call, Filters(asked): Filters<Asked>) -> Result<Html, Page> {
    let number = asked.number.trim().to_uppercase();
    let read: Result<_, Error> = db::read!(call.db(), "follow a case", |tx| {
        let Some(id) = store::find_by_number(tx, &number).await? else { return Ok(None) };
        let record = store::find(tx, id).await?.ok_or(Error::Missing)?;
        let kind = catalog().by_digest(tx, &record.definition).await?.ok_or(Error::Missing)?;
        let events = store::events(tx, record.id).await?;
        Ok(Some((record, kind, events)))
    });
    let found = read?;
    let body = html! {
        form.form.card method="get" action=(call.link("/follow")) {
            div.form-section { div.fields {
                (web::ui::Field::text("number", "办件号").value(number.as_str()).hint("提交后给您的编号，例如 XF211220-7K3QZ9A").required())
            } }
            div.form-end { div.actions { (Button::submit("查询").primary()) } }
        }
        @if let Some((record, kind, events)) = &found {
            @let case = &kind.what;
            @let facts = Facts::new()
                .fact("事项", case.label.as_str())
                .fact("现在", words::step(case, record))
                .fact("提交", words::moment(record.opened_at));
            @let facts = if record.outcome.is_none() && record.due_at != NEVER {
                facts.fact("最近的时限", words::moment(record.due_at))
            } else { facts };
            @let passed = events.iter().fold(Timeline::new(), |timeline, it| {
                let label = case.step(&it.to).map_or("", |at| case.steps[at].label.as_str());
                timeline.event(Tone::Info, words::moment(it.civil_at), label, "")
            });
            (Card::new("办理进度", html! { (facts) (passed) }))
        } @else if !number.is_empty() {
            (Alert::new(Tone::Warn, "没有找到这个办件号").detail("请核对编号，注意字母和数字；编号在提交后的页面和消息里。"))
        }
    };
    Ok(call.public_page("办件进度查询", &html! { (web::ui::Head::new("办件进度查询")) (body) }))
}
