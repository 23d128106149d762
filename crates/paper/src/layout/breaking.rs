//! Where lines break: marks that close stay with what they close, marks that open with what they open,
//! a number or a foreign word is not broken.

use super::Run;
use crate::model::{Notes, Span};

/// What cannot begin a line.
const CLOSING: &str = "，。；：、！？）》」』”’〕】…—％%·,.;:!?)";
/// What cannot end one.
const OPENING: &str = "（《「『“‘〔【(";
/// How small the raised number of a note is.
const MARK: f32 = 0.5;

/// A character, and whether it is raised.
pub(super) type Char = (char, bool);

/// How wide a character is, in ems: Chinese ones take a whole, others about half.
fn width((it, is_mark): Char) -> f32 {
    let plain = match it {
        'A'..='Z' | '%' | '@' => 0.7,
        it if it.is_ascii() => 0.55,
        _ => 1.0,
    };
    if is_mark { plain * MARK } else { plain }
}

/// How wide a text is, in ems.
pub(crate) fn ems(text: &str) -> f32 {
    text.chars().map(|it| width((it, false))).sum()
}

/// What is set, character by character, with the numbers of notes behind figures.
pub(super) fn chars_of(spans: &[Span], notes: &Notes<'_>) -> Vec<Char> {
    let mut all = Vec::new();
    for span in spans {
        all.extend(span.text().chars().map(|it| (it, false)));
        if let Span::Figure(figure) = span
            && let Some(number) = notes.number(figure)
        {
            all.extend(format!("[{number}]").chars().map(|it| (it, true)));
        }
    }
    all
}

/// The lines of a paragraph whose lines are `columns` wide and whose first is indented.
pub(super) fn broken(chars: &[Char], (columns, indent): (f32, f32)) -> Vec<Vec<Run>> {
    let (mut lines, mut line) = (Vec::new(), Vec::<Char>::new());
    let (mut used, mut at) = (indent, 0);
    while at < chars.len() {
        let piece = piece(&chars[at..]);
        let wide: f32 = piece.iter().map(|it| width(*it)).sum();
        // One closing mark may hang in the margin, as typesetters have it.
        let hangs = piece.len() == 1 && CLOSING.contains(piece[0].0) && used <= columns;
        if used + wide > columns + 0.01 && !line.is_empty() && !hangs {
            lines.push(runs(&line));
            (line, used) = (Vec::new(), 0.0);
        }
        line.extend_from_slice(piece);
        used += wide;
        at += piece.len();
    }
    if !line.is_empty() {
        lines.push(runs(&line));
    }
    lines
}

/// What is not broken at the beginning of `chars`: a number with its unit sign, a word, a mark with
/// what it opens; no more than twenty characters.
fn piece(chars: &[Char]) -> &[Char] {
    const WORD_MAX: usize = 20;
    let is_word = |(it, is_mark): Char| {
        is_mark
            || it.is_ascii_alphanumeric()
            || matches!(it, '.' | ',' | '%' | '-' | '/' | '[' | ']')
    };
    let opens = chars.iter().take_while(|it| OPENING.contains(it.0)).count();
    let word = chars[opens..].iter().take(WORD_MAX).take_while(|it| is_word(**it)).count();
    let end = opens + word.max(usize::from(opens < chars.len()));
    &chars[..end]
}

fn runs(line: &[Char]) -> Vec<Run> {
    let mut all = Vec::<Run>::new();
    for (it, is_mark) in line {
        match all.last_mut().filter(|run| run.is_mark == *is_mark) {
            Some(run) => run.text.push(*it),
            None => all.push(Run { text: it.to_string(), is_mark: *is_mark }),
        }
    }
    all
}
