//! The way from a seat to a class, as those who go it, on each database; and who is next for a seat that
//! was given up.

use db::{Migration, testing::on_each};
use directory::demo::{County, Plan};
use jiff::civil::date;
use platform::{seal::testing::sealer, testing::House};
use vocab::{Role, SchoolYear};
use web::{StatusCode, testing::Browser};

use super::{
    demo,
    model::{State, Vaccination},
    roll,
    rules::{self, Candidate, Refusal},
    store::{self, waiting},
};
use crate::{
    placement::{
        Rank,
        tests::{
            child,
            draws::{drawn_sit_there, kindergartens_are_placed_by_the_rules},
        },
    },
    registration::{
        Campaign, Entry, Error, Recorded, RegistrationId, Stage,
        store::campaigns,
        tests::{World, decide, in_world, modules, number, path},
    },
};

fn waits(nth: i64, bundle: Option<RegistrationId>, place: usize) -> Candidate {
    let mut child = child(nth, "home-only");
    child.bundle = bundle;
    Candidate { child, holds: None, rank: Rank::Drawn(place), why: String::new() }
}

#[test]
fn siblings_stand_where_the_last_of_them_would_and_are_passed_over_where_they_do_not_all_fit() {
    let twins = Some(child(1, "home-only").id);
    let order = rules::in_order(vec![waits(3, None, 4), waits(1, twins, 1), waits(2, twins, 2)]);
    assert_eq!(order.iter().map(Vec::len).collect::<Vec<_>>(), [2, 1]);
    let next = |seats| rules::next(&order, seats).map(Vec::len);
    assert_eq!((next(0), next(1), next(2)), (None, Some(1), Some(2)));
}

#[test]
fn a_category_goes_before_distance_and_whoever_comes_last_in_one_before_the_next() {
    let rank = |category, is_last, measure| Rank::Placed { category, is_last, measure, ticket: 7 };
    let order = [rank(1, false, 900), rank(1, true, 10), rank(2, false, 5), rank(2, false, 6)];
    assert!(order.is_sorted());
}

#[test]
fn nobody_reports_before_the_day_and_no_family_gives_up_after_it() {
    let (day, before) = (date(2022, 8, 28), date(2022, 8, 27));
    assert_eq!(rules::may_report(State::Expected, (day, before)), Err(Refusal::Early(day)));
    assert_eq!(rules::may_report(State::Absent, (day, day)), Ok(()));
    assert!(rules::may_report(State::GivenUp, (day, day)).is_err());
    assert_eq!(rules::may_give_up(State::Expected, (day, before)), Ok(()));
    assert_eq!(rules::may_give_up(State::Expected, (day, day)), Err(Refusal::TooLate(day)));
    assert!(rules::may_release(State::Reported).is_err(), "whoever came has not given up");
}

/// A campaign with one seat at the public school, for which two families asked, made public. Gives the
/// campaign, and the page of the child with a seat and of the one without.
async fn published(world: &mut World) -> (String, String, String, bool) {
    let campaign = world.open().await;
    let seats = format!("/cixi/entry/campaigns/{campaign}");
    let school = world.school.to_string();
    let set = [("school", school.as_str()), ("seats", "1")];
    world.clerk.browser.submit(&seats, &format!("{seats}/seats"), &set).await;
    let mut pages = Vec::new();
    for (by_mother, nth) in [(true, 1), (false, 2)] {
        let fields = world.fields("陈小满", number(nth).open());
        pages.push(path(&world.register(by_mother, &campaign, &fields).await));
    }
    world.house.calendar.set("2022-01-04T09:00:00");
    for page in &pages {
        let id = page.rsplit('/').next().expect("an id").to_owned();
        for person in [&mut world.principal, &mut world.town, &mut world.clerk] {
            decide(person, &id, &[("decision", "pass")]).await;
        }
    }
    let base = format!("/cixi/placements/{campaign}");
    world.clerk.browser.submit(&base, &format!("{base}/propose"), &[]).await;
    let digest = world.clerk.browser.get(&base).await.field("digest").expect("a digest");
    let confirm = [("digest", digest.as_str())];
    world.clerk.browser.submit(&base, &format!("{base}/confirm"), &confirm).await;
    let done = world.clerk.browser.submit(&base, &format!("{base}/publish"), &[]).await;
    assert!(done.location.is_some(), "{}", done.body);
    let is_mother = world.mother.browser.get(&pages[0]).await.body.contains("打开录取通知书");
    let (with, without) = (pages.remove(usize::from(!is_mother)), pages.remove(0));
    (campaign, with, without, is_mother)
}

/// The letter that a page of a registration leads to, and its number.
async fn letter(person: &mut Browser, page: &str) -> (String, String) {
    const BEGINS: &str = "/cixi/family/entry/letters/";
    let body = person.get(page).await.body;
    let id = body.split(BEGINS).nth(1).and_then(|it| it.split('"').next());
    let to = format!("{BEGINS}{}", id.unwrap_or_else(|| panic!("{body}")));
    let body = person.get(&to).await.body;
    let tail = body.split("编号：L2022-").nth(1).unwrap_or_else(|| panic!("{body}"));
    (to, format!("L2022-{}", &tail[..8]))
}

async fn checked(world: &World, number: &str) -> String {
    let to = format!("/cixi/entry/letters?number={number}");
    Browser::new(&world.house.router).get(&to).await.body
}

/// Sends a form of a page with the version that stands in it.
async fn send(
    person: &mut Browser,
    page: &str,
    to: &str,
    fields: &[(&str, &str)],
) -> web::testing::Reply {
    let version = person.get(page).await.field("version").unwrap_or_default();
    let all = [&[("version", version.as_str())], fields].concat();
    person.submit(page, to, &all).await
}

#[tokio::test]
async fn a_seat_that_a_family_gives_up_goes_to_the_next_once_and_both_letters_tell_the_truth() {
    in_world(Recorded::default, async |mut world| {
        let (campaign, with, without, is_mother) = published(&mut world).await;
        let (mut has, mut waits) = (world.mother.browser.clone(), world.father.browser.clone());
        if !is_mother {
            std::mem::swap(&mut has, &mut waits);
        }
        let (page, first) = letter(&mut has, &with).await;
        let shown = has.get(&page).await.body;
        for words in ["录取通知书", "青瓷实验小学", "2022年8月28日", "预防接种证", "<svg"]
        {
            assert!(shown.contains(words), "{words}: {shown}");
        }
        assert_eq!(waits.get(&page).await.status, StatusCode::NOT_FOUND);
        let public = checked(&world, &first.to_lowercase()).await;
        assert!(public.contains("真实、有效") && !public.contains("陈小满"), "{public}");
        assert!(checked(&world, "L2022-00000000").await.contains("没有这个编号"));
        let refills = format!("/cixi/refills/{campaign}");
        let line = format!("{refills}/{}", world.school);
        let early = world.clerk.browser.get(&refills).await;
        assert!(early.body.contains("没有空出来的学位"), "{}", early.body);
        let give_up = format!("{page}/give-up");
        let bare = send(&mut has, &page, &give_up, &[("reason", " ")]).await;
        assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
        let done = send(&mut has, &page, &give_up, &[("reason", "到外地就读")]).await;
        assert!(done.location.is_some(), "{}", done.body);
        assert!(checked(&world, &first).await.contains("已经失效"));
        assert!(has.get(&with).await.body.contains("已放弃录取"));
        let shown = world.clerk.browser.get(&line).await;
        assert!(shown.body.contains("空出 1 个学位，1 户在等"), "{}", shown.body);
        let next = shown.field("registration").expect("who is next");
        let given = without.rsplit('/').next().expect("an id");
        assert_eq!(next, given, "whoever gave up is not next");
        let refill =
            [("registration", next.as_str()), ("decision", "refill"), ("reason", "家长同意")];
        let wrong =
            [("registration", with.rsplit('/').next().expect("an id")), refill[1], refill[2]];
        let refused = world.clerk.browser.submit(&line, &line, &wrong).await;
        assert!(refused.body.contains("轮到的不是这个孩子"), "{}", refused.body);
        let done = world.clerk.browser.submit(&line, &line, &refill).await;
        assert!(done.location.is_some(), "{}", done.body);
        let again = world.clerk.browser.submit(&line, &line, &refill).await;
        assert!(again.body.contains("没有空出来的学位"), "{}", again.body);
        let (_, second) = letter(&mut waits, &without).await;
        assert_ne!(first, second);
        assert!(checked(&world, &second).await.contains("真实、有效"));
        assert!(world.principal.browser.get(&refills).await.status != StatusCode::OK);
    })
    .await;
}

#[tokio::test]
async fn whoever_does_not_want_a_seat_is_passed_over_and_it_stays_free() {
    in_world(Recorded::default, async |mut world| {
        let (campaign, with, without, is_mother) = published(&mut world).await;
        let mut has =
            if is_mother { world.mother.browser.clone() } else { world.father.browser.clone() };
        let (page, _) = letter(&mut has, &with).await;
        send(&mut has, &page, &format!("{page}/give-up"), &[("reason", "到外地就读")]).await;
        let line = format!("/cixi/refills/{campaign}/{}", world.school);
        let next = without.rsplit('/').next().expect("an id");
        let declined =
            [("registration", next), ("decision", "decline"), ("reason", "电话里说不要")];
        let done = world.clerk.browser.submit(&line, &line, &declined).await;
        assert!(done.location.is_some(), "{}", done.body);
        let shown = world.clerk.browser.get(&line).await;
        assert!(shown.body.contains("空出 1 个学位，0 户在等"), "{}", shown.body);
        let registration = world.clerk.browser.get(&without.replace("family/", "")).await;
        assert!(registration.body.contains("电话里说不要"), "{}", registration.body);
    })
    .await;
}

#[tokio::test]
async fn a_school_ticks_who_came_on_the_day_town_sees_who_did_not_and_the_classes_follow() {
    in_world(Recorded::default, async |mut world| {
        let (campaign, with, _, is_mother) = published(&mut world).await;
        let list = format!("/cixi/reporting/{campaign}");
        let early = world.principal.browser.get(&list).await;
        assert!(
            early.body.contains("陈小满") && !early.body.contains("接种证已验\""),
            "{}",
            early.body
        );
        let child = early.body.split("/cixi/reporting/children/").nth(1).expect("a child");
        let id = child.split('"').next().expect("an id").to_owned();
        let page = format!("/cixi/reporting/children/{id}");
        let tick = [("row", id.as_str()), ("vaccination", "later")];
        let report = format!("{list}/report");
        let refused = world.principal.browser.submit(&list, &report, &tick).await;
        assert!(refused.body.contains("报到从2022-08-28开始"), "{}", refused.body);
        world.house.calendar.set("2022-08-28T08:00:00");
        let absent = format!("{page}/absent");
        let why = [("reason", "联系不上，已上门")];
        let done = send(&mut world.principal.browser, &page, &absent, &why).await;
        assert!(done.location.is_some(), "{}", done.body);
        let told = world.town.browser.get(&format!("{list}?state=absent")).await;
        assert!(told.body.contains("联系不上，已上门"), "{}", told.body);
        let mut family =
            if is_mother { world.mother.browser.clone() } else { world.father.browser.clone() };
        assert!(family.get(&with).await.body.contains("请尽快与学校联系"));
        // It came after all.
        let done = world.principal.browser.submit(&list, &report, &tick).await;
        assert!(done.location.is_some(), "{}", done.body);
        let shown = world.principal.browser.get(&page).await;
        assert!(shown.body.contains(Vaccination::Later.label()), "{}", shown.body);
        let done =
            send(&mut world.principal.browser, &page, &format!("{page}/give-up"), &why).await;
        assert!(done.body.contains("不能这样办"), "{}", done.body);
        divided(&mut world, &mut family).await;
        sheet(&mut world, &list).await;
    })
    .await;
}

/// The child that reported stands on the list of its year group, and its family finds it there.
async fn divided(world: &mut World, family: &mut Browser) {
    world.house.calendar.set("2022-09-01T08:00:00");
    let form = world.principal.browser.get("/cixi/classing/new").await;
    assert!(form.body.contains("报到 1 人，学籍 0 人"), "{}", form.body);
    let fields = [("grade", "1"), ("way", "strata"), ("classes", "1"), ("names", "arrived")];
    let done = world.principal.browser.submit("/cixi/classing/new", "/cixi/classing/new", &fields);
    let done = done.await;
    let page = done.location.unwrap_or_else(|| panic!("{}", done.body));
    let sealed = send(&mut world.principal.browser, &page, &format!("{page}/seal"), &[]).await;
    assert!(sealed.location.is_some(), "{}", sealed.body);
    let mine = family.get("/cixi/classing/mine").await;
    assert!(mine.body.contains("陈小满") && mine.body.contains("0001"), "{}", mine.body);
}

/// Numbers leave the house only for whoever was cleared.
async fn sheet(world: &mut World, list: &str) {
    let roll = format!("{list}/roll");
    let bare = world.clerk.browser.submit(&roll, &roll, &[]).await;
    let ask = bare.location.unwrap_or_else(|| panic!("{}", bare.body));
    assert!(ask.starts_with("/cixi/clearances/new?about=cpg_"), "{ask}");
    let form = [
        ("class", "id-number"),
        ("purpose", "为2022级一年级新生建立学籍"),
        ("until", "2022-09-30"),
    ];
    let asked = world.clerk.browser.submit(&ask, "/cixi/clearances", &form).await;
    let request = asked.location.unwrap_or_else(|| panic!("{}", asked.body));
    let mut head = world.house.person("局长", Role::BureauLeader, world.house.county).await;
    let approve = [("decision", "approve")];
    head.browser.submit(&request, &format!("{request}/decision"), &approve).await;
    let sent = world.clerk.browser.submit(&roll, &roll, &[]).await;
    assert_eq!((sent.status, sent.kind.as_str()), (StatusCode::OK, platform::workbook::XLSX));
}

#[test]
fn the_national_sheet_has_its_columns_and_what_nobody_collected_stays_empty() {
    let child = child(1, "home-only");
    let it = roll::Enters {
        registration: child.id,
        student: None,
        name: "陈小满".to_owned(),
        sex: child.sex,
        born: date(2016, 3, 4),
        id_sealed: String::new(),
        guardian: "周晓".to_owned(),
        phone_sealed: String::new(),
        address: "青禾路12号".to_owned(),
        class: Some(3),
    };
    let numbers = ("号码".to_owned(), "电话".to_owned());
    let told = |key| roll::value(key, &it, (&numbers, "202209"));
    assert_eq!(
        ["xm", "csrq", "sfzjh", "bh", "rxny", "cy1xm", "mz"].map(told),
        ["陈小满", "20160304", "号码", "03", "202209", "周晓", ""]
    );
}

#[tokio::test]
async fn in_the_invented_county_seats_that_were_given_up_have_successors_and_no_school_too_many() {
    let all: Vec<Migration> = modules().iter().flat_map(|it| it.migrations).copied().collect();
    on_each(&all, async |db| {
        let at = "2021-12-19T12:00:00Z".parse().expect("a moment");
        let year = SchoolYear::starting(2021).expect("a year");
        let county = County::generate(Plan::cixi(3).smaller(20), year, at);
        let house = House::new(db, &modules(), |cell| cell).await;
        let (system, sealer) = (house.system(), sealer("test"));
        directory::demo::load(&system, &county, &sealer).await.expect("it is loaded");
        crate::kindergarten::demo::load(&system, &county).await.expect("fees");
        let contests = crate::registration::demo::load(&system, &county, &sealer).await;
        let contests = contests.expect("registrations");
        crate::placement::demo::load(&system, &county, &contests).await.expect("placements");
        demo::load(&system, &county).await.expect("seats");
        let read: Result<(), db::Error> = db::read!(house.cell.db, "seats", |tx| {
            let (mut given_up, mut open) = (0, 0);
            for it in campaigns::all(tx).await?.iter().filter(|it| it.state == Stage::Published) {
                let counts = store::counts(tx, (it.id, county.id)).await?;
                assert!(counts.of(State::Reported) > 100, "{counts:?}");
                given_up += counts.of(State::GivenUp);
                open += waiting::open(tx, it.id).await?.iter().map(|it| it.2).sum::<i64>();
                let placed = store::placed(tx, it.id).await?;
                let seats = campaigns::schools(tx, it.id).await?;
                for school in seats {
                    let scope = (it.id, school.school.place());
                    assert!(store::counts(tx, scope).await?.live() <= school.seats, "{school:?}");
                    let placed = placed.iter().filter(|it| it.1 == school.school).count();
                    assert!(i64::try_from(placed).is_ok_and(|it| it <= school.seats), "{school:?}");
                }
            }
            assert!(given_up > open, "{given_up} given up, {open} of them open");
            drawn_sit_there(tx, &contests).await?;
            Ok(())
        });
        read.expect("seats");
        let read: Result<(), Error> = db::read!(house.cell.db, "kindergartens", |tx| {
            let all = campaigns::all(tx).await?;
            let is_past = |it: &&Campaign| it.entry == Entry::Kindergarten && !it.rehearsal;
            let it = all.iter().find(is_past).expect("a campaign");
            assert!(contests.iter().any(|one| one.is_of(it.id)), "some draw for what was left");
            kindergartens_are_placed_by_the_rules(tx, (it.id, county.id)).await
        });
        read.expect("kindergartens");
    })
    .await;
}
