//! What modules have in hand for a person, and how it goes to another.

use db::Tx;
use jiff::{Timestamp, civil::Date};
use vocab::AccountId;
use web::Later;

use crate::Module;

/// Who hands over to whom, and when.
#[derive(Debug, Clone, Copy)]
pub struct Handing {
    /// Whose things they were.
    pub from: AccountId,
    /// Whose they become.
    pub to: AccountId,
    /// Real time.
    pub now: Timestamp,
    /// The civil day.
    pub today: Date,
}

/// One kind of things that a module has in hand for people: open tasks, drafts. What a person holds
/// by a role goes with the role and needs none of this; nor does what is theirs as a guardian.
///
/// ```ignore
/// const DRAFTS: Handover = Handover {
///     label: "课程草稿",
///     count: |tx, of| Box::pin(store::count_drafts(tx, of)),
///     give: |tx, it| Box::pin(store::give_drafts(tx, it)),
/// };
/// ```
#[derive(Clone, Copy)]
pub struct Handover {
    /// As people read it: 课程草稿.
    pub label: &'static str,
    /// How many there are.
    pub count: for<'a> fn(&'a mut Tx, AccountId) -> Later<'a, Result<i64, db::Error>>,
    /// Gives them over, inside the act, and says how many went.
    pub give: for<'a> fn(&'a mut Tx, Handing) -> Later<'a, Result<u64, db::Error>>,
}

/// Everything that the modules hand over, as a service of the cell.
#[derive(Clone, Default)]
pub struct Handovers(Vec<Handover>);

impl Handovers {
    /// What `modules` declare.
    pub fn of(modules: &[Module]) -> Self {
        Self(modules.iter().flat_map(|it| it.handovers).copied().collect())
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Handover> {
        self.0.iter()
    }
}
