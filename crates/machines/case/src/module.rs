//! The kinds of cases that came with the program, and what the server wires of them: a line in the
//! navigation and a right for each.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use catalog::Set;
use platform::{Module, audit::ActLabel, files::FileOwner, hall::Entry, privacy::PersonalTable};
use vocab::{Kind as _, Role};
use web::{Home, MenuItem, Need, Permission, Routes, WAITING};

use crate::{definition::Case, measures, model::kinds, pages, standing, sweep, waiting};

static CATALOG: LazyLock<Set<Case>> = LazyLock::new(|| match Set::of(catalog::sources()) {
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
pub fn catalog() -> &'static Set<Case> {
    &CATALOG
}

/// Having to do with cases of any kind.
const USE: &str = "case.use";
/// The right to one's desk.
pub(crate) const DESK: Need = Need::May(USE);

const ACTS: &[ActLabel] = &[
    ("case.open", "提交办件"),
    ("case.send", "网上提交办件（不登录）"),
    ("case.act", "办理办件"),
    ("case.answer", "会办：回复"),
    ("case.bulk", "批量办理办件：选定"),
    ("case.bulk-done", "批量办理办件"),
    ("case.remind", "催办"),
    ("case.time", "办件到期恢复计时和回头看"),
    ("case.sweep", "办件到期提醒和超期督办"),
];

static PERMISSIONS: LazyLock<Vec<Permission>> = LazyLock::new(|| {
    let kinds = || catalog().all();
    let everyone: BTreeSet<Role> = kinds().flat_map(|it| it.what.roles()).collect();
    let everyone: Vec<Role> = everyone.into_iter().collect();
    let any = Permission { key: USE, label: "提交和办理办件", roles: everyone.leak() };
    let one = kinds().map(|it| Permission {
        key: key(&it.name),
        label: it.what.label.as_str(),
        // Whoever only begins one finds it under 我的办件: a line for each would fill a family's bar.
        roles: it.what.workers().leak(),
    });
    [any, crate::api::READ].into_iter().chain(one).collect()
});

static MENU: LazyLock<Vec<MenuItem>> = LazyLock::new(|| {
    let mine =
        MenuItem {
            group: "办件", label: "我的办件", path: "/cases", icon: "files", need: DESK
        };
    let one = catalog().all().map(|it| MenuItem {
        group: it.what.group.as_str(),
        label: it.what.label.as_str(),
        path: format!("/cases/{}", it.name).leak(),
        icon: it.what.icon.as_str(),
        need: Need::May(key(&it.name)),
    });
    std::iter::once(mine).chain(one).collect()
});

/// The names under which lists ask for listed fields, one for each field of a kind that came with
/// the program.
static FILTERS: LazyLock<BTreeMap<String, &'static str>> = LazyLock::new(|| {
    let listed = catalog().all().flat_map(|it| &it.what.fields).filter(|it| it.listed);
    let keys: BTreeSet<&str> = listed.map(|it| it.key.as_str()).collect();
    let name = |key: &str| -> &'static str { format!("f_{key}").leak() };
    keys.into_iter().map(|it| (it.to_owned(), name(it))).collect()
});

/// The name under which a list asks for the listed field `key`.
pub(crate) fn filter_name(key: &str) -> Option<&'static str> {
    FILTERS.get(key).copied()
}

/// The right to a kind of case. Made once for each that came with the program.
fn key(name: &str) -> &'static str {
    format!("case:{name}").leak()
}

/// The offices whose day is made of what others send them begin it at their desk.
const HOMES: &[Home] = &[
    Home { role: Role::OfficeClerk, path: WAITING },
    Home { role: Role::SafetyClerk, path: WAITING },
    Home { role: Role::SupervisionClerk, path: WAITING },
    Home { role: Role::ExamsClerk, path: WAITING },
    Home { role: Role::Inspector, path: WAITING },
    Home { role: Role::SafetyOfficer, path: WAITING },
];

/// What becomes of rows about someone who is erased: a case is a record of the office's work.
const PERSONAL: &[PersonalTable] = &[
    PersonalTable::stays("case_record", "办件是公务档案，按档案规定的年限保存"),
    PersonalTable::stays("case_desk", "只有账号的编号，办结时删去"),
    PersonalTable::stays("case_reminder", "催办记录是公务档案，只有账号的编号"),
    PersonalTable::stays("case_task", "会办意见是公务档案，只有经办账号的编号"),
    PersonalTable::stays("case_event", "办理过程是公务档案，只有经办账号的编号"),
];

/// The files of a case are for whoever sees the case.
const FILES: &[FileOwner] = &[FileOwner {
    kind: kinds::CaseId::PREFIX,
    may_read: |visit, bits| Box::pin(standing::may_read(visit, bits)),
}];

/// What anyone can do here: send in what a kind takes from outside, follow it by its number.
static HALL: LazyLock<Vec<Entry>> = LazyLock::new(|| {
    let from_outside = catalog().all().filter_map(|it| Some((it, it.what.public.as_ref()?)));
    let sent = from_outside.map(|(it, public)| Entry {
        group: public.group.as_str(),
        label: public.label.as_str(),
        about: it.what.about.as_str(),
        path: format!("/send/{}", it.name).leak(),
        icon: it.what.icon.as_str(),
    });
    let follow = Entry {
        group: "查询",
        label: "办件进度查询",
        about: "凭办件号查询办到哪一步、什么时候办完。",
        path: "/follow",
        icon: "search",
    };
    sent.chain([follow]).collect()
});

/// This machine, as the server wires it.
pub fn module() -> Module {
    Module {
        name: "case",
        migrations: crate::MIGRATIONS,
        routes,
        permissions: &PERMISSIONS,
        menu: &MENU,
        acts: &[ACTS],
        effects: crate::effects::EFFECTS,
        homes: HOMES,
        jobs: &[sweep::SWEEP, crate::bulk::BULK],
        waiting: &[waiting::DESK],
        api: crate::api::routes,
        measures: *measures::READINGS,
        personal: PERSONAL,
        files: FILES,
        hall: &HALL,
        ..Module::BARE
    }
}

fn routes() -> Routes {
    pages::routes()
}
