//! What stays locked up until the draw: the secret, the key of the salts, and who is who. It travels
//! on a stick to the machine that draws, and is never published.

use std::fmt;

use serde::Deserialize;

use crate::{
    declaration::{Declaration, Opening},
    hash::{Digest, hex, unhex},
    list::{List, SaltKey},
    refusal::Refusal,
    text::{self, Writer},
};

/// What a sealed list says of its format.
pub const SEALED: &str = "xueyu-draw/1 sealed";

/// Random bytes for one draw. They come from outside: the engine asks nobody.
#[derive(Clone, Copy)]
pub struct Randomness(pub [u8; 96]);

/// The secret part of a draw.
#[derive(Clone, PartialEq, Eq)]
pub struct Sealed {
    declaration: Option<Digest>,
    opening: Opening,
    key: SaltKey,
    numbers: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SealedClaim {
    format: String,
    declaration: Digest,
    secret: String,
    nonce: String,
    salts: String,
    entries: Vec<String>,
    sm3: Digest,
}

impl Sealed {
    /// A new secret for the people of `list`.
    pub fn new(list: &List, random: &Randomness) -> Self {
        let part = |at: usize| {
            let mut bytes = [0; 32];
            bytes.copy_from_slice(&random.0[at * 32..(at + 1) * 32]);
            bytes
        };
        let numbers = list.entries().iter().map(|it| it.number.clone()).collect();
        let opening = Opening { secret: part(0), nonce: part(1) };
        Self { declaration: None, opening, key: SaltKey::new(part(2)), numbers }
    }

    /// The file, bound to the declaration that was made with it.
    pub fn file(&self, declaration: &Declaration) -> String {
        let (text, _) = self.writer(&declaration.digest()).end();
        format!("{text}\n")
    }

    fn writer(&self, declaration: &Digest) -> Writer {
        let mut to = Writer::new(SEALED, self.numbers.len() * 20 + 1_024);
        to.member("declaration", declaration);
        to.member("secret", &hex(&self.opening.secret));
        to.member("nonce", &hex(&self.opening.nonce));
        to.member("salts", &hex(&self.key.0));
        to.written("entries", |text| {
            text.push('[');
            for (at, number) in self.numbers.iter().enumerate() {
                text.push_str(if at == 0 { "\n" } else { ",\n" });
                text.push_str(&text::json(number));
            }
            text.push_str("\n]");
        });
        to
    }

    /// Reads a file and checks that it belongs to `declaration`.
    pub fn read(bytes: &[u8], declaration: &Declaration) -> Result<Self, Refusal> {
        let text = text::of_file(bytes)?;
        let claim: SealedClaim = text::parse(text)?;
        if claim.format != SEALED {
            return Err(Refusal::OtherFormat { wanted: "密封文件", found: claim.format });
        }
        let bytes = |text: &str| unhex::<32>(text).map_err(|_| Refusal::OtherSeal);
        let it = Self {
            declaration: Some(claim.declaration),
            opening: Opening { secret: bytes(&claim.secret)?, nonce: bytes(&claim.nonce)? },
            key: SaltKey::new(bytes(&claim.salts)?),
            numbers: claim.entries,
        };
        text::check_form(text, &it.writer(&claim.declaration).end_as(claim.sm3))?;
        text::check_seal(text)?;
        it.belongs_to(declaration)?;
        Ok(it)
    }

    fn belongs_to(&self, declaration: &Declaration) -> Result<(), Refusal> {
        let units = declaration.units();
        let here = self.declaration == Some(declaration.digest())
            && self.opening.commitment() == declaration.terms().commitment.sm3
            && self.numbers.len() == units.people();
        let mut entries: Vec<_> = self.numbers.iter().map(|it| self.key.entry(it)).collect();
        let mut published: Vec<_> = units.iter().flat_map(|it| it.entries.to_vec()).collect();
        entries.sort_unstable();
        published.sort_unstable();
        if here && entries == published { Ok(()) } else { Err(Refusal::OtherSeal) }
    }

    /// The secret.
    pub fn opening(&self) -> Opening {
        self.opening
    }

    /// The key of the salts.
    pub fn key(&self) -> &SaltKey {
        &self.key
    }

    /// Everybody's number.
    pub fn numbers(&self) -> &[String] {
        &self.numbers
    }
}

impl fmt::Debug for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sealed({} people)", self.numbers.len())
    }
}
