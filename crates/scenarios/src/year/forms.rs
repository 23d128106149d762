//! What stands on a page: its forms with their fields, and where its links lead.

/// A form as a browser sees it.
#[derive(Debug, Clone, Default)]
pub(super) struct Form {
    pub(super) id: String,
    pub(super) action: String,
    pub(super) fields: Vec<Field>,
    /// Its submit buttons: name, value, another address.
    pub(super) buttons: Vec<(String, String, String)>,
    pub(super) posts: bool,
    pub(super) takes_files: bool,
}

impl Form {
    /// Where it goes, without what follows the question mark.
    pub(super) fn path(&self) -> &str {
        self.action.split('?').next().unwrap_or_default()
    }

    /// Whether one of its buttons sends it to an address that ends in `what`.
    pub(super) fn leads_to(&self, what: &str) -> bool {
        self.button_to(what).is_some()
    }

    /// The address that ends in `what`, to which one of its buttons sends it.
    pub(super) fn button_to(&self, what: &str) -> Option<String> {
        self.buttons.iter().find(|it| it.2.ends_with(what)).map(|it| it.2.clone())
    }
}

/// A field of a form.
#[derive(Debug, Clone, Default)]
pub(super) struct Field {
    pub(super) name: String,
    /// hidden, text, date, radio, checkbox, select, textarea …
    pub(super) kind: String,
    pub(super) value: String,
    /// What a select offers.
    pub(super) options: Vec<String>,
    pub(super) checked: bool,
    /// Whether a browser sends nothing while this is empty.
    pub(super) required: bool,
}

struct Tag<'a> {
    name: &'a str,
    body: &'a str,
    /// What stands between this tag and the next.
    text: &'a str,
}

impl Tag<'_> {
    fn has(&self, name: &str) -> bool {
        self.body.split_ascii_whitespace().any(|it| it == name)
    }

    fn get(&self, name: &str) -> String {
        let start = format!(" {name}=\"");
        let Some(at) = self.body.find(&start) else { return String::new() };
        let rest = &self.body[at + start.len()..];
        plain(rest.split('"').next().unwrap_or_default())
    }
}

/// Text as it was before it was escaped.
fn plain(text: &str) -> String {
    text.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

fn tags(html: &str) -> Vec<Tag<'_>> {
    let mut all = Vec::new();
    for part in html.split('<').skip(1) {
        let Some((body, text)) = part.split_once('>') else { continue };
        let end = body.find(|it: char| it.is_ascii_whitespace()).unwrap_or(body.len());
        all.push(Tag { name: &body[..end], body: &body[end..], text });
    }
    all
}

/// A page as far as it was read.
#[derive(Default)]
struct Reading {
    all: Vec<Form>,
    open: Option<Form>,
    /// Fields that stand elsewhere than the form that they are of.
    outside: Vec<(String, Field)>,
    select: Option<Field>,
}

impl Reading {
    fn read(&mut self, tag: &Tag<'_>) {
        match tag.name {
            "form" => {
                self.open = Some(Form {
                    id: tag.get("id"),
                    action: tag.get("action"),
                    posts: tag.get("method") == "post",
                    takes_files: tag.get("enctype").starts_with("multipart"),
                    ..Form::default()
                });
            }
            "/form" => self.all.extend(self.open.take()),
            "button" if tag.get("type") == "submit" => {
                if let Some(form) = &mut self.open {
                    form.buttons.push((tag.get("name"), tag.get("value"), tag.get("formaction")));
                }
            }
            "input" => self.add(tag, Field::of(tag, &tag.get("type"), tag.get("value"))),
            "textarea" => self.add(tag, Field::of(tag, "textarea", plain(tag.text))),
            "select" => self.select = Some(Field::of(tag, "select", String::new())),
            "option" => {
                if let Some(select) = &mut self.select {
                    if tag.has("selected") {
                        select.value = tag.get("value");
                    }
                    select.options.push(tag.get("value"));
                }
            }
            "/select" => {
                if let Some(done) = self.select.take() {
                    self.add(tag, done);
                }
            }
            _ => {}
        }
    }

    fn add(&mut self, tag: &Tag<'_>, field: Field) {
        match (&mut self.open, tag.get("form")) {
            (_, of) if !of.is_empty() => self.outside.push((of, field)),
            (Some(form), _) => form.fields.push(field),
            (None, _) => {}
        }
    }
}

impl Field {
    fn of(tag: &Tag<'_>, kind: &str, value: String) -> Self {
        Self {
            name: tag.get("name"),
            kind: kind.to_owned(),
            value,
            options: Vec::new(),
            checked: tag.has("checked"),
            required: tag.has("required"),
        }
    }
}

/// The forms of a page that post.
pub(super) fn forms(html: &str) -> Vec<Form> {
    let mut all = read(html);
    all.retain(|it| it.posts);
    all
}

/// The forms of a page that only ask for another page.
pub(super) fn asking(html: &str) -> Vec<Form> {
    let mut all = read(html);
    all.retain(|it| !it.posts);
    all
}

fn read(html: &str) -> Vec<Form> {
    let mut reading = Reading::default();
    for tag in tags(html) {
        reading.read(&tag);
    }
    let Reading { mut all, outside, .. } = reading;
    for (of, field) in outside {
        if let Some(form) = all.iter_mut().find(|it| it.id == of) {
            form.fields.push(field);
        }
    }
    all
}

/// Where the links of a page lead, inside the cell.
pub(super) fn links(html: &str) -> Vec<String> {
    let mut all: Vec<String> = tags(html)
        .iter()
        .filter(|it| it.name == "a" && !it.has("download"))
        .map(|it| it.get("href"))
        .filter(|it| it.starts_with("/cixi/"))
        .collect();
    all.sort();
    all.dedup();
    all
}

#[test]
fn a_form_is_read_with_all_that_it_would_send() {
    let html = r#"<form id="a" method="post" action="/cixi/x?a=1&amp;b=2"><input type="hidden" name="csrf" value="t">
        <select name="s"><option value="">-</option><option value="1" selected>x</option></select>
        <textarea name="t">a&amp;b</textarea><button type="submit" name="go" value="1">x</button></form>
        <input type="checkbox" name="row" value="r" form="a" checked><a href="/cixi/y">y</a>"#;
    let all = forms(html);
    assert_eq!(all.len(), 1);
    let names: Vec<_> = all[0].fields.iter().map(|it| (&*it.name, &*it.value)).collect();
    assert_eq!(names, [("csrf", "t"), ("s", "1"), ("t", "a&b"), ("row", "r")]);
    assert_eq!(all[0].action, "/cixi/x?a=1&b=2");
    assert_eq!(all[0].buttons, [("go".to_owned(), "1".to_owned(), String::new())]);
    assert_eq!(links(html), ["/cixi/y"]);
}
