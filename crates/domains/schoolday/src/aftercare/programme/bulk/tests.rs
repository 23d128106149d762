//! Doing the same for many schools: what fits, what can be taken back, what became of it.

use db::testing::on_each;
use jiff::SignedDuration;
use vocab::{Clock as _, SchoolId};

use super::rules::{Chosen, Deed, Refusal, may_do, title};
use crate::aftercare::{
    programme::model::State,
    tests::fixture::{County, migrations, see_other},
};

fn chosen(states: &[Option<State>]) -> Vec<Chosen> {
    let school = |(at, state): (u64, &Option<State>)| Chosen {
        school: SchoolId::from_bits(i64::try_from(at).unwrap()).unwrap(),
        name: format!("第{at}小学"),
        state: *state,
    };
    (1..).zip(states).map(school).collect()
}

#[test]
fn each_deed_fits_where_it_is_the_next_thing_to_do() {
    use State::{Draft, Filed, Opened, Recorded, Returned};
    let all = [None, Some(Draft), Some(Filed), Some(Returned), Some(Recorded), Some(Opened)];
    let fitting = |deed: Deed| all.iter().filter(|it| deed.fits(**it)).count();
    assert_eq!(fitting(Deed::Remind), 3);
    assert_eq!((fitting(Deed::Record), fitting(Deed::Return)), (1, 1));
    assert!(Deed::Record.fits(Some(Filed)) && !Deed::Remind.fits(Some(Filed)));
}

#[test]
fn one_school_that_does_not_fit_holds_the_choice_up_and_is_named() {
    let mixed = chosen(&[Some(State::Filed), Some(State::Opened), None]);
    let names = vec!["第2小学".to_owned(), "第3小学".to_owned()];
    let refused = may_do(Deed::Record, &mixed, "");
    assert_eq!(refused, Err(Refusal::Unfit { deed: Deed::Record, names }));
    assert_eq!(may_do(Deed::Remind, &[], ""), Err(Refusal::Nothing(Deed::Remind)));
    let filed = chosen(&[Some(State::Filed)]);
    assert_eq!(may_do(Deed::Return, &filed, " "), Err(Refusal::Silent));
    assert_eq!(may_do(Deed::Record, &filed, "").map(|it| it.len()), Ok(1));
    let five = chosen(&[None; 5]);
    assert_eq!(title(Deed::Remind, &five), "催办 5 所学校(第1小学、第2小学、第3小学等)");
}

const LIST: &str = "/cixi/aftercare/programmes?term=2021-2";
const REMIND: &str = "/cixi/aftercare/programmes/bulk/remind";
const REMINDED: &str = "SELECT COUNT(*) AS n FROM inbox WHERE title LIKE '教育局催办%'";

impl County {
    /// Chooses the school in the list and reminds it.
    async fn remind(&mut self) -> String {
        let school = self.school.to_string();
        let fields = [("row", school.as_str()), ("filter", "term=2021-2")];
        see_other(&self.clerk.browser.submit(LIST, REMIND, &fields).await)
    }

    /// The hold is over and the job is done.
    async fn after_the_hold(&self) {
        let then = self.house.clock.now() + SignedDuration::from_secs(60);
        self.house.clock.set(&then.to_string());
        self.house.work(&[crate::MODULE]).await;
    }
}

#[tokio::test]
async fn a_reminder_taken_back_within_the_minute_reaches_nobody() {
    on_each(&migrations(), async |db| {
        let mut county = County::new(db).await;
        assert_eq!(county.remind().await, LIST);
        let list = county.clerk.browser.get(LIST).await;
        assert!(list.body.contains("催办 1 所学校(青瓷实验小学)，60 秒后发出"), "{}", list.body);
        let job = list.body.split("/jobs/").nth(1).unwrap().split('/').next().unwrap().to_owned();
        let withdraw = format!("/cixi/jobs/{job}/withdraw");
        let back = county.clerk.browser.submit(LIST, &withdraw, &[("back", LIST)]).await;
        assert_eq!(see_other(&back), LIST);
        county.after_the_hold().await;
        assert_eq!(county.count(REMINDED).await, 0);
        assert!(!county.clerk.browser.get(LIST).await.body.contains("已催办"));

        // Where a form names another site, the way back stays in the house.
        county.remind().await;
        let list = county.clerk.browser.get(LIST).await;
        let job = list.body.split("/jobs/").nth(1).unwrap().split('/').next().unwrap().to_owned();
        let withdraw = format!("/cixi/jobs/{job}/withdraw");
        let fields = [("back", "https://evil.example/")];
        let away = county.clerk.browser.submit(LIST, &withdraw, &fields).await;
        assert_eq!(see_other(&away), format!("/cixi/jobs/{job}"));
    })
    .await;
}

#[tokio::test]
async fn a_reminder_is_sent_after_the_minute_and_shown_in_the_list() {
    on_each(&migrations(), async |db| {
        let mut county = County::new(db).await;
        county.remind().await;
        county.after_the_hold().await;
        assert_eq!(county.count(REMINDED).await, 1);
        let list = county.clerk.browser.get(LIST).await;
        assert!(list.body.contains("已催办"), "{}", list.body);
        county.house.work(&[crate::MODULE]).await;
        assert_eq!(county.count(REMINDED).await, 1, "once done it is not done again");
    })
    .await;
}

#[tokio::test]
async fn a_programme_that_moved_on_during_the_hold_is_left_alone_and_named() {
    on_each(&migrations(), async |db| {
        let mut county = County::new(db).await;
        let page = county.filed_programme().await;
        let school = county.school.to_string();
        let list = "/cixi/aftercare/programmes?term=2021-1";
        let fields = [("row", school.as_str()), ("filter", "term=2021-1"), ("reason", "周三太短")];
        let send_back = "/cixi/aftercare/programmes/bulk/return";
        see_other(&county.clerk.browser.submit(list, send_back, &fields).await);
        let version = county.clerk.browser.get(&page).await.field("version").unwrap();
        let record = format!("{page}/record");
        let fields = [("version", version.as_str())];
        see_other(&county.clerk.browser.submit(&page, &record, &fields).await);
        county.after_the_hold().await;
        let sql = "SELECT COUNT(*) AS n FROM programme WHERE state = 'recorded'";
        assert_eq!(county.count(sql).await, 1);
        let sql =
            "SELECT COUNT(*) AS n FROM job WHERE result LIKE '%青瓷实验小学 的方案在此期间已变化%'";
        assert_eq!(county.count(sql).await, 1);
    })
    .await;
}

#[tokio::test]
async fn many_are_returned_with_one_reason_that_is_asked_for_first() {
    on_each(&migrations(), async |db| {
        let mut county = County::new(db).await;
        let page = county.filed_programme().await;
        let school = county.school.to_string();
        let list = "/cixi/aftercare/programmes?term=2021-1";
        let send_back = "/cixi/aftercare/programmes/bulk/return";
        let chosen = [("row", school.as_str()), ("filter", "term=2021-1")];
        let asked = county.clerk.browser.submit(list, send_back, &chosen).await;
        assert!(asked.body.contains("退回 1 所学校的方案"), "{}", asked.body);
        let given = [chosen[0], chosen[1], ("reason", "周三少于两小时")];
        see_other(&county.clerk.browser.submit(list, send_back, &given).await);
        county.after_the_hold().await;
        assert!(county.manager.browser.get(&page).await.body.contains("周三少于两小时"));
        let sql = "SELECT COUNT(*) AS n FROM inbox WHERE title LIKE '%已退回'";
        assert_eq!(county.count(sql).await, 1);
    })
    .await;
}
