//! 录取安排: who goes where, worked out for all children at once, proposed with a reason for each,
//! confirmed by a person, and told by number.
//!
//! | file | holds |
//! |---|---|
//! | `model.rs` | what is stored and spoken of |
//! | `rules.rs` | from registrations to a proposal, in three rounds |
//! | `nearby.rs`, `named.rs`, `around.rs` | the rounds: who comes from a kindergarten's area; the schools that children name; everyone else by the engine `assign`, which checks it |
//! | `drawn.rs` | what a draw gave |
//! | `draws.rs` | 民办超计划派位, 大片区摇号: the draw of a school that too many named |
//! | `queue.rs` | where a child stands in the order for a seat that was left |
//! | `posted.rs` | the notice of what a placement came to, with a way to object |
//! | `store.rs` | the SQL |
//! | `actions.rs` | proposing, confirming, publishing: one act each |
//! | `office.rs`, `draw_pages.rs` | the pages of the office |
//! | `public.rs` | what a number tells anyone |
//! | `demo.rs`, `contests.rs` | where the invented county's children went, and its private draws |
//!
//! **Invariant:** what is kept has passed the engine's own check: no school over its seats, siblings
//! together, nobody of a later category before one of an earlier. A private school never chooses, and no
//! place of a kindergarten is drawn for before those of its area had theirs.

mod actions;
mod around;
mod contests;
pub mod demo;
mod draw_pages;
mod drawn;
mod draws;
mod model;
mod named;
mod nearby;
mod office;
mod posted;
mod public;
mod queue;
mod rules;
mod store;
#[cfg(test)]
pub(crate) mod tests;

use db::Migration;
use platform::{Module, audit::ActLabel};
use vocab::Role;
use web::{MenuItem, Need, Permission, Routes};

pub(crate) use actions::of_registration;
pub use contests::Contest;
pub(crate) use contests::{hold, plan};
pub(crate) use draws::{InDraw, of_family};
pub(crate) use queue::{Queue, Rank, Standing};

const READ: Permission = Permission {
    key: "placement.read",
    label: "查看录取安排",
    roles: &[
        Role::BureauLeader,
        Role::BasicEducationClerk,
        Role::TownClerk,
        Role::Principal,
        Role::RollManager,
    ],
};
const MANAGE: Permission = Permission {
    key: "placement.manage",
    label: "生成、确认和公布录取安排",
    roles: &[Role::BasicEducationClerk],
};
const MENU: &[MenuItem] = &[MenuItem {
    group: "招生入学",
    label: "录取安排",
    path: "/placements",
    icon: "file-description",
    need: Need::May(READ.key),
}];
const ACTS: &[ActLabel] = &[
    ("placement.propose", "生成录取方案"),
    ("placement.confirm", "确认录取方案"),
    ("placement.publish", "公布录取结果"),
    ("placement.draw.announce", "公告派位并封存名单"),
    ("placement.draw.again", "作废派位并重新公告"),
    ("placement.draw.run", "派位"),
    ("demo.load.placement", "载入演示的录取安排"),
];

/// This room, as the server wires it; its tables come after those of registration.
pub const MODULE: Module = Module {
    name: "placement",
    migrations: MIGRATIONS,
    routes,
    permissions: &[READ, MANAGE],
    menu: MENU,
    acts: &[ACTS],
    ..Module::BARE
};

/// The tables.
pub const MIGRATIONS: &[Migration] = &[
    Migration { name: "0002_placement", sql: include_str!("../../migrations/0002_placement.sql") },
    Migration {
        name: "0003_private_draw",
        sql: include_str!("../../migrations/0003_private_draw.sql"),
    },
    Migration {
        name: "0005_further_attempt",
        sql: include_str!("../../migrations/0005_further_attempt.sql"),
    },
    Migration { name: "0009_way", sql: include_str!("../../migrations/0009_way.sql") },
];

fn routes() -> Routes {
    office::routes().merge(draw_pages::routes()).merge(public::routes())
}
