//! Who has not answered a text: names for the class teacher, numbers for everyone else; and whom a
//! new version and a reminder are told to.

use std::sync::Arc;

use db::testing::on_each;
use platform::{
    consents::{self, Draft, TextId, TextKind},
    privacy::Wards,
    testing::House,
};
use vocab::{Clock as _, Role};
use web::{StatusCode, ui::check};

use super::{Fixture, migrations};

async fn count(house: &House, sql: &'static str) -> i64 {
    let found: Result<Option<i64>, db::Error> =
        db::read!(house.cell.db, "count", |tx| { tx.one(sql, &[], |row| row.get("n")).await });
    found.unwrap().unwrap_or(0)
}

async fn publish(house: &House, kind: TextKind, since: &str) -> TextId {
    let id: TextId = house.ids.make(house.clock.now());
    let draft = Draft {
        id,
        kind,
        title: kind.label().to_owned(),
        body: "本校如何收集、使用和保存信息，家长可以怎样查询、更正、撤回。".repeat(4),
        changes: "写明保存期限。".to_owned(),
        since: since.parse().unwrap(),
    };
    consents::publish(&house.system(), &draft).await.unwrap();
    house.work(&[platform::MODULE, crate::MODULE]).await;
    id
}

#[tokio::test]
async fn the_class_teacher_sees_whose_family_has_not_answered_and_reminds_it_once_a_day() {
    on_each(&migrations(), async |db| {
        let it = Fixture::new(db.clone()).await;
        let sealer = it.sealer.clone();
        let wards: Arc<dyn Wards> = Arc::new(crate::Families);
        let modules = [platform::MODULE, crate::MODULE];
        let house = House::new(db, &modules, |cell| cell.with(sealer).with(wards)).await;
        let pupil = it.county.students.iter().min_by_key(|it| std::cmp::Reverse(it.born)).unwrap();
        let class = &it.county.classes[pupil.class];
        let activate = "UPDATE account SET state = 'active' WHERE id IN (
            SELECT g.account_id FROM guardian g JOIN guardianship r ON r.guardian_id = g.id
            WHERE r.student_id = $1 AND r.is_guardian = 1 AND r.no_contact = 0)";
        let set: Result<u64, db::Error> = db::write!(house.cell.db, "activate", |tx| {
            tx.run("UPDATE account SET state = 'pending' WHERE state = 'active'", &[]).await?;
            tx.run(activate, &[&pupil.id]).await
        });
        let guardians = i64::try_from(set.unwrap()).unwrap();
        assert!(guardians > 0);

        let text = publish(&house, TextKind::Children, "2021-12-20").await;
        let told =
            "SELECT COUNT(*) AS n FROM inbox WHERE title LIKE '儿童个人信息保护规则(第 2 版)%'";
        assert_eq!(count(&house, told).await, guardians, "those who can log in, once each");
        let mut teacher = house.person("施老师", Role::ClassTeacher, class.id.place()).await;
        let school = it.county.schools[class.school].id.place();
        let mut manager = house.person("李老师", Role::RollManager, school).await;
        let page = format!("/cixi/consents/texts/{text}");
        let seen = teacher.browser.get(&page).await;
        assert!(check::faults(&seen.body).is_empty(), "{:?}", check::faults(&seen.body));
        assert!(
            seen.body.contains(&pupil.name) && seen.body.contains("还没有作答"),
            "{}",
            seen.body
        );
        assert!(seen.body.contains("家长未启用账号"));
        let wide = manager.browser.get(&page).await;
        assert!(wide.body.contains("名单在班主任处") && !wide.body.contains(&pupil.name));

        let remind = format!("{page}/remind");
        let sent = teacher.browser.submit(&page, &remind, &[]).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
        let reminded = "SELECT COUNT(*) AS n FROM inbox WHERE title LIKE '班主任提醒：%'";
        assert_eq!(count(&house, reminded).await, guardians);
        assert!(teacher.browser.get(&page).await.body.contains("今天已提醒"));
        let csrf = teacher.browser.get(&page).await.field("csrf").unwrap();
        let again = teacher.browser.post(&remind, &[("csrf", csrf.as_str())]).await;
        assert_eq!(again.status, StatusCode::CONFLICT);
        let sent = manager.browser.submit(&page, &remind, &[]).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
        let heads = "SELECT COUNT(*) AS n FROM inbox WHERE title LIKE '%户未作答，请提醒'";
        assert!(count(&house, heads).await > 0, "the school's head teachers");
    })
    .await;
}

#[tokio::test]
async fn a_new_version_of_the_rules_is_told_to_everyone_with_an_account_in_use() {
    on_each(&migrations(), async |db| {
        let house = House::new(db, &[platform::MODULE, crate::MODULE], |cell| cell).await;
        for name in ["甲", "乙", "丙"] {
            house.person(name, Role::Principal, house.county).await;
        }
        publish(&house, TextKind::Privacy, "2022-01-04").await;
        let told = "SELECT COUNT(*) AS n FROM inbox
            WHERE title = '个人信息处理规则(第 1 版),2022-01-04 起施行，请阅读' AND link LIKE '/texts/%'";
        assert_eq!(count(&house, told).await, 3);
    })
    .await;
}
