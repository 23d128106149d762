//! What may be written into the register, and from when it counts.

use jiff::{ToSpan, civil::Date};
use vocab::{NotAUscc, Sex, Uscc, normalise, normalise_name};

use super::model::{Span, Standing};

/// What partners offer. Teaching of school subjects is not among it: the rules for after-school
/// service leave that to the schools themselves.
pub(super) const FIELDS: [&str; 7] = ["体育", "艺术", "科技", "棋类", "手工", "综合实践", "其他"];

const NAME_MAX: usize = 60;
const PERSON_MAX: usize = 40;
const SUBJECT_MAX: usize = 20;
const REASON_MAX: usize = 200;
/// So far ahead a decision may be entered.
const DAYS_AHEAD: i64 = 366;

/// Why something cannot be written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// No name, or one too long.
    #[error("请填写机构名称（2 到 {NAME_MAX} 个字），和营业执照或登记证书上的一致。")]
    Name,
    /// The code cannot be one.
    #[error("{0}。")]
    Code(#[from] NotAUscc),
    /// A real code in a demonstration.
    #[error("演示系统只用虚构的统一社会信用代码（第 3 至 8 位为 330299），没有登记。")]
    RealCode,
    /// An invented code in a real county.
    #[error("这是演示用的虚构代码，不能用在正式系统。请按证照核对。")]
    InventedCode,
    /// The code is on the register.
    #[error("这个统一社会信用代码已经登记，机构名称是“{0}”。请在名录里找到它再办理。")]
    Known(String),
    /// No such field.
    #[error("请从列表中选择类别。")]
    Field,
    /// No name, or one too long.
    #[error("请填写教师姓名（1 到 {PERSON_MAX} 个字）。")]
    Person,
    /// Nothing that is taught.
    #[error("请填写任教科目（1 到 {SUBJECT_MAX} 个字），如：书法。")]
    Subject,
    /// No such sex.
    #[error("请选择性别。")]
    Sex,
    /// The telephone is somebody's of the same partner.
    #[error("这个手机号已登记为本机构{0}的号码。请核对，或在机构页面找到这名教师再办理。")]
    SamePhone(String),
    /// No day, or one out of reach.
    #[error("请填写日期，最早 {first}，最晚 {last}。")]
    Day {
        /// The first that can be.
        first: Date,
        /// The last that can be.
        last: Date,
    },
    /// It is on the register already.
    #[error("已经在白名单中，没有改动。")]
    Approved,
    /// It has ended already.
    #[error("已经退出，没有改动。")]
    Ended,
    /// An end says why.
    #[error("请写明原因，学校会看到。")]
    Reason,
    /// The partner itself is not on the register on that day.
    #[error("机构在 {0} 还不在白名单中，请先把机构列入白名单。")]
    NotYet(Date),
    /// Somebody else was faster.
    #[error("刚才有人改过这条登记，您的修改还没有保存。请对照后再保存。")]
    Overtaken,
    /// People are not added to what has ended.
    #[error("机构已退出白名单，不能再登记教师。请先重新列入。")]
    Gone,
}

fn within(text: String, min: usize, max: usize, else_: Refusal) -> Result<String, Refusal> {
    if (min..=max).contains(&text.chars().count()) { Ok(text) } else { Err(else_) }
}

/// A partner's name as it is stored.
pub(super) fn name(typed: &str) -> Result<String, Refusal> {
    within(normalise(typed), 2, NAME_MAX, Refusal::Name)
}

/// A code that this cell takes: invented ones belong to demonstrations, and only to them.
pub(super) fn code(typed: &str, is_demo: bool) -> Result<Uscc, Refusal> {
    let code: Uscc = typed.parse()?;
    match (code.is_invented(), is_demo) {
        (true, true) | (false, false) => Ok(code),
        (false, true) => Err(Refusal::RealCode),
        (true, false) => Err(Refusal::InventedCode),
    }
}

/// What a partner offers.
pub(super) fn field(typed: &str) -> Result<&'static str, Refusal> {
    let typed = typed.trim();
    FIELDS.into_iter().find(|it| *it == typed).ok_or(Refusal::Field)
}

/// A person's name as it is stored.
pub(super) fn person(typed: &str) -> Result<String, Refusal> {
    within(normalise_name(typed), 1, PERSON_MAX, Refusal::Person)
}

/// What somebody teaches.
pub(super) fn subject(typed: &str) -> Result<String, Refusal> {
    within(normalise(typed), 1, SUBJECT_MAX, Refusal::Subject)
}

/// Somebody's sex, as a form sends its code or a sheet its word.
pub(super) fn sex(typed: &str) -> Result<Sex, Refusal> {
    typed.parse().map_err(|_| Refusal::Sex)
}

/// Why something ended.
pub(super) fn reason(typed: &str) -> Result<String, Refusal> {
    within(normalise(typed), 1, REASON_MAX, Refusal::Reason)
}

/// The days between which something may be approved: not before it ended the last time.
pub(super) fn approval_days(it: &Span, today: Date) -> (Date, Date) {
    let ages_ago = today.saturating_sub(20.years());
    (it.until.unwrap_or(ages_ago), today.saturating_add(DAYS_AHEAD.days()))
}

/// The days between which something may end: it was on the register until then.
pub(super) fn end_days(it: &Span, today: Date) -> (Date, Date) {
    let ages_ago = today.saturating_sub(20.years());
    (it.since.map_or(ages_ago, |since| since.min(today)), today)
}

fn day_within(day: Option<Date>, (first, last): (Date, Date)) -> Result<Date, Refusal> {
    day.filter(|it| (first..=last).contains(it)).ok_or(Refusal::Day { first, last })
}

/// Whether a partner may be approved from `day` on; one that has ended comes back by the same way.
pub(super) fn may_approve(it: &Span, day: Option<Date>, today: Date) -> Result<Date, Refusal> {
    if it.standing(today) == Standing::Approved {
        return Err(Refusal::Approved);
    }
    day_within(day, approval_days(it, today))
}

/// Whether a partner or a person may end on `day`. What was still being checked is turned down so.
pub(super) fn may_end(it: &Span, day: Option<Date>, today: Date) -> Result<Date, Refusal> {
    if it.standing(today) == Standing::Ended {
        return Err(Refusal::Ended);
    }
    day_within(day, end_days(it, today))
}

/// Whether a person of `partner` may be approved from `day` on: not before the partner itself.
pub(super) fn may_approve_person(
    partner: &Span,
    it: &Span,
    day: Option<Date>,
    today: Date,
) -> Result<Date, Refusal> {
    let day = may_approve(it, day, today)?;
    if partner.standing(day) == Standing::Approved { Ok(day) } else { Err(Refusal::NotYet(day)) }
}

/// Whether people may be added to `partner`.
pub(super) fn may_add_to(partner: &Span, today: Date) -> Result<(), Refusal> {
    if partner.standing(today) == Standing::Ended { Err(Refusal::Gone) } else { Ok(()) }
}
