//! What the invented county's offices reported in 2021: figures that no record here can count, two of
//! them corrected or waiting.

use std::collections::BTreeMap;

use directory::demo::County;
use jiff::civil::{Date, date};
use platform::System;
use vocab::{Clock as _, Role};

use super::{
    model::{Figure, FigureId, Kind, Value, ValueId, ValueState},
    store,
};
use crate::{demo::Cast, number::Number, targets::Rough};

/// A figure with its values: what was reported for a time, with a denominator for shares.
struct Made {
    name: &'static str,
    definition: &'static str,
    unit: &'static str,
    kind: Kind,
    office: Role,
    source: &'static str,
    values: &'static [(Date, Date, Told)],
}

/// What was told: thousandths of a number, or two counts.
enum Told {
    Thousandths(i64),
    Parts(i64, i64),
    Waits(i64, Rough),
}

use Told::{Parts, Thousandths, Waits};

const YEAR: (Date, Date) = (date(2021, 1, 1), date(2021, 12, 15));
const BASIC: Role = Role::BasicEducationClerk;

const fn year(it: Told) -> (Date, Date, Told) {
    (YEAR.0, YEAR.1, it)
}

const ALL: &[Made] = &[
    Made {
        name: "学生近视率",
        definition: "视力检查中筛查出近视的中小学生，除以接受检查的中小学生",
        unit: "%",
        kind: Kind::Filed,
        office: BASIC,
        source: "卫生健康部门组织的学生视力检查结果",
        values: &[
            (date(2020, 1, 1), date(2020, 12, 31), Thousandths(56_150)),
            year(Thousandths(54_570)),
        ],
    },
    Made {
        name: "学生近视率比上年下降",
        definition: "上年近视率减去当年近视率",
        unit: "个百分点",
        kind: Kind::Typed,
        office: BASIC,
        source: "由两年的近视率相减",
        values: &[year(Thousandths(1_580))],
    },
    Made {
        name: "健康促进学校占比",
        definition: "建成健康促进学校的中小学，除以全部中小学",
        unit: "%",
        kind: Kind::Filed,
        office: BASIC,
        source: "健康促进学校验收名单",
        values: &[year(Parts(131, 134))],
    },
    Made {
        name: "健康促进学校",
        definition: "建成健康促进学校的中小学",
        unit: "所",
        kind: Kind::Filed,
        office: BASIC,
        source: "健康促进学校验收名单",
        values: &[year(Thousandths(131_000))],
    },
    count(
        "教共体开设课程",
        "教共体结对学校全年共同开设的课程",
        "门",
        &[year(Thousandths(112_000))],
    ),
    count("教共体同步课堂", "教共体结对学校全年上的同步课", "节", &[year(Thousandths(693_000))]),
    count(
        "教共体线上网络研修",
        "教共体结对学校全年的线上研修",
        "次",
        &[year(Thousandths(358_000))],
    ),
    count(
        "教共体线下教研活动",
        "教共体结对学校全年的线下教研",
        "次",
        &[year(Thousandths(133_000))],
    ),
    count("教共体教师交流", "教共体结对学校之间全年交流的教师", "人", &[year(Thousandths(73_000))]),
    Made {
        name: "获评宁波市新时代好少年",
        definition: "当年由上级评为宁波市新时代好少年的学生",
        unit: "名",
        kind: Kind::Filed,
        office: BASIC,
        source: "宁波市公布的评选结果",
        values: &[year(Thousandths(2_000))],
    },
    Made {
        name: "完成新（改、扩）建学校",
        definition: "当年通过竣工验收的新建、改建、扩建中小学和幼儿园",
        unit: "所",
        kind: Kind::Filed,
        office: Role::FinanceClerk,
        source: "建设项目月报",
        values: &[year(Thousandths(4_000))],
    },
    Made {
        name: "校园安全责任事故",
        definition: "经认定学校负有责任的安全事故",
        unit: "起",
        kind: Kind::Filed,
        office: Role::SafetyClerk,
        source: "安全事故台账",
        values: &[year(Thousandths(0))],
    },
    Made {
        name: "完成综合督导的学校",
        definition: "本学年完成综合督导并反馈意见的学校",
        unit: "所",
        kind: Kind::Filed,
        office: Role::SupervisionClerk,
        source: "督导工作台账",
        values: &[(date(2021, 9, 1), date(2021, 12, 15), Thousandths(18_000))],
    },
    Made {
        name: "教育宣传短视频播放量",
        definition: "本局账号发布的短视频全年播放量",
        unit: "次",
        kind: Kind::Typed,
        office: Role::OfficeClerk,
        source: "账号后台截图",
        values: &[(YEAR.0, YEAR.1, Waits(1_200_000_000, Rough::About))],
    },
];

const fn count(
    name: &'static str,
    definition: &'static str,
    unit: &'static str,
    values: &'static [(Date, Date, Told)],
) -> Made {
    let source = "各教共体的工作月报";
    Made { name, definition, unit, kind: Kind::Filed, office: BASIC, source, values }
}

/// Loads the figures. Says which is which.
pub(crate) async fn load(
    system: &System,
    county: &County,
    cast: &Cast<'_>,
) -> Result<BTreeMap<&'static str, FigureId>, db::Error> {
    platform::act!(system, "demo.load.reported", |act| {
        let (ids, now) = (act.origin().ids.clone(), system.clock.now());
        let (mut figures, mut values) = (Vec::new(), Vec::new());
        let mut named = BTreeMap::new();
        for made in ALL {
            let id: FigureId = ids.make(now);
            named.insert(made.name, id);
            figures.push(figure(made, id, county));
            let told = made.values.iter().map(|it| value((made, it), (ids.make(now), id), cast));
            values.extend(told);
        }
        store::add_figures(act.tx(), &figures).await?;
        store::add_values(act.tx(), &values).await?;
        Ok(named)
    })
}

fn figure(it: &Made, id: FigureId, county: &County) -> Figure {
    Figure {
        id,
        name: it.name.to_owned(),
        definition: it.definition.to_owned(),
        unit: it.unit.to_owned(),
        kind: it.kind,
        is_share: it.unit == "%",
        may_exceed: false,
        office: it.office,
        place: county.id,
    }
}

fn value(
    (made, (from_on, to_on, told)): (&Made, &(Date, Date, Told)),
    (id, figure): (ValueId, FigureId),
    cast: &Cast<'_>,
) -> Value {
    let (number, parts, rough) = match told {
        Thousandths(it) => (Number::new(*it, 1000), None, Rough::Exact),
        Waits(it, rough) => (Number::new(*it, 1000), None, *rough),
        Parts(part, whole) => {
            (Number::new(part * 100, *whole), Some((*part, *whole)), Rough::Exact)
        }
    };
    let waits = matches!(told, Waits(..));
    let filed_on = (*to_on).min(date(2021, 12, 15));
    let reviewer = cast.account(Role::BureauLeader, 0).filter(|_| !waits);
    Value {
        id,
        figure,
        from_on: *from_on,
        to_on: *to_on,
        number: number.unwrap_or(Number::ZERO),
        parts,
        rough,
        source: made.source.to_owned(),
        corrects: None,
        filed_on,
        by: cast.account(made.office, 0),
        by_name: String::new(),
        state: if waits { ValueState::Filed } else { ValueState::Good },
        reviewer,
        review: (!waits).then(|| (String::new(), filed_on, "与原始材料一致".to_owned())),
    }
}
