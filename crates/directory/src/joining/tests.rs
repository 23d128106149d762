//! How guardians come in, on each database.

use std::sync::Arc;

use db::testing::on_each;
use platform::{
    accounts::Sessions,
    codes::PhoneBook,
    testing::{House, Person},
};
use vocab::{Role, StudentId};
use web::{
    StatusCode,
    testing::{Browser, Reply},
    ui::check,
};

use super::{
    Phones,
    model::RequestState,
    rules::{self, Refusal},
};
use crate::{
    demo::County,
    tests::{Fixture, migrations},
};

const REFUSED: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;
/// A number of the demo's range that nobody in the county has.
const NEW_PHONE: &str = "10099999999";

struct Opened {
    house: House,
    it: Fixture,
}

async fn with_house<F: Future<Output = ()>>(test: impl Fn(Opened) -> F) {
    on_each(&migrations(), async |db| {
        let it = Fixture::new(db.clone()).await;
        let sealer = it.sealer.clone();
        let phones: Arc<dyn PhoneBook> = Arc::new(Phones);
        let modules = [platform::MODULE, crate::MODULE];
        let house = House::demo(db, &modules, |cell| {
            cell.with(sealer).with(phones).with(Sessions::default())
        })
        .await;
        test(Opened { house, it }).await;
    })
    .await;
}

/// A family's first guardian, who is one, and the first child.
fn family(county: &County) -> (usize, usize) {
    let fits = |it: &usize| {
        let guardian = &county.guardians[*it];
        let child = county.families[guardian.family].children[0];
        !guardian.no_contact && county.students[child].id_number().is_some()
    };
    let guardian = (0..county.guardians.len()).find(fits).unwrap();
    (guardian, county.families[county.guardians[guardian].family].children[0])
}

impl Opened {
    /// Shows that one has `phone` in hand.
    async fn prove(&self, browser: &mut Browser, phone: &str) -> Reply {
        let page = "/cixi/login/phone";
        let sent = browser.submit(page, page, &[("phone", phone)]).await;
        self.answer(browser, &sent, page, "/cixi/login/phone/code").await
    }

    async fn answer(&self, browser: &mut Browser, sent: &Reply, page: &str, to: &str) -> Reply {
        let code = sent.body.split_once("验证码是 ").unwrap().1[..6].to_owned();
        let question = sent.field("question").unwrap();
        let ticket = sent.field("ticket").unwrap_or_default();
        let fields = [("question", &*question), ("code", &*code), ("ticket", &*ticket)];
        browser.submit(page, to, &fields).await
    }

    async fn post(&self, browser: &mut Browser, to: &str, fields: &[(&str, &str)]) -> Reply {
        browser.submit("/cixi/login/phone", to, fields).await
    }

    fn later(&self, moment: &str) {
        self.house.clock.set(moment);
    }

    async fn teacher(&self, student: StudentId) -> Person {
        let pupil = self.it.county.students.iter().find(|it| it.id == student).unwrap();
        let class = self.it.county.classes[pupil.class].id.place();
        self.house.person("施老师", Role::ClassTeacher, class).await
    }

    /// The first request on the class teacher's page.
    async fn first_request(&self, teacher: &mut Person) -> Option<String> {
        let page = teacher.browser.get("/cixi/guardian-requests").await;
        assert_eq!(page.status, StatusCode::OK);
        assert_eq!(check::faults(&page.body), Vec::<String>::new());
        let id = page.body.split_once("/guardian-requests/grq_")?.1;
        Some(format!("/cixi/guardian-requests/grq_{}", &id[..13]))
    }

    async fn decide(&self, teacher: &mut Person, to: &str, word: &str, why: &str) -> StatusCode {
        let id = to.rsplit('/').next().unwrap();
        let reason = format!("reason-{id}");
        let fields = [("decision", word), (&*reason, why)];
        teacher.browser.submit("/cixi/guardian-requests", to, &fields).await.status
    }
}

#[tokio::test]
async fn whom_the_roll_names_comes_in_with_telephone_name_and_the_childs_last_six() {
    with_house(async |all| {
        let (guardian, child) = family(&all.it.county);
        let (guardian, child) =
            (&all.it.county.guardians[guardian], &all.it.county.students[child]);
        let number = child.id_number().unwrap();
        let last = &number.open()[12..];
        let mut browser = Browser::new(&all.house.router);
        let reply = all.prove(&mut browser, guardian.phone.open()).await;
        let ticket = reply.field("ticket").unwrap();
        let shown = all.post(&mut browser, "/cixi/join/family", &[("ticket", &ticket)]).await;
        assert_eq!(check::faults(&shown.body), Vec::<String>::new());
        let check = async |browser: &mut Browser, name: &str, number: &str| {
            let fields = [("ticket", &*ticket), ("name", name), ("number", number)];
            all.post(browser, "/cixi/join/family/check", &fields).await
        };
        let wrong = check(&mut browser, "别人", last).await;
        assert_eq!((wrong.status, wrong.cookie.is_some()), (REFUSED, false));
        assert_eq!(check(&mut browser, &guardian.name, "000000").await.status, REFUSED);
        let right = check(&mut browser, &guardian.name, last).await;
        assert_eq!((right.status, right.cookie.is_some()), (StatusCode::SEE_OTHER, true));
        // What one code proved works once.
        let again = check(&mut Browser::new(&all.house.router), &guardian.name, last).await;
        assert_eq!((again.status, again.cookie), (REFUSED, None));
        // From now on the code alone is enough.
        all.later("2021-12-20T00:02:00Z");
        let mut browser = Browser::new(&all.house.router);
        let reply = all.prove(&mut browser, guardian.phone.open()).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER);
    })
    .await;
}

#[tokio::test]
async fn five_wrong_tellings_use_a_code_up_even_for_the_right_one() {
    with_house(async |all| {
        let (guardian, child) = family(&all.it.county);
        let (guardian, child) =
            (&all.it.county.guardians[guardian], &all.it.county.students[child]);
        let mut browser = Browser::new(&all.house.router);
        let reply = all.prove(&mut browser, guardian.phone.open()).await;
        let ticket = reply.field("ticket").unwrap();
        let number = child.id_number().unwrap();
        for (at, last) in ["000000", "000001", "000002", "000003", "000004"].iter().enumerate() {
            let fields = [("ticket", &*ticket), ("name", &*guardian.name), ("number", last)];
            let reply = all.post(&mut browser, "/cixi/join/family/check", &fields).await;
            assert_eq!(reply.status, REFUSED, "{at}");
        }
        let fields =
            [("ticket", &*ticket), ("name", &*guardian.name), ("number", &number.open()[12..])];
        let reply = all.post(&mut browser, "/cixi/join/family/check", &fields).await;
        assert_eq!((reply.status, reply.cookie), (REFUSED, None));
    })
    .await;
}

#[tokio::test]
async fn whom_the_roll_does_not_name_is_confirmed_by_the_class_teacher() {
    with_house(async |all| {
        let (_, child) = family(&all.it.county);
        let child = &all.it.county.students[child];
        let number = child.id_number().unwrap();
        let mut browser = Browser::new(&all.house.router);
        let ticket = all.prove(&mut browser, NEW_PHONE).await.field("ticket").unwrap();
        let ask = async |browser: &mut Browser, ticket: &str, child: &str| {
            let fields = [
                ("ticket", ticket),
                ("own", "施大妈"),
                ("relation", "62"),
                ("child", child),
                ("whole", number.open()),
            ];
            all.post(browser, "/cixi/join/family/ask", &fields).await
        };
        let known = ask(&mut browser, &ticket, &child.name).await;
        assert_eq!(known.status, StatusCode::OK);
        assert_eq!(ask(&mut browser, &ticket, &child.name).await.status, REFUSED);
        // A child of another name is answered alike, and nothing is asked.
        all.later("2021-12-20T00:02:00Z");
        let ticket = all.prove(&mut browser, NEW_PHONE).await.field("ticket").unwrap();
        let unknown = ask(&mut browser, &ticket, "无此人").await;
        let plain = |it: &Reply| it.body.replace(&it.field("csrf").unwrap_or_default(), "");
        assert_eq!(plain(&known), plain(&unknown));
        let count = "SELECT COUNT(*) AS n FROM guardian_request";
        assert_eq!(all.it.number(count).await, 1);

        let mut other = all.teacher(all.it.county.students.last().unwrap().id).await;
        assert_eq!(all.first_request(&mut other).await, None);
        let mut teacher = all.teacher(child.id).await;
        let request = all.first_request(&mut teacher).await.unwrap();
        assert_eq!(all.decide(&mut other, &request, "confirm", "").await, StatusCode::NOT_FOUND);
        assert_eq!(all.decide(&mut teacher, &request, "refuse", "").await, REFUSED);
        let done = all.decide(&mut teacher, &request, "confirm", "").await;
        assert_eq!(done, StatusCode::SEE_OTHER);
        assert_eq!(all.decide(&mut teacher, &request, "confirm", "").await, REFUSED);
        all.later("2021-12-20T00:04:00Z");
        let reply = all.prove(&mut Browser::new(&all.house.router), NEW_PHONE).await;
        assert_eq!((reply.status, reply.cookie.is_some()), (StatusCode::SEE_OTHER, true));
    })
    .await;
}

#[tokio::test]
async fn a_refused_request_opens_nothing() {
    with_house(async |all| {
        let (_, child) = family(&all.it.county);
        let child = &all.it.county.students[child];
        let number = child.id_number().unwrap();
        let mut browser = Browser::new(&all.house.router);
        let ticket = all.prove(&mut browser, NEW_PHONE).await.field("ticket").unwrap();
        let fields = [
            ("ticket", &*ticket),
            ("own", "施大妈"),
            ("relation", "62"),
            ("child", &*child.name),
            ("whole", number.open()),
        ];
        all.post(&mut browser, "/cixi/join/family/ask", &fields).await;
        let mut teacher = all.teacher(child.id).await;
        let request = all.first_request(&mut teacher).await.unwrap();
        let done = all.decide(&mut teacher, &request, "refuse", "不是孩子的监护人").await;
        assert_eq!(done, StatusCode::SEE_OTHER);
        all.later("2021-12-20T00:02:00Z");
        let reply = all.prove(&mut browser, NEW_PHONE).await;
        assert_eq!((reply.status, reply.cookie), (StatusCode::OK, None));
    })
    .await;
}

impl Opened {
    /// A guardian who is in, as a browser that is logged in.
    async fn guardian(&self, at: usize) -> Person {
        let person = self.house.person("家长", Role::Guardian, self.it.county.id).await;
        let (guardian, account) = (self.it.county.guardians[at].id, person.account);
        let bound: Result<u64, db::Error> = db::write!(self.house.cell.db, "bind", |tx| {
            tx.run("UPDATE guardian SET account_id = $2 WHERE id = $1", &[&guardian, &account])
                .await
        });
        bound.unwrap();
        person
    }
}

#[tokio::test]
async fn a_guardian_invites_another_for_the_own_child_only() {
    with_house(async |all| {
        let (at, child) = family(&all.it.county);
        let child = all.it.county.students[child].id;
        let foreign = all.it.county.students.last().unwrap().id;
        let mut parent = all.guardian(at).await;
        let page = format!("/cixi/children/{child}/guardians/new");
        let shown = parent.browser.get(&page).await;
        assert_eq!(check::faults(&shown.body), Vec::<String>::new());
        let fields = [("name", "施外公"), ("relation", "63"), ("phone", NEW_PHONE)];
        let to = format!("/cixi/children/{foreign}/guardians/new");
        let reply = parent.browser.submit(&page, &to, &fields).await;
        assert_eq!(reply.status, StatusCode::NOT_FOUND);
        assert_eq!(parent.browser.submit(&page, &page, &fields).await.status, StatusCode::OK);
        let mut teacher = all.teacher(child).await;
        let request = all.first_request(&mut teacher).await.unwrap();
        all.decide(&mut teacher, &request, "confirm", "").await;
        let reply = all.prove(&mut Browser::new(&all.house.router), NEW_PHONE).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER);
    })
    .await;
}

#[tokio::test]
async fn a_new_telephone_counts_once_the_old_one_or_the_class_teacher_said_so() {
    with_house(async |all| {
        let (at, child) = family(&all.it.county);
        let child = all.it.county.students[child].id;
        let mut parent = all.guardian(at).await;
        let page = "/cixi/me/phone";
        let old = all.it.county.guardians[at].phone.open();
        let same = parent.browser.submit(page, page, &[("phone", old)]).await;
        assert_eq!(same.status, REFUSED);
        let sent = parent.browser.submit(page, page, &[("phone", NEW_PHONE)]).await;
        let asked = all.answer(&mut parent.browser, &sent, page, "/cixi/me/phone/new").await;
        assert_eq!(check::faults(&asked.body), Vec::<String>::new());
        let index = all.it.sealer.index(crate::fields::GUARDIAN_PHONE, NEW_PHONE);
        let holds = async || {
            let found: Result<_, db::Error> = db::read!(all.house.cell.db, "phone", |tx| {
                let sql = "SELECT id FROM guardian WHERE phone_index = $1";
                tx.one(sql, &[&index], |row| row.get::<i64>("id")).await
            });
            found.unwrap().is_some()
        };
        assert!(!holds().await);
        let done = all.answer(&mut parent.browser, &asked, page, "/cixi/me/phone/old").await;
        assert_eq!(done.location.as_deref(), Some("/cixi/me?done=phone"));
        assert!(holds().await);

        // Back to the old number, which the new one, lost meanwhile, cannot allow.
        all.later("2021-12-20T00:02:00Z");
        let sent = parent.browser.submit(page, page, &[("phone", old)]).await;
        let asked = all.answer(&mut parent.browser, &sent, page, "/cixi/me/phone/new").await;
        let ticket = asked.field("ticket").unwrap();
        let reply = parent.browser.submit(page, "/cixi/me/phone/ask", &[("ticket", &ticket)]).await;
        assert_eq!(reply.status, StatusCode::OK);
        assert!(holds().await);
        let mut teacher = all.teacher(child).await;
        let request = all.first_request(&mut teacher).await.unwrap();
        all.decide(&mut teacher, &request, "confirm", "").await;
        assert!(!holds().await);
    })
    .await;
}

#[test]
fn the_end_of_a_number_is_six_characters_and_no_less() {
    let numbers = ["33029920120315123X", "G33029920120315123X"];
    assert!(rules::ends_with(numbers, "15123x"));
    assert!(rules::ends_with(numbers, " １５１２３Ｘ"));
    assert!(!rules::ends_with(numbers, "5123X"));
    assert!(!rules::ends_with(numbers, "015123"));
    assert!(!rules::ends_with(["15123X"], "15123X"));
    assert!(!rules::ends_with(numbers, ""));
}

#[test]
fn what_is_decided_stays_decided() {
    assert_eq!(rules::may_decide(RequestState::Waiting), Ok(()));
    assert_eq!(rules::may_decide(RequestState::Confirmed), Err(Refusal::Decided));
    assert_eq!(rules::may_decide(RequestState::Refused), Err(Refusal::Decided));
    assert_eq!(rules::reason("  "), Err(Refusal::NoReason));
    assert!(rules::is_named("陈小明", " 陈小明 "));
}
