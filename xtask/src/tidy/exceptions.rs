//! What is excused from a rule, and why. An entry that excuses nothing is a finding itself.

/// This file, as findings name it.
pub(super) const PATH: &str = "xtask/src/tidy/exceptions.rs";

/// One file excused from one rule.
pub(super) struct Exception {
    pub(super) rule: &'static str,
    pub(super) path: &'static str,
    pub(super) reason: &'static str,
}

/// The list. Keep it short: an exception is a debt with a reason.
pub(super) const EXCEPTIONS: &[Exception] = &[
    Exception {
        rule: "sql-in-store",
        path: "crates/platform/src/settings.rs",
        reason: "nothing but two statements: it is a store",
    },
    Exception {
        rule: "sql-in-store",
        path: "crates/web/src/serve.rs",
        reason: "asks the database whether it is there, of no table",
    },
];
