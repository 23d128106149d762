//! The whole way as the roles: a file is read, confirmed, becomes a list with lights; a figure is
//! reported by one and reviewed by another; a target is handed down, sent back, signed for.

use db::{Db, Migration, testing::on_each};
use platform::{access::PlaceKind, measures::Measures, testing::House};
use vocab::Role;
use web::{StatusCode, testing::Browser};

async fn in_house<F: Future<Output = ()>>(test: impl Fn(House) -> F) {
    let all: Vec<Migration> =
        crate::tested().iter().flat_map(|it| it.migrations).copied().collect();
    on_each(&all, async |db: Db| {
        let modules = crate::tested();
        let house = House::demo(db, &modules, |cell| cell.with(Measures::of(modules.iter()))).await;
        test(house).await;
    })
    .await;
}

const PLAN: &str = "某县教育局2021年工作要点\n\
    （一）扩容。新建学校不少于3所，新增学位2.5万个。\n\
    （二）规范。校外教师任教课程占比不超过20%。\n";

/// Posts the form of `page` that goes to `action`, with the fields that it carries hidden.
async fn submit(
    browser: &mut Browser,
    page: &str,
    action: &str,
    fields: &[(&str, &str)],
) -> web::testing::Reply {
    let shown = browser.get(page).await.body;
    let from = shown
        .find(&format!("action=\"{action}\""))
        .unwrap_or_else(|| panic!("{action} in {shown}"));
    let form = &shown[from..];
    let form = &form[..form.find("</form>").expect("an end")];
    let mut all: Vec<(String, String)> = Vec::new();
    for part in form.split("<input type=\"hidden\" name=\"").skip(1) {
        let (name, rest) = part.split_once("\" value=\"").expect("a value");
        all.push((name.to_owned(), rest.split('"').next().unwrap_or_default().to_owned()));
    }
    all.extend(fields.iter().map(|it| (it.0.to_owned(), it.1.to_owned())));
    let all: Vec<(&str, &str)> = all.iter().map(|it| (it.0.as_str(), it.1.as_str())).collect();
    browser.post(action, &all).await
}

/// The first path in a page that begins so.
fn path_in(body: &str, start: &str) -> String {
    let from = body.find(start).unwrap_or_else(|| panic!("{start} in {body}"));
    body[from..].split(['"', '?']).next().unwrap_or_default().to_owned()
}

async fn read_plan(browser: &mut Browser, text: &[u8], name: &str) -> web::testing::Reply {
    let page = browser.get("/cixi/plans/new").await;
    let (csrf, id) = (page.field("csrf").expect("csrf"), page.field("id").expect("id"));
    let fields = [("csrf", csrf.as_str()), ("id", &id), ("year", "2021"), ("name", "")];
    browser.post_files("/cixi/plans/new", &fields, &[("file", name, text)]).await
}

#[tokio::test]
async fn a_plan_is_read_confirmed_with_one_tick_and_stands_on_the_list_with_lights() {
    in_house(async |house| {
        let mut office = house.person("张科员", Role::OfficeClerk, house.county).await.browser;
        let done = read_plan(&mut office, PLAN.as_bytes(), "要点.txt").await;
        let plan = done.location.expect("the plan");
        let again = read_plan(&mut office, PLAN.as_bytes(), "另一个名字.txt").await;
        assert_eq!(again.location.as_deref(), Some(plan.as_str()));
        let page = office.get(&plan).await;
        assert!(
            page.body.contains("新建学校不少于3所") && page.body.contains("≥ 3所"),
            "{}",
            page.body
        );
        // One is put right first; whoever has the old version is told.
        let figure = path_in(&page.body, &format!("{plan}/figures/"));
        let form = office.get(&figure).await;
        let version = form.field("version").expect("version");
        let fields = [
            ("name", "新建学校"),
            ("comparator", "at-least"),
            ("low", "4"),
            ("high", ""),
            ("unit", "所"),
            ("rough", "exact"),
            ("due", "2021-12-31"),
            ("task", "0"),
        ];
        let set = submit(&mut office, &figure, &figure, &fields).await;
        assert_eq!(set.location.as_deref(), Some(plan.as_str()), "{}", set.body);
        let csrf = form.field("csrf").expect("csrf");
        let mut stale = vec![("csrf", csrf.as_str()), ("version", version.as_str())];
        stale.extend(fields);
        assert_eq!(office.post(&figure, &stale).await.status, StatusCode::CONFLICT);
        let page = office.get(&plan).await;
        let csrf = page.field("csrf").expect("csrf");
        let confirm = format!("{plan}/confirm");
        let none = office.post(&confirm, &[("csrf", &csrf)]).await;
        assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
        let all = office.post(&confirm, &[("csrf", &csrf), ("all", "1")]).await;
        assert!(all.location.as_deref().is_some_and(|it| it.ends_with("done=2-3")), "{all:?}");
        let list = office.get("/cixi/tasks?year=2021").await;
        assert!(list.body.contains("扩容") && list.body.contains("规范"), "{}", list.body);
        let target = path_in(
            &office.get(&path_in(&list.body, "/cixi/tasks/tsk_")).await.body,
            "/cixi/targets/",
        );
        let cockpit = office.get("/cixi/cockpit").await;
        let (panel, goal) = ("离目标还有多远", "≥ 4所");
        assert!(cockpit.body.contains(panel) && cockpit.body.contains(goal), "{}", cockpit.body);
        let other = office.get("/cixi/cockpit?office=exams-clerk").await;
        assert!(!other.body.contains(goal), "another office does not lead it: {}", other.body);
        let page = office.get(&target).await;
        assert!(
            page.body.contains("≥ 4所") && page.body.contains("新建学校不少于3所"),
            "{}",
            page.body
        );
        let sheet = office.get("/cixi/tasks/export?year=2021").await;
        assert!(sheet.kind.contains("spreadsheet"), "{}", sheet.kind);
        for path in ["/cixi/tasks/lights", "/cixi/tasks/month", "/cixi/tasks/rules", "/cixi/plans"]
        {
            assert_eq!(office.get(path).await.status, StatusCode::OK, "{path}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_file_that_cannot_be_read_is_refused_in_clear_words() {
    in_house(async |house| {
        let mut office = house.person("张科员", Role::OfficeClerk, house.county).await.browser;
        for (text, wanted) in [
            (b"\x89PNG\r\n".as_slice(), "文字识别"),
            (&super::reading::scanned(), "扫描件"),
            ("今天天气很好\n".as_bytes(), "没有读出任务"),
            (b"".as_slice(), "文件是空的"),
        ] {
            let refused = read_plan(&mut office, text, "文件").await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(refused.body.contains(wanted), "{wanted}: {}", refused.body);
        }
        let mut leader = house.person("王局长", Role::BureauLeader, house.county).await.browser;
        assert_eq!(leader.get("/cixi/plans/new").await.status, StatusCode::FORBIDDEN);
    })
    .await;
}

async fn new_task(office: &mut Browser) -> String {
    let fields = [
        ("work", "课后服务提质"),
        ("content", ""),
        ("year", "2021"),
        ("office", "basic-education-clerk"),
        ("leader", "王局长"),
        ("from", "2021-01-01"),
        ("due", "2021-12-31"),
    ];
    let made = submit(office, "/cixi/tasks/new", "/cixi/tasks/new", &fields).await;
    made.location.unwrap_or_else(|| panic!("the task: {}", made.body))
}

async fn new_target(office: &mut Browser, task: &str, feed: &str) -> String {
    let form = format!("{task}/targets/new");
    let fields = [
        ("name", "同步课堂"),
        ("comparator", "at-least"),
        ("low", "700"),
        ("high", ""),
        ("unit", "节"),
        ("rough", "exact"),
        ("from", "2021-01-01"),
        ("due", "2021-12-31"),
        ("feed", feed),
        ("base", ""),
        ("base_words", ""),
        ("source", ""),
    ];
    let made = submit(office, &form, &form, &fields).await;
    assert_eq!(made.location.as_deref(), Some(task), "{}", made.body);
    path_in(&office.get(task).await.body, "/cixi/targets/")
}

#[tokio::test]
async fn a_target_is_handed_to_a_school_sent_back_and_signed_for() {
    in_house(async |house| {
        let school = house.place(PlaceKind::School, house.county, "云帆小学").await;
        let other = house.place(PlaceKind::School, house.county, "青禾小学").await;
        let mut office = house.person("张科员", Role::OfficeClerk, house.county).await.browser;
        let mut head = house.person("李校长", Role::Principal, school).await.browser;
        let mut stranger = house.person("赵校长", Role::Principal, other).await.browser;
        let task = new_task(&mut office).await;
        let target = new_target(&mut office, &task, "").await;
        let hand = format!("{target}/hand");
        let to = format!("place:{school}");
        let fields = [("to", to.as_str()), ("low", "20"), ("due", "2021-12-31")];
        let handed = submit(&mut office, &target, &hand, &fields).await;
        assert_eq!(handed.location.as_deref(), Some(target.as_str()), "{}", handed.body);
        let twice = submit(&mut office, &target, &hand, &fields).await;
        assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", twice.body);
        assert_eq!(head.get(&task).await.status, StatusCode::NOT_FOUND);
        let waits = head.get("/cixi/waiting").await;
        let theirs = path_in(&waits.body, "/cixi/tasks/tsk_");
        assert_eq!(stranger.get(&theirs).await.status, StatusCode::NOT_FOUND);
        let sign = format!("{theirs}/sign");
        let bare =
            submit(&mut head, &theirs, &sign, &[("decision", "return"), ("reason", "")]).await;
        assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
        let back = [("decision", "return"), ("reason", "没有结对学校")];
        assert_eq!(
            submit(&mut head, &theirs, &sign, &back).await.location.as_deref(),
            Some(theirs.as_str())
        );
        assert!(office.get(&task).await.body.contains("没有结对学校"));
        // What was sent back can be handed down again, and signed for.
        let handed = submit(&mut office, &target, &hand, &fields).await;
        assert_eq!(handed.location.as_deref(), Some(target.as_str()), "{}", handed.body);
        let theirs = path_in(&head.get("/cixi/waiting").await.body, "/cixi/tasks/tsk_");
        let sign = format!("{theirs}/sign");
        let signed =
            submit(&mut head, &theirs, &sign, &[("decision", "sign"), ("reason", "")]).await;
        assert_eq!(signed.location.as_deref(), Some(theirs.as_str()), "{}", signed.body);
        let list = head.get("/cixi/tasks?year=2021").await;
        assert!(list.body.contains("课后服务提质"), "{}", list.body);
        assert_eq!(head.get("/cixi/tasks/month").await.status, StatusCode::OK);
    })
    .await;
}

#[tokio::test]
async fn a_figure_is_reported_by_one_and_reviewed_by_another_before_it_lights_anything() {
    in_house(async |house| {
        let mut office = house.person("张科员", Role::OfficeClerk, house.county).await.browser;
        let mut other = house.person("钱科员", Role::OfficeClerk, house.county).await.browser;
        let fields = [
            ("name", "同步课堂"),
            ("definition", "全年上的同步课"),
            ("unit", "节"),
            ("kind", "filed"),
            ("office", "office-clerk"),
        ];
        let named = submit(&mut office, "/cixi/reported/new", "/cixi/reported/new", &fields).await;
        let figure = named.location.expect("the figure");
        let task = new_task(&mut office).await;
        let bits = figure.rsplit('/').next().expect("an id");
        let target = new_target(&mut office, &task, &format!("r:{bits}")).await;
        let file = async |browser: &mut Browser, page: &str, number: &str, reason: &str| {
            let form = browser.get(page).await;
            let field = |name| form.field(name).unwrap_or_default();
            let (csrf, id, corrects) = (field("csrf"), field("id"), field("corrects"));
            let mut fields = vec![
                ("csrf", csrf.as_str()),
                ("id", id.as_str()),
                ("number", number),
                ("rough", "near"),
                ("from", "2021-01-01"),
                ("to", "2021-12-15"),
                ("source", "各校月报"),
                ("reason", reason),
            ];
            if !corrects.is_empty() {
                fields.push(("corrects", &corrects));
            }
            browser.post_files(&format!("{figure}/values"), &fields, &[]).await
        };
        let filed = file(&mut office, &figure, "693", "").await;
        assert_eq!(filed.location.as_deref(), Some(figure.as_str()), "{}", filed.body);
        assert!(office.get(&target).await.body.contains("还没有审核"));
        let page = office.get(&figure).await;
        assert!(page.body.contains("您自己报的"), "{}", page.body);
        let waits = other.get("/cixi/waiting").await;
        assert!(waits.body.contains("审核"), "{}", waits.body);
        let page = other.get(&figure).await;
        let review = path_in(&page.body, &format!("{figure}/values/"));
        let good =
            submit(&mut other, &figure, &review, &[("decision", "good"), ("reason", "")]).await;
        assert_eq!(good.location.as_deref(), Some(figure.as_str()), "{}", good.body);
        let page = office.get(&target).await;
        assert!(page.body.contains("近 693节") && page.body.contains("填报数"), "{}", page.body);
        // A correction is a new row with its reason; the old one stays.
        let again = file(&mut office, &figure, "695", "").await;
        assert!(again.body.contains("请在那一条点“更正”"), "{}", again.body);
        let page = office.get(&figure).await;
        let correct = format!("{figure}?correct={}", review.rsplit('/').next().expect("an id"));
        assert!(page.body.contains(&correct), "{}", page.body);
        let done = file(&mut office, &correct, "695", "漏报两节").await;
        assert_eq!(done.location.as_deref(), Some(figure.as_str()), "{}", done.body);
        let page = other.get(&figure).await;
        let review = path_in(&page.body, &format!("{figure}/values/"));
        submit(&mut other, &figure, &review, &[("decision", "good"), ("reason", "")]).await;
        let page = office.get(&figure).await;
        assert!(page.body.contains("已更正") && page.body.contains("漏报两节"), "{}", page.body);
        assert!(office.get(&target).await.body.contains("近 695节"));
    })
    .await;
}

#[tokio::test]
async fn a_task_goes_its_way_and_its_office_is_reminded_once() {
    in_house(async |house| {
        let clerk = house.person("李科员", Role::BasicEducationClerk, house.county).await;
        let mut basic = clerk.browser;
        let mut office = house.person("张科员", Role::OfficeClerk, house.county).await.browser;
        let mut finance = house.person("孙科员", Role::FinanceClerk, house.county).await.browser;
        let task = new_task(&mut office).await;
        let step = format!("{task}/steps");
        let late =
            submit(&mut basic, &task, &step, &[("name", "中期检查"), ("due", "2022-02-01")]).await;
        assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
        submit(&mut basic, &task, &step, &[("name", "中期检查"), ("due", "2021-12-22")]).await;
        let page = basic.get(&task).await;
        assert!(page.body.contains("中期检查") && page.body.contains("黄灯"), "{}", page.body);
        assert!(basic.get("/cixi/waiting").await.body.contains("中期检查"));
        let reach = path_in(&page.body, &format!("{step}/"));
        let csrf = finance.get("/cixi/tasks").await.field("csrf").unwrap_or_default();
        let elsewhere = finance.post(&reach, &[("csrf", &csrf)]).await;
        assert_ne!(elsewhere.status, StatusCode::SEE_OTHER);
        house.work(&crate::tested()).await;
        let inbox = async |db: &Db| -> i64 {
            let told: Result<Vec<i64>, db::Error> = db::read!(db, "told", |tx| {
                tx.all("SELECT COUNT(*) AS n FROM task_reminder", &[], |row| row.get("n")).await
            });
            told.expect("a count")[0]
        };
        let once = inbox(&house.cell.db).await;
        assert_eq!(once, 2, "the task and the milestone");
        submit(&mut basic, &task, &reach, &[]).await;
        let form = basic.get(&task).await;
        let (csrf, id) = (form.field("csrf").expect("csrf"), field_after(&form.body, "/notes"));
        let fields = [("csrf", csrf.as_str()), ("id", &id), ("words", "已完成中期检查")];
        let told = basic.post_files(&format!("{task}/notes"), &fields, &[]).await;
        assert_eq!(told.location.as_deref(), Some(task.as_str()), "{}", told.body);
        let end = format!("{task}/end");
        let done =
            submit(&mut basic, &task, &end, &[("decision", "finish"), ("reason", "各校开班")])
                .await;
        assert_eq!(done.location.as_deref(), Some(task.as_str()), "{}", done.body);
        assert!(basic.get(&task).await.body.contains("已办结"));
    })
    .await;
}

/// The hidden `id` of the form that is sent to a path that ends so.
fn field_after(body: &str, action: &str) -> String {
    let from = body.find(&format!("{action}\"")).expect("the form");
    let rest = &body[from..];
    let at = rest.find("name=\"id\" value=\"").expect("an id") + "name=\"id\" value=\"".len();
    rest[at..].split('"').next().unwrap_or_default().to_owned()
}
