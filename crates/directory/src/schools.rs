//! Schools and classes, for whoever asks.

use std::collections::HashMap;

use db::Tx;
use vocab::{ClassId, PlaceId, SchoolId, SchoolYear};

use crate::{
    Error,
    model::{Class, School},
    rules,
    scope::Scope,
    store, year,
};

/// How many pupils and staff a school has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Size {
    /// Pupils who sit in a class.
    pub pupils: i64,
    /// Everyone who works there.
    pub staff: i64,
}

/// The schools of `scope`, town by town. A county has a few hundred: they are read at once.
pub async fn all(tx: &mut Tx, scope: Scope) -> Result<Vec<School>, Error> {
    Ok(store::schools::schools(tx, scope).await?)
}

/// The school `id`. Outside the scope it is missing.
pub async fn load(tx: &mut Tx, scope: Scope, id: SchoolId) -> Result<School, Error> {
    store::schools::find_school(tx, scope, id).await?.ok_or(Error::Missing)
}

/// How large each of `schools` is.
pub async fn sizes(tx: &mut Tx, schools: &[SchoolId]) -> Result<HashMap<SchoolId, Size>, Error> {
    let mut sizes = HashMap::<SchoolId, Size>::with_capacity(schools.len());
    for (school, pupils) in store::schools::count_pupils(tx, schools).await? {
        sizes.entry(school).or_default().pupils = pupils;
    }
    for (school, staff) in store::schools::count_staff(tx, schools).await? {
        sizes.entry(school).or_default().staff = staff;
    }
    Ok(sizes)
}

/// The classes of a school in a school year, by grade and number.
pub async fn classes(tx: &mut Tx, school: SchoolId, year: SchoolYear) -> Result<Vec<Class>, Error> {
    Ok(store::schools::classes(tx, school, year).await?)
}

/// The class `id` with its school, if that lies in `scope`.
pub async fn load_class(tx: &mut Tx, scope: Scope, id: ClassId) -> Result<(Class, School), Error> {
    let class = store::schools::find_class(tx, id).await?.ok_or(Error::Missing)?;
    let school = load(tx, scope, class.school).await?;
    if scope.reach == crate::scope::Reach::Class && scope.place != id.place() {
        return Err(Error::Missing);
    }
    Ok((class, school))
}

/// The school year that classes are in now; none where there are none.
pub async fn current_year(tx: &mut Tx) -> Result<Option<SchoolYear>, Error> {
    let turned = year::turned(tx).await?;
    Ok(rules::current_year(turned, store::year::oldest_running(tx).await?))
}

/// The school with this 学校标识码, anywhere in the county, and its name: where a pupil may go.
pub async fn by_code(tx: &mut Tx, code: &str) -> Result<Option<(SchoolId, String)>, Error> {
    Ok(store::schools::find_by_code(tx, code).await?)
}

/// The county, once it is there.
pub async fn county(tx: &mut Tx) -> Result<Option<PlaceId>, Error> {
    Ok(store::schools::find_county(tx).await?)
}
