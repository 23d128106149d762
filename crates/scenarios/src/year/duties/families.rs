//! Families take part, one of them on paper, and say who collects.

use vocab::Role;

use super::{FAMILY, LATE_AUTUMN, PLAIN, SCHOOL, SEPTEMBER};
use crate::year::plan::{
    Duty,
    Say::{AsIs, Code, In, Words},
};

/// In the order in which a morning tries it.
pub(super) const ALL: &[Duty] = &[
    Duty {
        act: "aftercare.participation.apply",
        role: Role::ClassTeacher,
        page: "/cixi/aftercare/class",
        form: "/class/paper",
        weeks: SEPTEMBER,
        times: 10,
        ..PLAIN
    },
    Duty {
        act: "aftercare.participation.agree",
        role: Role::ClassTeacher,
        page: "/cixi/aftercare/class",
        form: "/class/…/agree",
        weeks: SEPTEMBER,
        times: 1,
        says: &[("code", Code)],
        ..PLAIN
    },
    Duty {
        act: "aftercare.participation.apply",
        form: "/apply",
        weeks: SEPTEMBER,
        times: 14,
        says: &[("waiver", Words("1"))],
        ..FAMILY
    },
    Duty {
        act: "aftercare.participation.apply",
        form: "/apply",
        weeks: SEPTEMBER,
        times: 24,
        ..FAMILY
    },
    Duty {
        act: "aftercare.participation.check",
        role: Role::ClassTeacher,
        page: "/cixi/aftercare/class",
        form: "/class/check",
        weeks: SEPTEMBER,
        times: 12,
        ..PLAIN
    },
    Duty {
        act: "aftercare.participation.confirm",
        page: "/cixi/aftercare/school/applications",
        form: "/applications/confirm",
        weeks: SEPTEMBER,
        times: 6,
        says: &[("since", AsIs)],
        ..SCHOOL
    },
    Duty {
        act: "aftercare.participation.waive",
        page: "/cixi/aftercare/school/applications",
        form: "/waive",
        weeks: SEPTEMBER,
        times: 1,
        ..SCHOOL
    },
    Duty { act: "aftercare.collector.add", form: "/collectors", times: 4, ..FAMILY },
    Duty {
        act: "aftercare.collector.early",
        form: "/early",
        says: &[("day", In(0)), ("at", Words("16:00"))],
        ..FAMILY
    },
    Duty {
        act: "aftercare.collector.withdraw-early",
        form: "/early/…/withdraw",
        times: 1,
        ..FAMILY
    },
    Duty {
        act: "aftercare.collector.end",
        form: "/collectors/…/end",
        weeks: LATE_AUTUMN,
        times: 1,
        ..FAMILY
    },
    Duty {
        act: "aftercare.day.ask-leave",
        form: "/leave",
        times: 4,
        says: &[("from", In(0)), ("to", In(2))],
        ..FAMILY
    },
    Duty { act: "aftercare.day.withdraw-leave", form: "/leaves/…/withdraw", times: 1, ..FAMILY },
    Duty {
        act: "aftercare.dismissal.save",
        page: "/cixi/aftercare/school/dismissal?gates=%E4%B8%9C%E9%97%A8&first=18%3A05&minutes=5",
        form: "/school/dismissal",
        says: &[("*", AsIs)],
        ..SCHOOL
    },
    Duty {
        act: "aftercare.dismissal.publish",
        page: "/cixi/aftercare/school/dismissal",
        form: "/dismissal/publish",
        times: 1,
        ..SCHOOL
    },
    Duty {
        act: "aftercare.dismissal.declare",
        form: "/pick-up",
        says: &[("from", Words("17:30"))],
        ..FAMILY
    },
    Duty {
        act: "aftercare.participation.end",
        form: "/participations/…/end",
        weeks: LATE_AUTUMN,
        times: 1,
        ..FAMILY
    },
];
