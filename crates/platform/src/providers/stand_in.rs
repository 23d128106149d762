//! The demo's own provider: OpenID Connect inside the process, where one chooses whom to be.
//!
//! It gives codes that work once, checks the PKCE verifier and signs ID tokens (ES256) with a key
//! that lives as long as the process, so that a demo and the tests walk the same way as with a real
//! provider. Its pages say 演示; a real cell has none.

use std::{
    collections::HashSet,
    sync::{Arc, Mutex, PoisonError},
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::SignedDuration;
use ring::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use vocab::Clock;
use web::{
    Call, Filters, Form, Html, Later, Mac, Need, Page, Path, Problem, Redirect, Routes, html,
    ui::{Alert, Card, Tone},
};

use super::{
    Ask, Protocol, ProviderKind, Wire, WireError,
    oidc::{Oidc, challenge, with_query},
};
use crate::{
    accounts::{self, DemoLogin},
    settings,
};

/// How long a code can be exchanged.
const CODE: SignedDuration = SignedDuration::from_mins(1);
/// How long an ID token is good.
const TOKEN: SignedDuration = SignedDuration::from_mins(5);
const SECRET: &str = "demo";

/// The provider.
pub struct StandIn {
    key: EcdsaKeyPair,
    random: SystemRandom,
    mac: Mac,
    used: Mutex<HashSet<String>>,
    clock: Arc<dyn Clock>,
}

/// What a code stands for.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Grant {
    kind: ProviderKind,
    client: String,
    redirect: String,
    nonce: String,
    challenge: String,
    subject: String,
    /// The real name and the ID number, where they were asked for.
    person: Option<(String, String)>,
    until: i64,
}

/// Somebody invented whom the demo's provider can show by real name.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DemoPerson {
    /// What the button says.
    pub label: String,
    /// The name.
    pub name: String,
    /// The ID number, which belongs to nobody.
    pub number: String,
}

/// Where a cell keeps them.
const PERSONS: &str = "demo-persons";

/// Sets whom the demo's provider can show by real name.
pub async fn set_demo_persons(tx: &mut db::Tx, all: &[DemoPerson]) -> Result<(), db::Error> {
    settings::set(tx, PERSONS, &serde_json::to_string(all).unwrap_or_default()).await
}

async fn demo_persons(tx: &mut db::Tx) -> Result<Vec<DemoPerson>, db::Error> {
    let text = settings::find(tx, PERSONS).await?.unwrap_or_default();
    Ok(serde_json::from_str(&text).unwrap_or_default())
}

fn issuer(kind: ProviderKind) -> String {
    format!("https://stand-in.invalid/{}", kind.key())
}

impl StandIn {
    /// A provider with keys of its own.
    ///
    /// # Errors
    ///
    /// If the system gives no randomness.
    pub fn new(clock: Arc<dyn Clock>) -> Result<Self, std::io::Error> {
        let random = SystemRandom::new();
        let broken = |_| std::io::Error::other("no key for the demo's provider");
        let algorithm = &ECDSA_P256_SHA256_FIXED_SIGNING;
        let text = EcdsaKeyPair::generate_pkcs8(algorithm, &random).map_err(broken)?;
        let key = EcdsaKeyPair::from_pkcs8(algorithm, text.as_ref(), &random)
            .map_err(|_| std::io::Error::other("no key for the demo's provider"))?;
        let mut secret = [0u8; 32];
        getrandom::fill(&mut secret).map_err(std::io::Error::other)?;
        Ok(Self { key, random, mac: Mac::new(&secret), used: Mutex::default(), clock })
    }

    /// How the cell called `cell` speaks to it as `kind`.
    pub(super) fn protocol(self: &Arc<Self>, cell: &str, kind: ProviderKind) -> Arc<dyn Protocol> {
        Arc::new(Oidc {
            issuer: issuer(kind),
            authorize: format!("/{cell}/demo/provider/{}", kind.key()),
            token: format!("stand-in:token/{}", kind.key()),
            keys: "stand-in:keys".to_owned(),
            client: "xueyu-demo".to_owned(),
            secret: SECRET.to_owned(),
            wire: Arc::new(Inside(self.clone())),
            knows_names: kind == ProviderKind::Zhelibao,
            known: Mutex::default(),
        })
    }

    fn code(&self, grant: &Grant) -> String {
        let text = serde_json::to_vec(grant).unwrap_or_default();
        let text = URL_SAFE_NO_PAD.encode(text);
        let mac = self.mac.sign(&["code", &text]);
        format!("{text}.{mac}")
    }

    /// Exchanges a code for an ID token: once, in its time, and against the right verifier.
    fn exchange(&self, fields: &[(&'static str, String)]) -> Option<Value> {
        let field = |name| fields.iter().find(|it| it.0 == name).map(|it| it.1.as_str());
        let code = field("code")?;
        let (text, mac) = code.split_once('.')?;
        if !self.mac.is_good(&["code", text], mac) || !self.is_new(code) {
            return None;
        }
        let grant: Grant = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).ok()?).ok()?;
        let now = self.clock.now();
        let is_right = grant.until > now.as_second()
            && field("client_id") == Some(&grant.client)
            && field("client_secret") == Some(SECRET)
            && field("redirect_uri") == Some(&grant.redirect)
            && field("code_verifier").map(challenge).as_ref() == Some(&grant.challenge);
        let token = json!({
            "iss": issuer(grant.kind),
            "sub": grant.subject,
            "aud": grant.client,
            "iat": now.as_second(),
            "exp": (now + TOKEN).as_second(),
            "nonce": grant.nonce,
            "name": grant.person.as_ref().map(|it| &it.0),
            "id_number": grant.person.as_ref().map(|it| &it.1),
        });
        is_right.then(|| json!({ "id_token": self.sign(&token), "token_type": "Bearer" }))
    }

    fn is_new(&self, code: &str) -> bool {
        // A panic while it was held leaves at worst one code too few in the set.
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        used.insert(code.to_owned())
    }

    pub(super) fn sign(&self, claims: &Value) -> String {
        let part = |it: &Value| URL_SAFE_NO_PAD.encode(it.to_string());
        let text = format!("{}.{}", part(&json!({ "alg": "ES256", "kid": "demo" })), part(claims));
        let signature = self.key.sign(&self.random, text.as_bytes());
        let signature = signature.map(|it| URL_SAFE_NO_PAD.encode(it)).unwrap_or_default();
        format!("{text}.{signature}")
    }

    pub(super) fn keys(&self) -> Value {
        let point = self.key.public_key().as_ref();
        let half = |it: &[u8]| URL_SAFE_NO_PAD.encode(it);
        json!({ "keys": [{
            "kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig", "kid": "demo",
            "x": half(&point[1..33]), "y": half(&point[33..]),
        }] })
    }
}

/// The way to the provider, which leads nowhere outside.
struct Inside(Arc<StandIn>);

impl Wire for Inside {
    fn ask(&self, ask: Ask) -> Later<'_, Result<Value, WireError>> {
        let answer = match ask {
            Ask::Form { fields, .. } => self.0.exchange(&fields).ok_or(WireError::Status(400)),
            Ask::Get { .. } => Ok(self.0.keys()),
            Ask::Json { .. } | Ask::Signed { .. } => Err(WireError::Status(404)),
        };
        Box::pin(async move { answer })
    }
}

pub(super) fn routes() -> Routes {
    Routes::new().get("/demo/provider/{provider}", Need::Open, choose).post(
        "/demo/provider/{provider}",
        Need::Open,
        chosen,
    )
}

/// What a browser brings from us.
#[derive(Debug, Deserialize)]
struct Asked {
    #[serde(default)]
    client_id: String,
    #[serde(default)]
    redirect_uri: String,
    #[serde(default)]
    state: String,
    #[serde(default)]
    nonce: String,
    #[serde(default)]
    code_challenge: String,
    #[serde(default)]
    scope: String,
}

fn here(call: &Call) -> Result<&Arc<StandIn>, Page> {
    let found = call.cell.find_service::<Arc<StandIn>>().filter(|_| call.cell.demo);
    found.ok_or_else(|| Problem::not_found().into())
}

async fn choose(
    call: Call,
    Path(kind): Path<ProviderKind>,
    Filters(it): Filters<Asked>,
) -> Result<Html, Page> {
    here(&call)?;
    let asks_name = it.scope.split(' ').any(|it| it == "profile");
    let found: Result<(Vec<DemoLogin>, Vec<DemoPerson>), db::Error> =
        db::read!(call.db(), "demo log-ins", |tx| {
            Ok((accounts::demo_logins(tx).await?, demo_persons(tx).await?))
        });
    let (people, persons) = found?;
    let people: Vec<_> = if asks_name {
        let one = |it: DemoPerson| (it.label, it.name.clone(), Some((it.name, it.number)));
        persons.into_iter().map(one).collect()
    } else {
        people.into_iter().map(|it| (it.label, it.login, None)).collect()
    };
    let hidden = [
        ("client_id", &it.client_id),
        ("redirect_uri", &it.redirect_uri),
        ("state", &it.state),
        ("nonce", &it.nonce),
        ("code_challenge", &it.code_challenge),
        ("scope", &it.scope),
    ];
    let body = html! {
        (Alert::new(Tone::Warn, format!("演示：这不是真的{}", kind.label()))
            .detail("这里是演示环境自带的登录替身，没有连接外部系统。选一个虚构的人，就以他在外部系统的身份返回。"))
        div.actions {
            @for (label, subject, person) in &people {
                form method="post" action=(call.link(&format!("/demo/provider/{}", kind.key()))) {
                    (call.csrf())
                    @for (name, value) in hidden { input type="hidden" name=(name) value=(value); }
                    input type="hidden" name="subject" value=(subject);
                    @if let Some((name, number)) = person {
                        input type="hidden" name="name" value=(name);
                        input type="hidden" name="number" value=(number);
                    }
                    button.btn type="submit" data-subject=(subject) { (label) }
                }
            }
        }
    };
    let title = format!("演示·{}登录替身", kind.label());
    let card = html! { div.plain { (Card::new("选择以谁的身份登录", body)) } };
    Ok(call.page(&title, &card))
}

#[derive(Debug, Deserialize)]
struct Chosen {
    #[serde(flatten)]
    asked: Asked,
    #[serde(default)]
    subject: String,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    number: Option<String>,
}

async fn chosen(
    call: Call,
    Path(kind): Path<ProviderKind>,
    Form(form): Form<Chosen>,
) -> Result<Redirect, Page> {
    let provider = here(&call)?;
    let back = call.link(&format!("/login/with/{}/back", kind.key()));
    let it = form.asked;
    // Browsers are sent back to this cell alone, whatever they brought along.
    if !it.redirect_uri.ends_with(&back) {
        return Err(Problem::not_found().into());
    }
    let code = provider.code(&Grant {
        kind,
        client: it.client_id,
        redirect: it.redirect_uri,
        nonce: it.nonce,
        challenge: it.code_challenge,
        subject: form.subject,
        person: form.name.zip(form.number),
        until: (provider.clock.now() + CODE).as_second(),
    });
    let fields = [("code", code.as_str()), ("state", &it.state)];
    Ok(Redirect::to(&with_query(&back, &fields)))
}
