//! A kind of return told to whoever reads or changes its file: who, by when, what it asks.

use catalog::{Dated, DatedRule, Deadline, Tell, Told};
use jiff::civil::DateTime;
use schemars::Schema;
use vocab::Holidays;

use crate::{
    definition::{self, Closes, Every, Filing, Opens, Whom, Window},
    periods,
};

impl Tell for Filing {
    const LABEL: &'static str = "填报";

    fn tell(&self, now: DateTime) -> Told {
        told(self, now)
    }

    fn path(name: &str) -> String {
        format!("/filings/{name}")
    }

    fn schema() -> Schema {
        definition::schema()
    }
}

fn told(it: &Filing, now: DateTime) -> Told {
    let mut people = match &it.from {
        Whom::Each(due) => vec![
            (format!("谁填报（每个{}）", due.of.label()), due.by.clone()),
            ("谁可以代填".to_owned(), due.entered_by.clone()),
        ],
        Whom::Audience(audience) => {
            let how = if audience.anonymous { "匿名" } else { "实名" };
            vec![(format!("谁作答（{how}）"), audience.by.clone())]
        }
    };
    people.push(("谁看汇总".to_owned(), it.sees.clone()));
    people.push(("谁锁定和放开".to_owned(), it.office.clone()));
    people.retain(|it| !it.1.is_empty());
    Told {
        system: it.system.clone(),
        label: it.label.clone(),
        about: it.about.clone(),
        group: it.group.clone(),
        icon: it.icon.clone(),
        people,
        fields: form::told(&it.fields),
        deadlines: deadline(it, now).into_iter().collect(),
        flow: None,
    }
}

fn deadline(it: &Filing, now: DateTime) -> Option<Deadline> {
    let window = &it.window(now.date())?.value;
    let period = periods::usual(it.every, now.date());
    let span = periods::span(window, &period, &Holidays::published()).ok().flatten();
    let days = if it.school_days { "（只在上课日）" } else { "" };
    Some(Deadline {
        label: format!("{}{days}", every(it.every)),
        runs: format!("从{}{}起", opens(window), window.opens_at.strftime("%H:%M")),
        rules: it.windows.iter().map(rule).collect(),
        ends_at: span.map(|it| it.closes),
        told: it.escalate.clone(),
    })
}

fn every(every: Every) -> &'static str {
    match every {
        Every::Day => "每天",
        Every::Week => "每周",
        Every::Month => "每月",
        Every::Quarter => "每季度",
        Every::Term => "每学期",
        Every::Year => "每学年",
        Every::AdHoc => "由科室确定",
    }
}

fn opens(window: &Window) -> &'static str {
    match window.opens {
        Opens::First => "第一天",
        Opens::Last => "最后一天",
        Opens::After => "结束后第一天",
    }
}

fn rule(it: &Dated<Window>) -> DatedRule {
    let window = &it.value;
    let length = match window.closes {
        Closes::Days(0) => "到最后一天".to_owned(),
        Closes::Days(days) => format!("结束后 {days} 天"),
        Closes::WorkingDays(days) => format!("结束后 {days} 个工作日"),
    };
    it.told(format!("{length} {}", window.closes_at.strftime("%H:%M")))
}
