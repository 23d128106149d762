//! The kinds of returns that came with the program, and what the server wires of them: a line in the
//! navigation and a right for each.

use std::{collections::BTreeSet, sync::LazyLock};

use catalog::Set;
use platform::{
    Module, audit::ActLabel, files::FileOwner, privacy::PersonalTable, seal::SealedColumn,
};
use vocab::{Kind as _, Role};
use web::{MenuItem, Need, Permission};

use crate::{
    api, definition::Filing, measures, model::kinds, pages, polls, standing, sweep, waiting,
};

static CATALOG: LazyLock<Set<Filing>> = LazyLock::new(|| match Set::of(catalog::sources()) {
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
pub fn catalog() -> &'static Set<Filing> {
    &CATALOG
}

/// Having to do with returns of any kind.
const USE: &str = "filing.use";
/// The right to one's desk.
pub(crate) const DESK: Need = Need::May(USE);
/// What a key needs to read figures.
pub(crate) const READ: &str = "filing.read";

const ACTS: &[ActLabel] = &[
    ("filing.round.open", "开始一期填报"),
    ("filing.round.lock", "锁定填报"),
    ("filing.round.release", "放开填报"),
    ("filing.return.release", "放开一份报表"),
    ("filing.return.file", "填报"),
    ("filing.return.withdraw", "撤回填报"),
    ("filing.return.import", "上传填报表"),
    ("filing.remind", "催办填报"),
    ("filing.sweep", "填报开始、到期提醒和逾期督办"),
    ("filing.poll.answer", "答问卷"),
    ("filing.poll.mix", "打开匿名问卷"),
];

static PERMISSIONS: LazyLock<Vec<Permission>> = LazyLock::new(|| {
    let kinds = || catalog().all();
    let everyone: BTreeSet<Role> = kinds().flat_map(|it| it.what.roles()).collect();
    let overseers: BTreeSet<Role> = kinds().flat_map(|it| it.what.overseers()).collect();
    let leaked =
        |all: BTreeSet<Role>| -> &'static [Role] { all.into_iter().collect::<Vec<_>>().leak() };
    let any = Permission { key: USE, label: "填报报表和问卷", roles: leaked(everyone) };
    let read = Permission { key: READ, label: "读取填报汇总", roles: leaked(overseers) };
    let one = kinds().map(|it| Permission {
        key: key(&it.name),
        label: it.what.label.as_str(),
        // Whoever only files finds it under 我的填报: a line for each would fill a school's bar.
        roles: it.what.overseers().leak(),
    });
    [any, read].into_iter().chain(one).collect()
});

static MENU: LazyLock<Vec<MenuItem>> = LazyLock::new(|| {
    let mine = MenuItem {
        group: "填报",
        label: "我的填报",
        path: "/filings",
        icon: "clipboard-check",
        need: DESK,
    };
    let one = catalog().all().map(|it| MenuItem {
        group: it.what.group.as_str(),
        label: it.what.label.as_str(),
        path: format!("/filings/{}", it.name).leak(),
        icon: it.what.icon.as_str(),
        need: Need::May(key(&it.name)),
    });
    std::iter::once(mine).chain(one).collect()
});

/// The right to a kind. Made once for each that came with the program.
fn key(name: &str) -> &'static str {
    format!("filing:{name}").leak()
}

/// What becomes of rows about someone who is erased.
const PERSONAL: &[PersonalTable] = &[
    PersonalTable::stays("filing_return", "报表是公务档案，只有填报账号的编号"),
    PersonalTable::stays("filing_version", "每一版报表是公务档案，只有填报账号的编号"),
    PersonalTable::stays("filing_mark", "锁定和放开是公务记录，只有经办账号的编号"),
    PersonalTable::stays("filing_reminder", "催办是公务记录，只有催办账号的编号"),
    PersonalTable::stays("filing_voter", "只记答过没有，只有账号的编号，不能和答案对上"),
    PersonalTable::stays("filing_ballot", "实名问卷的答案是调查档案，只有账号的编号"),
];

/// The files of a return are for whoever sees the return.
const FILES: &[FileOwner] = &[FileOwner {
    kind: kinds::ReturnId::PREFIX,
    may_read: |visit, bits| Box::pin(standing::may_read(visit, bits)),
}];

/// The answers that wait to be opened.
const SEALED: &[SealedColumn] =
    &[platform::sealed_column!(polls::ENVELOPE, "filing_envelope", "sealed")];

/// This machine, as the server wires it.
pub fn module() -> Module {
    Module {
        name: "filing",
        migrations: crate::MIGRATIONS,
        routes: pages::routes,
        api: api::routes,
        permissions: &PERMISSIONS,
        menu: &MENU,
        acts: &[ACTS],
        jobs: &[sweep::SWEEP],
        measures: *measures::READINGS,
        waiting: &[waiting::DESK],
        files: FILES,
        personal: PERSONAL,
        sealed: SEALED,
        ..Module::BARE
    }
}
