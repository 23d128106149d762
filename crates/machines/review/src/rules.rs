//! What may be done to an application, and what its scores come to. Functions of what they are given;
//! what they answer, `actions` writes down.

use jiff::civil::Date;

pub use crate::refusal::Refusal;
use crate::{
    definition::{ItemKind, Level, Review},
    points::Points,
};

/// Where an application stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// Whoever put it in still works on it.
    Draft,
    /// It waits for its school to put it forward.
    Forward,
    /// It waits for its panel to be drawn.
    Panel,
    /// The panel judges.
    Scoring,
    /// It waits for the chair.
    Chair,
    /// The chair has settled it; it waits for the result of the round.
    Settled,
    /// Its result is published.
    Notice,
    /// Somebody appealed; it waits for the chair.
    Appealed,
    /// The result holds.
    Final,
    /// It did not come through.
    Refused,
    /// Whoever put it in took it back.
    Withdrawn,
    /// The title was taken back, with a reason.
    Revoked,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 12] = [
        Self::Draft,
        Self::Forward,
        Self::Panel,
        Self::Scoring,
        Self::Chair,
        Self::Settled,
        Self::Notice,
        Self::Appealed,
        Self::Final,
        Self::Refused,
        Self::Withdrawn,
        Self::Revoked,
    ];

    /// The word that is stored.
    pub fn key(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Forward => "forward",
            Self::Panel => "panel",
            Self::Scoring => "scoring",
            Self::Chair => "chair",
            Self::Settled => "settled",
            Self::Notice => "notice",
            Self::Appealed => "appealed",
            Self::Final => "final",
            Self::Refused => "refused",
            Self::Withdrawn => "withdrawn",
            Self::Revoked => "revoked",
        }
    }

    /// The state that is stored as `key`.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.key() == key)
    }

    /// As people call it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Draft => "自评中",
            Self::Forward => "待学校推荐",
            Self::Panel => "待抽专家",
            Self::Scoring => "专家评分中",
            Self::Chair => "待审定",
            Self::Settled => "已审定，待定名单",
            Self::Notice => "公示中",
            Self::Appealed => "申诉待复核",
            Self::Final => "结果生效",
            Self::Refused => "未通过",
            Self::Withdrawn => "已撤回",
            Self::Revoked => "称号已撤销",
        }
    }
}

/// Something that is done to an application.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Action {
    /// It is put in.
    Submit,
    /// It is taken back.
    Withdraw,
    /// Its school puts it forward.
    Forward,
    /// It is not taken on, with a reason.
    Refuse,
    /// Its panel is drawn.
    Draw,
    /// The chair settles it.
    Settle,
    /// The chair has the panel look at it again.
    Again,
    /// The one whom it is about signs that the result was received.
    Sign,
    /// The one whom it is about appeals.
    Appeal,
    /// The appeal changes nothing.
    Stand,
    /// The appeal is right: it is settled anew.
    Resettle,
    /// The county puts it forward to the city.
    Upward,
    /// The hosts have looked whether it still holds.
    LookBack,
    /// The title is taken back.
    Revoke,
}

impl Action {
    /// Every action.
    pub const ALL: [Self; 14] = [
        Self::Submit,
        Self::Withdraw,
        Self::Forward,
        Self::Refuse,
        Self::Draw,
        Self::Settle,
        Self::Again,
        Self::Sign,
        Self::Appeal,
        Self::Stand,
        Self::Resettle,
        Self::Upward,
        Self::LookBack,
        Self::Revoke,
    ];

    /// The word that is stored and stands in addresses.
    pub fn key(self) -> &'static str {
        match self {
            Self::Submit => "submit",
            Self::Withdraw => "withdraw",
            Self::Forward => "forward",
            Self::Refuse => "refuse",
            Self::Draw => "draw",
            Self::Settle => "settle",
            Self::Again => "again",
            Self::Sign => "sign",
            Self::Appeal => "appeal",
            Self::Stand => "stand",
            Self::Resettle => "resettle",
            Self::Upward => "upward",
            Self::LookBack => "look-back",
            Self::Revoke => "revoke",
        }
    }

    /// The action that is stored as `key`.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.key() == key)
    }

    /// As people call it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Submit => "提交",
            Self::Withdraw => "撤回",
            Self::Forward => "学校推荐",
            Self::Refuse => "不予受理",
            Self::Draw => "抽取专家",
            Self::Settle => "审定",
            Self::Again => "退回专家重新评议",
            Self::Sign => "签收",
            Self::Appeal => "申诉",
            Self::Stand => "维持原结果",
            Self::Resettle => "申诉成立，重新审定",
            Self::Upward => "推荐到市级",
            Self::LookBack => "回头看",
            Self::Revoke => "撤销称号",
        }
    }

    /// Whether it must be given a reason.
    pub fn wants_reason(self) -> bool {
        matches!(
            self,
            Self::Refuse
                | Self::Again
                | Self::Appeal
                | Self::Stand
                | Self::Resettle
                | Self::LookBack
                | Self::Revoke
        )
    }
}

/// What somebody is to an application.
#[expect(clippy::struct_excessive_bools, reason = "each is a question of its own")]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Part {
    /// They put it in, or hold the same office as whoever did.
    pub applies: bool,
    /// They put forward at its school.
    pub forwards: bool,
    /// They host the review.
    pub hosts: bool,
    /// They are the chair.
    pub chairs: bool,
    /// They sign for the place that it is about.
    pub signs: bool,
}

/// How an application stands, as far as rules ask.
#[expect(clippy::struct_excessive_bools, reason = "each is a question of its own")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Where.
    pub state: State,
    /// Whether the time to appeal is running.
    pub appealable: bool,
    /// Whether it was signed for.
    pub signed: bool,
    /// Whether the county put it forward.
    pub upward: bool,
    /// Whether it was good enough.
    pub passes: bool,
}

/// What can be done to an application by somebody, in the order of the buttons.
pub fn may(review: &Review, it: Standing, part: Part) -> Vec<Action> {
    let mut all = Vec::new();
    let mut offer = |holds: bool, action: Action| {
        if holds {
            all.push(action);
        }
    };
    match it.state {
        State::Draft => {
            offer(part.applies, Action::Submit);
            offer(part.applies, Action::Withdraw);
        }
        State::Forward => {
            offer(part.forwards, Action::Forward);
            offer(part.forwards, Action::Refuse);
            offer(part.applies, Action::Withdraw);
        }
        State::Panel => {
            offer(part.hosts, Action::Draw);
            offer(part.hosts, Action::Refuse);
            offer(part.applies, Action::Withdraw);
        }
        State::Chair => {
            offer(part.chairs, Action::Settle);
            offer(part.chairs, Action::Again);
        }
        State::Notice | State::Final => {
            let signs = review.signed_by.is_some() && part.signs && !it.signed;
            offer(signs, Action::Sign);
            offer((part.applies || part.signs) && it.appealable, Action::Appeal);
            if it.state == State::Final {
                let city = review.quotas.iter().any(|it| it.at == crate::definition::Stage::City);
                offer(part.hosts && city && !it.upward && it.passes, Action::Upward);
                offer(part.hosts, Action::LookBack);
                offer(part.hosts && it.passes, Action::Revoke);
            }
        }
        State::Appealed => {
            offer(part.chairs, Action::Stand);
            offer(part.chairs, Action::Resettle);
        }
        _ => {}
    }
    all
}

/// Where an application goes that is put in.
pub fn after_submit(review: &Review) -> State {
    if review.forwards().is_some() { State::Forward } else { State::Panel }
}

/// Where an application goes that was settled: what is published waits for the others.
pub fn after_settle(review: &Review, level: Option<&Level>) -> State {
    match (review.published, level.is_some_and(|it| !it.fails)) {
        (true, _) => State::Settled,
        // A result that is only told to whom it concerns holds at once, good or not.
        (false, _) => State::Final,
    }
}

/// What one expert gave: the items by their keys.
pub type Given<'a> = &'a [(String, Points)];

/// The total of one expert.
pub fn total(review: &Review, given: Given<'_>) -> Points {
    let of = |key: &str| given.iter().find(|it| it.0 == key).map_or(0, |it| it.1.0);
    let sum = review.items.iter().map(|it| match it.kind {
        ItemKind::Points => of(&it.key),
        ItemKind::Deduct => -of(&it.key),
        ItemKind::Veto => 0,
    });
    Points(sum.sum::<i64>().max(0))
}

/// Whether one expert found something that rules everything else out.
pub fn vetoes(review: &Review, given: Given<'_>) -> bool {
    let vetoes = review.items.iter().filter(|it| it.kind == ItemKind::Veto);
    vetoes.into_iter().any(|it| given.iter().any(|(key, points)| *key == it.key && points.0 > 0))
}

/// The items that an expert has not judged.
pub fn missing<'a>(review: &'a Review, given: Given<'_>) -> Vec<&'a str> {
    let all = review.items.iter().filter(|it| given.iter().all(|(key, _)| *key != it.key));
    all.map(|it| it.label.as_str()).collect()
}

/// What a panel comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Result {
    /// Each expert's total.
    pub totals: Vec<Points>,
    /// Which of them lie far from the middle.
    pub outliers: Vec<bool>,
    /// The mean, without the highest and the lowest where the file says so.
    pub mean: Points,
    /// What was taken off outside of the round and still counts.
    pub deducted: Points,
    /// What remains.
    pub total: Points,
    /// Whether something rules everything else out.
    pub vetoed: bool,
}

/// What the scores of a panel come to; none where there are none.
pub fn result(
    review: &Review,
    panel: &[Vec<(String, Points)>],
    deducted: Points,
) -> Option<Result> {
    let totals: Vec<Points> = panel.iter().map(|it| total(review, it)).collect();
    let mut kept = totals.clone();
    kept.sort_unstable();
    if review.panel.drop_ends && kept.len() >= 5 {
        kept = kept[1..kept.len() - 1].to_vec();
    }
    let mean = Points::mean(&kept)?;
    let vetoed = panel.iter().any(|it| vetoes(review, it));
    let outliers = Points::outliers(&totals, review.panel.spread);
    let total = Points((mean.0 - deducted.0).max(0));
    Some(Result { totals, outliers, mean, deducted, total, vetoed })
}

/// The level of a result: what was vetoed has none.
pub fn level(review: &Review, total: Points, vetoed: bool) -> Option<&Level> {
    if vetoed { None } else { review.level(total) }
}

/// Whether a level is good enough.
pub fn passes(level: Option<&Level>) -> bool {
    level.is_some_and(|it| !it.fails)
}

/// A deduction outside of a round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deduction {
    /// The item's word.
    pub item: String,
    /// How much.
    pub points: Points,
    /// Since when.
    pub since: Date,
    /// The first day on which it counts no more.
    pub until: Date,
    /// Why.
    pub reason: String,
}

/// What counts on `day` of what was taken off.
pub fn running(all: &[Deduction], day: Date) -> Points {
    let counts = all.iter().filter(|it| it.since <= day && day < it.until);
    Points::sum(counts.map(|it| it.points))
}
