//! Marks are made once and taken once.

use db::testing::on_each;
use jiff::civil::date;

use super::{moved, take_moved};
use crate::{MODULE, testing::House};

#[tokio::test]
async fn a_place_that_changed_twice_is_counted_once() {
    on_each(crate::MIGRATIONS, async |db| {
        let house = House::new(db, &[MODULE], |cell| cell).await;
        let (place, day) = (house.county, date(2021, 12, 20));
        let system = house.system();
        for why in ["补点名", "改点名"] {
            let done: Result<(), db::Error> =
                crate::act!(system, "test.moved", |act| { moved(act, place, day, why).await });
            done.unwrap();
        }
        let take = async || -> Vec<_> {
            let taken: Result<_, db::Error> =
                db::write!(system.db, "take", |tx| { take_moved(tx).await });
            taken.unwrap()
        };
        assert_eq!(take().await, [(place, day, "补点名".to_owned())]);
        assert_eq!(take().await, []);
    })
    .await;
}
