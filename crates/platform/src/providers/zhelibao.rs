//! 浙里办's unified log-in (浙江政务服务网 统一单点登录): the browser brings a ticket back, which is
//! exchanged for a token, and the token asks who it is. Each question is signed for the province's
//! gateway (业务协同网关, HMAC-SHA256 over method, path, query, key and hour).
//!
//! The address that the browser comes back to is registered there, once for an application; what is
//! sent along as `sp` comes back as `redirectUrl`, and carries the state.

use std::sync::Arc;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use jiff::{Timestamp, tz::TimeZone};
use serde_json::{Value, json};
use web::Later;

use super::{Ask, Begun, Brought, NotShown, Protocol, RealName, Wire, oidc::with_query, real_name};
use crate::outside;

const AUTHORIZE: &str = "https://portal.zjzwfw.gov.cn/uc/sso/login";
/// The gateway as the internet reaches it; inside the government's network it is another host.
pub(super) const GATEWAY: &str = "https://ibcdsg.zj.gov.cn:8443";
const TOKEN: &str = "/restapi/prod/IC33000020220329000007/uc/sso/access_token";
const ME: &str = "/restapi/prod/IC33000020220329000008/uc/sso/getUserInfo";

/// 浙里办.
pub(super) struct Zhelibao {
    /// The application's number there (应用发布 appId).
    pub(super) app: String,
    /// The gateway, without a slash at its end.
    pub(super) gateway: String,
    /// The key of the log-in component (AK).
    pub(super) client: String,
    /// Its secret (SK).
    pub(super) secret: String,
    pub(super) wire: Arc<dyn Wire>,
}

impl Zhelibao {
    async fn ask(&self, path: &str, body: Value, now: Timestamp) -> Result<Value, NotShown> {
        let headers = self.headers(path, now);
        let (url, body) = (format!("{}{path}", self.gateway), body.to_string());
        let answer = self.wire.ask(Ask::Signed { url, headers, body }).await?;
        if answer.get("success").and_then(Value::as_bool) == Some(false) {
            return Err(NotShown::Answer("no success"));
        }
        answer.get("data").cloned().ok_or(NotShown::Answer("no data"))
    }

    async fn person(&self, code: &str, now: Timestamp) -> Result<Value, NotShown> {
        let asked = json!({ "ticketId": code, "appId": self.app });
        let token = self.ask(TOKEN, asked, now).await?;
        let token = token.get("accessToken").and_then(Value::as_str);
        let token = token.ok_or(NotShown::Answer("no access token"))?;
        let me = self.ask(ME, json!({ "token": token }), now).await?;
        // A company logs in by the same door; it is nobody's guardian.
        me.get("personInfo").cloned().ok_or(NotShown::Answer("no person"))
    }

    fn headers(&self, path: &str, now: Timestamp) -> Vec<(&'static str, String)> {
        let at = now.to_zoned(TimeZone::UTC).strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
        let words = format!("POST\n{path}\n\n{}\n{at}\n", self.client);
        vec![
            ("content-type", "application/json".to_owned()),
            ("x-bg-hmac-access-key", self.client.clone()),
            ("x-bg-hmac-algorithm", "hmac-sha256".to_owned()),
            ("x-bg-date-time", at),
            ("x-bg-hmac-signature", STANDARD.encode(outside::signature(&self.secret, &words))),
        ]
    }
}

impl Protocol for Zhelibao {
    fn address(&self, it: &Begun) -> String {
        let back = with_query(&it.redirect, &[("state", &it.state)]);
        with_query(AUTHORIZE, &[("appId", &self.app), ("sp", &back)])
    }

    fn brought(&self, it: &Brought) -> (String, Option<String>) {
        let query = it.redirect_url.as_deref().and_then(|it| it.split_once('?')).map(|it| it.1);
        let mut fields = query.into_iter().flat_map(|it| it.split('&'));
        let state = fields.find_map(|it| it.strip_prefix("state="));
        (state.unwrap_or(&it.state).to_owned(), it.ticket.clone())
    }

    fn subject<'a>(
        &'a self,
        _: &'a Begun,
        code: &'a str,
        now: Timestamp,
    ) -> Later<'a, Result<String, NotShown>> {
        Box::pin(async move {
            let me = self.person(code, now).await?;
            let id = me.get("userId").and_then(Value::as_str).filter(|it| !it.is_empty());
            id.map(str::to_owned).ok_or(NotShown::Answer("no person"))
        })
    }

    fn knows_names(&self) -> bool {
        true
    }

    fn real_name<'a>(
        &'a self,
        _: &'a Begun,
        code: &'a str,
        now: Timestamp,
    ) -> Later<'a, Result<RealName, NotShown>> {
        Box::pin(async move {
            let me = self.person(code, now).await?;
            let text = |key| me.get(key).and_then(Value::as_str);
            real_name(text("userName"), text("idNo"))
        })
    }
}
