//! How answers are kept from telling who gave them: opened only in crowds, and shown only in crowds.
//! Pure; the crowd is ten.

use vocab::PlaceId;

/// Fewer answers than this are never shown, and never opened where they came from.
pub const CROWD: usize = 10;

/// An envelope that waits: its number, and the places from where it came up to the county.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Its number.
    pub id: i64,
    /// The school, its town, the county.
    pub way: Vec<PlaceId>,
}

/// Envelopes to be opened together, and the place that they are counted at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// The place.
    pub place: PlaceId,
    /// Which.
    pub envelopes: Vec<i64>,
}

/// Which envelopes may be opened. Before the end a school's wait until they are a crowd; at the end
/// what is left is opened at the narrowest place where it is one, at the latest at the county.
pub fn batches(waiting: Vec<Waiting>, has_ended: bool) -> Vec<Batch> {
    let mut found = Vec::new();
    let (mut left, mut level) = (waiting, 0);
    loop {
        let widest = left.iter().map(|it| it.way.len()).max().unwrap_or(0);
        if left.is_empty() || level >= widest {
            return found;
        }
        left.sort_by_key(|it| (it.way.get(level).copied(), it.id));
        let mut rest = Vec::new();
        for group in left.chunk_by(|a, b| a.way.get(level) == b.way.get(level)) {
            let place = group[0].way.get(level).copied();
            let is_last = has_ended && level + 1 == widest;
            match place {
                Some(place) if group.len() >= CROWD || is_last => {
                    let envelopes = group.iter().map(|it| it.id).collect();
                    found.push(Batch { place, envelopes });
                }
                _ => rest.extend(group.iter().cloned()),
            }
        }
        if !has_ended {
            return found;
        }
        (left, level) = (rest, level + 1);
    }
}

/// Which of `counts`, that are shown with their sum, must not be shown: those below the crowd, and as
/// many more, the smallest first, that what is hidden is a crowd together or nothing at all; else
/// whoever knows the sum knows them.
pub fn hidden(counts: &[i64]) -> Vec<bool> {
    let crowd = i64::try_from(CROWD).unwrap_or(i64::MAX);
    let mut hidden: Vec<bool> = counts.iter().map(|it| (1..crowd).contains(it)).collect();
    let mut order: Vec<usize> = (0..counts.len()).collect();
    order.sort_by_key(|at| counts[*at]);
    loop {
        let total: i64 = counts.iter().zip(&hidden).filter(|it| *it.1).map(|it| it.0).sum();
        if total == 0 || total >= crowd {
            return hidden;
        }
        let next = order.iter().copied().find(|at| !hidden[*at] && counts[*at] > 0);
        let Some(next) = next else { return hidden };
        hidden[next] = true;
    }
}
