//! What a case can be about: schools that teach the stages that its file names, and no others.

use platform::access::PlaceKind;
use vocab::Role;
use web::StatusCode;

use super::in_world;

const NEW: &str = "/cixi/cases/postponed-entry/new";

#[tokio::test]
async fn a_case_of_a_stage_is_about_schools_that_teach_it_and_no_others() {
    in_world(async |mut world| {
        let town = world.places[&PlaceKind::Town];
        let nursery = world.house.place(PlaceKind::School, town, "小苗幼儿园").await;
        for role in [Role::Guardian, Role::TownClerk] {
            let browser = &mut world.person(role).browser;
            let form = browser.get(NEW).await;
            assert!(form.body.contains("云帆小学"), "{role:?}");
            assert!(!form.body.contains("小苗幼儿园"), "{role:?}");
            let hidden = ["csrf", "id"].map(|key| (key, form.field(key).expect("a form has it")));
            let place = nursery.to_string();
            let mut fields: Vec<(&str, &str)> = vec![("place_of_case", &place)];
            fields.extend(hidden.iter().map(|(key, value)| (*key, value.as_str())));
            let sent = browser.post(NEW, &fields).await;
            assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY, "{role:?}");
        }
        let mut head = world.house.person("园长", Role::Principal, nursery).await;
        let form = head.browser.get(NEW).await;
        assert!(form.body.contains("这一事项只办小学"), "{}", form.body);
        assert!(form.field("id").is_none(), "there is no form that nothing can come of");
    })
    .await;
}
