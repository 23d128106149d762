//! The page that asks before a course is left: what comes back, and how that is reckoned.

use maud::html;
use offering::BookingId;
use web::{
    Html, Page, Path, Visit,
    ui::{Button, Card, Confirm, Facts, Head},
};

use super::family::{self, Leaving};
use crate::aftercare::orders::rules::REFUND_RULE;

pub(super) async fn ask(visit: Visit, Path(id): Path<BookingId>) -> Result<Html, Page> {
    let it = family::leaving(&visit, id).await?;
    let back = visit.link(&format!("/family/courses?term={}", it.course.term));
    let action = visit.link(&format!("/family/courses/bookings/{id}/withdraw"));
    let word = match it.back {
        Some(back) => format!("确定退出(退 {back})"),
        None => "确定退出".to_owned(),
    };
    let mut confirm = Confirm::new(
        format!("退出“{}”？", it.course.title),
        action,
        visit.csrf(),
        Button::submit(word).danger(),
        back.clone(),
    )
    .consequence("名额会给候补的下一位，退出后不能恢复。");
    if it.back.is_some() {
        confirm = confirm.consequence("退费由学校财务办理，原路退回，办理进度会通知您。");
    } else if it.order.is_some() {
        confirm = confirm.consequence("没有可退的费用；还没缴费的订单随之取消。");
    }
    let head = Head::new("退出课程").crumb("拓展课程", back);
    let body = html! { (reckoning(&it)) (confirm) };
    Ok(visit.page_under("退出课程", &head, &body))
}

fn reckoning(it: &Leaving) -> maud::Markup {
    let Some(order) = &it.order else { return html! {} };
    let mut facts = Facts::new()
        .fact("费用", format!("{}({})", order.amount, order.state.label()))
        .fact("计划次数", format!("{} 次", order.sessions))
        .fact("已上次数", format!("{} 次", it.held));
    if order.held_before > 0 {
        facts = facts.fact("报名之前", format!("已上 {} 次，不计入", order.held_before));
    }
    if !it.given.is_zero() {
        facts = facts.fact("停课已退", it.given.to_string());
    }
    let back = it.back.map_or_else(|| "￥0.00".to_owned(), |it| it.to_string());
    let facts = facts.fact("现在退出应退", html! { strong { (back) } }).long("规则", REFUND_RULE);
    html! { (Card::new("退费计算", html! { (facts) })) }
}
