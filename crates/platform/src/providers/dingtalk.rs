//! 钉钉's OAuth 2 (登录第三方网站): the code comes back as `authCode`, JSON is posted for a token,
//! and the token asks who it is. There is no ID token; the state guards the way back.

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::{Value, json};
use web::Later;

use super::{Ask, Begun, Brought, NotShown, Protocol, Wire, oidc::with_query};

const AUTHORIZE: &str = "https://login.dingtalk.com/oauth2/auth";
const TOKEN: &str = "https://api.dingtalk.com/v1.0/oauth2/userAccessToken";
const ME: &str = "https://api.dingtalk.com/v1.0/contact/users/me";

/// 钉钉.
pub(super) struct DingTalk {
    pub(super) client: String,
    pub(super) secret: String,
    pub(super) wire: Arc<dyn Wire>,
}

impl Protocol for DingTalk {
    fn address(&self, it: &Begun) -> String {
        let fields = [
            ("redirect_uri", it.redirect.as_str()),
            ("response_type", "code"),
            ("client_id", &self.client),
            ("scope", "openid"),
            ("state", &it.state),
            ("prompt", "consent"),
        ];
        with_query(AUTHORIZE, &fields)
    }

    fn brought(&self, it: &Brought) -> (String, Option<String>) {
        (it.state.clone(), it.auth_code.clone())
    }

    fn subject<'a>(
        &'a self,
        _: &'a Begun,
        code: &'a str,
        _: Timestamp,
    ) -> Later<'a, Result<String, NotShown>> {
        Box::pin(async move {
            let body = json!({
                "clientId": self.client,
                "clientSecret": self.secret,
                "code": code,
                "grantType": "authorization_code",
            });
            let answer = self.wire.ask(Ask::Json { url: TOKEN.to_owned(), body }).await?;
            let token = answer.get("accessToken").and_then(Value::as_str);
            let token = token.ok_or(NotShown::Answer("no access token"))?.to_owned();
            let headers = vec![("x-acs-dingtalk-access-token", token)];
            let me = self.wire.ask(Ask::Get { url: ME.to_owned(), headers }).await?;
            let id = me.get("unionId").and_then(Value::as_str).filter(|it| !it.is_empty());
            id.map(str::to_owned).ok_or(NotShown::Answer("no unionId"))
        })
    }
}
