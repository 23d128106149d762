//! What was published of the demo's cities, each in its own cell: counted from the records there.

use std::path::Path;

use indicator::asking::AsKnown;
use jiff::civil::{Date, date};
use platform::access;

use crate::{config::Config, tools};

/// A published figure of a city.
struct Published {
    cell: &'static str,
    what: &'static str,
    indicator: &'static str,
    on: Date,
    /// A count as it must be; of a rate its hundredths of a percent.
    due: Due,
}

enum Due {
    Count(i64),
    Hundredths(i64),
}

const PUBLISHED: [Published; 4] = [
    Published {
        cell: "ningbo",
        what: "问题24小时处置完成率",
        indicator: "incidents-kept",
        on: date(2022, 12, 31),
        due: Due::Hundredths(9_770),
    },
    Published {
        cell: "shaoxing",
        what: "信访受理件数",
        indicator: "petitions",
        on: date(2021, 12, 31),
        due: Due::Count(472),
    },
    Published {
        cell: "shaoxing",
        what: "信访按期转交、告知、受理、答复率",
        indicator: "petitions-kept",
        on: date(2021, 12, 31),
        due: Due::Hundredths(10_000),
    },
    Published {
        cell: "shaoxing",
        what: "信访积案化解率",
        indicator: "petitions-backlog",
        on: date(2021, 12, 31),
        due: Due::Hundredths(10_000),
    },
];

/// Whether each figure of the cities that are there comes out, with a line that says what was counted.
pub(super) async fn told(data: &Path) -> anyhow::Result<Vec<(bool, String)>> {
    let config = Config::load(data)?;
    let mut all = Vec::new();
    for it in &PUBLISHED {
        if !config.cells.iter().any(|cell| cell.key == it.cell) {
            continue;
        }
        let (_, cell) = tools::open(data, Some(it.cell)).await?;
        let held: Result<_, db::Error> = db::read!(cell.db, "indicator", |tx| {
            let Some(root) = access::root(tx).await? else { return Ok(None) };
            indicator::asking::value(tx, (it.indicator, root), AsKnown::now(it.on)).await
        });
        let (part, whole) = held?.map_or((0, 0), |it| (it.value.part, it.value.whole));
        let counted = match it.due {
            Due::Count(due) => (part == due, format!("{part}；公布 {due}")),
            Due::Hundredths(due) => {
                let rate = super::hundredths(part, whole);
                let (counted, due_text) = (super::percent(rate), super::percent(due));
                (whole > 0 && rate == due, format!("{part} / {whole} = {counted}；公布 {due_text}"))
            }
        };
        all.push((counted.0, format!("{}（{}）{}", it.what, cell.config.name, counted.1)));
    }
    Ok(all)
}
