//! OpenID Connect: the authorization code with PKCE and nonce, the ID token verified.

use std::sync::{Arc, Mutex, PoisonError};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use web::Later;

use super::{
    Ask, Begun, NotShown, Protocol, RealName, Wire,
    jws::{self, Keys},
    real_name,
    rules::{self, Claims},
};

/// How long a provider's keys are believed.
const KEYS_KEPT: SignedDuration = SignedDuration::from_hours(1);

/// A provider that speaks OpenID Connect.
pub(super) struct Oidc {
    pub(super) issuer: String,
    pub(super) authorize: String,
    pub(super) token: String,
    pub(super) keys: String,
    pub(super) client: String,
    pub(super) secret: String,
    pub(super) wire: Arc<dyn Wire>,
    /// Whether its tokens carry real names: no claim for them is agreed anywhere.
    pub(super) knows_names: bool,
    pub(super) known: Mutex<Option<(Timestamp, Keys)>>,
}

/// The challenge of a verifier: SHA-256, as RFC 7636 has it.
pub(super) fn challenge(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(ring::digest::digest(&ring::digest::SHA256, verifier.as_bytes()))
}

/// An address with a query.
pub(super) fn with_query(base: &str, fields: &[(&str, &str)]) -> String {
    let query: Vec<String> =
        fields.iter().map(|(name, value)| format!("{name}={}", web::escaped(value))).collect();
    let joint = if base.contains('?') { '&' } else { '?' };
    format!("{base}{joint}{}", query.join("&"))
}

impl Protocol for Oidc {
    fn address(&self, it: &Begun) -> String {
        let fields = [
            ("response_type", "code"),
            ("client_id", &self.client),
            ("redirect_uri", &it.redirect),
            ("scope", if it.wants_person { "openid profile" } else { "openid" }),
            ("state", &it.state),
            ("nonce", &it.nonce),
            ("code_challenge", &challenge(&it.verifier)),
            ("code_challenge_method", "S256"),
        ];
        with_query(&self.authorize, &fields)
    }

    fn subject<'a>(
        &'a self,
        it: &'a Begun,
        code: &'a str,
        now: Timestamp,
    ) -> Later<'a, Result<String, NotShown>> {
        Box::pin(async move { Ok(self.claims(it, code, now).await?.sub) })
    }

    fn knows_names(&self) -> bool {
        self.knows_names
    }

    fn real_name<'a>(
        &'a self,
        it: &'a Begun,
        code: &'a str,
        now: Timestamp,
    ) -> Later<'a, Result<RealName, NotShown>> {
        Box::pin(async move {
            let claims = self.claims(it, code, now).await?;
            real_name(claims.name.as_deref(), claims.id_number.as_deref())
        })
    }
}

impl Oidc {
    async fn claims(&self, it: &Begun, code: &str, now: Timestamp) -> Result<Claims, NotShown> {
        let token = self.exchange(it, code).await?;
        let claims = self.open(&token, now).await?;
        rules::may_trust(&claims, (&self.issuer, &self.client), &it.nonce, now)
            .map_err(NotShown::Answer)?;
        Ok(claims)
    }

    async fn exchange(&self, it: &Begun, code: &str) -> Result<String, NotShown> {
        let fields = vec![
            ("grant_type", "authorization_code".to_owned()),
            ("code", code.to_owned()),
            ("redirect_uri", it.redirect.clone()),
            ("client_id", self.client.clone()),
            ("client_secret", self.secret.clone()),
            ("code_verifier", it.verifier.clone()),
        ];
        let answer = self.wire.ask(Ask::Form { url: self.token.clone(), fields }).await?;
        let token = answer.get("id_token").and_then(Value::as_str);
        token.map(str::to_owned).ok_or(NotShown::Answer("no ID token"))
    }

    /// The claims of a token, by keys that are known; where they do not fit, by fresh ones.
    async fn open(&self, token: &str, now: Timestamp) -> Result<Claims, NotShown> {
        let known = self.known().clone();
        if let Some((at, keys)) = known
            && now.duration_since(at) < KEYS_KEPT
            && let Some(claims) = jws::open(token, &keys)
        {
            return Ok(claims);
        }
        let answer =
            self.wire.ask(Ask::Get { url: self.keys.clone(), headers: Vec::new() }).await?;
        let keys: Keys =
            serde_json::from_value(answer).map_err(|_| NotShown::Answer("no key set"))?;
        let claims = jws::open(token, &keys).ok_or(NotShown::Answer("a bad signature"))?;
        *self.known() = Some((now, keys));
        Ok(claims)
    }

    fn known(&self) -> std::sync::MutexGuard<'_, Option<(Timestamp, Keys)>> {
        // A panic while it was held leaves the keys of before.
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
