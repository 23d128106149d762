//! The client hangs up: a future is dropped at every `await` in turn.

use std::{
    future::poll_fn,
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    task::Poll,
    time::Duration,
};

use super::{MIGRATIONS, act, acts, count};
use crate::{Db, Error, testing::on_each};

/// Polls `future` as often as `polls` says, then drops it.
async fn poll_then_drop<F: Future>(future: F, polls: usize) -> Option<F::Output> {
    let mut future = pin!(future);
    let mut left = polls;
    poll_fn(|context| {
        if left == 0 {
            return Poll::Ready(None);
        }
        left -= 1;
        match future.as_mut().poll(context) {
            Poll::Ready(value) => Poll::Ready(Some(value)),
            Poll::Pending if left == 0 => Poll::Ready(None),
            Poll::Pending => Poll::Pending,
        }
    })
    .await
}

/// Writes on and on beside the one who hangs up, and says which of its acts were acknowledged.
fn neighbour(db: &Db, stop: &Arc<AtomicBool>, first: i64) -> tokio::task::JoinHandle<Vec<i64>> {
    let (db, stop) = (db.clone(), stop.clone());
    tokio::spawn(async move {
        let mut done = Vec::new();
        let mut id = first;
        while !stop.load(Relaxed) {
            act(&db, id).await.unwrap();
            done.push(id);
            id += 1;
        }
        done
    })
}

async fn hang_up_everywhere(db: Db, neighbours: i64) {
    act(&db, -1).await.unwrap();
    let stop = Arc::new(AtomicBool::new(false));
    let others: Vec<_> = (1..=neighbours).map(|it| neighbour(&db, &stop, it * 1_000_000)).collect();
    let mut acknowledged = Vec::new();
    let mut longest = 0;
    // Far more than an act has awaits; how many it meets depends on who is in the way.
    for polls in 0..60 {
        let id = i64::try_from(polls).unwrap();
        match poll_then_drop(act(&db, id), polls).await {
            Some(done) => {
                assert_eq!(done.unwrap(), 2);
                acknowledged.push(id);
            }
            None => longest = polls,
        }
        // The same where its statement is about to be refused: the refusal is nobody else's.
        let refused = poll_then_drop(act(&db, -1), polls).await;
        assert!(matches!(refused, None | Some(Err(Error::Taken))), "{refused:?}");
        // The lane goes on, and whatever became of the act, it did so whole.
        act(&db, 500_000 + id).await.unwrap();
        acknowledged.push(500_000 + id);
        acts(&db).await;
    }
    assert!(longest >= 1, "nobody hung up midway");
    stop.store(true, Relaxed);
    for other in others {
        acknowledged.extend(other.await.unwrap());
    }
    let there = acts(&db).await;
    assert!(acknowledged.iter().all(|id| there.binary_search(id).is_ok()), "an act was lost");
}

#[tokio::test]
async fn hanging_up_anywhere_leaves_no_half_and_the_lane_goes_on() {
    on_each(MIGRATIONS, |db| hang_up_everywhere(db, 0)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hanging_up_anywhere_harms_no_neighbour() {
    on_each(MIGRATIONS, |db| hang_up_everywhere(db, 3)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_hang_up_in_one_group() {
    on_each(MIGRATIONS, async |db| {
        let tasks: Vec<_> = (0..300)
            .map(|id: i64| {
                let db = db.clone();
                let polls = usize::try_from(id % 23).unwrap();
                tokio::spawn(async move {
                    match poll_then_drop(act(&db, id), polls).await {
                        Some(done) => done.map(|_| id),
                        None => Err(Error::Lost),
                    }
                })
            })
            .collect();
        let mut acknowledged = Vec::new();
        for task in tasks {
            acknowledged.extend(task.await.unwrap().ok());
        }
        act(&db, 1000).await.unwrap();
        let there = acts(&db).await;
        assert!(acknowledged.iter().all(|id| there.binary_search(id).is_ok()));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_hangs_up_in_a_group_is_left_out_of_it() {
    on_each(MIGRATIONS, async |db| {
        db.faults().delay_commits(Duration::from_millis(10));
        for polls in 2..50 {
            let id = i64::try_from(polls).unwrap() * 10;
            let write = |id: i64| {
                let db = db.clone();
                tokio::spawn(async move { act(&db, id).await })
            };
            // While the first one's commit is under way, two stand in line; the second hangs up.
            let first = write(id);
            tokio::time::sleep(Duration::from_millis(5)).await;
            let second = write(id + 1);
            tokio::time::sleep(Duration::from_millis(1)).await;
            // Every other time, someone comes after the one who hangs up.
            let fourth = (polls % 2 == 1).then(|| {
                let db = db.clone();
                tokio::spawn(async move {
                    tokio::time::sleep(Duration::from_millis(2)).await;
                    act(&db, id + 3).await
                })
            });
            let hung_up = poll_then_drop(act(&db, id + 2), polls / 2).await;
            first.await.unwrap().unwrap();
            second.await.unwrap().unwrap();
            if let Some(fourth) = fourth {
                fourth.await.unwrap().unwrap();
            }
            let there = acts(&db).await;
            assert!(there.contains(&id) && there.contains(&(id + 1)));
            assert!(hung_up.is_none() || there.contains(&(id + 2)));
        }
    })
    .await;
}

#[tokio::test]
async fn readers_that_hang_up_leave_their_place_to_others() {
    on_each(MIGRATIONS, async |db| {
        act(&db, 1).await.unwrap();
        for polls in 0..60 {
            let look = async {
                let seen: Result<Vec<i64>, Error> = crate::read!(db, "look", |tx| {
                    let sql = "SELECT id FROM sample ORDER BY id";
                    tx.all(sql, &[], |row| row.get::<i64>("id")).await?;
                    tx.all(sql, &[], |row| row.get("id")).await
                });
                seen
            };
            if let Some(seen) = poll_then_drop(look, polls).await {
                assert_eq!(seen.unwrap(), [2, 3]);
            }
            assert_eq!(count(&db, "SELECT COUNT(*) AS n FROM pupil").await, polls_seen(polls));
            act(&db, i64::try_from(polls).unwrap() + 10).await.unwrap();
            let sql = "DELETE FROM sample WHERE pupil_id >= 10";
            let undone: Result<u64, Error> =
                crate::write!(db, "undo", |tx| { tx.run(sql, &[]).await });
            undone.unwrap();
        }
    })
    .await;
}

/// One act before the first look, and one after each.
fn polls_seen(polls: usize) -> i64 {
    i64::try_from(polls).unwrap() + 1
}
