//! Places and grants, on each database.

use db::testing::on_each;
use jiff::civil::date;
use vocab::{Ids, PlaceId};

use super::{Place, PlaceKind, add_place, is_within, place_path, rebuild_closure};

fn node(ids: &Ids, kind: PlaceKind, parent: Option<PlaceId>, name: &str) -> Place {
    let id = ids.make("2021-08-01T00:00:00Z".parse().unwrap());
    let since = date(2021, 8, 1);
    Place { id, kind, parent, code: None, name: name.to_owned(), position: 1, since }
}

#[tokio::test]
async fn a_place_lies_in_everything_above_it_and_in_nothing_beside_it() {
    on_each(crate::MIGRATIONS, async |db| {
        let ids = Ids::seeded(1);
        let county = node(&ids, PlaceKind::County, None, "慈溪市");
        let town = node(&ids, PlaceKind::Town, Some(county.id), "观海卫镇");
        let other = node(&ids, PlaceKind::Town, Some(county.id), "周巷镇");
        let school = node(&ids, PlaceKind::School, Some(town.id), "云帆小学");
        let all: Result<_, db::Error> = db::write!(db, "places", |tx| {
            for it in [&county, &town, &other, &school] {
                add_place(tx, it).await?;
            }
            let mut seen = Vec::new();
            for _ in 0..2 {
                seen.push((
                    is_within(tx, school.id, county.id).await?,
                    is_within(tx, school.id, town.id).await?,
                    is_within(tx, school.id, other.id).await?,
                    is_within(tx, county.id, school.id).await?,
                    place_path(tx, school.id).await?.len(),
                ));
                rebuild_closure(tx).await?;
            }
            Ok(seen)
        });
        assert_eq!(all.unwrap(), [(true, true, false, false, 3); 2]);
    })
    .await;
}
