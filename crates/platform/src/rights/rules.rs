//! What may be given to whom, ended and handed over.

use jiff::{ToSpan as _, civil::Date};
use vocab::{AccountId, Role};

use crate::{
    access::PlaceKind,
    accounts::{AccountState, rules::is_administrator},
};

/// A right that was not used for so long is on the list of unused ones.
pub(super) const UNUSED_DAYS: i64 = 90;
/// The longest time that somebody stands in for another.
const DEPUTY_DAYS_MAX: i64 = 366;
const LOGIN_CHARS_MAX: usize = 40;
const NAME_CHARS_MAX: usize = 40;

/// Why the desk does not do it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum Refusal {
    #[error("不能给自己授权、停权或办理交接。请另一位安全管理员办理。")]
    Oneself,
    #[error("这个账号已经关闭。请先“重新启用”，再办理其他事情。")]
    Closed,
    #[error("家长身份由学籍里的监护人信息产生，不能手工授予、代理或移交。")]
    FromTheRoll,
    #[error("“{role}”只能在{kinds}授予，请另选单位。")]
    WrongPlace { role: &'static str, kinds: &'static str },
    #[error("这个单位不存在，或不在您的管理范围内。请重新查找单位。")]
    NoPlace,
    #[error(
        "管理员（系统、安全、审计）的账号和身份不在这里办理。三员要互相独立，\
         由运维人员在服务器上用 xueyu administrator 命令办理，同样留有审计记录。"
    )]
    Administrator,
    #[error("接替的人是管理员（系统、安全、审计），不能兼任其他身份。请另选一个人。")]
    SuccessorAdministrator,
    #[error("这个账号已经有相同的身份和单位，不用再授权。")]
    AlreadyHeld,
    #[error("开始日期不能早于今天，结束日期要在开始日期之后。")]
    Dates,
    #[error("代理最长一年，请把结束日期提前。")]
    TooLong,
    #[error("请至少选择一个要代理的身份。")]
    NothingChosen,
    #[error("接替的人不能是本人，账号也不能是已关闭的。请重新选择。")]
    NoSuccessor,
    #[error(
        "账号要有 2 到 40 个字符，只用字母、数字、点、横线和下划线，不能是身份证号，也不能是别人用过的。"
    )]
    Login,
    #[error("这个账号刚才已经建好。首次密码只显示一次；没有记下的话，请在账号页重置密码。")]
    AddedBefore,
    #[error("姓名要有 1 到 40 个字符。")]
    Name,
}

/// The places where a role may be held; none where it cannot be given by hand.
pub(super) fn kinds_of(role: Role) -> &'static [PlaceKind] {
    use PlaceKind::{Campus, Class, County, School, Town};
    match role {
        Role::BureauLeader
        | Role::BasicEducationClerk
        | Role::FinanceClerk
        | Role::OfficeClerk
        | Role::PersonnelClerk
        | Role::SafetyClerk
        | Role::SupervisionClerk
        | Role::ExamsClerk => &[County],
        Role::Inspector => &[County, Town, School],
        Role::TownClerk => &[Town],
        Role::Principal
        | Role::AftercareManager
        | Role::RollManager
        | Role::SchoolFinance
        | Role::SafetyOfficer => &[School, Campus],
        Role::ClassTeacher => &[Class],
        Role::Teacher | Role::OutsideTeacher => &[School, Campus, Class],
        Role::Guardian | Role::SystemAdmin | Role::SecurityAdmin | Role::AuditAdmin => &[],
    }
}

fn kinds_label(role: Role) -> &'static str {
    match kinds_of(role) {
        [PlaceKind::County] => "全县（市、区）",
        [PlaceKind::Town] => "镇（街道）",
        [PlaceKind::Class] => "班级",
        [PlaceKind::School, PlaceKind::Campus] => "学校或校区",
        [PlaceKind::School, ..] => "学校、校区或班级",
        _ => "全县（市、区）、镇（街道）或学校",
    }
}

/// Nobody decides over themselves.
pub(super) fn may_touch(by: AccountId, account: AccountId) -> Result<(), Refusal> {
    if by == account { Err(Refusal::Oneself) } else { Ok(()) }
}

/// Whether an account in `state` may be given anything.
pub(super) fn may_receive(state: AccountState) -> Result<(), Refusal> {
    match state {
        AccountState::Pending | AccountState::Active => Ok(()),
        AccountState::Closed => Err(Refusal::Closed),
    }
}

/// Whether `role` may be held at a place of `kind`.
pub(super) fn may_hold_at(role: Role, kind: PlaceKind) -> Result<(), Refusal> {
    if role == Role::Guardian {
        return Err(Refusal::FromTheRoll);
    }
    if is_administrator(role) {
        return Err(Refusal::Administrator);
    }
    if kinds_of(role).contains(&kind) {
        return Ok(());
    }
    Err(Refusal::WrongPlace { role: role.label(), kinds: kinds_label(role) })
}

/// Whether the desk may change anything about somebody who holds the roles `held`. If it could give
/// itself an auditor's password, it could read what it did.
pub(super) fn may_manage(held: &[Role]) -> Result<(), Refusal> {
    if held.iter().any(|it| is_administrator(*it)) { Err(Refusal::Administrator) } else { Ok(()) }
}

/// Whether somebody who holds the roles `held` may take `role` over.
pub(super) fn may_take_over(held: &[Role], role: Role) -> Result<(), Refusal> {
    if role == Role::Guardian {
        return Err(Refusal::FromTheRoll);
    }
    if held.iter().any(|it| is_administrator(*it)) {
        return Err(Refusal::SuccessorAdministrator);
    }
    Ok(())
}

/// Whether a role may run from `since` to the day before `until`.
pub(super) fn may_run(since: Date, until: Option<Date>, today: Date) -> Result<(), Refusal> {
    if since < today || until.is_some_and(|it| it <= since) {
        return Err(Refusal::Dates);
    }
    Ok(())
}

/// Whether somebody may stand in for another for so long.
pub(super) fn may_stand_in(since: Date, until: Date, today: Date) -> Result<(), Refusal> {
    may_run(since, Some(until), today)?;
    if until > since.saturating_add(DEPUTY_DAYS_MAX.days()) {
        return Err(Refusal::TooLong);
    }
    Ok(())
}

/// The last day whose use still counts, so that what was used before is unused.
pub(super) fn unused_since(today: Date) -> Date {
    today.saturating_sub(UNUSED_DAYS.days())
}

/// A log-in as it is stored, if it is one.
pub(super) fn login(typed: &str) -> Result<String, Refusal> {
    let login = vocab::normalise(typed);
    let plain = |it: char| it.is_ascii_alphanumeric() || matches!(it, '.' | '-' | '_');
    let fits = (2..=LOGIN_CHARS_MAX).contains(&login.len()) && login.chars().all(plain);
    // ID numbers have 18 characters, old ones 15; whether it is somebody's does not matter here.
    let digits = login.chars().filter(char::is_ascii_digit).count();
    let is_personal = matches!(login.len(), 15 | 18) && digits + 1 >= login.len();
    if fits && !is_personal { Ok(login) } else { Err(Refusal::Login) }
}

/// A name as it is stored, if it is one.
pub(super) fn name(typed: &str) -> Result<String, Refusal> {
    let name = vocab::normalise_name(typed);
    let fits = (1..=NAME_CHARS_MAX).contains(&name.chars().count());
    if fits { Ok(name) } else { Err(Refusal::Name) }
}

impl Refusal {
    /// The field of the form that it is about.
    pub(super) fn field(&self) -> Option<&'static str> {
        match self {
            Self::WrongPlace { .. } | Self::NoPlace | Self::AlreadyHeld => Some("place"),
            Self::FromTheRoll => Some("role"),
            Self::Dates => Some("since"),
            Self::TooLong => Some("until"),
            Self::NothingChosen => Some("grant"),
            Self::NoSuccessor | Self::SuccessorAdministrator => Some("to"),
            Self::Login | Self::AddedBefore => Some("login"),
            Self::Name => Some("name"),
            Self::Oneself | Self::Closed | Self::Administrator => None,
        }
    }
}
