//! A campaign: its terms, its figures, its schools with their seats.

use serde::Deserialize;
use vocab::SchoolId;
use web::{
    Form, Html, Page, Path, Redirect, Visit, html,
    ui::{self, Alert, Button, Card, Facts, Field, Figure, Head, Tone},
};

use super::{MAY_MANAGE, MAY_SET_SEATS, campaigns::typed_moment, enter};
use crate::{
    kindergarten,
    registration::{
        campaigns as acts,
        error::Error,
        family::campaign_badge,
        model::{Campaign, CampaignId, Counts, Entry, Stage, State},
        registers::Registers,
        rules::{self, moment},
        store::lists::{self, Narrow},
        terms::Terms,
    },
};

pub(super) async fn show(visit: Visit, Path(id): Path<CampaignId>) -> Result<Html, Page> {
    let scope = visit.actor.scope();
    let read: Result<_, Error> = db::read!(visit.db(), "campaign", |tx| {
        let terms = Terms::load(tx, id).await?;
        let counts = lists::counts(tx, (id, scope), &Narrow::default()).await?;
        Ok((terms, counts, lists::wished(tx, (id, scope)).await?))
    });
    let (terms, counts, wished) = read?;
    let it = &terms.campaign;
    let may = visit.meets(MAY_MANAGE);
    let head = Head::new(it.title.as_str())
        .crumb("入学报名", visit.link("/entry"))
        .state(campaign_badge(it, visit.civil_now()))
        .action(
            Button::link("报名名单", visit.link(&format!("/entry/campaigns/{id}/registrations")))
                .primary(),
        );
    let is_open = rules::may_register(it, visit.civil_now()).is_ok();
    let head = if is_open && enter::own(&visit, &terms).is_some() {
        let enter = visit.link(&format!("/entry/campaigns/{id}/enter"));
        head.action(Button::link("代家长登记", enter).icon("user-plus"))
    } else {
        head
    };
    let may_own = it.entry == Entry::Kindergarten && visit.meets(MAY_SET_SEATS);
    let own = terms.schools.iter().find(|it| may_own && it.school.place() == scope);
    let head = match own {
        Some(it) => {
            let to = visit.link(&format!("/entry/kindergartens/{}", it.school));
            head.action(Button::link("本园收费", to).icon("coin"))
        }
        None => head,
    };
    let head = if may && it.entry != Entry::Kindergarten {
        let city = visit.link(&format!("/entry/campaigns/{id}/city"));
        head.action(Button::link("市级报名系统", city).icon("upload"))
    } else {
        head
    };
    let registers = visit.cell.find_service::<Registers>().cloned().unwrap_or_default();
    let body = html! {
        @if it.rehearsal { (Alert::new(Tone::Warn, "这是演练，报名和录取都不作数")) }
        (figures(&visit, it, &counts))
        @if registers.are_stand_in() {
            (Alert::new(Tone::Info, "公安、自然资源和规划、人力社保、卫生健康的数据还没有接通").detail("现在用的是录存的应答；没有录存的一律转人工核对原件。"))
        }
        (rules_card(it))
        @if may && it.state == Stage::Registering { (times(&visit, it)) }
        (seats(&visit, &terms, &wished, |school| it.state == Stage::Registering && (may || own.is_some_and(|own| {
            own.school == school && rules::may_set_own_seats(it, visit.civil_now()).is_ok()
        }))))
    };
    Ok(visit.page_under(&it.title, &head, &body))
}

fn figures(visit: &Visit, it: &Campaign, counts: &Counts) -> web::Markup {
    let link = |state: &str| {
        visit.link(&format!("/entry/campaigns/{}/registrations?state={state}", it.id))
    };
    let one =
        |state: State| Figure::count(state.label(), counts.of(state), "人").link(link(state.key()));
    let all = Figure::count("报名", counts.all(), "人").link(link(""));
    let shown = [
        State::Sent,
        State::Returned,
        State::Checked,
        State::Reviewed,
        State::Granted,
        State::Refused,
    ];
    ui::figures(std::iter::once(all).chain(shown.into_iter().map(one)))
}

fn rules_card(it: &Campaign) -> Card<'static> {
    let facts = Facts::new()
        .fact("依据", it.basis.clone())
        .fact("招收", format!("{} 至 {} 出生的孩子", it.born_from, it.born_to))
        .fact("报名", format!("{} 至 {}，不分先后", moment(it.opens_at), moment(it.closes_at)))
        .fact("报到", it.reports_on.to_string())
        .fact("志愿", choices(it))
        .fact(
            "审核期限",
            format!(
                "学校 {} 个、镇街道 {} 个、教育局 {} 个工作日",
                it.check_days, it.review_days, it.decide_days
            ),
        );
    Card::new("招生办法", html! { (facts) })
}

/// How many schools a family can name, and what follows of them.
fn choices(it: &Campaign) -> String {
    let most = it.private_choices;
    match it.entry {
        Entry::Kindergarten => format!(
            "最多 {most} 所；服务区先就近录取，剩余学位超过的大片区摇号，没有轮到的就近统筹"
        ),
        Entry::Primary | Entry::Junior => {
            format!("民办最多 {most} 所；派位没有录取的{}", it.unlucky.label())
        }
    }
}

fn times(visit: &Visit, it: &Campaign) -> web::Markup {
    let csrf = visit.csrf();
    let closes = it.closes_at.strftime("%Y-%m-%dT%H:%M").to_string();
    let form = ui::Form::new(visit.link(&format!("/entry/campaigns/{}/times", it.id)), &csrf)
        .part(html! { input type="hidden" name="version" value=(it.version); })
        .section(
            "调整时间",
            html! {
                (Field::moment("closes", "报名结束").value(closes).required())
                (Field::date("reports", "新生报到").value(it.reports_on.to_string()).required())
            },
        )
        .button(Button::submit("保存时间"));
    html! { (form) }
}

fn seats(
    visit: &Visit,
    terms: &Terms,
    wished: &[(SchoolId, i64, i64)],
    may_change: impl Fn(SchoolId) -> bool,
) -> web::Markup {
    let (csrf, id, entry) = (visit.csrf(), terms.campaign.id, terms.campaign.entry);
    let is_kindergarten = entry == Entry::Kindergarten;
    let of = |school: SchoolId| {
        wished.iter().find(|it| it.0 == school).map_or((0, 0), |it| (it.1, it.2))
    };
    let body = html! {
        div.table-box tabindex="0" role="region" aria-label="招生计划" {
            table.rows {
                thead { tr { th scope="col" { "学校" } th scope="col" { "镇（街道）" } th scope="col" { "性质" } th.num scope="col" { "计划" } @if is_kindergarten { th.num scope="col" { "每月收费" } th.num scope="col" { "服务区报名" } th.num scope="col" { "第一志愿" } } @else { th.num scope="col" { "学区报名" } th.num scope="col" { "民办志愿" } } } }
                tbody {
                    @for it in &terms.schools {
                        @let (area, wanted) = of(it.school);
                        tr {
                            td { (it.name) }
                            td { (it.town_name) }
                            td { (it.nature.label()) }
                            td.num {
                                @if may_change(it.school) {
                                    form.post method="post" action=(visit.link(&format!("/entry/campaigns/{id}/seats"))) {
                                        (csrf)
                                        input type="hidden" name="school" value=(it.school);
                                        input.input-narrow type="number" name="seats" min="0" max="10000" value=(it.seats) aria-label=(format!("{}的招生计划", it.name));
                                        " " (Button::submit("保存"))
                                    }
                                } @else { (it.seats) }
                            }
                            @if is_kindergarten { td.num { (it.fee.as_ref().map_or_else(|| "还没有公布".to_owned(), |it| it.monthly.to_string())) } }
                            td.num { (area) }
                            td.num { @if rules::may_name(entry, it) { (wanted) @if wanted > it.seats { " " (ui::badge(Tone::Warn, "超计划")) } } @else { "—" } }
                        }
                    }
                }
            }
        }
    };
    html! { (Card::new("招生计划", body).note("新批次的计划先取现在起始年级的人数，请核对后修改。").flush()) }
}

#[derive(Debug, Deserialize)]
pub(super) struct Times {
    version: i64,
    closes: String,
    reports: String,
}

pub(super) async fn set_times(
    visit: Visit,
    Path(id): Path<CampaignId>,
    Form(form): Form<Times>,
) -> Result<Redirect, Page> {
    let closes = typed_moment("closes", &form.closes)?;
    let reports = form.reports.trim().parse();
    let reports = reports
        .map_err(|_| Error::Wrong("reports", "新生报到请填日期，例如 2022-08-28".to_owned()))?;
    acts::set_times(&visit, (id, form.version), (closes, reports)).await?;
    Ok(Redirect::to(&visit.link(&format!("/entry/campaigns/{id}"))))
}

#[derive(Debug, Deserialize)]
pub(super) struct OneSchool {
    school: SchoolId,
    seats: String,
}

pub(super) async fn set_seats(
    visit: Visit,
    Path(id): Path<CampaignId>,
    Form(form): Form<OneSchool>,
) -> Result<Redirect, Page> {
    let seats = form.seats.trim().parse().unwrap_or(-1);
    let by = (kindergarten::by(&visit), visit.actor.scope());
    acts::set_seats(&visit, id, by, (form.school, seats)).await?;
    Ok(Redirect::to(&visit.link(&format!("/entry/campaigns/{id}"))))
}
