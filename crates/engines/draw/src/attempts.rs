//! Several files beside each other: one draw with its further attempts, or a draw that somebody would
//! rather not show.

use std::collections::BTreeMap;

use crate::{declaration::Declaration, evidence::Evidence, hash::Digest};

/// What files say of each other.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Relation {
    /// A further attempt after one that is here, with its digest and its values.
    #[error("与上一次派位衔接，上一次的摘要和取值都保留着。重抽原因：{reason}")]
    Follows {
        /// Why there is a further one.
        reason: String,
    },
    /// A further attempt after one of which only the declaration is here.
    #[error(
        "上一次的公示在这里，结果文件不在：连同上一次的证据或作废记录才能核对取值。重抽原因：{reason}"
    )]
    WithoutResult {
        /// Why there is a further one.
        reason: String,
    },
    /// A further attempt after one that is not here.
    #[error(
        "这是重抽（原因：{reason}），上一次的公示摘要 {declaration}；连同上一次的文件一起才能核对"
    )]
    Unseen {
        /// Why there is a further one.
        reason: String,
        /// What was posted the time before.
        declaration: Digest,
    },
    /// A further attempt that says of the one before what is not so.
    #[error("上一次派位的结果在这里，但它的摘要或取值与重抽的公示里写的不符")]
    Altered,
    /// One declaration, several results.
    #[error("公示 {declaration} 有 {count} 份不同的证据或作废记录，最多一份算数")]
    Results {
        /// The declaration.
        declaration: Digest,
        /// How many results.
        count: usize,
    },
    /// One attempt, several that come after it.
    #[error("公示 {declaration} 之后有 {count} 次不同的重抽，最多一次算数")]
    Forked {
        /// The declaration.
        declaration: Digest,
        /// How many follow.
        count: usize,
    },
    /// Several declarations with one secret, which is no secret for the later ones.
    #[error("{count} 份公示承诺的是同一个秘密：先公开的一次，使其余各次的秘密人人皆知")]
    SameSecret {
        /// How many declarations.
        count: usize,
    },
    /// Draws of which none names the other.
    #[error(
        "{count} 次派位之间没有衔接：本是几次派位，请分开核验；本是一次，就有没写明的重抽，或缺中间一次的文件"
    )]
    Unlinked {
        /// How many beginnings.
        count: usize,
    },
}

impl Relation {
    /// Whether it is nothing that may be.
    pub fn is_wrong(&self) -> bool {
        match self {
            Self::Follows { .. } | Self::WithoutResult { .. } | Self::Unseen { .. } => false,
            Self::Altered
            | Self::Results { .. }
            | Self::Forked { .. }
            | Self::SameSecret { .. }
            | Self::Unlinked { .. } => true,
        }
    }
}

/// One declaration and what came of it.
struct Attempt<'e> {
    declaration: &'e Declaration,
    /// Its own file, if that is here.
    posted: Option<&'e Evidence>,
    /// By digest.
    results: BTreeMap<Digest, &'e Evidence>,
}

/// How files stand to each other, each having been checked by itself. Receipts are no part of it,
/// and a rehearsal need not hang together with anything.
pub fn relations(all: &[Evidence]) -> Vec<Relation> {
    let mut attempts: BTreeMap<Digest, Attempt<'_>> = BTreeMap::new();
    for (it, declaration) in all.iter().filter_map(|it| Some((it, it.declaration()?))) {
        let new = Attempt { declaration, posted: None, results: BTreeMap::new() };
        let attempt = attempts.entry(declaration.digest()).or_insert(new);
        match (it, it.digest()) {
            (Evidence::Declaration(_), _) => attempt.posted = Some(it),
            (_, Some(digest)) => drop(attempt.results.insert(digest, it)),
            (_, None) => {}
        }
    }
    let mut found = Vec::new();
    let mut followers: BTreeMap<Digest, usize> = BTreeMap::new();
    let mut secrets: BTreeMap<Digest, usize> = BTreeMap::new();
    let mut beginnings = 0;
    for (declaration, it) in &attempts {
        if it.results.len() > 1 {
            let (declaration, count) = (*declaration, it.results.len());
            found.push(Relation::Results { declaration, count });
        }
        *secrets.entry(it.declaration.terms().commitment.sm3).or_default() += 1;
        let before = it.declaration.terms().previous.as_ref();
        let earlier = before.and_then(|it| attempts.get(&it.declaration));
        if let Some(earlier) = earlier {
            *followers.entry(earlier.declaration.digest()).or_default() += 1;
        } else if !it.declaration.terms().rehearsal {
            beginnings += 1;
        }
        found.extend(link(it.declaration, earlier));
    }
    for (declaration, count) in followers.into_iter().filter(|it| it.1 > 1) {
        found.push(Relation::Forked { declaration, count });
    }
    for count in secrets.into_values().filter(|it| *it > 1) {
        found.push(Relation::SameSecret { count });
    }
    if beginnings > 1 {
        found.push(Relation::Unlinked { count: beginnings });
    }
    found
}

/// What a further attempt has to say of the one before.
fn link(here: &Declaration, earlier: Option<&Attempt<'_>>) -> Option<Relation> {
    let before = here.terms().previous.as_ref()?;
    let reason = before.reason.clone();
    let Some(earlier) = earlier else {
        return Some(Relation::Unseen { reason, declaration: before.declaration });
    };
    let follows = |it: &&Evidence| here.follows(it).is_ok();
    // Whatever came of the earlier one goes before its declaration: who names the declaration says
    // that nothing was drawn.
    Some(if !earlier.results.is_empty() {
        let all = earlier.results.values().all(follows);
        if all { Relation::Follows { reason } } else { Relation::Altered }
    } else if before.sm3 != before.declaration {
        Relation::WithoutResult { reason }
    } else if earlier.posted.as_ref().is_some_and(follows) {
        Relation::Follows { reason }
    } else {
        Relation::Altered
    })
}
