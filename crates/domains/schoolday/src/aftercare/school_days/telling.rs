//! Telling families of a changed day, some hundred at a time: one notice a family and day, whatever
//! schools its children go to.

use jiff::civil::Date;
use platform::act::Source;
use vocab::AccountId;

use super::{rules, store};
use crate::aftercare::error::Error;

/// How many are told in one act.
const BATCH: i64 = 300;

/// Tells everyone who is still to be told of `day`. Says how many there were.
pub(super) async fn tell(source: &impl Source, day: Date) -> Result<usize, Error> {
    let mut told = 0;
    loop {
        let found: Result<Vec<AccountId>, db::Error> =
            db::read!(source.store(), "untold", |tx| { store::next_untold(tx, day, BATCH).await });
        let accounts = found?;
        if accounts.is_empty() {
            return Ok(told);
        }
        let done: Result<(), Error> = platform::act!(source, "aftercare.day.tell", |act| {
            let lines = store::untold_of(act.tx(), day, &accounts).await?;
            for family in lines.chunk_by(|one, other| one.0 == other.0) {
                let words: Vec<_> = family
                    .iter()
                    .map(|it| (it.1.clone(), it.2.open().clone(), it.3.clone()))
                    .collect();
                act.tell(family[0].0, rules::notice(&words), "/family/aftercare");
            }
            store::clear_untold(act.tx(), day, &accounts).await?;
            act.note("day", day);
            act.note("accounts", accounts.len());
            Ok(())
        });
        done?;
        told += accounts.len();
    }
}
