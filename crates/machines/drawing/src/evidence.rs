//! The engine's files: a list sealed, a draw made, a draw broken off. No database, no clock; what is
//! random is handed in.

use draw::{
    Commitment, Declaration, Defect, Entry, Evidence, List, Previous, Randomness, Rule, Sealed,
    Source, Terms, Transcript, Value, Void,
};
use form::Posted;
use jiff::civil::DateTime;

use crate::rules::{ALL, Refusal};

/// What draws, for the record.
const PROGRAM: &str = concat!("xueyu ", env!("CARGO_PKG_VERSION"));
/// How many defects are told at once.
const TOLD_MAX: usize = 5;

/// What is settled beside the list.
pub(crate) struct Settled {
    pub(crate) title: String,
    pub(crate) organiser: String,
    pub(crate) rehearsal: bool,
    pub(crate) declared: DateTime,
    pub(crate) rule: Rule,
    pub(crate) sources: Vec<Source>,
    pub(crate) previous: Option<Previous>,
}

/// What sealing makes: what is posted, and what stays locked up.
pub(crate) struct SealedList {
    pub(crate) declaration: Declaration,
    pub(crate) secret: String,
}

/// What came of one number.
pub(crate) struct Placed {
    pub(crate) number: String,
    pub(crate) position: i64,
    pub(crate) picked: bool,
}

/// The minute as evidence has it.
fn minute(at: DateTime) -> String {
    at.strftime("%Y-%m-%d %H:%M").to_string()
}

fn told(defects: &[Defect]) -> Refusal {
    let words: Vec<String> = defects.iter().take(TOLD_MAX).map(ToString::to_string).collect();
    Refusal::Draw(words.join("；"))
}

/// Seals a list of numbers, each with its group.
pub(crate) fn seal<'a>(
    numbers: impl Iterator<Item = (&'a str, &'a str)>,
    it: Settled,
    random: &Randomness,
) -> Result<SealedList, Refusal> {
    let grouped = it.rule.groups() != [ALL.to_owned()];
    let entries = (1..).zip(numbers).map(|(line, (number, group))| {
        let mut entry = Entry::new(line, number);
        if grouped {
            group.clone_into(&mut entry.group);
        }
        entry
    });
    let list = List::new(entries.collect(), &it.rule).map_err(|all| told(&all))?;
    let sealed = Sealed::new(&list, random);
    let terms = Terms {
        commitment: Commitment { keeper: it.organiser.clone(), sm3: sealed.opening().commitment() },
        title: it.title,
        organiser: it.organiser,
        rehearsal: it.rehearsal,
        declared: minute(it.declared),
        program: PROGRAM.to_owned(),
        rule: it.rule,
        sources: it.sources,
        previous: it.previous,
    };
    let units = list.salted(sealed.key());
    let declaration = Declaration::new(terms, units).map_err(|all| told(&all))?;
    let secret = sealed.file(&declaration);
    Ok(SealedList { declaration, secret })
}

fn refused(refusal: &draw::Refusal) -> Refusal {
    Refusal::Draw(refusal.to_string())
}

/// The declaration in a file of ours.
pub(crate) fn declaration(file: &str) -> Result<Declaration, Refusal> {
    Declaration::read(file.as_bytes()).map_err(|it| refused(&it))
}

/// The secret that belongs to `declaration`.
pub(crate) fn secret(file: &str, declaration: &Declaration) -> Result<Sealed, Refusal> {
    Sealed::read(file.as_bytes(), declaration).map_err(|it| refused(&it))
}

/// Draws: the evidence, and what came of each number, best rank first.
pub(crate) fn run(
    declaration: Declaration,
    sealed: &Sealed,
    (values, at): (Vec<Value>, DateTime),
) -> Result<(Transcript, Vec<Placed>), Refusal> {
    let drawn = Transcript::draw(declaration, values, sealed.opening(), &minute(at), PROGRAM)
        .map_err(|it| refused(&it))?;
    // What is kept has been read back as anyone will read it.
    let drawn = Transcript::read(drawn.file().as_bytes()).map_err(|it| refused(&it))?;
    let placed = placed(&drawn, sealed);
    Ok((drawn, placed))
}

/// Every number with its rank.
fn placed(drawn: &Transcript, sealed: &Sealed) -> Vec<Placed> {
    let (units, outcome) = (drawn.declaration().units(), drawn.outcome());
    let mut rank = vec![0_i64; units.len()];
    for (at, unit) in (1..).zip(&outcome.order) {
        rank[*unit] = at;
    }
    let mut picked = vec![false; units.len()];
    for unit in &outcome.admitted {
        picked[*unit] = true;
    }
    let place = |number: &String| {
        let unit = units.find(&sealed.key().entry(number))?;
        Some(Placed { number: number.clone(), position: rank[unit], picked: picked[unit] })
    };
    let mut all: Vec<Placed> = sealed.numbers().iter().filter_map(place).collect();
    all.sort_by_key(|it| it.position);
    all
}

/// Breaks a sealed draw off, before anything was drawn.
pub(crate) fn void(declaration: Declaration, reason: &str, at: DateTime) -> Result<Void, Refusal> {
    Void::new(declaration, Vec::new(), &minute(at), PROGRAM, reason).map_err(|it| refused(&it))
}

/// What a further attempt says of the one whose file this is.
pub(crate) fn previous(file: &str, reason: &str) -> Result<Option<Previous>, Refusal> {
    let evidence = Evidence::read(file.as_bytes()).map_err(|it| refused(&it))?;
    Ok(evidence.as_previous(reason))
}

/// What hands drew, in the order of the fields `value-1`, `value-2` …; `07` is 7.
pub(crate) fn typed(posted: &Posted) -> Vec<Value> {
    let typed = (1..).map(|at| posted.get(&format!("value-{at}")).trim().to_owned());
    let typed = typed.take_while(|it| !it.is_empty());
    let plain = |it: String| {
        let short = vocab::normalise(&it).trim_start_matches('0').to_owned();
        Value::Text(if short.is_empty() { "0".to_owned() } else { short })
    };
    typed.map(plain).collect()
}

/// Checks a file that was handed out, as anyone can: what kind of evidence it is, or what is wrong.
pub fn read_evidence(bytes: &[u8]) -> Result<Evidence, Refusal> {
    Evidence::read(bytes).map_err(|it| refused(&it))
}
