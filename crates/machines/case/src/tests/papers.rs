//! Photographs and drafts of cases, as people send them from a phone.

use vocab::Role;
use web::StatusCode;

use super::{World, in_world, joint};

/// A picture of one point, as any program draws it.
const POINT: &[u8] = &[
    0x89, b'P', b'N', b'G', 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, b'I', b'H', b'D', b'R', 0, 0, 0,
    1, 0, 0, 0, 1, 8, 2, 0, 0, 0, 0x90, 0x77, 0x53, 0xDE, 0, 0, 0, 12, b'I', b'D', b'A', b'T', 8,
    0xD7, 0x63, 0xF8, 0xCF, 0xC0, 0, 0, 3, 1, 1, 0, 0x18, 0xDD, 0x8D, 0xB0, 0, 0, 0, 0, b'I', b'E',
    b'N', b'D', 0xAE, 0x42, 0x60, 0x82,
];

const NEW: &str = "/cixi/cases/incident/new";

#[tokio::test]
async fn a_photograph_outlives_a_refused_report_and_is_for_those_who_see_the_case() {
    in_world(async |mut world| {
        let school = world.school.to_string();
        let browser = &mut world.person(Role::Teacher).browser;
        let page = browser.get(NEW).await;
        assert!(page.body.contains("capture=\"environment\""), "{}", page.body);
        let (csrf, id) = (page.field("csrf").unwrap(), page.field("id").unwrap());
        let mut fields = vec![
            ("csrf", csrf.as_str()),
            ("id", &id),
            ("place_of_case", &school),
            ("theme", "fire"),
            ("level", "major"),
            ("brief", "消防通道堆放课桌"),
            ("photos.at", "30.17,121.26"),
        ];
        let photo: (&str, &str, &[u8]) = ("photos", "现场.png", POINT);
        let words: (&str, &str, &[u8]) = ("photos", "说明.pdf", b"%PDF-1.4 words");
        let refused = browser.post_files(NEW, &fields, &[photo, words]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.body);
        for words in ["“说明.pdf”没有收下：这里不能上传PDF 文件", "已上传：现场.png", &id]
        {
            assert!(refused.body.contains(words), "{words}: {}", refused.body);
        }
        let draft = refused.field("draft_of_form").expect("it lies ready");
        fields.extend([
            ("draft_of_form", draft.as_str()),
            ("spot", "三楼东侧楼梯口"),
            ("detail", "通道被课桌堵住一半"),
        ]);
        let done = browser.post_files(NEW, &fields, &[]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        let path = done.location.unwrap().split('?').next().unwrap().to_owned();
        let page = world.person(Role::SafetyClerk).browser.get(&path).await;
        assert!(page.body.contains("拍摄位置 北纬 30.170000°"), "{}", page.body);
        let from = page.body.find("/cixi/files/").expect("a way to the photograph");
        let link = page.body[from..].split('"').next().unwrap().to_owned();
        let had = world.person(Role::SafetyClerk).browser.get(&link).await;
        assert_eq!((had.status, had.kind.as_str()), (StatusCode::OK, "image/png"));
        let other = world.person(Role::FinanceClerk).browser.get(&link).await;
        assert_eq!(other.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn what_was_saved_of_a_report_is_offered_again_and_goes_with_its_sending() {
    in_world(async |mut world| {
        let school = world.school.to_string();
        let browser = &mut world.person(Role::Teacher).browser;
        let page = browser.get(NEW).await;
        let csrf = page.field("csrf").unwrap();
        let fields = [
            ("csrf", csrf.as_str()),
            ("place_of_case", &school),
            ("brief", "栏杆松动"),
            ("save_draft", "1"),
        ];
        let saved = browser.post_files(NEW, &fields, &[("photos", "栏杆.png", POINT)]).await;
        assert_eq!(saved.location.as_deref(), Some(NEW), "{}", saved.body);
        assert!(browser.get(NEW).await.body.contains("保存的草稿"));
        let page = browser.get(&format!("{NEW}?draft=1")).await;
        assert!(page.body.contains("栏杆松动") && page.body.contains("已上传"), "{}", page.body);
        let (id, draft) = (page.field("id").unwrap(), page.field("draft_of_form").unwrap());
        let fields = [
            ("csrf", csrf.as_str()),
            ("id", &id),
            ("draft_of_form", &draft),
            ("place_of_case", &school),
            ("theme", "fire"),
            ("level", "major"),
            ("brief", "栏杆松动"),
            ("spot", "二楼走廊"),
            ("detail", "用手一推就晃"),
        ];
        let done = browser.post_files(NEW, &fields, &[]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        assert!(!browser.get(NEW).await.body.contains("保存的草稿"));
    })
    .await;
}

#[tokio::test]
async fn an_office_that_is_asked_answers_with_its_paper_and_those_who_see_the_case_open_it() {
    in_world(async |mut world| {
        let path = joint::proposal(&mut world).await;
        let lead = Role::BasicEducationClerk;
        let safety = format!("safety-clerk@{}", world.house.county);
        let ask = [("task_offices", safety.as_str()), ("reason_of_act", "请提意见")];
        let asked = joint::send(&mut world, lead, &format!("{path}/join"), &ask).await;
        assert_eq!(asked, StatusCode::SEE_OTHER);
        let task = format!("{path}/task/1");
        let browser = &mut world.person(Role::SafetyClerk).browser;
        let csrf = browser.get(&task).await.field("csrf").unwrap();
        let paper = [("joint_paper", "会办意见.png", POINT)];
        let refused = browser.post_files(&task, &[("csrf", &csrf)], &paper).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.body);
        assert!(refused.body.contains("已上传：会办意见.png"), "{}", refused.body);
        let draft = refused.field("draft_of_form").expect("it lies ready");
        let fields =
            [("csrf", csrf.as_str()), ("draft_of_form", &draft), ("joint_opinion", "同意错峰")];
        let done = browser.post_files(&task, &fields, &[]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        let page = world.person(lead).browser.get(&path).await;
        assert!(page.body.contains("同意错峰") && page.body.contains("会办意见.png"));
        let link = file_in(&page.body);
        let had = world.person(lead).browser.get(&link).await;
        assert_eq!((had.status, had.kind.as_str()), (StatusCode::OK, "image/png"));
        let other = world.person(Role::FinanceClerk).browser.get(&link).await;
        assert_eq!(other.status, StatusCode::NOT_FOUND);
    })
    .await;
}

/// The first file that a page links to.
fn file_in(page: &str) -> String {
    let from = page.find("/cixi/files/").expect("a way to the file");
    page[from..].split('"').next().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn one_photograph_for_many_cases_is_a_file_of_each_that_took_it() {
    in_world(async |mut world| {
        let mut paths = Vec::new();
        for brief in ["甲处堆物", "乙处堆物", "丙处堆物"] {
            let answers =
                [("theme", "fire"), ("level", "general"), ("brief", brief), ("spot", "二楼")];
            paths.push(world.open(Role::Teacher, "incident", &answers).await);
        }
        let on = async |world: &mut World, role: Role, path: &str, more: &[(&str, &str)]| {
            let browser = &mut world.person(role).browser;
            let page = browser.get(path).await;
            let (csrf, version) = (page.field("csrf").unwrap(), page.field("version").unwrap());
            let mut all = vec![("csrf", csrf.as_str()), ("version", &version)];
            all.extend(more);
            assert_eq!(browser.post(path, &all).await.status, StatusCode::SEE_OTHER, "{path}");
        };
        for path in &paths {
            on(&mut world, Role::SafetyClerk, &format!("{path}/accept"), &[]).await;
            let task = [("task", "清理通道")];
            on(&mut world, Role::SafetyClerk, &format!("{path}/dispatch"), &task).await;
        }
        let ids: Vec<String> =
            paths.iter().map(|it| it.rsplit('/').next().unwrap().to_owned()).collect();
        let bulk = "/cixi/cases/incident/bulk";
        let officer = &mut world.person(Role::SafetyOfficer).browser;
        let csrf = officer.get("/cixi/cases/incident").await.field("csrf").unwrap();
        let mut fields: Vec<(&str, &str)> = ids.iter().map(|it| ("row", it.as_str())).collect();
        fields.extend([("csrf", csrf.as_str()), ("deed", "handle/done")]);
        let page = officer.post(bulk, &fields).await;
        assert!(page.body.contains("multipart/form-data"), "{}", page.body);
        fields.push(("sure", "1"));
        let photo = [("photos_done", "清理后.png", POINT)];
        let refused = officer.post_files(bulk, &fields, &photo).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.body.contains("已上传：清理后.png"), "{}", refused.body);
        let draft = refused.field("draft_of_form").expect("it lies ready");
        let rest = [
            ("measures", "已清理楼道里的杂物"),
            ("handled_on", "2021-12-20"),
            ("draft_of_form", &*draft),
        ];
        fields.extend(rest);
        let held = officer.post_files(bulk, &fields, &[]).await;
        assert_eq!(held.status, StatusCode::SEE_OTHER, "{}", held.body);
        // Somebody is first with one of them: it gets no photograph.
        let own = [("measures", "已搬走课桌并贴封条"), ("handled_on", "2021-12-20")];
        on(&mut world, Role::Principal, &format!("{}/done", paths[0]), &own).await;
        world.house.clock.advance(jiff::SignedDuration::from_secs(70));
        world.house.work(&super::modules()).await;
        let mut links = Vec::new();
        for (at, path) in paths.iter().enumerate() {
            let clerk = &mut world.person(Role::SafetyClerk).browser;
            let page = clerk.get(path).await;
            assert_eq!(page.body.contains("清理后.png"), at > 0, "{path}: {}", page.body);
            if at > 0 {
                let link = file_in(&page.body);
                let had = clerk.get(&link).await;
                assert_eq!((had.status, had.kind.as_str()), (StatusCode::OK, "image/png"));
                links.push(link);
            }
        }
        assert_ne!(links[0], links[1], "each has its own");
    })
    .await;
}
