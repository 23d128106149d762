//! What a bureau steers by: schools tell what they have, the office looks at it and sets the rule.

use vocab::Role;

use super::{PLAIN, SEPTEMBER};
use crate::year::plan::{
    Duty,
    Say::{First, Words},
};

/// In the order in which a morning tries it: told before it is reviewed.
pub(super) const ALL: &[Duty] = &[
    Duty {
        act: "balance.file",
        role: Role::Principal,
        page: "/cixi/balance",
        form: "/balance/schools/…",
        weeks: SEPTEMBER,
        says: &[
            ("year", Words("2021")),
            ("qualified", Words("6")),
            ("backbone", Words("2")),
            ("sport", Words("1")),
            ("music", Words("1")),
            ("art", Words("1")),
            ("teaching", Words("820.5")),
            ("indoor", Words("120")),
            ("gym", Words("0")),
            ("ground", Words("1500")),
            ("equipment", Words("98000")),
            ("rooms", Words("4")),
            ("source", Words("教育事业统计报表")),
        ],
        ..PLAIN
    },
    Duty {
        act: "balance.review",
        role: Role::SupervisionClerk,
        page: "/cixi/waiting",
        by: &["/balance/schools/"],
        form: "/balance/told/…",
        weeks: SEPTEMBER,
        times: 1,
        says: &[("reason", Words("与统计报表核对过"))],
    },
    Duty {
        act: "balance.rule",
        role: Role::SupervisionClerk,
        page: "/cixi/balance/rules",
        form: "/balance/rules",
        weeks: SEPTEMBER,
        times: 1,
        says: &[("since", First), ("limited", Words("each")), ("source", Words("教督〔2017〕6号"))],
        ..PLAIN
    },
];
