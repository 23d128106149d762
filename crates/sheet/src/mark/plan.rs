//! What goes where in the answer: findings by row, in the order in which the sheet is written.

use std::collections::BTreeMap;

use crate::{
    finding::{Finding, Severity},
    header::REASON,
};

/// What happens to a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Mark {
    /// It is filled with the colour of how much it matters.
    Fill(Severity),
    /// It gets this text, in the colour.
    Text(Severity, String),
}

/// The marks of each row, by column.
#[derive(Debug)]
pub(crate) struct Plan {
    rows: BTreeMap<u32, BTreeMap<u16, Mark>>,
    /// Where the reasons go.
    pub(crate) reasons: u16,
}

impl Plan {
    pub(crate) fn new(findings: &[Finding], header_row: u32, reasons: u16) -> Self {
        let mut rows: BTreeMap<u32, BTreeMap<u16, Mark>> = BTreeMap::new();
        let mut told: BTreeMap<u32, (Severity, Vec<String>)> = BTreeMap::new();
        for it in findings.iter().filter(|it| it.severity > Severity::Notice) {
            if let Some(spot) = it.column.as_ref().filter(|it| it.index != reasons) {
                let mark = rows.entry(it.row).or_default().entry(spot.index);
                mark.and_modify(|before| before.raise(it.severity))
                    .or_insert(Mark::Fill(it.severity));
            }
            if it.row != header_row {
                let told = told.entry(it.row).or_insert((it.severity, Vec::new()));
                told.0 = told.0.max(it.severity);
                told.1.push(reason(it));
            }
        }
        for (row, (severity, reasons_told)) in told {
            let mark = Mark::Text(severity, reasons_told.join("\n"));
            rows.entry(row).or_default().insert(reasons, mark);
        }
        let title = Mark::Text(Severity::Notice, REASON.to_owned());
        rows.entry(header_row).or_default().insert(reasons, title);
        Self { rows, reasons }
    }

    /// The marks of the row `number`.
    pub(crate) fn row(&self, number: u32) -> Option<&BTreeMap<u16, Mark>> {
        self.rows.get(&number)
    }

    /// The marked rows that lie between two numbers, both left out.
    pub(crate) fn between(
        &self,
        after: u32,
        before: u32,
    ) -> impl Iterator<Item = (u32, &BTreeMap<u16, Mark>)> {
        let after = after.saturating_add(1).min(before);
        self.rows.range(after..before).map(|(row, marks)| (*row, marks))
    }

    /// The last marked row.
    pub(crate) fn last_row(&self) -> u32 {
        self.rows.keys().next_back().copied().unwrap_or_default()
    }
}

impl Mark {
    fn raise(&mut self, to: Severity) {
        match self {
            Self::Fill(severity) | Self::Text(severity, _) => *severity = to.max(*severity),
        }
    }

    /// How much it matters.
    pub(crate) fn severity(&self) -> Severity {
        match self {
            Self::Fill(severity) | Self::Text(severity, _) => *severity,
        }
    }
}

/// A finding as the row's own reason tells it.
fn reason(it: &Finding) -> String {
    let place = it.column.as_ref().map(|spot| format!("【{}】", spot.title)).unwrap_or_default();
    let suggestion = it.suggestion.as_ref().map(|it| format!("（建议：{it}）")).unwrap_or_default();
    format!("{place}{}。{}{suggestion}", it.what, it.advice)
}
