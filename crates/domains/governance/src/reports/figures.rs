//! Live figures: what a text asks for by name, told with its definition, coverage and how good it is.
//! What cannot be told says so; what does not exist is refused with the line and the nearest name.

use std::collections::BTreeMap;

use db::{Error, Tx};
use indicator::{
    asking::{self, AsKnown, Held},
    definition::Indicator,
    rules as quality,
    value::Value,
};
use jiff::civil::Date;
use paper::{Figure, Span};
use vocab::PlaceId;

use super::{
    rules::{self, Time, Wanted},
    store,
};
use crate::{
    number::Number,
    reported::{FigureId, asking as reported},
};

/// What stands where nothing can be told.
pub(crate) const NOTHING: &str = "（暂无数据）";

/// Where and when the figures of a text are taken that name neither.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ground {
    pub(crate) place: PlaceId,
    pub(crate) as_of: Date,
}

/// The figures of a text, as they read now.
#[derive(Debug, Clone, Default)]
pub(crate) struct Told {
    all: BTreeMap<String, Figure>,
}

impl Told {
    /// The figure that was asked for in these words.
    pub(crate) fn span(&self, asked: &str) -> Span {
        match self.all.get(asked) {
            Some(it) => Span::Figure(it.clone()),
            None => Span::Text(NOTHING.to_owned()),
        }
    }

    /// What was asked for, and how it reads.
    pub(crate) fn readings(&self) -> Vec<(String, String)> {
        self.all.iter().map(|(asked, it)| (asked.clone(), it.text.clone())).collect()
    }

    /// What cannot be told.
    pub(crate) fn untold(&self) -> Vec<&str> {
        self.all.values().filter(|it| !it.is_told).map(|it| it.asked.as_str()).collect()
    }
}

/// Something in a text that cannot stand: in which line, and what to write.
pub(crate) type Slips = Vec<String>;

/// Reads the figures of `body`; with them, what is wrong with their names, line by line.
pub(crate) async fn tell(tx: &mut Tx, body: &str, ground: Ground) -> Result<(Told, Slips), Error> {
    let (asked, unread) = paper::text::asked(body);
    let mut slips: Vec<(usize, String)> =
        unread.into_iter().map(|it| (it.line, it.words)).collect();
    let mut told = Told::default();
    let mut seen = Vec::new();
    for it in &asked {
        if seen.contains(&it.words.as_str()) {
            continue;
        }
        seen.push(&it.words);
        let wanted = match rules::wanted(&it.words) {
            Ok(wanted) => wanted,
            Err(words) => {
                slips.push((it.line, words));
                continue;
            }
        };
        match figure(tx, (&it.words, &wanted), ground).await? {
            Ok(figure) => drop(told.all.insert(it.words.clone(), figure)),
            Err(words) => slips.push((it.line, words)),
        }
    }
    slips.sort();
    let slips = slips.into_iter().map(|(line, words)| format!("第 {line} 行：{words}")).collect();
    Ok((told, slips))
}

/// The indicator that people call `name`.
fn find(name: &str) -> Option<(&'static str, &'static Indicator)> {
    let mut all = indicator::catalog().all();
    let found = all.find(|it| it.what.label == name || it.name == name)?;
    Some((found.name.as_str(), &found.what))
}

/// The names that may stand in a text, by heading.
pub(crate) fn names() -> Vec<(&'static str, &'static str)> {
    let mut all: Vec<(&str, &str)> = indicator::catalog()
        .all()
        .map(|it| (it.what.group.as_str(), it.what.label.as_str()))
        .collect();
    all.sort_unstable();
    all
}

fn unknown(name: &str, reported: &[(FigureId, String)]) -> String {
    let mut all: Vec<&str> = names().into_iter().map(|it| it.1).collect();
    all.extend(reported.iter().map(|it| it.1.as_str()));
    let near = catalog::nearest(name, all.iter().copied());
    let within = || all.iter().copied().find(|it| it.contains(name));
    match near.or_else(within) {
        Some(it) => format!("没有叫“{name}”的指标，是不是“{it}”？"),
        None => format!("没有叫“{name}”的指标，请从编辑页右边的名单里选"),
    }
}

/// One figure, or why there is none of that name.
async fn figure(
    tx: &mut Tx,
    (asked, wanted): (&str, &Wanted),
    ground: Ground,
) -> Result<Result<Figure, String>, Error> {
    let found = match &wanted.place {
        None => Some(ground.place),
        Some(called) => store::place_called(tx, (ground.place, called)).await?,
    };
    let Some(place) = found else {
        let called = wanted.place.as_deref().unwrap_or_default();
        return Ok(Err(format!("“{called}”不是本县（市、区）的镇（街道）或学校，请写全称")));
    };
    let Some((name, indicator)) = find(&wanted.name) else {
        return reports_of(tx, (asked, wanted, place), ground).await;
    };
    let of = Of { asked, name, indicator, place };
    match wanted.time {
        Time::Own => of.on(tx, ground.as_of).await.map(Ok),
        Time::On(day) => of.on(tx, day).await.map(Ok),
        Time::Between(one, other) => of.between(tx, (one, other)).await.map(Ok),
    }
}

/// A figure that people reported, with its source beside it, or why there is none of that name.
async fn reports_of(
    tx: &mut Tx,
    (asked, wanted, place): (&str, &Wanted, PlaceId),
    ground: Ground,
) -> Result<Result<Figure, String>, Error> {
    let known = reported::names(tx, place).await?;
    if !known.iter().any(|it| it.1 == wanted.name) {
        return Ok(Err(unknown(&wanted.name, &known)));
    }
    let name = (wanted.name.as_str(), place);
    let (text, note, link) = match wanted.time {
        Time::Between(one, other) => {
            let (a, b) =
                (reported::figure(tx, name, one).await?, reported::figure(tx, name, other).await?);
            match a.zip(b) {
                Some((a, b)) => {
                    let note = format!(
                        "{}：{} 为 {}，{} 为 {}。{}。",
                        a.name,
                        a.time.1,
                        a.told,
                        b.time.1,
                        b.told,
                        a.note()
                    );
                    (difference(&a, &b), note, Some(a.path))
                }
                None => (None, format!("{}：两个时间没有都填报，不能比较。", wanted.name), None),
            }
        }
        time => {
            let day = if let Time::On(day) = time { day } else { ground.as_of };
            match reported::figure(tx, name, day).await? {
                Some(it) => (Some(it.told.replace(' ', "")), reported_note(&it), Some(it.path)),
                None => (None, format!("{}：{day} 没有填报过，不能引用。", wanted.name), None),
            }
        }
    };
    Ok(Ok(Figure {
        asked: asked.to_owned(),
        is_told: text.is_some(),
        text: text.unwrap_or_else(|| NOTHING.to_owned()),
        note,
        link,
    }))
}

fn reported_note(it: &reported::Told) -> String {
    let parts = it.parts.map(|(above, below)| format!("{above} / {below}；")).unwrap_or_default();
    let definition = it.definition.trim_end_matches('。');
    format!("{}：{definition}。{parts}{} 至 {}。{}。", it.name, it.time.0, it.time.1, it.note())
}

/// How one reported number differs from another, in words.
fn difference(one: &reported::Told, other: &reported::Told) -> Option<String> {
    let (a, b) = (one.number, other.number);
    let above = |x: i64, y: i64| x.checked_mul(y);
    let up = above(a.above(), b.below())?.checked_sub(above(b.above(), a.below())?)?;
    let size = Number::new(up.checked_abs()?, above(a.below(), b.below())?).ok()?.rounded(2);
    let unit = if one.told.ends_with('%') { "个百分点" } else { "" };
    Some(changed(up, &size.to_string(), unit))
}

/// An indicator at a place, as it was asked for.
struct Of<'a> {
    asked: &'a str,
    name: &'a str,
    indicator: &'a Indicator,
    place: PlaceId,
}

impl Of<'_> {
    /// The value on `day`. Values are stored on change: where the county was counted and nothing of a
    /// plain count was ever found, it is none, and that is a number too.
    async fn held(&self, tx: &mut Tx, day: Date) -> Result<Option<Held>, Error> {
        let held = asking::value(tx, (self.name, self.place), AsKnown::now(day)).await?;
        if held.is_some() || !self.indicator.denominator.is_empty() {
            return Ok(held);
        }
        let counted = asking::counted(tx, day).await?;
        Ok(counted.map(|it| Held { value: Value::default(), since: it.0 }))
    }

    fn link(&self, day: Date) -> String {
        format!("/indicators/{}?place={}&day={day}", self.name, self.place)
    }

    async fn on(&self, tx: &mut Tx, day: Date) -> Result<Figure, Error> {
        let held = self.held(tx, day).await?;
        let counted = asking::counted(tx, day).await?.map(|it| it.0);
        let text = held.and_then(|it| self.indicator.shape.shown(it.value));
        let is_told = text.is_some();
        let text = text.map_or_else(|| NOTHING.to_owned(), |it| it + unit(self.indicator));
        let note = match held {
            Some(it) => self.note(it.value, day, counted),
            None => format!("{}：{day} 没有统计过，不能引用。", self.indicator.label),
        };
        Ok(Figure { asked: self.asked.to_owned(), text, note, link: Some(self.link(day)), is_told })
    }

    fn note(&self, it: Value, day: Date, counted: Option<Date>) -> String {
        let Indicator { label, about, shape, period, .. } = self.indicator;
        let about = about.trim_end_matches('。');
        let made_of = shape.made_of(it).map(|it| format!("{it}；")).unwrap_or_default();
        let missing = if it.is_incomplete() {
            format!("；数据不全：应报 {}，已报 {}", it.due, it.have)
        } else {
            String::new()
        };
        let old = counted.map(|it| i64::from((day - it).get_days()));
        let good = quality::quality(it, old).label();
        let counted = counted.map_or_else(|| "未统计".to_owned(), |it| format!("统计到 {it}"));
        format!(
            "{label}：{about}。{made_of}{}，截至 {day}（{counted}），数据质量{good}{missing}。",
            period.label()
        )
    }

    /// How the value of one day differs from another's: 下降1.58个百分点.
    async fn between(&self, tx: &mut Tx, (one, other): (Date, Date)) -> Result<Figure, Error> {
        let shape = &self.indicator.shape;
        let (a, b) = (self.held(tx, one).await?, self.held(tx, other).await?);
        let units =
            a.and_then(|it| shape.units(it.value)).zip(b.and_then(|it| shape.units(it.value)));
        let text = units.map(|(a, b)| {
            let unit = if shape.scale == 100 { "个百分点" } else { shape.unit.as_str() };
            changed(a - b, &shape.said((a - b).abs()), unit)
        });
        let of =
            |it: Option<Held>| it.map_or_else(|| NOTHING.to_owned(), |it| shape.told(it.value));
        let note = format!("{}：{one} 为 {}，{other} 为 {}。", self.indicator.label, of(a), of(b));
        Ok(Figure {
            asked: self.asked.to_owned(),
            is_told: text.is_some(),
            text: text.unwrap_or_else(|| NOTHING.to_owned()),
            note,
            link: Some(self.link(one)),
        })
    }
}

/// A change in words.
pub(crate) fn changed(units: i64, size: &str, unit: &str) -> String {
    match units {
        0 => "持平".to_owned(),
        it if it > 0 => format!("上升{size}{unit}"),
        _ => format!("下降{size}{unit}"),
    }
}

fn unit(indicator: &Indicator) -> &str {
    &indicator.shape.unit
}
