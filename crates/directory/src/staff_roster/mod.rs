//! The roster of a school's staff (教职工名册) comes in as a sheet: how a county gets its teachers,
//! their posts and the accounts that wait for them; and how somebody leaves.
//!
//! A person is known by the telephone number, else by the name at the school. What a row says of
//! someone's posts replaces the posts that they hold there, and with the posts go the rights: each
//! that a role belongs to is given or ended in the same act. Who is not in the sheet stays as they
//! are; leaving is an act of its own. The same sheet taken in twice changes nothing the second time.
//!
//! A school's own people give every post but the principal's: nobody appoints their superior.
//!
//! | file | holds |
//! |---|---|
//! | `read` | what a row says, and what is wrong with it by itself |
//! | `rules` | whom it names and what it changes |
//! | `plan`, `report` | what a school's part changes, and how that is told |
//! | `store` | the SQL |
//! | `actions`, `writing` | looking, taking over, leaving: an act for each school |
//! | `pages` | sending a sheet in, seeing what it does |

mod actions;
mod pages;
mod plan;
mod read;
mod report;
mod rules;
mod store;
#[cfg(test)]
mod tests;
mod writing;

use vocab::Role;
use web::{Need, Permission, Routes};

pub use actions::{Keeper, check, marked, take};
pub use read::layout;
pub use report::{Line, Report};

/// Keeping the staff of one's place.
pub(crate) const MANAGE: Permission = Permission {
    key: "staff.manage",
    label: "导入教职工名册、办理离职",
    roles: &[Role::BasicEducationClerk, Role::Principal],
};

/// Keeping the staff of one's place.
pub(crate) const KEEP: Need = Need::May(MANAGE.key);

/// What the acts are called in the trail.
pub(crate) const ACTS: &[platform::audit::ActLabel] =
    &[("directory.staff.take", "导入教职工名册"), ("directory.staff.leave", "办理教职工离职")];

/// The pages.
pub(crate) fn routes() -> Routes {
    pages::routes()
}
