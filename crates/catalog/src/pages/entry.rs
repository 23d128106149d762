//! An entry as it holds in this county, what was changed in it, and its file.

use web::{
    Html, Markup, Page, Path, Visit, html,
    ui::{Alert, Button, Card, Field, Form, Head, Tone, badge},
};

use super::{At, Standing, find, parts, standing};
use crate::{
    Source,
    actions::{Error, Refusal},
    entry::Face,
    module::CHANGE,
};

pub(super) async fn show(visit: Visit, Path((machine, name)): At) -> Result<Html, Page> {
    let (face, ours) = find(&visit, &machine, &name)?;
    let read: Result<_, Error> =
        db::read!(visit.db(), "an entry", |tx| { Ok(standing(tx, &ours).await?) });
    let it = read?;
    let told = (face.tell)(&it.text, visit.civil_now(), crate::entry::offers(&visit.cell))
        .map_err(|faults| Error::Refused(Refusal::Faults(faults)))?;
    let state = if it.is_changed() {
        badge(Tone::Info, "本县改过")
    } else {
        badge(Tone::Quiet, "随程序")
    };
    let path = format!("/catalog/{machine}/{name}");
    let head = Head::new(told.label.as_str())
        .crumb("事项配置", visit.link("/catalog"))
        .state(state)
        .below(html! { (face.label) " · " a href=(visit.link(&(face.path)(&name))) { "打开这个事项" } });
    let head = if visit.meets(CHANGE) {
        head.action(Button::link("修改", visit.link(&format!("{path}/change"))).primary())
    } else {
        head
    };
    let body = html! {
        @if it.is_behind(&ours) {
            (Alert::new(Tone::Warn, "程序升级带来了这个事项的新内容，本县用的还是自己改过的。请对照后决定要不要跟着改。")
                .action(Button::link("对照", visit.link(&format!("{path}/versions/0")))))
        }
        (parts::whole(&told))
        (versions(&visit, &it, &path))
        @if it.is_changed() && visit.meets(CHANGE) { (back(&visit, &it, &path)) }
        (file(&face, &it.text))
    };
    Ok(visit.page_under(&told.label, &head, &body))
}

/// What was changed, the latest first.
fn versions(visit: &Visit, it: &Standing, path: &str) -> Markup {
    let rows = html! {
        @if it.changes.is_empty() {
            p { "本县没有改过，用的是随程序带来的内容。" }
        } @else {
            table.rows {
                caption.visually-hidden { "本县的改动" }
                thead { tr { th scope="col" { "何时" } th scope="col" { "谁" } th scope="col" { "做了什么" } th scope="col" { "为什么" } } }
                tbody {
                    @for change in &it.changes {
                        tr {
                            td { (visit.civil_of(change.at).strftime("%Y-%m-%d %H:%M")) }
                            td { (change.by.as_deref().unwrap_or("系统")) }
                            td { a href=(visit.link(&format!("{path}/versions/{}", change.number))) {
                                @if change.digest.is_some() { "第 " (change.number) " 次改动" } @else { "恢复随程序的内容" }
                            } }
                            td { (change.reason) }
                        }
                    }
                }
            }
        }
    };
    let card = Card::new("本县的改动", rows);
    if it.changes.is_empty() {
        html! { (card) }
    } else {
        html! { (card.flush()) }
    }
}

fn back(visit: &Visit, it: &Standing, path: &str) -> Markup {
    let hidden = html! { (visit.csrf()) input type="hidden" name="seen" value=(it.seen()); };
    let form = Form::new(visit.link(&format!("{path}/restore")), &hidden)
        .part(Field::long("reason", "为什么恢复").required().max_length(200).lines(2))
        .button(
            Button::submit("恢复随程序带来的内容").confirm("恢复后，新开始的按随程序的内容办。"),
        );
    html! { (form) }
}

fn file(face: &Face, text: &Source) -> Markup {
    html! {
        details.card.entry-file {
            summary { "文件 catalog/" (text.path) "（" (face.label) "）" }
            pre.entry-text tabindex="0" { code { (text.text) } }
        }
    }
}
