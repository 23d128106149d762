//! The declaration: everything that is settled before anyone can know the outcome. Its digest is
//! posted; what is drawn later stands on it.

use serde::{Deserialize, Serialize};

use crate::{
    defect::{Defect, Fault},
    hash::{Digest, Domain, Fields},
    refusal::Refusal,
    rule::Rule,
    source::{OUTCOMES_MIN, SOURCES_MAX, Source, Value, moment},
    suspect::narrowed,
    text::{self, Writer, is_plain},
    units::Units,
};

/// What a declaration says of its format.
pub const DECLARATION: &str = "xueyu-draw/1 declaration";

/// A promise of a secret that nobody else knows yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Commitment {
    /// Who keeps the secret until it is opened: the organiser, or a notary.
    pub keeper: String,
    /// The hash over secret and nonce.
    pub sm3: Digest,
}

/// The secret and the nonce that hides it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Opening {
    /// The secret.
    pub secret: [u8; 32],
    /// What keeps the commitment from being guessed even if the secret could be.
    pub nonce: [u8; 32],
}

impl Opening {
    /// What is published before the opening.
    pub fn commitment(&self) -> Digest {
        Fields::of(Domain::Commitment).field(&self.secret).field(&self.nonce).end()
    }
}

/// The attempt before, and why there is another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Previous {
    /// The digest of its transcript, of its record of breaking off, or of its declaration.
    pub sm3: Digest,
    /// The digest of its declaration: what was posted then, and what families kept.
    pub declaration: Digest,
    /// Why it does not stand.
    pub reason: String,
    /// Its public values, which stay in.
    pub values: Vec<Value>,
}

/// What the organiser settles beside the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// What is drawn: 实验小学 2027 年秋季一年级电脑派位.
    pub title: String,
    /// Who draws.
    pub organiser: String,
    /// Whether it is a rehearsal, which counts for nothing.
    pub rehearsal: bool,
    /// When it was declared: `2027-07-20 09:30`, Beijing time.
    pub declared: String,
    /// The program and its version.
    pub program: String,
    /// What is drawn and how.
    pub rule: Rule,
    /// Where the public values come from, in their order.
    pub sources: Vec<Source>,
    /// The promise of the secret.
    pub commitment: Commitment,
    /// The attempt before, if there was one.
    pub previous: Option<Previous>,
}

/// A declaration that is as it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declaration {
    terms: Terms,
    units: Units,
    root: Digest,
    digest: Digest,
    /// Without the line feed at the end of a file.
    text: String,
}

/// A declaration as it is read, not yet believed.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Claim {
    format: String,
    title: String,
    organiser: String,
    rehearsal: bool,
    declared: String,
    program: String,
    rule: Rule,
    sources: Vec<Source>,
    commitment: Commitment,
    previous: Option<Previous>,
    root: Digest,
    units: Units,
    sm3: Digest,
}

impl Declaration {
    /// Declares a draw of `units` under `terms`; gives all that is wrong with them.
    pub fn new(terms: Terms, units: Units) -> Result<Self, Vec<Defect>> {
        let defects = defects(&terms, &units);
        if !defects.is_empty() {
            return Err(defects);
        }
        let root = units.root();
        Ok(Self::written(terms, units, root))
    }

    /// Puts it down; whether it can stand is asked elsewhere.
    fn written(terms: Terms, units: Units, root: Digest) -> Self {
        let mut to = Writer::new(DECLARATION, units.people() * 72 + 4_096);
        to.member("title", &terms.title);
        to.member("organiser", &terms.organiser);
        to.member("rehearsal", &terms.rehearsal);
        to.member("declared", &terms.declared);
        to.member("program", &terms.program);
        to.member("rule", &terms.rule);
        to.member("sources", &terms.sources);
        to.member("commitment", &terms.commitment);
        to.member("previous", &terms.previous);
        to.member("root", &root);
        to.written("units", |it| units.write(it));
        let (text, digest) = to.end();
        Self { terms, units, root, digest, text }
    }

    /// Reads a file and checks all of it.
    pub fn read(bytes: &[u8]) -> Result<Self, Refusal> {
        let text = text::of_file(bytes)?;
        Self::of_text(text).map_err(|it| narrowed(it, text))
    }

    fn of_text(text: &str) -> Result<Self, Refusal> {
        let claim: Claim = text::parse(text)?;
        let (it, sealed) = claim.written()?;
        text::check_form(text, it.text())?;
        sealed?;
        it.check()?;
        Ok(it)
    }

    /// Everything but the form.
    pub(crate) fn check(&self) -> Result<(), Refusal> {
        if let Some(defect) = defects(&self.terms, &self.units).into_iter().next() {
            return Err(defect.into());
        }
        self.units.check_order()?;
        let found = self.units.root();
        if found != self.root {
            return Err(Refusal::Root { found, claimed: self.root });
        }
        Ok(())
    }

    fn expect_digest(&self, claimed: Digest) -> Result<(), Refusal> {
        let found = self.digest;
        if found == claimed {
            return Ok(());
        }
        Err(Refusal::Changed { found, claimed, from: 1, to: self.text.lines().count() })
    }

    /// With the digest that is claimed, so that the form can be told apart from the digest.
    fn with_claim(mut self, claimed: Digest) -> Self {
        let at = self.text.len() - 64 - text::END.len();
        self.text.replace_range(at..at + 64, &claimed.to_string());
        self
    }

    /// What was settled beside the list.
    pub fn terms(&self) -> &Terms {
        &self.terms
    }

    /// The list.
    pub fn units(&self) -> &Units {
        &self.units
    }

    /// The root over the list.
    pub fn root(&self) -> Digest {
        self.root
    }

    /// What is posted before the draw.
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// The file.
    pub fn file(&self) -> String {
        format!("{}\n", self.text)
    }

    /// The file without its last line feed, as a transcript holds it.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }
}

impl Claim {
    /// The declaration as it would be written, and whether its digest is the one claimed.
    pub(crate) fn written(self) -> Result<(Declaration, Result<(), Refusal>), Refusal> {
        if self.format != DECLARATION {
            return Err(Refusal::OtherFormat { wanted: "公示文件", found: self.format });
        }
        let terms = Terms {
            title: self.title,
            organiser: self.organiser,
            rehearsal: self.rehearsal,
            declared: self.declared,
            program: self.program,
            rule: self.rule,
            sources: self.sources,
            commitment: self.commitment,
            previous: self.previous,
        };
        let (it, claimed) = (Declaration::written(terms, self.units, self.root), self.sm3);
        let sealed = it.expect_digest(claimed);
        Ok(match sealed {
            Ok(()) => (it, Ok(())),
            Err(changed) => (it.with_claim(claimed), Err(changed)),
        })
    }
}

/// What is wrong with the terms for these units.
fn defects(terms: &Terms, units: &Units) -> Vec<Defect> {
    let mut all = terms.rule.defects();
    if units.is_empty() {
        all.push(Fault::Empty.in_terms());
    }
    let texts = [
        ("标题", &terms.title),
        ("主办单位", &terms.organiser),
        ("程序", &terms.program),
        ("秘密保管人", &terms.commitment.keeper),
    ];
    let reason = terms.previous.iter().map(|it| ("重抽原因", &it.reason));
    for (what, text) in texts.into_iter().chain(reason).filter(|it| !is_plain(it.1)) {
        all.push(Fault::Text { what, text: text.clone() }.in_terms());
    }
    let mut kept = terms.previous.iter().flat_map(|it| &it.values);
    if kept.any(|it| !it.is_sound()) {
        let (name, why) = ("上一次派位".to_owned(), "保留的取值写法不对");
        all.push(Fault::Source { name, why }.in_terms());
    }
    check_sources(terms, units, &mut all);
    check_units(&terms.rule, units, &mut all);
    all
}

fn check_sources(terms: &Terms, units: &Units, all: &mut Vec<Defect>) {
    let Some(declared) = moment(&terms.declared) else {
        all.push(Fault::Time { text: terms.declared.clone() }.in_terms());
        return;
    };
    let kept = terms.previous.as_ref().map_or(0, |it| it.values.len());
    let count = terms.sources.len();
    if !(1..=SOURCES_MAX).contains(&count) || kept > SOURCES_MAX {
        all.push(Fault::Sources { count: count.max(kept) }.in_terms());
    }
    all.extend(terms.sources.iter().filter_map(|it| it.defect(declared)));
    if let Rule::Circular { drawn: true, step_most, .. } = &terms.rule {
        let range = |at: usize| match terms.sources.get(at) {
            Some(Source::Site { least, most, .. }) => Some((*least, *most)),
            _ => None,
        };
        if (range(0), range(1)) != (Some((1, units.len() as u64)), Some((1, *step_most))) {
            let (units, step) = (units.len(), *step_most);
            all.push(Fault::StartAndStep { units, step }.in_terms());
        }
        // The start is drawn by hand and evenly, and without bundles every seat is as good as any
        // other: nothing that the organiser tries out changes anyone's chance.
        if !units.has_bundles() {
            return;
        }
    }
    let outcomes = terms.sources.iter().fold(1u128, |all, it| all.saturating_mul(it.outcomes()));
    if !terms.rehearsal && outcomes < OUTCOMES_MIN {
        all.push(Fault::FewOutcomes { outcomes }.in_terms());
    }
}

fn check_units(rule: &Rule, units: &Units, all: &mut Vec<Defect>) {
    let groups = rule.groups().len();
    let mut told = (false, false);
    for it in units.iter() {
        let size = it.entries.len();
        if it.group >= groups && !told.0 {
            told.0 = true;
            let group = (it.group + 1).to_string();
            let known = format!("1 至 {groups}");
            all.push(Fault::UnknownGroup { group, known }.in_terms());
        }
        if size > 1 && !told.1 {
            let places = rule.places_for(it.group).filter(|places| *places < size as u64);
            let fault = match (rule, places) {
                (Rule::Pair { .. }, _) => Some(Fault::BundleInPair),
                (_, Some(places)) => Some(Fault::NoRoom { size, places }),
                _ => None,
            };
            told.1 = fault.is_some();
            all.extend(fault.map(Fault::in_terms));
        }
    }
    match rule {
        Rule::Pair { targets, .. } if targets.len() != units.len() => {
            let (units, targets) = (units.len(), targets.len());
            all.push(Fault::Unequal { units, targets }.in_terms());
        }
        _ => {}
    }
}
