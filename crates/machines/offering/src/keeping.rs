//! What is erased of a child here, and what stays.

use platform::privacy::{Eraser, PersonalTable};
use vocab::{Kind as _, names::kinds};

use crate::store::keeping as store;

/// What goes: wishes of rounds that are settled, and the words of ratings; the stars stay, counted.
pub(crate) const ERASERS: &[Eraser] = &[Eraser {
    subject_kind: kinds::StudentId::PREFIX,
    label: "已派位的课程志愿、课程评价的文字",
    run: |tx, student| {
        Box::pin(async move {
            let wishes = store::erase_wishes(tx, student).await?;
            Ok(wishes + store::erase_words(tx, student).await?)
        })
    },
}];

/// The tables of this machine that name people.
pub(crate) const PERSONAL: &[PersonalTable] = &[
    PersonalTable::erased("offer_wish"),
    PersonalTable::erased("offer_rating"),
    PersonalTable::stays("booking", "名额、缴费和退费的依据，随会计凭证保存；只有编号和时间"),
];
