//! What can be counted of the directory: schools, classes, pupils, staff, guardians, partners.

use db::Error;
use platform::measures::{Around, Asked, Counted, Dim, Listed, Measure, Reading, Record};
use vocab::Grade;

use crate::{checks, store::measures as store};

/// The stage that a grade belongs to.
pub(crate) const STAGE: Dim = Dim {
    key: "stage",
    label: "学段",
    words: &[
        ("kindergarten", "幼儿园"),
        ("primary", "小学"),
        ("junior", "初中"),
        ("senior", "高中段"),
    ],
};

/// A grade, by its number.
const GRADE: Dim = Dim {
    key: "grade",
    label: "年级",
    words: &[
        ("-3", "小班"),
        ("-2", "中班"),
        ("-1", "大班"),
        ("1", "一年级"),
        ("2", "二年级"),
        ("3", "三年级"),
        ("4", "四年级"),
        ("5", "五年级"),
        ("6", "六年级"),
        ("7", "七年级"),
        ("8", "八年级"),
        ("9", "九年级"),
        ("10", "高一"),
        ("11", "高二"),
        ("12", "高三"),
    ],
};

const SEX: Dim =
    Dim { key: "sex", label: "性别", words: &[("1", "男"), ("2", "女"), ("0", "未填")] };

/// How large a class is: 56 is a 大班额 and 66 a 超大班额 by the ministry's count.
const SIZE: Dim = Dim {
    key: "size",
    label: "班额",
    words: &[
        ("45", "45 人及以下"),
        ("55", "46～55 人"),
        ("65", "56～65 人"),
        ("66", "66 人及以上"),
    ],
};

const POST: Dim =
    Dim {
        key: "post", label: "岗位", words: &[("teacher", "任课教师"), ("other", "其他教职工")]
    };

/// The pupils of a place.
fn pupils_list(it: &Listed<'_>) -> String {
    let grade = it.only.iter().find(|it| it.0 == "grade").and_then(|it| it.1.first());
    let grade = grade.map(|it| format!("&grade={it}")).unwrap_or_default();
    match it.around {
        Around::County => format!("/students?{}", grade.trim_start_matches('&')),
        Around::Town(id) => format!("/students?town={id}{grade}"),
        Around::School(id) => format!("/students?school={id}{grade}"),
    }
}

fn schools_list(_: &Listed<'_>) -> String {
    "/schools".to_owned()
}

fn school_page(it: &Listed<'_>) -> String {
    match it.around {
        Around::County => "/schools".to_owned(),
        Around::Town(id) => format!("/schools?town={id}"),
        Around::School(id) => format!("/schools/{id}"),
    }
}

/// What the directory counts.
pub(crate) const READINGS: &[Reading] = &[
    Reading {
        name: "directory.pupils",
        measures: &[
            Measure {
                key: "directory.pupils",
                label: "在校学生",
                unit: "人",
                dims: &[STAGE, GRADE],
                list: Some(pupils_list),
                ..Measure::BARE
            },
            Measure {
                key: "directory.suspended",
                label: "休学学生",
                unit: "人",
                dims: &[STAGE, GRADE],
                personal: true,
                ..Measure::BARE
            },
        ],
        count: |tx, asked| Box::pin(pupils(tx, asked)),
        records: Some(|tx, asked, measure| Box::pin(pupil_records(tx, asked, measure))),
    },
    Reading {
        name: "directory.pupils-by-sex",
        measures: &[Measure {
            key: "directory.pupils-by-sex",
            label: "在校学生（分性别）",
            unit: "人",
            dims: &[STAGE, SEX],
            list: Some(pupils_list),
            ..Measure::BARE
        }],
        count: |tx, asked| Box::pin(sexes(tx, asked)),
        records: None,
    },
    Reading {
        name: "directory.schools",
        measures: &[Measure {
            key: "directory.schools",
            label: "学校",
            unit: "所",
            list: Some(schools_list),
            ..Measure::BARE
        }],
        count: |tx, asked| Box::pin(schools(tx, asked)),
        records: Some(|tx, asked, _| Box::pin(store::school_records(tx, asked.scope, asked.day))),
    },
    Reading {
        name: "directory.classes",
        measures: &[Measure {
            key: "directory.classes",
            label: "班级",
            unit: "个",
            dims: &[STAGE, SIZE],
            list: Some(school_page),
            ..Measure::BARE
        }],
        count: |tx, asked| Box::pin(classes(tx, asked)),
        records: None,
    },
    Reading {
        name: "directory.staff",
        measures: &[Measure {
            key: "directory.staff",
            label: "教职工",
            unit: "人",
            dims: &[POST, SEX],
            list: Some(school_page),
            ..Measure::BARE
        }],
        count: |tx, asked| Box::pin(staff(tx, asked)),
        records: Some(|tx, asked, _| Box::pin(store::staff_records(tx, asked.scope, asked.day))),
    },
    Reading {
        name: "directory.guardians",
        measures: &[
            Measure {
                key: "directory.guardians",
                label: "登记的监护人",
                unit: "人",
                ..Measure::BARE
            },
            Measure {
                key: "directory.guardians-bound",
                label: "已开通账号的监护人",
                unit: "人",
                ..Measure::BARE
            },
        ],
        count: |tx, asked| Box::pin(guardians(tx, asked)),
        records: None,
    },
    Reading {
        name: "directory.census",
        measures: &[
            Measure {
                key: "directory.census-classes",
                label: "已核对人籍一致的班级",
                unit: "个",
                ..Measure::BARE
            },
            Measure {
                key: "directory.census-pupils",
                label: "已核对学籍的学生",
                unit: "人",
                ..Measure::BARE
            },
        ],
        count: |tx, asked| Box::pin(census(tx, asked)),
        records: None,
    },
    Reading {
        name: "directory.partners",
        measures: &[
            Measure {
                key: "directory.partners",
                label: "名录内校外机构",
                unit: "家",
                ..Measure::BARE
            },
            Measure {
                key: "directory.partner-people",
                label: "名录内校外教师",
                unit: "人",
                ..Measure::BARE
            },
        ],
        count: |tx, asked| Box::pin(partners(tx, asked)),
        records: None,
    },
    checks::PUPILS,
    checks::CLASSES,
    checks::STAFF,
    checks::CENSUS,
];

/// The stage of a grade; vocational grades are of the 高中段 too.
pub(crate) fn stage(grade: i64) -> String {
    Grade::try_from(grade).map_or("", |it| it.stage().code()).to_owned()
}

async fn pupils(tx: &mut db::Tx, asked: &Asked) -> Result<Vec<Counted>, Error> {
    let all = store::pupils(tx, asked.scope, asked.day).await?;
    Ok(all
        .into_iter()
        .map(|it| Counted {
            measure: if it.standing == "enrolled" {
                "directory.pupils"
            } else {
                "directory.suspended"
            },
            place: it.school,
            words: vec![stage(it.grade), it.grade.to_string()],
            count: it.count,
        })
        .collect())
}

async fn pupil_records(
    tx: &mut db::Tx,
    asked: &Asked,
    measure: &str,
) -> Result<Vec<Record>, Error> {
    let standing = if measure == "directory.suspended" { "suspended" } else { "enrolled" };
    let all = store::pupil_records(tx, asked.scope, (asked.day, standing)).await?;
    Ok(all
        .into_iter()
        .map(|(id, name, grade)| Record {
            words: vec![stage(grade), grade.to_string()],
            label: vocab::mask_name(&name),
            path: format!("/students/{id}"),
        })
        .collect())
}

async fn sexes(tx: &mut db::Tx, asked: &Asked) -> Result<Vec<Counted>, Error> {
    let all = store::sexes(tx, asked.scope, asked.day).await?;
    Ok(all
        .into_iter()
        .map(|(place, grade, sex, count)| Counted {
            measure: "directory.pupils-by-sex",
            place,
            words: vec![stage(grade), sex.to_string()],
            count,
        })
        .collect())
}

async fn schools(tx: &mut db::Tx, asked: &Asked) -> Result<Vec<Counted>, Error> {
    let all = store::schools(tx, asked.scope, asked.day).await?;
    let one = |place| Counted { measure: "directory.schools", place, words: Vec::new(), count: 1 };
    Ok(all.into_iter().map(one).collect())
}

/// The word of a class of so many pupils.
fn size(pupils: i64) -> &'static str {
    match pupils {
        ..=45 => "45",
        46..=55 => "55",
        56..=65 => "65",
        66.. => "66",
    }
}

async fn classes(tx: &mut db::Tx, asked: &Asked) -> Result<Vec<Counted>, Error> {
    let all = store::classes(tx, asked.scope, asked.day).await?;
    Ok(all
        .into_iter()
        .map(|(place, grade, pupils)| Counted {
            measure: "directory.classes",
            place,
            words: vec![stage(grade), size(pupils).to_owned()],
            count: 1,
        })
        .collect())
}

async fn staff(tx: &mut db::Tx, asked: &Asked) -> Result<Vec<Counted>, Error> {
    let all = store::staff(tx, asked.scope, asked.day).await?;
    Ok(all
        .into_iter()
        .map(|(place, teaches, sex, count)| Counted {
            measure: "directory.staff",
            place,
            words: vec![if teaches == 1 { "teacher" } else { "other" }.to_owned(), sex.to_string()],
            count,
        })
        .collect())
}

/// Two numbers of a place as two measures.
fn two(
    (one, other): (&'static str, &'static str),
    all: Vec<(vocab::PlaceId, i64, i64)>,
) -> Vec<Counted> {
    let of = |measure, place, count| Counted { measure, place, words: Vec::new(), count };
    all.into_iter().flat_map(|it| [of(one, it.0, it.1), of(other, it.0, it.2)]).collect()
}

async fn guardians(tx: &mut db::Tx, asked: &Asked) -> Result<Vec<Counted>, Error> {
    let all = store::guardians(tx, asked.scope).await?;
    Ok(two(("directory.guardians", "directory.guardians-bound"), all))
}

async fn census(tx: &mut db::Tx, asked: &Asked) -> Result<Vec<Counted>, Error> {
    let Some(term) = crate::calendar::term_on(tx, asked.day).await? else { return Ok(Vec::new()) };
    let all = store::census(tx, asked.scope, (term.term, asked.day)).await?;
    Ok(two(("directory.census-classes", "directory.census-pupils"), all))
}

async fn partners(tx: &mut db::Tx, asked: &Asked) -> Result<Vec<Counted>, Error> {
    // Partners belong to the county; a school's own count has none.
    if platform::access::root(tx).await? != Some(asked.scope) {
        return Ok(Vec::new());
    }
    let found = store::partners(tx, asked.day).await?;
    let all = found.into_iter().map(|(one, other)| (asked.scope, one, other)).collect();
    Ok(two(("directory.partners", "directory.partner-people"), all))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use platform::measures::Around;
    use vocab::{Id, PlaceId, SchoolId, TownId};

    use super::{Listed, pupils_list, school_page};

    #[test]
    fn a_list_is_narrowed_by_the_number_that_its_page_reads() {
        let place: PlaceId = Id::from_bits(7).expect("an id");
        let (town, school): (TownId, SchoolId) =
            (Id::from_bits(7).expect("an id"), Id::from_bits(7).expect("an id"));
        let only = [("grade".to_owned(), vec!["primary-1".to_owned()])];
        let lists = [Around::County, Around::Town(town), Around::School(school)].map(|around| {
            let it = Listed {
                measure: "directory.pupils",
                place,
                around,
                day: date(2021, 12, 20),
                only: &only,
            };
            (pupils_list(&it), school_page(&it))
        });
        assert_eq!(lists[0], ("/students?grade=primary-1".to_owned(), "/schools".to_owned()));
        assert_eq!(lists[1].0, format!("/students?town={town}&grade=primary-1"));
        assert_eq!(lists[1].1, format!("/schools?town={town}"));
        assert_eq!(lists[2].0, format!("/students?school={school}&grade=primary-1"));
        assert_eq!(lists[2].1, format!("/schools/{school}"));
    }
}
