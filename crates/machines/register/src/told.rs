//! A register told to whoever reads or changes its file: who keeps it, what it says, how long.

use catalog::{Deadline, Tell, Told};
use jiff::civil::DateTime;
use schemars::Schema;

use crate::{
    definition::{self, Register, Term},
    rules,
};

impl Tell for Register {
    const LABEL: &'static str = "名录台账";

    fn tell(&self, now: DateTime) -> Told {
        Told {
            system: self.system.clone(),
            label: self.label.clone(),
            about: self.about.clone(),
            group: self.group.clone(),
            icon: self.icon.clone(),
            people: vec![
                ("谁登记".to_owned(), self.keeps.clone()),
                ("谁能查看".to_owned(), self.sees.clone()),
            ],
            fields: form::told(&self.fields),
            deadlines: self.term.iter().map(|it| deadline(self, it, now)).collect(),
            flow: None,
        }
    }

    fn path(name: &str) -> String {
        format!("/registers/{name}")
    }

    fn schema() -> Schema {
        definition::schema()
    }
}

fn deadline(register: &Register, term: &Term, now: DateTime) -> Deadline {
    Deadline {
        label: "有效期".to_owned(),
        runs: "从生效日期到到期".to_owned(),
        rules: term.rules.iter().map(|it| it.told(it.value.to_string())).collect(),
        ends_at: Some(rules::first_end(Some(term), now.date()).at(23, 59, 59, 0)),
        told: register.keeps.clone(),
    }
}
