//! Rules, values and results in the words of those who read them.

use draw::{Beacon, Chain, Last, Rule, Source, Transcript, Units, Value};
use jiff::Timestamp;
use vocab::civil_at;

/// The rule in a sentence. `units` say whether bundles change it.
pub(super) fn rule(rule: &Rule, units: &Units) -> String {
    let last =
        |it: Last| if units.has_bundles() { format!("；{}", last(it)) } else { String::new() };
    // By number, too: a receipt says the number, and names may look alike.
    let named: Vec<_> = (1..)
        .zip(rule.groups())
        .map(|(at, name): (usize, _)| format!("第 {at} 组 {name}"))
        .collect();
    let order = named.join(" → ");
    let several = rule.groups().len() > 1;
    let first = if several { format!("，先后：{order}") } else { String::new() };
    match rule {
        Rule::Rank { .. } => format!("全体按票排序{first}"),
        Rule::Admit { places, last: it, .. } => {
            format!("按票排序录取，名额 {places} 个{first}{}", last(*it))
        }
        Rule::Sample { places, last: it, .. } => {
            let each: Vec<_> =
                named.iter().zip(places).map(|(name, it)| format!("{name} {it} 个")).collect();
            format!("分组抽取：{}{}", each.join("、"), last(*it))
        }
        Rule::Circular { places, last: it, step_most, drawn, .. } => {
            let from = if *drawn { "由现场抽取" } else { "由种子产生" };
            let seats = if units.has_bundles() {
                "名单里有捆绑，座位按票从小到大排"
            } else {
                "座位按名单编号排"
            };
            format!(
                "循环派位，名额 {places} 个，起始号和步长（最大 {step_most}）{from}，{seats}{}",
                last(*it)
            )
        }
        Rule::Pair { targets, .. } => {
            format!("一一配对，票最小的得第一个：{}", targets.join("、"))
        }
    }
}

fn last(last: Last) -> &'static str {
    match last {
        Last::Extend => "最后名额遇捆绑：超额录取，整组进，名额随之增加",
        Last::Skip => "最后名额遇捆绑：进不了就跳过，由后面进得了的递补",
        Last::Standby => "最后名额遇捆绑：进不了就停止录取，余额保留，整组排候补第一",
    }
}

/// Where a value comes from.
pub(super) fn source(it: &Source) -> String {
    match it {
        Source::Site { name, least, most } => format!("{name}（现场抽取，{least} 至 {most}）"),
        Source::Lottery { name, outcomes } => {
            format!("{name}（公开开奖号码，共 {outcomes} 种可能）")
        }
        Source::Drand { chain, round } => {
            let due = due(*chain, *round);
            format!("{}（公共随机信标，{due} 公布）", it.name())
        }
    }
}

/// When a round is published, so that whoever saw the notice knows which came first.
fn due(chain: Chain, round: u64) -> String {
    let due = Timestamp::from_second(chain.due(round));
    due.map(|it| civil_at(it).strftime("%Y-%m-%d %H:%M:%S").to_string()).unwrap_or_default()
}

/// A value as it is written down.
pub(super) fn value(it: &Value) -> String {
    match it {
        Value::Text(text) => text.clone(),
        Value::Beacon(Beacon { randomness, .. }) => randomness.to_string(),
    }
}

/// How many got what.
pub(super) fn counts(transcript: &Transcript) -> String {
    let (units, outcome) = (transcript.declaration().units(), transcript.outcome());
    let all = format!("共 {} 人，{} 个单位", units.people(), units.len());
    if transcript.declaration().terms().rule.last().is_none() {
        return all;
    }
    let people: usize = outcome.admitted.iter().map(|it| units.unit(*it).entries.len()).sum();
    let waiting = units.len() - outcome.admitted.len();
    format!("{all}；录取 {people} 人（{} 个单位），候补 {waiting} 个单位", outcome.admitted.len())
}

/// What came of each unit, in the order of the list.
pub(super) fn results(transcript: &Transcript) -> Vec<String> {
    let (declaration, outcome) = (transcript.declaration(), transcript.outcome());
    let (units, rule) = (declaration.units(), &declaration.terms().rule);
    let mut all = vec![String::new(); units.len()];
    // What a rehearsal says is not to be taken for what counts, not even in a cell copied out of it.
    let admitted = if declaration.terms().rehearsal { "模拟录取" } else { "录取" };
    for it in &outcome.admitted {
        admitted.clone_into(&mut all[*it]);
    }
    let mut waiting = vec![0; rule.groups().len()];
    for (rank, at) in outcome.order.iter().enumerate() {
        match rule {
            Rule::Rank { .. } => {}
            Rule::Pair { targets, .. } => all[*at].clone_from(&targets[rank]),
            _ if !all[*at].is_empty() => {}
            _ => {
                // Strata have waiting lists of their own.
                let strata = matches!(rule, Rule::Sample { .. });
                let list = if strata { units.unit(*at).group } else { 0 };
                waiting[list] += 1;
                all[*at] = format!("候补 {}", waiting[list]);
            }
        }
    }
    all
}
