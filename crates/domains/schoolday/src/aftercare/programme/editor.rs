//! The school's editor: rows of times, each for one or more weekdays, and the letter to families.

use jiff::civil::{Time, Weekday};
use maud::{Markup, html};
use vocab::{Fen, PlaceId, SchoolId, Term, weekday_label};
use web::{
    Filters, Form, Html, IntoResponse, Page, Redirect, Response, StatusCode, Visit,
    ui::{self, Button, Field, Head},
};

use super::{
    actions::{self, Draft, Shown},
    model::{ProgrammeId, Segment, Service, Slot, Text, WEEKDAYS},
    pages::verdict,
    rules::clock,
};
use crate::aftercare::{
    moving,
    terms::{self, TermChoice},
};

/// How many rows of times a form has: three segments, late care and evening study, and some to spare.
const ROWS: usize = 10;
/// The name under which the form's id is signed.
const FORM: &str = "programme";

/// Where the editor for `term` is.
pub(super) fn address(visit: &Visit, term: Term) -> String {
    visit.link(&format!("/aftercare/school/programme?term={term}"))
}

/// A row of the form as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Line {
    service: String,
    segment: String,
    days: Vec<String>,
    from: String,
    to: String,
}

/// The form as it was typed.
#[derive(Debug, Clone, Default)]
struct Typed {
    id: String,
    version: i64,
    lines: Vec<Line>,
    declares: bool,
    reason: String,
    letter: String,
    fee: String,
    fee_basis: String,
}

impl Typed {
    fn read(pairs: Vec<(String, String)>) -> Self {
        let mut it = Self { lines: vec![Line::default(); ROWS], ..Self::default() };
        for (name, value) in pairs {
            match name.as_str() {
                "id" => it.id = value,
                "version" => it.version = value.parse().unwrap_or(0),
                "declares" => it.declares = true,
                "reason" => it.reason = value,
                "letter" => it.letter = value,
                "fee" => it.fee = value,
                "fee_basis" => it.fee_basis = value,
                other => it.read_line(other, value),
            }
        }
        it
    }

    fn read_line(&mut self, name: &str, value: String) {
        let Some((field, number)) = name.rsplit_once('-') else { return };
        let Some(line) = number.parse::<usize>().ok().and_then(|it| self.lines.get_mut(it)) else {
            return;
        };
        match field {
            "service" => line.service = value,
            "segment" => line.segment = value,
            "days" => line.days.push(value),
            "from" => line.from = value,
            "to" => line.to = value,
            _ => {}
        }
    }

    fn of(shown: &Shown) -> Self {
        let text = &shown.programme.text;
        let mut lines: Vec<Line> = Vec::new();
        for slot in &shown.plan.slots {
            let day = slot.weekday.to_monday_one_offset().to_string();
            let line = Line {
                service: slot.service.key().to_owned(),
                segment: slot.segment.key().to_owned(),
                days: Vec::new(),
                from: clock(slot.starts),
                to: clock(slot.ends),
            };
            let same = |it: &&mut Line| Line { days: Vec::new(), ..(**it).clone() } == line;
            match lines.iter_mut().find(same) {
                Some(found) => found.days.push(day),
                None => lines.push(Line { days: vec![day], ..line }),
            }
        }
        lines.resize(lines.len().max(ROWS), Line::default());
        Self {
            id: String::new(),
            version: shown.programme.version,
            lines,
            declares: text.declares_no_lessons,
            reason: text.reason.clone(),
            letter: text.letter.clone(),
            fee: text.fee.plain(),
            fee_basis: text.fee_basis.clone(),
        }
    }

    /// What a school begins with: nothing decided, a letter that can be sent as it stands.
    fn blank() -> Self {
        let letter = "本学期学校继续开展课后服务，由您自愿选择参加，不参加不需要说明理由。\
                      服务时间、内容和收费见上。请在报名开放后申请，学校确认后生效，可随时退出。";
        Self {
            lines: vec![Line::default(); ROWS],
            letter: letter.to_owned(),
            fee: "0".to_owned(),
            ..Self::default()
        }
    }

    /// The draft, or what is wrong with each field.
    fn draft(&self, id: ProgrammeId) -> Result<Draft, Vec<(String, String)>> {
        let mut wrong = Vec::new();
        let mut slots: Vec<Slot> = Vec::new();
        for (number, line) in self.lines.iter().enumerate() {
            let told = match line.slots() {
                Ok(found) if found.iter().any(|it| begins_with_another(it, &slots)) => {
                    Err("与前面一行在同一天的同一时间开始同一项服务，请改时间或删去一行。")
                }
                other => other,
            };
            match told {
                Ok(found) => slots.extend(found),
                Err(advice) => {
                    wrong.push((
                        format!("from-{number}"),
                        format!("第 {} 行：{advice}", number + 1),
                    ));
                }
            }
        }
        let fee = self.fee.parse::<Fen>();
        if let Err(error) = &fee {
            wrong.push(("fee".to_owned(), error.to_string()));
        }
        if fee.is_ok_and(|it| it > Fen::ZERO) && self.fee_basis.trim().is_empty() {
            wrong.push(("fee_basis".to_owned(), "收费要写明依据(文件名与文号)。".to_owned()));
        }
        let text = Text {
            declares_no_lessons: self.declares,
            reason: self.reason.trim().to_owned(),
            letter: self.letter.trim().to_owned(),
            fee: fee.unwrap_or_default(),
            fee_basis: self.fee_basis.trim().to_owned(),
        };
        let draft = Draft { id, version: self.version, text, slots };
        if wrong.is_empty() { Ok(draft) } else { Err(wrong) }
    }
}

fn begins_with_another(it: &Slot, others: &[Slot]) -> bool {
    let key = |it: &Slot| (it.service, it.weekday, it.starts);
    others.iter().any(|other| key(other) == key(it))
}

impl Line {
    fn is_blank(&self) -> bool {
        self.days.is_empty() && self.from.is_empty() && self.to.is_empty()
    }

    fn slots(&self) -> Result<Vec<Slot>, &'static str> {
        if self.is_blank() {
            return Ok(Vec::new());
        }
        let service = Service::from_key(&self.service).ok_or("请选择服务。")?;
        let segment = Segment::from_key(&self.segment).ok_or("请选择内容。")?;
        let time = |text: &str| text.parse::<Time>();
        let starts = time(&self.from).map_err(|_| "请填写开始时间，如 15:15。")?;
        let ends = time(&self.to).map_err(|_| "请填写结束时间，如 17:15。")?;
        if self.days.is_empty() {
            return Err("请勾选星期几。");
        }
        let weekday = |it: &String| {
            let number = it.parse().ok().filter(|it| (1..=5).contains(it));
            number.and_then(|it| Weekday::from_monday_one_offset(it).ok()).ok_or("星期不对。")
        };
        let slot = |it: &String| Ok(Slot { service, weekday: weekday(it)?, segment, starts, ends });
        self.days.iter().map(slot).collect()
    }
}

/// The school of the identity in use.
pub(crate) fn own_school(visit: &Visit) -> SchoolId {
    let place: PlaceId = visit.actor.scope();
    place.retyped()
}

pub(super) async fn edit(visit: Visit, Filters(choice): Filters<TermChoice>) -> Result<Html, Page> {
    let term = terms::chosen(&visit, &choice).await?;
    let found = actions::of_school(&visit, own_school(&visit), term).await?;
    let typed = found.as_ref().map_or_else(Typed::blank, Typed::of);
    let id = visit.form_id::<super::model::kinds::ProgrammeId>(FORM);
    Ok(page(&visit, term, found.as_ref(), &typed, &id, &[]))
}

pub(super) async fn save(
    visit: Visit,
    Filters(choice): Filters<TermChoice>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Page> {
    let term = terms::chosen(&visit, &choice).await?;
    let typed = Typed::read(pairs);
    let id = visit.accept_form_id(FORM, &typed.id)?;
    match typed.draft(id) {
        Ok(draft) => {
            let id = actions::save(&visit, own_school(&visit), term, &draft).await?;
            let to = visit.link(&format!("/aftercare/programmes/{id}"));
            Ok(Redirect::to(&to).into_response())
        }
        Err(wrong) => {
            let found = actions::of_school(&visit, own_school(&visit), term).await?;
            let id = html! { input type="hidden" name="id" value=(typed.id); };
            let page = page(&visit, term, found.as_ref(), &typed, &id, &wrong);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

fn page(
    visit: &Visit,
    term: Term,
    found: Option<&Shown>,
    typed: &Typed,
    id: &Markup,
    wrong: &[(String, String)],
) -> Html {
    let hidden = html! {
        (visit.csrf()) (id)
        input type="hidden" name="version" value=(typed.version);
    };
    let mut form = ui::Form::new(address(visit, term), &hidden);
    for (field, words) in wrong {
        form = form.error(field.clone(), words.clone());
    }
    let error = |field: &str| wrong.iter().find(|it| it.0 == field).map(|it| it.1.clone());
    let form = form
        .section("服务时段", html! {
            p.field-hint { "一行是一段时间，勾选哪几天。每天至少 2 小时，作业辅导排在最前；晚自习不晚于 20:30。用不到的行留空。" }
            (lines(&typed.lines))
        })
        .section("规定与收费", html! {
            (Field::checkbox("declares", "本校承诺课后服务期间不讲新课", typed.declares))
            (Field::long("reason", "与原则性规定不同的理由").value(typed.reason.as_str()).lines(2)
                .hint("例如结束时间早于本市下班后 15 分钟。没有不同则留空。"))
            (Field::money("fee", "基本托管每学期收费").value(typed.fee.as_str()).hint("不收费填 0。").error(error("fee")))
            (Field::text("fee_basis", "收费依据").value(typed.fee_basis.as_str()).error(error("fee_basis")))
        })
        .section("告家长书", html! {
            (Field::long("letter", "告家长书").value(typed.letter.as_str()).lines(8).required())
        })
        .button(Button::submit("保存").primary());
    let head =
        Head::new("课后服务方案").crumb("课后服务", visit.link("/aftercare")).above(term.label());
    let body = html! {
        @if let Some(found) = found { (verdict(&found.findings, &found.plan.reason)) }
        @else { (copy_form(visit, term)) }
        (form)
    };
    visit.page_under("课后服务方案", &head, &body)
}

/// Offers last term's programme as the draft.
fn copy_form(visit: &Visit, term: Term) -> Markup {
    let to = visit.link("/aftercare/school/programme/copy");
    let hidden = html! { (visit.csrf()) input type="hidden" name="term" value=(term); };
    let button = Button::submit("复制上学期方案").icon("files");
    html! {
        (ui::Alert::new(ui::Tone::Info, "这个学期还没有方案").detail("可以先复制上学期的时段、收费和告家长书，再修改申报。").action(ui::post(&to, &hidden, &button)))
    }
}

#[derive(Debug, serde::Deserialize)]
pub(super) struct Copied {
    term: String,
}

pub(super) async fn copy(visit: Visit, Form(form): Form<Copied>) -> Result<Redirect, Page> {
    let term = terms::chosen(&visit, &TermChoice { term: form.term }).await?;
    moving::copy_for_school(&visit, own_school(&visit), term).await?;
    Ok(Redirect::to(&address(&visit, term)))
}

/// The rows of times. Every control has its own label for those who cannot see the heading.
fn lines(lines: &[Line]) -> Markup {
    html! {
        div.table-box { table.rows {
            caption.visually-hidden { "服务时段" }
            thead { tr { th scope="col" { "服务" } th scope="col" { "内容" } th scope="col" { "星期" } th scope="col" { "开始" } th scope="col" { "结束" } } }
            tbody { @for (number, line) in lines.iter().enumerate() { (row(number, line)) } }
        } }
    }
}

fn row(number: usize, line: &Line) -> Markup {
    let said = |what: &str| format!("第 {} 行{what}", number + 1);
    html! {
        tr {
            td data-label="服务" { select.form-select name={ "service-" (number) } aria-label=(said("服务")) {
                @for it in Service::ALL { option value=(it.key()) selected[it.key() == line.service] { (it.label()) } }
            } }
            td data-label="内容" { select.form-select name={ "segment-" (number) } aria-label=(said("内容")) {
                @for it in Segment::ALL { option value=(it.key()) selected[it.key() == line.segment] { (it.label()) } }
            } }
            td data-label="星期" { div.choices { @for day in WEEKDAYS {
                @let key = day.to_monday_one_offset().to_string();
                label.choice {
                    input.form-check-input type="checkbox" name={ "days-" (number) } value=(key) checked[line.days.contains(&key)];
                    span { (weekday_label(day)) }
                }
            } } }
            td data-label="开始" { input.form-control type="time" id={ "from-" (number) } name={ "from-" (number) } value=(line.from) aria-label=(said("开始")); }
            td data-label="结束" { input.form-control type="time" name={ "to-" (number) } value=(line.to) aria-label=(said("结束")); }
        }
    }
}
