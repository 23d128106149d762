//! The list of the city's system: in as often as anyone likes, told by its cells, and back again.

use web::testing::Browser;

use super::{World, decide, in_world, number};
use crate::registration::{Recorded, State};

const TITLES: &str = "市级报名号,孩子姓名,孩子身份证号,监护人姓名,联系电话,学区学校,现住址,类别,报哪一种,民办志愿,双胞胎的市级报名号";

async fn send(browser: &mut Browser, campaign: &str, lines: &[String]) -> String {
    let path = format!("/cixi/entry/campaigns/{campaign}/city");
    let page = browser.get(&path).await;
    let csrf = page.field("csrf").unwrap_or_else(|| panic!("{}", page.body));
    let text = format!("{TITLES}\n{}\n", lines.join("\n"));
    let file: (&str, &str, &[u8]) = ("file", "市级名单.csv", text.as_bytes());
    browser.post_files(&path, &[("csrf", csrf.as_str())], &[file]).await.body
}

fn line(external: &str, nth: u16, rest: &str) -> String {
    format!("{external},陈小满,{},周晓,10000000001,青瓷实验小学,{rest}", number(nth).open())
}

async fn open(world: &mut World) -> String {
    let campaign = world.open().await;
    let page = world.clerk.browser.get(&format!("/cixi/entry/campaigns/{campaign}")).await;
    assert!(page.body.contains(&format!("{campaign}/city")), "{}", page.body);
    campaign
}

#[tokio::test]
async fn the_citys_list_comes_in_daily_and_says_each_time_what_is_new_changed_and_wrong() {
    in_world(Recorded::default, async |mut world| {
        let campaign = open(&mut world).await;
        let good = line("NB001", 1, "青禾路12号,有户无房,公办学校,,");
        let wrong = line("NB002", 2, "青禾路13号,没有这一类,公办学校,,");
        let told = send(&mut world.clerk.browser, &campaign, &[good.clone(), wrong]).await;
        assert!(told.contains("新增 1 份，更正 0 份，没有变化 0 份"), "{told}");
        assert!(told.contains("没有“没有这一类”这个类别"), "{told}");
        // The next day: the first as it was, the second mended, a third that is the first child again.
        let mended = line("NB002", 2, "青禾路13号,有户有房,民办学校,云帆学校,");
        let again = line("NB003", 1, "青禾路12号,有户无房,公办学校,,");
        let lines = [good.clone(), mended.clone(), again];
        let told = send(&mut world.clerk.browser, &campaign, &lines).await;
        assert!(told.contains("新增 1 份，更正 0 份，没有变化 1 份"), "{told}");
        assert!(told.contains("与第 2 行重复"), "{told}");
        let other = line("NB003", 1, "青禾路12号,有户无房,公办学校,,");
        let told = send(&mut world.clerk.browser, &campaign, &[other, mended.clone()]).await;
        assert!(told.contains("这个孩子已经报名，报名号 X2022-"), "{told}");
        assert!(told.contains("以前来过、这次表里没有的 1 份没有动"), "{told}");
        let moved = line("NB001", 1, "新苑路5号,有户有房,公办学校,,");
        let told = send(&mut world.clerk.browser, &campaign, &[moved, mended]).await;
        assert!(told.contains("新增 0 份，更正 1 份，没有变化 1 份"), "{told}");
        assert_eq!(world.count(State::Sent).await, 2);
        let list = format!("/cixi/entry/campaigns/{campaign}/registrations");
        let page = world.principal.browser.get(&list).await;
        assert!(page.body.contains("有户有房") && !page.body.contains("有户无房</td>"));
    })
    .await;
}

#[tokio::test]
async fn what_a_desk_has_checked_is_not_changed_and_results_go_back_by_the_citys_numbers() {
    in_world(Recorded::default, async |mut world| {
        let campaign = open(&mut world).await;
        let twins = [
            line("NB011", 1, "青禾路12号,有户无房,公办学校,,NB012"),
            line("NB012", 2, "青禾路12号,有户无房,公办学校,,NB011"),
        ];
        let told = send(&mut world.clerk.browser, &campaign, &twins).await;
        assert!(told.contains("新增 2 份"), "{told}");
        let alone = line("NB013", 3, "青禾路12号,有户无房,公办学校,,NB011");
        let told = send(&mut world.clerk.browser, &campaign, &[alone]).await;
        assert!(told.contains("各写对方的号") && told.contains("新增 0 份"), "{told}");
        // One of them moves: they are still together.
        let moved = [twins[0].replace("青禾路12号", "青禾路14号"), twins[1].clone()];
        let told = send(&mut world.clerk.browser, &campaign, &moved).await;
        assert!(told.contains("更正 1 份，没有变化 1 份"), "{told}");
        let list = format!("/cixi/entry/campaigns/{campaign}/registrations");
        let page = world.principal.browser.get(&list).await;
        let id = page.body.split("/entry/registrations/").nth(1).expect("a registration");
        let id = id.split('"').next().expect("an id").to_owned();
        decide(&mut world.principal, &id, &[("decision", "pass")]).await;
        let record = format!("/cixi/entry/registrations/{id}");
        let page = world.principal.browser.get(&record).await;
        assert!(page.body.contains("一起安排的"), "twins are together: {}", page.body);
        let moved: Vec<String> =
            twins.iter().map(|it| it.replace("青禾路12号", "新苑路5号")).collect();
        let told = send(&mut world.clerk.browser, &campaign, &moved).await;
        assert!(told.contains("新增 0 份，更正 1 份") && told.contains("没有改动"), "{told}");
        let results = format!("/cixi/entry/campaigns/{campaign}/city/results");
        let sheet = world.clerk.browser.get(&results).await;
        assert_eq!(sheet.status, 200);
        for person in [&mut world.principal, &mut world.town] {
            assert_eq!(person.browser.get(&results).await.status, 403, "the office's own");
        }
    })
    .await;
}
