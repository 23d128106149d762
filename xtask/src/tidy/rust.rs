//! Rules about Rust files: their opening, their length, what rules.rs may not do.

use super::{Report, Tree, tree::is};

/// Lines that a source file may have.
const LINES_MAX: usize = 400;

/// Every Rust file says first what it is for.
pub(super) fn opening(tree: &Tree, report: &mut Report<'_>) {
    for (file, _) in tree.rust() {
        let first = file.text().lines().next().unwrap_or_default();
        // A crate may open with its README, which then is its documentation, too.
        let readme = first.starts_with("#![doc = include_str!(");
        if !readme && first.strip_prefix("//! ").is_none_or(|it| it.trim().is_empty()) {
            report.add(&file.path, 1, "begin the file with `//!` and a sentence on what it is for");
        }
    }
}

/// A file is short enough to be read whole.
pub(super) fn length(tree: &Tree, report: &mut Report<'_>) {
    for file in &tree.files {
        let source = ["rs", "js", "mjs", "css", "sh"].iter().any(|it| is(&file.path, it));
        let lines = file.text().lines().count();
        if (source || file.path == "dev") && lines > LINES_MAX {
            let what = format!("{lines} lines; split the file by subject (at most {LINES_MAX})");
            report.add(&file.path, LINES_MAX + 1, what);
        }
    }
}

/// Decisions are functions of what they are given.
pub(super) fn pure_rules(tree: &Tree, report: &mut Report<'_>) {
    const IMPURE: &[&str] = &[
        "async",
        "await",
        "Clock",
        "now",
        "Instant",
        "SystemTime",
        "Tx",
        "Db",
        "db",
        "rand",
        "getrandom",
        "tokio",
        "env",
    ];
    for (file, source) in tree.rust() {
        if file.name() != "rules.rs" && !file.path.contains("/rules/") {
            continue;
        }
        for (line, code) in source.product() {
            let called = |word: &&&str| match **word {
                // A parameter may be called `now`; asking for the time may not be done.
                "now" => code.contains("::now(") || code.contains(".now()"),
                "db" => has_word(code, "db") && code.contains("db::"),
                "env" => code.contains("env::"),
                word => has_word(code, word),
            };
            if let Some(word) = IMPURE.iter().find(called) {
                let what = format!("`{word}` in rules.rs: pass the value in, decide over values");
                report.add(&file.path, line, what);
            }
        }
    }
}

/// Nothing half-done, nothing that prints where nobody reads.
pub(super) fn unfinished(tree: &Tree, report: &mut Report<'_>) {
    const PRINTING: &[&str] = &["println!", "print!", "eprintln!", "eprint!"];
    // Written apart, so that this file does not find itself.
    const MARK: &str = concat!("FIX", "ME");
    for (file, source) in tree.rust() {
        let may_print = file.path.starts_with("crates/server/")
            || file.path.starts_with("xtask/")
            || file.name() == "build.rs";
        for (code, line) in source.code.lines().zip(1..) {
            for word in ["todo!", "unimplemented!", "dbg!"] {
                if has_word(code, word) {
                    report.add(&file.path, line, format!("`{word}`: finish it or leave it out"));
                }
            }
            let printing = PRINTING.iter().find(|it| has_word(code, it));
            if let Some(word) = printing.filter(|_| !may_print && !source.tests(line)) {
                report.add(
                    &file.path,
                    line,
                    format!("`{word}`: use tracing, or answer the caller"),
                );
            }
        }
        for (comment, line) in source.comments.lines().zip(1..) {
            if has_word(comment, MARK) {
                report.add(&file.path, line, "unfinished work is not merged");
            }
        }
    }
}

/// Whether `word` stands in `text` as a word of its own.
pub(super) fn has_word(text: &str, word: &str) -> bool {
    let part = |it: char| it.is_alphanumeric() || it == '_';
    text.match_indices(word).any(|(at, _)| {
        let after = &text[at + word.len()..];
        !text[..at].ends_with(part) && (word.ends_with('!') || !after.starts_with(part))
    })
}
