//! Agreeing on a key, sending a target, taking a file in, answering: one act each.

use jiff::civil::Date;
use platform::seal::Sealer;
use vocab::{Role, normalise};
use web::{Problem, Visit};

use super::{
    KEY,
    model::{Handing, Package, PackageId, Paper, Partner, PartnerId, Receipt, Side, Stage, Way},
    seal::{self, Broken, KEY_MIN},
    store,
};
use crate::{
    number::Number,
    offices::OFFICES,
    targets::{self, TargetId},
};

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
pub(super) enum Error {
    /// Something that was typed cannot be used: the field, and what to write.
    #[error("{1}")]
    Wrong(&'static str, String),
    /// The file.
    #[error(transparent)]
    Broken(#[from] Broken),
    /// The key of a partner cannot be opened.
    #[error("这个单位登记的密钥打不开，请重新登记")]
    Key,
    /// There is no such thing, or not any more.
    #[error("not there")]
    Missing,
    /// The database.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl db::Retry for Error {
    fn database(&self) -> Option<&db::Error> {
        match self {
            Self::Db(error) => Some(error),
            _ => None,
        }
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Missing => Self::not_found(),
            Error::Db(error) => error.into(),
            other => Self::unfit(other.to_string()),
        }
    }
}

fn wrong(field: &'static str, words: &str) -> Error {
    Error::Wrong(field, words.to_owned())
}

/// A partner with its key in the open.
fn opened(sealer: &Sealer, it: Partner) -> Result<(Partner, String), Error> {
    let key = sealer.open(KEY.at(it.id.bits()), &it.key_sealed).map_err(|_| Error::Key)?;
    let key = key.open().clone();
    Ok((it, key))
}

/// Notes another bureau with the key that was agreed on.
pub(super) async fn agree(
    visit: &Visit,
    id: PartnerId,
    (side, name, key): (&str, &str, &str),
) -> Result<(), Error> {
    let side = Side::from_key(side).ok_or_else(|| wrong("side", "请选是上级还是下级"))?;
    let (name, key) = (normalise(name), key.trim());
    if name.is_empty() || name.chars().count() > 60 {
        return Err(wrong("name", "请写明对方的全称，60 个字以内"));
    }
    if key.chars().count() < KEY_MIN {
        return Err(wrong("key", "密钥至少 16 个字符，由双方当面或另用渠道约定，两边填得一样"));
    }
    let key_sealed = visit.cell.service::<Sealer>().seal(KEY.at(id.bits()), key);
    let partner = Partner { id, side, name, key_sealed, since: visit.today() };
    platform::act!(visit, "package.agree", |act| {
        act.about(id);
        if store::add_partner(act.tx(), &partner).await? {
            Ok(())
        } else {
            Err(wrong("name", "这个单位已经登记过了"))
        }
    })
}

/// Hands a target down to a bureau below: makes its package.
pub(super) async fn send(
    visit: &Visit,
    (target, id): (TargetId, PackageId),
    (to, low, due): (&str, &str, &str),
) -> Result<PackageId, Error> {
    let low = Number::read(low).map_err(|it| Error::Wrong("low", it.to_string()))?;
    let due_on: Date =
        due.trim().parse().map_err(|_| wrong("due", "请写明日期，例如 2021-12-31"))?;
    let (scope, today) = (visit.actor.scope(), visit.today());
    let from = visit.cell.name.clone();
    platform::act!(visit, "package.send", |act| {
        let (task, it, sentence) =
            targets::to_send(act.tx(), target, scope).await?.ok_or(Error::Missing)?;
        if due_on > it.due_on || due_on < it.from_on {
            let words = format!("期限要在 {} 和 {} 之间", it.from_on, it.due_on);
            return Err(Error::Wrong("due", words));
        }
        let partners = store::partners(act.tx()).await?;
        let to = partners.into_iter().find(|it| it.id.to_string() == to && it.side == Side::Below);
        let to = to.ok_or_else(|| wrong("to", "请选下达给哪个下级教育局"))?;
        let number = format!("XD{}-{}", today.strftime("%Y%m%d"), id.bits().rem_euclid(1_000_000));
        if store::find_package(act.tx(), id).await?.is_some() {
            return Ok(id);
        }
        if store::count_held(act.tx(), target, to.id).await? > 0 {
            return Err(wrong("to", "已经下达给它了，不能重复下达"));
        }
        let pair = |it: Number| (it.above(), it.below());
        let paper = Paper::Handing(Box::new(Handing {
            number: number.clone(),
            from: from.clone(),
            to: to.name.clone(),
            made_on: today.to_string(),
            year: task.year,
            work: task.work,
            content: task.content,
            name: it.name,
            comparator: it.goal.comparator.key().to_owned(),
            low: pair(low),
            high: it.goal.high.map(pair),
            unit: it.goal.unit,
            rough: it.goal.rough.key().to_owned(),
            from_on: it.from_on.to_string(),
            due_on: due_on.to_string(),
            source: sentence,
        }));
        let package = Package {
            id,
            number,
            way: Way::Sent,
            partner: to.id,
            partner_name: to.name,
            target: Some(target),
            content: seal::content(&paper),
            stage: Stage::Open,
            made_on: today,
            answer: None,
            task: None,
        };
        act.about(id);
        store::add_package(act.tx(), &package).await?;
        Ok(id)
    })
}

/// Takes a file in: a target from above, or the answer of a bureau below.
pub(super) async fn take(visit: &Visit, id: PackageId, bytes: &[u8]) -> Result<PackageId, Error> {
    let sealer = visit.cell.service::<Sealer>();
    let today = visit.today();
    platform::act!(visit, "package.take", |act| {
        let partners = store::partners(act.tx()).await?;
        let partners =
            partners.into_iter().map(|it| opened(sealer, it)).collect::<Result<Vec<_>, _>>()?;
        let (partner, paper, content) = seal::open(bytes, &partners)?;
        match paper {
            Paper::Handing(it) if partner.side == Side::Above => {
                if it.goal().is_none() || it.time().is_none() {
                    return Err(Broken::Other.into());
                }
                let package = Package {
                    id,
                    number: it.number.clone(),
                    way: Way::Arrived,
                    partner: partner.id,
                    partner_name: partner.name.clone(),
                    target: None,
                    content,
                    stage: Stage::Open,
                    made_on: today,
                    answer: None,
                    task: None,
                };
                store::add_package(act.tx(), &package).await?;
                // Taken in twice, it is the one that is there.
                let at = (partner.id, Way::Arrived, it.number.as_str());
                let kept = store::numbered(act.tx(), at).await?.ok_or(Error::Missing)?;
                act.about(kept.id);
                Ok(kept.id)
            }
            Paper::Receipt(it) if partner.side == Side::Below => {
                let at = (partner.id, Way::Sent, it.number.as_str());
                let sent = store::numbered(act.tx(), at).await?.ok_or(Error::Missing)?;
                let stage = if it.signed { Stage::Signed } else { Stage::Returned };
                let on = it.on.parse().map_err(|_| Broken::Other)?;
                store::answer(act.tx(), sent.id, (stage, on, &it.reason), None).await?;
                act.about(sent.id);
                Ok(sent.id)
            }
            Paper::Handing(_) | Paper::Receipt(_) => {
                Err(wrong("file", "文件的方向不对：下达文件由下级收，回执由上级收"))
            }
        }
    })
}

/// Signs for what arrived, which puts it on the list under an office, or sends it back.
pub(super) async fn answer(
    visit: &Visit,
    id: PackageId,
    (signs, office, reason): (bool, &str, &str),
) -> Result<(), Error> {
    let reason = normalise(reason);
    if !signs && reason.is_empty() {
        return Err(wrong("reason", "退回时请写明原因"));
    }
    if reason.chars().count() > 400 {
        return Err(wrong("reason", "请写在 400 个字以内"));
    }
    let office = Role::from_key(office).filter(|it| OFFICES.contains(it));
    let (scope, today) = (visit.actor.scope(), visit.today());
    platform::act!(visit, "package.answer", |act| {
        let it = store::find_package(act.tx(), id).await?.ok_or(Error::Missing)?;
        if it.way != Way::Arrived || it.stage != Stage::Open {
            return Err(wrong("", "这份下达已经答复过了，请刷新后再看"));
        }
        let task = if signs {
            let office = office.ok_or_else(|| wrong("office", "请选由哪个科室牵头"))?;
            let Ok(Paper::Handing(paper)) = serde_json::from_str(&it.content) else {
                return Err(Broken::Other.into());
            };
            Some(targets::from_above(act, &paper, (office, scope), &it.partner_name).await?)
        } else {
            None
        };
        let stage = if signs { Stage::Signed } else { Stage::Returned };
        store::answer(act.tx(), id, (stage, today, &reason), task).await?;
        act.about(id);
        act.note("state", stage.key());
        Ok(())
    })
}

/// The file of a package: what was sent, or the answer to what arrived.
pub(super) async fn file(visit: &Visit, id: PackageId) -> Result<(String, String), Error> {
    let sealer = visit.cell.service::<Sealer>();
    let found: Result<_, Error> = db::read!(visit.db(), "package", |tx| {
        let it = store::find_package(tx, id).await?.ok_or(Error::Missing)?;
        let partners = store::partners(tx).await?;
        Ok((it, partners))
    });
    let (it, partners) = found?;
    let partner = partners.into_iter().find(|other| other.id == it.partner);
    let (_, key) = opened(sealer, partner.ok_or(Error::Missing)?)?;
    match (it.way, it.answer) {
        (Way::Sent, _) => Ok((format!("下达 {}.json", it.number), seal::file(&it.content, &key))),
        (Way::Arrived, Some((on, reason))) => {
            let signed = it.stage == Stage::Signed;
            let (from, on) = (visit.cell.name.clone(), on.to_string());
            let paper =
                Paper::Receipt(Receipt { number: it.number.clone(), from, signed, on, reason });
            Ok((format!("回执 {}.json", it.number), seal::file(&seal::content(&paper), &key)))
        }
        (Way::Arrived, None) => Err(Error::Missing),
    }
}
