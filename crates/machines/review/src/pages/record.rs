//! An application: what it says, where it stands, what the panel gave as far as the reader may know,
//! what was done, and what the reader may do now.

use form::{Answers, Sight};
use serde::Deserialize;
use web::{
    Filters, Html, Markup, Page, Path, Visit, html,
    ui::{Alert, Button, Card, Facts, Head, Timeline, Tone, badge, beside},
};

use super::{Seen, words};
use crate::{
    actions::{self, Error},
    definition::Review,
    model::{ApplicationId, Event, Score, SeatState},
    points::Points,
    rules::{self, Action, Part, Result as Reckoned, State},
    store,
};

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    done: String,
}

/// Everything that the page shows.
struct Shown {
    seen: Seen,
    answers: Answers,
    claims: Vec<Score>,
    scores: Vec<Score>,
    events: Vec<Event>,
    result: Option<Reckoned>,
    part: Part,
    may: Vec<Action>,
}

pub(super) async fn show(
    visit: Visit,
    Path((name, id)): Path<(String, ApplicationId)>,
    Filters(asked): Filters<Asked>,
) -> Result<Html, Page> {
    let now = visit.civil_now();
    let read: Result<_, Error> = db::read!(visit.db(), "application", |tx| {
        let seen = super::seen(tx, &visit, (&name, id)).await?;
        let review = &seen.kind.what;
        let answers = form::load(tx, id).await?;
        let claims = store::claims(tx, id).await?;
        let scores = store::scores(tx, id).await?;
        let events = store::events(tx, id).await?;
        let result = actions::result(tx, review, (&seen.it, now)).await?;
        let part = actions::part(tx, &visit, (review, &seen.it)).await?;
        let signed = events.iter().any(|it| it.action == Action::Sign);
        let standing = actions::standing(review, (&seen.it, &seen.round), (signed, now));
        let may = rules::may(review, standing, part);
        Ok(Shown { seen, answers, claims, scores, events, result, part, may })
    });
    let it = read?;
    let (review, application) = (&it.seen.kind.what, &it.seen.it);
    let title = words::title(application, visit.actor.role());
    let list = visit.link(&format!("/reviews/{name}"));
    let round = &it.seen.round;
    let head = Head::new(title.as_str())
        .crumb(review.label.as_str(), list.clone())
        .crumb(round.title.as_str(), format!("{list}/rounds/{}", round.id))
        .state(words::state(application))
        .below(html! { (application.place_name) " · " (application.applied_on) " 申报" })
        .action(Button::print());
    let told = match asked.done.as_str() {
        "claims" => Some("自评已保存".to_owned()),
        key => Action::from_key(key).map(|it| format!("已办：{}", it.label())),
    };
    let body = html! {
        @if let Some(words) = told { (Alert::new(Tone::Good, words)) }
        (body(&visit, &name, &it))
    };
    Ok(visit.page_under(&title, &head, &body))
}

fn body(visit: &Visit, name: &str, it: &Shown) -> Markup {
    let review = &it.seen.kind.what;
    let sight = if it.part.applies { Sight::Own } else { Sight::Role(visit.actor.role()) };
    let main = html! {
        (deeds(visit, name, it))
        @if knows_result(it) { (outcome(review, it)) }
        (Card::new("申报内容", html! { (form::facts(&review.fields, &it.answers, sight)) }))
        @if review.self_assessed { (claims(review, it)) }
        @if it.part.chairs || it.part.hosts { (panel(visit, name, it)) }
        @if is_over(it.seen.it.state) { (notes(review, it)) }
    };
    beside(main, Card::new("办理过程", html! { (timeline(it)) }))
}

/// The result is known to those who decide, and to the others once it is known to all.
fn knows_result(it: &Shown) -> bool {
    let decides = it.part.chairs || it.part.hosts;
    it.seen.it.total.is_some() && (decides || is_over(it.seen.it.state))
}

fn is_over(state: State) -> bool {
    matches!(
        state,
        State::Notice | State::Appealed | State::Final | State::Refused | State::Revoked
    )
}

/// What the reader may do now.
fn deeds(visit: &Visit, name: &str, it: &Shown) -> Markup {
    let base = visit.link(&format!("/reviews/{name}/{}", it.seen.it.id));
    let button = |action: &Action| {
        let button = Button::link(action.label(), format!("{base}/do/{}", action.key()));
        match action {
            Action::Submit | Action::Forward | Action::Draw | Action::Settle | Action::Sign => {
                button.primary()
            }
            Action::Refuse | Action::Revoke | Action::Withdraw => button.danger(),
            _ => button,
        }
    };
    let drafts = it.part.applies && it.seen.it.state == State::Draft;
    let judges = it.seen.judges && it.seen.it.state == State::Scoring;
    html! {
        @if drafts || judges || !it.may.is_empty() {
            (Card::new("现在可以办理", html! {
                div.actions {
                    @if drafts { (Button::link("填写自评", format!("{base}/claims")).primary()) }
                    @if judges { (Button::link("去评分", format!("{base}/score")).primary()) }
                    @for action in &it.may { (button(action)) }
                }
            }))
        }
    }
}

fn outcome(review: &Review, it: &Shown) -> Markup {
    let application = &it.seen.it;
    let mut facts = Facts::new()
        .fact("总分", format!("{} / {} 分", words::total(application.total), review.whole()))
        .fact("等次", words::level(review, application));
    if let Some(result) = it.result.as_ref().filter(|it| it.deducted > Points::default()) {
        let words =
            format!("专家平均 {} 分，扣分 {} 分（仍在期内的）", result.mean, result.deducted);
        facts = facts.long("怎么算的", words);
    }
    let until = words::day(application.valid_until);
    if !until.is_empty() {
        facts = facts.fact("有效期至", until);
    }
    if application.upward {
        facts = facts.fact("推荐到市级", "已推荐");
    }
    html! { (Card::new("结果", html! { (facts) })) }
}

fn claims(review: &Review, it: &Shown) -> Markup {
    let sum = Points::sum(it.claims.iter().map(|it| it.points));
    html! {
        (Card::new(format!("自评（合计 {sum} 分）"), html! {
            @if it.claims.is_empty() { p { "还没有填写自评。" } }
            div.table-responsive { table.table { tbody {
                @for claim in &it.claims {
                    @let item = review.items.iter().find(|it| it.key == claim.item);
                    tr {
                        td { (item.map_or("", |it| it.label.as_str())) }
                        td.num { (claim.points) }
                        td { (claim.note) }
                    }
                }
            } } }
        }))
    }
}

/// The panel for those who decide: each total, its distance marked, and who is still to come.
fn panel(visit: &Visit, name: &str, it: &Shown) -> Markup {
    let handed: Vec<_> =
        it.seen.seats.iter().filter(|it| it.state == SeatState::HandedIn).collect();
    let protocol = visit.link(&format!("/reviews/{name}/{}/panel", it.seen.it.id));
    let span = it.result.as_ref().and_then(|it| Points::span(&it.totals));
    html! {
        @if !it.seen.seats.is_empty() {
            (Card::new("专家评分", html! {
                @if let Some((least, most)) = span {
                    p { "最低 " (least) "，最高 " (most) "，相差 " (Points(most.0 - least.0)) " 分" }
                }
                div.table-responsive { table.table {
                    thead { tr { th scope="col" { "专家" } th.num scope="col" { "总分" } th scope="col" { "状态" } } }
                    tbody {
                        @for seat in &it.seen.seats {
                            @let at = handed.iter().position(|it| it.account == seat.account);
                            tr {
                                td { (seat.name) }
                                td.num { @if let (Some(at), Some(result)) = (at, &it.result) { (result.totals[at]) } }
                                td { (seat_words(seat.state))
                                    @if let (Some(at), Some(result)) = (at, &it.result) {
                                        @if result.outliers[at] { " " (badge(Tone::Warn, "偏离较大")) }
                                    }
                                    @if let Some(reason) = &seat.reason { "：" (reason) }
                                }
                            }
                        }
                    }
                } }
            }).action(Button::link("抽取记录", protocol)))
        }
    }
}

fn seat_words(state: SeatState) -> &'static str {
    match state {
        SeatState::Scoring => "评分中",
        SeatState::HandedIn => "已交",
        SeatState::SteppedDown => "已回避",
    }
}

/// What the experts wrote and took off, without their names.
fn notes(review: &Review, it: &Shown) -> Markup {
    let said: Vec<_> = it.scores.iter().filter(|it| !it.note.is_empty()).collect();
    html! {
        @if !said.is_empty() {
            (Card::new("专家意见", html! {
                ul { @for one in &said {
                    @let item = review.items.iter().find(|it| it.key == one.item);
                    li { (item.map_or("", |it| it.label.as_str())) "：" (one.note) }
                } }
            }))
        }
    }
}

fn timeline(it: &Shown) -> Timeline<'_> {
    it.events.iter().fold(Timeline::new(), |timeline, event| {
        let who = event.by.as_ref().map(|it| format!("{} {}", event.role.label(), it.1));
        // Who handed in last is nobody's business but the panel's.
        let (what, who) = match (
            event.action,
            it.seen
                .seats
                .iter()
                .any(|seat| event.by.as_ref().is_some_and(|by| by.0 == seat.account)),
        ) {
            (Action::Submit, true) => ("专家评分交齐", String::new()),
            (action, _) => (action.label(), who.unwrap_or_default()),
        };
        let timeline = timeline.event(tone(event.action), words::moment(event.at), what, who);
        match &event.reason {
            Some(reason) => timeline.more(html! { p { "说明：" (reason) } }),
            None => timeline,
        }
    })
}

fn tone(action: Action) -> Tone {
    match action {
        Action::Submit | Action::Forward | Action::Settle | Action::Sign | Action::Upward => {
            Tone::Good
        }
        Action::Draw | Action::LookBack | Action::Stand => Tone::Info,
        Action::Again | Action::Appeal | Action::Resettle => Tone::Warn,
        Action::Refuse | Action::Revoke => Tone::Bad,
        Action::Withdraw => Tone::Quiet,
    }
}
