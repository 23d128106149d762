//! The letter's template, and when it may be sent.

use vocab::{Fen, Term};

use crate::aftercare::{
    orders::rules::REFUND_RULE,
    programme::model::{Service, State},
};

/// What the letter tells.
#[derive(Debug, Clone)]
pub struct Facts<'a> {
    /// The school.
    pub school: &'a str,
    /// The term.
    pub term: Term,
    /// Services with their times, in words.
    pub times: Vec<(Service, String)>,
    /// What basic care costs in the term, and by which decision.
    pub fee: (Fen, &'a str),
    /// What the school says beside that.
    pub own: &'a str,
}

/// Why a letter is not sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The bureau has not recorded the programme.
    #[error("方案目前是“{}”，备案以后才能给家长发信。", .0.label())]
    NotRecorded(State),
    /// The same text was sent before.
    #[error("内容和上一次发出的完全一样，不用重复发。")]
    Same,
}

/// The letter, in paragraphs.
pub fn compose(it: &Facts) -> String {
    let mut lines = vec![
        "尊敬的家长：".to_owned(),
        format!("{}{}继续开展课后服务。请您了解以下内容，自愿选择。", it.school, it.term.label()),
    ];
    for (service, times) in &it.times {
        lines.push(format!("【{}】{times}。", service.label()));
    }
    lines.push("【自愿参加】参加与否由您决定，不参加不需要说明理由；愿意参加的都会安排，没有名额限制。可随时退出。".to_owned());
    let (fee, basis) = it.fee;
    lines.push(if fee.is_zero() {
        "【收费】基本托管不收费。".to_owned()
    } else {
        format!("【收费】基本托管每学期 {fee}(依据：{basis})。家庭困难的可以申请减免。费用只通过公共支付平台缴纳，不经家委会或第三方。")
    });
    lines.push(format!("【拓展课程】另行报名。{REFUND_RULE}"));
    lines.push("【不讲新课】课后服务时间不讲授新课，先完成作业，再锻炼和活动。".to_owned());
    lines.push("【报名】在手机上“我的孩子”里申请，班主任核对、学校确认后生效。家里没有智能手机的，可以交纸质申请，由班主任代录。".to_owned());
    lines.extend(it.own.lines().map(str::trim).filter(|it| !it.is_empty()).map(str::to_owned));
    lines.push(it.school.to_owned());
    lines.join("\n")
}

/// Whether `text` may be sent; `last` is what was sent before.
pub fn may_send(state: State, text: &str, last: Option<&str>) -> Result<(), Refusal> {
    if !matches!(state, State::Recorded | State::Opened) {
        return Err(Refusal::NotRecorded(state));
    }
    if last == Some(text) { Err(Refusal::Same) } else { Ok(()) }
}
