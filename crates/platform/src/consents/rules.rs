//! What is in force, what is due, and what may be published.

use jiff::civil::Date;

use super::model::{Answer, Consent, Draft, Due, Text, TextKind};
use crate::privacy::Ward;

const TITLE_CHARS_MAX: usize = 60;
const BODY_CHARS_MIN: usize = 50;
const BODY_CHARS_MAX: usize = 20_000;

/// Why not.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The title says nothing or too much.
    #[error("请填写标题，最多 {TITLE_CHARS_MAX} 个字。")]
    Title,
    /// The words are too few or too many.
    #[error("正文要有 {BODY_CHARS_MIN} 到 {BODY_CHARS_MAX} 个字。")]
    Body,
    /// Whoever has read the last version is to be told what is new.
    #[error("请写明这一版改了什么，读过上一版的人会先看到这段话。")]
    Changes,
    /// It would be in force before it is published.
    #[error("施行日期不能早于今天。")]
    Past,
    /// It would not follow the last one.
    #[error("施行日期要晚于上一版的 {0}。")]
    BeforeLast(Date),
    /// The text is not the one in force any more, or not yet.
    #[error("这份文本已有新版本或尚未施行，请刷新页面后对现行版本作答。")]
    NotInForce,
    /// The answer does not fit what is asked.
    #[error("请为每个孩子选择“同意”或“不同意”。")]
    NoAnswer,
    /// Reminders that come too often are not read.
    #[error("今天已经提醒过，每天最多提醒一次。请明天再看还有谁没有作答。")]
    RemindedToday,
    /// There is nobody to remind who could read it.
    #[error("没有可以提醒的人：都已作答，或还没有启用账号，请用其他方式联系。")]
    NobodyOpen,
}

impl Refusal {
    /// The field of the form that it is about.
    pub(super) fn field(&self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Changes => "changes",
            Self::Past | Self::BeforeLast(_) => "since",
            Self::Body
            | Self::NotInForce
            | Self::NoAnswer
            | Self::RemindedToday
            | Self::NobodyOpen => "body",
        }
    }
}

/// Whether a person born on `born` is younger than `age` on `day`. One whose birthday is not known
/// counts as younger, since the younger are protected more.
pub(super) fn is_below(age: i16, born: Option<Date>, day: Date) -> bool {
    born.is_none_or(|it| it > born_by(age, day))
}

/// The latest birthday of those who are `age` or older on `day`.
pub(super) fn born_by(age: i16, day: Date) -> Date {
    day.saturating_sub(jiff::Span::new().years(age))
}

/// Whether a text is put to the guardians of someone born on `born`.
pub(super) fn is_asked(kind: TextKind, born: Option<Date>, day: Date) -> bool {
    kind.is_per_child() && kind.age_below().is_none_or(|age| is_below(age, born, day))
}

/// What of the texts in force is still to be answered: `answers` are those that stand, one's own and
/// those about the wards.
pub(super) fn due(texts: Vec<Text>, wards: &[Ward], answers: &[Consent], day: Date) -> Vec<Due> {
    let is_answered = |text: &Text, subject: Option<i64>| {
        answers.iter().any(|it| it.text == text.id && it.subject == subject)
    };
    let open = |text: Text| {
        if !text.kind.is_per_child() {
            let wards = Vec::new();
            return (!is_answered(&text, None)).then_some(Due { text, wards });
        }
        let asked =
            |it: &&Ward| is_asked(text.kind, it.born, day) && !is_answered(&text, Some(it.bits));
        let wards: Vec<Ward> = wards.iter().filter(asked).cloned().collect();
        (!wards.is_empty()).then_some(Due { text, wards })
    };
    texts.into_iter().filter_map(open).collect()
}

/// Whether a draft may be published on `today`; `last` is the version before it and its day.
pub(super) fn may_publish(
    draft: &Draft,
    last: Option<(i64, Date)>,
    today: Date,
) -> Result<(), Refusal> {
    let count = |text: &str| text.trim().chars().count();
    if !(1..=TITLE_CHARS_MAX).contains(&count(&draft.title)) {
        return Err(Refusal::Title);
    }
    if !(BODY_CHARS_MIN..=BODY_CHARS_MAX).contains(&count(&draft.body)) {
        return Err(Refusal::Body);
    }
    if last.is_some() && count(&draft.changes) == 0 {
        return Err(Refusal::Changes);
    }
    if draft.since < today {
        return Err(Refusal::Past);
    }
    match last {
        Some((_, since)) if draft.since <= since => Err(Refusal::BeforeLast(since)),
        _ => Ok(()),
    }
}

/// Whether an answer fits a text: read for oneself, yes or no for a child that it is put for.
pub(super) fn may_answer(
    text: &Text,
    answer: Answer,
    ward: Option<&Ward>,
    today: Date,
) -> Result<(), Refusal> {
    let fits = match ward {
        None => !text.kind.is_per_child() && answer == Answer::Read,
        Some(it) => answer != Answer::Read && is_asked(text.kind, it.born, today),
    };
    if fits { Ok(()) } else { Err(Refusal::NoAnswer) }
}

/// Whether those who have not answered may be reminded: there are `count` whom a reminder reaches,
/// and the last one was sent on `last`.
pub(super) fn may_remind(last: Option<Date>, today: Date, count: usize) -> Result<(), Refusal> {
    if last.is_some_and(|it| it >= today) {
        return Err(Refusal::RemindedToday);
    }
    if count == 0 { Err(Refusal::NobodyOpen) } else { Ok(()) }
}
