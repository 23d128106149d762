//! What a roster does, or did, in figures and in words.

use std::collections::BTreeSet;

use sheet::{CellFault, Finding, Severity};

use super::{
    plan::{Plan, Sent},
    read,
    rules::{Seat, Step},
};

/// What a person of a roster comes to, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The row as Excel numbers it.
    pub row: u32,
    /// The person.
    pub name: String,
    /// The school.
    pub school: String,
    /// What is new.
    pub what: String,
}

/// What a roster does, or did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// People who are new.
    pub added: usize,
    /// People of whom something changes.
    pub changed: usize,
    /// People who are so already.
    pub same: usize,
    /// Who works at the roster's schools and is not in it.
    pub absent: usize,
    /// What changes, row by row.
    pub lines: Vec<Line>,
    /// What is wrong, by cell.
    pub findings: Vec<Finding>,
}

impl Report {
    /// Counts a school's part.
    pub(super) fn count(&mut self, sent: &Sent, plan: &Plan) {
        self.absent += plan.absent;
        for step in &plan.steps {
            let it = &step.said;
            match &step.known {
                None => self.added += 1,
                Some(_) if step.is_idle() => self.same += 1,
                Some(_) => self.changed += 1,
            }
            if let Some(row) = sent.rows.get(&it.line).filter(|_| step.has_namesake) {
                let fault = CellFault::new(
                    "本校已有同名的教职工，手机号不同，按另一人新增",
                    "如是同一人，请先通过数据订正更正原来的手机号",
                );
                self.findings.push(row.finding("name", Severity::Warning, fault));
            }
            if !step.is_idle() {
                let school = sent.names.get(&it.school).cloned().unwrap_or_default();
                let (row, name, what) = (it.line, it.name.clone(), words(step));
                self.lines.push(Line { row, name, school, what });
            }
        }
        for (line, doubt) in &plan.doubts {
            let (key, what, advice) = doubt.told();
            if let Some(row) = sent.rows.get(line) {
                self.findings.push(read::fault(row, key, CellFault::new(what, advice)));
            }
        }
    }
}

fn words(step: &Step) -> String {
    let labels = |seats: &mut dyn Iterator<Item = &Seat>| {
        seats.map(|it| it.1.label()).collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>()
    };
    let begins = labels(&mut step.begins.iter()).join("、");
    let ends = labels(&mut step.ends.iter().map(|it| &it.0)).join("、");
    let mut words = Vec::new();
    match &step.known {
        None => words.push(format!("新增：{begins}")),
        Some(_) if !begins.is_empty() => words.push(format!("新任{begins}")),
        Some(_) => {}
    }
    if !ends.is_empty() {
        words.push(format!("不再任{ends}"));
    }
    if step.differs {
        words.push("更新基本信息".to_owned());
    }
    if words.is_empty() {
        words.push("建立待激活的账号".to_owned());
    }
    words.join("；")
}
