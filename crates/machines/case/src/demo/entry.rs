//! What happened in the invented county about children whose entry to school is not the usual one:
//! postponed for their health, or doubted by their family.

use vocab::Role;

use super::{PARENT, Story};

const OFFICE: Role = Role::BasicEducationClerk;

/// Of each kind from the oldest on.
pub(super) const STORIES: &[Story] = &[
    Story {
        kind: "placement-objection",
        opener: Role::Guardian,
        at: "2021-07-22T19:00",
        answers: &[
            ("matter", "category"),
            ("registration", "X2021-7K2M9Q4D"),
            ("child", "龚可欣"),
            ("phone", "10012345675"),
            ("words", "我们家有房产证，为什么排在有户无房的后面"),
            ("wants", "按有户有房重新安排"),
            ("material", "none"),
        ],
        done: &[
            (
                "checked",
                OFFICE,
                "2021-07-23T11:00",
                &[
                    ("compared", "papers"),
                    ("compared", "registers"),
                    ("found", "房产在邻近学区，不在报名的学区内，类别认定没有错"),
                ],
                "",
            ),
            (
                "reply",
                OFFICE,
                "2021-07-26T09:00",
                &[
                    ("result", "no"),
                    ("reply", "房产所在地段划给另一所学校，本学区只能按有户无房排序"),
                ],
                "",
            ),
            ("second", Role::Guardian, "2021-07-27T20:00", &[], "地段是今年才改的"),
            (
                "final",
                Role::BureauLeader,
                "2021-07-30T15:00",
                &[
                    ("second_result", "keep"),
                    (
                        "second_reply",
                        "地段划分四月已经公布，维持原答复；仍不服的可以依法申请行政复议",
                    ),
                ],
                "",
            ),
        ],
    },
    Story {
        kind: "postponed-entry",
        opener: Role::Guardian,
        at: "2021-06-10T20:15",
        answers: &[
            ("entry_year", "2021"),
            ("child", "章以宁"),
            ("born", "2015-06-21"),
            ("address", "学区内自有住房"),
            ("guardian", PARENT),
            ("phone", "10012345672"),
            ("ground", "disability"),
            ("condition", "右腿手术后在做康复，医生说还要一年左右才能自己走路"),
            ("until_on", "2022-08-31"),
            ("material", "counter"),
        ],
        done: &[
            (
                "checked",
                Role::RollManager,
                "2021-06-11T14:00",
                &[
                    ("checked_on", "2021-06-11"),
                    ("area", "settled"),
                    ("school_note", "看过医院证明和户口簿原件，建议同意"),
                ],
                "",
            ),
            (
                "verified",
                Role::TownClerk,
                "2021-06-16T10:00",
                &[("met_on", "2021-06-15"), ("met_how", "visit"), ("town_view", "fit")],
                "",
            ),
            (
                "approve",
                OFFICE,
                "2021-06-18T09:30",
                &[("basis", "hospital"), ("decision", "慈教缓〔2021〕7号")],
                "",
            ),
        ],
    },
    Story {
        kind: "postponed-entry",
        opener: Role::Guardian,
        at: "2021-07-05T21:00",
        answers: &[
            ("entry_year", "2021"),
            ("child", "励子昂"),
            ("born", "2015-08-19"),
            ("address", "学区内租房，有居住证"),
            ("guardian", PARENT),
            ("phone", "10012345673"),
            ("ground", "other"),
            ("condition", "个子小，吃饭慢，想晚一年再上学"),
            ("until_on", "2022-08-31"),
            ("material", "counter"),
        ],
        done: &[
            (
                "checked",
                Role::RollManager,
                "2021-07-07T09:00",
                &[
                    ("checked_on", "2021-07-07"),
                    ("area", "migrant"),
                    ("school_note", "没有医院建议缓学的证明；入学后可以安排午餐照看"),
                ],
                "",
            ),
            (
                "verified",
                Role::TownClerk,
                "2021-07-09T15:00",
                &[("met_on", "2021-07-09"), ("met_how", "phone"), ("town_view", "doubt")],
                "",
            ),
            (
                "refuse",
                OFFICE,
                "2021-07-13T10:00",
                &[],
                "没有县级以上医院建议暂缓入学的证明；补齐证明可以重新申请",
            ),
            (
                "appeal",
                Role::Guardian,
                "2021-07-15T20:30",
                &[],
                "孩子比同龄人矮很多，担心在学校吃不好",
            ),
            (
                "uphold",
                Role::BureauLeader,
                "2021-07-20T16:00",
                &[],
                "体检没有影响上学的疾病，请按时入学；学校安排午餐照看",
            ),
        ],
    },
    Story {
        kind: "placement-objection",
        opener: Role::Guardian,
        at: "2021-07-23T08:30",
        answers: &[
            ("matter", "siblings"),
            ("registration", "X2021-C3XW8H1T"),
            ("child", "毛星野"),
            ("phone", "10012345676"),
            ("words", "姐姐在这所学校读四年级，报名时勾了多孩同校，结果没有放在一起"),
            ("wants", "和姐姐安排在同一所学校"),
            ("material", "none"),
        ],
        done: &[
            (
                "checked",
                OFFICE,
                "2021-07-23T16:00",
                &[
                    ("compared", "papers"),
                    ("compared", "rules"),
                    ("found", "姐姐的学籍号录错一位，没有比对上"),
                ],
                "",
            ),
            (
                "reply",
                OFFICE,
                "2021-07-26T10:00",
                &[
                    ("result", "yes"),
                    ("reply", "学籍号已经更正，孩子改到姐姐的学校，录取通知书重新发出"),
                    ("mended_on", "2021-07-26"),
                ],
                "",
            ),
        ],
    },
    Story {
        kind: "postponed-entry",
        opener: Role::TownClerk,
        at: "2021-12-16T10:00",
        answers: &[
            ("entry_year", "2021"),
            ("child", "桑晚晴"),
            ("born", "2015-01-30"),
            ("address", "本镇户籍"),
            ("guardian", "桑国强"),
            ("phone", "10012345674"),
            ("ground", "illness"),
            ("condition", "开学后查出心脏病，等待手术，家里不会用手机，到镇里来说的"),
            ("until_on", "2022-08-31"),
            ("material", "counter"),
        ],
        done: &[(
            "checked",
            Role::RollManager,
            "2021-12-17T10:00",
            &[
                ("checked_on", "2021-12-17"),
                ("area", "settled"),
                ("school_note", "看过住院记录，建议同意"),
            ],
            "",
        )],
    },
    Story {
        kind: "postponed-entry",
        opener: Role::Guardian,
        at: "2021-12-19T20:40",
        answers: &[
            ("entry_year", "2021"),
            ("child", "杜若溪"),
            ("born", "2015-04-12"),
            ("address", "学区内自有住房"),
            ("guardian", PARENT),
            ("phone", "10012345678"),
            ("ground", "growth"),
            ("condition", "语言发育迟缓，开学试读了两个月，还不能和老师同学交流"),
            ("until_on", "2022-08-31"),
            ("material", "counter"),
        ],
        done: &[],
    },
];
