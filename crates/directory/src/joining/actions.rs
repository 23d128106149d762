//! A guardian whom the roll names comes in.

use platform::{
    Act,
    access::{self, Grant},
    accounts::{self, Account},
    codes::{self, Proof},
    seal::Sealer,
};
use vocab::{AccountId, GrantId, GuardianId, Role};
use web::{Call, Problem};

use super::{
    model::Known,
    rules::{self, Refusal},
    store,
};
use crate::fields;

/// Why nobody came in.
#[derive(Debug, thiserror::Error)]
pub(super) enum Error {
    /// The rules say no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// There is no such record, or not for this person.
    #[error("no such record in this scope")]
    Missing,
    /// A code was not sent or is wrong.
    #[error(transparent)]
    Code(#[from] codes::Error),
    /// The account does not open.
    #[error(transparent)]
    Entry(#[from] accounts::Error),
    /// The database.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl db::Retry for Error {
    fn database(&self) -> Option<&db::Error> {
        match self {
            Self::Db(error) => Some(error),
            Self::Code(error) => error.database(),
            Self::Entry(error) => error.database(),
            Self::Refused(_) | Self::Missing => None,
        }
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Refused(refusal) => Self::unfit(refusal.to_string()),
            Error::Missing => Self::not_found(),
            Error::Code(error) => error.into(),
            Error::Entry(error) => error.into(),
            Error::Db(error) => error.into(),
        }
    }
}

/// Opens the account of the guardian whom the roll names at the proof's telephone, if the name and
/// the end of a child's number are what the roll says. Says whose it is.
pub(super) async fn join(
    call: &Call,
    proof: &Proof,
    name: &str,
    number: &str,
) -> Result<AccountId, Error> {
    let name = rules::name(name)?;
    let sealer = call.cell.service::<Sealer>();
    let index = sealer.index(fields::GUARDIAN_PHONE, proof.phone.open());
    let (today, now, code) = (call.today(), call.now(), proof.code);
    let counted: Result<bool, db::Error> =
        db::write!(call.db(), "count a check", |tx| { codes::count_check(tx, code).await });
    if !counted? {
        return Err(Refusal::TooOften.into());
    }
    let new = Door { account: call.new_id(), grant: call.new_id() };
    platform::act!(call, "guardian.join", |act| {
        let known = store::known_at(act.tx(), &index, today).await?;
        let meant = known.iter().find(|it| is_meant(sealer, it, &name, number));
        let meant = meant.ok_or(Refusal::Unlike)?;
        if !codes::spend(act.tx(), code, now).await? {
            return Err(Refusal::Stale.into());
        }
        act.about(meant.guardian);
        Ok::<_, Error>(open_door(act, (meant.guardian, &meant.name), meant.account, &new).await?)
    })
}

fn is_meant(sealer: &Sealer, it: &Known, name: &str, number: &str) -> bool {
    let open = |field: platform::seal::Field, text: Option<&String>| {
        let text = sealer.open(field.at(it.student.bits()), text?).ok()?;
        Some(text.into_open())
    };
    let numbers = [
        open(fields::STUDENT_ID, it.id_sealed.as_ref()),
        open(fields::STUDENT_ROLL, it.roll_sealed.as_ref()),
    ];
    rules::is_named(&it.name, name)
        && rules::ends_with(numbers.iter().flatten().map(String::as_str), number)
}

/// The names that a new account and its role get.
pub(super) struct Door {
    pub(super) account: AccountId,
    pub(super) grant: GrantId,
}

/// Puts a guardian's account to use, and makes it where there is none. Says which it is.
pub(super) async fn open_door(
    act: &mut Act<'_>,
    (guardian, name): (GuardianId, &str),
    account: Option<AccountId>,
    new: &Door,
) -> Result<AccountId, db::Error> {
    let (now, today) = (act.origin().now, act.origin().civil_now.date());
    let tx = act.tx();
    let id = account.unwrap_or(new.account);
    if account.is_none() {
        let row = Account::pending(id, &id.to_string(), name);
        accounts::add_accounts(tx, [&row], now).await?;
        store::set_account(tx, guardian, id).await?;
    }
    accounts::open_account(tx, id).await?;
    let held = access::grants_of(tx, id, today).await?;
    if held.iter().all(|it| it.role != Role::Guardian) {
        let place = access::root(tx).await?.ok_or_else(|| db::Error::corrupt("place"))?;
        let (id, account) = (new.grant, id);
        let grant = Grant { id, account, role: Role::Guardian, place, since: today, until: None };
        access::add_grant(tx, &grant, None).await?;
    }
    Ok(id)
}
