//! Speed and size, a line a figure: its name, what was measured, its goal, `ok` or `short`.
//!
//! The server runs as a process of its own, as it does in an office; this process is the browsers.
//! Both share the machine's cores, so what is measured here is less than what a server alone gives.

mod classes;
mod county;
mod draw;
mod entry;
mod figures;
mod http;
mod load;
mod machines;
mod pages;
mod peers;
mod placing;
mod roll;
pub mod rush;

use std::path::Path;

use crate::tools::print;

/// What is to be reached.
#[derive(Debug, Clone, Copy)]
enum Goal {
    /// At least so much.
    AtLeast(f64),
    /// At most so much.
    AtMost(f64),
}

/// One figure.
struct Figure {
    name: &'static str,
    measured: f64,
    unit: &'static str,
    goal: Goal,
}

impl Figure {
    fn at_least(name: &'static str, measured: f64, unit: &'static str, goal: f64) -> Self {
        Self { name, measured, unit, goal: Goal::AtLeast(goal) }
    }

    fn at_most(name: &'static str, measured: f64, unit: &'static str, goal: f64) -> Self {
        Self { name, measured, unit, goal: Goal::AtMost(goal) }
    }

    fn line(&self) -> String {
        let (sign, goal, reached) = match self.goal {
            Goal::AtLeast(goal) => ("≥", goal, self.measured >= goal),
            Goal::AtMost(goal) => ("≤", goal, self.measured <= goal),
        };
        let word = if reached { "ok" } else { "short" };
        // What is far below one would be shown as nothing.
        let places = if self.measured.abs() < 0.1 { 3 } else { 1 };
        format!(
            "{:<40} {:>12.places$} {:<8} {sign} {goal:<8} {word}",
            self.name, self.measured, self.unit
        )
    }
}

fn report(figure: &Figure) {
    print(&figure.line());
}

/// A figure that could not be taken, and why.
fn report_missing(name: &str, why: &anyhow::Error) {
    print(&format!("{name:<40} {:>12} not measured: {why:#}", "—"));
}

/// What can be measured by itself.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
pub(crate) enum Part {
    /// Pages as people open them.
    Pages,
    /// The machines of the catalog under many records.
    Machines,
    /// Indicators: counted, asked for, shown.
    Figures,
    /// The rush of families for courses.
    Rush,
    /// Taking in a roll.
    Roll,
    /// The engine that makes classes.
    Classes,
    /// The engine that places children at schools.
    Placing,
    /// Families that register for school, and look their results up.
    Entry,
}

/// Measures everything on a new county in `data`, or one part on the county that is there; the
/// solver beside which classes are made takes `peer_seconds` for each of 21 year groups.
pub(crate) async fn run(
    data: &Path,
    (scale, peer_seconds): (usize, u64),
    only: Option<Part>,
) -> anyhow::Result<()> {
    if !matches!(only, None | Some(Part::Classes | Part::Placing)) {
        crate::demo::ensure(data, false, scale).await?;
    }
    match only {
        None => all(data, scale, peer_seconds).await,
        Some(Part::Pages) => serve_and_measure(data).await,
        Some(Part::Machines) => machines::measure(data, scale).await,
        Some(Part::Figures) => figures::measure(data).await,
        Some(Part::Rush) => rush::lines::measure(data, scale).await,
        Some(Part::Roll) => {
            roll::measure(data, scale).await?.iter().for_each(report);
            Ok(())
        }
        Some(Part::Classes) => classes::measure(data, peer_seconds),
        Some(Part::Placing) => placing::measure(data),
        Some(Part::Entry) => entry::measure(data, scale).await,
    }
}

async fn all(data: &Path, scale: usize, peer_seconds: u64) -> anyhow::Result<()> {
    let size = county::make(data, scale).await?;
    size.iter().for_each(report);
    serve_and_measure(data).await?;
    machines::measure(data, scale).await?;
    figures::measure(data).await?;
    entry::measure(data, scale).await?;
    rush::lines::measure(data, scale).await?;
    roll::measure(data, scale).await?.iter().for_each(report);
    draw::measure(data)?;
    placing::measure(data)?;
    classes::measure(data, peer_seconds)
}

async fn serve_and_measure(data: &Path) -> anyhow::Result<()> {
    let server = county::Server::start(data).await?;
    report(&server.start_figure());
    for figure in pages::measure(server.address).await? {
        report(&figure);
    }
    report(&server.memory()?);
    server.stop().await
}
