//! The letter with its versions, the list of what arrived, the county's catalogue, and what leaving
//! a course brings back before one does it.

use std::io::Cursor;

use db::testing::on_each;
use sheet::{Cell, Column, Export, Kind, Layout};
use web::{StatusCode, testing::Browser};

use super::fixture::{County, migrations, see_other, send};
use crate::aftercare::orders::model::OrderId;

const LETTER: &str = "/cixi/aftercare/school/letter";
const MONEY: &str = "/cixi/aftercare/money";
const CATALOGUE: &str = "/cixi/aftercare/catalogue";

#[tokio::test]
async fn each_version_of_the_letter_is_kept_and_families_read_the_last() {
    on_each(&migrations(), async |db| {
        let mut it = County::new(db).await;
        let before = it.manager.browser.get(LETTER).await;
        assert!(before.body.contains("还没有课后服务方案"), "{}", before.body);
        it.open_programme().await;
        let shown = it.manager.browser.get(LETTER).await;
        assert!(shown.body.contains("周一至周五 15:15–17:15"), "{}", shown.body);
        see_other(&send(&mut it.manager.browser, LETTER, LETTER, &[]).await);
        let told = "SELECT COUNT(*) AS n FROM inbox WHERE title LIKE '%告家长书'";
        assert_eq!(it.count(told).await, 2, "both families");
        let csrf = it.manager.browser.get(LETTER).await.field("csrf").unwrap();
        let again = [("csrf", csrf.as_str()), ("term", "2021-1")];
        let twice = it.manager.browser.post(LETTER, &again).await;
        assert_eq!(twice.status, StatusCode::CONFLICT, "the same text");
        let page = format!("/cixi/family/aftercare/{}/letter", it.students[0]);
        let read = it.mother.browser.get(&page).await;
        assert!(read.body.contains("第 1 版") && read.body.contains("不需要说明理由"));
        let other = format!("/cixi/family/aftercare/{}/letter", it.students[2]);
        assert_eq!(it.mother.browser.get(&other).await.status, StatusCode::NOT_FOUND);
    })
    .await;
}

/// A list of payments as the platform gives it: order, amount in fen, day.
fn list(rows: &[(&str, i64, jiff::civil::Date)]) -> Vec<u8> {
    let layout = Layout::new(
        "到账",
        vec![
            Column::new("order", "订单号", Kind::Text),
            Column::new("amount", "实缴金额", Kind::Money),
            Column::new("day", "缴费日期", Kind::Date),
        ],
    );
    let mut export = Export::xlsx(Cursor::new(Vec::new()), &layout, false).unwrap();
    for (order, amount, day) in rows {
        export.row(&[Cell::Text(order), Cell::Fen(*amount), Cell::Date(*day)]).unwrap();
    }
    export.finish().unwrap().into_inner()
}

async fn upload(browser: &mut Browser, file: &[u8]) -> web::testing::Reply {
    let csrf = browser.get(MONEY).await.field("csrf").unwrap();
    browser.upload(&format!("{MONEY}/sheet"), &csrf, "到账.xlsx", file).await
}

#[tokio::test]
async fn what_arrived_is_marked_by_sheet_once_and_faults_are_told_by_cell() {
    on_each(&migrations(), async |db| {
        let mut it = County::new(db).await;
        let mut finance = it.course_to_pay().await;
        let found: Result<Option<OrderId>, db::Error> =
            db::read!(it.house.cell.db, "order", |tx| {
                tx.one("SELECT id FROM course_order", &[], |row| row.get("id")).await
            });
        let order = found.unwrap().unwrap().to_string();
        let today = jiff::civil::date(2021, 12, 20);
        let short = list(&[(&order, 1_000, today), ("ord_0000000000000", 10_000, today)]);
        let told = upload(&mut finance, &short).await;
        assert!(
            told.body.contains("已登记 0 笔") && told.body.contains("金额不符"),
            "{}",
            told.body
        );
        assert!(told.body.contains("B2") && told.body.contains("A3"), "by cell: {}", told.body);
        let path = "/cixi/sent-lists/payments/copy";
        assert!(told.body.contains(path));
        let copy = finance.get(path).await;
        assert!(copy.kind.contains("spreadsheet"), "{}", copy.kind);
        assert_eq!(it.manager.browser.get(path).await.status, StatusCode::NOT_FOUND);
        let good = list(&[(&order, 10_000, today)]);
        assert!(upload(&mut finance, &good).await.body.contains("已登记 1 笔"));
        let receipts = "SELECT COUNT(*) AS n FROM course_order
            WHERE state = 'paid' AND paid_by = 'sheet' AND receipt = 'SJ20210000001'";
        assert_eq!(it.count(receipts).await, 1);
        let again = upload(&mut finance, &good).await;
        assert!(again.body.contains("已登记 0 笔，以前登记过 1 笔"), "{}", again.body);
        let picture = upload(&mut finance, b"\x89PNG\r\n\x1a\n").await;
        assert_eq!(picture.status, StatusCode::UNPROCESSABLE_ENTITY);
        let due = finance.get(&format!("{MONEY}/due")).await;
        assert!(due.kind.contains("spreadsheet"));

        let family = it.mother.browser.get("/cixi/family/courses?term=2021-1").await;
        let from = family.body.find("/cixi/family/courses/bookings/").unwrap();
        let page = family.body[from..].split('"').next().unwrap().to_owned();
        let ask = it.mother.browser.get(&page).await;
        assert!(ask.body.contains("现在退出应退") && ask.body.contains("￥100.00"), "{}", ask.body);
        see_other(&send(&mut it.mother.browser, &page, &page, &[]).await);
        assert_eq!(it.count("SELECT amount AS n FROM course_refund").await, 10_000);
    })
    .await;
}

#[tokio::test]
async fn the_bureau_keeps_the_catalogue_and_a_school_takes_a_course_over() {
    on_each(&migrations(), async |db| {
        let mut it = County::new(db).await;
        let new = format!("{CATALOGUE}/new");
        let fields = [
            ("title", "越窑青瓷"),
            ("field", "手工"),
            ("about", "拉坯、刻花"),
            ("grade_min", "3"),
            ("grade_max", "6"),
            ("source", "县素质教育中心"),
        ];
        see_other(&send(&mut it.clerk.browser, &new, CATALOGUE, &fields).await);
        let list = it.manager.browser.get(CATALOGUE).await;
        assert!(list.body.contains("越窑青瓷") && list.body.contains("选用"), "{}", list.body);
        let from = list.body.find("/cixi/aftercare/school/courses/new?catalogue=").unwrap();
        let take = list.body[from..].split('"').next().unwrap().to_owned();
        assert!(it.manager.browser.get(&take).await.body.contains("拉坯、刻花"));
        assert_eq!(it.manager.browser.get(&new).await.status, StatusCode::FORBIDDEN);
        let entry = take.rsplit('=').next().unwrap().to_owned();
        let page = format!("{CATALOGUE}/{entry}");
        let wrong =
            [("grade_min", "6"), ("grade_max", "3"), fields[0], fields[1], fields[2], fields[5]];
        let refused = send(&mut it.clerk.browser, &page, CATALOGUE, &wrong).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        see_other(&send(&mut it.clerk.browser, &page, &format!("{page}/end"), &[]).await);
        assert!(!it.manager.browser.get(CATALOGUE).await.body.contains("越窑青瓷"));
    })
    .await;
}

#[tokio::test]
async fn no_page_points_to_one_that_its_reader_may_not_open() {
    on_each(&migrations(), async |db| {
        let mut it = County::new(db).await;
        let finance = it.house.person("吴会", vocab::Role::SchoolFinance, it.school.place()).await;
        let pages = ["/cixi/aftercare/pay", "/cixi/aftercare/money"];
        let school = ["programme", "applications", "letter", "courses", "groups", "dismissal"];
        let school: Vec<String> =
            school.iter().map(|it| format!("/cixi/aftercare/school/{it}")).collect();
        let pages = pages.iter().map(|it| ((*it).to_owned(), finance.browser.clone()));
        let school = school.into_iter().map(|page| (page, it.manager.browser.clone()));
        for (page, mut browser) in pages.chain(school).collect::<Vec<_>>() {
            let open = browser.get(&page).await;
            assert_eq!(open.status, StatusCode::OK, "{page}");
            let main = open.body.split("<main").nth(1).unwrap_or_default().to_owned();
            for link in main.split("href=\"/cixi/").skip(1).filter_map(|it| it.split('"').next()) {
                let link = format!("/cixi/{}", link.replace("&amp;", "&"));
                let status = browser.get(&link).await.status;
                assert!(
                    status.is_success() || status.is_redirection(),
                    "{page} -> {link}: {status}"
                );
            }
        }
        it.open_programme().await;
    })
    .await;
}
