//! A school year of the county: what every school has, who has not told, and the judgement, where it
//! can be made.

use std::collections::{BTreeMap, HashMap};

use db::Tx;
use directory::{
    model::School,
    schools,
    scope::{Reach, Scope},
};
use equity::{
    BranchJudged, Defect, Gift, INDICATORS, Input, Judgement, Mended, Question, Raw, Stage,
    StageJudged, Standing,
};
use jiff::civil::Date;
use platform::measures::{Asked, Measures};
use vocab::{PlaceId, SchoolId, SchoolYear, Stage as Taught};

use super::{
    actions::Error,
    model::{Limit, Told},
    rules, store,
};
use crate::reported::ValueState;

/// So many steps at most are added for one indicator.
const BUDGET: u64 = 20_000;

/// What was judged.
#[derive(Debug)]
pub(super) struct Judged {
    pub(super) input: Input,
    pub(super) judgement: Judgement,
}

/// A school year of the county.
#[derive(Debug)]
pub(super) struct County {
    pub(super) year: SchoolYear,
    pub(super) limit: Limit,
    /// What is in force, in the order of the schools.
    pub(super) told: Vec<(School, Told)>,
    /// The schools that have nothing in force.
    pub(super) missing: Vec<School>,
    /// The judgement of those that have; what is wrong where there is none.
    pub(super) judged: Result<Judged, Vec<Defect>>,
}

/// The schools of compulsory education in a scope, town by town.
pub(super) async fn compulsory(tx: &mut Tx, scope: Scope) -> Result<Vec<School>, Error> {
    let mut all = schools::all(tx, scope).await?;
    let of_both = [Taught::Primary, Taught::Junior];
    all.retain(|it| it.form.stages().iter().any(|stage| of_both.contains(stage)));
    Ok(all)
}

/// The pupils of schools in `scope` by stage, as the directory has them on the day that stands for a
/// year: today, or the year's nearest.
pub(super) async fn pupils(
    tx: &mut Tx,
    measures: &Measures,
    (scope, year, today): (PlaceId, SchoolYear, Date),
) -> Result<HashMap<PlaceId, [i64; 3]>, db::Error> {
    let mut all: HashMap<PlaceId, [i64; 3]> = HashMap::new();
    let Some((reading, _)) = measures.find("directory.pupils") else { return Ok(all) };
    let day = today.clamp(year.first_day(), year.last_day());
    for it in (reading.count)(tx, &Asked { scope, first: day, day }).await? {
        let stage = it.words.first().and_then(|word| match word.as_str() {
            "primary" => Some(0),
            "junior" => Some(1),
            "senior" => Some(2),
            _ => None,
        });
        if let (Some(stage), "directory.pupils") = (stage, it.measure) {
            all.entry(it.place).or_default()[stage] += it.count;
        }
    }
    Ok(all)
}

/// Reads what is in force, with its amounts.
pub(super) async fn with_amounts(tx: &mut Tx, mut all: Vec<Told>) -> Result<Vec<Told>, db::Error> {
    let ids: Vec<_> = all.iter().map(|it| it.id).collect();
    let amounts = store::amounts(tx, &ids).await?;
    for it in &mut all {
        it.amounts = amounts.get(&it.id).copied().unwrap_or(it.amounts);
    }
    Ok(all)
}

/// The county in a school year.
pub(super) async fn county(tx: &mut Tx, year: SchoolYear) -> Result<County, Error> {
    let place = schools::county(tx).await?.ok_or(Error::Missing)?;
    let all = compulsory(tx, Scope { place, reach: Reach::County }).await?;
    let good = store::of_year(tx, (place, year), ValueState::Good).await?;
    let good = with_amounts(tx, good).await?;
    let mut good: BTreeMap<SchoolId, Told> = good.into_iter().map(|it| (it.school, it)).collect();
    let limit = rules::in_force(&store::rules(tx).await?, year);
    let (mut told, mut missing) = (Vec::new(), Vec::new());
    for school in all {
        match good.remove(&school.id) {
            Some(it) => told.push((school, it)),
            None => missing.push(school),
        }
    }
    let schools = told.iter().map(|(school, it)| rules::school(&school.name, it)).collect();
    let raw = Raw { standard: rules::standard(limit), schools };
    let judged = Input::new(raw).map(|input| Judged { judgement: equity::judge(&input), input });
    Ok(County { year, limit, told, missing, judged })
}

/// A stage of a school, judged.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line<'a> {
    pub(super) school: &'a School,
    pub(super) told: &'a Told,
    pub(super) stage: Stage,
    pub(super) pupils: u32,
    pub(super) judged: &'a BranchJudged,
    /// Its place in the stage.
    pub(super) at: usize,
}

impl County {
    /// Whether every school is in.
    pub(super) fn is_complete(&self) -> bool {
        self.missing.is_empty()
    }

    /// The stages, judged.
    pub(super) fn stages(&self) -> &[StageJudged] {
        self.judged.as_ref().map_or(&[], |it| &it.judgement.stages)
    }

    /// Every stage of every school, school by school.
    pub(super) fn lines(&self) -> Vec<Line<'_>> {
        let Ok(judged) = &self.judged else { return Vec::new() };
        let mut all = Vec::new();
        for stage in &judged.judgement.stages {
            let branches = judged.input.branches(stage.stage);
            for (at, (one, branch)) in stage.branches.iter().zip(branches).enumerate() {
                let (school, told) = &self.told[one.school];
                let (stage, pupils) = (stage.stage, branch.pupils);
                all.push(Line { school, told, stage, pupils, judged: one, at });
            }
        }
        all.sort_by_key(|it| (it.judged.school, it.stage));
        all
    }

    /// How much a line lacks of an indicator, in whole units: to reach it, and to reach the part
    /// that one of seven may stay at.
    pub(super) fn lacks(&self, line: &Line<'_>, indicator: usize) -> (u64, u64) {
        let Ok(judged) = &self.judged else { return (0, 0) };
        let standard = judged.input.standard();
        let branch = &judged.input.branches(line.stage)[line.at];
        let unit = &standard.indicators[indicator];
        let of = |part| rules::lacks(unit, (line.stage, branch, indicator), part);
        (of(equity::Part::new(1, 1)), of(standard.rest))
    }

    /// The least that would have to be added of each indicator where anything would, stage by stage.
    pub(super) fn mended(&self) -> Vec<Mending> {
        let Ok(judged) = &self.judged else { return Vec::new() };
        let mut all = Vec::new();
        for stage in &judged.judgement.stages {
            let failing = stage.branches.iter().filter(|it| !it.passes);
            let failing: Vec<&BranchJudged> = failing.collect();
            for indicator in 0..INDICATORS {
                let is_short = failing.iter().any(|it| it.standing[indicator] != Standing::Reached);
                if stage.spreads[indicator].within && !is_short {
                    continue;
                }
                let step = step(judged.input.standard().indicators[indicator].unit);
                let question = Question { stage: stage.stage, indicator, step, budget: BUDGET };
                let answer = equity::mend(&judged.input, &question);
                all.push(Mending { question, answer });
            }
        }
        all
    }
}

/// What would have to be added of one indicator in one stage.
#[derive(Debug, Clone)]
pub(super) struct Mending {
    pub(super) question: Question,
    pub(super) answer: Mended,
}

impl Mending {
    /// Who gets something.
    pub(super) fn gifts(&self) -> &[Gift] {
        match &self.answer {
            Mended::Least { gifts, .. } | Mended::OutOfBudget { gifts } => gifts,
            Mended::NotAsked(_) => &[],
        }
    }
}

/// How much is added at a time, in parts of the unit: one person, one room, ten square metres, ten
/// thousand yuan.
fn step(unit: &str) -> u64 {
    match unit {
        "平方米" => 1_000,
        "元" => 10_000,
        _ => 1,
    }
}

/// What one step is, as people say it: how much, and the unit.
pub(super) fn step_said(unit: &'static str) -> (u64, &'static str) {
    match unit {
        "平方米" => (10, unit),
        "元" => (1, "万元"),
        _ => (1, unit),
    }
}
