//! What people see, as a browser asks for it: names masked by reach, numbers only for an approved task.

use db::testing::on_each;
use platform::testing::{House, Person};
use vocab::{Role, mask_name};
use web::{StatusCode, testing::Reply, ui::check};

use super::{Fixture, migrations};

/// A house over the small county.
pub(crate) struct Opened {
    pub(crate) house: House,
    pub(crate) it: Fixture,
}

pub(crate) async fn with_house<F: Future<Output = ()>>(test: impl Fn(Opened) -> F) {
    on_each(&migrations(), async |db| {
        let it = Fixture::new(db.clone()).await;
        let sealer = it.sealer.clone();
        let modules = [platform::MODULE, crate::MODULE];
        let house = House::new(db, &modules, |cell| cell.with(sealer)).await;
        test(Opened { house, it }).await;
    })
    .await;
}

impl Opened {
    pub(crate) async fn clerk(&self) -> Person {
        self.house.person("王干事", Role::BasicEducationClerk, self.it.county.id).await
    }

    async fn roll_manager(&self) -> Person {
        let school = self.it.county.schools[0].id.place();
        self.house.person("李老师", Role::RollManager, school).await
    }
}

pub(crate) async fn opened(person: &mut Person, path: &str) -> Reply {
    let reply = person.browser.get(&format!("/cixi{path}")).await;
    assert_eq!(reply.status, StatusCode::OK, "{path}");
    let faults = check::faults(&reply.body);
    assert!(faults.is_empty(), "{path}: {faults:?}");
    reply
}

#[tokio::test]
async fn the_bureau_sees_names_masked_and_a_school_its_own_in_full() {
    with_house(async |all| {
        let pupil = &all.it.county.students[0];
        let (path, name) = (format!("/students/{}", pupil.id), pupil.name.as_str());
        let mut clerk = all.clerk().await;
        let list = opened(&mut clerk, "/students").await;
        assert!(list.body.contains(&mask_name(name)) && !list.body.contains(name));
        let record = opened(&mut clerk, &path).await;
        assert!(!record.body.contains(name));

        let mut manager = all.roll_manager().await;
        assert!(opened(&mut manager, "/students").await.body.contains(name));
        let record = opened(&mut manager, &path).await;
        let number = pupil.id_number().unwrap();
        assert!(record.body.contains(name) && !record.body.contains(number.open()));
        assert!(record.body.contains(&number.masked()));
        let elsewhere = all.it.county.students.last().unwrap();
        let outside = manager.browser.get(&format!("/cixi/students/{}", elsewhere.id)).await;
        assert_eq!(outside.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn numbers_open_for_an_approved_task_and_the_guardian_sees_who_looked() {
    with_house(async |all| {
        let pupil = &all.it.county.students[0];
        let path = format!("/cixi/students/{}", pupil.id);
        let number = pupil.id_number().unwrap();
        let mut manager = all.roll_manager().await;
        let unmask = format!("{path}/unmask");
        let bare = manager.browser.submit(&path, &unmask, &[]).await;
        let ask = format!("/cixi/clearances/new?about={}", pupil.id);
        assert_eq!(bare.location.as_deref(), Some(ask.as_str()), "first to ask for it");
        let purpose = ("purpose", "中考报名核对身份证号");
        let form = [("class", "id-number"), purpose, ("until", "2021-12-31")];
        let asked = manager.browser.submit(&ask, "/cixi/clearances", &form).await;
        let request = asked.location.unwrap();
        let school = all.it.county.schools[0].id.place();
        let mut head = all.house.person("赵校长", Role::Principal, school).await;
        let approve = [("decision", "approve")];
        head.browser.submit(&request, &format!("{request}/decision"), &approve).await;
        let open = manager.browser.submit(&path, &unmask, &[]).await;
        assert!(open.status == StatusCode::OK && open.body.contains(number.open()));

        let family = &all.it.county.families[pupil.family];
        let guardian = &all.it.county.guardians[family.guardians.start];
        let mut parent = all.house.person("家长", Role::Guardian, all.it.county.id).await;
        all.it.hand_over(guardian.id, parent.account).await;
        assert!(opened(&mut parent, "/children").await.body.contains(&pupil.name));
        let record = opened(&mut parent, &format!("/children/{}", pupil.id)).await;
        assert!(record.body.contains(number.open()));
        assert!(record.body.contains("用途：中考报名核对身份证号"));
        let other = all.it.county.students.iter().find(|it| it.family != pupil.family).unwrap();
        let refused = parent.browser.get(&format!("/cixi/children/{}", other.id)).await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn a_number_is_looked_up_from_the_box_and_stands_in_no_address() {
    with_house(async |all| {
        let pupil = &all.it.county.students[0];
        let (number, path) = (pupil.id_number().unwrap(), format!("/cixi/students/{}", pupil.id));
        let mut manager = all.roll_manager().await;
        let typed = [("q", number.open())];
        let found = manager.browser.submit("/cixi/search", "/cixi/search", &typed).await;
        assert!(found.status == StatusCode::OK && found.body.contains(&path));
        assert!(!found.body.contains(number.open()));
        for list in ["/search", "/students"] {
            let shown = opened(&mut manager, &format!("{list}?q={}", number.open())).await;
            assert!(!shown.body.contains(&path), "{list} looks no number up");
            assert!(shown.body.contains("上方的查找框"), "{list} says where to");
        }
        let typed = [("q", pupil.name.as_str())];
        let sent = manager.browser.submit("/cixi/search", "/cixi/search", &typed).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER);
    })
    .await;
}

#[tokio::test]
async fn every_list_and_record_is_a_sound_page() {
    with_house(async |all| {
        let county = &all.it.county;
        let mut clerk = all.clerk().await;
        let school = &county.schools[0];
        let paths = [
            "/schools".to_owned(),
            "/schools?stage=primary&ownership=public".to_owned(),
            format!("/schools/{}", school.id),
            format!("/classes/{}", county.classes[0].id),
            format!("/classes/{}?day=2021-10-01", county.classes[0].id),
            format!("/students?school={}&grade=1&class=1&sex=1", school.id),
            "/students?standing=left".to_owned(),
            "/staff".to_owned(),
            format!("/staff?school={}&duty=principal", school.id),
            format!("/staff/{}", county.staff[school.staff.start].id),
            "/search".to_owned(),
            "/search?q=xm".to_owned(),
            format!("/students/{}/move", county.students[0].id),
            format!("/students/{}/move?to={}", county.students[0].id, county.schools[1].code),
            "/calendar".to_owned(),
            "/year".to_owned(),
            "/year?out=1".to_owned(),
        ];
        for path in paths {
            opened(&mut clerk, &path).await;
        }
        let nowhere = opened(&mut clerk, "/year?q=zzzz").await.body;
        assert!(!nowhere.contains(&format!("/schools/{}", school.id)), "the search narrows");
        for path in ["/schools/export", "/students/export?grade=1", "/staff/export", "/year/export"]
        {
            let file = clerk.browser.get(&format!("/cixi{path}")).await;
            assert!(file.status == StatusCode::OK && file.kind.contains("spreadsheetml"), "{path}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_pupil_is_moved_and_a_day_closed_from_their_pages() {
    with_house(async |all| {
        let county = &all.it.county;
        let mut manager = all.roll_manager().await;
        let path = format!("/cixi/students/{}/move", county.students[0].id);
        let page = manager.browser.get(&path).await;
        let (csrf, version) = (page.field("csrf").unwrap(), page.field("version").unwrap());
        let fields = [
            ("csrf", csrf.as_str()),
            ("version", version.as_str()),
            ("kind", "suspend"),
            ("day", "2021-12-20"),
        ];
        let sent = manager.browser.post(&path, &fields).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER);
        let again = manager.browser.post(&path, &fields).await;
        assert_eq!(again.status, StatusCode::CONFLICT);
        let suspended = "SELECT COUNT(*) AS n FROM student WHERE standing = 'suspended'";
        assert_eq!(all.it.number(suspended).await, 1);

        let mut clerk = all.clerk().await;
        let page = "/cixi/calendar";
        let snow = [("day", "2021-12-27"), ("kind", "closed"), ("reason", "暴雪停课")];
        let sent = clerk.browser.submit(page, page, &snow).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER);
        assert!(opened(&mut clerk, "/calendar").await.body.contains("暴雪停课"));
        let undo =
            clerk.browser.submit(page, "/cixi/calendar/undo", &[("day", "2021-12-27")]).await;
        assert_eq!(undo.status, StatusCode::SEE_OTHER);
        assert!(!opened(&mut clerk, "/calendar").await.body.contains("暴雪停课"));
        let summer = [("day", "2022-08-01"), ("kind", "closed"), ("reason", "x")];
        let refused = clerk.browser.submit(page, page, &summer).await;
        assert_eq!(refused.status, StatusCode::CONFLICT);
    })
    .await;
}

impl Fixture {
    /// Gives a guardian's record to another account.
    async fn hand_over(&self, guardian: vocab::GuardianId, account: vocab::AccountId) {
        let done: Result<u64, db::Error> = db::write!(self.system.db, "hand over", |tx| {
            let sql = "UPDATE guardian SET account_id = $2 WHERE id = $1";
            tx.run(sql, &[&guardian, &account]).await
        });
        assert_eq!(done.unwrap(), 1);
    }
}

#[tokio::test]
async fn a_file_that_is_no_roll_is_told_in_words_and_where_it_can_be_mended() {
    with_house(async |all| {
        let mut manager = all.roll_manager().await;
        let csrf = opened(&mut manager, "/roll").await.field("csrf").unwrap();
        let scan = manager.browser.upload("/cixi/roll", &csrf, "名册.pdf", b"%PDF-1.7 x").await;
        assert_eq!(scan.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(scan.body.contains("PDF") && scan.body.contains("上传并核对"), "the form again");
        let none = manager.browser.upload("/cixi/roll", &csrf, "名册.xlsx", b"").await;
        assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(all.it.number("SELECT COUNT(*) AS n FROM roll_import").await, 0);

        let lacks = "姓名,学号\n张三,1\n".as_bytes();
        let sent = manager.browser.upload("/cixi/roll", &csrf, "名册.csv", lacks).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER);
        all.house.work(&[crate::MODULE]).await;
        let told = "SELECT COUNT(*) AS n FROM job WHERE result LIKE '文件无法读取%身份证件号%'";
        assert_eq!(all.it.number(told).await, 1, "the job says so, and not that all is done");
        let list = opened(&mut manager, "/roll").await;
        let from = list.body.find("/cixi/roll/rim_").unwrap();
        let path = list.body[from..].split('"').next().unwrap();
        let page = opened(&mut manager, path.strip_prefix("/cixi").unwrap()).await.body;
        assert!(page.contains("没有认出的列") || page.contains("认出的列：“姓名”"), "{page}");
        assert!(!page.contains("起生效"), "nothing takes effect");
    })
    .await;
}

#[tokio::test]
async fn a_roll_is_sent_in_looked_at_and_confirmed_from_its_pages() {
    with_house(async |all| {
        let county = &all.it.county;
        let school = &county.schools[0];
        let mut manager = all.roll_manager().await;
        // One pupil stands there twice.
        let pupils: Vec<usize> = school.students.clone().chain([school.students.start]).collect();
        let mut sent = county.clone();
        sent.schools[0].boarding = !sent.schools[0].boarding;
        let file = crate::demo::roll::workbook(&sent, &pupils).unwrap();
        let csrf = opened(&mut manager, "/roll").await.field("csrf").unwrap();
        let forged = manager.browser.upload("/cixi/roll", "x", "roll.xlsx", &file).await;
        assert_eq!(forged.status, StatusCode::FORBIDDEN);
        let sent = manager.browser.upload("/cixi/roll", &csrf, "roll.xlsx", &file).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER);
        all.house.work(&[crate::MODULE]).await;

        let list = opened(&mut manager, "/roll").await;
        let from = list.body.find("/cixi/roll/rim_").unwrap();
        let path = list.body[from..].split('"').next().unwrap().to_owned();
        let inside = path.strip_prefix("/cixi").unwrap();
        for sort in ["new", "moves", "changes", "fault", "absent"] {
            opened(&mut manager, &format!("{inside}?sort={sort}")).await;
        }
        let first = opened(&mut manager, inside).await.body;
        assert!(
            first.contains("信息不同</") && first.contains("就读方式"),
            "opens on what there is"
        );
        let faulty = opened(&mut manager, &format!("{inside}?sort=fault")).await.body;
        assert!(faulty.contains("重复") && faulty.contains("下载批注后的原表"), "{faulty}");
        let answer = manager.browser.get(&format!("{path}/answer")).await;
        assert!(answer.status == StatusCode::OK && answer.kind.contains("spreadsheetml"));
        let kinds = [("kind", "changes"), ("kind", "new")];
        let sent = manager.browser.submit(&path, &format!("{path}/apply"), &kinds).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER);
        let again = manager.browser.submit("/cixi/roll", &format!("{path}/apply"), &kinds).await;
        assert_eq!(again.status, StatusCode::CONFLICT);
        all.house.work(&[crate::MODULE]).await;
        let waiting = "SELECT COUNT(*) AS n FROM roll_row WHERE changes <> changed";
        assert_eq!(all.it.number(waiting).await, 0);
        let ended = manager.browser.submit(&path, &format!("{path}/close"), &[]).await;
        assert_eq!(ended.status, StatusCode::SEE_OTHER);
        let parts = "SELECT COUNT(*) AS n FROM roll_part";
        assert_eq!(all.it.number(parts).await, 0);
    })
    .await;
}
