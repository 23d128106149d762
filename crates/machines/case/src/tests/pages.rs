//! The pages of one kind of case: forms that come back with what was typed, two people at once,
//! deadlines that pass, and following by number.

use web::StatusCode;

use super::{World, in_world};
use platform::access::PlaceKind;
use vocab::Role;

async fn report(world: &mut World, brief: &str) -> String {
    let answers =
        [("theme", "fire"), ("level", "general"), ("brief", brief), ("spot", "教学楼二楼")];
    world.open(Role::Teacher, "incident", &answers).await
}

async fn act(world: &mut World, role: Role, path: &str, more: &[(&str, &str)]) -> StatusCode {
    let browser = &mut world.person(role).browser;
    let page = browser.get(path).await;
    let Some(version) = page.field("version") else { return page.status };
    let csrf = page.field("csrf").unwrap();
    let mut fields = vec![("csrf", csrf.as_str()), ("version", &version)];
    fields.extend(more);
    browser.post(path, &fields).await.status
}

#[tokio::test]
async fn a_form_that_is_refused_comes_back_with_what_was_typed() {
    in_world(async |mut world| {
        let school = world.school.to_string();
        let browser = &mut world.person(Role::Teacher).browser;
        let page = browser.get("/cixi/cases/incident/new").await;
        let (csrf, id) = (page.field("csrf").unwrap(), page.field("id").unwrap());
        let fields = [
            ("csrf", csrf.as_str()),
            ("id", &id),
            ("place_of_case", &school),
            ("theme", "fire"),
            ("level", "major"),
            ("brief", "消防通道堆放课桌"),
        ];
        let back = browser.post("/cixi/cases/incident/new", &fields).await;
        assert_eq!(back.status, StatusCode::UNPROCESSABLE_ENTITY);
        for words in ["请填写具体位置", "请填写详细情况", "消防通道堆放课桌", &id]
        {
            assert!(back.body.contains(words), "{words}");
        }
    })
    .await;
}

#[tokio::test]
async fn of_two_who_act_on_one_case_one_wins_and_the_other_is_told() {
    in_world(async |mut world| {
        let path = report(&mut world, "消防通道堆放课桌").await;
        let county = world.house.county;
        let mut other = world.house.person("另一位", Role::SafetyClerk, county).await;
        let form = format!("{path}/reject");
        let theirs = other.browser.get(&form).await;
        let done = act(&mut world, Role::SafetyClerk, &format!("{path}/accept"), &[]).await;
        assert_eq!(done, StatusCode::SEE_OTHER);
        let (csrf, version) = (theirs.field("csrf").unwrap(), theirs.field("version").unwrap());
        let fields = [("csrf", csrf.as_str()), ("version", &version), ("reason_of_act", "重复")];
        let late = other.browser.post(&form, &fields).await;
        assert_eq!(late.status, StatusCode::CONFLICT);
        assert!(late.body.contains("已经有人办过了") && late.body.contains("待派单"));
    })
    .await;
}

#[tokio::test]
async fn what_is_closed_late_or_still_open_past_its_hours_lowers_the_rate() {
    in_world(async |mut world| {
        let first = report(&mut world, "及时受理的问题").await;
        let late = report(&mut world, "没有人管的问题").await;
        let fine = act(
            &mut world,
            Role::SafetyClerk,
            &format!("{first}/reject"),
            &[("reason_of_act", "不属校园安全")],
        )
        .await;
        assert_eq!(fine, StatusCode::SEE_OTHER);
        world.house.calendar.set("2021-12-21T09:00:00");
        let list = world.person(Role::SafetyClerk).browser.get("/cixi/cases/incident").await;
        let rates = world.person(Role::SafetyClerk).browser.get("/cixi/cases/incident/rates").await;
        assert!(rates.body.contains("50.00") && rates.body.contains("按期 1 件 / 共 2 件"));
        assert!(list.body.contains("已逾期 1 小时") && list.body.contains(&late));
        let narrowed = "/cixi/cases/incident?view=all&state=overdue";
        let list = world.person(Role::Principal).browser.get(narrowed).await;
        assert!(list.body.contains(&late) && !list.body.contains(&first));
    })
    .await;
}

#[tokio::test]
async fn anyone_follows_a_case_by_its_number_and_reads_nothing_of_what_it_says() {
    in_world(async |mut world| {
        let path = report(&mut world, "消防通道堆放课桌").await;
        let record = world.person(Role::Teacher).browser.get(&path).await;
        let at = record.body.find("办件号 AQ").unwrap() + "办件号 ".len();
        let number = &record.body[at..at + "AQ211220-".len() + 7];
        let mut anyone = web::testing::Browser::new(&world.house.router);
        let page = anyone.get(&format!("/cixi/follow?number={}", number.to_lowercase())).await;
        assert!(page.body.contains("24小时处置") && page.body.contains("待受理"), "{}", page.body);
        assert!(!page.body.contains("课桌") && !page.body.contains("任课教师"));
        let none = anyone.get("/cixi/follow?number=AQ211220-00000").await;
        assert!(none.body.contains("没有找到这个办件号"));
    })
    .await;
}

#[tokio::test]
async fn a_school_that_handles_a_petition_never_reads_who_sent_it() {
    in_world(async |mut world| {
        let answers = [
            ("source", "letter"),
            ("petitioner", "沈某某"),
            ("phone", "10012345678"),
            ("content", "我是三年级的家长沈某某，反映食堂收费"),
            ("brief", "反映食堂收费不清楚"),
            ("concerns", "school"),
            ("backlog", "no"),
            ("handler", "school"),
        ];
        let path = world.open(Role::OfficeClerk, "petition", &answers).await;
        let told = [("told_by", "letter"), ("told_on", "2021-12-20")];
        let role = Role::OfficeClerk;
        for (action, more) in [("forward", &[][..]), ("tell", &told), ("to-school", &[])] {
            let done = act(&mut world, role, &format!("{path}/{action}"), more).await;
            assert_eq!(done, StatusCode::SEE_OTHER, "{action}");
        }
        let ours = world.person(role).browser.get(&path).await;
        assert!(ours.body.contains("沈某某") && ours.body.contains("浙江省信访条例"));
        let principal = &mut world.person(Role::Principal).browser;
        for page in [path.clone(), format!("{path}/report"), "/cixi/cases".to_owned()] {
            let page = principal.get(&page).await;
            assert_eq!(page.status, StatusCode::OK);
            for secret in ["沈某某", "10012345678", "三年级的家长"] {
                assert!(!page.body.contains(secret), "{secret}");
            }
            assert!(page.body.contains("反映食堂收费不清楚"));
        }
        let record = principal.get(&path).await;
        assert!(record.body.contains("提交人（身份保密）"));
    })
    .await;
}

#[tokio::test]
async fn a_leader_of_a_school_is_never_given_what_is_said_of_them() {
    in_world(async |mut world| {
        let school = world.school.to_string();
        let clerk = &mut world.person(Role::OfficeClerk).browser;
        let page = clerk.get("/cixi/cases/petition/new").await;
        let (csrf, id) = (page.field("csrf").unwrap(), page.field("id").unwrap());
        let fields = [
            ("csrf", csrf.as_str()),
            ("id", &id),
            ("place_of_case", &school),
            ("source", "hotline"),
            ("outer_number", "81890-20211220-77"),
            ("content", "反映校长"),
            ("brief", "反映学校领导的作风"),
            ("concerns", "leader"),
            ("backlog", "no"),
            ("handler", "school"),
        ];
        let back = clerk.post("/cixi/cases/petition/new", &fields).await;
        assert_eq!(back.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(back.body.contains("反映校领导的不能交给本校办"));
    })
    .await;
}

#[tokio::test]
async fn those_who_have_a_case_are_reminded_once_and_the_leader_is_told_once_it_is_late() {
    in_world(async |mut world| {
        let path = report(&mut world, "消防通道堆放课桌").await;
        let modules = super::modules();
        let told = async |world: &mut World, role: Role, words: &str| {
            world.person(role).browser.get("/cixi/inbox").await.body.matches(words).count()
        };
        world.house.work(&modules).await;
        assert_eq!(told(&mut world, Role::SafetyClerk, "快到时限").await, 0);
        for hour in ["2021-12-21T04:30:00", "2021-12-21T05:30:00"] {
            world.house.calendar.set(hour);
            world.house.clock.advance(jiff::SignedDuration::from_hours(1));
            world.house.work(&modules).await;
            assert_eq!(told(&mut world, Role::SafetyClerk, "快到时限").await, 1, "{hour}");
            assert_eq!(told(&mut world, Role::BureauLeader, "已超过时限").await, 0);
        }
        world.house.calendar.set("2021-12-21T08:30:00");
        world.house.clock.advance(jiff::SignedDuration::from_hours(3));
        world.house.work(&modules).await;
        assert_eq!(told(&mut world, Role::BureauLeader, "已超过时限").await, 1);
        assert_eq!(told(&mut world, Role::Inspector, "已超过时限").await, 0, "{path}");
    })
    .await;
}

#[tokio::test]
async fn whoever_only_begins_a_kind_finds_it_on_the_desk_and_not_as_a_line_of_the_menu() {
    in_world(async |mut world| {
        let offered = "href=\"/cixi/cases/bonus/new\"";
        let line = "href=\"/cixi/cases/bonus\"";
        let family = world.person(Role::Guardian).browser.get("/cixi/cases").await.body;
        assert!(family.contains(offered) && !family.contains(line), "{family}");
        let office = world.person(Role::ExamsClerk).browser.get("/cixi/cases").await.body;
        assert!(!office.contains(offered) && office.contains(line), "{office}");
    })
    .await;
}

#[tokio::test]
async fn whoever_is_named_within_a_school_sees_what_is_about_it_and_nothing_of_another() {
    in_world(async |mut world| {
        let case = &crate::catalog().find("study-trip").expect("it is in the catalog").what;
        let answers: Vec<(String, String)> =
            case.asks.iter().flat_map(|at| form::sample(&case.fields[*at], 0)).collect();
        let answers: Vec<(&str, &str)> =
            answers.iter().map(|it| (it.0.as_str(), it.1.as_str())).collect();
        let path = world.open(Role::Principal, "study-trip", &answers).await;
        let other = world.house.place(PlaceKind::Class, world.other_school, "三年级 1 班").await;
        let mut stranger = world.house.person("外校", Role::ClassTeacher, other).await;
        let list = "/cixi/cases/study-trip?view=all";
        let own = &mut world.person(Role::ClassTeacher).browser;
        let record = own.get(&path).await;
        assert_eq!(record.status, StatusCode::OK, "{}", record.body);
        assert!(own.get(list).await.body.contains(&path));
        let csrf = own.get(list).await.field("csrf").unwrap();
        let row = path.rsplit('/').next().unwrap();
        let fields = [("csrf", csrf.as_str()), ("row", row)];
        let reminded = own.post("/cixi/cases/study-trip/bulk/remind", &fields).await;
        assert_eq!(reminded.status, StatusCode::SEE_OTHER, "{}", reminded.body);
        assert_eq!(stranger.browser.get(&path).await.status, StatusCode::NOT_FOUND);
        assert!(!stranger.browser.get(list).await.body.contains(&path));
        // The whole school is told of its trip, the other classes too.
        let beside = world.house.place(PlaceKind::Class, world.school, "三年级 3 班").await;
        let mut beside = world.house.person("邻班", Role::ClassTeacher, beside).await;
        assert_eq!(beside.browser.get(&path).await.status, StatusCode::OK);
    })
    .await;
}
