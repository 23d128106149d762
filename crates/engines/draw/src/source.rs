//! Values that nobody controls alone: where they come from, and what they may look like.

use jiff::{Timestamp, civil::DateTime};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::{
    defect::{Defect, Fault},
    hash::{Digest, hex, unhex_any},
    text::{NUMBER_MAX, is_plain},
};

/// The most values of one draw.
pub const SOURCES_MAX: usize = 99;
/// The fewest possible values of a draw that counts. The organiser knows the secret and could try
/// out all of them beforehand; with so many, choosing among 2^80 secrets moves a family's chance by
/// less than one in 100,000 (docs/draw-spec.md, "How much trying out can gain").
pub const OUTCOMES_MIN: u128 = 1_000_000_000_000;

/// A beacon of drand's League of Entropy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Chain {
    /// A round every three seconds, each signed by itself.
    Quicknet,
    /// A round every thirty seconds, each signed together with the one before.
    Default,
}

impl Chain {
    /// When round 1 was due, and how many seconds lie between rounds.
    fn clock(self) -> (i64, i64) {
        match self {
            Self::Quicknet => (1_692_803_367, 3),
            Self::Default => (1_595_431_050, 30),
        }
    }

    /// When `round` is published, in seconds since 1970.
    pub fn due(self, round: u64) -> i64 {
        let (genesis, period) = self.clock();
        let rounds = i64::try_from(round).unwrap_or(i64::MAX).saturating_sub(1);
        genesis.saturating_add(period.saturating_mul(rounds))
    }
}

/// Where a value comes from, said before anyone can know it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
pub enum Source {
    /// A whole number drawn on site.
    Site {
        /// What it is called: 第 1 位家长代表.
        name: String,
        /// The least that can be drawn.
        least: u64,
        /// The most.
        most: u64,
    },
    /// The result of a public lottery that is named with its issue.
    Lottery {
        /// Which: 体彩排列五 第 26200 期.
        name: String,
        /// How many results are possible.
        outcomes: u64,
    },
    /// A round of drand.
    Drand {
        /// Which chain.
        chain: Chain,
        /// Which round.
        round: u64,
    },
}

/// What a source gave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    /// A number drawn on site, or a lottery's numbers with single spaces between them.
    Text(String),
    /// A round of drand.
    Beacon(Beacon),
}

/// What drand publishes of a round, in lower-case hex.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Beacon {
    /// SHA-256 of the signature.
    pub randomness: Digest,
    /// The BLS signature. The command line checks it; here, only that the randomness is its hash.
    pub signature: String,
    /// The signature of the round before, on the chain that signs it along.
    pub previous: Option<String>,
}

impl Beacon {
    /// The bytes of the signature and of the one before, which is empty on a chain without.
    pub fn signatures(&self) -> Option<(Vec<u8>, Vec<u8>)> {
        let before = self.previous.as_deref().unwrap_or_default();
        Some((unhex_any(&self.signature)?, unhex_any(before)?))
    }
}

impl Value {
    /// Whether it is written as some source could give it.
    pub(crate) fn is_sound(&self) -> bool {
        match self {
            Self::Text(text) => is_numbers(text),
            Self::Beacon(it) => [Some(&it.signature), it.previous.as_ref()]
                .into_iter()
                .flatten()
                .all(|it| (2..=200).contains(&it.len()) && unhex_any(it).is_some()),
        }
    }

    /// What goes into the seed.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        match self {
            Self::Text(text) => text.clone().into_bytes(),
            Self::Beacon(it) => hex(it.randomness.as_bytes()).into_bytes(),
        }
    }
}

impl Source {
    /// What people call it.
    pub fn name(&self) -> String {
        match self {
            Self::Site { name, .. } | Self::Lottery { name, .. } => name.clone(),
            Self::Drand { chain: Chain::Quicknet, round } => {
                format!("drand quicknet 第 {round} 轮")
            }
            Self::Drand { chain: Chain::Default, round } => format!("drand default 第 {round} 轮"),
        }
    }

    /// How many values it may give; more than can be counted for a beacon.
    pub(crate) fn outcomes(&self) -> u128 {
        match self {
            Self::Site { least, most, .. } => u128::from(most.saturating_sub(*least)) + 1,
            Self::Lottery { outcomes, .. } => u128::from(*outcomes),
            Self::Drand { .. } => u128::MAX,
        }
    }

    /// What is wrong with it by itself, declared at `declared`.
    pub(crate) fn defect(&self, declared: Timestamp) -> Option<Defect> {
        let bad = |why| Some(Fault::Source { name: self.name(), why }.in_terms());
        match self {
            Self::Site { name, .. } | Self::Lottery { name, .. } if !is_plain(name) => {
                Some(Fault::Text { what: "公开取值的名称", text: name.clone() }.in_terms())
            }
            Self::Site { least, most, .. } if least > most || *most > NUMBER_MAX => {
                bad("最小值不能大于最大值，最大值不超过 9007199254740991")
            }
            Self::Lottery { outcomes, .. } if !(2..=NUMBER_MAX).contains(outcomes) => {
                bad("可能结果数应为 2 至 9007199254740991")
            }
            Self::Drand { round, .. } if !(1..=NUMBER_MAX).contains(round) => {
                bad("轮次应为 1 至 9007199254740991")
            }
            Self::Drand { chain, round } if chain.due(*round) <= declared.as_second() => {
                Some(Fault::RoundIsOut { round: *round }.in_terms())
            }
            _ => None,
        }
    }

    /// Why `value` cannot be what it gave.
    pub(crate) fn refuses(&self, value: &Value) -> Option<&'static str> {
        match (self, value) {
            (Self::Site { least, most, .. }, Value::Text(text)) => {
                let number = whole(text).filter(|it| (*least..=*most).contains(it));
                number.is_none().then_some("应为公示范围内的整数，前面不加 0")
            }
            (Self::Lottery { .. }, Value::Text(text)) => {
                (!is_numbers(text)).then_some("应为数字，各数之间一个空格")
            }
            (Self::Drand { chain, .. }, Value::Beacon(it)) => refuses_beacon(*chain, it),
            (Self::Drand { .. }, Value::Text(_)) => Some("应为信标的随机数和签名"),
            (_, Value::Beacon(_)) => Some("应为数字"),
        }
    }
}

/// Digits with single spaces between them.
fn is_numbers(text: &str) -> bool {
    let digits = |it: &str| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit());
    text.len() <= 200 && text.split(' ').all(digits)
}

/// The number that `text` writes in the one way that is allowed.
pub(crate) fn whole(text: &str) -> Option<u64> {
    let plain =
        text.bytes().all(|it| it.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    text.parse().ok().filter(|it| plain && *it <= NUMBER_MAX)
}

fn refuses_beacon(chain: Chain, it: &Beacon) -> Option<&'static str> {
    // Quicknet signs with 48 bytes, the default chain with 96.
    let bytes = if chain == Chain::Quicknet { 48 } else { 96 };
    let Some(signature) = unhex_any(&it.signature).filter(|it| it.len() == bytes) else {
        return Some("信标签名的长度或写法不对");
    };
    let before = it.previous.as_deref().map(|it| unhex_any(it).is_some_and(|it| it.len() == bytes));
    if before != (chain == Chain::Default).then_some(true) {
        return Some("信标的上一轮签名缺失、多余或写法不对");
    }
    let hash: [u8; 32] = Sha256::digest(signature).into();
    (hash != *it.randomness.as_bytes()).then_some("信标的随机数不是签名的 SHA-256")
}

/// A civil time of Beijing, written in the one way that is allowed.
pub(crate) fn moment(text: &str) -> Option<Timestamp> {
    text.starts_with('2').then_some(())?;
    let time = DateTime::strptime("%Y-%m-%d %H:%M", text).ok()?;
    (time.strftime("%Y-%m-%d %H:%M").to_string() == text).then_some(())?;
    // China has one zone and no summer time.
    jiff::tz::offset(8).to_timestamp(time).ok()
}
