//! Counting: the whole county for a day, at night and on demand, and one school after something was
//! written there.
//!
//! What is counted is read in a transaction that only reads, since it goes over everything; what
//! changed is then written in an act of its own. A school's difference is added to its town and its
//! county, so that nothing else has to be counted anew.

pub mod job;
pub(crate) mod records;
mod whole;
mod within;
mod writing;

use std::{collections::BTreeMap, sync::Arc};

use catalog::Loaded;
use db::Tx;
use jiff::civil::Date;
use platform::measures::{Asked, Measures};
use vocab::PlaceId;

use crate::{
    adding::{self, Counts},
    definition::Indicator,
    module::catalog,
    store::places,
    tree::Tree,
    value::Value,
};

pub use whole::count;
pub use within::recount;

/// Why nothing was counted.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A text of the cell's own cannot be read.
    #[error(transparent)]
    Catalog(#[from] catalog::Error),
    /// The database.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl db::Retry for Error {
    fn database(&self) -> Option<&db::Error> {
        match self {
            Self::Db(error) | Self::Catalog(catalog::Error::Db(error)) => Some(error),
            Self::Catalog(_) => None,
        }
    }
}

/// What came of a count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Done {
    /// How many indicators were counted.
    pub indicators: usize,
    /// How many values changed.
    pub changed: usize,
}

/// The indicators that hold in the cell.
pub(crate) type Kinds = Vec<Arc<Loaded<Indicator>>>;

/// The values of each indicator at each place of `scope` on `day`, in the order of `kinds`.
async fn values(
    tx: &mut Tx,
    (kinds, measures): (&Kinds, &Measures),
    (scope, day): (PlaceId, Date),
) -> Result<(Tree, Vec<BTreeMap<PlaceId, Value>>), Error> {
    let term = directory::calendar::term_on(tx, day).await?.map(|it| it.first);
    let when = (day, term);
    let runs = adding::runs(kinds.iter().map(|it| &it.what), measures, when);
    let mut counts = Counts::default();
    for (at, first) in runs {
        let Some(reading) = measures.readings().nth(at) else { continue };
        let asked = Asked { scope, first, day };
        counts.take(first, (reading.count)(tx, &asked).await?);
    }
    let mut tree = places::tree(tx, scope, day).await?;
    let inner: Vec<PlaceId> = counts.places().filter(|it| !tree.knows(*it)).collect();
    tree.inside = places::inside(tx, &inner).await?;
    let all = kinds.iter().map(|it| adding::values(&it.what, measures, (&counts, &tree), when));
    let all = all.collect();
    Ok((tree, all))
}

/// What holds in the cell.
pub(crate) async fn kinds(tx: &mut Tx) -> Result<Kinds, Error> {
    Ok(catalog().all_in_force(tx).await?)
}
