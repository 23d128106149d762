//! Putting something in: the application, and the points that the applicant gives itself.

use catalog::Loaded;
use form::{Answers, Posted};
use jiff::civil::DateTime;
use platform::{Act, access};
use vocab::{PlaceId, StudentId};
use web::Visit;

use super::{By, Error, by, note, part, tell};
use crate::{
    definition::{ItemKind, Review},
    model::{Application, ApplicationId, Round, RoundId, RoundState},
    points::{NotPoints, Points},
    rules::{self, Action, Refusal, State},
    store::{self, NewApplication},
};

/// Something that is to be judged.
pub(crate) struct Applying<'a> {
    /// Its id, made with the form.
    pub(crate) id: ApplicationId,
    /// The round.
    pub(crate) round: RoundId,
    /// Where it lies.
    pub(crate) place: PlaceId,
    /// The pupil whom it is about.
    pub(crate) student: Option<StudentId>,
    /// What was typed.
    pub(crate) posted: &'a Posted,
}

/// Puts something in. Sent twice, it is put in once.
pub(crate) async fn apply(
    visit: &Visit,
    kind: &Loaded<Review>,
    it: &Applying<'_>,
) -> Result<(), Error> {
    let (review, role, today) = (&kind.what, visit.actor.role(), visit.today());
    if !review.applies.contains(&role) {
        return Err(Error::Missing);
    }
    let none = Answers::default();
    let answers = form::read(&review.fields, &review.asks, it.posted, (&none, today));
    let answers = answers.map_err(Error::Wrong)?;
    let done: Result<(), Error> = platform::act!(visit, "review.apply", |act| {
        if let Some(there) = store::find(act.tx(), it.id).await? {
            let same = there.made_by == Some(visit.actor.account) && there.entry == kind.name;
            return if same { Ok(()) } else { Err(Error::Missing) };
        }
        let round = store::find_round(act.tx(), it.round).await?;
        let round = round.filter(|it| it.entry == kind.name).ok_or(Error::Missing)?;
        if round.state != RoundState::Open || today > round.apply_until {
            return Err(Refusal::TooLate(round.apply_until).into());
        }
        may_be_about(act, visit, review, it).await?;
        let new = Begin {
            id: it.id,
            place: it.place,
            student: it.student,
            answers: &answers,
            by: by(visit),
        };
        begin(act, kind, (&round, &new), visit.civil_now()).await
    });
    done
}

/// What is judged must be of the review's kind and lie within what the applicant acts for.
async fn may_be_about(
    act: &mut Act<'_>,
    visit: &Visit,
    review: &Review,
    it: &Applying<'_>,
) -> Result<(), Error> {
    let (role, scope) = (visit.actor.role(), visit.actor.scope());
    let mine = ::catalog::acts_for(act.tx(), role, scope).await?;
    let found = access::find_place(act.tx(), it.place).await?.ok_or(Error::Missing)?;
    if !access::is_within(act.tx(), it.place, mine).await? || found.kind != review.subject {
        return Err(Error::Missing);
    }
    if review.of_student {
        let student = it.student.ok_or(Error::Missing)?;
        let pupils = store::children_to_choose(act.tx(), it.place).await?;
        if !pupils.iter().any(|it| it.0 == student) {
            return Err(Error::Missing);
        }
    }
    Ok(())
}

/// An application as it is written down.
pub(crate) struct Begin<'a> {
    pub(crate) id: ApplicationId,
    pub(crate) place: PlaceId,
    pub(crate) student: Option<StudentId>,
    pub(crate) answers: &'a Answers,
    pub(crate) by: By,
}

/// Writes an application down; what is not assessed by the applicant goes on at once.
pub(crate) async fn begin(
    act: &mut Act<'_>,
    kind: &Loaded<Review>,
    (round, it): (&Round, &Begin<'_>),
    at: DateTime,
) -> Result<(), Error> {
    let review = &kind.what;
    let field = &review.fields[review.title];
    let title = it.answers.get(&field.key).map(|it| field.words(it)).unwrap_or_default();
    let title: String = title.chars().take(60).collect();
    let state = if review.self_assessed { State::Draft } else { rules::after_submit(review) };
    let new = NewApplication {
        id: it.id,
        round: round.id,
        entry: &kind.name,
        place: it.place,
        student: it.student,
        title: &title,
        state,
        by: it.by,
        on: at.date(),
    };
    store::add(act.tx(), &new).await?;
    store::add_event(act.tx(), (it.id, 1, at), Action::Submit, (it.by, None)).await?;
    form::save(act.tx(), it.id, &kind.name, (&review.fields, it.answers)).await?;
    note(act, (&kind.name, it.id), Action::Submit, state);
    let record = store::find(act.tx(), it.id).await?.ok_or(Error::Missing)?;
    platform::measures::moved(act, record.place, at.date(), "评审有进展").await?;
    tell(act, kind, (&record, state), at).await
}

/// The name of the field for what the applicant gives itself for an item.
pub(crate) fn points_field(item: &str) -> String {
    format!("points-{item}")
}

/// The name of the field for what it shows.
pub(crate) fn evidence_field(item: &str) -> String {
    format!("evidence-{item}")
}

/// Saves what the applicant gives itself, as far as it is there.
pub(crate) async fn save_claims(
    visit: &Visit,
    kind: &Loaded<Review>,
    (id, posted): (ApplicationId, &Posted),
) -> Result<(), Error> {
    let claims = read_claims(&kind.what, posted)?;
    platform::act!(visit, "review.claim", |act| {
        let it: Application = store::find(act.tx(), id).await?.ok_or(Error::Missing)?;
        let part = part(act.tx(), visit, (&kind.what, &it)).await?;
        if it.entry != kind.name || !part.applies {
            return Err(Error::Missing);
        }
        if it.state != State::Draft {
            return Err(Refusal::NotYours.into());
        }
        store::save_claims(act.tx(), id, &claims).await?;
        act.about(id);
        act.note("items", claims.len());
        Ok(())
    })
}

fn read_claims(review: &Review, posted: &Posted) -> Result<Vec<(String, Points, String)>, Error> {
    const EVIDENCE_MAX: usize = 500;
    let (mut claims, mut wrongs) = (Vec::new(), Vec::new());
    for item in review.items.iter().filter(|it| it.kind != ItemKind::Veto) {
        let field = points_field(&item.key);
        let typed = posted.get(&field);
        let evidence = posted.get(&evidence_field(&item.key));
        let evidence: String = evidence.chars().take(EVIDENCE_MAX).collect();
        if typed.is_empty() && evidence.is_empty() {
            continue;
        }
        let points = if typed.is_empty() { Ok(Points::default()) } else { Points::read(typed) };
        let points =
            points.and_then(|it| if it <= item.most { Ok(it) } else { Err(NotPoints::Range) });
        match points {
            Ok(points) => claims.push((item.key.clone(), points, evidence)),
            Err(NotPoints::Range) => {
                let advice = format!("这一项最多 {} 分", item.most);
                wrongs.push(form::Wrong { field, advice });
            }
            Err(why) => wrongs.push(form::Wrong { field, advice: why.to_string() }),
        }
    }
    if wrongs.is_empty() { Ok(claims) } else { Err(Error::Wrong(wrongs)) }
}
