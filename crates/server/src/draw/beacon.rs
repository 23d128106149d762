//! The signature of a drand round: here the draw leaves plain hashing, and only here.

use anyhow::{Context as _, bail};
use drand_verify::{G1Pubkey, G2PubkeyRfc, Pubkey as _};
use draw::{Chain, Source, Value};

/// The League of Entropy's keys, as its nodes publish them under `/info`.
const QUICKNET: &str = "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c\
    8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc22b0e17e63aaf4bcb\
    5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a";
const DEFAULT: &str = "868f005eb8e6e4ca0a47c8a77ceaa5309a47978a7c71bc5cce96366b5d7a5699\
    37c529eeda66c7293784a9402801af31";

/// Checks that a beacon's value was signed by its chain; other values pass.
pub(super) fn check(source: &Source, value: &Value) -> anyhow::Result<()> {
    let (Source::Drand { chain, round }, Value::Beacon(it)) = (source, value) else {
        return Ok(());
    };
    let name = || format!("drand 第 {round} 轮");
    let (signature, before) = it.signatures().with_context(name)?;
    let signed = match chain {
        Chain::Quicknet => G2PubkeyRfc::from_variable(&key(QUICKNET))
            .map(|key| key.verify(*round, &[], &signature)),
        Chain::Default => G1Pubkey::from_variable(&key(DEFAULT))
            .map(|key| key.verify(*round, &before, &signature)),
    };
    match signed {
        Ok(Ok(true)) => Ok(()),
        _ => bail!("{}的 BLS 签名不成立：不是 drand 网络签发的", name()),
    }
}

fn key(hex: &str) -> Vec<u8> {
    let digit = |it: u8| char::from(it).to_digit(16).and_then(|it| u8::try_from(it).ok());
    let pair = |it: &[u8]| digit(it[0]).zip(digit(it[1])).map(|(high, low)| high << 4 | low);
    hex.as_bytes().chunks_exact(2).filter_map(pair).collect()
}

#[cfg(test)]
mod tests {
    use draw::Beacon;

    use super::*;

    /// Two rounds of the live chains; the quicknet one stands in the README of python-drand-verify
    /// 0.2.1, both were verified with it.
    fn rounds() -> [(Source, Beacon); 2] {
        let quicknet = Beacon {
            randomness: "fc1873a13f3545aeade8401532ef5519920652eee6b0d2b19ca12643b87b3587"
                .parse()
                .unwrap(),
            signature: "b713718a38ae728dfd477991af2822e08d2f305e47718cef9f7848ce4050e7be\
                41076862b98fad56e91a6b85b89cd97b"
                .to_owned(),
            previous: None,
        };
        let default = Beacon {
            randomness: "647c07b2abbf7ff2afb4d670214f565e5cd9f9c91bfdcecb59a21f3c78d73920"
                .parse()
                .unwrap(),
            signature: "a696b9409ababce45749c3a4ec369074453dd4a79967734e1390d969c8ad8d98\
                897d217b9121e92c8ddebbddda8d92f900e3bd6bf9deb166863b1a19390d743f\
                82774001487594c5c09e581db7365f02b70a2c8cc41ce32446ef08e4890c4754"
                .to_owned(),
            previous: Some(
                "8ed588f2a7716fb1349e2d9803da5db0005e98a83783c353d4a08f183236a9ad\
                91d70ddb01266f4b7c576983db464b430e65680b9e0098552758afd6c1e6afcb\
                77e3f62fe1b93d42d1cb63abbb2205512fe12fbf74ea9c5ac3b8f5c1e283a1d8"
                    .to_owned(),
            ),
        };
        [
            (Source::Drand { chain: Chain::Quicknet, round: 657_413 }, quicknet),
            (Source::Drand { chain: Chain::Default, round: 3_311_596 }, default),
        ]
    }

    #[test]
    fn rounds_of_both_chains_are_signed_and_others_are_not() {
        for (source, beacon) in rounds() {
            assert!(check(&source, &Value::Beacon(beacon.clone())).is_ok(), "{source:?}");
            let Source::Drand { chain, round } = source else { continue };
            let next = Source::Drand { chain, round: round + 1 };
            assert!(check(&next, &Value::Beacon(beacon.clone())).is_err());
            let mut forged = beacon;
            let last = if forged.signature.ends_with('0') { "1" } else { "0" };
            forged.signature.replace_range(forged.signature.len() - 1.., last);
            assert!(check(&source, &Value::Beacon(forged)).is_err());
        }
    }
}
