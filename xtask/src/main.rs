//! Work on the repository itself: `cargo xtask tidy` checks the rules of the house.

mod tidy;

use std::{
    env,
    path::{Path, PathBuf},
    process::ExitCode,
};

const HELP: &str = "\
cargo xtask tidy [FOLDER]  check the rules of the house (CONTRIBUTING.md explains them)
cargo xtask rules          list the rules, one a line";

fn main() -> anyhow::Result<ExitCode> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask lies in the workspace");
    match env::args().nth(1).as_deref() {
        Some("tidy") => {
            let folder = env::args_os().nth(2).map_or_else(|| root.to_owned(), PathBuf::from);
            let tree = tidy::Tree::of_repository(&folder)?;
            let findings = tidy::findings(&tree);
            for it in &findings {
                println!("{it}");
            }
            println!("tidy: {} files, {} findings", tree.files.len(), findings.len());
            Ok(if findings.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
        }
        Some("rules") => {
            for rule in tidy::RULES {
                println!("{:<16} {}", rule.name, rule.says);
            }
            Ok(ExitCode::SUCCESS)
        }
        _ => {
            println!("{HELP}");
            Ok(ExitCode::FAILURE)
        }
    }
}
