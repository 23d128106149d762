//! Whoever is shown a certificate checks it: by its number and its code, with the name masked. Who has
//! no code learns nothing, and a number that there is not answers like a wrong code.

use serde::Deserialize;
use vocab::mask_name;
use web::{
    Call, Filters, Html, Need, Page, Routes, html,
    ui::{Alert, Button, Card, Facts, Field, Head, Tone},
};

use super::{actions, rules};

const TITLE: &str = "核验毕业证明";

/// The page.
pub(super) fn routes() -> Routes {
    Routes::new().get("/graduation/check", Need::Open, show)
}

#[derive(Debug, Default, Deserialize)]
struct Asked {
    #[serde(default)]
    number: String,
    #[serde(default)]
    code: String,
}

async fn show(call: Call, Filters(asked): Filters<Asked>) -> Result<Html, Page> {
    let is_asked = !asked.number.trim().is_empty();
    let found =
        if is_asked { actions::check(&call, (&asked.number, &asked.code)).await? } else { None };
    let body = html! {
        (Head::new(TITLE).crumb("普通高中毕业证明", call.link("/graduation")))
        @if let Some(it) = &found {
            @match &it.void {
                None => { (Alert::new(Tone::Good, "证明真实、有效").detail(format!("核验时间 {}", call.civil_now().strftime("%Y-%m-%d %H:%M")))) }
                Some((day, reason)) => { (Alert::new(Tone::Bad, "这份证明已经作废").detail(format!("{}作废：{reason}", rules::day_words(*day)))) }
            }
            (Card::new("证明的内容", html! {
                (Facts::new()
                    .fact("编号", it.number.as_str())
                    .fact("姓名", mask_name(&it.what.name))
                    .fact("毕业学校", it.what.school_name.as_str())
                    .fact("毕业年月", rules::finished_words(&it.what.finished))
                    .fact("开具日期", rules::day_words(it.issued_on))
                    .fact("开具单位", format!("{}教育局", call.cell.name)))
                p.text-secondary { "请与出示的证明和本人身份证核对：姓名只显示一部分，学校、年月、编号应当完全一致。" }
            }))
        } @else if is_asked {
            (Alert::new(Tone::Warn, "编号或者验证码不对，没有查到").detail("请照证明上的编号和验证码输入，字母不分大小写；仍然查不到的，不要采信这份证明。"))
        }
        form.form.card method="get" action=(call.link("/graduation/check")) {
            div.form-section { div.fields {
                (Field::text("number", "编号").value(asked.number.as_str()).hint("证明右上角，例如 BY20211220-4F7A2C").max_length(40).required())
                (Field::text("code", "验证码").hint("证明左下角，16 位").max_length(40).required())
            } }
            div.form-end { div.actions { (Button::submit("核验").primary()) } }
        }
    };
    Ok(call.public_page(TITLE, &body))
}
