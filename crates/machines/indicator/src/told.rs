//! An indicator told to whoever reads or changes its file: whose it is, what is counted over what.

use catalog::{FieldLine, Tell, Told};
use jiff::civil::DateTime;
use schemars::Schema;

use crate::definition::{self, Indicator, Sum};

impl Tell for Indicator {
    const LABEL: &'static str = "指标";

    fn tell(&self, _: DateTime) -> Told {
        let line = |when: &str| {
            let when = when.to_owned();
            move |it: &Sum| FieldLine {
                label: it.measure.clone(),
                kind: narrowed(it),
                when: when.clone(),
                seen: if it.times == 1 { String::new() } else { format!("× {}", it.times) },
            }
        };
        let over = self.denominator.iter().map(line("分母"));
        let fields = self.numerator.iter().map(line("分子")).chain(over);
        Told {
            system: self.system.clone(),
            label: self.label.clone(),
            about: self.about.clone(),
            group: self.group.clone(),
            icon: self.icon.clone(),
            people: vec![("责任科室".to_owned(), vec![self.office])],
            fields: fields.collect(),
            deadlines: Vec::new(),
            flow: None,
        }
    }

    fn path(name: &str) -> String {
        format!("/indicators/{name}")
    }

    fn schema() -> Schema {
        definition::schema()
    }
}

/// What a measure is narrowed to.
fn narrowed(it: &Sum) -> String {
    let all = it.only.iter().map(|(dim, words)| format!("{dim} = {}", words.join("、")));
    all.collect::<Vec<_>>().join("；")
}
