//! Who may set what, that what was charged before stays, and what everyone reads.

use jiff::civil::date;
use platform::access::PlaceKind;
use vocab::{Fen, Role, SchoolId};
use web::{StatusCode, testing::Browser};

use super::{
    model::{Fee, Kindergarten, Nature, Tariff},
    rules::{By, Refusal, may_set},
    store,
};
use crate::registration::{Recorded, tests::in_world};

fn school() -> SchoolId {
    SchoolId::from_bits(1 << 40).expect("an id")
}

fn tariff(nature: Nature, yuan: i32) -> Tariff {
    let fee =
        Fee { monthly: Fen::yuan(yuan), since: date(2022, 9, 1), basis: "价格文件".to_owned() };
    Tariff { school: school(), nature, fee }
}

fn private(nature: Option<Nature>) -> Kindergarten {
    Kindergarten {
        school: school(),
        name: "云朵幼儿园".to_owned(),
        town_name: String::new(),
        is_private: true,
        tariff: nature.map(|it| tariff(it, 800)),
    }
}

#[test]
fn the_bureau_says_what_is_inclusive_and_a_kindergarten_what_it_will_charge() {
    let today = date(2022, 5, 1);
    let (bare, inclusive) = (private(None), private(Some(Nature::Inclusive)));
    let to = |nature| tariff(nature, 900);
    let may = |by, it, new: &Tariff| may_set((by, today), it, new);
    assert_eq!(may(By::Office, &bare, &to(Nature::Inclusive)), Ok(()));
    assert_eq!(may(By::Itself, &bare, &to(Nature::Inclusive)), Err(Refusal::NotYours));
    assert_eq!(may(By::Itself, &bare, &to(Nature::Private)), Ok(()));
    assert_eq!(may(By::Itself, &inclusive, &to(Nature::Inclusive)), Ok(()));
    assert_eq!(may(By::Itself, &inclusive, &to(Nature::Private)), Err(Refusal::NotYours));
    assert_eq!(may(By::Office, &bare, &to(Nature::Public)), Err(Refusal::Nature("民办")));
    let public = Kindergarten { is_private: false, ..private(None) };
    assert_eq!(may(By::Office, &public, &to(Nature::Inclusive)), Err(Refusal::Nature("公办")));
    assert_eq!(may(By::Office, &public, &to(Nature::Public)), Ok(()));
}

#[test]
fn what_is_past_is_the_bureaus_to_correct_and_nothing_is_set_without_grounds() {
    let it = private(Some(Nature::Private));
    let new = tariff(Nature::Private, 900);
    let late = date(2022, 9, 2);
    assert_eq!(may_set((By::Itself, late), &it, &new), Err(Refusal::Past));
    assert_eq!(may_set((By::Office, late), &it, &new), Ok(()));
    let mut bare = new.clone();
    bare.fee.basis = String::new();
    assert_eq!(may_set((By::Office, late), &it, &bare), Err(Refusal::Basis));
    let dear = tariff(Nature::Private, 50_001);
    assert_eq!(may_set((By::Office, late), &it, &dear), Err(Refusal::Fee));
}

#[tokio::test]
async fn office_and_kindergarten_set_fees_which_everyone_reads_and_none_is_overwritten() {
    in_world(Recorded::default, async |mut world| {
        let [cloud, _] = world.kindergartens().await;
        let mut head = world.house.person("许园", Role::Principal, cloud.place()).await;
        let own = format!("/cixi/entry/kindergartens/{cloud}");
        let set = |nature, monthly, since| {
            [
                ("nature", nature),
                ("monthly", monthly),
                ("since", since),
                ("basis", "甬价〔2021〕1号"),
            ]
        };
        let refused = head.browser.submit(&own, &own, &set("inclusive", "700", "2022-09-01")).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.body.contains("由教育局认定"), "{}", refused.body);
        let clerk = &mut world.clerk.browser;
        let done = clerk.submit(&own, &own, &set("inclusive", "650", "2021-09-01")).await;
        assert!(done.location.is_some(), "{}", done.body);
        let done = head.browser.submit(&own, &own, &set("inclusive", "700", "2022-09-01")).await;
        assert!(done.location.is_some(), "{}", done.body);
        let page = head.browser.get(&own).await.body;
        for words in ["￥650.00", "￥700.00", "现在", "以后", "民办普惠"] {
            assert!(page.contains(words), "{words}: {page}");
        }
        let elsewhere = format!("/cixi/entry/kindergartens/{}", world.school);
        assert_eq!(head.browser.get(&elsewhere).await.status, StatusCode::NOT_FOUND);
        let mut public = Browser::new(&world.house.router);
        let shown = public.get("/cixi/kindergartens?nature=inclusive").await.body;
        assert!(shown.contains("云朵幼儿园") && shown.contains("￥650.00"), "{shown}");
        assert!(!shown.contains("￥700.00"), "what is to come is not told as what is: {shown}");
        let none = public.get("/cixi/kindergartens?q=%E6%B2%A1%E6%9C%89").await.body;
        assert!(none.contains("没有符合条件的幼儿园"), "{none}");
        let list = world.clerk.browser.get("/cixi/entry/kindergartens").await.body;
        assert!(list.contains("云朵幼儿园") && list.contains(&own), "{list}");
        let sheet = world.clerk.browser.get("/cixi/entry/kindergartens/export").await;
        assert_eq!((sheet.status, sheet.kind.as_str()), (StatusCode::OK, platform::workbook::XLSX));
        let all: Result<Vec<Tariff>, db::Error> =
            db::read!(world.house.cell.db, "history", |tx| { store::history(tx, cloud).await });
        assert_eq!(all.expect("a history").len(), 2);
    })
    .await;
}

/// What the world of registration has not: kindergartens.
impl crate::registration::tests::World {
    /// A private kindergarten and a public one in the town of the schools.
    pub(crate) async fn kindergartens(&mut self) -> [SchoolId; 2] {
        let town = self.town_place;
        let cloud = self.house.place(PlaceKind::School, town, "云朵幼儿园").await;
        let field = self.house.place(PlaceKind::School, town, "田野幼儿园").await;
        let filled: Result<(), db::Error> = db::write!(self.house.cell.db, "kindergartens", |tx| {
            for (id, ownership) in [(cloud, "private"), (field, "public")] {
                let sql = "INSERT INTO school (id, town_id, kind, ownership, boarding, address)
                    VALUES ($1, $2, '111', $3, 0, '')";
                tx.run(sql, &[&id, &town, &ownership.to_owned()]).await?;
                let sql = "INSERT INTO school_stage (school_id, stage) VALUES ($1, 'kindergarten')";
                tx.run(sql, &[&id]).await?;
            }
            Ok(())
        });
        filled.expect("the kindergartens are stored");
        [cloud.retyped(), field.retyped()]
    }
}
