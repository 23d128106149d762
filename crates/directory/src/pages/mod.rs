//! What people see of the directory: lists, records, search, a guardian's children.
//!
//! Names of pupils are open to those who work with them (their school and class) and masked for
//! town and county; numbers are masked for everyone until they are opened with a purpose.

mod calendar;
mod children;
mod classes;
mod moves;
mod schools;
mod search;
mod staff;
mod student;
mod students;
mod year;

use db::Tx;
use vocab::{Role, mask_name, search_keys, search_term};
use web::{MenuItem, Need, Permission, Routes, Visit};

use crate::{
    Error,
    scope::{Reach, Scope},
};

const BUREAU: [Role; 3] = [Role::BureauLeader, Role::BasicEducationClerk, Role::TownClerk];

/// What may be done in the directory.
pub(crate) const PERMISSIONS: &[Permission] = &[
    Permission {
        key: "school.read",
        label: "查看学校、班级数和教职工数",
        roles: &[
            BUREAU[0],
            BUREAU[1],
            BUREAU[2],
            Role::FinanceClerk,
            Role::OfficeClerk,
            Role::PersonnelClerk,
            Role::SafetyClerk,
            Role::SupervisionClerk,
            Role::ExamsClerk,
            Role::Inspector,
            Role::Principal,
            Role::AftercareManager,
            Role::RollManager,
            Role::SchoolFinance,
            Role::SafetyOfficer,
        ],
    },
    Permission {
        key: "student.read",
        label: "查看学生(证件号码遮蔽)",
        roles: &[
            BUREAU[0],
            BUREAU[1],
            BUREAU[2],
            Role::Principal,
            Role::AftercareManager,
            Role::RollManager,
            Role::ClassTeacher,
        ],
    },
    Permission {
        key: "student.unmask",
        label: "经批准后查看学生的证件号码",
        roles: &[Role::BasicEducationClerk, Role::RollManager],
    },
    Permission {
        key: "student.contact",
        label: "查看监护人的联系电话",
        roles: &[Role::Principal, Role::RollManager, Role::AftercareManager, Role::ClassTeacher],
    },
    Permission {
        key: "student.move",
        label: "办理转学、调班、休学、复学、转出",
        roles: &[Role::BasicEducationClerk, Role::RollManager],
    },
    crate::contact::BAR,
    Permission {
        key: "student.export",
        label: "导出学生名册(不含证件号码)",
        roles: &[Role::BasicEducationClerk, Role::RollManager, Role::ClassTeacher],
    },
    Permission {
        key: "staff.read",
        label: "查看教职工",
        roles: &[
            BUREAU[0],
            BUREAU[1],
            BUREAU[2],
            Role::PersonnelClerk,
            Role::Principal,
            Role::AftercareManager,
            Role::RollManager,
        ],
    },
    crate::staff_roster::MANAGE,
    Permission {
        key: "school-calendar.change",
        label: "设置停课、调课",
        roles: &[Role::BasicEducationClerk, Role::Principal],
    },
    Permission {
        key: "roll.import",
        label: "导入学籍表",
        roles: &[Role::BasicEducationClerk, Role::RollManager],
    },
    crate::census::PERMISSIONS[0],
    crate::census::PERMISSIONS[1],
    crate::census::PERMISSIONS[2],
    crate::partners::PERMISSIONS[0],
    crate::partners::PERMISSIONS[1],
    Permission { key: "year.turn", label: "学年升级", roles: &[Role::BasicEducationClerk] },
    Permission {
        key: "term.set", label: "设置学期起止日期", roles: &[Role::BasicEducationClerk]
    },
    crate::joining::CONFIRM,
    Permission {
        key: "child.read", label: "查看自己孩子的档案", roles: &[Role::Guardian]
    },
];

const READ_SCHOOLS: Need = Need::May("school.read");
const READ_STUDENTS: Need = Need::May("student.read");
const READ_STAFF: Need = Need::May("staff.read");

/// The lines in the navigation.
pub(crate) const MENU: &[MenuItem] = &[
    MenuItem {
        group: "名录", label: "学校", path: "/schools", icon: "school", need: READ_SCHOOLS
    },
    MenuItem {
        group: "名录",
        label: "学生",
        path: "/students",
        icon: "users",
        need: READ_STUDENTS,
    },
    MenuItem {
        group: "名录",
        label: "教职工",
        path: "/staff",
        icon: "id-badge-2",
        need: READ_STAFF,
    },
    crate::partners::MENU,
    MenuItem {
        group: "名录",
        label: "校历",
        path: "/calendar",
        icon: "calendar-week",
        need: READ_SCHOOLS,
    },
    MenuItem {
        group: "名录",
        label: "学籍导入",
        path: "/roll",
        icon: "file-import",
        need: crate::roll::IMPORT,
    },
    crate::joining::REQUESTS,
    crate::census::MENU,
    MenuItem {
        group: "名录",
        label: "学年升级",
        path: "/year",
        icon: "arrow-up",
        need: Need::May("year.turn"),
    },
    MenuItem {
        group: "孩子",
        label: "孩子档案",
        path: "/children",
        icon: "users-group",
        need: Need::May("child.read"),
    },
];

/// The pages.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/schools", READ_SCHOOLS, schools::list)
        .get("/schools/export", READ_SCHOOLS, schools::export)
        .get("/schools/{id}", READ_SCHOOLS, schools::show)
        .get("/classes/{id}", READ_STUDENTS, classes::show)
        .get("/students", READ_STUDENTS, students::list)
        .get("/students/export", Need::May("student.export"), students::export)
        .get("/students/{id}", READ_STUDENTS, student::show)
        .post("/students/{id}/unmask", Need::May("student.unmask"), student::unmask)
        .post("/students/{id}/contacts", Need::May("student.contact"), student::contacts)
        .get("/students/{id}/move", Need::May("student.move"), moves::form)
        .post("/students/{id}/move", Need::May("student.move"), moves::send)
        .get("/staff", READ_STAFF, staff::list)
        .get("/staff/export", READ_STAFF, staff::export)
        .get("/staff/{id}", READ_STAFF, staff::show)
        .get("/search", Need::May("student.read"), search::show)
        .post("/search", Need::May("student.read"), search::ask)
        .get("/calendar", READ_SCHOOLS, calendar::show)
        .post("/calendar", Need::May("school-calendar.change"), calendar::change)
        .post("/calendar/undo", Need::May("school-calendar.change"), calendar::undo)
        .post("/calendar/term", Need::May("term.set"), calendar::set_term)
        .get("/year", Need::May("year.turn"), year::show)
        .get("/year/export", Need::May("year.turn"), year::export)
        .post("/year", Need::May("year.turn"), year::turn)
        .get("/children", Need::May("child.read"), children::list)
        .get("/children/{id}", Need::May("child.read"), children::show)
        .merge(crate::staff_roster::routes())
        .merge(crate::roll::routes())
        .merge(crate::census::routes())
        .merge(crate::joining::routes())
        .merge(crate::partners::routes())
        .merge(crate::contact::routes())
}

/// How many lines a page has.
pub(crate) const LINES: usize = 50;

/// Whether what was typed into a search for schools or partners means the one called `name`.
pub(crate) fn is_meant(typed: &str, name: &str) -> bool {
    let Some(term) = search_term(typed) else { return true };
    search_keys(name).iter().any(|key| key.starts_with(&term))
}

/// What this visitor may see.
pub(crate) async fn scope(tx: &mut Tx, visit: &Visit) -> Result<Scope, Error> {
    Scope::of(tx, visit.actor.scope()).await?.ok_or(Error::Missing)
}

/// A pupil's name as it is shown within `scope`.
pub(crate) fn shown_name(scope: Scope, name: &str) -> String {
    if scope.reach <= Reach::School { name.to_owned() } else { mask_name(name) }
}
