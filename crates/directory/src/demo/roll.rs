//! The national roll's export of the invented pupils: what a clerk would get from the national
//! system and send in here. For the demo's sample file, for tests, and for the bench.

use std::io::{Cursor, Error};

use sheet::{Cell, Export, Layout};
use vocab::Grade;

use super::{County, Guardian};
use crate::model::Relation;

/// The workbook of the pupils at `students`, in their order.
pub fn workbook(county: &County, students: &[usize]) -> Result<Vec<u8>, Error> {
    let layout = crate::roll::layout();
    let mut export = Export::xlsx(Cursor::new(Vec::new()), layout, true)?;
    for &at in students {
        let values = values(county, layout, at);
        let cells: Vec<Cell<'_>> = layout
            .columns
            .iter()
            .zip(&values)
            .map(|(column, text)| match text.parse() {
                Ok(day) if column.key == "csrq" => Cell::Date(day),
                _ => Cell::Text(text),
            })
            .collect();
        export.row(&cells)?;
    }
    Ok(export.finish()?.into_inner())
}

/// The texts of a pupil's row, in the order of the layout's columns.
fn values(county: &County, layout: &Layout, at: usize) -> Vec<String> {
    let pupil = &county.students[at];
    let (school, class) = (&county.schools[pupil.school], &county.classes[pupil.class]);
    let family = &county.families[pupil.family];
    let guardians = &county.guardians[family.guardians.clone()];
    let number = i64::try_from(class.number).unwrap_or(1);
    let first = class.stage.grades().next().map_or(1, Grade::number);
    let entered = county.year.start() - (class.grade.number() - first);
    let value = |key: &str| -> String {
        match key {
            "xm" => pupil.name.clone(),
            "xb" => pupil.sex.label().to_owned(),
            "csrq" => pupil.born.to_string(),
            "sfzjlx" => if pupil.serial.is_some() { "居民身份证" } else { "其他" }.to_owned(),
            "sfzjh" => pupil.id_number().map(|it| it.open().to_owned()).unwrap_or_default(),
            "xjh" => pupil.roll_number().map(|it| it.open().to_owned()).unwrap_or_default(),
            "bh" => crate::rules::class_name(class.grade, number),
            "bnxh" => pupil.seat.to_string(),
            "rxny" => format!("{entered}09"),
            "mz" => "汉族".to_owned(),
            "gj" => "中国".to_owned(),
            "jdfs" => if school.boarding { "住校" } else { "走读" }.to_owned(),
            "xzz" | "jtdz" => format!("{}{}", county.towns[family.town].name, family.address),
            "xxbsm" => school.code.to_string(),
            "xxmc" => school.name.clone(),
            _ => {
                let member = [("cy1", 0), ("cy2", 1)].into_iter().find_map(|(prefix, which)| {
                    Some((guardians.get(which)?, key.strip_prefix(prefix)?))
                });
                member.map(|(person, rest)| of_member(person, rest)).unwrap_or_default()
            }
        }
    };
    layout.columns.iter().map(|it| value(&it.key)).collect()
}

fn of_member(person: &Guardian, key: &str) -> String {
    let parent = matches!(person.relation, Relation::Father | Relation::Mother);
    match key {
        "xm" => person.name.clone(),
        "gx" => person.relation.label().to_owned(),
        "lx" => person.phone.open().to_owned(),
        "sfjhr" => if parent { "是" } else { "否" }.to_owned(),
        "sfzjlx" => "居民身份证".to_owned(),
        "sfzh" => person.id_number().open().to_owned(),
        _ => String::new(),
    }
}
