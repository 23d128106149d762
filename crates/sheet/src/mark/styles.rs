//! The workbook's styles, with red and yellow twins of those that marked cells have: number
//! formats, fonts and borders stay.

use std::{collections::HashMap, ops::Range};

use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};

use crate::{finding::Severity, refusal::Refusal};

/// The colours, each one off from what Excel's own styles use, so that ours can be told again.
const RED: &str = "FFFFC7CF";
const YELLOW: &str = "FFFFEB9D";

/// The styles of a workbook and what is added to them.
pub(crate) struct Styles<'t> {
    text: &'t str,
    /// The start tag of `<fills>`, and where its end tag begins.
    fills: Option<(Range<usize>, usize)>,
    /// The same of `<cellXfs>`.
    formats: Option<(Range<usize>, usize)>,
    fill_count: u32,
    /// Where red and yellow stand among the fills, when an earlier answer added them.
    ours: [Option<u32>; 2],
    /// Each format of a cell as it is written.
    xfs: Vec<String>,
    old: usize,
    prefix: String,
    made: HashMap<(u32, Option<Severity>), u32>,
}

impl<'t> Styles<'t> {
    /// Reads `styles.xml`; from an empty text, styles that nothing can be added to.
    pub(crate) fn read(text: &'t str) -> Result<Self, Refusal> {
        let mut styles = Self {
            text,
            fills: None,
            formats: None,
            fill_count: 0,
            ours: [None, None],
            xfs: Vec::new(),
            old: 0,
            prefix: String::new(),
            made: HashMap::new(),
        };
        let mut xml = Reader::from_str(text);
        let mut path: Vec<(String, usize)> = Vec::new();
        let mut tags: HashMap<String, Range<usize>> = HashMap::new();
        loop {
            let from = position(&xml);
            let event = xml.read_event().map_err(Refusal::damaged)?;
            let to = position(&xml);
            match event {
                Event::Start(element) => {
                    let name = element.local_name().as_ref().to_owned();
                    if name == "styleSheet" {
                        styles.prefix = prefix_of(&element);
                    }
                    tags.insert(name.clone(), from..to);
                    path.push((name, from));
                }
                Event::Empty(element) => {
                    let name = element.local_name().as_ref().to_owned();
                    styles.child(&path, &name, from..to);
                }
                Event::End(_) => {
                    let Some((name, started)) = path.pop() else { break };
                    match name.as_str() {
                        "fills" => styles.fills = tags.remove("fills").map(|tag| (tag, from)),
                        "cellXfs" => styles.formats = tags.remove("cellXfs").map(|tag| (tag, from)),
                        _ => styles.child(&path, &name, started..to),
                    }
                }
                Event::Eof => break,
                _ => {}
            }
        }
        styles.old = styles.xfs.len();
        Ok(styles)
    }

    /// Takes note of an element right under `<fills>` or `<cellXfs>`.
    fn child(&mut self, path: &[(String, usize)], name: &str, range: Range<usize>) {
        let parent = path.last().map(|(name, _)| name.as_str());
        let raw = &self.text[range];
        match (parent, name) {
            (Some("fills"), "fill") => {
                for (ours, colour) in self.ours.iter_mut().zip([RED, YELLOW]) {
                    if raw.contains(colour) {
                        *ours = Some(self.fill_count);
                    }
                }
                self.fill_count += 1;
            }
            (Some("cellXfs"), "xf") => self.xfs.push(raw.to_owned()),
            _ => {}
        }
    }

    /// Whether an earlier answer coloured cells.
    pub(crate) fn has_ours(&self) -> bool {
        self.ours.iter().any(Option::is_some)
    }

    /// Whether the style `base` is one that an earlier answer gave.
    pub(crate) fn is_ours(&self, base: u32) -> bool {
        let xf = self.xfs.get(base as usize);
        let fill = xf.and_then(|it| attribute(it, "fillId")).and_then(|it| it.parse().ok());
        fill.is_some_and(|it: u32| self.ours.contains(&Some(it)))
    }

    /// The twin of the style `base` in the colour of `severity`, or in none.
    pub(crate) fn twin(&mut self, base: u32, severity: Option<Severity>) -> u32 {
        if self.fills.is_none() || self.formats.is_none() {
            return base;
        }
        if let Some(made) = self.made.get(&(base, severity)) {
            return *made;
        }
        let Some(xf) = self.xfs.get(base as usize).or(self.xfs.first()) else { return base };
        let fill = match severity {
            None => 0,
            Some(Severity::Error) => self.ours[0].unwrap_or(self.fill_count),
            Some(_) => self.ours[1].unwrap_or(self.fill_count + 1),
        };
        let twin = with_fill(xf, fill);
        let index = u32::try_from(self.xfs.len()).unwrap_or(base);
        self.xfs.push(twin);
        self.made.insert((base, severity), index);
        index
    }

    /// The text of the part with what was added.
    pub(crate) fn finish(&self) -> String {
        let (Some((fills, fills_end)), Some((formats, formats_end))) = (&self.fills, &self.formats)
        else {
            return self.text.to_owned();
        };
        let p = &self.prefix;
        let new_fills = [RED, YELLOW].map(|colour| {
            format!(r#"<{p}fill><{p}patternFill patternType="solid"><{p}fgColor rgb="{colour}"/><{p}bgColor indexed="64"/></{p}patternFill></{p}fill>"#)
        });
        let (new_fills, added) =
            if self.has_ours() { (String::new(), 0) } else { (new_fills.concat(), 2) };
        let fill_tag = with_count(&self.text[fills.clone()], self.fill_count as usize + added);
        let format_tag = with_count(&self.text[formats.clone()], self.xfs.len());
        [
            &self.text[..fills.start],
            &fill_tag,
            &self.text[fills.end..*fills_end],
            &new_fills,
            &self.text[*fills_end..formats.start],
            &format_tag,
            &self.text[formats.end..*formats_end],
            &self.xfs[self.old..].concat(),
            &self.text[*formats_end..],
        ]
        .concat()
    }
}

fn position(xml: &Reader<&[u8]>) -> usize {
    usize::try_from(xml.buffer_position()).unwrap_or(usize::MAX)
}

/// The prefix of an element's name with its colon, or nothing.
pub(crate) fn prefix_of(element: &BytesStart<'_>) -> String {
    let name = element.name();
    name.as_ref().rfind(':').map_or_else(String::new, |at| name.as_ref()[..=at].to_owned())
}

/// The start tag of an element that is written out, without its brackets.
fn start_tag(raw: &str) -> (&str, &str, &str) {
    let end = raw.find('>').unwrap_or(raw.len());
    let (tag, rest) = raw.split_at(end);
    match tag.strip_suffix('/') {
        Some(tag) => (tag.trim_start_matches('<'), "/>", &rest[1..]),
        None => (tag.trim_start_matches('<'), ">", rest.get(1..).unwrap_or_default()),
    }
}

fn attribute(raw: &str, name: &str) -> Option<String> {
    let (tag, _, _) = start_tag(raw);
    let element = BytesStart::from_content(tag, tag.find(char::is_whitespace).unwrap_or(tag.len()));
    let found = element.try_get_attribute(name).ok()??;
    Some(found.value.into_owned())
}

/// An element with some attributes put in place of what it had.
fn with_attributes(raw: &str, new: &[(&str, &str)]) -> String {
    let (tag, end, rest) = start_tag(raw);
    let name_end = tag.find(char::is_whitespace).unwrap_or(tag.len());
    let element = BytesStart::from_content(tag, name_end);
    let mut out = format!("<{}", &tag[..name_end]);
    for old in element.attributes().with_checks(false).flatten() {
        let key = old.key.as_ref();
        if new.iter().all(|(name, _)| *name != key) {
            out.extend([" ", key, "=\"", &old.value.replace('"', "&quot;"), "\""]);
        }
    }
    for (name, value) in new {
        out.extend([" ", name, "=\"", value, "\""]);
    }
    out + end + rest
}

fn with_fill(xf: &str, fill: u32) -> String {
    let apply = if fill == 0 { "0" } else { "1" };
    with_attributes(xf, &[("fillId", &fill.to_string()), ("applyFill", apply)])
}

fn with_count(tag: &str, count: usize) -> String {
    with_attributes(tag, &[("count", &count.to_string())])
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"<x:styleSheet xmlns:x="m"><x:fonts count="1"><x:font/></x:fonts><x:fills count='2'><x:fill/><x:fill><x:patternFill/></x:fill></x:fills><x:cellStyleXfs><x:xf/></x:cellStyleXfs><x:cellXfs count="2"><x:xf numFmtId="0"/><x:xf numFmtId="14" fillId="1" applyFill="0"><x:alignment horizontal="left"/></x:xf></x:cellXfs><x:dxfs><x:dxf><x:fill/></x:dxf></x:dxfs></x:styleSheet>"#;

    #[test]
    fn a_twin_keeps_all_but_the_fill_and_is_made_once() {
        let mut styles = Styles::read(TEXT).unwrap();
        assert_eq!(styles.twin(1, Some(Severity::Error)), 2);
        assert_eq!(styles.twin(1, Some(Severity::Error)), 2);
        assert_eq!(styles.twin(0, Some(Severity::Warning)), 3);
        let text = styles.finish();
        assert!(text.contains(r#"<x:xf numFmtId="14" fillId="2" applyFill="1"><x:alignment horizontal="left"/></x:xf><x:xf numFmtId="0" fillId="3" applyFill="1"/></x:cellXfs>"#), "{text}");
        assert!(
            text.contains(r#"<x:fills count="4">"#) && text.contains(r#"<x:cellXfs count="4">"#)
        );
        assert!(text.ends_with("<x:dxfs><x:dxf><x:fill/></x:dxf></x:dxfs></x:styleSheet>"));

        let mut again = Styles::read(&text).unwrap();
        assert!(again.has_ours() && again.is_ours(2) && again.is_ours(3) && !again.is_ours(1));
        assert_eq!(again.twin(2, None), 4);
        let text = again.finish();
        assert!(text.contains(r#"<x:fills count="4">"#), "colours are not added twice");
        assert!(text.contains(r#"fillId="0" applyFill="0"><x:alignment"#), "{text}");
    }

    #[test]
    fn styles_that_nothing_can_be_added_to_stay_as_they_are() {
        let mut styles = Styles::read("<styleSheet/>").unwrap();
        assert_eq!(styles.twin(5, Some(Severity::Error)), 5);
        assert_eq!(styles.finish(), "<styleSheet/>");
    }
}
