//! The calendar closes, moves and adds days: courses, refunds and families follow.

use db::testing::on_each;
use directory::{
    calendar,
    model::{DayChange, DayKind},
};
use jiff::civil::{Date, Weekday, date};
use vocab::PlaceId;
use web::StatusCode;

use super::fixture::{County, migrations, see_other, send};

/// The course's next Monday.
const MONDAY: Date = date(2021, 12, 27);
/// The Saturday before, and one after.
const SATURDAY: Date = date(2021, 12, 25);
const REFUNDS: &str = "SELECT COUNT(*) AS n FROM course_refund";

impl County {
    async fn change(&self, place: PlaceId, day: Date, follows: Option<Weekday>, reason: &str) {
        let kind = if follows.is_some() { DayKind::Lessons } else { DayKind::Closed };
        let change = DayChange { place, day, kind, follows, reason: reason.to_owned() };
        calendar::set_change(&self.house.system(), change).await.unwrap();
        self.house.work(&[crate::MODULE]).await;
    }

    async fn undo(&self, place: PlaceId, day: Date) {
        calendar::end_change(&self.house.system(), place, day).await.unwrap();
        self.house.work(&[crate::MODULE]).await;
    }

    async fn set_refunds(&self, state: &'static str) {
        let set: Result<(), db::Error> = db::write!(self.house.cell.db, "refunds", |tx| {
            tx.run("UPDATE course_refund SET state = $1", &[&state]).await?;
            Ok(())
        });
        set.unwrap();
    }
}

#[tokio::test]
async fn a_closed_day_brings_back_what_a_session_cost_and_is_told_once_a_family() {
    on_each(&migrations(), async |db| {
        let mut it = County::new(db).await;
        it.open_programme().await;
        it.first_child_takes_part().await;
        it.paid_course().await;
        let county = it.house.county;
        it.change(county, MONDAY, None, "台风").await;
        assert_eq!(it.count("SELECT amount AS n FROM course_refund").await, 3_333);
        let off = "SELECT COUNT(*) AS n FROM care_day_off WHERE by_calendar = 1";
        assert_eq!(it.count(off).await, 1, "the course");
        let told = "SELECT COUNT(*) AS n FROM inbox
            WHERE title = '12 月 27 日 周一停课(台风)：孩子1 “青瓷”、课后服务停开，退费 ￥33.33'";
        assert_eq!(it.count(told).await, 1);
        let school =
            "SELECT COUNT(*) AS n FROM inbox WHERE title LIKE '%托管 1 个班、拓展课程 1 门停开%'";
        assert_eq!(it.count(school).await, 1);
        assert_eq!(it.count("SELECT COUNT(*) AS n FROM care_day_untold").await, 0);

        // Said again by the school, which changes nothing.
        it.change(it.school.place(), MONDAY, None, "台风").await;
        assert_eq!(it.count(REFUNDS).await, 1);
        assert_eq!(it.count(told).await, 1, "told once");
        let page = it.group_page("course").await;
        let day = [("day", "2021-12-27")];
        assert!(it.manager.browser.get(&page).await.body.contains("台风"), "shown on its page");
        let refused = send(&mut it.manager.browser, &page, &format!("{page}/restore"), &day).await;
        assert_eq!(refused.status, StatusCode::CONFLICT, "the calendar's to take back");

        it.undo(county, MONDAY).await;
        assert_eq!(it.count(REFUNDS).await, 1, "the school is still closed");
        it.undo(it.school.place(), MONDAY).await;
        assert_eq!(it.count(REFUNDS).await, 0);
        assert_eq!(it.count(off).await, 0);
        let again = "SELECT COUNT(*) AS n FROM inbox
            WHERE title = '12 月 27 日 周一上课：孩子1 “青瓷”、课后服务开展，原定退费撤回'";
        assert_eq!(it.count(again).await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_made_up_day_takes_the_refund_back_unless_it_was_paid_out() {
    on_each(&migrations(), async |db| {
        let mut it = County::new(db).await;
        it.paid_course().await;
        let school = it.school.place();
        it.change(school, MONDAY, None, "校庆").await;
        it.set_refunds("approved").await;
        it.change(school, SATURDAY, Some(Weekday::Monday), "补 27 日的课").await;
        assert_eq!(it.count(REFUNDS).await, 0, "agreed to, and not paid out yet");
        let made_up = "SELECT COUNT(*) AS n FROM care_day_off WHERE made_up_on = '2021-12-25'";
        assert_eq!(it.count(made_up).await, 1);
        it.house.calendar.set("2021-12-25T08:00:00");
        let today = it.teacher.browser.get("/cixi/aftercare/today").await;
        assert!(today.body.contains("青瓷"), "held on Saturday: {}", today.body);
        it.house.calendar.set("2021-12-20T08:00:00");
        let page = it.group_page("course").await;
        assert!(it.manager.browser.get(&page).await.body.contains("补课"));

        it.undo(school, SATURDAY).await;
        assert_eq!(it.count("SELECT amount AS n FROM course_refund").await, 3_333, "lost again");
        assert_eq!(it.count(made_up).await, 0);
        it.set_refunds("paid").await;
        it.change(school, SATURDAY, Some(Weekday::Monday), "补 27 日的课").await;
        assert_eq!(it.count(REFUNDS).await, 1, "what was paid out stays with the family");
        it.undo(school, SATURDAY).await;
        assert_eq!(it.count(REFUNDS).await, 1, "and is not paid twice");
    })
    .await;
}

#[tokio::test]
async fn what_was_held_or_called_off_by_the_school_stays_and_a_closed_make_up_falls_away() {
    on_each(&migrations(), async |db| {
        let mut it = County::new(db).await;
        it.paid_course().await;
        let (county, page) = (it.house.county, it.group_page("course").await);
        let sheet = format!("{}/2021-12-20", page.replace("/school", ""));
        see_other(&it.teacher.browser.submit(&sheet, &sheet, &[]).await);
        it.change(county, date(2021, 12, 20), None, "台风").await;
        assert_eq!(it.count(REFUNDS).await, 0, "its roll was called: it was held");

        let off = format!("{page}/off");
        let made_up = [("day", "2021-12-27"), ("reason", "培训"), ("make_up", "2022-01-08")];
        see_other(&send(&mut it.manager.browser, &page, &off, &made_up).await);
        it.change(county, MONDAY, None, "雪").await;
        assert_eq!(it.count(REFUNDS).await, 0, "it is made up for");
        it.change(county, date(2022, 1, 8), None, "雪").await;
        assert_eq!(it.count("SELECT amount AS n FROM course_refund").await, 3_333);
        let rows = "SELECT COUNT(*) AS n FROM care_day_off WHERE made_up_on IS NULL";
        assert_eq!(it.count(rows).await, 1);
        it.change(county, date(2022, 1, 8), None, "大雪").await;
        assert_eq!(it.count(REFUNDS).await, 1, "heard twice");
    })
    .await;
}

#[tokio::test]
async fn who_pays_after_a_session_fell_away_has_its_price_back_too() {
    on_each(&migrations(), async |db| {
        let mut it = County::new(db).await;
        let (mut finance, money) = (it.course_to_pay().await, "/cixi/aftercare/money");
        it.change(it.house.county, MONDAY, None, "台风").await;
        assert_eq!(it.count(REFUNDS).await, 0, "nothing was paid");
        let open = finance.get(money).await;
        let from = open.body.find("/cixi/aftercare/orders/").unwrap();
        let paid = open.body[from..].split('"').next().unwrap().to_owned();
        see_other(&finance.submit(money, &paid, &[("amount", "100.00")]).await);
        assert_eq!(it.count("SELECT amount AS n FROM course_refund").await, 3_333);
    })
    .await;
}
