//! Notices in the inbox, and messages on a channel.

use jiff::{Timestamp, civil};
use vocab::{AccountId, NoticeId};

vocab::ids! {
    /// A notice on its way through one channel.
    MessageId = "msg";
}

/// A way out of the system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ChannelKind {
    /// 短信.
    Sms,
    /// 钉钉工作通知.
    DingTalk,
    /// 微信服务通知.
    WeChat,
    /// A program of the school's or bureau's own.
    Webhook,
}

impl ChannelKind {
    /// Every kind, in the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::Sms, Self::DingTalk, Self::WeChat, Self::Webhook];

    /// The word that is stored.
    pub fn key(self) -> &'static str {
        match self {
            Self::Sms => "sms",
            Self::DingTalk => "dingtalk",
            Self::WeChat => "wechat",
            Self::Webhook => "webhook",
        }
    }

    /// The kind that is stored as `key`.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.key() == key)
    }

    /// As people call it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Sms => "短信",
            Self::DingTalk => "钉钉工作通知",
            Self::WeChat => "微信服务通知",
            Self::Webhook => "推送到本单位系统",
        }
    }
}

/// How far a message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MessageState {
    /// Not yet sent, or to be sent again.
    Waiting,
    /// The gateway has it.
    Sent,
    /// The gateway says that it arrived.
    Delivered,
    /// It did not get through.
    Failed,
    /// It was no longer needed, or too many: the notice stays in the inbox.
    Dropped,
}

impl MessageState {
    /// Every state, in the order of a message's life.
    pub const ALL: [Self; 5] =
        [Self::Waiting, Self::Sent, Self::Delivered, Self::Failed, Self::Dropped];

    /// The word that is stored.
    pub fn key(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sent => "sent",
            Self::Delivered => "delivered",
            Self::Failed => "failed",
            Self::Dropped => "dropped",
        }
    }

    /// The state that is stored as `key`.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.key() == key)
    }

    /// As people read it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Waiting => "待发送",
            Self::Sent => "已发出",
            Self::Delivered => "已送达",
            Self::Failed => "发送失败",
            Self::Dropped => "未发送",
        }
    }
}

db::words!(ChannelKind, MessageState);

/// A line of someone's inbox.
#[derive(Debug, Clone)]
pub(super) struct Notice {
    pub id: NoticeId,
    pub title: String,
    pub made_at: Timestamp,
    pub read_at: Option<Timestamp>,
}

/// A notice that no channel was asked about yet.
#[derive(Debug, Clone)]
pub(super) struct Unhanded {
    pub id: NoticeId,
    pub account: AccountId,
    pub is_read: bool,
    /// What its reader chose: a channel's key, `none`, or nothing.
    pub choice: Option<String>,
}

/// A message that is due.
#[derive(Debug, Clone)]
pub(super) struct Due {
    pub id: MessageId,
    pub account: AccountId,
    pub channel: ChannelKind,
    pub attempts: i64,
    pub title: String,
    pub link: String,
    pub is_read: bool,
}

/// A message as the administrator's list shows it: without its text.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub id: MessageId,
    pub channel: ChannelKind,
    pub due: civil::DateTime,
    pub attempts: i64,
    pub why: Option<String>,
    pub made_at: Timestamp,
}
