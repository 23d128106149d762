//! Who stands on a list and under which number, what may be done when, and how a line reads in
//! public. No database, no clock.

use std::collections::{BTreeMap, BTreeSet};

use draw::{Last, Rule};
use jiff::{ToSpan as _, civil::DateTime};
use vocab::mask_name;

use crate::{
    definition::{Kind, Show, Take},
    model::{Candidate, Drawing, DrawingId, Line, Stage},
};

/// The longest title, reason or remark.
pub(crate) const WORDS_MAX: usize = 100;
/// What the one group of a list without groups is called.
pub(crate) const ALL: &str = "全体";

/// Why something is not done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// From where it stands, this cannot be done.
    #[error("这次抽取目前是“{}”，不能这样办理。请刷新页面查看。", .0.label())]
    Stage(Stage),
    /// It was announced for later.
    #[error("这次抽取公布的时间是 {}，不能提前抽。请到时再来。", .0.strftime("%Y-%m-%d %H:%M"))]
    Early(DateTime),
    /// The public source has not given its value yet.
    #[error("公开取值“{0}”还没有公布。名单已封存，公布后会自动抽取，无需再操作。")]
    NotYet(String),
    /// The result is public or there is none.
    #[error("这次抽取没有保密的结果，不用再公开。")]
    NotHidden,
    /// It is not said why.
    #[error("请写明原因，它会公布出来。")]
    NoReason,
    /// No title.
    #[error("请写名称，例如“2021 年 12 月常态课督查”。")]
    NoTitle,
    /// Too few or too many.
    #[error("抽取数量应为 1 至 {0}。")]
    Size(u32),
    /// It is to be drawn before it is announced.
    #[error("抽取时间不能早于现在。")]
    Past,
    /// Hidden for too long, or not past the draw.
    #[error("保密到的时间应在抽取之后，最多 {0} 天。")]
    Hidden(u32),
    /// A line names nobody on the list.
    #[error("“另外排除”第 {line} 行的“{name}”不在名单里。请核对名称，每行写“名称，原因”。")]
    Nobody {
        /// The line.
        line: usize,
        /// What it says.
        name: String,
    },
    /// A line has no reason.
    #[error("“另外排除”第 {0} 行没有写原因。每行写“名称，原因”，原因会公布出来。")]
    Groundless(usize),
    /// Nobody is left.
    #[error("名单里没有人可抽。请检查范围和排除的规则。")]
    Nobodies,
    /// The same name twice on a typed list.
    #[error("名单第 {0} 行和前面重复。请去掉一行，确是两个的请加以区别。")]
    Twice(usize),
    /// The engine says no.
    #[error("{0}")]
    Draw(String),
}

/// What is said of a drawing when it is declared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Terms {
    pub(crate) title: String,
    pub(crate) size: i64,
    pub(crate) draws_at: DateTime,
    pub(crate) hidden_until: Option<DateTime>,
    pub(crate) rehearsal: bool,
}

/// Whether a drawing may be declared on these terms.
pub(crate) fn may_declare(kind: &Kind, it: &Terms, now: DateTime) -> Result<(), Refusal> {
    if it.title.trim().is_empty() {
        return Err(Refusal::NoTitle);
    }
    if let Take::Sample { most, .. } = kind.take
        && !(1..=i64::from(most)).contains(&it.size)
    {
        return Err(Refusal::Size(most));
    }
    if it.draws_at < now {
        return Err(Refusal::Past);
    }
    match (kind.hidden_days, it.hidden_until) {
        (None, None) => Ok(()),
        (Some(days), Some(until)) => {
            let last = it.draws_at.saturating_add(i64::from(days).days());
            let fits = it.draws_at <= until && until <= last;
            if fits { Ok(()) } else { Err(Refusal::Hidden(days)) }
        }
        (Some(days), None) => Err(Refusal::Hidden(days)),
        (None, Some(_)) => Err(Refusal::Hidden(0)),
    }
}

/// Whether the list may be sealed.
pub(crate) fn may_seal(it: &Drawing) -> Result<(), Refusal> {
    if it.stage == Stage::Declared { Ok(()) } else { Err(Refusal::Stage(it.stage)) }
}

/// Whether it may be drawn.
pub(crate) fn may_run(it: &Drawing, now: DateTime) -> Result<(), Refusal> {
    match it.stage {
        Stage::Sealed if now < it.draws_at => Err(Refusal::Early(it.draws_at)),
        Stage::Sealed => Ok(()),
        other => Err(Refusal::Stage(other)),
    }
}

/// Whether it may be broken off: only while nobody knows what comes of it.
pub(crate) fn may_void(it: &Drawing, reason: &str) -> Result<(), Refusal> {
    match it.stage {
        Stage::Declared | Stage::Sealed if reason.trim().is_empty() => Err(Refusal::NoReason),
        Stage::Declared | Stage::Sealed => Ok(()),
        other => Err(Refusal::Stage(other)),
    }
}

/// Whether a hidden result may come out.
pub(crate) fn may_reveal(it: &Drawing) -> Result<(), Refusal> {
    if it.is_hidden() { Ok(()) } else { Err(Refusal::NotHidden) }
}

/// The list with its numbers: in an order that tells nothing of anybody, those who are left out
/// behind the others.
pub(crate) fn lines(
    id: DrawingId,
    candidates: Vec<Candidate>,
    excluded: &BTreeMap<usize, String>,
) -> Vec<Line> {
    let mut all: Vec<(String, usize, Candidate)> = candidates
        .into_iter()
        .enumerate()
        .map(|(at, it)| {
            let key = [
                it.student.map(vocab::Id::bits),
                it.staff.map(vocab::Id::bits),
                it.place.map(vocab::Id::bits),
            ];
            let key = format!("{key:?} {}", it.label);
            (platform::act::digest(&["drawing number", &id.to_string(), &key]), at, it)
        })
        .collect();
    all.sort_by(|a, b| (&a.0, a.1).cmp(&(&b.0, b.1)));
    let width = all.len().to_string().len().max(3);
    let (mut inside, mut outside) = (0, 0);
    let line = |(_, at, who): (String, usize, Candidate)| {
        let reason = excluded.get(&at).cloned();
        let number = if reason.is_some() {
            outside += 1;
            format!("x{outside:0width$}")
        } else {
            inside += 1;
            format!("{inside:0width$}")
        };
        Line {
            number,
            who,
            excluded: reason,
            position: None,
            picked: false,
            outcome: None,
            why: None,
        }
    };
    let mut lines: Vec<Line> = all.into_iter().map(line).collect();
    lines.sort_by(|a, b| (a.excluded.is_some(), &a.number).cmp(&(b.excluded.is_some(), &b.number)));
    lines
}

/// Whom the lines of `text` leave out, and why: `云帆小学，正在迎接体检`.
pub(crate) fn excluded(
    text: &str,
    candidates: &[Candidate],
) -> Result<BTreeMap<usize, String>, Refusal> {
    let mut all = BTreeMap::new();
    for (at, line) in text.lines().enumerate().filter(|it| !it.1.trim().is_empty()) {
        let number = at + 1;
        let (name, reason) =
            line.split_once(['，', ',', '\t']).ok_or(Refusal::Groundless(number))?;
        let (name, reason) = (name.trim(), reason.trim());
        if reason.is_empty() {
            return Err(Refusal::Groundless(number));
        }
        let nobody = || Refusal::Nobody { line: number, name: name.to_owned() };
        let found = candidates.iter().position(|it| it.label == name).ok_or_else(nobody)?;
        all.insert(found, reason.chars().take(WORDS_MAX).collect());
    }
    Ok(all)
}

/// A typed list, one a line.
pub(crate) fn typed(text: &str) -> Result<Vec<Candidate>, Refusal> {
    let mut seen = BTreeSet::new();
    let mut all = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let label: String = vocab::normalise(line).chars().take(WORDS_MAX).collect();
        if label.is_empty() {
            continue;
        }
        if !seen.insert(label.clone()) {
            return Err(Refusal::Twice(at + 1));
        }
        all.push(Candidate { label, ..Candidate::default() });
    }
    Ok(all)
}

/// The engine's rule for a list.
pub(crate) fn rule(kind: &Kind, size: i64, lines: &[Line]) -> Rule {
    let places = u64::try_from(size).unwrap_or(0);
    let all = || vec![ALL.to_owned()];
    match kind.take {
        Take::Order => Rule::Rank { groups: all() },
        Take::Sample { by_town: false, .. } => {
            Rule::Admit { groups: all(), places, last: Last::Skip }
        }
        Take::Sample { by_town: true, .. } => {
            let inside = lines.iter().filter(|it| it.excluded.is_none());
            let towns: BTreeSet<&str> = inside.map(|it| it.who.stratum.as_str()).collect();
            let groups: Vec<String> = towns.into_iter().map(str::to_owned).collect();
            Rule::Sample { places: vec![places; groups.len()], groups, last: Last::Skip }
        }
    }
}

/// How a line reads in public.
pub(crate) fn shown(show: Show, line: &Line) -> String {
    match show {
        Show::Names => line.who.label.clone(),
        Show::Masked => mask_name(&line.who.label),
        Show::Numbers => String::new(),
    }
}
