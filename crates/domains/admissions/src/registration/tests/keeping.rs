//! What families handed in goes when nobody needs it any more.

use jiff::civil::date;

use super::{in_world, number, path};
use crate::registration::{RegistrationId, registers::Recorded};

#[tokio::test]
async fn what_families_handed_in_goes_when_the_children_have_long_been_in_school() {
    in_world(Recorded::default, async |mut world| {
        let campaign = world.open().await;
        let fields = world.fields("陈小满", number(7).open());
        let reply = world.register(true, &campaign, &fields).await;
        let id: RegistrationId = path(&reply).rsplit('/').next().unwrap().parse().unwrap();
        let kept: Result<(), db::Error> = db::write!(world.house.cell.db, "document", |tx| {
            let content =
                "INSERT INTO content (id, sm3, key_sealed, kind, bytes, has_preview, noted_at)
                VALUES (1, 'x', 'sealed', 'jpeg', 3, 0, 0)";
            tx.run(content, &[]).await?;
            let file = "INSERT INTO file
                (id, content_id, sm3, kind, bytes, name, owner_kind, owner_id, made_at)
                VALUES (2, 1, 'x', 'jpeg', 3, '房产证.jpg', 'rgs', $1, 0)";
            tx.run(file, &[&id]).await.map(drop)
        });
        kept.expect("the document is stored");
        let sweep = async |day| {
            let at = jiff::Timestamp::UNIX_EPOCH;
            let cutoff = platform::privacy::Cutoff { at, day, limit: 10 };
            let gone: Result<u64, db::Error> = db::write!(world.house.cell.db, "sweep", |tx| {
                (crate::registration::keeping::DOCUMENTS.run)(tx, cutoff).await
            });
            gone.expect("documents are taken away")
        };
        assert_eq!(sweep(date(2022, 8, 28)).await, 0, "whoever reported today is still heard");
        assert_eq!(sweep(date(2022, 8, 29)).await, 1);
        assert_eq!(sweep(date(2022, 8, 29)).await, 0);
    })
    .await;
}
