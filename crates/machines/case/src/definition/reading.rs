//! A catalog file into a kind of case, with everything that is wrong with it.

use std::{collections::BTreeSet, ops::Range};

use catalog::{At, Definition, Fault, Source};
use form::{
    Bring, RawEffect,
    expr::{Expr, Names, Type},
};
use platform::{access::PlaceKind, effects::Effects};
use vocab::Role;

use super::{
    Act, Action, Case, Outcome, Step, Who,
    raw::{RawAct, RawAction, RawCase, RawOutcome, RawStep, RawSubject},
    whole,
};

impl Definition for Case {
    const MACHINE: &'static str = "case";

    fn read(source: &Source) -> Result<Self, Vec<Fault>> {
        let raw: RawCase = catalog::read(source).map_err(|it| vec![it])?;
        let (fields, names) = form::fields(source, &raw.field)?;
        let mut reading = Reading::new(source, &raw, &names);
        let mut case = reading.case(&raw, fields);
        reading.parts(&raw, &mut case);
        reading.faults.sort();
        if reading.faults.is_empty() {
            whole::check(source, &case, &Spans::of(&raw))?;
            Ok(case)
        } else {
            Err(reading.faults)
        }
    }

    fn check_effects(&self, source: &Source, known: &Effects) -> Vec<Fault> {
        let actions = self.steps.iter().flat_map(|it| &it.actions);
        actions.flat_map(|it| &it.effects).flat_map(|it| it.check(source, known)).collect()
    }
}

/// What effects may be given of the case itself, beside its answers.
fn with_this(names: &Names) -> Names {
    let mut names = names.clone();
    for (name, kind) in [
        ("this_place", Type::Place),
        ("this_student", Type::Student),
        ("this_number", Type::Text),
        ("this_title", Type::Text),
    ] {
        names.add(name, kind, None);
    }
    names
}

/// Where the steps of a file stand, for what can only be said of all of them.
pub(super) struct Spans {
    pub(super) steps: Vec<Range<usize>>,
    pub(super) actions: Vec<Vec<Range<usize>>>,
    pub(super) fields: Range<usize>,
    pub(super) opens: Range<usize>,
}

impl Spans {
    fn of(raw: &RawCase) -> Self {
        let keys = |it: &RawStep| it.action.iter().map(|it| it.key.span()).collect();
        Self {
            steps: raw.step.iter().map(|it| it.key.span()).collect(),
            actions: raw.step.iter().map(keys).collect(),
            fields: raw.title.span(),
            opens: raw.opens.span(),
        }
    }
}

/// A file on its way into a kind of case.
pub(super) struct Reading<'a> {
    pub(super) source: &'a Source,
    pub(super) fields: Vec<&'a str>,
    pub(super) clocks: Vec<&'a str>,
    pub(super) faults: Vec<Fault>,
    steps: Vec<&'a str>,
    tasks: Vec<&'a str>,
    names: &'a Names,
}

impl<'a> Reading<'a> {
    fn new(source: &'a Source, raw: &'a RawCase, names: &'a Names) -> Self {
        let steps = raw.step.iter().map(|it| it.key.get_ref().as_str()).collect();
        let clocks = raw.clock.iter().map(|it| it.key.get_ref().as_str()).collect();
        let tasks = raw.task.iter().map(|it| it.key.get_ref().as_str()).collect();
        let fields = raw.field.iter().map(form::RawField::key).collect();
        Self { source, fields, steps, clocks, tasks, names, faults: Vec::new() }
    }

    fn case(&mut self, raw: &RawCase, fields: Vec<form::Field>) -> Case {
        self.words(raw);
        let keys: Vec<&str> = fields.iter().map(|it| it.key.as_str()).collect();
        let title = self.one(&raw.title, "字段", &keys);
        let asks = self.all(&raw.asks, "字段", &keys);
        let first = self.step(&raw.first);
        let steps = raw.step.iter().map(|it| self.whole_step(it, &keys)).collect();
        let clocks = raw.clock.iter().map(|it| self.clock(it)).collect();
        self.distinct(raw.step.iter().map(|it| &it.key), "步骤");
        self.distinct(raw.clock.iter().map(|it| &it.key), "时限");
        Case {
            system: raw.system.clone(),
            label: raw.label.clone(),
            about: raw.about.clone(),
            group: raw.group.clone(),
            icon: raw.icon.get_ref().clone(),
            letters: raw.number.get_ref().clone(),
            subject: match raw.subject.get_ref() {
                RawSubject::County => PlaceKind::County,
                RawSubject::Town => PlaceKind::Town,
                RawSubject::School => PlaceKind::School,
                RawSubject::Class | RawSubject::Student => PlaceKind::Class,
            },
            of_student: matches!(raw.subject.get_ref(), RawSubject::Student),
            stages: self.stages(raw),
            opener_seen_by: form::roles(self.source, &raw.opener_seen_by, &mut self.faults),
            opens: form::roles(self.source, raw.opens.get_ref(), &mut self.faults),
            sees: form::roles(self.source, &raw.sees, &mut self.faults),
            fields,
            title,
            asks,
            first,
            steps,
            clocks,
            tasks: Vec::new(),
            parties: Vec::new(),
            quotas: Vec::new(),
            outer: None,
            from: None,
            public: None,
        }
    }

    /// The letters of the number, and the picture.
    fn words(&mut self, raw: &RawCase) {
        let letters = raw.number.get_ref();
        if !(2..=4).contains(&letters.len()) || !letters.bytes().all(|it| it.is_ascii_uppercase()) {
            let advice = "写 2 到 4 个大写字母，办件号以它开头，例如 XF";
            self.tell(&raw.number.span(), format!("编号字头写成了 {letters}"), advice);
        }
        self.faults.extend(catalog::icon_fault(self.source, &raw.icon));
    }

    pub(super) fn tell(&mut self, span: &Range<usize>, cause: impl Into<String>, advice: &str) {
        self.faults.push(self.source.fault(span, cause, advice));
    }

    /// The place of a word among those there are; the first, and a fault, where it is none of them.
    pub(super) fn one(&mut self, word: &At<String>, what: &str, known: &[&str]) -> usize {
        let found = known.iter().position(|it| it == word.get_ref());
        found.unwrap_or_else(|| {
            self.faults.push(self.source.unknown(&word.span(), what, word.get_ref(), known));
            0
        })
    }

    pub(super) fn all(&mut self, words: &[At<String>], what: &str, known: &[&str]) -> Vec<usize> {
        words.iter().map(|it| self.one(it, what, known)).collect()
    }

    pub(super) fn step(&mut self, word: &At<String>) -> usize {
        let known = self.steps.clone();
        self.one(word, "步骤", &known)
    }

    pub(super) fn distinct<'k>(&mut self, keys: impl Iterator<Item = &'k At<String>>, what: &str) {
        let mut seen = BTreeSet::new();
        for key in keys {
            let word = key.get_ref();
            let fits = |it: u8| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'-';
            if word.is_empty() || !word.bytes().all(fits) {
                self.tell(
                    &key.span(),
                    format!("{what}的 key 写成了 {word}"),
                    "key 用小写字母、数字和短横，它会出现在网址里",
                );
            }
            if !seen.insert(word) {
                self.tell(&key.span(), format!("{what} {word} 定义了两次"), "请去掉一个或改名");
            }
        }
    }

    pub(super) fn who(&mut self, named: &[At<String>]) -> Vec<Who> {
        const APPLICANT: &str = "applicant";
        const CHOSEN: &str = "chosen:";
        let mut known = vec![APPLICANT];
        known.extend(Role::ALL.map(Role::key));
        let mut who = Vec::with_capacity(named.len());
        for it in named {
            match (it.get_ref().as_str(), Role::from_key(it.get_ref())) {
                (APPLICANT, _) => who.push(Who::Applicant),
                (_, Some(role)) => who.push(Who::Role(role)),
                (typed, None) if typed.starts_with(CHOSEN) => {
                    let word = typed.trim_start_matches(CHOSEN);
                    let Some(at) = self.fields.iter().position(|it| *it == word) else {
                        let known = self.fields.clone();
                        self.faults.push(self.source.unknown(&it.span(), "字段", word, &known));
                        continue;
                    };
                    who.push(Who::Chosen(at));
                }
                (typed, None) => {
                    self.faults.push(self.source.unknown(&it.span(), "角色", typed, &known));
                }
            }
        }
        who
    }

    fn whole_step(&mut self, raw: &RawStep, fields: &[&str]) -> Step {
        self.distinct(raw.action.iter().map(|it| &it.key), "办理动作");
        let who = self.who(&raw.who);
        let end = raw.end.map(|it| match it {
            RawOutcome::Done => Outcome::Done,
            RawOutcome::Refused => Outcome::Refused,
            RawOutcome::Withdrawn => Outcome::Withdrawn,
        });
        match (end.is_some(), who.is_empty(), raw.action.is_empty()) {
            (true, false, _) => {
                let advice = "请去掉 who；还能办的动作在动作上写 who";
                self.tell(&raw.key.span(), "办结的步骤不等任何人办", advice);
            }
            (false, true, _) if self.faults.is_empty() => {
                let advice = "请写 who = [\"角色\"]，或写 end = \"done\" 表示到此办结";
                self.tell(&raw.key.span(), "没有写这一步由谁办", advice);
            }
            (false, false, true) => {
                let advice = "请加 [[step.action]]，否则办件会停在这里";
                self.tell(&raw.key.span(), "这一步没有可办的动作", advice);
            }
            _ => {}
        }
        let actions = raw.action.iter().map(|it| self.action(it, raw, fields)).collect();
        let look_back = raw.look_back.as_ref().and_then(|it| self.look_back(it, end.is_some()));
        Step {
            look_back,
            key: raw.key.get_ref().clone(),
            label: raw.label.clone(),
            who,
            end,
            actions,
        }
    }

    fn action(&mut self, raw: &RawAction, at: &RawStep, fields: &[&str]) -> Action {
        let kind = match raw.kind {
            RawAct::Pass => Act::Pass,
            RawAct::Return => Act::Return,
            RawAct::Refuse => Act::Refuse,
            RawAct::Withdraw => Act::Withdraw,
            RawAct::Pause => Act::Pause,
            RawAct::Resume => Act::Resume,
            RawAct::Appeal => Act::Appeal,
            RawAct::Reopen => Act::Reopen,
            RawAct::Extend => Act::Extend,
            RawAct::Join => Act::Join,
            RawAct::Transfer => Act::Transfer,
            RawAct::Check => Act::Check,
        };
        let stays = kind.stays();
        let to = match (&raw.to, stays) {
            (Some(to), false) => self.step(to),
            (None, true) => self.steps.iter().position(|it| it == at.key.get_ref()).unwrap_or(0),
            (Some(to), true) => {
                self.tell(&to.span(), "暂停、恢复、延期、会办、移交和回头看不换步骤", "请去掉 to");
                0
            }
            (None, false) => {
                self.tell(&raw.key.span(), "没有写办完到哪一步", "请写 to = \"步骤的 key\"");
                0
            }
        };
        if at.end.is_some() && raw.who.is_none() && at.look_back.is_none() {
            self.tell(&raw.key.span(), "办结后的动作没有写由谁办", "请写 who = [\"角色\"]");
        }
        let only_if = raw.only_if.as_ref().and_then(|it| self.condition(it));
        let extends = self.extends(raw, kind);
        let limits = self.limits(raw, kind);
        let auto = raw.auto.as_ref().and_then(|it| self.condition(it));
        if let (Some(it), false) = (&raw.auto, kind == Act::Pass) {
            let advice = "自动办理只能用在 kind = \"pass\" 上；不同意、退回要由人决定";
            self.tell(&it.span(), "自动办理只能通过，不能不同意", advice);
        }
        let task = self.asks_of_others(raw, kind);
        Action {
            only_if,
            within_days: raw.within_days,
            extends,
            limits,
            task,
            moves: raw.moves,
            auto,
            key: raw.key.get_ref().clone(),
            label: raw.label.clone(),
            kind,
            who: raw.who.as_ref().map(|it| self.who(it)),
            to,
            asks: self.all(&raw.asks, "字段", fields),
            effects: self.effects(&raw.effect),
        }
    }

    /// What a joint handling asks of others.
    fn asks_of_others(&mut self, raw: &RawAction, kind: Act) -> Option<usize> {
        match (&raw.task, kind) {
            (Some(word), Act::Join) => {
                let known = self.tasks.clone();
                Some(self.one(word, "会办事项", &known))
            }
            (None, Act::Join) | (Some(_), _) => {
                let advice = "会办写 kind = \"join\" 和 task = \"[[task]] 的 key\"";
                self.tell(&raw.key.span(), "会办没有写全", advice);
                None
            }
            (None, _) => None,
        }
    }

    fn effects(&mut self, raw: &[RawEffect]) -> Vec<Bring> {
        let names = with_this(self.names);
        let mut effects = Vec::with_capacity(raw.len());
        for it in raw {
            match Bring::read(self.source, it, &names) {
                Ok(it) => effects.push(it),
                Err(faults) => self.faults.extend(faults),
            }
        }
        effects
    }

    pub(super) fn condition(&mut self, text: &At<String>) -> Option<Expr> {
        match form::expression(self.source, text, self.names) {
            Ok(it) => Some(it),
            Err(fault) => {
                self.faults.push(fault);
                None
            }
        }
    }
}
