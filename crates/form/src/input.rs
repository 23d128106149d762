//! What was typed, held against the fields: the same for a page, a program and a row of a sheet.

use jiff::civil::{Date, Time};
use vocab::{Fen, Phone};

use crate::{Answers, Field, Kind, Value};

/// What came in, name by name, as often as it came.
#[derive(Debug, Clone, Default)]
pub struct Posted(pub Vec<(String, String)>);

impl Posted {
    /// The first value of `name`, trimmed; empty if there is none.
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|it| it.0 == name).map_or("", |it| it.1.trim())
    }

    fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let all = self.0.iter().filter(move |it| it.0 == name).map(|it| it.1.trim());
        all.filter(|it| !it.is_empty())
    }
}

/// What is wrong with the answer to a field, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// The field.
    pub field: String,
    /// What to do.
    pub advice: String,
}

/// Reads the answers to those of `fields` that are `asked`, on top of what is `known` of the
/// others. What is not to be asked, as the answers stand, is left out whatever was typed.
pub fn read(
    fields: &[Field],
    asked: &[usize],
    posted: &Posted,
    (known, today): (&Answers, Date),
) -> Result<Answers, Vec<Wrong>> {
    let (mut all, mut wrongs) = (known.clone(), Vec::new());
    for field in asked.iter().map(|at| &fields[*at]) {
        all.0.remove(&field.key);
        match value(field, posted) {
            Ok(Some(value)) => drop(all.0.insert(field.key.clone(), value)),
            Ok(None) => {}
            Err(advice) => wrongs.push(Wrong { field: field.key.clone(), advice }),
        }
    }
    let mut fresh = Answers::default();
    for field in asked.iter().map(|at| &fields[*at]) {
        let facts = all.facts(fields, today);
        let hidden =
            field.visible.as_ref().is_some_and(|(expr, _)| expr.holds(&facts) != Some(true));
        if hidden {
            all.0.remove(&field.key);
            wrongs.retain(|it| it.field != field.key);
            continue;
        }
        if wrongs.iter().any(|it| it.field == field.key) {
            continue;
        }
        match all.0.get(&field.key) {
            Some(value) => drop(fresh.0.insert(field.key.clone(), value.clone())),
            None if is_required(field, &all, fields, today) => {
                let advice = format!("请填写{}", field.label);
                wrongs.push(Wrong { field: field.key.clone(), advice });
            }
            None => {}
        }
    }
    let facts = all.facts(fields, today);
    for field in asked.iter().map(|at| &fields[*at]) {
        let failed = field.checks.iter().find(|it| it.that.holds(&facts) == Some(false));
        if let Some(check) = failed
            && fresh.0.contains_key(&field.key)
        {
            wrongs.push(Wrong { field: field.key.clone(), advice: check.words.clone() });
        }
    }
    if wrongs.is_empty() { Ok(fresh) } else { Err(wrongs) }
}

fn is_required(field: &Field, all: &Answers, fields: &[Field], today: Date) -> bool {
    let by_rule = field.required_if.as_ref();
    field.required || by_rule.is_some_and(|it| it.holds(&all.facts(fields, today)) == Some(true))
}

/// The answer that was typed, none where nothing was.
fn value(field: &Field, posted: &Posted) -> Result<Option<Value>, String> {
    let name = field.label.as_str();
    if let Kind::Choices(options) = &field.kind {
        return chosen(options, posted.all(&field.key)).map(Some).map(|it| it.filter(is_some));
    }
    let text = posted.get(&field.key);
    if text.is_empty() {
        return Ok(None);
    }
    let value = match &field.kind {
        Kind::Text(most) => Value::Text(one_line(text, *most)?),
        Kind::Long(most) => Value::Text(within(text, *most)?),
        Kind::Integer(min, max) => {
            let number = text.replace([',', '，'], "").parse::<i64>();
            let number = number.map_err(|_| format!("{name}请写整数，例如 12"))?;
            if !(*min..=*max).contains(&number) {
                return Err(format!("{name}应在 {min} 到 {max} 之间"));
            }
            Value::Int(number)
        }
        Kind::Money => {
            let fen: Result<Fen, _> = text.parse();
            Value::Int(fen.map_err(|_| format!("{name}请写金额，例如 120.50"))?.get())
        }
        Kind::Date => {
            let day: Date = text.parse().map_err(|_| format!("{name}请写成 2021-12-20"))?;
            Value::Text(day.to_string())
        }
        Kind::Time => {
            let time: Time = text.parse().map_err(|_| format!("{name}请写成 16:30"))?;
            Value::Text(time.strftime("%H:%M").to_string())
        }
        Kind::YesNo => match text {
            "yes" | "是" | "true" => Value::Yes(true),
            "no" | "否" | "false" => Value::Yes(false),
            _ => return Err(format!("{name}请选是或否")),
        },
        Kind::Phone => {
            let phone: Result<Phone, _> = text.parse();
            let phone = phone.map_err(|_| format!("{name}请写 11 位手机号或带区号的电话"))?;
            Value::Text(phone.open().to_owned())
        }
        Kind::Choice(options) => Value::Text(option(options, text)?),
        Kind::Choices(_) => return Ok(None),
    };
    Ok(Some(value))
}

fn is_some(value: &Value) -> bool {
    !matches!(value, Value::List(it) if it.is_empty())
}

fn chosen<'a>(
    options: &[(String, String)],
    typed: impl Iterator<Item = &'a str>,
) -> Result<Value, String> {
    let keys = typed.map(|it| option(options, it)).collect::<Result<Vec<_>, _>>()?;
    // In the order of the form, each once, however they came.
    let in_order = options.iter().map(|it| &it.0).filter(|it| keys.contains(it));
    Ok(Value::List(in_order.cloned().collect()))
}

/// The key of an option, typed as its key by a page and as its words by a sheet.
fn option(options: &[(String, String)], typed: &str) -> Result<String, String> {
    let found = options.iter().find(|it| it.0 == typed || it.1 == typed);
    found.map(|it| it.0.clone()).ok_or_else(|| "请从列出的选项里选".to_owned())
}

fn one_line(text: &str, most: u32) -> Result<String, String> {
    within(&text.split_whitespace().collect::<Vec<_>>().join(" "), most)
}

fn within(text: &str, most: u32) -> Result<String, String> {
    let text: String =
        text.replace("\r\n", "\n").chars().filter(|it| *it == '\n' || !it.is_control()).collect();
    let length = text.chars().count();
    if length > most as usize {
        return Err(format!("最多 {most} 个字，现在有 {length} 个，请精简"));
    }
    Ok(text)
}
