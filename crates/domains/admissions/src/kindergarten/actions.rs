//! Setting what a kindergarten is and charges: one act.

use platform::act::Source;
use vocab::PlaceId;

use super::{
    model::Tariff,
    rules::{self, By, Refusal},
    store,
};
use crate::registration::Error;

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        let field = match refusal {
            Refusal::Nature(_) | Refusal::NotYours => "nature",
            Refusal::Past => "since",
            Refusal::Fee => "monthly",
            Refusal::Basis => "basis",
        };
        Self::Wrong(field, refusal.to_string())
    }
}

/// Sets what a kindergarten in `scope` is and charges from a day on.
pub(super) async fn set(
    source: &impl Source,
    (by, scope): (By, PlaceId),
    new: &Tariff,
) -> Result<(), Error> {
    platform::act!(source, "kindergarten.tariff", |act| {
        let today = act.origin().civil_now.date();
        let before = store::find(act.tx(), (scope, new.fee.since), new.school).await?;
        let before = before.ok_or(Error::Missing)?;
        rules::may_set((by, today), &before, new)?;
        store::set(act.tx(), std::slice::from_ref(new)).await?;
        act.about(new.school);
        act.note("since", new.fee.since);
        act.note("nature", new.nature.key());
        act.note("monthly", new.fee.monthly.get());
        if let Some(before) = before.tariff {
            act.note("from", before.fee.monthly.get());
        }
        Ok(())
    })
}
