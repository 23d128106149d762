//! What families do: registering children, changing, taking back. One act each.

use jiff::civil::{Date, DateTime};
use platform::{
    Act,
    act::Source,
    files::{self, Kept},
    seal::{Field, Sealer},
};
use vocab::{AccountId, IdNumber, Phone, SchoolId, Sex, StudentId};

use super::{
    NUMBER, PHONE,
    error::Error,
    model::{
        Campaign, CampaignId, Channel, Registration, RegistrationId, State, Step, StepId, StepKind,
        Wish,
    },
    rules::{self, Refusal},
    store::registrations,
    terms::Terms,
};

/// A child as a family or a clerk names it.
#[derive(Debug, Clone)]
pub struct Named {
    /// Where it is known to a school or kindergarten.
    pub student: Option<StudentId>,
    /// Its name.
    pub name: String,
    /// Its number, from which sex and birthday follow.
    pub number: IdNumber,
}

/// What is asked for, the same for all children that are registered together.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// The first child's registration; the others' follow.
    pub id: RegistrationId,
    /// The campaign.
    pub campaign: CampaignId,
    /// The family's account, where it registers itself.
    pub account: Option<AccountId>,
    /// Who registers.
    pub guardian: String,
    /// The telephone.
    pub phone: Phone,
    /// The school of the area.
    pub school: SchoolId,
    /// Where the family lives.
    pub address: String,
    /// The same on the county's grid, in metres, where that is known.
    pub at: Option<(i64, i64)>,
    /// The category's word.
    pub category: String,
    /// What is asked for first.
    pub wish: Wish,
    /// The schools that are named, in order.
    pub choices: Vec<SchoolId>,
    /// How it comes.
    pub channel: Channel,
    /// The children; several stay together.
    pub children: Vec<Named>,
}

/// What the rules say of `wanted`: the schools that are named, in order.
fn judged(terms: &Terms, wanted: &Wanted) -> Result<Vec<SchoolId>, Refusal> {
    terms.area(wanted.school).ok_or(Refusal::NoSchool(terms.campaign.entry.area()))?;
    terms.category(wanted.school, &wanted.category).ok_or(Refusal::NoCategory)?;
    for child in &wanted.children {
        rules::may_enter(&terms.campaign, &child.name, child.number.birthday())?;
    }
    rules::choices(&terms.campaign, (wanted.school, wanted.wish), &wanted.choices, &terms.schools)
}

/// A number as a row keeps it.
fn sealed(sealer: &Sealer, field: Field, bits: i64, text: &str) -> String {
    sealer.seal(field.at(bits), text)
}

/// 报名号, which tells nothing of the child or of when it was registered.
pub(crate) fn number_of(campaign: &Campaign, id: RegistrationId) -> String {
    let digest = platform::act::digest(&["registration", &id.to_string()]);
    rules::number(campaign.entry, campaign.year, &digest)
}

/// The row of a child.
pub(crate) fn row(
    (sealer, terms): (&Sealer, &Terms),
    wanted: &Wanted,
    (id, child, bundle): (RegistrationId, &Named, Option<RegistrationId>),
    now: jiff::civil::DateTime,
) -> Result<Registration, Refusal> {
    let state = match wanted.channel {
        Channel::School => State::Unconfirmed,
        Channel::Online | Channel::Sheet => State::Sent,
    };
    let (sex, born): (Sex, Date) = (child.number.sex(), child.number.birthday());
    Ok(Registration {
        id,
        campaign: wanted.campaign,
        number: number_of(&terms.campaign, id),
        bundle,
        account: wanted.account,
        student: child.student,
        name: child.name.clone(),
        sex,
        born,
        id_sealed: sealed(sealer, NUMBER, id.bits(), child.number.open()),
        id_index: sealer.index(NUMBER, child.number.open()),
        guardian: wanted.guardian.clone(),
        phone_sealed: sealed(sealer, PHONE, id.bits(), wanted.phone.open()),
        school: wanted.school,
        school_name: String::new(),
        address: wanted.address.clone(),
        at: wanted.at,
        category: wanted.category.clone(),
        points: 0,
        wish: wanted.wish,
        channel: wanted.channel,
        state,
        reason: None,
        sent_at: now,
        due_at: rules::due(&terms.campaign, state, now)?,
        version: 1,
    })
}

/// A step by whoever acts.
pub(crate) fn step(
    act: &Act<'_>,
    registration: RegistrationId,
    kind: StepKind,
    words: &str,
) -> (StepId, Step) {
    let origin = act.origin();
    let it = Step {
        registration,
        kind,
        account: origin.account,
        doer: None,
        words: words.to_owned(),
        at: origin.civil_now,
    };
    (origin.ids.make(origin.now), it)
}

/// Registers children together, and gives their rows. Sent twice, it is registered once.
pub async fn register(
    source: &impl Source,
    sealer: &Sealer,
    wanted: &Wanted,
) -> Result<Vec<Registration>, Error> {
    platform::act!(source, "registration.send", |act| {
        let now = act.origin().civil_now;
        let terms = Terms::load(act.tx(), wanted.campaign).await?;
        rules::may_register(&terms.campaign, now)?;
        let choices = judged(&terms, wanted)?;
        if let Some(there) = registrations::find(act.tx(), wanted.id).await? {
            return_same(there, wanted)
        } else {
            let rows = rows(act, (sealer, &terms), wanted)?;
            let added = registrations::add(act.tx(), &rows).await?;
            if added == rows.len() as u64 {
                let chosen: Vec<_> = rows.iter().map(|it| (it.id, choices.clone())).collect();
                registrations::add_choices(act.tx(), &chosen).await?;
                let words = wanted.channel.label();
                let steps: Vec<_> =
                    rows.iter().map(|it| step(act, it.id, StepKind::Send, words)).collect();
                registrations::add_steps(act.tx(), &steps).await?;
                act.about(wanted.id);
                act.note("campaign", wanted.campaign);
                act.note("children", rows.len());
                Ok(rows)
            } else {
                Err(twice(act, &rows).await?)
            }
        }
    })
}

/// What a form that was sent twice finds: its own row, or somebody else's.
fn return_same(there: Registration, wanted: &Wanted) -> Result<Vec<Registration>, Error> {
    if there.account == wanted.account && there.campaign == wanted.campaign {
        Ok(vec![there])
    } else {
        Err(Error::Missing)
    }
}

fn rows(
    act: &Act<'_>,
    shared: (&Sealer, &Terms),
    wanted: &Wanted,
) -> Result<Vec<Registration>, Refusal> {
    let origin = act.origin();
    let bundle = (wanted.children.len() > 1).then_some(wanted.id);
    let ids =
        std::iter::once(wanted.id).chain(std::iter::repeat_with(|| origin.ids.make(origin.now)));
    let each = wanted.children.iter().zip(ids);
    each.map(|(child, id)| row(shared, wanted, (id, child, bundle), origin.civil_now)).collect()
}

/// Which of `rows` is registered already.
async fn twice(act: &mut Act<'_>, rows: &[Registration]) -> Result<Error, Error> {
    for it in rows {
        let there = registrations::find_numbered(act.tx(), it.campaign, &it.id_index).await?;
        if there.is_some_and(|there| there.id != it.id) {
            return Ok(Refusal::Twice(it.name.clone()).into());
        }
    }
    Ok(Error::Missing)
}

/// What a family changes.
#[derive(Debug, Clone)]
pub(crate) struct Change {
    /// Where it lives.
    pub address: String,
    /// The school of the area.
    pub school: SchoolId,
    /// The category's word.
    pub category: String,
    /// What is asked for first.
    pub wish: Wish,
    /// The schools that are named, in order.
    pub choices: Vec<SchoolId>,
}

/// The registration `id` of `account`, with those it is joined with.
async fn own(
    act: &mut Act<'_>,
    id: RegistrationId,
    account: AccountId,
) -> Result<Vec<Registration>, Error> {
    let it = registrations::find(act.tx(), id).await?.ok_or(Error::Missing)?;
    if it.account != Some(account) {
        return Err(Error::Missing);
    }
    Ok(together(act.tx(), it).await?)
}

/// A registration with those it is joined with, as far as they are where it is.
pub(super) async fn together(
    tx: &mut db::Tx,
    it: Registration,
) -> Result<Vec<Registration>, db::Error> {
    match it.bundle {
        Some(bundle) => {
            let all = registrations::of_bundle(tx, bundle).await?;
            Ok(all.into_iter().filter(|other| other.state == it.state).collect())
        }
        None => Ok(vec![it]),
    }
}

/// Moves registrations on, each with its step; all of them, or none.
pub(super) async fn move_all(
    act: &mut Act<'_>,
    all: &[Registration],
    (way, reason, due): ((State, State), Option<&str>, DateTime),
    (kind, words): (StepKind, &str),
) -> Result<(), Error> {
    let ids: Vec<RegistrationId> = all.iter().map(|it| it.id).collect();
    let moved = registrations::set_states(act.tx(), &ids, way, reason, due).await?;
    if moved != ids.len() as u64 {
        return Err(Refusal::Stale.into());
    }
    let steps: Vec<_> = ids.iter().map(|it| step(act, *it, kind, words)).collect();
    registrations::add_steps(act.tx(), &steps).await?;
    Ok(())
}

/// Changes what was sent, for all who are joined. It goes back to the school.
pub(crate) async fn change(
    source: &impl Source,
    account: AccountId,
    (id, version): (RegistrationId, i64),
    to: &Change,
) -> Result<(), Error> {
    platform::act!(source, "registration.change", |act| {
        let now = act.origin().civil_now;
        let all = own(act, id, account).await?;
        let first = all.iter().find(|it| it.id == id).ok_or(Error::Missing)?;
        let terms = Terms::load(act.tx(), first.campaign).await?;
        rules::may_change(&terms.campaign, first.state, now)?;
        terms.area(to.school).ok_or(Refusal::NoSchool(terms.campaign.entry.area()))?;
        terms.category(to.school, &to.category).ok_or(Refusal::NoCategory)?;
        let asked = (to.school, to.wish);
        let choices = rules::choices(&terms.campaign, asked, &to.choices, &terms.schools)?;
        if first.version == version {
            let changed = registrations::Changed {
                address: &to.address,
                school: to.school,
                category: &to.category,
                wish: to.wish,
                sent_at: now,
                due_at: rules::due(&terms.campaign, State::Sent, now)?,
            };
            let ids: Vec<RegistrationId> = all.iter().map(|it| it.id).collect();
            registrations::change(act.tx(), &ids, (first.state, &changed)).await?;
            registrations::clear_choices(act.tx(), &ids).await?;
            let chosen: Vec<_> = all.iter().map(|it| (it.id, choices.clone())).collect();
            registrations::add_choices(act.tx(), &chosen).await?;
            let steps: Vec<_> =
                all.iter().map(|it| step(act, it.id, StepKind::Change, "")).collect();
            registrations::add_steps(act.tx(), &steps).await?;
            act.about(id);
            Ok(())
        } else {
            Err(Refusal::Stale.into())
        }
    })
}

/// Takes back what was sent, for all who are joined.
pub(crate) async fn withdraw(
    source: &impl Source,
    account: AccountId,
    (id, version): (RegistrationId, i64),
) -> Result<(), Error> {
    platform::act!(source, "registration.withdraw", |act| {
        let now = act.origin().civil_now;
        let all = own(act, id, account).await?;
        let first = all.iter().find(|it| it.id == id).ok_or(Error::Missing)?;
        let terms = Terms::load(act.tx(), first.campaign).await?;
        rules::may_withdraw(&terms.campaign, first.state, now)?;
        if first.version == version {
            let way = (first.state, State::Withdrawn);
            move_all(act, &all, (way, None, now), (StepKind::Withdraw, "")).await?;
            act.about(id);
            Ok(())
        } else {
            Err(Refusal::Stale.into())
        }
    })
}

/// Gives documents to a registration of `account` that may still be changed.
pub(crate) async fn add_documents(
    source: &impl Source,
    account: AccountId,
    id: RegistrationId,
    kept: &[(Kept, String)],
) -> Result<(), Error> {
    platform::act!(source, "registration.document", |act| {
        let now = act.origin().civil_now;
        let all = own(act, id, account).await?;
        let first = all.iter().find(|it| it.id == id).ok_or(Error::Missing)?;
        let terms = Terms::load(act.tx(), first.campaign).await?;
        rules::may_change(&terms.campaign, first.state, now)?;
        for (content, name) in kept {
            files::add(act, content, name, id).await?;
        }
        act.about(id);
        Ok::<_, Error>(())
    })
}
