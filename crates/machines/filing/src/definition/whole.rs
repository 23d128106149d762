//! What can only be said of a kind of return as a whole: it opens before it closes, whoever files can
//! be found, what is summed up can be counted, and a questionnaire keeps its people apart from what
//! they wrote.

use std::ops::Range;

use catalog::{Fault, Source};
use form::{Class, Field, Kind};
use jiff::civil::date;
use vocab::{Holidays, Role};

use super::{
    Due, Every, Filing, How, Of, Whom,
    reading::{PREVIOUS_NAME, Spans, is_found},
};
use crate::periods;

/// Everything that is wrong with the whole.
pub(super) fn check(source: &Source, it: &Filing, spans: &Spans) -> Result<(), Vec<Fault>> {
    let mut faults = Vec::new();
    let mut tell = |span: &Range<usize>, cause: String, advice: &str| {
        faults.push(source.fault(span, cause, advice));
    };
    if it.sees.is_empty() {
        tell(&spans.sees, "没有写谁看得到汇总".into(), "请写 sees = [\"角色\"]");
    }
    if it.office.is_empty() {
        tell(&spans.office, "没有写由哪个科室管".into(), "请写 office = [\"角色\"]");
    }
    if it.filers().is_empty() {
        tell(&spans.by, "没有写由谁填".into(), "请写 by = [\"角色\"]");
    }
    if it.school_days && it.every != Every::Day {
        let advice = "只有 every = \"day\" 才写 school_days";
        tell(&spans.every, "不是每天填报，不能按上课日".into(), advice);
    }
    if it.windows.is_empty() != (it.every == Every::AdHoc) {
        let advice = "定期的写 [[window]]；every = \"ad-hoc\" 的由科室每次定起止，不写 [[window]]";
        tell(&spans.every, "起止时间没有写对".into(), advice);
    }
    if !opens_before_it_closes(it) {
        let advice = "请把 opens 提前，或把 days、working_days、closes_at 放宽";
        tell(&spans.every, "还没开始就截止了".into(), advice);
    }
    if let Some(field) = it.fields.iter().find(|it| it.key.starts_with(PREVIOUS_NAME)) {
        let cause = format!("字段 {} 和“上一期”的写法相同", field.key);
        tell(&spans.icon, cause, "请换一个不以 previous_ 开头的 key");
    }
    let is_foreign = |it: &&Field| it.class == Class::Sealed || it.known.is_some();
    if let Some(field) = it.fields.iter().find(is_foreign) {
        let cause = format!("报表和问卷不能用 {}（{}）这样的字段", field.key, field.label);
        let advice = "加密字段请用办件；预填写 [[prefill]]";
        tell(&spans.icon, cause, advice);
    }
    match &it.from {
        Whom::Each(due) => {
            due_faults(due, spans, &mut tell);
            field_faults(it, due, spans, &mut tell);
        }
        Whom::Audience(_) => poll_faults(it, spans, &mut tell),
    }
    nothing_faults(it, spans, &mut tell);
    figure_faults(it, spans, &mut tell);
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}

type Tell<'a> = dyn FnMut(&Range<usize>, String, &str) + 'a;

/// Tried on a period of an ordinary time for each rule.
fn opens_before_it_closes(it: &Filing) -> bool {
    let holidays = Holidays::published();
    it.windows.iter().all(|window| {
        let day = window.since.unwrap_or(date(2021, 11, 1));
        let period = periods::usual(it.every, day);
        // A year whose notice is not known yet is not the file's fault.
        !periods::span(&window.value, &period, &holidays).is_ok_and(|span| span.is_none())
    })
}

fn due_faults(due: &Due, spans: &Spans, tell: &mut Tell<'_>) {
    if let Some(role) = due.by.iter().find(|it| !is_found(**it)) {
        let cause = format!("{}不能替学校填报", role.label());
        tell(&spans.by, cause, "家长填的写成问卷：[answers] by = [\"guardian\"]");
    }
    let wide = |it: &&Role| due.of == Of::Town && **it != Role::TownClerk;
    if let Some(role) = due.by.iter().find(wide) {
        let cause = format!("镇（街道）的报表不由{}填", role.label());
        tell(&spans.by, cause, "请写 by = [\"town-clerk\"]");
    }
    if due.of != Of::Class && due.of != Of::Person && due.by.contains(&Role::ClassTeacher) {
        let advice = "请写 of = \"class\"，或换成学校里的角色";
        tell(&spans.by, "班主任只填自己班的".into(), advice);
    }
    if due.of == Of::Town && !due.stages.is_empty() {
        tell(&spans.by, "镇（街道）没有学段".into(), "请去掉 stages");
    }
}

/// What only a page can ask is neither filled in beforehand nor wanted of whoever sends a sheet.
fn field_faults(it: &Filing, due: &Due, spans: &Spans, tell: &mut Tell<'_>) {
    let is_file = |at: usize| matches!(it.fields[at].kind, Kind::Files(_));
    let given = it.nothing.iter().flat_map(|it| &it.1).map(|it| it.0);
    let filled = it.prefill.iter().map(|it| it.0).filter(|at| is_file(*at));
    let filled = filled.chain(given.filter(|at| needs_page(&it.fields[*at].kind)));
    for field in filled.map(|at| &it.fields[at]) {
        let cause = format!("{}（{}）不能预先填好", field.key, field.label);
        tell(&spans.icon, cause, "附件和明细行由填报人自己填，请从 prefill、nothing 里去掉");
    }
    if due.entered_by.is_empty() {
        return;
    }
    let asked = |it: &&Field| it.required && it.visible.is_none() && needs_page(&it.kind);
    if let Some(field) = it.fields.iter().find(asked) {
        let cause = format!("必填的 {}（{}）在代填的表格里填不了", field.key, field.label);
        tell(&spans.by, cause, "请去掉 entered_by，或者去掉这个字段的 required");
    }
}

/// Whether a field can be answered on its page alone and in no row of a sheet.
pub(crate) fn needs_page(kind: &Kind) -> bool {
    matches!(kind, Kind::Files(_) | Kind::Rows(_))
}

/// Words that people write in a questionnaire are read by whoever is named, and by nobody else.
fn poll_faults(it: &Filing, spans: &Spans, tell: &mut Tell<'_>) {
    let is_open = |it: &&Field| !is_counted(&it.kind) && it.seen_by.is_empty();
    for field in it.fields.iter().filter(is_open) {
        let cause = format!("问卷里的 {}（{}）没有写谁能看", field.key, field.label);
        tell(&spans.by, cause, "请写 seen_by = [\"角色\"]，只有这些角色读得到原文");
    }
    let is_foreign = |it: &&Field| matches!(it.kind, Kind::Look(_)) || needs_page(&it.kind);
    if let Some(field) = it.fields.iter().find(is_foreign) {
        let cause = format!("问卷不能用 {}（{}）这样的字段", field.key, field.label);
        tell(&spans.by, cause, "附件、名单查找和明细行会说出是谁答的，请用报表或办件");
    }
    let known = [Role::Guardian, Role::Teacher, Role::ClassTeacher, Role::Principal];
    if let Some(role) = it.filers().iter().find(|it| !known.contains(it)) {
        let cause = format!("问卷不能发给{}", role.label());
        let advice = "可以发给 guardian、teacher、class-teacher、principal";
        tell(&spans.by, cause, advice);
    }
    if !it.prefill.is_empty() || it.nothing.is_some() || it.checks.iter().any(|it| it.is_warning) {
        let advice = "问卷不写 prefill、nothing，也没有只提醒的核对";
        tell(&spans.by, "问卷里写了只有报表才有的内容".into(), advice);
    }
}

fn nothing_faults(it: &Filing, spans: &Spans, tell: &mut Tell<'_>) {
    let Some((_, answers)) = &it.nothing else { return };
    for (at, field) in it.fields.iter().enumerate() {
        let known = answers.iter().any(|it| it.0 == at) || it.prefill.iter().any(|it| it.0 == at);
        // What is asked only then and when can be left out by what the tick says.
        if field.required && field.visible.is_none() && !known {
            let cause = format!("勾选后 {}（{}）还没有答案", field.key, field.label);
            tell(&spans.nothing, cause, "请写进 nothing.answers，或加 [[prefill]]");
        }
    }
}

fn figure_faults(it: &Filing, spans: &Spans, tell: &mut Tell<'_>) {
    for (figure, span) in it.figures.iter().zip(&spans.figures) {
        let fields: Vec<usize> = match &figure.how {
            How::Sum(at) | How::Rate(at, None) | How::Share(at, _) => vec![*at],
            How::Rate(part, Some(whole)) => vec![*part, *whole],
        };
        for field in fields.into_iter().map(|at| &it.fields[at]) {
            let fits = match &figure.how {
                How::Share(..) => matches!(field.kind, Kind::Choice(_)),
                _ => matches!(field.kind, Kind::Integer(..) | Kind::YesNo),
            };
            if !fits {
                let cause = format!("{}（{}）不能这样汇总", field.key, field.label);
                tell(span, cause, "sum、rate 用整数或是否，share 用单选");
            }
            if !field.listed {
                let cause = format!("要汇总的 {}（{}）没有登记", field.key, field.label);
                tell(span, cause, "请在字段上写 listed = true");
            }
        }
        if let How::Share(at, of) = &figure.how {
            let options = it.fields[*at].kind.options().unwrap_or_default();
            let lost = of.iter().find(|it| options.iter().all(|option| option.0 != **it));
            if let Some(word) = lost {
                tell(span, format!("没有叫 {word} 的选项"), "of 写选择题里的选项 key");
            }
            if of.is_empty() {
                tell(span, "没有写算哪些选项".into(), "请写 of = [\"选项\"]");
            }
        }
    }
}

/// Whether a questionnaire counts the answers of a field rather than shows them.
pub(crate) fn is_counted(kind: &Kind) -> bool {
    matches!(kind, Kind::YesNo | Kind::Choice(_) | Kind::Choices(_) | Kind::Integer(..))
}
