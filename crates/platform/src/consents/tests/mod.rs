//! What consents promise: rules by example and property, pages on each database.

mod pages;
mod rules;

use jiff::civil::Date;

use super::{Draft, TextKind};

/// A draft that may be published.
fn draft(kind: TextKind, since: Date) -> Draft {
    Draft {
        id: vocab::Ids::seeded(since.day().unsigned_abs().into())
            .make("2021-12-20T00:00:00Z".parse().expect("a moment")),
        kind,
        title: kind.label().to_owned(),
        body: "我们怎样处理和保护您与孩子的信息，您有哪些权利。".repeat(4),
        changes: "增加了照片的用途".to_owned(),
        since,
    }
}
