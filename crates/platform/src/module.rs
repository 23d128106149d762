//! What a module declares of itself, once: navigation, permissions, tables, routes and jobs of the
//! whole system are built from the list of these.

use db::Migration;
use web::{Home, MenuItem, Permission, Routes};

use crate::{
    api::ApiRoutes,
    audit::ActLabel,
    effects::Effect,
    files::FileOwner,
    hall,
    jobs::{JobKind, Listener},
    measures::Reading,
    panels::Panel,
    privacy::{Eraser, PersonalTable, Retention},
    requests::{Correction, Disclosure, Duty},
    rights::Handover,
    seal::SealedColumn,
    waiting::Desk,
};

/// A floor or a domain, as the server wires it.
#[derive(Clone, Copy)]
pub struct Module {
    /// Its name in migrations and on the permissions page.
    pub name: &'static str,
    /// Its tables, oldest first.
    pub migrations: &'static [Migration],
    /// Its pages and its API.
    pub routes: fn() -> Routes,
    /// What programs can ask it.
    pub api: fn() -> ApiRoutes,
    /// What may be done in it, and by whom.
    pub permissions: &'static [Permission],
    /// Its lines in the navigation.
    pub menu: &'static [MenuItem],
    /// Where roles start, if here.
    pub homes: &'static [Home],
    /// The long work that it does, and what it does by the clock.
    pub jobs: &'static [JobKind],
    /// What it does when something happens elsewhere.
    pub listeners: &'static [Listener],
    /// What others can have it do, inside their own acts.
    pub effects: &'static [Effect],
    /// What it can count of its records, for indicators.
    pub measures: &'static [Reading],
    /// What it adds to cockpits.
    pub panels: &'static [Panel],
    /// What its acts are called in the audit trail, room by room.
    pub acts: &'static [&'static [ActLabel]],
    /// The columns whose values are sealed.
    pub sealed: &'static [SealedColumn],
    /// What is kept of it for how long.
    pub retention: &'static [Retention],
    /// How a person is erased from it.
    pub erasers: &'static [Eraser],
    /// Its tables that name people, and what becomes of their rows when one is erased.
    pub personal: &'static [PersonalTable],
    /// Who may have the files of its things.
    pub files: &'static [FileOwner],
    /// What of people's records can be corrected.
    pub corrections: &'static [Correction],
    /// What it tells people of their data.
    pub disclosures: &'static [Disclosure],
    /// What the law wants kept of people.
    pub duties: &'static [Duty],
    /// What of it waits for people, by deadline.
    pub waiting: &'static [Desk],
    /// What it has in hand for people, and how that goes to a successor.
    pub handovers: &'static [Handover],
    /// What of it anyone can do without an account.
    pub hall: &'static [hall::Entry],
}

impl Module {
    /// Nothing yet: what a module begins with, `Module { name: "…", ..Module::BARE }`.
    pub const BARE: Self = Self {
        name: "",
        migrations: &[],
        routes: Routes::new,
        api: ApiRoutes::new,
        permissions: &[],
        menu: &[],
        homes: &[],
        jobs: &[],
        listeners: &[],
        effects: &[],
        measures: &[],
        panels: &[],
        acts: &[],
        sealed: &[],
        retention: &[],
        erasers: &[],
        personal: &[],
        files: &[],
        corrections: &[],
        disclosures: &[],
        duties: &[],
        waiting: &[],
        handovers: &[],
        hall: &[],
    };

    /// Its pages and what programs can ask, as one table of routes.
    pub fn all_routes(&self) -> Routes {
        (self.routes)().merge((self.api)().into_routes())
    }
}

/// What the rooms of a domain declare, as one list of `N`: a constant, as [`Module`] wants it.
///
/// # Panics
///
/// Where `N` is not how many there are, or there are none: while it is compiled.
pub const fn joined<T: Copy, const N: usize>(parts: &[&[T]]) -> [T; N] {
    let (mut all, mut at, mut part) = ([parts[0][0]; N], 0, 0);
    while part < parts.len() {
        let mut one = 0;
        while one < parts[part].len() {
            all[at] = parts[part][one];
            (at, one) = (at + 1, one + 1);
        }
        part += 1;
    }
    assert!(at == N, "so many are declared");
    all
}
