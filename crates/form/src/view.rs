//! Fields to fill in and answers to read: the same on a desk and a phone, with script or without.

use maud::{Markup, html};
use web::{
    Visit,
    ui::{self, Facts},
};

use crate::{
    Answers, Class, Field, Kind, Posted, Received, Sight, Value, Words, Wrong, controls, shelf,
};

/// The fields `asked` to fill in: with what was typed where it was refused, or else with what is
/// known already. For forms without look-ups and files; others are drawn by [`asked_with`].
pub fn asked(
    fields: &[Field],
    asked: &[usize],
    typed: Option<&Posted>,
    (known, wrongs): (&Answers, &[Wrong]),
) -> Markup {
    let typed = typed.map(|it| Received::from(it.clone()));
    asked_with(fields, asked, typed.as_ref(), (known, wrongs), &Words::default())
}

/// The same with what was found and kept, and what the ids in it are called.
pub fn asked_with(
    fields: &[Field],
    asked: &[usize],
    typed: Option<&Received>,
    (known, wrongs): (&Answers, &[Wrong]),
    words: &Words,
) -> Markup {
    html! {
        @for field in asked.iter().map(|at| &fields[*at]) {
            (controls::control(field, (typed, known), wrongs, words))
        }
        @if let Some(draft) = typed.and_then(Received::draft) {
            input type="hidden" name=(crate::DRAFT) value=(draft);
        }
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

/// The same with the names of what was looked up.
pub fn shown_with<'a>(
    fields: &'a [Field],
    answers: &'a Answers,
    sight: Sight,
    words: &'a Words,
) -> impl Iterator<Item = (&'a Field, String)> {
    let seen = fields.iter().filter(move |it| it.is_seen_by(sight));
    seen.filter_map(|it| Some((it, it.words_with(answers.get(&it.key)?, words))))
}

/// The same as facts of a record.
pub fn facts<'a>(fields: &'a [Field], answers: &'a Answers, sight: Sight) -> Facts<'a> {
    shown(fields, answers, sight).fold(Facts::new(), |facts, (field, words)| match field.kind {
        Kind::Long(_) => facts.long(field.label.as_str(), words),
        _ => facts.fact(field.label.as_str(), words),
    })
}

/// The same as facts of a record with names, files to open, and rows as a table.
pub fn facts_with<'a>(
    visit: &Visit,
    fields: &'a [Field],
    answers: &'a Answers,
    (sight, words): (Sight, &Words),
) -> Facts<'a> {
    let seen = fields.iter().filter(|it| it.is_seen_by(sight));
    let answered = seen.filter_map(|it| Some((it, answers.get(&it.key)?)));
    answered.fold(Facts::new(), |facts, (field, value)| {
        let label = field.label.as_str();
        match (&field.kind, value) {
            (_, Value::Text(id)) if field.class == Class::Sealed => {
                let path = visit.link(&format!("/answers/sealed/{id}"));
                let reveal = html! {
                    form method="post" action=(path) {
                        (visit.csrf())
                        button.btn.btn-sm type="submit" { "查看" }
                    }
                };
                facts.masked(label, "••••••（加密保存）", Some(reveal))
            }
            (Kind::Files(_), Value::List(ids)) => {
                facts.long(label, shelf::shown(visit, ids, words))
            }
            (Kind::Rows(rows), Value::Rows(all)) => facts.long(label, table(rows, all, words)),
            (Kind::Long(_), _) => facts.long(label, field.words_with(value, words)),
            (Kind::Look(_), Value::Text(id)) => {
                let whole = words.entry(id).map_or_else(|| words.name(id), crate::Entry::whole);
                facts.fact(label, whole)
            }
            _ => facts.fact(label, field.words_with(value, words)),
        }
    })
}

fn table(
    rows: &crate::Rows,
    all: &[std::collections::BTreeMap<String, Value>],
    words: &Words,
) -> Markup {
    html! {
        div.table-box {
            table.rows {
                thead { tr { @for column in &rows.columns { th scope="col" { (column.label) } } } }
                tbody {
                    @for row in all {
                        tr {
                            @for column in &rows.columns {
                                td { @if let Some(it) = row.get(&column.key) { (column.words_with(it, words)) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Whether a form of `asked` has files: then it is one `with_files`, and its handler takes `Posts`.
pub fn has_files(fields: &[Field], asked: &[usize]) -> bool {
    asked.iter().any(|at| matches!(fields[*at].kind, Kind::Files(_)))
}

/// The form of a page, ready for what it asks.
pub fn form<'a>(
    action: String,
    hidden: &'a Markup,
    (fields, asked): (&[Field], &[usize]),
) -> ui::Form<'a> {
    let form = ui::Form::new(action, hidden);
    if has_files(fields, asked) { form.with_files() } else { form }
}
