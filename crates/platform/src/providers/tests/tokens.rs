//! ID tokens: who signed them, and what they claim.

use std::sync::Arc;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::providers::{
    StandIn,
    jws::{self, Keys},
    rules::{Claims, may_trust},
};

fn stand_in() -> StandIn {
    StandIn::new(Arc::new(vocab::TestClock::at("2021-12-20T00:00:00Z"))).unwrap()
}

fn keys(it: &Value) -> Keys {
    serde_json::from_value(it.clone()).unwrap()
}

/// A token under another head, with the signature of the first.
fn with_head(token: &str, head: &Value) -> String {
    let rest = token.split_once('.').unwrap().1;
    format!("{}.{rest}", URL_SAFE_NO_PAD.encode(head.to_string()))
}

#[test]
fn a_token_is_open_only_as_it_was_signed() {
    let it = stand_in();
    let set = keys(&it.keys());
    let token = it.sign(&json!({ "sub": "mother" }));
    let open = |token: &str| jws::open::<Value>(token, &set);
    assert_eq!(open(&token).unwrap()["sub"], "mother");
    for head in [
        json!({ "alg": "none" }),
        json!({ "alg": "HS256", "kid": "demo" }),
        json!({ "alg": "RS256", "kid": "demo" }),
        json!({ "alg": "ES256", "kid": "other" }),
        json!({ "alg": "ES256", "kid": "demo", "crit": ["exp"] }),
    ] {
        assert!(open(&with_head(&token, &head)).is_none(), "{head}");
    }
    let [head, _, signature] = token.split('.').collect::<Vec<_>>()[..] else { panic!() };
    let other = URL_SAFE_NO_PAD.encode(json!({ "sub": "principal" }).to_string());
    assert!(open(&format!("{head}.{other}.{signature}")).is_none());
    assert!(open(&format!("{head}.{other}.")).is_none());
    assert!(open("").is_none() && open("..").is_none() && open("a.b").is_none());
    assert!(open(&format!("{token}A")).is_none());
    assert!(jws::open::<Value>(&token, &keys(&stand_in().keys())).is_none());
    assert!(jws::open::<Value>(&token, &Keys::default()).is_none());
}

#[test]
fn a_token_signed_by_rsa_is_open_too() {
    // Made with openssl for this test; the private key was thrown away.
    const N: &str = "3Hj5JipAPwGOrz8EHWffQ6aECA92lE6xPEPvGiiPhaQLOmn3P1XPT4WAGP4E1mbH75nlaDRW5An-SD32\
        bXWNDD-J-83afzP0DHMuNb5bErbBdzdtH-cADHQr3g9Cb5GrRisSGzx3DW3ArOKLuwVU4RMVotDbX6PN-Hqz\
        f9Ltpdt9WL42LykuG49k-i2buk1PP9N61cPR_Mx-5qDTPPsd-F09H4JYE0-7HyxcCZZ5bcp3JwJ5SeuuC1yf\
        -wcJ1fCbVK9O8kfOIcLfkpReuxO8xvXpzFhwS4m2ttlBGFmnbSkYn16P-EMoRJzyfagEx1bMUUIpprQ2ol8n\
        8MOFu4j1Aw";
    const TOKEN: &str = "eyJhbGciOiAiUlMyNTYiLCAia2lkIjogInIifQ.eyJzdWIiOiAidTEifQ.UbewrpKUyqwC78J_RZm\
        TvwCjd8-TofTIJMAiCFlaz_VRBw_gCEvfk5u2l1PVQtQPW3eMS1kCpI4fYV3HbZIuRrK22nGcnkoKLQ5_QNv\
        u3MOjeAC8Pu3zjFkiPJNfRBAqPImCidbAwAlgtuR9_jbT3GweooNp7SjE29VUe76bXgVT4TZMHlIExS8I7ns\
        dQzk-0YyZ4wIRMfUfqtPLhE2nVhunknC3QKC5Sm2HWx9Umhg8TPn-0-cNWm5EIjhlaj8JtAnSYpx_FQxG4eu\
        hdL3f1NTZarQBj6iTeD0Fa3z2JT5QAogFqmNERKafQHuyiTQH8GZmK4TeoDQX37NXyqjQAA";
    let set = json!({ "keys": [{ "kty": "RSA", "kid": "r", "n": N, "e": "AQAB" }] });
    assert_eq!(jws::open::<Value>(TOKEN, &keys(&set)).unwrap()["sub"], "u1");
    let other = TOKEN.replace("eyJzdWIiOiAidTEifQ", "eyJzdWIiOiAidTIifQ");
    assert!(jws::open::<Value>(&other, &keys(&set)).is_none());
    let encrypting = json!({ "keys": [{ "kty": "RSA", "use": "enc", "n": N, "e": "AQAB" }] });
    assert!(jws::open::<Value>(TOKEN, &keys(&encrypting)).is_none());
}

fn claims(change: impl FnOnce(&mut Value)) -> Option<Claims> {
    let mut it = json!({
        "iss": "https://id.example", "sub": "u1", "aud": "xueyu", "nonce": "n1",
        "iat": 1_640_000_000, "exp": 1_640_000_300,
    });
    change(&mut it);
    serde_json::from_value(it).ok()
}

#[test]
fn a_token_is_trusted_for_us_for_now_and_for_this_log_in_alone() {
    #[track_caller]
    fn check(expected: Result<(), &str>, change: impl FnOnce(&mut Value)) {
        let now = Timestamp::from_second(1_640_000_010).unwrap();
        let it = claims(change).unwrap();
        assert_eq!(may_trust(&it, ("https://id.example", "xueyu"), "n1", now), expected);
    }
    check(Ok(()), |_| {});
    check(Ok(()), |it| it["aud"] = json!(["xueyu"]));
    check(Ok(()), |it| it["azp"] = json!("xueyu"));
    check(Err("another issuer"), |it| it["iss"] = json!("https://id.example.evil"));
    check(Err("another audience"), |it| it["aud"] = json!("other"));
    check(Err("another party"), |it| it["aud"] = json!(["xueyu", "other"]));
    check(Err("another party"), |it| it["azp"] = json!("other"));
    check(Err("expired"), |it| it["exp"] = json!(1_639_999_950));
    check(Ok(()), |it| it["exp"] = json!(1_639_999_951));
    check(Err("from the future"), |it| it["iat"] = json!(1_640_000_071));
    check(Err("another log-in's nonce"), |it| it["nonce"] = json!("n2"));
    check(Err("another log-in's nonce"), |it| it["nonce"] = Value::Null);
    check(Err("no subject"), |it| it["sub"] = json!(""));
}

#[test]
fn a_claim_of_the_wrong_type_makes_the_token_unreadable() {
    assert!(claims(|it| it["exp"] = json!("1640000300")).is_none());
    assert!(claims(|it| it["iat"] = json!(null)).is_none());
    assert!(claims(|it| it["sub"] = json!(7)).is_none());
    assert!(claims(|it| it["nonce"] = json!(["n1"])).is_none());
}
