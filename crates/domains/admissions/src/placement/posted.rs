//! 录取公示: what a placement came to, school by school, laid before everyone with a way to object. No
//! child is named: a family finds its own by number.

use db::Tx;
use drawing::given;
use jiff::civil::DateTime;
use notice::given::Wanted;
use platform::Act;
use vocab::AccountId;

use super::{
    model::{Run, Sum},
    store,
};
use crate::{
    kindergarten::{Nature, fee_words},
    registration::{Campaign, Entry, Error, Terms},
};

/// The kind of notice.
const KIND: &str = "entry-result";
const BODY: &str = "各校招生计划、录取人数和录取办法公示如下。每个孩子的录取学校和理由，凭报名号在“录取结果查询”\
里查。对录取有异议的，公示期内在本页提出，写明报名号和理由，会有人核实并答复。";

/// Publishes the notice of `run`, and notes it there.
pub(super) async fn publish(
    act: &mut Act<'_>,
    (terms, run): (&Terms, &Run),
    (by, at): (Option<AccountId>, DateTime),
) -> Result<(), Error> {
    let rows = rows(act.tx(), (terms, run)).await?;
    let title = title(&terms.campaign);
    let wanted = Wanted {
        kind: KIND,
        place: terms.county,
        by,
        source: &terms.campaign.title,
        at,
        title: &title,
        body: BODY,
        rows: &rows,
    };
    let number = notice::given::publish(act, &wanted).await?;
    store::set_notice(act.tx(), run.id, &number).await?;
    Ok(())
}

fn title(it: &Campaign) -> String {
    let rehearsal = if it.rehearsal { "（演练，不作数）" } else { "" };
    format!("{}录取公示{rehearsal}", it.title)
}

/// A line for each school.
async fn rows(tx: &mut Tx, (terms, run): (&Terms, &Run)) -> Result<Vec<Vec<String>>, Error> {
    let draws = store::draws(tx, run.campaign).await?;
    let owners: Vec<i64> = draws.iter().map(|it| it.id.bits()).collect();
    let numbers = given::numbers(tx, &owners).await?;
    let draw_of = |it: &Sum| {
        let draw = draws.iter().find(|draw| draw.school == it.school)?;
        numbers.get(&draw.id.bits())
    };
    let entry = terms.campaign.entry;
    let how = |it: &Sum| match (entry, it.nature, draw_of(it)) {
        (Entry::Kindergarten, _, drawn) => {
            let found = terms.schools.iter().find(|one| one.school == it.school);
            let told =
                found.map(|it| format!("{} {}", it.nature.label(), fee_words(it.fee.as_ref())));
            let how = match drawn {
                Some(number) => format!("服务区就近以后的剩余学位大片区摇号（{number}）"),
                None => "服务区就近以后的剩余学位按志愿全部录取".to_owned(),
            };
            format!("{}；{how}", told.unwrap_or_default())
        }
        (_, Nature::Public, _) => "按类别先后、就近或者积分".to_owned(),
        (_, _, Some(number)) => format!("超计划公开派位（{number}）"),
        (_, _, None) => "不超计划全部录取".to_owned(),
    };
    let line = |it: Sum| {
        let how = how(&it);
        vec![it.name, it.seats.to_string(), it.placed.to_string(), how]
    };
    Ok(store::sums(tx, run).await?.into_iter().map(line).collect())
}
