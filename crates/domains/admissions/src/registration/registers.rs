//! Registers of other offices: 公安, 自然资源和规划, 人力社保, 卫生健康. Where a county has no line to
//! them yet, recorded answers stand in, and a page says so. What nobody has recorded is not known,
//! so that a person looks.

use std::{collections::HashMap, sync::Arc};

use super::model::{Answer, Source};

/// A line to other offices' registers.
pub trait Register: Send + Sync {
    /// What `source` says of the child whose number has this index.
    fn ask(&self, source: Source, id_index: &str) -> (Answer, String);
    /// Whether it only stands in for the real one.
    fn is_stand_in(&self) -> bool;
}

/// The registers of a cell.
#[derive(Clone)]
pub struct Registers(Arc<dyn Register>);

impl Registers {
    /// Through `line`.
    pub fn new(line: Arc<dyn Register>) -> Self {
        Self(line)
    }

    /// What `source` says of the child whose number has this index.
    pub fn ask(&self, source: Source, id_index: &str) -> (Answer, String) {
        self.0.ask(source, id_index)
    }

    /// Whether they only stand in for the real ones.
    pub fn are_stand_in(&self) -> bool {
        self.0.is_stand_in()
    }
}

impl Default for Registers {
    fn default() -> Self {
        Self(Arc::new(Recorded::default()))
    }
}

/// Recorded answers.
#[derive(Debug, Default)]
pub struct Recorded(pub HashMap<(Source, String), (Answer, String)>);

impl Register for Recorded {
    fn ask(&self, source: Source, id_index: &str) -> (Answer, String) {
        let found = self.0.get(&(source, id_index.to_owned())).cloned();
        found.unwrap_or_else(|| {
            (Answer::Unknown, format!("{}的数据还没有接通，请人工核对原件", source.label()))
        })
    }

    fn is_stand_in(&self) -> bool {
        true
    }
}
