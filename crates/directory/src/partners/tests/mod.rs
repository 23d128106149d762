//! The register on each database: who reads it, how it is kept, and a list that comes in.

mod people;

use std::io::Cursor;

use db::testing::on_each;
use jiff::{ToSpan, civil::date};
use platform::{
    accounts::Sessions,
    testing::{House, Person},
};
use sheet::{Cell, Export};
use vocab::{Role, Uscc};
use web::{StatusCode, testing::Reply, ui::check};

use super::{
    layout,
    model::{Span, Standing},
    rules::{self, Refusal},
    take,
};
use crate::tests::{Fixture, migrations, with_county};

const REFUSED: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;

fn span(since: Option<i8>, until: Option<i8>) -> Span {
    let day = |it| date(2021, 12, it);
    Span { since: since.map(day), until: until.map(day), reason: None }
}

#[test]
fn a_partner_is_on_the_register_from_its_approval_until_its_end() {
    #[track_caller]
    fn check(it: (Option<i8>, Option<i8>), day: i8, expected: Standing) {
        assert_eq!(span(it.0, it.1).standing(date(2021, 12, day)), expected, "{it:?} on {day}");
    }
    check((None, None), 20, Standing::Checking);
    check((Some(21), None), 20, Standing::Checking);
    check((Some(20), None), 20, Standing::Approved);
    check((Some(2), Some(21)), 20, Standing::Approved);
    check((Some(2), Some(20)), 20, Standing::Ended);
    check((None, Some(20)), 20, Standing::Ended);
}

#[test]
fn nobody_is_approved_twice_nor_before_the_partner_nor_ends_before_the_beginning() {
    let today = date(2021, 12, 20);
    let day = |it| Some(date(2021, 12, it));
    assert_eq!(rules::may_approve(&span(None, None), day(25), today), Ok(date(2021, 12, 25)));
    let running = span(Some(2), None);
    assert_eq!(rules::may_approve(&running, day(20), today), Err(Refusal::Approved));
    let ended = span(Some(2), Some(10));
    assert!(matches!(rules::may_approve(&ended, day(9), today), Err(Refusal::Day { .. })));
    assert_eq!(rules::may_approve(&ended, day(10), today), Ok(date(2021, 12, 10)));
    assert!(matches!(rules::may_approve(&ended, None, today), Err(Refusal::Day { .. })));
    let person = span(None, None);
    let early = rules::may_approve_person(&running, &person, day(1), today);
    assert_eq!(early, Err(Refusal::NotYet(date(2021, 12, 1))));
    assert!(rules::may_approve_person(&running, &person, day(2), today).is_ok());
    assert_eq!(rules::may_end(&ended, day(20), today), Err(Refusal::Ended));
    for before_or_ahead in [1, 21] {
        let told = rules::may_end(&running, day(before_or_ahead), today);
        assert!(matches!(told, Err(Refusal::Day { .. })));
    }
    // Whatever may be approved counts from that day on, and whatever ends does not.
    for (offset, it) in (-30..400).flat_map(|at| [&person, &running, &ended].map(|it| (at, it))) {
        let day = today.saturating_add(offset.days());
        if let Ok(since) = rules::may_approve(it, Some(day), today) {
            let now = Span { since: Some(since), ..Span::default() };
            assert_eq!(now.standing(day), Standing::Approved);
        }
        if let Ok(until) = rules::may_end(it, Some(day), today) {
            let now = Span { until: Some(until), ..it.clone() };
            assert_eq!(now.standing(today), Standing::Ended);
        }
    }
}

#[test]
fn invented_codes_belong_to_demonstrations_and_to_nothing_else() {
    let invented = Uscc::invented(7).unwrap().to_string();
    let standard = "91350100M000100Y43";
    assert!(rules::code(&invented, true).is_ok() && rules::code(standard, false).is_ok());
    assert_eq!(rules::code(&invented, false), Err(Refusal::InventedCode));
    assert_eq!(rules::code(standard, true), Err(Refusal::RealCode));
    assert!(matches!(rules::code("91350100M000100Y44", false), Err(Refusal::Code(_))));
}

struct Opened {
    house: House,
    it: Fixture,
}

async fn with_house<F: Future<Output = ()>>(test: impl Fn(Opened) -> F) {
    on_each(&migrations(), async |db| {
        let it = Fixture::new(db.clone()).await;
        let sealer = it.sealer.clone();
        let modules = [platform::MODULE, crate::MODULE];
        let house =
            House::demo(db, &modules, |cell| cell.with(sealer).with(Sessions::default())).await;
        test(Opened { house, it }).await;
    })
    .await;
}

impl Opened {
    async fn clerk(&self) -> Person {
        self.house.person("王干事", Role::BasicEducationClerk, self.it.county.id).await
    }
}

async fn opened(person: &mut Person, path: &str) -> Reply {
    let reply = person.browser.get(&format!("/cixi{path}")).await;
    assert_eq!(reply.status, StatusCode::OK, "{path}");
    let faults = check::faults(&reply.body);
    assert!(faults.is_empty(), "{path}: {faults:?}");
    reply
}

/// Sends a form, which must answer with another page.
async fn sent(person: &mut Person, page: &str, to: &str, fields: &[(&str, &str)]) -> String {
    let (page, to) = (format!("/cixi{page}"), format!("/cixi{to}"));
    let reply = person.browser.submit(&page, &to, fields).await;
    assert_eq!(reply.status, StatusCode::SEE_OTHER, "{to}: {}", reply.body);
    let location = reply.location.unwrap();
    let path = location.strip_prefix("/cixi").unwrap();
    path.split('?').next().unwrap().to_owned()
}

async fn refused(person: &mut Person, page: &str, to: &str, fields: &[(&str, &str)]) -> String {
    let (page, to) = (format!("/cixi{page}"), format!("/cixi{to}"));
    let reply = person.browser.submit(&page, &to, fields).await;
    assert_eq!(reply.status, REFUSED, "{to}");
    let faults = check::faults(&reply.body);
    assert!(faults.is_empty(), "{to}: {faults:?}");
    reply.body
}

#[tokio::test]
async fn everyone_who_may_reads_one_register_with_telephones_masked() {
    with_house(async |all| {
        let county = &all.it.county;
        let partner = &county.partners[0];
        let school = county.schools[0].id.place();
        let mut clerk = all.clerk().await;
        let mut principal = all.house.person("赵校长", Role::Principal, school).await;
        let path = format!("/institutions/{}", partner.id);
        for person in [&mut clerk, &mut principal] {
            let list = opened(person, "/institutions").await;
            assert!(county.partners.iter().all(|it| list.body.contains(&it.name)));
            let record = opened(person, &path).await;
            for it in &partner.people {
                assert!(record.body.contains(&it.name) && record.body.contains(&it.phone.masked()));
                assert!(!record.body.contains(it.phone.open()));
            }
        }
        let by_code = format!("/institutions?q={}", partner.credit_code);
        let by_code = opened(&mut principal, &by_code).await.body;
        assert!(by_code.contains(&partner.name) && !by_code.contains(&county.partners[1].name));
        let fields = opened(&mut principal, "/institutions?field=%E4%BD%93%E8%82%B2").await.body;
        for it in &county.partners {
            assert_eq!(fields.contains(&it.name), it.field == "体育", "{}", it.name);
        }
        let ended = opened(&mut principal, "/institutions?state=ended").await.body;
        assert!(!ended.contains(&partner.name));
        let export = principal.browser.get("/cixi/institutions/export").await;
        assert!(export.status == StatusCode::OK && export.kind.contains("spreadsheetml"));

        assert!(!opened(&mut principal, &path).await.body.contains("移出白名单"));
        let add = principal.browser.get("/cixi/institutions/new").await;
        assert_eq!(add.status, StatusCode::FORBIDDEN);
        let mut teacher = all.house.person("孙老师", Role::Teacher, school).await;
        for it in ["/cixi/institutions".to_owned(), format!("/cixi{path}")] {
            assert_eq!(teacher.browser.get(&it).await.status, StatusCode::FORBIDDEN);
        }
        let nowhere = clerk.browser.get("/cixi/institutions/ins_0000000000000").await;
        assert_eq!(nowhere.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn a_partner_is_added_approved_and_ends_with_its_people() {
    with_house(async |all| {
        let mut clerk = all.clerk().await;
        let (new, code) = ("/institutions/new", Uscc::invented(4_000).unwrap().to_string());
        let form = |code| [("name", "晴川书画社"), ("code", code), ("field", "艺术")];
        let known = all.it.county.partners[0].credit_code.to_string();
        let wrong = format!("{}0", &code[..17]);
        for (code, told) in
            [(&*known, "已经登记"), (&*wrong, "校验码"), ("91350100M000100Y43", "虚构")]
        {
            assert!(refused(&mut clerk, new, new, &form(code)).await.contains(told), "{code}");
        }
        let path = sent(&mut clerk, new, new, &form(&code)).await;
        assert!(opened(&mut clerk, &path).await.body.contains("审核中"));

        let add = format!("{path}/people/new");
        let person =
            [("name", "苏晚"), ("sex", "2"), ("subject", "书法"), ("phone", "10088880001")];
        let real = [("name", "苏晚"), ("sex", "2"), ("subject", "书法"), ("phone", "13800138000")];
        assert!(refused(&mut clerk, &add, &add, &real).await.contains("100 开头"));
        let of = sent(&mut clerk, &add, &add, &person).await;
        assert!(refused(&mut clerk, &add, &add, &person).await.contains("苏晚"));
        let waits = "SELECT COUNT(*) AS n FROM institution_person p
            JOIN account a ON a.id = p.account_id WHERE p.name = '苏晚' AND a.state = 'pending'";
        assert_eq!(all.it.number(waits).await, 1);

        let approve = format!("{of}/approve");
        let since = [("since", "2021-12-20")];
        assert!(refused(&mut clerk, &of, &approve, &since).await.contains("先把机构列入"));
        sent(&mut clerk, &path, &format!("{path}/approve"), &since).await;
        sent(&mut clerk, &of, &approve, &since).await;
        let record = opened(&mut clerk, &path).await.body;
        assert!(record.contains("在白名单") && record.contains("1/1 名"));
        let again = refused(&mut clerk, &path, &format!("{of}/approve"), &since).await;
        assert!(again.contains("没有改动"));

        let end = format!("{path}/end");
        opened(&mut clerk, &end).await;
        let bare = [("day", "2021-12-20"), ("reason", " ")];
        assert!(refused(&mut clerk, &end, &end, &bare).await.contains("写明原因"));
        let why = [("day", "2021-12-20"), ("reason", "办学许可证到期")];
        sent(&mut clerk, &end, &end, &why).await;
        let record = opened(&mut clerk, &path).await.body;
        assert!(record.contains("办学许可证到期") && record.contains("0/1 名"));
        assert!(opened(&mut clerk, &of).await.body.contains("已停止"));

        sent(&mut clerk, &path, &format!("{path}/approve"), &since).await;
        assert!(opened(&mut clerk, &path).await.body.contains("0/1 名"), "each is checked anew");
        sent(&mut clerk, &of, &approve, &since).await;
        sent(&mut clerk, &of, &format!("{of}/end"), &why).await;
        assert!(opened(&mut clerk, &of).await.body.contains("办学许可证到期"));
    })
    .await;
}

#[tokio::test]
async fn whoever_ends_is_an_outside_teacher_no_longer() {
    with_house(async |all| {
        let county = &all.it.county;
        let partner = county.partners.iter().find(|it| it.approved.is_some()).unwrap();
        let school = county.schools[0].id.place();
        let account = partner.people[0].account;
        let id = all.house.ids.make(county.at);
        let grant = platform::access::Grant {
            id,
            account,
            role: Role::OutsideTeacher,
            place: school,
            since: date(2021, 9, 1),
            until: None,
        };
        let given: Result<_, db::Error> = db::write!(all.it.system.db, "grant", |tx| {
            platform::access::add_grant(tx, &grant, None).await
        });
        given.unwrap();
        let running = "SELECT COUNT(*) AS n FROM role_grant
            WHERE role = 'outside-teacher' AND until IS NULL";
        assert_eq!(all.it.number(running).await, 1);
        let mut clerk = all.clerk().await;
        let end = format!("/institutions/{}/end", partner.id);
        let why = [("day", "2021-12-20"), ("reason", "年检不合格")];
        sent(&mut clerk, &end, &end, &why).await;
        assert_eq!(all.it.number(running).await, 0);
    })
    .await;
}

/// A list: name, code, field, person, sex, subject, telephone.
fn list(rows: &[[&str; 7]]) -> Vec<u8> {
    let layout = layout();
    let mut export = Export::xlsx(Cursor::new(Vec::new()), &layout, true).unwrap();
    for row in rows {
        export.row(&row.map(Cell::Text)).unwrap();
    }
    export.finish().unwrap().into_inner()
}

fn new_list(known: &str) -> Vec<u8> {
    let codes = [5_000, 5_001, 5_002].map(|it| Uscc::invented(it).unwrap().to_string());
    let [one, two, three] = codes.each_ref().map(String::as_str);
    list(&[
        ["晴川书画社", one, "艺术", "苏晚", "女", "书法", "10088880001"],
        ["晴川书画社", one, "艺术", "程野", "男", "国画", "10088880002"],
        ["松间棋社", two, "棋类", "", "", "", ""],
        // Each of these is told: another name, twice, a telephone too short, a code mistyped, a name
        // with another telephone, the register's own name.
        ["晴川画社", one, "艺术", "方舟", "男", "国画", "10088880003"],
        ["晴川书画社", one, "艺术", "苏晚", "女", "书法", "10088880001"],
        ["云起足球社", three, "体育", "江帆", "男", "足球", "1008888000"],
        ["云起足球社", "91330299000050012", "体育", "江帆", "男", "足球", "10088880004"],
        ["晴川书画社", one, "艺术", "程野", "男", "国画", "10088880009"],
        ["别的名称", known, "体育", "何其", "男", "篮球", "10088880005"],
    ])
}

#[tokio::test]
async fn a_list_adds_what_is_new_and_then_nothing() {
    with_county(async |it| {
        let known = it.county.partners[0].credit_code.to_string();
        let partners = "SELECT COUNT(*) AS n FROM institution";
        let before = it.number(partners).await;
        let file = new_list(&known);
        let first = take(&it.system, &it.sealer, &file, true).await.unwrap();
        assert_eq!((first.partners, first.people, first.same), (2, 2, 0));
        let rows: Vec<u32> = first.findings.iter().map(|it| it.row).collect();
        let header = rows[0] - 4;
        let expected: Vec<u32> = (4..10).map(|it| header + it).collect();
        assert_eq!(rows, expected, "{:?}", first.findings);
        assert_eq!(it.number(partners).await, before + 2);
        let again = take(&it.system, &it.sealer, &file, true).await.unwrap();
        assert_eq!((again.partners, again.people), (0, 0));
        assert_eq!(again.same, 4, "the repeated row is known by now");
        let waiting = "SELECT COUNT(*) AS n FROM institution_person p
            JOIN account a ON a.id = p.account_id
            WHERE p.approved_on IS NULL AND p.name IN ('苏晚', '程野') AND a.state = 'pending'";
        assert_eq!(it.number(waiting).await, 2);
        let real = take(&it.system, &it.sealer, &file, false).await.unwrap();
        assert_eq!((real.partners, real.people, real.same), (0, 0, 0), "invented codes");
        let nothing = take(&it.system, &it.sealer, b"nothing", true).await;
        assert!(matches!(nothing, Err(super::Error::Sheet(_))));
    })
    .await;
}

#[tokio::test]
async fn what_is_wrong_comes_back_in_the_own_workbook() {
    with_house(async |all| {
        let mut clerk = all.clerk().await;
        let known = all.it.county.partners[0].credit_code.to_string();
        let page = "/cixi/institutions/import";
        let answer = "/cixi/sent-lists/partners/copy".to_owned();
        let csrf = opened(&mut clerk, "/institutions/import").await.field("csrf").unwrap();
        assert_eq!(clerk.browser.get(&answer).await.status, StatusCode::NOT_FOUND);
        let told = clerk.browser.upload(page, &csrf, "名单.xlsx", &new_list(&known)).await;
        assert_eq!(told.status, StatusCode::OK);
        assert!(check::faults(&told.body).is_empty(), "{:?}", check::faults(&told.body));
        assert!(told.body.contains("新登记机构 2 个、教师 2 名"));
        let copy = clerk.browser.get(&answer).await;
        assert!(copy.status == StatusCode::OK && copy.kind.contains("spreadsheetml"));
        assert!(opened(&mut clerk, "/institutions/import").await.body.contains("上次上传的名单"));
        let mut other =
            all.house.person("李干事", Role::BasicEducationClerk, all.it.county.id).await;
        assert_eq!(other.browser.get(&answer).await.status, StatusCode::NOT_FOUND);

        let code = Uscc::invented(5_000).unwrap().to_string();
        let good = list(&[["晴川书画社", &code, "艺术", "苏晚", "女", "书法", "10088880001"]]);
        let told = clerk.browser.upload(page, &csrf, "名单.xlsx", &good).await;
        assert!(told.body.contains("1 行没有新内容，0 处要核对"));
        assert_eq!(clerk.browser.get(&answer).await.status, StatusCode::NOT_FOUND);
        let template = clerk.browser.get(&format!("{page}/template")).await;
        assert!(template.status == StatusCode::OK && template.kind.contains("spreadsheetml"));
    })
    .await;
}
