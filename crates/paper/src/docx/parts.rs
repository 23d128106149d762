//! The parts around the text: content types, relations, styles after the standard, fonts with what
//! stands in for them, page numbers.

use super::escaped;
use crate::model::Document;

/// How a part begins.
pub(super) const DECLARATION: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#;
/// The namespaces of a part with text.
pub(super) const SPACES: &str = r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture""#;

pub(super) const TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/><Override PartName="/word/fontTable.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.fontTable+xml"/><Override PartName="/word/settings.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml"/><Override PartName="/word/footnotes.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"/><Override PartName="/word/footer1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/><Override PartName="/word/footer2.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>"#;

pub(super) const ROOT: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>"#;

pub(super) const SETTINGS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:settings xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:evenAndOddHeaders/><w:characterSpacingControl w:val="compressPunctuation"/><w:footnotePr><w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr><w:compat><w:useFELayout/><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat><w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>"#;

/// What the program that opens the file says of it.
pub(super) fn core(document: &Document) -> String {
    let (title, issuer) = (escaped(&document.title), escaped(&document.issuer));
    format!(
        r#"{DECLARATION}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{title}</dc:title><dc:creator>{issuer}</dc:creator><dc:language>zh-CN</dc:language></cp:coreProperties>"#
    )
}

/// What the text refers to.
pub(super) fn relations(has_qr: bool) -> String {
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let parts = [
        ("rId1", "styles", "styles.xml"),
        ("rId2", "fontTable", "fontTable.xml"),
        ("rId3", "settings", "settings.xml"),
        ("rId4", "footnotes", "footnotes.xml"),
        ("rId5", "footer", "footer1.xml"),
        ("rId6", "footer", "footer2.xml"),
        ("rId7", "image", "media/qr.png"),
    ];
    let all: Vec<String> = parts[..if has_qr { 7 } else { 6 }]
        .iter()
        .map(|(id, kind, target)| {
            format!(r#"<Relationship Id="{id}" Type="{OFFICE}/{kind}" Target="{target}"/>"#)
        })
        .collect();
    let all = all.concat();
    format!(
        r#"{DECLARATION}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{all}</Relationships>"#
    )
}

/// A style of paragraphs: its id, what Chinese calls it, its font, half points, and the rest of its
/// paragraph's and its characters' properties.
struct Style(&'static str, &'static str, &'static str, u32, &'static str, &'static str);

/// The standard's fonts: 小标宋 for the title, 仿宋 for the text, 黑体 and 楷体 for headings.
const SONG: &str = "方正小标宋简体";
const HEI: &str = "黑体";
const KAI: &str = "楷体_GB2312";
const FANG: &str = "仿宋_GB2312";

const CENTRE: &str = r#"<w:jc w:val="center"/>"#;
const FIRST: &str = r#"<w:ind w:firstLineChars="200" w:firstLine="640"/>"#;

/// Sizes are half points: 二号 22, 三号 16, 四号 14 points (GB/T 9704 5.2.2, 7.2, 7.3).
const STYLES: [Style; 12] = [
    Style(
        "Head",
        "发文机关标志",
        SONG,
        72,
        r#"<w:spacing w:before="560" w:after="560" w:line="240" w:lineRule="auto"/><w:jc w:val="center"/>"#,
        r#"<w:color w:val="FF0000"/>"#,
    ),
    Style(
        "Number",
        "发文字号",
        FANG,
        32,
        r#"<w:pBdr><w:bottom w:val="single" w:sz="12" w:space="6" w:color="FF0000"/></w:pBdr><w:jc w:val="center"/>"#,
        "",
    ),
    Style(
        "Title",
        "标题",
        SONG,
        44,
        r#"<w:spacing w:before="0" w:line="640" w:lineRule="exact"/><w:jc w:val="center"/>"#,
        "",
    ),
    Style("To", "主送机关", FANG, 32, "", ""),
    Style(
        "Heading1",
        "一级标题",
        HEI,
        32,
        r#"<w:keepNext/><w:ind w:firstLineChars="200" w:firstLine="640"/><w:outlineLvl w:val="0"/>"#,
        "",
    ),
    Style(
        "Heading2",
        "二级标题",
        KAI,
        32,
        r#"<w:keepNext/><w:ind w:firstLineChars="200" w:firstLine="640"/><w:outlineLvl w:val="1"/>"#,
        "",
    ),
    Style(
        "Heading3",
        "三级标题",
        FANG,
        32,
        r#"<w:keepNext/><w:ind w:firstLineChars="200" w:firstLine="640"/><w:outlineLvl w:val="2"/>"#,
        "",
    ),
    Style(
        "Heading4",
        "四级标题",
        FANG,
        32,
        r#"<w:keepNext/><w:ind w:firstLineChars="200" w:firstLine="640"/><w:outlineLvl w:val="3"/>"#,
        "",
    ),
    Style("Text", "正文段落", FANG, 32, FIRST, ""),
    Style(
        "Signed",
        "落款",
        FANG,
        32,
        r#"<w:keepNext/><w:ind w:rightChars="400" w:right="1280"/><w:jc w:val="right"/>"#,
        "",
    ),
    Style(
        "Imprint",
        "版记",
        FANG,
        28,
        r#"<w:pBdr><w:top w:val="single" w:sz="6" w:space="2" w:color="000000"/><w:bottom w:val="single" w:sz="6" w:space="2" w:color="000000"/></w:pBdr><w:ind w:leftChars="100" w:left="280" w:rightChars="100" w:right="280"/>"#,
        "",
    ),
    Style("Cell", "表格", FANG, 28, CENTRE, ""),
];

fn style(Style(id, name, font, size, paragraph, run): &Style) -> String {
    format!(
        r#"<w:style w:type="paragraph" w:customStyle="1" w:styleId="{id}"><w:name w:val="{name}"/><w:basedOn w:val="Normal"/><w:qFormat/><w:pPr>{paragraph}</w:pPr><w:rPr><w:rFonts w:eastAsia="{font}"/>{run}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr></w:style>"#
    )
}

/// The styles.
pub(super) fn styles() -> String {
    let all: String = STYLES.iter().map(style).collect();
    format!(
        r#"{DECLARATION}<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="{FANG}" w:cs="Times New Roman"/><w:spacing w:val="-5"/><w:sz w:val="32"/><w:szCs w:val="32"/><w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:before="0" w:after="0" w:line="579" w:lineRule="exact"/><w:jc w:val="both"/></w:pPr></w:pPrDefault></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/><w:pPr><w:widowControl w:val="0"/></w:pPr></w:style><w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style><w:style w:type="character" w:styleId="FootnoteReference"><w:name w:val="footnote reference"/><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style><w:style w:type="paragraph" w:styleId="FootnoteText"><w:name w:val="footnote text"/><w:basedOn w:val="Normal"/><w:pPr><w:snapToGrid w:val="0"/><w:spacing w:line="240" w:lineRule="auto"/><w:jc w:val="left"/></w:pPr><w:rPr><w:sz w:val="18"/><w:szCs w:val="18"/></w:rPr></w:style><w:style w:type="paragraph" w:styleId="Footer"><w:name w:val="footer"/><w:basedOn w:val="Normal"/><w:pPr><w:spacing w:line="240" w:lineRule="auto"/></w:pPr><w:rPr><w:rFonts w:eastAsia="宋体"/><w:sz w:val="28"/><w:szCs w:val="28"/></w:rPr></w:style>{all}</w:styles>"#
    )
}

/// The fonts that are named, each with those that may stand in for it.
pub(super) fn fonts() -> String {
    let all: Vec<String> = [
        (SONG, "方正小标宋_GBK,宋体,SimSun,Noto Serif CJK SC"),
        (HEI, "SimHei,Noto Sans CJK SC"),
        (KAI, "楷体,KaiTi,Noto Serif CJK SC"),
        (FANG, "仿宋,FangSong,Noto Serif CJK SC"),
        ("宋体", "SimSun,Noto Serif CJK SC"),
    ]
    .iter()
    .map(|(name, others)| {
        format!(
            r#"<w:font w:name="{name}"><w:altName w:val="{others}"/><w:charset w:val="86"/><w:family w:val="auto"/><w:pitch w:val="variable"/></w:font>"#
        )
    })
    .collect();
    let all = all.concat();
    format!(
        r#"{DECLARATION}<w:fonts xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">{all}</w:fonts>"#
    )
}

/// 页码: — 1 —, one character from the outer edge (GB/T 9704 7.5).
pub(super) fn footer(side: &str, mark: Option<&str>) -> String {
    let run = |text: &str| format!(r#"<w:r><w:t xml:space="preserve">{text}</w:t></w:r>"#);
    let field = |kind: &str| format!(r#"<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>"#);
    let mark = mark.map(|it| {
        format!(r#"<w:p><w:pPr><w:pStyle w:val="Footer"/><w:jc w:val="center"/></w:pPr><w:r><w:rPr><w:sz w:val="18"/></w:rPr><w:t>{}</w:t></w:r></w:p>"#, escaped(it))
    });
    format!(
        r#"{DECLARATION}<w:ftr {SPACES}><w:p><w:pPr><w:pStyle w:val="Footer"/><w:ind w:leftChars="100" w:left="280" w:rightChars="100" w:right="280"/><w:jc w:val="{side}"/></w:pPr>{}{}<w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>{}{}{}{}</w:p>{}</w:ftr>"#,
        run("— "),
        field("begin"),
        field("separate"),
        run("1"),
        field("end"),
        run(" —"),
        mark.unwrap_or_default(),
    )
}
