//! The public page of a register: what is published, and of that the public fields alone.

use std::{collections::HashMap, sync::Arc};

use catalog::Loaded;
use db::Tx;
use form::{Answers, Sight};
use web::{
    Call, Filters, Html, Page, Path, html,
    ui::{self, Button, Card, Column, Empty, Facts, Head, List, Row, qr},
};

use super::{list::Asked, words};
use crate::{
    actions::Error,
    catalog,
    definition::Register,
    model::{NEVER, RecordId},
    rules::Status,
    store,
};

/// A register that has a public page.
async fn open(tx: &mut Tx, name: &str) -> Result<Arc<Loaded<Register>>, Error> {
    let kind = catalog().in_force(tx, name).await?;
    kind.filter(|it| it.what.public).ok_or(Error::Missing)
}

pub(super) async fn list(
    call: Call,
    Path(name): Path<String>,
    Filters(asked): Filters<Asked>,
) -> Result<Html, Page> {
    let search = asked.iter().find(|it| it.0 == "q").map_or("", |it| it.1.trim());
    let read: Result<_, Error> = db::read!(call.db(), "public register", |tx| {
        let kind = open(tx, &name).await?;
        let lines = store::published(tx, (&name, call.today()), search).await?;
        let ids: Vec<RecordId> = lines.iter().map(|it| it.id).collect();
        let said = store::documents(tx, &ids).await?;
        Ok((kind, lines, said))
    });
    let (kind, lines, said) = read?;
    let register = &kind.what;
    let said: HashMap<RecordId, Answers> = said
        .iter()
        .filter_map(|(id, document)| Some((*id, Answers::from_document(document)?)))
        .collect();
    let columns: Vec<usize> = register
        .fields
        .iter()
        .enumerate()
        .filter(|(at, it)| *at != register.title && it.listed && it.is_seen_by(Sight::Anyone))
        .map(|it| it.0)
        .collect();
    let here = call.here();
    let mut list = List::new(register.one.as_str(), &here)
        .filters(ui::Filters::new(&here).search("名称或单位的开头"))
        .column(Column::text(register.fields[register.title].label.as_str()));
    for at in &columns {
        list = list.column(Column::short(register.fields[*at].label.as_str()));
    }
    let total = i64::try_from(lines.len()).unwrap_or(i64::MAX);
    let rows = lines.iter().map(|it| {
        let row = Row::new(it.id.to_string(), it.title.clone())
            .link(call.link(&format!("/lists/{name}/{}", it.id)))
            .cell(it.title.clone());
        let row = columns.iter().fold(row, |row, at| {
            let field = &register.fields[*at];
            let words = said.get(&it.id).and_then(|all| all.get(&field.key));
            row.cell(words.map(|it| field.words(it)).unwrap_or_default())
        });
        if register.term.is_some() { row.cell(words::term(it.expires)) } else { row }
    });
    if register.term.is_some() {
        list = list.column(Column::short("有效期"));
    }
    let list = list
        .rows(rows)
        .total(total)
        .empty(Empty::new("还没有公开的内容").hint("公开以后会列在这里。"));
    let head = Head::new(register.label.as_str())
        .below(html! { (register.about) " 截至 " (call.today()) "。" })
        .action(Button::print());
    let address = call.absolute(&format!("/lists/{name}"));
    let body = html! { (head) (list) (Card::new("本页网址", qr(&address))) };
    Ok(call.public_page(&register.label, &body))
}

pub(super) async fn show(
    call: Call,
    Path((name, id)): Path<(String, RecordId)>,
) -> Result<Html, Page> {
    let today = call.today();
    let read: Result<_, Error> = db::read!(call.db(), "public record", |tx| {
        let kind = open(tx, &name).await?;
        let record = store::find(tx, id).await?.filter(|it| {
            let holds = it.status == Status::InForce && it.expires >= today;
            it.entry == name && it.published && holds
        });
        let record = record.ok_or(Error::Missing)?;
        let answers = form::load(tx, id).await?;
        Ok((kind, record, answers))
    });
    let (kind, record, answers) = read?;
    let register = &kind.what;
    let facts = form::shown(&register.fields, &answers, Sight::Anyone)
        .fold(Facts::new(), |facts, (field, words)| facts.fact(field.label.as_str(), words));
    let facts = if record.expires == NEVER {
        facts
    } else {
        facts.fact("有效期", format!("{} 至 {}", record.since, record.expires))
    };
    let head = Head::new(record.title.as_str())
        .crumb(register.label.as_str(), call.link(&format!("/lists/{name}")))
        .action(Button::print());
    let address = call.absolute(&format!("/lists/{name}/{id}"));
    let body = html! {
        (head)
        (Card::new("公开内容", html! { (facts) }))
        (Card::new("本页网址", qr(&address)))
    };
    Ok(call.public_page(&record.title, &body))
}
