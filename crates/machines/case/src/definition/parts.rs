//! The parts of a kind of case beside its steps: deadlines, what others are asked for, who is a
//! party, how many there may be, whence it came.

use catalog::{At, Dated, Span, SpanRule};
use form::Kind;
use platform::access::PlaceKind;
use vocab::Stage;

use super::{
    Act, Case, Clock, LookBack, Origin, Outer, Party, Period, Public, Quota, Task,
    raw::{
        InAnything, RawAction, RawCase, RawClock, RawLookBack, RawOnly, RawParty, RawPeriod,
        RawPublic, RawQuota, RawTask,
    },
    reading::Reading,
};

impl Reading<'_> {
    /// What stands beside the steps.
    pub(super) fn parts(&mut self, raw: &RawCase, case: &mut Case) {
        let keys: Vec<&str> = raw.field.iter().map(form::RawField::key).collect();
        self.distinct(raw.task.iter().map(|it| &it.key), "会办事项");
        case.tasks = raw.task.iter().map(|it| self.task(it, &keys)).collect();
        case.parties = raw.party.iter().filter_map(|it| self.party(it)).collect();
        case.quotas = raw.quota.iter().filter_map(|it| self.quota(it, case, &keys)).collect();
        case.from = raw.from.as_ref().map(|it| Origin {
            kind: it.kind.clone(),
            into: self.one(&it.into, "字段", &keys),
            label: it.label.clone(),
        });
        case.outer = raw.outer.as_ref().map(|it| Outer {
            source: self.one(&it.source, "字段", &keys),
            number: self.one(&it.number, "字段", &keys),
            due: it.due.as_ref().map(|it| self.one(it, "字段", &keys)),
        });
        case.public = raw.public.as_ref().map(|it| self.public(it, case, &keys));
    }

    /// The stages that a school must teach for a case to be about it.
    pub(super) fn stages(&mut self, raw: &RawCase) -> Vec<Stage> {
        let known = Stage::ALL.map(Stage::code);
        let mut stages = Vec::with_capacity(raw.stages.len());
        for it in &raw.stages {
            if let Some(stage) = Stage::ALL.into_iter().find(|at| at.code() == it.get_ref()) {
                stages.push(stage);
            } else {
                let fault = self.source.unknown(&it.span(), "学段", it.get_ref(), &known);
                self.faults.push(fault);
            }
        }
        if let (Some(first), false) = (raw.stages.first(), raw.subject.get_ref().is_school()) {
            let advice = "请去掉 stages，或把 subject 写成 school";
            self.tell(&first.span(), "只有属于学校的办件能按学段选学校", advice);
        }
        stages
    }

    /// What anyone may send in. A stranger's form has neither look-ups nor files: who may see what
    /// they would find, or who keeps what they send, nobody could say.
    fn public(&mut self, raw: &RawPublic, case: &Case, keys: &[&str]) -> Public {
        let asks = self.all(raw.asks.get_ref(), "字段", keys);
        for (at, word) in asks.iter().zip(raw.asks.get_ref()) {
            let field = &case.fields[*at];
            let plain = !matches!(field.kind, Kind::Look(_) | Kind::Files(_) | Kind::Rows(_));
            if !plain || field.class == form::Class::Sealed {
                let advice = "网上提交只能问文字、数字、日期、选择和电话；材料由工作人员另行收取";
                self.tell(
                    &word.span(),
                    format!("网上提交不能问 {}（{}）", field.key, field.label),
                    advice,
                );
            }
        }
        if case.of_student || case.subject == PlaceKind::Class {
            let advice = "把 subject 写成 county、town 或 school，或去掉 [public]";
            self.tell(&raw.first.span(), "属于学生或班级的办件不能由外人提交", advice);
        }
        let mut given = Vec::with_capacity(raw.given.len());
        for (key, is) in &raw.given {
            let Some(at) = keys.iter().position(|it| it == key) else {
                self.faults.push(self.source.unknown(&is.span(), "字段", key, keys));
                continue;
            };
            let options = case.fields[at].kind.options().unwrap_or_default();
            let known: Vec<&str> = options.iter().map(|it| it.0.as_str()).collect();
            self.one(is, "选项", &known);
            given.push((at, is.get_ref().clone()));
        }
        Public {
            group: raw.group.clone(),
            label: raw.label.clone(),
            words: raw.words.clone(),
            asks,
            first: self.step(&raw.first),
            title: raw.title.clone(),
            given,
        }
    }

    fn task(&mut self, raw: &RawTask, keys: &[&str]) -> Task {
        let who = form::roles(self.source, &raw.who, &mut self.faults);
        if raw.who.is_empty() || raw.rule.is_empty() {
            let advice = "请写 who = [\"角色\"] 和 rule = [{ days = 30, source = \"…\" }]";
            self.tell(&raw.key.span(), "会办事项没有写请谁办、多久办完", advice);
        }
        Task {
            key: raw.key.get_ref().clone(),
            label: raw.label.clone(),
            who,
            asks: self.all(&raw.asks, "字段", keys),
            remind_hours: raw.remind_hours.map(i64::from),
            rules: self.rules(&raw.rule),
        }
    }

    fn party(&mut self, raw: &RawParty) -> Option<Party> {
        if raw.who.get_ref().is_empty() {
            let advice = "请写 who = [\"principal\"]，写明回避的是哪些角色";
            self.tell(&raw.who.span(), "没有写谁要回避", advice);
        }
        let who = form::roles(self.source, raw.who.get_ref(), &mut self.faults);
        Some(Party { who, when: self.condition(&raw.when)? })
    }

    fn quota(&mut self, raw: &RawQuota, case: &Case, keys: &[&str]) -> Option<Quota> {
        if *raw.max.get_ref() < 1 {
            self.tell(&raw.max.span(), "上限要大于 0", "例如 max = 3");
            return None;
        }
        let only = raw.only.as_ref().map(|it| self.only(it, case, keys));
        Some(Quota {
            max: *raw.max.get_ref(),
            per: match raw.per {
                RawPeriod::Month => Period::Month,
                RawPeriod::Term => Period::Term,
                RawPeriod::SchoolYear => Period::SchoolYear,
            },
            only,
            words: raw.words.clone(),
            source: raw.source.clone(),
        })
    }

    /// Only what is listed can be counted, and only an option that there is.
    fn only(&mut self, raw: &RawOnly, case: &Case, keys: &[&str]) -> (usize, String) {
        let at = self.one(&raw.field, "字段", keys);
        let field = &case.fields[at];
        let options = field.kind.options().unwrap_or_default();
        if !field.listed || options.is_empty() {
            let advice = "按它计数的字段要写 type = \"choice\" 和 listed = true";
            self.tell(&raw.field.span(), format!("不能按 {} 计数", field.key), advice);
        } else {
            let known: Vec<&str> = options.iter().map(|it| it.0.as_str()).collect();
            self.one(&raw.is, "选项", &known);
        }
        (at, raw.is.get_ref().clone())
    }

    /// Who looks at a closed case again, and when.
    pub(super) fn look_back(&mut self, raw: &RawLookBack, has_end: bool) -> Option<LookBack> {
        if !has_end || raw.who.get_ref().is_empty() || raw.rule.is_empty() {
            let advice = "回头看写在办结的步骤上：look_back = { who = [\"inspector\"], rule = [{ days = 30, source = \"…\" }] }";
            self.tell(&raw.who.span(), "回头看没有写对", advice);
            return None;
        }
        Some(LookBack { who: self.who(raw.who.get_ref()), rules: self.rules(&raw.rule) })
    }

    /// Which deadline an extension makes longer, and by how much.
    pub(super) fn extends(
        &mut self,
        raw: &RawAction,
        kind: Act,
    ) -> Option<(usize, Vec<Dated<Span>>)> {
        match (&raw.clock, kind) {
            (Some(clock), Act::Extend) if !raw.by.is_empty() => {
                let known = self.clocks.clone();
                let clock = self.one(clock, "时限", &known);
                Some((clock, self.rules(&raw.by)))
            }
            (None, _) if kind != Act::Extend && (raw.by.is_empty() || kind == Act::Pause) => None,
            _ => {
                let advice = "延期写 kind = \"extend\"、clock = \"时限的 key\" 和 by = [{ days = 30, source = \"…\" }]";
                self.tell(&raw.key.span(), "延期没有写全", advice);
                None
            }
        }
    }

    /// How long a pause may last: there is none without an end.
    pub(super) fn limits(&mut self, raw: &RawAction, kind: Act) -> Vec<Dated<Span>> {
        if kind != Act::Pause {
            return Vec::new();
        }
        if raw.by.is_empty() {
            let advice = "请写 by = [{ days = 30, source = \"…\" }]，到期自动恢复计时";
            self.tell(&raw.key.span(), "暂停没有写最长多久", advice);
        }
        self.rules(&raw.by)
    }

    pub(super) fn clock(&mut self, raw: &RawClock) -> Clock {
        let starts = raw.starts.iter().map(|it| match it.get_ref().as_str() {
            "open" => None,
            _ => Some(self.step(it)),
        });
        let starts = starts.collect();
        let keys: Vec<&str> = self.fields.clone();
        let until = raw.until.as_ref().map(|it| self.one(it, "字段", &keys));
        if raw.rule.is_empty() == until.is_none() {
            self.tell(
                &raw.key.span(),
                "时限没有写多长",
                "请写 rule = [{ hours = 24, source = \"…\" }]，或写 until = \"日期字段\"",
            );
        }
        Clock {
            key: raw.key.get_ref().clone(),
            label: raw.label.clone(),
            starts,
            stops: raw.stops.iter().map(|it| self.step(it)).collect(),
            remind_hours: raw.remind_hours.map(i64::from),
            escalate: form::roles(self.source, &raw.escalate, &mut self.faults),
            until,
            rules: self.rules(&raw.rule),
        }
    }

    fn rules(&mut self, raw: &[At<SpanRule<InAnything>>]) -> Vec<Dated<Span>> {
        catalog::spans((self.source, &mut self.faults), ("时限", raw))
    }
}
