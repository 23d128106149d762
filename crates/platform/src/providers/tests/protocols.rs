//! How 钉钉, 微信 and OpenID Connect are spoken to, against recorded answers.

use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use web::Later;

use crate::providers::{
    Ask, Begun, NotShown, Protocol, ProviderConfig, StandIn, Wire, WireError, oidc,
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
        state: "st".to_owned(),
        nonce: "no".to_owned(),
        verifier: "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk".to_owned(),
        redirect: "https://jy.example.cn/cixi/login/with/x/back".to_owned(),
    }
}

async fn subject(it: &Arc<dyn Protocol>) -> Result<String, NotShown> {
    it.subject(&begun(), "c0de", "2021-12-20T00:00:00Z".parse().unwrap()).await
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
        (it.code_field(), subject(&it).await),
        ("authCode", Ok("z21HjQliSzpw0Y".to_owned()))
    );
    let [Ask::Json { body, .. }, Ask::Get { header, .. }] = &wire.asked()[..] else { panic!() };
    assert_eq!((&body["clientSecret"], &body["code"]), (&json!("s3cret"), &json!("c0de")));
    assert_eq!(*header, Some(("x-acs-dingtalk-access-token", "at".to_owned())));
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
