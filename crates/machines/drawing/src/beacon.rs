//! Where public values come from that nobody draws by hand: a source outside the county, named with
//! its issue before anyone can know what it gives.

use std::sync::Arc;

use draw::{Source, Value};
use jiff::civil::DateTime;
use sm3::{Digest as _, Sm3};
use web::Later;

/// A public source that can be asked.
pub trait Beacon: Send + Sync {
    /// What it will give next for a list that is sealed at `sealed`.
    fn announce(&self, sealed: DateTime) -> Source;
    /// What it gave for `source`; none where that is not out yet. What went wrong otherwise is told
    /// in a line for the log.
    fn ask<'a>(&'a self, source: &'a Source) -> Later<'a, Result<Option<Value>, String>>;
}

/// The source of a cell, as a service. A cell without one draws by hand.
#[derive(Clone)]
pub struct Beacons(pub Arc<dyn Beacon>);

impl Beacons {
    /// The stand-in, for demonstrations and tests.
    pub fn stand_in() -> Self {
        Self(Arc::new(StandIn))
    }
}

/// A source that stands in for a real one where everything is invented. What it gives follows from
/// its issue, so that a demonstration comes out the same each time; it proves how a draw is checked,
/// not that nobody knew, and its name says so on every page and paper.
#[derive(Debug, Clone, Copy)]
pub struct StandIn;

/// How many values it can give.
const OUTCOMES: u64 = 1_000_000_000_000_000;

impl StandIn {
    /// What it will give for a list sealed at `sealed`.
    pub fn source(sealed: DateTime) -> Source {
        let issue = sealed.strftime("%Y%m%d-%H%M");
        Source::Lottery {
            name: format!("演示替身信标 第 {issue} 期（仅供演示，不是真的随机源）"),
            outcomes: OUTCOMES,
        }
    }

    /// What it gave.
    pub fn value(source: &Source) -> Value {
        let hash = Sm3::digest(source.name());
        let number = hash.iter().take(8).fold(0_u64, |all, it| all << 8 | u64::from(*it));
        Value::Text((number % OUTCOMES).to_string())
    }
}

impl Beacon for StandIn {
    fn announce(&self, sealed: DateTime) -> Source {
        Self::source(sealed)
    }

    fn ask<'a>(&'a self, source: &'a Source) -> Later<'a, Result<Option<Value>, String>> {
        Box::pin(async move { Ok(Some(Self::value(source))) })
    }
}
