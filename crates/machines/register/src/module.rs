//! The registers that came with the program, and what the server wires of them: a line in the
//! navigation and a right for each.

use std::{collections::BTreeSet, sync::LazyLock};

use catalog::{Fault, Set};
use platform::{Module, audit::ActLabel, hall::Entry, privacy::PersonalTable};
use vocab::Role;
use web::{MenuItem, Need, Permission, Routes};

use crate::{
    api,
    definition::{self, Register},
    effects, measures, pages, sweep,
};

static CATALOG: LazyLock<Set<Register>> = LazyLock::new(|| {
    let told = |faults: Vec<Fault>| {
        let words: Vec<String> = faults.iter().map(ToString::to_string).collect();
        words.join("\n")
    };
    match Set::of(catalog::sources()) {
        Ok(set) => {
            let lost = definition::lost_relations(&set);
            assert!(lost.is_empty(), "the catalog that came with the program: {}", told(lost));
            set
        }
        Err(faults) => panic!("the catalog that came with the program: {}", told(faults)),
    }
});

/// The registers that came with the program.
///
/// # Panics
///
/// If one of them is at fault, which the tests of this crate rule out.
pub fn catalog() -> &'static Set<Register> {
    &CATALOG
}

/// Having to do with any register.
pub(crate) const USE: &str = "register.use";
/// The right to the registers.
pub(crate) const ANY: Need = Need::May(USE);

const ACTS: &[ActLabel] = &[
    ("register.add", "登记名录台账"),
    ("register.revise", "变更、更正或撤销名录记录"),
    ("register.relate", "关联名录记录"),
    ("register.import", "导入名录台账"),
    ("register.remind", "名录到期提醒"),
];

static PERMISSIONS: LazyLock<Vec<Permission>> = LazyLock::new(|| {
    let everyone: BTreeSet<Role> = catalog().all().flat_map(|it| it.what.roles()).collect();
    let everyone: Vec<Role> = everyone.into_iter().collect();
    let any = Permission { key: USE, label: "查看和登记名录台账", roles: everyone.leak() };
    let one = catalog().all().map(|it| Permission {
        key: key(&it.name),
        label: it.what.label.as_str(),
        roles: it.what.roles().leak(),
    });
    std::iter::once(any).chain(one).collect()
});

static MENU: LazyLock<Vec<MenuItem>> = LazyLock::new(|| {
    let one = catalog().all().map(|it| MenuItem {
        group: it.what.group.as_str(),
        label: it.what.label.as_str(),
        path: format!("/registers/{}", it.name).leak(),
        icon: it.what.icon.as_str(),
        need: Need::May(key(&it.name)),
    });
    one.collect()
});

/// The right to a register. Made once for each that came with the program.
fn key(name: &str) -> &'static str {
    format!("register:{name}").leak()
}

/// What becomes of rows about someone who is erased: a register is a record of the office's work.
const PERSONAL: &[PersonalTable] =
    &[PersonalTable::stays("register_version", "名录是公务档案，只有登记账号的编号")];

/// The registers that are open to everyone.
static HALL: LazyLock<Vec<Entry>> = LazyLock::new(|| {
    let open = catalog().all().filter(|it| it.what.public);
    let one = open.map(|it| Entry {
        group: "公示与核对",
        label: it.what.label.as_str(),
        about: it.what.about.as_str(),
        path: format!("/lists/{}", it.name).leak(),
        icon: it.what.icon.as_str(),
    });
    one.collect()
});

/// This machine, as the server wires it.
pub fn module() -> Module {
    Module {
        name: "register",
        migrations: crate::MIGRATIONS,
        routes,
        api: api::routes,
        permissions: &PERMISSIONS,
        menu: &MENU,
        acts: &[ACTS],
        jobs: &[sweep::SWEEP],
        effects: effects::EFFECTS,
        measures: *measures::READINGS,
        personal: PERSONAL,
        hall: &HALL,
        ..Module::BARE
    }
}

fn routes() -> Routes {
    pages::routes()
}
