//! Invented year groups whose best division is known, for measuring how near a search comes.
//!
//! A division is *planted*: every class gets its even share of each kind, scores are drawn and then
//! shifted point by point until every class has its even share of them, too. Such a division costs
//! what divisibility alone demands, which no division can undercut, so it is the best.

use crate::{
    lots::Lots,
    problem::{Quality, Terms, Traits},
};

/// A year group and its best division.
#[derive(Debug, Clone)]
pub struct Planted {
    /// The problem.
    pub terms: Terms,
    /// The class of each pupil in the planted division.
    pub division: Vec<usize>,
    /// What that division costs.
    pub optimum: i64,
}

/// The sizes that are measured: pupils and classes.
pub const SIZES: [(usize, usize); 20] = [
    (100, 2),
    (100, 4),
    (100, 5),
    (150, 5),
    (180, 4),
    (200, 8),
    (275, 6),
    (320, 8),
    (400, 10),
    (450, 9),
    (500, 12),
    (600, 12),
    (750, 15),
    (900, 20),
    (1003, 22),
    (1500, 30),
    (2000, 40),
    (3000, 60),
    (4000, 80),
    (5000, 100),
];

/// Girls, special needs, origins, bands of the total; then three sums.
const KINDS: [u16; 4] = [1, 1, 8, 5];
const WEIGHTS: [u32; 4] = [100, 100, 20, 20];
/// Shares of the kinds in thousandths; what is left over has none.
const SHARES: [&[usize]; 4] =
    [&[487], &[24], &[252, 200, 147, 108, 101, 97, 50, 45], &[92, 243, 362, 245, 58]];
/// Where each band of the total begins, and where the last ends.
const BANDS: [i32; 6] = [100, 180, 210, 240, 270, 299];

/// The year group of `pupils` in `classes` that belongs to `seed`.
pub fn planted(pupils: usize, classes: usize, seed: u64) -> Planted {
    let mut seed_bytes = [0; 32];
    seed_bytes[..8].copy_from_slice(&seed.to_be_bytes());
    let mut lots = Lots::new(&seed_bytes, "planted", (pupils * 1_000 + classes) as u64);
    let division: Vec<usize> = (0..pupils).map(|it| it % classes).collect();
    let mut traits = vec![Traits { kinds: vec![None; 4], values: vec![0; 3] }; pupils];
    for (quality, shares) in SHARES.iter().enumerate() {
        deal(&mut traits, quality, shares, classes, &mut lots);
    }
    for pupil in &mut traits {
        let band = usize::from(pupil.kinds[3].unwrap_or(4));
        pupil.values = scores(BANDS[band], BANDS[band + 1], &mut lots);
    }
    let mut optimum = 0;
    for subject in 0..3 {
        optimum += even_out(&mut traits, subject, classes, &mut lots);
    }
    for (quality, kinds) in KINDS.iter().enumerate() {
        for kind in 0..*kinds {
            let count = traits.iter().filter(|it| it.kinds[quality] == Some(kind)).count();
            optimum += i64::from(WEIGHTS[quality]) * i64::from(count % classes != 0);
        }
    }
    let (together, apart) = requests(pupils, classes, &mut lots);
    let qualities = KINDS.iter().zip(WEIGHTS);
    let qualities = qualities.map(|(kinds, weight)| Quality { weight, kinds: *kinds }).collect();
    let terms = Terms { classes, qualities, sums: vec![1; 3], pupils: traits, together, apart };
    // Nothing may show in the numbering which class a pupil came from.
    shuffled(terms, &division, optimum, &mut lots)
}

/// Deals the kinds of a quality so that each class gets its even share of each: whoever deals runs
/// of equal cards round and round gives every player as many of each, or one more.
fn deal(traits: &mut [Traits], quality: usize, shares: &[usize], classes: usize, lots: &mut Lots) {
    let n = traits.len();
    let mut cards: Vec<Option<u16>> = Vec::with_capacity(n);
    for (kind, share) in (0u16..).zip(shares) {
        cards.extend(std::iter::repeat_n(Some(kind), n * share / 1_000));
    }
    let rest = if shares.len() > 1 { Some(0) } else { None };
    cards.resize(n, rest);
    cards.sort_unstable();
    for class in 0..classes {
        let mut hand: Vec<_> = cards.iter().skip(class).step_by(classes).copied().collect();
        lots.shuffle(&mut hand);
        for (seat, kind) in hand.into_iter().enumerate() {
            traits[seat * classes + class].kinds[quality] = kind;
        }
    }
}

/// Three scores whose total lies in a band.
fn scores(from: i32, to: i32, lots: &mut Lots) -> Vec<i32> {
    loop {
        let mut roll = |width: i32| {
            let width = usize::try_from(width).expect("a width");
            i32::try_from(lots.below(width)).expect("small")
        };
        let total = from + roll(to - from);
        let (x, y) = (total / 3 + roll(25) - 12, total / 3 + roll(25) - 12);
        let all = vec![x, y, total - x - y];
        if all.iter().all(|it| (0..=100).contains(it)) {
            return all;
        }
    }
}

/// Shifts points until each class has its even share of a subject's; what the range then is.
fn even_out(traits: &mut [Traits], subject: usize, classes: usize, lots: &mut Lots) -> i64 {
    let n = i64::try_from(traits.len()).expect("few pupils");
    let k = i64::try_from(classes).expect("few classes");
    let total: i64 = traits.iter().map(|it| i64::from(it.values[subject])).sum();
    let mean = (total + n / 2).div_euclid(n);
    let rest = total - n * mean;
    for (class, nth) in (0..classes).zip(0..) {
        let share = rest.div_euclid(k) + i64::from(nth < rest.rem_euclid(k));
        let members: Vec<usize> = (class..traits.len()).step_by(classes).collect();
        let held = |traits: &[Traits]| -> i64 {
            members.iter().map(|it| i64::from(traits[*it].values[subject]) - mean).sum()
        };
        let mut off = share - held(traits);
        while off != 0 {
            let step = if off > 0 { 1 } else { -1 };
            let pupil = &mut traits[members[lots.below(members.len())]];
            let band = usize::from(pupil.kinds[3].unwrap_or(4));
            let total: i32 = pupil.values.iter().sum::<i32>() + step;
            let value = pupil.values[subject] + step;
            if (BANDS[band]..BANDS[band + 1]).contains(&total) && (0..=100).contains(&value) {
                pupil.values[subject] = value;
                off -= i64::from(step);
            }
        }
    }
    i64::from(rest % k != 0)
}

type Requests = (Vec<Vec<usize>>, Vec<(usize, usize)>);

/// Pairs that the planted division keeps together or apart, and groups of one name, apart.
fn requests(pupils: usize, classes: usize, lots: &mut Lots) -> Requests {
    let mut order: Vec<usize> = (0..pupils).collect();
    lots.shuffle(&mut order);
    let (mut together, mut apart) = (Vec::new(), Vec::new());
    let many = pupils / 100;
    for it in order.iter().take(many) {
        let mate = (it + classes) % (pupils - pupils % classes).max(classes);
        if mate % classes == it % classes && mate != *it {
            together.push(vec![*it, mate]);
        }
    }
    for pair in order[many..].chunks_exact(2).take(many) {
        if pair[0] % classes != pair[1] % classes {
            apart.push((pair[0], pair[1]));
        }
    }
    // One in eight shares a full name with somebody, as in a county of a hundred surnames.
    for pair in order.chunks_exact(2).rev().take(pupils / 16) {
        if pair[0] % classes != pair[1] % classes {
            apart.push((pair[0], pair[1]));
        }
    }
    (together, apart)
}

fn shuffled(terms: Terms, division: &[usize], optimum: i64, lots: &mut Lots) -> Planted {
    let mut order: Vec<usize> = (0..terms.pupils.len()).collect();
    lots.shuffle(&mut order);
    let mut new = vec![0; order.len()];
    order.iter().enumerate().for_each(|(at, old)| new[*old] = at);
    let terms = Terms {
        pupils: order.iter().map(|it| terms.pupils[*it].clone()).collect(),
        together: terms.together.iter().map(|it| it.iter().map(|it| new[*it]).collect()).collect(),
        apart: terms.apart.iter().map(|(a, b)| (new[*a], new[*b])).collect(),
        ..terms
    };
    let division = order.iter().map(|it| division[*it]).collect();
    Planted { terms, division, optimum }
}
