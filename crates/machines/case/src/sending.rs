//! A case that somebody sends in without an account: what a kind takes from outside, for an office to
//! take up. Who it was, nobody knows but by what they wrote.

use std::sync::Arc;

use catalog::Loaded;
use form::{Answers, Posted, Value};
use platform::accounts::{self, Rate};
use vocab::PlaceId;
use web::Call;

use crate::{
    actions::{self, Error, minute},
    begin::{self, New},
    definition::{Case, Public},
    model::CaseId,
    moving, store,
};

/// From one network: whoever has something to say says it once, and a library's readers share an
/// address.
const SENT: Rate = Rate { name: "case-send", times: 30, span: jiff::SignedDuration::from_hours(1) };

/// Begins a case of `kind` with what was typed, and gives its number. Sent twice, it is begun once.
pub(crate) async fn send(
    call: &Call,
    (kind, public): (&Arc<Loaded<Case>>, &Public),
    (id, place): (CaseId, PlaceId),
    posted: &Posted,
) -> Result<String, Error> {
    let (now, none) = (minute(call.civil_now()), Answers::default());
    let case = &kind.what;
    let answers = form::read(&case.fields, &public.asks, posted, (&none, now.date()));
    let mut answers = answers.map_err(Error::Wrong)?;
    for (field, option) in &public.given {
        answers.0.insert(case.fields[*field].key.clone(), Value::Text(option.clone()));
    }
    accounts::limit(call, SENT, None)?;
    let effects = actions::effects(call);
    platform::act!(call, "case.send", |act| {
        if let Some(there) = store::find(act.tx(), id).await? {
            let same = there.made_by.is_none() && there.entry == kind.name;
            return if same { Ok(there.number) } else { Err(Error::Missing) };
        }
        let found = platform::access::find_place(act.tx(), place).await?.ok_or(Error::Missing)?;
        if found.kind != case.subject {
            return Err(Error::Missing);
        }
        let new = New {
            id,
            kind: kind.clone(),
            about: (place, None),
            by: None,
            answers: answers.clone(),
            cause: None,
            from_outside: true,
        };
        let begun = begin::begin(act, new, &effects, now).await?;
        moving::note(act, &begun);
        Ok(begun.standing.record.number)
    })
}
