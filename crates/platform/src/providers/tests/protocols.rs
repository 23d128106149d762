//! How 浙里办, 浙政钉, 钉钉, 微信 and OpenID Connect are spoken to, against recorded answers.

use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use web::Later;

use crate::providers::{
    Ask, Begun, Brought, NotShown, Protocol, ProviderConfig, StandIn, Wire, WireError, oidc,
};

/// Answers in turn, and keeps what was asked.
struct Recorded(Mutex<(Vec<Ask>, Vec<Reply>)>);

type Reply = Result<Value, WireError>;

impl Recorded {
    fn new(answers: impl IntoIterator<Item = Reply>) -> Arc<Self> {
        let mut answers: Vec<_> = answers.into_iter().collect();
        answers.reverse();
        Arc::new(Self(Mutex::new((Vec::new(), answers))))
    }

    fn asked(&self) -> Vec<Ask> {
        self.0.lock().unwrap().0.clone()
    }
}

impl Wire for Recorded {
    fn ask(&self, ask: Ask) -> Later<'_, Result<Value, WireError>> {
        let mut it = self.0.lock().unwrap();
        it.0.push(ask);
        let answer = it.1.pop().unwrap_or(Err(WireError::Status(500)));
        Box::pin(async move { answer })
    }
}

fn protocol(toml: &str, wire: &Arc<Recorded>) -> Arc<dyn Protocol> {
    let clock = Arc::new(vocab::TestClock::at("2021-12-20T00:00:00Z"));
    let config: ProviderConfig = toml::from_str(toml).unwrap();
    let wire: Arc<dyn Wire> = wire.clone();
    let stand_in = Arc::new(StandIn::new(clock).unwrap());
    config.open("cixi", "s3cret\n", &wire, &stand_in).unwrap().protocol
}

fn begun() -> Begun {
    Begun {
        wants_person: false,
        state: "st".to_owned(),
        nonce: "no".to_owned(),
        verifier: "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk".to_owned(),
        redirect: "https://jy.example.cn/cixi/login/with/x/back".to_owned(),
    }
}

async fn subject(it: &Arc<dyn Protocol>) -> Result<String, NotShown> {
    it.subject(&begun(), "c0de", "2021-12-20T00:00:00Z".parse().unwrap()).await
}

/// What a browser brings back in an address's query.
fn brought(query: Value) -> Brought {
    serde_json::from_value(query).unwrap()
}

const DINGTALK: &str = "kind = 'dingtalk'\nprotocol = 'dingtalk'\nclient_id = 'ding1'";

#[tokio::test]
async fn dingtalk_posts_the_code_and_asks_who_it_is() {
    let wire = Recorded::new([
        Ok(json!({ "accessToken": "at", "refreshToken": "rt", "expireIn": 7200 })),
        Ok(json!({ "nick": "施老师", "unionId": "z21HjQliSzpw0Y", "openId": "o", "mobile": "1" })),
    ]);
    let it = protocol(DINGTALK, &wire);
    let address = it.address(&begun());
    assert!(
        address.starts_with("https://login.dingtalk.com/oauth2/auth?redirect_uri=https%3A%2F%2F")
    );
    assert!(address.contains("&client_id=ding1&scope=openid&state=st&"));
    assert!(!address.contains("s3cret"));
    assert_eq!(
        it.brought(&brought(json!({ "authCode": "c0de", "state": "st" }))),
        ("st".to_owned(), Some("c0de".to_owned()))
    );
    assert_eq!(subject(&it).await, Ok("z21HjQliSzpw0Y".to_owned()));
    let [Ask::Json { body, .. }, Ask::Get { headers, .. }] = &wire.asked()[..] else { panic!() };
    assert_eq!((&body["clientSecret"], &body["code"]), (&json!("s3cret"), &json!("c0de")));
    assert_eq!(*headers, [("x-acs-dingtalk-access-token", "at".to_owned())]);
}

#[tokio::test]
async fn what_a_provider_refuses_or_leaves_out_shows_nobody() {
    let refused = Recorded::new([Err(WireError::Status(400))]);
    let it = protocol(DINGTALK, &refused);
    assert_eq!(subject(&it).await, Err(NotShown::Wire(WireError::Status(400))));
    let empty = Recorded::new([Ok(json!({ "accessToken": "at" })), Ok(json!({ "unionId": "" }))]);
    let it = protocol(DINGTALK, &empty);
    assert_eq!(subject(&it).await, Err(NotShown::Answer("no unionId")));
}

#[tokio::test]
async fn wechat_names_the_person_with_the_token() {
    let text = "kind = 'wechat'\nprotocol = 'wechat'\nclient_id = 'wx1'";
    let wire = Recorded::new([
        Ok(json!({ "access_token": "at", "openid": "ob8F", "unionid": "oTpR" })),
        Ok(json!({ "access_token": "at", "openid": "ob8F" })),
        Ok(json!({ "errcode": 40029, "errmsg": "invalid code" })),
    ]);
    let it = protocol(text, &wire);
    let address = it.address(&begun());
    assert!(address.starts_with("https://open.weixin.qq.com/connect/qrconnect?appid=wx1&"));
    assert!(address.ends_with("&scope=snsapi_login&state=st#wechat_redirect"));
    assert_eq!(subject(&it).await, Ok("oTpR".to_owned()));
    assert_eq!(subject(&it).await, Ok("ob8F".to_owned()));
    assert_eq!(subject(&it).await, Err(NotShown::Answer("no openid")));
    let Ask::Get { url, .. } = &wire.asked()[0] else { panic!() };
    assert!(url.ends_with("?appid=wx1&secret=s3cret&code=c0de&grant_type=authorization_code"));
}

const OIDC: &str = "kind = 'zhezhengding'\nprotocol = 'oidc'\nclient_id = 'xueyu'\n\
    issuer = 'https://id.example'\nauthorize = 'https://id.example/auth'\n\
    token = 'https://id.example/token'\nkeys = 'https://id.example/keys'";

#[tokio::test]
async fn openid_connect_exchanges_the_code_with_the_verifier_and_keeps_the_keys() {
    let clock = Arc::new(vocab::TestClock::at("2021-12-20T00:00:00Z"));
    let provider = StandIn::new(clock).unwrap();
    let token = |nonce: &str| {
        json!({ "id_token": provider.sign(&json!({
            "iss": "https://id.example", "sub": "u1", "aud": "xueyu", "nonce": nonce,
            "iat": 1_639_958_400, "exp": 1_639_958_700,
        })) })
    };
    let wire = Recorded::new([
        Ok(token("no")),
        Ok(provider.keys()),
        Ok(token("no")),
        Ok(token("another")),
        Ok(json!({ "access_token": "at" })),
    ]);
    let it = protocol(OIDC, &wire);
    let address = it.address(&begun());
    // The challenge of RFC 7636, appendix B.
    assert!(
        address.contains("&nonce=no&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&")
    );
    assert_eq!(subject(&it).await, Ok("u1".to_owned()));
    assert_eq!(subject(&it).await, Ok("u1".to_owned()));
    assert_eq!(subject(&it).await, Err(NotShown::Answer("another log-in's nonce")));
    assert_eq!(subject(&it).await, Err(NotShown::Answer("no ID token")));
    let asked = wire.asked();
    assert_eq!(asked.iter().filter(|it| matches!(it, Ask::Get { .. })).count(), 1);
    let Ask::Form { fields, .. } = &asked[0] else { panic!() };
    assert!(fields.contains(&("code_verifier", begun().verifier)));
    assert_eq!(oidc::challenge(&begun().verifier).len(), 43);
}

#[test]
fn a_provider_without_a_secret_or_without_tls_is_refused() {
    let clock = Arc::new(vocab::TestClock::at("2021-12-20T00:00:00Z"));
    let stand_in = Arc::new(StandIn::new(clock).unwrap());
    let wire: Arc<dyn Wire> = Recorded::new([]);
    let open = |text: &str, secret: &str| {
        let config: ProviderConfig = toml::from_str(text).unwrap();
        config.open("cixi", secret, &wire, &stand_in).is_ok()
    };
    assert!(open(OIDC, "s3cret"));
    assert!(!open(OIDC, " \n"));
    assert!(!open(&OIDC.replace("https://id.example/token", "http://id.example/token"), "s3cret"));
    assert!(!open("kind = 'wechat'\nprotocol = 'wechat'", "s3cret"));
    assert!(toml::from_str::<ProviderConfig>("kind = 'wechat'\nprotocol = 'magic'").is_err());
    assert!(toml::from_str::<ProviderConfig>("kind = 'qq'\nprotocol = 'oidc'").is_err());
}

const ZHELIBAO: &str = "kind = 'zhelibao'\nprotocol = 'zhelibao'\nclient_id = 'BCDSGA_1'\n\
    app = '2002276620'";

fn header<'a>(headers: &'a [(&'static str, String)], name: &str) -> &'a str {
    headers.iter().find(|it| it.0 == name).map_or("", |it| it.1.as_str())
}

#[tokio::test]
async fn zhelibao_exchanges_the_ticket_for_a_token_and_asks_who_it_is() {
    let wire = Recorded::new([
        Ok(json!({ "success": true, "data": { "accessToken": "at" } })),
        Ok(json!({ "success": true, "data": { "personInfo": { "userId": "8afac0cc" } } })),
        Ok(json!({ "success": true, "data": { "accessToken": "at" } })),
        Ok(json!({ "success": true, "data": { "legalPersonInfo": { "userId": "9" } } })),
        Ok(json!({ "success": false, "errorMsg": "ticket" })),
    ]);
    let it = protocol(ZHELIBAO, &wire);
    assert_eq!(
        it.address(&begun()),
        "https://portal.zjzwfw.gov.cn/uc/sso/login?appId=2002276620&sp=https%3A%2F%2F\
         jy.example.cn%2Fcixi%2Flogin%2Fwith%2Fx%2Fback%3Fstate%3Dst"
    );
    let back = "https://jy.example.cn/cixi/login/with/x/back?from=a&state=st";
    let back = it.brought(&brought(json!({ "ticketId": "c0de", "redirectUrl": back })));
    assert_eq!(back, ("st".to_owned(), Some("c0de".to_owned())));
    assert_eq!(subject(&it).await, Ok("8afac0cc".to_owned()));
    assert_eq!(subject(&it).await, Err(NotShown::Answer("no person")), "a company");
    assert_eq!(subject(&it).await, Err(NotShown::Answer("no success")));
    let [Ask::Signed { url, headers, body }, Ask::Signed { body: second, .. }, ..] =
        &wire.asked()[..]
    else {
        panic!()
    };
    assert!(url.starts_with("https://ibcdsg.zj.gov.cn:8443/restapi/prod/IC33000020220329000007/"));
    assert_eq!(header(headers, "x-bg-date-time"), "Mon, 20 Dec 2021 00:00:00 GMT");
    // printf 'POST\n/restapi/prod/IC33000020220329000007/uc/sso/access_token\n\nBCDSGA_1\nMon, 20 Dec
    // 2021 00:00:00 GMT\n' | openssl dgst -sha256 -hmac s3cret -binary | base64
    let signature = header(headers, "x-bg-hmac-signature");
    assert_eq!(signature, "oIL+iBSEPGIbW7GCTq0kRL/DWm1BycwLjia9eRVaDk0=");
    let sent: Value = serde_json::from_str(body).unwrap();
    assert_eq!(sent, json!({ "ticketId": "c0de", "appId": "2002276620" }));
    assert_eq!(*second, json!({ "token": "at" }).to_string());
}

const ZHEZHENGDING: &str = "kind = 'zhezhengding'\nprotocol = 'zhezhengding'\n\
    client_id = 'xueyu-1'\napp = 'xueyu_dingoa'";

#[tokio::test]
async fn zhezhengding_asks_with_the_applications_token_whose_the_code_is() {
    let me = json!({ "accountId": 4_711, "lastName": "施", "employeeCode": "GE_0" });
    let wire = Recorded::new([
        Ok(json!({ "success": true, "data": { "accessToken": "app_at" } })),
        Ok(json!({ "success": true, "content": { "success": true, "data": me } })),
        Ok(json!({ "success": true, "content": { "data": { "accessToken": "app_at" } } })),
        Ok(json!({ "success": true, "content": { "success": false } })),
    ]);
    let it = protocol(ZHEZHENGDING, &wire);
    let address = it.address(&begun());
    assert!(address.starts_with(
        "https://login-pro.ding.zj.gov.cn/oauth2/auth.htm?response_type=code&client_id=xueyu_dingoa"
    ));
    assert!(address.contains("back%3Fstate%3Dst&scope=get_user_info&authType=QRCODE"), "{address}");
    let back = it.brought(&brought(json!({ "code": "c0de", "state": "st" })));
    assert_eq!(back, ("st".to_owned(), Some("c0de".to_owned())));
    assert_eq!(subject(&it).await, Ok("4711".to_owned()));
    assert_eq!(subject(&it).await, Err(NotShown::Answer("no success")));
    let [Ask::Get { url, headers: first }, Ask::Signed { headers, body, .. }, ..] =
        &wire.asked()[..]
    else {
        panic!()
    };
    assert!(url.ends_with("/gettoken.json?appkey=xueyu-1&appsecret=s3cret"));
    assert_eq!(body, "access_token=app_at&code=c0de");
    assert_eq!(header(headers, "x-hmac-auth-timestamp"), "2021-12-20T08:00:00.000+08:00");
    let nonces = [header(first, "x-hmac-auth-nonce"), header(headers, "x-hmac-auth-nonce")];
    assert_ne!(nonces[0], nonces[1], "used once");
    // printf 'POST\n2021-12-20T08:00:00.000+08:00\nNONCE\n/rpc/oauth2/getuserinfo_bycode.json\n
    // access_token=app_at&code=c0de' | openssl dgst -sha256 -hmac s3cret -binary | base64
    assert_eq!(nonces[1], "12770095573773241");
    assert_eq!(
        header(headers, "x-hmac-auth-signature"),
        "XSWBy+pfui8jEAQ5js3RLodNXFOYuZXOwOpN8f0KtYo="
    );
}

#[test]
fn a_provider_of_the_province_needs_its_application() {
    let clock = Arc::new(vocab::TestClock::at("2021-12-20T00:00:00Z"));
    let wire: Arc<dyn Wire> = Recorded::new([]);
    let stand_in = Arc::new(StandIn::new(clock).unwrap());
    let said = |text: &str| {
        let config: ProviderConfig = toml::from_str(text).unwrap();
        config.open("cixi", "s3cret", &wire, &stand_in).err().map(|it| it.to_string())
    };
    let bare = ZHELIBAO.replace("app = '2002276620'", "");
    assert_eq!(said(&bare).unwrap(), "provider zhelibao: app is needed");
    let plain = format!("{ZHEZHENGDING}\ngateway = 'http://59.202.52.1'");
    assert!(said(&plain).unwrap().contains("gateway is not an https:// address"));
    assert_eq!(said(ZHELIBAO), None);
}
