//! Who may register when, who does which step, and what a machine may decide. Everything here is a
//! function of what it is given.

use jiff::civil::{Date, DateTime};
use vocab::{Holidays, PlaceId, Role, SchoolId, WorkingDays};

use super::model::{
    Answer, Campaign, Category, Entry, Seats, Source, Stage, State, StepKind, Wish,
};

/// Why something cannot be done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The window is not open yet.
    #[error("报名从{0}开始，现在还不能报名。早报晚报都一样，不分先后")]
    NotYet(String),
    /// It is over.
    #[error("报名已在{0}结束。确有特殊情况的，请与学区学校联系")]
    Over(String),
    /// The child is too young or too old.
    #[error("{name}的出生日期不在招生范围内：这次招收{from}至{to}出生的孩子")]
    Age {
        /// Who.
        name: String,
        /// Born from.
        from: Date,
        /// Born to.
        to: Date,
    },
    /// Private schools that cannot be chosen so.
    #[error("{0}")]
    Choices(String),
    /// A category that there is none of.
    #[error("请选择孩子属于哪一类")]
    NoCategory,
    /// A school that takes no part, or has no area.
    #[error("请选择{0}")]
    NoSchool(&'static str),
    /// Families have seen how many a kindergarten takes.
    #[error("报名已经开始，招生计划由教育局修改，请联系基教科")]
    SeatsSeen,
    /// The campaign has gone further.
    #[error("录取已经确认，不能再改")]
    Placed,
    /// It lies with somebody else.
    #[error("这份报名现在是“{0}”，轮不到这一步。请刷新页面再看")]
    NotNow(&'static str),
    /// The step is somebody else's.
    #[error("这一步由{0}办理")]
    NotYours(&'static str),
    /// A step that needs a reason has none.
    #[error("请写明原因，家长会看到")]
    NoReason,
    /// Two people are wanted.
    #[error("入户核查要有两名工作人员签名，请写另一位的姓名")]
    NoSecond,
    /// Somebody else was faster.
    #[error("这份报名刚刚被改动过，请刷新页面再办理")]
    Stale,
    /// Registered already.
    #[error("{0}已经报过名了，一个孩子只能报一次。要改的话，请在“我的报名”里修改")]
    Twice(String),
    /// The code that the family read back was used before.
    #[error("这个验证码用过了，请重新给家长发一次")]
    CodeSpent,
    /// The working days of that year are not known.
    #[error("{0}")]
    NoNotice(#[from] vocab::NoNotice),
}

/// A moment as people say it.
pub(crate) fn moment(at: DateTime) -> String {
    at.strftime("%-m月%-d日 %H:%M").to_string()
}

/// Whether families may register, change and take back.
pub(crate) fn may_register(campaign: &Campaign, now: DateTime) -> Result<(), Refusal> {
    if campaign.state != Stage::Registering || now >= campaign.closes_at {
        Err(Refusal::Over(moment(campaign.closes_at)))
    } else if now < campaign.opens_at {
        Err(Refusal::NotYet(moment(campaign.opens_at)))
    } else {
        Ok(())
    }
}

/// Whether a kindergarten may change how many it takes.
pub(crate) fn may_set_own_seats(campaign: &Campaign, now: DateTime) -> Result<(), Refusal> {
    if now < campaign.opens_at { Ok(()) } else { Err(Refusal::SeatsSeen) }
}

/// Whether a family may change or complete what it sent: until the window closes, and after it what
/// was sent back to it.
pub(crate) fn may_change(campaign: &Campaign, state: State, now: DateTime) -> Result<(), Refusal> {
    if campaign.state != Stage::Registering {
        return Err(Refusal::Placed);
    }
    match state {
        State::Returned => Ok(()),
        State::Sent | State::Unconfirmed => may_register(campaign, now),
        other => Err(Refusal::NotNow(other.label())),
    }
}

/// Whether a family may take it back: until the window closes.
pub(crate) fn may_withdraw(
    campaign: &Campaign,
    state: State,
    now: DateTime,
) -> Result<(), Refusal> {
    match state {
        State::Withdrawn | State::Refused => Err(Refusal::NotNow(state.label())),
        _ => may_register(campaign, now),
    }
}

/// Whether a child was born in time: 浙江省义务教育条例第九条, six by the end of August; for a kindergarten
/// three by then (幼儿园工作规程第四条).
pub(crate) fn may_enter(campaign: &Campaign, name: &str, born: Date) -> Result<(), Refusal> {
    if (campaign.born_from..=campaign.born_to).contains(&born) {
        return Ok(());
    }
    let (from, to) = (campaign.born_from, campaign.born_to);
    Err(Refusal::Age { name: name.to_owned(), from, to })
}

/// The days between which a child that enters in `year` was born. A birthday on 31 August counts.
pub(crate) fn born_between(entry: Entry, year: i16) -> (Date, Date) {
    let age = match entry {
        Entry::Kindergarten => 3,
        Entry::Primary => 6,
        Entry::Junior => 12,
    };
    // Who moved up late or early still enters the seventh grade: the roll says who, not the age.
    let wide = i16::from(entry == Entry::Junior) * 2;
    let day = |year: i16, month, day| Date::new(year, month, day).unwrap_or(Date::MIN);
    (day(year - age - 1 - wide, 9, 1), day(year - age + wide, 8, 31))
}

/// The categories that hold in `town`: its own where it has any, else the county's.
pub(crate) fn categories_in(all: &[Category], town: PlaceId, county: PlaceId) -> Vec<Category> {
    let of = |place: PlaceId| all.iter().filter(move |it| it.place == place).cloned();
    let mut own: Vec<Category> = of(town).collect();
    if own.is_empty() {
        own = of(county).collect();
    }
    own.sort_by_key(|it| it.position);
    own
}

/// Whether a family can name a school: any kindergarten, of schools a private one.
pub(crate) fn may_name(entry: Entry, it: &Seats) -> bool {
    entry == Entry::Kindergarten || !it.has_area()
}

/// What a family asks of kindergartens first: whoever names that of its area first comes to it from
/// there, and whoever names another takes part in draws alone.
pub(crate) fn asks(area: SchoolId, named: &[SchoolId]) -> Wish {
    if named.first() == Some(&area) { Wish::Nearby } else { Wish::Wide }
}

/// The schools that a family in `area` named, in its order: as many as the campaign lets it, each once.
pub(crate) fn choices(
    campaign: &Campaign,
    (area, wish): (SchoolId, Wish),
    named: &[SchoolId],
    schools: &[Seats],
) -> Result<Vec<SchoolId>, Refusal> {
    let (entry, what) = (campaign.entry, campaign.entry.named());
    let wrong = |words: String| Err(Refusal::Choices(words));
    if !entry.wishes().contains(&wish) {
        return wrong("这次招生不能这样报，请重新选择".to_owned());
    }
    if wish == Wish::Public {
        return Ok(Vec::new());
    }
    let most = usize::try_from(campaign.private_choices).unwrap_or(0);
    if most == 0 {
        return wrong(format!("这次招生没有{what}"));
    }
    if named.is_empty() {
        return wrong(format!("请至少选择一所{what}"));
    }
    if named.len() > most {
        return wrong(format!("{what}最多选 {most} 所"));
    }
    let is_open =
        |it: &SchoolId| schools.iter().any(|own| own.school == *it && may_name(entry, own));
    if !named.iter().all(is_open) {
        return wrong(format!("选的里面有一所不是这次招生的{what}"));
    }
    if named.iter().enumerate().any(|(at, it)| named[..at].contains(it)) {
        return wrong(format!("同一所{what}只能选一次"));
    }
    if entry == Entry::Kindergarten && wish != asks(area, named) {
        return wrong("第一志愿与服务区幼儿园对不上，请重新选择".to_owned());
    }
    Ok(named.to_vec())
}

/// 报名号: the entry, the year, and eight letters that say nothing of when it came.
pub(crate) fn number(entry: Entry, year: i64, digest: &str) -> String {
    let letter = match entry {
        Entry::Kindergarten => 'Y',
        Entry::Primary => 'X',
        Entry::Junior => 'C',
    };
    numbered(letter, year, digest)
}

/// A number of a year: a letter, the year, and eight letters of a digest.
pub(crate) fn numbered(letter: char, year: i64, digest: &str) -> String {
    const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let bits = u64::from_str_radix(digest.get(..10).unwrap_or("0"), 16).unwrap_or(0);
    let tail: String = (0..8)
        .map(|at| char::from(LETTERS[usize::try_from((bits >> (5 * at)) & 31).unwrap_or(0)]))
        .collect();
    format!("{letter}{year}-{tail}")
}

/// A number as somebody typed it.
pub(crate) fn typed_number(text: &str) -> String {
    let text = vocab::normalise(text).to_uppercase();
    let plain: String = text.chars().filter(char::is_ascii_alphanumeric).collect();
    match plain.split_at_checked(5) {
        Some((head, tail)) if !tail.is_empty() => format!("{head}-{tail}"),
        _ => plain,
    }
}

/// Whose desk a registration lies on.
pub(crate) fn desk(state: State) -> &'static [Role] {
    match state {
        State::Sent => &[Role::Principal, Role::RollManager],
        State::Checked => &[Role::TownClerk],
        State::Reviewed => &[Role::BasicEducationClerk],
        _ => &[],
    }
}

/// Where a registration lies for `role`.
pub(crate) fn waits_for(role: Role) -> Option<State> {
    [State::Sent, State::Checked, State::Reviewed].into_iter().find(|it| desk(*it).contains(&role))
}

/// Who a step is for, as people say it.
fn desk_label(state: State) -> &'static str {
    match state {
        State::Sent => "学区学校",
        State::Checked => "镇（街道）教育干事",
        State::Reviewed => "基教科",
        _ => "家长",
    }
}

/// What a desk does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Decision {
    /// It is in order: on to the next desk, or granted by the last.
    Pass,
    /// The family is to complete it.
    Return,
    /// It does not qualify: by the last desk alone, with a reason.
    Refuse,
}

impl Decision {
    /// The one that a form sends as `key`.
    pub(crate) fn from_key(key: &str) -> Option<Self> {
        match key {
            "pass" => Some(Self::Pass),
            "return" => Some(Self::Return),
            "refuse" => Some(Self::Refuse),
            _ => None,
        }
    }
}

/// Where `decision` of somebody in `role` takes a registration, and which step that is.
pub(crate) fn decide(
    state: State,
    role: Role,
    (decision, reason): (Decision, &str),
) -> Result<(State, StepKind), Refusal> {
    let desk = desk(state);
    if desk.is_empty() {
        return Err(Refusal::NotNow(state.label()));
    }
    if !desk.contains(&role) {
        return Err(Refusal::NotYours(desk_label(state)));
    }
    if decision != Decision::Pass && reason.trim().is_empty() {
        return Err(Refusal::NoReason);
    }
    match (decision, state) {
        (Decision::Pass, State::Sent) => Ok((State::Checked, StepKind::Check)),
        (Decision::Pass, State::Checked) => Ok((State::Reviewed, StepKind::Review)),
        (Decision::Pass, _) => Ok((State::Granted, StepKind::Grant)),
        (Decision::Return, _) => Ok((State::Returned, StepKind::Return)),
        (Decision::Refuse, State::Reviewed) => Ok((State::Refused, StepKind::Refuse)),
        (Decision::Refuse, _) => Err(Refusal::NotYours("基教科")),
    }
}

/// Whether what registers answered grants a registration by itself: where all that its category asks
/// say yes. A no, and a register that does not know, decide nothing: a person looks.
pub(crate) fn grants(sources: &[Source], answers: &[(Source, Answer)]) -> bool {
    let is_so = |it: &Source| answers.iter().any(|one| one == &(*it, Answer::Yes));
    !sources.is_empty() && sources.iter().all(is_so)
}

/// By when the desk that has it in `state` is to act: so many working days, but for the school not
/// before the window is over, since nothing is checked in the order in which it came.
pub(crate) fn due(campaign: &Campaign, state: State, now: DateTime) -> Result<DateTime, Refusal> {
    let (from, days) = match state {
        State::Sent | State::Unconfirmed => {
            (now.date().max(campaign.closes_at.date()), campaign.check_days)
        }
        State::Checked => (now.date(), campaign.review_days),
        State::Reviewed => (now.date(), campaign.decide_days),
        State::Returned => (now.date(), campaign.check_days),
        State::Granted | State::Refused | State::Withdrawn => return Ok(now),
    };
    let days = WorkingDays(u32::try_from(days).unwrap_or(1));
    Ok(last_minute(Holidays::published().add(from, days)?))
}

/// The end of a day, as deadlines are written.
fn last_minute(day: Date) -> DateTime {
    day.at(23, 59, 0, 0)
}
