//! What was counted from a cell's records, kept until anything is written there.
//!
//! A cockpit counts a hundred thousand rows, and a whole office opens it on the same morning. The
//! first who asks counts, those who come meanwhile wait for that one answer, and it holds exactly
//! as long as the database's version: nothing has to be told to forget it.

use std::{
    any::{Any, TypeId},
    fmt,
    sync::Arc,
};

use db::Version;
use quick_cache::sync::Cache;

use crate::Cell;

/// Answers that a cell keeps: the places of a county for a few days each.
const ANSWERS_MAX: usize = 512;

type Answer = Arc<dyn Any + Send + Sync>;

/// The answers of one cell.
pub(crate) struct Kept(Cache<(TypeId, String, Version), Answer>);

impl Kept {
    pub(crate) fn new() -> Self {
        Self(Cache::new(ANSWERS_MAX))
    }
}

impl fmt::Debug for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Kept({})", self.0.len())
    }
}

impl Cell {
    /// What `count` makes of the records, or what it made of the same records before.
    ///
    /// `question` names all that the answer depends on beside the records: what is counted, for
    /// which place, as of which day. Whether the person may see the answer is asked outside.
    ///
    /// # Errors
    ///
    /// What `count` ends in, which is not kept, or that the database cannot be reached.
    ///
    /// # Panics
    ///
    /// Never: an answer is kept under its type.
    pub async fn kept<T, E>(
        &self,
        question: String,
        count: impl Future<Output = Result<T, E>>,
    ) -> Result<Arc<T>, E>
    where
        T: Any + Send + Sync,
        E: From<db::Error>,
    {
        // The version before the counting: what is written meanwhile then makes the answer too new
        // for its name, and never too old.
        let key = (TypeId::of::<T>(), question, self.db.version().await?);
        let counted = async { count.await.map(|it| Arc::new(it) as Answer) };
        let answer = self.kept.0.get_or_insert_async(&key, counted).await?;
        Ok(answer.downcast().expect("the key names the type"))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

    use db::{Error, testing::on_sqlite};
    use vocab::TestCalendar;

    use super::*;

    fn calendar() -> TestCalendar {
        TestCalendar::at("2021-12-20T08:00")
    }

    async fn ask(cell: &Cell, counted: &AtomicU32) -> u32 {
        let count = async {
            tokio::task::yield_now().await;
            Ok::<_, Error>(counted.fetch_add(1, Relaxed) + 1)
        };
        *cell.kept("how often".to_owned(), count).await.unwrap()
    }

    #[tokio::test]
    async fn an_answer_holds_until_something_is_written() {
        on_sqlite(&[], async |db| {
            let counted = AtomicU32::new(0);
            let cell = Cell::new("x", "X", db.clone(), Arc::new(calendar()), true);
            assert_eq!((ask(&cell, &counted).await, ask(&cell, &counted).await), (1, 1));
            let written: Result<(), Error> = db::write!(db, "write", |tx| {
                tx.run("CREATE TABLE thing (id BIGINT)", &[]).await.map(drop)
            });
            written.unwrap();
            assert_eq!((ask(&cell, &counted).await, ask(&cell, &counted).await), (2, 2));
        })
        .await;
    }

    #[tokio::test]
    async fn many_who_ask_at_once_have_it_counted_once() {
        on_sqlite(&[], async |db| {
            let counted = AtomicU32::new(0);
            let cell = Cell::new("x", "X", db, Arc::new(calendar()), true);
            let all = futures_util::future::join_all((0..20).map(|_| ask(&cell, &counted))).await;
            assert!(all.iter().all(|it| *it == 1), "{all:?}");
        })
        .await;
    }

    #[tokio::test]
    async fn what_failed_is_counted_again() {
        on_sqlite(&[], async |db| {
            let cell = Cell::new("x", "X", db, Arc::new(calendar()), true);
            let failing = async { Err::<u32, _>(Error::Lost) };
            cell.kept("it".to_owned(), failing).await.unwrap_err();
            let counting = async { Ok::<u32, Error>(7) };
            assert_eq!(*cell.kept("it".to_owned(), counting).await.unwrap(), 7);
        })
        .await;
    }
}
