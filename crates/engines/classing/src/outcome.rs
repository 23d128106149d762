//! From an input and a seed to classes, with what they cost, what nobody could undercut, and what
//! each request costs the others.

use serde::{Deserialize, Serialize};

use crate::{
    bound, check,
    conflict::{Decided, decided},
    digest,
    input::{Input, Sources},
    methods,
    plan::{Drawn, Method},
    problem::Problem,
    search::Search,
};

/// The seed: the numbers that were drawn in public, as the plan asks for them, in the one way in
/// which they are written.
///
/// What the search uses is SM3 over the digest of what was sealed and this text, so that a seed
/// belongs to one list and one plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seed(String);

/// Numbers that are no seed of the plan.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("种子应为公示的 {wanted}，依次写出，用逗号或空格隔开；现在{found}")]
pub struct NotASeed {
    wanted: String,
    found: String,
}

/// What separates numbers as people write them.
const SEPARATORS: [char; 8] = [' ', ',', '，', '、', ';', '；', '\n', '\u{3000}'];

impl Seed {
    /// The seed of these numbers: `42、07` and `42 7` are the same.
    pub fn read(drawn: Drawn, text: &str) -> Result<Self, NotASeed> {
        let wrong = |found| NotASeed { wanted: drawn.label(), found };
        let mut numbers = Vec::new();
        for it in text.split(SEPARATORS).filter(|it| !it.is_empty()) {
            let digits = it.bytes().all(|it| it.is_ascii_digit());
            match it.parse::<u32>().ok().filter(|it| digits && *it <= drawn.most) {
                Some(number) => numbers.push(number.to_string()),
                None => return Err(wrong(format!("有“{it}”"))),
            }
        }
        if numbers.len() != drawn.numbers as usize {
            return Err(wrong(format!("有 {} 个数", numbers.len())));
        }
        Ok(Self(numbers.join(" ")))
    }

    /// The numbers, a space between each two.
    pub fn text(&self) -> &str {
        &self.0
    }

    fn bytes(&self, sealed: &str) -> [u8; 32] {
        digest::sm3(&[b"xueyu classes seed", sealed.as_bytes(), self.0.as_bytes()])
    }
}

/// Why the search ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum End {
    /// Nothing better is possible.
    Bound,
    /// The rounds that were declared are done.
    Rounds,
    /// Nothing was searched: the method deals.
    Dealt,
}

/// What the classes hold of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Balance {
    /// The quality, as 来源.
    pub quality: String,
    /// The kind.
    pub kind: String,
    /// What one between the fullest and the emptiest class costs.
    pub weight: i64,
    /// How many in each class.
    pub counts: Vec<i64>,
    /// The least that largest and smallest can differ by.
    pub least: i64,
}

impl Balance {
    /// Largest less smallest.
    pub fn range(&self) -> i64 {
        let high = self.counts.iter().max().copied().unwrap_or(0);
        high - self.counts.iter().min().copied().unwrap_or(0)
    }
}

/// What a request costs the others: the cost of the year group without it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Price {
    /// The cost without this one request, by the same method, seed and number of rounds.
    pub without: i64,
    /// What no division can undercut without it.
    pub bound: i64,
}

/// Classes, and what they are like.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Solution {
    /// The seed as it was drawn.
    pub seed: String,
    /// Rounds done.
    pub rounds: u32,
    /// Why no more.
    pub end: End,
    /// The pupils of each class by their numbers.
    pub classes: Vec<Vec<String>>,
    /// What each class holds.
    pub balance: Vec<Balance>,
    /// What the division costs.
    pub cost: i64,
    /// What no division can undercut.
    pub bound: i64,
    /// The price of each request.
    pub prices: Vec<Price>,
}

/// Requests that cannot all be satisfied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contradiction {
    /// The requests by their places in the sealed order.
    pub requests: Vec<usize>,
    /// Pairs of the same name that are part of it, by the pupils' places.
    pub namesakes: Vec<(usize, usize)>,
    /// Whether leaving out any one would do.
    pub minimal: bool,
    /// Whether no fewer contradict each other.
    pub smallest: bool,
}

/// Why there is nothing to divide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hindrance {
    /// The requests contradict each other.
    Contradiction(Contradiction),
    /// Neither a division nor a contradiction was found.
    Undecided,
}

/// Whether the requests can be satisfied; asked before anything is sealed.
pub fn may_divide(input: &Input) -> Result<(), Hindrance> {
    let (problem, sources) = input.problem(|_| false);
    match decided(&problem, &sources.items()) {
        Decided::Yes => Ok(()),
        Decided::No(core) => Err(Hindrance::Contradiction(named(&problem, &sources, &core))),
        Decided::Unknown => Err(Hindrance::Undecided),
    }
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Classes.
    Solved(Box<Solution>),
    /// No division can satisfy the requests.
    Impossible(Contradiction),
    /// None was found, and it was not shown that there is none.
    NotFound,
}

/// Divides. Everything follows from `input` and `seed`: whoever could stop the search after a round
/// of their choice would have as many divisions to choose from as there are rounds.
pub fn solve(input: &Input, seed: &Seed) -> Outcome {
    match may_divide(input) {
        Ok(()) => {}
        Err(Hindrance::Contradiction(it)) => return Outcome::Impossible(it),
        Err(Hindrance::Undecided) => return Outcome::NotFound,
    }
    let (problem, _) = input.problem(|_| false);
    let sealed = input.sealed();
    let bytes = seed.bytes(&sealed.digest());
    let Some(run) = run(input, &problem, &bytes, sealed.plan.rounds) else {
        return Outcome::NotFound;
    };
    let prices = (0..sealed.requests.len()).map(|it| price(input, it, &bytes, &run)).collect();
    Outcome::Solved(Box::new(solution(input, &problem, seed, &run, prices)))
}

/// What the year group costs without one request, at as many rounds as with it.
fn price(input: &Input, request: usize, seed: &[u8; 32], with: &Run) -> Price {
    let (problem, _) = input.problem(|it| it == request);
    let without = run(input, &problem, seed, with.rounds.max(1)).map(|it| it.cost);
    // Who is freed of a request may still keep it, so that a search that found worse found nothing.
    let kept = (with.end != End::Dealt || without.is_none()).then_some(with.cost);
    let without = without.into_iter().chain(kept).min().unwrap_or(with.cost);
    Price { without, bound: bound::bound(&problem) }
}

struct Run {
    division: Vec<usize>,
    cost: i64,
    rounds: u32,
    end: End,
}

fn run(input: &Input, problem: &Problem, seed: &[u8; 32], rounds: u32) -> Option<Run> {
    let plan = &input.sealed().plan;
    if plan.method != Method::Optimised {
        let division = problem.division(&methods::deal(input, problem, seed)?);
        let cost = check::cost(&check::check(problem.terms(), &division).ok()?);
        return Some(Run { division, cost, rounds: 0, end: End::Dealt });
    }
    let mut search = Search::new(problem, seed)?;
    let end = loop {
        if search.is_done() {
            break End::Bound;
        }
        if search.rounds() >= rounds {
            break End::Rounds;
        }
        search.round();
    };
    let division = search.division();
    // Judged by other code than that which searched, before anybody believes it.
    let spreads = check::check(problem.terms(), &division).ok()?;
    (check::cost(&spreads) == search.cost()).then_some(())?;
    Some(Run { division, cost: search.cost(), rounds: search.rounds(), end })
}

fn solution(
    input: &Input,
    problem: &Problem,
    seed: &Seed,
    run: &Run,
    prices: Vec<Price>,
) -> Solution {
    let mut classes = vec![Vec::new(); problem.sizes().len()];
    for (pupil, class) in input.sealed().pupils.iter().zip(&run.division) {
        classes[*class].push(pupil.id.clone());
    }
    Solution {
        seed: seed.text().to_owned(),
        rounds: run.rounds,
        end: run.end,
        classes,
        balance: balance(input, problem, &run.division),
        cost: run.cost,
        bound: bound::bound(problem),
        prices,
    }
}

fn balance(input: &Input, problem: &Problem, division: &[usize]) -> Vec<Balance> {
    let spreads = check::check(problem.terms(), division).unwrap_or_default();
    let features = input.features().into_iter().zip(bound::ranges(problem)).zip(spreads);
    let balance = features.map(|(((quality, kind), least), spread)| Balance {
        quality,
        kind,
        weight: spread.weight,
        counts: spread.loads,
        least,
    });
    balance.collect()
}

/// A conflict in the words of whoever asked.
fn named(problem: &Problem, sources: &Sources, conflict: &crate::conflict::Core) -> Contradiction {
    let requests = sources.requests;
    let pair = |it: &usize| problem.terms().apart[sources.pairs[*it - requests]];
    Contradiction {
        requests: conflict.items.iter().filter(|it| **it < requests).copied().collect(),
        namesakes: conflict.items.iter().filter(|it| **it >= requests).map(pair).collect(),
        minimal: conflict.minimal,
        smallest: conflict.smallest,
    }
}
