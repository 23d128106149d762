//! A transfer ends care and drops courses with a refund; a new term begins with drafts.

use db::testing::on_each;
use directory::events::{MOVED, TERM_STARTED};
use web::StatusCode;

use super::fixture::{County, migrations, see_other, send};

const FAMILY: &str = "/cixi/family/courses?term=2021-1";

impl County {
    /// The directory tells of something.
    async fn tell(&self, event: &'static str, payload: String) {
        let system = self.house.system();
        let told: Result<(), db::Error> = platform::act!(system, "test.tell", |act| {
            act.event(event, payload.clone());
            Ok(())
        });
        told.unwrap();
        self.house.work(&[crate::MODULE]).await;
    }

    /// The first child is no longer enrolled here from today on.
    async fn first_child_leaves(&self) {
        let moved: Result<(), db::Error> = db::write!(self.house.cell.db, "leave", |tx| {
            let sql = "UPDATE enrolment SET until = '2021-12-20', ended_at = 0, end_reason = 'left'
                WHERE student_id = $1";
            tx.run(sql, &[&self.students[0]]).await?;
            Ok(())
        });
        moved.unwrap();
        let payload = serde_json::json!({
            "why": "left", "day": "2021-12-20",
            "students": [{ "student": self.students[0], "to": null,
                           "from": { "school": self.school, "class": self.class } }],
        });
        self.tell(MOVED, payload.to_string()).await;
    }
}

#[tokio::test]
async fn a_transfer_ends_care_and_brings_back_what_was_not_used() {
    on_each(&migrations(), async |db| {
        let mut it = County::new(db).await;
        it.open_programme().await;
        it.first_child_takes_part().await;
        it.paid_course().await;
        assert!(it.mother.browser.get(FAMILY).await.body.contains("已录取"));
        it.first_child_leaves().await;
        let ended = "SELECT COUNT(*) AS n FROM participation
            WHERE state = 'ended' AND until = '2021-12-20'";
        assert_eq!(it.count(ended).await, 1);
        assert_eq!(
            it.count("SELECT COUNT(*) AS n FROM booking WHERE standing = 'withdrawn'").await,
            1
        );
        assert_eq!(it.count("SELECT amount AS n FROM course_refund").await, 10_000);
        assert_eq!(it.count("SELECT taken AS n FROM offer").await, 0);
        let told =
            "SELECT COUNT(*) AS n FROM inbox WHERE title LIKE '%退费 ￥100.00，由原学校财务办理'";
        assert_eq!(it.count(told).await, 1);
        it.first_child_leaves().await;
        assert_eq!(it.count("SELECT COUNT(*) AS n FROM course_refund").await, 1, "heard twice");
        assert_eq!(it.count(told).await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_new_term_begins_with_last_terms_programme_as_a_draft() {
    on_each(&migrations(), async |db| {
        let mut it = County::new(db).await;
        it.open_programme().await;
        let page = "/cixi/aftercare/school/programme?term=2021-2";
        let copy = "/cixi/aftercare/school/programme/copy";
        assert!(!it.manager.browser.get(page).await.body.contains("15:15"));
        see_other(&send(&mut it.manager.browser, page, copy, &[]).await);
        assert!(it.manager.browser.get(page).await.body.contains("15:15"));
        let again = [("term", "2021-2"), ("csrf", "")];
        let csrf = it.manager.browser.get(page).await.field("csrf").unwrap();
        let fields = [again[0], ("csrf", csrf.as_str())];
        let twice = it.manager.browser.post(copy, &fields).await;
        assert_eq!(twice.status, StatusCode::CONFLICT);
        let payload = serde_json::json!({
            "term": "2021-2", "first": "2022-02-14", "last": "2022-06-30",
        });
        it.tell(TERM_STARTED, payload.to_string()).await;
        let drafts = "SELECT COUNT(*) AS n FROM programme WHERE term = '2021-2'";
        assert_eq!(it.count(drafts).await, 1, "who has one keeps it");
    })
    .await;
}

#[tokio::test]
async fn what_was_agreed_with_someone_who_is_kept_away_is_void() {
    on_each(&migrations(), async |db| {
        let it = County::new(db).await;
        let guardian: vocab::GuardianId = vocab::Id::from_bits(1).unwrap();
        let agreed: Result<(), db::Error> = db::write!(it.house.cell.db, "agreed", |tx| {
            let sql = "INSERT INTO early_leave (id, student_id, day, at, guardian_id, with_whom, asked_at)
                VALUES ($1, $2, $3, '16:30:00', $4, '母亲 家长', '2021-12-17T08:00:00')";
            for (id, day) in [(1_i64, "2021-12-17"), (2, "2021-12-21")] {
                tx.run(sql, &[&id, &it.students[0], &day, &guardian]).await?;
            }
            Ok(())
        });
        agreed.unwrap();
        let payload = serde_json::json!({
            "student": it.students[0], "guardian": guardian, "day": "2021-12-20",
        });
        it.tell(directory::events::CONTACT_BARRED, payload.to_string()).await;
        let void = "SELECT COUNT(*) AS n FROM early_leave WHERE withdrawn_at IS NOT NULL";
        assert_eq!(it.count(void).await, 1, "what is over stays as it was");
    })
    .await;
}
