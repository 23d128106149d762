//! A school registers for a family without a telephone of its own: the code counts, nothing else.

use web::{StatusCode, testing::Browser};

use super::{in_world, number, path};
use crate::registration::{Recorded, State};

/// The code that a demo shows on the page.
fn code(page: &str) -> String {
    let after = page.split("验证码是 ").nth(1).unwrap_or_else(|| panic!("a code: {page}"));
    after.chars().take(6).collect()
}

#[tokio::test]
async fn a_school_enters_for_a_family_whose_word_is_the_code_on_its_telephone() {
    in_world(Recorded::default, async |mut world| {
        let campaign = world.open().await;
        let enter = format!("/cixi/entry/campaigns/{campaign}/enter");
        let fields = world.fields("陈小满", number(1).open());
        let fields: Vec<(&str, &str)> =
            fields.iter().map(|it| (it.0.as_str(), it.1.as_str())).collect();
        for person in [&mut world.town, &mut world.clerk] {
            let page = person.browser.get(&enter).await;
            assert_eq!(page.status, StatusCode::NOT_FOUND, "a school's own");
        }
        let page = world.principal.browser.get(&format!("/cixi/entry/campaigns/{campaign}")).await;
        assert!(page.body.contains(&enter), "{}", page.body);
        let mut wrong = fields.clone();
        wrong.retain(|it| it.0 != "id_number");
        wrong.push(("id_number", "330299201603041"));
        let refused = world.principal.browser.submit(&enter, &enter, &wrong).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.body.contains("陈小满"), "what was typed is kept");
        let done = world.principal.browser.submit(&enter, &enter, &fields).await;
        let record = path(&done);
        assert_eq!(world.count(State::Unconfirmed).await, 1);

        let to = |step: &str| format!("{record}/{step}");
        let sent = world.principal.browser.submit(&record, &to("code"), &[]).await;
        let (code, question) = (code(&sent.body), sent.field("question").expect("a question"));
        let other = if code == "000000" { "000001" } else { "000000" };
        let answer = [("question", question.as_str()), ("code", other)];
        let refused = world.principal.browser.submit(&record, &to("confirm"), &answer).await;
        assert!(refused.body.contains("验证码不对"), "{}", refused.body);
        assert_eq!(world.count(State::Unconfirmed).await, 1);
        // Whoever hears the code cannot come in by it as the family.
        let answer = [("question", question.as_str()), ("code", code.as_str())];
        let mut other = Browser::new(&world.house.router);
        let page = "/cixi/login/phone";
        let stolen = other.submit(page, "/cixi/login/phone/code", &answer).await;
        assert!(stolen.location.is_none() && stolen.body.contains("验证码不对"), "{}", stolen.body);
        let done = world.principal.browser.submit(&record, &to("confirm"), &answer).await;
        assert!(done.location.is_some(), "{}", done.body);
        assert_eq!(world.count(State::Sent).await, 1);
        let twice = world.principal.browser.submit(&record, &to("confirm"), &answer).await;
        assert_eq!(twice.status, StatusCode::NOT_FOUND, "it is confirmed once");
        let page = world.principal.browser.get(&record).await;
        assert!(page.body.contains("家长确认") && page.body.contains("初核"), "{}", page.body);
    })
    .await;
}

#[tokio::test]
async fn what_a_school_entered_by_mistake_is_taken_back_until_the_family_has_confirmed() {
    in_world(Recorded::default, async |mut world| {
        let campaign = world.open().await;
        let enter = format!("/cixi/entry/campaigns/{campaign}/enter");
        for nth in [1, 1] {
            let fields = world.fields("陈小满", number(nth).open());
            let fields: Vec<(&str, &str)> =
                fields.iter().map(|it| (it.0.as_str(), it.1.as_str())).collect();
            let done = world.principal.browser.submit(&enter, &enter, &fields).await;
            let record = path(&done);
            let back = format!("{record}/take-back");
            let done = world.principal.browser.submit(&record, &back, &[]).await;
            assert!(done.location.is_some(), "{}", done.body);
            let again = world.principal.browser.submit(&enter, &back, &[]).await;
            assert_eq!(again.status, StatusCode::NOT_FOUND, "it is gone");
        }
        assert_eq!(world.count(State::Withdrawn).await, 2);
    })
    .await;
}
