//! What can be counted of after-school service: who takes part, who teaches, which programmes run,
//! which rolls are called, courses with their seats and their money.

mod store;

use db::{Error, Tx};
use platform::measures::{Asked, Counted, Dim, Listed, Measure, Reading, Record};
use vocab::Term;

use super::people;

const SERVICE: Dim = Dim {
    key: "service",
    label: "服务",
    words: &[("basic", "基本服务"), ("late", "延时托管"), ("evening", "晚自习")],
};

const STATE: Dim = Dim {
    key: "state",
    label: "方案",
    words: &[
        ("draft", "草稿"),
        ("filed", "待备案"),
        ("returned", "已退回"),
        ("recorded", "已备案"),
        ("opened", "已开班"),
    ],
};

const KIND: Dim = Dim {
    key: "kind",
    label: "班组",
    words: &[
        ("basic", "基本服务"),
        ("late", "延时托管"),
        ("evening", "晚自习"),
        ("course", "拓展课程"),
    ],
};

const TEACHER: Dim =
    Dim {
        key: "teacher", label: "任课", words: &[("own", "本校教师"), ("outside", "校外教师")]
    };

const PAID: Dim = Dim {
    key: "state",
    label: "缴费",
    words: &[("due", "待缴"), ("paid", "已缴"), ("cancelled", "已取消")],
};

const REFUND: Dim = Dim {
    key: "state",
    label: "退费",
    words: &[("asked", "待办"), ("approved", "已核准"), ("paid", "已退")],
};

fn place(it: &Listed<'_>) -> String {
    format!("/aftercare/places/{}?day={}", it.place, it.day)
}

fn programmes(_: &Listed<'_>) -> String {
    "/aftercare/programmes".to_owned()
}

fn rolls(it: &Listed<'_>) -> String {
    format!("/aftercare/attendance?day={}", it.day)
}

const fn of(key: &'static str, label: &'static str, unit: &'static str) -> Measure {
    Measure { key, label, unit, ..Measure::BARE }
}

/// What after-school service counts.
pub(crate) const READINGS: &[Reading] = &[
    Reading {
        name: "aftercare.participants",
        measures: &[
            Measure {
                dims: &[SERVICE],
                list: Some(place),
                ..of("aftercare.participants", "参加课后服务的学生", "人")
            },
            Measure {
                dims: &[SERVICE],
                personal: true,
                ..of("aftercare.waivers", "减免费用的学生", "人")
            },
        ],
        count: |tx, asked| Box::pin(participants(tx, asked)),
        records: Some(|tx, asked, measure| Box::pin(participant_records(tx, asked, measure))),
    },
    Reading {
        name: "aftercare.teachers",
        measures: &[Measure {
            list: Some(place),
            ..of("aftercare.teachers", "参与课后服务的教师", "人")
        }],
        count: |tx, asked| Box::pin(teachers(tx, asked)),
        records: Some(|tx, asked, _| Box::pin(teacher_records(tx, asked))),
    },
    Reading {
        name: "aftercare.programmes",
        measures: &[Measure {
            dims: &[STATE],
            list: Some(programmes),
            ..of("aftercare.programmes", "课后服务方案", "份")
        }],
        count: |tx, asked| Box::pin(of_programmes(tx, asked)),
        records: Some(|tx, asked, _| Box::pin(programme_records(tx, asked))),
    },
    Reading {
        name: "aftercare.groups",
        measures: &[Measure {
            dims: &[KIND],
            list: Some(place),
            ..of("aftercare.groups", "课后服务班组", "个")
        }],
        count: |tx, asked| Box::pin(groups(tx, asked)),
        records: None,
    },
    Reading {
        name: "aftercare.rolls",
        measures: &[
            spanning("aftercare.rolls", "已点名的班次", "班次"),
            spanning("aftercare.expected", "应到", "人次"),
            spanning("aftercare.present", "实到", "人次"),
            spanning("aftercare.absent", "无故未到", "人次"),
        ],
        count: |tx, asked| Box::pin(called(tx, asked)),
        records: None,
    },
    Reading {
        name: "aftercare.calling",
        measures: &[
            Measure {
                list: Some(rolls), ..of("aftercare.calling-due", "当天应点名的学校", "所")
            },
            Measure {
                list: Some(rolls),
                ..of("aftercare.calling-done", "当天已点完名的学校", "所")
            },
        ],
        count: |tx, asked| Box::pin(calling(tx, asked)),
        records: None,
    },
    Reading {
        name: "aftercare.courses",
        measures: &[
            Measure { dims: &[TEACHER], ..of("aftercare.courses", "拓展课程", "门") },
            Measure { dims: &[TEACHER], ..of("aftercare.seats", "拓展课程名额", "个") },
            Measure {
                dims: &[TEACHER], ..of("aftercare.taken", "拓展课程已报名额", "个")
            },
        ],
        count: |tx, asked| Box::pin(courses(tx, asked)),
        records: None,
    },
    Reading {
        name: "aftercare.orders",
        measures: &[
            Measure { dims: &[PAID], ..of("aftercare.orders", "拓展课程缴费单", "笔") },
            Measure { dims: &[PAID], ..of("aftercare.fees", "拓展课程费用", "分") },
        ],
        count: |tx, asked| Box::pin(orders(tx, asked)),
        records: None,
    },
    Reading {
        name: "aftercare.refunds",
        measures: &[
            Measure { dims: &[REFUND], ..of("aftercare.refunds", "拓展课程退费", "笔") },
            Measure {
                dims: &[REFUND], ..of("aftercare.refunded", "拓展课程退费金额", "分")
            },
        ],
        count: |tx, asked| Box::pin(refunds(tx, asked)),
        records: None,
    },
];

const fn spanning(key: &'static str, label: &'static str, unit: &'static str) -> Measure {
    Measure { spans: true, list: Some(rolls), ..of(key, label, unit) }
}

async fn term(tx: &mut Tx, asked: &Asked) -> Result<Option<Term>, Error> {
    people::term_on(tx, asked.day).await
}

/// One count, divided by words.
fn counted(
    measure: &'static str,
    (place, words): (vocab::PlaceId, Vec<String>),
    count: i64,
) -> Counted {
    Counted { measure, place, words, count }
}

async fn participants(tx: &mut Tx, asked: &Asked) -> Result<Vec<Counted>, Error> {
    let Some(term) = term(tx, asked).await? else { return Ok(Vec::new()) };
    let all = store::participants(tx, asked.scope, (term, asked.day)).await?;
    Ok(all
        .into_iter()
        .flat_map(|(place, service, all, waived)| {
            let waived = counted("aftercare.waivers", (place, vec![service.clone()]), waived);
            [counted("aftercare.participants", (place, vec![service]), all), waived]
        })
        .filter(|it| it.count != 0)
        .collect())
}

async fn participant_records(
    tx: &mut Tx,
    asked: &Asked,
    measure: &str,
) -> Result<Vec<Record>, Error> {
    let Some(term) = term(tx, asked).await? else { return Ok(Vec::new()) };
    let waived = measure == "aftercare.waivers";
    store::participant_records(tx, asked.scope, (term, asked.day), waived).await
}

async fn teachers(tx: &mut Tx, asked: &Asked) -> Result<Vec<Counted>, Error> {
    let Some(term) = term(tx, asked).await? else { return Ok(Vec::new()) };
    let all = store::teachers(tx, asked.scope, (term, asked.day)).await?;
    let one = |(place, n)| counted("aftercare.teachers", (place, Vec::new()), n);
    Ok(all.into_iter().map(one).collect())
}

async fn teacher_records(tx: &mut Tx, asked: &Asked) -> Result<Vec<Record>, Error> {
    let Some(term) = term(tx, asked).await? else { return Ok(Vec::new()) };
    store::teacher_records(tx, asked.scope, (term, asked.day)).await
}

async fn of_programmes(tx: &mut Tx, asked: &Asked) -> Result<Vec<Counted>, Error> {
    let Some(term) = term(tx, asked).await? else { return Ok(Vec::new()) };
    let all = store::programmes(tx, asked.scope, term).await?;
    let one = |(place, _, state)| counted("aftercare.programmes", (place, vec![state]), 1);
    Ok(all.into_iter().map(one).collect())
}

async fn programme_records(tx: &mut Tx, asked: &Asked) -> Result<Vec<Record>, Error> {
    let Some(term) = term(tx, asked).await? else { return Ok(Vec::new()) };
    store::programme_records(tx, asked.scope, term).await
}

async fn groups(tx: &mut Tx, asked: &Asked) -> Result<Vec<Counted>, Error> {
    let Some(term) = term(tx, asked).await? else { return Ok(Vec::new()) };
    let all = store::groups(tx, asked.scope, (term, asked.day)).await?;
    let one = |(place, kind, n)| counted("aftercare.groups", (place, vec![kind]), n);
    Ok(all.into_iter().map(one).collect())
}

async fn called(tx: &mut Tx, asked: &Asked) -> Result<Vec<Counted>, Error> {
    let all = store::rolls(tx, asked.scope, (asked.first, asked.day)).await?;
    let one = |it: store::Rolls| {
        [
            ("aftercare.rolls", it.called),
            ("aftercare.expected", it.expected),
            ("aftercare.present", it.present),
            ("aftercare.absent", it.absent),
        ]
        .map(|(measure, n)| counted(measure, (it.place, Vec::new()), n))
    };
    Ok(all.into_iter().flat_map(one).collect())
}

async fn calling(tx: &mut Tx, asked: &Asked) -> Result<Vec<Counted>, Error> {
    let lessons =
        match directory::calendar::school_days(tx, asked.scope, asked.day, asked.day).await {
            Ok(days) => !days.is_empty(),
            Err(directory::Error::Db(error)) => return Err(error),
            // Without the year's notice of holidays nobody can say who had to call.
            Err(_) => false,
        };
    let (Some(term), true) = (term(tx, asked).await?, lessons) else {
        return Ok(Vec::new());
    };
    let schools = super::attendance::store::of_schools(tx, asked.scope, term, asked.day).await?;
    let one = |it: super::attendance::model::OfSchool| {
        let place = it.school.place();
        let done = counted("aftercare.calling-done", (place, Vec::new()), 1);
        let due = counted("aftercare.calling-due", (place, Vec::new()), 1);
        std::iter::once(due).chain((it.called >= it.due).then_some(done))
    };
    Ok(schools.into_iter().flat_map(one).collect())
}

async fn courses(tx: &mut Tx, asked: &Asked) -> Result<Vec<Counted>, Error> {
    let Some(term) = term(tx, asked).await? else { return Ok(Vec::new()) };
    let all = store::courses(tx, asked.scope, term).await?;
    let one = |it: store::Courses| {
        let word = if it.outside == 1 { "outside" } else { "own" };
        [
            ("aftercare.courses", it.courses),
            ("aftercare.seats", it.seats),
            ("aftercare.taken", it.taken),
        ]
        .map(|(measure, n)| counted(measure, (it.place, vec![word.to_owned()]), n))
    };
    Ok(all.into_iter().flat_map(one).collect())
}

async fn orders(tx: &mut Tx, asked: &Asked) -> Result<Vec<Counted>, Error> {
    let Some(term) = term(tx, asked).await? else { return Ok(Vec::new()) };
    let all = store::orders(tx, asked.scope, term).await?;
    Ok(money(("aftercare.orders", "aftercare.fees"), all))
}

async fn refunds(tx: &mut Tx, asked: &Asked) -> Result<Vec<Counted>, Error> {
    let Some(term) = term(tx, asked).await? else { return Ok(Vec::new()) };
    let all = store::refunds(tx, asked.scope, term).await?;
    Ok(money(("aftercare.refunds", "aftercare.refunded"), all))
}

/// How many, and how much money, by state.
fn money(
    (how_many, how_much): (&'static str, &'static str),
    all: Vec<(vocab::PlaceId, String, i64, i64)>,
) -> Vec<Counted> {
    all.into_iter()
        .flat_map(|(place, state, n, sum)| {
            let sum = counted(how_much, (place, vec![state.clone()]), sum);
            [counted(how_many, (place, vec![state]), n), sum]
        })
        .collect()
}
