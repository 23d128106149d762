//! The transcript: a declaration, what was drawn on it, the opened secret, and the result. One file
//! from which anyone can work out the result again.

use std::thread;

use serde::Deserialize;

use crate::{
    check::check,
    declaration::{Claim, Declaration, Opening},
    hash::{Digest, hex, push_hex, unhex},
    outcome::{self, Outcome, outcome},
    refusal::Refusal,
    source::{Value, moment},
    suspect::narrowed,
    text::{self, Writer, is_plain},
};

/// What a transcript says of its format.
pub const TRANSCRIPT: &str = "xueyu-draw/1 transcript";

/// A draw that was made, with all that proves it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transcript {
    declaration: Declaration,
    drawn: String,
    program: String,
    values: Vec<Value>,
    opening: OpeningText,
    outcome: Outcome,
    digest: Digest,
    text: String,
}

/// An opening as it stands in evidence.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct OpeningText {
    secret: String,
    nonce: String,
}

impl OpeningText {
    fn of(it: &Opening) -> Self {
        Self { secret: hex(&it.secret), nonce: hex(&it.nonce) }
    }

    fn read(&self) -> Option<Opening> {
        Some(Opening { secret: unhex(&self.secret).ok()?, nonce: unhex(&self.nonce).ok()? })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TranscriptClaim {
    format: String,
    rehearsal: bool,
    declaration: Claim,
    drawn: String,
    program: String,
    values: Vec<Value>,
    opening: OpeningText,
    seed: Digest,
    circle: Option<(u64, u64)>,
    order: Vec<u32>,
    admitted: Vec<u32>,
    sm3: Digest,
}

impl Transcript {
    /// Draws on `declaration` with the values that its sources gave and the secret that it promised.
    pub fn draw(
        declaration: Declaration,
        values: Vec<Value>,
        opening: Opening,
        drawn: &str,
        program: &str,
    ) -> Result<Self, Refusal> {
        check_given(&declaration, &values, Some(&opening), drawn, program)?;
        let mut to = Writer::new(
            TRANSCRIPT,
            declaration.text().len() + declaration.units().len() * 16 + 4_096,
        );
        to.member("rehearsal", &declaration.terms().rehearsal);
        to.raw("declaration", declaration.text());
        // The longest part is known before the result: it is hashed while the lots are drawn.
        let outcome = thread::scope(|scope| {
            let hashing = scope.spawn(|| to.hash_on());
            let outcome = outcome(&declaration, &values, &opening);
            hashing.join().unwrap_or_else(|it| std::panic::resume_unwind(it));
            outcome
        });
        let opening = OpeningText::of(&opening);
        let (drawn, program) = (drawn.to_owned(), program.to_owned());
        write_rest(&mut to, (&drawn, &program), &values, &opening, &outcome);
        let (text, digest) = to.end();
        Ok(Self { declaration, drawn, program, values, opening, outcome, digest, text })
    }

    /// Reads a file and checks all of it: form, digests, commitment, values, seed, order, places.
    pub fn read(bytes: &[u8]) -> Result<Self, Refusal> {
        let text = text::of_file(bytes)?;
        Self::of_text(text).map_err(|it| narrowed(it, text))
    }

    fn of_text(text: &str) -> Result<Self, Refusal> {
        thread::scope(|scope| {
            let sealed = scope.spawn(|| text::check_seal(text));
            let it = Self::parse(text);
            let sealed = sealed.join().unwrap_or_else(|it| std::panic::resume_unwind(it));
            let (it, inner) = it?;
            let digest = sealed?;
            inner?;
            let it = Self { digest, ..it };
            it.check()?;
            Ok(it)
        })
    }

    /// The content of `text`, if that is its one form, and whether the declaration within is whole.
    fn parse(text: &str) -> Result<(Self, Result<(), Refusal>), Refusal> {
        let claim: TranscriptClaim = text::parse(text)?;
        if claim.format != TRANSCRIPT {
            return Err(Refusal::OtherFormat { wanted: "派位证据文件", found: claim.format });
        }
        let (rehearsal, sm3) = (claim.rehearsal, claim.sm3);
        let (it, inner) = claim.read()?;
        let mut to = Writer::new(TRANSCRIPT, text.len() + 16);
        to.member("rehearsal", &rehearsal);
        to.raw("declaration", it.declaration.text());
        write_rest(&mut to, (&it.drawn, &it.program), &it.values, &it.opening, &it.outcome);
        let should = to.end_as(sm3);
        text::check_form(text, &should)?;
        if rehearsal != it.declaration.terms().rehearsal {
            return Err(Refusal::Rehearsal);
        }
        Ok((Self { text: should, ..it }, inner))
    }

    /// Everything but form and digests.
    pub(crate) fn check(&self) -> Result<(), Refusal> {
        self.declaration.check()?;
        let opening = self.opening.read().ok_or(Refusal::Secret)?;
        let (declaration, values) = (&self.declaration, &self.values);
        check_given(declaration, values, Some(&opening), &self.drawn, &self.program)?;
        let found = outcome::seed(&declaration.digest(), values, &opening);
        if found != self.outcome.seed {
            return Err(Refusal::Seed { found });
        }
        let (rule, units) = (&declaration.terms().rule, declaration.units());
        if outcome::start_and_step(rule, units.len(), values, &found) != self.outcome.circle {
            return Err(Refusal::Circle);
        }
        check(rule, units, &self.outcome)
    }

    /// What was declared.
    pub fn declaration(&self) -> &Declaration {
        &self.declaration
    }

    /// When it was drawn: civil time of Beijing.
    pub fn drawn(&self) -> &str {
        &self.drawn
    }

    /// The program that drew.
    pub fn program(&self) -> &str {
        &self.program
    }

    /// What the sources gave.
    pub fn values(&self) -> &[Value] {
        &self.values
    }

    /// The secret that was opened, in hex.
    pub fn secret(&self) -> &str {
        &self.opening.secret
    }

    /// The result.
    pub fn outcome(&self) -> &Outcome {
        &self.outcome
    }

    /// The digest at the end of the file.
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// The file.
    pub fn file(&self) -> String {
        format!("{}\n", self.text)
    }
}

impl TranscriptClaim {
    /// What it says, without its text, and whether the declaration within is whole.
    pub(crate) fn read(self) -> Result<(Transcript, Result<(), Refusal>), Refusal> {
        let (declaration, inner) = self.declaration.written()?;
        let places =
            |all: Vec<u32>| all.into_iter().map(|it| (it as usize).wrapping_sub(1)).collect();
        let outcome = Outcome {
            seed: self.seed,
            circle: self.circle,
            order: places(self.order),
            admitted: places(self.admitted),
        };
        let (drawn, program, values) = (self.drawn, self.program, self.values);
        let (opening, digest, text) = (self.opening, self.sm3, String::new());
        let it = Transcript { declaration, drawn, program, values, opening, outcome, digest, text };
        Ok((it, inner))
    }
}

/// What is given to a draw belongs to its declaration.
pub(crate) fn check_given(
    declaration: &Declaration,
    values: &[Value],
    opening: Option<&Opening>,
    drawn: &str,
    program: &str,
) -> Result<(), Refusal> {
    let terms = declaration.terms();
    if moment(drawn).is_none_or(|it| moment(&terms.declared).is_none_or(|before| it < before)) {
        return Err(Refusal::Drawn { text: drawn.to_owned() });
    }
    if !is_plain(program) {
        return Err(Refusal::Text { what: "程序" });
    }
    if opening.is_some_and(|it| it.commitment() != terms.commitment.sm3) {
        return Err(Refusal::Secret);
    }
    let (sources, values_given) = (terms.sources.len(), values.len());
    // Who breaks off before the secret is opened may not have all values yet.
    if values_given > sources || (opening.is_some() && values_given < sources) {
        return Err(Refusal::Values { sources, values: values_given });
    }
    let mut pairs = terms.sources.iter().zip(values).zip(1..);
    match pairs.find_map(|((source, value), at)| Some((at, source.name(), source.refuses(value)?)))
    {
        Some((number, name, why)) => Err(Refusal::Value { number, name, why }),
        None => Ok(()),
    }
}

fn write_rest(
    to: &mut Writer,
    (drawn, program): (&str, &str),
    values: &[Value],
    opening: &OpeningText,
    outcome: &Outcome,
) {
    to.member("drawn", &drawn);
    to.member("program", &program);
    to.member("values", &values);
    to.written("opening", |text| {
        text.push_str("{\"secret\":");
        text.push_str(&text::json(&opening.secret));
        text.push_str(",\"nonce\":");
        text.push_str(&text::json(&opening.nonce));
        text.push('}');
    });
    to.written("seed", |text| {
        text.push('"');
        push_hex(text, outcome.seed.as_bytes());
        text.push('"');
    });
    to.member("circle", &outcome.circle);
    to.written("order", |text| push_numbers(text, &outcome.order));
    to.written("admitted", |text| push_numbers(text, &outcome.admitted));
}

/// Places as numbers, from 1, on one line.
fn push_numbers(text: &mut String, places: &[usize]) {
    text.reserve(places.len() * 8 + 2);
    text.push('[');
    for (at, place) in places.iter().enumerate() {
        if at > 0 {
            text.push(',');
        }
        push_number(text, place.wrapping_add(1));
    }
    text.push(']');
}

fn push_number(text: &mut String, mut number: usize) {
    let mut digits = [0; 20];
    let mut at = digits.len();
    loop {
        at -= 1;
        digits[at] = b'0' + u8::try_from(number % 10).unwrap_or_default();
        number /= 10;
        if number == 0 {
            break;
        }
    }
    text.extend(digits[at..].iter().map(|it| char::from(*it)));
}
