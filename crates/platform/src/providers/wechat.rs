//! 微信's OAuth 2 for websites (网站应用扫码登录): the code is exchanged by a GET that carries the
//! secret, and the answer names the person.

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::Value;
use web::Later;

use super::{Ask, Begun, NotShown, Protocol, Wire, oidc::with_query};

const AUTHORIZE: &str = "https://open.weixin.qq.com/connect/qrconnect";
const TOKEN: &str = "https://api.weixin.qq.com/sns/oauth2/access_token";

/// 微信.
pub(super) struct WeChat {
    pub(super) client: String,
    pub(super) secret: String,
    pub(super) wire: Arc<dyn Wire>,
}

impl Protocol for WeChat {
    fn address(&self, it: &Begun) -> String {
        let fields = [
            ("appid", self.client.as_str()),
            ("redirect_uri", &it.redirect),
            ("response_type", "code"),
            ("scope", "snsapi_login"),
            ("state", &it.state),
        ];
        format!("{}#wechat_redirect", with_query(AUTHORIZE, &fields))
    }

    fn subject<'a>(
        &'a self,
        _: &'a Begun,
        code: &'a str,
        _: Timestamp,
    ) -> Later<'a, Result<String, NotShown>> {
        Box::pin(async move {
            let fields = [
                ("appid", self.client.as_str()),
                ("secret", &self.secret),
                ("code", code),
                ("grant_type", "authorization_code"),
            ];
            let url = with_query(TOKEN, &fields);
            let answer = self.wire.ask(Ask::Get { url, headers: Vec::new() }).await?;
            // Across the applications of one operator a person is the same `unionid`.
            let id = answer.get("unionid").or_else(|| answer.get("openid"));
            let id = id.and_then(Value::as_str).filter(|it| !it.is_empty());
            id.map(str::to_owned).ok_or(NotShown::Answer("no openid"))
        })
    }
}
