//! What is printed: the notice before a draw and the protocol after it, on A4, as HTML that needs
//! nothing but itself.

use draw::{Declaration, Rule, Transcript, odds, tickets};
use maud::{Markup, html};

use super::{VERIFIER, words};
use crate::paper;

fn page(heading: &str, declaration: &Declaration, body: &Markup) -> String {
    let terms = declaration.terms();
    let mark = if terms.rehearsal { "【模拟】" } else { "" };
    let body = html! {
        @if terms.rehearsal { p.rehearsal { "模拟派位 · 只作演练 · 结果不算数" } }
        h1 { (terms.title) }
        p.under { (heading) " · " (terms.organiser) }
        (body)
    };
    paper::sheet(&format!("{mark}{heading}"), &body)
}

fn terms(declaration: &Declaration) -> Markup {
    let (terms, units) = (declaration.terms(), declaration.units());
    html! {
        table.terms { tbody {
            tr { th { "名单" } td { (units.people()) " 人，共 " (units.len()) " 个单位（捆绑算一个）" } }
            tr { th { "规则" } td { (words::rule(&terms.rule, units)) } }
            tr { th { "公开取值" } td { @for (at, it) in terms.sources.iter().enumerate() { (at + 1) ". " (words::source(it)) br; } } }
            tr { th { "秘密的承诺" } td { "由" (terms.commitment.keeper) "保管，派位时公开" br; code { (terms.commitment.sm3) } } }
            tr { th { "名单的根" } td { code { (declaration.root()) } } }
            tr { th { "公示时间" } td { (terms.declared) "（北京时间）" } }
            tr { th { "程序" } td { (terms.program) "，格式 xueyu-draw/1" } }
            @if let Some(it) = &terms.previous {
                tr { th { "重抽" } td { "原因：" (it.reason) br; "上一次的公示摘要 " code { (it.declaration) } } }
            }
        } }
    }
}

/// What is posted before the draw.
pub(super) fn notice(declaration: &Declaration) -> String {
    let rule = &declaration.terms().rule;
    let body = html! {
        (paper::posted("公示摘要（请拍照或抄下，派位后逐位比对）", &declaration.digest().to_string()))
        h2 { "事先定好的" }
        (terms(declaration))
        @if let Some(all) = odds(rule, declaration.units()) {
            h2 { "录取的机会（按规则算出）" }
            table {
                thead { tr { th { "组别" } th { "单位" } th { "单位数" } th { "录取的机会" } } }
                tbody { @for it in all {
                    tr { td { (rule.groups()[it.group]) } td { @if it.size == 1 { "单人" } @else { "捆绑 " (it.size) " 人" } } td { (it.units) } td { (percent(it.chance)) } }
                } }
            }
        }
        h2 { "怎样产生结果，怎样核对" }
        ol {
            li { "上面各项连同加盐的名单已经封存，摘要是它的指纹：改一个字，摘要就变。" }
            li { "派位时依次抽出公开取值，再公开秘密，合在一起用国密 SM3 算出种子。" (how(rule)) }
            li { "谁也不能单独决定种子：抽数时秘密未公开，定秘密时数还没有抽。" }
            li { "派位后公布《证据》文件。用《" (VERIFIER) "》在手机或电脑上打开（不用联网），就能自己重算一遍；持《凭证》可查自己孩子。" }
        }
    };
    page("派位公示", declaration, &body)
}

/// From the seed to an order, in a sentence.
fn how(rule: &Rule) -> &'static str {
    match rule {
        Rule::Circular { drawn: true, .. } => {
            "从现场抽出的起始号开始，在剩下的座位里每数到步长取一个，取出的次序就是先后。"
        }
        Rule::Circular { .. } => {
            "由种子算出起始号和步长：从起始号开始，在剩下的座位里每数到步长取一个，取出的次序就是先后。"
        }
        _ => "种子加每个单位的编号算出“票”，票从小到大排先后。",
    }
}

fn percent(chance: f64) -> String {
    format!("{:.2}%", chance * 100.0)
}

/// What is signed after the draw.
pub(super) fn protocol(transcript: &Transcript) -> String {
    let declaration = transcript.declaration();
    let outcome = transcript.outcome();
    let body = html! {
        (paper::digest("证据摘要", &transcript.digest().to_string()))
        p { (words::counts(transcript)) "。" }
        h2 { "事先公示的" }
        p { "公示摘要 " code { (declaration.digest()) } }
        (terms(declaration))
        h2 { "现场" }
        table.terms { tbody {
            tr { th { "派位时间" } td { (transcript.drawn()) "（北京时间）" } }
            @for (source, value) in declaration.terms().sources.iter().zip(transcript.values()) {
                tr { th { (source.name()) } td { code { (words::value(value)) } } }
            }
            tr { th { "公开的秘密" } td { code { (transcript.secret()) } } }
            tr { th { "种子" } td { code { (outcome.seed) } } }
            @if let Some((start, step)) = outcome.circle { tr { th { "起始号、步长" } td { (start) "、" (step) } } }
        } }
        // Signed on the first sheet: the digest binds all others.
        (paper::signatures(&["主办单位", "公证员", "家长代表", "监督人员"]))
        h2 { "结果" }
        p.small.lead { "名单编号是公示名单里的序号，不是报名号；各家《凭证》写明自己的编号。票只印前 12 位。" }
        (result_table(transcript))
    };
    page("派位记录", declaration, &body)
}

/// Rows that stand below each other on a sheet, beside as many.
const ROWS: usize = 44;

/// Everybody's place, in tables of a sheet's height, two abreast.
fn result_table(transcript: &Transcript) -> Markup {
    let (declaration, outcome) = (transcript.declaration(), transcript.outcome());
    let (units, rule) = (declaration.units(), &declaration.terms().rule);
    let tickets = tickets(&outcome.seed, units.ids());
    let results = words::results(transcript);
    let (grouped, bundled) = (rule.groups().len() > 1, units.has_bundles());
    let places: Vec<(usize, usize)> = (1..).zip(outcome.order.iter().copied()).collect();
    html! {
        @for sheet in places.chunks(2 * ROWS) { div.abreast { @for part in sheet.chunks(ROWS) {
            table {
                thead { tr {
                    th { "位次" } th { "编号" } @if grouped { th { "组别" } } @if bundled { th { "人数" } } th { "票" } th { "结果" }
                } }
                tbody { @for (rank, at) in part {
                    tr {
                        td { (rank) } td { (at + 1) }
                        @if grouped { td { (rule.groups()[units.unit(*at).group]) } }
                        @if bundled { td { (units.unit(*at).entries.len()) } }
                        td { code { (tickets[*at].to_string()[..12]) } } td { (results[*at]) }
                    }
                } }
            }
        } } }
    }
}
