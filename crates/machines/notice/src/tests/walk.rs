//! Every kind of notice in the catalog through its whole life.

use web::testing::Reply;

use super::in_world;
use crate::{catalog, definition::Mask};

#[track_caller]
fn see_other(reply: &Reply) -> String {
    assert_eq!(reply.status, 303, "{}", reply.body);
    reply.location.clone().unwrap_or_default()
}

#[tokio::test]
async fn every_kind_is_published_masked_corrected_withdrawn_and_stays_to_be_read() {
    in_world(async |mut it| {
        for kind in catalog().all() {
            let (name, what) = (kind.name.as_str(), &kind.what);
            let role = what.publishes[0];
            let mut clerk = it.house.person(role.label(), role, it.house.county).await.browser;
            let list = format!("/cixi/publications/{name}");
            let new = format!("{list}/new");
            let cell = |mask| if mask == Mask::Name { "陈思远" } else { "城东中学" };
            let row: Vec<&str> = what.columns.iter().map(|it| cell(it.mask)).collect();
            let row = row.join("，");
            let short = [("title", "试公示"), ("list", "只有一栏")];
            let refused = clerk.submit(&new, &new, &short).await;
            assert_eq!(refused.status, 422);
            assert!(refused.body.contains("名单第 1 行有 1 栏"), "{}", refused.body);
            let fields = [("title", "试公示"), ("body", "现予公示。"), ("list", row.as_str())];
            let page = see_other(&clerk.submit(&new, &new, &fields).await);
            let page = page.split('?').next().unwrap_or_default().to_owned();
            let record = clerk.get(&page).await.body;
            let from = record.find("/cixi/notices/").expect("it is public");
            let public = record[from..].split('"').next().unwrap_or_default().to_owned();
            let seen = it.guardian.browser.get(&public).await.body;
            assert!(seen.contains("公示中") && seen.contains("城东中学"), "{name}: {seen}");
            assert!(!seen.contains("陈思远"), "{name}: a name is masked: {seen}");
            assert!(it.guardian.browser.get("/cixi/notices?q=试公").await.body.contains("试公示"));
            assert_eq!(clerk.get(&list).await.status, 200);
            assert_eq!(clerk.get(&format!("{list}/list.xlsx")).await.status, 200);

            let correct = format!("{page}/correct");
            let fields = [
                ("version", "1"),
                ("title", "试公示（更正）"),
                ("body", "改过了。"),
                ("reason", "写错了"),
            ];
            see_other(&clerk.submit(&correct, &correct, &fields).await);
            let seen = it.guardian.browser.get(&public).await.body;
            for words in ["试公示（更正）", "写错了", "更正前的内容", "现予公示。"]
            {
                assert!(seen.contains(words), "{name}: {words}: {seen}");
            }
            let stale = [("version", "1"), ("title", "再改"), ("body", "再改"), ("reason", "再改")];
            assert_eq!(clerk.submit(&correct, &correct, &stale).await.status, 409);
            let withdraw = format!("{page}/withdraw");
            see_other(
                &clerk.submit(&page, &withdraw, &[("version", "2"), ("reason", "另行公示")]).await,
            );
            let seen = it.guardian.browser.get(&public).await.body;
            assert!(seen.contains("已撤回") && seen.contains("另行公示"), "{name}: {seen}");
        }
    })
    .await;
}

#[tokio::test]
async fn what_is_over_stays_in_the_archive() {
    in_world(async |mut it| {
        let kind = catalog().find("result").expect("the kind is there");
        let role = kind.what.publishes[0];
        let mut clerk = it.house.person(role.label(), role, it.house.county).await.browser;
        let new = "/cixi/publications/result/new";
        let fields = [("title", "年底公示"), ("body", "现予公示。")];
        see_other(&clerk.submit(new, new, &fields).await);
        let open = "/cixi/notices?state=open";
        assert!(it.guardian.browser.get(open).await.body.contains("年底公示"));
        // Five working days after Monday the 20th: until Monday the 27th.
        it.house.calendar.set("2021-12-27T23:00:00");
        assert!(it.guardian.browser.get(open).await.body.contains("年底公示"));
        it.house.calendar.set("2021-12-28T08:00:00");
        assert!(!it.guardian.browser.get(open).await.body.contains("年底公示"));
        let archive = it.guardian.browser.get("/cixi/notices?state=archived").await.body;
        assert!(archive.contains("年底公示") && archive.contains("公示期满"), "{archive}");
    })
    .await;
}
