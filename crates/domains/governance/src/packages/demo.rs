//! The agreement of the demo's two bureaus: the city's hands down to the county's. Its key is no
//! secret, as nothing is in a demo.

use platform::{System, seal::Sealer};
use vocab::Id;

use super::{
    KEY,
    model::{Partner, PartnerId, Side},
    store,
};

const SHARED: &str = "demo-ningbo-cixi-2021";

/// Notes the other bureau on the side where it stands.
async fn agree(system: &System, sealer: &Sealer, at: (Side, &str)) -> Result<(), db::Error> {
    let id: PartnerId = system.ids.make(system.clock.now());
    let key_sealed = sealer.seal(KEY.at(Id::bits(id)), SHARED);
    let since = system.calendar.today();
    let partner = Partner { id, side: at.0, name: at.1.to_owned(), key_sealed, since };
    platform::act!(system, "demo.load.packages", |act| {
        store::add_partner(act.tx(), &partner).await?;
        Ok(())
    })
}

/// In the county's cell: the city is above.
pub(crate) async fn below_the_city(system: &System, sealer: &Sealer) -> Result<(), db::Error> {
    agree(system, sealer, (Side::Above, "宁波市教育局")).await
}

/// In the city's cell: the county is below.
pub(crate) async fn above_the_county(system: &System, sealer: &Sealer) -> Result<(), db::Error> {
    agree(system, sealer, (Side::Below, "慈溪市教育局")).await
}
