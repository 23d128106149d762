//! An order for a course's fee, its receipt and its refunds. No money moves here: payments are
//! marked as made by the public payment service or by a sheet.

use jiff::civil::{Date, DateTime};
use offering::BookingId;
use vocab::{Fen, StudentId};

use crate::aftercare::courses::model::CourseId;

vocab::ids! {
    /// Names an [`Order`].
    OrderId = "ord";
    /// Names a [`Refund`].
    RefundId = "rfd";
}

/// Where an order stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// 待缴费.
    Due,
    /// 已缴费.
    Paid,
    /// 已取消: nothing was paid, nothing is owed.
    Cancelled,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 3] = [Self::Due, Self::Paid, Self::Cancelled];

    /// The word that is stored.
    pub fn key(self) -> &'static str {
        match self {
            Self::Due => "due",
            Self::Paid => "paid",
            Self::Cancelled => "cancelled",
        }
    }

    /// The state that is stored as `key`.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.key() == key)
    }

    /// As people call it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Due => "待缴费",
            Self::Paid => "已缴费",
            Self::Cancelled => "已取消",
        }
    }
}

/// How a payment became known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaidBy {
    /// 公共支付.
    PublicPayment,
    /// 到账表: a sheet of payments.
    Sheet,
}

impl PaidBy {
    /// The word that is stored.
    pub fn key(self) -> &'static str {
        match self {
            Self::PublicPayment => "public-payment",
            Self::Sheet => "sheet",
        }
    }

    /// The way that is stored as `key`.
    pub fn from_key(key: &str) -> Option<Self> {
        [Self::PublicPayment, Self::Sheet].into_iter().find(|it| it.key() == key)
    }

    /// As people call it.
    pub fn label(self) -> &'static str {
        match self {
            Self::PublicPayment => "公共支付",
            Self::Sheet => "到账表导入",
        }
    }
}

/// Where a refund stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RefundState {
    /// 退费办理中: the school's finance has it.
    Asked,
    /// 已同意: to be paid out.
    Approved,
    /// 已退费.
    Paid,
}

impl RefundState {
    /// Every state, in order.
    pub const ALL: [Self; 3] = [Self::Asked, Self::Approved, Self::Paid];

    /// The word that is stored.
    pub fn key(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Approved => "approved",
            Self::Paid => "paid",
        }
    }

    /// The state that is stored as `key`.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.key() == key)
    }

    /// As people call it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Asked => "退费办理中",
            Self::Approved => "已同意，待退款",
            Self::Paid => "已退费",
        }
    }
}

db::words!(State, PaidBy, RefundState);

/// What a family owes for a course.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// Its name.
    pub id: OrderId,
    /// The seat that it is for.
    pub booking: BookingId,
    /// The course.
    pub course: CourseId,
    /// The child.
    pub student: StudentId,
    /// How much.
    pub amount: Fen,
    /// For how many sessions.
    pub sessions: u32,
    /// How many sessions of the course were held before the seat was taken: they are no part of it.
    pub held_before: u32,
    /// Where it stands.
    pub state: State,
    /// The receipt's number, once paid.
    pub receipt: Option<String>,
    /// When it was made.
    pub made_at: DateTime,
    /// When it was paid.
    pub paid_at: Option<DateTime>,
    /// How that became known.
    pub paid_by: Option<PaidBy>,
}

/// What a family gets back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refund {
    /// Its name.
    pub id: RefundId,
    /// Of what.
    pub order: OrderId,
    /// The session that was called off; none where the seat was left.
    pub for_day: Option<Date>,
    /// How much.
    pub amount: Fen,
    /// How many sessions were held before.
    pub used: u32,
    /// Where it stands.
    pub state: RefundState,
    /// When the course was left.
    pub asked_at: DateTime,
}
