//! A picture of figures, with the same figures in a table behind it for paper, for readers of
//! screens, and where no script runs. Axes start at zero.

use maud::{Markup, PreEscaped, Render, html};
use serde_json::{Value, json};

use super::{Text, Tone, icon, say};
use crate::assets;

#[derive(Debug, Clone, Copy)]
enum Kind {
    Bars,
    Columns,
    Lines,
    Ring,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Bars => "bars",
            Self::Columns => "columns",
            Self::Lines => "lines",
            Self::Ring => "ring",
        }
    }
}

/// A rate in per cent as a chart draws it, rounded as the same rate is written; `None` of nothing.
pub fn rate(part: i64, whole: i64) -> Option<f64> {
    let hundredths = i32::try_from(say::hundredths(part, whole)?).ok()?;
    Some(f64::from(hundredths) / 100.0)
}

/// A chart. Floats will do here: it is a picture, and decides nothing.
#[derive(Debug)]
pub struct Chart<'a> {
    kind: Kind,
    title: Text<'a>,
    across: Text<'a>,
    unit: Text<'a>,
    decimals: u8,
    labels: Vec<Text<'a>>,
    series: Vec<(Text<'a>, Vec<Option<f64>>)>,
    mark: Option<(Text<'a>, f64)>,
    links: Vec<Text<'a>>,
    tones: Vec<Tone>,
    max: Option<f64>,
    sheet: Option<Text<'a>>,
}

impl<'a> Chart<'a> {
    fn new<L: Into<Text<'a>>>(
        kind: Kind,
        title: impl Into<Text<'a>>,
        across: impl Into<Text<'a>>,
        labels: impl IntoIterator<Item = L>,
    ) -> Self {
        Self {
            kind,
            title: title.into(),
            across: across.into(),
            unit: Text::default(),
            decimals: 0,
            labels: labels.into_iter().map(Into::into).collect(),
            series: Vec::new(),
            mark: None,
            links: Vec::new(),
            tones: Vec::new(),
            max: None,
            sheet: None,
        }
    }

    /// Bars to the right, one a label: to compare towns or schools, in the order given.
    pub fn bars<L: Into<Text<'a>>>(
        title: impl Into<Text<'a>>,
        across: impl Into<Text<'a>>,
        labels: impl IntoIterator<Item = L>,
    ) -> Self {
        Self::new(Kind::Bars, title, across, labels)
    }

    /// Columns, one a label: counts by month or grade.
    pub fn columns<L: Into<Text<'a>>>(
        title: impl Into<Text<'a>>,
        across: impl Into<Text<'a>>,
        labels: impl IntoIterator<Item = L>,
    ) -> Self {
        Self::new(Kind::Columns, title, across, labels)
    }

    /// Lines over time.
    pub fn lines<L: Into<Text<'a>>>(
        title: impl Into<Text<'a>>,
        across: impl Into<Text<'a>>,
        labels: impl IntoIterator<Item = L>,
    ) -> Self {
        Self::new(Kind::Lines, title, across, labels)
    }

    /// Parts of a whole, five at most.
    pub fn ring<L: Into<Text<'a>>>(
        title: impl Into<Text<'a>>,
        across: impl Into<Text<'a>>,
        labels: impl IntoIterator<Item = L>,
    ) -> Self {
        Self::new(Kind::Ring, title, across, labels)
    }

    /// A row of values, one a label; `None` where there is none.
    #[must_use]
    pub fn series<V: Into<Option<f64>>>(
        mut self,
        name: impl Into<Text<'a>>,
        values: impl IntoIterator<Item = V>,
    ) -> Self {
        let values: Vec<_> = values.into_iter().map(Into::into).collect();
        debug_assert_eq!(values.len(), self.labels.len(), "a value a label");
        self.series.push((name.into(), values));
        self
    }

    /// What the values are counted in, and their decimals.
    #[must_use]
    pub fn unit(mut self, word: impl Into<Text<'a>>, decimals: u8) -> Self {
        self.unit = word.into();
        self.decimals = decimals;
        self
    }

    /// A line across: the target, or the county as a whole.
    #[must_use]
    pub fn mark(mut self, words: impl Into<Text<'a>>, at: f64) -> Self {
        self.mark = Some((words.into(), at));
        self
    }

    /// The list behind each label.
    #[must_use]
    pub fn links<H: Into<Text<'a>>>(mut self, hrefs: impl IntoIterator<Item = H>) -> Self {
        self.links = hrefs.into_iter().map(Into::into).collect();
        self
    }

    /// The state of each part of a ring, for its colour.
    #[must_use]
    pub fn tones(mut self, tones: impl IntoIterator<Item = Tone>) -> Self {
        self.tones = tones.into_iter().collect();
        self
    }

    /// Where the axis ends: 100 for rates.
    #[must_use]
    pub fn max(mut self, end: f64) -> Self {
        self.max = Some(end);
        self
    }

    /// Where its table comes out as a workbook.
    #[must_use]
    pub fn sheet(mut self, href: impl Into<Text<'a>>) -> Self {
        self.sheet = Some(href.into());
        self
    }

    fn data(&self) -> Value {
        let series: Vec<_> = self
            .series
            .iter()
            .map(|(name, values)| json!({ "name": name, "values": values }))
            .collect();
        json!({
            "kind": self.kind.name(),
            "unit": self.unit,
            "decimals": self.decimals,
            "labels": self.labels,
            "series": series,
            "mark": self.mark.as_ref().map(|(label, value)| json!({ "label": label, "value": value })),
            "links": (!self.links.is_empty()).then_some(&self.links),
            "tones": (!self.tones.is_empty()).then(|| self.tones.iter().map(|it| it.name()).collect::<Vec<_>>()),
            "max": self.max,
        })
    }

    fn height(&self) -> &'static str {
        match (self.kind, self.labels.len()) {
            (Kind::Bars, ..=5) => "chart-canvas chart-low",
            (Kind::Bars, 6..=12) => "chart-canvas chart-middle",
            (Kind::Bars, 13..) => "chart-canvas chart-high",
            _ => "chart-canvas",
        }
    }

    fn table(&self) -> Markup {
        html! {
            table.rows {
                caption.visually-hidden { (self.title) }
                thead { tr {
                    th scope="col" { (self.across) }
                    @for (name, _) in &self.series { th.num scope="col" { (name) } }
                } }
                tbody {
                    @for (at, label) in self.labels.iter().enumerate() {
                        tr {
                            th scope="row" {
                                @if let Some(href) = self.links.get(at) { a href=(href) { (label) } } @else { (label) }
                            }
                            @for (_, values) in &self.series { td.num { (self.said(values.get(at).copied().flatten())) } }
                        }
                    }
                }
                @if let Some((words, value)) = &self.mark {
                    tfoot { tr {
                        th scope="row" { (words) }
                        td.num colspan=(self.series.len()) { (self.said(Some(*value))) }
                    } }
                }
            }
        }
    }

    fn said(&self, value: Option<f64>) -> String {
        let Some(value) = value else { return "无数据".to_owned() };
        let plain = format!("{value:.*}", usize::from(self.decimals));
        let (whole, rest) =
            plain.split_once('.').map_or((plain.as_str(), None), |(w, r)| (w, Some(r)));
        let whole = whole.parse().map_or_else(|_| whole.to_owned(), say::count);
        rest.map_or_else(
            || format!("{whole}{}", self.unit),
            |rest| format!("{whole}.{rest}{}", self.unit),
        )
    }
}

impl Render for Chart<'_> {
    fn render(&self) -> Markup {
        // A `<` in the data must not end the script tag that holds it.
        let data = self.data().to_string().replace('<', "\\u003c");
        html! {
            figure.chart {
                div.chart-picture {
                    div class=(self.height()) role="img" aria-label={ (self.title) "，图中数据见表格" } {}
                    button.chart-toggle.needs-script type="button" data-chart-toggle aria-pressed="false" { (icon("list")) "看表格" }
                }
                div.chart-table { (self.table()) }
                div.chart-out {
                    @if let Some(href) = &self.sheet { a href=(href) { (icon("download")) "表格导出" } }
                    button.needs-script type="button" data-chart-save=(self.title) { (icon("download")) "图片" }
                }
                script type="application/json" { (PreEscaped(data)) }
                script type="module" src=(assets::url("charts.js")) {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_data_cannot_end_its_own_script_and_the_table_says_the_same() {
        let chart = Chart::bars("参与率", "镇街", ["</script><b>", "周巷"])
            .series("参与率", [Some(82.98), None])
            .unit("%", 2);
        let page = chart.render().into_string();
        assert!(!page.contains("</script><b>"));
        assert!(page.contains("82.98%") && page.contains("无数据"));
    }

    #[test]
    fn values_are_said_with_thousands_apart() {
        let chart = Chart::columns("人数", "月", ["9 月"]).unit(" 人", 1);
        assert_eq!(chart.said(Some(98_746.25)), "98,746.2 人");
    }
}
