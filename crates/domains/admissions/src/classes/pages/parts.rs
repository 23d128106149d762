//! Parts of several pages.

use classing::{Change, Register, Transcript};
use jiff::Timestamp;
use vocab::civil_at;
use web::{
    Markup, html,
    ui::{Tone, badge},
};

use crate::classes::{
    model::{Division, Entrant, Stage, Witness},
    paired::Paired,
    rules,
};

/// How far a division is, as a word with a colour.
pub(super) fn stage(it: Stage) -> Markup {
    let tone = match it {
        Stage::Draft => Tone::Quiet,
        Stage::Sealed | Stage::Made => Tone::Warn,
        Stage::Published => Tone::Good,
        Stage::Void => Tone::Bad,
    };
    badge(tone, it.label())
}

/// A moment as people write it.
pub(super) fn moment(at: Timestamp) -> String {
    civil_at(at).strftime("%Y-%m-%d %H:%M").to_string()
}

/// Who watched.
pub(super) fn witnesses(all: &[Witness]) -> Markup {
    html! {
        @if !all.is_empty() {
            h2 { "见证" }
            ul { @for it in all {
                li { (it.role.label()) " " (public_name(it)) "，" (moment(it.at)) @if !it.words.is_empty() { "：" (it.words) } }
            } }
        }
    }
}

/// Parents sign as parents: which child is theirs is nobody's business.
fn public_name(it: &Witness) -> String {
    if it.role == vocab::Role::Guardian { vocab::mask_name(&it.name) } else { it.name.clone() }
}

/// The class teachers' draw.
pub(super) fn teachers(paired: &Paired) -> Markup {
    html! {
        h2 { "班主任抽签" }
        p { "抽数之前公布的名单摘要 " code { (paired.posted) } }
        @match (&paired.seed, &paired.teachers) {
            (Some(seed), Some(teachers)) => {
                p { "当众抽出的数：" strong { (seed) } "。由这些数和摘要算出每位班主任的签，从小到大依次带 1 班、2 班……" }
                table.table {
                    thead { tr { th { "班级" } th { "班主任" } } }
                    tbody { @for (class, name) in (1..).zip(teachers) { tr { td { (class) " 班" } td { (name) } } } }
                }
            }
            _ => { p { "参加抽签的班主任：" (paired.names.join("、")) "。名单已封存，还没有抽签。" } }
        }
    }
}

/// The class teacher of `class`, once drawn.
pub(super) fn teacher_of(paired: Option<&Paired>, class: i64) -> Option<&str> {
    let at = usize::try_from(class - 1).ok()?;
    paired?.teachers.as_ref()?.get(at).map(String::as_str)
}

/// What happened after the lock, with masked names nowhere: numbers say enough.
pub(super) fn register(register: &Register) -> Markup {
    html! {
        @if register.acts().is_empty() { p { "公示以后没有变动。" } }
        @else {
            table.table {
                thead { tr { th { "日期" } th { "变动" } th { "理由" } } }
                tbody { @for it in register.acts() { tr {
                    td { (it.note.on) }
                    td { (change(&it.change)) }
                    td {
                        (it.note.reason)
                        @for breach in &it.breaks { br; "违反" (breach) "；仍这样做的理由：" (it.note.despite) }
                    }
                } } }
            }
            p { "变动记录逐条相连，最后的摘要 " code { (register.head()) } }
        }
    }
}

fn change(it: &Change) -> String {
    match it {
        Change::Move { pupil, from, to } => format!("{pupil} 由 {from} 班调入 {to} 班"),
        Change::Arrive { pupil, to, .. } => format!("{pupil} 转入 {to} 班（人数最少的班）"),
        Change::Leave { pupil, from } => format!("{pupil} 由 {from} 班转出"),
    }
}

/// The children of each class by number; `name` says how names are shown.
pub(super) fn lists(
    it: &Division,
    entrants: &[Entrant],
    paired: Option<&Paired>,
    name: impl Fn(&str) -> String,
) -> Markup {
    html! {
        @for class in 1..=it.classes {
            @let share = rules::share(rules::of_class(entrants, class));
            section.class-list {
                h2 { (it.grade.label()) (class) "班" @if let Some(name) = teacher_of(paired, class) { "　班主任 " (name) } }
                p { "共 " (share.pupils) " 人，男 " (share.pupils - share.girls) " 人，女 " (share.girls) " 人。" }
                table.table {
                    thead { tr { th { "序号" } th { "报名号" } th { "姓名" } th { "性别" } } }
                    tbody { @for (at, one) in (1..).zip(rules::of_class(entrants, class)) { tr {
                        td { (at) } td { (one.code) } td { (name(&one.name)) } td { (one.sex.label()) }
                    } } }
                }
            }
        }
    }
}

/// Where the numbers came from and how anybody recomputes it.
pub(super) fn proof(transcript: &Transcript) -> Markup {
    html! {
        h2 { "种子与核验" }
        p { "抽数之前公布的名单和方案摘要：" code { (transcript.posted()) } }
        p { "当众抽出的数：" strong { (transcript.solution().seed) } "（方案规定 " (transcript.sealed().plan.drawn.label()) "）" }
        p { "编班记录的摘要：" code { (transcript.digest()) } }
    }
}
