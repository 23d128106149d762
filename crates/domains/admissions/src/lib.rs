//! Starting school: who may go where, how a family asks for it, how the seats are given, and in which
//! class a child begins.

pub mod admission;
pub mod catchment;
pub mod classes;
pub mod forecast;
pub mod kindergarten;
pub mod placement;
pub mod registration;

use db::Migration;
use platform::{Module, hall::Entry, joined, privacy::PersonalTable};
use web::{MenuItem, Permission, Routes};

/// The tables; those of the directory come first.
pub const MIGRATIONS: &[Migration] = &[
    Migration { name: "0201_classes", sql: include_str!("../migrations/0201_classes.sql") },
    Migration { name: "0202_catchment", sql: include_str!("../migrations/0202_catchment.sql") },
    Migration { name: "0203_forecast", sql: include_str!("../migrations/0203_forecast.sql") },
    Migration { name: "0204_outline", sql: include_str!("../migrations/0204_outline.sql") },
    Migration { name: "0205_entrants", sql: include_str!("../migrations/0205_entrants.sql") },
    Migration { name: "0206_tariff", sql: include_str!("../migrations/0206_tariff.sql") },
];

const PERMISSIONS: [Permission; PERMITTED] = joined(&[
    catchment::PERMISSIONS,
    forecast::PERMISSIONS,
    classes::PERMISSIONS,
    kindergarten::PERMISSIONS,
]);
const PERMITTED: usize = catchment::PERMISSIONS.len()
    + forecast::PERMISSIONS.len()
    + classes::PERMISSIONS.len()
    + kindergarten::PERMISSIONS.len();

const MENU: [MenuItem; LINES] =
    joined(&[catchment::MENU, forecast::MENU, classes::MENU, kindergarten::MENU]);
const LINES: usize =
    catchment::MENU.len() + forecast::MENU.len() + classes::MENU.len() + kindergarten::MENU.len();

const PERSONAL: &[PersonalTable] = classes::PERSONAL;

fn routes() -> Routes {
    catchment::routes()
        .merge(forecast::routes())
        .merge(classes::routes())
        .merge(kindergarten::routes())
}

/// What anyone can look up here.
const HALL: &[Entry] = &[
    Entry {
        group: "入学",
        label: "查学区学校",
        about: "输入小区、村或者路名门牌，查对应的小学和初中，历年学区和要带的材料。",
        path: "/schools/find",
        icon: "map-pin",
    },
    Entry {
        group: "入学",
        label: "学位预警",
        about: "报名之前看哪些学校学位紧张。",
        path: "/seat-warnings",
        icon: "alert-triangle",
    },
    Entry {
        group: "入学",
        label: "录取结果查询",
        about: "凭报名号查录取到哪所学校和理由。",
        path: "/entry/results",
        icon: "search",
    },
    kindergarten::HALL,
    Entry {
        group: "公示与核对",
        label: "编班公示",
        about: "各校起始年级均衡编班的名单和证据，可以自己重算核对。",
        path: "/class-lists",
        icon: "users-group",
    },
];

/// This domain, as the server wires it.
pub const MODULE: Module = Module {
    name: "admissions",
    migrations: MIGRATIONS,
    routes,
    permissions: &PERMISSIONS,
    menu: &MENU,
    acts: &[catchment::ACTS, forecast::ACTS, classes::ACTS, kindergarten::ACTS],
    personal: PERSONAL,
    waiting: &[classes::DESK],
    hall: HALL,
    ..Module::BARE
};
