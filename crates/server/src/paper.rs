//! Paper from the command line: A4 pages as HTML that needs nothing but itself, and reads on a phone.

use maud::{DOCTYPE, Markup, PreEscaped, html};

/// Black on white, figures in columns, no page that ends in the middle of a row. On a screen that is
/// narrower than the paper, wide tables scroll and pairs of things stand one below the other.
const STYLE: &str = "
@page { size: A4; margin: 16mm 15mm; @bottom-right { content: '第 ' counter(page) ' 页，共 ' counter(pages) ' 页'; font-size: 9pt; } }
* { box-sizing: border-box; }
body { font: 11pt/1.55 'Noto Serif CJK SC','Source Han Serif SC',SimSun,serif; color: #000; background: #fff; max-width: 180mm; margin: 8mm auto; padding: 0 4mm; }
h1 { font-size: 18pt; line-height: 1.35; text-align: center; margin: 0 0 2mm; }
h2 { font-size: 13pt; margin: 6mm 0 2mm; break-after: avoid; }
p { margin: 0 0 2mm; }
.under { text-align: center; margin: 0 0 5mm; }
.rehearsal { border: 1.2mm solid #000; padding: 2mm; text-align: center; font-size: 15pt; font-weight: 700; margin: 0 0 5mm; }
.wide { overflow-x: auto; margin: 0 0 3mm; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { border: .3mm solid #555; padding: .8mm 1.6mm; text-align: left; vertical-align: top; font-weight: 400; }
thead { display: table-header-group; } thead th { background: #eee; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
tr { break-inside: avoid; }
.n { text-align: right; white-space: nowrap; }
.terms th { width: 32mm; color: #333; }
.counts th, .counts td { padding: .8mm 1.2mm; white-space: nowrap; font-size: 10pt; }
code { font: 9.5pt/1.4 'Noto Sans Mono CJK SC',Consolas,monospace; overflow-wrap: anywhere; }
.digest { border: .5mm solid #000; padding: 3mm; text-align: center; margin: 0 0 3mm; break-inside: avoid; } .digest code { font-size: 12pt; word-spacing: 2mm; } .digest code.large { display: block; font-size: 16pt; word-spacing: 1.5mm; }
.abreast { display: grid; grid-template-columns: 1fr 1fr; gap: 0 6mm; align-items: start; break-inside: avoid; margin: 0 0 4mm; } .abreast table { font-size: 9.5pt; line-height: 1.3; } .abreast th, .abreast td { padding: .4mm 1mm; } .abreast code { font-size: 8.5pt; }
.verdict { border-left: 1.5mm solid #000; padding: 1mm 3mm; font-size: 12pt; break-inside: avoid; }
.sign { display: grid; grid-template-columns: 1fr 1fr; gap: 8mm; margin-top: 10mm; break-inside: avoid; } .sign div { border-bottom: .3mm solid #000; padding-bottom: 8mm; }
.small { font-size: 9.5pt; color: #333; } .lead { break-after: avoid; }
@media (max-width: 600px) { body { margin: 4mm auto; } .abreast { grid-template-columns: 1fr; } .digest code.large { font-size: 12pt; } .terms th { width: 22mm; } .sign { grid-template-columns: 1fr; gap: 5mm; } h1 { font-size: 16pt; } }
table + p { margin-top: 2mm; }
@media print { body { margin: 0; padding: 0 .5mm; max-width: none; font-size: 10pt; line-height: 1.35; } h2 { margin: 3.5mm 0 1.5mm; } .under { margin-bottom: 3mm; } .wide { overflow: visible; } .digest { padding: 1.5mm; margin-bottom: 2mm; } .sign { grid-template-columns: repeat(4, 1fr); gap: 6mm; margin-top: 5mm; } .sign div { padding-bottom: 9mm; } }
";

/// A page under its title.
pub(crate) fn page(title: &str, under: &str, body: &Markup) -> String {
    sheet(title, &html! { h1 { (title) } p.under { (under) } (body) })
}

/// A page whose window is called `name`.
pub(crate) fn sheet(name: &str, body: &Markup) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="zh-CN" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (name) }
                style { (PreEscaped(STYLE)) }
            }
            body { (body) }
        }
    };
    page.into_string()
}

/// A digest in groups that people can read out.
pub(crate) fn digest(caption: &str, digest: &str) -> Markup {
    html! { div.digest { (caption) br; code { (groups(digest).join(" ")) } } }
}

/// A digest on a wall, large enough to be photographed from where people stand.
pub(crate) fn posted(caption: &str, digest: &str) -> Markup {
    let groups = groups(digest);
    html! { div.digest { (caption) @for line in groups.chunks(4) { code.large { (line.join(" ")) } } } }
}

fn groups(digest: &str) -> Vec<&str> {
    digest.as_bytes().chunks(8).filter_map(|it| str::from_utf8(it).ok()).collect()
}

/// Where those who were there sign.
pub(crate) fn signatures(who: &[&str]) -> Markup {
    html! { div.sign { @for it in who { div { (it) "：" } } } }
}
