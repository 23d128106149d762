//! A hidden result is nowhere before its moment: no page, list, file, answer, message or event.

use vocab::Role;

use super::{World, in_world, modules, see_other};

/// The pages on which a school could look.
const PAGES: [&str; 6] = [
    "/cixi/draws",
    "/cixi/draws?q=十二月督",
    "/cixi/draws/mine",
    "/cixi/inbox",
    "/cixi/drawings/visit-school",
    "/cixi/",
];

/// Draws one school out of all that the first town has, so that the principal's is as good as any.
async fn drawn(it: &mut World) -> String {
    let more = [("size", "5")];
    let page = it.declare("visit-city", &more).await;
    see_other(&it.act("visit-city", &page, "seal").await);
    see_other(&it.act("visit-city", &page, "run").await);
    page
}

#[tokio::test]
async fn a_school_that_was_drawn_sees_nothing_of_it_before_the_visit_and_all_of_it_after() {
    in_world(async |mut it| {
        // Every school is drawn: the principal's among them.
        let page = drawn(&mut it).await;
        let number = it.word("SELECT number AS w FROM drawing").await;
        let public = format!("/cixi/draws/{number}");
        for role in [Role::Principal, Role::TownClerk, Role::Teacher, Role::Guardian] {
            let browser = &mut it.person(role).browser;
            for at in PAGES.iter().copied().chain([public.as_str()]) {
                let seen = browser.get(at).await.body;
                for words in ["云帆小学", "十二月督查", "抽中", "已抽取"] {
                    let own = role == Role::Principal && words == "云帆小学";
                    assert!(own || !seen.contains(words), "{role:?} {at}: {words} in {seen}");
                }
            }
            for at in
                [page.clone(), format!("{page}/list.xlsx"), format!("{public}/files/transcript")]
            {
                let status = browser.get(&at).await.status;
                assert!(status == 404 || status == 403, "{role:?} {at}: {status}");
            }
        }
        let told = "SELECT COUNT(*) AS n FROM outbox WHERE kind IN ('drawing.drawn', 'case.moved')";
        assert_eq!(it.count(told).await, 0);
        let notices = "SELECT COUNT(*) AS n FROM inbox";
        assert_eq!(it.count(notices).await, 0);
        let clerk = it.person(Role::SupervisionClerk).browser.get(&page).await.body;
        assert!(clerk.contains("抽中") && clerk.contains("结果保密中"), "{clerk}");

        it.house.calendar.set("2021-12-22T07:59:00");
        it.house.work(&modules()).await;
        assert_eq!(
            it.person(Role::Principal)
                .browser
                .get(&format!("{public}/files/transcript"))
                .await
                .status,
            404
        );
        it.house.calendar.set("2021-12-22T08:00:00");
        it.house.clock.advance(jiff::SignedDuration::from_secs(120));
        it.house.work(&modules()).await;
        let seen = it.person(Role::Principal).browser.get(&public).await.body;
        assert!(seen.contains("云帆小学") && seen.contains("抽中"), "{seen}");
        assert_eq!(it.count(told).await, 1);
    })
    .await;
}
