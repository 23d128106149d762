//! From an input and a seed to classes, with what they cost, what nobody could undercut, and what
//! each request costs the others.

use serde::{Deserialize, Serialize};

use crate::{
    bound, check,
    conflict::{Feasible, feasible},
    digest,
    input::{Input, Sources},
    methods,
    plan::Method,
    problem::Problem,
    search::Search,
};

/// The seed as it was drawn in public: any text, such as digits that parents called out.
///
/// What the search uses is SM3 over the digest of what was sealed and this text, so that a seed
/// belongs to one list and one plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seed(String);

/// A text that is no seed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("种子应为 1 到 200 个字，前后没有空格")]
pub struct NotASeed;

impl Seed {
    /// The seed with these words.
    pub fn new(text: &str) -> Result<Self, NotASeed> {
        let fits = (1..=200).contains(&text.chars().count()) && text.trim() == text;
        if fits { Ok(Self(text.to_owned())) } else { Err(NotASeed) }
    }

    /// The words.
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
    /// Whoever ran it stopped earlier.
    Stopped,
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
    match feasible(&problem) {
        Feasible::Yes => Ok(()),
        Feasible::No(conflict) => {
            Err(Hindrance::Contradiction(named(&problem, &sources, &conflict)))
        }
        Feasible::Unknown => Err(Hindrance::Undecided),
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

/// Divides. `go_on` is asked before each round and is given the number of rounds done; the rounds
/// never exceed those of the plan. Everything else follows from `input`, `seed` and the number of
/// rounds that were done.
pub fn solve(input: &Input, seed: &Seed, mut go_on: impl FnMut(u32) -> bool) -> Outcome {
    match may_divide(input) {
        Ok(()) => {}
        Err(Hindrance::Contradiction(it)) => return Outcome::Impossible(it),
        Err(Hindrance::Undecided) => return Outcome::NotFound,
    }
    let (problem, _) = input.problem(|_| false);
    let sealed = input.sealed();
    let bytes = seed.bytes(&sealed.digest());
    let Some(run) = run(input, &problem, &bytes, &mut go_on) else { return Outcome::NotFound };
    // A request's price is taken at the same number of rounds, never more than were declared.
    let rounds = run.rounds.max(1);
    let mut prices = Vec::with_capacity(sealed.requests.len());
    for request in 0..sealed.requests.len() {
        let (problem, _) = input.problem(|it| it == request);
        let without = self::run(input, &problem, &bytes, &mut |done| done < rounds);
        let Some(without) = without else { return Outcome::NotFound };
        prices.push(Price { without: without.cost, bound: bound::bound(&problem) });
    }
    Outcome::Solved(Box::new(solution(input, &problem, seed, &run, prices)))
}

struct Run {
    division: Vec<usize>,
    cost: i64,
    rounds: u32,
    end: End,
}

fn run(
    input: &Input,
    problem: &Problem,
    seed: &[u8; 32],
    go_on: &mut dyn FnMut(u32) -> bool,
) -> Option<Run> {
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
        if search.rounds() >= plan.rounds {
            break End::Rounds;
        }
        if !go_on(search.rounds()) {
            break End::Stopped;
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

fn named(
    problem: &Problem,
    sources: &Sources,
    conflict: &crate::conflict::Conflict,
) -> Contradiction {
    let mut requests: Vec<usize> =
        conflict.together.iter().map(|it| sources.together[*it]).collect();
    let mut namesakes = Vec::new();
    for at in &conflict.apart {
        match sources.apart[*at] {
            Some(request) => requests.push(request),
            None => namesakes.push(problem.terms().apart[*at]),
        }
    }
    requests.sort_unstable();
    requests.dedup();
    Contradiction { requests, namesakes, minimal: conflict.minimal }
}
