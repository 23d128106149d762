//! What an operator asks of an installation from the command line.

use std::path::Path;

use platform::{
    audit::{self, Head, Report},
    seal::{self, KeyFile},
};

use crate::{
    config::{Config, key_file},
    wiring::{House, OpenCell},
};

/// Opens one cell of the installation in `data`.
pub(crate) async fn open(data: &Path, key: Option<&str>) -> anyhow::Result<(House, OpenCell)> {
    let config = Config::load(data)?;
    let house = House::open(data, false)?;
    let cell = house.cell(data, config.cell(key)?).await?;
    Ok((house, cell))
}

/// Follows the chain of the audit trail, and fails where it is not whole.
pub(crate) async fn verify_audit(
    data: &Path,
    key: Option<&str>,
    kept: Option<Head>,
) -> anyhow::Result<()> {
    let (house, cell) = open(data, key).await?;
    let report = audit::verify(&cell.db, kept).await?;
    print(&summary(&report, house.clock.now()));
    if report.is_whole() { Ok(()) } else { anyhow::bail!("审计链不完整，见上面各行") }
}

fn summary(report: &Report, now: jiff::Timestamp) -> String {
    let head = report.head.as_ref().map_or_else(|| "(空)".to_owned(), ToString::to_string);
    let mut lines = vec![
        format!("区块 {} 个，记录 {} 条", report.blocks, report.records),
        format!("链头 {head}"),
        format!("未封存 {} 条", report.unsealed),
    ];
    if let Some(age) = report.oldest_age(now) {
        lines.push(format!("最早一条已等待 {} 秒", age.as_secs()));
    }
    lines.extend(report.findings.iter().map(|it| format!("问题：{it}")));
    lines.join("\n")
}

/// Adds a key to the key file and has every county sealed anew with it. The work is a job: a server
/// that runs takes it up at once, else the next one that starts.
pub(crate) async fn rotate_keys(data: &Path) -> anyhow::Result<()> {
    let config = Config::load(data)?;
    let key = KeyFile::open(&key_file(data))?.add_key()?;
    print(&format!(
        "新密钥 {key} 已加入密钥文件，请立即另行备份。新写入的数据用它加密，旧密钥仍要保留。"
    ));
    let house = House::open(data, false)?;
    for cell in &config.cells {
        let open = house.cell(data, cell).await?;
        let ordered: Result<_, db::Error> =
            platform::act!(open.system(&house), "seal.rotate", |act| {
                act.note("key", &key);
                seal::order_rotation(act).await
            });
        print(&format!("{}：重新加密已排队，任务 {}", cell.name, ordered?));
    }
    Ok(())
}

#[expect(clippy::print_stdout, reason = "a command's answer goes to its standard output")]
pub(crate) fn print(text: &str) {
    println!("{text}");
}
