//! How blocks are chained, and what is not as it was sealed.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::model::{Block, Finding, Head, Line, PersonalLine};
use crate::act::{digest, personal_hash};

/// What stands before the first block.
const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";
/// More findings than this tell nothing further.
const FINDINGS_MAX: usize = 1000;

/// The head of the block `number` over records with these digests, in the order of their ids.
pub(super) fn head<'a>(
    previous: &str,
    number: i64,
    made_at: Timestamp,
    digests: impl IntoIterator<Item = &'a str>,
) -> String {
    let (number, made_at) = (number.to_string(), made_at.as_microsecond().to_string());
    let mut parts: Vec<&str> = vec![previous, &number, &made_at];
    for it in digests {
        parts.push(it);
    }
    digest(&parts)
}

/// The block that comes after `last`, over records with these digests.
pub(super) fn next_block(last: Option<&Block>, digests: &[&str], made_at: Timestamp) -> Block {
    let number = last.map_or(1, |it| it.number + 1);
    let previous = last.map_or(GENESIS, |it| &it.head).to_owned();
    let head = head(&previous, number, made_at, digests.iter().copied());
    let records = i64::try_from(digests.len()).unwrap_or(i64::MAX);
    Block { number, previous, head, records, made_at }
}

/// Follows the chain block by block and collects what is not as it was sealed.
#[derive(Debug)]
pub(super) struct Walk {
    /// Where it has got to.
    pub number: i64,
    pub head: String,
    pub records: i64,
    pub findings: Vec<Finding>,
    /// A head that someone kept, until it is met.
    kept: Option<Head>,
}

impl Walk {
    pub(super) fn new(kept: Option<Head>) -> Self {
        Self { number: 0, head: GENESIS.to_owned(), records: 0, findings: Vec::new(), kept }
    }

    /// The next block in the order of their numbers, with the records that say they are in it, in
    /// the order of their ids.
    pub(super) fn block(&mut self, block: &Block, lines: &[Line]) {
        let number = block.number;
        if number != self.number + 1 {
            self.find(Finding::BlocksMissing { first: self.number + 1, last: number - 1 });
        } else if block.previous != self.head {
            self.find(Finding::Unchained { number });
        }
        let found = i64::try_from(lines.len()).unwrap_or(i64::MAX);
        if found != block.records {
            self.find(Finding::RecordsMissing { number, expected: block.records, found });
        }
        let digests = lines.iter().map(|it| it.digest.as_str());
        if head(&block.previous, number, block.made_at, digests) != block.head {
            self.find(Finding::HeadWrong { number });
        }
        self.lines(lines);
        if self.kept.as_ref().is_some_and(|it| it.number == number && it.head == block.head) {
            self.kept = None;
        }
        // What is stored is taken up, so that one finding does not bring all later ones with it.
        (self.number, self.head) = (number, block.head.clone());
        self.records += found;
    }

    /// Records by themselves, in a block or not.
    pub(super) fn lines(&mut self, lines: &[Line]) {
        for line in lines.iter().filter(|it| it.recomputed() != it.digest) {
            self.find(Finding::Altered { act: line.id });
        }
    }

    /// Personal values beside records. Those that were erased are not here, and that is right.
    pub(super) fn personal(&mut self, values: &[PersonalLine]) {
        for it in values {
            let notes: BTreeMap<String, String> =
                serde_json::from_str(&it.notes).unwrap_or_default();
            let sealed = notes.get(&format!("{}#", it.key));
            if sealed != Some(&personal_hash(&it.salt, &it.value)) {
                self.find(Finding::PersonalAltered { act: it.act, key: it.key.clone() });
            }
        }
    }

    /// The chain's end.
    pub(super) fn end(&mut self) -> Option<Head> {
        if let Some(kept) = self.kept.take() {
            self.find(Finding::HeadUnknown { number: kept.number });
        }
        (self.number > 0).then(|| Head { number: self.number, head: self.head.clone() })
    }

    fn find(&mut self, finding: Finding) {
        if self.findings.len() < FINDINGS_MAX {
            self.findings.push(finding);
        }
    }
}
