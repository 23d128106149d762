//! Applying, asking by hand, voiding: one act each, and the only place that changes anything.

use std::collections::BTreeMap;

use db::Tx;
use jiff::{SignedDuration, civil::Date};
use platform::{
    Act,
    accounts::{self, Rate},
    effects::{self, Cause, Effects, Inputs, Value},
    providers::Identified,
    seal::Sealer,
};
use vocab::{IdNumber, Phone, normalise};
use web::{Call, Problem, Visit};

use super::{
    NUMBER, PHONE,
    model::{Certificate, CertificateId, Graduation, Request, RequestId},
    rules::{self, Doubt, NotFinished, Verdict},
    store,
};

/// How often one person, or one network, may apply.
const APPLIES: Rate = Rate { name: "graduation", times: 20, span: SignedDuration::from_hours(1) };
/// How often papers may be checked from one network.
const CHECKS: Rate = Rate { name: "certificate", times: 30, span: SignedDuration::from_mins(1) };
/// How long an answer to a request may be.
pub(super) const WORDS_MAX: usize = 400;

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Something that was typed cannot be used: the field, and what to write.
    #[error("{1}")]
    Wrong(&'static str, String),
    /// One request is on its way already.
    #[error("您有一件人工核查正在办理，请等它办完")]
    Waiting,
    /// There is no such thing, or not for whoever asks.
    #[error("not there")]
    Missing,
    /// It was tried too often.
    #[error(transparent)]
    Often(#[from] accounts::Error),
    /// The case could not be opened.
    #[error(transparent)]
    Effect(#[from] effects::Error),
    /// The list cannot be read.
    #[error(transparent)]
    Sheet(#[from] sheet::Refusal),
    /// The database.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl db::Retry for Error {
    fn database(&self) -> Option<&db::Error> {
        match self {
            Self::Db(error) => Some(error),
            Self::Effect(error) => error.database(),
            Self::Often(error) => error.database(),
            _ => None,
        }
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Missing => Self::not_found(),
            Error::Wrong(_, words) | Error::Effect(effects::Error::Refused(words)) => {
                Self::unfit(words)
            }
            Error::Waiting => Self::unfit(error.to_string()),
            Error::Often(error) => error.into(),
            Error::Effect(effects::Error::Db(error)) | Error::Db(error) => error.into(),
            Error::Sheet(refusal) => Self::unfit(refusal.to_string()),
        }
    }
}

/// The blind index of a number.
pub(super) fn index(sealer: &Sealer, number: &IdNumber) -> String {
    sealer.index(NUMBER, number.open())
}

/// Everything that whoever has shown who they are may see: their papers and what they asked for.
pub(super) async fn own(
    call: &Call,
    who: &Identified,
) -> Result<(Vec<Certificate>, Vec<Request>), Error> {
    let index = index(call.cell.service::<Sealer>(), &who.number);
    db::read!(call.db(), "own certificates", |tx| {
        Ok((store::certificates_of(tx, &index).await?, store::requests_of(tx, &index).await?))
    })
}

/// What the archive and the roll know of `number`.
async fn known(tx: &mut Tx, sealer: &Sealer, number: &IdNumber) -> Result<Vec<Graduation>, Error> {
    let archive = store::known(tx, &index(sealer, number)).await?;
    let roll = directory::graduates::of_senior_schools(tx, sealer, number).await?;
    let roll = roll.into_iter().map(|it| Graduation {
        name: it.name,
        school_name: it.school_name,
        // A school year ends with the August before the day of leaving.
        finished: it.left_on.year().to_string(),
    });
    Ok(rules::joined(archive, roll.collect()))
}

/// What came of an application.
pub(super) enum Applied {
    /// The certificate: a new one, or the good one that there was.
    Issued(Box<Certificate>),
    /// A person must look.
    Doubtful(Doubt),
}

/// Applies for whoever has shown who they are: looks, decides and issues in one act.
pub(super) async fn apply(
    call: &Call,
    who: &Identified,
    id: CertificateId,
) -> Result<Applied, Error> {
    let sealer = call.cell.service::<Sealer>();
    accounts::limit(call, APPLIES, Some(&index(sealer, &who.number)))?;
    platform::act!(call, "graduation.apply", |act| {
        let known = known(act.tx(), sealer, &who.number).await?;
        act.note("by", who.by.key());
        match rules::decide(who.name.open(), &known) {
            Verdict::Issue(found) => {
                let numbered = numbered(sealer, id.bits(), &who.number);
                let issued = issue(act, (id, None), numbered, found).await?;
                act.about(issued.id);
                Ok::<_, Error>(Applied::Issued(Box::new(issued)))
            }
            Verdict::Ask(doubt) => {
                act.note("doubt", doubt.words());
                Ok(Applied::Doubtful(doubt))
            }
        }
    })
}

/// An ID number as a row keeps it: sealed for the row with these bits, and its blind index.
pub(super) fn numbered(sealer: &Sealer, bits: i64, number: &IdNumber) -> (String, String) {
    (sealer.seal(NUMBER.at(bits), number.open()), index(sealer, number))
}

/// Issues the certificate of a graduation, unless there is a good one.
pub(super) async fn issue(
    act: &mut Act<'_>,
    ids: (CertificateId, Option<RequestId>),
    numbered: (String, String),
    what: Graduation,
) -> Result<Certificate, db::Error> {
    let there = store::certificates_of(act.tx(), &numbered.1).await?;
    let good = |it: &Certificate| it.void.is_none() && it.what.school_name == what.school_name;
    if let Some(there) = there.into_iter().find(good) {
        return Ok(there);
    }
    let new = made(ids, numbered, what, act.origin().civil_now.date());
    store::add_certificates(act.tx(), std::slice::from_ref(&new)).await?;
    act.event("graduation.issued", format!(r#"{{"certificate":"{}"}}"#, new.number));
    Ok(new)
}

/// A certificate as it is stored. Its code follows from the ciphertext, which nobody outside can
/// know: it is made of a key and of chance.
pub(super) fn made(
    (id, request): (CertificateId, Option<RequestId>),
    (id_sealed, id_index): (String, String),
    what: Graduation,
    issued_on: Date,
) -> Certificate {
    let digest = platform::act::digest(&["certificate", &id.to_string()]);
    Certificate {
        id,
        number: rules::number("BY", issued_on, &digest),
        code: rules::code(&platform::act::digest(&["code", &id_sealed])),
        what,
        id_sealed,
        id_index,
        issued_on,
        request,
        void: None,
    }
}

/// What somebody says who asks that a person look.
#[derive(Debug, Clone, Default)]
pub(super) struct Says {
    pub(super) school: String,
    pub(super) finished: String,
    pub(super) phone: String,
    pub(super) words: String,
}

/// What was typed, as it is kept.
fn typed(says: &Says, call: &Call) -> Result<(String, String, Phone, String), Error> {
    let school = normalise(&says.school);
    if school.is_empty() || school.chars().count() > 60 {
        return Err(Error::Wrong("school", "请填写毕业学校当时的名称，60 个字以内".to_owned()));
    }
    let wrong = |it: NotFinished| Error::Wrong("finished", it.to_string());
    let finished = rules::finished(&says.finished, call.today()).map_err(wrong)?;
    let phone = platform::codes::phone(&says.phone, call.cell.demo);
    let phone = phone.map_err(|it| Error::Wrong("phone", it.to_string()))?;
    let words = says.words.trim().to_owned();
    if words.chars().count() > WORDS_MAX {
        return Err(Error::Wrong("words", format!("补充说明最多 {WORDS_MAX} 个字")));
    }
    Ok((school, finished, phone, words))
}

/// Hands an application to a person: a case is opened.
pub(super) async fn ask(
    call: &Call,
    who: &Identified,
    id: RequestId,
    says: &Says,
) -> Result<(), Error> {
    let sealer = call.cell.service::<Sealer>();
    let index = index(sealer, &who.number);
    let (school_name, finished, phone, words) = typed(says, call)?;
    accounts::limit(call, APPLIES, Some(&index))?;
    let effects = call.cell.find_service::<Effects>().cloned().unwrap_or_default();
    let says = Graduation { name: who.name.open().clone(), school_name, finished };
    let new = requested(sealer, (id, call.today()), (&who.number, &phone), says, words);
    platform::act!(call, "graduation.ask", |act| {
        act.about(id);
        let known = known(act.tx(), sealer, &who.number).await?;
        let why = match rules::decide(who.name.open(), &known) {
            Verdict::Issue(_) => "申请人要求人工核查",
            Verdict::Ask(doubt) => doubt.words(),
        };
        let there = store::requests_of(act.tx(), &index).await?;
        if there.iter().any(|it| it.id == id) {
            Ok(())
        } else if there.iter().any(|it| it.answer.is_none()) {
            Err(Error::Waiting)
        } else {
            let new = Request { why: why.to_owned(), ..new.clone() };
            hand_over(act, &effects, &new).await
        }
    })
}

/// A request as it is stored.
pub(super) fn requested(
    sealer: &Sealer,
    (id, asked_on): (RequestId, Date),
    (number, phone): (&IdNumber, &Phone),
    says: Graduation,
    words: String,
) -> Request {
    let digest = platform::act::digest(&["request", &id.to_string()]);
    let (id_sealed, id_index) = numbered(sealer, id.bits(), number);
    Request {
        id,
        number: rules::number("BYS", asked_on, &digest),
        says,
        id_sealed,
        id_index,
        phone_sealed: sealer.seal(PHONE.at(id.bits()), phone.open()),
        words,
        why: String::new(),
        asked_on,
        case_link: None,
        answer: None,
    }
}

/// Keeps a request and opens its case.
pub(super) async fn hand_over(
    act: &mut Act<'_>,
    effects: &Effects,
    new: &Request,
) -> Result<(), Error> {
    store::add_requests(act.tx(), std::slice::from_ref(new)).await?;
    let county = store::county(act.tx()).await?.ok_or(Error::Missing)?;
    let text = |it: &str| Value::Text(it.to_owned());
    let inputs = BTreeMap::from([
        ("kind".to_owned(), text("graduation")),
        ("place".to_owned(), Value::Text(county.to_string())),
        ("request".to_owned(), text(&new.number)),
        ("name".to_owned(), text(&new.says.name)),
        ("school".to_owned(), text(&new.says.school_name)),
        ("finished".to_owned(), text(&new.says.finished)),
        ("why".to_owned(), text(&new.why)),
    ]);
    let cause = Cause {
        kind: "gcr",
        id: new.id.bits(),
        entry: "graduation".to_owned(),
        name: format!("毕业证明申请 {}", new.number),
        link: format!("/graduation/requests/{}", new.number),
        place: county,
        doer: None,
        inputs: Inputs(inputs),
        effects: effects.clone(),
    };
    let made = effects.bring_about(act, "case.open", &cause).await?;
    store::set_case(act.tx(), new.id, &made.link.unwrap_or_default()).await?;
    Ok(())
}

/// The paper that has this number and this code. An unknown number answers like a wrong code.
pub(super) async fn check(
    call: &Call,
    (number, code): (&str, &str),
) -> Result<Option<Certificate>, Error> {
    accounts::limit(call, CHECKS, None)?;
    let (number, code) = (written(number), rules::typed(code));
    let found: Result<_, Error> = db::read!(call.db(), "check a certificate", |tx| {
        Ok(store::find_certificate(tx, &number).await?)
    });
    Ok(found?.filter(|it| rules::typed(&it.code) == code))
}

/// A number as papers have it: people leave the hyphen out.
fn written(number: &str) -> String {
    let plain = rules::typed(number);
    match plain.len().checked_sub(6).and_then(|at| plain.split_at_checked(at)) {
        Some((head, tail)) => format!("{head}-{tail}"),
        None => plain,
    }
}

/// Makes a certificate void, for a reason that whoever checks it reads.
pub(super) async fn void(visit: &Visit, number: &str, reason: &str) -> Result<(), Error> {
    let reason = normalise(reason);
    if reason.is_empty() || reason.chars().count() > 100 {
        return Err(Error::Wrong("reason", "请写明作废的原因，100 个字以内".to_owned()));
    }
    let today = visit.today();
    platform::act!(visit, "graduation.void", |act| {
        let found = store::find_certificate(act.tx(), number).await?.ok_or(Error::Missing)?;
        act.about(found.id);
        store::void(act.tx(), found.id, (today, &reason)).await?;
        Ok(())
    })
}
