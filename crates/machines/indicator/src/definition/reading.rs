//! A catalog file into an indicator, with everything that is wrong with it.

use std::ops::Range;

use catalog::{At, Definition, Fault, Source};
use platform::measures::Measures;
use vocab::Stage;

use super::{
    Better, Check, CheckKind, Coverage, Indicator, Level, Period, Schools, Sum,
    raw::{
        RawBetter, RawCheck, RawCheckKind, RawIndicator, RawLevel, RawPeriod, RawRounding,
        RawSchools, RawSum,
    },
};
use crate::value::{Rounding, Shape};

/// The most places behind the point.
const PRECISION_MAX: u8 = 6;
/// A definition says what is counted: so many letters at least.
const ABOUT_MIN: usize = 10;
/// What is done about a wrong record: so many letters at least.
const CURE_MIN: usize = 6;
/// How often a measure may be added.
const TIMES_MAX: i64 = 1000;

impl Definition for Indicator {
    const MACHINE: &'static str = "indicator";

    fn read(source: &Source) -> Result<Self, Vec<Fault>> {
        let raw: RawIndicator = catalog::read(source).map_err(|it| vec![it])?;
        let mut reading = Reading { source, faults: Vec::new() };
        let indicator = reading.indicator(&raw);
        reading.faults.sort();
        match indicator {
            Some(it) if reading.faults.is_empty() => Ok(it),
            _ => Err(reading.faults),
        }
    }

    fn check_measures(&self, source: &Source, known: &Measures) -> Vec<Fault> {
        let mut faults: Vec<Fault> =
            self.sums().flat_map(|it| sum_faults(it, source, known)).collect();
        let silent = self.numerator.iter().find(|it| {
            known.find(&it.measure).is_some_and(|(reading, _)| reading.records.is_none())
        });
        if let (true, Some(it)) = (self.explain, silent) {
            let cause = format!("explain 要能列出记录，{} 列不出来", it.measure);
            faults.push(source.fault(&it.at, cause, "请去掉 explain = true，或换一个度量"));
        }
        let personal = self.check.as_ref().and_then(|_| {
            self.sums().find(|it| known.find(&it.measure).is_some_and(|found| found.1.personal))
        });
        if let Some(it) = personal {
            let cause = format!("{} 人数少时不显示，学校看不到自己要改多少", it.measure);
            faults.push(source.fault(&it.at, cause, "数据质量的检查请换一个度量"));
        }
        faults
    }
}

/// What is wrong with a measure that is named, held against those that there are.
fn sum_faults(it: &Sum, source: &Source, known: &Measures) -> Vec<Fault> {
    let Some((_, measure)) = known.find(&it.measure) else {
        let all: Vec<&str> = known.all().map(|it| it.key).collect();
        return vec![source.unknown(&it.at, "度量", &it.measure, &all)];
    };
    let mut faults = Vec::new();
    for (dim, words) in &it.only {
        let Some(dim) = measure.dims.iter().find(|one| one.key == dim) else {
            let all: Vec<&str> = measure.dims.iter().map(|it| it.key).collect();
            let cause = format!("{} 不能按 {dim} 分", it.measure);
            let advice = match all.as_slice() {
                [] => "请去掉 only".to_owned(),
                all => format!("可以写 {}", all.join("、")),
            };
            faults.push(source.fault(&it.at, cause, advice));
            continue;
        };
        let all: Vec<&str> = dim.words.iter().map(|it| it.0).collect();
        for word in words.iter().filter(|word| !all.contains(&word.as_str())) {
            faults.push(source.unknown(&it.at, dim.label, word, &all));
        }
    }
    faults
}

struct Reading<'a> {
    source: &'a Source,
    faults: Vec<Fault>,
}

impl Reading<'_> {
    fn tell(&mut self, span: &Range<usize>, cause: impl Into<String>, advice: &str) {
        self.faults.push(self.source.fault(span, cause, advice));
    }

    fn indicator(&mut self, raw: &RawIndicator) -> Option<Indicator> {
        self.faults.extend(catalog::icon_fault(self.source, &raw.icon));
        let office = std::slice::from_ref(&raw.office);
        let office = form::roles(self.source, office, &mut self.faults).first().copied();
        if raw.about.get_ref().chars().count() < ABOUT_MIN {
            let advice = "about 要写清楚数的是什么、除以什么、不算什么，至少 10 个字";
            self.tell(&raw.about.span(), "口径没有写清楚", advice);
        }
        if *raw.version.get_ref() == 0 {
            self.tell(&raw.version.span(), "版本从 1 开始", "口径每改一次，version 加 1");
        }
        let schools = raw.schools.as_ref().map(|it| schools(self.source, &mut self.faults, it));
        let numerator = raw.numerator.iter().map(|it| self.sum(it)).collect();
        let denominator = raw.denominator.iter().map(|it| self.sum(it)).collect();
        let coverage = raw.coverage.as_ref().map(|it| Coverage {
            label: it.label.clone(),
            have: self.sum(&it.have),
            due: self.sum(&it.due),
        });
        let shape = self.shape(raw);
        let check = raw.check.as_ref().map(|it| self.check(it, raw));
        Some(Indicator {
            system: raw.system.clone(),
            label: raw.label.clone(),
            about: raw.about.get_ref().clone(),
            group: raw.group.clone(),
            icon: raw.icon.get_ref().clone(),
            office: office?,
            shape,
            better: match raw.better {
                RawBetter::Higher => Better::Higher,
                RawBetter::Lower => Better::Lower,
                RawBetter::Neither => Better::Neither,
            },
            period: match raw.period.get_ref() {
                RawPeriod::Day => Period::Day,
                RawPeriod::Month => Period::Month,
                RawPeriod::Term => Period::Term,
                RawPeriod::SchoolYear => Period::SchoolYear,
                RawPeriod::Year => Period::Year,
            },
            level: Level::from(raw.level),
            source: raw.source.clone(),
            version: *raw.version.get_ref(),
            explain: raw.explain,
            cockpit: raw.cockpit,
            schools,
            numerator,
            denominator,
            coverage,
            check,
        })
    }

    fn shape(&mut self, raw: &RawIndicator) -> Shape {
        let is_rate = !raw.denominator.is_empty();
        let is_share = matches!(raw.unit.as_str(), "%" | "‰");
        if is_share && !is_rate {
            let advice = "请加 [[denominator]]，或把 unit 写成所数的单位，例如 人";
            self.tell(&raw.period.span(), "百分数没有分母", advice);
        }
        let precision = raw.precision.as_ref().map_or(0, |it| *it.get_ref());
        if let Some(it) = raw.precision.as_ref() {
            if precision > PRECISION_MAX {
                self.tell(&it.span(), "小数位太多", "precision 写 0 到 6");
            } else if precision > 0 && !is_rate && raw.unit != "元" {
                self.tell(
                    &it.span(),
                    "没有分母的数是整数",
                    "请去掉 precision，或加 [[denominator]]",
                );
            }
        }
        Shape {
            unit: raw.unit.clone(),
            scale: match raw.unit.as_str() {
                "%" => 100,
                "‰" => 1000,
                _ => 1,
            },
            is_rate,
            precision: u32::from(precision.min(PRECISION_MAX)),
            rounding: match raw.rounding {
                RawRounding::HalfUp => Rounding::HalfUp,
                RawRounding::Down => Rounding::Down,
            },
        }
    }

    /// A check has a side that is wrong, and somebody who can do something about it.
    fn check(&mut self, raw: &RawCheck, whole: &RawIndicator) -> Check {
        let at = raw.cure.span();
        if whole.denominator.is_empty() {
            self.tell(&at, "检查没有分母", "请加 [[denominator]]：一共查了多少");
        }
        if matches!(whole.better, RawBetter::Neither) {
            let advice = "better 写 higher（没有数到的要改）或 lower（数到的要改）";
            self.tell(&at, "分不出哪些要改", advice);
        }
        if raw.cure.get_ref().chars().count() < CURE_MIN {
            self.tell(&at, "没有写怎么改", "cure 要写清楚谁在哪里怎么改，至少 6 个字");
        }
        if raw.keepers.is_empty() {
            self.tell(&at, "没有写学校里谁改", "请写 keepers = [\"roll-manager\"] 这样的角色");
        }
        Check {
            kind: match raw.kind {
                RawCheckKind::Completeness => CheckKind::Completeness,
                RawCheckKind::Timeliness => CheckKind::Timeliness,
                RawCheckKind::Consistency => CheckKind::Consistency,
                RawCheckKind::Plausibility => CheckKind::Plausibility,
            },
            label: raw.label.clone(),
            keepers: form::roles(self.source, &raw.keepers, &mut self.faults),
            cure: raw.cure.get_ref().clone(),
        }
    }

    fn sum(&mut self, raw: &RawSum) -> Sum {
        let times = raw.times.as_ref().map_or(1, |it| *it.get_ref());
        if let Some(it) = raw.times.as_ref().filter(|it| !fits(it)) {
            self.tell(&it.span(), "times 不对", "times 写 -1000 到 1000，不写 0；不写就是 1");
        }
        for (dim, words) in &raw.only {
            if words.get_ref().is_empty() {
                self.tell(&words.span(), format!("{dim} 没有写只数哪些"), "请写一个或几个值");
            }
        }
        Sum {
            measure: raw.measure.get_ref().clone(),
            only: raw.only.iter().map(|it| (it.0.clone(), it.1.get_ref().clone())).collect(),
            times,
            at: raw.measure.span(),
        }
    }
}

/// Which schools, as a file of an indicator or an index writes them.
pub(crate) fn schools(source: &Source, faults: &mut Vec<Fault>, raw: &RawSchools) -> Schools {
    let known = Stage::ALL.map(Stage::code);
    let mut stages = Vec::new();
    for it in &raw.stages {
        if let Ok(stage) = it.get_ref().parse() {
            stages.push(stage);
        } else {
            faults.push(source.unknown(&it.span(), "学段", it.get_ref(), &known));
        }
    }
    Schools { stages, boarding: raw.boarding, public: raw.public }
}

impl From<RawLevel> for Level {
    fn from(raw: RawLevel) -> Self {
        match raw {
            RawLevel::School => Self::School,
            RawLevel::Town => Self::Town,
            RawLevel::County => Self::County,
        }
    }
}

fn fits(it: &At<i64>) -> bool {
    *it.get_ref() != 0 && it.get_ref().abs() <= TIMES_MAX
}
