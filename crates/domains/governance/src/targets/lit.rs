//! Tasks with their values and lights, for every page that shows some: one statement for each kind of
//! row, whatever the number of tasks.

use std::collections::{BTreeMap, BTreeSet};

use db::{Error, Tx};
use indicator::{
    asking::{self, AsKnown, Held},
    definition::Indicator,
};
use jiff::civil::Date;
use platform::measures::Measures;
use vocab::{Holidays, PlaceId, Role};

use super::{
    model::{Feed, State, Step, Target, Task, TaskId},
    rules::{self, Actual, Light, LightRule, Lit, Time},
    store,
};
use crate::{
    number::Number,
    reported::{FigureId, asking as reported},
};

/// A target with its value and its light.
#[derive(Debug, Clone)]
pub(super) struct LitTarget {
    pub(super) target: Target,
    pub(super) actual: Actual,
    /// What stands beside the value: that it counts itself, or who reported it.
    pub(super) mark: String,
    /// Where the value opens to: a path inside the cell.
    pub(super) path: Option<String>,
    pub(super) lit: Lit,
}

/// A task with all that is judged of it.
#[derive(Debug, Clone)]
pub(super) struct LitTask {
    pub(super) task: Task,
    pub(super) joint: Vec<Role>,
    pub(super) steps: Vec<(Step, Lit)>,
    pub(super) targets: Vec<LitTarget>,
    pub(super) lit: Lit,
}

/// The day that is asked about, and the cell's own.
#[derive(Debug, Clone, Copy)]
pub(super) struct Days {
    pub(super) asked: Date,
    pub(super) today: Date,
}

impl Days {
    /// Today.
    pub(super) fn now(today: Date) -> Self {
        Self { asked: today, today }
    }
}

/// The values that targets are fed with.
struct Values {
    indicators: BTreeMap<(String, PlaceId), Held>,
    figures: BTreeMap<FigureId, reported::Told>,
    county: Option<PlaceId>,
}

/// Working days up to `due`; none where it is past or no notice says.
fn left(holidays: &Holidays, today: Date, due: Date) -> Option<i64> {
    let between = (due >= today).then(|| holidays.between(today, due).ok()).flatten();
    between.map(|it| i64::from(it.0))
}

/// The tasks with their lights on a day.
pub(super) async fn lit(
    tx: &mut Tx,
    tasks: Vec<Task>,
    days: Days,
    measures: &Measures,
) -> Result<Vec<LitTask>, Error> {
    let ids: Vec<TaskId> = tasks.iter().map(|it| it.id).collect();
    let mut joints = store::joints(tx, &ids).await?;
    let mut steps = store::steps(tx, &ids).await?;
    let mut targets = store::targets_of(tx, &ids).await?;
    let all = store::light_rules(tx).await?;
    let Some(rule) = rules::in_force(&all, days.asked).cloned() else {
        return Err(Error::Corrupt { column: "light_rule".to_owned() });
    };
    let fed: Vec<&Target> = targets.values().flatten().collect();
    let values = values(tx, &fed, days).await?;
    let holidays = Holidays::published();
    let judge = Judge { values, rule, holidays, today: days.asked, measures };
    Ok(tasks
        .into_iter()
        .map(|task| {
            let id = task.id;
            judge.task(
                task,
                joints.remove(&id).unwrap_or_default(),
                steps.remove(&id).unwrap_or_default(),
                targets.remove(&id).unwrap_or_default(),
            )
        })
        .collect())
}

async fn values(tx: &mut Tx, targets: &[&Target], days: Days) -> Result<Values, Error> {
    let mut counted: BTreeMap<&str, BTreeSet<PlaceId>> = BTreeMap::new();
    let mut figures = BTreeSet::new();
    for it in targets {
        match &it.feed {
            Feed::Indicator(name) => {
                counted.entry(name).or_default().insert(it.place);
            }
            Feed::Reported(figure) => {
                figures.insert(*figure);
            }
            Feed::None => {}
        }
    }
    let figures: Vec<FigureId> = figures.into_iter().collect();
    let figures = reported::figures(tx, &figures, days.asked).await?;
    let county = platform::access::root(tx).await?;
    let mut indicators = BTreeMap::new();
    if days.asked >= days.today {
        let places: BTreeSet<PlaceId> = counted.values().flatten().copied().collect();
        let places: Vec<PlaceId> = places.into_iter().collect();
        indicators = asking::now(tx, &places).await?;
    } else {
        // A day that is past is asked for by indicator: a page has some dozens of them at most.
        for (name, places) in counted {
            let places: Vec<PlaceId> = places.into_iter().collect();
            let rows = asking::series(tx, name, AsKnown::now(days.asked), &places).await?;
            for (place, rows) in rows {
                let last = rows.last_key_value().map(|(since, value)| (*since, *value));
                if let Some((since, value)) = last {
                    indicators.insert((name.to_owned(), place), Held { value, since });
                }
            }
        }
    }
    Ok(Values { indicators, figures, county })
}

struct Judge<'a> {
    values: Values,
    rule: LightRule,
    holidays: Holidays,
    today: Date,
    measures: &'a Measures,
}

impl Judge<'_> {
    fn time(&self, from: Date, due: Date) -> Time {
        Time { from, due, today: self.today, left: left(&self.holidays, self.today, due) }
    }

    fn task(
        &self,
        task: Task,
        joint: Vec<Role>,
        steps: Vec<Step>,
        targets: Vec<Target>,
    ) -> LitTask {
        let targets: Vec<LitTarget> = targets.into_iter().map(|it| self.target(it)).collect();
        let steps: Vec<(Step, Lit)> = steps
            .into_iter()
            .map(|it| {
                let left = left(&self.holidays, self.today, it.due_on);
                let lit = rules::step(&it, self.today, left, &self.rule);
                (it, lit)
            })
            .collect();
        let parts: Vec<Lit> =
            targets.iter().map(|it| &it.lit).chain(steps.iter().map(|it| &it.1)).cloned().collect();
        let lit = match (task.state, &task.ended) {
            (State::Sent, _) => {
                Lit { light: Light::Unknown, why: "已下达，还没有签收。".to_owned() }
            }
            (State::Returned, Some((on, why))) => {
                Lit { light: Light::Yellow, why: format!("{on} 退回：{why}") }
            }
            (State::Finished, Some((on, words))) => {
                Lit { light: Light::Done, why: format!("{on} 办结：{words}") }
            }
            _ => rules::task(&parts, self.time(task.from_on, task.due_on), &self.rule),
        };
        LitTask { task, joint, steps, targets, lit }
    }

    fn target(&self, target: Target) -> LitTarget {
        let (actual, mark, path) = self.actual(&target);
        let time = self.time(target.from_on, target.due_on);
        let lit = rules::target(&target.goal, target.base, &actual, time, &self.rule);
        LitTarget { target, actual, mark, path, lit }
    }

    fn actual(&self, target: &Target) -> (Actual, String, Option<String>) {
        match &target.feed {
            Feed::None => (Actual::None("还没有说明数从哪里来"), String::new(), None),
            Feed::Indicator(name) => {
                let path = format!("/indicators/{name}?place={}", target.place);
                let Some(kind) = indicator::catalog().find(name) else {
                    return (Actual::None("这个指标已经不统计了"), String::new(), None);
                };
                let held = self.values.indicators.get(&(name.clone(), target.place));
                let actual = match held {
                    Some(held) => self.counted(&kind.what, held, target.place),
                    None => Actual::None("还没有统计到"),
                };
                let mark = match held {
                    Some(it) if it.value.is_incomplete() => {
                        format!("自动统计，数据不全（{} / {} 已报）", it.value.have, it.value.due)
                    }
                    _ => "自动统计".to_owned(),
                };
                (actual, mark, Some(path))
            }
            Feed::Reported(figure) => match self.values.figures.get(figure) {
                Some(it) if it.is_good() => {
                    let actual = Actual::Some(it.number, it.told.clone());
                    (actual, it.note(), Some(it.path.clone()))
                }
                found => {
                    let why = match found {
                        Some(_) => "报的数还没有审核",
                        None => "还没有人报数",
                    };
                    (Actual::None(why), String::new(), Some(format!("/reported/{figure}")))
                }
            },
        }
    }

    /// The value of an indicator as a number; nothing where so few are counted that it would tell of
    /// somebody.
    fn counted(&self, what: &Indicator, held: &Held, place: PlaceId) -> Actual {
        let (shape, value) = (&what.shape, held.value);
        let is_few = Some(place) != self.values.county
            && indicator::is_personal(what, self.measures)
            && indicator::rules::is_few(value);
        if is_few {
            return Actual::None("不足 10 人，不显示");
        }
        if shape.is_rate && value.whole <= 0 {
            return Actual::None("没有可统计的对象（分母为 0）");
        }
        let fen = if shape.unit == "元" { 100 } else { 1 };
        let number = if shape.is_rate {
            value.part.checked_mul(shape.scale).map(|it| Number::new(it, value.whole))
        } else {
            Some(Number::new(value.part, fen))
        };
        let told = match shape.made_of(value) {
            Some(made_of) => format!("{}（{made_of}）", shape.told(value)),
            None => shape.told(value),
        };
        match number {
            Some(Ok(number)) => Actual::Some(number, told),
            _ => Actual::None("这个数太大，算不出来"),
        }
    }
}
