//! What a school of the invented county says.

use std::collections::HashMap;

use directory::demo::Chance;
use form::{Answers, Kind, Value};

use super::{NOW, Size};
use crate::definition::{Filing, Known};

/// What a school says. Of the kinds that came with the program the numbers are those of a school of
/// its size; of any other they are small and fit its checks.
pub(super) fn said(name: &str, filing: &Filing, size: Size, chance: &mut Chance) -> Answers {
    let mut answers = Answers::default();
    let mut share = |whole: i64, least: i64| whole * chance.between(least, 100) / 100;
    let mut known = HashMap::<&str, i64>::new();
    match name {
        "daily" => {
            let few = |n: i64, of: i64| n * size.pupils / of;
            known.extend([("leave", few(share(9, 0), 1000)), ("sick", few(share(14, 10), 1000))]);
            known.extend([("untraced", 0), ("staff_absent", few(share(3, 0), 900))]);
        }
        "five" => {
            known.extend([("homework_public", share(size.classes, 96)), ("homework_over", 0)]);
            known.extend([("sleep_ok", share(size.pupils, 82)), ("phones_kept", size.classes)]);
            known.extend([("books_checked", 40 + share(160, 20)), ("books_removed", share(4, 0))]);
            known.insert("fit_ok", share(size.classes, 90));
        }
        _ => {}
    }
    let is_rare = chance.between(0, 39) == 0;
    let is_visited = chance.between(0, 2) > 0;
    for (at, field) in filing.fields.iter().enumerate() {
        let from = filing.prefill.iter().find(|it| it.0 == at).map(|it| it.1);
        let value = match (&field.kind, from) {
            (Kind::Integer(..), Some(Known::Pupils)) => Value::Int(size.pupils),
            (Kind::Integer(..), Some(Known::Staff)) => Value::Int(size.staff),
            (Kind::Integer(..), Some(Known::Classes)) => Value::Int(size.classes),
            (Kind::Integer(min, _), _) => {
                Value::Int(known.get(field.key.as_str()).copied().unwrap_or(*min))
            }
            (Kind::YesNo, _) if field.key == "visited" => Value::Yes(is_visited),
            (Kind::YesNo, _) if field.key == "fixed" => Value::Yes(!is_rare),
            (Kind::YesNo, _) => Value::Yes(is_rare),
            (Kind::Choice(all), _) => Value::Text(all[0].0.clone()),
            (Kind::Text(_) | Kind::Long(_), _) => Value::Text(told(&field.key).to_owned()),
            (Kind::Money, _) => Value::Int(0),
            _ => continue,
        };
        answers.0.insert(field.key.clone(), value);
    }
    let facts = answers.facts(&filing.fields, NOW.date());
    let hidden =
        |it: &&form::Field| it.visible.as_ref().is_some_and(|it| it.0.holds(&facts) != Some(true));
    let hidden: Vec<String> =
        filing.fields.iter().filter(hidden).map(|it| it.key.clone()).collect();
    answers.0.retain(|key, _| !hidden.contains(key));
    answers
}

fn told(key: &str) -> &'static str {
    match key {
        "detail" => "早上校门口有一辆电瓶车滑倒，没有人受伤，已请交警在上学时段加强疏导",
        "findings" => "个别班级书面作业公示不及时",
        _ => "每天公示作业，周三无书面作业日，大课间和体育课保证一小时",
    }
}
