//! Makes, serves and looks after an installation: what the binary `xueyu` does, as a library so that
//! tests over the whole house can open one.

mod administrators;
mod background;
mod backup;
mod bench;
mod check;
mod classes;
mod config;
mod demo;
mod draw;
mod entries;
mod faults;
mod figures;
mod import;
mod init;
mod metrics;
mod modules;
mod paper;
mod plan_file;
mod serve;
mod tools;
mod upgrade;
mod wiring;

use std::{path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand};

pub use bench::rush;
pub use modules::MODULES;
pub use serve::{demo_site, open_site, serve_demo};
pub use wiring::with_services;

use upgrade::Upgrading;

/// 学域: the platform on which a county's education runs.
#[derive(Debug, Parser)]
#[command(name = "xueyu", version)]
struct Cli {
    /// The folder that holds the installation.
    #[arg(long, global = true, default_value = "data")]
    data: PathBuf,
    /// Writes the log as JSON, a line each.
    #[arg(long, global = true)]
    json_logs: bool,
    /// Runs by the files of this folder instead of those in the binary.
    #[arg(long, global = true)]
    catalog: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serves the installation.
    Serve {
        /// Where to listen, instead of what the configuration says.
        #[arg(long)]
        listen: Option<String>,
        /// Serve demo cells, too.
        #[arg(long)]
        demo: bool,
        /// Upgrade a county that an older version made without copying it first: there is a copy.
        #[arg(long)]
        backed_up: bool,
        /// Milliseconds that each commit takes longer, as on a slow disk: for the benchmark.
        #[arg(long, hide = true, default_value_t = 0)]
        slow_commits: u64,
    },
    /// Makes an installation, or adds a county to it.
    Init {
        /// The first segment of the county's addresses: cixi.
        #[arg(long)]
        key: String,
        /// As people call it: 慈溪市.
        #[arg(long)]
        name: String,
        /// Its division code (GB/T 2260): 330282.
        #[arg(long)]
        division: String,
        /// postgres://…, or nothing for a SQLite file in the data folder.
        #[arg(long)]
        database: Option<String>,
    },
    /// Measures speed and size on a new demo county.
    Bench {
        /// One part in so many of its people; 1 is full size.
        #[arg(long, default_value_t = 1)]
        scale: usize,
        /// How long CP-SAT may search on each of the 21 year groups that classes are made of.
        #[arg(long, default_value_t = 60)]
        peer_seconds: u64,
        /// One part alone, on the county that is there.
        #[arg(long, value_enum)]
        only: Option<bench::Part>,
    },
    /// Lists what a real installation still lacks.
    Check,
    /// Copies a county while it is served.
    Backup {
        /// Which county, where there are several.
        #[arg(long)]
        cell: Option<String>,
        /// A new folder for the copy.
        to: PathBuf,
    },
    /// Brings a copy back into a new installation, the one that --data names.
    Restore {
        /// The folder of the copy.
        from: PathBuf,
        /// The key file, which is kept apart from the copies.
        #[arg(long)]
        keys: PathBuf,
    },
    /// The three administrators, who are made and reset here alone.
    #[command(subcommand)]
    Administrator(administrators::Command),
    /// Balanced classes from a list, without a server.
    #[command(subcommand)]
    Classes(classes::Command),
    /// Takes lists in.
    #[command(subcommand)]
    Import(Import),
    /// The catalog: systems that are files.
    #[command(subcommand)]
    Catalog(Catalog),
    /// Lots that anyone can check: 电脑派位, without a server.
    #[command(subcommand)]
    Draw(draw::Command),
    /// Plans: what they promise, read from a file, without a server.
    #[command(subcommand)]
    Plan(plan_file::Command),
    /// The audit trail.
    #[command(subcommand)]
    Audit(Audit),
    /// The keys of what is sealed.
    #[command(subcommand)]
    Keys(Keys),
    /// Makes the demo county, if it is not there, and serves it.
    Demo {
        /// Make it anew.
        #[arg(long)]
        fresh: bool,
        /// One part in so many of its people; 1 is full size.
        #[arg(long, default_value_t = 1)]
        scale: usize,
        /// Only make it.
        #[arg(long)]
        no_serve: bool,
        /// Only count the published figures from the tables of the county that is there.
        #[arg(long, conflicts_with_all = ["fresh", "no_serve", "listen"])]
        check_figures: bool,
        /// Where to listen.
        #[arg(long)]
        listen: Option<String>,
    },
}

#[derive(Debug, Subcommand)]
enum Import {
    /// The national roll: compares it with the county and tells what differs.
    Roll {
        /// The export, as Excel or CSV.
        file: PathBuf,
        /// Which county, where there are several.
        #[arg(long)]
        cell: Option<String>,
        /// 学校标识码, where the file speaks of one school and does not say which.
        #[arg(long)]
        school: Option<String>,
        /// What to take over: new, moved, changed, left, separated by commas, or all. Whoever is
        /// absent from the file has not left by that, so all does not mean left.
        #[arg(long, value_delimiter = ',')]
        confirm: Vec<String>,
    },
    /// A roster of staff: tells what it would change.
    Staff {
        /// The roster, as Excel or CSV.
        file: PathBuf,
        /// Which county, where there are several.
        #[arg(long)]
        cell: Option<String>,
        /// 学校标识码, where the roster is one school's.
        #[arg(long)]
        school: Option<String>,
        /// Takes over what is right in it.
        #[arg(long)]
        take: bool,
    },
    /// Outside partners and their teachers: adds what the register does not have.
    Partners {
        /// The list, as Excel or CSV.
        file: PathBuf,
        /// Which county, where there are several.
        #[arg(long)]
        cell: Option<String>,
    },
    /// The list of schools, as the list of schools exports it.
    Schools {
        /// The list, as Excel or CSV.
        file: PathBuf,
        /// Which county, where there are several.
        #[arg(long)]
        cell: Option<String>,
    },
}

#[derive(Debug, Subcommand)]
enum Audit {
    /// Follows the chain from its first block and says what is not as it was sealed.
    Verify {
        /// Which county, where there are several.
        #[arg(long)]
        cell: Option<String>,
        /// A head that was kept, as it was printed: it must lie on the chain.
        #[arg(long)]
        head: Option<platform::audit::Head>,
    },
}

#[derive(Debug, Subcommand)]
enum Catalog {
    /// Says what is wrong with the files, line by line.
    Check {
        /// The folder that holds `<domain>/<machine>/<name>.toml`; without one, the files that came
        /// with the program.
        folder: Option<PathBuf>,
    },
    /// Writes the JSON Schema of each machine's files, for editors.
    Schema {
        /// Where to.
        folder: PathBuf,
    },
}

#[derive(Debug, Subcommand)]
enum Keys {
    /// Adds a new key, seals new values with it from now on, and has all old ones sealed anew.
    Rotate,
}

/// Does what the command line says.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let filter =
        tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "info".into());
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if cli.json_logs {
        log.json().init();
    } else {
        log.init();
    }
    if let Some(folder) = &cli.catalog
        && let Err(error) = entries::give(folder)
    {
        complain(&error);
        return ExitCode::FAILURE;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let done = runtime.map_err(anyhow::Error::from).and_then(|it| it.block_on(run(cli)));
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            complain(&error);
            ExitCode::FAILURE
        }
    }
}

/// The causes in one line: whoever runs a command wants those, not where in the code they arose.
#[expect(clippy::print_stderr, reason = "a command's complaint goes to its standard error")]
fn complain(error: &anyhow::Error) {
    eprintln!("xueyu: {error:#}");
}

async fn run(cli: Cli) -> anyhow::Result<()> {
    match cli.command {
        Command::Serve { listen, demo, backed_up, slow_commits } => {
            let upgrading = if backed_up { Upgrading::HasCopy } else { Upgrading::AfterCopy };
            let slow = std::time::Duration::from_millis(slow_commits);
            serve::run(&cli.data, listen, serve::Choices { demo, upgrading, slow }).await
        }
        Command::Init { key, name, division, database } => {
            init::run(&cli.data, init::NewCounty { key, name, division, database }).await
        }
        Command::Bench { scale, peer_seconds, only } => {
            bench::run(&cli.data, (scale, peer_seconds), only).await
        }
        Command::Classes(command) => classes::run(command),
        Command::Check => check::run(&cli.data).await,
        Command::Backup { cell, to } => backup::backup(&cli.data, cell.as_deref(), &to).await,
        Command::Restore { from, keys } => backup::restore(&from, &cli.data, &keys).await,
        Command::Administrator(command) => administrators::run(&cli.data, command).await,
        Command::Import(Import::Roll { file, cell, school, confirm }) => {
            import::take_roll(&cli.data, import::Roll { cell, file, school, confirm }).await
        }
        Command::Import(Import::Partners { file, cell }) => {
            import::take_partners(&cli.data, cell.as_deref(), &file).await
        }
        Command::Import(Import::Schools { file, cell }) => {
            import::take_schools(&cli.data, cell.as_deref(), &file).await
        }
        Command::Import(Import::Staff { file, cell, school, take }) => {
            import::take_staff(&cli.data, import::Staff { cell, file, school, take }).await
        }
        Command::Catalog(Catalog::Check { folder }) => entries::check(folder.as_deref()),
        Command::Catalog(Catalog::Schema { folder }) => entries::write_schemas(&folder),
        Command::Draw(command) => draw::run(command),
        Command::Plan(command) => plan_file::run(command),
        Command::Audit(Audit::Verify { cell, head }) => {
            tools::verify_audit(&cli.data, cell.as_deref(), head).await
        }
        Command::Keys(Keys::Rotate) => tools::rotate_keys(&cli.data).await,
        Command::Demo { check_figures: true, .. } => figures::check(&cli.data).await,
        Command::Demo { fresh, scale, no_serve, listen, .. } => {
            demo::ensure_all(&cli.data, fresh, scale).await?;
            if no_serve { Ok(()) } else { serve::serve_demo(&cli.data, listen).await }
        }
    }
}
