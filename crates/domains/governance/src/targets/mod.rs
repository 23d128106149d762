//! 目标任务: what a year's plan promises, held against what is so. A plan is read into tasks and
//! targets, a person confirms each; a target counts itself by an indicator, or is fed by a figure that
//! people report; lights say what is behind, and why.
//!
//! Every task has one lead office and one leader (每项任务明确一名分管领导、一个牵头处室, as the lists of
//! 重点工作任务 of bureaus have it), and may have joint offices. A target keeps the sentence that it
//! came of. What is handed down (分解下达) counts once whoever it was handed to has signed for it.
//!
//! | file | holds |
//! |---|---|
//! | `model.rs` | what is stored and spoken of |
//! | `rules.rs` | lights: distance, time left, and the sentence that says why |
//! | `reading.rs` | a file becomes proposals: offices, days, sentences |
//! | `lit.rs` | tasks with their values and lights |
//! | `store/` | the SQL |
//! | `actions/` | one act each; the only place that changes anything |
//! | `levels.rs` | what packages between bureaus ask |
//! | `waiting.rs`, `job.rs` | what waits for whom, and who is reminded |
//! | `pages/` | what people see |

mod actions;
pub(crate) mod demo;
mod job;
mod levels;
mod lit;
mod model;
mod pages;
mod panel;
mod reading;
mod rules;
mod store;
#[cfg(test)]
mod tests;
mod waiting;

use crate::offices::{DOERS, EVERYONE};
use platform::{audit::ActLabel, files::FileOwner};
use vocab::Role;
use web::{MenuItem, Need, Permission};

pub(crate) use job::REMIND;
pub(crate) use levels::{from_above, to_send};
pub use model::Rough;
pub(crate) use model::{Comparator, Goal, TargetId, TaskId};
pub(crate) use pages::routes;
pub(crate) use panel::PANEL;
pub(crate) use waiting::DESK;

pub(crate) const READ: Permission =
    Permission { key: "target.read", label: "查看目标任务", roles: &EVERYONE };
pub(crate) const KEEP: Permission = Permission {
    key: "target.keep",
    label: "读入计划、编制目标任务、定亮灯规则",
    roles: &[Role::OfficeClerk],
};
pub(crate) const WORK: Permission =
    Permission {
        key: "target.work", label: "办理目标任务：记进展、签收、分解下达", roles: &DOERS
    };
/// What may be done here, and by whom.
pub(crate) const PERMISSIONS: [Permission; 3] = [READ, KEEP, WORK];

/// The lines in the navigation.
pub(crate) const MENU: [MenuItem; 3] = [
    MenuItem {
        group: crate::GROUP,
        label: "目标任务",
        path: "/tasks",
        icon: "target-arrow",
        need: Need::May(READ.key),
    },
    MenuItem {
        group: crate::GROUP,
        label: "亮灯总览",
        path: "/tasks/lights",
        icon: "flag",
        need: Need::May(READ.key),
    },
    MenuItem {
        group: crate::GROUP,
        label: "科室月报",
        path: "/tasks/month",
        icon: "report-analytics",
        need: Need::May(READ.key),
    },
];

/// What the acts are called in the trail.
pub(crate) const ACTS: &[ActLabel] = &[
    ("plan.read", "读入计划"),
    ("plan.confirm", "确认读出的任务和目标"),
    ("plan.drop", "舍去读出的任务和目标"),
    ("plan.edit", "修改读出的任务和目标"),
    ("task.save", "编制任务"),
    ("task.tell", "记任务进展"),
    ("task.step", "设任务节点"),
    ("task.reach", "完成任务节点"),
    ("task.end", "办结、撤下或重新办理任务"),
    ("task.sign", "签收或退回下达的任务"),
    ("task.remind", "提醒目标任务"),
    ("target.save", "编制目标"),
    ("target.end", "撤下目标"),
    ("target.hand", "分解下达目标"),
    ("target.rule", "定亮灯规则"),
    ("demo.load.targets", "载入演示的目标任务"),
];

/// The proofs of a note: for whoever may read the task.
pub(crate) const PROOFS: FileOwner = FileOwner {
    kind: <model::kinds::NoteId as vocab::Kind>::PREFIX,
    may_read: |visit, bits| Box::pin(waiting::may_read(visit, bits)),
};
