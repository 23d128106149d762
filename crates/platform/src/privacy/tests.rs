//! What privacy promises, on each database.

use std::sync::Arc;

use db::{Db, testing::on_each};
use futures_util::FutureExt as _;
use jiff::{SignedDuration, civil::date};
use vocab::{Clock as _, Personal, Role, StudentId};
use web::{Html, Later, Need, Page, Path, Routes, StatusCode, Visit, html, ui::check::faults};

use super::{
    Eraser, Looks, LooksFull, SealedClass, Ward, Wards, keep_noting, keeping,
    model::{Clearance, ClearanceState},
    open_sealed, order_erasure,
    rules::{self, Refusal},
};
use crate::{
    Module,
    access::PlaceKind,
    jobs::{Kinds, Stop, Worker},
    testing::{House, Person},
};

/// A record page as a domain has it: masked, opened with a look, and a sealed number.
const RECORDS: Module = Module { name: "records", routes, erasers: ERASERS, ..Module::BARE };

const ERASERS: &[Eraser] = &[Eraser {
    subject_kind: "stu",
    label: "测试",
    run: |tx, bits| {
        async move { tx.run("DELETE FROM setting WHERE key = $1", &[&bits.to_string()]).await }
            .boxed()
    },
}];

fn routes() -> Routes {
    Routes::new().get("/records/{id}", Need::SignedIn, record).get(
        "/records/{id}/number",
        Need::SignedIn,
        number,
    )
}

async fn record(visit: Visit, Path(id): Path<StudentId>) -> Result<Html, Page> {
    visit.cell.service::<Looks>().note(&visit, id, "学生档案")?;
    Ok(visit.page("档案", &html! { "陈小明" }))
}

async fn number(visit: Visit, Path(id): Path<StudentId>) -> Result<Html, Page> {
    open_sealed(&visit, SealedClass::IdNumber, id, "身份证号").await?;
    Ok(visit.page("号码", &html! { "330299201201010018" }))
}

/// One guardian of one child.
struct Family(StudentId);

impl Wards for Family {
    fn of<'a>(&'a self, _: &'a Visit) -> Later<'a, Result<Vec<Ward>, db::Error>> {
        let name = Personal::new("陈小明".to_owned());
        let ward = Ward { kind: "stu", bits: self.0.bits(), name, born: None, place: None };
        Box::pin(async move { Ok(vec![ward]) })
    }
}

struct School {
    house: House,
    child: StudentId,
    teacher: Person,
    principal: Person,
    guardian: Person,
}

impl School {
    async fn new(db: Db) -> Self {
        let child: StudentId = vocab::Ids::seeded(99).make("2021-12-20T00:00:00Z".parse().unwrap());
        let family: Arc<dyn Wards> = Arc::new(Family(child));
        let modules = [crate::MODULE, RECORDS];
        let house = House::new(db, &modules, |cell| cell.with(family)).await;
        let school = house.place(PlaceKind::School, house.county, "白沙小学").await;
        let teacher = house.person("王老师", Role::ClassTeacher, school).await;
        let principal = house.person("李校长", Role::Principal, school).await;
        let guardian = house.person("陈妈妈", Role::Guardian, house.county).await;
        Self { house, child, teacher, principal, guardian }
    }

    async fn flush(&self) {
        let cell = &self.house.cell;
        cell.service::<Looks>().flush(cell, &*self.house.clock, &self.house.ids).await.unwrap();
    }

    async fn count(&self, sql: &'static str) -> i64 {
        let found: Result<_, db::Error> = db::read!(self.house.cell.db, "count", |tx| {
            tx.one(sql, &[], |row| row.get("n")).await
        });
        found.unwrap().unwrap_or(0)
    }

    fn worker(&self) -> Worker {
        Worker {
            cell: self.house.cell.clone(),
            clock: self.house.clock.clone(),
            ids: self.house.ids.clone(),
            kinds: Arc::new(Kinds::new([&keeping::RETAIN, &keeping::ERASE])),
        }
    }

    /// Asks as the teacher, and says where the request is.
    async fn ask(&mut self, more: &[(&str, &str)]) -> String {
        let mut form = vec![
            ("class", "id-number"),
            ("purpose", "转学手续需要核对身份证号"),
            ("until", "2021-12-22"),
        ];
        form.extend_from_slice(more);
        let page = "/cixi/clearances/new";
        let asked = self.teacher.browser.submit(page, "/cixi/clearances", &form).await;
        asked.location.unwrap_or_else(|| panic!("{}", asked.body))
    }

    async fn number(&mut self) -> StatusCode {
        self.teacher.browser.get(&format!("/cixi/records/{}/number", self.child)).await.status
    }
}

#[tokio::test]
async fn a_guardian_reads_who_looked_and_not_that_they_looked_themselves() {
    on_each(crate::MIGRATIONS, async |db| {
        let mut it = School::new(db).await;
        let record = format!("/cixi/records/{}", it.child);
        for _ in 0..3 {
            it.teacher.browser.get(&record).await;
        }
        it.guardian.browser.get(&record).await;
        it.flush().await;
        assert_eq!(it.count("SELECT COUNT(*) AS n FROM look").await, 2, "one row for the same");
        let sql = "SELECT CAST(SUM(times) AS BIGINT) AS n FROM look";
        assert_eq!(it.count(sql).await, 4, "and every look counted");
        let page = it.guardian.browser.get("/cixi/looks").await.body;
        assert!(page.contains("查看了 陈小明 的学生档案(3 次)"), "{page}");
        assert!(
            page.contains("白沙小学 班主任 · 王老师") && !page.contains("慈溪市 家长"),
            "{page}"
        );
        assert_eq!(faults(&page), Vec::<String>::new());
        assert_eq!(it.teacher.browser.get("/cixi/looks").await.status, StatusCode::FORBIDDEN);
    })
    .await;
}

#[tokio::test]
async fn looks_are_written_when_the_process_ends() {
    on_each(crate::MIGRATIONS, async |db| {
        let mut it = School::new(db).await;
        it.teacher.browser.get(&format!("/cixi/records/{}", it.child)).await;
        let (switch, stop) = Stop::new();
        switch.send(true).unwrap();
        let (cell, clock, ids) =
            (it.house.cell.clone(), it.house.clock.clone(), it.house.ids.clone());
        keep_noting(cell, clock, ids, stop).await;
        assert_eq!(it.count("SELECT COUNT(*) AS n FROM look").await, 1);
    })
    .await;
}

#[tokio::test]
async fn sealed_data_opens_for_an_approved_task_until_its_last_day() {
    on_each(crate::MIGRATIONS, async |db| {
        let mut it = School::new(db).await;
        assert_eq!(it.number().await, StatusCode::FORBIDDEN);
        let path = it.ask(&[]).await;
        assert_eq!(it.number().await, StatusCode::FORBIDDEN, "asked is not approved");
        let inbox = it.principal.browser.get("/cixi/inbox").await.body;
        assert!(inbox.contains("有一份查看加密信息的申请待审批"), "{inbox}");
        let decision = format!("{path}/decision");
        let own = it.teacher.browser.submit(&path, &decision, &[("decision", "approve")]).await;
        assert_eq!(own.status, StatusCode::FORBIDDEN);
        it.principal.browser.submit(&path, &decision, &[("decision", "approve")]).await;
        assert_eq!(it.number().await, StatusCode::OK);
        assert_eq!(it.count("SELECT COUNT(*) AS n FROM look").await, 1, "stored before shown");
        let page = it.guardian.browser.get("/cixi/looks").await.body;
        assert!(page.contains("用途：转学手续需要核对身份证号"), "{page}");
        let shown = it.principal.browser.get(&path).await.body;
        assert!(shown.contains("的身份证号"), "{shown}");
        for page in ["/cixi/clearances", "/cixi/clearances/new", &path] {
            let body = it.principal.browser.get(page).await.body;
            assert_eq!(faults(&body), Vec::<String>::new(), "{page}");
        }
        it.house.calendar.set("2021-12-22T23:59:00");
        assert_eq!(it.number().await, StatusCode::OK);
        it.house.calendar.set("2021-12-23T00:00:00");
        assert_eq!(it.number().await, StatusCode::FORBIDDEN);
    })
    .await;
}

#[tokio::test]
async fn a_clearance_can_be_refused_taken_back_and_kept_to_one_person() {
    on_each(crate::MIGRATIONS, async |db| {
        let mut it = School::new(db).await;
        let path = it.ask(&[]).await;
        let decision = format!("{path}/decision");
        let bare = it.principal.browser.submit(&path, &decision, &[("decision", "refuse")]).await;
        assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY, "a refusal needs a reason");
        let refuse = [("decision", "refuse"), ("reason", "用途不清楚")];
        it.principal.browser.submit(&path, &decision, &refuse).await;
        assert_eq!(it.number().await, StatusCode::FORBIDDEN);
        let again = it.principal.browser.submit(&path, &decision, &refuse).await;
        assert_eq!(again.status, StatusCode::CONFLICT);

        let other: StudentId = it.house.ids.make(it.house.clock.now());
        let path = it.ask(&[("about", &other.to_string())]).await;
        let approve = [("decision", "approve")];
        it.principal.browser.submit(&path, &format!("{path}/decision"), &approve).await;
        assert_eq!(it.number().await, StatusCode::FORBIDDEN, "it is for another child");
        let child = it.child.to_string();
        let path = it.ask(&[("about", &child)]).await;
        it.principal.browser.submit(&path, &format!("{path}/decision"), &approve).await;
        assert_eq!(it.number().await, StatusCode::OK);
        it.teacher.browser.submit(&path, &format!("{path}/end"), &[]).await;
        assert_eq!(it.number().await, StatusCode::FORBIDDEN);
    })
    .await;
}

#[tokio::test]
async fn a_look_that_the_law_wants_silent_is_kept_from_the_guardian_alone() {
    on_each(crate::MIGRATIONS, async |db| {
        let mut it = School::new(db).await;
        let basis = "未成年人保护法第十一条";
        let path = it.ask(&[("silent", "1"), ("basis", basis)]).await;
        let approve = [("decision", "approve")];
        it.principal.browser.submit(&path, &format!("{path}/decision"), &approve).await;
        assert_eq!(it.number().await, StatusCode::OK);
        let page = it.guardian.browser.get("/cixi/looks").await.body;
        assert!(page.contains("还没有人查看过"), "{page}");
        assert!(it.principal.browser.get(&path).await.body.contains("的身份证号"));
    })
    .await;
}

#[tokio::test]
async fn a_head_elsewhere_sees_and_decides_nothing() {
    on_each(crate::MIGRATIONS, async |db| {
        let mut it = School::new(db).await;
        let path = it.ask(&[]).await;
        let elsewhere = it.house.place(PlaceKind::School, it.house.county, "浒山小学").await;
        let mut head = it.house.person("赵校长", Role::Principal, elsewhere).await;
        assert_eq!(head.browser.get(&path).await.status, StatusCode::NOT_FOUND);
        let list = head.browser.get("/cixi/clearances").await.body;
        assert!(list.contains("还没有申请"), "{list}");
        let form = [("decision", "approve")];
        let page = "/cixi/clearances/new";
        let decided = head.browser.submit(page, &format!("{path}/decision"), &form).await;
        assert_eq!(decided.status, StatusCode::NOT_FOUND);
        let mut leader = it.house.person("局长", Role::BureauLeader, it.house.county).await;
        assert_eq!(leader.browser.get(&path).await.status, StatusCode::OK, "above the school");
    })
    .await;
}

#[tokio::test]
async fn a_form_that_is_wrong_comes_back_with_what_was_typed() {
    on_each(crate::MIGRATIONS, async |db| {
        let mut it = School::new(db).await;
        let page = "/cixi/clearances/new";
        let form = [("class", "id-number"), ("purpose", "看看"), ("until", "2021-12-22")];
        let reply = it.teacher.browser.submit(page, "/cixi/clearances", &form).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(reply.body.contains("请写清楚为哪项工作") && reply.body.contains("看看"));
        assert_eq!(faults(&reply.body), Vec::<String>::new());
    })
    .await;
}

#[tokio::test]
async fn what_was_kept_long_enough_goes_and_the_rest_stays() {
    on_each(crate::MIGRATIONS, async |db| {
        let mut it = School::new(db.clone()).await;
        let record = format!("/cixi/records/{}", it.child);
        it.teacher.browser.get(&record).await;
        it.flush().await;
        let worker = it.worker();
        worker.run_all().await.unwrap();
        assert_eq!(it.count("SELECT COUNT(*) AS n FROM look").await, 1);
        let later = it.house.clock.now() + SignedDuration::from_hours(24 * 1096);
        it.house.clock.set(&later.to_string());
        it.house.calendar.set("2024-12-21T08:00:00");
        it.teacher.browser.get(&record).await;
        it.flush().await;
        assert_eq!(it.count("SELECT COUNT(*) AS n FROM look").await, 2);
        worker.run_all().await.unwrap();
        assert_eq!(it.count("SELECT COUNT(*) AS n FROM look").await, 1, "the new one stays");
        let sql = "SELECT COUNT(*) AS n FROM act WHERE kind = 'privacy.retention'";
        assert!(it.count(sql).await > 0, "what went is in the trail");
        let mut admin = it.house.person("系统", Role::SystemAdmin, it.house.county).await;
        let page = admin.browser.get("/cixi/retention").await.body;
        assert!(page.contains("谁看过的记录") && page.contains("1,095 天"), "{page}");
        assert_eq!(faults(&page), Vec::<String>::new());
    })
    .await;
}

#[tokio::test]
async fn an_erased_person_is_gone_from_every_module_and_the_chain_stays_whole() {
    on_each(crate::MIGRATIONS, async |db| {
        let it = School::new(db.clone()).await;
        let child = it.child;
        let done: Result<(), db::Error> = crate::act!(it.house.system(), "test.note", |act| {
            act.about(child);
            act.note_personal("name", "陈小明");
            let sql = "INSERT INTO setting (key, value) VALUES ($1, '陈小明')";
            act.tx().run(sql, &[&child.bits().to_string()]).await?;
            Ok(())
        });
        done.unwrap();
        crate::audit::seal(&db, it.house.clock.now()).await.unwrap();
        let ordered: Result<_, db::Error> =
            crate::act!(it.house.system(), "test.erase", |act| { order_erasure(act, child).await });
        ordered.unwrap();
        it.worker().run_all().await.unwrap();
        assert_eq!(it.count("SELECT COUNT(*) AS n FROM act_personal").await, 0);
        assert_eq!(it.count("SELECT COUNT(*) AS n FROM setting").await, 0);
        assert!(crate::audit::verify(&db, None).await.unwrap().is_whole());
    })
    .await;
}

#[test]
fn requests_have_bounds() {
    let today = date(2021, 12, 20);
    let long = "核对转学学生的证件";
    let may = |purpose, silent, basis, until| rules::may_ask(purpose, silent, basis, until, today);
    let good = "转学手续需要核对身份证号";
    assert_eq!(may(good, false, "", today), Ok(()));
    assert_eq!(may(good, false, "", date(2022, 1, 19)), Ok(()));
    assert_eq!(may(good, false, "", date(2022, 1, 20)), Err(Refusal::WrongEnd));
    assert_eq!(may(good, false, "", date(2021, 12, 19)), Err(Refusal::WrongEnd));
    assert_eq!(may(long, false, "", today), Err(Refusal::PurposeTooShort));
    assert_eq!(may(good, true, " ", today), Err(Refusal::NoBasis));
}

#[test]
fn nobody_decides_on_their_own_request() {
    let now = "2021-12-20T00:00:00Z".parse().unwrap();
    let ids = vocab::Ids::seeded(1);
    let it = Clearance {
        id: ids.make::<super::model::kinds::ClearanceId>(now),
        account: ids.make(now),
        grant: ids.make(now),
        place: ids.make(now),
        class: SealedClass::IdNumber,
        subject: None,
        purpose: "转学手续需要核对身份证号".to_owned(),
        silent_basis: None,
        until: date(2021, 12, 22),
        asked_at: now,
        asked_on: date(2021, 12, 20),
        state: ClearanceState::Asked,
        reason: None,
    };
    let other = ids.make(now);
    assert_eq!(rules::may_decide(&it, it.account, true, ""), Err(Refusal::OwnRequest));
    assert_eq!(rules::may_decide(&it, other, true, ""), Ok(()));
    assert_eq!(rules::may_decide(&it, other, false, " "), Err(Refusal::NoReason));
    let decided = Clearance { state: ClearanceState::Refused, ..it };
    assert_eq!(rules::may_decide(&decided, other, true, ""), Err(Refusal::Decided));
}

#[test]
fn a_trail_that_cannot_be_written_closes_the_records() {
    let problem: web::Problem = LooksFull.into();
    assert_eq!(problem.status, StatusCode::SERVICE_UNAVAILABLE);
}
