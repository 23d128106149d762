//! Questionnaires: once a person, opened and shown in crowds, and nothing that leads from who
//! answered to what was answered.

use vocab::Role;
use web::StatusCode;

use super::{World, in_world, pairs};
use crate::{catalog, crowd::CROWD};

/// The office opens the questionnaire; where it is answered.
async fn open(world: &mut World) -> String {
    let browser = &mut world.person(Role::BasicEducationClerk).browser;
    let page = browser.get("/cixi/filings/satisfaction/open").await;
    let (csrf, id) = (page.field("csrf").unwrap(), page.field("id").unwrap());
    let fields =
        [("csrf", csrf.as_str()), ("id", &id), ("title", "期末"), ("closes", "2021-12-24T18:00")];
    let sent = browser.post("/cixi/filings/satisfaction/open", &fields).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    let again = browser.post("/cixi/filings/satisfaction/open", &fields).await;
    assert!(!again.status.is_server_error(), "sent twice, opened once");
    assert_eq!(world.count("SELECT COUNT(*) AS n FROM filing_round").await, 1);
    let id = world.id::<crate::model::kinds::RoundId>("SELECT id AS n FROM filing_round").await;
    format!("/cixi/filings/satisfaction/rounds/{id}")
}

/// Some families of the first school answer.
async fn answer(world: &World, round: &str, families: std::ops::Range<usize>) {
    let filing = &catalog().find("satisfaction").unwrap().what;
    for number in families {
        let mut family = world.family(number).await;
        let path = format!("{round}/answer");
        let page = family.browser.get(&path).await;
        let mut fields: Vec<(String, String)> =
            filing.fields.iter().flat_map(|it| form::sample(it, number % 2)).collect();
        fields.retain(|it| it.0 != "words");
        fields.push(("words".to_owned(), format!("第 {number} 家的话")));
        fields.push(("csrf".to_owned(), page.field("csrf").unwrap()));
        let sent = family.browser.post(&path, &pairs(&fields)).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
        assert!(family.browser.get(&path).await.body.contains("已经收到您的答卷"));
    }
}

#[tokio::test]
async fn answers_are_opened_and_shown_in_crowds_and_words_only_to_whoever_is_named() {
    in_world(async |mut world| {
        let round = open(&mut world).await;
        let results = format!("{round}/results");
        answer(&world, &round, 0..CROWD - 1).await;
        world.sweep().await;
        assert_eq!(world.count("SELECT COUNT(*) AS n FROM filing_ballot").await, 0);
        let page = world.person(Role::BasicEducationClerk).browser.get(&results).await;
        assert!(page.body.contains("不到 10 份，不显示结果"));
        assert!(page.body.contains("另有 9 份答卷还没有打开"));

        answer(&world, &round, CROWD - 1..CROWD).await;
        world.sweep().await;
        assert_eq!(world.count("SELECT COUNT(*) AS n FROM filing_ballot").await, 10);
        assert_eq!(world.count("SELECT COUNT(*) AS n FROM filing_envelope").await, 0);
        let page = world.person(Role::BasicEducationClerk).browser.get(&results).await;
        assert!(page.body.contains("很满意 5 份") && page.body.contains("第 3 家的话"));
        let page = world.person(Role::Principal).browser.get(&results).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.body.contains("很满意 5 份") && !page.body.contains("家的话"));
    })
    .await;
}

#[tokio::test]
async fn at_the_end_what_is_left_is_opened_for_the_county_and_stays_hidden_below_ten() {
    in_world(async |mut world| {
        let round = open(&mut world).await;
        answer(&world, &round, 0..4).await;
        world.house.calendar.set("2021-12-24T18:01:00");
        world.sweep().await;
        let at = "SELECT COUNT(*) AS n FROM filing_ballot b JOIN place p ON p.id = b.place_id
                  WHERE p.kind = 'county'";
        assert_eq!(world.count(at).await, 4);
        let page = world.person(Role::BureauLeader).browser.get(&format!("{round}/results")).await;
        assert!(page.body.contains("不到 10 份，不显示结果") && !page.body.contains("家的话"));
        let mut late = world.family(90).await;
        let page = late.browser.get(&format!("{round}/answer")).await;
        assert!(page.status.is_client_error() && page.body.contains("已经截止"));
    })
    .await;
}

#[tokio::test]
async fn nothing_in_the_database_leads_from_who_answered_to_what_was_answered() {
    in_world(async |mut world| {
        let round = open(&mut world).await;
        answer(&world, &round, 0..CROWD).await;
        // While they wait nothing of an answer can be read.
        let read: Result<_, db::Error> = db::read!(world.house.cell.db, "envelopes", |tx| {
            let sql = "SELECT sealed FROM filing_envelope";
            tx.all(sql, &[], |row| row.get::<String>("sealed")).await
        });
        let sealed = read.unwrap();
        assert_eq!(sealed.len(), CROWD);
        assert!(sealed.iter().all(|it| !it.contains("very") && !it.contains("overall")));
        world.sweep().await;
        let named = "SELECT COUNT(*) AS n FROM filing_ballot WHERE account_id IS NOT NULL";
        assert_eq!(world.count(named).await, 0);
        // Numbers of chance: none of an answer's is one that anything of a person has.
        let shared = "SELECT COUNT(*) AS n FROM filing_ballot b WHERE EXISTS
                      (SELECT 1 FROM act a WHERE a.subject_id = b.id OR a.id = b.id)";
        assert_eq!(world.count(shared).await, 0);
        let told = "SELECT COUNT(*) AS n FROM act WHERE kind = 'filing.poll.answer'
                    AND (notes LIKE '%very%' OR notes LIKE '%overall%')";
        assert_eq!(world.count(told).await, 0);
        let voters = "SELECT COUNT(*) AS n FROM filing_voter";
        assert_eq!(world.count(voters).await, 10);
    })
    .await;
}

#[tokio::test]
async fn whoever_has_no_child_in_the_schools_that_are_asked_is_told_so() {
    in_world(async |mut world| {
        let round = open(&mut world).await;
        let mut other = world.house.person("路人", Role::Guardian, world.house.county).await;
        let page = other.browser.get(&format!("{round}/answer")).await;
        assert!(page.status.is_client_error() && page.body.contains("没有发给您"));
    })
    .await;
}
