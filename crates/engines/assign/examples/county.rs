//! Places an invented county and says how long each step takes:
//! `cargo run --release -p assign --example county -- 20000 120 [file]`.
//!
//! With a third argument the lists are also written as plain numbers, for a peer to place the same:
//! schools, children; seats; then for each child the metres to every school.

use std::{error::Error, io::Write as _, time::Instant};

use assign::{
    Change, Explainer, Input, Options, Outcome, check,
    invented::{county, numbers},
    solve, what_if,
};

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let children = args.next().map_or(Ok(20_000), |it| it.parse())?;
    let schools = args.next().map_or(Ok(120), |it| it.parse())?;
    let peer = args.next();
    let mut raw = county(children, schools, peer.is_none());
    if let Some(path) = peer {
        // Peers know one category alone.
        raw.categories.truncate(1);
        let only = &raw.categories[0].name;
        raw.children.iter_mut().for_each(|it| it.category.clone_from(only));
        std::fs::write(path, numbers(&raw)?)?;
    }
    let mut out = std::io::stdout().lock();
    let begun = Instant::now();
    let input = Input::new(raw).map_err(|it| format!("{it:?}"))?;
    writeln!(out, "read       {:>8.3} s", begun.elapsed().as_secs_f64())?;
    let begun = Instant::now();
    let outcome = solve(&input, &Options::default());
    writeln!(out, "placed     {:>8.3} s", begun.elapsed().as_secs_f64())?;
    let begun = Instant::now();
    check(&input, outcome.proposal())?;
    writeln!(out, "checked    {:>8.3} s", begun.elapsed().as_secs_f64())?;
    let begun = Instant::now();
    let explainer = Explainer::new(&input, outcome.proposal())?;
    let mut letters = 0;
    for child in 0..input.children() {
        letters += explainer.why(child).text(&input).len();
    }
    writeln!(out, "explained  {:>8.3} s, {letters} bytes", begun.elapsed().as_secs_f64())?;
    let begun = Instant::now();
    let school = &input.schools()[0];
    let change = Change::Seats { school: school.code, seats: school.seats + 45 };
    let other = what_if(&input, outcome.proposal(), &[change], &Options::default())
        .map_err(|it| format!("{it:?}"))?;
    let (moved, kept) = (other.moved.len(), other.kept);
    let seconds = begun.elapsed().as_secs_f64();
    writeln!(out, "a class more {seconds:>6.3} s, {moved} move, {kept} categories kept")?;
    for (category, proof) in input.categories().iter().zip(&outcome.proposal().proofs) {
        writeln!(
            out,
            "{}: {} with a seat, {} without, {} m, not below {} m",
            category.name, proof.seated, proof.unseated, proof.metres, proof.bound
        )?;
    }
    if let Outcome::Short(_, shortages) = &outcome {
        writeln!(out, "{} shortages", shortages.len())?;
    }
    Ok(())
}
