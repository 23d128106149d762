//! The rules of the house as a test: what no compiler checks and no reader should have to.
//!
//! Every rule is a plain function from the tree of files to findings, so that each is tested on
//! a tree of three lines. `RULES` lists them; `exceptions.rs` names what is excused, and why.

mod docs;
mod exceptions;
mod layers;
mod names;
mod privacy;
mod rust;
mod source;
mod sql;
#[cfg(test)]
mod tests;
mod tree;

use std::fmt;

use exceptions::EXCEPTIONS;
pub(crate) use tree::{File, Tree};

/// One thing that must not be so.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Finding {
    rule: &'static str,
    path: String,
    /// Counted from one; zero speaks of the file as a whole.
    line: usize,
    what: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {} [{}]", self.path, self.line.max(1), self.what, self.rule)
    }
}

/// A rule: its name, what it says, and the function that finds where it is broken.
pub(crate) struct Rule {
    pub(crate) name: &'static str,
    pub(crate) says: &'static str,
    find: fn(&Tree, &mut Report<'_>),
}

/// Where a rule writes down what it found.
pub(crate) struct Report<'a> {
    rule: &'static str,
    findings: &'a mut Vec<Finding>,
}

impl Report<'_> {
    fn add(&mut self, path: &str, line: usize, what: impl Into<String>) {
        let (rule, path) = (self.rule, path.to_owned());
        self.findings.push(Finding { rule, path, line, what: what.into() });
    }
}

/// Every rule, in the order in which they are checked.
pub(crate) const RULES: &[Rule] = &[
    Rule {
        name: "layers",
        says: "a crate depends only on floors below its own; domains and machines never on each other",
        find: layers::floors,
    },
    Rule {
        name: "one-door",
        says: "only db names sqlx; only web and server name axum",
        find: layers::doors,
    },
    Rule {
        name: "workspace-lints",
        says: "every crate takes the workspace's lints",
        find: layers::lints,
    },
    Rule {
        name: "opening",
        says: "every Rust file opens with `//!` and what it is for",
        find: rust::opening,
    },
    Rule { name: "length", says: "no source file has more than 400 lines", find: rust::length },
    Rule {
        name: "pure-rules",
        says: "rules.rs decides over values: no async, no clock, no database",
        find: rust::pure_rules,
    },
    Rule {
        name: "unfinished",
        says: "no todo!, unimplemented!, dbg! or FIXME; nothing prints outside server and xtask",
        find: rust::unfinished,
    },
    Rule {
        name: "sql-in-store",
        says: "SQL stands in store.rs, store/*.rs and migrations",
        find: sql::in_store,
    },
    Rule {
        name: "portable-sql",
        says: "SQL keeps to the subset that SQLite and PostgreSQL share",
        find: sql::portable,
    },
    Rule {
        name: "migrations",
        says: "migrations are numbered, each once, and listed in the crate",
        find: sql::migrations,
    },
    Rule { name: "id-prefixes", says: "no two kinds of id share a prefix", find: names::prefixes },
    Rule {
        name: "problem-codes",
        says: "a problem's code is kebab-case and belongs to one crate",
        find: names::problem_codes,
    },
    Rule {
        name: "titles",
        says: "a Markdown file has exactly one title, on its first line",
        find: docs::titles,
    },
    Rule { name: "links", says: "what the docs point to is there", find: docs::links },
    Rule {
        name: "code-map",
        says: "ARCHITECTURE.md names every crate and has at most 300 lines",
        find: docs::code_map,
    },
    Rule { name: "blobs", says: "no file is larger than 500 KB", find: docs::blobs },
    Rule {
        name: "identity",
        says: "no ID number that somebody could really have",
        find: privacy::identity,
    },
];

/// Everything that is wrong with `tree`, less what is excused; an excuse for nothing is wrong too.
pub(crate) fn findings(tree: &Tree) -> Vec<Finding> {
    let mut all = Vec::new();
    for rule in RULES {
        let mut found = Vec::new();
        (rule.find)(tree, &mut Report { rule: rule.name, findings: &mut found });
        all.append(&mut found);
    }
    let excuse =
        |it: &Finding| EXCEPTIONS.iter().position(|e| e.rule == it.rule && e.path == it.path);
    let used: Vec<_> = all.iter().filter_map(excuse).collect();
    all.retain(|it| excuse(it).is_none());
    for (at, it) in EXCEPTIONS.iter().enumerate() {
        if tree.find(exceptions::PATH).is_some() && !used.contains(&at) {
            let what = format!("the exception for {} ({}) excuses nothing", it.path, it.reason);
            all.push(Finding { rule: it.rule, path: exceptions::PATH.into(), line: 0, what });
        }
    }
    all
}
