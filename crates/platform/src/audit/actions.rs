//! Sealing what is new, and checking all that was sealed.

use db::Db;
use jiff::Timestamp;

use super::{
    model::{Block, Head, Line, Report},
    rules::{self, Walk},
    store,
};

/// How many records go into one block at most.
pub(super) const BLOCK_MAX: i64 = 2000;
/// How many records a check holds at a time, more or less.
const WALK_RECORDS: i64 = 10_000;
const WALK_BLOCKS: i64 = 500;

/// Why a block was not added.
#[derive(Debug, thiserror::Error)]
enum NotSealed {
    /// Another process was quicker.
    #[error("another process seals")]
    Overtaken,
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl db::Retry for NotSealed {
    fn database(&self) -> Option<&db::Error> {
        match self {
            Self::Db(error) => Some(error),
            Self::Overtaken => None,
        }
    }
}

/// Puts records that are in no block yet into a new one. Says how many.
///
/// They are looked for in a read of its own: a search inside the write would conflict with every
/// act that is under way, on PostgreSQL.
pub async fn seal(db: &Db, now: Timestamp) -> Result<i64, db::Error> {
    let found: Result<_, db::Error> =
        db::read!(db, "unsealed acts", |tx| { store::unsealed(tx, BLOCK_MAX).await });
    let found = found?;
    if found.is_empty() {
        return Ok(0);
    }
    let (ids, digests): (Vec<_>, Vec<_>) = found.iter().map(|it| (it.0, it.1.as_str())).unzip();
    let sealed: Result<i64, NotSealed> = db::write!(db, "seal acts", |tx| {
        let last = store::last_block(tx).await?;
        let block = rules::next_block(last.as_ref(), &digests, now);
        store::add_block(tx, &block).await?;
        let fresh = store::set_block(tx, block.number, &ids).await?;
        if usize::try_from(fresh) != Ok(ids.len()) {
            return Err(NotSealed::Overtaken);
        }
        Ok(block.records)
    });
    match sealed {
        Ok(records) => Ok(records),
        Err(NotSealed::Overtaken | NotSealed::Db(db::Error::Taken)) => Ok(0),
        Err(NotSealed::Db(error)) => Err(error),
    }
}

/// Checks the whole chain: every block follows the one before it, every record says what it said
/// when it was sealed, none is gone. `kept` is a head from earlier that must still be in it.
pub async fn verify(db: &Db, kept: Option<Head>) -> Result<Report, db::Error> {
    let mut check = Check::new(kept);
    while check.step(db).await? {}
    check.end(db).await
}

/// A check of the chain in steps, so that a job can say how far it is.
pub(super) struct Check {
    walk: Walk,
    blocks: i64,
}

impl Check {
    pub(super) fn new(kept: Option<Head>) -> Self {
        Self { walk: Walk::new(kept), blocks: 0 }
    }

    /// The last block that was looked at.
    pub(super) fn number(&self) -> i64 {
        self.walk.number
    }

    /// Looks at some blocks more. Says whether there were any.
    pub(super) async fn step(&mut self, db: &Db) -> Result<bool, db::Error> {
        let after = self.walk.number;
        let found: Result<_, db::Error> = db::read!(db, "check blocks", |tx| {
            let blocks = some(store::blocks(tx, after, WALK_BLOCKS).await?);
            let (Some(first), Some(last)) = (blocks.first(), blocks.last()) else {
                return Ok((blocks, Vec::new(), Vec::new()));
            };
            let (first, last) = (first.number, last.number);
            let lines = store::lines(tx, first, last).await?;
            let personal = store::personal(tx, first, last).await?;
            Ok((blocks, lines, personal))
        });
        let (blocks, lines, personal) = found?;
        let mut rest: &[Line] = &lines;
        for block in &blocks {
            let skipped = rest.partition_point(|it| it.block < Some(block.number));
            let count = rest[skipped..].partition_point(|it| it.block == Some(block.number));
            self.walk.block(block, &rest[skipped..skipped + count]);
            rest = &rest[skipped + count..];
        }
        self.walk.personal(&personal);
        self.blocks += i64::try_from(blocks.len()).unwrap_or(0);
        Ok(!blocks.is_empty())
    }

    pub(super) async fn end(mut self, db: &Db) -> Result<Report, db::Error> {
        let mut after = 0;
        loop {
            let found: Result<_, db::Error> = db::read!(db, "check unsealed", |tx| {
                store::unsealed_lines(tx, after, WALK_RECORDS).await
            });
            let lines = found?;
            self.walk.lines(&lines);
            let Some(last) = lines.last() else { break };
            after = last.id.bits();
        }
        let waiting: Result<_, db::Error> =
            db::read!(db, "unsealed count", |tx| { store::waiting(tx).await });
        let (unsealed, oldest_unsealed) = waiting?;
        let head = self.walk.end();
        let Walk { records, findings, .. } = self.walk;
        Ok(Report { blocks: self.blocks, records, head, findings, unsealed, oldest_unsealed })
    }
}

/// The first of `blocks` that together hold about as many records as a check takes at a time.
fn some(mut blocks: Vec<Block>) -> Vec<Block> {
    let mut records = 0;
    let over = blocks.iter().position(|it| {
        records += it.records;
        records > WALK_RECORDS
    });
    blocks.truncate(over.map_or(blocks.len(), |it| it.max(1)));
    blocks
}
