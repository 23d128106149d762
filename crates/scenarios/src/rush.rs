//! The server is killed while families sign up for courses, at moments that a seed decides. What was
//! acknowledged is there afterwards, no course is oversold, nobody has two, the audit chain is whole.
//!
//! The server is this test binary again, told by its environment what to serve; the families ask over
//! HTTP. Whoever got no answer sends the same form to the server that comes up next.

use std::{
    env,
    net::SocketAddr,
    path::Path,
    process::{Child, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use db::testing::{Folder, on_postgres};
use directory::demo::Chance;
use server::rush::{Asked, Rush, Size, ask, free_address, is_up, open_pages, outcome, rehearse};

const DATA: &str = "XUEYU_RUSH_DATA";
const LISTEN: &str = "XUEYU_RUSH_LISTEN";

/// One part in so many of the county's people.
const SCALE: usize = 400;
const SIZE: Size = Size { families: 90, courses: 6 };
/// How many browsers ask at once.
const CONNECTIONS: usize = 16;
/// How often the server is killed.
const KILLS: usize = 4;
/// What decides when.
const SEED: u64 = 330_282;

/// The server.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn served() {
    let (Ok(data), Ok(listen)) = (env::var(DATA), env::var(LISTEN)) else { return };
    server::serve_demo(Path::new(&data), Some(listen)).await.unwrap();
}

struct Served {
    child: Child,
    address: SocketAddr,
}

impl Served {
    async fn start(data: &Path) -> Self {
        let address = free_address().unwrap();
        let child = Command::new(env::current_exe().unwrap())
            .args(["--exact", "rush::served", "--nocapture"])
            .env(DATA, data)
            .env(LISTEN, address.to_string())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let (mut it, begun) = (Self { child, address }, Instant::now());
        while !is_up(address).await {
            assert!(it.child.try_wait().unwrap().is_none(), "the server ended");
            assert!(begun.elapsed() < Duration::from_mins(1), "the server does not come up");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        it
    }

    /// Ends it as a loss of power would: without a word to it.
    fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // Where the test fails it is still there.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Everything that was acknowledged so far is there, and nothing is there that may not be.
async fn all_is_well(data: &Path, rush: &Rush, answers: &[Asked]) -> (usize, usize) {
    let outcome = outcome(data, rush, answers).await.unwrap();
    assert_eq!(outcome.faults, Vec::<String>::new());
    (outcome.seats, outcome.waiting)
}

/// A server that is killed again and again in a rush. Says whether each kill came while some still
/// waited for their answers: on a busy machine one may come too late, and proves nothing.
async fn survives(data: &Path, database: Option<String>, seed: u64) -> bool {
    let rush = Arc::new(rehearse(data, database, SCALE, SIZE).await.unwrap());
    let mut server = Served::start(data).await;
    let (forms, _) = open_pages(server.address, CONNECTIONS, &rush).await.unwrap();
    let mut left: Vec<usize> = (0..rush.asks.len()).collect();
    let mut answers: Vec<Asked> = Vec::new();
    for kill in 0..KILLS {
        let mut chance = Chance::of(seed, "kill", kill);
        // So that some are left for each life of the server.
        let after = chance.below(left.len() / (KILLS - kill + 1)) + 1;
        let wait = Duration::from_micros(u64::try_from(chance.below(1_500)).unwrap());
        let (address, answered) = (server.address, Arc::new(AtomicUsize::new(0)));
        let counted = answered.clone();
        let killer = tokio::task::spawn_blocking(move || {
            while counted.load(Relaxed) < after {
                std::thread::sleep(Duration::from_micros(200));
            }
            std::thread::sleep(wait);
            server.kill();
        });
        let some = ask(address, CONNECTIONS, &forms, left.clone(), &answered).await.unwrap();
        killer.await.unwrap();
        let is_late = some.len() == left.len();
        answers.extend(some);
        all_is_well(data, &rush, &answers).await;
        left.retain(|ask| answers.iter().all(|it| it.ask != *ask));
        if is_late {
            return false;
        }
        server = Served::start(data).await;
    }
    let answered = Arc::default();
    let rest = ask(server.address, CONNECTIONS, &forms, left, &answered).await.unwrap();
    answers.extend(rest);
    assert_eq!(answers.len(), rush.asks.len(), "everyone was answered in the end");
    let (seats, waiting) = all_is_well(data, &rush, &answers).await;
    assert_eq!(seats + waiting, rush.families.len());
    assert!(waiting > 0, "nobody had to queue");
    true
}

/// How often a rush is tried until each of its kills comes in time.
const TRIES: u64 = 3;

async fn in_time(survives: impl AsyncFn(u64) -> bool) {
    for seed in SEED..SEED + TRIES {
        if survives(seed).await {
            return;
        }
    }
    panic!("the server was killed too late, {TRIES} times");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_acknowledged_sign_up_is_lost_and_no_course_oversold_when_the_server_is_killed() {
    in_time(async |seed| survives(&Folder::new().0, None, seed).await).await;
    in_time(async |seed| {
        let each = AtomicBool::new(true);
        on_postgres(&[], async |db| {
            let address = db.url();
            db.close().await;
            each.store(survives(&Folder::new().0, Some(address), seed).await, Relaxed);
        })
        .await;
        each.into_inner()
    })
    .await;
}
