//! What a sheet does to a register: functions of its rows and of what they are held against.

use std::collections::{BTreeMap, HashMap};

use ::sheet::{CellFault, Finding, Severity};
use form::{Answers, Received, Sight, Words, Wrong};
use jiff::civil::Date;
use platform::act::digest;
use vocab::{PlaceId, Role};

use super::{
    naming::{fault, merged},
    sheet::{self, END, Line, PLACE, SINCE, STATE},
};
use crate::{
    definition::Register,
    model::{Record, RecordId},
    rules::{Refusal, Status, Version},
    store::import::Spot,
};

/// A record as it stands.
#[derive(Debug, Clone)]
pub(super) struct Held {
    pub(super) record: Record,
    pub(super) version: Version,
    pub(super) answers: Answers,
}

/// What the rows are held against: only what the sender keeps.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// Where a record can lie, by name as [`vocab::normalise`] writes it.
    pub(super) spots: HashMap<String, Vec<Spot>>,
    pub(super) held: BTreeMap<RecordId, Held>,
    /// The records of the register by what tells them apart, wherever they lie, with their titles.
    pub(super) keyed: HashMap<String, (RecordId, String)>,
    /// Where nothing tells them apart: by place and title.
    pub(super) titled: HashMap<(PlaceId, String), Vec<RecordId>>,
}

/// A row with what it names.
#[derive(Debug)]
pub(super) struct Named {
    pub(super) line: Line,
    pub(super) received: Received,
    pub(super) number: Option<RecordId>,
    pub(super) place: PlaceId,
    pub(super) place_name: String,
    pub(super) key: Option<String>,
    pub(super) title: String,
}

/// A record that a row adds.
#[derive(Debug)]
pub(crate) struct Fresh {
    pub(crate) row: u32,
    pub(crate) title: String,
    pub(crate) place: PlaceId,
    pub(crate) place_name: String,
    pub(crate) since: Date,
    pub(crate) answers: Answers,
    pub(crate) key: Option<String>,
}

/// A record that a row says something else of.
#[derive(Debug)]
pub(crate) struct Change {
    pub(crate) row: u32,
    pub(crate) record: Record,
    pub(crate) current: Version,
    pub(crate) before: Answers,
    pub(crate) answers: Answers,
    pub(crate) key: Option<String>,
}

/// What a row changes in a field, in words.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Diff {
    pub(crate) label: String,
    pub(crate) before: String,
    pub(crate) after: String,
}

impl Change {
    /// What is other than before, of what `role` sees.
    pub(crate) fn diffs(&self, register: &Register, role: Role, words: &Words) -> Vec<Diff> {
        let seen = register.fields.iter().filter(|it| it.is_seen_by(Sight::Role(role)));
        let diff = |field: &form::Field| {
            let said = |all: &Answers| {
                let value = all.get(&field.key).map(|it| field.words_with(it, words));
                value.unwrap_or_else(|| "（空）".to_owned())
            };
            let (before, after) = (self.before.get(&field.key), self.answers.get(&field.key));
            (before != after).then(|| Diff {
                label: field.label.clone(),
                before: said(&self.before),
                after: said(&self.answers),
            })
        };
        seen.filter_map(diff).collect()
    }
}

/// What a sheet does.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    pub(crate) news: Vec<Fresh>,
    pub(crate) changes: Vec<Change>,
    pub(crate) same: usize,
    pub(crate) findings: Vec<Finding>,
}

impl Plan {
    /// Whether nothing is to be written.
    pub(crate) fn is_idle(&self) -> bool {
        self.news.is_empty() && self.changes.is_empty()
    }

    /// How many rows cannot be used.
    pub(crate) fn wrong(&self) -> usize {
        let errors = self.findings.iter().filter(|it| it.severity == Severity::Error);
        let mut rows: Vec<u32> = errors.map(|it| it.row).collect();
        rows.sort_unstable();
        rows.dedup();
        rows.len()
    }

    /// What it does in a word, so that nothing else is done than what was looked at.
    pub(crate) fn mark(&self) -> String {
        let mut parts = Vec::new();
        for it in &self.news {
            parts.push(format!("{} {} {}", it.place, it.since, it.answers.to_document()));
        }
        for it in &self.changes {
            let (id, version) = (it.record.id, it.record.version);
            parts.push(format!("{id} {version} {}", it.answers.to_document()));
        }
        digest(&parts.iter().map(String::as_str).collect::<Vec<_>>())
    }
}

/// What the rows do.
pub(super) fn judge(
    register: &Register,
    (rows, said): (Vec<Named>, &[usize]),
    known: &Known,
    today: Date,
) -> Plan {
    let mut judging =
        Judging { register, said, known, today, plan: Plan::default(), met: HashMap::new() };
    for it in rows {
        if let Err(findings) = judging.row(it) {
            judging.plan.findings.extend(findings);
        }
    }
    judging.plan
}

struct Judging<'a> {
    register: &'a Register,
    said: &'a [usize],
    known: &'a Known,
    today: Date,
    plan: Plan,
    /// What rows above speak of, with their numbers.
    met: HashMap<String, u32>,
}

impl Judging<'_> {
    fn row(&mut self, it: Named) -> Result<(), Vec<Finding>> {
        let by_key = it.key.as_ref().and_then(|key| self.known.keyed.get(key));
        let id = match (it.number, by_key) {
            (Some(id), Some((other, title))) if *other != id => {
                return Err(vec![self.twin(&it.line, title)]);
            }
            (Some(id), _) => Some(id),
            (None, Some((id, _))) => Some(*id),
            (None, None) if it.key.is_none() => self.by_title(&it)?,
            (None, None) => None,
        };
        let told = id.map_or_else(String::new, |it| it.to_string());
        self.once(&it.line, told)?;
        if self.register.unique.is_empty() {
            let name = format!("{} {}", it.place, it.title);
            self.once(&it.line, if id.is_none() { name } else { String::new() })?;
        } else {
            self.once(&it.line, it.key.clone().unwrap_or_default())?;
        }
        let Some(id) = id else { return self.fresh(it) };
        if let Some(held) = self.known.held.get(&id) {
            return self.existing(it, held);
        }
        // It lies where the sender keeps nothing.
        Err(vec![self.twin(&it.line, by_key.map_or("", |it| it.1.as_str()))])
    }

    fn twin(&self, line: &Line, title: &str) -> Finding {
        let field = &self.register.fields[self.register.title].key;
        let what = format!("这本台账里已有相同的记录：{title}");
        fault(line, field, what, "请核对；要改的是那一条的，请从导出的表改")
    }

    /// The record with the row's title at its place.
    fn by_title(&self, it: &Named) -> Result<Option<RecordId>, Vec<Finding>> {
        let found = self.known.titled.get(&(it.place, it.title.clone()));
        match found.map_or(&[][..], Vec::as_slice) {
            [] => Ok(None),
            [id] => Ok(Some(*id)),
            all => {
                let field = &self.register.fields[self.register.title].key;
                let what = format!("那里有 {} 条记录都叫“{}”", all.len(), it.title);
                let advice = "请从导出的表改，那里有系统编号";
                Err(vec![fault(&it.line, field, what, advice)])
            }
        }
    }

    /// Nothing is spoken of twice.
    fn once(&mut self, line: &Line, what: String) -> Result<(), Vec<Finding>> {
        if what.is_empty() {
            return Ok(());
        }
        match self.met.get(&what) {
            None => {
                self.met.insert(what, line.row.number);
                Ok(())
            }
            Some(row) => {
                let field = &self.register.fields[self.register.title].key;
                let what = format!("与第 {row} 行说的是同一条");
                Err(vec![fault(line, field, what, "请只留一行")])
            }
        }
    }

    fn fresh(&mut self, it: Named) -> Result<(), Vec<Finding>> {
        let (register, line) = (self.register, &it.line);
        let since = line.since.unwrap_or(self.today);
        if since > self.today {
            let what = format!("生效日期 {since} 还没有到");
            return Err(vec![fault(line, SINCE, what, "请填今天或以前的日期")]);
        }
        let none = Answers::default();
        let read =
            form::take(&register.fields, &register.asks(), &it.received, (&none, self.today));
        let answers = read.map_err(|wrongs| self.unfit(line, &wrongs))?;
        self.warn(line, (END, "", "有效期按规定算，没有采用表里的"));
        self.warn(line, (STATE, "有效", "新登记的都是有效，没有采用表里的"));
        self.plan.news.push(Fresh {
            row: line.row.number,
            title: it.title,
            place: it.place,
            place_name: it.place_name,
            since,
            answers,
            key: it.key,
        });
        Ok(())
    }

    fn existing(&mut self, it: Named, held: &Held) -> Result<(), Vec<Finding>> {
        let (register, line, record) = (self.register, &it.line, &held.record);
        if !line.place.is_empty() && vocab::normalise(&record.place_name) != line.place {
            let what = format!("这条记录在“{}”", record.place_name);
            return Err(vec![fault(line, PLACE, what, "记录不能从表里挪到别处，请改回来")]);
        }
        if line.since.is_some_and(|it| it != record.since) {
            let what = format!("这条记录的生效日期是 {}", record.since);
            return Err(vec![fault(line, SINCE, what, "生效日期不从表里改，请改回来或清空")]);
        }
        let read = merged(register, self.said, &it.received, (&held.answers, self.today));
        let answers = read.map_err(|wrongs| self.unfit(line, &wrongs))?;
        let end = sheet::end(record.expires);
        self.warn(line, (END, &end, "有效期不从表里改，没有改动；要延长的请在记录页续期"));
        let state = sheet::state(record, self.today);
        self.warn(line, (STATE, state, "状态不从表里改，没有改动；请在记录页办理"));
        if answers == held.answers {
            self.plan.same += 1;
            return Ok(());
        }
        if record.status == Status::Withdrawn {
            let what = "这条记录已经撤销，没有改动";
            let field = &register.fields[register.title].key;
            return Err(vec![fault(line, field, what, "请先在记录页恢复，或在那里更正")]);
        }
        self.plan.changes.push(Change {
            row: line.row.number,
            record: record.clone(),
            current: held.version.clone(),
            before: held.answers.clone(),
            answers,
            key: it.key,
        });
        Ok(())
    }

    fn unfit(&self, line: &Line, wrongs: &[Wrong]) -> Vec<Finding> {
        form::sheet::findings(&line.row, &self.register.fields, self.said, wrongs)
    }

    /// Says that a column which only goes out was changed.
    fn warn(&mut self, line: &Line, (key, now, advice): (&str, &str, &str)) {
        let said = line.text(key);
        if said.is_empty() || said == vocab::normalise(now) {
            return;
        }
        let what = format!("“{said}”没有采用");
        let fault = CellFault::new(what, advice);
        self.plan.findings.push(line.row.finding(key, Severity::Warning, fault));
    }
}

/// From when on changes can hold: since the newest of what holds now began.
pub(super) fn may_change(plan: &Plan, from: Date, today: Date) -> Result<(), Refusal> {
    let begun = plan.changes.iter().map(|it| it.current.from).max();
    match begun {
        Some(begun) if from < begun || from > today => Err(Refusal::Day(begun, today)),
        _ => Ok(()),
    }
}
