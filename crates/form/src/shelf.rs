//! Files in a form and on a record: what is there with small pictures, what may be added.

use maud::{Markup, html};
use platform::files;
use web::{Visit, ui};

use crate::{Field, FileRule, Received, Value, Words, controls, papers::Spot};

/// What a box that takes a file away is called.
pub(crate) fn drop_name(field: &str) -> String {
    format!("{field}.drop")
}

/// What the place where photographs are taken is called.
pub(crate) fn spot_name(field: &str) -> String {
    format!("{field}.at")
}

/// The files that lie ready, each with a box to take it away, and the field for more.
pub(crate) fn control(
    field: &Field,
    rule: &FileRule,
    (typed, value): (Option<&Received>, Option<&Value>),
    (wrong, words): (Option<&str>, &Words),
) -> Markup {
    let here: Vec<String> = match (typed, value) {
        (Some(it), _) => it.kept.get(&field.key).cloned().unwrap_or_default(),
        (None, Some(Value::List(it))) => it.clone(),
        (None, _) => Vec::new(),
    };
    let mut labels: Vec<&str> = rule.accept.kinds.iter().map(|it| it.label()).collect();
    labels.dedup();
    let told = format!(
        "{}，每个不超过 {} MB，最多 {} 个",
        labels.join("、"),
        rule.accept.bytes_max >> 20,
        rule.most
    );
    let told = controls::hint(field).map_or_else(|| told.clone(), |it| format!("{it}。{told}"));
    let input = ui::Field::file(field.key.as_str(), field.label.as_str(), rule.accept.types);
    let input = if rule.most > 1 { input.several() } else { input };
    let input = if rule.camera { input.from_camera() } else { input };
    let input = controls::dressed(input, field).hint(told).error(wrong);
    let input = if here.is_empty() { input } else { input.sometimes() };
    html! {
        (input)
        @if rule.position {
            input type="hidden" name=(spot_name(&field.key)) data-position=(field.key);
        }
        @if !here.is_empty() {
            ul.files {
                @for id in &here {
                    @let sent = typed.and_then(|it| it.files.get(id)).or_else(|| words.file(id));
                    @let name = sent.map_or("已上传的文件", |it| it.name.as_str());
                    li {
                        span { "已上传：" (name) }
                        label.choice {
                            input.form-check-input type="checkbox" name=(drop_name(&field.key)) value=(id);
                            span { "去掉" }
                        }
                    }
                }
            }
        }
    }
}

/// The files of an answer, to open, with when and where they came in.
pub(crate) fn shown(visit: &Visit, ids: &[String], words: &Words) -> Markup {
    let rows: Vec<_> = ids.iter().filter_map(|it| words.file(it).cloned()).collect();
    let gone = ids.len() - rows.len();
    let spots = ids.iter().filter_map(|it| words.spots.get(it));
    html! {
        (files::links(visit, &rows))
        @for it in spots { p.text-secondary.small { (told(visit, it)) } }
        @if gone > 0 { p.text-secondary { "另有 " (gone) " 个文件已删除。" } }
    }
}

fn told(visit: &Visit, it: &Spot) -> String {
    let when = visit.civil_of(it.received_at).strftime("%Y-%m-%d %H:%M").to_string();
    match it.at {
        Some((latitude, longitude)) => format!(
            "{when} 收到，拍摄位置 北纬 {}°，东经 {}°",
            crate::decimal::written(latitude, 6),
            crate::decimal::written(longitude, 6)
        ),
        None => format!("{when} 收到"),
    }
}
