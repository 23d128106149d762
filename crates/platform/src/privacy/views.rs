//! What the pages of privacy look like.

use web::{Markup, Need, Visit, html, ui};

use super::{
    keeping::Keeping,
    model::{Clearance, ClearanceState, Listed, SealedClass, Seen, Ward},
    pages::Typed,
    rules,
};

const MINUTE: &str = "%Y-%m-%d %H:%M";

pub(super) fn looks<'a>(
    visit: &Visit,
    wards: &[Ward],
    found: &[Seen],
    more: bool,
) -> (ui::Head<'a>, Markup) {
    let about =
        "学校和教育局的工作人员打开孩子的详细信息时，系统会自动记下。您自己的查看不记在这里。";
    let head = ui::Head::new("谁看过").below(html! { (about) });
    let name = |it: &Seen| {
        let ward = wards.iter().find(|ward| ward.bits == it.subject);
        ward.map(|it| it.name.open().clone()).unwrap_or_default()
    };
    let item = |it: &Seen| {
        let when = it.civil_at.strftime(MINUTE).to_string();
        ui::Item::new(format!("查看了 {} 的{}", name(it), it.words()))
            .below(format!("{when} · {}", it.who()))
            .icon("eye")
    };
    let body = html! {
        section.card {
            @if found.is_empty() { (ui::Empty::new("还没有人查看过").hint("有人打开孩子的详细信息后，会出现在这里。")) }
            @else { (ui::items(found.iter().map(item))) }
        }
        @if let (true, Some(last)) = (more, found.last()) {
            nav.paging aria-label="翻页" { a.btn href=(visit.here().with("after", &last.id.bits().to_string()).href()) rel="next" { "更早的记录" } }
        }
    };
    (head, body)
}

fn badge(it: &Clearance, visit: &Visit) -> Markup {
    let (tone, word) = match it.state {
        ClearanceState::Asked => (ui::Tone::Warn, it.state.label()),
        ClearanceState::Approved if rules::is_running(it, visit.today()) => {
            (ui::Tone::Good, it.state.label())
        }
        ClearanceState::Approved => (ui::Tone::Quiet, "已到期"),
        ClearanceState::Refused => (ui::Tone::Bad, it.state.label()),
        ClearanceState::Ended => (ui::Tone::Quiet, it.state.label()),
    };
    ui::badge(tone, word)
}

pub(super) fn list<'a>(
    visit: &Visit,
    found: &[Listed],
    decides: bool,
    next: Option<i64>,
) -> (ui::Head<'a>, Markup) {
    let head = ui::Head::new("加密信息查看")
        .below(html! { "身份证号、学籍号等信息加密保存。因工作需要查看时，在此申请，由负责人按次批准，每次查看都会记录并告知家长。" })
        .action(ui::Button::link("申请查看", visit.link("/clearances/new")).primary().icon("plus"));
    let here = visit.here();
    let states = [ClearanceState::Asked, ClearanceState::Approved, ClearanceState::Refused];
    let mut filters = ui::Filters::new(&here);
    if decides {
        let options = states.map(|it| (it.key(), it.label()));
        filters = filters.filter(ui::Filter::choice("state", "状态", options));
    }
    let rows = found.iter().map(|it| {
        let id = it.clearance.id;
        ui::Row::new(id.to_string(), it.clearance.purpose.clone())
            .link(visit.link(&format!("/clearances/{id}")))
            .cell(&it.clearance.purpose)
            .cell(format!("{} {} · {}", it.place_name, it.role.label(), it.asker))
            .cell(it.clearance.class.label())
            .cell(badge(&it.clearance, visit))
            .cell(it.clearance.until.to_string())
    });
    let list = ui::List::new("申请", &here)
        .filters(filters)
        .column(ui::Column::text("用途"))
        .column(ui::Column::text("申请人"))
        .column(ui::Column::text("信息"))
        .column(ui::Column::text("状态"))
        .column(ui::Column::text("有效至"))
        .rows(rows)
        .next(next.map(|it| it.to_string()))
        .empty(ui::Empty::new("还没有申请").hint("需要查看身份证号、学籍号时，点“申请查看”。"));
    (head, html! { (list) })
}

pub(super) fn form<'a>(
    visit: &Visit,
    typed: &Typed,
    problem: Option<&str>,
) -> (ui::Head<'a>, Markup) {
    let head = ui::Head::new("申请查看加密信息").crumb("加密信息查看", visit.link("/clearances"));
    let csrf =
        html! { (visit.csrf()) (visit.form_id::<super::model::kinds::ClearanceId>("clearance")) };
    let classes = SealedClass::ALL.map(|it| (it.key(), it.label()));
    let class = if typed.class.is_empty() { SealedClass::IdNumber.key() } else { &typed.class };
    let until =
        if typed.until.is_empty() { visit.today().to_string() } else { typed.until.clone() };
    let mut form = ui::Form::new(visit.link("/clearances"), &csrf);
    if let Some(problem) = problem {
        form = form.problem(problem);
    }
    let form = form
        .section(
            "查看什么",
            html! {
                (ui::Field::radio("class", "信息类别", classes).value(class).required())
                (ui::Field::text("about", "人员编号").value(&typed.about).hint("从学生档案点“查看完整号码”会自动带上；不填则指您所在单位范围内的人员。"))
            },
        )
        .section(
            "为什么、到什么时候",
            html! {
                (ui::Field::long("purpose", "用途").value(&typed.purpose).required().hint("写明是哪项工作、为什么需要。家长会看到这段话。"))
                (ui::Field::date("until", "有效至").value(until).required().hint(format!("最长 {} 天。", rules::DAYS_MAX)))
            },
        )
        .section(
            "依法不告知家长",
            html! {
                (ui::Field::checkbox("silent", "这项工作依法不能告知家长", !typed.silent.is_empty()))
                (ui::Field::text("basis", "法律依据").value(&typed.basis).hint("例如：未成年人保护法第十一条(强制报告)。一般情况不要勾选。"))
            },
        )
        .button(ui::Button::submit("提交申请").primary());
    (head, html! { (form) })
}

pub(super) fn one<'a>(visit: &Visit, it: &Listed, used: &[Seen]) -> (ui::Head<'a>, Markup) {
    let own = &it.clearance;
    let head = ui::Head::new("查看加密信息的申请")
        .crumb("加密信息查看", visit.link("/clearances"))
        .state(badge(own, visit));
    let who = own.subject.as_ref().map_or_else(
        || format!("{}范围内的人员", it.place_name),
        |(kind, bits)| crate::audit::shown(kind, *bits),
    );
    let facts = ui::Facts::new()
        .fact("申请人", format!("{} {} · {}", it.place_name, it.role.label(), it.asker))
        .fact("申请时间", visit.civil_of(own.asked_at).strftime(MINUTE).to_string())
        .fact("信息", own.class.label())
        .fact("人员", who)
        .fact("有效至", own.until.to_string())
        .fact("审批人", it.decider.clone().unwrap_or_default())
        .long("用途", &own.purpose)
        .long("审批意见", own.reason.clone().unwrap_or_default())
        .long(
            "不告知家长的法律依据",
            own.silent_basis.clone().unwrap_or_else(|| "无，照常告知".to_owned()),
        );
    let event = |line: ui::Timeline<'static>, it: &Seen| {
        let what = format!("查看了 {} 的{}", crate::audit::shown("stu", it.subject), it.what);
        let when = it.civil_at.strftime(MINUTE).to_string();
        line.event(ui::Tone::Info, when, what, it.name.clone())
    };
    let body = html! {
        (ui::Card::new("申请", html! { (facts) }))
        (decision(visit, it))
        (ui::Card::new("已查看", html! {
            @if used.is_empty() { p { "还没有查看。" } }
            @else { (used.iter().fold(ui::Timeline::new(), event)) }
        }))
    };
    (head, body)
}

fn decision(visit: &Visit, it: &Listed) -> Markup {
    let (own, csrf) = (&it.clearance, visit.csrf());
    let decides = visit.meets(Need::May("clearance.decide")) && own.account != visit.actor.account;
    let path = visit.link(&format!("/clearances/{}", own.id));
    html! {
        @if own.state == ClearanceState::Asked && decides {
            (ui::Card::new("审批", html! {
                (ui::Decide::new(format!("{path}/decision"), &csrf)
                    .reason(ui::Field::long("reason", "意见").hint("不批准时必填。"))
                    .choice("approve", ui::Button::submit("批准").primary())
                    .choice("refuse", ui::Button::submit("不批准").danger().unchecked()))
            }))
        }
        @if rules::is_running(own, visit.today()) {
            (ui::post(&format!("{path}/end"), &csrf, &ui::Button::submit("提前收回").danger().confirm("收回后不能再凭这份批准查看。确定收回吗？")))
        }
    }
}

pub(super) fn retention<'a>(visit: &Visit, keeping: &Keeping) -> (ui::Head<'a>, Markup) {
    let about = "到期的数据每天 2:30 自动清理，清理了什么、多少条记在审计日志里。";
    let head = ui::Head::new("保存期限").below(html! { (about) });
    let here = visit.here();
    let rows = keeping.retention.iter().map(|it| {
        ui::Row::new(it.name, it.label)
            .cell(it.label)
            .cell(format!("{} 天", ui::say::count(it.days)))
            .cell(it.basis)
    });
    let list = ui::List::new("保存期限", &here)
        .column(ui::Column::text("数据"))
        .column(ui::Column::number("保存"))
        .column(ui::Column::text("依据"))
        .rows(rows);
    (head, html! { (list) })
}
