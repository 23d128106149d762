//! What stands in the log: a JSON object a line, and nobody in it.

use std::{
    io,
    sync::{Arc, Mutex, PoisonError},
};

use tracing_subscriber::fmt::MakeWriter;
use vocab::Role;
use web::testing::Browser;

use crate::permissions::county::County;

/// A log that is kept in memory.
#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<u8>>>);

impl io::Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Kept {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// What somebody might type, and what must not be read in a log.
const PERSONAL: [&str; 6] =
    ["陈小明", "10012345678", "33029920120315123X", "geheim-1234", "15123X", "shenxiaolan"];

#[tokio::test]
async fn a_log_is_json_and_names_nobody() {
    let county = County::new("logs").await;
    let kept = Kept::default();
    let subscriber = tracing_subscriber::fmt()
        .json()
        .with_max_level(tracing::Level::DEBUG)
        .with_writer(kept.clone())
        .finish();
    let _guard = tracing::subscriber::set_default(subscriber);

    let [name, phone, number, password, last, login] = PERSONAL;
    let mut stranger = Browser::new(&county.router);
    let page = "/cixi/login";
    stranger.submit(page, page, &[("login", login), ("password", password)]).await;
    let page = "/cixi/login/phone";
    let sent = stranger.submit(page, page, &[("phone", phone)]).await;
    let (question, code) = (sent.field("question").unwrap(), "000000");
    let fields = [("question", &*question), ("code", code)];
    stranger.submit(page, "/cixi/login/phone/code", &fields).await;
    let fields = [("ticket", "x"), ("name", name), ("number", last)];
    stranger.submit(page, "/cixi/join/family/check", &fields).await;
    stranger.get(&format!("/cixi/login/with/zhelibao/back?code={login}&state={login}")).await;
    stranger.get(&format!("/cixi/join?code={number}")).await;
    for person in &county.people {
        let mut browser = person.browser.clone();
        browser.get(&format!("/cixi/search?q={number}")).await;
        browser.submit("/cixi/search", "/cixi/search", &[("q", number)]).await;
        browser.get("/cixi/students?q=%E9%99%88%E5%B0%8F%E6%98%8E").await;
    }
    // A line for certain: a call by a program.
    let key = county.key(&["school.read"]).await;
    county.program(&key).get("/cixi/api/v1/schools").await;

    let bytes = kept.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let text = String::from_utf8(bytes).unwrap();
    assert!(text.contains("\"message\":\"api call\""), "{text}");
    for line in text.lines() {
        let parsed: Result<serde_json::Value, _> = serde_json::from_str(line);
        assert!(parsed.is_ok(), "{line}");
    }
    for it in PERSONAL.iter().chain([&&*key, &Role::Guardian.label()]) {
        assert!(!text.contains(*it), "{it} stands in the log");
    }
}
