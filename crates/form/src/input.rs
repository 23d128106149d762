//! What was typed, held against the fields: the same for a page, a program and a row of a sheet.

use jiff::civil::Date;
use web::Problem;

use crate::{Answers, Field, Kind, Received, Rows, Value, typed};

/// What came in, name by name, as often as it came.
#[derive(Debug, Clone, Default)]
pub struct Posted(pub Vec<(String, String)>);

impl Posted {
    /// The first value of `name`, trimmed; empty if there is none.
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|it| it.0 == name).map_or("", |it| it.1.trim())
    }

    /// The last value of `name` that says something: what was searched for goes before what had
    /// been chosen.
    pub(crate) fn last(&self, name: &str) -> &str {
        let mut all = self.0.iter().rev().filter(|it| it.0 == name).map(|it| it.1.trim());
        all.find(|it| !it.is_empty()).unwrap_or_default()
    }

    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let all = self.0.iter().filter(move |it| it.0 == name).map(|it| it.1.trim());
        all.filter(|it| !it.is_empty())
    }
}

/// What is wrong with the answer to a field, and what to do about it. In rows the field is named
/// with row and column: `items.0.cost`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// The field.
    pub field: String,
    /// What to do.
    pub advice: String,
}

/// The refusal of a form that is not filled in right: each field with what to do about it.
pub fn unfit(wrongs: Vec<Wrong>) -> Problem {
    let field = |it: Wrong| web::Field { name: it.field, advice: it.advice };
    Problem::unfit("有几项没有填对，请修改后再提交。")
        .with_fields(wrongs.into_iter().map(field).collect())
}

impl Wrong {
    fn new(field: &str, advice: impl Into<String>) -> Self {
        Self { field: field.to_owned(), advice: advice.into() }
    }

    /// Whether it is about `field` or something in it.
    pub(crate) fn is_of(&self, field: &Field) -> bool {
        let rest = self.field.strip_prefix(field.key.as_str());
        rest.is_some_and(|it| it.is_empty() || it.starts_with('.'))
    }
}

/// Reads the answers to those of `fields` that are `asked`, on top of what is `known` of the
/// others. What is not to be asked, as the answers stand, is left out whatever was typed.
///
/// For forms of which nothing must be looked up or kept: others come through [`take`].
pub fn read(
    fields: &[Field],
    asked: &[usize],
    posted: &Posted,
    (known, today): (&Answers, Date),
) -> Result<Answers, Vec<Wrong>> {
    take(fields, asked, &Received::from(posted.clone()), (known, today))
}

/// The same of what was received: look-ups as they were found, files and sealed answers as they
/// were kept, what the platform knows as it knows it. What follows from the answers is among them.
pub fn take(
    fields: &[Field],
    asked: &[usize],
    received: &Received,
    (known, today): (&Answers, Date),
) -> Result<Answers, Vec<Wrong>> {
    let (mut all, mut wrongs) = (known.clone(), received.wrongs.clone());
    let asked = || asked.iter().map(|at| &fields[*at]).filter(|it| it.is_asked());
    for field in asked() {
        all.0.remove(&field.key);
        match answer(field, received) {
            Ok(Some(value)) => drop(all.0.insert(field.key.clone(), value)),
            Ok(None) => {}
            Err(found) => wrongs.extend(found),
        }
    }
    all.compute(fields);
    let mut fresh = Answers::default();
    for field in asked() {
        let facts = all.facts(fields, today);
        let hidden =
            field.visible.as_ref().is_some_and(|(expr, _)| expr.holds(&facts) != Some(true));
        if hidden {
            all.0.remove(&field.key);
            all.compute(fields);
            wrongs.retain(|it| !it.is_of(field));
            continue;
        }
        if wrongs.iter().any(|it| it.is_of(field)) {
            continue;
        }
        match all.0.get(&field.key) {
            Some(value) => drop(fresh.0.insert(field.key.clone(), value.clone())),
            None if is_required(field, &all, fields, today) => {
                wrongs.push(Wrong::new(&field.key, demand(field)));
            }
            None => {}
        }
    }
    let facts = all.facts(fields, today);
    for field in asked() {
        let failed = field.checks.iter().find(|it| it.that.holds(&facts) == Some(false));
        if let Some(check) = failed
            && fresh.0.contains_key(&field.key)
        {
            wrongs.push(Wrong::new(&field.key, check.words.clone()));
        }
    }
    follow(fields, (known, &all), &mut fresh);
    if wrongs.is_empty() { Ok(fresh) } else { Err(wrongs) }
}

/// Puts what newly follows from the answers among them.
fn follow(fields: &[Field], (known, all): (&Answers, &Answers), fresh: &mut Answers) {
    for field in fields.iter().filter(|it| !it.is_asked()) {
        if let Some(value) = all.get(&field.key)
            && known.get(&field.key) != Some(value)
        {
            fresh.0.insert(field.key.clone(), value.clone());
        }
    }
}

fn is_required(field: &Field, all: &Answers, fields: &[Field], today: Date) -> bool {
    let by_rule = field.required_if.as_ref();
    field.required || by_rule.is_some_and(|it| it.holds(&all.facts(fields, today)) == Some(true))
}

/// What is asked for where nothing was given.
fn demand(field: &Field) -> String {
    match &field.kind {
        Kind::Files(_) => format!("请上传{}", field.label),
        Kind::Choice(_) | Kind::Choices(_) | Kind::YesNo => format!("请选择{}", field.label),
        _ => format!("请填写{}", field.label),
    }
}

/// The answer that was typed, none where nothing was.
fn answer(field: &Field, received: &Received) -> Result<Option<Value>, Vec<Wrong>> {
    let key = field.key.as_str();
    let wrong = |advice| vec![Wrong::new(key, advice)];
    if let Some(it) = &field.known
        && let Some(given) = received.given.get(key)
        && (!it.correctable || received.posted.get(key).is_empty())
    {
        return Ok(Some(given.clone()));
    }
    if field.is_kept_apart() {
        return kept(field, received).map_err(wrong);
    }
    match &field.kind {
        Kind::Rows(rows) => in_rows(field, rows, received),
        Kind::Choices(options) => {
            let chosen = typed::chosen(options, received.posted.all(key)).map_err(wrong)?;
            Ok(Some(chosen).filter(|it| !matches!(it, Value::List(it) if it.is_empty())))
        }
        Kind::Look(_) => one(field, received.posted.last(key), received).map_err(wrong),
        _ => one(field, received.posted.get(key), received).map_err(wrong),
    }
}

/// Files and what is sealed: as it lies ready.
fn kept(field: &Field, received: &Received) -> Result<Option<Value>, String> {
    let Some(ids) = received.kept.get(&field.key).filter(|it| !it.is_empty()) else {
        return Ok(None);
    };
    match &field.kind {
        Kind::Files(rule) if ids.len() > rule.most => {
            let (most, now) = (rule.most, ids.len());
            Err(format!("{}最多 {most} 个文件，现在有 {now} 个，请去掉多的", field.label))
        }
        Kind::Files(_) => Ok(Some(Value::List(ids.clone()))),
        _ => Ok(ids.last().cloned().map(Value::Text)),
    }
}

/// One answer out of one text.
fn one(field: &Field, text: &str, received: &Received) -> Result<Option<Value>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let Kind::Look(look) = &field.kind else {
        let value = typed::value(field, text)?;
        // Nothing but signs that no one sees.
        return Ok(Some(value).filter(|it| !matches!(it, Value::Text(it) if it.is_empty())));
    };
    let label = &field.label;
    match received.found.of(look, text) {
        [] => Err(format!("没有找到叫“{text}”的{}，请核对{label}，写全称或姓名", look.label())),
        [it] => Ok(Some(Value::Text(it.id.clone()))),
        all => Err(format!("“{text}”对应 {} 个{}，请在{label}里选一个", all.len(), look.label())),
    }
}

/// Where a name stands in the rows of `key`: row and column.
pub(crate) fn cell_of<'a>(name: &'a str, key: &str) -> Option<(usize, &'a str)> {
    let (row, column) = name.strip_prefix(key)?.strip_prefix('.')?.split_once('.')?;
    Some((row.parse().ok().filter(|it| *it < CELLS_MAX)?, column))
}

/// No form has rows beyond this one: a name that says more is none of ours.
const CELLS_MAX: usize = 1_000;

/// The rows in which something was typed, in their order.
pub(crate) fn rows_of(posted: &Posted, key: &str) -> Vec<usize> {
    let seen = |it: char| !it.is_whitespace() && !it.is_control();
    let said = posted.0.iter().filter(|it| it.1.contains(seen));
    let mut rows: Vec<usize> = said.filter_map(|it| Some(cell_of(&it.0, key)?.0)).collect();
    rows.sort_unstable();
    rows.dedup();
    rows
}

fn in_rows(field: &Field, rows: &Rows, received: &Received) -> Result<Option<Value>, Vec<Wrong>> {
    let (mut all, mut wrongs) = (Vec::new(), Vec::new());
    let said = rows_of(&received.posted, &field.key);
    for (nth, at) in (1..).zip(&said) {
        let mut row = std::collections::BTreeMap::new();
        for column in &rows.columns {
            let name = format!("{}.{at}.{}", field.key, column.key);
            let told = |advice: String| Wrong::new(&name, format!("第 {nth} 行：{advice}"));
            match one(column, received.posted.last(&name), received) {
                Ok(Some(value)) => drop(row.insert(column.key.clone(), value)),
                Ok(None) if column.required => wrongs.push(told(demand(column))),
                Ok(None) => {}
                Err(advice) => wrongs.push(told(advice)),
            }
        }
        all.push(row);
    }
    let few = !all.is_empty() && all.len() < rows.min;
    if few || all.len() > rows.max {
        let advice = format!(
            "{}要填 {} 到 {} 行，现在有 {} 行",
            field.label,
            rows.min.max(1),
            rows.max,
            all.len()
        );
        wrongs.push(Wrong::new(&field.key, advice));
    }
    match wrongs.is_empty() {
        true if all.is_empty() => Ok(None),
        true => Ok(Some(Value::Rows(all))),
        false => Err(wrongs),
    }
}
