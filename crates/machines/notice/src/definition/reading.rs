//! A catalog file into a kind of notice, with everything that is wrong with it.

use std::{collections::BTreeSet, ops::Range};

use catalog::{At, Dated, Definition, Fault, Source, Span, SpanRule};
use form::{
    Bring,
    expr::{Names, Type},
};
use platform::effects::Effects;

use super::{
    Column, Kind, Mask,
    raw::{InWorkingDays, RawColumn, RawKind, RawMask},
};

/// No more columns fit on a phone or on A4.
const COLUMNS_MAX: usize = 8;
/// What an objection may hand on: where the notice belongs, its number and title, what is objected to
/// and why, who objects and how to reach them.
const NAMES: [(&str, Type); 6] = [
    ("this_place", Type::Place),
    ("number", Type::Text),
    ("title", Type::Text),
    ("words", Type::Text),
    ("name", Type::Text),
    ("phone", Type::Text),
];

impl Definition for Kind {
    const MACHINE: &'static str = "notice";

    fn read(source: &Source) -> Result<Self, Vec<Fault>> {
        let raw: RawKind = catalog::read(source).map_err(|it| vec![it])?;
        let mut reading = Reading { source, faults: Vec::new() };
        let kind = reading.kind(&raw);
        reading.faults.sort();
        if reading.faults.is_empty() { Ok(kind) } else { Err(reading.faults) }
    }

    fn check_effects(&self, source: &Source, known: &Effects) -> Vec<Fault> {
        self.objections.iter().flat_map(|it| it.check(source, known)).collect()
    }
}

struct Reading<'a> {
    source: &'a Source,
    faults: Vec<Fault>,
}

impl Reading<'_> {
    fn kind(&mut self, raw: &RawKind) -> Kind {
        let letters = raw.number.get_ref();
        if !(2..=4).contains(&letters.len()) || !letters.bytes().all(|it| it.is_ascii_uppercase()) {
            let advice = "写 2 到 4 个大写字母，公示编号以它开头，例如 GS";
            self.tell(&raw.number.span(), format!("编号字头写成了 {letters}"), advice);
        }
        self.faults.extend(catalog::icon_fault(self.source, &raw.icon));
        if raw.publishes.get_ref().is_empty() {
            self.tell(&raw.publishes.span(), "没有写由谁发布", "请写 publishes = [\"角色\"]");
        }
        Kind {
            system: raw.system.clone(),
            label: raw.label.clone(),
            about: raw.about.clone(),
            group: raw.group.clone(),
            icon: raw.icon.get_ref().clone(),
            letters: letters.clone(),
            publishes: form::roles(self.source, raw.publishes.get_ref(), &mut self.faults),
            columns: self.columns(&raw.column),
            periods: self.periods(&raw.period),
            contact: raw.contact.clone(),
            objections: self.objections(raw),
        }
    }

    fn tell(&mut self, span: &Range<usize>, cause: impl Into<String>, advice: &str) {
        self.faults.push(self.source.fault(span, cause, advice));
    }

    fn columns(&mut self, raw: &At<Vec<RawColumn>>) -> Vec<Column> {
        let all = raw.get_ref();
        if all.is_empty() || all.len() > COLUMNS_MAX {
            let advice = "写 1 到 8 个 [[column]]，再多手机和 A4 都放不下";
            self.tell(&raw.span(), format!("公示表有 {} 栏", all.len()), advice);
        }
        let mut seen = BTreeSet::new();
        for it in all {
            if !seen.insert(it.label.get_ref()) {
                let cause = format!("栏目 {} 写了两次", it.label.get_ref());
                self.tell(&it.label.span(), cause, "请去掉一个或改名");
            }
        }
        let column = |it: &RawColumn| Column {
            label: it.label.get_ref().clone(),
            mask: match it.mask {
                RawMask::Open => Mask::Open,
                RawMask::Name => Mask::Name,
                RawMask::Number => Mask::Number,
                RawMask::Phone => Mask::Phone,
            },
        };
        all.iter().map(column).collect()
    }

    fn periods(&mut self, raw: &At<Vec<At<SpanRule<InWorkingDays>>>>) -> Vec<Dated<Span>> {
        if raw.get_ref().is_empty() {
            let advice = "请写 period = [{ working_days = 5, source = \"依据\" }]";
            self.tell(&raw.span(), "没有写公示多久", advice);
        }
        catalog::spans((self.source, &mut self.faults), ("公示期", raw.get_ref()))
    }

    fn objections(&mut self, raw: &RawKind) -> Vec<Bring> {
        let mut names = Names::default();
        for (name, kind) in NAMES {
            names.add(name, kind, None);
        }
        let mut all = Vec::new();
        for it in &raw.objection {
            match Bring::read(self.source, it, &names) {
                Ok(it) => all.push(it),
                Err(found) => self.faults.extend(found),
            }
        }
        all
    }
}
