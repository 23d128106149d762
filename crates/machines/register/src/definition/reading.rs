//! A catalog file into a register, with everything that is wrong with it.

use std::ops::Range;

use catalog::{At, Definition, Fault, Source};
use form::{Class, Field, Kind};
use platform::access::PlaceKind;

use super::{
    Figure, Register, Relation, Term, Unique,
    raw::{RawFigure, RawRegister, RawSubject, RawTerm},
};

impl Definition for Register {
    const MACHINE: &'static str = "register";

    fn read(source: &Source) -> Result<Self, Vec<Fault>> {
        let raw: RawRegister = catalog::read(source).map_err(|it| vec![it])?;
        let (fields, _) = form::fields(source, &raw.field)?;
        let mut reading = Reading { source, faults: Vec::new() };
        let register = reading.register(&raw, fields);
        reading.faults.sort();
        if reading.faults.is_empty() { Ok(register) } else { Err(reading.faults) }
    }
}

struct Reading<'a> {
    source: &'a Source,
    faults: Vec<Fault>,
}

impl Reading<'_> {
    fn tell(&mut self, span: &Range<usize>, cause: impl Into<String>, advice: &str) {
        self.faults.push(self.source.fault(span, cause, advice));
    }

    fn register(&mut self, raw: &RawRegister, fields: Vec<Field>) -> Register {
        self.faults.extend(catalog::icon_fault(self.source, &raw.icon));
        let title = self.title(&raw.title, &fields);
        let unique = raw.unique.iter().filter_map(|it| self.unique(it, &fields)).collect();
        let calendar = raw.calendar.as_ref().and_then(|it| self.calendar(it, &fields));
        let keeps = form::roles(self.source, raw.keeps.get_ref(), &mut self.faults);
        if raw.keeps.get_ref().is_empty() {
            self.tell(&raw.keeps.span(), "没有写谁管这本台账", "请写 keeps = [\"角色\"]");
        }
        let mut sees = form::roles(self.source, &raw.sees, &mut self.faults);
        sees.extend(&keeps);
        sees.sort_unstable();
        sees.dedup();
        let figures = raw.figure.iter().map(|it| self.figure(it, &fields)).collect();
        let term = raw.term.as_ref().map(|it| self.term(it));
        let relations = raw.relation.iter().enumerate().map(|(at, it)| {
            if raw.relation[..at].iter().any(|other| other.key.get_ref() == it.key.get_ref()) {
                let cause = format!("关联 {} 定义了两次", it.key.get_ref());
                self.tell(&it.key.span(), cause, "请去掉一个或改名");
            }
            Relation {
                key: it.key.get_ref().clone(),
                label: it.label.clone(),
                back: it.back.clone(),
                to: it.to.get_ref().clone(),
            }
        });
        let relations = relations.collect();
        Register {
            system: raw.system.clone(),
            label: raw.label.clone(),
            about: raw.about.clone(),
            group: raw.group.clone(),
            icon: raw.icon.get_ref().clone(),
            one: raw.one.clone(),
            subject: match raw.subject {
                RawSubject::County => PlaceKind::County,
                RawSubject::Town => PlaceKind::Town,
                RawSubject::School => PlaceKind::School,
                RawSubject::Class => PlaceKind::Class,
            },
            keeps,
            sees,
            title,
            unique,
            public: raw.public,
            calendar,
            term,
            relations,
            figures,
            fields,
        }
    }

    /// The place of the field called `word`; none, and a fault, where there is no such.
    fn field(&mut self, word: &At<String>, fields: &[Field]) -> Option<usize> {
        let found = fields.iter().position(|it| it.key == *word.get_ref());
        if found.is_none() {
            let known: Vec<&str> = fields.iter().map(|it| it.key.as_str()).collect();
            self.faults.push(self.source.unknown(&word.span(), "字段", word.get_ref(), &known));
        }
        found
    }

    fn title(&mut self, word: &At<String>, fields: &[Field]) -> usize {
        let Some(at) = self.field(word, fields) else { return 0 };
        let it = &fields[at];
        let open = it.required && it.visible.is_none() && it.seen_by.is_empty();
        if !open || it.class == Class::Personal {
            let advice = "title 要用必填、看得到名录的人都能看的字段";
            self.tell(&word.span(), "名录的标题不是人人可见的必填字段", advice);
        }
        at
    }

    fn unique(&mut self, word: &At<String>, fields: &[Field]) -> Option<Unique> {
        if word.get_ref() == "place" {
            return Some(Unique::Place);
        }
        let at = self.field(word, fields)?;
        if !fields[at].required {
            let advice = "区分记录的字段要必填：请写 required = true";
            self.tell(&word.span(), format!("{} 可以不填，却用来区分记录", word.get_ref()), advice);
        }
        Some(Unique::Field(at))
    }

    fn calendar(&mut self, word: &At<String>, fields: &[Field]) -> Option<usize> {
        let at = self.field(word, fields)?;
        if !matches!(fields[at].kind, Kind::Date) || !fields[at].listed {
            let advice = "calendar 要用 type = \"date\"、listed = true 的字段";
            self.tell(&word.span(), format!("{} 不能排进日历", word.get_ref()), advice);
        }
        Some(at)
    }

    fn figure(&mut self, raw: &RawFigure, fields: &[Field]) -> Figure {
        /// So many conditions a figure may have: each is a join.
        const ONLY_MAX: usize = 3;
        let sum = raw.sum.as_ref().and_then(|it| {
            let at = self.field(it, fields)?;
            let adds = matches!(fields[at].kind, Kind::Integer(..) | Kind::Money);
            if !adds || !fields[at].listed {
                let advice = "sum 要用 type = \"integer\" 或 \"money\"、listed = true 的字段";
                self.tell(&it.span(), format!("{} 不能相加", it.get_ref()), advice);
            }
            Some(at)
        });
        if raw.only.len() > ONLY_MAX {
            self.tell(&raw.label.span(), "条件太多", "where 最多写三个字段");
        }
        if raw.of_all && raw.sum.is_some() {
            self.tell(&raw.label.span(), "相加的数不能再算占比", "sum 和 of_all 请去掉一个");
        }
        if raw.target.is_some() && !raw.of_all {
            self.tell(&raw.label.span(), "目标值只用在占比上", "请加 of_all = true，或去掉 target");
        }
        let only = raw.only.iter().filter_map(|(key, words)| self.only((key, words), fields));
        Figure {
            only: only.collect(),
            label: raw.label.get_ref().clone(),
            unit: raw.unit.clone(),
            sum,
            of_all: raw.of_all,
            target: raw.target,
            source: raw.source.clone(),
        }
    }

    /// One condition of a figure: a choice field that is listed, and some of its options.
    fn only(
        &mut self,
        (key, words): (&str, &At<Vec<String>>),
        fields: &[Field],
    ) -> Option<(usize, Vec<String>)> {
        let Some(at) = fields.iter().position(|it| it.key == key) else {
            let known: Vec<&str> = fields.iter().map(|it| it.key.as_str()).collect();
            self.faults.push(self.source.unknown(&words.span(), "字段", key, &known));
            return None;
        };
        let (Kind::Choice(options), true) = (&fields[at].kind, fields[at].listed) else {
            let advice = "where 要用 type = \"choice\"、listed = true 的字段";
            self.tell(&words.span(), format!("{key} 不能作条件"), advice);
            return None;
        };
        let known: Vec<&str> = options.iter().map(|it| it.0.as_str()).collect();
        for it in words.get_ref().iter().filter(|it| !known.contains(&it.as_str())) {
            self.faults.push(self.source.unknown(&words.span(), "选项", it, &known));
        }
        Some((at, words.get_ref().clone()))
    }

    fn term(&mut self, raw: &RawTerm) -> Term {
        let before = self.faults.len();
        let rules = catalog::terms((self.source, &mut self.faults), ("有效期", &raw.rule));
        let remind = raw.remind_days.get_ref();
        if !remind.is_sorted_by(|a, b| a > b) || remind.contains(&0) {
            let advice = "写到期前的天数，从多到少，例如 remind_days = [90, 30]";
            self.tell(&raw.remind_days.span(), "提醒的天数没有从多到少排", advice);
        }
        if rules.is_empty() && self.faults.len() == before {
            let advice = "请写 rule = [{ months = 36, source = \"…\" }]";
            self.tell(&raw.remind_days.span(), "有效期没有写多长", advice);
        }
        Term { rules, remind_days: remind.clone() }
    }
}
