//! A catalog file into a review, with everything that is wrong with it.

use std::{collections::BTreeSet, ops::Range};

use catalog::{At, Dated, Definition, Fault, Source, Span, SpanRule};
use form::{Bring, Field, expr::Type};
use platform::{access::PlaceKind, effects::Effects};
use vocab::Role;

use super::{
    Item, ItemKind, Level, Moment, Panel, Quota, Review, Stage,
    raw::{
        InDays, RawEffectOn, RawItem, RawItemKind, RawLevel, RawMoment, RawMost, RawQuota,
        RawReview, RawStage, RawSubject,
    },
};
use crate::points::Points;

impl Definition for Review {
    const MACHINE: &'static str = "review";

    fn read(source: &Source) -> Result<Self, Vec<Fault>> {
        let raw: RawReview = catalog::read(source).map_err(|it| vec![it])?;
        let (fields, mut names) = form::fields(source, &raw.field)?;
        for (name, kind) in RESULTS {
            names.add(name, kind, None);
        }
        let mut reading = Reading { source, faults: Vec::new() };
        let review = reading.review(&raw, fields, &names);
        reading.faults.sort();
        if reading.faults.is_empty() { Ok(review) } else { Err(reading.faults) }
    }

    fn check_effects(&self, source: &Source, known: &Effects) -> Vec<Fault> {
        self.effects.iter().flat_map(|(_, _, it)| it.check(source, known)).collect()
    }
}

/// What the expressions of effects may name beside the fields: how it was settled.
pub(crate) const RESULTS: [(&str, Type); 6] = [
    ("this_place", Type::Place),
    ("title_of_it", Type::Text),
    ("round_of_it", Type::Text),
    ("level_of_it", Type::Text),
    ("total_of_it", Type::Text),
    ("valid_until_of_it", Type::Date),
];

struct Reading<'a> {
    source: &'a Source,
    faults: Vec<Fault>,
}

impl Reading<'_> {
    fn tell(&mut self, span: &Range<usize>, cause: impl Into<String>, advice: &str) {
        self.faults.push(self.source.fault(span, cause, advice));
    }

    fn review(&mut self, raw: &RawReview, fields: Vec<Field>, names: &form::expr::Names) -> Review {
        self.faults.extend(catalog::icon_fault(self.source, &raw.icon));
        let subject = raw.subject.get_ref();
        let title = self.title(&raw.title, &raw.asks, &fields);
        let asks = raw.asks.iter().filter_map(|it| self.field(it, &fields)).collect();
        let settle_asks = raw.settle_asks.iter().filter_map(|it| self.field(it, &fields)).collect();
        let panel = self.panel(raw);
        let items = raw.item.iter().map(|it| self.item(it)).collect();
        self.distinct(raw.item.iter().map(|it| &it.key), "评分项");
        let levels = raw.level.iter().map(|it| self.level(it)).collect::<Vec<_>>();
        self.distinct(raw.level.iter().map(|it| &it.key), "等次");
        self.in_order(raw, &levels);
        let quotas = raw.quota.iter().map(|it| self.quota(it)).collect();
        let window = &raw.window;
        let effects = raw.effect.iter().filter_map(|it| self.effect(it, names)).collect();
        let review = Review {
            system: raw.system.clone(),
            label: raw.label.clone(),
            called: raw.called.clone(),
            about: raw.about.clone(),
            group: raw.group.clone(),
            icon: raw.icon.get_ref().clone(),
            subject: match subject {
                RawSubject::County => PlaceKind::County,
                RawSubject::Town => PlaceKind::Town,
                RawSubject::School => PlaceKind::School,
                RawSubject::Class | RawSubject::Student => PlaceKind::Class,
            },
            of_student: *subject == RawSubject::Student,
            hosts: self.roles(&raw.hosts, "谁主办", "hosts"),
            applies: self.roles(&raw.applies, "谁申报", "applies"),
            sees: form::roles(self.source, &raw.sees, &mut self.faults),
            chair: self.role(&raw.chair),
            title,
            asks,
            settle_asks,
            self_assessed: raw.self_assessed,
            published: raw.published,
            signed_by: raw.signed_by.as_ref().map(|it| self.role(it)),
            panel,
            items,
            levels,
            quotas,
            apply: self.times("申报时间", &window.apply),
            score: self.times("评分时间", &window.score),
            notice: self.times("公示时间", &window.notice),
            appeal: self.times("申诉时间", &window.appeal),
            term: raw.term.as_ref().map(|it| {
                let term = it.get_ref();
                let told = (self.source, &mut self.faults);
                (catalog::terms(told, ("有效期", &term.rule)), term.remind_days)
            }),
            effects,
            fields,
        };
        self.whole(raw, &review);
        review
    }

    /// What can only be said of all of it.
    fn whole(&mut self, raw: &RawReview, it: &Review) {
        if it.published && it.notice.is_empty() {
            let advice = "请在 [window] 里写 notice = [{ working_days = 5, source = \"…\" }]";
            self.tell(&raw.title.span(), "要公示却没有写公示多久", advice);
        }
        if it.of_student
            && let Some(role) = it.applies.iter().find(|it| **it != Role::ClassTeacher)
        {
            let cause = format!("{}不能替学生申报", role.label());
            let advice = "属于学生的由班主任（class-teacher）申报";
            self.tell(&raw.applies.span(), cause, advice);
        }
        let forwards = it.quotas.iter().any(|it| it.at == Stage::School);
        let below = matches!(it.subject, PlaceKind::School | PlaceKind::Class);
        if forwards && !below {
            let advice = "只有属于学校、班级、学生的才有学校名额，请去掉 at = \"school\"";
            self.tell(&raw.subject.span(), "不在学校里，却有学校名额", advice);
        }
        if !it.items.iter().any(|it| it.kind == ItemKind::Points) && self.faults.is_empty() {
            let advice = "请至少写一个给分的 [[item]]";
            self.tell(&raw.title.span(), "没有给分的评分项", advice);
        }
    }

    fn roles(&mut self, named: &At<Vec<At<String>>>, who: &str, key: &str) -> Vec<Role> {
        if named.get_ref().is_empty() {
            let advice = format!("请写 {key} = [\"角色\"]");
            self.tell(&named.span(), format!("没有写{who}"), &advice);
        }
        form::roles(self.source, named.get_ref(), &mut self.faults)
    }

    fn role(&mut self, word: &At<String>) -> Role {
        Role::from_key(word.get_ref()).unwrap_or_else(|| {
            let known = Role::ALL.map(Role::key);
            self.faults.push(self.source.unknown(&word.span(), "角色", word.get_ref(), &known));
            Role::BureauLeader
        })
    }

    fn field(&mut self, word: &At<String>, fields: &[Field]) -> Option<usize> {
        let found = fields.iter().position(|it| it.key == *word.get_ref());
        if found.is_none() {
            let known: Vec<&str> = fields.iter().map(|it| it.key.as_str()).collect();
            self.faults.push(self.source.unknown(&word.span(), "字段", word.get_ref(), &known));
        }
        found
    }

    fn title(&mut self, word: &At<String>, asks: &[At<String>], fields: &[Field]) -> usize {
        let Some(at) = self.field(word, fields) else { return 0 };
        let it = &fields[at];
        let asked = asks.iter().any(|it| it.get_ref() == word.get_ref());
        if !it.required || it.visible.is_some() || !it.seen_by.is_empty() || !asked {
            let advice = "title 要用申报时就问、必填、看得到的人都能看的字段";
            self.tell(&word.span(), "标题不是人人可见的必填字段", advice);
        }
        at
    }

    fn points(&mut self, word: &At<String>) -> Points {
        Points::read(word.get_ref()).unwrap_or_else(|_| {
            let advice = "分数写在引号里，最多两位小数，例如 \"12.5\"";
            self.tell(&word.span(), format!("分数写成了 {}", word.get_ref()), advice);
            Points::default()
        })
    }

    fn panel(&mut self, raw: &RawReview) -> Panel {
        const MOST: usize = 15;
        let it = raw.panel.get_ref();
        if !(1..=MOST).contains(&it.size) {
            self.tell(&raw.panel.span(), "专家人数不对", "size 写 1 到 15");
        }
        if it.drop_ends && it.size < 5 {
            let advice = "五位以上专家才去掉最高分和最低分，请去掉 drop_ends 或增加 size";
            self.tell(&raw.panel.span(), "专家太少，不能去掉两头", advice);
        }
        if it.roles.is_empty() {
            self.tell(&raw.panel.span(), "没有写从谁里抽专家", "请写 roles = [\"角色\"]");
        }
        let roles = form::roles(self.source, &it.roles, &mut self.faults);
        let spread = self.points(&it.spread);
        Panel { size: it.size, roles, visits: it.visits, spread, drop_ends: it.drop_ends }
    }

    fn item(&mut self, raw: &RawItem) -> Item {
        let kind = match raw.kind {
            RawItemKind::Points => ItemKind::Points,
            RawItemKind::Deduct => ItemKind::Deduct,
            RawItemKind::Veto => ItemKind::Veto,
        };
        let most = raw.points.as_ref().map(|it| self.points(it)).unwrap_or_default();
        match (kind, &raw.points) {
            (ItemKind::Veto, Some(it)) => {
                self.tell(&it.span(), "一票否决项不打分", "请去掉 points");
            }
            (ItemKind::Points | ItemKind::Deduct, None) => {
                let advice = "请写 points = \"10\"，是这一项最多给或扣的分";
                self.tell(&raw.key.span(), "评分项没有写分值", advice);
            }
            _ => {}
        }
        if raw.months.is_some() && kind != ItemKind::Deduct {
            let advice = "只有扣分项（kind = \"deduct\"）会过期，请去掉 months";
            self.tell(&raw.key.span(), "不扣分的项没有过期一说", advice);
        }
        Item {
            key: raw.key.get_ref().clone(),
            group: raw.group.clone(),
            label: raw.label.clone(),
            kind,
            most,
            evidence: raw.evidence.clone(),
            months: raw.months,
        }
    }

    fn distinct<'k>(&mut self, keys: impl Iterator<Item = &'k At<String>>, what: &str) {
        let mut seen = BTreeSet::new();
        for key in keys {
            let word = key.get_ref();
            let fits = |it: u8| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'-';
            if word.is_empty() || !word.bytes().all(fits) {
                let advice = "key 用小写字母、数字和短横，它会出现在网址里";
                self.tell(&key.span(), format!("{what}的 key 写成了 {word}"), advice);
            }
            if !seen.insert(word) {
                self.tell(&key.span(), format!("{what} {word} 定义了两次"), "请去掉一个或改名");
            }
        }
    }

    fn level(&mut self, raw: &RawLevel) -> Level {
        let from = self.points(&raw.from);
        let (key, label) = (raw.key.get_ref().clone(), raw.label.clone());
        Level { key, label, from, fails: raw.fails }
    }

    /// The highest level stands first, and the lowest begins at nothing, so that each total has one.
    fn in_order(&mut self, raw: &RawReview, levels: &[Level]) {
        for (at, pair) in levels.windows(2).enumerate() {
            if pair[0].from <= pair[1].from {
                let advice = "等次从高到低排，from 依次变小";
                self.tell(&raw.level[at + 1].from.span(), "等次没有从高到低排", advice);
            }
        }
        if let (Some(last), Some(it)) = (levels.last(), raw.level.last())
            && last.from != Points::default()
            && self.faults.is_empty()
        {
            let advice = "最低的等次写 from = \"0\"，不合格的加 fails = true";
            self.tell(&it.from.span(), "分数再低就没有等次了", advice);
        }
    }

    fn quota(&mut self, raw: &RawQuota) -> Quota {
        let at = match raw.at.get_ref() {
            RawStage::School => Stage::School,
            RawStage::County => Stage::County,
            RawStage::City => Stage::City,
        };
        let by = raw.by.as_ref().map(|it| self.role(it));
        if (at == Stage::School) != by.is_some() {
            let advice = "学校一级写 by = \"principal\"，县、市一级不写 by";
            self.tell(&raw.at.span(), "名额由谁推荐没有写对", advice);
        }
        let told = (self.source, &mut self.faults);
        Quota { at, by, rules: catalog::rules(told, ("名额", &raw.rule), most) }
    }

    fn effect(
        &mut self,
        raw: &RawEffectOn,
        names: &form::expr::Names,
    ) -> Option<(Moment, String, Bring)> {
        let on = match raw.on {
            RawMoment::Settled => Moment::Settled,
            RawMoment::Published => Moment::Published,
            RawMoment::Final => Moment::Final,
        };
        match Bring::read(self.source, &raw.what, names) {
            Ok(it) => Some((on, raw.label.clone(), it)),
            Err(faults) => {
                self.faults.extend(faults);
                None
            }
        }
    }

    fn times(&mut self, what: &str, raw: &[At<SpanRule<InDays>>]) -> Vec<Dated<Span>> {
        catalog::spans((self.source, &mut self.faults), (what, raw))
    }
}

fn most(raw: &RawMost) -> Result<u32, catalog::Slip> {
    let wrong = || ("名额没有写对".into(), "请写 most = 2".into());
    (raw.most > 0).then_some(raw.most).ok_or_else(wrong)
}
