//! What happened in the invented county in the weeks before the demo's day.

use vocab::Role;

use super::{Pairs, Story};

const OFFICE: Role = Role::OfficeClerk;
const SAFETY: Role = Role::SafetyClerk;
const TASK: Pairs = &[("task", "今天内排除，处置前后各留一份记录")];
const HANDLED: Pairs = &[("measures", "已清理并安排专人每天检查"), ("handled_on", "2021-12-17")];
const SEEN: Pairs = &[("verified", "visit")];
const TOLD: Pairs = &[("told_by", "message"), ("told_on", "2021-12-08")];

/// From the oldest on, as their numbers go.
pub(crate) const STORIES: &[Story] = &[
    Story {
        kind: "petition",
        opener: OFFICE,
        at: "2021-11-22T09:10",
        answers: &[
            ("source", "hotline"),
            ("outer_number", "81890-2021112200417"),
            ("content", "来电人反映校门口放学时家长车辆占道"),
            ("brief", "校门口放学时段车辆占道"),
            ("concerns", "school"),
            ("backlog", "no"),
            ("handler", "school"),
        ],
        done: &[
            ("forward", OFFICE, "2021-11-22T15:00", &[], ""),
            (
                "tell",
                OFFICE,
                "2021-11-23T09:00",
                &[("told_by", "message"), ("told_on", "2021-11-23")],
                "",
            ),
            ("to-school", OFFICE, "2021-11-23T09:20", &[], ""),
            (
                "report",
                Role::Principal,
                "2021-12-01T16:00",
                &[("findings", "与交警、镇里商定错峰放学，增设临时停车区")],
                "",
            ),
            (
                "reply",
                OFFICE,
                "2021-12-02T10:00",
                &[
                    ("reply_number", "慈教信复〔2021〕118号"),
                    ("replied_on", "2021-12-02"),
                    ("satisfied", "yes"),
                ],
                "",
            ),
        ],
    },
    Story {
        kind: "petition",
        opener: OFFICE,
        at: "2021-12-07T10:30",
        answers: &[
            ("source", "letter"),
            ("content", "来信反映食堂收费不清楚"),
            ("brief", "反映食堂收费不清楚"),
            ("concerns", "school"),
            ("backlog", "no"),
            ("handler", "school"),
        ],
        done: &[
            ("forward", OFFICE, "2021-12-08T09:00", &[], ""),
            ("tell", OFFICE, "2021-12-08T09:30", TOLD, ""),
            ("to-school", OFFICE, "2021-12-08T10:00", &[], ""),
        ],
    },
    Story {
        kind: "incident",
        opener: Role::Teacher,
        at: "2021-12-14T10:20",
        answers: &[
            ("theme", "fire"),
            ("level", "serious"),
            ("brief", "二楼消防通道堆放课桌"),
            ("spot", "教学楼东侧二楼"),
        ],
        done: &[
            ("accept", SAFETY, "2021-12-14T10:50", &[], ""),
            ("dispatch", SAFETY, "2021-12-14T11:00", TASK, ""),
            (
                "done",
                Role::Principal,
                "2021-12-14T15:30",
                &[("measures", "课桌已搬走，通道恢复畅通"), ("handled_on", "2021-12-14")],
                "",
            ),
            ("confirm", Role::Inspector, "2021-12-14T16:40", SEEN, ""),
            ("close", SAFETY, "2021-12-15T08:40", &[], ""),
        ],
    },
    Story {
        kind: "bonus",
        opener: Role::Guardian,
        at: "2021-12-15T19:40",
        answers: &[("category", "overseas"), ("material", "counter")],
        done: &[(
            "checked",
            Role::RollManager,
            "2021-12-17T14:00",
            &[("seen_on", "2021-12-17")],
            "",
        )],
    },
    Story {
        kind: "incident",
        opener: Role::Inspector,
        at: "2021-12-16T09:00",
        answers: &[
            ("theme", "bus"),
            ("level", "general"),
            ("brief", "校车停靠点没有隔离护栏"),
            ("spot", "南门停靠点"),
        ],
        done: &[
            ("accept", SAFETY, "2021-12-16T09:30", &[], ""),
            ("dispatch", SAFETY, "2021-12-16T09:40", TASK, ""),
            ("done", Role::Principal, "2021-12-17T10:00", HANDLED, ""),
            ("confirm", Role::Inspector, "2021-12-17T11:00", SEEN, ""),
            ("close", SAFETY, "2021-12-17T11:20", &[], ""),
        ],
    },
    Story {
        kind: "petition",
        opener: OFFICE,
        at: "2021-12-16T15:00",
        answers: &[
            ("source", "web"),
            ("outer_number", "ZJXF-20211216-3391"),
            ("content", "网上反映课后服务时间安排"),
            ("brief", "建议调整课后服务结束时间"),
            ("concerns", "policy"),
            ("backlog", "no"),
            ("handler", "bureau"),
        ],
        done: &[],
    },
    Story {
        kind: "incident",
        opener: Role::Teacher,
        at: "2021-12-17T13:10",
        answers: &[
            ("theme", "food"),
            ("level", "general"),
            ("brief", "食堂留样柜温度偏高"),
            ("spot", "食堂备餐间"),
        ],
        done: &[
            ("accept", SAFETY, "2021-12-17T13:40", &[], ""),
            ("dispatch", SAFETY, "2021-12-17T13:50", TASK, ""),
            ("done", Role::Principal, "2021-12-17T17:00", HANDLED, ""),
            ("confirm", Role::Inspector, "2021-12-18T09:00", SEEN, ""),
            ("close", SAFETY, "2021-12-18T09:30", &[], ""),
        ],
    },
    Story {
        kind: "incident",
        opener: Role::TownClerk,
        at: "2021-12-18T15:00",
        answers: &[
            ("theme", "around"),
            ("level", "serious"),
            ("brief", "校门东侧施工没有围挡"),
            ("spot", "东门外二十米"),
        ],
        done: &[
            ("accept", SAFETY, "2021-12-18T15:20", &[], ""),
            ("dispatch", SAFETY, "2021-12-18T15:30", TASK, ""),
        ],
    },
    Story {
        kind: "bonus",
        opener: Role::Guardian,
        at: "2021-12-18T20:05",
        answers: &[
            ("category", "military"),
            ("material", "number"),
            ("certificate", "军字第0001号"),
        ],
        done: &[],
    },
    Story {
        kind: "incident",
        opener: Role::Inspector,
        at: "2021-12-19T14:00",
        answers: &[
            ("theme", "emergency"),
            ("level", "general"),
            ("brief", "应急疏散指示灯不亮"),
            ("spot", "实验楼三楼"),
        ],
        done: &[
            ("accept", SAFETY, "2021-12-19T14:30", &[], ""),
            ("dispatch", SAFETY, "2021-12-19T14:40", TASK, ""),
            (
                "done",
                Role::Principal,
                "2021-12-19T17:30",
                &[("measures", "已更换两只指示灯并试亮"), ("handled_on", "2021-12-19")],
                "",
            ),
        ],
    },
    Story {
        kind: "incident",
        opener: Role::Teacher,
        at: "2021-12-20T07:25",
        answers: &[
            ("theme", "risk"),
            ("level", "general"),
            ("brief", "操场单杠底座松动"),
            ("spot", "操场西北角"),
        ],
        done: &[],
    },
];
