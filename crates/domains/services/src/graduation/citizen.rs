//! The pages of whoever wants a certificate: what it is, applying, asking that a person look, the
//! paper itself. Without an account: a real name is asked for, and only its bearer sees anything.

use platform::{
    providers::{self, Identified},
    seal::Sealer,
    workbook,
};
use serde::Deserialize;
use vocab::mask_name;
use web::{
    Call, Filters, Form, HeaderMap, Html, IntoResponse, Markup, Need, NoFields, Page, Path,
    Problem, Redirect, Response, Routes, StatusCode, html,
    ui::{self, Alert, Button, Card, Facts, Field, Head, Paper, Tone, badge, post},
};

use super::{
    NUMBER,
    actions::{self, Applied, Error, Says},
    model::{Certificate, Request, kinds},
    paper,
    rules::{self, Doubt},
};
use crate::Fonts;

const TITLE: &str = "普通高中毕业证明";

/// The pages.
pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/graduation", Need::Open, front)
        .get("/graduation/identify", Need::Open, identify)
        .post("/graduation/leave", Need::Open, leave)
        .get("/graduation/mine", Need::Open, mine)
        .post("/graduation/mine", Need::Open, apply)
        .get("/graduation/ask", Need::Open, ask)
        .post("/graduation/ask", Need::Open, send)
        .get("/graduation/papers/{number}", Need::Open, show)
        .get("/graduation/papers/{number}/pdf", Need::Open, pdf)
}

async fn front(call: Call) -> Html {
    let body = html! {
        (Head::new(TITLE))
        (Card::new("毕业证书遗失了怎么办", html! {
            p { "毕业证书遗失或者损毁后不补发，由教育局开具毕业证明，与原证书具有同等证明效力。" }
            ol {
                li { "用浙里办实名认证，不用填写姓名和身份证号；" }
                li { "系统当场核对毕业生档案，查到的马上开具，可以下载打印；" }
                li { "没有查到的转人工核查纸质档案，不会由系统直接退回。" }
            }
            div.actions {
                @match providers::can_identify(&call.cell) {
                    Some((kind, is_demo)) => {
                        (Button::link(format!("用{}认证{}", kind.label(), if is_demo { "（演示）" } else { "" }), call.link("/graduation/identify")).primary())
                    }
                    None => {}
                }
                (Button::link("核验别人出示的证明", call.link("/graduation/check")))
            }
            @if providers::can_identify(&call.cell).is_none() {
                (Alert::new(Tone::Info, "本系统还没有接通浙里办，不能在网上办理").detail("请带身份证到教育局办事窗口办理。"))
            }
        }))
    };
    call.public_page(TITLE, &body)
}

async fn identify(call: Call) -> Result<Response, Page> {
    providers::begin_identity(&call, "/graduation/mine").await
}

async fn leave(call: Call, _: Form<NoFields>) -> Response {
    providers::end_identity(&call, "/graduation")
}

/// Where whoever has not shown who they are begins.
fn door(call: &Call) -> Response {
    Redirect::to(&call.link("/graduation")).into_response()
}

async fn mine(call: Call, headers: HeaderMap) -> Result<Response, Page> {
    let Some(who) = providers::identified(&call, &headers) else { return Ok(door(&call)) };
    let (papers, requests) = actions::own(&call, &who).await?;
    let waits = requests.iter().any(|it| it.answer.is_none());
    let csrf = call.csrf();
    let body = html! {
        (Head::new(TITLE))
        (Card::new("您的身份", html! {
            (Facts::new().fact("姓名", who.name.open().as_str()).fact("身份证号", who.number.masked()))
            p.text-secondary { "由" (who.by.label()) "实名认证，15 分钟内有效。" }
            div.actions {
                form method="post" action=(call.link("/graduation/mine")) {
                    (csrf) (call.form_id::<kinds::CertificateId>("graduation"))
                    (Button::submit("开具毕业证明").primary())
                }
                (post(&call.link("/graduation/leave"), &csrf, &Button::submit("不是我，退出")))
            }
        }))
        @if !papers.is_empty() { (Card::new("已经开具的证明", html! { @for it in &papers { (line(&call, it)) } })) }
        @if !requests.is_empty() { (Card::new("人工核查", html! { @for it in &requests { (asked(it)) } })) }
        @if !waits {
            p { a href=(call.link("/graduation/ask")) { "系统里的毕业记录不对，或者没有？申请人工核查" } }
        }
    };
    Ok(call.public_page(TITLE, &body).into_response())
}

fn line(call: &Call, it: &Certificate) -> Markup {
    let path = call.link(&format!("/graduation/papers/{}", it.number));
    html! {
        p {
            a href=(path) { (it.number) } " " (it.what.school_name) "，"
            (rules::finished_words(&it.what.finished)) "毕业 "
            @match &it.void {
                Some((day, reason)) => { (badge(Tone::Bad, "已作废")) " " (rules::day_words(*day)) "，" (reason) }
                None => { (badge(Tone::Good, "有效")) }
            }
        }
    }
}

fn asked(it: &Request) -> Markup {
    html! {
        p {
            strong { (it.number) } " " (it.says.school_name) " "
            @match &it.answer {
                Some((words, day)) => { (badge(Tone::Info, "已答复")) br; (words) "（" (rules::day_words(*day)) "）" }
                None => { (badge(Tone::Warn, "正在核查")) " " (rules::day_words(it.asked_on)) "提交" }
            }
        }
    }
}

#[derive(Debug, Deserialize)]
struct Applies {
    id: String,
}

async fn apply(
    call: Call,
    headers: HeaderMap,
    Form(form): Form<Applies>,
) -> Result<Response, Page> {
    let Some(who) = providers::identified(&call, &headers) else { return Ok(door(&call)) };
    let id = call.accept_form_id("graduation", &form.id)?;
    let to = match actions::apply(&call, &who, id).await? {
        Applied::Issued(it) => format!("/graduation/papers/{}?done=1", it.number),
        Applied::Doubtful(why) => format!("/graduation/ask?after={}", why.key()),
    };
    Ok(Redirect::to(&call.link(&to)).into_response())
}

#[derive(Debug, Default, Deserialize)]
struct After {
    #[serde(default)]
    after: String,
}

async fn ask(
    call: Call,
    headers: HeaderMap,
    Filters(after): Filters<After>,
) -> Result<Response, Page> {
    let Some(who) = providers::identified(&call, &headers) else { return Ok(door(&call)) };
    let (_, requests) = actions::own(&call, &who).await?;
    if requests.iter().any(|it| it.answer.is_none()) {
        return Ok(Redirect::to(&call.link("/graduation/mine")).into_response());
    }
    let id = call.form_id::<kinds::RequestId>("graduation ask");
    let body = asking(&call, (&id, &Says::default()), None, Doubt::from_key(&after.after));
    Ok(call.public_page("申请人工核查", &body).into_response())
}

fn asking(
    call: &Call,
    (id, says): (&Markup, &Says),
    wrong: Option<&Error>,
    after: Option<Doubt>,
) -> Markup {
    let csrf = call.csrf();
    let told = |field: &str| match wrong {
        Some(Error::Wrong(at, words)) if *at == field => Some(words.as_str()),
        _ => None,
    };
    let form = ui::Form::new(call.link("/graduation/ask"), &csrf)
        .part(id)
        .section("请说明您在哪里毕业", html! {
            (Field::text("school", "毕业学校").value(says.school.as_str()).hint("毕业当时的校名，例如 慈溪市第一中学").max_length(60).required().error(told("school")))
            (Field::text("finished", "毕业年月").value(says.finished.as_str()).hint("例如 2003 或 2003-07").max_length(10).required().narrow().error(told("finished")))
            (Field::phone("phone", "联系电话").value(says.phone.as_str()).hint("核查中需要补充情况时与您联系").required().error(told("phone")))
            (Field::long("words", "补充说明").value(says.words.as_str()).hint("例如曾用名、班主任、同学姓名，有助于查找").max_length(400).lines(3).error(told("words")))
        })
        .button(Button::submit("提交").primary())
        .button(Button::link("返回", call.link("/graduation/mine")));
    let form = match wrong {
        Some(Error::Wrong(field, words)) => form.error(*field, words.as_str()),
        Some(other) => form.problem(other.to_string()),
        None => form,
    };
    html! {
        (Head::new("申请人工核查").crumb(TITLE, call.link("/graduation/mine")))
        @if let Some(doubt) = after {
            (Alert::new(Tone::Info, format!("不能当场开具：{}", doubt.words()))
                .detail("早年的档案可能还没有录入，姓名也可能更改过。请填写下面的内容，工作人员会查纸质档案，五个工作日内答复；答复在本页用浙里办认证后查看。"))
        }
        (form)
    }
}

#[derive(Debug, Deserialize)]
struct Sent {
    id: String,
    #[serde(default)]
    school: String,
    #[serde(default)]
    finished: String,
    #[serde(default)]
    phone: String,
    #[serde(default)]
    words: String,
}

async fn send(call: Call, headers: HeaderMap, Form(form): Form<Sent>) -> Result<Response, Page> {
    let Some(who) = providers::identified(&call, &headers) else { return Ok(door(&call)) };
    let request = call.accept_form_id("graduation ask", &form.id)?;
    let says =
        Says { school: form.school, finished: form.finished, phone: form.phone, words: form.words };
    match actions::ask(&call, &who, request, &says).await {
        Ok(()) => Ok(Redirect::to(&call.link("/graduation/mine")).into_response()),
        Err(wrong @ (Error::Wrong(..) | Error::Waiting)) => {
            let hidden = html! { input type="hidden" name="id" value=(form.id); };
            let body = asking(&call, (&hidden, &says), Some(&wrong), None);
            let page = call.public_page("申请人工核查", &body);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// Who asks for the paper `number`, if they have shown who they are. What cannot be a number is not
/// there for anyone.
fn may_ask_for(call: &Call, headers: &HeaderMap, number: &str) -> Result<Option<Identified>, Page> {
    if !rules::is_number(number) {
        return Err(Problem::not_found().into());
    }
    Ok(providers::identified(call, headers))
}

/// The certificate `number`, if it is the visitor's own.
async fn own(call: &Call, who: &Identified, number: &str) -> Result<Certificate, Page> {
    let (papers, _) = actions::own(call, who).await?;
    let found = papers.into_iter().find(|it| it.number == number);
    found.ok_or_else(|| Problem::not_found().into())
}

fn check_link(call: &Call, it: &Certificate) -> String {
    call.absolute(&format!("/graduation/check?number={}&code={}", it.number, it.code))
}

#[derive(Debug, Default, Deserialize)]
struct Done {
    #[serde(default)]
    done: String,
}

async fn show(
    call: Call,
    headers: HeaderMap,
    Path(number): Path<String>,
    Filters(done): Filters<Done>,
) -> Result<Response, Page> {
    let Some(who) = may_ask_for(&call, &headers, &number)? else { return Ok(door(&call)) };
    let it = own(&call, &who, &number).await?;
    let (office, address) = (office(&call), check_link(&call, &it));
    let paper = paper::Paper {
        certificate: &it,
        number: who.number.open(),
        sex: who.number.sex().label(),
        office: &office,
        address: &address,
        is_demo: call.cell.demo,
    };
    let said = html! {
        @for words in paper.paragraphs() { p { (words) } }
        div {
            (ui::qr(&address))
            p { "扫码核验，或在核验页面输入编号和验证码" br; "验证码：" strong { (it.code) } }
        }
    };
    let has_font = call.cell.find_service::<Fonts>().is_some_and(Fonts::are_there);
    let body = html! {
        @if !done.done.is_empty() && it.void.is_none() {
            (Alert::new(Tone::Good, "已开具").detail("请下载保存。以后用浙里办认证，随时可以再下载。"))
        }
        @if let Some((day, reason)) = &it.void {
            (Alert::new(Tone::Bad, format!("这份证明已于{}作废：{reason}", rules::day_words(*day))).detail("需要的话可以重新开具。"))
        }
        (Paper::new(TITLE, said).number(format!("编号：{}", it.number))
            .signed(office.as_str(), rules::day_words(it.issued_on)))
        div.actions {
            @if has_font && it.void.is_none() {
                (Button::link("下载 PDF", call.link(&format!("/graduation/papers/{}/pdf", it.number))).primary().icon("download"))
            }
            (Button::print())
            (Button::link("返回", call.link("/graduation/mine")))
        }
    };
    // Not the public page: its QR code would lead here, where nobody else can look.
    Ok(call.page(TITLE, &html! { div.plain { (body) } }).into_response())
}

/// Who issues it.
fn office(call: &Call) -> String {
    format!("{}教育局", call.cell.name)
}

async fn pdf(call: Call, headers: HeaderMap, Path(number): Path<String>) -> Result<Response, Page> {
    let Some(who) = may_ask_for(&call, &headers, &number)? else { return Ok(door(&call)) };
    let it = own(&call, &who, &number).await?;
    let font = call.cell.find_service::<Fonts>().and_then(Fonts::serif);
    let font = font.filter(|_| it.void.is_none()).ok_or_else(Problem::not_found)?;
    let sealed = call.cell.service::<Sealer>().open(NUMBER.at(it.id.bits()), &it.id_sealed);
    let whole = sealed.map_err(|error| Page::from(Problem::internal(&error)))?;
    let (office, address) = (office(&call), check_link(&call, &it));
    let paper = paper::Paper {
        certificate: &it,
        number: whole.open(),
        sex: who.number.sex().label(),
        office: &office,
        address: &address,
        is_demo: call.cell.demo,
    };
    let bytes = paper.pdf(&font).ok_or_else(|| {
        Page::from(Problem::unavailable(&std::io::Error::other("the certificate cannot be set")))
    })?;
    let name = format!("毕业证明{}.pdf", mask_name(&it.what.name));
    Ok(workbook::download(&name, "application/pdf", bytes))
}
