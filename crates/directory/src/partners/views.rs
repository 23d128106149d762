//! What the register's records and forms look like.

use jiff::civil::Date;
use platform::accounts::AccountState;
use vocab::Sex;
use web::{
    Markup, Visit, html,
    ui::{Alert, Button, Card, Empty, Facts, Field, Form, Head, Tone, badge},
};

use super::{
    MANAGE,
    keeping::{EndForm, NewForm, PersonForm, Told},
    model::{Partner, Person, Span, Standing},
    pages::Record,
    rules,
};

/// What follows from an end, for whoever runs courses.
const LOOK_AT_COURSES: &str =
    "所教的课程不会自动停：请有关学校在“拓展课程”里逐门核对，另请教师或停课，并告知家长。";

pub(super) fn head<'a>(visit: &Visit, it: &'a Partner) -> Head<'a> {
    let standing = it.span.standing(visit.today());
    let head = Head::new(it.name.as_str())
        .crumb("校外机构", visit.link("/institutions"))
        .state(badge(standing.tone(), standing.label()))
        .below(html! { (it.field) " · " (it.code) });
    let head = if visit.meets(MANAGE) {
        let edit = visit.link(&format!("/institutions/{}/edit", it.id));
        head.action(Button::link("更正信息", edit).icon("edit"))
    } else {
        head
    };
    let head = if visit.meets(MANAGE) && standing != Standing::Ended {
        let add = visit.link(&format!("/institutions/{}/people/new", it.id));
        let end = visit.link(&format!("/institutions/{}/end", it.id));
        let word = if standing == Standing::Approved { "移出白名单" } else { "不予列入" };
        head.action(Button::link("登记教师", add).icon("user-plus"))
            .action(Button::link(word, end).danger())
    } else {
        head
    };
    head.action(Button::print())
}

fn since(span: &Span, today: Date) -> String {
    match span.since {
        Some(day) if day > today => format!("{day}（到期自动列入）"),
        Some(day) => day.to_string(),
        None => "还没有列入".to_owned(),
    }
}

pub(super) fn record(
    visit: &Visit,
    it: &Record,
    phones: &[String],
    done: &str,
    why: Option<&str>,
) -> Markup {
    let Record { partner, people } = it;
    let today = visit.today();
    let standing = partner.span.standing(today);
    let facts = Facts::new()
        .fact("统一社会信用代码", partner.code.as_str())
        .fact("类别", partner.field.as_str())
        .fact("列入白名单", since(&partner.span, today))
        .fact("可任教教师", format!("{}/{} 名", partner.teachers, people.len()));
    let facts = match (&partner.span.until, &partner.span.reason) {
        (Some(day), reason) => facts
            .fact("退出日期", day.to_string())
            .long("退出原因", reason.as_deref().unwrap_or_default()),
        (None, _) => facts,
    };
    html! {
        (told(done))
        @if standing == Standing::Approved { (refusal(why)) }
        (Card::new("基本信息", html! { (facts) }))
        @if visit.meets(MANAGE) && standing != Standing::Approved {
            (approval(visit, &format!("/institutions/{}/approve", partner.id), &partner.span, "列入白名单", why))
        }
        (Card::new("教师", table(visit, partner, people, phones)).flush())
    }
}

fn told(done: &str) -> Markup {
    let good = |words: &'static str| html! { (Alert::new(Tone::Good, words)) };
    match done {
        "added" => good("已登记，状态是“审核中”。"),
        "approved" => good("已列入。"),
        "saved" => good("已更正。"),
        "ended" => {
            html! { (Alert::new(Tone::Warn, "已退出，校外教师身份随之停用。").detail(LOOK_AT_COURSES)) }
        }
        _ => html! {},
    }
}

/// Why something was refused whose form is here no more: somebody else was faster.
fn refusal(why: Option<&str>) -> Markup {
    html! { @if let Some(why) = why { (Alert::new(Tone::Bad, why.to_owned())) } }
}

fn approval(visit: &Visit, path: &str, span: &Span, title: &str, why: Option<&str>) -> Markup {
    let csrf = visit.csrf();
    let today = visit.today();
    let (first, last) = rules::approval_days(span, today);
    let form = Form::new(visit.link(path), &csrf).id("approve").section(title, html! {
        (Field::date("since", "从哪天起").value(today.to_string()).between(first.to_string(), last.to_string()).required()
            .hint("资质材料核对无误后填写；可以填以后的日期，到期自动列入"))
    });
    let form = form.button(Button::submit(title.to_owned()).primary());
    html! { @match why { Some(why) => (form.problem(why.to_owned())), None => (form) } }
}

/// What an account does for its person, in a clerk's words.
fn account(it: &Person) -> &'static str {
    match it.account {
        Some((_, AccountState::Pending)) => "待激活",
        Some((_, AccountState::Active)) => "已开通",
        Some((_, AccountState::Closed)) => "已注销",
        None => "没有账号",
    }
}

pub(super) fn person_badge(it: &Person, today: Date) -> Markup {
    let standing = it.span.standing(today);
    badge(standing.tone(), standing.of_person())
}

fn table(visit: &Visit, partner: &Partner, people: &[Person], phones: &[String]) -> Markup {
    let (opens, today) = (visit.meets(MANAGE), visit.today());
    let day = |it: Option<Date>| it.map_or_else(|| "—".to_owned(), |it| it.to_string());
    html! {
        @if people.is_empty() { (Empty::new("还没有登记教师").hint("只有登记并准入的教师才能到学校任教。")) }
        @else {
            div.table-box { table.rows {
                caption.visually-hidden { "教师列表" }
                thead { tr {
                    th scope="col" { "姓名" } th scope="col" { "任教科目" } th scope="col" { "状态" }
                    th scope="col" { "准入日期" } th scope="col" { "手机号" } th scope="col" { "账号" }
                } }
                tbody { @for (it, phone) in people.iter().zip(phones) { tr {
                    td {
                        @if opens { a.open href=(visit.link(&format!("/institutions/{}/people/{}", partner.id, it.id))) { (it.name) } }
                        @else { (it.name) }
                    }
                    td data-label="任教科目" { (it.subject) }
                    td data-label="状态" { (person_badge(it, today)) }
                    td data-label="准入日期" { (day(it.span.since)) }
                    td data-label="手机号" { (phone) }
                    td data-label="账号" { (account(it)) }
                } } }
            } }
        }
    }
}

fn form<'a>(action: String, csrf: &'a Markup, why: Option<&str>) -> Form<'a> {
    let form = Form::new(action, csrf);
    match why {
        Some(why) => form.problem(why.to_owned()),
        None => form,
    }
}

pub(super) fn new_form(visit: &Visit, typed: &NewForm, why: Option<&str>) -> Markup {
    let csrf = visit.csrf();
    let fields = rules::FIELDS.map(|it| (it, it));
    let form = form(visit.link("/institutions/new"), &csrf, why)
        .section("机构信息", html! {
            (Field::text("name", "机构名称").value(typed.name.as_str()).required().max_length(60).hint("和营业执照或登记证书上的一致"))
            (Field::text("code", "统一社会信用代码").value(typed.code.as_str()).required().max_length(18).autocomplete("off").hint("18 位，按证照填写"))
            (Field::select("field", "类别", fields).value(typed.field.as_str()).required())
        })
        .button(Button::submit("登记").primary())
        .button(Button::link("返回", visit.link("/institutions")));
    html! { (form) }
}

pub(super) fn end_form(visit: &Visit, it: &Partner, typed: &EndForm, why: Option<&str>) -> Markup {
    let csrf = visit.csrf();
    let here = format!("/institutions/{}", it.id);
    let form = form(visit.link(&format!("{here}/end")), &csrf, why)
        .part(html! {
            ul {
                li { "本机构可任教的 " (it.teachers) " 名教师同日停止，校外教师身份随之停用。" }
                li { (LOOK_AT_COURSES) }
                li { "以后重新列入时，教师要逐名重新准入。" }
            }
        })
        .section("退出", html! { (end_fields(&it.span, typed, visit.today())) })
        .button(Button::submit("确认退出").danger())
        .button(Button::link("返回", visit.link(&here)));
    html! { (form) }
}

fn end_fields(span: &Span, typed: &EndForm, today: Date) -> Markup {
    let (first, last) = rules::end_days(span, today);
    html! {
        (Field::date("day", "从哪天起").value(typed.day.as_str()).between(first.to_string(), last.to_string()).required())
        (Field::text("reason", "原因").value(typed.reason.as_str()).required().max_length(200).hint("学校会看到，如：办学许可证到期"))
    }
}

pub(super) fn new_person(
    visit: &Visit,
    partner: &Partner,
    typed: &PersonForm,
    why: Option<&str>,
) -> Markup {
    let csrf = visit.csrf();
    let sexes = [Sex::Male, Sex::Female].map(|it| (it.code().to_string(), it.label()));
    let here = format!("/institutions/{}", partner.id);
    let form = form(visit.link(&format!("{here}/people/new")), &csrf, why)
        .section("教师信息", html! {
            (Field::text("name", "姓名").value(typed.name.as_str()).required().max_length(40).autocomplete("off"))
            (Field::radio("sex", "性别", sexes).value(typed.sex.as_str()).required())
            (Field::text("subject", "任教科目").value(typed.subject.as_str()).required().max_length(20).hint("如：书法、篮球"))
            (Field::phone("phone", "手机号").value(typed.phone.as_str()).required().autocomplete("off").hint("加密保存，名录里只显示前三位和后四位"))
        })
        .button(Button::submit("登记").primary())
        .button(Button::link("返回", visit.link(&here)));
    html! { (form) }
}

/// A person's page: what is known, and what can be decided.
pub(super) fn person(
    visit: &Visit,
    partner: &Partner,
    it: &Person,
    facts: Facts<'_>,
    said: &Told<'_>,
) -> Markup {
    let today = visit.today();
    let standing = it.span.standing(today);
    let facts = facts.fact("准入日期", since(&it.span, today)).fact("账号", account(it));
    let facts = match (&it.span.until, &it.span.reason) {
        (Some(day), reason) => facts
            .fact("停止日期", day.to_string())
            .long("停止原因", reason.as_deref().unwrap_or_default()),
        (None, _) => facts,
    };
    let here = format!("/institutions/{}/people/{}", partner.id, it.id);
    let waits = matches!(it.account, Some((_, AccountState::Pending)));
    html! {
        (told(said.done))
        @if standing == Standing::Approved { (refusal(said.approve)) }
        @if standing == Standing::Ended { (refusal(said.end.map(|it| it.0))) }
        (Card::new("基本信息", html! { (facts) }))
        @if waits && standing == Standing::Approved {
            p.text-secondary { "任教学校确定后，由安全管理员在“账号与授权”里授予该校的“校外教师”身份，再由学校发激活邀请。" }
        }
        @if standing != Standing::Approved {
            (approval(visit, &format!("{here}/approve"), &it.span, "准入任教", said.approve))
        }
        @if standing != Standing::Ended { (end_person(visit, &here, it, said)) }
    }
}

fn end_person(visit: &Visit, here: &str, it: &Person, said: &Told<'_>) -> Markup {
    let (csrf, today) = (visit.csrf(), visit.today());
    let blank = EndForm { day: today.to_string(), reason: String::new() };
    let (why, typed) = said.end.map_or((None, &blank), |(why, typed)| (Some(why), typed));
    let form = form(visit.link(&format!("{here}/end")), &csrf, why)
        .id("end")
        .section(
            "停止任教",
            html! {
                p { (LOOK_AT_COURSES) }
                (end_fields(&it.span, typed, today))
            },
        )
        .button(Button::submit("停止任教").danger());
    html! { (form) }
}
