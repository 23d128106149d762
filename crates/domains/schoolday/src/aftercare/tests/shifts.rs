//! A substitute, a day called off and the day that makes up for it reach roster, refund and
//! families.

use db::testing::on_each;
use vocab::Role;
use web::{StatusCode, testing::Browser};

use super::fixture::{County, migrations, see_other, send};

const GROUPS: &str = "/cixi/aftercare/school/groups";
const FAMILY: &str = "/cixi/family/courses?term=2021-1";

impl County {
    /// The address of the school's page of the only group of `kind`.
    pub(super) async fn group_page(&self, kind: &'static str) -> String {
        let found: Result<Option<crate::aftercare::participation::model::GroupId>, db::Error> =
            db::read!(self.house.cell.db, "group", |tx| {
                let sql = "SELECT id FROM care_group WHERE kind = $1";
                tx.one(sql, &[&kind], |row| row.get("id")).await
            });
        format!("{GROUPS}/{}", found.unwrap().unwrap())
    }

    /// A course on Mondays in which the first child has a paid seat.
    pub(super) async fn paid_course(&mut self) {
        let (mut finance, money) = (self.course_to_pay().await, "/cixi/aftercare/money");
        let open = finance.get(money).await;
        let from = open.body.find("/cixi/aftercare/orders/").unwrap();
        let paid = open.body[from..].split('"').next().unwrap().to_owned();
        see_other(&finance.submit(money, &paid, &[("amount", "100.00")]).await);
    }

    /// A course on Mondays in which the first child has a seat that is still to be paid; the
    /// browser of the school's finance.
    pub(super) async fn course_to_pay(&mut self) -> Browser {
        self.open_round("first-come").await;
        self.course("青瓷", "1").await;
        let (offer, student) = (self.offer("青瓷").await, self.students[0].to_string());
        let fields = [("offer", offer.as_str()), ("student", student.as_str())];
        let book = "/cixi/family/courses/book";
        see_other(&send(&mut self.mother.browser, FAMILY, book, &fields).await);
        self.house.person("吴会", Role::SchoolFinance, self.school.place()).await.browser
    }
}

#[tokio::test]
async fn a_session_that_is_not_made_up_comes_back_and_one_that_is_does_not() {
    on_each(&migrations(), async |db| {
        let mut it = County::new(db).await;
        it.paid_course().await;
        let page = it.group_page("course").await;
        let off = format!("{page}/off");
        let next = [("day", "2021-12-27"), ("reason", "教师培训"), ("make_up", "")];
        see_other(&send(&mut it.manager.browser, &page, &off, &next).await);
        let told = "SELECT COUNT(*) AS n FROM inbox WHERE title LIKE '%停开。原因：教师培训'";
        assert_eq!(it.count(told).await, 1);
        assert_eq!(it.count("SELECT amount AS n FROM course_refund").await, 3_333);
        let family = it.mother.browser.get(FAMILY).await;
        assert!(family.body.contains("停课退费") && family.body.contains("￥33.33"));
        assert!(
            family.body.contains("退 ￥66.67"),
            "leaving brings back the rest: {}",
            family.body
        );

        let restore = format!("{page}/restore");
        let day = [("day", "2021-12-27")];
        see_other(&send(&mut it.manager.browser, &page, &restore, &day).await);
        assert_eq!(it.count("SELECT COUNT(*) AS n FROM course_refund").await, 0);
        let made_up = [("day", "2021-12-27"), ("reason", "教师培训"), ("make_up", "2021-12-25")];
        let early = send(&mut it.manager.browser, &page, &off, &made_up).await;
        assert_eq!(early.status, StatusCode::CONFLICT, "made up before it was missed");
        let made_up = [("day", "2021-12-20"), ("reason", "教师培训"), ("make_up", "2021-12-25")];
        see_other(&send(&mut it.manager.browser, &page, &off, &made_up).await);
        assert_eq!(it.count("SELECT COUNT(*) AS n FROM course_refund").await, 0);
        let today = it.teacher.browser.get("/cixi/aftercare/today").await;
        assert!(!today.body.contains("青瓷"), "called off: {}", today.body);
        it.house.calendar.set("2021-12-25T08:00:00");
        let today = it.teacher.browser.get("/cixi/aftercare/today").await;
        assert!(today.body.contains("青瓷"), "made up on a Saturday: {}", today.body);
        let sheet = format!("{}/2021-12-25", page.replace("/school", ""));
        see_other(&it.teacher.browser.submit(&sheet, &sheet, &[]).await);
        assert_eq!(it.count("SELECT present AS n FROM roll_call").await, 1);
    })
    .await;
}

/// The refund of the seat was reckoned with what had come back for the day: taking that back later
/// would leave the family short of it.
#[tokio::test]
async fn who_left_keeps_what_came_back_for_a_day_that_is_held_after_all() {
    on_each(&migrations(), async |db| {
        let mut it = County::new(db).await;
        it.paid_course().await;
        let page = it.group_page("course").await;
        let next = [("day", "2021-12-27"), ("reason", "教师培训"), ("make_up", "")];
        see_other(&send(&mut it.manager.browser, &page, &format!("{page}/off"), &next).await);
        let family = it.mother.browser.get(FAMILY).await;
        let from = family.body.find("/cixi/family/courses/bookings/").unwrap();
        let leave = family.body[from..].split('"').next().unwrap().to_owned();
        see_other(&send(&mut it.mother.browser, &leave, &leave, &[]).await);
        let back = "SELECT CAST(SUM(amount) AS BIGINT) AS n FROM course_refund";
        assert_eq!(it.count(back).await, 10_000);
        let day = [("day", "2021-12-27")];
        see_other(&send(&mut it.manager.browser, &page, &format!("{page}/restore"), &day).await);
        assert_eq!(it.count(back).await, 10_000, "all of it: no session was held");
    })
    .await;
}

#[tokio::test]
async fn who_stands_in_calls_the_roll_and_has_the_session() {
    on_each(&migrations(), async |db| {
        let mut it = County::new(db).await;
        it.open_programme().await;
        it.first_child_takes_part().await;
        let (mut colleague, staff) = it.colleague().await;
        let page = it.group_page("basic").await;
        let teacher = staff.to_string();
        let fields = [("day", "2021-12-20"), ("teacher", teacher.as_str())];
        let to = format!("{page}/stand-in");
        see_other(&send(&mut it.manager.browser, &page, &to, &fields).await);
        let again = send(&mut it.manager.browser, &page, &to, &fields).await;
        assert_eq!(again.status, StatusCode::CONFLICT, "is on duty already");
        let told = "SELECT COUNT(*) AS n FROM inbox WHERE title LIKE '%代班%'";
        assert_eq!(it.count(told).await, 2, "the substitute and the mother");
        let list = it.manager.browser.get(GROUPS).await;
        assert!(list.body.contains("王芳") && list.body.contains("代班"), "{}", list.body);

        let sheet = format!("{}/2021-12-20", page.replace("/school", ""));
        let own = it.teacher.browser.get(&sheet).await;
        assert_eq!(own.status, StatusCode::NOT_FOUND, "not theirs today");
        assert!(colleague.browser.get("/cixi/aftercare/today").await.body.contains("待点名"));
        see_other(&colleague.browser.submit(&sheet, &sheet, &[]).await);
        let theirs = "SELECT COUNT(*) AS n FROM roll_call r JOIN staff s ON s.id = r.teacher_id
            WHERE s.name = '王芳'";
        assert_eq!(it.count(theirs).await, 1);
        let late = send(&mut it.manager.browser, &page, &to, &fields).await;
        assert_eq!(late.status, StatusCode::CONFLICT, "the roll was called");
    })
    .await;
}
