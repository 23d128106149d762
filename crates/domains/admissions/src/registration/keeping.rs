//! How long what families handed in is kept: the documents prove a home and a household once, for
//! the office that admits. When the child sits in its class nobody needs them.

use jiff::SignedDuration;
use platform::{files, privacy::Retention};

use super::store::registrations;

/// Days after the children reported to school; objections and refilled places are settled by then.
const DAYS: i64 = 60;

/// The documents of registrations.
pub(super) const DOCUMENTS: Retention = Retention {
    name: "registration-document",
    label: "入学报名的材料照片",
    basis: "材料只为审核入学资格而收，新生报到 60 天后不再需要（个人信息保护法第十九条、第四十七条）",
    days: DAYS,
    run: |tx, it| {
        Box::pin(async move {
            let now = it.at + SignedDuration::from_hours(24 * DAYS);
            let done = registrations::with_documents(tx, it.day, it.limit).await?;
            files::remove_all(tx, &done, now).await
        })
    },
};
