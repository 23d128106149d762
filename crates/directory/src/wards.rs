//! Whose guardian someone is, for the floor below that shows who looked.

use platform::privacy::{Ward, Wards};
use vocab::{Kind as _, Personal, names::kinds};
use web::{Later, Visit};

use crate::{model::Child, store};

/// Guardians and their children, as the directory knows them.
#[derive(Debug, Clone, Copy)]
pub struct Families;

impl Wards for Families {
    fn of<'a>(&'a self, visit: &'a Visit) -> Later<'a, Result<Vec<Ward>, db::Error>> {
        Box::pin(async move {
            let (account, day) = (visit.actor.account, visit.today());
            let children: Result<Vec<Child>, db::Error> = db::read!(visit.db(), "wards", |tx| {
                store::guardians::children_of(tx, account, day).await
            });
            let ward = |it: Child| Ward {
                kind: kinds::StudentId::PREFIX,
                bits: it.line.id.bits(),
                name: Personal::new(it.line.name),
            };
            Ok(children?.into_iter().map(ward).collect())
        })
    }
}
