//! What the chain shows: every kind of alteration, at every place, on each database.

mod pages;

use std::sync::Arc;

use db::{Db, Stored, testing::on_each};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use vocab::{ActId, Clock as _, Ids, TestCalendar, TestClock};
use web::Cell;

use super::{
    Block, Finding, Head, Report,
    model::Line,
    rules::{self, Walk},
    seal, verify,
};
use crate::{System, jobs::Stop};

fn system(db: &Db) -> System {
    System {
        db: db.clone(),
        clock: Arc::new(TestClock::at("2021-12-20T00:00:00Z")),
        calendar: Arc::new(TestCalendar::at("2021-12-20T08:00:00")),
        ids: Arc::new(Ids::seeded(7)),
    }
}

/// Three acts with all that an act can carry, sealed into a block.
async fn add_block(system: &System) {
    for count in 1..=3 {
        let done: Result<ActId, db::Error> = crate::act!(system, "test.done", |act| {
            act.about(act.origin().id);
            act.note("count", count);
            act.note_personal("name", "陈小明");
            Ok(act.origin().id)
        });
        done.unwrap();
    }
    assert_eq!(seal(&system.db, system.clock.now()).await.unwrap(), 3);
}

async fn run(db: &Db, sql: &'static str, values: &[&dyn Stored]) -> u64 {
    let done: Result<_, db::Error> = db::write!(db, "tamper", |tx| { tx.run(sql, values).await });
    done.unwrap()
}

async fn check(db: &Db) -> Report {
    verify(db, None).await.unwrap()
}

async fn acts(db: &Db) -> Vec<ActId> {
    let found: Result<_, db::Error> = db::read!(db, "acts", |tx| {
        tx.all("SELECT id FROM act ORDER BY id", &[], |row| row.get("id")).await
    });
    found.unwrap()
}

#[tokio::test]
async fn a_chain_that_nobody_touched_is_whole_and_what_is_new_waits() {
    on_each(crate::MIGRATIONS, async |db| {
        let system = system(&db);
        assert_eq!(check(&db).await.head, None);
        add_block(&system).await;
        add_block(&system).await;
        assert_eq!(seal(&db, system.clock.now()).await.unwrap(), 0, "nothing new, no block");
        let done: Result<(), db::Error> = crate::act!(system, "test.late", |_act| { Ok(()) });
        done.unwrap();
        let report = check(&db).await;
        assert_eq!((report.blocks, report.records, report.unsealed), (2, 6, 1));
        assert!(report.is_whole(), "{:?}", report.findings);
        let later = system.clock.now() + SignedDuration::from_secs(3);
        assert_eq!(report.oldest_age(later), Some(SignedDuration::from_secs(3)));
    })
    .await;
}

#[tokio::test]
async fn a_record_that_commits_late_is_sealed_later() {
    on_each(crate::MIGRATIONS, async |db| {
        let system = system(&db);
        let early = crate::act::Source::origin(&system);
        add_block(&system).await;
        let late: Result<(), db::Error> = db::write!(db, "late", |tx| {
            crate::Act::open(tx, &early, "test.late").close().await
        });
        late.unwrap();
        assert_eq!(seal(&db, system.clock.now()).await.unwrap(), 1);
        let report = check(&db).await;
        assert!(report.is_whole() && report.unsealed == 0, "{:?}", report.findings);
    })
    .await;
}

#[tokio::test]
async fn erased_personal_values_leave_the_chain_whole_and_changed_ones_do_not() {
    on_each(crate::MIGRATIONS, async |db| {
        add_block(&system(&db)).await;
        let first = acts(&db).await[0];
        run(&db, "UPDATE act_personal SET value = '李四' WHERE act_id = $1", &[&first]).await;
        let altered = Finding::PersonalAltered { act: first, key: "name".to_owned() };
        assert_eq!(check(&db).await.findings, [altered]);
        assert_eq!(run(&db, "DELETE FROM act_personal", &[]).await, 3);
        assert!(check(&db).await.is_whole());
    })
    .await;
}

#[tokio::test]
async fn every_changed_detail_is_found_and_named() {
    on_each(crate::MIGRATIONS, async |db| {
        let system = system(&db);
        add_block(&system).await;
        add_block(&system).await;
        let changes: [(&'static str, &'static str); 6] = [
            (
                "UPDATE act SET at = at + 1 WHERE id = $1",
                "UPDATE act SET at = at - 1 WHERE id = $1",
            ),
            (
                "UPDATE act SET kind = 'test.other' WHERE id = $1",
                "UPDATE act SET kind = 'test.done' WHERE id = $1",
            ),
            (
                "UPDATE act SET account_id = 5 WHERE id = $1",
                "UPDATE act SET account_id = NULL WHERE id = $1",
            ),
            (
                "UPDATE act SET subject_id = subject_id + 1 WHERE id = $1",
                "UPDATE act SET subject_id = subject_id - 1 WHERE id = $1",
            ),
            (
                "UPDATE act SET notes = notes || ' ' WHERE id = $1",
                "UPDATE act SET notes = RTRIM(notes) WHERE id = $1",
            ),
            (
                "UPDATE act SET civil_at = civil_at || '0' WHERE id = $1",
                "UPDATE act SET civil_at = '2021-12-20T08:00:00' WHERE id = $1",
            ),
        ];
        for act in acts(&db).await {
            for (change, back) in changes {
                run(&db, change, &[&act]).await;
                assert_eq!(check(&db).await.findings, [Finding::Altered { act }], "{change}");
                run(&db, back, &[&act]).await;
                assert!(check(&db).await.is_whole(), "{back}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_change_that_also_mends_the_records_digest_breaks_its_block() {
    on_each(crate::MIGRATIONS, async |db| {
        let system = system(&db);
        add_block(&system).await;
        add_block(&system).await;
        let act = acts(&db).await[1];
        let read: Result<Vec<Line>, db::Error> =
            db::read!(db, "line", |tx| { super::store::lines(tx, 1, 1).await });
        let mut line = read.unwrap().remove(1);
        line.kind = "test.other".to_owned();
        let digest = line.recomputed();
        let sql = "UPDATE act SET kind = 'test.other', digest = $2 WHERE id = $1";
        run(&db, sql, &[&act, &digest]).await;
        assert_eq!(check(&db).await.findings, [Finding::HeadWrong { number: 1 }]);
    })
    .await;
}

#[tokio::test]
async fn every_record_taken_out_or_moved_is_found() {
    on_each(crate::MIGRATIONS, async |db| {
        let system = system(&db);
        add_block(&system).await;
        add_block(&system).await;
        for act in acts(&db).await {
            let block = if acts(&db).await[..3].contains(&act) { 1 } else { 2 };
            run(&db, "UPDATE act SET block = NULL WHERE id = $1", &[&act]).await;
            let report = check(&db).await;
            let missing = Finding::RecordsMissing { number: block, expected: 3, found: 2 };
            assert_eq!(report.findings, [missing, Finding::HeadWrong { number: block }]);
            assert_eq!(report.unsealed, 1, "and it shows as waiting");
            run(&db, "UPDATE act SET block = $2 WHERE id = $1", &[&act, &(3 - block)]).await;
            assert_eq!(check(&db).await.findings.len(), 4, "in another block: both are wrong");
            run(&db, "UPDATE act SET block = $2 WHERE id = $1", &[&act, &block]).await;
            assert!(check(&db).await.is_whole());
        }
    })
    .await;
}

#[tokio::test]
async fn records_that_changed_places_and_blocks_that_are_gone_are_found() {
    on_each(crate::MIGRATIONS, async |db| {
        let system = system(&db);
        for _ in 0..3 {
            add_block(&system).await;
        }
        let all = acts(&db).await;
        // Two records swap blocks, each whole in itself.
        for (act, block) in [(all[0], 2i64), (all[3], 1)] {
            run(&db, "UPDATE act SET block = $2 WHERE id = $1", &[&act, &block]).await;
        }
        let wrong = |number| Finding::HeadWrong { number };
        assert_eq!(check(&db).await.findings, [wrong(1), wrong(2)]);
        for (act, block) in [(all[0], 1i64), (all[3], 2)] {
            run(&db, "UPDATE act SET block = $2 WHERE id = $1", &[&act, &block]).await;
        }
        // A block goes with all its records.
        run(&db, "DELETE FROM act_personal", &[]).await;
        run(&db, "DELETE FROM act WHERE block = 2", &[]).await;
        run(&db, "DELETE FROM act_block WHERE number = 2", &[]).await;
        let gone = Finding::BlocksMissing { first: 2, last: 2 };
        assert_eq!(check(&db).await.findings, [gone]);
    })
    .await;
}

#[tokio::test]
async fn an_end_that_was_cut_off_shows_by_a_head_that_someone_kept() {
    on_each(crate::MIGRATIONS, async |db| {
        let system = system(&db);
        add_block(&system).await;
        add_block(&system).await;
        let kept = check(&db).await.head.unwrap();
        assert_eq!(kept.number, 2);
        add_block(&system).await;
        assert!(verify(&db, Some(kept.clone())).await.unwrap().is_whole());
        run(&db, "DELETE FROM act_personal", &[]).await;
        run(&db, "DELETE FROM act WHERE block >= 2", &[]).await;
        run(&db, "DELETE FROM act_block WHERE number >= 2", &[]).await;
        assert!(check(&db).await.is_whole(), "by itself the rest looks whole");
        let findings = verify(&db, Some(kept.clone())).await.unwrap().findings;
        assert_eq!(findings, [Finding::HeadUnknown { number: 2 }]);
        add_block(&system).await;
        let findings = verify(&db, Some(kept)).await.unwrap().findings;
        assert_eq!(findings, [Finding::HeadUnknown { number: 2 }], "nor does a new end pass");
    })
    .await;
}

#[test]
fn a_head_is_read_as_it_is_printed() {
    let head = Head { number: 12, head: "66c7f0f4".repeat(8) };
    assert_eq!(head.to_string().parse(), Ok(head.clone()));
    let printed = format!(" 12： {} ", "66C7F0F4 ".repeat(8));
    assert_eq!(printed.parse(), Ok(head));
    for wrong in ["", "12", "12:66c7", "x:66c7", &format!("0:{}", "66c7f0f4".repeat(8))] {
        assert!(wrong.parse::<Head>().is_err(), "{wrong}");
    }
}

/// A chain in memory: what the database would hold.
fn chain(sizes: &[usize]) -> (Vec<Block>, Vec<Line>) {
    let ids = Ids::seeded(1);
    let now = Timestamp::UNIX_EPOCH;
    let (mut blocks, mut lines): (Vec<Block>, Vec<Line>) = (Vec::new(), Vec::new());
    for size in sizes {
        let from = lines.len();
        for count in 0..*size {
            let mut line = Line {
                id: ids.make(now),
                at: 1_640_000_000,
                civil_at: "2021-12-20T08:00:00".to_owned(),
                account: Some(3),
                grant: None,
                kind: "test.done".to_owned(),
                subject_kind: None,
                subject: None,
                notes: format!("{{\"count\":\"{count}\"}}"),
                digest: String::new(),
                block: i64::try_from(blocks.len() + 1).ok(),
            };
            line.digest = line.recomputed();
            lines.push(line);
        }
        let digests: Vec<&str> = lines[from..].iter().map(|it| it.digest.as_str()).collect();
        blocks.push(rules::next_block(blocks.last(), &digests, now));
    }
    (blocks, lines)
}

fn findings(blocks: &[Block], lines: &[Line], kept: &Head) -> Vec<Finding> {
    let mut walk = Walk::new(Some(kept.clone()));
    for block in blocks {
        let mut own: Vec<Line> =
            lines.iter().filter(|it| it.block == Some(block.number)).cloned().collect();
        own.sort_by_key(|it| it.id);
        walk.block(block, &own);
    }
    walk.end();
    walk.findings
}

proptest! {
    #[test]
    fn no_alteration_goes_unnoticed_beside_a_kept_head(
        sizes in prop::collection::vec(1usize..5, 1..6),
        at in any::<prop::sample::Index>(),
        other in any::<prop::sample::Index>(),
        how in 0usize..7,
    ) {
        let (mut blocks, mut lines) = chain(&sizes);
        let last = blocks.last().unwrap();
        let kept = Head { number: last.number, head: last.head.clone() };
        prop_assert_eq!(findings(&blocks, &lines, &kept), []);
        let before = (blocks.clone(), lines.clone());
        let (line, two, block) =
            (at.index(lines.len()), other.index(lines.len()), at.index(blocks.len()));
        match how {
            0 => lines[line].notes.push(' '),
            1 => { lines.remove(line); }
            2 => {
                let swapped = (lines[two].id, lines[line].id);
                (lines[line].id, lines[two].id) = swapped;
            }
            3 => {
                let gone = blocks.remove(block);
                lines.retain(|it| it.block != Some(gone.number));
            }
            4 => {
                // Changed, with the digest and the block's own head mended.
                lines[line].kind = "test.other".to_owned();
                lines[line].digest = lines[line].recomputed();
                let block = blocks.iter_mut().find(|it| Some(it.number) == lines[line].block).unwrap();
                let own = lines.iter().filter(|it| it.block == Some(block.number));
                let digests = own.map(|it| it.digest.as_str());
                block.head = rules::head(&block.previous, block.number, block.made_at, digests);
            }
            5 => lines[line].block = lines[two].block,
            _ => {
                // Cut off from some block on, and the rest is whole.
                let from = blocks[block].number;
                blocks.truncate(block);
                lines.retain(|it| it.block < Some(from));
            }
        }
        if (&blocks, &lines) != (&before.0, &before.1) {
            prop_assert_ne!(findings(&blocks, &lines, &kept), []);
        }
    }
}

#[tokio::test]
async fn the_sealer_seals_what_there_is_before_the_process_ends() {
    on_each(crate::MIGRATIONS, async |db| {
        let system = system(&db);
        let done: Result<(), db::Error> = crate::act!(system, "test.last", |_act| { Ok(()) });
        done.unwrap();
        let cell = Cell::new("cixi", "慈溪市", db.clone(), system.calendar.clone(), false);
        let (switch, stop) = Stop::new();
        switch.send(true).unwrap();
        super::keep_sealing(Arc::new(cell), system.clock.clone(), system.ids.clone(), stop).await;
        let report = check(&db).await;
        assert_eq!((report.records, report.unsealed), (1, 0));
    })
    .await;
}
