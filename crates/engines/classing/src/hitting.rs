//! The fewest things of which every set given holds one: tried by how many, depth first.

/// Steps before it gives up.
const STEPS_MAX: u32 = 2_000_000;

/// The fewest that hit every set, ascending; none where that takes too long or a set is empty.
pub(crate) fn fewest(sets: &[Vec<usize>]) -> Option<Vec<usize>> {
    if sets.iter().any(Vec::is_empty) {
        return None;
    }
    // Small sets leave little choice, so they go first.
    let mut sets: Vec<&[usize]> = sets.iter().map(Vec::as_slice).collect();
    sets.sort_by_key(|it| it.len());
    let mut steps = STEPS_MAX;
    for most in apart(&sets)..=sets.len() {
        let mut chosen = Vec::new();
        if hit(&sets, most, &mut chosen, &mut steps)? {
            chosen.sort_unstable();
            return Some(chosen);
        }
    }
    None
}

/// How many sets that share nothing are found at a glance: no fewer can hit all.
fn apart(sets: &[&[usize]]) -> usize {
    let mut taken: Vec<&[usize]> = Vec::new();
    for it in sets {
        if taken.iter().all(|other| other.iter().all(|one| !it.contains(one))) {
            taken.push(it);
        }
    }
    taken.len()
}

/// Whether `most` more are enough; none when out of steps.
fn hit(sets: &[&[usize]], most: usize, chosen: &mut Vec<usize>, steps: &mut u32) -> Option<bool> {
    *steps = steps.checked_sub(1)?;
    let missed: Vec<&[usize]> =
        sets.iter().copied().filter(|it| it.iter().all(|one| !chosen.contains(one))).collect();
    let Some(first) = missed.first() else { return Some(true) };
    if apart(&missed) > most {
        return Some(false);
    }
    for it in *first {
        chosen.push(*it);
        if hit(&missed, most - 1, chosen, steps)? {
            return Some(true);
        }
        chosen.pop();
    }
    Some(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fewest_that_hit_every_set() {
        let check = |sets: &[&[usize]], expected: Option<&[usize]>| {
            let sets: Vec<Vec<usize>> = sets.iter().map(|it| it.to_vec()).collect();
            assert_eq!(fewest(&sets).as_deref(), expected);
        };
        check(&[], Some(&[]));
        check(&[&[3], &[1, 3], &[2, 1]], Some(&[2, 3]));
        check(&[&[1, 2], &[2, 3], &[3, 4], &[4, 5]], Some(&[2, 4]));
        check(&[&[1], &[]], None);
    }

    #[test]
    fn no_smaller_set_hits_all_by_trying_them_all() {
        let mut lots = crate::lots::Lots::new(&[3; 32], "sets", 0);
        for _ in 0..300 {
            let sets: Vec<Vec<usize>> = (0..lots.below(7))
                .map(|_| (0..=lots.below(3)).map(|_| lots.below(8)).collect())
                .collect();
            let hits =
                |chosen: u32| sets.iter().all(|it| it.iter().any(|one| chosen >> one & 1 == 1));
            let least = (0u32..256).filter(|it| hits(*it)).map(u32::count_ones).min().unwrap();
            let found = fewest(&sets).unwrap();
            assert!(hits(found.iter().fold(0, |all, it| all | 1 << it)));
            assert_eq!(found.len(), least as usize, "{sets:?}");
        }
    }
}
