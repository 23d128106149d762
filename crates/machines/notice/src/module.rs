//! The kinds of notices that came with the program, and what the server wires of them: a line in the
//! navigation and a right for each.

use std::{collections::BTreeSet, sync::LazyLock};

use catalog::Set;
use platform::{Module, audit::ActLabel, hall::Entry, privacy::PersonalTable};
use vocab::Role;
use web::{MenuItem, Need, Permission};

use crate::{api, definition::Kind, effects, pages};

static CATALOG: LazyLock<Set<Kind>> = LazyLock::new(|| match Set::of(catalog::sources()) {
    Ok(set) => set,
    Err(faults) => {
        let told: Vec<String> = faults.iter().map(ToString::to_string).collect();
        panic!("the catalog that came with the program is at fault:\n{}", told.join("\n"))
    }
});

/// The kinds that came with the program.
///
/// # Panics
///
/// If one of them is at fault, which the tests of this crate rule out.
pub fn catalog() -> &'static Set<Kind> {
    &CATALOG
}

/// Publishing notices of any kind.
const USE: &str = "notice.use";
/// The right to one's desk.
pub(crate) const DESK: Need = Need::May(USE);
/// The right that an API key needs.
pub(crate) const READ: &str = "notice.read";

const ACTS: &[ActLabel] = &[
    ("notice.publish", "发布公示"),
    ("notice.correct", "更正公示"),
    ("notice.withdraw", "撤回公示"),
    ("notice.object", "对公示提出异议"),
];

static PERMISSIONS: LazyLock<Vec<Permission>> = LazyLock::new(|| {
    let kinds = || catalog().all();
    let everyone: BTreeSet<Role> = kinds().flat_map(|it| it.what.publishes.clone()).collect();
    let everyone: Vec<Role> = everyone.into_iter().collect();
    let any = Permission { key: USE, label: "发布公示", roles: everyone.leak() };
    let read = Permission {
        key: READ,
        label: "接口读取公示",
        roles: &[Role::BureauLeader, Role::OfficeClerk],
    };
    let one = kinds().map(|it| Permission {
        key: key(&it.name),
        label: it.what.label.as_str(),
        roles: it.what.publishes.clone().leak(),
    });
    [any, read].into_iter().chain(one).collect()
});

static MENU: LazyLock<Vec<MenuItem>> = LazyLock::new(|| {
    let one = catalog().all().map(|it| MenuItem {
        group: it.what.group.as_str(),
        label: it.what.label.as_str(),
        path: format!("/publications/{}", it.name).leak(),
        icon: it.what.icon.as_str(),
        need: Need::May(key(&it.name)),
    });
    one.collect()
});

/// The right to a kind of notice. Made once for each that came with the program.
fn key(name: &str) -> &'static str {
    format!("notice:{name}").leak()
}

const PERSONAL: &[PersonalTable] = &[
    PersonalTable::stays("publication", "只有发布人的账号编号，公示是公务档案"),
    PersonalTable::stays("publication_event", "只有经办账号的编号，公示的更正和撤回要留痕"),
];

const HALL: &[Entry] = &[Entry {
    group: "公示与核对",
    label: "公示",
    about: "正在公示的名单和结果，有异议的在公示期内提出。",
    path: "/notices",
    icon: "bell",
}];

/// This machine, as the server wires it.
pub fn module() -> Module {
    Module {
        name: "notice",
        migrations: crate::MIGRATIONS,
        routes: pages::routes,
        api: api::routes,
        permissions: &PERMISSIONS,
        menu: &MENU,
        acts: &[ACTS],
        effects: effects::EFFECTS,
        personal: PERSONAL,
        hall: HALL,
        ..Module::BARE
    }
}
