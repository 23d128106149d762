//! From the dismissal table to the gate: the school publishes it, a family says when it can come and
//! adds a grandmother, the teacher and the gate see both.

use db::testing::on_each;
use web::{StatusCode, testing::Reply};

use super::fixture::{County, migrations, see_other, send};

const DESK: &str = "/cixi/aftercare/school/dismissal";
const GATE: &str = "/cixi/aftercare/gate";

impl County {
    async fn write_table(&mut self, at: &str) {
        let version = self.manager.browser.get(DESK).await.field("version").unwrap();
        let fields =
            [("version", version.as_str()), ("gate-3", "南门"), ("at-3", at), ("minutes-3", "10")];
        see_other(&self.manager.browser.submit(DESK, DESK, &fields).await);
    }

    async fn publish_table(&mut self) -> Reply {
        let version = self.manager.browser.get(DESK).await.field("version").unwrap();
        let fields = [("version", version.as_str())];
        self.manager.browser.submit(DESK, &format!("{DESK}/publish"), &fields).await
    }

    fn child_page(&self) -> String {
        format!("/cixi/family/aftercare/{}", self.students[0])
    }
}

#[tokio::test]
async fn a_table_that_is_published_is_seen_by_family_and_gate() {
    on_each(&migrations(), async |db| {
        let mut it = County::new(db).await;
        it.open_programme().await;
        it.first_child_takes_part().await;
        it.write_table("17:00").await;
        let shown = it.manager.browser.get(DESK).await;
        assert!(shown.body.contains("早于晚托结束时间 17:15"), "{}", shown.body);
        assert_eq!(it.publish_table().await.status, StatusCode::CONFLICT);
        assert!(!it.mother.browser.get(&it.child_page()).await.body.contains("17:00"));
        it.write_table("17:25").await;
        see_other(&it.publish_table().await);
        let told = "SELECT COUNT(*) AS n FROM inbox WHERE title LIKE '%错时放学%'";
        assert_eq!(it.count(told).await, 1);
        let page = it.child_page();
        assert!(it.mother.browser.get(&page).await.body.contains("17:25 南门"));

        let from = [("from", "17:40")];
        see_other(&send(&mut it.mother.browser, &page, &format!("{page}/pick-up"), &from).await);
        assert!(it.mother.browser.get(&page).await.body.contains("17:40 南门"));
        let gate = it.teacher.browser.get(GATE).await;
        assert!(gate.body.contains("不随班离校的 1 人"), "{}", gate.body);
        let stale = [("version", "1"), ("gate-3", "北门"), ("at-3", "18:00"), ("minutes-3", "9")];
        let refused = it.manager.browser.submit(DESK, DESK, &stale).await;
        assert_eq!(refused.status, StatusCode::CONFLICT);
    })
    .await;
}

#[tokio::test]
async fn a_grandmother_is_added_fetches_early_and_is_taken_off() {
    on_each(&migrations(), async |db| {
        let mut it = County::new(db).await;
        it.open_programme().await;
        it.first_child_takes_part().await;
        it.write_table("17:25").await;
        see_other(&it.publish_table().await);
        let page = it.child_page();
        let add = format!("{page}/collectors");
        let fields = [("name", "罗小兰"), ("relation", "64"), ("phone", ""), ("siblings", "1")];
        see_other(&send(&mut it.mother.browser, &page, &add, &fields).await);
        let on_lists =
            "SELECT COUNT(*) AS n FROM guardianship WHERE relation = '64' AND until IS NULL";
        assert_eq!(it.count(on_lists).await, 2, "for both siblings");
        let twice = send(&mut it.mother.browser, &page, &add, &fields).await;
        assert_eq!(twice.status, StatusCode::CONFLICT);
        assert_eq!(it.count("SELECT COUNT(*) AS n FROM guardian").await, 3, "one person");

        let grandmother = it.count("SELECT MAX(id) AS n FROM guardian").await;
        let grandmother: vocab::GuardianId = vocab::Id::from_bits(grandmother).unwrap();
        let (early, name) = (format!("{page}/early"), grandmother.to_string());
        let fields = [("day", "2021-12-20"), ("at", "16:30"), ("guardian", name.as_str())];
        see_other(&send(&mut it.mother.browser, &page, &early, &fields).await);
        let today = it.teacher.browser.get("/cixi/aftercare/today").await;
        let from = today.body.find("/cixi/aftercare/groups/").unwrap();
        let sheet = today.body[from..].split('"').next().unwrap().to_owned();
        let roll = it.teacher.browser.get(&sheet).await;
        assert!(roll.body.contains("16:30 由外祖母 罗小兰接走"), "{}", roll.body);
        let class = format!("{GATE}/{}", it.class);
        assert!(
            it.teacher.browser.get(&class).await.body.contains("16:30 由外祖母 罗小兰提前接走")
        );

        let (mark, by) = (format!("mark-{}", it.students[0]), format!("by-{}", it.students[0]));
        let fields = [(mark.as_str(), "left-early"), (by.as_str(), "外祖母 罗小兰")];
        see_other(&it.teacher.browser.submit(&sheet, &sheet, &fields).await);
        assert_eq!(it.count("SELECT present AS n FROM roll_call").await, 1, "was there");

        let end = format!("{page}/collectors/{grandmother}/end");
        see_other(&send(&mut it.mother.browser, &page, &end, &[]).await);
        assert!(!it.mother.browser.get(&page).await.body.contains("罗小兰</span>"));
        let own = it.count("SELECT MIN(id) AS n FROM guardian").await;
        let own: vocab::GuardianId = vocab::Id::from_bits(own).unwrap();
        let end = format!("{page}/collectors/{own}/end");
        let refused = send(&mut it.mother.browser, &page, &end, &[]).await;
        assert_eq!(refused.status, StatusCode::CONFLICT, "a guardian stays on the list");
        let other = format!("/cixi/family/aftercare/{}/pick-up", it.students[2]);
        let foreign = send(&mut it.mother.browser, &page, &other, &[("from", "17:40")]).await;
        assert_eq!(foreign.status, StatusCode::NOT_FOUND);
    })
    .await;
}
