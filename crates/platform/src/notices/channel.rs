//! The ways out, behind one trait, and the one that is a file.

use std::{collections::HashMap, path::PathBuf, sync::Arc};

use tokio::{fs, io::AsyncWriteExt as _, sync::Mutex};
use vocab::{AccountId, Personal};
use web::{Cell, Later};

use super::model::{ChannelKind, MessageId};

/// A message as a channel gets it.
#[derive(Debug, Clone)]
pub struct Outgoing {
    /// The same for every attempt, so that a gateway can tell a repetition.
    pub id: MessageId,
    /// Whom it is for, where that is known: a code goes to whoever holds the telephone.
    pub account: Option<AccountId>,
    /// Where they are reached on this channel, if an address book knows.
    pub address: Option<Personal<String>>,
    /// What it says.
    pub text: String,
    /// What it is about, for a gateway that has words of its own around it.
    pub content: Content,
    /// Where it leads: a path inside the cell.
    pub link: String,
}

/// What a message is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// A code to be read out.
    Code(String),
    /// The title of a notice.
    Notice(String),
}

/// What became of a message that a gateway took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Receipt {
    /// It arrived.
    Delivered,
    /// It did not, for this reason.
    Failed(String),
    /// Not known yet.
    Open,
}

/// Why a message did not go out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// Trying again may help.
    #[error("{0}")]
    Later(String),
    /// It will not: no such number, refused.
    #[error("{0}")]
    Never(String),
}

/// A way out of the system.
pub trait Channel: Send + Sync {
    /// Which one.
    fn kind(&self) -> ChannelKind;

    /// Whether it carries notices, and not codes alone.
    fn takes_notices(&self) -> bool {
        true
    }

    /// Sends one message, and says the gateway's reference to it.
    fn send<'a>(&'a self, message: &'a Outgoing) -> Later<'a, Result<String, SendError>>;

    /// What became of messages that were sent, by reference.
    fn receipts<'a>(
        &'a self,
        references: &'a [String],
    ) -> Later<'a, Result<HashMap<String, Receipt>, SendError>>;
}

/// Knows where accounts are reached. Given by the floor that knows people.
pub trait AddressBook: Send + Sync {
    /// The addresses of `accounts` on a channel; whoever has none is left out.
    fn addresses<'a>(
        &'a self,
        cell: &'a Cell,
        accounts: &'a [AccountId],
        channel: ChannelKind,
    ) -> Later<'a, Result<HashMap<AccountId, Personal<String>>, db::Error>>;
}

/// The ways out of one cell, as its service.
#[derive(Clone)]
pub enum Channels {
    /// A file in place of every channel.
    StandIn(Arc<FileChannel>),
    /// Connections to the outside, the first being what is used unless a reader chose another.
    Outside {
        /// The channels.
        channels: Vec<Arc<dyn Channel>>,
        /// Where people are reached.
        book: Arc<dyn AddressBook>,
    },
}

/// A demo cell was given a way out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("演示数据不能向外发送任何消息：演示环境只能使用写文件的替身通道")]
pub struct LeavesTheDemo;

impl Channels {
    /// Whether a cell may use these: invented people are told nothing in reality.
    pub fn may_serve(&self, cell: &Cell) -> Result<(), LeavesTheDemo> {
        match self {
            Self::Outside { .. } if cell.demo => Err(LeavesTheDemo),
            Self::Outside { .. } | Self::StandIn(_) => Ok(()),
        }
    }

    /// Whether messages of this kind leave the system in truth.
    pub fn is_out(&self, kind: ChannelKind) -> bool {
        match self {
            Self::StandIn(_) => false,
            Self::Outside { channels, .. } => channels.iter().any(|it| it.kind() == kind),
        }
    }

    /// What readers can choose from; the first is for those who did not.
    pub fn kinds(&self) -> Vec<ChannelKind> {
        match self {
            Self::StandIn(_) => ChannelKind::ALL.to_vec(),
            Self::Outside { channels, .. } => {
                let takes = channels.iter().filter(|it| it.takes_notices());
                takes.map(|it| it.kind()).collect()
            }
        }
    }

    pub(crate) fn find(&self, kind: ChannelKind) -> Option<Arc<dyn Channel>> {
        match self {
            Self::StandIn(file) => Some(Arc::new(StandIn { kind, file: file.clone() })),
            Self::Outside { channels, .. } => channels.iter().find(|it| it.kind() == kind).cloned(),
        }
    }

    pub(super) fn book(&self) -> Option<&dyn AddressBook> {
        match self {
            Self::StandIn(_) => None,
            Self::Outside { book, .. } => Some(book.as_ref()),
        }
    }
}

/// A file that takes messages instead of the world: one line of JSON each.
#[derive(Debug)]
pub struct FileChannel {
    path: PathBuf,
    // One line at a time; the file is opened for each, so that it can be taken away meanwhile.
    turn: Mutex<()>,
}

impl FileChannel {
    /// Writes to `path`, which is made with its folder when the first message comes.
    pub fn new(path: PathBuf) -> Self {
        Self { path, turn: Mutex::new(()) }
    }

    async fn write(&self, kind: ChannelKind, message: &Outgoing) -> std::io::Result<()> {
        let line = serde_json::json!({
            "channel": kind.key(),
            "id": message.id,
            "account": message.account,
            "text": message.text,
            "link": message.link,
        });
        let _turn = self.turn.lock().await;
        if let Some(folder) = self.path.parent() {
            fs::create_dir_all(folder).await?;
        }
        let mut file = fs::OpenOptions::new().create(true).append(true).open(&self.path).await?;
        file.write_all(format!("{line}\n").as_bytes()).await?;
        file.flush().await
    }
}

struct StandIn {
    kind: ChannelKind,
    file: Arc<FileChannel>,
}

impl Channel for StandIn {
    fn kind(&self) -> ChannelKind {
        self.kind
    }

    fn send<'a>(&'a self, message: &'a Outgoing) -> Later<'a, Result<String, SendError>> {
        Box::pin(async move {
            match self.file.write(self.kind, message).await {
                Ok(()) => Ok(format!("file-{}", message.id)),
                Err(error) => Err(SendError::Later(format!("写入文件失败：{}", error.kind()))),
            }
        })
    }

    fn receipts<'a>(
        &'a self,
        references: &'a [String],
    ) -> Later<'a, Result<HashMap<String, Receipt>, SendError>> {
        let delivered = references.iter().map(|it| (it.clone(), Receipt::Delivered)).collect();
        Box::pin(async move { Ok(delivered) })
    }
}
