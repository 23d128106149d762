//! The table as it stands in the docs.

use std::fmt::Write as _;

use vocab::Role;
use web::{Need, RouteInfo};

use super::{declared, is_allowed, permissions};

const HEAD: &str = "\
# Who may do what

Every permission and every route of the house, as the modules declare them. A test in
`crates/scenarios` keeps this page true: it fails where a declaration differs, sends a real request
for each route as each role, and writes the page anew with `UPDATE_GOLDEN=1 cargo test -p scenarios`.

What a role sees is bounded twice: by the permission here, and by the place that it is held at. A
record outside of that place is answered like one that does not exist.
";

/// The whole page.
pub(super) fn written(routes: &[RouteInfo]) -> String {
    let mut page = HEAD.to_owned();
    page.push_str("\n## Permissions\n\n| permission | 中文 | roles |\n|---|---|---|\n");
    let mut all: Vec<_> = declared().collect();
    all.sort_by_key(|it| it.key);
    for it in all {
        let roles: Vec<_> =
            Role::ALL.into_iter().filter(|role| it.roles.contains(role)).map(Role::label).collect();
        line(&mut page, &format!("| `{}` | {} | {} |", it.key, it.label, roles.join("、")));
    }
    page.push_str(
        "\n## Routes\n\nThe first column with a mark is for those who are not logged in.\n\n",
    );
    let roles: Vec<_> = Role::ALL.into_iter().map(Role::label).collect();
    line(&mut page, &format!("| | route | need | 未登录 | {} |", roles.join(" | ")));
    line(&mut page, &format!("|---|---|---|{}", ":-:|".repeat(roles.len() + 1)));
    let table = permissions();
    for it in routes {
        let need = match it.need {
            Need::Open => "anyone".to_owned(),
            Need::SignedIn => "logged in".to_owned(),
            Need::May(key) => format!("`{key}`"),
            Need::Key(key) => format!("a key with `{key}`"),
        };
        let who = std::iter::once(None).chain(Role::ALL.into_iter().map(Some));
        let marks: String = who
            .map(|role| if is_allowed(it.need, role, &table) { " ● |" } else { "  |" })
            .collect();
        line(&mut page, &format!("| {} | `{}` | {need} |{marks}", it.method, it.path));
    }
    page
}

fn line(page: &mut String, text: &str) {
    // Writing to a string does not fail.
    let _ = writeln!(page, "{text}");
}
