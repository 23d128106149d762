//! Requests, and what the roll knows of a telephone's holder.

use jiff::Timestamp;
use vocab::{AccountId, GuardianId, StudentId};

use crate::model::Relation;

vocab::ids! {
    /// A request to be bound, or to change a telephone.
    RequestId = "grq";
}

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RequestKind {
    /// Somebody asks for themselves.
    Bind,
    /// A guardian invites another.
    Invite,
    /// A guardian has another telephone.
    Phone,
}

impl RequestKind {
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Bind => "bind",
            Self::Invite => "invite",
            Self::Phone => "phone",
        }
    }

    pub(super) fn from_key(key: &str) -> Option<Self> {
        [Self::Bind, Self::Invite, Self::Phone].into_iter().find(|it| it.key() == key)
    }

    pub(super) fn label(self) -> &'static str {
        match self {
            Self::Bind => "本人申请绑定",
            Self::Invite => "由已绑定的监护人邀请",
            Self::Phone => "更换手机号",
        }
    }
}

/// How far a request is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RequestState {
    /// The class teacher has not said yet.
    Waiting,
    /// It is so.
    Confirmed,
    /// It is not.
    Refused,
}

impl RequestState {
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Confirmed => "confirmed",
            Self::Refused => "refused",
        }
    }

    pub(super) fn from_key(key: &str) -> Option<Self> {
        [Self::Waiting, Self::Confirmed, Self::Refused].into_iter().find(|it| it.key() == key)
    }
}

db::words!(RequestKind, RequestState);

/// A guardian at a telephone, with one of the children.
pub(super) struct Known {
    pub(super) guardian: GuardianId,
    pub(super) name: String,
    pub(super) account: Option<AccountId>,
    pub(super) student: StudentId,
    pub(super) id_sealed: Option<String>,
    pub(super) roll_sealed: Option<String>,
}

/// A request on its way in.
pub(super) struct NewRequest {
    pub(super) id: RequestId,
    pub(super) kind: RequestKind,
    pub(super) student: StudentId,
    pub(super) guardian: Option<GuardianId>,
    pub(super) name: String,
    pub(super) relation: Relation,
    pub(super) phone: crate::fields::Sealed,
    pub(super) asked_by: Option<AccountId>,
}

/// A request as the class teacher reads it.
pub(super) struct Request {
    pub(super) id: RequestId,
    pub(super) kind: RequestKind,
    pub(super) student: StudentId,
    pub(super) student_name: String,
    pub(super) class_name: String,
    pub(super) guardian: Option<GuardianId>,
    pub(super) name: String,
    pub(super) relation: Relation,
    pub(super) phone_sealed: String,
    pub(super) asked_by: Option<AccountId>,
    pub(super) asked_at: Timestamp,
    pub(super) state: RequestState,
}
