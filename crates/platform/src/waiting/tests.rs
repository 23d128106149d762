//! The parts put together: one order by deadline, pages that go on where the last ended, a count in
//! the navigation, and nothing for whom there is no desk.

use db::testing::on_each;
use jiff::{ToSpan as _, civil::DateTime};
use vocab::Role;

use super::{Desk, Desks, Listing, NEVER, Stretch, Waits, Who};
use crate::{Module, testing::House};

/// Three things a day, of which every third has no deadline.
fn thing(part: i64, n: i64, who: Who) -> Waits {
    let due: DateTime = who.now.saturating_add((n - 20).hours());
    Waits {
        title: format!("事项 {part}-{n}"),
        kind: "试办".to_owned(),
        to_do: "核查".to_owned(),
        place: "实验小学".to_owned(),
        due: if n % 3 == 2 { NEVER } else { due },
        id: part * 1000 + n,
        path: format!("/things/{part}/{n}"),
    }
}

fn list<'a>(who: Who, stretch: Stretch, part: i64) -> Listing<'a> {
    let mut all: Vec<Waits> = (0..40).map(|n| thing(part, n, who)).collect();
    all.retain(|it| stretch.has(it.due, it.id));
    all.sort_by_key(|it| (it.due, it.id));
    all.truncate(usize::try_from(stretch.limit).unwrap());
    Box::pin(std::future::ready(Ok(all)))
}

const PARTS: [Desk; 2] = [
    Desk {
        key: "one",
        label: "办件",
        list: |_, who, stretch| list(who, stretch, 1),
        count: Some(|_, _| Box::pin(async { Ok(40) })),
    },
    Desk {
        key: "two", label: "填报", list: |_, who, stretch| list(who, stretch, 2), count: None
    },
];

const MODULES: &[Module] = &[crate::MODULE, Module { waiting: &PARTS, ..Module::BARE }];

/// Where the page goes on, by its link.
fn next(text: &str) -> Option<String> {
    let at = text.find("after=")?;
    let rest = &text[at..];
    Some(rest[..rest.find(['"', '&'])?].to_owned())
}

#[tokio::test]
async fn a_desk_shows_every_thing_once_by_deadline_page_by_page() {
    on_each(crate::MIGRATIONS, async |db| {
        let house = House::new(db, MODULES, |it| it).await;
        let mut clerk = house.person("王", Role::OfficeClerk, house.county).await;
        let (mut seen, mut at) = (Vec::new(), String::new());
        for _ in 0..2 {
            let page = clerk.browser.get(&format!("/cixi/waiting?{at}")).await.body;
            assert!(page.contains("待我办理") && page.contains("已逾期"));
            for part in 1..=2 {
                let things = (0..40).filter(|n| page.contains(&format!("/things/{part}/{n}\"")));
                seen.extend(things.map(|n| (part, n)));
            }
            match next(&page) {
                Some(it) if !it.is_empty() => at = it,
                _ => break,
            }
        }
        seen.sort_unstable();
        let all: Vec<(i64, i64)> =
            (1..=2).flat_map(|part| (0..40).map(move |n| (part, n))).collect();
        assert_eq!(seen, all);
        let who = Who {
            account: clerk.account,
            role: Role::OfficeClerk,
            scope: house.county,
            now: house.cell.calendar.now(),
        };
        let desks = Desks::of(MODULES);
        let read: Result<_, db::Error> = db::read!(house.cell.db, "desk", |tx| {
            let found = desks.list(tx, (who, ""), Stretch::first(100)).await?;
            let nobody = Who { role: Role::Guardian, ..who };
            Ok((found, desks.total(tx, who).await?, desks.total(tx, nobody).await?))
        });
        let (found, total, none) = read.unwrap();
        assert!(found.is_sorted_by_key(|it| (it.due, it.id)));
        assert_eq!((found.len(), total, none), (80, 80, 0));
    })
    .await;
}

#[tokio::test]
async fn a_desk_is_narrowed_by_part_and_deadline_and_goes_out_as_a_workbook() {
    on_each(crate::MIGRATIONS, async |db| {
        let house = House::new(db, MODULES, |it| it).await;
        let mut clerk = house.person("王", Role::OfficeClerk, house.county).await;
        let late = clerk.browser.get("/cixi/waiting?part=two&due=overdue").await.body;
        assert!(late.contains("事项 2-1") && !late.contains("事项 1-1"));
        assert!(!late.contains("事项 2-21") && !late.contains("不限时"));
        let sheet = clerk.browser.get("/cixi/waiting/export?part=two").await;
        assert_eq!(sheet.status, 200);
        let mut guardian = house.person("李", Role::Guardian, house.county).await;
        assert_ne!(guardian.browser.get("/cixi/waiting").await.status, 200);
    })
    .await;
}
