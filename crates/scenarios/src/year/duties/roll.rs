//! The calendar and the roll.

use vocab::Role;

use super::{CLERK, LATE_AUTUMN, PLAIN, SPRING};
use crate::year::plan::{
    Duty,
    Say::{In, Words},
};

/// In the order in which a morning tries it.
pub(super) const ALL: &[Duty] = &[
    Duty {
        act: "directory.day.change",
        page: "/cixi/calendar",
        form: "/calendar",
        weeks: LATE_AUTUMN,
        times: 3,
        says: &[("day", In(7)), ("kind", Words("closed")), ("reason", Words("台风停课"))],
        ..CLERK
    },
    Duty {
        act: "directory.day.restore",
        page: "/cixi/calendar",
        form: "/calendar/undo",
        weeks: LATE_AUTUMN,
        times: 1,
        ..CLERK
    },
    Duty {
        act: "directory.student.move",
        role: Role::RollManager,
        page: "/cixi/students",
        by: &["/students/stu_", "/move"],
        form: "/move",
        weeks: LATE_AUTUMN,
        times: 3,
        says: &[("day", In(0))],
    },
    Duty {
        act: "aftercare.move.leave-courses",
        role: Role::RollManager,
        page: "/cixi/students/{seated}/move",
        form: "/move",
        weeks: LATE_AUTUMN,
        times: 1,
        says: &[("day", In(0)), ("kind", Words("suspend"))],
        ..PLAIN
    },
    Duty {
        act: "directory.student.contacts",
        role: Role::ClassTeacher,
        page: "/cixi/students",
        by: &["/students/stu_"],
        form: "/contacts",
        ..PLAIN
    },
    Duty {
        act: "directory.term.set",
        page: "/cixi/calendar",
        form: "/calendar/term",
        times: 1,
        says: &[
            ("term", Words("2022-1")),
            ("first", Words("2022-09-01")),
            ("last", Words("2023-01-13")),
        ],
        ..CLERK
    },
    Duty {
        act: "directory.census.confirm",
        role: Role::ClassTeacher,
        page: "/cixi/census",
        form: "/census",
        ..PLAIN
    },
    Duty {
        act: "directory.census.settle",
        role: Role::RollManager,
        page: "/cixi/census",
        form: "/census/settle",
        times: 1,
        ..PLAIN
    },
    Duty {
        act: "contact.bar",
        role: Role::Principal,
        page: "/cixi/students",
        by: &["/students/stu_", "/contact"],
        form: "/students/…/contact",
        weeks: SPRING,
        says: &[("document", Words("人身安全保护令1号")), ("issued", In(-3))],
        ..PLAIN
    },
    Duty {
        act: "contact.end",
        role: Role::Principal,
        page: "/cixi/students",
        by: &["/students/stu_", "/contact"],
        form: "/contact/end",
        weeks: SPRING,
        times: 1,
        ..PLAIN
    },
];
