//! What one types into or chooses from, for each kind of field.

use maud::{Markup, html};
use web::ui;

use crate::{
    Answers, Class, Field, Kind, Look, Received, Rows, Value, Words, Wrong, decimal, input, shelf,
};

/// So many choices are all in sight; more go into a list that opens.
const RADIO_MAX: usize = 7;
/// So many empty rows stand ready below those that are filled in.
const ROWS_READY: usize = 3;
/// The button that asks for further rows.
pub(crate) const MORE: &str = "more_rows";

/// A field to fill in.
pub(crate) fn control(
    field: &Field,
    (typed, known): (Option<&Received>, &Answers),
    wrongs: &[Wrong],
    words: &Words,
) -> Markup {
    let wrong = wrongs.iter().find(|it| it.field == field.key).map(|it| it.advice.as_str());
    let value = known.get(&field.key);
    let given = typed.and_then(|it| it.given.get(&field.key)).filter(|_| field.known.is_some());
    if let (Some(source), Some(given)) = (&field.known, given)
        && !source.correctable
    {
        return fixed(field, field.words_with(given, words), source.from.source());
    }
    match &field.kind {
        _ if !field.is_asked() => match value {
            Some(it) => fixed(field, field.words_with(it, words), "自动计算"),
            None => fixed(field, String::new(), "提交后自动计算"),
        },
        _ if field.class == Class::Sealed => sealed(field, typed, value, wrong),
        Kind::Files(rule) => shelf::control(field, rule, (typed, value), (wrong, words)),
        Kind::Rows(rows) => table(field, rows, (typed, value), wrongs, words),
        Kind::Look(look) => looked(field, look, &field.key, (typed, value), (wrong, words)),
        Kind::Choices(_) => several(field, typed, value, wrong),
        _ => {
            let text = match typed {
                Some(it) if !it.posted.get(&field.key).is_empty() || given.is_none() => {
                    it.posted.get(&field.key).to_owned()
                }
                _ => given.or(value).map(|it| typed_as(field, it)).unwrap_or_default(),
            };
            let control = dressed(simple(field, &field.key), field).value(text).error(wrong);
            html! { (control) }
        }
    }
}

/// What nobody is asked: said, with where it comes from.
fn fixed(field: &Field, words: String, source: &str) -> Markup {
    let name = format!("{}-known", field.key);
    let hint = match &field.hint {
        Some(hint) => format!("{source}。{hint}"),
        None => source.to_owned(),
    };
    let control = ui::Field::text(name, field.label.as_str()).value(words).hint(hint).read_only();
    html! { (control) }
}

/// A control of one value, called `name`.
fn simple<'a>(field: &'a Field, name: &str) -> ui::Field<'a> {
    let (name, label) = (name.to_owned(), field.label.as_str());
    let words = |all: &'a [(String, String)]| all.iter().map(|it| (it.0.as_str(), it.1.as_str()));
    match &field.kind {
        Kind::Long(most) => ui::Field::long(name, label).max_length(*most),
        Kind::Integer(..) => ui::Field::number(name, label),
        Kind::Decimal(_) => ui::Field::decimal(name, label),
        Kind::Money => ui::Field::money(name, label),
        Kind::Date => ui::Field::date(name, label),
        Kind::Time => ui::Field::time(name, label),
        Kind::Phone => ui::Field::phone(name, label),
        Kind::YesNo => ui::Field::radio(name, label, [("yes", "是"), ("no", "否")]),
        Kind::Choice(all) if all.len() <= RADIO_MAX => ui::Field::radio(name, label, words(all)),
        Kind::Choice(all) => ui::Field::select(name, label, words(all)),
        Kind::Text(most) => ui::Field::text(name, label).max_length(*most),
        Kind::Choices(_) | Kind::Look(_) | Kind::Files(_) | Kind::Rows(_) => {
            ui::Field::text(name, label)
        }
    }
}

/// Unit, hint and duty as the field has them.
pub(crate) fn dressed<'a>(control: ui::Field<'a>, field: &'a Field) -> ui::Field<'a> {
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

/// When it is asked, and what to write.
pub(crate) fn hint(field: &Field) -> Option<String> {
    let source = field
        .known
        .filter(|it| it.correctable)
        .map(|it| format!("已按{}填好，不对可以改", it.from.source()));
    let when = field.visible.as_ref().map(|it| it.1.clone());
    let all: Vec<String> = [source, when, field.hint.clone()].into_iter().flatten().collect();
    (!all.is_empty()).then(|| all.join("。"))
}

fn several(
    field: &Field,
    typed: Option<&Received>,
    value: Option<&Value>,
    wrong: Option<&str>,
) -> Markup {
    let chosen: Vec<&str> = match (typed, value) {
        (Some(it), _) => it.posted.all(&field.key).collect(),
        (None, Some(Value::List(it))) => it.iter().map(String::as_str).collect(),
        (None, _) => Vec::new(),
    };
    let options = field.kind.options().unwrap_or_default();
    let options = options.iter().map(|it| (it.0.as_str(), it.1.as_str()));
    let control = ui::Field::checkboxes(field.key.as_str(), field.label.as_str(), options, &chosen);
    html! { (dressed(control, field).error(wrong)) }
}

/// A sealed answer: written, never read back.
fn sealed(
    field: &Field,
    typed: Option<&Received>,
    value: Option<&Value>,
    wrong: Option<&str>,
) -> Markup {
    let has = value.is_some() || typed.is_some_and(|it| it.kept.contains_key(&field.key));
    let control = dressed(simple(field, &field.key), field).error(wrong);
    let told = if has {
        "已填写并加密保存；要改请重新填写"
    } else {
        "加密保存，未经批准谁也看不到"
    };
    let hint = hint(field).map_or_else(|| told.to_owned(), |it| format!("{it}。{told}"));
    let control = control.hint(hint);
    html! { (if has { control.sometimes() } else { control }) }
}

/// A look-up: what was chosen, what it can mean, and a box to write a name into.
fn looked(
    field: &Field,
    look: &Look,
    name: &str,
    (typed, value): (Option<&Received>, Option<&Value>),
    (wrong, words): (Option<&str>, &Words),
) -> Markup {
    let text = typed.map_or("", |it| it.posted.last(name));
    let found = typed.map_or(&[][..], |it| it.found.of(look, text));
    let known = match value {
        Some(Value::Text(id)) if typed.is_none() => words.entry(id),
        _ => None,
    };
    let search = format!("写{}的{}，提交时核对", look.label(), naming(look));
    let offered: Vec<(String, String)> =
        found.iter().chain(known).map(|it| (it.id.clone(), it.whole())).collect();
    if offered.is_empty() {
        let control = ui::Field::text(name.to_owned(), field.label.as_str()).value(text);
        let control = dressed(control, field).error(wrong);
        let control = match hint(field) {
            Some(hint) => control.hint(format!("{search}。{hint}")),
            None => control.hint(search),
        };
        return html! { (control) };
    }
    let chosen = if offered.len() == 1 { offered[0].0.clone() } else { String::new() };
    let control = ui::Field::radio(name.to_owned(), field.label.as_str(), offered).value(chosen);
    html! {
        (dressed(control, field).error(wrong))
        div.field {
            label for={ (name) "-other" } { "换一个" (look.label()) span.optional { "（选填）" } }
            p.field-hint { (search) "；写了就不用上面选的" }
            input.form-control id={ (name) "-other" } name=(name) type="text";
        }
    }
}

fn naming(look: &Look) -> &'static str {
    if look.is_of_a_person() { "姓名或拼音" } else { "名称" }
}

/// Rows to fill in: those there are, some empty ones, and a button for more.
fn table(
    field: &Field,
    rows: &Rows,
    (typed, value): (Option<&Received>, Option<&Value>),
    wrongs: &[Wrong],
    words: &Words,
) -> Markup {
    let said = match (typed, value) {
        (Some(it), _) => input::rows_of(&it.posted, &field.key).last().map_or(0, |it| it + 1),
        (None, Some(Value::Rows(all))) => all.len(),
        (None, _) => 0,
    };
    let more = typed.map_or(0, |it| it.posted.get(MORE).parse().unwrap_or(0_usize));
    let shown = (said + ROWS_READY + more).min(rows.max.max(said));
    let own = wrongs.iter().find(|it| it.field == field.key);
    html! {
        fieldset.field.repeat id=(field.key) tabindex="-1" {
            legend { (field.label) @if !field.required { span.optional { "（选填）" } } }
            @if let Some(hint) = hint(field) { p.field-hint { (hint) } }
            @if let Some(wrong) = own { p.field-error { (ui::icon("alert-circle")) (wrong.advice) } }
            @for at in 0..shown {
                div.repeat-row role="group" aria-label={ "第 " (at + 1) " 行" } {
                    p { "第 " (at + 1) " 行" }
                    div.fields {
                        @for column in &rows.columns {
                            (cell(field, column, at, (typed, value), wrongs, words))
                        }
                    }
                }
            }
            @if shown < rows.max {
                p.repeat-more {
                    button.btn type="submit" name=(MORE) value=(more + ROWS_READY) formnovalidate { "再加几行" }
                    span.text-secondary { "最多 " (rows.max) " 行；空着的行不算" }
                }
            }
        }
    }
}

fn cell(
    field: &Field,
    column: &Field,
    at: usize,
    (typed, value): (Option<&Received>, Option<&Value>),
    wrongs: &[Wrong],
    words: &Words,
) -> Markup {
    let name = format!("{}.{at}.{}", field.key, column.key);
    let wrong = wrongs.iter().find(|it| it.field == name).map(|it| it.advice.as_str());
    let value = match value {
        Some(Value::Rows(all)) => all.get(at).and_then(|it| it.get(&column.key)),
        _ => None,
    };
    if let Kind::Look(look) = &column.kind {
        return looked(column, look, &name, (typed, value), (wrong, words));
    }
    let text = match typed {
        Some(it) => it.posted.get(&name).to_owned(),
        None => value.map(|it| typed_as(column, it)).unwrap_or_default(),
    };
    // An empty row is no row: what it would ask is asked once something stands in it.
    let control = simple(column, &name).value(text).error(wrong);
    let control = if column.required { control.sometimes() } else { control };
    let control = match &column.unit {
        Some(unit) => control.unit(unit.as_str()),
        None => control,
    };
    html! { (control) }
}

/// An answer as one would type it.
pub(crate) fn typed_as(field: &Field, value: &Value) -> String {
    match (value, &field.kind) {
        (Value::Yes(true), _) => "yes".to_owned(),
        (Value::Yes(false), _) => "no".to_owned(),
        (Value::Int(it), Kind::Money) => vocab::Fen::new(*it).plain(),
        (Value::Int(it), Kind::Decimal(kind)) => decimal::written(*it, kind.places),
        (Value::Int(it), _) => it.to_string(),
        (Value::Text(it), _) => it.clone(),
        (Value::List(_) | Value::Rows(_), _) => String::new(),
    }
}
