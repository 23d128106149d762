//! What people type: mostly what fits, sometimes not.

use jiff::{ToSpan, civil::DateTime};

use super::{
    chance::Chance,
    forms::{Field, Form},
};

/// What a form sends.
pub(super) type Pairs = Vec<(String, String)>;

/// Fills `form` at the civil moment `now`.
pub(super) fn fill(form: &Form, now: DateTime, chance: &mut Chance) -> Pairs {
    let action = form.path();
    if action.ends_with("/school/programme") && chance.percent(85) {
        return timetable(form, chance);
    }
    let mut pairs = Pairs::new();
    let mut groups: Vec<&str> = Vec::new();
    for field in form.fields.iter().filter(|it| !it.name.is_empty()) {
        match field.kind.as_str() {
            "hidden" => pairs.push((field.name.clone(), field.value.clone())),
            "file" | "submit" => {}
            "radio" => {
                if !groups.contains(&field.name.as_str()) {
                    groups.push(&field.name);
                    pairs.extend(radio(form, &field.name, chance));
                }
            }
            "checkbox" => {
                if chance.percent(if field.checked { 90 } else { 60 }) {
                    pairs.push((field.name.clone(), field.value.clone()));
                }
            }
            "select" => pairs.push((field.name.clone(), selected(field, chance))),
            _ => {
                let value = typed(field, action, now, chance);
                pairs.push((field.name.clone(), value));
            }
        }
    }
    pairs
}

fn radio(form: &Form, name: &str, chance: &mut Chance) -> Option<(String, String)> {
    let all: Vec<&Field> = form.fields.iter().filter(|it| it.name == name).collect();
    let checked = all.iter().find(|it| it.checked);
    let stays = chance.percent(if name.starts_with("mark-") { 80 } else { 40 });
    let chosen = match checked {
        Some(it) if stays => Some(*it),
        _ => chance.pick(&all).copied(),
    };
    chosen.map(|it| (name.to_owned(), it.value.clone()))
}

fn selected(field: &Field, chance: &mut Chance) -> String {
    let real: Vec<&String> = field.options.iter().filter(|it| !it.is_empty()).collect();
    if !field.required && chance.percent(15) {
        return field.value.clone();
    }
    chance.pick(&real).map_or_else(|| field.value.clone(), |it| (*it).clone())
}

fn typed(field: &Field, action: &str, now: DateTime, chance: &mut Chance) -> String {
    let today = now.date();
    match (field.kind.as_str(), field.name.as_str()) {
        ("date", "make_up") if chance.percent(50) => String::new(),
        ("date", "make_up") => {
            today.saturating_add(i64::try_from(chance.below(14)).unwrap().days()).to_string()
        }
        ("date", "since") if action.contains("rates") => "2021-09-01".to_owned(),
        ("date", _) if !field.value.is_empty() && chance.percent(40) => field.value.clone(),
        ("date", _) => {
            let days = [0, 0, 0, 1, 1, 2, 5, 10, -1, -5];
            let days = chance.pick(&days).copied().unwrap_or_default();
            today.saturating_add(i64::from(days).days()).to_string()
        }
        ("datetime-local", "opens_at") => {
            now.saturating_sub(1.hour()).strftime("%Y-%m-%dT%H:%M").to_string()
        }
        ("datetime-local", _) => {
            let hours = i64::try_from(chance.below(72)).unwrap();
            now.saturating_add(hours.hours()).strftime("%Y-%m-%dT%H:%M").to_string()
        }
        ("time", "from") if action.ends_with("/courses") => "16:30".to_owned(),
        ("time", "to") if action.ends_with("/courses") => "17:15".to_owned(),
        ("time", _) if field.value.is_empty() || chance.percent(30) => {
            (*chance.pick(&["16:30", "17:00", "17:20", "17:30", "17:45"]).unwrap()).to_owned()
        }
        (_, "seats" | "seats_per_child") => (1 + chance.below(3)).to_string(),
        (_, "sessions") => (1 + chance.below(7)).to_string(),
        (_, "fee") => (*chance.pick(&["0", "100.00", "99.99", "0.07", "320"]).unwrap()).to_owned(),
        (_, "fee_basis" | "basis") => "慈教〔2021〕70号".to_owned(),
        (_, "rate") => (*chance.pick(&["60.50", "80", "0.01"]).unwrap()).to_owned(),
        (_, "title") if field.value.is_empty() => format!("课程{}", chance.below(1000)),
        (_, "phone") => String::new(),
        (_, "amount") if field.value.is_empty() => "100.00".to_owned(),
        (_, "stars") => (1 + chance.below(5)).to_string(),
        _ if field.value.is_empty() => {
            let words = ["情况说明", "罗小兰", "按通知办理", "外祖母 罗小兰", ""];
            let of = if field.required { 4 } else { 5 };
            (*chance.pick(&words[..of]).unwrap()).to_owned()
        }
        _ => field.value.clone(),
    }
}

/// A timetable that can be filed, now and then one that breaks a rule.
fn timetable(form: &Form, chance: &mut Chance) -> Pairs {
    let hidden = form.fields.iter().filter(|it| it.kind == "hidden");
    let mut pairs: Pairs = hidden.map(|it| (it.name.clone(), it.value.clone())).collect();
    let rows = [
        ("basic", "homework", "15:15", "16:15"),
        ("basic", "exercise", "16:15", "17:15"),
        ("late", "waiting", "17:15", "18:00"),
        ("evening", "study", "18:15", "20:15"),
    ];
    let evening = chance.percent(50);
    let count = if evening { 4 } else { 3 };
    let days = if chance.percent(90) { 5 } else { 4 };
    for (number, (service, segment, from, to)) in rows.into_iter().take(count).enumerate() {
        let pair = |name: &str, value: &str| (format!("{name}-{number}"), value.to_owned());
        pairs.extend([
            pair("service", service),
            pair("segment", segment),
            pair("from", from),
            pair("to", to),
        ]);
        pairs.extend((1..=days).map(|day: i32| pair("days", &day.to_string())));
    }
    for (name, value) in [
        ("declares", "1"),
        ("letter", "尊敬的家长:自愿参加,应服务尽服务。"),
        ("fee", "100"),
        ("fee_basis", "慈教〔2021〕70号"),
        ("reason", "按县里统一安排"),
    ] {
        pairs.push((name.to_owned(), value.to_owned()));
    }
    pairs
}
