//! What can be wrong with the directory's records, to be counted like everything else: each measure
//! counts wrong records, and lists them for whoever mends them. Records are held against each other
//! as they stand: one that was mended is not wrong on earlier days either.

use db::{Error, Tx};
use jiff::civil::Date;
use platform::measures::{Asked, Counted, Measure, Reading, Record};
use vocab::{SchoolYear, mask_name};

use crate::{
    measures::{STAGE, stage},
    rules::class_name,
    store::checks as store,
};

const NO_NUMBER: &str = "directory.pupils-numberless";
const NO_CLASS: &str = "directory.pupils-classless";
const UNREACHABLE: &str = "directory.pupils-unreachable";
const ODD_AGE: &str = "directory.pupils-odd-age";
const HEADLESS: &str = "directory.classes-headless";
const STAFF_UNREACHABLE: &str = "directory.staff-unreachable";
const DIFFERENCES: &str = "directory.census-open";

/// What may be wrong with them.
pub(crate) const PUPILS: Reading = Reading {
    name: "directory.pupil-checks",
    measures: &[
        Measure {
            key: NO_NUMBER,
            label: "没有身份证件号码的学生",
            unit: "人",
            dims: &[STAGE],
            ..Measure::BARE
        },
        Measure {
            key: NO_CLASS,
            label: "没有编入班级的学生",
            unit: "人",
            dims: &[STAGE],
            ..Measure::BARE
        },
        Measure {
            key: UNREACHABLE,
            label: "监护人都没有电话的学生",
            unit: "人",
            dims: &[STAGE],
            ..Measure::BARE
        },
        Measure {
            key: ODD_AGE,
            label: "年龄与年级不相称的学生",
            unit: "人",
            dims: &[STAGE],
            ..Measure::BARE
        },
    ],
    count: |tx, asked| Box::pin(pupils(tx, asked)),
    records: Some(|tx, asked, measure| Box::pin(pupil_records(tx, asked, measure))),
};

/// Classes nobody is in charge of.
pub(crate) const CLASSES: Reading = Reading {
    name: "directory.class-checks",
    measures: &[Measure {
        key: HEADLESS,
        label: "没有班主任的班级",
        unit: "个",
        dims: &[STAGE],
        ..Measure::BARE
    }],
    count: |tx, asked| Box::pin(classes(tx, asked)),
    records: Some(|tx, asked, _| Box::pin(class_records(tx, asked))),
};

/// Staff who cannot be told anything.
pub(crate) const STAFF: Reading = Reading {
    name: "directory.staff-checks",
    measures: &[Measure {
        key: STAFF_UNREACHABLE,
        label: "没有电话的教职工",
        unit: "人",
        ..Measure::BARE
    }],
    count: |tx, asked| Box::pin(staff(tx, asked)),
    records: Some(|tx, asked, _| Box::pin(staff_records(tx, asked))),
};

/// Differences between roll and class that nobody has settled.
pub(crate) const CENSUS: Reading = Reading {
    name: "directory.census-checks",
    measures: &[Measure {
        key: DIFFERENCES,
        label: "人籍不一致还没有处理的",
        unit: "人",
        ..Measure::BARE
    }],
    count: |tx, asked| Box::pin(census(tx, asked)),
    records: Some(|tx, asked, _| Box::pin(census_records(tx, asked))),
};

/// The autumn in which the school year of a day began.
fn autumn(day: Date) -> i64 {
    SchoolYear::of(day).map_or(i64::from(day.year()), SchoolYear::start)
}

async fn pupils(tx: &mut Tx, asked: &Asked) -> Result<Vec<Counted>, Error> {
    let all = store::pupils(tx, asked.scope, autumn(asked.day)).await?;
    Ok(all
        .into_iter()
        .flat_map(|it| {
            let counts = [
                (NO_NUMBER, it.no_number),
                (NO_CLASS, it.no_class),
                (UNREACHABLE, it.unreachable),
                (ODD_AGE, it.odd_age),
            ];
            counts.map(|(measure, count)| Counted {
                measure,
                place: it.school,
                words: vec![stage(it.grade)],
                count,
            })
        })
        .filter(|it| it.count > 0)
        .collect())
}

async fn pupil_records(tx: &mut Tx, asked: &Asked, measure: &str) -> Result<Vec<Record>, Error> {
    let flaw = match measure {
        NO_NUMBER => store::Flaw::NoNumber,
        NO_CLASS => store::Flaw::NoClass,
        ODD_AGE => store::Flaw::OddAge,
        _ => store::Flaw::Unreachable,
    };
    let all = store::pupil_records(tx, asked.scope, (flaw, autumn(asked.day))).await?;
    Ok(all
        .into_iter()
        .map(|(id, name, grade)| Record {
            words: vec![stage(grade)],
            label: mask_name(&name),
            path: format!("/students/{id}"),
        })
        .collect())
}

async fn classes(tx: &mut Tx, asked: &Asked) -> Result<Vec<Counted>, Error> {
    let Ok(year) = SchoolYear::of(asked.day) else { return Ok(Vec::new()) };
    let all = store::headless(tx, asked.scope, year).await?;
    let one = |it: store::Headless| Counted {
        measure: HEADLESS,
        place: it.school.place(),
        words: vec![stage(it.grade.number())],
        count: 1,
    };
    Ok(all.into_iter().map(one).collect())
}

async fn class_records(tx: &mut Tx, asked: &Asked) -> Result<Vec<Record>, Error> {
    let Ok(year) = SchoolYear::of(asked.day) else { return Ok(Vec::new()) };
    let all = store::headless(tx, asked.scope, year).await?;
    Ok(all
        .into_iter()
        .map(|it| Record {
            words: vec![stage(it.grade.number())],
            label: class_name(it.grade, it.number),
            path: format!("/classes/{}", it.class),
        })
        .collect())
}

async fn staff(tx: &mut Tx, asked: &Asked) -> Result<Vec<Counted>, Error> {
    let all = store::staff(tx, asked.scope, asked.day).await?;
    let one =
        |(place, count)| Counted { measure: STAFF_UNREACHABLE, place, words: Vec::new(), count };
    Ok(all.into_iter().map(one).collect())
}

async fn staff_records(tx: &mut Tx, asked: &Asked) -> Result<Vec<Record>, Error> {
    let all = store::staff_records(tx, asked.scope, asked.day).await?;
    let one = |(id, name): (vocab::StaffId, String)| Record {
        words: Vec::new(),
        label: mask_name(&name),
        path: format!("/staff/{id}"),
    };
    Ok(all.into_iter().map(one).collect())
}

async fn census(tx: &mut Tx, asked: &Asked) -> Result<Vec<Counted>, Error> {
    let Some(term) = crate::calendar::term_on(tx, asked.day).await? else { return Ok(Vec::new()) };
    let all = store::differences(tx, asked.scope, (term.term, asked.day)).await?;
    let one = |(place, count)| Counted { measure: DIFFERENCES, place, words: Vec::new(), count };
    Ok(all.into_iter().map(one).collect())
}

async fn census_records(tx: &mut Tx, asked: &Asked) -> Result<Vec<Record>, Error> {
    let Some(term) = crate::calendar::term_on(tx, asked.day).await? else { return Ok(Vec::new()) };
    let all = store::difference_records(tx, asked.scope, (term.term, asked.day)).await?;
    let one = |it: store::Difference| Record {
        words: Vec::new(),
        label: format!(
            "{}（{}，{}）",
            mask_name(&it.name),
            class_name(it.grade, it.class_number),
            it.kind.label()
        ),
        // Two of one class are two records, whoever they are.
        path: format!("/census?of={}-{}", it.class, it.number),
    };
    Ok(all.into_iter().map(one).collect())
}
