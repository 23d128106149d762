//! A drawing is drawn once or not at all.

use platform::act::Source as _;
use vocab::Role;

use super::{in_world, modules, see_other};
use crate::{
    Error, StandIn,
    model::DrawingId,
    steps::{self, Desk},
    store,
};

#[tokio::test]
async fn what_was_drawn_is_not_drawn_again_nor_broken_off() {
    in_world(async |mut it| {
        let page = it.declare("visit-town", &[]).await;
        assert_eq!(it.act("visit-town", &page, "run").await.status, 409, "not before it is sealed");
        see_other(&it.act("visit-town", &page, "seal").await);
        assert_eq!(it.act("visit-town", &page, "seal").await.status, 409);
        see_other(&it.act("visit-town", &page, "run").await);
        let result = it.word("SELECT result AS w FROM drawing").await;
        assert_eq!(it.act("visit-town", &page, "run").await.status, 409);
        let why = [("reason", "结果不满意")];
        let clerk = &mut it.person(Role::TownClerk).browser;
        assert_eq!(clerk.submit(&page, &format!("{page}/void"), &why).await.status, 409);
        assert_eq!(it.word("SELECT result AS w FROM drawing").await, result);
    })
    .await;
}

#[tokio::test]
async fn a_draw_that_dies_midway_was_not_drawn_and_comes_out_the_same_when_it_is() {
    in_world(async |mut it| {
        let page = it.declare("visit-town", &[]).await;
        see_other(&it.act("visit-town", &page, "seal").await);
        let id: DrawingId = page.rsplit('/').next().and_then(|it| it.parse().ok()).expect("an id");
        let (system, cell) = (it.house.system(), it.house.cell.clone());
        let died: Result<(), Error> = platform::act!(system, "drawing.run", |act| {
            let drawing = store::find(act.tx(), id).await?.ok_or(Error::Missing)?;
            let values = vec![StandIn::value(&StandIn::source(system.origin().civil_now))];
            steps::run(act, &drawing, values, Desk::of(&cell)).await?;
            Err(Error::Secret("the process was killed".to_owned()))
        });
        assert!(matches!(died, Err(Error::Secret(_))), "{died:?}");
        assert_eq!(it.word("SELECT stage AS w FROM drawing").await, "sealed");
        let none = "SELECT COUNT(*) AS n FROM drawing_line WHERE position IS NOT NULL";
        assert_eq!(it.count(none).await, 0);
        let files = "SELECT COUNT(*) AS n FROM drawing_file WHERE kind = 'transcript'";
        assert_eq!(it.count(files).await, 0);
        // What is due and asked of a public source is drawn by the clock.
        it.house.work(&modules()).await;
        assert_eq!(it.word("SELECT stage AS w FROM drawing").await, "drawn");
        assert_eq!(it.count(files).await, 1);
        assert!(system.origin().account.is_none());
    })
    .await;
}

#[tokio::test]
async fn who_breaks_off_says_why_and_the_next_attempt_carries_it() {
    in_world(async |mut it| {
        let page = it.declare("visit-town", &[]).await;
        see_other(&it.act("visit-town", &page, "seal").await);
        let clerk = &mut it.person(Role::TownClerk).browser;
        let void = format!("{page}/void");
        assert_eq!(clerk.submit(&page, &void, &[("reason", " ")]).await.status, 409);
        see_other(&clerk.submit(&page, &void, &[("reason", "漏了一所学校")]).await);
        let before = page.rsplit('/').next().expect("an id").to_owned();
        let new = format!("/cixi/drawings/visit-town/new?after={before}");
        let form = clerk.get(&new).await;
        assert!(form.body.contains("重抽"), "{}", form.body);
        let fields = [
            ("after", before.as_str()),
            ("title", "重抽"),
            ("draws_at", "2021-12-20T08:00"),
            ("hidden_until", "2021-12-22T08:00"),
            ("size", "1"),
        ];
        let reply = clerk.submit(&new, "/cixi/drawings/visit-town/new", &fields).await;
        let again = see_other(&reply).split('?').next().expect("a path").to_owned();
        see_other(&it.act("visit-town", &again, "seal").await);
        let number = it.word("SELECT number AS w FROM drawing WHERE previous_id IS NOT NULL").await;
        let paper = it.person(Role::Guardian).browser.get(&format!("/cixi/draws/{number}")).await;
        assert!(paper.body.contains("漏了一所学校"), "{}", paper.body);
        let file = format!("/cixi/draws/{number}/files/declaration");
        let file = it.person(Role::Guardian).browser.get(&file).await;
        assert!(file.body.contains("漏了一所学校"), "{}", file.body);
    })
    .await;
}
