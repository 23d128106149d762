//! What experts do: each item is saved by itself; who is done hands in; who has an interest steps
//! down and is followed by the next lot.

use catalog::Loaded;
use jiff::civil::DateTime;
use platform::{Act, access};
use vocab::{AccountId, PlaceId};
use web::Visit;

use super::{Error, REASON_MAX, by, tell, write};
use crate::{
    definition::{ItemKind, Review},
    model::{Application, ApplicationId, SeatState},
    points::{NotPoints, Points},
    rules::{self, Action, Refusal, State},
    store,
};

/// The longest note on an item.
const NOTE_MAX: usize = 300;

/// The application, for one who judges it now.
async fn judged(
    act: &mut Act<'_>,
    kind: &Loaded<Review>,
    (id, account): (ApplicationId, AccountId),
) -> Result<Application, Error> {
    let it = store::find(act.tx(), id).await?.filter(|it| it.entry == kind.name);
    let it = it.ok_or(Error::Missing)?;
    let seats = store::seats(act.tx(), id).await?;
    let mine = seats.iter().find(|it| it.account == account).ok_or(Error::Missing)?;
    if it.state != State::Scoring || mine.state != SeatState::Scoring {
        return Err(Refusal::NotYours.into());
    }
    Ok(it)
}

/// Saves what an expert gives for an item. The last word counts.
pub(crate) async fn save(
    visit: &Visit,
    kind: &Loaded<Review>,
    id: ApplicationId,
    (item, points, note): (&str, &str, &str),
) -> Result<(), Error> {
    let item = kind.what.items.iter().find(|it| it.key == item).ok_or(Error::Missing)?;
    let wrong =
        |advice: String| Error::Wrong(vec![form::Wrong { field: "points".to_owned(), advice }]);
    let most = if item.kind == ItemKind::Veto { Points(100) } else { item.most };
    let points = match Points::read(points) {
        Ok(it) if it <= most => it,
        Ok(_) | Err(NotPoints::Range) => return Err(wrong(format!("请写 0 到 {most} 之间的分数"))),
        Err(why) => return Err(wrong(why.to_string())),
    };
    let note: String = note.trim().chars().take(NOTE_MAX).collect();
    if item.kind != ItemKind::Points && points > Points::default() && note.is_empty() {
        let advice = "扣分和一票否决要写明事实".to_owned();
        return Err(Error::Wrong(vec![form::Wrong { field: "note".to_owned(), advice }]));
    }
    let account = visit.actor.account;
    platform::act!(visit, "review.score", |act| {
        judged(act, kind, (id, account)).await?;
        store::save_score(act.tx(), (id, account), (&item.key, points, &note)).await?;
        act.about(id);
        act.note("item", &item.key);
        Ok(())
    })
}

/// Hands in what an expert gave. Once all have, it is the chair's.
pub(crate) async fn hand_in(
    visit: &Visit,
    kind: &Loaded<Review>,
    id: ApplicationId,
) -> Result<(), Error> {
    let account = visit.actor.account;
    platform::act!(visit, "review.hand-in", |act| {
        let it = judged(act, kind, (id, account)).await?;
        hand(act, kind, (&it, account), visit.civil_now()).await
    })
}

/// Hands in for `account`, and passes the application on where that was the last.
pub(crate) async fn hand(
    act: &mut Act<'_>,
    kind: &Loaded<Review>,
    (it, account): (&Application, AccountId),
    at: DateTime,
) -> Result<(), Error> {
    let id = it.id;
    let scores = store::scores(act.tx(), id).await?;
    let mine = scores.iter().filter(|it| it.account == Some(account));
    let mine: Vec<(String, Points)> = mine.map(|it| (it.item.clone(), it.points)).collect();
    let missing = rules::missing(&kind.what, &mine);
    if !missing.is_empty() {
        return Err(Refusal::Missing(missing.len(), missing.join("、")).into());
    }
    let way = (SeatState::Scoring, SeatState::HandedIn);
    if !store::set_seat(act.tx(), (id, account), way, (None, at.date())).await? {
        return Err(Refusal::NotYours.into());
    }
    act.about(id);
    let seats = store::seats(act.tx(), id).await?;
    if seats.iter().any(|it| it.state == SeatState::Scoring) {
        return Ok(());
    }
    let role = kind.what.panel.roles.first().copied().unwrap_or(kind.what.chair);
    write(act, it, (Action::Submit, State::Chair, false), ((Some(account), role), ""), at).await?;
    tell(act, kind, (it, State::Chair), at).await
}

/// An expert steps down with a reason; the next lot takes the seat.
pub(crate) async fn step_down(
    visit: &Visit,
    kind: &Loaded<Review>,
    (id, reason): (ApplicationId, &str),
) -> Result<(), Error> {
    let reason: String = reason.trim().chars().take(REASON_MAX).collect();
    if reason.is_empty() {
        return Err(Refusal::NoReason.into());
    }
    let account = visit.actor.account;
    platform::act!(visit, "review.step-down", |act| {
        let it = judged(act, kind, (id, account)).await?;
        let pool = store::load_pool(act.tx(), id).await?;
        let seats = store::seats(act.tx(), id).await?;
        let sat = |account: AccountId| seats.iter().any(|it| it.account == account);
        let next = pool.iter().find(|it| it.position.is_some() && !sat(it.account));
        let Some(next) = next else {
            let found = seats.iter().filter(|it| it.state != SeatState::SteppedDown).count() - 1;
            let left_out = "抽签名单里没有下一位了。".to_owned();
            return Err(
                Refusal::FewExperts { found, wanted: kind.what.panel.size, left_out }.into()
            );
        };
        let way = (SeatState::Scoring, SeatState::SteppedDown);
        let why = (Some(reason.as_str()), visit.today());
        store::set_seat(act.tx(), (id, account), way, why).await?;
        store::add_seats(act.tx(), id, &[next.account]).await?;
        let words = format!("请为{}“{}”评分", kind.what.label, it.title);
        act.tell(next.account, words, format!("/reviews/{}/{id}/score", kind.name));
        act.about(id);
        Ok(())
    })
}

/// Somebody declares kin or another interest at a place.
pub(crate) async fn declare(visit: &Visit, (place, reason): (PlaceId, &str)) -> Result<(), Error> {
    let reason: String = reason.trim().chars().take(REASON_MAX).collect();
    if reason.is_empty() {
        return Err(Refusal::NoReason.into());
    }
    let (account, _) = by(visit);
    platform::act!(visit, "review.declare", |act| {
        access::find_place(act.tx(), place).await?.ok_or(Error::Missing)?;
        let Some(account) = account else { return Err(Error::Missing) };
        store::add_interest(act.tx(), (account, place), &reason, visit.today()).await?;
        act.about(place);
        Ok(())
    })
}

/// An interest is no more.
pub(crate) async fn undeclare(visit: &Visit, place: PlaceId) -> Result<(), Error> {
    platform::act!(visit, "review.declare", |act| {
        let at = (visit.actor.account, place);
        store::end_interest(act.tx(), at, visit.today()).await?;
        act.about(place);
        Ok(())
    })
}
