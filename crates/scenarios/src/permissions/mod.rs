//! Who may call what: the table in `docs/permissions.md` is what the modules declare, and a site
//! with a county in it answers as the table says.

pub(crate) mod county;
mod live;
mod scope;
mod store;
mod table;

use std::{fs, path::PathBuf};

use platform::Module;
use server::MODULES;
use vocab::Role;
use web::{Method, Need, Permission, Permissions, RouteInfo, Routes};

/// Every route of the house, by its path.
fn routes() -> Vec<RouteInfo> {
    let all = MODULES.iter().fold(Routes::new(), |all, it| all.merge(it.all_routes()));
    let (_, mut table) = all.finish();
    table.sort_by(|a, b| (a.path, a.method.as_str()).cmp(&(b.path, b.method.as_str())));
    table
}

fn declared() -> impl Iterator<Item = &'static Permission> {
    MODULES.iter().flat_map(|it: &Module| it.permissions)
}

fn permissions() -> Permissions {
    Permissions::new(declared())
}

/// Whether somebody may call a route: as `role`, or without having logged in.
fn is_allowed(need: Need, role: Option<Role>, permissions: &Permissions) -> bool {
    match (need, role) {
        (Need::Open, _) | (Need::SignedIn, Some(_)) => true,
        (Need::May(key), Some(role)) => permissions.allow(role, key),
        // A session opens no route of programs.
        (Need::SignedIn | Need::May(_), None) | (Need::Key(_), _) => false,
    }
}

fn golden() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/permissions.md")
}

#[test]
fn the_table_in_the_docs_is_what_the_modules_declare() {
    let now = table::written(&routes());
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(golden(), now).unwrap();
        return;
    }
    let kept = fs::read_to_string(golden()).unwrap_or_default();
    let differ: Vec<_> = now.lines().filter(|it| !kept.lines().any(|kept| kept == *it)).collect();
    assert!(
        kept == now,
        "docs/permissions.md is not what the modules declare. If that is meant, write it anew with \
         UPDATE_GOLDEN=1 cargo test -p scenarios the_table. New or changed lines:\n{}",
        differ.join("\n")
    );
}

#[test]
fn every_need_names_a_permission_and_every_permission_is_declared_once() {
    let keys: Vec<_> = declared().map(|it| it.key).collect();
    for it in routes() {
        if let Need::May(key) | Need::Key(key) = it.need {
            assert!(
                keys.contains(&key),
                "{} {} needs `{key}`, which nobody holds",
                it.method,
                it.path
            );
        }
    }
    let mut sorted = keys.clone();
    sorted.sort_unstable();
    sorted.dedup();
    assert_eq!(sorted.len(), keys.len(), "a permission is declared twice");
}

#[test]
fn the_three_administrators_keep_to_their_own() {
    let table = permissions();
    let may = |role: Role, key: &str| table.allow(role, key);
    for it in declared() {
        let key = it.key;
        let others = Role::ALL.into_iter().filter(|it| *it != Role::AuditAdmin);
        if key.starts_with("audit.") {
            assert!(may(Role::AuditAdmin, key), "{key} is the auditor's");
            for role in others {
                assert!(!may(role, key), "{role:?} may {key}");
            }
        }
        if key == "account.manage" {
            assert_eq!(it.roles, [Role::SecurityAdmin], "rights are the security administrator's");
        }
    }
    // The auditor can have the chain checked, which changes nothing, and change nothing else.
    for it in routes() {
        let Need::May(key) = it.need else { continue };
        let writes = it.method != Method::GET && !key.starts_with("audit.");
        assert!(
            !(writes && may(Role::AuditAdmin, key)),
            "the auditor may {} {}",
            it.method,
            it.path
        );
    }
}
