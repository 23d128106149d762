//! What can only be said of a kind of case as a whole: every step can be reached and left, every
//! question is asked, everyone who is to act can be found.

use std::collections::BTreeSet;

use catalog::{Fault, Source};
use platform::access::PlaceKind;
use vocab::Role;

use super::{Case, Outcome, Who, breadth, reading::Spans};

/// Everything that is wrong with the whole.
pub(super) fn check(source: &Source, case: &Case, spans: &Spans) -> Result<(), Vec<Fault>> {
    let mut faults = Vec::new();
    ways(source, case, spans, &mut faults);
    questions(source, case, spans, &mut faults);
    people(source, case, spans, &mut faults);
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}

/// Every step lies on a way from the first, and has a way to an end.
fn ways(source: &Source, case: &Case, spans: &Spans, faults: &mut Vec<Fault>) {
    let leads = |from: usize| case.steps[from].actions.iter().map(|it| it.to);
    let mut reached = BTreeSet::from([case.first]);
    reached.extend(case.public.as_ref().map(|it| it.first));
    let mut ending: BTreeSet<usize> =
        (0..case.steps.len()).filter(|it| case.steps[*it].end.is_some()).collect();
    for _ in 0..case.steps.len() {
        let next: Vec<usize> = reached.iter().flat_map(|it| leads(*it)).collect();
        reached.extend(next);
        let all = 0..case.steps.len();
        ending
            .extend(all.filter(|it| leads(*it).any(|to| ending.contains(&to))).collect::<Vec<_>>());
    }
    for (at, step) in case.steps.iter().enumerate() {
        let span = &spans.steps[at];
        if !reached.contains(&at) {
            let cause = format!("走不到步骤 {}（{}）", step.key, step.label);
            faults.push(source.fault(span, cause, "请在前面某一步的动作里写 to，或去掉这一步"));
        } else if !ending.contains(&at) {
            let cause = format!("步骤 {}（{}）永远办不结", step.key, step.label);
            faults.push(source.fault(span, cause, "请加一个通向办结步骤的动作"));
        }
    }
    for first in std::iter::once(case.first).chain(case.public.as_ref().map(|it| it.first)) {
        if case.steps[first].end.is_some() {
            let advice = "first 要写一个有人办的步骤";
            faults.push(source.fault(&spans.steps[first], "一开始就办结了", advice));
        }
    }
    if !case.steps.iter().any(|it| it.end == Some(Outcome::Done)) {
        let advice = "请加一个 end = \"done\" 的步骤";
        faults.push(source.fault(&spans.steps[0], "没有办成的结果", advice));
    }
}

/// Every field is asked somewhere, and none twice at one place.
fn questions(source: &Source, case: &Case, spans: &Spans, faults: &mut Vec<Fault>) {
    let mut asked: BTreeSet<usize> = case.asks.iter().copied().collect();
    asked.extend(case.steps.iter().flat_map(|it| &it.actions).flat_map(|it| &it.asks));
    asked.extend(case.tasks.iter().flat_map(|it| &it.asks));
    asked.extend(case.from.as_ref().map(|it| it.into));
    asked.extend(case.public.iter().flat_map(|it| &it.asks));
    for (at, field) in case.fields.iter().enumerate() {
        if !asked.contains(&at) {
            let cause = format!("字段 {}（{}）没有任何地方问", field.key, field.label);
            let advice = "请写进开头的 asks 或某个动作的 asks，或去掉它";
            faults.push(source.fault(&spans.fields, cause, advice));
        }
    }
    let title = &case.fields[case.title];
    let taken_over = case.from.as_ref().is_some_and(|it| it.into == case.title);
    if !(case.asks.contains(&case.title) || taken_over)
        || !title.required
        || !title.seen_by.is_empty()
    {
        let advice = "title 要用开头就问、必填、看得到办件的人都能看的字段";
        faults.push(source.fault(&spans.fields, "办件的标题不是人人可见的必填字段", advice));
    }
}

/// Whoever is to act can be found from what a case is about.
fn people(source: &Source, case: &Case, spans: &Spans, faults: &mut Vec<Fault>) {
    if case.opens.is_empty() {
        faults.push(source.fault(&spans.opens, "没有写谁可以发起", "请写 opens = [\"角色\"]"));
    }
    let knows = |it: &Role| matches!(it, Role::Guardian | Role::ClassTeacher);
    if let Some(role) = case.opens.iter().find(|it| case.of_student && !knows(it)) {
        let cause = format!("{}不能替学生发起", role.label());
        let advice = "属于学生的办件由家长（guardian）或班主任（class-teacher）发起";
        faults.push(source.fault(&spans.opens, cause, advice));
    }
    for (at, step) in case.steps.iter().enumerate() {
        chosen(source, case, &spans.steps[at], &step.who, faults);
        for role in lost(&step.who, case.subject) {
            faults.push(narrow(source, &spans.steps[at], role, case.subject));
        }
        for (action, span) in step.actions.iter().zip(&spans.actions[at]) {
            for role in lost(action.who.as_deref().unwrap_or_default(), case.subject) {
                faults.push(narrow(source, span, role, case.subject));
            }
        }
    }
}

/// Where an answer names who acts, it can only name roles, and is there by then.
fn chosen(
    source: &Source,
    case: &Case,
    span: &std::ops::Range<usize>,
    who: &[Who],
    faults: &mut Vec<Fault>,
) {
    for it in who {
        let Who::Chosen(field) = it else { continue };
        let field = &case.fields[*field];
        let Some(options) = field.kind.options() else {
            let advice = "chosen: 后面写一个 type = \"choice\" 的字段，选项的 key 是角色";
            faults.push(source.fault(span, format!("{} 不是选择题", field.key), advice));
            continue;
        };
        for (key, label) in options {
            let role = vocab::Role::from_key(key);
            let found =
                role.is_some_and(|it| lost(&[Who::Role(it)], case.subject).next().is_none());
            if !found {
                let cause = format!("{} 的选项 {key}（{label}）不是能办这类件的角色", field.key);
                let known = vocab::Role::ALL.map(vocab::Role::key);
                let near = catalog::nearest(key, known);
                let advice = near
                    .map_or_else(|| "选项的 key 要写角色".to_owned(), |it| format!("是不是 {it}"));
                faults.push(source.fault(span, cause, advice));
            }
        }
    }
}

fn lost(who: &[Who], subject: PlaceKind) -> impl Iterator<Item = Role> {
    who.iter().filter_map(move |it| match it {
        Who::Role(role) if width(breadth(*role)) < width(subject) => Some(*role),
        Who::Role(Role::Guardian) => Some(Role::Guardian),
        Who::Role(_) | Who::Applicant | Who::Chosen(_) => None,
    })
}

fn narrow(source: &Source, span: &std::ops::Range<usize>, role: Role, subject: PlaceKind) -> Fault {
    let cause = format!("办件属于{}，找不到是哪一位{}", subject.label(), role.label());
    let advice = "请换成管得到它的角色；家长写 applicant；或把 subject 写得更细";
    source.fault(span, cause, advice)
}

/// How wide a kind of place is, for comparing.
fn width(kind: PlaceKind) -> u8 {
    match kind {
        PlaceKind::Class => 0,
        PlaceKind::Campus | PlaceKind::School => 1,
        PlaceKind::Town => 2,
        PlaceKind::Office | PlaceKind::County => 3,
    }
}
