//! A catalog file into a kind of return or questionnaire, with everything that is wrong with it.

use std::ops::Range;

use catalog::{At, Dated, Definition, Fault, Source};
use form::expr::{Expr, Names, Slip, Type};
use jiff::civil::{Date, Time, time};
use vocab::{Role, Stage};

use super::{
    Audience, Check, Closes, Due, Every, Figure, Filing, How, Known, Of, Opens, RETURNS, Whom,
    Window,
    raw::{
        RawAnswers, RawCheck, RawEvery, RawFigure, RawFiles, RawFiling, RawKnown, RawLevel, RawOf,
        RawOpens, RawWindow,
    },
    whole,
};

/// What a check calls the answers of the return before by: `previous.absent`.
const PREVIOUS: &str = "previous.";
/// The same as an expression names it.
pub(crate) const PREVIOUS_NAME: &str = "previous_";

impl Definition for Filing {
    const MACHINE: &'static str = "filing";

    fn read(source: &Source) -> Result<Self, Vec<Fault>> {
        let raw: RawFiling = catalog::read(source).map_err(|it| vec![it])?;
        let (fields, mut names) = form::fields(source, &raw.field)?;
        for field in &fields {
            let options = field.kind.options();
            let options = options.map(|all| all.iter().map(|it| it.0.clone()).collect());
            names.add(&format!("{PREVIOUS_NAME}{}", field.key), field.kind.of(), options);
        }
        names.add("today", Type::Date, None);
        let mut reading = Reading { source, names: &names, faults: Vec::new() };
        let filing = reading.filing(&raw, fields);
        reading.faults.sort();
        if !reading.faults.is_empty() {
            return Err(reading.faults);
        }
        let Some(filing) = filing else { return Err(Vec::new()) };
        whole::check(source, &filing, &Spans::of(&raw))?;
        Ok(filing)
    }
}

/// Where things stand in a file, for what can only be said of the whole.
pub(super) struct Spans {
    pub(super) icon: Range<usize>,
    pub(super) sees: Range<usize>,
    pub(super) office: Range<usize>,
    pub(super) every: Range<usize>,
    pub(super) by: Range<usize>,
    pub(super) nothing: Range<usize>,
    pub(super) figures: Vec<Range<usize>>,
}

impl Spans {
    fn of(raw: &RawFiling) -> Self {
        let files = raw.files.as_ref().map(|it| it.by.span());
        let answers = raw.answers.as_ref().map(|it| it.by.span());
        Self {
            icon: raw.icon.span(),
            sees: raw.sees.span(),
            office: raw.office.span(),
            every: raw.period.every.span(),
            by: files.or(answers).unwrap_or_default(),
            nothing: raw.nothing.as_ref().map(|it| it.label.span()).unwrap_or_default(),
            figures: raw.figure.iter().map(|it| it.label.span()).collect(),
        }
    }
}

struct Reading<'a> {
    source: &'a Source,
    names: &'a Names,
    faults: Vec<Fault>,
}

impl Reading<'_> {
    fn filing(&mut self, raw: &RawFiling, fields: Vec<form::Field>) -> Option<Filing> {
        const ICONS: &str = include_str!("../../../../../web-assets/icons.txt");
        let known: Vec<&str> = ICONS.lines().filter(|it| !it.starts_with('#')).collect();
        if !known.contains(&raw.icon.get_ref().as_str()) {
            let fault = self.source.unknown(&raw.icon.span(), "图标", raw.icon.get_ref(), &known);
            self.faults.push(fault);
        }
        let keys: Vec<&str> = fields.iter().map(|it| it.key.as_str()).collect();
        let nothing = raw.nothing.as_ref().map(|it| {
            let one = |(key, value): &(At<String>, String)| (self.field(key, &keys), value.clone());
            (it.label.get_ref().clone(), it.answers.iter().map(one).collect())
        });
        let prefill =
            raw.prefill.iter().map(|it| (self.field(&it.field, &keys), known_by(it.from)));
        let prefill = prefill.collect();
        let figures = raw.figure.iter().filter_map(|it| self.figure(it, &keys)).collect();
        let since = raw.period.since.as_ref().and_then(|it| self.day(it.get_ref(), &it.span()));
        let from = self.whom(raw);
        Some(Filing {
            system: raw.system.clone(),
            label: raw.label.clone(),
            about: raw.about.clone(),
            group: raw.group.clone(),
            icon: raw.icon.get_ref().clone(),
            sees: form::roles(self.source, raw.sees.get_ref(), &mut self.faults),
            office: form::roles(self.source, raw.office.get_ref(), &mut self.faults),
            escalate: form::roles(self.source, &raw.escalate, &mut self.faults),
            remind_minutes: raw.remind_minutes,
            every: match raw.period.every.get_ref() {
                RawEvery::Day => Every::Day,
                RawEvery::Week => Every::Week,
                RawEvery::Month => Every::Month,
                RawEvery::Quarter => Every::Quarter,
                RawEvery::Term => Every::Term,
                RawEvery::Year => Every::Year,
                RawEvery::AdHoc => Every::AdHoc,
            },
            school_days: raw.period.school_days,
            since,
            windows: self.windows(&raw.window),
            checks: raw.check.iter().filter_map(|it| self.check(it)).collect(),
            from: from?,
            nothing,
            prefill,
            fields,
            figures,
        })
    }

    fn tell(&mut self, span: &Range<usize>, cause: impl Into<String>, advice: &str) {
        self.faults.push(self.source.fault(span, cause, advice));
    }

    /// The place of a field among those there are; the first, and a fault, where it is none of them.
    fn field(&mut self, word: &At<String>, known: &[&str]) -> usize {
        let found = known.iter().position(|it| it == word.get_ref());
        found.unwrap_or_else(|| {
            self.faults.push(self.source.unknown(&word.span(), "字段", word.get_ref(), known));
            0
        })
    }

    /// From whom: exactly one of the two ways.
    fn whom(&mut self, raw: &RawFiling) -> Option<Whom> {
        match (&raw.files, &raw.answers) {
            (Some(files), None) => Some(Whom::Each(self.due(files))),
            (None, Some(answers)) => Some(Whom::Audience(self.audience(answers))),
            _ => {
                let advice = "报表写 [files]（谁要报），问卷写 [answers]（谁可以答），只写一个";
                self.tell(&raw.icon.span(), "没有写清由谁填报", advice);
                None
            }
        }
    }

    fn due(&mut self, raw: &RawFiles) -> Due {
        Due {
            of: match raw.of.get_ref() {
                RawOf::Town => Of::Town,
                RawOf::School => Of::School,
                RawOf::Class => Of::Class,
                RawOf::Person => Of::Person,
            },
            stages: self.stages(&raw.stages),
            by: form::roles(self.source, raw.by.get_ref(), &mut self.faults),
            entered_by: form::roles(self.source, &raw.entered_by, &mut self.faults),
        }
    }

    fn audience(&mut self, raw: &RawAnswers) -> Audience {
        let by = form::roles(self.source, raw.by.get_ref(), &mut self.faults);
        Audience { by, stages: self.stages(&raw.stages), anonymous: raw.anonymous }
    }

    fn stages(&mut self, named: &[At<String>]) -> Vec<Stage> {
        let known = Stage::ALL.map(Stage::code);
        let mut stages = Vec::with_capacity(named.len());
        for it in named {
            if let Some(stage) = Stage::ALL.into_iter().find(|at| at.code() == it.get_ref()) {
                stages.push(stage);
            } else {
                let fault = self.source.unknown(&it.span(), "学段", it.get_ref(), &known);
                self.faults.push(fault);
            }
        }
        stages
    }

    fn check(&mut self, raw: &RawCheck) -> Option<Check> {
        match Expr::read(&with_previous(raw.that.get_ref()), self.names, Type::Bool) {
            Ok(that) => Some(Check {
                that,
                words: raw.words.clone(),
                is_warning: matches!(raw.level, RawLevel::Warning),
            }),
            Err(Slip { cause, advice }) => {
                let written = |it: &str| it.replace(PREVIOUS_NAME, PREVIOUS);
                self.tell(&raw.that.span(), written(&cause), &written(&advice));
                None
            }
        }
    }

    fn figure(&mut self, raw: &RawFigure, keys: &[&str]) -> Option<Figure> {
        let how = match (&raw.sum, &raw.rate, &raw.share) {
            (Some(sum), None, None) => How::Sum(self.field(sum, keys)),
            (None, Some((part, whole)), None) => {
                let of_all = whole.get_ref() == RETURNS;
                let whole = (!of_all).then(|| self.field(whole, keys));
                How::Rate(self.field(part, keys), whole)
            }
            (None, None, Some(share)) => {
                let of = raw.of.iter().map(|it| it.get_ref().clone()).collect();
                How::Share(self.field(share, keys), of)
            }
            _ => {
                let advice = "写 sum = \"字段\"，或 rate = [\"分子\", \"分母\"]（分母可以是 returns），或 share = \"选择题\" 和 of = [\"选项\"]";
                self.tell(&raw.label.span(), "汇总怎么算没有写清", advice);
                return None;
            }
        };
        let unit = raw.unit.clone().unwrap_or_default();
        Some(Figure { label: raw.label.get_ref().clone(), unit, how })
    }

    fn windows(&mut self, raw: &[At<RawWindow>]) -> Vec<Dated<Window>> {
        catalog::rules((self.source, &mut self.faults), ("起止时间", raw), window)
    }

    fn day(&mut self, text: &str, span: &Range<usize>) -> Option<Date> {
        let day = text.parse().ok();
        if day.is_none() {
            self.tell(span, "since 不是日期", "请写成 since = \"2022-05-01\"");
        }
        day
    }
}

fn window(it: &RawWindow) -> Result<Window, catalog::Slip> {
    let closes = match (it.days, it.working_days) {
        (None, None) => Closes::Days(0),
        (Some(days), None) => Closes::Days(days),
        (None, Some(days)) => Closes::WorkingDays(days),
        (Some(_), Some(_)) => {
            return Err(("截止写了两遍".into(), "days 和 working_days 只写一个".into()));
        }
    };
    let opens = match it.opens {
        None | Some(RawOpens::First) => Opens::First,
        Some(RawOpens::Last) => Opens::Last,
        Some(RawOpens::After) => Opens::After,
    };
    Ok(Window {
        opens,
        opens_at: hour(it.opens_at.as_deref(), Time::midnight())?,
        closes,
        closes_at: hour(it.closes_at.as_deref(), time(23, 59, 59, 0))?,
    })
}

fn hour(text: Option<&str>, usual: Time) -> Result<Time, catalog::Slip> {
    let wrong = |_| ("时间没有写对".into(), "请写成 closes_at = \"09:30\"".into());
    text.map_or(Ok(usual), |it| it.parse().map_err(wrong))
}

fn known_by(raw: RawKnown) -> Known {
    match raw {
        RawKnown::Previous => Known::Previous,
        RawKnown::Pupils => Known::Pupils,
        RawKnown::Staff => Known::Staff,
        RawKnown::Classes => Known::Classes,
    }
}

/// `previous.absent` as one name; what stands between quotes is left alone.
fn with_previous(text: &str) -> String {
    let mut quote = None;
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        match quote {
            None if rest.starts_with(PREVIOUS) => {
                out.push_str(PREVIOUS_NAME);
                rest = &rest[PREVIOUS.len()..];
                continue;
            }
            None if matches!(next, '\'' | '"') => quote = Some(next),
            Some(open) if next == open => quote = None,
            _ => {}
        }
        out.push(next);
        rest = &rest[next.len_utf8()..];
    }
    out
}

/// The roles at a school or above it, by which somebody can be found for a return of a place.
pub(super) fn is_found(role: Role) -> bool {
    !matches!(role, Role::Guardian)
}
