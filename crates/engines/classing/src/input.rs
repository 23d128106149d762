//! A list, its requests and its plan, found in order and put into one order of their own, so that the
//! order of lines changes nothing.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use vocab::Sex;

use crate::{
    conflict::Items,
    defect::{
        CROWD_MAX, Defect, NUMBERS_MAX, ORIGINS_MAX, REQUESTS_MAX, ROUNDS_MAX, SEEDS_MIN,
        SUBJECTS_MAX, TEXT_MAX,
    },
    digest,
    plan::{Entry, Level, Plan, Pupil, Raw, Request, Wish},
    problem::{Problem, Quality, Terms, Traits, limits},
};

/// What kind of year group it is, and what may be known of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Intake {
    /// Grade 1: nothing about results.
    Grade1,
    /// Grade 7 without levels.
    Grade7,
    /// Grade 7 with levels.
    Grade7ByLevels {
        /// What allows it.
        clause: String,
        /// The subjects.
        subjects: Vec<String>,
    },
}

/// A pupil as far as a division looks at it: no name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Member {
    /// 报名号.
    pub id: String,
    /// 1 男, 2 女 (GB/T 2261.1).
    pub sex: i64,
    /// Where from; empty for nowhere in particular.
    pub origin: String,
    /// Whether the pupil has special needs.
    pub special: bool,
    /// Pupils of the same full name have the same number here; 0 for a name that is had once.
    pub namesakes: u32,
    /// A level for each subject.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub levels: Vec<Level>,
}

/// A request in the order of its own.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// What is asked.
    pub wish: Wish,
    /// For whom, in order.
    pub pupils: Vec<String>,
    /// Why.
    pub reason: String,
}

/// What a division is made from: the part that is sealed before the seed is drawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sealed {
    /// The plan.
    pub plan: Plan,
    /// The year group.
    pub intake: Intake,
    /// The pupils, by their numbers.
    pub pupils: Vec<Member>,
    /// The requests.
    pub requests: Vec<Asked>,
}

impl Sealed {
    /// The digest that is posted before the seed is drawn.
    pub fn digest(&self) -> String {
        digest::hex(&digest::sm3(&[b"xueyu classes sealed", digest::canonical(self).as_bytes()]))
    }
}

/// An input in order.
#[derive(Debug, Clone)]
pub struct Input {
    pub(crate) sealed: Sealed,
    pub(crate) origins: Vec<String>,
    /// Where each pupil and each request stood in what came in.
    lines: Vec<u32>,
    request_lines: Vec<u32>,
}

impl Input {
    /// Looks through everything; all that is wrong, not only the first.
    pub fn new(raw: Raw) -> Result<Self, Vec<Defect>> {
        let mut defects = Vec::new();
        let (intake, mut pupils) = unpack(raw.entry, &mut defects);
        check_plan(&raw.plan, pupils.len(), &mut defects);
        // Byte order of the numbers, the earlier line first where a number stands twice.
        pupils.sort_by(|(a, _), (b, _)| (&a.id, a.line).cmp(&(&b.id, b.line)));
        check_pupils(&pupils, &mut defects);
        let namesakes = namesakes(&pupils, raw.plan.classes, &mut defects);
        let known: BTreeSet<&str> = pupils.iter().map(|it| it.0.id.as_str()).collect();
        let requests = requests(raw.requests, &known, &mut defects);
        let origins: BTreeSet<String> =
            pupils.iter().map(|it| it.0.origin.clone()).filter(|it| !it.is_empty()).collect();
        if origins.len() > ORIGINS_MAX {
            defects.push(Defect::Origins(origins.len()));
        }
        if !defects.is_empty() {
            return Err(defects);
        }
        let lines = pupils.iter().map(|it| it.0.line).collect();
        let members =
            pupils.into_iter().zip(namesakes).map(|((pupil, levels), namesakes)| Member {
                id: pupil.id,
                sex: pupil.sex.code(),
                origin: pupil.origin,
                special: pupil.special,
                namesakes,
                levels,
            });
        let (requests, request_lines): (Vec<Asked>, Vec<u32>) = requests.into_iter().unzip();
        let sealed = Sealed { plan: raw.plan, intake, pupils: members.collect(), requests };
        Ok(Self { sealed, origins: origins.into_iter().collect(), lines, request_lines })
    }

    /// What is sealed.
    pub fn sealed(&self) -> &Sealed {
        &self.sealed
    }

    /// Where a pupil stood in the list, by its place in the order of numbers.
    pub fn line(&self, pupil: usize) -> u32 {
        self.lines[pupil]
    }

    /// Where a request stood in the list of requests.
    pub fn request_line(&self, request: usize) -> u32 {
        self.request_lines[request]
    }

    /// What is counted, in the order of the features: quality and kind.
    pub fn features(&self) -> Vec<(String, String)> {
        let mut features =
            vec![("性别".to_owned(), "女".to_owned()), ("特殊需要".to_owned(), "有".to_owned())];
        features.extend(self.origins.iter().map(|it| ("来源".to_owned(), it.clone())));
        if let Intake::Grade7ByLevels { subjects, .. } = &self.sealed.intake {
            for subject in subjects {
                let kinds = Level::ALL.iter().map(|it| (subject.clone(), it.label().to_owned()));
                features.extend(kinds);
            }
        }
        features
    }

    /// The problem as arithmetic, without the requests that `leaves_out` says, and which request
    /// each of its rules comes from.
    pub(crate) fn problem(&self, leaves_out: impl Fn(usize) -> bool) -> (Problem, Sources) {
        let sealed = &self.sealed;
        let place: BTreeMap<&str, usize> =
            sealed.pupils.iter().enumerate().map(|(at, it)| (it.id.as_str(), at)).collect();
        let (mut together, mut apart) = (Vec::new(), Vec::new());
        let mut sources = Sources::default();
        for (at, request) in sealed.requests.iter().enumerate().filter(|it| !leaves_out(it.0)) {
            let pupils: Vec<usize> = request.pupils.iter().map(|it| place[it.as_str()]).collect();
            match request.wish {
                Wish::Together => {
                    together.push(pupils);
                    sources.together.push(at);
                }
                Wish::Apart => {
                    for (nth, a) in pupils.iter().enumerate() {
                        for b in &pupils[nth + 1..] {
                            apart.push((*a, *b));
                            sources.apart.push(at);
                        }
                    }
                }
            }
        }
        sources.requests = sealed.requests.len();
        for (a, b) in self.namesakes() {
            sources.apart.push(sources.requests + sources.pairs.len());
            sources.pairs.push(apart.len());
            apart.push((a, b));
        }
        let terms = Terms {
            classes: sealed.plan.classes,
            qualities: self.qualities(),
            sums: Vec::new(),
            pupils: sealed.pupils.iter().map(|it| self.traits(it)).collect(),
            together,
            apart,
        };
        let problem = Problem::new(terms);
        // The limits of `defect.rs` add up to less than those of `problem.rs`: 2 + 150 origins and
        // 12 subjects of 4 levels are 200 features.
        (problem.expect("an input is within the limits"), sources)
    }

    fn namesakes(&self) -> Vec<(usize, usize)> {
        let mut groups: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for (at, it) in self.sealed.pupils.iter().enumerate().filter(|it| it.1.namesakes > 0) {
            groups.entry(it.namesakes).or_default().push(at);
        }
        let pairs = groups.values().flat_map(|group| {
            group.iter().enumerate().flat_map(|(nth, b)| group[..nth].iter().map(|a| (*a, *b)))
        });
        pairs.collect()
    }

    fn qualities(&self) -> Vec<Quality> {
        let weights = self.sealed.plan.weights;
        let kinds = |it: usize| u16::try_from(it).expect("few kinds");
        let mut qualities = vec![
            Quality { weight: weights.sex, kinds: 1 },
            Quality { weight: weights.special, kinds: 1 },
            Quality { weight: weights.origin, kinds: kinds(self.origins.len()) },
        ];
        if let Intake::Grade7ByLevels { subjects, .. } = &self.sealed.intake {
            let level = Quality { weight: weights.levels, kinds: kinds(Level::ALL.len()) };
            qualities.extend(std::iter::repeat_n(level, subjects.len()));
        }
        qualities
    }

    fn traits(&self, it: &Member) -> Traits {
        let origin = self.origins.binary_search(&it.origin).ok();
        let mut kinds = vec![
            (it.sex == Sex::Female.code()).then_some(0),
            it.special.then_some(0),
            origin.map(|it| u16::try_from(it).expect("few origins")),
        ];
        kinds.extend(it.levels.iter().map(|it| Some(*it as u16)));
        Traits { kinds, values: Vec::new() }
    }
}

/// What the rules of a problem come from: a request, or, counted behind the requests, two of the
/// same name.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sources {
    /// For each group what it comes from.
    pub(crate) together: Vec<usize>,
    /// For each pair what it comes from.
    pub(crate) apart: Vec<usize>,
    /// How many requests there are.
    pub(crate) requests: usize,
    /// For each two of the same name their place among the pairs.
    pub(crate) pairs: Vec<usize>,
}

impl Sources {
    /// The same for whoever looks for contradictions.
    pub(crate) fn items(&self) -> Items {
        Items {
            together: self.together.clone(),
            apart: self.apart.clone(),
            count: self.requests + self.pairs.len(),
        }
    }
}

fn unpack(entry: Entry, defects: &mut Vec<Defect>) -> (Intake, Vec<(Pupil, Vec<Level>)>) {
    let bare = |pupils: Vec<Pupil>| pupils.into_iter().map(|it| (it, Vec::new())).collect();
    match entry {
        Entry::Grade1(pupils) => (Intake::Grade1, bare(pupils)),
        Entry::Grade7(pupils) => (Intake::Grade7, bare(pupils)),
        Entry::Grade7ByLevels { clause, subjects, pupils } => {
            if !is_text(&clause) {
                defects.push(Defect::NoClause);
            }
            let texts = subjects.iter().all(|it| is_text(it));
            if !(1..=SUBJECTS_MAX).contains(&subjects.len()) || !texts {
                defects.push(Defect::Subjects(subjects.len()));
            }
            for (pupil, levels) in pupils.iter().filter(|it| it.1.len() != subjects.len()) {
                let (line, expected, found) = (pupil.line, subjects.len(), levels.len());
                defects.push(Defect::Levels { line, expected, found });
            }
            (Intake::Grade7ByLevels { clause, subjects }, pupils)
        }
    }
}

fn is_text(text: &str) -> bool {
    !text.trim().is_empty() && text.chars().count() <= TEXT_MAX
}

fn check_plan(plan: &Plan, pupils: usize, defects: &mut Vec<Defect>) {
    if !(1..=limits::PUPILS).contains(&pupils) {
        defects.push(Defect::Count(pupils));
    } else if !(1..=limits::CLASSES.min(pupils)).contains(&plan.classes) {
        defects.push(Defect::Classes { pupils, classes: plan.classes });
    }
    if !is_text(&plan.title) {
        defects.push(Defect::Text { line: 0, what: "标题" });
    }
    if !(1..=ROUNDS_MAX).contains(&plan.rounds) {
        defects.push(Defect::Rounds(plan.rounds));
    }
    if plan.drawn.outcomes() < SEEDS_MIN || plan.drawn.numbers > NUMBERS_MAX {
        defects.push(Defect::FewSeeds { outcomes: plan.drawn.outcomes() });
    }
    let weights = plan.weights;
    let weights = [weights.sex, weights.special, weights.origin, weights.levels];
    defects.extend(weights.into_iter().filter(|it| *it > limits::WEIGHT).map(Defect::Weight));
}

fn check_pupils(pupils: &[(Pupil, Vec<Level>)], defects: &mut Vec<Defect>) {
    for (pupil, _) in pupils {
        let texts = [(pupil.id.as_str(), "报名号"), (&pupil.name, "姓名")];
        for (_, what) in texts.into_iter().filter(|it| !is_text(it.0)) {
            defects.push(Defect::Text { line: pupil.line, what });
        }
        if pupil.origin.chars().count() > TEXT_MAX {
            defects.push(Defect::Text { line: pupil.line, what: "来源" });
        }
    }
    // As people read numbers: without regard to width, case, or what is not seen.
    let mut read: Vec<(String, &Pupil)> = pupils
        .iter()
        .filter(|it| is_text(&it.0.id))
        .map(|it| (vocab::normalise(&it.0.id).to_uppercase(), &it.0))
        .collect();
    read.sort_by(|(a, one), (b, other)| (a, one.line).cmp(&(b, other.line)));
    for pair in read.windows(2).filter(|it| it[0].0 == it[1].0) {
        let (before, it) = (pair[0].1, pair[1].1);
        let (first, line, id) = (before.line, it.line, it.id.clone());
        defects.push(if it.id == before.id {
            Defect::Twice { line, first, id }
        } else {
            Defect::Alike { line, first, id, other: before.id.clone() }
        });
    }
}

/// For each pupil the number of its group of namesakes, counted in the order of pupils; 0 for none.
fn namesakes(
    pupils: &[(Pupil, Vec<Level>)],
    classes: usize,
    defects: &mut Vec<Defect>,
) -> Vec<u32> {
    let mut groups: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, (pupil, _)) in pupils.iter().enumerate().filter(|it| is_text(&it.1.0.name)) {
        groups.entry(vocab::normalise_name(&pupil.name)).or_default().push(at);
    }
    let mut alike: Vec<(String, Vec<usize>)> =
        groups.into_iter().filter(|it| it.1.len() > 1).collect();
    alike.sort_by_key(|it| it.1[0]);
    let mut numbers = vec![0; pupils.len()];
    for ((name, members), number) in alike.into_iter().zip(1..) {
        if classes > 0 && members.len() > classes {
            let mut lines: Vec<u32> = members.iter().map(|it| pupils[*it].0.line).collect();
            lines.sort_unstable();
            defects.push(Defect::Namesakes { name, lines, classes });
        }
        for it in members {
            numbers[it] = number;
        }
    }
    numbers
}

fn requests(
    requests: Vec<Request>,
    known: &BTreeSet<&str>,
    defects: &mut Vec<Defect>,
) -> Vec<(Asked, u32)> {
    if requests.len() > REQUESTS_MAX {
        defects.push(Defect::Requests(requests.len()));
    }
    let mut asked = Vec::with_capacity(requests.len());
    for Request { wish, mut pupils, reason, line } in requests {
        pupils.sort();
        pupils.dedup();
        if !(2..=CROWD_MAX).contains(&pupils.len()) {
            defects.push(Defect::Alone { line });
        }
        for id in pupils.iter().filter(|it| !known.contains(it.as_str())) {
            defects.push(Defect::Unknown { line, id: id.clone() });
        }
        if !is_text(&reason) {
            defects.push(Defect::Text { line, what: "申请事由" });
        }
        asked.push((Asked { wish, pupils, reason }, line));
    }
    asked.sort();
    asked.dedup_by(|a, b| a.0 == b.0);
    asked
}
