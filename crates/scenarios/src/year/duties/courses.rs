//! Courses: a window, wishes, seats, a queue, money.

use jiff::civil::date;
use vocab::Role;

use super::{AUTUMN, COURSES, LATE_AUTUMN, PLAIN, SCHOOL, SEPTEMBER};
use crate::year::plan::{
    Duty,
    Say::{AsIs, Hours, Words},
};

/// In the order in which a morning tries it.
pub(super) const ALL: &[Duty] = &[
    Duty {
        act: "aftercare.course.open-round",
        page: "/cixi/aftercare/school/courses?term=",
        form: "/school/rounds",
        weeks: SEPTEMBER,
        times: 1,
        says: &[
            ("rule", Words("wishes")),
            ("closes_at", Hours(24 * 21)),
            ("wishes_max", Words("3")),
        ],
        ..SCHOOL
    },
    Duty {
        act: "aftercare.course.open-round",
        page: "/cixi/aftercare/school/courses?term=",
        form: "/school/rounds",
        weeks: SEPTEMBER,
        says: &[("rule", Words("first-come")), ("closes_at", Hours(24 * 60))],
        ..SCHOOL
    },
    Duty {
        act: "aftercare.course.save",
        page: "/cixi/aftercare/school/courses?term=",
        by: &["/courses/new"],
        form: "/school/courses",
        weeks: SEPTEMBER,
        times: 8,
        says: &[
            ("title", Words("围棋")),
            ("grade_min", Words("1")),
            ("grade_max", Words("9")),
            ("fee", Words("320")),
            ("fee_basis", Words("慈教〔2021〕70号")),
            ("sessions", Words("7")),
            ("seats", Words("1")),
            ("outside", Words("")),
        ],
        ..SCHOOL
    },
    Duty {
        act: "aftercare.course.publish",
        page: "/cixi/aftercare/school/courses?term=",
        by: &["/courses/crs_"],
        form: "/publish",
        weeks: SEPTEMBER,
        times: 4,
        ..SCHOOL
    },
    Duty {
        act: "aftercare.course.wish",
        by: &["/confirm"],
        form: "/courses/wishes",
        times: 8,
        weeks: (date(2021, 9, 14), date(2021, 10, 30)),
        ..COURSES
    },
    Duty {
        act: "aftercare.course.settle",
        page: "/cixi/aftercare/school/courses?term=",
        form: "/settle",
        times: 1,
        ..SCHOOL
    },
    Duty { act: "aftercare.course.book", form: "/courses/book", times: 14, ..COURSES },
    Duty { act: "aftercare.order.pay", form: "/pay", times: 5, ..COURSES },
    Duty {
        act: "aftercare.order.register",
        role: Role::SchoolFinance,
        page: "/cixi/aftercare/money",
        form: "/paid",
        weeks: AUTUMN,
        says: &[("amount", AsIs)],
        ..PLAIN
    },
    Duty {
        act: "aftercare.course.withdraw",
        by: &["/withdraw"],
        form: "/bookings/…/withdraw",
        times: 4,
        weeks: LATE_AUTUMN,
        ..COURSES
    },
    Duty {
        act: "aftercare.course.accept",
        form: "/accept",
        times: 1,
        weeks: LATE_AUTUMN,
        ..COURSES
    },
    Duty {
        act: "aftercare.refund.advance",
        role: Role::SchoolFinance,
        page: "/cixi/aftercare/money",
        form: "/advance",
        times: 4,
        ..PLAIN
    },
    Duty {
        act: "aftercare.course.rate",
        form: "/rate",
        weeks: (date(2021, 11, 1), date(2022, 1, 20)),
        ..COURSES
    },
    Duty {
        act: "aftercare.course.cancel",
        page: "/cixi/aftercare/school/courses?term=",
        by: &["/courses/crs_"],
        form: "/cancel",
        weeks: (date(2021, 12, 10), date(2022, 1, 15)),
        times: 1,
        ..SCHOOL
    },
];
