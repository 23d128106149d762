//! What happened in the invented county about children with a disability who were assessed and placed.

use vocab::Role;

use super::{ANSWERED, PARENT, Pairs, Story};

const OFFICE: Role = Role::BasicEducationClerk;
const CONSULTED: Pairs =
    &[("told_on", "2021-06-01"), ("told", "校长和委员会的老师到家里谈，讲了资源教室和助听设备")];
const PLACED: Pairs =
    &[("placement", "regular"), ("decision", "慈教安〔2021〕4号"), ("weighed", "和家长希望的一致")];

/// From the oldest on.
pub(super) const STORIES: &[Story] = &[
    Story {
        kind: "special-placement",
        opener: Role::Guardian,
        at: "2021-05-12T20:10",
        answers: &[
            ("occasion", "entry"),
            ("child", "岑一诺"),
            ("born", "2015-03-08"),
            ("address", "学区内自有住房"),
            ("guardian", PARENT),
            ("phone", "10012345671"),
            ("kinds", "hearing"),
            ("has_card", "no"),
            ("daily", "戴助听器，能听懂日常说话，在普通幼儿园上了三年"),
            ("wish", "regular"),
            ("consent", "yes"),
            ("material", "counter"),
        ],
        done: &[
            (
                "accept",
                OFFICE,
                "2021-05-14T09:00",
                &[("assess_on", "2021-05-27"), ("assess_at", "特殊教育指导中心二楼")],
                "",
            ),
            ("means", OFFICE, "2021-05-14T09:10", &[], "请说明接收听力障碍孩子的条件"),
            (
                ANSWERED,
                Role::Principal,
                "2021-05-18T15:00",
                &[("can", "support"), ("can_words", "有资源教室，教室里要加装扩音设备")],
                "",
            ),
            (
                "concluded",
                OFFICE,
                "2021-05-28T16:00",
                &[
                    ("assessed_on", "2021-05-27"),
                    ("experts.0.side", "education"),
                    ("experts.0.name", "胡老师"),
                    ("experts.0.view", "能跟上普通班的教学"),
                    ("experts.1.side", "health"),
                    ("experts.1.name", "俞医生"),
                    ("experts.1.view", "助听效果稳定"),
                    ("experts.2.side", "federation"),
                    ("experts.2.name", "戚老师"),
                    ("experts.2.view", "继续每周一次言语训练"),
                    ("findings", "听力借助设备基本够用，语言发展接近同龄，能适应普通学校"),
                    ("conclusion", "regular"),
                ],
                "",
            ),
            ("told", OFFICE, "2021-06-01T17:00", CONSULTED, ""),
            ("answer", Role::Guardian, "2021-06-03T20:00", &[("answer", "agree")], ""),
            ("place", OFFICE, "2021-06-07T10:00", PLACED, ""),
            (
                "received",
                Role::Principal,
                "2021-09-01T11:00",
                &[
                    ("received_on", "2021-09-01"),
                    ("support", "plan"),
                    ("support", "teacher"),
                    ("support", "access"),
                ],
                "",
            ),
        ],
    },
    Story {
        kind: "special-placement",
        opener: Role::Guardian,
        at: "2021-12-02T20:40",
        answers: &[
            ("occasion", "entry"),
            ("child", "章以宁"),
            ("born", "2015-06-21"),
            ("address", "学区内自有住房"),
            ("guardian", PARENT),
            ("phone", "10012345672"),
            ("kinds", "limbs"),
            ("has_card", "no"),
            ("daily", "能扶着走路，上厕所要人帮忙，说话、识字和同龄孩子一样"),
            ("wish", "open"),
            ("consent", "yes"),
            ("material", "counter"),
        ],
        done: &[
            (
                "accept",
                OFFICE,
                "2021-12-03T10:00",
                &[("assess_on", "2021-12-14"), ("assess_at", "特殊教育指导中心二楼")],
                "",
            ),
            (
                "concluded",
                OFFICE,
                "2021-12-15T15:00",
                &[
                    ("assessed_on", "2021-12-14"),
                    ("experts.0.side", "education"),
                    ("experts.0.name", "胡老师"),
                    ("experts.0.view", "学习能力没有障碍"),
                    ("experts.1.side", "health"),
                    ("experts.1.name", "俞医生"),
                    ("experts.1.view", "明年夏天前能自己走短路"),
                    ("experts.2.side", "civil"),
                    ("experts.2.name", "方老师"),
                    ("experts.2.view", "可以申请辅具补贴"),
                    ("findings", "能接受普通教育，需要无障碍厕所和上下楼的照看"),
                    ("conclusion", "regular"),
                ],
                "",
            ),
            (
                "told",
                OFFICE,
                "2021-12-17T16:30",
                &[
                    ("told_on", "2021-12-17"),
                    ("told", "请家长看了一楼的教室和无障碍厕所，家长想回家商量"),
                ],
                "",
            ),
        ],
    },
    Story {
        kind: "special-placement",
        opener: Role::RollManager,
        at: "2021-12-06T14:00",
        answers: &[
            ("occasion", "review"),
            ("child", "虞小满"),
            ("born", "2013-05-21"),
            ("address", "学区内自有住房"),
            ("guardian", "虞海"),
            ("phone", "10012345677"),
            ("kinds", "intellect"),
            ("has_card", "no"),
            ("daily", "二年级随班就读，生活能自理，数学跟不上，喜欢画画"),
            ("wish", "regular"),
            ("consent", "yes"),
            ("material", "counter"),
        ],
        done: &[
            (
                "accept",
                OFFICE,
                "2021-12-08T09:00",
                &[("assess_on", "2021-12-23"), ("assess_at", "学校资源教室")],
                "",
            ),
            ("means", OFFICE, "2021-12-10T09:00", &[], "请说明随班就读已有的支持"),
            (
                ANSWERED,
                Role::Principal,
                "2021-12-14T15:00",
                &[("can", "yes"), ("can_words", "有资源教师，每周三节个别辅导")],
                "",
            ),
        ],
    },
];
