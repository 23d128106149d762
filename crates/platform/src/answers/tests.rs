//! A list comes back to whoever sent it, and to nobody else, until a week is over.

use db::testing::on_each;
use jiff::SignedDuration;
use vocab::{AccountId, Clock as _, Role};
use web::StatusCode;

use super::{
    ListKind,
    store::{self, Part},
};
use crate::{
    MIGRATIONS, MODULE,
    seal::{Field, open_file, seal_file, testing::sealer},
    testing::House,
};

const LIST: ListKind = ListKind { key: "partners", label: "名单" };

#[test]
fn a_file_of_many_pieces_opens_whole_and_a_changed_one_not_at_all() {
    let (sealer, field) = (sealer("cixi"), Field::new("test.file").at(7));
    let file: Vec<u8> = (0..500_000_u32).map(|it| it.to_le_bytes()[1]).collect();
    let mut pieces = seal_file(&sealer, field, &file);
    assert_eq!(pieces.len(), 3);
    assert_eq!(open_file(&sealer, field, &pieces), Some(file));
    assert_eq!(open_file(&sealer, Field::new("test.file").at(8), &pieces), None);
    pieces[1].push('A');
    assert_eq!(open_file(&sealer, field, &pieces), None);
    assert_eq!(open_file(&sealer, field, &[]), Some(Vec::new()));
}

async fn kept(house: &House, account: AccountId) -> usize {
    let read: Result<_, db::Error> = db::read!(house.cell.db, "kept", |tx| {
        Ok(store::pieces(tx, (account, LIST.key, Part::Copy)).await?.len()
            + store::pieces(tx, (account, LIST.key, Part::List)).await?.len())
    });
    read.unwrap()
}

#[tokio::test]
async fn what_was_sent_lies_here_for_its_sender_alone_and_goes_after_a_week() {
    on_each(MIGRATIONS, async |db| {
        let house = House::new(db, &[MODULE], |cell| cell).await;
        let mut one = house.person("王干事", Role::BasicEducationClerk, house.county).await;
        let mut other = house.person("李干事", Role::BasicEducationClerk, house.county).await;
        let path = "/cixi/sent-lists/partners/copy";
        assert_eq!(one.browser.get(path).await.status, StatusCode::NOT_FOUND);

        let (sealer, now) = (sealer("cixi"), house.clock.now());
        let field = Field::new("sent_list.sealed").at(one.account.bits());
        let pieces = seal_file(&sealer, field, b"PK workbook");
        let written: Result<(), db::Error> = db::write!(house.cell.db, "list", |tx| {
            let at = (one.account, LIST.key, Part::Copy);
            store::add(tx, at, ("名单", &pieces), now).await?;
            assert!(store::exists(tx, at).await?);
            assert!(!store::exists(tx, (one.account, LIST.key, Part::List)).await?);
            store::add(tx, (one.account, LIST.key, Part::List), ("名单", &pieces), now).await
        });
        written.unwrap();
        let copy = one.browser.get(path).await;
        assert!(copy.status == StatusCode::OK && copy.kind.contains("spreadsheetml"));
        assert_eq!(other.browser.get(path).await.status, StatusCode::NOT_FOUND);

        let sweep = async |at| {
            let gone: Result<u64, db::Error> =
                db::write!(house.cell.db, "old", |tx| { store::delete_old(tx, at, 100).await });
            gone.unwrap()
        };
        assert_eq!(sweep(now).await, 0);
        assert_eq!(kept(&house, one.account).await, 2);
        assert_eq!(sweep(now + SignedDuration::from_secs(1)).await, 2);
        assert_eq!(kept(&house, one.account).await, 0);
    })
    .await;
}
