//! Where an invented bureau lies. Real are the names and the codes (GB/T 2260 and the statistical
//! codes of towns); the weights, how many children live in each part against the others, are ours.

use super::schools::Town;

/// A county with its towns, or a city with its counties: what the directory puts one level below.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Region {
    /// As people call it.
    pub name: &'static str,
    /// Its division code: 330282.
    pub division: &'static str,
    /// Code, name and weight of each part below it.
    parts: &'static [(&'static str, &'static str, usize)],
}

impl Region {
    /// The county of Cixi with its nineteen towns and streets.
    pub const CIXI: Self = Self {
        name: "慈溪市",
        division: "330282",
        parts: &[
            ("330282002000", "宗汉街道", 80),
            ("330282003000", "坎墩街道", 60),
            ("330282004000", "浒山街道", 90),
            ("330282005000", "白沙路街道", 70),
            ("330282006000", "古塘街道", 80),
            ("330282104000", "掌起镇", 40),
            ("330282107000", "观海卫镇", 95),
            ("330282108000", "附海镇", 30),
            ("330282109000", "桥头镇", 30),
            ("330282110000", "匡堰镇", 28),
            ("330282111000", "逍林镇", 50),
            ("330282112000", "新浦镇", 48),
            ("330282113000", "胜山镇", 40),
            ("330282114000", "横河镇", 60),
            ("330282116000", "崇寿镇", 25),
            ("330282118000", "庵东镇", 50),
            ("330282120000", "长河镇", 42),
            ("330282121000", "周巷镇", 88),
            ("330282123000", "龙山镇", 80),
        ],
    };

    /// The city of Ningbo with its ten districts and counties.
    pub const NINGBO: Self = Self {
        name: "宁波市",
        division: "330200",
        parts: &[
            ("330203000000", "海曙区", 60),
            ("330205000000", "江北区", 40),
            ("330206000000", "北仑区", 60),
            ("330211000000", "镇海区", 50),
            ("330212000000", "鄞州区", 95),
            ("330213000000", "奉化区", 45),
            ("330225000000", "象山县", 45),
            ("330226000000", "宁海县", 55),
            ("330281000000", "余姚市", 85),
            ("330282000000", "慈溪市", 95),
        ],
    };

    /// The city of Shaoxing with its six.
    pub const SHAOXING: Self = Self {
        name: "绍兴市",
        division: "330600",
        parts: &[
            ("330602000000", "越城区", 75),
            ("330603000000", "柯桥区", 80),
            ("330604000000", "上虞区", 60),
            ("330624000000", "新昌县", 35),
            ("330681000000", "诸暨市", 90),
            ("330683000000", "嵊州市", 55),
        ],
    };

    /// How many parts it has.
    pub fn size(&self) -> usize {
        self.parts.len()
    }

    /// Its parts, with identifiers by `make`.
    pub(super) fn towns(&self, make: &super::Make) -> Vec<Town> {
        let town = |&(code, name, weight): &(&str, &str, usize)| Town {
            id: make.id(),
            code: code.to_owned(),
            name: name.to_owned(),
            weight,
        };
        self.parts.iter().map(town).collect()
    }
}
