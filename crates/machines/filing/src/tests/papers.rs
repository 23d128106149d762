//! Photographs, repeated rows, look-ups and drafts of a return, as a school sends them.

use vocab::{Clock as _, Role};
use web::StatusCode;

use super::{World, in_world};
use crate::model::kinds;

/// A picture of one point, as any program draws it.
const POINT: &[u8] = &[
    0x89, b'P', b'N', b'G', 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, b'I', b'H', b'D', b'R', 0, 0, 0,
    1, 0, 0, 0, 1, 8, 2, 0, 0, 0, 0x90, 0x77, 0x53, 0xDE, 0, 0, 0, 12, b'I', b'D', b'A', b'T', 8,
    0xD7, 0x63, 0xF8, 0xCF, 0xC0, 0, 0, 3, 1, 1, 0, 0x18, 0xDD, 0x8D, 0xB0, 0, 0, 0, 0, b'I', b'E',
    b'N', b'D', 0xAE, 0x42, 0x60, 0x82,
];

const PHOTO: (&str, &str, &[u8]) = ("photos", "外墙.png", POINT);

/// Somebody who works at each of the two schools.
async fn staff(world: &World) {
    const ADD: &str = "INSERT INTO staff (id, place_id, name) VALUES ($1, $2, $3)";
    let make = || world.house.ids.make::<()>(world.house.clock.now()).bits();
    let (own, other) = (make(), make());
    let done: Result<(), db::Error> = db::write!(world.house.cell.db, "staff", |tx| {
        tx.run(ADD, &[&own, &world.school, &"沈知远".to_owned()]).await?;
        tx.run(ADD, &[&other, &world.other_school, &"钱若水".to_owned()]).await?;
        Ok(())
    });
    done.expect("they are stored");
}

/// The office issues a survey of the moment; where the first school's return is filled in.
async fn issued(world: &mut World) -> String {
    staff(world).await;
    let open = "/cixi/filings/survey/open";
    let browser = &mut world.person(Role::SafetyClerk).browser;
    let page = browser.get(open).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    let (csrf, id) = (page.field("csrf").unwrap(), page.field("id").unwrap());
    let fields =
        [("csrf", csrf.as_str()), ("id", &id), ("title", "外墙"), ("closes", "2021-12-31T18:00")];
    let sent = browser.post(open, &fields).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    let sql = format!(
        "SELECT MAX(r.id) AS n FROM filing_return r JOIN filing_round o ON o.id = r.round_id
         WHERE o.entry = 'survey' AND r.place_id = {}",
        world.school.bits()
    );
    let id = world.id::<kinds::ReturnId>(sql.leak()).await;
    format!("/cixi/filings/survey/returns/{id}")
}

const SAID: [(&str, &str); 7] = [
    ("found", "yes"),
    ("spots", "1"),
    ("unfixed", "0"),
    ("places.0.spot", "教学楼北侧外墙"),
    ("places.0.state", "瓷砖松动，已拉警戒线"),
    ("places.0.fixed", "yes"),
    ("contact", "沈知远"),
];

#[tokio::test]
async fn a_survey_takes_rows_photographs_and_people_of_ones_own_school() {
    in_world(async |mut world| {
        let path = issued(&mut world).await;
        let fill = format!("{path}/fill");
        let browser = &mut world.person(Role::Principal).browser;
        let page = browser.get(&fill).await;
        let csrf = page.field("csrf").unwrap();
        let stranger: Vec<_> = SAID
            .iter()
            .map(|it| if it.0 == "contact" { ("contact", "钱若水") } else { *it })
            .collect();
        let with = |said: &[(&'static str, &'static str)], version: &'static str| {
            let mut all: Vec<(&'static str, String)> =
                said.iter().map(|it| (it.0, it.1.to_owned())).collect();
            all.extend([("csrf", csrf.clone()), ("version", version.to_owned())]);
            all
        };
        let pairs = |all: &[(&'static str, String)]| -> Vec<(&'static str, &'static str)> {
            all.iter().map(|it| (it.0, &*it.1.clone().leak())).collect()
        };
        let refused = browser.post_files(&fill, &pairs(&with(&stranger, "0")), &[PHOTO]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.body);
        assert!(refused.body.contains("没有找到叫“钱若水”的"), "{}", refused.body);
        assert!(refused.body.contains("已上传：外墙.png"), "{}", refused.body);
        let draft = refused.field("draft_of_form").expect("the photograph lies ready");
        let mut all = with(&SAID, "0");
        all.push(("draft_of_form", draft));
        let done = browser.post_files(&fill, &pairs(&all), &[]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        let page = browser.get(&path).await;
        for words in ["教学楼北侧外墙", "沈知远", "外墙.png"] {
            assert!(page.body.contains(words), "{words}: {}", page.body);
        }
        let from = page.body.find("/cixi/files/").expect("a way to the photograph");
        let link = page.body[from..].split('"').next().unwrap().to_owned();
        // A correction without another photograph keeps the one that is there.
        let mut all = with(&SAID, "1");
        all.push(("reason_of_change", "核对后更正".to_owned()));
        let done = browser.post_files(&fill, &pairs(&all), &[]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        let page = browser.get(&path).await;
        assert!(page.body.contains("第 2 版") && page.body.contains("外墙.png"), "{}", page.body);
        let had = world.person(Role::SafetyClerk).browser.get(&link).await;
        assert_eq!((had.status, had.kind.as_str()), (StatusCode::OK, "image/png"));
        let other = world.person(Role::FinanceClerk).browser.get(&link).await;
        assert_eq!(other.status, StatusCode::NOT_FOUND);
        let school = world.other_school;
        let mut stranger = world.house.person("外校", Role::Principal, school).await;
        assert_eq!(stranger.browser.get(&link).await.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn what_was_saved_of_a_return_is_offered_again_and_goes_with_its_filing() {
    in_world(async |mut world| {
        let path = issued(&mut world).await;
        let fill = format!("{path}/fill");
        let browser = &mut world.person(Role::SafetyOfficer).browser;
        let page = browser.get(&fill).await;
        let csrf = page.field("csrf").unwrap();
        let fields = [
            ("csrf", csrf.as_str()),
            ("version", "0"),
            ("found", "yes"),
            ("places.0.spot", "食堂燃气间"),
            ("save_draft", "1"),
        ];
        let saved = browser.post_files(&fill, &fields, &[PHOTO]).await;
        assert_eq!(saved.location.as_deref(), Some(fill.as_str()), "{}", saved.body);
        assert!(browser.get(&fill).await.body.contains("保存的草稿"));
        let page = browser.get(&format!("{fill}?draft=1")).await;
        assert!(page.body.contains("食堂燃气间") && page.body.contains("已上传"), "{}", page.body);
        let (draft, version) =
            (page.field("draft_of_form").unwrap(), page.field("version").unwrap());
        assert_eq!(version, "0");
        let mut fields = vec![("csrf", csrf.as_str()), ("version", "0"), ("draft_of_form", &draft)];
        fields.extend(SAID);
        let done = browser.post_files(&fill, &fields, &[]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        assert!(!browser.get(&fill).await.body.contains("保存的草稿"));
    })
    .await;
}
