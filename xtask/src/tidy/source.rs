//! A Rust file cut into code, comments and string literals, so that a rule about code is not
//! misled by a word in a sentence. No parser: a scanner of a few lines is enough for the rules.

/// A string literal.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Literal {
    /// Where it begins, counted from one.
    pub(crate) line: usize,
    pub(crate) text: String,
}

/// A Rust file.
pub(crate) struct Source {
    /// The text with comments and the insides of literals blanked, line for line.
    pub(crate) code: String,
    /// The text with only the comments left.
    pub(crate) comments: String,
    pub(crate) literals: Vec<Literal>,
    /// A test as a whole, by its path.
    is_test: bool,
    /// Lines of `#[cfg(test)] mod … { … }`, first and last.
    test_lines: Option<(usize, usize)>,
}

impl Source {
    /// Cuts `text` up; `path` tells whether it is a test as a whole.
    pub(crate) fn read(path: &str, text: &str) -> Self {
        let mut scan = Scan::default();
        scan.run(text);
        let folders = path.split('/').collect::<Vec<_>>();
        let name = folders.last().copied().unwrap_or_default();
        let is_test = matches!(name, "tests.rs" | "testing.rs" | "test.rs")
            || folders
                .iter()
                .any(|it| matches!(*it, "tests" | "testing" | "benches" | "scenarios"));
        let test_lines = inner_tests(&scan.code);
        let Scan { code, comments, literals, .. } = scan;
        Self { code, comments, literals, is_test, test_lines }
    }

    /// Whether `line` belongs to tests.
    pub(crate) fn tests(&self, line: usize) -> bool {
        self.is_test || self.test_lines.is_some_and(|(from, to)| (from..=to).contains(&line))
    }

    /// The lines of code outside tests, with their numbers.
    pub(crate) fn product(&self) -> impl Iterator<Item = (usize, &str)> {
        self.code.lines().zip(1..).map(|(text, line)| (line, text)).filter(|it| !self.tests(it.0))
    }
}

/// The lines of `#[cfg(test)] mod tests { … }`, as rustfmt writes it.
fn inner_tests(code: &str) -> Option<(usize, usize)> {
    let lines: Vec<_> = code.lines().collect();
    let from = lines.iter().enumerate().position(|(at, line)| {
        let opens = |it: &&str| it.contains("mod ") && it.ends_with('{');
        *line == "#[cfg(test)]" && lines.get(at + 1).is_some_and(opens)
    })?;
    let to = lines[from..].iter().position(|it| *it == "}").map_or(lines.len(), |it| from + it);
    Some((from + 1, to + 1))
}

#[derive(Default)]
struct Scan {
    code: String,
    comments: String,
    literals: Vec<Literal>,
    line: usize,
}

impl Scan {
    fn run(&mut self, text: &str) {
        self.line = 1;
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let length = if rest.starts_with("//") {
                let end = rest.find('\n').unwrap_or(rest.len());
                self.comment(&rest[..end])
            } else if rest.starts_with("/*") {
                self.comment(&rest[..block_comment(rest)])
            } else if let Some((open, close)) = raw_string(rest, &self.code) {
                let end = rest[open..].find(&close).map_or(rest.len(), |it| open + it);
                self.literal(rest, open, end, close.len())
            } else if first == '"' {
                self.literal(rest, 1, string_end(rest), 1)
            } else if let Some(length) = char_literal(rest) {
                self.put("' '", &rest[..length])
            } else {
                self.put(&rest[..first.len_utf8()], &rest[..first.len_utf8()])
            };
            rest = &rest[length..];
        }
    }

    /// Writes `shown` as code in place of `text`, keeping the lines.
    fn put(&mut self, shown: &str, text: &str) -> usize {
        self.code.push_str(shown);
        let breaks = text.matches('\n').count();
        self.code.push_str(&"\n".repeat(breaks - shown.matches('\n').count()));
        self.comments.push_str(&"\n".repeat(breaks));
        self.line += breaks;
        text.len()
    }

    fn comment(&mut self, text: &str) -> usize {
        let breaks = text.matches('\n').count();
        self.code.push_str(&"\n".repeat(breaks));
        self.comments.push_str(text);
        self.line += breaks;
        text.len()
    }

    fn literal(&mut self, rest: &str, open: usize, end: usize, close: usize) -> usize {
        let text = rest[open..end].to_owned();
        self.literals.push(Literal { line: self.line, text });
        self.put("\"\"", &rest[..(end + close).min(rest.len())])
    }
}

/// The length of the block comment that `text` begins with; they nest.
fn block_comment(text: &str) -> usize {
    let mut depth = 0usize;
    let mut at = 0;
    while at < text.len() {
        if text[at..].starts_with("/*") {
            depth += 1;
            at += 2;
        } else if text[at..].starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += text[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    text.len()
}

/// Where `text` begins a raw string: the length of its opening, and its closing.
fn raw_string(text: &str, before: &str) -> Option<(usize, String)> {
    if before.ends_with(|it: char| it.is_alphanumeric() || it == '_') && !before.ends_with('b') {
        return None;
    }
    let hashes = text.strip_prefix('r')?;
    let count = hashes.len() - hashes.trim_start_matches('#').len();
    hashes[count..].starts_with('"').then(|| (count + 2, format!("\"{}", "#".repeat(count))))
}

/// Where the plain string that `text` begins with ends.
fn string_end(text: &str) -> usize {
    let mut escaped = false;
    for (at, it) in text.char_indices().skip(1) {
        match it {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at,
            _ => {}
        }
    }
    text.len()
}

/// The length of the character literal that `text` begins with; a lifetime is none.
fn char_literal(text: &str) -> Option<usize> {
    let inside = text.strip_prefix('\'')?;
    if let Some(escape) = inside.strip_prefix('\\') {
        // At least one character is escaped, and that one may be the quote.
        let skip = escape.chars().next()?.len_utf8();
        return escape[skip..].find('\'').map(|it| 1 + 1 + skip + it + 1);
    }
    let length = inside.chars().next()?.len_utf8();
    inside[length..].starts_with('\'').then_some(length + 2)
}
