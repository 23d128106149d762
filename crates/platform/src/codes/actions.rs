//! A code goes out, and comes back.

use vocab::{AccountId, Personal, Phone, Role};
use web::{Call, Problem};

use super::{
    CodeId, Proof, Purpose, are_offered,
    proof::{asked, question},
    rules::{self, Refusal},
    store::{self, NewCode},
};
use crate::{
    accounts::{self, Sessions, limits::Who, rules::Rate},
    notices::{ChannelKind, Channels, Content, Outgoing},
    seal,
};

/// The blind index of the telephones that codes went to. Nothing is sealed under it.
const PHONE: seal::Field = seal::Field::new("phone_code.phone");

/// Why nothing was sent or opened.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The rules say no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The account behind it does not open.
    #[error(transparent)]
    Entry(#[from] accounts::Error),
    /// The system gives no randomness.
    #[error("no randomness for a code")]
    Random(#[source] std::io::Error),
    /// The database.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl db::Retry for Error {
    fn database(&self) -> Option<&db::Error> {
        match self {
            Self::Db(error) => Some(error),
            Self::Entry(error) => error.database(),
            Self::Refused(_) | Self::Random(_) => None,
        }
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Refused(Refusal::Limit(refusal)) => accounts::Error::from(refusal).into(),
            Error::Refused(refusal) => Self::unfit(refusal.to_string()),
            Error::Entry(error) => error.into(),
            Error::Random(error) => Self::internal(&error),
            Error::Db(error) => error.into(),
        }
    }
}

/// A code that went out.
#[derive(Debug, Clone)]
pub struct Sent {
    /// What the form with the code carries.
    pub question: String,
    /// The telephone as the page names it.
    pub masked: String,
    /// The code itself, for the page of a demo, which sends nothing.
    pub shown: Option<String>,
}

impl Sent {
    /// The same question once more, after a wrong answer.
    pub fn again(question: &str) -> Self {
        let masked = question.split('.').nth(1).map(vocab::mask_phone).unwrap_or_default();
        Self { question: question.to_owned(), masked, shown: None }
    }
}

/// Sends a code to the number that was typed, whoever's it is.
pub async fn send(call: &Call, typed: &str) -> Result<Sent, Error> {
    send_for(call, typed, Purpose::Own).await
}

/// The same for a purpose.
pub async fn send_for(call: &Call, typed: &str, purpose: Purpose) -> Result<Sent, Error> {
    if !are_offered(&call.cell) {
        return Err(Refusal::NotOffered.into());
    }
    let phone = rules::may_send_to(typed, call.cell.demo)?;
    let index = call.cell.service::<seal::Sealer>().index(PHONE, phone.open());
    may_ask(call, &index)?;
    let (id, now, code): (CodeId, _, _) = (call.new_id(), call.now(), rules::code(random()?));
    let new = NewCode {
        id,
        digest: digest(call, id, &code),
        phone_index: index,
        now,
        ends_at: now + rules::LIFE,
    };
    let kept: Result<(), db::Error> = crate::act!(call, "code.send", |act| {
        act.about(id);
        store::end_codes(act.tx(), &new.phone_index, now).await?;
        store::add_code(act.tx(), &new).await
    });
    kept?;
    hand_out(call, (id, purpose), &phone, &code).await?;
    Ok(Sent {
        question: question(call, (id, purpose), &phone),
        masked: phone.masked(),
        shown: call.cell.demo.then_some(code),
    })
}

/// Counts the asking against every limit that it comes under.
fn may_ask(call: &Call, index: &str) -> Result<(), Refusal> {
    let take = |rate: Rate, who| call.cell.service::<Sessions>().limits.take(rate, who, call.now());
    accounts::may_come(call, rules::BY_NETWORK)?;
    take(rules::BY_MINUTE, Who::Login(index))?;
    take(rules::BY_DAY, Who::Login(index))?;
    Ok(take(rules::BY_CELL, Who::Login(""))?)
}

async fn hand_out(
    call: &Call,
    (id, purpose): (CodeId, Purpose),
    phone: &Phone,
    code: &str,
) -> Result<(), Refusal> {
    let channels = call.cell.find_service::<Channels>().and_then(|it| it.find(ChannelKind::Sms));
    let Some(channel) = channels else {
        return if call.cell.demo { Ok(()) } else { Err(Refusal::NotOffered) };
    };
    let (words, content) = match purpose {
        Purpose::Own => {
            let words =
                format!("验证码 {code}，5 分钟内有效。任何人（包括老师）都不会向您索要验证码。");
            (words, Content::Code(code.to_owned()))
        }
        // Operators' templates of codes warn against reading them out: this is a notice.
        Purpose::Word => {
            let words = format!("确认码 {code}，告诉老师即表示代您填的无误，5 分钟内有效");
            (words.clone(), Content::Notice(words))
        }
    };
    let message = Outgoing {
        id: id.retyped(),
        account: None,
        address: Some(Personal::new(phone.open().to_owned())),
        text: format!("【{}教育】{words}", call.cell.name),
        content,
        link: "/login/phone".to_owned(),
    };
    channel.send(&message).await.map(|_| ()).map_err(|error| {
        tracing::warn!(cell = call.cell.key, "a code was not sent: {error}");
        Refusal::NotSent
    })
}

/// Checks the code that was typed to a question. A right one works once.
pub async fn prove(call: &Call, question: &str, typed: &str) -> Result<Proof, Error> {
    prove_for(call, question, typed, Purpose::Own).await
}

/// The same for a purpose: a question of another one is no question.
pub async fn prove_for(
    call: &Call,
    question: &str,
    typed: &str,
    purpose: Purpose,
) -> Result<Proof, Error> {
    let (id, phone) = asked(call, question, purpose).ok_or(Refusal::WrongCode)?;
    let limits = &call.cell.service::<Sessions>().limits;
    let now = call.now();
    limits.take(rules::WRONG, Who::Login(phone.open()), now).map_err(Refusal::Limit)?;
    let right = digest(call, id, &rules::typed(typed));
    let proved: Result<bool, db::Error> = crate::act!(call, "code.prove", |act| {
        act.about(id);
        let digest = store::count_try(act.tx(), id, now).await?;
        let is_right = digest.is_some_and(|it| it == right);
        if is_right {
            store::set_proved(act.tx(), id, now).await?;
        }
        act.note("right", is_right);
        Ok(is_right)
    });
    if !proved? {
        return Err(Refusal::WrongCode.into());
    }
    limits.give_back(rules::WRONG, Who::Login(phone.open()));
    Ok(Proof { code: id, phone })
}

/// Opens a session for `account`, which is one of those that the proof's telephone opens.
pub(super) async fn enter(
    call: &Call,
    proof: &Proof,
    account: AccountId,
) -> Result<accounts::Step, Error> {
    let (now, today, code) = (call.now(), call.today(), proof.code);
    let spent: Result<(), Error> = crate::act!(call, "code.enter", |act| {
        act.about(account);
        let held = crate::access::grants_of(act.tx(), account, today).await?;
        if held.iter().any(|it| is_kept_out(it.role)) {
            return Err(Refusal::Administrator.into());
        }
        if store::spend(act.tx(), code, now).await? { Ok(()) } else { Err(Refusal::Stale.into()) }
    });
    spent?;
    Ok(accounts::enter_shown(call, account).await?)
}

fn is_kept_out(role: Role) -> bool {
    accounts::rules::is_administrator(role)
}

/// What is stored of a code: nothing that somebody with the table alone could try codes against.
fn digest(call: &Call, id: CodeId, code: &str) -> String {
    call.app.mac.sign(&["code", &call.cell.key, &id.to_string(), code])
}

fn random() -> Result<u64, Error> {
    let mut bytes = [0u8; 8];
    getrandom::fill(&mut bytes).map_err(|it| Error::Random(std::io::Error::other(it)))?;
    Ok(u64::from_le_bytes(bytes))
}
