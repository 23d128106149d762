//! One desk over the whole house: what waits for the identity in use, whichever module has it, the
//! nearest deadline first. A module declares its part ([`Desk`]); nobody has to look in five places.
//!
//! | file | holds |
//! |---|---|
//! | `mod.rs` | what waits, for whom, and the parts put together |
//! | `pages.rs` | the page and its workbook |
//!
//! Each part answers by a statement of its own that goes along an index by deadline, and is asked
//! for no more than a page: a desk of a hundred thousand costs what one of fifty does.

mod pages;
#[cfg(test)]
mod tests;

use db::Tx;
use jiff::civil::{DateTime, date};
use vocab::{AccountId, PlaceId, Role};
use web::{Actor, Later, MenuItem, Need, Permission, Routes, WAITING};

use crate::Module;

/// What stands for no deadline: later than any.
pub const NEVER: DateTime = date(9999, 12, 31).at(0, 0, 0, 0);
/// Before every deadline.
const FIRST: DateTime = date(1, 1, 1).at(0, 0, 0, 0);
/// What is behind every deadline, none included.
const BEHIND_ALL: DateTime = date(9999, 12, 31).at(23, 59, 59, 0);
/// A part counts no further: what is said then is 999+.
pub const COUNTED_MAX: i64 = 1000;
/// What a page says where it counted no further.
pub const COUNTED_HINT: &str = "件数数到 1000 为止；翻页和导出不受影响。";

/// Having work to do.
pub(crate) const USE: Permission = Permission {
    key: "waiting.use",
    label: "查看待我办理",
    roles: &[
        Role::BureauLeader,
        Role::BasicEducationClerk,
        Role::FinanceClerk,
        Role::OfficeClerk,
        Role::PersonnelClerk,
        Role::SafetyClerk,
        Role::SupervisionClerk,
        Role::ExamsClerk,
        Role::TownClerk,
        Role::Principal,
        Role::AftercareManager,
        Role::RollManager,
        Role::SchoolFinance,
        Role::SafetyOfficer,
        Role::ClassTeacher,
        Role::Teacher,
        Role::OutsideTeacher,
        Role::Inspector,
    ],
};
/// The right to one's desk.
const MINE: Need = Need::May(USE.key);

/// One's desk.
pub(crate) const PAGE: MenuItem =
    MenuItem { group: "", label: "待我办理", path: WAITING, icon: "inbox", need: MINE };

/// Whose desk it is: an identity, at a moment of the cell's calendar.
#[derive(Debug, Clone, Copy)]
pub struct Who {
    /// The account.
    pub account: AccountId,
    /// The role in use.
    pub role: Role,
    /// The place at which it is held.
    pub scope: PlaceId,
    /// Now.
    pub now: DateTime,
}

/// Which stretch of a desk is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Stretch {
    /// After this deadline and id.
    pub after: (DateTime, i64),
    /// Due before then.
    pub before: DateTime,
    /// No more than so many.
    pub limit: i64,
}

impl Stretch {
    /// The first `limit` of all.
    pub const fn first(limit: i64) -> Self {
        Self { after: (FIRST, 0), before: BEHIND_ALL, limit }
    }

    /// Whether what is due `due` and has this id lies in it.
    pub fn has(&self, due: DateTime, id: i64) -> bool {
        (due, id) > self.after && due < self.before
    }
}

/// Something that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waits {
    /// What it is about.
    pub title: String,
    /// The entry that it belongs to, as people call it: 校园安全事件.
    pub kind: String,
    /// What is to be done: 核查, 填报, 评分.
    pub to_do: String,
    /// Where.
    pub place: String,
    /// By when; [`NEVER`] where there is no deadline.
    pub due: DateTime,
    /// The bits of its id, which order what is due at once.
    pub id: i64,
    /// Its page inside the cell.
    pub path: String,
}

/// What a part lists, once the database has answered.
pub type Listing<'a> = Later<'a, Result<Vec<Waits>, db::Error>>;

/// The part of a module.
#[derive(Debug, Clone, Copy)]
pub struct Desk {
    /// Its word in addresses.
    pub key: &'static str,
    /// As people call what waits there: 办件.
    pub label: &'static str,
    /// What waits, by deadline and id.
    pub list: for<'a> fn(&'a mut Tx, Who, Stretch) -> Listing<'a>,
    /// How much waits, counted to [`COUNTED_MAX`], where that is asked more cheaply than by listing it:
    /// an office has tens of thousands of cases, but owes a handful of returns.
    pub count: Option<Counting>,
}

/// How a part counts what waits.
pub type Counting = for<'a> fn(&'a mut Tx, Who) -> Later<'a, Result<i64, db::Error>>;

impl Desk {
    async fn counted(&self, tx: &mut Tx, who: Who) -> Result<i64, db::Error> {
        if let Some(count) = self.count {
            return count(tx, who).await;
        }
        let found = (self.list)(tx, who, Stretch::first(COUNTED_MAX)).await?;
        Ok(i64::try_from(found.len()).unwrap_or(i64::MAX))
    }
}

/// The parts of all modules, as a service of each cell.
#[derive(Debug, Clone, Default)]
pub struct Desks(Vec<Desk>);

impl Desks {
    /// What `modules` declare, in their order.
    pub fn of<'a>(modules: impl IntoIterator<Item = &'a Module>) -> Self {
        Self(modules.into_iter().flat_map(|it| it.waiting).copied().collect())
    }

    /// What waits for `who` in the part called `part`, or in all where it is empty.
    pub async fn list(
        &self,
        tx: &mut Tx,
        (who, part): (Who, &str),
        stretch: Stretch,
    ) -> Result<Vec<Waits>, db::Error> {
        let mut all = Vec::new();
        for desk in self.0.iter().filter(|it| part.is_empty() || it.key == part) {
            all.extend((desk.list)(tx, who, stretch).await?);
        }
        all.sort_by_key(|it| (it.due, it.id));
        all.truncate(usize::try_from(stretch.limit).unwrap_or(usize::MAX));
        Ok(all)
    }

    /// How much waits for `who` in each part, each with its word and label.
    pub async fn counts(
        &self,
        tx: &mut Tx,
        who: Who,
    ) -> Result<Vec<(&'static str, &'static str, i64)>, db::Error> {
        let mut all = Vec::with_capacity(self.0.len());
        for desk in &self.0 {
            all.push((desk.key, desk.label, desk.counted(tx, who).await?));
        }
        Ok(all)
    }

    /// How much waits for `who` altogether, for the navigation.
    pub(crate) async fn total(&self, tx: &mut Tx, who: Who) -> Result<u64, db::Error> {
        if !USE.roles.contains(&who.role) {
            return Ok(0);
        }
        let counts = self.counts(tx, who).await?;
        Ok(counts.iter().map(|it| u64::try_from(it.2).unwrap_or(0)).sum())
    }
}

/// The identity in use of `actor`, at `now`.
pub fn who(actor: &Actor, now: DateTime) -> Who {
    Who { account: actor.account, role: actor.role(), scope: actor.scope(), now }
}

/// The pages.
pub(crate) fn routes() -> Routes {
    pages::routes()
}
