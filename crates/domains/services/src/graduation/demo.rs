//! Certificates of the invented county: an archive of graduates, who are parents of today's pupils, a
//! year of certificates issued at once, and two requests that a person looks into.

use directory::demo::{Chance, County, Guardian, Sort};
use jiff::civil::{Date, date};
use platform::{
    System,
    effects::Effects,
    providers::{DemoPerson, set_demo_persons},
    seal::Sealer,
};
use vocab::Clock as _;

use super::{
    actions::{self, Error},
    model::{Certificate, Filed, Graduation, Request},
    store,
};

/// How many graduates the archive has at most, and how many of them asked for a certificate this year.
const ARCHIVE: usize = 6000;
const ISSUED: usize = 180;
/// The day on which the archive came in.
const FILED: Date = date(2021, 3, 15);

/// Files the archive, issues the certificates and opens the requests' cases.
///
/// # Errors
///
/// If the database fails.
pub async fn load(
    system: &System,
    county: &County,
    sealer: &Sealer,
    effects: &Effects,
) -> Result<(), Error> {
    let schools: Vec<&str> = county
        .schools
        .iter()
        .filter(|it| it.sort == Sort::Senior)
        .map(|it| it.name.as_str())
        .collect();
    if schools.is_empty() {
        return Ok(());
    }
    // Grown-ups of an age to have finished, every third of whom did so here.
    let grown: Vec<&Guardian> =
        county.guardians.iter().filter(|it| (1968..=1995).contains(&it.born.year())).collect();
    let graduates: Vec<(&Guardian, Graduation)> = grown
        .iter()
        .enumerate()
        .filter(|it| it.0 % 3 == 0)
        .take(ARCHIVE)
        .map(|(at, it)| (*it, graduation(county.plan.seed, at, it, &schools)))
        .collect();
    let absent: Vec<&Guardian> = grown.iter().skip(1).step_by(3).take(2).copied().collect();
    platform::act!(system, "demo.load.graduation", |act| {
        let (ids, now) = (act.origin().ids.clone(), system.clock.now());
        let filed: Vec<Filed> = graduates
            .iter()
            .enumerate()
            .map(|(at, (who, what))| {
                let id: super::model::GraduateId = ids.make(now);
                let (id_sealed, id_index) = actions::numbered(sealer, id.bits(), &who.id_number());
                let archive = format!("J{}-{:04}", &what.finished[2..4], at + 1);
                Filed { id, what: what.clone(), id_sealed, id_index, archive, added_on: FILED }
            })
            .collect();
        store::add_graduates(act.tx(), &filed).await?;
        let mut issued: Vec<Certificate> = Vec::new();
        let asked: Vec<_> = graduates.iter().skip(1).step_by(7).take(ISSUED).enumerate().collect();
        // The oldest first: ids run with time.
        for (at, (who, what)) in asked.into_iter().rev() {
            let id: super::model::CertificateId = ids.make(now);
            let numbered = actions::numbered(sealer, id.bits(), &who.id_number());
            issued.push(actions::made((id, None), numbered, what.clone(), day(at)));
        }
        store::add_certificates(act.tx(), &issued).await?;
        let today = act.origin().civil_now.date();
        for (at, who) in absent.iter().enumerate().skip(1) {
            let new = actions::requested(
                sealer,
                (ids.make(now), today),
                (&who.id_number(), &who.phone),
                graduation(county.plan.seed, at, who, &schools),
                "在校时的名字与现在相同，班主任姓陈".to_owned(),
            );
            let new = Request { why: "电子档案里没有查到毕业记录".to_owned(), ..new };
            actions::hand_over(act, effects, &new).await?;
        }
        set_demo_persons(act.tx(), &persons(&graduates, &absent)).await?;
        Ok(())
    })
}

/// When somebody finished who was born so long ago: at eighteen or nineteen, in a July.
fn graduation(seed: u64, at: usize, who: &Guardian, schools: &[&str]) -> Graduation {
    let mut chance = Chance::of(seed, "graduation", at);
    let year = who.born.year() + if who.born.month() < 9 { 18 } else { 19 };
    Graduation {
        name: who.name.clone(),
        school_name: (*chance.pick(schools)).to_owned(),
        finished: format!("{year}-07"),
    }
}

/// The day of the `at`-th certificate: one every other day, up to the demo's own.
fn day(at: usize) -> Date {
    let back = i64::try_from(at).unwrap_or(0) * 350 / i64::try_from(ISSUED).unwrap_or(1);
    date(2021, 12, 19).saturating_sub(jiff::Span::new().days(back))
}

/// Whom the demo's stand-in for 浙里办 can show.
fn persons(graduates: &[(&Guardian, Graduation)], absent: &[&Guardian]) -> Vec<DemoPerson> {
    let person = |label: &str, who: &Guardian| DemoPerson {
        label: format!("{}（{label}）", who.name),
        name: who.name.clone(),
        number: who.id_number().open().to_owned(),
    };
    let graduates = graduates.iter().map(|it| it.0);
    let known = graduates.clone().take(1).map(|it| person("档案里有毕业记录", it));
    let served = graduates.skip(1).take(1).map(|it| person("已经开过毕业证明", it));
    let others = absent.iter().zip(["档案里没有毕业记录", "正在人工核查"]);
    known.chain(served).chain(others.map(|(who, label)| person(label, who))).collect()
}
