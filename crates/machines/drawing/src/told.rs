//! A kind of drawing told to whoever reads or changes its file.

use catalog::{Tell, Told};
use jiff::civil::DateTime;
use schemars::Schema;

use crate::definition::{self, Kind};

impl Tell for Kind {
    const LABEL: &'static str = "抽取";

    fn tell(&self, _: DateTime) -> Told {
        let mut people = vec![
            ("谁登记和抽取".to_owned(), self.declares.clone()),
            ("谁能看名单和结果".to_owned(), self.sees.clone()),
        ];
        if !self.witnesses.is_empty() {
            people.push(("谁来见证".to_owned(), self.witnesses.clone()));
        }
        Told {
            system: self.system.clone(),
            label: self.label.clone(),
            about: self.about.clone(),
            group: self.group.clone(),
            icon: self.icon.clone(),
            people,
            fields: Vec::new(),
            deadlines: Vec::new(),
            flow: None,
        }
    }

    fn schema() -> Schema {
        definition::schema()
    }

    fn path(name: &str) -> String {
        format!("/drawings/{name}")
    }
}
