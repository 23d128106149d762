//! The reviews that came with the program, and what the server wires of them.

use std::{collections::BTreeSet, sync::LazyLock};

use catalog::Set;
use platform::{Module, audit::ActLabel, privacy::PersonalTable};
use vocab::Role;
use web::{MenuItem, Need, Permission, Routes};

use crate::{api, definition::Review, measures, pages, sweep};

static CATALOG: LazyLock<Set<Review>> = LazyLock::new(|| match Set::of(catalog::sources()) {
    Ok(set) => set,
    Err(faults) => {
        let told: Vec<String> = faults.iter().map(ToString::to_string).collect();
        panic!("the catalog that came with the program is at fault:\n{}", told.join("\n"))
    }
});

/// The reviews that came with the program.
///
/// # Panics
///
/// If one of them is at fault, which the tests of this crate rule out.
pub fn catalog() -> &'static Set<Review> {
    &CATALOG
}

/// Having to do with any review.
pub(crate) const USE: &str = "review.use";
/// The right to the reviews.
pub(crate) const ANY: Need = Need::May(USE);

const ACTS: &[ActLabel] = &[
    ("review.open", "开启一轮评审"),
    ("review.apply", "申报参评"),
    ("review.claim", "填写自评"),
    ("review.score", "专家评分"),
    ("review.hand-in", "专家交评分"),
    ("review.step-down", "专家回避"),
    ("review.declare", "申报回避单位"),
    ("review.act", "办理参评材料"),
    ("review.conclude", "公布或确认评审结果"),
    ("review.deduct", "登记扣分"),
    ("review.remind", "复评到期提醒"),
];

static PERMISSIONS: LazyLock<Vec<Permission>> = LazyLock::new(|| {
    let everyone: BTreeSet<Role> = catalog().all().flat_map(|it| it.what.roles()).collect();
    let everyone: Vec<Role> = everyone.into_iter().collect();
    let any =
        Permission { key: USE, label: "参加评选、认定和评估", roles: everyone.leak() };
    let one = catalog().all().map(|it| Permission {
        key: key(&it.name),
        label: it.what.label.as_str(),
        roles: it.what.roles().leak(),
    });
    std::iter::once(any).chain(one).collect()
});

static MENU: LazyLock<Vec<MenuItem>> = LazyLock::new(|| {
    let mine = MenuItem {
        group: "评审",
        label: "我的评审",
        path: "/reviews",
        icon: "checklist",
        need: ANY,
    };
    let one = catalog().all().map(|it| MenuItem {
        group: it.what.group.as_str(),
        label: it.what.label.as_str(),
        path: format!("/reviews/{}", it.name).leak(),
        icon: it.what.icon.as_str(),
        need: Need::May(key(&it.name)),
    });
    std::iter::once(mine).chain(one).collect()
});

/// The right to a review. Made once for each that came with the program.
fn key(name: &str) -> &'static str {
    format!("review:{name}").leak()
}

/// What becomes of rows about someone who is erased: a review is a record of the office's work.
const PERSONAL: &[PersonalTable] = &[
    PersonalTable::stays("review_application", "评审材料是公务档案，按档案规定的年限保存"),
    PersonalTable::stays("review_event", "评审过程是公务档案，只有经办账号的编号"),
    PersonalTable::stays("review_pool", "抽取专家的名单要能复核，只有账号的编号"),
    PersonalTable::stays("review_seat", "评委名单是公务档案，只有账号的编号"),
    PersonalTable::stays("review_score", "评分是公务档案，只有账号的编号"),
    PersonalTable::stays("review_interest", "回避申报是公务档案，只有账号的编号"),
    PersonalTable::stays("review_deduction", "扣分记录是公务档案，只有账号的编号"),
];

/// This machine, as the server wires it.
pub fn module() -> Module {
    Module {
        name: "review",
        migrations: crate::MIGRATIONS,
        routes,
        api: api::routes,
        permissions: &PERMISSIONS,
        menu: &MENU,
        acts: &[ACTS],
        jobs: &[sweep::SWEEP],
        measures: *measures::READINGS,
        waiting: &[crate::waiting::DESK],
        personal: PERSONAL,
        ..Module::BARE
    }
}

fn routes() -> Routes {
    pages::routes()
}
