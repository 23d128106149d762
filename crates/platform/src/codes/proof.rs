//! What a right code proves, carried from page to page under our signature.

use vocab::Phone;
use web::Call;

use super::{CodeId, rules};

/// Somebody has `phone` in hand: they typed the code `code`, which was sent there.
#[derive(Debug, Clone)]
pub struct Proof {
    /// The code, which is spent by whatever the proof is used for.
    pub code: CodeId,
    /// The telephone.
    pub phone: Phone,
}

impl Proof {
    /// The proof as a form carries it on, good for ten minutes.
    pub fn ticket(&self, call: &Call) -> String {
        let until = (call.now() + rules::PROOF).as_second().to_string();
        let mac = sign(call, "proof", self.code, &self.phone, &until);
        format!("{}.{}.{until}.{mac}", self.code, self.phone.open())
    }

    /// The proof that a form brings back, if it is one of ours and not too old.
    pub fn accept(call: &Call, ticket: &str) -> Option<Self> {
        let (code, phone) = opened(call, "proof", ticket)?;
        Some(Self { code, phone })
    }
}

/// What a code is asked for. A right one proves that and nothing else: what is read out to somebody
/// must not open an account for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To come in, or to bind a telephone: whoever holds it types the code themselves.
    Own,
    /// To say that what somebody else entered is so: the code is read out to them.
    Word,
}

impl Purpose {
    fn key(self) -> &'static str {
        match self {
            Self::Own => "question",
            Self::Word => "word",
        }
    }
}

/// The code that a form asks for, as it carries it on.
pub(super) fn question(call: &Call, (code, purpose): (CodeId, Purpose), phone: &Phone) -> String {
    let until = (call.now() + rules::LIFE).as_second().to_string();
    let mac = sign(call, purpose.key(), code, phone, &until);
    format!("{code}.{}.{until}.{mac}", phone.open())
}

/// Which code a form answers, if the question was ours, for this purpose, and is not too old.
pub(super) fn asked(call: &Call, question: &str, purpose: Purpose) -> Option<(CodeId, Phone)> {
    opened(call, purpose.key(), question)
}

fn sign(call: &Call, what: &str, code: CodeId, phone: &Phone, until: &str) -> String {
    let code = code.to_string();
    call.app.mac.sign(&["phone", what, &call.cell.key, &code, phone.open(), until])
}

fn opened(call: &Call, what: &str, text: &str) -> Option<(CodeId, Phone)> {
    let mut parts = text.split('.');
    let (code, phone) = (parts.next()?, parts.next()?);
    let (until, mac) = (parts.next()?, parts.next()?);
    let signed = ["phone", what, &call.cell.key, code, phone, until];
    let fresh = until.parse::<i64>().is_ok_and(|it| it > call.now().as_second());
    if !fresh || !call.app.mac.is_good(&signed, mac) {
        return None;
    }
    Some((code.parse().ok()?, phone.parse().ok()?))
}
