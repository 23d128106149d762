//! The kinds of drawings that came with the program, and what the server wires of them: a line in
//! the navigation and a right for each.

use std::{collections::BTreeSet, sync::LazyLock};

use catalog::Set;
use platform::{Module, audit::ActLabel, hall::Entry, privacy::PersonalTable};
use vocab::Role;
use web::{MenuItem, Need, Permission};

use crate::{api, definition::Kind, pages, sweep};

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

/// Having to do with drawings of any kind.
const USE: &str = "drawing.use";
/// The right to one's desk.
pub(crate) const DESK: Need = Need::May(USE);
/// The right to see where one's own children, or oneself, stood.
pub(crate) const MINE: Need = Need::May("drawing.mine");
/// The right that an API key needs.
pub(crate) const READ: &str = "drawing.read";

const ACTS: &[ActLabel] = &[
    ("drawing.declare", "登记抽取"),
    ("drawing.seal", "封存抽取名单"),
    ("drawing.run", "抽取"),
    ("drawing.void", "作废抽取"),
    ("drawing.reveal", "公开抽取结果"),
    ("drawing.witness", "见证抽取"),
];

/// Those who may stand on a list themselves, or whose children may.
const PEOPLE: &[Role] = &[Role::Guardian, Role::Teacher, Role::ClassTeacher];

static PERMISSIONS: LazyLock<Vec<Permission>> = LazyLock::new(|| {
    let everyone: BTreeSet<Role> = catalog().all().flat_map(|it| it.what.roles()).collect();
    let everyone: Vec<Role> = everyone.into_iter().collect();
    let any = Permission { key: USE, label: "办理和查看抽取", roles: everyone.leak() };
    let mine =
        Permission { key: "drawing.mine", label: "查看与自己有关的抽取", roles: PEOPLE };
    let read = Permission {
        key: READ,
        label: "接口读取公开的抽取",
        roles: &[Role::BureauLeader, Role::SupervisionClerk],
    };
    let one = catalog().all().map(|it| Permission {
        key: key(&it.name),
        label: it.what.label.as_str(),
        roles: it.what.roles().leak(),
    });
    [any, mine, read].into_iter().chain(one).collect()
});

static MENU: LazyLock<Vec<MenuItem>> = LazyLock::new(|| {
    let own = MenuItem {
        group: "我的",
        label: "派位与抽取",
        path: "/draws/mine",
        icon: "star",
        need: MINE,
    };
    let one = catalog().all().map(|it| MenuItem {
        group: it.what.group.as_str(),
        label: it.what.label.as_str(),
        path: format!("/drawings/{}", it.name).leak(),
        icon: it.what.icon.as_str(),
        need: Need::May(key(&it.name)),
    });
    std::iter::once(own).chain(one).collect()
});

/// The right to a kind of drawing. Made once for each that came with the program.
fn key(name: &str) -> &'static str {
    format!("drawing:{name}").leak()
}

/// What becomes of rows about someone who is erased: a drawing is a record of how a choice was made.
const PERSONAL: &[PersonalTable] = &[
    PersonalTable::stays("drawing", "只有登记人的账号编号，抽取记录按公务档案保存"),
    PersonalTable::stays("drawing_line", "抽取名单是公平性的证据，公开的只有号码，按公务档案保存"),
    PersonalTable::stays("drawing_witness", "见证人是公务行为，按公务档案保存"),
];

const HALL: &[Entry] = &[Entry {
    group: "公示与核对",
    label: "公开抽取",
    about: "摇号、派位、抽查的承诺、结果和证据，可以自己重算核对。",
    path: "/draws",
    icon: "switch-horizontal",
}];

/// This machine, as the server wires it.
pub fn module() -> Module {
    Module {
        name: "drawing",
        migrations: crate::MIGRATIONS,
        routes: pages::routes,
        api: api::routes,
        permissions: &PERMISSIONS,
        menu: &MENU,
        acts: &[ACTS],
        jobs: &[sweep::TURN],
        waiting: &[crate::waiting::DESK],
        sealed: &[platform::sealed_column!(crate::steps::SECRET, "drawing_secret", "sealed")],
        personal: PERSONAL,
        hall: HALL,
        ..Module::BARE
    }
}
