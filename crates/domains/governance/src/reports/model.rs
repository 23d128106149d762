//! A document on its way, what was saved of it, who did what, and what is sent in for it.

use jiff::civil::{Date, DateTime};
use vocab::{AccountId, PlaceId, Role};

vocab::ids! {
    /// A document on its way.
    ReportId = "rpt";
    /// Something that somebody did on the way.
    StepId = "rps";
    /// Something that was sent in to be told.
    MaterialId = "mtl";
}

db::spoken! {
    /// Where a document is on its way.
    pub(crate) State {
        /// It is written.
        Draft = "draft", "起草";
        /// The offices that it concerns read it.
        Agreeing = "agreeing", "科室会签";
        /// The general office checks it.
        Checking = "checking", "办公室核稿";
        /// A leader reads it.
        Signing = "signing", "待签发";
        /// It wants its number.
        Signed = "signed", "待编号印发";
        /// It has gone out.
        Issued = "issued", "已印发";
        /// Anyone may read it.
        Public = "public", "已公开";
    }
}

db::spoken! {
    /// 公开属性 (政府信息公开条例 13, 14, 16, 20; 党政机关公文处理工作条例 9).
    pub(crate) Openness {
        /// Published without being asked for.
        Active = "active", "主动公开";
        /// Given to whoever asks.
        Asked = "asked", "依申请公开";
        /// Neither, for a reason.
        Closed = "closed", "不予公开";
    }
}

db::spoken! {
    /// What is sent in.
    pub(crate) Sort {
        /// 大事记.
        Event = "event", "大事记";
        /// An honour.
        Honour = "honour", "荣誉";
        /// A document that was issued.
        Document = "document", "文件";
        /// Work that was done.
        Work = "work", "工作做法";
    }
}

/// A document.
#[derive(Debug, Clone)]
pub(crate) struct Report {
    pub(crate) id: ReportId,
    pub(crate) place: PlaceId,
    /// The template that it was begun from.
    pub(crate) template: String,
    /// The office that drafts it.
    pub(crate) office: Role,
    pub(crate) text: Text,
    pub(crate) openness: Openness,
    /// Why it is not open.
    pub(crate) open_reason: String,
    /// The version of the text: one more with each time it is saved.
    pub(crate) version: i64,
    pub(crate) state: State,
    pub(crate) drafted_by: Option<AccountId>,
    pub(crate) drafter: String,
    pub(crate) begun_on: Date,
    /// Who signed it, and when.
    pub(crate) signed: Option<(String, Date)>,
    /// Its number, and when it was issued.
    pub(crate) issued: Option<(String, Date)>,
    /// The document with every figure's value, as it was signed and later issued.
    pub(crate) content: Option<String>,
    /// The SM3 of the content as it was issued.
    pub(crate) digest: Option<String>,
    pub(crate) public_on: Option<Date>,
}

/// What the drafter writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Text {
    pub(crate) title: String,
    pub(crate) recipients: String,
    pub(crate) copies: String,
    pub(crate) contact: String,
    /// The day of the figures that name none.
    pub(crate) as_of: Date,
    /// By when it is to be issued.
    pub(crate) due_on: Option<Date>,
    pub(crate) body: String,
}

/// What was saved.
#[derive(Debug, Clone)]
pub(crate) struct Version {
    pub(crate) version: i64,
    pub(crate) title: String,
    pub(crate) body: String,
    /// How its figures read: what was asked for, and the text.
    pub(crate) figures: Vec<(String, String)>,
    pub(crate) saved_at: DateTime,
    pub(crate) saved_by: Option<AccountId>,
    pub(crate) saver: String,
}

/// What somebody did.
#[derive(Debug, Clone)]
pub(crate) struct Step {
    pub(crate) id: StepId,
    pub(crate) done_at: DateTime,
    pub(crate) account: Option<AccountId>,
    pub(crate) who: String,
    pub(crate) what: String,
    pub(crate) words: String,
}

/// Something sent in.
#[derive(Debug, Clone)]
pub(crate) struct Material {
    pub(crate) id: MaterialId,
    pub(crate) place: PlaceId,
    pub(crate) sender: String,
    pub(crate) sort: Sort,
    pub(crate) day: Date,
    pub(crate) title: String,
    pub(crate) words: String,
    pub(crate) sent_on: Date,
    /// The document that took it in.
    pub(crate) taken: Option<ReportId>,
}
