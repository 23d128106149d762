//! What jobs promise, on each database.

use std::sync::Arc;

use db::{Db, testing::on_each};
use futures_util::{FutureExt as _, future::BoxFuture};
use jiff::{SignedDuration, civil};
use vocab::{AccountId, Clock as _, Ids, JobId, Role, TestCalendar, TestClock};
use web::Cell;

use super::{
    Ending, Job, JobContext, JobError, JobKind, JobState, Kinds, Listener, Schedule, Worker,
    lease::Lease, rules, store,
};
use crate::System;

const COUNT: JobKind =
    JobKind { name: "test.count", label: "数数", run: count, attempts_max: 3, schedule: None };
const FAIL: JobKind =
    JobKind { name: "test.fail", label: "失败", run: fail, attempts_max: 2, schedule: None };
const PANIC: JobKind =
    JobKind { name: "test.panic", label: "崩溃", run: panic, attempts_max: 1, schedule: None };
const DAILY: JobKind = JobKind {
    name: "test.daily",
    label: "每日",
    run: count,
    attempts_max: 3,
    schedule: Some(Schedule::Daily(civil::time(6, 0, 0, 0))),
};
static KINDS: [JobKind; 4] = [COUNT, FAIL, PANIC, DAILY];

/// Counts from its checkpoint to what it was asked for; breaks off at 3 on the first attempt.
fn count(context: JobContext) -> BoxFuture<'static, Result<Ending, JobError>> {
    async move {
        let total: i64 = context.payload::<Option<i64>>()?.unwrap_or(0);
        let start = context.checkpoint.as_deref().map_or(0, |it| it.parse().unwrap());
        for done in start + 1..=total {
            context.save(done, total, &done.to_string()).await?;
            if done == 3 && start == 0 {
                return Err(JobError::Later("歇一歇".to_owned()));
            }
        }
        Ok(Ending::new(format!("从 {start} 数到 {total}")).at("/counted"))
    }
    .boxed()
}

fn fail(_: JobContext) -> BoxFuture<'static, Result<Ending, JobError>> {
    async { Err(JobError::Later("还不行".to_owned())) }.boxed()
}

fn panic(_: JobContext) -> BoxFuture<'static, Result<Ending, JobError>> {
    async { panic!("planted") }.boxed()
}

struct Shop {
    worker: Worker,
    clock: Arc<TestClock>,
    calendar: Arc<TestCalendar>,
    system: System,
    person: AccountId,
}

impl Shop {
    async fn new(db: Db, kinds: &[&'static str]) -> Self {
        let clock = Arc::new(TestClock::at("2021-12-20T00:00:00Z"));
        let calendar = Arc::new(TestCalendar::at("2021-12-20T08:00:00"));
        let ids = Arc::new(Ids::seeded(7));
        let system = System {
            db: db.clone(),
            clock: clock.clone(),
            calendar: calendar.clone(),
            ids: ids.clone(),
        };
        let person = ids.make(clock.now());
        let sql = "INSERT INTO account (id, login, name, state, created_at)
                   VALUES ($1, 'clerk', '沈小岚', 'active', 0)";
        let added: Result<_, db::Error> =
            db::write!(db, "account", |tx| { tx.run(sql, &[&person]).await });
        added.unwrap();
        let cell = Arc::new(Cell::new("cixi", "慈溪市", db, calendar.clone(), false));
        let kinds = Kinds::new(KINDS.iter().filter(|it| kinds.contains(&it.name)));
        let worker = Worker { cell, clock: clock.clone(), ids, kinds: Arc::new(kinds) };
        Self { worker, clock, calendar, system, person }
    }

    async fn add(&self, kind: &JobKind, payload: &str) -> JobId {
        let added: Result<JobId, db::Error> = crate::act!(self.system, "test.start", |act| {
            super::add(act, kind, "数一数", payload).await
        });
        let id = added.unwrap();
        let sql = "UPDATE job SET made_by = $2 WHERE id = $1";
        let person = self.person;
        let set: Result<_, db::Error> =
            db::write!(self.system.db, "by", |tx| { tx.run(sql, &[&id, &person]).await });
        set.unwrap();
        id
    }

    async fn job(&self, id: JobId) -> Job {
        let found: Result<_, db::Error> =
            db::read!(self.system.db, "job", |tx| { store::find(tx, id).await });
        found.unwrap().unwrap()
    }

    async fn count(&self, sql: &'static str) -> i64 {
        let found: Result<_, db::Error> =
            db::read!(self.system.db, "count", |tx| { tx.one(sql, &[], |row| row.get("n")).await });
        found.unwrap().unwrap_or(0)
    }

    fn wait(&self, secs: i64) {
        let then = self.clock.now() + SignedDuration::from_secs(secs);
        self.clock.set(&then.to_string());
    }
}

#[tokio::test]
async fn a_job_goes_on_where_an_earlier_attempt_got_to_and_tells_its_person() {
    on_each(crate::MIGRATIONS, async |db| {
        let shop = Shop::new(db, &["test.count"]).await;
        let id = shop.add(&COUNT, "5").await;
        assert_eq!(shop.worker.run_all().await.unwrap(), 1);
        let job = shop.job(id).await;
        assert_eq!((job.state, job.done, job.total), (JobState::Queued, 3, 5));
        assert_eq!(job.error.as_deref(), Some("歇一歇"));
        assert_eq!(shop.worker.run_all().await.unwrap(), 0, "not before its pause is over");

        shop.wait(5);
        assert_eq!(shop.worker.run_all().await.unwrap(), 1);
        let job = shop.job(id).await;
        assert_eq!((job.state, job.done, job.attempts), (JobState::Done, 5, 2));
        assert_eq!(job.result.as_deref(), Some("从 3 数到 5"));
        let sql = "SELECT COUNT(*) AS n FROM inbox WHERE link = '/counted'";
        assert_eq!(shop.count(sql).await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_job_that_keeps_failing_ends_and_one_that_panics_harms_nobody() {
    on_each(crate::MIGRATIONS, async |db| {
        let shop = Shop::new(db, &["test.fail", "test.panic"]).await;
        let (failing, panicking) = (shop.add(&FAIL, "null").await, shop.add(&PANIC, "null").await);
        assert_eq!(shop.worker.run_all().await.unwrap(), 2);
        assert_eq!(shop.job(panicking).await.state, JobState::Failed);
        assert_eq!(shop.job(failing).await.state, JobState::Queued);
        shop.wait(5);
        shop.worker.run_all().await.unwrap();
        assert_eq!(shop.job(failing).await.state, JobState::Failed);
        assert_eq!(shop.count("SELECT COUNT(*) AS n FROM act WHERE kind = 'job.failed'").await, 2);
    })
    .await;
}

#[tokio::test]
async fn a_job_whose_process_died_is_taken_up_by_another() {
    on_each(crate::MIGRATIONS, async |db| {
        let shop = Shop::new(db, &["test.count"]).await;
        let id = shop.add(&COUNT, "2").await;
        let (now, lease) = (shop.clock.now(), shop.worker.ids.make(shop.clock.now()));
        let taken: Result<_, db::Error> = db::write!(shop.system.db, "take and die", |tx| {
            store::take(tx, lease, now, now + rules::LEASE).await
        });
        assert_eq!(taken.unwrap().unwrap().id, id);
        assert_eq!(shop.worker.run_all().await.unwrap(), 0, "it may still be alive");
        shop.wait(61);
        assert_eq!(shop.worker.run_all().await.unwrap(), 1);
        assert_eq!(shop.job(id).await.state, JobState::Done);
        let late: Result<_, db::Error> = db::write!(shop.system.db, "late", |tx| {
            store::end_failed(tx, id, lease, "late", now).await
        });
        assert!(!late.unwrap(), "whoever lost the lease writes nothing more");
    })
    .await;
}

#[tokio::test]
async fn an_event_becomes_one_job_for_each_listener_and_none_without() {
    on_each(crate::MIGRATIONS, async |db| {
        let mut shop = Shop::new(db, &[]).await;
        let listeners = [&COUNT, &FAIL].map(|job| Listener { event: "test.moved", job });
        shop.worker.kinds = Arc::new(Kinds::default().and(listeners));
        let other = shop.worker.clone();
        let done: Result<(), db::Error> = crate::act!(shop.system, "test.move", |act| {
            act.event("test.moved", "2");
            act.event("test.unheard", "{}");
            Ok(())
        });
        done.unwrap();
        let (one, two) = tokio::join!(shop.worker.run_all(), other.run_all());
        assert_eq!(one.unwrap() + two.unwrap(), 2);
        let sql = "SELECT COUNT(*) AS n FROM outbox WHERE delivered_at IS NULL";
        assert_eq!(shop.count(sql).await, 0);
        let sql = "SELECT COUNT(*) AS n FROM job WHERE kind = 'test.count' AND state = 'done'
                   AND payload = '2'";
        assert_eq!(shop.count(sql).await, 1);
        let sql = "SELECT COUNT(*) AS n FROM job WHERE kind = 'test.fail' AND state = 'queued'";
        assert_eq!(shop.count(sql).await, 1, "a listener that fails is tried again like any job");
    })
    .await;
}

#[tokio::test]
async fn a_held_job_begins_a_minute_later_unless_it_is_taken_back_before() {
    on_each(crate::MIGRATIONS, async |db| {
        let shop = Shop::new(db, &["test.count"]).await;
        let hold = async || {
            let added: Result<JobId, db::Error> = crate::act!(shop.system, "test.hold", |act| {
                super::held::add(act, &COUNT, "催办 2 所学校", "2").await
            });
            added.unwrap()
        };
        let (kept, regretted) = (hold().await, hold().await);
        assert_eq!(shop.worker.run_all().await.unwrap(), 0, "both can still be taken back");
        let take_back = async |id| {
            let now = shop.clock.now();
            let done: Result<bool, db::Error> = db::write!(shop.system.db, "take back", |tx| {
                store::withdraw(tx, id, now).await
            });
            done.unwrap()
        };
        assert!(take_back(regretted).await);
        shop.wait(60);
        assert_eq!(shop.worker.run_all().await.unwrap(), 1);
        assert_eq!(shop.job(kept).await.state, JobState::Done);
        assert_eq!(shop.job(regretted).await.state, JobState::Withdrawn);
        assert!(!take_back(kept).await, "what was done is not taken back");
    })
    .await;
}

#[tokio::test]
async fn an_unknown_kind_ends_at_once() {
    on_each(crate::MIGRATIONS, async |db| {
        let shop = Shop::new(db, &[]).await;
        let id = shop.add(&COUNT, "2").await;
        shop.worker.run_all().await.unwrap();
        assert_eq!(shop.job(id).await.state, JobState::Failed);
    })
    .await;
}

#[tokio::test]
async fn a_daily_kind_has_one_turn_a_day_however_many_workers_there_are() {
    on_each(crate::MIGRATIONS, async |db| {
        let shop = Shop::new(db, &["test.daily"]).await;
        let other = shop.worker.clone();
        let (one, two) = tokio::join!(shop.worker.run_all(), other.run_all());
        assert_eq!(one.unwrap() + two.unwrap(), 1);
        shop.calendar.set("2021-12-21T05:59:00");
        assert_eq!(shop.worker.run_all().await.unwrap(), 0);
        shop.calendar.set("2021-12-21T06:00:00");
        assert_eq!(shop.worker.run_all().await.unwrap(), 1);
        shop.calendar.set("2021-12-28T06:00:00");
        assert_eq!(shop.worker.run_all().await.unwrap(), 1, "a week moved on is one turn");
        assert_eq!(shop.count("SELECT COUNT(*) AS n FROM job WHERE state = 'done'").await, 3);
    })
    .await;
}

#[tokio::test]
async fn a_lease_has_one_holder_until_it_ends_or_is_given_back() {
    on_each(crate::MIGRATIONS, async |db| {
        let ids = Ids::seeded(3);
        let now = "2021-12-20T00:00:00Z".parse().unwrap();
        let (mut one, mut two) = (Lease::new("seal", &ids, now), Lease::new("seal", &ids, now));
        assert!(one.hold(&db, now).await.unwrap());
        assert!(!two.hold(&db, now).await.unwrap());
        let later = now + SignedDuration::from_secs(8);
        assert!(one.hold(&db, later).await.unwrap(), "renewed");
        assert!(!two.hold(&db, now + SignedDuration::from_secs(11)).await.unwrap());
        assert!(two.hold(&db, now + SignedDuration::from_secs(18)).await.unwrap(), "ran out");
        two.end(&db).await.unwrap();
        assert!(one.hold(&db, now + SignedDuration::from_secs(18)).await.unwrap());
    })
    .await;
}

#[test]
fn pauses_double_up_to_ten_minutes() {
    let now = jiff::Timestamp::UNIX_EPOCH;
    let kind = JobKind { attempts_max: 99, ..COUNT };
    let secs = |attempts| {
        let error = JobError::Later(String::new());
        match rules::after_failure(&kind, attempts, &error, now) {
            rules::Verdict::Again(at) => at.as_second(),
            rules::Verdict::Failed => -1,
        }
    };
    assert_eq!([1, 2, 3, 7, 8, 40, 98].map(secs), [5, 10, 20, 320, 600, 600, 600]);
    assert_eq!(secs(99), -1);
}

#[tokio::test]
async fn a_person_sees_their_own_jobs_and_starts_a_failed_one_afresh() {
    on_each(crate::MIGRATIONS, async |db| {
        let house = crate::testing::House::new(db, &[crate::MODULE], |cell| cell).await;
        let mut clerk = house.person("沈小岚", Role::BasicEducationClerk, house.county).await;
        let mut other = house.person("陈妈妈", Role::Guardian, house.county).await;
        let (cell, ids) = (house.cell.clone(), house.ids.clone());
        let kinds = Arc::new(Kinds::new(KINDS.iter().filter(|it| it.name == "test.panic")));
        let worker = Worker { cell, clock: house.clock.clone(), ids, kinds };
        let id: JobId = house.ids.make(house.clock.now());
        let job = Job {
            made_by: Some(clerk.account),
            made_as: Some(clerk.grant),
            ..Job::new(id, "test.panic", "导入学籍", "null", house.clock.now())
        };
        let added: Result<(), db::Error> =
            db::write!(house.cell.db, "job", |tx| { store::add(tx, &job).await });
        added.unwrap();
        let path = format!("/cixi/jobs/{id}");
        let queued = clerk.browser.get(&path).await;
        assert!(queued.body.contains("every 1s"), "a job under way asks for itself again");
        worker.run_all().await.unwrap();
        let failed = clerk.browser.get(&path).await;
        assert!(failed.body.contains("未完成") && !failed.body.contains("every 1s"));
        let list = clerk.browser.get("/cixi/jobs").await.body;
        assert!(list.contains("导入学籍"));
        for page in [&queued.body, &failed.body, &list] {
            assert_eq!(web::ui::check::faults(page), Vec::<String>::new());
        }
        assert_eq!(other.browser.get(&path).await.status, web::StatusCode::NOT_FOUND);
        assert!(!other.browser.get("/cixi/jobs").await.body.contains("导入学籍"));
        assert_eq!(clerk.browser.get("/cixi/jobs/all").await.status, web::StatusCode::FORBIDDEN);
        let retry = format!("{path}/retry");
        let again = clerk.browser.submit(&path, &retry, &[]).await;
        assert_eq!(again.location.as_deref(), Some(path.as_str()));
        let twice = clerk.browser.submit(&path, &retry, &[]).await;
        assert_eq!(twice.status, web::StatusCode::CONFLICT);
        let mut admin = house.person("系统", Role::SystemAdmin, house.county).await;
        assert!(admin.browser.get("/cixi/jobs/all").await.body.contains("导入学籍"));
        assert!(!admin.browser.get("/cixi/jobs/all?failed=1").await.body.contains("导入学籍"));
    })
    .await;
}
