//! Puts the files of `web-assets/dist` into the binary, so that one file is all there is to install.

use std::{env, fmt::Write as _, fs, path::Path};

fn main() {
    let here = env::var("CARGO_MANIFEST_DIR").expect("cargo sets it");
    let dist = Path::new(&here).join("../../web-assets/dist");
    let manifest = dist.join("manifest.txt");
    println!("cargo::rerun-if-changed={}", manifest.display());
    let Ok(lines) = fs::read_to_string(&manifest) else {
        println!(
            "cargo::error=web-assets/dist is not there: run `./dev assets` once, then build again"
        );
        return;
    };
    let out = Path::new(&env::var("OUT_DIR").expect("cargo sets it")).join("assets.rs");
    fs::write(out, table(&dist, &lines)).expect("OUT_DIR can be written");
}

/// The table of files as Rust source: a line `name hashed` of the manifest becomes one entry.
fn table(dist: &Path, lines: &str) -> String {
    let mut source = String::from("&[\n");
    for line in lines.lines() {
        let (name, hashed) = line.split_once(' ').expect("build.mjs writes two words a line");
        let plain = dist.join(hashed).display().to_string();
        let (brotli, gzip) = (format!("{plain}.br"), format!("{plain}.gz"));
        writeln!(
            source,
            "Asset {{ name: {name:?}, url: \"/assets/{hashed}\", plain: include_bytes!({plain:?}), \
             brotli: include_bytes!({brotli:?}), gzip: include_bytes!({gzip:?}) }},"
        )
        .expect("a string takes all");
    }
    source.push(']');
    source
}
