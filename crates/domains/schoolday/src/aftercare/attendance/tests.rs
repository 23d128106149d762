//! What the bureau sees of roll calls.

use db::testing::on_each;

use crate::aftercare::tests::fixture::{County, migrations};

const PAGE: &str = "/cixi/aftercare/attendance";

impl County {
    /// Two groups of the school since September, of one of which the roll of the 17th was called.
    async fn groups(&self) {
        let filled: Result<(), db::Error> = db::write!(self.house.cell.db, "groups", |tx| {
            for (id, kind, name) in
                [(1_i64, "basic", "三(1)班"), (2, "basic", "混龄班"), (3, "course", "围棋")]
            {
                let sql = "INSERT INTO care_group (id, school_id, term, kind, name, room, since)
                    VALUES ($1, $2, '2021-1', $3, $4, '', '2021-09-01')";
                tx.run(sql, &[&id, &self.school, &kind.to_owned(), &name.to_owned()]).await?;
            }
            let sql = "INSERT INTO roll_call (group_id, day, expected, present, absent, teacher_id, called_at)
                VALUES (1, '2021-12-17', 40, 39, 1, $1, '2021-12-17T15:20:00')";
            tx.run(sql, &[&self.head]).await?;
            Ok(())
        });
        filled.unwrap();
    }

    async fn run(&self, sql: &'static str) {
        let done: Result<_, db::Error> =
            db::write!(self.house.cell.db, "run", |tx| { tx.run(sql, &[]).await });
        done.unwrap();
    }
}

#[tokio::test]
async fn the_last_day_with_lessons_is_shown_with_the_groups_that_nobody_called() {
    on_each(&migrations(), async |db| {
        let mut county = County::new(db).await;
        county.groups().await;
        let page = county.clerk.browser.get(PAGE).await.body;
        assert!(page.contains("2021-12-17"), "Friday, as today is Monday: {page}");
        assert!(page.contains("1 / 2 个班组"), "courses are not counted: {page}");
        assert!(page.contains("差 1 个班组") && page.contains("39 / 40"), "{page}");
        let home = county.clerk.browser.get("/cixi/aftercare").await.body;
        assert!(home.contains("1 所学校未点完名"), "{home}");

        county
            .run(
                "INSERT INTO care_day_off (group_id, day, reason) VALUES (2, '2021-12-17', '会议')",
            )
            .await;
        let page = county.clerk.browser.get(PAGE).await.body;
        assert!(page.contains("1 / 1 个班组") && page.contains("已点完"), "{page}");
    })
    .await;
}

#[tokio::test]
async fn a_school_that_was_closed_owes_no_roll_call() {
    on_each(&migrations(), async |db| {
        let mut county = County::new(db).await;
        county.groups().await;
        county
            .run(
                "INSERT INTO day_change (place_id, day, kind, reason, recorded_at)
                SELECT town_id, '2021-12-17', 'closed', '台风', 0 FROM school",
            )
            .await;
        let page = county.clerk.browser.get(&format!("{PAGE}?day=2021-12-17")).await.body;
        assert!(page.contains("0 / 0 个班组") && !page.contains("未点名</"), "{page}");
        county
            .run(
                "INSERT INTO day_change (place_id, day, kind, reason, recorded_at)
                SELECT id, '2021-12-17', 'lessons', '校舍完好，照常上课', 0 FROM school",
            )
            .await;
        let page = county.clerk.browser.get(&format!("{PAGE}?day=2021-12-17")).await.body;
        assert!(!page.contains("0 / 0 个班组"), "the school's own word goes before: {page}");
    })
    .await;
}

#[tokio::test]
async fn the_list_goes_out_as_a_workbook_and_families_do_not_see_it() {
    on_each(&migrations(), async |db| {
        let mut county = County::new(db).await;
        county.groups().await;
        let book = county.clerk.browser.get(&format!("{PAGE}/export?day=2021-12-17")).await;
        assert_eq!(book.status, web::StatusCode::OK);
        assert_eq!(county.mother.browser.get(PAGE).await.status, web::StatusCode::FORBIDDEN);
    })
    .await;
}
