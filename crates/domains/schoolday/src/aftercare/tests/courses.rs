//! From the window to the refund: a school opens courses, a family ranks wishes and gets a seat,
//! pays, leaves, and gets back what was not used.

use db::testing::on_each;
use web::{StatusCode, testing::Reply};

use super::fixture::{County, migrations};

const COURSES: &str = "/cixi/aftercare/school/courses";
const FAMILY: &str = "/cixi/family/courses?term=2021-1";

#[track_caller]
fn see_other(reply: &Reply) -> String {
    assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
    reply.location.clone().unwrap()
}

impl County {
    /// A window until 20:00 today, by `rule`.
    pub(super) async fn open_round(&mut self, rule: &str) {
        let fields = [
            ("term", "2021-1"),
            ("title", "秋季拓展课程"),
            ("rule", rule),
            ("opens_at", "2021-12-13T08:00"),
            ("closes_at", "2021-12-20T20:00"),
            ("wishes_max", "3"),
            ("seats_per_child", "1"),
            ("hold_hours", "24"),
        ];
        let page = format!("{COURSES}?term=2021-1");
        see_other(
            &self.manager.browser.submit(&page, "/cixi/aftercare/school/rounds", &fields).await,
        );
    }

    /// Saves a course on `day` in `room`, and says what came back.
    async fn save_course(&mut self, title: &str, day: &str, room: &str, fee: &str) -> Reply {
        let new = format!("{COURSES}/new?term=2021-1");
        let open = self.manager.browser.get(&new).await;
        let option = |after: &str| {
            let from = open.body.find(after).unwrap();
            let rest = &open.body[from..];
            let rest = &rest[rest.find("value=\"").unwrap()..];
            let mut all = rest.split("value=\"").skip(1).map(|it| it.split('"').next().unwrap());
            all.find(|it| !it.is_empty()).unwrap().to_owned()
        };
        let (round, teacher) = (option("name=\"round\""), option("name=\"teacher\""));
        let fields = [
            ("version", "1"),
            ("term", "2021-1"),
            ("round", round.as_str()),
            ("title", title),
            ("teacher", teacher.as_str()),
            ("room", room),
            ("day", day),
            ("from", "16:30"),
            ("to", "17:15"),
            ("grade_min", "3"),
            ("grade_max", "6"),
            ("seats", "1"),
            ("sessions", "3"),
            ("fee", fee),
            ("fee_basis", "慈教〔2021〕70号"),
        ];
        self.manager.browser.submit(&new, COURSES, &fields).await
    }

    async fn publish(&mut self, page: &str) -> Reply {
        let version = self.manager.browser.get(page).await.field("version").unwrap();
        let fields = [("version", version.as_str())];
        self.manager.browser.submit(page, &format!("{page}/publish"), &fields).await
    }

    pub(super) async fn course(&mut self, title: &str, day: &str) -> String {
        let page = see_other(&self.save_course(title, day, "", "100.00").await);
        see_other(&self.publish(&page).await);
        page
    }

    /// The offer of the course called `title`.
    pub(super) async fn offer(&self, title: &'static str) -> String {
        let found: Result<Option<offering::OfferId>, db::Error> =
            db::read!(self.house.cell.db, "offer", |tx| {
                let sql = "SELECT offer_id FROM course WHERE title = $1";
                tx.one(sql, &[&title], |row| row.get("offer_id")).await
            });
        found.unwrap().unwrap().to_string()
    }

    /// Ranks `title` first for the child at `seat`, through the page of its guardian.
    async fn wish(&mut self, seat: usize, title: &'static str) -> Reply {
        let offer = self.offer(title).await;
        let student = self.students[seat].to_string();
        let browser = if seat < 2 { &mut self.mother.browser } else { &mut self.father.browser };
        let open = browser.get(FAMILY).await;
        let round = format!("round-{student}");
        let round_id = open.field(&round).unwrap_or_default();
        let wish = format!("wish-{student}-1");
        let fields = [
            ("term", "2021-1"),
            (round.as_str(), round_id.as_str()),
            (wish.as_str(), offer.as_str()),
        ];
        browser.submit(FAMILY, "/cixi/family/courses/wishes", &fields).await
    }
}

/// The draw is public by numbers, a family reads its own place and why, and what proves both can be
/// checked by anyone.
async fn check_draw(it: &mut County, desk: &str) {
    let from = desk.find("/cixi/draws/PW").expect("the draw is public");
    let public = desk[from..].split('"').next().unwrap().to_owned();
    let paper = it.father.browser.get(&public).await;
    for words in ["种子", "证据摘要", "录取：青瓷", "候补：青瓷"] {
        assert!(paper.body.contains(words), "{words}: {}", paper.body);
    }
    assert!(!paper.body.contains("陈"), "the public page has numbers only: {}", paper.body);
    let file = it.father.browser.get(&format!("{public}/files/transcript")).await;
    let read = drawing::read_evidence(file.body.as_bytes());
    assert!(read.is_ok(), "{read:?}");
    let mine = it.father.browser.get(FAMILY).await;
    for words in ["派位号码", "为什么", "第 1 志愿“青瓷”"] {
        assert!(mine.body.contains(words), "{words}: {}", mine.body);
    }
    let from = mine.body.find("/cixi/draws/mine/").expect("a receipt");
    let receipt = mine.body[from..].split('"').next().unwrap().to_owned();
    let receipt = it.father.browser.get(&receipt).await;
    assert!(drawing::read_evidence(receipt.body.as_bytes()).is_ok(), "{}", receipt.body);
}

#[tokio::test]
async fn from_wishes_to_a_seat_a_receipt_and_a_refund_to_the_fen() {
    on_each(&migrations(), async |db| {
        let mut it = County::new(db).await;
        it.open_round("wishes").await;
        it.course("青瓷", "1").await;
        see_other(&it.wish(0, "青瓷").await);
        see_other(&it.wish(2, "青瓷").await);
        assert_eq!(it.count("SELECT COUNT(*) AS n FROM offer_wish").await, 2);

        it.house.calendar.set("2021-12-20T20:00:00");
        let late = it.wish(1, "青瓷").await;
        assert!(late.status.is_client_error(), "the window is over");
        let desk = format!("{COURSES}?term=2021-1");
        let open = it.manager.browser.get(&desk).await;
        let from = open.body.find("/cixi/aftercare/school/rounds/").unwrap();
        let settle = open.body[from..].split('"').next().unwrap().to_owned();
        see_other(&it.manager.browser.submit(&desk, &settle, &[]).await);
        let seats = "SELECT COUNT(*) AS n FROM booking WHERE standing = 'seat'";
        assert_eq!(it.count(seats).await, 1);
        assert_eq!(it.count("SELECT COUNT(*) AS n FROM course_order WHERE state = 'due'").await, 1);
        let open = it.manager.browser.get(&desk).await;
        check_draw(&mut it, &open.body).await;

        let winner = "SELECT CASE WHEN student_id IN (SELECT student_id FROM guardianship
            WHERE guardian_id = 1) THEN 1 ELSE 0 END AS n FROM booking WHERE standing = 'seat'";
        let mother_won = it.count(winner).await == 1;
        let finance = it.house.person("吴会", vocab::Role::SchoolFinance, it.school.place()).await;
        let mut finance = finance.browser;
        let money = "/cixi/aftercare/money";
        let open = finance.get(money).await;
        assert!(open.body.contains("待缴费"), "{}", open.body);
        let from = open.body.find("/cixi/aftercare/orders/").unwrap();
        let paid = open.body[from..].split('"').next().unwrap().to_owned();
        let short = finance.submit(money, &paid, &[("amount", "10.00")]).await;
        assert_eq!(short.status, StatusCode::CONFLICT, "only the whole amount");
        see_other(&finance.submit(money, &paid, &[("amount", "100.00")]).await);
        let receipts = "SELECT COUNT(*) AS n FROM course_order WHERE receipt = 'SJ20210000001'";
        assert_eq!(it.count(receipts).await, 1);

        let (winner, other) = if mother_won {
            (&mut it.mother.browser, &mut it.father.browser)
        } else {
            (&mut it.father.browser, &mut it.mother.browser)
        };
        let page = winner.get(FAMILY).await;
        assert!(page.body.contains("已录取") && page.body.contains("退 ￥100.00"), "{}", page.body);
        let from = page.body.find("/cixi/family/courses/bookings/").unwrap();
        let booking = page.body[from..].split('"').next().unwrap();
        let withdraw = booking.rsplit_once('/').unwrap().0.to_owned() + "/withdraw";
        see_other(&winner.submit(FAMILY, &withdraw, &[]).await);
        let page = winner.get(FAMILY).await;
        assert!(page.body.contains("退费办理中"), "{}", page.body);
        let page = other.get(FAMILY).await;
        assert!(page.body.contains("有空位，待确认"), "the next is asked: {}", page.body);
        let from = page.body.find("/accept\"").unwrap();
        let start = page.body[..from].rfind("/cixi").unwrap();
        let accept = format!("{}/accept", &page.body[start..from]);
        see_other(&other.submit(FAMILY, &accept, &[]).await);
        assert_eq!(it.count("SELECT COUNT(*) AS n FROM course_order").await, 2);

        let open = finance.get(money).await;
        let from = open.body.find("/cixi/aftercare/refunds/").unwrap();
        let advance = open.body[from..].split('"').next().unwrap().to_owned();
        see_other(&finance.submit(money, &advance, &[]).await);
        see_other(&finance.submit(money, &advance, &[]).await);
        let again = finance.submit(money, &advance, &[]).await;
        assert_eq!(again.status, StatusCode::CONFLICT, "money goes back once");
        let sum = "SELECT amount AS n FROM course_refund WHERE state = 'paid'";
        assert_eq!(it.count(sum).await, 10_000);
    })
    .await;
}

#[tokio::test]
async fn a_course_that_needs_a_teacher_twice_is_refused_with_the_clash_named() {
    on_each(&migrations(), async |db| {
        let mut it = County::new(db).await;
        it.open_round("first-come").await;
        it.course("青瓷", "1").await;
        let page = see_other(&it.save_course("书法", "1", "书法室", "0").await);
        let refused = it.publish(&page).await;
        assert_eq!(refused.status, StatusCode::CONFLICT);
        assert!(refused.body.contains("周一 16:30–17:15已有“青瓷”"), "{}", refused.body);
        let unpriced = it.save_course("", "1", "", "abc").await;
        assert_eq!(unpriced.status, StatusCode::UNPROCESSABLE_ENTITY);
    })
    .await;
}

#[tokio::test]
async fn first_come_gives_a_seat_or_a_place_in_the_queue_and_a_form_sent_twice_one() {
    on_each(&migrations(), async |db| {
        let mut it = County::new(db).await;
        it.open_round("first-come").await;
        let page = it.course("青瓷", "2").await;
        let offer = it.offer("青瓷").await;
        for seat in [0, 1] {
            let student = it.students[seat].to_string();
            let fields =
                [("student", student.as_str()), ("offer", offer.as_str()), ("term", "2021-1")];
            let book = "/cixi/family/courses/book";
            let open = it.mother.browser.get(FAMILY).await;
            let (csrf, id) = (open.field("csrf").unwrap(), open.field("id").unwrap());
            let mut all = vec![("csrf", csrf.as_str()), ("id", id.as_str())];
            all.extend(fields);
            see_other(&it.mother.browser.post(book, &all).await);
            see_other(&it.mother.browser.post(book, &all).await);
        }
        assert_eq!(it.count("SELECT taken AS n FROM offer").await, 1);
        assert_eq!(
            it.count("SELECT COUNT(*) AS n FROM booking WHERE standing = 'waiting'").await,
            1
        );
        let family = it.mother.browser.get(FAMILY).await;
        assert!(family.body.contains("前面还有 0 人"), "{}", family.body);

        let version = it.manager.browser.get(&page).await.field("version").unwrap();
        let fields = [("version", version.as_str())];
        see_other(&it.manager.browser.submit(&page, &format!("{page}/cancel"), &fields).await);
        assert_eq!(it.count("SELECT taken AS n FROM offer").await, 0);
        let told = "SELECT COUNT(*) AS n FROM inbox WHERE title LIKE '%停开%'";
        assert_eq!(it.count(told).await, 2, "the family of each child is told");
        assert_eq!(it.count("SELECT COUNT(*) AS n FROM course_order WHERE state = 'due'").await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_sign_up_takes_few_statements_and_leaves_nothing_where_one_of_them_fails() {
    on_each(&migrations(), async |db| {
        let mut it = County::new(db.clone()).await;
        it.open_round("first-come").await;
        it.course("青瓷", "2").await;
        let (offer, student) = (it.offer("青瓷").await, it.students[0].to_string());
        let open = it.mother.browser.get(FAMILY).await;
        let (csrf, id) = (open.field("csrf").unwrap(), open.field("id").unwrap());
        let form = [("csrf", &*csrf), ("id", &*id), ("student", &*student), ("offer", &*offer)];
        let mut taken = 0;
        loop {
            db.faults().fail_statement(taken + 1);
            let reply = it.mother.browser.post("/cixi/family/courses/book", &form).await;
            if db.faults().pending() {
                see_other(&reply);
                break;
            }
            assert!(reply.status.is_server_error(), "{}", reply.status);
            assert_eq!(it.count("SELECT COUNT(*) AS n FROM booking").await, 0);
            assert_eq!(it.count("SELECT taken AS n FROM offer").await, 0);
            taken += 1;
        }
        db.faults().fail_statement(0);
        // Two questions, the seat, the booking, the order, the record: in a rush everybody waits
        // for each of them.
        assert_eq!(taken, 6);
        assert_eq!(it.count("SELECT COUNT(*) AS n FROM booking WHERE standing = 'seat'").await, 1);
    })
    .await;
}

#[tokio::test]
async fn whoever_comes_late_pays_for_what_is_left_and_has_used_nothing_before() {
    on_each(&migrations(), async |db| {
        let mut it = County::new(db).await;
        it.open_round("first-come").await;
        it.course("青瓷", "1").await;
        let (offer, student) = (it.offer("青瓷").await, it.students[0].to_string());
        let held_on = async |db: &db::Db, day: &'static str| {
            let called: Result<_, db::Error> = db::write!(db, "a session was held", |tx| {
                let sql = "INSERT INTO roll_call
                        (group_id, day, expected, present, absent, teacher_id, called_at)
                    SELECT group_id, $1, 1, 1, 0, teacher_id, $2 FROM course";
                tx.run(sql, &[&day, &format!("{day}T17:00:00")]).await
            });
            assert_eq!(called.unwrap(), 1);
        };
        held_on(&it.house.cell.db, "2021-12-13").await;
        let open = it.mother.browser.get(FAMILY).await;
        assert!(open.body.contains("￥66.67（还有 2 次）"), "{}", open.body);
        let (csrf, id) = (open.field("csrf").unwrap(), open.field("id").unwrap());
        let form = [("csrf", &*csrf), ("id", &*id), ("student", &*student), ("offer", &*offer)];
        see_other(&it.mother.browser.post("/cixi/family/courses/book", &form).await);
        assert_eq!(it.count("SELECT amount AS n FROM course_order").await, 6_667);
        assert_eq!(it.count("SELECT sessions AS n FROM course_order").await, 2);
        let finance = it.house.person("吴会", vocab::Role::SchoolFinance, it.school.place()).await;
        let (mut finance, money) = (finance.browser, "/cixi/aftercare/money");
        let open = finance.get(money).await;
        let from = open.body.find("/cixi/aftercare/orders/").unwrap();
        let paid = open.body[from..].split('"').next().unwrap().to_owned();
        see_other(&finance.submit(money, &paid, &[("amount", "66.67")]).await);
        held_on(&it.house.cell.db, "2021-12-20").await;

        let page = it.mother.browser.get(FAMILY).await;
        let from = page.body.find("/cixi/family/courses/bookings/").unwrap();
        let leave = page.body[from..].split('"').next().unwrap().to_owned();
        let told = it.mother.browser.get(&leave).await;
        assert!(told.body.contains("已上 1 次，不计入"), "{}", told.body);
        assert_eq!(see_other(&it.mother.browser.submit(&leave, &leave, &[]).await), FAMILY);
        assert_eq!(it.count("SELECT amount AS n FROM course_refund").await, 3_334);
        let again = it.mother.browser.post("/cixi/family/courses/book", &form).await;
        assert_eq!(again.status, StatusCode::CONFLICT, "the form of a seat that was left");
    })
    .await;
}
