//! The way of a document, decided over values: who may do what in which state, how a number is built,
//! what may not be made public as it stands.

use vocab::{AccountId, Role};

use super::model::{Openness, State};

/// What can be done with a document on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Move {
    /// The drafter sends it on its way.
    Send,
    /// An office agrees.
    Agree,
    /// The general office has checked it.
    Pass,
    /// A leader signs.
    Sign,
    /// It gets its number and goes out.
    Issue,
    /// Anyone may read it.
    Publish,
    /// Back to the drafter, with the reason.
    Return,
}

impl Move {
    /// What is done, as buttons and the way say it.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Send => "送签",
            Self::Agree => "会签同意",
            Self::Pass => "核稿通过",
            Self::Sign => "签发",
            Self::Issue => "编号印发",
            Self::Publish => "向社会公开",
            Self::Return => "退回修改",
        }
    }

    /// Its word in forms.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Send => "send",
            Self::Agree => "agree",
            Self::Pass => "pass",
            Self::Sign => "sign",
            Self::Issue => "issue",
            Self::Publish => "publish",
            Self::Return => "return",
        }
    }

    /// What a form says.
    pub(crate) fn from_key(key: &str) -> Option<Self> {
        [Self::Send, Self::Agree, Self::Pass, Self::Sign, Self::Issue, Self::Publish, Self::Return]
            .into_iter()
            .find(|it| it.key() == key)
    }
}

/// Who would move a document, and what of it decides.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mover<'a> {
    /// The role in use.
    pub(crate) role: Role,
    /// The account; none where the system does it.
    pub(crate) account: Option<AccountId>,
    /// The office that drafts.
    pub(crate) office: Role,
    /// Everyone who saved a version.
    pub(crate) writers: &'a [AccountId],
    /// The offices that must still agree.
    pub(crate) asked: &'a [Role],
    /// Who may read it.
    pub(crate) openness: Openness,
}

/// Why a document is not moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Refusal {
    /// Somebody else's turn, or another step.
    #[error("这件公文现在不在您这一步，请刷新页面看它到了哪里")]
    NotNow,
    /// 起草人不得签发自己起草的公文.
    #[error("您改过这份文稿，不能由您签发。请由另一位领导签发")]
    OwnDraft,
    /// It is not to be published.
    #[error("公开属性不是“主动公开”，不能向社会公开")]
    NotOpen,
}

/// Where a document goes from `state` by `step`.
pub(crate) fn next(state: State, step: Move, who: Mover<'_>) -> Result<State, Refusal> {
    let is_office = who.role == Role::OfficeClerk;
    match (state, step) {
        (State::Draft, Move::Send) if who.role == who.office => {
            Ok(if who.asked.is_empty() { State::Checking } else { State::Agreeing })
        }
        (State::Agreeing, Move::Agree) if who.asked.contains(&who.role) => {
            let is_last = who.asked.iter().all(|it| *it == who.role);
            Ok(if is_last { State::Checking } else { State::Agreeing })
        }
        (State::Agreeing, Move::Return) if who.asked.contains(&who.role) => Ok(State::Draft),
        (State::Checking, Move::Pass) if is_office => Ok(State::Signing),
        (State::Checking, Move::Return) if is_office => Ok(State::Draft),
        (State::Signing, Move::Sign) if who.role == Role::BureauLeader => {
            let is_own = who.account.is_none_or(|it| who.writers.contains(&it));
            if is_own { Err(Refusal::OwnDraft) } else { Ok(State::Signed) }
        }
        (State::Signing, Move::Return) if who.role == Role::BureauLeader => Ok(State::Draft),
        (State::Signed, Move::Issue) if is_office => Ok(State::Issued),
        (State::Issued, Move::Publish) if is_office => match who.openness {
            Openness::Active => Ok(State::Public),
            Openness::Asked | Openness::Closed => Err(Refusal::NotOpen),
        },
        _ => Err(Refusal::NotNow),
    }
}

/// What somebody may do now.
pub(crate) fn moves(state: State, who: Mover<'_>) -> Vec<Move> {
    [Move::Send, Move::Agree, Move::Pass, Move::Sign, Move::Issue, Move::Publish, Move::Return]
        .into_iter()
        .filter(|it| !matches!(next(state, *it, who), Err(Refusal::NotNow | Refusal::NotOpen)))
        .collect()
}

/// The word of a bureau's numbers (发文机关代字): 慈教 of 慈溪市.
pub(crate) fn word(county: &str) -> String {
    county.chars().take(1).chain(['教']).collect()
}

/// 发文字号: 慈教〔2021〕12号 (GB/T 9704 7.2.5: the year whole, the ordinal without zeros or 第).
pub(crate) fn number(word: &str, year: i64, ordinal: i64) -> String {
    format!("{word}〔{year}〕{ordinal}号")
}

/// What in a text must not be made public as it stands: numbers of persons and telephones.
pub(crate) fn secrets(text: &str) -> Vec<&'static str> {
    let mut found = Vec::new();
    for run in text.split(|it: char| !it.is_ascii_alphanumeric()) {
        let digits = run.chars().filter(char::is_ascii_digit).count();
        let is_id = run.len() == 18 && digits >= 17;
        let is_phone = run.len() == 11 && digits == 11 && run.starts_with('1');
        if is_id {
            found.push("疑似身份证号");
        } else if is_phone {
            found.push("疑似手机号码");
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// What moved between two readings of the same figures: name, before, after.
pub(crate) fn moved<'a>(
    before: &'a [(String, String)],
    after: &'a [(String, String)],
) -> Vec<(&'a str, &'a str, &'a str)> {
    after
        .iter()
        .filter_map(|(name, now)| {
            let was = before.iter().find(|it| it.0 == *name)?;
            (was.1 != *now).then_some((name.as_str(), was.1.as_str(), now.as_str()))
        })
        .collect()
}

/// What a text asks for, in its parts: a name, a place, a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wanted {
    pub(crate) name: String,
    /// The whole county without one.
    pub(crate) place: Option<String>,
    pub(crate) time: Time,
}

/// The time that a figure is asked of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Time {
    /// The day of the document's figures.
    Own,
    /// Another.
    On(jiff::civil::Date),
    /// How the first day's differs from the second's.
    Between(jiff::civil::Date, jiff::civil::Date),
}

/// Reads what stands between braces: `名称`, `名称|地点`, `名称|2021-12-31`,
/// `名称|地点|2021-12-31 比 2020-12-31`.
pub(crate) fn wanted(words: &str) -> Result<Wanted, String> {
    let mut parts = words.split(['|', '｜']).map(str::trim);
    let name = parts.next().unwrap_or_default();
    if name.is_empty() {
        return Err("花括号里没有写指标名称，例如 {课后服务学生参与率}".to_owned());
    }
    let mut wanted = Wanted { name: name.to_owned(), place: None, time: Time::Own };
    for part in parts.filter(|it| !it.is_empty()) {
        if part.starts_with(|it: char| it.is_ascii_digit()) {
            wanted.time = time(part)?;
        } else if wanted.place.replace(part.to_owned()).is_some() {
            return Err(format!("“{words}”写了两个地点，请只留一个"));
        }
    }
    Ok(wanted)
}

fn time(part: &str) -> Result<Time, String> {
    let day = |text: &str| {
        let wrong = || format!("“{}”不是日期，请写成 2021-12-20", text.trim());
        text.trim().parse().map_err(|_| wrong())
    };
    match part.split_once('比') {
        Some((one, other)) => Ok(Time::Between(day(one)?, day(other)?)),
        None => Ok(Time::On(day(part)?)),
    }
}
