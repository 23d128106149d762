//! The figures as workbooks, in the shapes that others ask for: the city, the ministry's direct
//! report of the Double Reduction, the county's own list.
//!
//! A shape is a file in `catalog/figures/`: its name, what a row is, and its columns, each with the
//! value that it takes from here. A new form from above is a new file, and no code.

use std::sync::LazyLock;

use jiff::civil::Date;
use maud::{Markup, html};
use serde::Deserialize;
use sheet::{Cell, Column, Kind, Layout};
use vocab::{PlaceId, Term};
use web::{
    Page, Response, Visit,
    ui::{icon, say},
};

use super::{
    actions::OfPlace,
    model::{Figures, Rate, by_town, sum},
};

/// What a row of a shape is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Per {
    /// The place as a whole: one row.
    Place,
    /// A town.
    Town,
    /// A school.
    School,
}

/// Which of the four figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Which {
    Schools,
    Students,
    Teachers,
    Evening,
}

impl Which {
    fn of(self, it: &Figures) -> Rate {
        match self {
            Self::Schools => it.schools,
            Self::Students => it.students,
            Self::Teachers => it.teachers,
            Self::Evening => it.evening,
        }
    }
}

/// What stands in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "value", content = "of")]
enum Value {
    /// The row's number, from one.
    Number,
    /// The name of what the row is.
    Name,
    /// The name of its town.
    Town,
    /// The term in words.
    Term,
    /// The day as of which is counted.
    Day,
    /// A figure's numerator.
    Part(Which),
    /// A figure's denominator.
    Whole(Which),
    /// A figure in per cent with two decimals; empty where there is nothing to take part in.
    Percent(Which),
}

#[derive(Debug, Clone, Deserialize)]
struct ShapeColumn {
    title: String,
    #[serde(flatten)]
    value: Value,
}

/// A shape of the figures.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shape {
    key: String,
    name: String,
    per: Per,
    columns: Vec<ShapeColumn>,
}

/// The shapes that this version knows, in the order of the menu.
static SHAPES: LazyLock<Vec<Shape>> = LazyLock::new(|| {
    let files = [
        include_str!("../../../catalog/figures/schools.toml"),
        include_str!("../../../catalog/figures/city.toml"),
        include_str!("../../../catalog/figures/direct.toml"),
    ];
    files.map(|it| toml::from_str(it).expect("a test reads every shape")).into()
});

/// The shape called `key`.
pub fn find(key: &str) -> Option<&'static Shape> {
    SHAPES.iter().find(|it| it.key == key)
}

/// The menu of shapes for a place's page.
pub fn menu(visit: &Visit, place: PlaceId, term: Term, day: Date) -> Markup {
    html! {
        details.drop data-menu {
            summary.btn { (icon("file-export")) "导出" }
            div.drop-box { @for it in SHAPES.iter() {
                a href=(visit.link(&format!("/aftercare/places/{place}/export/{}?term={term}&day={day}", it.key))) { (it.name) }
            } }
        }
    }
}

/// A row before it is written.
struct Line {
    name: String,
    town: String,
    figures: Figures,
}

fn lines(shape: &Shape, shown: &OfPlace) -> Vec<Line> {
    match shape.per {
        Per::Place => vec![Line {
            name: shown.name.clone(),
            town: String::new(),
            figures: sum(&shown.schools),
        }],
        Per::Town => by_town(&shown.schools)
            .into_iter()
            .map(|it| Line { name: it.name.clone(), town: it.name, figures: it.figures })
            .collect(),
        Per::School => shown
            .schools
            .iter()
            .map(|it| Line {
                name: it.name.clone(),
                town: it.town_name.clone(),
                figures: it.figures,
            })
            .collect(),
    }
}

fn layout(shape: &Shape) -> Layout {
    let kind = |it: Value| match it {
        Value::Number | Value::Part(_) | Value::Whole(_) => Kind::Integer,
        Value::Percent(_) => Kind::Decimal { places: 2 },
        Value::Name | Value::Town | Value::Term => Kind::Text,
        Value::Day => Kind::Date,
    };
    let columns = shape.columns.iter().enumerate();
    let columns = columns.map(|(at, it)| Column::new(&format!("c{at}"), &it.title, kind(it.value)));
    Layout::new(&shape.name, columns.collect())
}

fn cell<'a>(value: Value, number: i64, line: &'a Line, term: &'a str, day: Date) -> Cell<'a> {
    match value {
        Value::Number => Cell::Integer(number),
        Value::Name => Cell::Text(&line.name),
        Value::Town => Cell::Text(&line.town),
        Value::Term => Cell::Text(term),
        Value::Day => Cell::Date(day),
        Value::Part(which) => Cell::Integer(which.of(&line.figures).part),
        Value::Whole(which) => Cell::Integer(which.of(&line.figures).whole),
        Value::Percent(which) => {
            let Rate { part, whole } = which.of(&line.figures);
            say::hundredths(part, whole)
                .map_or(Cell::Empty, |units| Cell::Decimal { units, places: 2 })
        }
    }
}

/// The workbook of a place's figures in a shape.
pub fn send(
    visit: &Visit,
    shape: &Shape,
    shown: &OfPlace,
    term: Term,
    day: Date,
) -> Result<Response, Page> {
    let (lines, label) = (lines(shape, shown), term.label());
    let rows = (1..).zip(&lines).map(|(number, line)| {
        shape.columns.iter().map(|it| cell(it.value, number, line, &label, day)).collect()
    });
    platform::workbook::send(visit, &layout(shape), rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shape_is_readable_and_named_once() {
        let keys: std::collections::BTreeSet<_> = SHAPES.iter().map(|it| &it.key).collect();
        assert_eq!(keys.len(), SHAPES.len());
        for shape in SHAPES.iter() {
            let titles: std::collections::BTreeSet<_> =
                shape.columns.iter().map(|it| &it.title).collect();
            assert_eq!(titles.len(), shape.columns.len(), "{}", shape.key);
        }
    }

    #[test]
    fn a_rate_is_rounded_half_up_and_empty_where_nobody_could_take_part() {
        let figures =
            Figures { students: Rate { part: 98_746, whole: 119_000 }, ..Figures::default() };
        let line = Line { name: String::new(), town: String::new(), figures };
        let day = jiff::civil::date(2021, 12, 20);
        let at = |which| cell(Value::Percent(which), 1, &line, "", day);
        assert_eq!(at(Which::Students), Cell::Decimal { units: 8298, places: 2 });
        assert_eq!(at(Which::Evening), Cell::Empty);
    }
}
