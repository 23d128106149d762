//! The gateway for SMS against an operator at the other end of a connection. It does its own
//! arithmetic over what arrives, refuses what is not signed with the secret that it knows, and else
//! answers as the files in `recorded/` say, one after the other. They are written after the
//! operator's description of its answers.

use std::{
    collections::{HashMap, VecDeque},
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{TcpListener, TcpStream},
    path::Path,
    sync::{Arc, Mutex},
    thread,
    time::Duration,
};

use db::testing::on_each;
use ring::{digest, hmac};
use serde_json::{Value, json};
use vocab::{AccountId, Clock, Personal, Phone, Role, TestClock};
use web::{Cell, Later, StatusCode};

use super::{
    AddressBook, Channel, ChannelKind, Channels, Content, Gateway, MessageState, Outgoing,
    SendError, SmsConfig, sender::Sender, store,
};
use crate::{
    accounts::tests::empty_with,
    codes::PhoneBook,
    providers::{Ask, Internet, Wire, WireError},
    testing::House,
};

/// No network has numbers that begin so, and no demonstration either.
const PHONE: &str = "15400000001";
const HOST: &str = "dysmsapi.aliyuncs.com";
const SECRET: &str = "the-secret-of-the-test";
/// Answers of which the operator never gets round.
const NEVER: &str = "timeout";

/// What an operator was asked.
#[derive(Debug, Clone, Default)]
struct Asked {
    query: String,
    headers: HashMap<String, String>,
}

impl Asked {
    fn read(stream: &TcpStream) -> Option<Self> {
        let mut reader = BufReader::new(stream);
        let mut first = String::new();
        reader.read_line(&mut first).ok()?;
        let query = first.split(' ').nth(1)?.split_once('?')?.1.to_owned();
        let mut headers = HashMap::new();
        loop {
            let mut line = String::new();
            reader.read_line(&mut line).ok()?;
            let Some((name, value)) = line.trim_end().split_once(": ") else { break };
            headers.insert(name.to_ascii_lowercase(), value.to_owned());
        }
        let length = headers.get("content-length").and_then(|it| it.parse().ok());
        let mut body = vec![0; length.unwrap_or(0)];
        reader.read_exact(&mut body).ok()?;
        Some(Self { query, headers })
    }

    /// A value of the query, as it was before it was escaped.
    fn value(&self, name: &str) -> String {
        let start = format!("{name}=");
        let found = self.query.split('&').find_map(|it| it.strip_prefix(start.as_str()));
        let mut bytes = Vec::new();
        let mut rest = found.unwrap_or_default().bytes();
        while let Some(byte) = rest.next() {
            if byte == b'%' {
                let pair: String = rest.by_ref().take(2).map(char::from).collect();
                bytes.push(u8::from_str_radix(&pair, 16).unwrap());
            } else {
                bytes.push(byte);
            }
        }
        String::from_utf8(bytes).unwrap()
    }

    /// Whether it is signed with the secret: the description's own steps, once more.
    fn is_signed(&self) -> bool {
        let header = |name: &str| self.headers.get(name).cloned().unwrap_or_default();
        let hex = |bytes: &[u8]| -> String {
            bytes.iter().map(|it| format!("{it:02x}")).collect::<Vec<_>>().concat()
        };
        let authorization = header("authorization");
        let Some((_, rest)) = authorization.split_once("SignedHeaders=") else { return false };
        let Some((names, signature)) = rest.split_once(",Signature=") else { return false };
        // The stand-in listens elsewhere than the operator.
        let value = |name: &str| if name == "host" { HOST.to_owned() } else { header(name) };
        let lines: Vec<String> =
            names.split(';').map(|it| format!("{it}:{}\n", value(it))).collect();
        let (lines, body) = (lines.concat(), header("x-acs-content-sha256"));
        let canonical = format!("POST\n/\n{}\n{lines}\n{names}\n{body}", self.query);
        let sum = digest::digest(&digest::SHA256, canonical.as_bytes());
        let words = format!("ACS3-HMAC-SHA256\n{}", hex(sum.as_ref()));
        let key = hmac::Key::new(hmac::HMAC_SHA256, SECRET.as_bytes());
        hex(hmac::sign(&key, words.as_bytes()).as_ref()) == signature
    }
}

/// The operator.
#[derive(Clone)]
struct Operator {
    address: String,
    asked: Arc<Mutex<Vec<Asked>>>,
    answers: Arc<Mutex<VecDeque<&'static str>>>,
}

impl Operator {
    /// One that gives these answers in turn.
    fn new(answers: &[&'static str]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let it = Self {
            address: format!("http://{}", listener.local_addr().unwrap()),
            asked: Arc::default(),
            answers: Arc::new(Mutex::new(answers.iter().copied().collect())),
        };
        let own = it.clone();
        thread::spawn(move || {
            // Those who are never answered.
            let mut silent = Vec::new();
            for stream in listener.incoming().flatten() {
                match Asked::read(&stream) {
                    Some(asked) => silent.extend(own.answer(stream, asked)),
                    None => return,
                }
            }
        });
        it
    }

    /// Answers, or gives back whom it leaves waiting.
    fn answer(&self, mut stream: TcpStream, asked: Asked) -> Option<TcpStream> {
        let is_signed = asked.is_signed();
        self.asked.lock().unwrap().push(asked);
        let next = self.answers.lock().unwrap().pop_front().unwrap_or("busy");
        let name = if is_signed { next } else { "bad-signature" };
        if name == NEVER {
            return Some(stream);
        }
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/notices/recorded");
        let recorded = std::fs::read_to_string(folder.join(format!("{name}.http"))).unwrap();
        let (head, body) = recorded.split_once("\n\n").unwrap();
        let head = head.replace('\n', "\r\n");
        let length = body.len();
        let reply =
            format!("{head}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}");
        let _ = stream.write_all(reply.as_bytes());
        None
    }

    fn gateway(&self, secret: &str) -> Gateway {
        let wire: Arc<dyn Wire> = Arc::new(Near {
            to: self.address.clone(),
            wire: Internet::impatient(Duration::from_millis(400)),
        });
        let clock: Arc<dyn Clock> = Arc::new(TestClock::at("2021-12-20T00:00:00Z"));
        let config: SmsConfig = serde_json::from_value(json!({
            "protocol": "alibaba",
            "url": format!("https://{HOST}"),
            "key_id": "LTAI-test",
            "secret_file": "sms.secret",
            "sign": "慈溪教育",
            "code_template": "SMS_1",
            "notice_template": "SMS_2",
        }))
        .unwrap();
        config.open(secret, &wire, &clock).unwrap()
    }

    fn channels(&self) -> Channels {
        let gateway: Arc<dyn Channel> = Arc::new(self.gateway(SECRET));
        Channels::Outside { channels: vec![gateway], book: Arc::new(Book) }
    }

    fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }
}

/// The network, with the stand-in in the operator's place.
struct Near {
    to: String,
    wire: Internet,
}

impl Wire for Near {
    fn ask(&self, ask: Ask) -> Later<'_, Result<Value, WireError>> {
        let ask = match ask {
            Ask::Signed { url, headers, body } => {
                let url = url.replace(&format!("https://{HOST}"), &self.to);
                Ask::Signed { url, headers, body }
            }
            other => other,
        };
        self.wire.ask(ask)
    }
}

/// Everyone has the one number, and it opens everyone's account that is named.
struct Book;

impl AddressBook for Book {
    fn addresses<'a>(
        &'a self,
        _: &'a Cell,
        accounts: &'a [AccountId],
        _: ChannelKind,
    ) -> Later<'a, Result<HashMap<AccountId, Personal<String>>, db::Error>> {
        let all = accounts.iter().map(|it| (*it, Personal::new(PHONE.to_owned()))).collect();
        Box::pin(async move { Ok(all) })
    }
}

/// Whose telephone it is, once that is known.
#[derive(Default)]
struct Owner(Mutex<Option<AccountId>>);

impl PhoneBook for Owner {
    fn accounts<'a>(
        &'a self,
        _: &'a Cell,
        phone: &'a Phone,
        _: jiff::civil::Date,
    ) -> Later<'a, Result<Vec<AccountId>, db::Error>> {
        let owner = self.0.lock().unwrap().filter(|_| phone.open() == PHONE);
        Box::pin(async move { Ok(owner.into_iter().collect()) })
    }

    fn beginning(&self) -> (&'static str, &'static str) {
        ("/join/family", "我是家长")
    }
}

fn message() -> Outgoing {
    Outgoing {
        id: vocab::Id::from_bits(7).unwrap(),
        account: None,
        address: Some(Personal::new(PHONE.to_owned())),
        text: String::new(),
        content: Content::Code("246810".to_owned()),
        link: "/login/phone".to_owned(),
    }
}

#[tokio::test]
async fn what_the_operator_answers_is_taken_put_off_or_final() {
    let later = |why: &str| Err(SendError::Later(why.to_owned()));
    let never = |why: &str| Err(SendError::Never(why.to_owned()));
    let all = [
        ("success", Ok("744210140059346510^0".to_owned())),
        ("limit-of-a-number", later("短信网关拒绝：isv.BUSINESS_LIMIT_CONTROL")),
        // Refused at its door, and yet it is not for ever.
        ("throttled", later("短信网关拒绝：Throttling.User")),
        ("bad-signature", never("短信网关拒绝：SignatureDoesNotMatch")),
        ("busy", later("短信网关忙(HTTP 503)")),
        ("no-json", later("短信网关的应答看不懂")),
        (NEVER, later("短信网关连接不上")),
    ];
    for (name, outcome) in all {
        let operator = Operator::new(&[name]);
        assert_eq!(operator.gateway(SECRET).send(&message()).await, outcome, "{name}");
        let asked = operator.asked().remove(0);
        assert_eq!(asked.value("PhoneNumbers"), PHONE);
        assert_eq!(asked.value("SignName"), "慈溪教育");
        assert_eq!(asked.value("OutId"), message().id.to_string());
    }
}

#[tokio::test]
async fn whoever_signs_with_another_secret_is_told_so_and_nothing_goes_out() {
    let operator = Operator::new(&["success"]);
    let outcome = operator.gateway("another secret").send(&message()).await;
    assert_eq!(outcome, Err(SendError::Never("短信网关拒绝：SignatureDoesNotMatch".to_owned())));
}

#[tokio::test]
async fn a_message_that_the_operator_puts_off_is_sent_again_under_the_same_number() {
    on_each(crate::MIGRATIONS, async |db| {
        let operator = Operator::new(&["throttled", NEVER, "success", "bad-signature"]);
        let channels = operator.channels();
        let house = House::new(db, &[crate::MODULE], |cell| cell).await;
        let reader = house.person("陈妈妈", Role::Guardian, house.county).await;
        let (cell, ids) = (house.cell.clone(), house.ids.clone());
        let sender = Sender { cell, clock: house.clock.clone(), ids };
        let tell = async |title: &str| {
            let told: Result<(), db::Error> = crate::act!(house.system(), "test.tell", |act| {
                act.tell(reader.account, title, "/sign-ups");
                Ok(())
            });
            told.unwrap();
            sender.hand_over(&channels).await.unwrap();
        };
        let list = async |state: MessageState| {
            let found: Result<Vec<_>, db::Error> = db::read!(house.cell.db, "list", |tx| {
                store::list(tx, state, i64::MAX, 100).await
            });
            found.unwrap().into_iter().map(|it| it.why).collect::<Vec<_>>()
        };
        tell("明天停课").await;
        // Two minutes after the first attempt, four after the second.
        for (at, asked) in [("08:00", 1), ("08:01", 1), ("08:02", 2), ("08:05", 2), ("08:06", 3)] {
            house.calendar.set(&format!("2021-12-20T{at}:00"));
            sender.send(&channels).await.unwrap();
            assert_eq!(operator.asked().len(), asked, "at {at}");
        }
        let asked = operator.asked();
        assert!(asked.iter().all(|it| it.value("OutId") == asked[0].value("OutId")));
        assert_eq!(asked[0].value("TemplateParam"), r#"{"text":"明天停课"}"#);
        assert_eq!(list(MessageState::Sent).await, [None]);
        // The operator tells nothing further: it stays as sent.
        assert_eq!(sender.receive(&channels).await.unwrap(), 0);
        tell("后天照常").await;
        sender.send(&channels).await.unwrap();
        let why = "短信网关拒绝：SignatureDoesNotMatch".to_owned();
        assert_eq!(list(MessageState::Failed).await, [Some(why)]);
    })
    .await;
}

#[tokio::test]
async fn a_guardian_logs_in_by_a_code_that_the_operator_carried() {
    on_each(crate::MIGRATIONS, async |db| {
        let operator = Operator::new(&["throttled", "success"]);
        let owner = Arc::new(Owner::default());
        let book: Arc<dyn PhoneBook> = owner.clone();
        let channels = operator.channels();
        let it = empty_with(db, false, |cell| cell.with(book).with(channels)).await;
        let mother = it.account("mother", &[Role::Guardian], None).await;
        *owner.0.lock().unwrap() = Some(mother);
        let (mut browser, page) = (it.browser(), "/cixi/login/phone");
        let put_off = browser.submit(page, page, &[("phone", PHONE)]).await;
        assert!(put_off.status.is_client_error() || put_off.status.is_server_error());
        it.clock.set("2021-12-20T00:01:01Z");
        let sent = browser.submit(page, page, &[("phone", PHONE)]).await;
        assert_eq!(sent.status, StatusCode::OK);
        let code: Value =
            serde_json::from_str(&operator.asked()[1].value("TemplateParam")).unwrap();
        let code = code["code"].as_str().unwrap();
        assert!(!sent.body.contains(code), "a page that shows the code proves nothing");
        let question = sent.field("question").unwrap();
        let fields = [("question", question.as_str()), ("code", code)];
        let entered = browser.submit(page, "/cixi/login/phone/code", &fields).await;
        assert_eq!(entered.status, StatusCode::SEE_OTHER);
        assert_eq!(browser.get("/cixi/me").await.status, StatusCode::OK);
    })
    .await;
}
