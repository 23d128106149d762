//! What every page must be, checked on its text: tags closed in order, one `h1`, headings without
//! a gap, a label for each input, no id twice, nothing that the content security policy refuses.
//!
//! It reads what `maud` writes, not any HTML there is.

use std::collections::{BTreeMap, BTreeSet};

const VOID: [&str; 8] = ["br", "hr", "img", "input", "link", "meta", "col", "wbr"];

/// A tag with its attributes.
struct Tag<'p> {
    name: &'p str,
    attributes: BTreeMap<&'p str, &'p str>,
    closes: bool,
}

/// All that is wrong with a page, in words; nothing if all is well.
pub fn faults(page: &str) -> Vec<String> {
    let tags = tags(page);
    let mut faults = Vec::new();
    nesting(&tags, &mut faults);
    headings(&tags, &mut faults);
    ids(&tags, &mut faults);
    labels(&tags, page, &mut faults);
    policy(&tags, &mut faults);
    faults
}

fn tags(page: &str) -> Vec<Tag<'_>> {
    let mut found: Vec<Tag> = Vec::new();
    let mut rest = page;
    while let Some(start) = rest.find('<') {
        rest = &rest[start + 1..];
        let Some(end) = end_of_tag(rest) else { break };
        let inside = &rest[..end];
        rest = &rest[end + 1..];
        if inside.starts_with('!') {
            continue;
        }
        let (inside, closes) = inside.strip_prefix('/').map_or((inside, false), |it| (it, true));
        let name = inside.split_whitespace().next().unwrap_or_default();
        let attributes = attributes(inside.get(name.len()..).unwrap_or_default());
        found.push(Tag { name, attributes, closes });
        // What a script holds is not markup.
        if !closes && name == "script" {
            rest = rest.find("</script").map_or("", |at| &rest[at..]);
        }
    }
    found
}

/// Where a tag ends: the first `>` outside of quotes.
fn end_of_tag(text: &str) -> Option<usize> {
    let mut quoted = false;
    text.char_indices().find_map(|(at, c)| {
        quoted ^= c == '"';
        (c == '>' && !quoted).then_some(at)
    })
}

fn attributes(mut text: &str) -> BTreeMap<&str, &str> {
    let mut found = BTreeMap::new();
    loop {
        text = text.trim_start();
        let end = text.find(|c: char| c == '=' || c.is_whitespace()).unwrap_or(text.len());
        let (name, rest) = text.split_at(end);
        if name.is_empty() {
            return found;
        }
        let value = rest.strip_prefix("=\"").and_then(|it| it.split_once('"'));
        found.insert(name, value.map_or("", |(value, _)| value));
        text = value.map_or(rest, |(_, after)| after);
    }
}

fn nesting(tags: &[Tag], faults: &mut Vec<String>) {
    let mut open = Vec::new();
    for tag in tags.iter().filter(|it| !VOID.contains(&it.name)) {
        if !tag.closes {
            open.push(tag.name);
        } else if open.pop() != Some(tag.name) {
            faults.push(format!("</{}> closes another tag", tag.name));
            return;
        }
    }
    faults.extend(open.iter().map(|name| format!("<{name}> is never closed")));
}

fn headings(tags: &[Tag], faults: &mut Vec<String>) {
    let levels: Vec<u32> = tags
        .iter()
        .filter(|it| !it.closes)
        .filter_map(|it| it.name.strip_prefix('h').and_then(|level| level.parse().ok()))
        .collect();
    let tops = levels.iter().filter(|it| **it == 1).count();
    if tops != 1 {
        faults.push(format!("{tops} h1"));
    }
    for pair in levels.windows(2) {
        if pair[1] > pair[0] + 1 {
            faults.push(format!("h{} after h{}", pair[1], pair[0]));
        }
    }
    if levels.first().is_some_and(|it| *it != 1) {
        faults.push("a heading before the h1".to_owned());
    }
}

fn ids(tags: &[Tag], faults: &mut Vec<String>) {
    let mut known = BTreeSet::new();
    for id in tags.iter().filter_map(|it| it.attributes.get("id")) {
        if !known.insert(*id) {
            faults.push(format!("id {id} twice"));
        }
    }
    for tag in tags {
        for name in ["for", "aria-labelledby", "aria-describedby", "popovertarget"] {
            let pointed = tag.attributes.get(name).copied().unwrap_or_default();
            for id in pointed.split_whitespace().filter(|it| !known.contains(it)) {
                faults.push(format!("{name} points to {id}, which is not there"));
            }
        }
    }
}

fn labels(tags: &[Tag], page: &str, faults: &mut Vec<String>) {
    let labelled: BTreeSet<_> = tags
        .iter()
        .filter(|it| it.name == "label")
        .filter_map(|it| it.attributes.get("for"))
        .collect();
    let mut inside_label = 0_usize;
    for tag in tags {
        match (tag.name, tag.closes) {
            ("label", false) => inside_label += 1,
            ("label", true) => inside_label = inside_label.saturating_sub(1),
            ("input" | "select" | "textarea", false) => {
                let hidden = tag.attributes.get("type") == Some(&"hidden");
                let named = tag.attributes.contains_key("aria-label")
                    || tag.attributes.get("id").is_some_and(|it| labelled.contains(it));
                if !hidden && !named && inside_label == 0 {
                    let name = tag.attributes.get("name").unwrap_or(&"?");
                    faults.push(format!("the field {name} has no label"));
                }
            }
            ("img", false) if !tag.attributes.contains_key("alt") => {
                faults.push("a picture without alt".to_owned());
            }
            _ => {}
        }
    }
    if page.starts_with("<!DOCTYPE") && !page.contains("<html lang=\"zh-CN\"") {
        faults.push("the page does not say its language".to_owned());
    }
}

/// `style` attributes, handlers and scripts in the page would be refused by the browser.
fn policy(tags: &[Tag], faults: &mut Vec<String>) {
    for tag in tags.iter().filter(|it| !it.closes) {
        for name in tag.attributes.keys() {
            if *name == "style" || (name.starts_with("on") && name.len() > 2) {
                faults.push(format!("<{}> carries {name}", tag.name));
            }
        }
        let data = tag.attributes.get("type") == Some(&"application/json");
        if tag.name == "style"
            || (tag.name == "script" && !data && !tag.attributes.contains_key("src"))
        {
            faults.push(format!("<{}> in the page", tag.name));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn finds(page: &str, fault: &str) {
        let all = faults(page);
        assert!(all.iter().any(|it| it.contains(fault)), "{page}: {all:?}");
    }

    #[test]
    fn a_good_page_has_no_faults() {
        let page = r#"<h1>一</h1><p>a &gt; b</p><label for="a">名</label><input id="a" name="a" title="a > b"><br><h2>二</h2>"#;
        assert_eq!(faults(page), Vec::<String>::new());
    }

    #[test]
    fn each_fault_is_found() {
        finds("<h1>a</h1><p><b>x</p>", "closes another");
        finds("<h1>a</h1><p>", "never closed");
        finds("<p></p>", "0 h1");
        finds("<h1></h1><h3></h3>", "h3 after h1");
        finds("<h2></h2><h1></h1>", "before the h1");
        finds(r#"<h1 id="a"></h1><p id="a"></p>"#, "twice");
        finds(r#"<h1></h1><label for="b">x</label>"#, "not there");
        finds(r#"<h1></h1><input name="q">"#, "no label");
        finds(r#"<h1></h1><p style="color:red"></p>"#, "carries style");
        finds(r#"<h1></h1><a onclick="x()"></a>"#, "carries onclick");
        finds("<h1></h1><script>x()</script>", "in the page");
    }
}
