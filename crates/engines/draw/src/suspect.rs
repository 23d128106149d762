//! Where a file was changed: a digest says that something is not as it was, and what else does not fit
//! any more says roughly where.

use std::ops::RangeInclusive;

use crate::{declaration::Claim, refusal::Refusal, text, transcript::TranscriptClaim};

/// The refusal of `text`, with the lines that the change must be in.
pub(crate) fn narrowed(refusal: Refusal, text: &str) -> Refusal {
    match refusal {
        Refusal::Changed { found, claimed, .. } => {
            let lines = File::of(text).suspects();
            Refusal::Changed { found, claimed, from: *lines.start(), to: *lines.end() }
        }
        other => other,
    }
}

/// A file by its lines, which count from 1.
struct File<'t> {
    text: &'t str,
    lines: Vec<&'t str>,
}

impl<'t> File<'t> {
    fn of(text: &'t str) -> Self {
        Self { text, lines: text.lines().collect() }
    }

    /// The first line that begins with `start`, from line `from` on.
    fn line(&self, start: &str, from: usize) -> Option<usize> {
        let found = self.lines.iter().skip(from - 1).position(|it| it.starts_with(start));
        found.map(|it| it + from)
    }

    fn suspects(&self) -> RangeInclusive<usize> {
        let all = 1..=self.lines.len();
        // A declaration within another file begins behind its key, and its last line has a comma.
        let Some(begin) = self.line("\"declaration\":{", 1) else {
            let alone = self.line("\"units\":[", 1).map(|_| self.within(self.text, 1));
            return alone.unwrap_or(all);
        };
        let Some(end) = self.line("},", begin) else { return all };
        let inner = self.lines[begin - 1..end].join("\n");
        let inner = inner.trim_start_matches("\"declaration\":").trim_end_matches(',');
        if text::check_seal(inner).is_err() {
            return self.within(inner, begin);
        }
        let rest = end + 1..=self.lines.len();
        self.of_result().map_or(rest, |line| line..=line)
    }

    /// The suspects of a declaration whose first line is `begin`: the list with its root, or what
    /// stands before it.
    fn within(&self, declaration: &str, begin: usize) -> RangeInclusive<usize> {
        let last = begin + declaration.lines().count() - 1;
        let Some(root) = self.line("\"root\":", begin) else { return begin..=last };
        let whole = text::parse::<Claim>(declaration).ok().and_then(|it| it.written().ok());
        match whole {
            Some((it, _)) if it.units().root() == it.root() => begin + 1..=root - 1,
            Some((it, _)) => match it.units().check_order() {
                // The list begins two lines behind the root.
                Err(Refusal::Unsorted { number }) => root + number..=root + 1 + number,
                _ => root..=last - 2,
            },
            None => begin..=last,
        }
    }

    /// The line of a transcript that is not what its other lines lead to.
    fn of_result(&self) -> Option<usize> {
        let claim: TranscriptClaim = text::parse(self.text).ok()?;
        let wrong = claim.read().ok()?.0.check().err()?;
        let key = match wrong {
            Refusal::Rehearsal => "rehearsal",
            Refusal::Drawn { .. } => "drawn",
            Refusal::Values { .. } | Refusal::Value { .. } => "values",
            Refusal::Secret => "opening",
            Refusal::Circle => "circle",
            Refusal::Order { .. } => "order",
            Refusal::Admitted { .. } => "admitted",
            // A seed that does not fit may come of a value as well.
            _ => return None,
        };
        self.line(&format!("\"{key}\":"), self.line("},", 1)?)
    }
}
