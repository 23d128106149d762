//! A catalog file into an index, with everything that is wrong with it. Its indicators are looked up
//! among the files that the program runs by.

use std::{collections::BTreeSet, ops::Range};

use catalog::{At, Definition, Fault, Slip, Source};

use super::{
    Exact, Grade, Group, Index, Item, Scale,
    raw::{RawGrade, RawGroup, RawIndex, RawItem, RawScale},
};
use crate::definition::{self, Better, Indicator, Level};

/// All that an index can come to, in points.
const FULL: i64 = 100;
/// A definition says what it is about: so many letters at least.
const ABOUT_MIN: usize = 10;

impl Definition for Index {
    const MACHINE: &'static str = "index";

    fn read(source: &Source) -> Result<Self, Vec<Fault>> {
        let raw: RawIndex = catalog::read(source).map_err(|it| vec![it])?;
        let mut reading =
            Reading { source, faults: Vec::new(), named: BTreeSet::new(), files: indicators() };
        let index = reading.index(&raw);
        reading.faults.sort();
        match index {
            Some(it) if reading.faults.is_empty() => Ok(it),
            _ => Err(reading.faults),
        }
    }
}

/// The files of indicators.
fn indicators() -> Vec<Source> {
    let mut all = catalog::sources();
    all.retain(|it| it.entry().is_some_and(|it| it.machine == Indicator::MACHINE));
    all
}

struct Reading<'a> {
    source: &'a Source,
    faults: Vec<Fault>,
    /// The indicators that were named by now.
    named: BTreeSet<String>,
    files: Vec<Source>,
}

impl Reading<'_> {
    fn tell(&mut self, span: &Range<usize>, cause: impl Into<String>, advice: &str) {
        self.faults.push(self.source.fault(span, cause, advice));
    }

    fn index(&mut self, raw: &RawIndex) -> Option<Index> {
        self.faults.extend(catalog::icon_fault(self.source, &raw.icon));
        let office = std::slice::from_ref(&raw.office);
        let office = form::roles(self.source, office, &mut self.faults).first().copied();
        if raw.about.get_ref().chars().count() < ABOUT_MIN {
            let advice = "about 要写清楚评的是什么、不评什么，至少 10 个字";
            self.tell(&raw.about.span(), "说明没有写清楚", advice);
        }
        if *raw.version.get_ref() == 0 {
            self.tell(&raw.version.span(), "版本从 1 开始", "每改一次，version 加 1");
        }
        let level = Level::from(*raw.level.get_ref());
        let schools =
            raw.schools.as_ref().map(|it| definition::schools(self.source, &mut self.faults, it));
        if schools.is_some() && level != Level::School {
            let advice = "请去掉 [schools]，或写 level = \"school\"";
            self.tell(&raw.level.span(), "不评到学校，却写了评哪些学校", advice);
        }
        let groups: Vec<Group> = raw.group.iter().map(|it| self.group(it, level)).collect();
        let sum: i64 = groups.iter().map(Group::weight).sum();
        if sum != FULL {
            let first = raw.group.first().map_or(raw.version.span(), |it| it.label.span());
            let cause = format!("各项 weight 加起来是 {sum}");
            self.tell(&first, cause, "请调整 weight，使全部项目加起来正好是 100");
        }
        Some(Index {
            system: raw.system.clone(),
            label: raw.label.clone(),
            about: raw.about.get_ref().clone(),
            icon: raw.icon.get_ref().clone(),
            office: office?,
            level,
            schools,
            source: raw.source.clone(),
            version: *raw.version.get_ref(),
            least_complete: self.share(raw.least_complete.as_ref(), FULL),
            least_weight: self.share(raw.least_weight.as_ref(), FULL),
            grades: self.grades(&raw.grade),
            groups,
        })
    }

    /// A number of a hundred.
    fn share(&mut self, it: Option<&At<i64>>, otherwise: i64) -> i64 {
        let Some(it) = it else { return otherwise };
        if !(1..=FULL).contains(it.get_ref()) {
            self.tell(&it.span(), "不是 1 到 100 的数", "请写 1 到 100 的整数");
        }
        *it.get_ref()
    }

    fn grades(&mut self, raw: &[At<RawGrade>]) -> Vec<Grade> {
        let mut grades = Vec::<Grade>::new();
        for it in raw {
            let at = it.get_ref().from.span();
            let Some(from) = points(it.get_ref().from.get_ref()) else {
                self.tell(&at, "from 不是 0 到 100 的分数", "请写成 from = \"85\"，最多两位小数");
                continue;
            };
            if grades.last().is_some_and(|last| last.from <= from) {
                self.tell(&at, "等级没有从高到低排列", "分数高的等级写在前面，不能相同");
            }
            grades.push(Grade { label: it.get_ref().label.clone(), from });
        }
        if let (Some(last), Some(it)) = (grades.last(), raw.last())
            && last.from != 0
        {
            self.tell(&it.span(), "分数低的没有等级", "最后一个等级写 from = \"0\"");
        }
        grades
    }

    fn group(&mut self, raw: &RawGroup, level: Level) -> Group {
        if raw.item.is_empty() {
            self.tell(&raw.label.span(), "这一组没有项目", "请加 [[group.item]]，或去掉这一组");
        }
        let items = raw.item.iter().filter_map(|it| self.item(it, level)).collect();
        Group { label: raw.label.get_ref().clone(), items }
    }

    fn item(&mut self, raw: &RawItem, level: Level) -> Option<Item> {
        let (name, at) = (raw.indicator.get_ref(), raw.indicator.span());
        let weight = *raw.weight.get_ref();
        if !(1..=FULL).contains(&weight) {
            self.tell(&raw.weight.span(), "weight 不对", "weight 写 1 到 100 的整数");
        }
        if !self.named.insert(name.clone()) {
            self.tell(&at, format!("指标 {name} 用了两次"), "每个指标只用一次，请去掉一个");
        }
        let found = self.files.iter().find(|it| it.entry().is_some_and(|it| it.name == name));
        let Some(found) = found.cloned() else {
            let known: Vec<&str> =
                self.files.iter().filter_map(|it| Some(it.entry()?.name)).collect();
            self.faults.push(self.source.unknown(&at, "指标", name, &known));
            return None;
        };
        // What is wrong with the indicator's own file is told with that file.
        let indicator = Indicator::read(&found).ok()?;
        self.fits(&indicator, level, &at);
        let better = indicator.better;
        let told = (self.source, &mut self.faults);
        let scale = catalog::rules(told, ("评分标准", &raw.scale), |it| scale(it, better));
        if raw.scale.is_empty() {
            self.tell(
                &at,
                "没有评分标准",
                "请写 scale = [{ floor = \"60\", goal = \"100\", source = \"…\" }]",
            );
        }
        Some(Item { indicator: name.clone(), weight, scale })
    }

    /// Whether points can be given for the indicator at all.
    fn fits(&mut self, it: &Indicator, level: Level, at: &Range<usize>) {
        if !it.shape.is_rate {
            let cause = format!("{}是总数，单位大小不同，不能计分", it.label);
            self.tell(at, cause, "请换一个有分母的指标");
        } else if it.better == Better::Neither {
            self.tell(at, format!("{}不分高低，不能计分", it.label), "请换一个分高低的指标");
        }
        if it.level < level {
            let cause =
                format!("{}只统计{}，这个指数评{}", it.label, it.level.label(), level.label());
            self.tell(at, cause, "请换一个统计得更细的指标，或改 level");
        }
    }
}

/// Points as a file writes them, in hundredths.
fn points(text: &str) -> Option<i64> {
    let parts = Exact::read(text)?.parts();
    (parts % 100 == 0 && parts <= FULL * Exact::ONE).then_some(parts / 100)
}

fn scale(raw: &RawScale, better: Better) -> Result<Scale, Slip> {
    let number = |text: &str| -> Result<Exact, Slip> {
        Exact::read(text).ok_or_else(|| {
            let cause = format!("{text} 不是数");
            (cause.into(), "请写成 \"95\" 或 \"18.5\"，不写负数，最多四位小数".into())
        })
    };
    let wrong_way = || -> Slip {
        let cause = format!("评分方向与指标（{}）相反", better.label());
        (cause.into(), "越高越好的，分数随数值升高；越低越好的，分数随数值降低".into())
    };
    match (&raw.floor, &raw.goal, raw.steps.as_slice()) {
        (Some(floor), Some(goal), []) => {
            let (floor, goal) = (number(floor)?, number(goal)?);
            let right = match better {
                Better::Lower => goal < floor,
                Better::Higher | Better::Neither => goal > floor,
            };
            if right { Ok(Scale::Linear { floor, goal }) } else { Err(wrong_way()) }
        }
        (None, None, [_, ..]) => {
            let rising = better != Better::Lower;
            let mut steps = Vec::<(Exact, i64)>::new();
            for it in &raw.steps {
                let at = number(&it.at)?;
                let worth = points(&it.points).ok_or_else(|| -> Slip {
                    let cause = format!("{} 不是 0 到 100 的分数", it.points);
                    (cause.into(), "请写成 points = \"80\"，最多两位小数".into())
                })?;
                if let Some((last, most)) = steps.last() {
                    let onward = if rising { at < *last } else { at > *last };
                    if worth >= *most {
                        let advice = "最好的一档写在前面，分数逐档降低";
                        return Err(("各档分数没有从高到低".into(), advice.into()));
                    }
                    if !onward {
                        return Err(wrong_way());
                    }
                }
                steps.push((at, worth));
            }
            Ok(Scale::Steps { rising, steps })
        }
        _ => Err((
            "评分标准没有写对".into(),
            "写 floor 和 goal（中间按比例），或只写 steps（分档）".into(),
        )),
    }
}
