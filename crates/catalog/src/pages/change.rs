//! Changing an entry: the file to write in, what is wrong with it line by line, and, before it
//! holds, what it would be.

use serde::Deserialize;
use web::{
    Form, Html, IntoResponse as _, Markup, Page, Path, Redirect, Response, StatusCode, Visit, html,
    ui::{self, Alert, Button, Card, Field, Head, Tone},
};

use super::{At, Standing, compare, find, parts, standing};
use crate::{
    Source,
    actions::{self, Error, Refusal},
    entry::Told,
};

pub(super) async fn form(visit: Visit, Path((machine, name)): At) -> Result<Html, Page> {
    let (_, ours) = find(&visit, &machine, &name)?;
    let it = load(&visit, &ours).await?;
    let typed = Typed { text: it.text.text.to_string(), seen: it.seen(), ..Typed::default() };
    Ok(page(&visit, (&machine, &name), &typed, &html! {}))
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Typed {
    text: String,
    seen: i64,
    #[serde(default)]
    reason: String,
    /// `save` once it was looked at.
    #[serde(default)]
    step: String,
}

async fn load(visit: &Visit, ours: &Source) -> Result<Standing, Error> {
    db::read!(visit.db(), "an entry to change", |tx| { Ok(standing(tx, ours).await?) })
}

/// Shows what a text would be, and has it hold once that was seen.
pub(super) async fn save(
    visit: Visit,
    Path((machine, name)): At,
    Form(typed): Form<Typed>,
) -> Result<Response, Page> {
    let (face, ours) = find(&visit, &machine, &name)?;
    let asked = actions::Asked { seen: typed.seen, reason: &typed.reason };
    let refused = if typed.step == "save" {
        match actions::change(&visit, &face, (&ours, &typed.text), &asked).await {
            Ok(()) => {
                let done = visit.link(&format!("/catalog/{machine}/{name}"));
                return Ok(Redirect::to(&done).into_response());
            }
            Err(Error::Refused(refusal)) => refusal,
            Err(error) => return Err(error.into()),
        }
    } else {
        match actions::tried(
            &face,
            (&ours, &typed.text),
            (visit.civil_now(), crate::entry::offers(&visit.cell)),
        ) {
            Ok((source, told)) => {
                let it = load(&visit, &ours).await?;
                let before = preview(
                    &visit,
                    action(&visit, (&machine, &name)),
                    &it,
                    (&source, &told),
                    &typed,
                );
                return Ok(page(&visit, (&machine, &name), &typed, &before).into_response());
            }
            Err(refusal) => refusal,
        }
    };
    let told = refusal(&refused);
    let page = page(&visit, (&machine, &name), &typed, &told);
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// What is wrong, with the lines to go to.
fn refusal(it: &Refusal) -> Markup {
    let Refusal::Faults(faults) = it else {
        return html! { (Alert::new(Tone::Bad, it.to_string())) };
    };
    html! {
        (Alert::new(Tone::Bad, it.to_string()))
        table.rows {
            caption.visually-hidden { "错误和改法" }
            thead { tr { th scope="col" { "第几行" } th scope="col" { "错在哪里" } th scope="col" { "怎么改" } } }
            tbody { @for it in faults {
                tr { td { (it.line) } td { (it.cause) } td { (it.advice) } }
            } }
        }
    }
}

/// What it would be, and the button that has it hold.
fn preview(
    visit: &Visit,
    action: String,
    it: &Standing,
    (source, told): (&Source, &Told),
    typed: &Typed,
) -> Markup {
    let hidden = html! {
        (visit.csrf())
        input type="hidden" name="text" value=(typed.text);
        input type="hidden" name="seen" value=(typed.seen);
        input type="hidden" name="step" value="save";
    };
    let form = ui::Form::new(action, &hidden)
        .part(
            Field::long("reason", "为什么改")
                .required()
                .max_length(200)
                .lines(2)
                .value(typed.reason.as_str()),
        )
        .button(Button::submit("从现在起生效").primary());
    html! {
        (Alert::new(Tone::Good, "没有发现错误。下面是改动和改后的样子，看过再生效；正在办的仍按原来的办完。"))
        (Card::new("改了哪些行", compare::lines(&it.text, source)).flush())
        (parts::whole(told))
        (form)
    }
}

/// Where the form goes.
fn action(visit: &Visit, (machine, name): (&str, &str)) -> String {
    visit.link(&format!("/catalog/{machine}/{name}/change"))
}

fn page(visit: &Visit, (machine, name): (&str, &str), typed: &Typed, before: &Markup) -> Html {
    let hidden = html! { (visit.csrf()) input type="hidden" name="seen" value=(typed.seen); };
    let back = visit.link(&format!("/catalog/{machine}/{name}"));
    let head =
        Head::new("修改事项").crumb("事项配置", visit.link("/catalog")).crumb(name, back.clone());
    let form = ui::Form::new(action(visit, (machine, name)), &hidden)
        .id("entry-change")
        .part(
            Field::long("text", "文件内容")
                .value(typed.text.as_str())
                .hint("先检查，看过改后的样子再生效。键的写法见文档 docs/adding-a-system.md。")
                .lines(30)
                .required(),
        )
        .button(Button::submit("检查并预览").primary())
        .button(Button::link("取消", back));
    visit.page_under("修改事项", &head, &html! { (before) (form) })
}

#[derive(Debug, Deserialize)]
pub(super) struct Back {
    seen: i64,
    reason: String,
}

pub(super) async fn restore(
    visit: Visit,
    Path((machine, name)): At,
    Form(asked): Form<Back>,
) -> Result<Redirect, Page> {
    let (_, ours) = find(&visit, &machine, &name)?;
    let it = actions::Asked { seen: asked.seen, reason: &asked.reason };
    actions::restore(&visit, &ours, &it).await?;
    Ok(Redirect::to(&visit.link(&format!("/catalog/{machine}/{name}"))))
}
