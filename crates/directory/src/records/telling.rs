//! What the directory tells people of their records: all of it, open, since it is theirs.

use std::collections::BTreeMap;

use db::Tx;
use jiff::civil::Date;
use platform::{
    requests::{Disclosure, Section},
    seal::{Field, Sealer},
};
use vocab::{Kind as _, names::kinds};

use super::{
    PARTNER_PERSON,
    store::{self, Facts},
};
use crate::fields;

/// What there is to tell.
pub(crate) const DISCLOSURES: &[Disclosure] = &[
    Disclosure {
        subject_kind: kinds::StudentId::PREFIX,
        tell: |tx, sealer, bits, day| Box::pin(student(tx, sealer, bits, day)),
    },
    Disclosure {
        subject_kind: kinds::GuardianId::PREFIX,
        tell: |tx, sealer, bits, day| Box::pin(guardian(tx, sealer, bits, day)),
    },
    Disclosure {
        subject_kind: kinds::StaffId::PREFIX,
        tell: |tx, sealer, bits, _| Box::pin(staff(tx, sealer, bits)),
    },
    Disclosure {
        subject_kind: PARTNER_PERSON,
        tell: |tx, sealer, bits, _| {
            Box::pin(async move {
                let found = store::partner_person_facts(tx, bits).await?;
                let section = |it| {
                    let rows = facts(sealer, bits, it);
                    Section { title: "校外教师登记", columns: FACTS, rows }
                };
                Ok(found.map(section).into_iter().collect())
            })
        },
    },
];

const FACTS: &[&str] = &["项目", "内容"];

/// What is open and what opens with a key, as lines of a table.
fn facts(sealer: &Sealer, bits: i64, found: Facts) -> Vec<Vec<String>> {
    let opened = |field: Field, text: &Option<String>| {
        let text = text.as_ref()?;
        sealer.open(field.at(bits), text).ok().map(vocab::Personal::into_open)
    };
    let open =
        found.open.into_iter().filter_map(|(label, value)| Some(vec![label.to_owned(), value?]));
    let sealed = found
        .sealed
        .into_iter()
        .filter_map(|(label, field, text)| Some(vec![label.to_owned(), opened(field, &text)?]));
    open.chain(sealed).collect()
}

async fn student(
    tx: &mut Tx,
    sealer: &Sealer,
    bits: i64,
    day: Date,
) -> Result<Vec<Section>, db::Error> {
    let Some((basic, open, sealed)) = store::student_facts(tx, bits).await? else {
        return Ok(Vec::new());
    };
    let rows = facts(sealer, bits, basic);
    let mut all = vec![Section { title: "基本信息", columns: FACTS, rows }];
    let sealed = sealed.and_then(|it| sealer.open(fields::STUDENT_REGISTRY.at(bits), &it).ok());
    let mut values: BTreeMap<String, String> = serde_json::from_str(&open).unwrap_or_default();
    if let Some(text) = sealed {
        let more: BTreeMap<String, String> = serde_json::from_str(text.open()).unwrap_or_default();
        values.extend(more);
    }
    let layout = sheet::roll::layout();
    let known = layout
        .columns
        .iter()
        .filter_map(|it| Some(vec![it.title.clone(), values.get(&it.key)?.clone()]));
    all.push(Section { title: "学籍其他信息", columns: FACTS, rows: known.collect() });
    let columns = &["开始", "到", "学校", "状态", "原因"];
    let rows = store::enrolment_rows(tx, bits).await?;
    all.push(Section { title: "学籍变动", columns, rows });
    let columns = &["关系", "姓名", "法定监护人", "可接送", "禁止接触"];
    let rows = store::guardian_rows(tx, bits, day).await?;
    all.push(Section { title: "监护人与接送人", columns, rows });
    Ok(all)
}

async fn guardian(
    tx: &mut Tx,
    sealer: &Sealer,
    bits: i64,
    day: Date,
) -> Result<Vec<Section>, db::Error> {
    let Some(found) = store::guardian_facts(tx, bits).await? else { return Ok(Vec::new()) };
    let rows = facts(sealer, bits, found);
    let children = store::ward_rows(tx, bits, day).await?;
    Ok(vec![
        Section { title: "基本信息", columns: FACTS, rows },
        Section { title: "孩子", columns: &["姓名", "关系", "开始"], rows: children },
    ])
}

async fn staff(tx: &mut Tx, sealer: &Sealer, bits: i64) -> Result<Vec<Section>, db::Error> {
    let Some(found) = store::staff_facts(tx, bits).await? else { return Ok(Vec::new()) };
    let rows = facts(sealer, bits, found);
    let posts = store::post_rows(tx, bits).await?;
    Ok(vec![
        Section { title: "基本信息", columns: FACTS, rows },
        Section { title: "岗位", columns: &["岗位", "单位", "开始", "到"], rows: posts },
    ])
}
