//! Codes, as a telephone's holder and others use them, on each database.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use db::testing::on_each;
use jiff::civil::Date;
use vocab::{AccountId, Phone, Role};
use web::{Cell, Later, StatusCode, testing::Browser};

use super::{PhoneBook, rules};
use crate::{
    accounts::tests::{House, empty_with, open},
    notices::{Channel, ChannelKind, Channels, Outgoing, Receipt, SendError},
};

const REFUSED: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;
const PHONE: &str = "10000000001";

/// Whose telephone it is, as a test says it.
#[derive(Default, Clone)]
struct Book(Arc<Mutex<HashMap<String, Vec<AccountId>>>>);

impl Book {
    fn add(&self, phone: &str, account: AccountId) {
        self.0.lock().unwrap().entry(phone.to_owned()).or_default().push(account);
    }
}

impl PhoneBook for Book {
    fn accounts<'a>(
        &'a self,
        _: &'a Cell,
        phone: &'a Phone,
        _: Date,
    ) -> Later<'a, Result<Vec<AccountId>, db::Error>> {
        let found = self.0.lock().unwrap().get(phone.open()).cloned().unwrap_or_default();
        Box::pin(async move { Ok(found) })
    }

    fn beginning(&self) -> (&'static str, &'static str) {
        ("/join/family", "我是家长")
    }
}

async fn demo(db: db::Db) -> (House, Book) {
    let book = Book::default();
    let service: Arc<dyn PhoneBook> = Arc::new(book.clone());
    (empty_with(db, true, |cell| cell.with(service)).await, book)
}

/// Asks for a code, and gives the question with the code that a demo shows.
async fn ask(browser: &mut Browser, phone: &str) -> (StatusCode, String, String) {
    let page = "/cixi/login/phone";
    let reply = browser.submit(page, page, &[("phone", phone)]).await;
    let code = reply.body.split_once("验证码是 ").map(|it| it.1[..6].to_owned());
    (reply.status, reply.field("question").unwrap_or_default(), code.unwrap_or_default())
}

async fn answer(browser: &mut Browser, question: &str, code: &str) -> web::testing::Reply {
    let fields = [("question", question), ("code", code)];
    browser.submit("/cixi/login/phone", "/cixi/login/phone/code", &fields).await
}

#[tokio::test]
async fn the_right_code_logs_in_once_and_within_five_minutes() {
    on_each(crate::MIGRATIONS, async |db| {
        let (it, book) = demo(db).await;
        let guardian = it.account("mother", &[Role::Guardian], None).await;
        book.add(PHONE, guardian);
        let mut browser = it.browser();
        open(&mut browser, "/cixi/login/phone").await;
        let (status, question, code) = ask(&mut browser, PHONE).await;
        assert_eq!((status, code.len()), (StatusCode::OK, 6));
        let reply = answer(&mut browser, &question, &code).await;
        assert_eq!((reply.status, reply.cookie.is_some()), (StatusCode::SEE_OTHER, true));
        assert_eq!(browser.get("/cixi/me").await.status, StatusCode::OK);
        // Nothing works twice, and nothing after its time.
        let again = answer(&mut it.browser(), &question, &code).await;
        assert_eq!((again.status, again.cookie), (REFUSED, None));
        it.clock.set("2021-12-20T00:02:00Z");
        let (_, question, code) = ask(&mut it.browser(), PHONE).await;
        it.clock.set("2021-12-20T00:07:00Z");
        assert_eq!(answer(&mut it.browser(), &question, &code).await.status, REFUSED);
    })
    .await;
}

#[tokio::test]
async fn a_code_is_lost_after_five_wrong_tries_and_the_telephone_after_ten() {
    on_each(crate::MIGRATIONS, async |db| {
        let (it, book) = demo(db).await;
        book.add(PHONE, it.account("mother", &[Role::Guardian], None).await);
        let wrong = |code: &str| if code == "000000" { "111111" } else { "000000" };
        let mut browser = it.browser();
        let (_, question, code) = ask(&mut browser, PHONE).await;
        for _ in 0..5 {
            assert_eq!(answer(&mut browser, &question, wrong(&code)).await.status, REFUSED);
        }
        assert_eq!(answer(&mut browser, &question, &code).await.status, REFUSED);
        it.clock.set("2021-12-20T00:01:01Z");
        let (_, question, code) = ask(&mut browser, PHONE).await;
        for _ in 0..4 {
            answer(&mut browser, &question, wrong(&code)).await;
        }
        let late = answer(&mut browser, &question, &code).await;
        assert_eq!(late.status, StatusCode::TOO_MANY_REQUESTS);
    })
    .await;
}

#[tokio::test]
async fn a_new_code_ends_the_one_before_and_comes_a_minute_later_at_the_earliest() {
    on_each(crate::MIGRATIONS, async |db| {
        let (it, book) = demo(db).await;
        book.add(PHONE, it.account("mother", &[Role::Guardian], None).await);
        let (_, old, old_code) = ask(&mut it.browser(), PHONE).await;
        let (status, ..) = ask(&mut it.browser(), PHONE).await;
        assert_eq!(status, StatusCode::TOO_MANY_REQUESTS);
        it.clock.set("2021-12-20T00:01:01Z");
        let (_, new, code) = ask(&mut it.browser(), PHONE).await;
        assert_eq!(answer(&mut it.browser(), &old, &old_code).await.status, REFUSED);
        assert_eq!(answer(&mut it.browser(), &old, &code).await.status, REFUSED);
        assert_eq!(answer(&mut it.browser(), &new, &code).await.status, StatusCode::SEE_OTHER);
    })
    .await;
}

#[tokio::test]
async fn asking_for_a_code_tells_nobody_whose_telephone_it_is() {
    on_each(crate::MIGRATIONS, async |db| {
        let (it, book) = demo(db).await;
        book.add(PHONE, it.account("mother", &[Role::Guardian], None).await);
        let mut pages = Vec::new();
        for phone in [PHONE, "10000000002"] {
            let page = "/cixi/login/phone";
            let reply = it.browser().submit(page, page, &[("phone", phone)]).await;
            assert_eq!(web::ui::check::faults(&reply.body), Vec::<String>::new());
            let plain = ["csrf", "question"].iter().fold(reply.body.clone(), |body, name| {
                body.replace(&reply.field(name).unwrap(), "")
            });
            let code = reply.body.split_once("验证码是 ").unwrap().1[..6].to_owned();
            let masked = vocab::mask_phone(phone);
            pages.push((reply.status, plain.replace(&code, "").replace(&masked, "")));
        }
        assert_eq!(pages[0], pages[1]);
        // Whoever holds an unknown telephone is led to where a family begins.
        it.clock.set("2021-12-20T00:02:00Z");
        let mut browser = it.browser();
        let (_, question, code) = ask(&mut browser, "10000000002").await;
        let reply = answer(&mut browser, &question, &code).await;
        assert!(reply.body.contains("/cixi/join/family") && reply.field("ticket").is_some());
        assert_eq!(reply.cookie, None);
    })
    .await;
}

#[tokio::test]
async fn one_chooses_among_the_accounts_of_ones_own_telephone_only() {
    on_each(crate::MIGRATIONS, async |db| {
        let (it, book) = demo(db).await;
        let mother = it.account("mother", &[Role::Guardian], None).await;
        let teacher = it.account("teacher", &[Role::Teacher], None).await;
        let other = it.account("other", &[Role::Guardian], None).await;
        book.add(PHONE, mother);
        book.add(PHONE, teacher);
        let mut browser = it.browser();
        let (_, question, code) = ask(&mut browser, PHONE).await;
        let reply = answer(&mut browser, &question, &code).await;
        let ticket = reply.field("ticket").unwrap();
        assert_eq!(web::ui::check::faults(&reply.body), Vec::<String>::new());
        let choose = async |ticket: &str, account: AccountId| {
            let fields = [("ticket", ticket), ("account", &*account.to_string())];
            let page = "/cixi/login/phone";
            it.browser().submit(page, "/cixi/login/phone/account", &fields).await.status
        };
        assert_eq!(choose(&ticket, other).await, REFUSED);
        // A ticket for another telephone is no ticket.
        let forged = ticket.replace(PHONE, "10000000002");
        assert_eq!(choose(&forged, mother).await, REFUSED);
        assert_eq!(choose(&ticket, teacher).await, StatusCode::SEE_OTHER);
        assert_eq!(choose(&ticket, mother).await, REFUSED);
    })
    .await;
}

#[tokio::test]
async fn a_code_alone_opens_no_administrator() {
    on_each(crate::MIGRATIONS, async |db| {
        let (it, book) = demo(db).await;
        book.add(PHONE, it.account("security", &[Role::SecurityAdmin], None).await);
        let mut browser = it.browser();
        let (_, question, code) = ask(&mut browser, PHONE).await;
        let reply = answer(&mut browser, &question, &code).await;
        assert_eq!((reply.status, reply.cookie), (REFUSED, None));
    })
    .await;
}

/// A gateway that keeps what it was given.
#[derive(Default)]
struct Gateway(Mutex<Vec<Outgoing>>);

impl Channel for Gateway {
    fn kind(&self) -> ChannelKind {
        ChannelKind::Sms
    }

    fn send<'a>(&'a self, message: &'a Outgoing) -> Later<'a, Result<String, SendError>> {
        self.0.lock().unwrap().push(message.clone());
        Box::pin(async { Ok("1".to_owned()) })
    }

    fn receipts<'a>(
        &'a self,
        _: &'a [String],
    ) -> Later<'a, Result<HashMap<String, Receipt>, SendError>> {
        Box::pin(async { Ok(HashMap::new()) })
    }
}

struct NoBook;

impl crate::notices::AddressBook for NoBook {
    fn addresses<'a>(
        &'a self,
        _: &'a Cell,
        _: &'a [AccountId],
        _: ChannelKind,
    ) -> Later<'a, Result<HashMap<AccountId, vocab::Personal<String>>, db::Error>> {
        Box::pin(async { Ok(HashMap::new()) })
    }
}

#[tokio::test]
async fn a_real_cell_shows_no_code_and_offers_none_without_a_gateway() {
    on_each(crate::MIGRATIONS, async |db| {
        let gateway = Arc::new(Gateway::default());
        let channels = Channels::Outside {
            channels: vec![gateway.clone() as Arc<dyn Channel>],
            book: Arc::new(NoBook),
        };
        let service: Arc<dyn PhoneBook> = Arc::new(Book::default());
        let it = empty_with(db.clone(), false, |cell| cell.with(service).with(channels)).await;
        let mut browser = it.browser();
        // In the demo's range on purpose: no test names a number that somebody may have.
        let (status, ..) = ask(&mut browser, PHONE).await;
        assert_eq!(status, REFUSED);
        assert!(gateway.0.lock().unwrap().is_empty());
    })
    .await;
    on_each(crate::MIGRATIONS, async |db| {
        let service: Arc<dyn PhoneBook> = Arc::new(Book::default());
        let it = empty_with(db, false, |cell| cell.with(service)).await;
        let page = it.browser().get("/cixi/login/phone").await;
        assert_eq!(page.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[test]
fn codes_have_six_digits_and_what_is_typed_is_forgiven_its_spaces() {
    assert_eq!(rules::code(7), "000007");
    assert_eq!(rules::code(u64::MAX), "551615");
    assert_eq!(rules::typed(" １２３ 456 "), "123456");
    let phone = |typed: &str, demo| rules::may_send_to(typed, demo).map(|it| it.masked());
    assert_eq!(phone(PHONE, true).unwrap(), "100****0001");
    assert_eq!(phone(PHONE, false), Err(rules::Refusal::InventedPhone));
    assert!(matches!(phone("12", true), Err(rules::Refusal::NotAPhone(_))));
}
