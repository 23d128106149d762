//! Reading and checking a catalog of two hundred entries, as the server does when it starts.

use std::time::Instant;

use catalog::Faces;
use jiff::civil::DateTime;
use platform::{effects::Effects, measures::Measures};

use crate::{
    bench::Figure,
    modules::{FACES, MODULES},
};

/// How many there are.
const ENTRIES: usize = 200;

/// Those that came with the program, again and again until there are enough.
pub(super) fn load() -> anyhow::Result<Figure> {
    let sources = catalog::embedded();
    let faces = Faces::new(FACES);
    let (effects, measures) = (Effects::of(MODULES.iter()), Measures::of(MODULES.iter()));
    let begun = Instant::now();
    for it in sources.iter().cycle().take(ENTRIES) {
        let face = it.entry().and_then(|entry| faces.find(entry.machine));
        let face = face.ok_or_else(|| anyhow::anyhow!("{} is read by no machine", it.path))?;
        let told = (face.tell)(it, DateTime::MIN, (&effects, &measures));
        anyhow::ensure!(told.is_ok(), "{} is at fault", it.path);
    }
    let took = begun.elapsed().as_secs_f64() * 1e3;
    Ok(Figure::at_most("catalog of 200 entries read", took, "ms", 300.0))
}
