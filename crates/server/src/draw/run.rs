//! `xueyu draw run`: the values that were drawn, the secret opened, the result.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use draw::{Beacon, Declaration, Sealed, Source, Transcript, Value, Void, tickets};
use serde::Deserialize;
use sheet::{Cell, Column, Export, Kind, Layout};

use super::{
    PROGRAM, PROTOCOL, RESULT, TRANSCRIPT, VERIFIER, VOID, beacon, now, open, pages, read, words,
    write, write_private,
};
use crate::tools::print;

/// A draw on a folder.
#[derive(Debug, clap::Args)]
pub(crate) struct Run {
    #[arg(help = "seal 生成的文件夹")]
    folder: PathBuf,
    #[arg(
        long,
        default_value = "",
        help = "抽到的数，按公示的次序，用逗号隔开，如 \"42,7,88,15,60,3\""
    )]
    values: String,
    #[arg(long, help = "drand 公布的一轮（JSON 文件），按公示的次序")]
    beacon: Vec<PathBuf>,
    #[arg(long, help = "中止这次派位，写明原因；秘密不公开，已抽的数记录在案")]
    void: Option<String>,
}

/// Draws, or breaks off.
pub(super) fn run(task: &Run) -> anyhow::Result<()> {
    let (declaration, sealed) = open(&task.folder)?;
    for (file, what) in [(TRANSCRIPT, "派过位"), (VOID, "作废")] {
        if task.folder.join(file).exists() {
            bail!(
                "已经{what}，见 {file}。重抽要另建文件夹：xueyu draw seal … --after {file} --reason 原因"
            );
        }
    }
    let values = values(task, declaration.terms().sources.as_slice())?;
    for (source, value) in declaration.terms().sources.iter().zip(&values) {
        beacon::check(source, value)?;
    }
    if let Some(reason) = &task.void {
        let void = Void::new(declaration, values, &now(), PROGRAM, reason)?;
        write(&task.folder.join(VOID), void.file().as_bytes())?;
        print(&format!("已中止，记录在 {VOID}，摘要 {}", void.digest()));
        return Ok(());
    }
    let transcript = Transcript::draw(declaration, values, sealed.opening(), &now(), PROGRAM)?;
    let file = transcript.file();
    // What is handed out has been read back as anyone will read it.
    let transcript = Transcript::read(file.as_bytes()).context("结果没有通过自身核验")?;
    write(&task.folder.join(TRANSCRIPT), file.as_bytes())?;
    write(&task.folder.join(PROTOCOL), pages::protocol(&transcript).as_bytes())?;
    write_private(&task.folder.join(RESULT), &result(&transcript, &sealed)?)?;
    tell(&transcript);
    Ok(())
}

fn tell(transcript: &Transcript) {
    let (declaration, outcome) = (transcript.declaration(), transcript.outcome());
    if declaration.terms().rehearsal {
        print("模拟派位：只作演练，结果不算数");
    }
    print(&format!("种子 {}", outcome.seed));
    if let Some((start, step)) = outcome.circle {
        print(&format!("起始号 {start}，步长 {step}"));
    }
    print(&words::counts(transcript));
    print(&format!("证据摘要 {}", transcript.digest()));
    print(&format!(
        "{TRANSCRIPT} 公布，任何人可用 {VERIFIER} 核验；{PROTOCOL} 打印签字；{RESULT} 内部使用；密封.json 仍须保密，凭它能看出谁是谁。"
    ));
}

/// What drand publishes of a round.
#[derive(Deserialize)]
struct Published {
    round: u64,
    randomness: draw::Digest,
    signature: String,
    #[serde(default)]
    previous_signature: Option<String>,
}

/// The values in the order of their sources; as many as are there when the draw is broken off.
fn values(task: &Run, sources: &[Source]) -> anyhow::Result<Vec<Value>> {
    let plain = task.values.replace(['，', '、', ';', '；', '\n'], ",");
    let mut given = plain.split(',').map(str::trim).filter(|it| !it.is_empty());
    let mut beacons = task.beacon.iter();
    let mut all = Vec::new();
    for source in sources {
        let value = match source {
            Source::Drand { round, .. } => {
                beacons.next().map(|it| published(it, *round)).transpose()?
            }
            Source::Site { .. } => given.next().map(|it| Value::Text(without_zeros(it))),
            Source::Lottery { .. } => given
                .next()
                .map(|it| Value::Text(it.split_whitespace().collect::<Vec<_>>().join(" "))),
        };
        match value {
            Some(it) => all.push(it),
            None if task.void.is_some() => return Ok(all),
            None => bail!(
                "还缺第 {} 项公开取值：{}。{}",
                all.len() + 1,
                words::source(source),
                needed(sources)
            ),
        }
    }
    if given.next().is_some() || beacons.next().is_some() {
        bail!("给出的取值比公示要求的多。{}", needed(sources));
    }
    Ok(all)
}

fn needed(sources: &[Source]) -> String {
    let all: Vec<_> = sources.iter().map(words::source).collect();
    format!("依次需要：{}", all.join("；"))
}

/// `0427` as drawn is the number 427.
fn without_zeros(text: &str) -> String {
    let short = text.trim_start_matches('0');
    if short.is_empty() && !text.is_empty() { "0".to_owned() } else { short.to_owned() }
}

fn published(path: &Path, round: u64) -> anyhow::Result<Value> {
    let name = || path.display().to_string();
    let it: Published = serde_json::from_slice(&read(path)?).with_context(name)?;
    if it.round != round {
        bail!("{} 是第 {} 轮，公示要求第 {round} 轮", name(), it.round);
    }
    let previous = it.previous_signature.filter(|it| !it.is_empty());
    Ok(Value::Beacon(Beacon { randomness: it.randomness, signature: it.signature, previous }))
}

/// The result by 报名号, for those who may know whose it is.
fn result(transcript: &Transcript, sealed: &Sealed) -> anyhow::Result<Vec<u8>> {
    let (declaration, outcome) = (transcript.declaration(), transcript.outcome());
    let (units, rule) = (declaration.units(), &declaration.terms().rule);
    let tickets = tickets(&outcome.seed, units.ids());
    let mut rank_of = vec![0; units.len()];
    for (rank, at) in outcome.order.iter().enumerate() {
        rank_of[*at] = rank;
    }
    let mut lines: Vec<_> = sealed
        .numbers()
        .iter()
        .filter_map(|number| Some((units.find(&sealed.key().entry(number))?, number)))
        .map(|(at, number)| (rank_of[at], number, at))
        .collect();
    lines.sort_unstable();
    let results = words::results(transcript);
    let demo = declaration.terms().rehearsal;
    let mut export = Export::xlsx(std::io::Cursor::new(Vec::new()), &layout(declaration), demo)?;
    for (rank, number, at) in lines {
        let unit = units.unit(at);
        let ticket = tickets[at].to_string();
        export.row(&[
            Cell::Integer(i64::try_from(rank + 1)?),
            Cell::Text(number),
            Cell::Text(&rule.groups()[unit.group]),
            Cell::Integer(i64::try_from(unit.entries.len())?),
            Cell::Text(&results[at]),
            Cell::Integer(i64::try_from(at + 1)?),
            Cell::Text(&ticket),
        ])?;
    }
    Ok(export.finish()?.into_inner())
}

fn layout(declaration: &Declaration) -> Layout {
    let kinds = [
        ("rank", "位次", Kind::Integer),
        ("number", "报名号", Kind::Text),
        ("group", "组别", Kind::Text),
        ("size", "捆绑人数", Kind::Integer),
        ("result", "结果", Kind::Text),
        ("unit", "名单编号", Kind::Integer),
        ("ticket", "票", Kind::Text),
    ];
    let name = if declaration.terms().rehearsal { "模拟派位结果" } else { "派位结果" };
    Layout::new(name, kinds.map(|(key, title, kind)| Column::new(key, title, kind)).into())
}
