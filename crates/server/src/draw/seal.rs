//! `xueyu draw seal`: from a list to a declaration that can be posted, and a sealed list.

use std::path::PathBuf;

use anyhow::{Context as _, bail};
use clap::ValueEnum;
use draw::{
    Chain, Commitment, Declaration, Entry, Evidence, Last, List, Previous, Randomness, Rule,
    Sealed, Source, Terms,
};

use vocab::normalise;

use super::{
    DECLARATION, NOTICE, PROGRAM, SEALED, VERIFIER, VERIFIER_PAGE, list, make_folder, now, pages,
    read, words, write, write_private,
};
use crate::{faults, tools::print};

/// Who draws a number on site, and among how many, where nothing else is said.
const DRAWERS: u64 = 6;
const DRAWN_MOST: u64 = 99;

/// What is settled before a draw.
#[derive(Debug, clap::Args)]
pub(crate) struct Seal {
    #[arg(
        help = "名单：xlsx 或 CSV，列名 报名号（必填）、组别、捆绑号、捆绑人数。不要放姓名和证件号"
    )]
    list: PathBuf,
    #[arg(help = "新文件夹，这次派位的文件都在里面")]
    folder: PathBuf,
    #[arg(long, help = "名称，如 实验小学2027年秋季一年级电脑派位")]
    title: String,
    #[arg(long, help = "主办单位")]
    organiser: String,
    #[arg(long, value_enum, default_value = "admit", help = "派位方式")]
    kind: Kind,
    #[arg(long, help = "名额。分组抽取时每组写一次：组别=名额")]
    places: Vec<String>,
    #[arg(long, help = "组别，按录取先后依次写，每组一次")]
    group: Vec<String>,
    #[arg(long, value_enum, default_value = "skip", help = "捆绑的人比剩余名额多时怎么办")]
    last: LastPlace,
    #[arg(long, help = "配对的对象，依次写，每个一次，如 一(1)班")]
    target: Vec<String>,
    #[arg(long, help = "循环派位的最大步长，默认为单位数")]
    step_most: Option<u64>,
    #[arg(long, help = "循环派位的起始号和步长由现场抽取，不由种子产生")]
    step_on_site: bool,
    #[arg(long, help = "现场抽数：名称=最小-最大。默认 6 位家长代表各抽 0 至 99")]
    site: Vec<String>,
    #[arg(long, help = "公开开奖：名称和期号=可能结果数，如 体彩排列五第27200期=100000")]
    lottery: Vec<String>,
    #[arg(long, help = "drand 信标：quicknet:轮次 或 default:轮次")]
    drand: Vec<String>,
    #[arg(long, help = "保管秘密的单位，默认为主办单位；可写公证处")]
    keeper: Option<String>,
    #[arg(long, help = "模拟派位：只作演练，处处标明")]
    rehearsal: bool,
    #[arg(long, requires = "reason", help = "重抽：上一次的证据、作废记录或公示文件")]
    after: Option<PathBuf>,
    #[arg(long, requires = "after", help = "重抽的原因")]
    reason: Option<String>,
}

/// The kinds, as they are written on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Kind {
    #[value(help = "全体排序，不录取")]
    Rank,
    #[value(help = "排序录取；有组别时按 --group 的先后")]
    Admit,
    #[value(help = "分组抽取，每组各有名额")]
    Sample,
    #[value(help = "循环派位：起始号加步长")]
    Circular,
    #[value(help = "一一配对，如班主任与班级")]
    Pair,
}

/// What happens at the last place, as it is written on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum LastPlace {
    #[value(help = "超额录取")]
    Extend,
    #[value(help = "跳过，由后面进得了的递补")]
    Skip,
    #[value(help = "停止录取，余额保留，整组候补第一")]
    Standby,
}

/// Seals.
pub(super) fn run(task: Seal) -> anyhow::Result<()> {
    let entries = list::load(&task.list)?;
    let groups = groups(&task, &entries)?;
    let units = entries.len() - bundled(&entries);
    let rule = rule(&task, groups, units)?;
    let sources = sources(&task, &rule, units, units < entries.len())?;
    let previous = previous(&task)?;
    let list = match List::new(entries, &rule) {
        Ok(it) => it,
        Err(defects) => return faults::refuse(&task.list, &defects),
    };
    let mut random = Randomness([0; 96]);
    getrandom::fill(&mut random.0).context("系统给不出随机数")?;
    let sealed = Sealed::new(&list, &random);
    let keeper = task.keeper.unwrap_or_else(|| task.organiser.clone());
    let terms = Terms {
        title: task.title,
        organiser: task.organiser,
        rehearsal: task.rehearsal,
        declared: now(),
        program: PROGRAM.to_owned(),
        rule,
        sources,
        commitment: Commitment { keeper, sm3: sealed.opening().commitment() },
        previous,
    };
    let declaration = match Declaration::new(terms, list.salted(sealed.key())) {
        Ok(it) => it,
        Err(defects) => return faults::refuse(&task.list, &defects),
    };
    make_folder(&task.folder)?;
    write(&task.folder.join(DECLARATION), declaration.file().as_bytes())?;
    write_private(&task.folder.join(SEALED), sealed.file(&declaration).as_bytes())?;
    write(&task.folder.join(NOTICE), pages::notice(&declaration).as_bytes())?;
    write(&task.folder.join(VERIFIER), VERIFIER_PAGE.as_bytes())?;
    tell(&declaration, &task.folder.display().to_string());
    Ok(())
}

fn tell(declaration: &Declaration, folder: &str) {
    let terms = declaration.terms();
    if terms.rehearsal {
        print("模拟派位：只作演练，结果不算数");
    }
    let units = declaration.units();
    print(&format!("{}：{} 人，{} 个单位", terms.title, units.people(), units.len()));
    print(&format!("规则：{}", words::rule(&terms.rule, units)));
    print(&format!("公示摘要 {}", declaration.digest()));
    print(&format!("{folder}/{NOTICE} 打印张贴，{DECLARATION} 和 {VERIFIER} 公布。"));
    print(&format!("{SEALED} 是秘密，由{}保管到派位时，不得外传。", terms.commitment.keeper));
    print("派位时依次需要：");
    for (at, it) in terms.sources.iter().enumerate() {
        print(&format!("  {}. {}", at + 1, words::source(it)));
    }
}

/// How many of the entries do not count as units of their own.
fn bundled(entries: &[Entry]) -> usize {
    let mut names: Vec<_> = entries.iter().filter_map(|it| it.bundle.as_deref()).collect();
    names.sort_unstable();
    let all = names.len();
    names.dedup();
    all - names.len()
}

/// The groups: as said, written as the list's cells are read, or the only one that the list has.
fn groups(task: &Seal, entries: &[Entry]) -> anyhow::Result<Vec<String>> {
    if !task.group.is_empty() {
        return Ok(task.group.iter().map(|it| normalise(it)).collect());
    }
    if task.kind == Kind::Sample {
        return task.places.iter().map(|it| Ok(normalise(halves(it, "--places")?.0))).collect();
    }
    let mut found: Vec<_> = entries.iter().map(|it| it.group.clone()).collect();
    found.sort_unstable();
    found.dedup();
    match &found[..] {
        [one] if !one.is_empty() => Ok(vec![one.clone()]),
        [] | [_] => Ok(vec!["全体".to_owned()]),
        several => {
            let named: Vec<_> =
                several.iter().map(|it| if it.is_empty() { "（空）" } else { it }).collect();
            bail!("名单里有组别 {}。请用 --group 按录取先后逐个写明", named.join("、"))
        }
    }
}

fn rule(task: &Seal, groups: Vec<String>, units: usize) -> anyhow::Result<Rule> {
    let last = match task.last {
        LastPlace::Extend => Last::Extend,
        LastPlace::Skip => Last::Skip,
        LastPlace::Standby => Last::Standby,
    };
    let places = || match &task.places[..] {
        [one] => number(one, "--places"),
        _ => bail!("请用 --places 写一个名额数"),
    };
    Ok(match task.kind {
        Kind::Rank => Rule::Rank { groups },
        Kind::Admit => Rule::Admit { groups, places: places()?, last },
        Kind::Sample => {
            let places = groups.iter().map(|it| places_of(task, it));
            Rule::Sample { places: places.collect::<anyhow::Result<_>>()?, groups, last }
        }
        Kind::Circular => {
            let step_most = task.step_most.unwrap_or(units as u64);
            Rule::Circular { groups, places: places()?, last, step_most, drawn: task.step_on_site }
        }
        Kind::Pair => Rule::Pair { groups, targets: task.target.clone() },
    })
}

fn places_of(task: &Seal, group: &str) -> anyhow::Result<u64> {
    for it in &task.places {
        let (name, places) = halves(it, "--places")?;
        if normalise(name) == group {
            return number(places, "--places");
        }
    }
    bail!("分组抽取缺少组别“{group}”的名额：--places {group}=人数")
}

fn sources(task: &Seal, rule: &Rule, units: usize, bundles: bool) -> anyhow::Result<Vec<Source>> {
    let site = |name: &str, least, most| Source::Site { name: name.to_owned(), least, most };
    let mut all = Vec::new();
    if let Rule::Circular { drawn: true, step_most, .. } = rule {
        all.push(site("起始号", 1, units as u64));
        all.push(site("步长", 1, *step_most));
    }
    for it in &task.site {
        let (name, range) = halves(it, "--site")?;
        let (least, most) = range.split_once('-').context("--site 应写成 名称=最小-最大")?;
        all.push(site(name, number(least, "--site")?, number(most, "--site")?));
    }
    for it in &task.lottery {
        let (name, outcomes) = halves(it, "--lottery")?;
        let outcomes = number(outcomes, "--lottery")?;
        all.push(Source::Lottery { name: name.to_owned(), outcomes });
    }
    for it in &task.drand {
        let (chain, round) = it.split_once(':').context("--drand 应写成 quicknet:轮次")?;
        let chain = match chain {
            "quicknet" => Chain::Quicknet,
            "default" => Chain::Default,
            other => bail!("不认识的 drand 链“{other}”，可用 quicknet 或 default"),
        };
        all.push(Source::Drand { chain, round: number(round, "--drand")? });
    }
    // Start and step by hand are enough where no bundles are; see `Declaration`.
    let by_hand = matches!(rule, Rule::Circular { drawn: true, .. });
    if all.is_empty() || (all.len() == 2 && by_hand && bundles) {
        let drawer = |it| site(&format!("第 {it} 位家长代表"), 0, DRAWN_MOST);
        all.extend((1..=DRAWERS).map(drawer));
    }
    Ok(all)
}

fn previous(task: &Seal) -> anyhow::Result<Option<Previous>> {
    let (Some(file), Some(reason)) = (&task.after, &task.reason) else { return Ok(None) };
    let earlier = Evidence::read(&read(file)?).with_context(|| file.display().to_string())?;
    let previous = earlier.as_previous(reason);
    Ok(Some(previous.with_context(|| format!("{} 是凭证，不是一次派位", file.display()))?))
}

fn halves<'t>(text: &'t str, option: &str) -> anyhow::Result<(&'t str, &'t str)> {
    text.rsplit_once('=').with_context(|| format!("{option} “{text}”里缺少“=”"))
}

fn number(text: &str, option: &str) -> anyhow::Result<u64> {
    text.trim().parse().with_context(|| format!("{option} 的“{text}”不是整数"))
}
