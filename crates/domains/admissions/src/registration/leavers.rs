//! Of the invented county: families who gave a seat up in the summer and moved away, and whose seat went
//! to a child who sits there now.

use directory::demo::{Chance, County};
use jiff::{Span, civil::DateTime};
use platform::{Act, seal::Sealer};
use vocab::{IdNumber, Phone, Sex};

use super::{
    actions::{Named, Wanted, row},
    error::Error,
    model::{Channel, Registration, State, Wish},
    terms::Terms,
};

/// Of a thousand children at public schools, so many came to their seats when others gave them up.
const REFILLED: usize = 6;
/// The last number that a day has, which no child of the county has.
const SERIAL: u16 = 498;
/// Telephones that no family of the county has.
const PHONES: u32 = 70_000_000;
const NAMES: [&str; 8] =
    ["林一诺", "许沐辰", "高知夏", "蒋子墨", "唐语桐", "罗景行", "何晚晴", "方以宁"];

/// Whether the child at `at` of the county's students came to its seat so.
pub(crate) fn was_refilled(county: &County, at: usize) -> bool {
    Chance::of(county.plan.seed, "refilled", at).happens(REFILLED)
}

/// A family that had registered in the same area as `next`, the `nth` of a campaign: it counts as
/// placed there, and gives its seat up.
pub(super) fn leaver(
    act: &Act<'_>,
    (sealer, terms): (&Sealer, &Terms),
    (nth, next): (usize, &Registration),
    at: DateTime,
) -> Result<Option<Registration>, Error> {
    let it = &terms.campaign;
    let days = i64::try_from(nth % 365).unwrap_or(0);
    let born = it.born_to.saturating_sub(Span::new().days(days));
    let sex = if nth.is_multiple_of(2) { Sex::Female } else { Sex::Male };
    let phone = u32::try_from(nth).ok().and_then(|nth| Phone::invented(PHONES + nth));
    let Some((number, phone)) = IdNumber::invented(born, sex, SERIAL).zip(phone) else {
        return Ok(None);
    };
    let name = NAMES[nth % NAMES.len()];
    let wanted = Wanted {
        id: act.origin().ids.make(act.origin().now),
        campaign: it.id,
        account: None,
        guardian: format!("{}家长", name.chars().next().unwrap_or('林')),
        phone,
        school: next.school,
        address: next.address.clone(),
        at: next.at,
        category: next.category.clone(),
        wish: Wish::Public,
        choices: Vec::new(),
        channel: Channel::School,
        children: Vec::new(),
    };
    let child = Named { student: None, name: name.to_owned(), number };
    let one = row((sealer, terms), &wanted, (wanted.id, &child, None), at)?;
    Ok(Some(Registration { state: State::Granted, ..one }))
}
