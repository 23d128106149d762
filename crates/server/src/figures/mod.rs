//! Whether the demo county has the published figures: counted from its tables by statements of
//! their own, held against what was published and against what the cockpit shows. And whether the
//! cities beside it have theirs.

mod cities;
mod store;

use std::path::Path;

use indicator::asking::AsKnown;
use jiff::civil::date;
use platform::access;
use schoolday::aftercare::figures::{self, model::Rate};
use vocab::Term;

use crate::tools::{self, print};
use store::{FIGURES, SIZES};

/// Counts, tells each number, and fails where one is not what was published.
pub(crate) async fn check(data: &Path) -> anyhow::Result<()> {
    let (_, cell) = tools::open(data, None).await?;
    anyhow::ensure!(cell.config.demo, "{} is no demo county", cell.config.key);
    let mut wrong = 0;
    let mut tell = |is_so: bool, line: String| {
        wrong += usize::from(!is_so);
        print(&format!("{}  {line}", if is_so { "一致" } else { "不符" }));
    };
    let shown = shown(&cell.db).await?;
    let told = told(&cell.db).await?;
    for ((it, shown), told) in FIGURES.iter().zip(shown).zip(told) {
        let counted: Result<_, db::Error> =
            db::read!(cell.db, "figure", |tx| { it.count(tx).await });
        let (part, whole) = counted?;
        let hundredths = hundredths(part, whole);
        let is_so = (part, whole) == (it.part, it.whole)
            && hundredths == it.hundredths
            && (shown.part, shown.whole) == (part, whole)
            && told == Some((part, whole));
        tell(
            is_so,
            format!(
                "{} {part} / {whole} = {}；公布 {} / {} = {}；页面 {} / {}；指标 {}",
                it.what,
                percent(hundredths),
                it.part,
                it.whole,
                percent(it.hundredths),
                shown.part,
                shown.whole,
                told.map_or_else(|| "没有统计".to_owned(), |it| format!("{} / {}", it.0, it.1))
            ),
        );
    }
    for it in &SIZES {
        let counted: Result<_, db::Error> = db::read!(cell.db, "size", |tx| { it.count(tx).await });
        let (n, (least, most)) = (counted?, it.bounds);
        let due = if least == most { least.to_string() } else { format!("{least}–{most}") };
        tell((least..=most).contains(&n), format!("{} {n}；应为 {due}", it.what));
    }
    for (is_so, line) in cities::told(data).await? {
        tell(is_so, line);
    }
    anyhow::ensure!(wrong == 0, "{wrong} 项与公布的数字不符");
    Ok(())
}

/// A share in hundredths of a percent, rounded half up; nought where there is no whole.
fn hundredths(part: i64, whole: i64) -> i64 {
    (part * 20_000 + whole) / (2 * whole.max(1))
}

fn percent(hundredths: i64) -> String {
    format!("{}.{:02} %", hundredths / 100, hundredths % 100)
}

/// The indicators that come to the same four, in their order.
const INDICATORS: [&str; 4] = ["care-schools", "care-pupils", "care-teachers", "care-evening"];

/// The same four as the indicators hold them: numerator and denominator.
async fn told(db: &db::Db) -> anyhow::Result<[Option<(i64, i64)>; 4]> {
    let at = AsKnown::now(date(2021, 12, 20));
    let read: Result<_, db::Error> = db::read!(db, "indicators", |tx| {
        let mut told = [None; 4];
        if let Some(county) = access::root(tx).await? {
            for (one, name) in told.iter_mut().zip(INDICATORS) {
                let held = indicator::asking::value(tx, (name, county), at).await?;
                *one = held.map(|it| (it.value.part, it.value.whole));
            }
        }
        Ok(told)
    });
    Ok(read?)
}

/// The same four as the cockpit shows them.
async fn shown(db: &db::Db) -> anyhow::Result<[Rate; 4]> {
    let term: Term = "2021-1".parse()?;
    let day = date(2021, 12, 20);
    let read: Result<_, db::Error> = db::read!(db, "cockpit", |tx| {
        match access::root(tx).await? {
            Some(county) => figures::of_schools(tx, county, term, day).await,
            None => Ok(Vec::new()),
        }
    });
    let sum = figures::model::sum(&read?);
    Ok([sum.schools, sum.students, sum.teachers, sum.evening])
}
