//! What is erased of a child here, and what a teacher who leaves hands over.

use platform::{
    privacy::Eraser,
    rights::{Handing, Handover},
};
use vocab::{Kind as _, names::kinds};

use super::{collect, staffing};

/// How a child is erased: names of those who fetched it go, counts stay.
pub const ERASERS: &[Eraser] = &[Eraser {
    subject_kind: kinds::StudentId::PREFIX,
    label: "课后服务接送记录",
    run: |tx, student| Box::pin(collect::store::erase(tx, student)),
}];

/// What a teacher has in hand: groups and duty from today on.
pub const HANDOVERS: &[Handover] = &[Handover {
    label: "课后服务班与值班",
    count: |tx, account| Box::pin(staffing::store::count_in_hand(tx, account)),
    give: |tx, it: Handing| Box::pin(staffing::store::give(tx, it)),
}];
