//! 浙政钉 (专有钉钉): the browser scans, and brings a code back to the address that it was given. The
//! application's own token is fetched first, and asks whose the code is. Each question is signed
//! (HMAC-SHA256 over method, time, nonce, path and the fields in the order of their names).
//!
//! What is sent as `state` need not come back, so it stands in the address itself.

use std::sync::Arc;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use jiff::{Timestamp, tz::Offset};
use ring::digest;
use serde_json::Value;
use web::Later;

use super::{Ask, Begun, NotShown, Protocol, Wire, oidc::with_query};
use crate::outside;

const AUTHORIZE: &str = "https://login-pro.ding.zj.gov.cn/oauth2/auth.htm";
/// The open platform; its name leads into the government's network.
pub(super) const GATEWAY: &str = "https://openplatform-pro.ding.zj.gov.cn";
const TOKEN: &str = "/gettoken.json";
const ME: &str = "/rpc/oauth2/getuserinfo_bycode.json";

/// 浙政钉.
pub(super) struct Zhezhengding {
    /// The name of the application that scans (应用标识): `…_dingoa`.
    pub(super) app: String,
    /// The open platform, without a slash at its end.
    pub(super) gateway: String,
    /// Its key (`AppKey`).
    pub(super) client: String,
    /// Its secret (`AppSecret`).
    pub(super) secret: String,
    pub(super) wire: Arc<dyn Wire>,
}

/// A question's fields, in the order of their names.
type Sorted<'a> = [(&'a str, &'a str); 2];

impl Zhezhengding {
    fn headers(
        &self,
        (method, path): (&str, &str),
        fields: &Sorted<'_>,
        (it, now): (&Begun, Timestamp),
    ) -> Vec<(&'static str, String)> {
        let at = now.to_zoned(Offset::constant(8).to_time_zone());
        let at = at.strftime("%Y-%m-%dT%H:%M:%S.000+08:00").to_string();
        let nonce = nonce(it, path);
        let sent = fields.map(|(name, value)| format!("{name}={value}")).join("&");
        let words = format!("{method}\n{at}\n{nonce}\n{path}\n{sent}");
        vec![
            ("apikey", self.client.clone()),
            ("x-hmac-auth-version", "1.0".to_owned()),
            ("x-hmac-auth-timestamp", at),
            ("x-hmac-auth-nonce", nonce),
            ("x-hmac-auth-signature", STANDARD.encode(outside::signature(&self.secret, &words))),
        ]
    }
}

/// A number that is used once: the log-in's own secret makes it so.
fn nonce(it: &Begun, path: &str) -> String {
    let digest = digest::digest(&digest::SHA256, format!("{}{path}", it.verifier).as_bytes());
    let number: u64 = digest.as_ref().iter().take(7).fold(0, |sum, it| sum << 8 | u64::from(*it));
    format!("{number:017}")
}

/// The answer proper, which some gateways wrap once more.
fn data(answer: &Value) -> Result<&Value, NotShown> {
    let answer = answer.get("content").unwrap_or(answer);
    if answer.get("success").and_then(Value::as_bool) == Some(false) {
        return Err(NotShown::Answer("no success"));
    }
    answer.get("data").ok_or(NotShown::Answer("no data"))
}

impl Protocol for Zhezhengding {
    fn address(&self, it: &Begun) -> String {
        let back = with_query(&it.redirect, &[("state", &it.state)]);
        let fields = [
            ("response_type", "code"),
            ("client_id", self.app.as_str()),
            ("redirect_uri", &back),
            ("scope", "get_user_info"),
            ("authType", "QRCODE"),
        ];
        with_query(AUTHORIZE, &fields)
    }

    fn subject<'a>(
        &'a self,
        it: &'a Begun,
        code: &'a str,
        now: Timestamp,
    ) -> Later<'a, Result<String, NotShown>> {
        Box::pin(async move {
            let fields = [("appkey", self.client.as_str()), ("appsecret", &self.secret)];
            let headers = self.headers(("GET", TOKEN), &fields, (it, now));
            let url = with_query(&format!("{}{TOKEN}", self.gateway), &fields);
            let answer = self.wire.ask(Ask::Get { url, headers }).await?;
            let token = data(&answer)?.get("accessToken").and_then(Value::as_str);
            let token = token.ok_or(NotShown::Answer("no access token"))?.to_owned();

            let fields = [("access_token", token.as_str()), ("code", code)];
            let mut headers = self.headers(("POST", ME), &fields, (it, now));
            headers.push(("content-type", "application/x-www-form-urlencoded".to_owned()));
            let body = with_query("", &fields).trim_start_matches('?').to_owned();
            let url = format!("{}{ME}", self.gateway);
            let answer = self.wire.ask(Ask::Signed { url, headers, body }).await?;
            let id = data(&answer)?.get("accountId").and_then(Value::as_i64);
            id.map(|it| it.to_string()).ok_or(NotShown::Answer("no account"))
        })
    }
}
