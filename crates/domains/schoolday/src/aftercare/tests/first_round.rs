//! The thinnest whole: a school files, the bureau records, a parent applies, the teacher calls the
//! roll on a phone, and the bureau's figure moves.

use db::testing::on_each;
use web::{StatusCode, testing::Reply};

use super::fixture::{County, migrations};

const PROGRAMME: &str = "/cixi/aftercare/school/programme";
const DAYS: [&str; 5] = ["1", "2", "3", "4", "5"];

#[track_caller]
fn see_other(reply: &Reply) -> String {
    assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
    reply.location.clone().unwrap()
}

/// 15:15–17:15 on `days`.
fn timetable<'a>(days: &[&'a str]) -> Vec<(&'static str, &'a str)> {
    let mut fields = vec![
        ("service-0", "basic"),
        ("segment-0", "homework"),
        ("from-0", "15:15"),
        ("to-0", "16:15"),
        ("service-1", "basic"),
        ("segment-1", "exercise"),
        ("from-1", "16:15"),
        ("to-1", "17:15"),
        ("declares", "1"),
        ("letter", "尊敬的家长"),
        ("fee", "0"),
        ("fee_basis", ""),
        ("reason", ""),
    ];
    for day in days {
        fields.extend([("days-0", *day), ("days-1", *day)]);
    }
    fields
}

impl County {
    /// Submits the first form on `page` that leads to `action`.
    async fn decide(&mut self, who: Who, page: &str, what: &str, more: &[(&str, &str)]) -> Reply {
        let browser = match who {
            Who::Clerk => &mut self.clerk.browser,
            Who::Manager => &mut self.manager.browser,
        };
        let open = browser.get(page).await;
        let version = open.field("version").unwrap_or_default();
        let mut fields = vec![("version", version.as_str())];
        fields.extend_from_slice(more);
        browser.submit(page, &format!("{page}/{what}"), &fields).await
    }

    /// A programme that is filed, and where it is.
    pub(crate) async fn filed_programme(&mut self) -> String {
        let saved =
            self.manager.browser.submit(PROGRAMME, PROGRAMME, &with_version(0, &DAYS)).await;
        let page = see_other(&saved);
        see_other(&self.decide(Who::Manager, &page, "file", &[]).await);
        page
    }

    /// A programme that is open to families, and where it is.
    pub(super) async fn open_programme(&mut self) -> String {
        let page = self.filed_programme().await;
        see_other(&self.decide(Who::Clerk, &page, "record", &[]).await);
        see_other(&self.decide(Who::Manager, &page, "open", &[]).await);
        page
    }

    /// The first child takes part.
    pub(super) async fn first_child_takes_part(&mut self) {
        let child = format!("/cixi/family/aftercare/{}", self.students[0]);
        let fields = [("service", "basic"), ("term", "2021-1")];
        let applied = self.mother.browser.submit(&child, &format!("{child}/apply"), &fields).await;
        see_other(&applied);
        let class = "/cixi/aftercare/class";
        let row = self.teacher.browser.get(class).await.field("row").unwrap();
        let check = format!("{class}/check");
        see_other(&self.teacher.browser.submit(class, &check, &[("row", &row)]).await);
        let list = "/cixi/aftercare/school/applications";
        let fields = [("row", row.as_str()), ("since", "2021-12-20")];
        let confirm = format!("{list}/confirm");
        see_other(&self.manager.browser.submit(list, &confirm, &fields).await);
    }
}

#[derive(Clone, Copy)]
enum Who {
    Clerk,
    Manager,
}

fn with_version<'a>(version: i64, days: &[&'a str]) -> Vec<(&'static str, &'a str)> {
    let mut fields = timetable(days);
    fields.push(("version", if version == 0 { "0" } else { "1" }));
    fields
}

#[tokio::test]
async fn from_the_programme_to_the_figure_that_moves() {
    on_each(&migrations(), async |db| {
        let mut it = County::new(db).await;
        let before = it.clerk.browser.get("/cixi/aftercare").await;
        assert_eq!(before.status, StatusCode::OK, "{}", before.body);
        assert!(before.body.contains("0 / 3 人"), "nobody takes part yet: {}", before.body);

        it.open_programme().await;
        it.first_child_takes_part().await;

        let today = it.teacher.browser.get("/cixi/aftercare/today").await;
        assert!(today.body.contains("待点名"), "{}", today.body);
        let from = today.body.find("/cixi/aftercare/groups/").unwrap();
        let sheet = today.body[from..].split('"').next().unwrap().to_owned();
        let mark = format!("mark-{}", it.students[0]);
        let fields = [(mark.as_str(), "absent")];
        see_other(&it.teacher.browser.submit(&sheet, &sheet, &fields).await);
        let called = it.teacher.browser.get(&sheet).await;
        assert!(called.body.contains("应到 1 人，实到 0 人，缺勤 1 人"), "{}", called.body);
        assert_eq!(it.count("SELECT absent AS n FROM roll_call").await, 1);
        let told = "SELECT COUNT(*) AS n FROM inbox WHERE title LIKE '%孩子未到%'";
        assert_eq!(it.count(told).await, 1, "the mother is told of the unexplained absence");

        let after = it.clerk.browser.get("/cixi/aftercare").await;
        assert!(after.body.contains("33.33") && after.body.contains("1 / 3 人"), "{}", after.body);
        assert!(after.body.contains("1 / 1 所"));
        let yesterday = it.clerk.browser.get("/cixi/aftercare?day=2021-12-19").await;
        assert!(yesterday.body.contains("0 / 3 人"), "the figure of an earlier day stays");
    })
    .await;
}

#[tokio::test]
async fn a_programme_that_breaks_a_hard_rule_is_saved_but_not_filed() {
    on_each(&migrations(), async |db| {
        let mut it = County::new(db).await;
        let four = with_version(0, &DAYS[..4]);
        let page = see_other(&it.manager.browser.submit(PROGRAMME, PROGRAMME, &four).await);
        let shown = it.manager.browser.get(&page).await;
        assert!(shown.body.contains("周五没有安排基本托管"), "{}", shown.body);
        let refused = it.decide(Who::Manager, &page, "file", &[]).await;
        assert_eq!(refused.status, StatusCode::CONFLICT);
        let broken = [("from-0", "16:15"), ("service-0", "basic"), ("days-0", "1")];
        let unfit = it.manager.browser.submit(PROGRAMME, PROGRAMME, &broken).await;
        assert_eq!(unfit.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(unfit.body.contains("请填写结束时间") || unfit.body.contains("请选择内容"));
    })
    .await;
}

#[tokio::test]
async fn two_rows_that_begin_at_the_same_time_are_told_and_not_stored() {
    on_each(&migrations(), async |db| {
        let mut it = County::new(db).await;
        let mut fields = with_version(0, &DAYS);
        for field in &mut fields {
            if field.0 == "from-1" {
                field.1 = "15:15";
            }
        }
        let told = it.manager.browser.submit(PROGRAMME, PROGRAMME, &fields).await;
        assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", told.body);
        assert!(told.body.contains("第 2 行：与前面一行"), "{}", told.body);
        assert_eq!(it.count("SELECT COUNT(*) AS n FROM programme_slot").await, 0);
    })
    .await;
}

#[tokio::test]
async fn who_ended_begins_again_no_earlier_than_that() {
    on_each(&migrations(), async |db| {
        let mut it = County::new(db).await;
        it.open_programme().await;
        it.first_child_takes_part().await;
        let child = format!("/cixi/family/aftercare/{}", it.students[0]);
        let open = it.mother.browser.get(&child).await;
        let from = open.body.find("/cixi/family/aftercare/participations/").unwrap();
        let end = open.body[from..].split('"').next().unwrap().to_owned();
        it.house.calendar.set("2021-12-22T08:00:00");
        see_other(&it.mother.browser.submit(&child, &end, &[]).await);
        let fields = [("service", "basic"), ("term", "2021-1")];
        let again = it.mother.browser.submit(&child, &format!("{child}/apply"), &fields).await;
        see_other(&again);
        let class = "/cixi/aftercare/class";
        let row = it.teacher.browser.get(class).await.field("row").unwrap();
        let check = format!("{class}/check");
        see_other(&it.teacher.browser.submit(class, &check, &[("row", &row)]).await);
        let list = "/cixi/aftercare/school/applications";
        let confirm = format!("{list}/confirm");
        let early = [("row", row.as_str()), ("since", "2021-12-20")];
        let refused = it.manager.browser.submit(list, &confirm, &early).await;
        assert_eq!(refused.status, StatusCode::CONFLICT, "on a roster twice");
        let then = [("row", row.as_str()), ("since", "2021-12-22")];
        see_other(&it.manager.browser.submit(list, &confirm, &then).await);
    })
    .await;
}

#[tokio::test]
async fn a_returned_programme_says_why_and_a_stale_decision_is_refused() {
    on_each(&migrations(), async |db| {
        let mut it = County::new(db).await;
        let saved = it.manager.browser.submit(PROGRAMME, PROGRAMME, &with_version(0, &DAYS)).await;
        let page = see_other(&saved);
        see_other(&it.decide(Who::Manager, &page, "file", &[]).await);
        let silent = it.decide(Who::Clerk, &page, "return", &[("reason", " ")]).await;
        assert_eq!(silent.status, StatusCode::CONFLICT);
        let reason = [("reason", "周五结束太早")];
        see_other(&it.decide(Who::Clerk, &page, "return", &reason).await);
        assert!(it.manager.browser.get(&page).await.body.contains("周五结束太早"));
        let stale = [("version", "1")];
        let refused = it.manager.browser.submit(&page, &format!("{page}/file"), &stale).await;
        assert_eq!(refused.status, StatusCode::CONFLICT);
        let told = "SELECT COUNT(*) AS n FROM inbox WHERE title LIKE '%已退回%'";
        assert_eq!(it.count(told).await, 1);
    })
    .await;
}

#[tokio::test]
async fn what_is_outside_ones_scope_answers_like_what_does_not_exist() {
    on_each(&migrations(), async |db| {
        let mut it = County::new(db).await;
        it.open_programme().await;
        let other = format!("/cixi/family/aftercare/{}", it.students[2]);
        assert_eq!(it.mother.browser.get(&other).await.status, StatusCode::NOT_FOUND);
        assert_eq!(it.father.browser.get(&other).await.status, StatusCode::OK);
        assert_eq!(it.father.browser.get("/cixi/aftercare").await.status, StatusCode::FORBIDDEN);
        let fields = [("service", "basic"), ("term", "2021-1")];
        let own = format!("/cixi/family/aftercare/{}", it.students[0]);
        let foreign = it.mother.browser.submit(&own, &format!("{other}/apply"), &fields).await;
        assert_eq!(foreign.status, StatusCode::NOT_FOUND);
    })
    .await;
}
