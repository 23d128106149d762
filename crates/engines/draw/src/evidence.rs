//! Any file of a draw, told by what it says of its format.

use crate::{
    declaration::{DECLARATION, Declaration, Previous},
    hash::Digest,
    receipt::{RECEIPT, Receipt},
    refusal::Refusal,
    source::Value,
    text,
    transcript::{TRANSCRIPT, Transcript},
    void::{VOID, Void},
};

/// A file that was read and checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Evidence {
    /// What is posted before a draw.
    Declaration(Box<Declaration>),
    /// A draw that was made.
    Transcript(Box<Transcript>),
    /// A draw that was broken off.
    Void(Box<Void>),
    /// A family's receipt.
    Receipt(Box<Receipt>),
}

impl Evidence {
    /// Reads a file of any kind and checks all that it says.
    pub fn read(bytes: &[u8]) -> Result<Self, Refusal> {
        let text = text::of_file(bytes)?;
        let line = text.lines().nth(1).unwrap_or_default();
        let format = line.strip_prefix("\"format\":\"").and_then(|it| it.strip_suffix("\","));
        Ok(match format {
            Some(DECLARATION) => Self::Declaration(Box::new(Declaration::read(bytes)?)),
            Some(TRANSCRIPT) => Self::Transcript(Box::new(Transcript::read(bytes)?)),
            Some(VOID) => Self::Void(Box::new(Void::read(bytes)?)),
            Some(RECEIPT) => Self::Receipt(Box::new(Receipt::read(bytes)?)),
            Some(found) => {
                let found = found.chars().take(40).collect();
                return Err(Refusal::OtherFormat {
                    wanted: "《公示》《证据》《凭证》之一", found
                });
            }
            None => return Err(Refusal::NotEvidence),
        })
    }

    /// The declaration within, which a receipt does not hold.
    pub fn declaration(&self) -> Option<&Declaration> {
        match self {
            Self::Declaration(it) => Some(it),
            Self::Transcript(it) => Some(it.declaration()),
            Self::Void(it) => Some(it.declaration()),
            Self::Receipt(_) => None,
        }
    }

    /// The digest at the end of the file, which a receipt is not asked for.
    pub(crate) fn digest(&self) -> Option<Digest> {
        match self {
            Self::Declaration(it) => Some(it.digest()),
            Self::Transcript(it) => Some(it.digest()),
            Self::Void(it) => Some(it.digest()),
            Self::Receipt(_) => None,
        }
    }

    /// What the next attempt says of this one. A receipt is no attempt.
    pub fn as_previous(&self, reason: &str) -> Option<Previous> {
        let sm3 = self.digest()?;
        let drawn: &[Value] = match self {
            Self::Transcript(it) => it.values(),
            Self::Void(it) => it.values(),
            Self::Declaration(_) | Self::Receipt(_) => &[],
        };
        let here = self.declaration()?;
        // The values of attempts still further back stay in as well.
        let kept = here.terms().previous.as_ref().map_or(&[][..], |it| &it.values);
        let values = kept.iter().chain(drawn).cloned().collect();
        Some(Previous { sm3, declaration: here.digest(), reason: reason.to_owned(), values })
    }
}

impl Declaration {
    /// Whether this is a further attempt after `earlier`, with its digest and its values.
    pub fn follows(&self, earlier: &Evidence) -> Result<(), Refusal> {
        let named = self.terms().previous.as_ref();
        let right = named.is_some_and(|it| earlier.as_previous(&it.reason).as_ref() == Some(it));
        if right { Ok(()) } else { Err(Refusal::OtherAttempt) }
    }
}
