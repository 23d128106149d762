//! After the classes are locked: moves with a reason, arrivals by rule, departures. Each is an act here
//! and a link in the engine's chain, which shows any later change.

use classing::{Change, Note, Refused, Register};
use platform::Act;
use vocab::Sex;
use web::Visit;

use super::{
    actions::{Error, file, seen, transcript, words},
    model::{ClassingId, Division, Entrant, Paper, Stage},
    rules::{self, Refusal},
    store,
};

/// When an act is done after the lock, by whom, why, and why all the same.
#[derive(Debug, Clone)]
pub(super) struct Why {
    pub(super) reason: String,
    pub(super) despite: String,
}

/// A division as its register stands.
struct Open {
    it: Division,
    entrants: Vec<Entrant>,
    register: Register,
    note: Note,
}

async fn open(
    act: &mut Act<'_>,
    visit: &Visit,
    (id, version): (ClassingId, i64),
    why: &Why,
) -> Result<Open, Error> {
    let reason = words(&why.reason)?;
    let it = seen(act.tx(), visit, id).await?;
    rules::may(&it, &[Stage::Published], version, "登记变动")?;
    let transcript = transcript(act.tx(), id).await?;
    let text = file(act.tx(), id, Paper::Register).await?;
    let register =
        Register::read(&transcript, &text).map_err(|it| Error::Evidence(it.to_string()))?;
    let entrants = store::entrants(act.tx(), id).await?;
    let note = Note {
        on: visit.today().to_string(),
        by: visit.actor.name.clone(),
        reason,
        despite: vocab::normalise(&why.despite),
    };
    Ok(Open { it, entrants, register, note })
}

async fn close(
    act: &mut Act<'_>,
    open: Open,
    done: Result<classing::Act, Refused>,
) -> Result<(), Error> {
    let done = done.map_err(|it| match it {
        it @ Refused::Breaks(_) => Error::Refused(format!("{it}：请填“仍要这样做的理由”")),
        it @ Refused::BreaksNothing => Error::Refused(format!("{it}：请清空“仍要这样做的理由”")),
        it => Error::Refused(it.to_string()),
    })?;
    let id = open.it.id;
    act.about(id);
    act.note("digest", &done.digest);
    if let Change::Move { from, to, .. } = &done.change {
        act.note("from", from);
        act.note("to", to);
    }
    let changed: Vec<Entrant> = open
        .entrants
        .into_iter()
        .filter_map(|mut it| {
            let now = open.register.class_of(&it.code).and_then(|it| i64::try_from(it).ok());
            let is_new = it.made.is_none() && now.is_some();
            let differs = it.now != now || is_new;
            it.now = now;
            differs.then_some(it)
        })
        .collect();
    store::set_entrants(act.tx(), changed.iter().map(|one| (id, one))).await?;
    let file = (id, Paper::Register, open.register.to_json());
    store::set_files(act.tx(), std::iter::once(file)).await?;
    let pupils: usize = open.register.sizes().iter().map(|it| it.0 + it.1).sum();
    let it = Division { pupils: i64::try_from(pupils).unwrap_or(0), ..open.it };
    if store::set(act.tx(), &it).await? { Ok(()) } else { Err(Refusal::Changed.into()) }
}

/// Moves a child into another class.
pub(super) async fn shift(
    visit: &Visit,
    at: (ClassingId, i64),
    (code, to): (&str, usize),
    why: &Why,
) -> Result<(), Error> {
    platform::act!(visit, "classing.move", |act| {
        let mut open = open(act, visit, at, why).await?;
        let done = open.register.shift(code, to, open.note.clone());
        close(act, open, done).await
    })
}

/// Takes a child in: the rule says into which class.
pub(super) async fn arrive(
    visit: &Visit,
    at: (ClassingId, i64),
    (name, sex): (&str, Sex),
    why: &Why,
) -> Result<(), Error> {
    let name = vocab::normalise_name(name);
    if name.is_empty() || name.chars().count() > 40 {
        return Err(Refusal::Wrong("请写转入学生的姓名，用来查有没有同名".to_owned()).into());
    }
    platform::act!(visit, "classing.arrive", |act| {
        let mut open = open(act, visit, at, why).await?;
        let arrived = open.entrants.iter().filter(|it| it.made.is_none()).count();
        let code = format!("Z{:03}", arrived + 1);
        let namesakes: Vec<String> = open
            .entrants
            .iter()
            .filter(|it| it.now.is_some() && vocab::normalise_name(&it.name) == name)
            .map(|it| it.code.clone())
            .collect();
        let done = open.register.arrive(&code, sex, &namesakes, open.note.clone());
        open.entrants.push(Entrant {
            code,
            student: None,
            registration: None,
            name: name.clone(),
            sex,
            origin: String::new(),
            is_special: false,
            levels: String::new(),
            made: None,
            now: None,
        });
        close(act, open, done).await
    })
}

/// Lets a child go.
pub(super) async fn leave(
    visit: &Visit,
    at: (ClassingId, i64),
    code: &str,
    why: &Why,
) -> Result<(), Error> {
    platform::act!(visit, "classing.leave", |act| {
        let mut open = open(act, visit, at, why).await?;
        let done = open.register.leave(code, open.note.clone());
        close(act, open, done).await
    })
}
