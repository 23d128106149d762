//! Invented outside partners: clubs and studios from which schools take course teachers.

use jiff::{ToSpan, civil::Date};
use vocab::{AccountId, InstitutionId, Phone, Sex, Uscc};

use super::{
    Make,
    chance::Chance,
    guardians::number_for,
    people::{Names, Serials, phone},
    plan::Plan,
};
use crate::model::PartnerPersonId;

/// An institution on the approved register, or one that is still being checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Partner {
    /// Its id.
    pub id: InstitutionId,
    /// Its invented name.
    pub name: String,
    /// 统一社会信用代码, of the division that no county has.
    pub credit_code: Uscc,
    /// What it offers.
    pub field: &'static str,
    /// Since when it is on the approved register; none while it is being checked.
    pub approved: Option<Date>,
    /// Its teachers.
    pub people: Vec<PartnerPerson>,
}

/// A teacher of a partner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartnerPerson {
    /// Its id.
    pub id: PartnerPersonId,
    /// The account, waiting to be activated.
    pub account: AccountId,
    /// The invented name.
    pub name: String,
    /// Sex.
    pub sex: Sex,
    /// The telephone number, 100 first.
    pub phone: Phone,
    /// What is taught.
    pub subject: &'static str,
}

const FIELDS: [(&str, &str, &[&str]); 6] = [
    ("体育", "体育俱乐部", &["篮球", "足球", "羽毛球", "武术", "跳绳"]),
    ("艺术", "艺术中心", &["书法", "国画", "舞蹈", "合唱", "陶笛"]),
    ("科技", "科技活动中心", &["编程", "机器人", "航模", "科学实验"]),
    ("棋类", "棋院", &["围棋", "象棋", "国际象棋"]),
    ("手工", "工坊", &["青瓷", "剪纸", "木工", "编织"]),
    ("综合实践", "实践基地", &["农耕", "急救", "烹饪"]),
];

const WORDS: [&str; 12] = [
    "沐野",
    "知屿",
    "拾禾",
    "青隅",
    "云笺",
    "半夏",
    "漫川",
    "弈远",
    "新榆",
    "海棠里",
    "一苇",
    "鹤汀",
];

/// The partners of the county: one for each word, a few more where the county is large.
pub(super) fn partners(
    plan: &Plan,
    today: Date,
    phones: usize,
    serials: &mut Serials,
    make: &Make,
) -> Vec<Partner> {
    let names = Names::new();
    let (mut partners, mut hired) = (Vec::new(), 0);
    for number in 0..(plan.schools.iter().sum::<usize>() / 8).clamp(4, 40) {
        let mut chance = Chance::of(plan.seed, "partner", number);
        let (field, suffix, subjects) = FIELDS[number % FIELDS.len()];
        let word = WORDS[(number * 5 + number / WORDS.len()) % WORDS.len()];
        let people = (0..chance.between(3, 7)).map(|_| {
            hired += 1;
            let sex = if chance.happens(450) { Sex::Male } else { Sex::Female };
            let born =
                today.saturating_sub(chance.between(22, 45).years().days(chance.between(0, 364)));
            let (born, _) = number_for(born, sex, serials);
            let surname = names.surname(&mut chance);
            PartnerPerson {
                id: make.id(),
                account: make.id(),
                name: names.full(surname, sex, born, &mut chance),
                sex,
                phone: phone(phones + hired),
                subject: subjects[chance.below(subjects.len())],
            }
        });
        let people = people.collect();
        partners.push(Partner {
            id: make.id(),
            name: format!("{word}{suffix}"),
            credit_code: u32::try_from(number)
                .ok()
                .and_then(Uscc::invented)
                .expect("there are a hundred million"),
            field,
            approved: (number % 9 != 8)
                .then(|| today.saturating_sub(chance.between(30, 300).days())),
            people,
        });
    }
    partners
}
