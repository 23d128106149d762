//! The tree over the units (the shape of RFC 6962, with SM3): one root for the whole list, and for
//! each unit a path of a few hashes that proves that it stands there.

use sm3::{Digest as _, Sm3};

use crate::{hash::Digest, ticket::shared};

/// The hash of a leaf: a zero byte, then the leaf.
pub(crate) fn leaf(bytes: &[u8]) -> Digest {
    Digest::from_bytes(Sm3::new_with_prefix([0]).chain_update(bytes).finalize().into())
}

/// The hash over two nodes: a byte of one, then both.
fn node(left: &Digest, right: &Digest) -> Digest {
    let mut bytes = [1; 65];
    bytes[1..33].copy_from_slice(left.as_bytes());
    bytes[33..].copy_from_slice(right.as_bytes());
    Digest::of(&bytes)
}

/// The floor above `floor`: neighbours joined; one without a neighbour goes up as it is.
fn above(floor: &[Digest]) -> Vec<Digest> {
    let pairs: Vec<_> = floor.chunks(2).collect();
    shared(&pairs, |it| match it {
        [left, right] => node(left, right),
        alone => alone[0],
    })
}

/// The root over `leaves`; SM3 of nothing where there are none.
pub(crate) fn root(leaves: &[Digest]) -> Digest {
    let mut floor = leaves.to_vec();
    while floor.len() > 1 {
        floor = above(&floor);
    }
    floor.first().copied().unwrap_or_else(|| Digest::of(&[]))
}

/// All floors of the tree, for one path after the other.
pub(crate) struct Tree(Vec<Vec<Digest>>);

impl Tree {
    pub(crate) fn over(leaves: Vec<Digest>) -> Self {
        let mut floors = vec![leaves];
        while let Some(floor) = floors.last().filter(|it| it.len() > 1) {
            floors.push(above(floor));
        }
        Self(floors)
    }

    /// The neighbours from leaf `at` up to the root.
    pub(crate) fn path(&self, at: usize) -> Vec<Digest> {
        let floors = self.0.iter().enumerate();
        floors.filter_map(|(up, floor)| floor.get((at >> up) ^ 1).copied()).collect()
    }
}

/// The root that `path` leads to from the leaf that stands at `at` of `count`; nothing if a path
/// from there has another length.
pub(crate) fn climb(leaf: Digest, at: usize, count: usize, path: &[Digest]) -> Option<Digest> {
    if at >= count {
        return None;
    }
    let (mut here, mut at, mut count, mut path) = (leaf, at, count, path.iter());
    while count > 1 {
        if at % 2 == 1 {
            here = node(path.next()?, &here);
        } else if at + 1 < count {
            here = node(&here, path.next()?);
        }
        (at, count) = (at / 2, count.div_ceil(2));
    }
    path.next().is_none().then_some(here)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leaves(count: usize) -> Vec<Digest> {
        (0..count).map(|it| leaf(it.to_string().as_bytes())).collect()
    }

    /// The definition of RFC 6962, section 2.1, word by word.
    fn by_definition(leaves: &[Digest]) -> Digest {
        match leaves {
            [] => Digest::of(&[]),
            [one] => *one,
            _ => {
                let split = leaves.len().next_power_of_two() / 2;
                node(&by_definition(&leaves[..split]), &by_definition(&leaves[split..]))
            }
        }
    }

    #[test]
    fn the_root_is_the_one_of_the_definition() {
        for count in 0..70 {
            assert_eq!(root(&leaves(count)), by_definition(&leaves(count)), "{count}");
        }
        assert_eq!(root(&leaves(20_001)), by_definition(&leaves(20_001)));
    }

    #[test]
    fn each_path_leads_from_its_leaf_to_the_root_and_from_no_other() {
        for count in 1..40 {
            let (leaves, all) = (leaves(count), Tree::over(leaves(count)));
            for at in 0..count {
                let path = all.path(at);
                assert_eq!(climb(leaves[at], at, count, &path), Some(root(&leaves)));
                let other = leaf(b"other");
                assert_ne!(climb(other, at, count, &path), Some(root(&leaves)));
                for wrong in (0..count).filter(|it| *it != at) {
                    assert_ne!(climb(leaves[at], wrong, count, &path), Some(root(&leaves)));
                }
                assert_eq!(climb(leaves[at], count, count, &path), None);
                let longer: Vec<_> = path.iter().copied().chain([other]).collect();
                assert_eq!(climb(leaves[at], at, count, &longer), None);
            }
        }
    }
}
