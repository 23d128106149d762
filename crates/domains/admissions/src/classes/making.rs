//! From what is sealed to what is published: the classes from the numbers, the class teachers, the
//! publication, giving up, witnesses. One act each.

use classing::{Input, Outcome, Seed, Transcript, solve};
use web::Visit;

use super::{
    actions::{Error, WORDS_MAX, file, keep, seen, transcript, words},
    model::{ClassingId, Entrant, Paper, Stage, Witness},
    paired::{Paired, Unpaired},
    rules::{self, Refusal},
    store,
};

/// What comes of sealed papers and the numbers that were drawn: worked out before the act, since it
/// can take a second and holds nothing.
async fn outcome(visit: &Visit, id: ClassingId, numbers: &str) -> Result<Transcript, Error> {
    let read: Result<String, Error> = db::read!(visit.db(), "sealed list", |tx| {
        let it = seen(tx, visit, id).await?;
        if it.stage != Stage::Sealed {
            return Err(Refusal::Stage(it.stage, "输入种子").into());
        }
        file(tx, id, Paper::Sealed).await
    });
    let input = Input::read_sealed(&read?).map_err(|it| Error::Evidence(it.to_string()))?;
    let seed = Seed::read(input.sealed().plan.drawn, numbers);
    let seed = seed.map_err(|it| Error::Refused(it.to_string()))?;
    made(&input, &seed)
}

/// The classes of a sealed input, checked before anybody believes them.
pub(super) fn made(input: &Input, seed: &Seed) -> Result<Transcript, Error> {
    match solve(input, seed) {
        Outcome::Solved(it) => {
            let transcript = Transcript::new(input, *it);
            transcript.verify().map_err(|it| Error::Evidence(it.to_string()))?;
            Ok(transcript)
        }
        Outcome::Impossible(_) | Outcome::NotFound => {
            Err(Error::Refused("没有找到满足全部申请的编班。请作废后减少申请，重新封存".to_owned()))
        }
    }
}

/// Makes the classes from the numbers that were drawn in public. Once made, they are made.
pub(super) async fn run(
    visit: &Visit,
    (id, version): (ClassingId, i64),
    numbers: &str,
) -> Result<(), Error> {
    let transcript = outcome(visit, id, numbers).await?;
    let today = visit.today();
    platform::act!(visit, "classing.run", |act| {
        let mut it = seen(act.tx(), visit, id).await?;
        rules::may(&it, &[Stage::Sealed], version, "输入种子")?;
        if it.posted.as_deref() != Some(transcript.posted()) {
            return Err(Refusal::Changed.into());
        }
        let mut entrants = store::entrants(act.tx(), id).await?;
        seat(&mut entrants, &transcript);
        it.digest = Some(transcript.digest().to_owned());
        it.stage = Stage::Made;
        it.made_on = Some(today);
        store::set_entrants(act.tx(), entrants.iter().map(|one| (id, one))).await?;
        let file = (id, Paper::Transcript, transcript.to_json());
        store::set_files(act.tx(), std::iter::once(file)).await?;
        act.note("digest", transcript.digest());
        keep(act, &it).await
    })
}

/// Puts everybody into the class that the transcript says.
pub(super) fn seat(entrants: &mut [Entrant], transcript: &Transcript) {
    for (class, codes) in (1..).zip(&transcript.solution().classes) {
        for code in codes {
            if let Ok(at) = entrants.binary_search_by(|it| it.code.cmp(code)) {
                entrants[at].made = Some(class);
                entrants[at].now = Some(class);
            }
        }
    }
}

/// Settles who takes part in the class teachers' draw.
pub(super) async fn teachers(
    visit: &Visit,
    (id, version): (ClassingId, i64),
    names: &str,
) -> Result<(), Error> {
    let names: Vec<String> =
        names.lines().map(vocab::normalise_name).filter(|it| !it.is_empty()).collect();
    platform::act!(visit, "classing.teachers", |act| {
        let it = seen(act.tx(), visit, id).await?;
        rules::may(&it, &[Stage::Made], version, "封存班主任名单")?;
        if store::find_file(act.tx(), id, Paper::Teachers).await?.is_some() {
            return Err(Refusal::Wrong("班主任名单只封存一次".to_owned()).into());
        }
        let paired = Paired::sealed(&transcript(act.tx(), id).await?, names.clone())?;
        let file = (id, Paper::Teachers, paired.to_json());
        store::set_files(act.tx(), std::iter::once(file)).await?;
        act.note("digest", &paired.posted);
        keep(act, &it).await
    })
}

/// Draws which class each has.
pub(super) async fn pair(
    visit: &Visit,
    (id, version): (ClassingId, i64),
    numbers: &str,
) -> Result<(), Error> {
    platform::act!(visit, "classing.pair", |act| {
        let it = seen(act.tx(), visit, id).await?;
        rules::may(&it, &[Stage::Made], version, "抽班主任")?;
        let transcript = transcript(act.tx(), id).await?;
        let sealed = Paired::read(&transcript, &file(act.tx(), id, Paper::Teachers).await?)?;
        if sealed.seed.is_some() {
            return Err(Refusal::Wrong("班主任抽签只做一次".to_owned()).into());
        }
        let seed = Seed::read(sealed.drawn, numbers).map_err(Unpaired::from)?;
        let file = (id, Paper::Teachers, sealed.drawn_by(&seed)?.to_json());
        store::set_files(act.tx(), std::iter::once(file)).await?;
        keep(act, &it).await
    })
}

/// Publishes the lists with masked names, and locks them.
pub(super) async fn publish(visit: &Visit, (id, version): (ClassingId, i64)) -> Result<(), Error> {
    let today = visit.today();
    platform::act!(visit, "classing.publish", |act| {
        let mut it = seen(act.tx(), visit, id).await?;
        rules::may(&it, &[Stage::Made], version, "公示")?;
        if it.is_rehearsal {
            return Err(Refusal::Wrong("演练的结果不公示".to_owned()).into());
        }
        let transcript = transcript(act.tx(), id).await?;
        if let Some(text) = store::find_file(act.tx(), id, Paper::Teachers).await?
            && Paired::read(&transcript, &text)?.seed.is_none()
        {
            return Err(Refusal::Unpaired.into());
        }
        it.stage = Stage::Published;
        it.published_on = Some(today);
        let register = classing::Register::new(&transcript).to_json();
        store::set_files(act.tx(), std::iter::once((id, Paper::Register, register))).await?;
        keep(act, &it).await
    })
}

/// Gives a division up before it is published; the reason stays, and what was posted too.
pub(super) async fn void(
    visit: &Visit,
    (id, version): (ClassingId, i64),
    reason: &str,
) -> Result<(), Error> {
    let reason = words(reason)?;
    let today = visit.today();
    platform::act!(visit, "classing.void", |act| {
        let mut it = seen(act.tx(), visit, id).await?;
        rules::may(&it, &[Stage::Draft, Stage::Sealed, Stage::Made], version, "作废")?;
        it.stage = Stage::Void;
        it.void = Some((today, reason.clone()));
        act.note("reason", &reason);
        keep(act, &it).await
    })
}

/// Signs that one watched: an inspector of the place, a guardian of a child on the list.
pub(super) async fn witness(visit: &Visit, id: ClassingId, words: &str) -> Result<(), Error> {
    let words = vocab::normalise(words);
    if words.chars().count() > WORDS_MAX {
        return Err(Refusal::Wrong(format!("意见最多 {WORDS_MAX} 个字")).into());
    }
    let (account, role, today) = (visit.actor.account, visit.actor.role(), visit.today());
    platform::act!(visit, "classing.witness", |act| {
        act.about(id);
        let it = if role == vocab::Role::Guardian {
            let own = store::of_children(act.tx(), account, today).await?;
            own.into_iter().map(|it| it.division).find(|it| it.id == id).ok_or(Error::Missing)?
        } else {
            seen(act.tx(), visit, id).await?
        };
        if !matches!(it.stage, Stage::Sealed | Stage::Made | Stage::Published) {
            return Err(Refusal::Stage(it.stage, "签名见证").into());
        }
        let name = visit.actor.name.clone();
        let signed = Witness { role, name, words: words.clone(), at: act.origin().now };
        store::set_witness(act.tx(), id, account, &signed).await?;
        Ok(())
    })
}
