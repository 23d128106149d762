//! The whole way of a kindergarten's entry, on each database: fees that families see, the area first, a
//! draw for what it left, results, letters, and coming with health check and vaccination certificate.

use jiff::civil::date;
use platform::testing::Person;
use vocab::{IdNumber, Role, SchoolId, Sex};
use web::{StatusCode, testing::Browser};

use crate::registration::{
    Recorded,
    tests::{World, decide, in_world, path},
};

/// A number that nobody has, of a child who is three in August 2022.
fn number(nth: u16) -> IdNumber {
    IdNumber::invented(date(2019, 3, 4), Sex::Female, nth).expect("an invented number")
}

/// Opens the campaign, sets fees and seats: one seat at the inclusive kindergarten, two at the public one.
async fn open(world: &mut World, [cloud, field]: [SchoolId; 2]) -> String {
    let clerk = &mut world.clerk.browser;
    for (school, nature, monthly) in [(cloud, "inclusive", "780"), (field, "public", "450")] {
        let to = format!("/cixi/entry/kindergartens/{school}");
        let set = [
            ("nature", nature),
            ("monthly", monthly),
            ("since", "2021-12-19"),
            ("basis", "甬价〔2021〕1号"),
        ];
        let done = clerk.submit(&to, &to, &set).await;
        assert!(done.location.is_some(), "{}", done.body);
    }
    let mut fields = vec![
        ("entry", "kindergarten"),
        ("title", "2022年幼儿园小班招生"),
        ("basis", "招生通知"),
        ("opens", "2021-12-13T09:00"),
        ("closes", "2021-12-31T17:00"),
        ("reports", "2022-08-28"),
        ("choices", "0"),
        ("unlucky", "as-usual"),
        ("check_days", "5"),
        ("review_days", "3"),
        ("decide_days", "3"),
    ];
    let bare = clerk.submit("/cixi/entry/new", "/cixi/entry/new", &fields).await;
    assert!(bare.body.contains("幼儿园都按志愿报"), "{}", bare.body);
    fields.retain(|it| it.0 != "choices");
    fields.push(("choices", "2"));
    let done = clerk.submit("/cixi/entry/new", "/cixi/entry/new", &fields).await;
    let page = done.location.unwrap_or_else(|| panic!("{}", done.body));
    for (school, seats) in [(cloud, "1"), (field, "2")] {
        let set = [("school", school.to_string()), ("seats", seats.to_owned())];
        let set: Vec<(&str, &str)> = set.iter().map(|it| (it.0, it.1.as_str())).collect();
        let done = clerk.submit(&page, &format!("{page}/seats"), &set).await;
        assert!(done.location.is_some(), "{}", done.body);
    }
    its_own_plan(world, &page, field).await;
    page.trim_start_matches("/cixi/entry/campaigns/").to_owned()
}

/// A kindergarten's own plan is its own until families see it, and no other's ever is.
async fn its_own_plan(world: &mut World, page: &str, field: SchoolId) {
    let mut head = world.house.person("田园", Role::Principal, field.place()).await;
    let (seats, field, other) =
        (format!("{page}/seats"), field.to_string(), world.school.to_string());
    let set = |school| [("school", school), ("seats", "2")];
    let shown = head.browser.get(page).await.body;
    assert!(shown.contains("本园收费") && !shown.contains("name=\"seats\""), "{shown}");
    let late = head.browser.submit(page, &seats, &set(&field)).await;
    assert!(late.body.contains("招生计划由教育局修改"), "{}", late.body);
    world.house.calendar.set("2021-12-12T09:00:00");
    let shown = head.browser.get(page).await.body;
    assert_eq!(shown.matches("name=\"seats\"").count(), 1, "{shown}");
    let done = head.browser.submit(page, &seats, &set(&field)).await;
    assert!(done.location.is_some(), "{}", done.body);
    let lost = head.browser.submit(page, &seats, &set(&other)).await;
    assert_eq!(lost.status, StatusCode::NOT_FOUND);
    world.house.calendar.set("2021-12-20T08:00:00");
}

/// Registers a child by the phone's form, in the area of the public kindergarten.
async fn register(
    person: &mut Person,
    (campaign, area): (&str, SchoolId),
    (nth, named): (u16, &[SchoolId]),
) -> String {
    let form = format!("/cixi/family/entry/{campaign}");
    let page = format!("{form}?school={area}");
    let (number, area) = (number(nth), area.to_string());
    let named: Vec<String> = named.iter().map(ToString::to_string).collect();
    let mut fields = vec![
        ("name", "陈小满"),
        ("id_number", number.open()),
        ("guardian", "周晓"),
        ("phone", "10000000001"),
        ("school", area.as_str()),
        ("address", "青禾路12号"),
        ("category", "home-only"),
    ];
    fields.extend(["choice1", "choice2"].into_iter().zip(named.iter().map(String::as_str)));
    path(&person.browser.submit(&page, &form, &fields).await)
}

/// Three families of the public kindergarten's area: one asks for it, two for the other one first, which
/// has a seat. All qualify. Gives the campaign and their receipts.
async fn three(world: &mut World, [cloud, field]: [SchoolId; 2]) -> (String, [String; 3]) {
    let campaign = open(world, [cloud, field]).await;
    let shown = world.mother.browser.get(&format!("/cixi/family/entry/{campaign}")).await.body;
    assert!(shown.contains("服务区幼儿园") && shown.contains("￥450.00"), "{shown}");
    let form = format!("/cixi/family/entry/{campaign}?school={field}");
    let shown = world.mother.browser.get(&form).await.body;
    for words in [
        "云朵幼儿园 · 民办普惠 · 每月 ￥780.00 · 计划 1 人",
        "田野幼儿园 · 公办 · 每月 ￥450.00 · 计划 2 人",
        "入园体检表",
        "预防接种证",
        "大片区摇号",
        "早报晚报一样",
    ] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    let at = (campaign.as_str(), field);
    let near = register(&mut world.mother, at, (1, &[field])).await;
    let one = register(&mut world.mother, at, (2, &[cloud, field])).await;
    let other = register(&mut world.father, at, (3, &[cloud])).await;
    let page = world.mother.browser.get(&near).await.body;
    assert!(page.contains("服务区就近") && page.contains("Y2022-"), "{page}");
    let page = world.mother.browser.get(&one).await.body;
    assert!(page.contains("云朵幼儿园、田野幼儿园"), "{page}");
    world.house.calendar.set("2022-01-04T09:00:00");
    let mut head = world.house.person("许园", Role::Principal, field.place()).await;
    let all = [near, one, other];
    for receipt in &all {
        let id = receipt.rsplit('/').next().expect("an id").to_owned();
        for person in [&mut head, &mut world.town, &mut world.clerk] {
            let done = decide(person, &id, &[("decision", "pass")]).await;
            assert!(done.location.is_some(), "{}", done.body);
        }
    }
    (campaign, all)
}

/// Announces the draw of a kindergarten and draws.
async fn drawn(world: &mut World, campaign: &str, school: SchoolId) {
    let base = format!("/cixi/placements/{campaign}");
    let draws = format!("{base}/draws");
    let clerk = &mut world.clerk.browser;
    let blocked = clerk.submit(&base, &format!("{base}/propose"), &[]).await;
    assert!(blocked.body.contains("请在“大片区摇号”里公告"), "{}", blocked.body);
    let page = clerk.get(&draws).await.body;
    assert!(page.contains("剩余学位 1 个，填了志愿的 2 人"), "{page}");
    assert!(page.contains("其余 1 所幼儿园"), "{page}");
    let school = school.to_string();
    let when = [("school", school.as_str()), ("draws_at", "2022-01-05T10:00")];
    let done = clerk.submit(&draws, &draws, &when).await;
    assert!(done.location.is_some(), "{}", done.body);
    world.house.calendar.set("2022-01-05T10:01:00");
    let page = clerk.get(&draws).await.body;
    let run = page.split(&format!("{draws}/")).nth(1).expect("a draw");
    let run = format!("{draws}/{}", run.split(['"', '/']).next().expect("an address"));
    let done = clerk.submit(&draws, &run, &[]).await;
    assert!(done.location.is_some(), "{}", done.body);
    let page = clerk.get(&draws).await.body;
    let number = page.split("/cixi/draws/").nth(1).and_then(|it| it.split('"').next());
    let number = number.unwrap_or_else(|| panic!("{page}")).to_owned();
    let public = Browser::new(&world.house.router).get(&format!("/cixi/draws/{number}")).await.body;
    for words in ["云朵幼儿园大片区摇号（剩余学位 1 个）", "摇中", "候补"] {
        assert!(public.contains(words), "{words}: {public}");
    }
    assert!(!public.contains("陈小满"), "nobody is named: {public}");
}

/// Proposes, confirms, publishes. Gives the notice.
async fn published(world: &mut World, campaign: &str) -> String {
    let base = format!("/cixi/placements/{campaign}");
    let clerk = &mut world.clerk.browser;
    let done = clerk.submit(&base, &format!("{base}/propose"), &[]).await;
    assert!(done.location.is_some(), "{}", done.body);
    let digest = clerk.get(&base).await.field("digest").expect("a digest");
    clerk.submit(&base, &format!("{base}/confirm"), &[("digest", digest.as_str())]).await;
    let done = clerk.submit(&base, &format!("{base}/publish"), &[]).await;
    assert!(done.location.is_some(), "{}", done.body);
    let page = clerk.get(&base).await.body;
    let notice = page.split("/cixi/notices/").nth(1).and_then(|it| it.split('"').next());
    let notice = format!("/cixi/notices/{}", notice.unwrap_or_else(|| panic!("{page}")));
    Browser::new(&world.house.router).get(&notice).await.body
}

#[tokio::test]
async fn from_the_fee_on_a_phone_to_the_first_day_with_health_check_and_certificate() {
    in_world(Recorded::default, async |mut world| {
        let kindergartens @ [cloud, field] = world.kindergartens().await;
        let (campaign, receipts) = three(&mut world, kindergartens).await;
        drawn(&mut world, &campaign, cloud).await;
        let notice = published(&mut world, &campaign).await;
        for words in ["民办普惠 每月 ￥780.00", "剩余学位大片区摇号（YE", "剩余学位按志愿全部录取"]
        {
            assert!(notice.contains(words), "{words}: {notice}");
        }
        let near = world.mother.browser.get(&receipts[0]).await.body;
        assert!(near.contains("录取到田野幼儿园") && near.contains("服务区就近"), "{near}");
        let pages = [
            world.mother.browser.get(&receipts[1]).await.body,
            world.father.browser.get(&receipts[2]).await.body,
        ];
        let won = pages.iter().position(|it| it.contains("录取到云朵幼儿园")).expect("a winner");
        let lost = &pages[1 - won];
        assert!(lost.contains("第 2 位，没有轮到"), "{lost}");
        // The one has a second wish, the other none: both come to the seat that the area left.
        let follows =
            if won == 1 { "没有超过，全部录取" } else { "安排到田野幼儿园" };
        assert!(lost.contains("录取到田野幼儿园") && lost.contains(follows), "{follows}: {lost}");
        follows_by_the_draw(&mut world, (&campaign, cloud), (won == 1, &pages[won])).await;
        report(&mut world, (&campaign, field), &near).await;
        let city = format!("/cixi/entry/campaigns/{campaign}/city");
        assert_eq!(world.clerk.browser.get(&city).await.status, StatusCode::NOT_FOUND);
    })
    .await;
}

/// A seat that is given up goes to the next of the draw, who sits elsewhere and wanted it first.
async fn follows_by_the_draw(
    world: &mut World,
    (campaign, cloud): (&str, SchoolId),
    (is_father, page): (bool, &str),
) {
    let letter =
        page.split("/cixi/family/entry/letters/").nth(1).and_then(|it| it.split('"').next());
    let letter =
        format!("/cixi/family/entry/letters/{}", letter.unwrap_or_else(|| panic!("{page}")));
    let winner = if is_father { &mut world.father } else { &mut world.mother };
    let version = winner.browser.get(&letter).await.field("version").expect("a version");
    let gives = [("version", version.as_str()), ("reason", "全家搬走")];
    let done = winner.browser.submit(&letter, &format!("{letter}/give-up"), &gives).await;
    assert!(done.location.is_some(), "{}", done.body);
    let line = format!("/cixi/refills/{campaign}/{cloud}");
    let shown = world.clerk.browser.get(&line).await;
    assert!(shown.body.contains("空出 1 个学位，1 户在等"), "{}", shown.body);
    assert!(shown.body.contains("第 2 位，按摇号次序"), "{}", shown.body);
    let next = shown.field("registration").expect("who is next");
    let refill = [("registration", next.as_str()), ("decision", "refill"), ("reason", "家长同意")];
    let done = world.clerk.browser.submit(&line, &line, &refill).await;
    assert!(done.location.is_some(), "{}", done.body);
    let loser = if is_father { &mut world.mother } else { &mut world.father };
    let page = format!("/cixi/family/entry/registrations/{next}");
    let page = loser.browser.get(&page).await.body;
    assert!(page.contains("录取到云朵幼儿园"), "{page}");
}

/// The kindergarten takes nobody in who was not checked; its list is for the system of preschools.
async fn report(world: &mut World, (campaign, field): (&str, SchoolId), page: &str) {
    let letter =
        page.split("/cixi/family/entry/letters/").nth(1).and_then(|it| it.split('"').next());
    let letter = letter.unwrap_or_else(|| panic!("{page}")).to_owned();
    let shown =
        world.mother.browser.get(&format!("/cixi/family/entry/letters/{letter}")).await.body;
    for words in ["到园报到", "体检合格才能入园", "预防接种证"] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    world.house.calendar.set("2022-08-28T08:00:00");
    let mut head = world.house.person("许园", Role::Principal, field.place()).await;
    let child = format!("/cixi/reporting/children/{letter}");
    let came = format!("{child}/came");
    let bare = head.browser.submit(&child, &came, &[("vaccination", "yes")]).await;
    assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(bare.body.contains("入园体检合格才能办理报到"), "{}", bare.body);
    let both = [("vaccination", "later"), ("checked", "1")];
    let done = head.browser.submit(&child, &came, &both).await;
    assert!(done.location.is_some(), "{}", done.body);
    let list = format!("/cixi/reporting/{campaign}");
    let shown = head.browser.get(&list).await.body;
    assert!(shown.contains("体检合格报到，接种证已验"), "{shown}");
    let mut clerk = world.clerk.browser.clone();
    let list_of_all = clerk.get(&list).await.body;
    assert!(list_of_all.contains("学前教育系统幼儿名单"), "{list_of_all}");
    let sheet = clerk.get(&format!("{list}/roll")).await.body;
    assert!(sheet.contains("幼儿园不建中小学学籍"), "{sheet}");
}
