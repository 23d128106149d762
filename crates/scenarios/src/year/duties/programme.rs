//! The programme of the first term, and what belongs to it.

use super::{CLERK, LATE_AUTUMN, SCHOOL, SEPTEMBER, SUMMER};
use crate::year::plan::{Duty, Say::Words};

/// In the order in which a morning tries it.
pub(super) const ALL: &[Duty] = &[
    Duty {
        act: "aftercare.programme.save",
        page: "/cixi/aftercare/school/programme?term=",
        form: "/school/programme",
        weeks: SUMMER,
        times: 4,
        ..SCHOOL
    },
    Duty {
        act: "aftercare.programme.file",
        page: "/cixi/aftercare/school/programme?term=",
        by: &["/programmes/"],
        form: "/file",
        weeks: SUMMER,
        times: 4,
        ..SCHOOL
    },
    Duty {
        act: "aftercare.programme.return",
        page: "/cixi/aftercare/programmes?term=",
        by: &["/programmes/prg_"],
        form: "/programmes/…/return",
        weeks: SUMMER,
        times: 1,
        says: &[("reason", Words("周三结束时间请核对"))],
        ..CLERK
    },
    Duty {
        act: "aftercare.programme.advance",
        page: "/cixi/aftercare/programmes?term=",
        by: &["/programmes/"],
        form: "/record",
        weeks: SUMMER,
        times: 2,
        ..CLERK
    },
    Duty {
        act: "aftercare.programme.advance",
        page: "/cixi/aftercare/school/letter?term=",
        by: &["/programmes/"],
        form: "/open",
        weeks: SUMMER,
        times: 9,
        ..SCHOOL
    },
    Duty {
        act: "aftercare.letter.send",
        page: "/cixi/aftercare/school/letter?term=",
        form: "/school/letter",
        weeks: SEPTEMBER,
        times: 2,
        ..SCHOOL
    },
    Duty {
        act: "aftercare.catalogue.save",
        page: "/cixi/aftercare/catalogue",
        by: &["/catalogue/new"],
        form: "/aftercare/catalogue",
        ..CLERK
    },
    Duty {
        act: "aftercare.catalogue.end",
        page: "/cixi/aftercare/catalogue",
        by: &["/catalogue/"],
        form: "/end",
        weeks: LATE_AUTUMN,
        times: 1,
        ..CLERK
    },
];
