//! A document out of what the drafter wrote and what the figures say now; a frozen one out of what was
//! signed.

use db::Tx;
use jiff::civil::Date;
use paper::{Check, Document, Printed};

use super::{
    Error,
    figures::{self, Ground, Slips, Told},
    model::{Openness, Report},
    store,
};

/// A draft as it would be signed now.
#[derive(Debug, Clone)]
pub(crate) struct Composed {
    pub(crate) document: Document,
    pub(crate) told: Told,
    /// What is wrong with the names of its figures.
    pub(crate) slips: Slips,
    /// The digest of what it says, figures and all: what a signer saw is what gets signed.
    pub(crate) seen: String,
}

/// A day as documents write it.
pub(crate) fn day_words(day: Date) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}

/// Who issues the documents of a place: 慈溪市教育局.
pub(crate) fn issuer(place: &str) -> String {
    format!("{place}教育局")
}

/// The document of a draft with its figures as they are now.
pub(crate) async fn composed(tx: &mut Tx, it: &Report) -> Result<Composed, Error> {
    let place = store::place_name(tx, it.place).await?.unwrap_or_default();
    let ground = Ground { place: it.place, as_of: it.text.as_of };
    let (told, slips) = figures::tell(tx, &it.text.body, ground).await?;
    let some = |text: &str| (!text.trim().is_empty()).then(|| text.trim().to_owned());
    let openness = match it.openness {
        Openness::Active => Some("此件公开发布".to_owned()),
        Openness::Asked | Openness::Closed => None,
    };
    let document = Document {
        issuer: issuer(&place),
        title: it.text.title.clone(),
        recipients: some(&it.text.recipients),
        blocks: paper::text::read(&it.text.body, |asked| told.span(asked)),
        openness,
        contact: some(&it.text.contact),
        copies: some(&it.text.copies),
        ..Document::default()
    };
    let seen = platform::act::sm3(document.stored()?.as_bytes());
    Ok(Composed { document, told, slips, seen })
}

/// A document as it goes out: what was signed, with signer, number and days.
pub(crate) fn issued(signed: Document, (signer, number): (&str, &str), day: Date) -> Document {
    let office = format!("{}办公室", signed.issuer);
    Document {
        number: Some(number.to_owned()),
        signer: Some(signer.to_owned()),
        signed_on: Some(day_words(day)),
        printed: Some(Printed { office, on: day_words(day) }),
        ..signed
    }
}

/// What is printed on an issued document so that anyone can check it; no part of its digest.
pub(crate) fn check(number: &str, digest: &str, address: String) -> Check {
    let (head, tail) = digest.split_at(digest.len() / 2);
    Check {
        address,
        words: vec![
            format!("{number}　扫码核验本件与印发时是否一致"),
            "内容的 SM3 摘要（GB/T 32905）：".to_owned(),
            head.to_owned(),
            tail.to_owned(),
        ],
    }
}
