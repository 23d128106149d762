//! What offices do to an application: put forward, draw its panel, settle it, hear appeals, take a
//! title back.

use catalog::Loaded;
use form::{Answers, Posted};
use jiff::{Span, civil::DateTime};
use platform::{
    Act,
    access::{self, PlaceKind},
    effects::Effects,
};
use vocab::PlaceId;
use web::Visit;

use super::{By, Error, REASON_MAX, bring_about, by, effects, part, rounds, standing, tell, write};
use crate::{
    definition::{Moment, Review, Stage},
    model::{Application, ApplicationId, DeductionId, NEVER, Round, RoundState, SeatState},
    panel::{self, LeftOut},
    points::Points,
    rules::{self, Action, Deduction, Refusal, State},
    store,
};

/// Something that somebody wants done to an application.
pub(crate) struct Doing<'a> {
    /// The application.
    pub(crate) id: ApplicationId,
    /// What.
    pub(crate) action: Action,
    /// The version that they saw.
    pub(crate) version: i64,
    /// Why.
    pub(crate) reason: &'a str,
    /// What was typed.
    pub(crate) posted: &'a Posted,
}

/// Does something to an application.
pub(crate) async fn take(
    visit: &Visit,
    kind: &Loaded<Review>,
    doing: &Doing<'_>,
) -> Result<(), Error> {
    let reason: String = doing.reason.trim().chars().take(REASON_MAX).collect();
    let (at, effects) = (visit.civil_now(), effects(visit));
    platform::act!(visit, "review.act", |act| {
        let it = store::find(act.tx(), doing.id).await?.filter(|it| it.entry == kind.name);
        let it = it.ok_or(Error::Missing)?;
        let round = store::find_round(act.tx(), it.round).await?.ok_or(Error::Missing)?;
        if it.version != doing.version {
            return Err(Refusal::Overtaken.into());
        }
        let events = store::events(act.tx(), it.id).await?;
        let signed = events.iter().any(|it| it.action == Action::Sign);
        let part = part(act.tx(), visit, (&kind.what, &it)).await?;
        let stands = standing(&kind.what, (&it, &round), (signed, at));
        if !rules::may(&kind.what, stands, part).contains(&doing.action) {
            return Err(Refusal::NotYours.into());
        }
        if doing.action.wants_reason() && reason.is_empty() {
            return Err(Refusal::NoReason.into());
        }
        let what = What { kind, round: &round, by: by(visit), at, effects: &effects };
        let way = (doing.action, reason.as_str(), doing.posted);
        do_it(act, &what, &it, way).await
    })
}

/// What stands around an action.
pub(crate) struct What<'a> {
    pub(crate) kind: &'a Loaded<Review>,
    pub(crate) round: &'a Round,
    pub(crate) by: By,
    pub(crate) at: DateTime,
    pub(crate) effects: &'a Effects,
}

async fn do_it(
    act: &mut Act<'_>,
    what: &What<'_>,
    it: &Application,
    (action, reason, posted): (Action, &str, &Posted),
) -> Result<(), Error> {
    let review = &what.kind.what;
    let state = match action {
        Action::Submit => rules::after_submit(review),
        Action::Withdraw => State::Withdrawn,
        Action::Forward => {
            may_forward(act, what, it).await?;
            State::Panel
        }
        Action::Refuse => State::Refused,
        Action::Draw => return draw_panel(act, what, it).await,
        Action::Settle | Action::Resettle => {
            return settle(act, what, it, (action, reason, posted)).await;
        }
        Action::Again => {
            store::reopen_seats(act.tx(), it.id).await?;
            tell_panel(act, what, it).await?;
            State::Scoring
        }
        Action::Appeal => State::Appealed,
        // Until the round is closed what is published goes on being published.
        Action::Stand if what.round.state == RoundState::Notice => State::Notice,
        Action::Stand => State::Final,
        Action::Upward => {
            may_go_upward(act, what).await?;
            it.state
        }
        Action::Revoke => {
            let result = (it.total, it.level.as_deref(), it.vetoed);
            let settled = it.settled_at.unwrap_or(what.at);
            store::set_settled(act.tx(), it.id, result, (settled, what.at.date(), NEVER)).await?;
            State::Revoked
        }
        Action::Sign | Action::LookBack => it.state,
    };
    let upward = it.upward || action == Action::Upward;
    write(act, it, (action, state, upward), (what.by, reason), what.at).await?;
    tell(act, what.kind, (it, state), what.at).await
}

/// A school puts forward no more than its places.
async fn may_forward(act: &mut Act<'_>, what: &What<'_>, it: &Application) -> Result<(), Error> {
    let most = what.kind.what.most(Stage::School, what.round.opened_on);
    let Some(most) = most else { return Ok(()) };
    let path = access::place_path(act.tx(), it.place).await?;
    let school = path.iter().find(|it| it.kind == PlaceKind::School).ok_or(Error::Missing)?;
    let taken = store::count_forwarded(act.tx(), what.round.id, school.id).await?;
    if taken < i64::from(most) {
        return Ok(());
    }
    Err(Refusal::Quota { what: "本校", most, taken }.into())
}

/// The county puts forward no more than its places.
async fn may_go_upward(act: &mut Act<'_>, what: &What<'_>) -> Result<(), Error> {
    let most = what.kind.what.most(Stage::City, what.round.opened_on);
    let Some(most) = most else { return Ok(()) };
    let all = store::of_round(act.tx(), what.round.id, what.round.place).await?;
    let taken = all.iter().filter(|it| it.upward && it.state == State::Final).count();
    let taken = i64::try_from(taken).unwrap_or(i64::MAX);
    if taken < i64::from(most) {
        return Ok(());
    }
    Err(Refusal::Quota { what: "本县推荐到市级的", most, taken }.into())
}

/// Draws the panel of an application from the seed of its round.
pub(crate) async fn draw_panel(
    act: &mut Act<'_>,
    what: &What<'_>,
    it: &Application,
) -> Result<(), Error> {
    let panel = &what.kind.what.panel;
    let day = what.at.date();
    let mut accounts = Vec::new();
    let mut pool = Vec::<panel::Candidate>::new();
    for role in &panel.roles {
        let county = what.round.place;
        let visits = (panel.visits, day);
        let found = store::candidates(act.tx(), it.id, (*role, county), visits).await?;
        for (account, candidate) in found {
            // Who holds two of the roles is one person, who is left out if either says so.
            if let Some(at) = accounts.iter().position(|it| *it == account) {
                pool[at].own |= candidate.own;
            } else {
                accounts.push(account);
                pool.push(candidate);
            }
        }
    }
    let order = panel::order(&what.round.seed, &it.id.to_string(), &pool);
    if order.len() < panel.size {
        let (found, wanted) = (order.len(), panel.size);
        return Err(Refusal::FewExperts { found, wanted, left_out: left_out(&pool) }.into());
    }
    let kept: Vec<_> = accounts
        .iter()
        .zip(&pool)
        .enumerate()
        .map(|(at, (account, candidate))| {
            let position = order.iter().position(|it| *it == at);
            let position = position.and_then(|it| i64::try_from(it + 1).ok());
            (*account, position, candidate.left_out())
        })
        .collect();
    store::add_pool(act.tx(), it.id, &kept).await?;
    let seats: Vec<_> = order.iter().take(panel.size).map(|at| accounts[*at]).collect();
    store::add_seats(act.tx(), it.id, &seats).await?;
    act.note("pool", pool.len());
    act.note("free", order.len());
    let by = (what.by, "");
    write(act, it, (Action::Draw, State::Scoring, false), by, what.at).await?;
    tell_panel(act, what, it).await
}

/// Who was left out, in words: 本单位 2 位，最近评过这里 1 位。
fn left_out(pool: &[panel::Candidate]) -> String {
    let count = |why: LeftOut| pool.iter().filter(|it| it.left_out() == Some(why)).count();
    let told = LeftOut::ALL.into_iter().filter(|it| count(*it) > 0);
    let words: Vec<String> = told.map(|it| format!("{} {} 位", it.label(), count(it))).collect();
    if words.is_empty() { String::new() } else { format!("已排除：{}。", words.join("，")) }
}

async fn tell_panel(act: &mut Act<'_>, what: &What<'_>, it: &Application) -> Result<(), Error> {
    let seats = store::seats(act.tx(), it.id).await?;
    let link = format!("/reviews/{}/{}/score", what.kind.name, it.id);
    for seat in seats.iter().filter(|it| it.state != SeatState::SteppedDown) {
        let label = &what.kind.what.label;
        let words = format!("请在 {} 前为{label}“{}”评分", what.round.score_until, it.title);
        act.tell(seat.account, words, link.clone());
    }
    Ok(())
}

/// What the panel of an application came to.
pub(crate) async fn result(
    tx: &mut db::Tx,
    review: &Review,
    (it, at): (&Application, DateTime),
) -> Result<Option<rules::Result>, Error> {
    let seats = store::seats(tx, it.id).await?;
    let scores = store::scores(tx, it.id).await?;
    let handed = seats.iter().filter(|it| it.state == SeatState::HandedIn);
    let panel: Vec<Vec<(String, Points)>> = handed
        .map(|seat| {
            let theirs = scores.iter().filter(|it| it.account == Some(seat.account));
            theirs.map(|it| (it.item.clone(), it.points)).collect()
        })
        .collect();
    let all = store::deductions(tx, &it.entry, (it.place, at.date())).await?;
    Ok(rules::result(review, &panel, rules::running(&all, at.date())))
}

/// The chair settles: the total as it was reckoned; after an appeal as the chair finds it.
pub(crate) async fn settle(
    act: &mut Act<'_>,
    what: &What<'_>,
    it: &Application,
    (action, reason, posted): (Action, &str, &Posted),
) -> Result<(), Error> {
    let (review, day) = (&what.kind.what, what.at.date());
    let known = form::load(act.tx(), it.id).await?;
    let read = form::read(&review.fields, &review.settle_asks, posted, (&known, day));
    let fresh = read.map_err(Error::Wrong)?;
    let result = result(act.tx(), review, (it, what.at)).await?.ok_or(Refusal::NotYours)?;
    let (total, vetoed) = match action {
        Action::Resettle => (found_right(review, posted)?, false),
        _ => (result.total, result.vetoed),
    };
    let level = rules::level(review, total, vetoed);
    let state = match action {
        Action::Resettle if what.round.state == RoundState::Notice => State::Notice,
        Action::Resettle => State::Final,
        _ => rules::after_settle(review, level),
    };
    let passes = rules::passes(level);
    let state = if passes || state != State::Notice { state } else { State::Refused };
    let is_final = state == State::Final && passes;
    let (until, remind) = if is_final { rounds::term(review, day) } else { (NEVER, NEVER) };
    let level = level.map(|it| it.key.as_str());
    let settled = (Some(total), level, vetoed);
    store::set_settled(act.tx(), it.id, settled, (what.at, until, remind)).await?;
    let mut answers: Answers = known;
    answers.extend(&fresh);
    form::save(act.tx(), it.id, &what.kind.name, (&review.fields, &answers)).await?;
    write(act, it, (action, state, it.upward), (what.by, reason), what.at).await?;
    tell(act, what.kind, (it, state), what.at).await?;
    let settled = Application {
        total: Some(total),
        level: level.map(ToOwned::to_owned),
        vetoed,
        valid_until: until,
        ..it.clone()
    };
    let (both, with) = ((&settled, what.round), (what.effects, what.by));
    if action == Action::Settle {
        bring_about(act, what.kind, Moment::Settled, both, with).await?;
    }
    // What held before the appeal was brought about then.
    if is_final && it.valid_until == NEVER {
        bring_about(act, what.kind, Moment::Final, both, with).await?;
    }
    Ok(())
}

/// The total that the chair finds right after an appeal.
fn found_right(review: &Review, posted: &Posted) -> Result<Points, Error> {
    let wrong = |advice: String| {
        Error::Wrong(vec![form::Wrong { field: "total-found".to_owned(), advice }])
    };
    let whole = review.whole();
    match Points::read(posted.get("total-found")) {
        Ok(it) if it <= whole => Ok(it),
        Ok(_) => Err(wrong(format!("总分最高 {whole} 分"))),
        Err(why) => Err(wrong(why.to_string())),
    }
}

/// Points that are taken off outside of a round.
pub(crate) struct Deducting<'a> {
    pub(crate) id: DeductionId,
    pub(crate) place: PlaceId,
    pub(crate) item: &'a str,
    pub(crate) points: &'a str,
    pub(crate) reason: &'a str,
}

/// Takes points off outside of a round; they run out after the months that the file says.
pub(crate) async fn deduct(
    visit: &Visit,
    kind: &Loaded<Review>,
    it: &Deducting<'_>,
) -> Result<(), Error> {
    let (review, today) = (&kind.what, visit.today());
    let item = review.items.iter().find(|item| item.key == it.item && item.months.is_some());
    let item = item.ok_or(Error::Missing)?;
    let reason: String = it.reason.trim().chars().take(REASON_MAX).collect();
    if !review.hosts.contains(&visit.actor.role()) {
        return Err(Error::Missing);
    }
    if reason.is_empty() {
        return Err(Refusal::NoReason.into());
    }
    let points = Points::read(it.points).ok();
    let points = points.filter(|it| *it > Points::default() && *it <= item.most);
    let points = points.ok_or_else(|| {
        let advice = format!("请写 0 到 {} 之间的分数", item.most);
        Error::Wrong(vec![form::Wrong { field: "points".to_owned(), advice }])
    })?;
    let months = i64::from(item.months.unwrap_or_default());
    let until = today.saturating_add(Span::new().months(months));
    platform::act!(visit, "review.deduct", |act| {
        let (role, scope) = (visit.actor.role(), visit.actor.scope());
        let mine = ::catalog::acts_for(act.tx(), role, scope).await?;
        if !access::is_within(act.tx(), it.place, mine).await? {
            return Err(Error::Missing);
        }
        let (item, reason) = (item.key.clone(), reason.clone());
        let it = (it.id, kind.name.as_str(), it.place);
        let new = Deduction { item, points, since: today, until, reason };
        store::add_deduction(act.tx(), it, &new, Some(visit.actor.account)).await?;
        act.about(it.2);
        act.note("points", points);
        Ok(())
    })
}
