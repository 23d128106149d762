//! Whether a reading is true to its document, worked out from the document's lines alone.
//!
//! Written apart from the reader: it finds each figure where it is said to stand, reads the number
//! there by other code (a Chinese numeral is not read but written, and compared), and looks
//! whether the comparator has a word that carries it.

use crate::{
    amount::Amount,
    document::{Document, Raw},
    figure::{Comparator, Figure},
    reading::Reading,
};

/// What is not true in a reading.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Violation {
    /// The characters do not stand there.
    #[error("figure {0} is not written where it is said to stand")]
    Elsewhere(usize),
    /// The characters say another number.
    #[error("figure {0} has another value than its characters")]
    Value(usize),
    /// Nothing in the sentence carries the comparator.
    #[error("figure {0} has a comparator that its sentence does not give")]
    Comparator(usize),
    /// The sentence does not hold the figure, or is not there.
    #[error("figure {0} does not stand in its sentence")]
    Sentence(usize),
    /// A figure belongs to no proposal, or to two.
    #[error("figure {0} is not in exactly one proposal")]
    Proposed(usize),
    /// Figures of one proposal differ.
    #[error("proposal {0} puts different figures together")]
    Mixed(usize),
    /// A pair is not of two different proposals.
    #[error("pair {0} is not of two proposals that differ")]
    Pair(usize),
    /// A task has no work, or figures that are not there.
    #[error("task {0} has no work or names a figure that is not there")]
    Task(usize),
}

/// Checks `reading` against `document`.
pub fn check(document: &Document, reading: &Reading) -> Result<(), Violation> {
    for (at, figure) in reading.figures.iter().enumerate() {
        stands(&document.raw, figure).then_some(()).ok_or(Violation::Elsewhere(at))?;
        says(figure).then_some(()).ok_or(Violation::Value(at))?;
        let sentence = reading.sentences.get(figure.sentence).ok_or(Violation::Sentence(at))?;
        let held = sentence.text.contains(&figure.written);
        held.then_some(()).ok_or(Violation::Sentence(at))?;
        carried(figure, &sentence.text).then_some(()).ok_or(Violation::Comparator(at))?;
    }
    let mut seen = vec![0_u32; reading.figures.len()];
    for (at, proposal) in reading.proposals.iter().enumerate() {
        let mut figures = Vec::new();
        for it in &proposal.figures {
            figures.push(reading.figures.get(*it).ok_or(Violation::Mixed(at))?);
            seen[*it] += 1;
        }
        let one = |it: &&Figure| (it.low, it.high, it.unit.clone(), it.tense);
        let alike = figures.windows(2).all(|it| one(&it[0]) == one(&it[1]));
        (alike && !figures.is_empty()).then_some(()).ok_or(Violation::Mixed(at))?;
    }
    if let Some(at) = seen.iter().position(|it| *it != 1) {
        return Err(Violation::Proposed(at));
    }
    for (at, pair) in reading.pairs.iter().enumerate() {
        let first =
            |it: usize| Some(&reading.figures[*reading.proposals.get(it)?.figures.first()?]);
        let both = first(pair.one).zip(first(pair.other));
        let differ = both.is_some_and(|(one, other)| {
            let said = |it: &Figure| (it.low, it.high, it.comparator, it.tense);
            said(one) != said(other)
        });
        differ.then_some(()).ok_or(Violation::Pair(at))?;
    }
    for (at, task) in reading.tasks.iter().enumerate() {
        let there = task.figures.iter().all(|it| *it < reading.figures.len());
        (there && !task.work.is_empty()).then_some(()).ok_or(Violation::Task(at))?;
    }
    Ok(())
}

/// Whether the characters stand at the line and column, blanks and line ends looked through.
fn stands(raw: &Raw, figure: &Figure) -> bool {
    let from = usize::try_from(figure.column).unwrap_or(0).saturating_sub(1);
    let starts = raw.lines().enumerate().filter(|(_, (line, _))| *line == figure.line);
    let wanted = vocab::normalise(&figure.written).replace(' ', "");
    starts.into_iter().any(|(nth, (_, first))| {
        let tail: String = first.chars().skip(from).collect();
        let rest = raw.lines().skip(nth + 1).take(40).map(|it| it.1);
        let mut text = vocab::normalise(&tail);
        for line in rest {
            if text.chars().count() > 40 {
                break;
            }
            text.push_str(&vocab::normalise(line));
        }
        text.replace(' ', "").starts_with(&wanted)
    })
}

/// Whether the characters say the value.
fn says(figure: &Figure) -> bool {
    let text = figure.written.trim_start_matches('第');
    let body = if figure.unit == "第" {
        text.trim_end_matches(['名', '位'])
    } else {
        let unit = if text.starts_with("百分之") { "" } else { figure.unit.as_str() };
        text.strip_suffix(unit).unwrap_or("")
    };
    let body = body.trim_end_matches(['余', '多']);
    let body = body.strip_prefix("百分之").unwrap_or(body);
    let ends = |value: Amount| spellings(value).iter().any(|it| it == &body.replace(',', ""));
    match figure.high {
        None => ends(figure.low),
        Some(high) => {
            let both = ['-', '~', '—', '–', '至'].map(|it| format!("{}{it}{high}", figure.low));
            both.iter().any(|it| it == body) || body.contains(['万', '亿', '千'])
        }
    }
}

/// The ways to write a value: with 万 and 亿 and without, with zeros at the end, as a fraction, in
/// Chinese.
fn spellings(value: Amount) -> Vec<String> {
    let mut all = Vec::new();
    let factors = [
        (1, ""),
        (1000, "千"),
        (10_000, "万"),
        (100_000_000, "亿"),
        (100_000_000_000, "千亿"),
        (1_000_000_000_000, "万亿"),
    ];
    for (factor, word) in factors {
        let Some(less) =
            value.below().checked_mul(factor).and_then(|it| Amount::new(value.above(), it))
        else {
            continue;
        };
        let plain = less.to_string();
        if plain.contains('/') {
            continue;
        }
        all.push(format!("{plain}{word}"));
        let dotted = if plain.contains('.') { plain } else { format!("{plain}.") };
        for zeros in ["0", "00"] {
            all.push(format!("{dotted}{zeros}{word}"));
        }
    }
    if value.below() == 1 {
        for it in chinese(value.above()) {
            all.push(it.replace('二', "两"));
            all.push(it.replacen('二', "两", 1));
            all.push(it);
        }
    } else {
        for by in 1..=100 {
            let (above, below) = (value.above() * by, value.below() * by);
            all.push(format!("{above}/{below}"));
            let parts = chinese(below).into_iter().flat_map(|below| {
                chinese(above).into_iter().map(move |above| format!("{below}分之{above}"))
            });
            all.extend(parts);
        }
    }
    if (value.above(), value.below()) == (1, 2) {
        all.extend(["半".to_owned(), "半数".to_owned()]);
    }
    all
}

/// A whole number in Chinese, in the two ways of writing ten to nineteen and the bare 百, 千, 万.
fn chinese(value: i64) -> Vec<String> {
    let long = written(value);
    let short = long.strip_prefix('一').filter(|it| !it.is_empty()).map(str::to_owned);
    std::iter::once(long.clone()).chain(short).collect()
}

fn written(value: i64) -> String {
    const DIGITS: [&str; 10] = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    for (size, word) in [(100_000_000, "亿"), (10_000, "万"), (1000, "千"), (100, "百"), (10, "十")]
    {
        if value >= size {
            let (many, rest) = (value / size, value % size);
            let gap = if rest > 0 && rest * 10 < size { "零" } else { "" };
            let rest = if rest > 0 { written(rest) } else { String::new() };
            return format!("{}{word}{gap}{rest}", written(many));
        }
    }
    usize::try_from(value)
        .ok()
        .and_then(|it| DIGITS.get(it))
        .map_or(String::new(), |it| (*it).to_owned())
}

/// Whether a word of the sentence carries the comparator.
fn carried(figure: &Figure, sentence: &str) -> bool {
    let has = |words: &[&str]| words.iter().any(|it| sentence.contains(it));
    let up = ["达", "升", "提高", "增", "扩大"];
    match figure.comparator {
        Comparator::Equal => true,
        Comparator::AtLeast => {
            has(&[
                "以上",
                "不低于",
                "不少于",
                "不小于",
                "不得低于",
                "不得少于",
                "至少",
                "最少",
                "满",
            ]) || has(&up)
        }
        Comparator::AtMost => has(&[
            "不超过",
            "不高于",
            "不大于",
            "不多于",
            "不得",
            "至多",
            "最多",
            "控制在",
            "限于",
            "以内",
            "以下",
            "前",
            "降",
            "减",
        ]),
        Comparator::Over => has(&["超", "逾", "余", "多", "突破", "高于", "大于"]),
        Comparator::Under => has(&["低于", "少于", "小于", "不足", "不到"]),
        Comparator::Near => has(&["近"]),
        Comparator::About => has(&["约", "左右", "上下"]),
        Comparator::Within => figure.high.is_some_and(|it| it > figure.low),
    }
}
