//! The way of a request, as a parent and a school go it.

use std::sync::Arc;

use db::{Db, testing::on_each};
use jiff::civil::date;
use vocab::{Clock as _, Personal, PlaceId, Role, StudentId};
use web::{Later, StatusCode, Visit, ui::check::faults};

use crate::{
    Module,
    access::PlaceKind,
    privacy::{Eraser, Ward, Wards},
    requests::{Correction, CorrectionError, Disclosure, Duty, Input, Section},
    testing::{House, Person},
};

/// A module that keeps a person's name as a setting.
const RECORDS: Module = Module {
    name: "records",
    corrections: &[NAME],
    disclosures: &[Disclosure {
        subject_kind: "stu",
        tell: |tx, _, _, _| {
            Box::pin(async move {
                let name = crate::settings::find(tx, "name").await?.unwrap_or_default();
                let rows = vec![vec!["姓名".to_owned(), name]];
                Ok(vec![Section { title: "基本信息", columns: &["项目", "内容"], rows }])
            })
        },
    }],
    duties: &[Duty {
        subject_kind: "stu",
        label: "学籍",
        basis: "学籍依法保存",
        holds: |_, _, _| Box::pin(async { Ok(true) }),
    }],
    erasers: &[Eraser {
        subject_kind: "stu",
        label: "曾用名",
        run: |tx, _| {
            Box::pin(async move { tx.run("DELETE FROM setting WHERE key = 'old'", &[]).await })
        },
    }],
    ..Module::BARE
};

const NAME: Correction = Correction {
    subject_kind: "stu",
    key: "name",
    label: "姓名",
    input: Input::Text,
    proof: "户口簿",
    figures: "按姓氏统计的人数",
    read: |typed| {
        let typed = typed.trim();
        if typed.is_empty() { Err("请填写姓名。") } else { Ok(typed.to_owned()) }
    },
    current: |tx, _, _| {
        Box::pin(async move { Ok(crate::settings::find(tx, "name").await?.map(Personal::new)) })
    },
    set: |act, _, _, value| {
        Box::pin(async move {
            if value == "矛盾" {
                return Err(CorrectionError::Unfit("与证件号不一致。".to_owned()));
            }
            Ok(crate::settings::set(act.tx(), "name", value).await?)
        })
    },
};

const MODULES: &[Module] = &[crate::MODULE, RECORDS];

/// One child of one guardian.
struct Family(StudentId, PlaceId, vocab::AccountId);

impl Wards for std::sync::RwLock<Option<Family>> {
    fn of<'a>(&'a self, visit: &'a Visit) -> Later<'a, Result<Vec<Ward>, db::Error>> {
        let family = self.read().expect("not poisoned");
        let own = family.as_ref().filter(|it| it.2 == visit.actor.account);
        let ward = own.map(|it| Ward {
            kind: "stu",
            bits: it.0.bits(),
            name: Personal::new("陈小明".to_owned()),
            born: Some(date(2012, 3, 1)),
            place: Some(it.1),
        });
        Box::pin(async move { Ok(ward.into_iter().collect()) })
    }
}

struct Setting {
    house: House,
    child: StudentId,
    parent: Person,
    registrar: Person,
    stranger: Person,
    neighbour: Person,
}

async fn setting(db: Db) -> Setting {
    let family = Arc::new(std::sync::RwLock::new(None));
    let wards: Arc<dyn Wards> = family.clone();
    let house = House::new(db, MODULES, |cell| cell.with(wards)).await;
    let school = house.place(PlaceKind::School, house.county, "青瓷小学").await;
    let other = house.place(PlaceKind::School, house.county, "云帆小学").await;
    let child: StudentId = house.ids.make(house.clock.now());
    let parent = house.person("陈先生", Role::Guardian, house.county).await;
    *family.write().expect("not poisoned") = Some(Family(child, school, parent.account));
    let registrar = house.person("学籍员", Role::RollManager, school).await;
    let stranger = house.person("别家", Role::Guardian, house.county).await;
    let neighbour = house.person("邻校", Role::RollManager, other).await;
    let set: Result<(), db::Error> = db::write!(house.cell.db, "name", |tx| {
        crate::settings::set(tx, "name", "陈小明").await?;
        crate::settings::set(tx, "old", "陈小小").await
    });
    set.expect("stored");
    Setting { house, child, parent, registrar, stranger, neighbour }
}

impl Setting {
    /// Asks for another name with a proof, and says where the request is.
    async fn ask(&mut self, value: &str) -> web::testing::Reply {
        let form = format!("/cixi/my-data/{}/correct?field=name", self.child);
        let open = self.parent.browser.get(&form).await;
        assert_eq!(faults(&open.body), Vec::<String>::new());
        let (csrf, id) = (open.field("csrf").expect("a token"), open.field("id").expect("an id"));
        let fields = [
            ("csrf", csrf.as_str()),
            ("id", &id),
            ("field", "name"),
            ("value", value),
            ("reason", "户口簿上是晓字"),
        ];
        self.parent.browser.upload_with(&form, &fields, "户口簿.pdf", b"%PDF-1.7 proof").await
    }

    async fn name(&self) -> Option<String> {
        let read: Result<_, db::Error> =
            db::read!(self.house.cell.db, "name", |tx| { crate::settings::find(tx, "name").await });
        read.expect("read")
    }
}

#[tokio::test]
async fn a_parent_asks_the_school_checks_and_the_record_is_corrected_at_its_source() {
    on_each(crate::MIGRATIONS, async |db| {
        let mut it = setting(db).await;
        let done = it.ask("陈晓明").await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        let at = done.location.expect("the request");
        let page = it.parent.browser.get(&at).await;
        assert_eq!(faults(&page.body), Vec::<String>::new());
        assert!(page.body.contains("2022-01-11"), "fifteen working days: {}", page.body);
        assert_eq!(it.ask("陈晓名").await.status, StatusCode::CONFLICT, "one at a time");

        // Nobody else sees it, nor its proof.
        assert_eq!(it.stranger.browser.get(&at).await.status, StatusCode::NOT_FOUND);
        assert_eq!(it.neighbour.browser.get(&at).await.status, StatusCode::NOT_FOUND);
        let from = page.body.find("/cixi/files/").expect("the proof");
        let proof: String = page.body[from..].chars().take_while(|it| *it != '"').collect();
        assert_eq!(it.stranger.browser.get(&proof).await.status, StatusCode::NOT_FOUND);
        assert_eq!(it.neighbour.browser.get(&proof).await.status, StatusCode::NOT_FOUND);

        let list = it.registrar.browser.get("/cixi/requests").await;
        assert_eq!(faults(&list.body), Vec::<String>::new());
        assert!(list.body.contains("更正姓名") && list.body.contains("陈＊＊"), "{}", list.body);
        assert_eq!(it.registrar.browser.get(&proof).await.status, StatusCode::OK);
        let open = it.registrar.browser.get(&at).await;
        assert_eq!(faults(&open.body), Vec::<String>::new());
        assert!(open.body.contains("陈晓明") && open.body.contains("按姓氏统计的人数"));

        // Sent back for a better proof, supplied a week later, and then corrected.
        let path = format!("{at}/decision");
        let empty = it.registrar.browser.submit(&at, &path, &[("decision", "return")]).await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
        let words = [("decision", "return"), ("words", "请上传户口簿本人页")];
        it.registrar.browser.submit(&at, &path, &words).await;
        it.house.calendar.set("2021-12-27T08:00:00");
        let open = it.parent.browser.get(&at).await;
        assert!(open.body.contains("请上传户口簿本人页"));
        let csrf = open.field("csrf").expect("a token");
        let supply = format!("{at}/supply");
        let none = [("csrf", csrf.as_str())];
        let none = it.parent.browser.upload_with(&supply, &none, "", b"").await;
        assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY, "something must come");
        it.parent.browser.upload(&supply, &csrf, "本人页.pdf", b"%PDF-1.7 page").await;
        assert!(
            it.parent.browser.get(&at).await.body.contains("2022-01-18"),
            "the wait did not count"
        );

        let yes = [("decision", "approve"), ("words", "已核对户口簿")];
        it.registrar.browser.submit(&at, &path, &yes).await;
        assert_eq!(it.name().await.as_deref(), Some("陈晓明"));
        let end = it.parent.browser.get(&at).await.body;
        assert!(end.contains("已从源头更正") && end.contains("随之重新统计"), "{end}");
        let told = it.parent.browser.get("/cixi/inbox").await.body;
        assert!(told.contains("已经更正") && told.contains("需要补充材料"), "{told}");
        let again = it.registrar.browser.submit(&at, &path, &yes).await;
        assert_eq!(again.status, StatusCode::CONFLICT);

        // The proof goes a month after, the request itself stays for three years.
        for (days, proof_is, request_is) in [
            (29, StatusCode::OK, StatusCode::OK),
            (33, StatusCode::NOT_FOUND, StatusCode::OK),
            (1100, StatusCode::NOT_FOUND, StatusCode::NOT_FOUND),
        ] {
            let day = date(2021, 12, 27).saturating_add(jiff::Span::new().days(days));
            it.house.calendar.set(&day.at(4, 0, 0, 0).to_string());
            it.house.clock.advance(jiff::SignedDuration::from_hours(24));
            it.house.work(MODULES).await;
            assert_eq!(it.registrar.browser.get(&proof).await.status, proof_is, "{days}");
            assert_eq!(it.registrar.browser.get(&at).await.status, request_is, "{days}");
        }
    })
    .await;
}

#[tokio::test]
async fn what_contradicts_another_fact_is_told_to_who_decides_and_changes_nothing() {
    on_each(crate::MIGRATIONS, async |db| {
        let mut it = setting(db).await;
        assert_eq!(it.ask(" ").await.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(
            it.ask("陈小明").await.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "it is so already"
        );
        let at = it.ask("矛盾").await.location.expect("the request");
        let path = format!("{at}/decision");
        let said = it.registrar.browser.submit(&at, &path, &[("decision", "approve")]).await;
        assert_eq!(said.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(said.body.contains("与证件号不一致"), "{}", said.body);
        assert_eq!(it.name().await.as_deref(), Some("陈小明"));
        let no = [("decision", "refuse"), ("words", "与证件号不一致，请先到派出所更正")];
        it.registrar.browser.submit(&at, &path, &no).await;
        assert!(it.parent.browser.get(&at).await.body.contains("请先到派出所更正"));
    })
    .await;
}

#[tokio::test]
async fn a_parent_sees_and_takes_away_all_that_there_is_about_the_child_and_nobody_else_does() {
    on_each(crate::MIGRATIONS, async |db| {
        let mut it = setting(db).await;
        let list = it.parent.browser.get("/cixi/my-data").await;
        assert_eq!(faults(&list.body), Vec::<String>::new());
        assert!(list.body.contains("陈小明"), "{}", list.body);
        let path = format!("/cixi/my-data/{}", it.child);
        let page = it.parent.browser.get(&path).await;
        assert_eq!(faults(&page.body), Vec::<String>::new());
        assert!(page.body.contains("基本信息") && page.body.contains("谁看过"), "{}", page.body);
        let file = it.parent.browser.submit(&path, &format!("{path}/file"), &[]).await;
        assert_eq!(file.status, StatusCode::OK);
        assert!(file.kind.ends_with("spreadsheetml.sheet") && file.body.starts_with("PK"));
        for other in [&mut it.stranger, &mut it.registrar] {
            assert_eq!(other.browser.get(&path).await.status, StatusCode::NOT_FOUND);
            let own = other.browser.get("/cixi/my-data").await;
            assert!(own.status == StatusCode::OK && !own.body.contains("陈小明"));
        }
    })
    .await;
}

#[tokio::test]
async fn an_erasure_says_what_the_law_keeps_erases_the_rest_and_ends_when_that_is_done() {
    on_each(crate::MIGRATIONS, async |db| {
        let mut it = setting(db).await;
        let form = format!("/cixi/my-data/{}/erase", it.child);
        let open = it.parent.browser.get(&form).await;
        assert_eq!(faults(&open.body), Vec::<String>::new());
        assert!(
            open.body.contains("曾用名") && open.body.contains("学籍依法保存"),
            "{}",
            open.body
        );
        let short = it.parent.browser.submit(&form, &form, &[("reason", "删")]).await;
        assert_eq!(short.status, StatusCode::UNPROCESSABLE_ENTITY);
        let why = [("reason", "孩子已转学到外地")];
        let done = it.parent.browser.submit(&form, &form, &why).await;
        let at = done.location.expect("the request");
        let path = format!("{at}/decision");
        it.registrar.browser.submit(&at, &path, &[("decision", "approve")]).await;
        assert!(it.parent.browser.get(&at).await.body.contains("正在删除"));
        it.house.work(MODULES).await;
        let end = it.parent.browser.get(&at).await.body;
        assert!(
            end.contains("已办结") && end.contains("删除完成") && !end.contains("陈小明"),
            "{end}"
        );
        let old: Result<Option<String>, db::Error> =
            db::read!(it.house.cell.db, "old", |tx| { crate::settings::find(tx, "old").await });
        assert_eq!(old.expect("read"), None);
        assert_eq!(it.name().await.as_deref(), Some("陈小明"), "what the law keeps stays");
    })
    .await;
}

#[tokio::test]
async fn who_asked_may_take_it_back_while_it_is_open() {
    on_each(crate::MIGRATIONS, async |db| {
        let mut it = setting(db).await;
        let at = it.ask("陈晓明").await.location.expect("the request");
        it.stranger.browser.submit("/cixi/my-data", &format!("{at}/withdraw"), &[]).await;
        it.parent.browser.submit(&at, &format!("{at}/withdraw"), &[]).await;
        assert!(it.parent.browser.get(&at).await.body.contains("已撤回"));
        assert_eq!(it.ask("陈晓明").await.status, StatusCode::SEE_OTHER, "and ask anew");
    })
    .await;
}
