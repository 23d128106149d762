//! The files of a form that was filled in once for many records. Each record gets rows of its own, so
//! that it keeps, shows and loses them by itself; the bytes lie there once.

use std::collections::BTreeMap;

use db::Tx;
use platform::{
    Act,
    act::Origin,
    files::{self, FileRow},
};
use vocab::{Id, Kind as IdKind};

use crate::{
    Answers, Value,
    papers::{Paper, PaperId},
    store::papers as store,
};

/// The files that answers name, as they lie ready.
#[derive(Debug, Clone, Default)]
pub struct Shared(BTreeMap<String, (Paper, FileRow)>);

/// Files on their way to the records that took them.
#[derive(Debug, Default)]
pub struct Given(Vec<(Paper, FileRow)>);

impl Shared {
    /// Those of `answers`.
    pub async fn of(tx: &mut Tx, answers: &Answers) -> Result<Self, db::Error> {
        let named = answers.0.values().filter_map(|it| match it {
            Value::List(all) => Some(all),
            _ => None,
        });
        let ids: Vec<PaperId> = named.flatten().filter_map(|it| it.parse().ok()).collect();
        if ids.is_empty() {
            return Ok(Self::default());
        }
        let papers = store::by_ids(tx, &ids).await?;
        let rows = files::list_many(tx, &ids).await?;
        let row = |paper: &Paper| rows.iter().find(|it| it.owner_bits() == paper.id.bits());
        let both = papers.iter().filter_map(|it| Some((it.clone(), row(it)?.clone())));
        Ok(Self(both.map(|it| (it.0.id.to_string(), it)).collect()))
    }

    /// `answers` as `record` gives them, with files of its own, and those files.
    pub fn for_one<K: IdKind>(
        &self,
        origin: &Origin,
        record: Id<K>,
        answers: &Answers,
    ) -> (Answers, Given) {
        let (mut own, mut given) = (answers.clone(), Given::default());
        for value in own.0.values_mut() {
            let Value::List(all) = value else { continue };
            for name in all {
                let Some((paper, row)) = self.0.get(name) else { continue };
                let id: PaperId = origin.ids.make(origin.now);
                let owner = (K::PREFIX.to_owned(), record.bits());
                *name = id.to_string();
                given.0.push((Paper { id, owner, ..paper.clone() }, row.clone()));
            }
        }
        (own, given)
    }
}

impl Given {
    /// Those of both.
    pub fn and(&mut self, more: Self) {
        self.0.extend(more.0);
    }

    /// Gives the records what they took, inside the act that keeps their answers.
    pub async fn settle(self, act: &mut Act<'_>) -> Result<(), db::Error> {
        if self.0.is_empty() {
            return Ok(());
        }
        let papers: Vec<&Paper> = self.0.iter().map(|it| &it.0).collect();
        store::add_all(act.tx(), &papers).await?;
        let rows: Vec<(FileRow, PaperId)> =
            self.0.iter().map(|it| (it.1.clone(), it.0.id)).collect();
        files::add_again(act, &rows).await
    }
}
