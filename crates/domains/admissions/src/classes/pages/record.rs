//! One division for those who work on it: how far it is, what may be done now, list, requests, proof.

use classing::{Register, Transcript};
use web::{
    Html, Markup, Page, Path, Visit, html,
    ui::{self, Alert, Button, Card, Column, Empty, Facts, Field, Head, List, Row, Tone},
};

use super::{MAY_RUN, MAY_WITNESS, after, parts};
use crate::classes::{
    actions::{self, Error, Whole, seen},
    model::{ClassingId, Division, Paper, Request, Stage, Witness},
    paired::Paired,
    protocol, store,
};

/// How many children stand on the page; the list as a sheet has all.
const SHOWN: usize = 60;

/// All that the page tells.
struct Found {
    it: Division,
    whole: Whole,
    transcript: Option<Transcript>,
    paired: Option<Paired>,
    register: Option<Register>,
    witnesses: Vec<Witness>,
    strays: Vec<(String, Option<i64>, i64)>,
}

async fn found(visit: &Visit, id: ClassingId) -> Result<Found, Error> {
    let read: Result<_, Error> = db::read!(visit.db(), "division", |tx| {
        let it = seen(tx, visit, id).await?;
        let whole = actions::whole(tx, &it).await?;
        let is_made = it.digest.is_some();
        let transcript = if is_made { Some(actions::transcript(tx, id).await?) } else { None };
        let paired = store::find_file(tx, id, Paper::Teachers).await?;
        let register = store::find_file(tx, id, Paper::Register).await?;
        let witnesses = store::witnesses(tx, id).await?;
        let strays =
            if it.published_on.is_some() { store::strays(tx, id).await? } else { Vec::new() };
        Ok((it, whole, transcript, paired, register, witnesses, strays))
    });
    let (it, whole, transcript, paired, register, witnesses, strays) = read?;
    let of = |text: &Option<String>| text.clone().zip(transcript.clone());
    let evidence = |it: String| Error::Evidence(it);
    let paired = of(&paired).map(|(text, of)| Paired::read(&of, &text)).transpose();
    let register = of(&register).map(|(text, of)| Register::read(&of, &text)).transpose();
    Ok(Found {
        paired: paired.map_err(|it| evidence(it.to_string()))?,
        register: register.map_err(|it| evidence(it.to_string()))?,
        it,
        whole,
        transcript,
        witnesses,
        strays,
    })
}

pub(super) async fn show(visit: Visit, Path(id): Path<ClassingId>) -> Result<Html, Page> {
    let found = found(&visit, id).await?;
    let it = &found.it;
    let head = Head::new(it.title())
        .crumb("均衡编班", visit.link("/classing"))
        .state(parts::stage(it.stage))
        .below(html! { "编号 " (it.number) @if it.is_rehearsal { " · 演练，结果不公示" } })
        .action(
            Button::link("下载名单", visit.link(&format!("/classing/{id}/list"))).icon("download"),
        );
    let head = if it.digest.is_some() {
        let paper = visit.link(&format!("/classing/{id}/paper"));
        head.action(Button::link("打印分班名单", paper).icon("printer"))
    } else {
        head
    };
    let head = if it.published_on.is_some() {
        let public = visit.link(&format!("/class-lists/{}", it.number));
        head.action(Button::link("公示页", public).icon("external-link"))
    } else {
        head
    };
    let runs = visit.meets(MAY_RUN);
    let body = html! {
        (strays(&found))
        @if runs { (next(&visit, &found)) }
        @if visit.meets(MAY_WITNESS) && matches!(it.stage, Stage::Sealed | Stage::Made | Stage::Published) {
            (witness(&visit, it))
        }
        (facts(it))
        (result(&found))
        @if it.stage == Stage::Published && runs {
            (after::forms(&visit, it))
        }
        (requests(&visit, &found, runs))
        (list(&visit, &found))
        @if runs && matches!(it.stage, Stage::Draft | Stage::Sealed | Stage::Made) { (void(&visit, it)) }
    };
    Ok(visit.page_under(&it.title(), &head, &body))
}

/// A form of this division: with the version at which it was read.
pub(super) fn form<'a>(visit: &Visit, it: &Division, what: &str, csrf: &'a Markup) -> ui::Form<'a> {
    ui::Form::new(visit.link(&format!("/classing/{}/{what}", it.id)), csrf)
        .part(html! { input type="hidden" name="version" value=(it.version); })
}

fn strays(found: &Found) -> Markup {
    let told: Vec<String> = found
        .strays
        .iter()
        .take(20)
        .map(|(code, now, rolled)| {
            let now = now.map_or_else(|| "已转出".to_owned(), |it| format!("{it} 班"));
            format!("{code}（记录 {now}，学籍 {rolled} 班）")
        })
        .collect();
    html! {
        @if !told.is_empty() {
            (Alert::new(Tone::Warn, format!("{} 名学生的学籍班级与编班记录不一致", found.strays.len()))
                .detail(format!("{}。学籍登记错的改学籍；确实调了班的，在下面登记理由。", told.join("、"))))
        }
    }
}

fn next(visit: &Visit, found: &Found) -> Markup {
    let (it, csrf) = (&found.it, visit.csrf());
    html! {
        @match it.stage {
            Stage::Draft => {
                (Card::new("下一步：封存名单和方案", html! {
                    p { "核对下面的名单、申请以后封存。封存后都不能再改，摘要要在抽数之前张贴；名单有缺漏的，先下载名单补齐后上传。" }
                    (form(visit, it, "seal", &csrf).button(Button::submit("封存").primary())
                        .button(Button::link("上传改好的名单", visit.link(&format!("/classing/{}/upload", it.id))).icon("upload")))
                }))
            }
            Stage::Sealed => {
                (Card::new("下一步：当众抽数，编班", html! {
                    p { "先张贴下面的摘要，再请家长代表当众抽数，依次填在这里。种子一输入，结果就定了。" }
                    (form(visit, it, "run", &csrf)
                        .part(Field::text("numbers", "抽出的数").required()
                            .hint(format!("{}，依次写，用逗号或空格隔开，如 42,7,88,15,60,3", classing::Drawn::default().label())))
                        .button(Button::submit("编班").primary()))
                }))
            }
            Stage::Made => { (made(visit, found, &csrf)) }
            Stage::Published | Stage::Void => {}
        }
    }
}

fn made(visit: &Visit, found: &Found, csrf: &Markup) -> Markup {
    let it = &found.it;
    html! {
        @match &found.paired {
            None => {
                (Card::new("班主任抽签", html! {
                    p { "先封存参加抽签的班主任名单，摘要公布后再抽数。不抽签的学校可以直接公示。" }
                    (form(visit, it, "teachers", csrf)
                        .part(Field::long("names", "班主任名单").lines(6).required().hint(format!("一行一人，共 {} 人；同名的加注区分", it.classes)))
                        .button(Button::submit("封存班主任名单")))
                }))
            }
            Some(paired) if paired.seed.is_none() => {
                (Card::new("班主任抽签：抽数", html! {
                    p { "名单摘要 " code { (paired.posted) } "。请在家长代表、督学面前抽数。" }
                    (form(visit, it, "pair", csrf)
                        .part(Field::text("numbers", "抽出的数").required().hint(paired.drawn.label()))
                        .button(Button::submit("抽签").primary()))
                }))
            }
            Some(_) => {}
        }
        @if !it.is_rehearsal {
            (Card::new("下一步：公示", html! {
                p { "公示后名单锁定，家长可以在公示页和手机上看到；以后只能逐人调班、转入、转出，都要写理由。" }
                (form(visit, it, "publish", csrf)
                    .button(Button::submit("公示并锁定").primary().confirm("公示以后不能撤回。确定公示吗？")))
            }))
        }
    }
}

fn witness(visit: &Visit, it: &Division) -> Markup {
    let csrf = visit.csrf();
    html! {
        (Card::new("见证", html! {
            (ui::Form::new(visit.link(&format!("/classing/{}/witness", it.id)), &csrf)
                .part(Field::text("words", "意见").max_length(100).sometimes().hint("例如：全程在场，无异议"))
                .button(Button::submit("签名见证")))
        }))
    }
}

fn facts(it: &Division) -> Markup {
    let day =
        |it: Option<jiff::civil::Date>| it.map_or_else(|| "—".to_owned(), |it| it.to_string());
    let facts = Facts::new()
        .fact("方法", it.way.0.label())
        .fact("学生和班级", format!("{} 人，编 {} 个班", it.pupils, it.classes))
        .fact("起草", it.drafted_on.to_string())
        .fact("封存", day(it.sealed_on))
        .fact("编班", day(it.made_on))
        .fact("公示", day(it.published_on));
    let facts = match &it.posted {
        Some(digest) => facts.long("张贴的摘要", html! { code { (digest) } }),
        None => facts,
    };
    let facts = match &it.void {
        Some((day, reason)) => facts.long("作废", format!("{day}：{reason}")),
        None => facts,
    };
    html! { (Card::new("基本情况", html! { (facts) })) }
}

fn result(found: &Found) -> Markup {
    let Some(transcript) = &found.transcript else { return html! {} };
    html! {
        (Card::new("编班结果", html! {
            p { strong { (protocol::verdict(transcript.solution())) } }
            (protocol::counts(transcript.sealed(), transcript.solution()))
            (parts::proof(transcript))
            @if let Some(paired) = &found.paired { (parts::teachers(paired)) }
            (parts::witnesses(&found.witnesses))
            @if let Some(register) = &found.register { h2 { "公示以后的变动" } (parts::register(register)) }
        }))
    }
}

fn requests(visit: &Visit, found: &Found, runs: bool) -> Markup {
    let (it, csrf) = (&found.it, visit.csrf());
    let is_draft = it.stage == Stage::Draft && runs;
    let solution = found.transcript.as_ref().map(Transcript::solution);
    html! {
        (Card::new("特殊申请", html! {
            @if let Some(transcript) = &found.transcript {
                (protocol::requests(&transcript.sealed().requests, solution))
            } @else {
                (asked(visit, it, &found.whole.requests, is_draft.then_some(&csrf)))
            }
            @if is_draft {
                (form(visit, it, "ask", &csrf)
                    .section("登记申请", html! {
                        (Field::radio("wish", "申请", [("together", "同班"), ("apart", "不同班")]).required())
                        (Field::text("codes", "报名号").required().hint("至少两个，用顿号隔开，如 0012、0013"))
                        (Field::text("reason", "事由").required().max_length(100).hint("会随公示张贴，不要写姓名、病情，如 双胞胎"))
                    })
                    .button(Button::submit("登记")))
            }
        }))
    }
}

fn asked(visit: &Visit, it: &Division, all: &[Request], csrf: Option<&Markup>) -> Markup {
    html! {
        @if all.is_empty() { p { "没有特殊申请。" } }
        @for one in all {
            p {
                (one.asked.wish.label()) "：" (one.asked.pupils.join("、")) "（" (one.asked.reason) "）"
            }
            @if let Some(csrf) = csrf {
                (form(visit, it, "unask", csrf)
                    .part(html! { input type="hidden" name="position" value=(one.position); })
                    .button(Button::submit("撤下").ghost()))
            }
        }
    }
}

fn list(visit: &Visit, found: &Found) -> Markup {
    let (all, here) = (&found.whole.entrants, visit.here());
    let words = |it: &Option<i64>| it.map(|it| format!("{it} 班")).unwrap_or_default();
    let list = List::new("名单", &here)
        .column(Column::short("报名号"))
        .column(Column::text("姓名"))
        .column(Column::short("性别"))
        .column(Column::text("来源"))
        .column(Column::short("编入"))
        .column(Column::short("现在"))
        .rows(all.iter().take(SHOWN).map(|it| {
            Row::new(it.code.clone(), it.code.clone())
                .cell(it.code.clone())
                .cell(vocab::mask_name(&it.name))
                .cell(it.sex.label())
                .cell(it.origin.clone())
                .cell(words(&it.made))
                .cell(words(&it.now))
        }))
        .total(i64::try_from(all.len()).unwrap_or(0))
        .empty(
            Empty::new("名单是空的").hint("学籍里还没有这个年级的学生时，下载名单模板填好后上传。"),
        );
    html! {
        (list)
        @if all.len() > SHOWN { p { "这里列出前 " (SHOWN) " 名，全部在下载的名单里。" } }
    }
}

fn void(visit: &Visit, it: &Division) -> Markup {
    let csrf = visit.csrf();
    html! {
        (Card::new("作废", html! {
            (form(visit, it, "void", &csrf)
                .part(Field::text("reason", "原因").max_length(200).required().hint("名单有错、方案有变时作废，再重新起草；原因一直保留"))
                .button(Button::submit("作废这次编班").danger()))
        }))
    }
}
