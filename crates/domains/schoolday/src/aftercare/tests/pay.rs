//! From the roll call to the sheet that finance pays from.

use db::testing::on_each;
use vocab::Role;
use web::StatusCode;

use super::fixture::{County, migrations, see_other, send};

const RATES: &str = "/cixi/aftercare/pay/rates";
const MONTH: &str = "2021-12";

#[tokio::test]
async fn a_month_goes_from_roll_calls_to_the_sheet_for_finance() {
    on_each(&migrations(), async |db| {
        let mut it = County::new(db).await;
        it.open_programme().await;
        it.first_child_takes_part().await;
        let finance = it.house.person("何会", Role::FinanceClerk, it.house.county).await;
        let mut finance = finance.browser;
        let group = it.group_page("basic").await.replace("/school", "");
        let sheet = format!("{group}/2021-12-20");
        see_other(&it.teacher.browser.submit(&sheet, &sheet, &[]).await);

        let page = format!("/cixi/aftercare/pay/{}/{MONTH}", it.school);
        let shown = it.manager.browser.get(&page).await;
        assert!(shown.body.contains("没有课时标准"), "{}", shown.body);
        let rate = [
            ("kind", "basic"),
            ("rate", "60.50"),
            ("since", "2021-09-01"),
            ("basis", "慈教〔2021〕71号"),
        ];
        see_other(&send(&mut finance, RATES, RATES, &rate).await);
        let shown = it.manager.browser.get(&page).await;
        assert!(shown.body.contains("￥60.50"), "{}", shown.body);
        let confirm = format!("{page}/confirm");
        let early = send(&mut it.manager.browser, &page, &confirm, &[]).await;
        assert_eq!(early.status, StatusCode::CONFLICT, "the month still runs");

        it.house.calendar.set("2022-01-04T08:00:00");
        let uncalled = it.manager.browser.get(&page).await;
        assert!(uncalled.body.contains("没有点名的 9 节"), "{}", uncalled.body);
        see_other(&send(&mut it.manager.browser, &page, &confirm, &[]).await);
        let told = "SELECT COUNT(*) AS n FROM inbox WHERE title LIKE '%薪酬待审核'";
        assert_eq!(it.count(told).await, 1);
        let late = format!("{group}/2021-12-21");
        let refused = it.manager.browser.submit(&sheet, &late, &[]).await;
        assert_eq!(refused.status, StatusCode::CONFLICT, "the month's rolls stay as they are");
        let back = [("kind", "basic"), ("rate", "90"), ("since", "2021-12-31"), ("basis", "x")];
        assert_eq!(send(&mut finance, RATES, RATES, &back).await.status, StatusCode::CONFLICT);

        let decide = format!("{page}/decide");
        let silent = send(&mut finance, &page, &decide, &[("decision", "return"), ("reason", "")]);
        assert_eq!(silent.await.status, StatusCode::CONFLICT);
        let why = [("decision", "return"), ("reason", "20 日课时请核对")];
        see_other(&send(&mut finance, &page, &decide, &why).await);
        assert!(it.manager.browser.get(&page).await.body.contains("20 日课时请核对"));
        see_other(&it.manager.browser.submit(&sheet, &late, &[]).await);
        see_other(&send(&mut it.manager.browser, &page, &confirm, &[]).await);
        let published = "/cixi/aftercare/pay/published/2021-12";
        assert_eq!(it.teacher.browser.get(published).await.status, StatusCode::NOT_FOUND);
        let yes = [("decision", "review"), ("reason", "")];
        see_other(&send(&mut finance, &page, &decide, &yes).await);
        assert_eq!(it.count("SELECT total AS n FROM pay_sheet").await, 12_100);
        let seen = it.teacher.browser.get(published).await;
        assert!(seen.body.contains("￥121.00"), "{}", seen.body);
        let teacher = format!("{page}/{}", it.head);
        assert!(finance.get(&teacher).await.body.contains("2021-12-21"));
        let book = finance.get("/cixi/aftercare/pay/finance/2021-12").await;
        assert_eq!(book.status, StatusCode::OK);
        assert!(book.kind.contains("spreadsheet"), "{}", book.kind);
        let list = finance.get("/cixi/aftercare/pay?month=2021-12").await;
        assert!(
            list.body.contains("已审核公示") && list.body.contains("1 / 1 所"),
            "{}",
            list.body
        );
    })
    .await;
}
