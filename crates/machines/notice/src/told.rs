//! A kind of notice told to whoever reads or changes its file.

use catalog::{Deadline, FieldLine, Tell, Told};
use jiff::civil::DateTime;
use schemars::Schema;
use vocab::Holidays;

use crate::{
    definition::{self, Kind, Mask},
    rules,
};

impl Tell for Kind {
    const LABEL: &'static str = "公示";

    fn tell(&self, now: DateTime) -> Told {
        let field = |it: &definition::Column| FieldLine {
            label: it.label.clone(),
            kind: "公示栏目".to_owned(),
            when: String::new(),
            seen: match it.mask {
                Mask::Open => "所有人",
                Mask::Name => "所有人看到脱敏的姓名",
                Mask::Number | Mask::Phone => "所有人看到脱敏的号码",
            }
            .to_owned(),
        };
        let ends = rules::closes_on(self, now.date(), &Holidays::published()).ok();
        Told {
            system: self.system.clone(),
            label: self.label.clone(),
            about: self.about.clone(),
            group: self.group.clone(),
            icon: self.icon.clone(),
            people: vec![("谁发布、更正、撤回".to_owned(), self.publishes.clone())],
            fields: self.columns.iter().map(field).collect(),
            deadlines: vec![Deadline {
                label: "公示期".to_owned(),
                runs: "从发布的次日到期满".to_owned(),
                rules: self.periods.iter().map(|it| it.told(it.value.to_string())).collect(),
                ends_at: ends.map(|day| day.at(23, 59, 59, 0)),
                told: Vec::new(),
            }],
            flow: None,
        }
    }

    fn schema() -> Schema {
        definition::schema()
    }

    fn path(name: &str) -> String {
        format!("/publications/{name}")
    }
}
