//! What a person does not see on the screen, but what is read all the same.

use crate::{
    book::Sheet,
    finding::{Finding, Severity, letters},
    header::Head,
};

/// Tells of hidden sheets, rows and columns, and of other sheets that look like this one.
pub(crate) fn tell(
    sheet: &Sheet,
    head: &Head,
    hidden: bool,
    also: &[String],
    findings: &mut Vec<Finding>,
) {
    let mut tell = |row: u32, what: String, advice: &str| {
        findings.push(Finding::of_row(row, Severity::Warning, &what, advice));
    };
    if hidden {
        let what = format!("工作表“{}”是隐藏的，也已读取", sheet.name);
        tell(head.row, what, "请取消隐藏并核对，不需要的请删除");
    }
    if !also.is_empty() {
        let what = format!("另有工作表“{}”也像是同样的表，没有读取", also.join("”“"));
        tell(head.row, what, "一次只读一张表；需要时请分开上传");
    }
    let rows = sheet.survey.hidden_rows.iter().filter(|it| it.1 > head.row);
    let rows: Vec<(u32, u32)> = rows.copied().collect();
    if let Some(first) = rows.first() {
        let row = first.0.max(head.row + 1);
        let names: Vec<String> = rows.iter().take(10).map(|it| range(it.0, it.1)).collect();
        let more = if rows.len() > 10 { "等" } else { "" };
        let what = format!("第 {}{more} 行被隐藏或被筛选掉了，也已读取", names.join("、"));
        tell(row, what, "请取消隐藏或筛选并核对，不需要的请删除");
    }
    for (from, to) in &sheet.survey.hidden_columns {
        let known = head.places.iter().flatten().any(|it| (from..=to).contains(&it));
        if known {
            let name = if from == to {
                letters(*from)
            } else {
                format!("{}–{}", letters(*from), letters((*to).min(head.width)))
            };
            tell(head.row, format!("{name} 列被隐藏，也已读取"), "请取消隐藏并核对");
        }
    }
}

fn range(from: u32, to: u32) -> String {
    if from == to { from.to_string() } else { format!("{from}–{to}") }
}
