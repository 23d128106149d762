//! Fields to fill in and answers to read: the same on a desk and a phone, with script or without.

use maud::{Markup, html};
use web::ui::{self, Facts};

use crate::{Answers, Field, Kind, Posted, Sight, Value, Wrong};

/// The fields `asked` to fill in: with what was typed where it was refused, or else with what is
/// known already.
pub fn asked(
    fields: &[Field],
    asked: &[usize],
    typed: Option<&Posted>,
    (known, wrongs): (&Answers, &[Wrong]),
) -> Markup {
    html! {
        @for field in asked.iter().map(|at| &fields[*at]) {
            @let wrong = wrongs.iter().find(|it| it.field == field.key);
            (control(field, typed, known, wrong.map(|it| it.advice.as_str())))
        }
    }
}

fn control<'a>(
    field: &'a Field,
    typed: Option<&'a Posted>,
    known: &'a Answers,
    wrong: Option<&'a str>,
) -> ui::Field<'a> {
    let value = match typed {
        Some(posted) => posted.get(&field.key).to_owned(),
        None => known.get(&field.key).map(typed_as).unwrap_or_default(),
    };
    let (key, label) = (field.key.as_str(), field.label.as_str());
    let words = |all: &'a [(String, String)]| all.iter().map(|it| (it.0.as_str(), it.1.as_str()));
    let control = match &field.kind {
        Kind::Text(most) => ui::Field::text(key, label).max_length(*most),
        Kind::Long(most) => ui::Field::long(key, label).max_length(*most),
        Kind::Integer(..) => ui::Field::number(key, label),
        Kind::Money => ui::Field::money(key, label),
        Kind::Date => ui::Field::date(key, label),
        Kind::Time => ui::Field::time(key, label),
        Kind::Phone => ui::Field::phone(key, label),
        Kind::YesNo => ui::Field::radio(key, label, [("yes", "是"), ("no", "否")]),
        Kind::Choice(all) if all.len() <= RADIO_MAX => ui::Field::radio(key, label, words(all)),
        Kind::Choice(all) => ui::Field::select(key, label, words(all)),
        Kind::Choices(all) => {
            let chosen = ticked(field, typed, known);
            let chosen: Vec<&str> = chosen.iter().map(String::as_str).collect();
            ui::Field::checkboxes(key, label, words(all), &chosen)
        }
    };
    let control = control.value(value).error(wrong);
    let control = match &field.unit {
        Some(unit) => control.unit(unit.as_str()),
        None => control,
    };
    let control = match hint(field) {
        Some(words) => control.hint(words),
        None => control,
    };
    match (field.required, &field.visible, &field.required_if) {
        (true, None, _) => control.required(),
        (true, Some(_), _) | (_, _, Some(_)) => control.sometimes(),
        _ => control,
    }
}

/// So many choices are all in sight; more go into a list that opens.
const RADIO_MAX: usize = 7;

/// When it is asked, and what to write.
fn hint(field: &Field) -> Option<String> {
    match (&field.visible, &field.hint) {
        (Some((_, when)), Some(hint)) => Some(format!("{when}。{hint}")),
        (Some((_, when)), None) => Some(when.clone()),
        (None, hint) => hint.clone(),
    }
}

fn typed_as(value: &Value) -> String {
    match value {
        Value::Yes(true) => "yes".to_owned(),
        Value::Yes(false) => "no".to_owned(),
        Value::Int(it) => it.to_string(),
        Value::Text(it) => it.clone(),
        Value::List(_) => String::new(),
    }
}

fn ticked(field: &Field, typed: Option<&Posted>, known: &Answers) -> Vec<String> {
    match (typed, known.get(&field.key)) {
        (Some(posted), _) => {
            let mine = posted.0.iter().filter(|it| it.0 == field.key);
            mine.map(|it| it.1.clone()).collect()
        }
        (None, Some(Value::List(it))) => it.clone(),
        (None, _) => Vec::new(),
    }
}

/// The answers that `sight` may see, each field with its words, in the order of the form.
pub fn shown<'a>(
    fields: &'a [Field],
    answers: &'a Answers,
    sight: Sight,
) -> impl Iterator<Item = (&'a Field, String)> {
    let seen = fields.iter().filter(move |it| it.is_seen_by(sight));
    seen.filter_map(|it| Some((it, it.words(answers.get(&it.key)?))))
}

/// The same as facts of a record.
pub fn facts<'a>(fields: &'a [Field], answers: &'a Answers, sight: Sight) -> Facts<'a> {
    shown(fields, answers, sight).fold(Facts::new(), |facts, (field, words)| match field.kind {
        Kind::Long(_) => facts.long(field.label.as_str(), words),
        _ => facts.fact(field.label.as_str(), words),
    })
}
