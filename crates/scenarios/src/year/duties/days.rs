//! What is done every day: roll calls, substitutes, days off, what teachers are paid.

use jiff::civil::date;
use vocab::Role;

use super::{AUTUMN, GROUPS, LATE_AUTUMN, PLAIN, SCHOOL, SUMMER};
use crate::year::plan::{
    Duty,
    Say::{First, Words},
};

/// In the order in which a morning tries it.
pub(super) const ALL: &[Duty] = &[
    Duty { act: "aftercare.shift.stand-in", form: "/stand-in", says: &[("day", First)], ..GROUPS },
    Duty {
        act: "aftercare.day.call",
        role: Role::ClassTeacher,
        page: "/cixi/aftercare/today",
        by: &["/groups/"],
        form: "/groups/…/…",
        times: 60,
        ..PLAIN
    },
    Duty {
        act: "aftercare.shift.call-off",
        form: "/off",
        times: 3,
        says: &[("reason", Words("教师培训"))],
        weeks: LATE_AUTUMN,
        ..GROUPS
    },
    Duty {
        act: "aftercare.shift.restore",
        form: "/restore",
        times: 1,
        weeks: LATE_AUTUMN,
        ..GROUPS
    },
    Duty {
        act: "aftercare.order.register-sheet",
        role: Role::SchoolFinance,
        page: "/cixi/aftercare/money",
        form: "/money/sheet",
        weeks: AUTUMN,
        times: 1,
        ..PLAIN
    },
    Duty {
        act: "aftercare.programme.copy",
        page: "/cixi/aftercare/school/programme?term=next",
        form: "/programme/copy",
        weeks: (date(2021, 12, 1), date(2022, 1, 20)),
        times: 1,
        ..SCHOOL
    },
    // What teachers are paid.
    Duty {
        act: "aftercare.pay.rate",
        role: Role::FinanceClerk,
        page: "/cixi/aftercare/pay/rates",
        form: "/pay/rates",
        weeks: SUMMER,
        times: 12,
        says: &[("rate", Words("60.50")), ("since", Words("2021-09-01"))],
        ..PLAIN
    },
    Duty {
        act: "aftercare.pay.confirm",
        page: "/cixi/aftercare/pay",
        by: &["/pay/sch_"],
        form: "/confirm",
        weeks: (date(2021, 10, 2), date(2022, 6, 20)),
        ..SCHOOL
    },
    Duty {
        act: "aftercare.pay.decide",
        role: Role::FinanceClerk,
        page: "/cixi/aftercare/pay",
        by: &["/pay/sch_"],
        form: "/decide",
        weeks: (date(2021, 10, 2), date(2022, 6, 20)),
        ..PLAIN
    },
];
