//! Fields told to people who read a catalog file's page: what is answered, when, who sees it.

use catalog::FieldLine;

use crate::{Class, Field, Kind, decimal};

/// The fields in words, in the order of the form.
pub fn told(fields: &[Field]) -> Vec<FieldLine> {
    fields
        .iter()
        .map(|it| FieldLine {
            label: it.label.clone(),
            kind: kind(it),
            when: when(it),
            seen: seen(it),
        })
        .collect()
}

fn kind(field: &Field) -> String {
    let options = |all: &[(String, String)]| {
        all.iter().map(|it| it.1.as_str()).collect::<Vec<_>>().join("、")
    };
    let words = match &field.kind {
        Kind::Text(most) => format!("一行文字，最多 {most} 字"),
        Kind::Long(most) => format!("多行文字，最多 {most} 字"),
        Kind::Integer(least, most) => format!("整数，{least} 到 {most}"),
        Kind::Money => "金额".to_owned(),
        Kind::Date => "日期".to_owned(),
        Kind::Time => "时间".to_owned(),
        Kind::YesNo => "是或否".to_owned(),
        Kind::Phone => "电话号码".to_owned(),
        Kind::Choice(all) => format!("选一项：{}", options(all)),
        Kind::Choices(all) => format!("可选多项：{}", options(all)),
        Kind::Decimal(it) => format!(
            "小数，{} 位，{} 到 {}",
            it.places,
            decimal::written(it.min, it.places),
            decimal::written(it.max, it.places)
        ),
        Kind::Look(look) => format!("从名册里找{}", look.label()),
        Kind::Files(rule) => {
            let mut kinds: Vec<&str> = rule.accept.kinds.iter().map(|it| it.label()).collect();
            kinds.dedup();
            format!("附件，{}，最多 {} 个", kinds.join("、"), rule.most)
        }
        Kind::Rows(rows) => {
            let columns: Vec<&str> = rows.columns.iter().map(|it| it.label.as_str()).collect();
            format!("多行，最多 {} 行：{}", rows.max, columns.join("、"))
        }
    };
    match &field.unit {
        Some(unit) => format!("{words}（{unit}）"),
        None => words,
    }
}

fn when(field: &Field) -> String {
    if let Some(it) = &field.computed {
        return format!("自动计算：{}", it.value.text());
    }
    if let Some(it) = &field.known {
        return format!("已知则不问（{}）", it.from.source());
    }
    let shown = field.visible.as_ref().map(|it| it.1.as_str());
    match (field.required, shown) {
        (true, None) => "必填".to_owned(),
        (true, Some(when)) => format!("{when}，必填"),
        (false, Some(when)) => when.to_owned(),
        (false, None) if field.required_if.is_some() => "有时必填".to_owned(),
        (false, None) => "可不填".to_owned(),
    }
}

fn seen(field: &Field) -> String {
    let who: Vec<&str> = field.seen_by.iter().map(|it| it.label()).collect();
    match (field.class, who.is_empty()) {
        (Class::Sealed, _) => "加密保存，经批准才能查看".to_owned(),
        (Class::Public, true) => "公开".to_owned(),
        (_, true) => "看得到这个事项的人".to_owned(),
        (_, false) => who.join("、"),
    }
}
