//! An index told to whoever reads or changes its file: whose it is, what is weighed how much.

use catalog::{FieldLine, Tell, Told};
use jiff::civil::DateTime;
use schemars::{Schema, schema_for};

use super::{Index, raw::RawIndex};

impl Tell for Index {
    const LABEL: &'static str = "指数";

    fn tell(&self, now: DateTime) -> Told {
        let lines = self.groups.iter().flat_map(|group| {
            group.items.iter().map(|item| {
                let known = crate::catalog().find(&item.indicator);
                let unit = known.map_or("", |it| it.what.shape.unit.as_str());
                let scale = catalog::in_force(&item.scale, now.date());
                FieldLine {
                    label: known.map_or_else(|| item.indicator.clone(), |it| it.what.label.clone()),
                    kind: scale.map(|it| it.value.told(unit)).unwrap_or_default(),
                    when: group.label.clone(),
                    seen: format!("权重 {}", item.weight),
                }
            })
        });
        Told {
            system: self.system.clone(),
            label: self.label.clone(),
            about: self.about.clone(),
            group: "指标".to_owned(),
            icon: self.icon.clone(),
            people: vec![("责任科室".to_owned(), vec![self.office])],
            fields: lines.collect(),
            deadlines: Vec::new(),
            flow: None,
        }
    }

    fn path(name: &str) -> String {
        format!("/indices/{name}")
    }

    fn schema() -> Schema {
        schema_for!(RawIndex)
    }
}
