//! A register through a long row of deeds and sheets by chance: nothing that was written is ever lost
//! or altered, one version of each record holds, and a sheet that comes a second time changes nothing.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Mutex,
};

use directory::demo::Chance;
use jiff::{
    ToSpan as _,
    civil::{Date, DateTime, date},
};
use sheet::Cell;
use vocab::Role;
use web::StatusCode;

use super::{World, answers, import::counts, in_world, pair};
use crate::{
    catalog,
    model::{NEVER, RecordId},
    rules::{Deed, Status},
};

const CLERK: Role = Role::BasicEducationClerk;
const REGISTER: &str = "study-base";
const IMPORT: &str = "/cixi/registers/study-base/import";
const STEPS: usize = 45;
const SEEDS: [u64; 3] = [11, 12, 13];

/// A version as its row has it, without until when it was believed.
type Written = (String, Date, Date, DateTime, Status, Date, i64, String, Option<String>);

/// Every version, and until when it was believed.
type Versions = BTreeMap<(RecordId, i64), (Written, DateTime)>;

/// What holds of a record: since, status, end of its term, newest version.
type Standing = (Date, Status, Date, i64);

async fn versions(world: &World) -> (Versions, BTreeMap<RecordId, Standing>) {
    let system = world.house.system();
    let read: Result<_, db::Error> = db::read!(system.db, "every version", |tx| {
        let versions = tx
            .all("SELECT * FROM register_version", &[], |row| {
                let written: Written = (
                    row.get("deed")?,
                    row.get("valid_from")?,
                    row.get("valid_to")?,
                    row.get("recorded_at")?,
                    row.get("status")?,
                    row.get("expires_on")?,
                    row.get("published")?,
                    row.get("document")?,
                    row.get("reason")?,
                );
                let key = (row.get("record_id")?, row.get("number")?);
                Ok((key, (written, row.get("superseded_at")?)))
            })
            .await?;
        let standings = tx
            .all("SELECT * FROM register_record", &[], |row| {
                let told = (
                    row.get("since")?,
                    row.get("status")?,
                    row.get("expires_on")?,
                    row.get("version")?,
                );
                Ok((row.get("id")?, told))
            })
            .await?;
        Ok((versions, standings))
    });
    let (versions, standings) = read.expect("they are read");
    (versions.into_iter().collect(), standings.into_iter().collect())
}

/// Holds what is there against what was there before `step`.
async fn holds(world: &World, before: &Versions, step: &str) -> Versions {
    let never = NEVER.at(0, 0, 0, 0);
    let (after, standings) = versions(world).await;
    for (key, (written, superseded)) in before {
        let (now, until) = after.get(key).unwrap_or_else(|| panic!("{step}: {key:?} is lost"));
        assert_eq!(now, written, "{step}: {key:?} was altered");
        assert!(superseded == until || *superseded == never, "{step}: {key:?} was believed until");
    }
    for (id, (since, status, expires, version)) in standings {
        let mine = || after.iter().filter(move |it| it.0.0 == id);
        assert_eq!(mine().map(|it| it.0.1).max(), Some(version), "{step}: the newest version");
        let mut believed: Vec<&Written> =
            mine().filter(|it| it.1.1 == never).map(|it| &it.1.0).collect();
        believed.sort_by_key(|it| it.1);
        assert_eq!(believed.first().map(|it| it.1), Some(since), "{step}: from its first day");
        assert!(believed.windows(2).all(|it| it[0].2 == it[1].1), "{step}: {believed:?}");
        let current: Vec<_> = believed.iter().filter(|it| it.2 == NEVER).collect();
        assert_eq!(current.len(), 1, "{step}: one holds now");
        assert_eq!((current[0].4, current[0].5), (status, expires), "{step}: as its row says");
    }
    after
}

#[tokio::test]
async fn no_row_of_deeds_and_sheets_loses_history_or_leaves_two_versions_that_hold() {
    let done = Mutex::new(BTreeSet::new());
    for seed in SEEDS {
        in_world(async |world| row_of(seed, world, &done).await).await;
    }
    let done = done.into_inner().expect("no test broke off");
    for it in Deed::ALL.into_iter().filter(|it| *it != Deed::Keep) {
        assert!(done.contains(&it), "chance never came to {it:?}");
    }
}

/// One row of steps in a world of its own; what was done is noted.
async fn row_of(seed: u64, mut world: World, done: &Mutex<BTreeSet<Deed>>) {
    let (mut known, mut today) = (Versions::new(), date(2021, 12, 20));
    let mut paths: Vec<String> = Vec::new();
    let mut sheets = 0;
    for step in 0..STEPS {
        let mut chance = Chance::of(seed, "register", step);
        today = today.saturating_add(chance.between(0, 60).days());
        world.house.calendar.set(&format!("{today}T09:{:02}:00", step % 60));
        let told = match chance.between(0, 9) {
            _ if paths.len() < 2 => add(&mut world, &mut paths).await,
            0 => add(&mut world, &mut paths).await,
            1..=3 => {
                sheets += 1;
                sheet(&mut world, &mut chance).await
            }
            _ => {
                let at = pick(&mut chance, paths.len());
                let path = paths[at].clone();
                deed(&mut world, &path, (&mut chance, today)).await
            }
        };
        known = holds(&world, &known, &format!("step {step}: {told}")).await;
    }
    assert!(sheets > 5, "chance sent {sheets} sheets");
    let words = known.values().map(|it| Deed::from_key(&it.0.0).expect("a deed"));
    done.lock().expect("no test broke off").extend(words);
}

/// One of `many`, by chance.
fn pick(chance: &mut Chance, many: usize) -> usize {
    let last = i64::try_from(many).expect("few") - 1;
    usize::try_from(chance.between(0, last)).expect("from nought")
}

async fn add(world: &mut World, paths: &mut Vec<String>) -> String {
    paths.push(world.add(REGISTER, paths.len() + 1).await);
    "add".to_owned()
}

/// Does something to a record where it is open.
async fn deed(world: &mut World, path: &str, (chance, today): (&mut Chance, Date)) -> String {
    let deeds = [
        Deed::Change,
        Deed::Change,
        Deed::Correct,
        Deed::Renew,
        Deed::Withdraw,
        Deed::Restore,
        Deed::Publish,
        Deed::Hide,
    ];
    let deed = deeds[pick(chance, deeds.len())];
    let form = format!("{path}/{}", deed.key());
    let page = world.get(CLERK, &form).await;
    if page.status != StatusCode::OK {
        return format!("{form} is not open");
    }
    let from = today.saturating_sub(chance.between(0, 90).days());
    let register = &catalog().find(REGISTER).expect("it is there").what;
    let mut fields =
        if deed.asks_fields() { answers(register, pick(chance, 10)) } else { Vec::new() };
    fields.retain(|it| it.0 != "name");
    fields.push(pair("name", path));
    fields.extend([pair("from-day", &from.to_string()), pair("reason-of-deed", "核对材料")]);
    let sent = world.post(CLERK, &form, (&page, &fields)).await;
    let done = sent.status == StatusCode::SEE_OTHER;
    assert!(done || sent.status == StatusCode::UNPROCESSABLE_ENTITY, "{form}: {}", sent.body);
    format!("{form} since {from}: {}", sent.status)
}

/// Sends the register in as it went out, some of it changed; and then once more.
async fn sheet(world: &mut World, chance: &mut Chance) -> String {
    let (every, number) = (pick(chance, 4) + 1, chance.between(1, 500));
    let change = |at: usize, cells: &mut Vec<Cell<'_>>| {
        if at.is_multiple_of(every) {
            cells[5] = Cell::Integer(number);
        }
    };
    let file = world.out(REGISTER, CLERK, change).await;
    let page = world.look(CLERK, IMPORT, &file).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    let counted = counts(&page);
    if page.field("mark").is_some() {
        let deed = if number % 2 == 0 { "change" } else { "correct" };
        let fields = [pair("deed", deed), pair("from-day", ""), pair("reason-of-deed", "抄错了")];
        let done = world.take(CLERK, IMPORT, (&page, &fields)).await;
        assert_eq!(done.status, StatusCode::OK, "{}", done.body);
    }
    let (once, _) = versions(world).await;
    let again = world.look(CLERK, IMPORT, &file).await;
    let [new, changed, same, wrong] = counts(&again);
    assert_eq!((new, changed), (0, 0), "{}", again.body);
    assert_eq!((same, wrong), (counted[1] + counted[2], counted[3]), "{}", again.body);
    assert!(again.field("mark").is_none(), "there is nothing to take over");
    assert_eq!(once, versions(world).await.0, "a second time changes nothing");
    format!("a sheet: {counted:?}")
}
