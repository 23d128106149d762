//! A gateway for SMS over HTTP, as a county's configuration names it: Alibaba Cloud's, or any that
//! takes JSON signed with a shared secret.
//!
//! Operators in China send nothing freely worded: a text is a template that they have approved, under
//! a signature that they know, with values for its variables. So codes and notices each have a
//! template; without one for notices, the gateway takes codes alone. What the operator is told of a
//! person is the telephone number and the words; what it answers is kept as a code, never a text.
//!
//! Alibaba Cloud: the API `SendSms` of 2017-05-25, signed by ACS3-HMAC-SHA256. The generic protocol
//! is described in docs/operations.md.

use std::{collections::HashMap, sync::Arc};

use jiff::{Timestamp, tz::TimeZone};
use ring::digest;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use vocab::{Clock, Personal};
use web::Later;

use super::{
    channel::{Channel, Content, Outgoing, Receipt, SendError},
    model::ChannelKind,
};
use crate::{
    outside,
    providers::{Ask, Wire, WireError},
};

/// How the gateway is spoken to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Speaks {
    Alibaba,
    Json,
}

/// A gateway, as a county's configuration names it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SmsConfig {
    /// `alibaba` or `json`.
    protocol: Speaks,
    /// Where it listens: `https://…`.
    url: String,
    /// The name under which it knows us: an `AccessKeyId`.
    key_id: String,
    /// The file that holds our secret there, in the data folder unless absolute.
    pub secret_file: String,
    /// The signature that the operator has approved: 慈溪教育.
    sign: String,
    /// The template of codes, with the variable `code`.
    code_template: String,
    /// The template of notices, with the variable `text`; without one, notices stay in the system.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    notice_template: Option<String>,
    /// How long a variable may be.
    #[serde(default = "text_chars")]
    text_chars_max: usize,
    /// `json`: the field of the answer that says whether all is well, and what it says then.
    #[serde(default = "ok")]
    ok: (String, String),
    /// `json`: the field of the answer that names the message.
    #[serde(default = "reference")]
    reference: String,
}

fn text_chars() -> usize {
    35
}

fn ok() -> (String, String) {
    ("code".to_owned(), "0".to_owned())
}

fn reference() -> String {
    "id".to_owned()
}

/// A gateway that the configuration does not describe well enough.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("短信通道配置有误：{0}")]
pub struct BadGateway(&'static str);

impl SmsConfig {
    /// The gateway, reached over `wire`.
    ///
    /// # Errors
    ///
    /// Where it could not be spoken to as it is described.
    pub fn open(
        &self,
        secret: &str,
        wire: &Arc<dyn Wire>,
        clock: &Arc<dyn Clock>,
    ) -> Result<Gateway, BadGateway> {
        let host =
            self.url.strip_prefix("https://").ok_or(BadGateway("url 必须以 https:// 开头"))?;
        let host = host.split('/').next().unwrap_or_default();
        let lacks = [
            (host.is_empty(), "url 缺少主机名"),
            (secret.trim().is_empty(), "密钥文件是空的"),
            (self.key_id.trim().is_empty(), "缺少 key_id"),
            (self.sign.trim().is_empty(), "缺少 sign(已备案的短信签名)"),
            (self.code_template.trim().is_empty(), "缺少 code_template(验证码模板)"),
        ];
        if let Some((_, what)) = lacks.iter().find(|it| it.0) {
            return Err(BadGateway(what));
        }
        Ok(Gateway {
            host: host.to_owned(),
            config: self.clone(),
            secret: Personal::new(secret.trim().to_owned()),
            wire: wire.clone(),
            clock: clock.clone(),
        })
    }

    /// Whether notices go out, too, and not codes alone.
    pub fn takes_notices(&self) -> bool {
        self.notice_template.is_some()
    }
}

/// The way to a gateway.
pub struct Gateway {
    config: SmsConfig,
    host: String,
    secret: Personal<String>,
    wire: Arc<dyn Wire>,
    clock: Arc<dyn Clock>,
}

impl Channel for Gateway {
    fn kind(&self) -> ChannelKind {
        ChannelKind::Sms
    }

    fn takes_notices(&self) -> bool {
        self.config.takes_notices()
    }

    fn send<'a>(&'a self, message: &'a Outgoing) -> Later<'a, Result<String, SendError>> {
        Box::pin(async move {
            let phone = message.address.as_ref().map(|it| it.open().as_str());
            let phone = phone.ok_or_else(|| SendError::Never("没有登记手机号".to_owned()))?;
            let (template, values) = self.filled(message)?;
            let now = self.clock.now();
            let ask = match self.config.protocol {
                Speaks::Alibaba => self.alibaba(message, phone, (template, &values), now),
                Speaks::Json => self.json(message, phone, (template, &values), now),
            };
            let answer = self.wire.ask(ask).await;
            let (ok, reference) = match self.config.protocol {
                Speaks::Alibaba => (("Code", "OK"), "BizId"),
                Speaks::Json => {
                    let (field, value) = &self.config.ok;
                    ((field.as_str(), value.as_str()), self.config.reference.as_str())
                }
            };
            match answer {
                Ok(answer) => read(&answer, ok, reference),
                Err(error) => Err(told(&error, ok.0)),
            }
        })
    }

    /// Neither protocol tells of itself what became of a message: it stays 已发出.
    fn receipts<'a>(
        &'a self,
        _: &'a [String],
    ) -> Later<'a, Result<HashMap<String, Receipt>, SendError>> {
        Box::pin(async { Ok(HashMap::new()) })
    }
}

impl Gateway {
    /// The template for a message, and the values of its variables.
    fn filled(&self, message: &Outgoing) -> Result<(&str, Value), SendError> {
        match &message.content {
            Content::Code(code) => {
                Ok((self.config.code_template.as_str(), json!({ "code": code })))
            }
            Content::Notice(title) => {
                let template = self.config.notice_template.as_deref();
                let none = || SendError::Never("短信通道没有配置通知模板".to_owned());
                let max = self.config.text_chars_max;
                let mut text: String = title.chars().take(max).collect();
                if title.chars().count() > max {
                    text.pop();
                    text.push('…');
                }
                Ok((template.ok_or_else(none)?, json!({ "text": text })))
            }
        }
    }

    fn alibaba(
        &self,
        message: &Outgoing,
        phone: &str,
        (template, values): (&str, &Value),
        now: Timestamp,
    ) -> Ask {
        let values = values.to_string();
        let id = message.id.to_string();
        // In the order of their names, as they are signed.
        let query = [
            ("OutId", id.as_str()),
            ("PhoneNumbers", phone),
            ("SignName", self.config.sign.as_str()),
            ("TemplateCode", template),
            ("TemplateParam", values.as_str()),
        ];
        let query = query.map(|(name, value)| format!("{name}={}", escaped(value))).join("&");
        let nonce = hex(digest::digest(
            &digest::SHA256,
            format!("{id}{}", now.as_microsecond()).as_bytes(),
        )
        .as_ref());
        let call = Acs {
            host: &self.host,
            action: "SendSms",
            version: "2017-05-25",
            query: &query,
            nonce: &nonce[..32],
            now,
        };
        let headers = call.headers(&self.config.key_id, self.secret.open());
        let url = format!("https://{}/?{query}", self.host);
        Ask::Signed { url, headers, body: String::new() }
    }

    fn json(
        &self,
        message: &Outgoing,
        phone: &str,
        (template, values): (&str, &Value),
        now: Timestamp,
    ) -> Ask {
        let body = json!({
            "id": message.id,
            "phone": phone,
            "sign": self.config.sign,
            "template": template,
            "params": values,
        });
        let body = body.to_string();
        let (key, at) = (self.config.key_id.clone(), now.as_second().to_string());
        let words = format!("{key}\n{at}\n{}", hex(sha256(&body).as_ref()));
        let headers = vec![
            ("content-type", "application/json".to_owned()),
            ("x-key-id", key),
            ("x-timestamp", at),
            ("x-signature", signed(self.secret.open(), &words)),
        ];
        Ask::Signed { url: self.config.url.clone(), headers, body }
    }
}

/// A call in Alibaba Cloud's manner, with everything in the query.
struct Acs<'a> {
    host: &'a str,
    action: &'a str,
    version: &'a str,
    query: &'a str,
    nonce: &'a str,
    now: Timestamp,
}

impl Acs<'_> {
    fn headers(&self, key_id: &str, secret: &str) -> Vec<(&'static str, String)> {
        let empty = hex(sha256("").as_ref());
        let at = self.now.to_zoned(TimeZone::UTC).strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
        // In the order of their names, as they are signed.
        let signed_headers = [
            ("host", self.host.to_owned()),
            ("x-acs-action", self.action.to_owned()),
            ("x-acs-content-sha256", empty.clone()),
            ("x-acs-date", at),
            ("x-acs-signature-nonce", self.nonce.to_owned()),
            ("x-acs-version", self.version.to_owned()),
        ];
        let names = signed_headers.each_ref().map(|it| it.0).join(";");
        let lines = signed_headers.each_ref().map(|it| format!("{}:{}\n", it.0, it.1)).concat();
        let canonical = format!("POST\n/\n{}\n{lines}\n{names}\n{empty}", self.query);
        let words = format!("ACS3-HMAC-SHA256\n{}", hex(sha256(&canonical).as_ref()));
        let signature = signed(secret, &words);
        let authorization = format!(
            "ACS3-HMAC-SHA256 Credential={key_id},SignedHeaders={names},Signature={signature}"
        );
        // The host is sent by whoever carries it.
        let own = signed_headers.into_iter().filter(|it| it.0 != "host");
        own.chain([("authorization", authorization)]).collect()
    }
}

fn sha256(text: &str) -> digest::Digest {
    digest::digest(&digest::SHA256, text.as_bytes())
}

fn signed(secret: &str, words: &str) -> String {
    hex(outside::signature(secret, words).as_ref())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|it| format!("{it:02x}")).collect::<Vec<_>>().concat()
}

/// RFC 3986: everything but letters, digits and four signs by its bytes.
fn escaped(text: &str) -> String {
    crate::workbook::escaped(text).replace("%7E", "~")
}

/// What the gateway answered: the message's name there, or why it does not take it.
fn read(answer: &Value, ok: (&str, &str), reference: &str) -> Result<String, SendError> {
    let word = |field: &str| match &answer[field] {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Bool(it) => it.to_string(),
        _ => String::new(),
    };
    let code = word(ok.0);
    if code == ok.1 { Ok(word(reference)) } else { Err(refused(&code)) }
}

/// What a code that is not the good one means.
fn refused(code: &str) -> SendError {
    // A code is a word of the gateway's own: anything longer may hold what is not to be kept.
    let code: String = code.chars().filter(char::is_ascii_graphic).take(60).collect();
    let why = format!("短信网关拒绝：{code}");
    // Too many at a moment, an account that is to be topped up: later it may be otherwise.
    let passing = ["LIMIT_CONTROL", "AMOUNT_NOT_ENOUGH", "Throttling", "OUT_OF_SERVICE"];
    if passing.iter().any(|it| code.contains(it)) {
        SendError::Later(why)
    } else {
        SendError::Never(why)
    }
}

/// Why there was no answer, or one that refuses; `code` is the field that says why.
fn told(error: &WireError, code: &str) -> SendError {
    match error {
        WireError::Refused(status, answer) => match &answer[code] {
            Value::String(code) if *status < 500 && *status != 429 => refused(code),
            _ => told(&WireError::Status(*status), code),
        },
        WireError::Unreachable(_) => SendError::Later("短信网关连接不上".to_owned()),
        WireError::Unreadable => SendError::Later("短信网关的应答看不懂".to_owned()),
        WireError::Status(code) if *code == 429 || *code >= 500 => {
            SendError::Later(format!("短信网关忙(HTTP {code})"))
        }
        WireError::Status(code) => SendError::Never(format!("短信网关拒绝(HTTP {code})")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_is_signed_as_the_operators_own_example() {
        // From Alibaba Cloud's description of its signature, version 3.
        let call = Acs {
            host: "ecs.cn-shanghai.aliyuncs.com",
            action: "RunInstances",
            version: "2014-05-26",
            query: "ImageId=win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd&RegionId=cn-shanghai",
            nonce: "3156853299f313e23d1673dc12e1703d",
            now: "2023-10-26T10:22:32Z".parse().unwrap(),
        };
        let headers = call.headers("YourAccessKeyId", "YourAccessKeySecret");
        let authorization = &headers.last().unwrap().1;
        let signature = "06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0";
        assert!(authorization.ends_with(&format!("Signature={signature}")), "{authorization}");
    }

    #[test]
    fn an_answer_is_taken_put_off_or_final() {
        let taken = json!({ "Code": "OK", "BizId": "9006" });
        assert_eq!(read(&taken, ("Code", "OK"), "BizId"), Ok("9006".to_owned()));
        let busy = json!({ "Code": "isv.BUSINESS_LIMIT_CONTROL" });
        let why = "短信网关拒绝：isv.BUSINESS_LIMIT_CONTROL".to_owned();
        assert_eq!(read(&busy, ("Code", "OK"), "BizId"), Err(SendError::Later(why)));
        let wrong = json!({ "Code": "isv.MOBILE_NUMBER_ILLEGAL" });
        let why = "短信网关拒绝：isv.MOBILE_NUMBER_ILLEGAL".to_owned();
        assert_eq!(read(&wrong, ("Code", "OK"), "BizId"), Err(SendError::Never(why)));
        let number = json!({ "code": 0, "id": 12 });
        assert_eq!(read(&number, ("code", "0"), "id"), Ok("12".to_owned()));
    }
}
