//! Whether a certificate may be issued by itself, and how its number, code and dates are written.
//! Everything here is a function of what it is given.

use jiff::civil::Date;
use vocab::normalise_name;

use super::model::Graduation;

/// What becomes of an application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Exactly one graduation fits: the certificate is issued.
    Issue(Graduation),
    /// A person must look, for this reason.
    Ask(Doubt),
}

/// Why a machine does not decide. It never refuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Doubt {
    /// Nobody of this number is known as a graduate.
    NotFound,
    /// The number is known under another name.
    OtherName,
    /// Several graduations are known.
    Several,
}

impl Doubt {
    const ALL: [Self; 3] = [Self::NotFound, Self::OtherName, Self::Several];

    /// The word that stands in addresses.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::NotFound => "not-found",
            Self::OtherName => "other-name",
            Self::Several => "several",
        }
    }

    /// The doubt whose word is `key`.
    pub(crate) fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.key() == key)
    }

    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::NotFound => "电子档案里没有查到毕业记录",
            Self::OtherName => "电子档案里的姓名与实名认证的姓名不一致",
            Self::Several => "电子档案里有不止一条毕业记录",
        }
    }
}

/// What becomes of the application of somebody called `name`, of whose number `known` is known.
pub(crate) fn decide(name: &str, known: &[Graduation]) -> Verdict {
    let name = normalise_name(name);
    let mut same = known.iter().filter(|it| normalise_name(&it.name) == name);
    match (same.next(), same.next()) {
        // A record under another name beside it would be somebody else's, or a name given up.
        (Some(one), None) if known.len() == 1 => Verdict::Issue(one.clone()),
        (None, _) if known.is_empty() => Verdict::Ask(Doubt::NotFound),
        (None, _) => Verdict::Ask(Doubt::OtherName),
        _ => Verdict::Ask(Doubt::Several),
    }
}

/// The two lists as one: the same school of the same person is told once, as the archive has it.
pub(crate) fn joined(archive: Vec<Graduation>, roll: Vec<Graduation>) -> Vec<Graduation> {
    let mut all = archive;
    for it in roll {
        if all.iter().all(|known| known.school_name != it.school_name) {
            all.push(it);
        }
    }
    all
}

/// Why a date of graduation cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NotFinished {
    #[error("看不出毕业年月，请写成 2003 或 2003-07 的样子")]
    Shape,
    #[error("毕业年份要在 1950 年和今年之间，请核对")]
    Year,
}

/// A year, or a year and a month, as people and archives write it.
pub(crate) fn finished(text: &str, today: Date) -> Result<String, NotFinished> {
    let text = vocab::normalise(text).replace(['年', '.', '/'], "-").replace('月', "");
    let text = text.trim_matches('-');
    let (year, month) = text.split_once('-').map_or((text, None), |(it, rest)| (it, Some(rest)));
    let year: i16 = year.parse().map_err(|_| NotFinished::Shape)?;
    let month = month.map(str::parse::<i8>).transpose().map_err(|_| NotFinished::Shape)?;
    if month.is_some_and(|it| !(1..=12).contains(&it)) {
        return Err(NotFinished::Shape);
    }
    let is_past = (year, month.unwrap_or(1)) <= (today.year(), today.month());
    if year < 1950 || !is_past {
        return Err(NotFinished::Year);
    }
    Ok(month.map_or_else(|| year.to_string(), |it| format!("{year}-{it:02}")))
}

/// `finished` as a sentence has it: 2003年7月.
pub(crate) fn finished_words(finished: &str) -> String {
    match finished.split_once('-') {
        Some((year, month)) => format!("{year}年{}月", month.trim_start_matches('0')),
        None => format!("{finished}年"),
    }
}

/// 2021年12月20日.
pub(crate) fn day_words(day: Date) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}

/// The number that people know a paper or a request by: letters, the day, and six digits that no
/// other of the day has but by chance, which the database then refuses.
pub(crate) fn number(letters: &str, day: Date, digest: &str) -> String {
    let digits: String = digest.chars().take(6).collect::<String>().to_uppercase();
    format!("{letters}{}-{digits}", day.strftime("%Y%m%d"))
}

/// Whether a text has the shape of such a number.
pub(crate) fn is_number(text: &str) -> bool {
    let Some((head, tail)) = text.split_once('-') else { return false };
    let Some((letters, day)) = head.split_at_checked(2) else { return false };
    letters.bytes().all(|it| it.is_ascii_uppercase())
        && day.len() == 8
        && day.bytes().all(|it| it.is_ascii_digit())
        && tail.len() == 6
        && tail.bytes().all(|it| it.is_ascii_hexdigit())
}

/// The code that a paper is checked by: sixteen digits in groups of four.
pub(crate) fn code(digest: &str) -> String {
    let digits: Vec<char> = digest.chars().take(16).collect();
    let groups: Vec<String> = digits.chunks(4).map(|it| it.iter().collect()).collect();
    groups.join("-").to_uppercase()
}

/// A code or a number as somebody typed it, in the one form that is compared.
pub(crate) fn typed(text: &str) -> String {
    let text = vocab::normalise(text).to_uppercase();
    text.chars().filter(char::is_ascii_alphanumeric).collect()
}
