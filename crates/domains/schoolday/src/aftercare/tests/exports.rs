//! The lists of money, courses and groups go out as workbooks, to those who may see them.

use db::testing::on_each;
use web::StatusCode;

use super::fixture::{County, migrations};

const MANAGED: [&str; 3] = [
    "/cixi/aftercare/school/courses/export",
    "/cixi/aftercare/school/groups/export",
    "/cixi/aftercare/school/groups/export?kind=course&open=1",
];
const MONEY: [&str; 3] = [
    "/cixi/aftercare/money/export",
    "/cixi/aftercare/money/export?state=due",
    "/cixi/aftercare/money/refunds/export",
];

#[tokio::test]
async fn each_list_goes_out_and_who_took_names_is_recorded() {
    on_each(&migrations(), async |db| {
        let mut it = County::new(db).await;
        let mut finance = it.course_to_pay().await;
        for (page, export) in [
            ("/cixi/aftercare/school/courses", MANAGED[0]),
            ("/cixi/aftercare/school/groups", MANAGED[1]),
        ] {
            assert!(it.manager.browser.get(page).await.body.contains(export), "{page}");
        }
        let desk = finance.get("/cixi/aftercare/money").await;
        assert!(desk.body.contains(MONEY[0]), "{}", desk.body);
        for path in MANAGED {
            let file = it.manager.browser.get(path).await;
            assert_eq!(file.status, StatusCode::OK, "{path}");
            assert!(file.kind.contains("spreadsheet"), "{path}");
            assert_eq!(finance.get(path).await.status, StatusCode::FORBIDDEN);
        }
        for path in MONEY {
            let file = finance.get(path).await;
            assert_eq!(file.status, StatusCode::OK, "{path}");
            assert!(file.kind.contains("spreadsheet"), "{path}");
            assert_eq!(it.manager.browser.get(path).await.status, StatusCode::FORBIDDEN);
        }
        let taken = "SELECT COUNT(*) AS n FROM act WHERE kind = 'aftercare.order.export'";
        assert_eq!(it.count(taken).await, 3);
    })
    .await;
}
