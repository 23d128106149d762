//! What a session pays, as the bureau sets it.

use maud::html;
use serde::Deserialize;
use vocab::Fen;
use web::{
    Form, Html, Page, Redirect, Visit,
    ui::{self, Button, Card, Empty, Field, Head, Tone, badge, beside},
};

use super::{actions, model::Rate, rules};
use crate::aftercare::{
    PAY_REVIEW, error::Error, groups::model::Kind, programme::model::Service, terms,
};

const KINDS: [Kind; 4] = [
    Kind::Care(Service::Basic),
    Kind::Care(Service::Late),
    Kind::Care(Service::Evening),
    Kind::Course,
];

pub(super) async fn show(visit: Visit) -> Result<Html, Page> {
    let all = actions::rates(&visit).await?;
    let today = visit.today();
    let holds =
        |it: &Rate| rules::rate_on(&all, it.kind, today) == Some(it.rate) && it.since <= today;
    let table = html! {
        @if all.is_empty() { (Empty::new("还没有课时标准").hint("没有标准的课时不能确认薪酬。")) }
        @else {
            div.table-box { table.rows {
                caption.visually-hidden { "课时标准" }
                thead { tr { th scope="col" { "类型" } th scope="col" { "起算日期" } th.num scope="col" { "每课时" } th scope="col" { "依据" } th scope="col" { "状态" } } }
                tbody { @for it in &all { tr {
                    td { (it.kind.label()) }
                    td data-label="起算日期" { (it.since) }
                    td.num data-label="每课时" { (it.rate) }
                    td data-label="依据" { (it.basis) }
                    td data-label="状态" {
                        @if it.since > today { (badge(Tone::Info, "未到起算日")) }
                        @else if holds(it) { (badge(Tone::Good, "执行中")) }
                        @else { (badge(Tone::Quiet, "已被取代")) }
                    }
                } } }
            } }
        }
    };
    let main = Card::new("课时标准", table).note("每节课按当天执行的标准计算").flush();
    let body = if visit.meets(PAY_REVIEW) {
        let hidden = visit.csrf();
        let form = ui::Form::new(visit.link("/aftercare/pay/rates"), &hidden)
            .section("设定标准", html! {
                (Field::select("kind", "类型", KINDS.map(|it| (it.key(), it.label()))).required())
                (Field::money("rate", "每课时").required())
                (Field::date("since", "起算日期").value(today.to_string()).required().hint("不能早于学校已确认的月份。"))
                (Field::text("basis", "依据").required().hint("文件名与文号。"))
            })
            .button(Button::submit("保存").primary());
        beside(main, form)
    } else {
        html! { (main) }
    };
    let head = Head::new("课时标准").crumb("师资薪酬", visit.link("/aftercare/pay"));
    Ok(visit.page_under("课时标准", &head, &body))
}

#[derive(Debug, Deserialize)]
pub(super) struct Typed {
    kind: String,
    rate: String,
    since: String,
    basis: String,
}

pub(super) async fn set(visit: Visit, Form(form): Form<Typed>) -> Result<Redirect, Page> {
    let rate: Fen =
        form.rate.parse().map_err(|it: vocab::NotMoney| Error::Unfit(it.to_string()))?;
    let rate = Rate {
        kind: Kind::from_key(&form.kind)
            .ok_or_else(|| Error::Unfit("请选择课时类型。".to_owned()))?,
        since: terms::typed_day(&form.since, "起算日期")?,
        rate,
        basis: form.basis.trim().to_owned(),
    };
    actions::set_rate(&visit, rate).await?;
    Ok(Redirect::to(&visit.link("/aftercare/pay/rates")))
}
