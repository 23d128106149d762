//! A catalog file into a kind of drawing, with everything that is wrong with it.

use std::ops::Range;

use catalog::{At, Definition, Fault, Source};
use form::{
    Bring,
    expr::{Names, Type},
};
use platform::effects::Effects;
use vocab::Stage;

use super::{
    Kind, Population, Seed, Show, Take,
    raw::{RawKind, RawOf, RawSeed, RawShow, RawTake, RawTakeKind},
};

/// What an effect may be given of each that was drawn: where it is, what it is called, the drawing.
const NAMES: [(&str, Type); 5] = [
    ("this_place", Type::Place),
    ("drawn", Type::Text),
    ("number", Type::Text),
    ("title", Type::Text),
    ("today", Type::Date),
];
/// The most that one drawing takes out of each stratum.
const SIZE_MAX: u32 = 10_000;
/// Numbers from 0 to 99 by so few hands could be tried out beforehand; the engine refuses them.
const DRAWERS_MIN: usize = 6;
/// No result stays hidden longer than a term.
const HIDDEN_DAYS_MAX: u32 = 180;

impl Definition for Kind {
    const MACHINE: &'static str = "drawing";

    fn read(source: &Source) -> Result<Self, Vec<Fault>> {
        let raw: RawKind = catalog::read(source).map_err(|it| vec![it])?;
        let mut reading = Reading { source, faults: Vec::new() };
        let kind = reading.kind(&raw);
        reading.faults.sort();
        if reading.faults.is_empty() { Ok(kind) } else { Err(reading.faults) }
    }

    fn check_effects(&self, source: &Source, known: &Effects) -> Vec<Fault> {
        self.effects.iter().flat_map(|it| it.check(source, known)).collect()
    }
}

struct Reading<'a> {
    source: &'a Source,
    faults: Vec<Fault>,
}

impl Reading<'_> {
    fn kind(&mut self, raw: &RawKind) -> Kind {
        self.words(raw);
        let population = self.population(raw);
        let take = self.take(&raw.take);
        self.whole(raw, &population, take);
        Kind {
            system: raw.system.clone(),
            label: raw.label.clone(),
            about: raw.about.clone(),
            group: raw.group.clone(),
            icon: raw.icon.get_ref().clone(),
            letters: raw.number.get_ref().clone(),
            declares: form::roles(self.source, raw.declares.get_ref(), &mut self.faults),
            witnesses: form::roles(self.source, &raw.witnesses, &mut self.faults),
            sees: form::roles(self.source, &raw.sees, &mut self.faults),
            population,
            choose_towns: raw.choose_towns,
            take,
            not_again: raw.not_again,
            seed: self.seed(raw),
            hidden_days: raw.hidden_days.as_ref().map(|it| *it.get_ref()),
            show: match raw.show.get_ref() {
                RawShow::Names => Show::Names,
                RawShow::Masked => Show::Masked,
                RawShow::Numbers => Show::Numbers,
            },
            effects: self.effects(raw),
        }
    }

    fn tell(&mut self, span: &Range<usize>, cause: impl Into<String>, advice: &str) {
        self.faults.push(self.source.fault(span, cause, advice));
    }

    /// The letters of the number, and the picture.
    fn words(&mut self, raw: &RawKind) {
        let letters = raw.number.get_ref();
        if !(2..=4).contains(&letters.len()) || !letters.bytes().all(|it| it.is_ascii_uppercase()) {
            let advice = "写 2 到 4 个大写字母，抽取编号以它开头，例如 TM";
            self.tell(&raw.number.span(), format!("编号字头写成了 {letters}"), advice);
        }
        self.faults.extend(catalog::icon_fault(self.source, &raw.icon));
    }

    fn population(&mut self, raw: &RawKind) -> Population {
        let stages: Vec<Stage> = self.stages(&raw.population.stages);
        let roles = form::roles(self.source, &raw.population.roles, &mut self.faults);
        let of = raw.population.of.get_ref();
        let staged = matches!(of, RawOf::Schools | RawOf::Classes | RawOf::Students);
        let span = raw.population.of.span();
        if !staged && !raw.population.stages.is_empty() {
            self.tell(&span, "这类名单不分学段", "请去掉 stages");
        }
        if !matches!(of, RawOf::Staff) && !raw.population.roles.is_empty() {
            self.tell(&span, "只有教职工名单按岗位筛选", "请去掉 roles，或写 of = \"staff\"");
        }
        match of {
            RawOf::Schools => Population::Schools(stages),
            RawOf::Classes => Population::Classes(stages),
            RawOf::Staff => Population::Staff(roles),
            RawOf::Students => Population::Students(stages),
            RawOf::List => Population::List,
            RawOf::Given => Population::Given,
        }
    }

    fn stages(&mut self, words: &[At<String>]) -> Vec<Stage> {
        let mut found = Vec::with_capacity(words.len());
        for it in words {
            match Stage::ALL.into_iter().find(|stage| stage.code() == it.get_ref()) {
                Some(stage) => found.push(stage),
                None => self.faults.push(self.source.unknown(
                    &it.span(),
                    "学段",
                    it.get_ref(),
                    &Stage::ALL.map(Stage::code),
                )),
            }
        }
        found
    }

    fn take(&mut self, raw: &RawTake) -> Take {
        let span = raw.kind.span();
        match raw.kind.get_ref() {
            RawTakeKind::Order => {
                if raw.size.is_some() || raw.most.is_some() || raw.by_town {
                    self.tell(&span, "全部排序时没有抽取数量", "请去掉 size、most、by_town");
                }
                Take::Order
            }
            RawTakeKind::Sample => {
                let usual = raw.size.as_ref().map_or(0, |it| *it.get_ref());
                let most = raw.most.as_ref().map_or(usual, |it| *it.get_ref());
                if !(1..=SIZE_MAX).contains(&usual) || usual > most || most > SIZE_MAX {
                    let advice = "写 size = 抽几个、most = 最多几个，1 到 10000，most 不小于 size";
                    self.tell(&span, "抽取数量没有写对", advice);
                }
                Take::Sample { usual, most, by_town: raw.by_town }
            }
        }
    }

    /// What follows for each that was drawn.
    fn effects(&mut self, raw: &RawKind) -> Vec<Bring> {
        let mut names = Names::default();
        for (name, kind) in NAMES {
            names.add(name, kind, None);
        }
        let mut all = Vec::new();
        for it in &raw.effect {
            match Bring::read(self.source, it, &names) {
                Ok(it) => all.push(it),
                Err(found) => self.faults.extend(found),
            }
        }
        all
    }

    fn seed(&mut self, raw: &RawKind) -> Seed {
        match raw.seed.get_ref() {
            RawSeed::Beacon => {
                if !raw.drawers.is_empty() {
                    let advice = "现场抽数请写 seed = \"site\"；用公开信标请去掉 drawers";
                    self.tell(&raw.seed.span(), "公开信标没有抽数人", advice);
                }
                Seed::Beacon
            }
            RawSeed::Site => {
                if raw.drawers.len() < DRAWERS_MIN {
                    let cause = format!("现场抽数的人只有 {} 位", raw.drawers.len());
                    let advice =
                        "drawers 至少写六位，每位抽 0 至 99 的一个数；再少就可能被事先试算";
                    self.tell(&raw.seed.span(), cause, advice);
                }
                Seed::Site(raw.drawers.clone())
            }
        }
    }

    /// What can only be said of all of it.
    fn whole(&mut self, raw: &RawKind, population: &Population, take: Take) {
        let names = matches!(raw.show.get_ref(), RawShow::Names);
        let masked = matches!(raw.show.get_ref(), RawShow::Masked);
        match population {
            Population::Students(_) | Population::Given if names || masked => {
                let advice = "请写 show = \"numbers\"，家长凭号码查看";
                self.tell(&raw.show.span(), "学生不能以姓名公开", advice);
            }
            Population::Staff(_) | Population::List if names => {
                let advice = "请写 show = \"masked\" 或 \"numbers\"";
                self.tell(&raw.show.span(), "个人不能以全名公开", advice);
            }
            _ => {}
        }
        if raw.declares.get_ref().is_empty() {
            self.tell(&raw.declares.span(), "没有写由谁抽取", "请写 declares = [\"角色\"]");
        }
        if let Some(days) = &raw.hidden_days {
            let given = matches!(population, Population::Given);
            if given || !(1..=HIDDEN_DAYS_MAX).contains(days.get_ref()) {
                let advice = "写 1 到 180 天；由报名等业务抽取的不能保密";
                self.tell(&days.span(), "保密期没有写对", advice);
            }
        }
        let by_town = matches!(take, Take::Sample { by_town: true, .. });
        if (by_town || raw.choose_towns) && !matches!(population, Population::Schools(_)) {
            let advice = "请写 of = \"schools\"，或去掉 by_town、choose_towns";
            self.tell(&raw.population.of.span(), "只有学校能按镇（街道）抽", advice);
        }
        let placed = matches!(population, Population::Schools(_) | Population::Classes(_));
        if !raw.effect.is_empty() && !placed {
            let advice = "请写 of = \"schools\" 或 \"classes\"，或去掉 [[effect]]";
            self.tell(&raw.population.of.span(), "只有学校和班级抽到后能联动", advice);
        }
        if raw.not_again > 0 && matches!(population, Population::List | Population::Given) {
            let advice = "请去掉 not_again";
            self.tell(&raw.population.of.span(), "认不出名单里谁以前抽到过", advice);
        }
    }
}
