//! What telling people promises, on each database.

use std::{
    collections::HashMap,
    fs,
    path::PathBuf,
    sync::{Arc, Mutex},
};

use db::{Db, testing::on_each};
use jiff::{SignedDuration, civil};
use vocab::{AccountId, Clock as _, Personal, Role};
use web::{Cell, Later};

use super::{
    channel::{AddressBook, Channel, Channels, FileChannel, Outgoing, Receipt, SendError},
    model::{ChannelKind, MessageState},
    rules::{self, Verdict},
    sender::Sender,
    store,
};
use crate::testing::{House, Person};

/// A gateway that fails as often as it is told, and remembers what it was given.
#[derive(Default)]
struct Gateway {
    failures: Mutex<usize>,
    sent: Mutex<Vec<Outgoing>>,
}

impl Channel for Gateway {
    fn kind(&self) -> ChannelKind {
        ChannelKind::Sms
    }

    fn send<'a>(&'a self, message: &'a Outgoing) -> Later<'a, Result<String, SendError>> {
        let mut failures = self.failures.lock().unwrap();
        let outcome = if *failures > 0 {
            *failures -= 1;
            Err(SendError::Later("网关忙".to_owned()))
        } else {
            self.sent.lock().unwrap().push(message.clone());
            Ok(message.id.to_string())
        };
        Box::pin(async move { outcome })
    }

    fn receipts<'a>(
        &'a self,
        references: &'a [String],
    ) -> Later<'a, Result<HashMap<String, Receipt>, SendError>> {
        let all = references.iter().map(|it| (it.clone(), Receipt::Failed("空号".to_owned())));
        let all = all.collect();
        Box::pin(async move { Ok(all) })
    }
}

/// Everyone but one has the same number.
struct Book(AccountId);

impl AddressBook for Book {
    fn addresses<'a>(
        &'a self,
        _: &'a Cell,
        accounts: &'a [AccountId],
        _: ChannelKind,
    ) -> Later<'a, Result<HashMap<AccountId, Personal<String>>, db::Error>> {
        let known = accounts.iter().filter(|it| **it != self.0);
        let known = known.map(|it| (*it, Personal::new("10012345678".to_owned()))).collect();
        Box::pin(async move { Ok(known) })
    }
}

struct Post {
    house: House,
    sender: Sender,
    gateway: Arc<Gateway>,
    channels: Channels,
    reader: Person,
    unknown: Person,
}

impl Post {
    async fn new(db: Db) -> Self {
        let house = House::new(db, &[crate::MODULE], |cell| cell).await;
        let reader = house.person("陈妈妈", Role::Guardian, house.county).await;
        let unknown = house.person("无号码", Role::Guardian, house.county).await;
        let (cell, ids) = (house.cell.clone(), house.ids.clone());
        let sender = Sender { cell, clock: house.clock.clone(), ids };
        let gateway = Arc::new(Gateway::default());
        let book = Arc::new(Book(unknown.account));
        let channels = Channels::Outside { channels: vec![gateway.clone()], book };
        Self { house, sender, gateway, channels, reader, unknown }
    }

    async fn tell(&self, account: AccountId, title: &str) {
        let told: Result<(), db::Error> = crate::act!(self.house.system(), "test.tell", |act| {
            act.tell(account, title, "/sign-ups");
            Ok(())
        });
        told.unwrap();
    }

    async fn send(&self) {
        self.sender.hand_over(&self.channels).await.unwrap();
        self.sender.send(&self.channels).await.unwrap();
    }

    async fn counts(&self) -> Vec<(MessageState, i64)> {
        let found: Result<Vec<_>, db::Error> =
            db::read!(self.house.cell.db, "counts", |tx| { store::counts(tx).await });
        let mut found = found.unwrap();
        found.sort_by_key(|it| it.0.key());
        found
    }

    async fn whys(&self, state: MessageState) -> Vec<String> {
        let found: Result<Vec<_>, db::Error> = db::read!(self.house.cell.db, "list", |tx| {
            store::list(tx, state, i64::MAX, 100).await
        });
        found.unwrap().into_iter().filter_map(|it| it.why).collect()
    }

    fn sent(&self) -> usize {
        self.gateway.sent.lock().unwrap().len()
    }
}

#[tokio::test]
async fn a_notice_goes_out_once_and_its_receipt_is_kept() {
    on_each(crate::MIGRATIONS, async |db| {
        let post = Post::new(db).await;
        post.tell(post.reader.account, "课后服务报名今天 20:00 截止").await;
        post.tell(post.unknown.account, "课后服务报名今天 20:00 截止").await;
        post.send().await;
        post.send().await;
        assert_eq!(post.sent(), 1);
        let sent = post.gateway.sent.lock().unwrap()[0].clone();
        assert_eq!(sent.text, "【慈溪市学域】课后服务报名今天 20:00 截止。详情请登录查看");
        assert_eq!(sent.address.unwrap().open(), "10012345678");
        assert_eq!(post.counts().await, [(MessageState::Dropped, 1), (MessageState::Sent, 1)]);
        assert_eq!(post.whys(MessageState::Dropped).await, ["没有登记这个通道的联系方式"]);
        assert_eq!(post.sender.receive(&post.channels).await.unwrap(), 1);
        assert_eq!(post.counts().await, [(MessageState::Dropped, 1), (MessageState::Failed, 1)]);
        assert_eq!(post.whys(MessageState::Failed).await, ["空号"]);
    })
    .await;
}

#[tokio::test]
async fn nobody_is_woken_and_nobody_gets_more_than_the_days_quota() {
    on_each(crate::MIGRATIONS, async |db| {
        let post = Post::new(db).await;
        post.house.calendar.set("2021-12-20T22:30:00");
        for at in 0..=rules::DAY_MAX {
            post.tell(post.reader.account, &format!("第 {at} 条")).await;
        }
        post.send().await;
        assert_eq!((post.sent(), post.counts().await), (0, vec![(MessageState::Waiting, 9)]));
        post.house.calendar.set("2021-12-21T06:59:00");
        post.send().await;
        assert_eq!(post.sent(), 0);
        post.house.calendar.set("2021-12-21T07:00:00");
        post.send().await;
        assert_eq!(post.counts().await, [(MessageState::Dropped, 1), (MessageState::Sent, 8)]);
        post.tell(post.reader.account, "再来一条").await;
        post.send().await;
        assert_eq!(post.sent(), 8, "the quota counts what was sent before");
        post.house.calendar.set("2021-12-22T07:00:00");
        post.tell(post.reader.account, "新的一天").await;
        post.send().await;
        assert_eq!(post.sent(), 9);
    })
    .await;
}

#[tokio::test]
async fn what_was_read_or_not_wanted_is_not_sent() {
    on_each(crate::MIGRATIONS, async |db| {
        let mut post = Post::new(db).await;
        post.tell(post.reader.account, "一条").await;
        post.sender.hand_over(&post.channels).await.unwrap();
        let page = post.reader.browser.submit("/cixi/inbox", "/cixi/inbox/read", &[]).await;
        assert_eq!(page.location.as_deref(), Some("/cixi/inbox"));
        post.send().await;
        assert_eq!(post.whys(MessageState::Dropped).await, ["已在系统内阅读，不再发送"]);
        let form = [("channel", "none")];
        let path = "/cixi/inbox/settings";
        post.reader.browser.submit(path, path, &form).await;
        post.tell(post.reader.account, "又一条").await;
        post.send().await;
        assert_eq!((post.sent(), post.counts().await), (0, vec![(MessageState::Dropped, 1)]));
    })
    .await;
}

#[tokio::test]
async fn a_notice_is_opened_from_the_inbox_by_its_reader_alone() {
    on_each(crate::MIGRATIONS, async |db| {
        let mut post = Post::new(db).await;
        post.tell(post.reader.account, "一条").await;
        let inbox = post.reader.browser.get("/cixi/inbox").await.body;
        assert!(inbox.contains("一条") && inbox.contains("未读"), "{inbox}");
        let settings = post.reader.browser.get("/cixi/inbox/settings").await.body;
        for page in [&inbox, &settings] {
            assert_eq!(web::ui::check::faults(page), Vec::<String>::new());
        }
        let path = inbox.split("action=\"").find(|it| it.contains("/open\"")).unwrap();
        let path = path.split('"').next().unwrap().to_owned();
        let other = post.unknown.browser.submit("/cixi/inbox", &path, &[]).await;
        assert_eq!(other.status, web::StatusCode::NOT_FOUND);
        let opened = post.reader.browser.submit("/cixi/inbox", &path, &[]).await;
        assert_eq!(opened.location.as_deref(), Some("/cixi/sign-ups"));
        assert!(!post.reader.browser.get("/cixi/inbox").await.body.contains("未读"));
    })
    .await;
}

#[tokio::test]
async fn a_gateway_that_fails_is_asked_again_later_and_not_for_ever() {
    on_each(crate::MIGRATIONS, async |db| {
        let post = Post::new(db).await;
        *post.gateway.failures.lock().unwrap() = 1;
        post.tell(post.reader.account, "一条").await;
        post.send().await;
        post.send().await;
        assert_eq!(post.counts().await, [(MessageState::Waiting, 1)]);
        post.house.calendar.set("2021-12-20T08:02:00");
        post.send().await;
        assert_eq!(post.sent(), 1);
        *post.gateway.failures.lock().unwrap() = 99;
        post.tell(post.reader.account, "又一条").await;
        for hour in 9..20 {
            post.house.calendar.set(&format!("2021-12-20T{hour:02}:00:00"));
            post.send().await;
        }
        assert_eq!(*post.gateway.failures.lock().unwrap(), 94, "five attempts");
        assert_eq!(post.whys(MessageState::Failed).await, ["网关忙"]);
    })
    .await;
}

#[tokio::test]
async fn a_title_that_holds_an_id_number_does_not_leave() {
    on_each(crate::MIGRATIONS, async |db| {
        let post = Post::new(db).await;
        post.tell(post.reader.account, "学生 330299201201010018 已转入").await;
        post.send().await;
        assert_eq!((post.sent(), post.counts().await), (0, vec![(MessageState::Failed, 1)]));
    })
    .await;
}

#[tokio::test]
async fn the_stand_in_writes_a_line_a_message_and_is_all_that_a_demo_may_use() {
    let path: PathBuf = std::env::temp_dir().join(format!("xueyu-post-{}", std::process::id()));
    on_each(crate::MIGRATIONS, async |db| {
        let demo = Cell::new("demo", "演示", db.clone(), Arc::new(calendar()), true);
        let mut post = Post::new(db).await;
        assert!(post.channels.may_serve(&demo).is_err());
        assert!(post.channels.may_serve(&post.house.cell).is_ok());
        let file = path.join("messages.jsonl");
        post.channels = Channels::StandIn(Arc::new(FileChannel::new(file.clone())));
        assert!(post.channels.may_serve(&demo).is_ok());
        post.tell(post.reader.account, "一条").await;
        post.tell(post.unknown.account, "二条").await;
        post.send().await;
        post.sender.receive(&post.channels).await.unwrap();
        assert_eq!(post.counts().await, [(MessageState::Delivered, 2)]);
        let lines = fs::read_to_string(&file).unwrap();
        assert_eq!(lines.lines().count(), 2);
        assert!(lines.contains("\"channel\":\"sms\"") && lines.contains("一条"), "{lines}");
        fs::remove_dir_all(&path).unwrap();
    })
    .await;
}

fn calendar() -> vocab::TestCalendar {
    vocab::TestCalendar::at("2021-12-20T08:00:00")
}

#[tokio::test]
async fn a_message_whose_process_died_while_sending_is_tried_again_after_a_while() {
    on_each(crate::MIGRATIONS, async |db| {
        let post = Post::new(db).await;
        post.tell(post.reader.account, "一条").await;
        post.sender.hand_over(&post.channels).await.unwrap();
        let now = post.house.cell.calendar.now();
        let begun: Result<_, db::Error> = db::write!(post.house.cell.db, "die", |tx| {
            let due = store::due(tx, now, 10).await?;
            let then = now.saturating_add(SignedDuration::from_mins(5));
            store::begin(tx, then, &[due[0].id]).await
        });
        assert_eq!(begun.unwrap(), 1);
        post.send().await;
        assert_eq!(post.sent(), 0);
        post.house.calendar.set("2021-12-20T08:05:00");
        post.send().await;
        assert_eq!(post.sent(), 1);
        assert!(post.house.clock.now() > jiff::Timestamp::UNIX_EPOCH);
    })
    .await;
}

#[test]
fn nights_end_at_seven() {
    let at = |text: &str| text.parse::<civil::DateTime>().unwrap();
    let morning = Verdict::Wait(at("2022-01-01T07:00:00"));
    for (now, expected) in [
        ("2021-12-31T21:59:59", Verdict::Send),
        ("2021-12-31T22:00:00", morning.clone()),
        ("2022-01-01T06:59:59", morning),
        ("2022-01-01T07:00:00", Verdict::Send),
    ] {
        assert_eq!(rules::verdict(false, 0, at(now)), expected, "{now}");
    }
}

#[test]
fn texts_fit_one_sms_and_hold_no_number_of_a_person() {
    let long = rules::text("慈溪市", &"很".repeat(100));
    assert_eq!(long.chars().count(), 70);
    assert!(long.ends_with("…。详情请登录查看"));
    let dates = "2021-12-20 2021-12-21 两天停课";
    for good in ["12 月 20 日 20:00 前报名", "电话 0574-63912345", "订单 202112200001", dates]
    {
        assert!(rules::may_leave(good), "{good}");
    }
    let numbers = ["33029920120101001X", "G330299201201010018", "3302 9920 1201 0100 18"];
    for bad in numbers.into_iter().chain(["３３０２９９２０１２０１０１００１８"])
    {
        assert!(!rules::may_leave(bad), "{bad}");
    }
}
