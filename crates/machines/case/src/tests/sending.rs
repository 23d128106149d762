//! What is sent in without an account: taken once, told by its number, read by nobody whom it is about.

use std::net::IpAddr;

use vocab::Role;
use web::{StatusCode, testing::Browser};

use super::{World, in_world};

const FORM: &str = "/cixi/send/petition";

/// Opens the form as anyone does. The browser, and what every form carries.
async fn open(world: &World) -> (Browser, [(&'static str, String); 3]) {
    let mut anyone = Browser::new(&world.house.router);
    let page = anyone.get(FORM).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    let hidden = [
        ("csrf", page.field("csrf").unwrap()),
        ("id", page.field("id").unwrap()),
        ("place_of_case", world.school.to_string()),
    ];
    (anyone, hidden)
}

const SAID: [(&str, &str); 4] = [
    ("concerns", "teacher"),
    ("content", "我是三年级的家长沈某某，反映补课收费"),
    ("petitioner", "沈某某"),
    ("phone", "10012345678"),
];

fn all<'a>(
    hidden: &'a [(&'static str, String); 3],
    said: &[(&'a str, &'a str)],
) -> Vec<(&'a str, &'a str)> {
    hidden.iter().map(|it| (it.0, it.1.as_str())).chain(said.iter().copied()).collect()
}

#[tokio::test]
async fn what_a_citizen_sends_in_is_registered_by_the_office_and_followed_by_its_number() {
    in_world(async |mut world| {
        let (mut anyone, hidden) = open(&world).await;
        let sent = anyone.post(FORM, &all(&hidden, &SAID)).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
        let told = sent.location.unwrap();
        let number = told.rsplit('/').next().unwrap().to_owned();
        assert!(number.starts_with("XF211220-"), "{number}");
        let page = anyone.get(&told).await;
        assert!(page.body.contains(&number) && !page.body.contains("沈某某"), "{}", page.body);
        let desk = world.person(Role::OfficeClerk).browser.get("/cixi/cases/petition").await;
        assert!(desk.body.contains("网上反映，待登记") && desk.body.contains("待登记"));
        let at = desk.body.find("/cixi/cases/petition/cse_").unwrap();
        let path = desk.body[at..].split('"').next().unwrap().to_owned();
        let clerk = &mut world.person(Role::OfficeClerk).browser;
        let form = clerk.get(&format!("{path}/register")).await;
        let (csrf, version) = (form.field("csrf").unwrap(), form.field("version").unwrap());
        let fields = [
            ("csrf", csrf.as_str()),
            ("version", &version),
            ("brief", "反映教师有偿补课"),
            ("backlog", "no"),
            ("handler", "school"),
        ];
        let done = clerk.post(&format!("{path}/register"), &fields).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        let record = clerk.get(&path).await;
        assert!(record.body.contains("反映教师有偿补课") && record.body.contains("本系统网上提交"));
        let follow = anyone.get(&format!("/cixi/follow?number={number}")).await;
        assert!(follow.body.contains("待转交") && !follow.body.contains("补课"));
    })
    .await;
}

#[tokio::test]
async fn a_form_that_is_sent_twice_makes_one_case_and_one_that_lacks_something_comes_back() {
    in_world(async |mut world| {
        let (mut anyone, hidden) = open(&world).await;
        let back = anyone.post(FORM, &all(&hidden, &SAID[..1])).await;
        assert_eq!(back.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(back.body.contains("请填写反映的内容") && back.body.contains(&hidden[1].1));
        let first = anyone.post(FORM, &all(&hidden, &SAID)).await.location;
        let again = anyone.post(FORM, &all(&hidden, &SAID)).await.location;
        assert!(first.is_some() && first == again);
        let desk = world.person(Role::OfficeClerk).browser.get("/cixi/cases/petition").await;
        // A row's link stands once in its title.
        assert_eq!(desk.body.matches("网上反映，待登记</a>").count(), 1, "{}", desk.body);
    })
    .await;
}

#[tokio::test]
async fn what_is_said_of_a_leader_of_a_school_reaches_nobody_of_it() {
    in_world(async |mut world| {
        let (mut anyone, hidden) = open(&world).await;
        let said = [("concerns", "leader"), SAID[1], SAID[2], SAID[3]];
        let sent = anyone.post(FORM, &all(&hidden, &said)).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
        let desk = world.person(Role::OfficeClerk).browser.get("/cixi/cases/petition").await;
        let at = desk.body.find("/cixi/cases/petition/cse_").unwrap();
        let path = desk.body[at..].split('"').next().unwrap().to_owned();
        let theirs = world.person(Role::Principal).browser.get(&path).await;
        assert_eq!(theirs.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn nobody_sends_in_what_is_not_taken_from_outside_and_no_network_floods_the_office() {
    in_world(async |world| {
        let mut anyone = Browser::new(&world.house.router);
        for closed in
            ["/cixi/send/incident", "/cixi/send/nothing", "/cixi/send/petition/XF211220-2222222"]
        {
            assert_eq!(anyone.get(closed).await.status, StatusCode::NOT_FOUND, "{closed}");
        }
        let hall = anyone.get("/cixi/hall").await;
        assert!(hall.body.contains(FORM) && hall.body.contains("/cixi/follow"), "{}", hall.body);
        let mut last = StatusCode::SEE_OTHER;
        for _ in 0..40 {
            let (anyone, hidden) = open(&world).await;
            let mut anyone = anyone.at(IpAddr::from([203, 0, 113, 7]));
            last = anyone.post(FORM, &all(&hidden, &SAID)).await.status;
            if last != StatusCode::SEE_OTHER {
                break;
            }
        }
        assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
    })
    .await;
}
