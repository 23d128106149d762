//! What the county keeps for itself, what people ask of what is kept of them, the administrators.

use jiff::civil::date;
use vocab::Role;

use super::{CLERK, LATE_AUTUMN, PARTNER, PLAIN, SUMMER};
use crate::year::plan::{
    Duty,
    Say::{In, Institution, Not, Words},
};

/// In the order in which a morning tries it.
pub(super) const ALL: &[Duty] = &[
    Duty {
        act: "aftercare.programme.bulk",
        page: "/cixi/aftercare/programmes?term=",
        form: "/bulk/remind",
        weeks: SUMMER,
        times: 3,
        ..CLERK
    },
    Duty {
        act: "job.withdraw",
        page: "/cixi/aftercare/programmes?term=",
        form: "/jobs/…/withdraw",
        weeks: SUMMER,
        times: 1,
        ..CLERK
    },
    Duty {
        act: "indicator.watch",
        page: "/cixi/indicators/care-attendance",
        form: "/watch",
        weeks: LATE_AUTUMN,
        times: 1,
        says: &[("step", Words("1"))],
        ..CLERK
    },
    Duty {
        act: "indicator.check.remind",
        page: "/cixi/data-quality/census",
        form: "/remind",
        weeks: LATE_AUTUMN,
        times: 1,
        ..CLERK
    },
    Duty {
        act: "partner.add",
        page: "/cixi/institutions/new",
        form: "/institutions/new",
        times: 1,
        says: &[("name", Words("青瓷棋院")), ("code", Institution)],
        ..CLERK
    },
    Duty {
        act: "partner.approve",
        form: "/institutions/…/approve",
        says: &[("since", In(0))],
        ..PARTNER
    },
    Duty {
        act: "partner.person.add",
        by: &["/institutions/ins_", "/people/new"],
        form: "/people/new",
        says: &[("phone", Words("10012345678"))],
        ..PARTNER
    },
    Duty {
        act: "partner.person.approve",
        by: &["/institutions/ins_", "/people/"],
        form: "/people/…/approve",
        says: &[("since", In(0))],
        ..PARTNER
    },
    Duty {
        act: "partner.person.end",
        by: &["/institutions/ins_", "/people/"],
        form: "/people/…/end",
        weeks: LATE_AUTUMN,
        ..PARTNER
    },
    Duty {
        act: "partner.end",
        by: &["/institutions/ins_", "/end"],
        form: "/institutions/…/end",
        weeks: LATE_AUTUMN,
        ..PARTNER
    },
    Duty {
        act: "clearance.ask",
        role: Role::RollManager,
        page: "/cixi/clearances/new",
        form: "/clearances",
        says: &[
            ("until", In(10)),
            ("purpose", Words("核对新生学籍并与户籍信息比对")),
            ("about", Words("")),
            ("silent", Not),
            ("basis", Words("")),
        ],
        ..PLAIN
    },
    Duty {
        act: "clearance.decide",
        role: Role::Principal,
        page: "/cixi/clearances",
        by: &["/clearances/clr_"],
        form: "/decision",
        says: &[("reason", Words("同意"))],
        ..PLAIN
    },
    Duty {
        act: "clearance.end",
        role: Role::RollManager,
        page: "/cixi/clearances",
        by: &["/clearances/clr_"],
        form: "/clearances/…/end",
        times: 1,
        ..PLAIN
    },
    Duty {
        act: "consent.publish",
        page: "/cixi/consents/texts",
        by: &["/consents/texts/new"],
        form: "/consents/texts",
        ..CLERK
    },
    Duty { act: "consent.answer", page: "/cixi/consents", form: "/consents/…", ..PLAIN },
    Duty {
        act: "consent.remind",
        role: Role::ClassTeacher,
        page: "/cixi/consents/texts",
        by: &["/consents/texts/txt_"],
        form: "/remind",
        times: 1,
        ..PLAIN
    },
    // What people ask of what is kept of them.
    Duty {
        act: "request.ask",
        page: "/cixi/my-data",
        by: &["/my-data/", "/correct", "/correct"],
        form: "/correct",
        times: 3,
        ..PLAIN
    },
    Duty {
        act: "request.copy",
        page: "/cixi/my-data",
        by: &["/my-data/"],
        form: "/file",
        times: 1,
        ..PLAIN
    },
    Duty {
        act: "request.decide",
        role: Role::Principal,
        page: "/cixi/requests",
        by: &["/requests/drq_"],
        form: "/decision",
        says: &[("decision", Words("refuse")), ("words", Words("与证件不一致"))],
        ..PLAIN
    },
    Duty {
        act: "request.withdraw",
        page: "/cixi/my-data",
        by: &["/requests/drq_"],
        form: "/withdraw",
        times: 1,
        ..PLAIN
    },
    Duty {
        act: "notice.choose",
        page: "/cixi/inbox/settings",
        form: "/inbox/settings",
        times: 1,
        ..PLAIN
    },
    Duty {
        act: "guardian.invite",
        page: "/cixi/children",
        by: &["/children/stu_", "/guardians/new"],
        form: "/guardians/new",
        says: &[("name", Words("罗小兰")), ("phone", Words("10012345678"))],
        ..PLAIN
    },
    Duty {
        act: "guardian.decide",
        role: Role::ClassTeacher,
        page: "/cixi/guardian-requests",
        form: "/guardian-requests/…",
        times: 1,
        ..PLAIN
    },
    // The administrators.
    Duty {
        act: "audit.check",
        role: Role::AuditAdmin,
        page: "/cixi/audit/chain",
        form: "/audit/chain",
        times: 1,
        ..PLAIN
    },
    Duty {
        act: "api-key.make",
        role: Role::SystemAdmin,
        page: "/cixi/api-keys/new",
        form: "/api-keys/new",
        times: 1,
        says: &[("until", In(100)), ("place", Words(""))],
        ..PLAIN
    },
    Duty {
        act: "api-key.revoke",
        role: Role::SystemAdmin,
        page: "/cixi/api-keys",
        form: "/revoke",
        times: 1,
        ..PLAIN
    },
    Duty {
        act: "directory.staff.leave",
        role: Role::Principal,
        page: "/cixi/staff",
        by: &["/staff/stf_"],
        form: "/leave",
        weeks: (date(2022, 6, 21), date(2022, 8, 10)),
        times: 1,
        ..PLAIN
    },
];
