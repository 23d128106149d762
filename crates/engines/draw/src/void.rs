//! An attempt that was broken off before the secret was opened: what had been drawn by then, and why
//! it ended. Without such a record, breaking off would be a second try for nothing.

use serde::Deserialize;

use crate::{
    declaration::{Claim, Declaration},
    hash::Digest,
    refusal::Refusal,
    source::Value,
    suspect::narrowed,
    text::{self, Writer, is_plain},
    transcript::check_given,
};

/// What such a record says of its format.
pub const VOID: &str = "xueyu-draw/1 void";

/// The record of an attempt without a result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Void {
    declaration: Declaration,
    ended: String,
    program: String,
    values: Vec<Value>,
    reason: String,
    digest: Digest,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct VoidClaim {
    format: String,
    rehearsal: bool,
    declaration: Claim,
    ended: String,
    program: String,
    values: Vec<Value>,
    reason: String,
    sm3: Digest,
}

impl Void {
    /// Breaks off: `values` are those that were drawn by then, in the order of the sources.
    pub fn new(
        declaration: Declaration,
        values: Vec<Value>,
        ended: &str,
        program: &str,
        reason: &str,
    ) -> Result<Self, Refusal> {
        let mut it = Self {
            declaration,
            ended: ended.to_owned(),
            program: program.to_owned(),
            values,
            reason: reason.to_owned(),
            digest: Digest::of(&[]),
        };
        it.check_record()?;
        it.digest = it.writer().end().1;
        Ok(it)
    }

    fn writer(&self) -> Writer {
        let mut to = Writer::new(VOID, self.declaration.text().len() + 4_096);
        to.member("rehearsal", &self.declaration.terms().rehearsal);
        to.raw("declaration", self.declaration.text());
        to.member("ended", &self.ended);
        to.member("program", &self.program);
        to.member("values", &self.values);
        to.member("reason", &self.reason);
        to
    }

    /// Reads a file and checks all of it.
    pub fn read(bytes: &[u8]) -> Result<Self, Refusal> {
        let text = text::of_file(bytes)?;
        Self::of_text(text).map_err(|it| narrowed(it, text))
    }

    fn of_text(text: &str) -> Result<Self, Refusal> {
        let claim: VoidClaim = text::parse(text)?;
        if claim.format != VOID {
            return Err(Refusal::OtherFormat { wanted: "作废记录", found: claim.format });
        }
        let (declaration, inner) = claim.declaration.written()?;
        let it = Self {
            declaration,
            ended: claim.ended,
            program: claim.program,
            values: claim.values,
            reason: claim.reason,
            digest: claim.sm3,
        };
        text::check_form(text, &it.writer().end_as(claim.sm3))?;
        text::check_seal(text)?;
        inner?;
        if claim.rehearsal != it.declaration.terms().rehearsal {
            return Err(Refusal::Rehearsal);
        }
        it.declaration.check()?;
        it.check_record()?;
        Ok(it)
    }

    fn check_record(&self) -> Result<(), Refusal> {
        if !is_plain(&self.reason) {
            return Err(Refusal::Text { what: "作废原因" });
        }
        check_given(&self.declaration, &self.values, None, &self.ended, &self.program)
    }

    /// What was declared.
    pub fn declaration(&self) -> &Declaration {
        &self.declaration
    }

    /// When it ended: civil time of Beijing.
    pub fn ended(&self) -> &str {
        &self.ended
    }

    /// What had been drawn.
    pub fn values(&self) -> &[Value] {
        &self.values
    }

    /// Why it ended.
    pub fn reason(&self) -> &str {
        &self.reason
    }

    /// The digest at the end of the file.
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// The file.
    pub fn file(&self) -> String {
        format!("{}\n", self.writer().end().0)
    }
}
