//! After-school service 课后服务: programmes, who takes part, the days, and what they cost.

mod acts;
pub(crate) mod api;
pub mod attendance;
pub mod collect;
pub mod courses;
pub mod days;
pub mod demo;
pub mod dismissal;
pub mod error;
pub mod family;
pub mod figures;
pub mod groups;
mod keeping;
pub mod letter;
pub mod measures;
pub mod moving;
pub mod orders;
pub mod participation;
pub mod pay;
pub mod people;
pub mod programme;
pub mod school_days;
pub mod shifts;
pub mod staffing;
pub mod terms;
#[cfg(test)]
mod tests;

pub use acts::ACTS;
pub use keeping::{DISCLOSURES, DUTIES, ERASERS, HANDOVERS, PERSONAL};

use directory::events::{CONTACT_BARRED, DAY_CHANGED, MOVED, TERM_STARTED};
use platform::jobs::{JobKind, Listener};
use vocab::Role;
use web::{Home, MenuItem, Need, Permission, Routes};

/// Whoever may see figures and programmes of their place.
pub const READ: Need = Need::May("aftercare.read");
/// Whoever records and returns programmes.
pub const DECIDE: Need = Need::May("aftercare.decide");
/// Whoever runs the service of a school.
pub const MANAGE: Need = Need::May("aftercare.manage");
/// Whoever checks the applications of a class.
pub const CLASS: Need = Need::May("aftercare.class");
/// Whoever calls rolls.
pub const ROLL: Need = Need::May("aftercare.roll");
/// Whoever sees children off at the gate.
pub const GATE: Need = Need::May("aftercare.gate");
/// Whoever keeps the money of a school's courses.
pub const MONEY: Need = Need::May("aftercare.money");
/// Whoever sees what sessions come to.
pub const PAY: Need = Need::May("aftercare.pay");
/// Whoever confirms a school's pay.
pub const PAY_CONFIRM: Need = Need::May("aftercare.pay.confirm");
/// Whoever reviews schools' pay and sets rates.
pub const PAY_REVIEW: Need = Need::May("aftercare.pay.review");
/// Whoever sees what is published at their school.
pub const PAY_OWN: Need = Need::May("aftercare.pay.own");
/// Whoever has children here.
pub const FAMILY: Need = Need::May("aftercare.family");

/// What may be done, and by whom.
pub const PERMISSIONS: &[Permission] = &[
    Permission {
        key: "aftercare.read",
        label: "查看课后服务数据与方案",
        roles: &[
            Role::BureauLeader,
            Role::BasicEducationClerk,
            Role::FinanceClerk,
            Role::TownClerk,
            Role::Inspector,
            Role::Principal,
            Role::AftercareManager,
        ],
    },
    Permission {
        key: "aftercare.decide",
        label: "课后服务方案备案与退回",
        roles: &[Role::BasicEducationClerk],
    },
    Permission {
        key: "aftercare.manage",
        label: "管理本校课后服务",
        roles: &[Role::AftercareManager, Role::Principal],
    },
    Permission {
        key: "aftercare.class",
        label: "核对本班课后服务申请",
        roles: &[Role::ClassTeacher],
    },
    Permission {
        key: "aftercare.roll",
        label: "课后服务点名",
        roles: &[Role::ClassTeacher, Role::Teacher, Role::OutsideTeacher, Role::AftercareManager],
    },
    Permission {
        key: "aftercare.gate",
        label: "查看放学安排、校门护送",
        roles: &[Role::AftercareManager, Role::Principal, Role::ClassTeacher, Role::Teacher],
    },
    Permission {
        key: "aftercare.money",
        label: "登记缴费、办理退费",
        roles: &[Role::SchoolFinance, Role::Principal],
    },
    Permission {
        key: "aftercare.pay",
        label: "查看课后服务课时薪酬",
        roles: &[
            Role::BureauLeader,
            Role::FinanceClerk,
            Role::Principal,
            Role::AftercareManager,
            Role::SchoolFinance,
        ],
    },
    Permission {
        key: "aftercare.pay.confirm",
        label: "确认本校课时薪酬",
        roles: &[Role::Principal, Role::AftercareManager],
    },
    Permission {
        key: "aftercare.pay.review",
        label: "审核课时薪酬、设定课时标准",
        roles: &[Role::FinanceClerk],
    },
    Permission {
        key: "aftercare.pay.own",
        label: "查看本校课时薪酬公示",
        roles: &[Role::ClassTeacher, Role::Teacher],
    },
    Permission {
        key: "aftercare.family", label: "为孩子办理课后服务", roles: &[Role::Guardian]
    },
];

const GROUP: &str = "课后服务";

/// Lines of the navigation.
pub const MENU: &[MenuItem] = &[
    MenuItem {
        group: GROUP,
        label: "课后服务",
        path: "/aftercare",
        icon: "layout-dashboard",
        need: READ,
    },
    MenuItem {
        group: GROUP,
        label: "方案备案",
        path: "/aftercare/programmes",
        icon: "clipboard-check",
        need: READ,
    },
    MenuItem {
        group: GROUP,
        label: "点名与出勤",
        path: "/aftercare/attendance",
        icon: "user-check",
        need: READ,
    },
    MenuItem {
        group: GROUP,
        label: "课程目录",
        path: "/aftercare/catalogue",
        icon: "book",
        need: READ,
    },
    MenuItem {
        group: GROUP,
        label: "本校方案",
        path: "/aftercare/school/programme",
        icon: "calendar-week",
        need: MANAGE,
    },
    MenuItem {
        group: GROUP,
        label: "告家长书",
        path: "/aftercare/school/letter",
        icon: "file-description",
        need: MANAGE,
    },
    MenuItem {
        group: GROUP,
        label: "申请确认",
        path: "/aftercare/school/applications",
        icon: "user-plus",
        need: MANAGE,
    },
    MenuItem {
        group: GROUP,
        label: "班级与教师",
        path: "/aftercare/school/groups",
        icon: "users-group",
        need: MANAGE,
    },
    MenuItem {
        group: GROUP,
        label: "拓展课程管理",
        path: "/aftercare/school/courses",
        icon: "books",
        need: MANAGE,
    },
    MenuItem {
        group: GROUP, label: "本班", path: "/aftercare/class", icon: "users", need: CLASS
    },
    MenuItem {
        group: GROUP,
        label: "今天点名",
        path: "/aftercare/today",
        icon: "user-check",
        need: ROLL,
    },
    MenuItem {
        group: GROUP, label: "师资薪酬", path: "/aftercare/pay", icon: "cash", need: PAY
    },
    MenuItem {
        group: GROUP,
        label: "薪酬公示",
        path: "/aftercare/pay/published",
        icon: "cash",
        need: PAY_OWN,
    },
    MenuItem {
        group: GROUP,
        label: "放学安排",
        path: "/aftercare/gate",
        icon: "clock",
        need: GATE,
    },
    MenuItem {
        group: GROUP,
        label: "我的孩子",
        path: "/family/aftercare",
        icon: "heart",
        need: FAMILY,
    },
    MenuItem {
        group: GROUP,
        label: "拓展课程",
        path: "/family/courses",
        icon: "books",
        need: FAMILY,
    },
    MenuItem {
        group: GROUP,
        label: "缴费与退费",
        path: "/aftercare/money",
        icon: "receipt",
        need: MONEY,
    },
];

/// Where roles start.
pub const HOMES: &[Home] = &[
    Home { role: Role::BureauLeader, path: "/aftercare" },
    Home { role: Role::BasicEducationClerk, path: "/aftercare" },
    Home { role: Role::FinanceClerk, path: "/aftercare/pay" },
    Home { role: Role::TownClerk, path: "/aftercare" },
    Home { role: Role::Principal, path: "/aftercare" },
    Home { role: Role::AftercareManager, path: "/aftercare" },
    Home { role: Role::SchoolFinance, path: "/aftercare/money" },
    Home { role: Role::ClassTeacher, path: "/aftercare/class" },
    Home { role: Role::Teacher, path: "/aftercare/today" },
    Home { role: Role::OutsideTeacher, path: "/aftercare/today" },
    Home { role: Role::Guardian, path: "/family/aftercare" },
];

/// What is done by the clock.
pub const JOBS: &[JobKind] = &[
    courses::TURN,
    moving::FOLLOW,
    moving::SWEEP,
    moving::NEW_TERM,
    programme::bulk::BULK,
    school_days::FOLLOW,
    collect::FOLLOW,
];

/// What this module hears of others.
pub const LISTENERS: &[Listener] = &[
    Listener { event: MOVED, job: &moving::FOLLOW },
    Listener { event: TERM_STARTED, job: &moving::NEW_TERM },
    Listener { event: DAY_CHANGED, job: &school_days::FOLLOW },
    Listener { event: CONTACT_BARRED, job: &collect::FOLLOW },
];

/// Every page.
pub fn routes() -> Routes {
    figures::pages::routes()
        .merge(attendance::pages::routes())
        .merge(programme::pages::routes())
        .merge(participation::pages::routes())
        .merge(days::pages::routes())
        .merge(dismissal::pages::routes())
        .merge(collect::pages::routes())
        .merge(shifts::pages::routes())
        .merge(pay::pages::routes())
        .merge(letter::pages::routes())
        .merge(courses::pages::routes())
        .merge(orders::pages::routes())
        .merge(family::pages::routes())
}
