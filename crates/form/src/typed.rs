//! One text into one answer, by the kind of its field.

use jiff::civil::{Date, Time};
use vocab::{Fen, Phone};

use crate::{Field, Kind, Value, decimal};

/// The answer that `text` is to `field`, or what to write instead.
pub(crate) fn value(field: &Field, text: &str) -> Result<Value, String> {
    let name = field.label.as_str();
    Ok(match &field.kind {
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
        Kind::Decimal(kind) => {
            let units = decimal::read(text, kind.places);
            let units = units.ok_or_else(|| {
                let like = decimal::written(125, kind.places.min(2));
                format!("{name}请写数字，最多 {} 位小数，例如 {like}", kind.places)
            })?;
            if !(kind.min..=kind.max).contains(&units) {
                let bound = |units| decimal::written(units, kind.places);
                return Err(format!("{name}应在 {} 到 {} 之间", bound(kind.min), bound(kind.max)));
            }
            Value::Int(units)
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
        // Read elsewhere: of several values, of what was found, kept or typed in rows.
        Kind::Choices(_) | Kind::Look(_) | Kind::Files(_) | Kind::Rows(_) => {
            return Err(format!("{name}不能这样填写"));
        }
    })
}

/// The keys that were chosen, in the order of the form, each once, however they came.
pub(crate) fn chosen<'a>(
    options: &[(String, String)],
    typed: impl Iterator<Item = &'a str>,
) -> Result<Value, String> {
    let keys = typed.map(|it| option(options, it)).collect::<Result<Vec<_>, _>>()?;
    let in_order = options.iter().map(|it| &it.0).filter(|it| keys.contains(it));
    Ok(Value::List(in_order.cloned().collect()))
}

/// The key of an option, typed as its key by a page and as its words by a sheet.
fn option(options: &[(String, String)], typed: &str) -> Result<String, String> {
    let found = options.iter().find(|it| it.0 == typed || it.1 == typed);
    found.map(|it| it.0.clone()).ok_or_else(|| "请从列出的选项里选".to_owned())
}

fn one_line(text: &str, most: u32) -> Result<String, String> {
    let text = text.replace(|it: char| it.is_control() && !it.is_whitespace(), "");
    within(&text.split_whitespace().collect::<Vec<_>>().join(" "), most)
}

fn within(text: &str, most: u32) -> Result<String, String> {
    let text = text.replace("\r\n", "\n");
    let text: String = text.chars().filter(|it| *it == '\n' || !it.is_control()).collect();
    // Spaces around what is left: those around what came may have had signs between them.
    let text = text.trim();
    let length = text.chars().count();
    if length > most as usize {
        return Err(format!("最多 {most} 个字，现在有 {length} 个，请精简"));
    }
    Ok(text.to_owned())
}
