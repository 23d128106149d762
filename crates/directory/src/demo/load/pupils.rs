//! Families and pupils, with the enrolment of the school year.

use vocab::RollKind;

use super::{Loading, ROWS};
use crate::{
    demo::{Chance, Student, schools::Class},
    fields::{self, seal},
    model::{NewStudent, Seating, Standing},
    store::add,
};

/// Families, then pupils class by class.
pub(super) async fn load_students(it: &Loading<'_>) -> Result<(), db::Error> {
    let county = it.county;
    for some in county.families.chunks(ROWS) {
        platform::act!(it.system, "demo.load.families", |act| {
            let town = |at: usize| county.towns[at].id.place();
            let rows = some.iter().map(|it| (it.id, town(it.town), it.address.clone()));
            add::add_families(act.tx(), rows).await
        })?;
    }
    let since = county.year.first_day();
    for (number, some) in county.students.chunks(ROWS).enumerate() {
        let rows = Loading::sealed(some, |at, pupil| row(it, number * ROWS + at, pupil));
        platform::act!(it.system, "demo.load.students", |act| {
            let now = act.origin().now;
            let tx = act.tx();
            add::add_students(tx, &rows).await?;
            add::add_enrolments(tx, &rows, since, "entry", now).await
        })?;
    }
    Ok(())
}

fn row(it: &Loading<'_>, at: usize, pupil: &Student) -> NewStudent {
    let county = it.county;
    let class = &county.classes[pupil.class];
    let count = |it: usize| i64::try_from(it).unwrap_or(0);
    // A formal number that is G and the ID number is not stored twice.
    let roll = pupil.roll_number().filter(|_| pupil.roll != Some(RollKind::Formal));
    NewStudent {
        id: pupil.id,
        family: Some(county.families[pupil.family].id),
        name: pupil.name.clone(),
        sex: Some(pupil.sex),
        born: Some(it.flaws.born(at)),
        id_kind: "1".to_owned(),
        id_number: pupil
            .id_number()
            .map(|number| seal(it.sealer, fields::STUDENT_ID, pupil.id, &number)),
        roll_kind: pupil.roll,
        roll: roll.map(|number| seal(it.sealer, fields::STUDENT_ROLL, pupil.id, &number)),
        standing: Standing::Enrolled,
        seating: Some(Seating {
            school: county.schools[pupil.school].id,
            class: Some(class.id),
            grade: class.grade,
            class_number: count(class.number),
            seat: count(pupil.seat),
        }),
        registry: registry(it, at, class),
        registry_sealed: None,
    }
}

/// Some of the remaining columns of the national roll, in the words of its export: 民族, 健康状况,
/// 户口性质, 是否独生子女, 入学年月, 就读方式. Kindergartens do not keep it.
fn registry(it: &Loading<'_>, at: usize, class: &Class) -> String {
    let grade = class.grade.number();
    if grade < 0 {
        return "{}".to_owned();
    }
    let mut chance = Chance::of(it.county.plan.seed, "registry", at);
    let people = if chance.happens(970) { "汉族" } else { "土家族" };
    let health = if chance.happens(985) { "健康或良好" } else { "一般或较弱" };
    let rural = if chance.happens(620) { "农业户口" } else { "非农业户口" };
    let only = if chance.happens(540) { "是" } else { "否" };
    let boards = if it.county.schools[class.school].boarding { "住校" } else { "走读" };
    let first = class.stage.grades().next().map_or(grade, vocab::Grade::number);
    let entered = it.county.year.start() - (grade - first);
    format!(
        r#"{{"hkxz":"{rural}","jdfs":"{boards}","jkzk":"{health}","mz":"{people}","rxny":"{entered}09","sfdszn":"{only}"}}"#
    )
}
