//! Several offices at one case, and what time and many cases at once bring about.

use jiff::SignedDuration;
use vocab::Role;
use web::StatusCode;

use super::{World, in_world};

/// Begins a case; says where it is.
async fn begin(world: &mut World, role: Role, kind: &str, more: &[(&str, &str)]) -> String {
    let place = world.school.to_string();
    let browser = &mut world.person(role).browser;
    let new = format!("/cixi/cases/{kind}/new");
    let page = browser.get(&new).await;
    let place = page.field("place_of_case").filter(|it| !it.is_empty()).unwrap_or(place);
    let (csrf, id) = (page.field("csrf").unwrap(), page.field("id").unwrap());
    let mut fields = vec![("csrf", csrf.as_str()), ("id", &id), ("place_of_case", &place)];
    fields.extend(more);
    let sent = browser.post(&new, &fields).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    sent.location.unwrap().split('?').next().unwrap().to_owned()
}

/// Fills in a form; says what came of it.
pub(super) async fn send(
    world: &mut World,
    role: Role,
    path: &str,
    more: &[(&str, &str)],
) -> StatusCode {
    let browser = &mut world.person(role).browser;
    let page = browser.get(path).await;
    if page.status != StatusCode::OK {
        return page.status;
    }
    let csrf = page.field("csrf").unwrap();
    let version = page.field("version").unwrap_or_default();
    let mut fields = vec![("csrf", csrf.as_str()), ("version", &version)];
    fields.extend(more);
    browser.post(path, &fields).await.status
}

async fn has(world: &mut World, role: Role, page: &str, words: &str) -> bool {
    world.person(role).browser.get(page).await.body.contains(words)
}

/// A proposal of a deputy that its office has taken up; says where it is.
pub(super) async fn proposal(world: &mut World) -> String {
    let fields = [
        ("session", "市十七届人大五次会议"),
        ("kind", "deputy"),
        ("outer_number", "159"),
        ("topic", "关于改善校门口交通的建议"),
        ("proposer", "某代表"),
        ("content", "建议错峰放学"),
        ("from", "congress"),
        ("assigned_on", "2021-12-20"),
    ];
    let path = begin(world, Role::OfficeClerk, "proposal", &fields).await;
    let lead = [("lead", "basic-education-clerk")];
    let sent = send(world, Role::OfficeClerk, &format!("{path}/accept"), &lead).await;
    assert_eq!(sent, StatusCode::SEE_OTHER);
    path
}

const DRAFT: [(&str, &str); 4] =
    [("met_on", "2021-12-20"), ("met_how", "visit"), ("reply", "已商定错峰放学"), ("grade", "a")];

#[tokio::test]
async fn the_leading_office_waits_until_those_it_asked_have_answered_or_their_month_is_over() {
    in_world(async |mut world| {
        let path = proposal(&mut world).await;
        let county = world.house.county;
        let (safety, finance) =
            (format!("safety-clerk@{county}"), format!("finance-clerk@{county}"));
        let lead = Role::BasicEducationClerk;
        let asked = [
            ("task_offices", &*safety),
            ("task_offices", &finance),
            ("reason_of_act", "请提会办意见"),
        ];
        let join = format!("{path}/join");
        assert_eq!(
            send(&mut world, lead, &join, &[("reason_of_act", "没有选")]).await,
            StatusCode::UNPROCESSABLE_ENTITY
        );
        assert_eq!(send(&mut world, lead, &join, &asked).await, StatusCode::SEE_OTHER);
        let draft = format!("{path}/draft");
        assert_eq!(send(&mut world, lead, &draft, &DRAFT).await, StatusCode::CONFLICT);
        assert!(has(&mut world, Role::SafetyClerk, "/cixi/cases", &path).await);
        let opinion = [("joint_opinion", "已与交警商定护学岗")];
        let task = format!("{path}/task/2");
        assert_eq!(
            send(&mut world, Role::FinanceClerk, &task, &opinion).await,
            StatusCode::CONFLICT,
            "not theirs"
        );
        assert_eq!(
            send(&mut world, Role::SafetyClerk, &task, &opinion).await,
            StatusCode::SEE_OTHER
        );
        assert_eq!(
            send(&mut world, Role::SafetyClerk, &task, &opinion).await,
            StatusCode::CONFLICT,
            "once"
        );
        assert!(!has(&mut world, Role::SafetyClerk, "/cixi/cases", &path).await);
        assert!(has(&mut world, Role::SafetyClerk, &path, "已与交警商定护学岗").await);
        assert_eq!(
            send(&mut world, lead, &draft, &DRAFT).await,
            StatusCode::CONFLICT,
            "finance is open"
        );
        world.house.calendar.set("2022-01-21T08:00:00");
        assert_eq!(
            send(&mut world, lead, &draft, &DRAFT).await,
            StatusCode::SEE_OTHER,
            "a month is over"
        );
        assert!(has(&mut world, lead, &path, "没有回复").await);
        assert!(!has(&mut world, Role::FinanceClerk, "/cixi/cases", &path).await);
    })
    .await;
}

#[tokio::test]
async fn a_case_that_goes_to_another_office_is_on_its_desk_and_its_deadline_runs_on() {
    in_world(async |mut world| {
        let path = proposal(&mut world).await;
        let due = "2022-03-20 23:59";
        assert!(has(&mut world, Role::BasicEducationClerk, &path, due).await);
        let to = [("lead", "safety-clerk"), ("reason_of_act", "属于安全科职责")];
        let sent = send(&mut world, Role::OfficeClerk, &format!("{path}/transfer"), &to).await;
        assert_eq!(sent, StatusCode::SEE_OTHER);
        assert!(has(&mut world, Role::SafetyClerk, "/cixi/cases", &path).await);
        assert!(!has(&mut world, Role::BasicEducationClerk, "/cixi/cases", &path).await);
        // The same on the one desk of the whole house.
        assert!(has(&mut world, Role::SafetyClerk, "/cixi/waiting", &path).await);
        assert!(!has(&mut world, Role::BasicEducationClerk, "/cixi/waiting", &path).await);
        assert!(!has(&mut world, Role::SafetyClerk, "/cixi/waiting?due=overdue", &path).await);
        assert!(has(&mut world, Role::SafetyClerk, &path, due).await);
        assert!(has(&mut world, Role::OfficeClerk, &path, "改由其他科室主办").await);
    })
    .await;
}

const PETITION: [(&str, &str); 6] = [
    ("source", "letter"),
    ("content", "来信"),
    ("brief", "反映收费不清楚"),
    ("concerns", "policy"),
    ("backlog", "no"),
    ("handler", "bureau"),
];

#[tokio::test]
async fn a_pause_ends_by_itself_at_its_limit() {
    in_world(async |mut world| {
        let clerk = Role::OfficeClerk;
        let path = begin(&mut world, clerk, "petition", &PETITION).await;
        let told = [("told_by", "letter"), ("told_on", "2021-12-20")];
        for (action, more) in [
            ("forward", &[][..]),
            ("tell", &told),
            ("to-bureau", &[]),
            ("hearing", &[("reason_of_act", "听证")]),
        ] {
            let sent = send(&mut world, clerk, &format!("{path}/{action}"), more).await;
            assert_eq!(sent, StatusCode::SEE_OTHER, "{action}");
        }
        assert_eq!(
            send(&mut world, clerk, &format!("{path}/report"), &[]).await,
            StatusCode::CONFLICT
        );
        world.house.calendar.set("2022-01-25T08:00:00");
        world.house.clock.advance(SignedDuration::from_mins(6));
        world.house.work(&super::modules()).await;
        assert!(has(&mut world, clerk, &path, "暂停期满，自动恢复计时").await);
        // Thirty days from the 20th of December, and the thirty of the pause.
        assert!(has(&mut world, clerk, &path, "2022-02-18 23:59").await);
        let done =
            send(&mut world, clerk, &format!("{path}/report"), &[("findings", "已核实")]).await;
        assert_eq!(done, StatusCode::SEE_OTHER);
    })
    .await;
}

#[tokio::test]
async fn a_school_chooses_from_what_was_granted_and_the_fourth_of_its_own_in_a_term_is_refused() {
    in_world(async |mut world| {
        let fields = [
            ("organiser", "市消防救援大队"),
            ("activity", "消防车进校园"),
            ("theme", "safety"),
            ("content", "演示和讲解"),
            ("grades", "primary"),
            ("from_day", "2021-12-20"),
            ("to_day", "2022-01-20"),
            ("free", "yes"),
        ];
        let path = begin(&mut world, Role::OfficeClerk, "campus-activity", &fields).await;
        let from = path.rsplit('/').next().unwrap().to_owned();
        let own = [
            ("from_case", from.as_str()),
            ("chosen", "own"),
            ("planned_on", "2021-12-27"),
            ("pupils", "300"),
        ];
        let place = world.school.to_string();
        let new = "/cixi/cases/campus-choice/new";
        let refused = async |world: &mut World, own: &[(&str, &str)]| {
            let browser = &mut world.person(Role::Principal).browser;
            let page = browser.get(new).await;
            let (csrf, id) = (page.field("csrf").unwrap(), page.field("id").unwrap());
            let mut all = vec![("csrf", csrf.as_str()), ("id", &id), ("place_of_case", &place)];
            all.extend(own);
            browser.post(new, &all).await
        };
        let early = refused(&mut world, &own).await;
        assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(early.body.contains("请从已经同意的里面选一项"));
        let approve = format!("{path}/approve");
        let role = Role::BasicEducationClerk;
        assert_eq!(send(&mut world, role, &approve, &[]).await, StatusCode::SEE_OTHER);
        for _ in 0..3 {
            begin(&mut world, Role::Principal, "campus-choice", &own).await;
        }
        let fourth = refused(&mut world, &own).await;
        assert_eq!(fourth.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(fourth.body.contains("已满 3 项"), "{}", fourth.body);
        let assigned =
            [&own[..1], &own[2..], &[("chosen", "assigned"), ("order", "慈教〔2021〕9号")]]
                .concat();
        assert_eq!(refused(&mut world, &assigned).await.status, StatusCode::SEE_OTHER);
        world.house.calendar.set("2022-02-20T08:00:00");
        begin(&mut world, Role::Principal, "campus-choice", &own).await;
    })
    .await;
}

#[tokio::test]
async fn many_cases_are_decided_at_once_and_what_somebody_did_meanwhile_is_listed() {
    in_world(async |mut world| {
        let incident = |brief: &'static str| {
            [("theme", "fire"), ("level", "general"), ("brief", brief), ("spot", "二楼")]
        };
        let mut paths = Vec::new();
        for brief in ["甲处堆物", "乙处堆物", "丙处堆物"] {
            paths.push(begin(&mut world, Role::Teacher, "incident", &incident(brief)).await);
        }
        let ids: Vec<String> =
            paths.iter().map(|it| it.rsplit('/').next().unwrap().to_owned()).collect();
        let clerk = &mut world.person(Role::SafetyClerk).browser;
        let list = clerk.get("/cixi/cases/incident").await;
        let csrf = list.field("csrf").unwrap();
        let mut chosen: Vec<(&str, &str)> = ids.iter().map(|it| ("row", it.as_str())).collect();
        chosen.push(("csrf", &csrf));
        let bulk = "/cixi/cases/incident/bulk";
        let page = clerk.post(bulk, &chosen).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        assert!(
            page.body.contains("accept/accept") && page.body.contains("（3 件）"),
            "{}",
            page.body
        );
        chosen.extend([("deed", "accept/accept"), ("sure", "1")]);
        let held = clerk.post(bulk, &chosen).await;
        assert_eq!(held.status, StatusCode::SEE_OTHER, "{}", held.body);
        assert!(clerk.get("/cixi/cases/incident").await.body.contains("秒后发出"));
        let remind = "/cixi/cases/incident/bulk/remind";
        let sent = clerk.post(remind, &[("csrf", &*csrf), ("row", &*ids[2])]).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
        let done = send(&mut world, Role::SafetyClerk, &format!("{}/accept", paths[0]), &[]).await;
        assert_eq!(done, StatusCode::SEE_OTHER);
        world.house.clock.advance(SignedDuration::from_secs(70));
        world.house.work(&super::modules()).await;
        for path in &paths {
            assert!(has(&mut world, Role::SafetyClerk, path, "待派单").await, "{path}");
        }
        assert!(has(&mut world, Role::SafetyClerk, &paths[2], "催办记录").await);
        let jobs = world.person(Role::SafetyClerk).browser.get("/cixi/jobs").await.body;
        assert!(jobs.contains("已办理 2 件，1 件没有办成"), "{jobs}");
        let ids = jobs.match_indices("/cixi/jobs/job_").map(|(at, _)| &jobs[at + 11..at + 28]);
        let mut told = Vec::new();
        for id in ids {
            let left = format!("/cixi/cases/incident/bulk/{id}");
            told.push(has(&mut world, Role::SafetyClerk, &left, "甲处堆物").await);
        }
        assert!(told.contains(&true), "{jobs}");
    })
    .await;
}

#[tokio::test]
async fn a_list_goes_out_as_a_workbook_and_its_rates_open_down_to_the_cases() {
    in_world(async |mut world| {
        let fields = [("theme", "fire"), ("level", "general"), ("brief", "堆物"), ("spot", "二楼")];
        let path = begin(&mut world, Role::Teacher, "incident", &fields).await;
        world.house.calendar.set("2021-12-22T08:00:00");
        let (county, clerk) = (world.house.county, &mut world.person(Role::SafetyClerk).browser);
        let sheet = clerk.get("/cixi/cases/incident/export?view=all").await;
        assert_eq!(sheet.status, StatusCode::OK);
        let rates = clerk.get("/cixi/cases/incident/rates").await;
        assert_eq!(rates.status, StatusCode::OK, "{}", rates.body);
        assert!(
            rates.body.contains("观海卫镇") && rates.body.contains("超期未办 1 件"),
            "{}",
            rates.body
        );
        assert!(rates.body.contains("month=2021-12"));
        for (query, there) in [
            (format!("place={county}&clock=handled&kept=overdue"), true),
            (format!("place={county}&clock=handled&kept=kept"), false),
            ("month=2021-12".to_owned(), true),
            ("month=2021-11".to_owned(), false),
            ("f_theme=fire".to_owned(), true),
            ("f_theme=food".to_owned(), false),
        ] {
            let list = clerk.get(&format!("/cixi/cases/incident?view=all&{query}")).await;
            assert_eq!(list.body.contains(&path), there, "{query}");
        }
        let other = world.other_school;
        let away = format!("/cixi/cases/incident?view=all&place={other}");
        assert!(!has(&mut world, Role::SafetyClerk, &away, &path).await);
        let shut = world.person(Role::Teacher).browser.get("/cixi/cases/incident/rates").await;
        assert_eq!(shut.status, StatusCode::NOT_FOUND);
    })
    .await;
}
