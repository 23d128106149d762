//! A list: filters, a table that becomes cards on a phone, acts on chosen rows, pages by key.

use maud::{Markup, Render, html};

use super::{Address, Button, Empty, Filters, Text, icon, say};

/// A column.
#[derive(Debug)]
pub struct Column<'a> {
    label: Text<'a>,
    class: Option<&'static str>,
    sort: Option<&'static str>,
}

impl<'a> Column<'a> {
    /// Words.
    pub fn text(label: impl Into<Text<'a>>) -> Self {
        Self { label: label.into(), class: None, sort: None }
    }

    /// Figures, set to the right.
    pub fn number(label: impl Into<Text<'a>>) -> Self {
        Self { label: label.into(), class: Some("num"), sort: None }
    }

    /// Dates, times, states: what must not break into two lines.
    pub fn short(label: impl Into<Text<'a>>) -> Self {
        Self { label: label.into(), class: Some("short"), sort: None }
    }

    /// Can be sorted by: `sort=key` in the address, `sort=-key` for the other way.
    #[must_use]
    pub fn sort(mut self, key: &'static str) -> Self {
        self.sort = Some(key);
        self
    }
}

/// A row: its key, what it is called, a cell a column. The first cell opens the record.
#[derive(Debug)]
pub struct Row<'a> {
    key: Text<'a>,
    name: Text<'a>,
    href: Option<Text<'a>>,
    cells: Vec<Markup>,
}

impl<'a> Row<'a> {
    /// A row that is sent as `key` when chosen, and read out as `name`.
    pub fn new(key: impl Into<Text<'a>>, name: impl Into<Text<'a>>) -> Self {
        Self { key: key.into(), name: name.into(), href: None, cells: Vec::new() }
    }

    /// The record behind it.
    #[must_use]
    pub fn link(mut self, href: impl Into<Text<'a>>) -> Self {
        self.href = Some(href.into());
        self
    }

    /// The next cell.
    #[must_use]
    pub fn cell(mut self, content: impl Render) -> Self {
        self.cells.push(content.render());
        self
    }
}

/// What can be done with chosen rows. The rows arrive as `row`, once each; with 全部 chosen,
/// `all=1` and the list's query as `filter`.
#[derive(Debug)]
pub struct Bulk<'a> {
    csrf: &'a Markup,
    buttons: Vec<Button<'a>>,
    all: bool,
}

impl<'a> Bulk<'a> {
    /// Nothing yet: add buttons, each with its own [`to`](Button::to).
    pub fn new(csrf: &'a Markup) -> Self {
        Self { csrf, buttons: Vec::new(), all: false }
    }

    /// An act.
    #[must_use]
    pub fn button(mut self, button: Button<'a>) -> Self {
        self.buttons.push(button);
        self
    }

    /// Offers to act on all that the filters let through, shown or not.
    #[must_use]
    pub fn or_all(mut self) -> Self {
        self.all = true;
        self
    }
}

/// A list of `what` (学生, 方案 …) at an address.
#[derive(Debug)]
pub struct List<'a> {
    what: Text<'a>,
    here: &'a Address,
    filters: Filters<'a>,
    columns: Vec<Column<'a>>,
    rows: Vec<Row<'a>>,
    bulk: Option<Bulk<'a>>,
    total: Option<i64>,
    next: Option<Text<'a>>,
    empty: Option<Empty<'a>>,
}

impl<'a> List<'a> {
    /// A list with neither columns nor rows yet.
    pub fn new(what: impl Into<Text<'a>>, here: &'a Address) -> Self {
        Self {
            what: what.into(),
            here,
            filters: Filters::new(here),
            columns: Vec::new(),
            rows: Vec::new(),
            bulk: None,
            total: None,
            next: None,
            empty: None,
        }
    }

    /// Search and filters.
    #[must_use]
    pub fn filters(mut self, filters: Filters<'a>) -> Self {
        self.filters = filters;
        self
    }

    /// The next column.
    #[must_use]
    pub fn column(mut self, column: Column<'a>) -> Self {
        self.columns.push(column);
        self
    }

    /// The rows of this page.
    #[must_use]
    pub fn rows(mut self, rows: impl IntoIterator<Item = Row<'a>>) -> Self {
        self.rows.extend(rows);
        self
    }

    /// What can be done with chosen rows.
    #[must_use]
    pub fn bulk(mut self, bulk: Bulk<'a>) -> Self {
        self.bulk = Some(bulk);
        self
    }

    /// How many there are in all.
    #[must_use]
    pub fn total(mut self, n: i64) -> Self {
        self.total = Some(n);
        self
    }

    /// The key after which the next page begins (`after` in the address); none on the last page.
    #[must_use]
    pub fn next(mut self, after: Option<impl Into<Text<'a>>>) -> Self {
        self.next = after.map(Into::into);
        self
    }

    /// What to say when there is nothing at all, and what to do about it.
    #[must_use]
    pub fn empty(mut self, empty: Empty<'a>) -> Self {
        self.empty = Some(empty);
        self
    }

    fn head_cell(&self, column: &Column) -> Markup {
        let Some(key) = column.sort else {
            return html! { th scope="col" class=[column.class] { (column.label) } };
        };
        let now = self.here.get("sort");
        let (up, down) = (now == key, now.strip_prefix('-') == Some(key));
        let next = if up { format!("-{key}") } else { key.to_owned() };
        let (said, drawing) = match (up, down) {
            (true, _) => (Some("ascending"), "arrow-up"),
            (_, true) => (Some("descending"), "arrow-down"),
            _ => (None, "arrows-sort"),
        };
        html! {
            th scope="col" class=[column.class] aria-sort=[said] {
                a.sort href=(self.here.without("after").with("sort", &next).href()) { (column.label) (icon(drawing)) }
            }
        }
    }

    fn row(&self, row: &Row) -> Markup {
        html! {
            tr {
                @if self.bulk.is_some() {
                    td.choose {
                        label { input.form-check-input type="checkbox" name="row" value=(row.key) data-row; span.visually-hidden { "选择 " (row.name) } }
                    }
                }
                @for (at, (cell, column)) in row.cells.iter().zip(&self.columns).enumerate() {
                    td class=[column.class] data-label=[(at > 0).then_some(&column.label)] {
                        @match (&row.href, at) {
                            (Some(href), 0) => { a.open href=(href) { (cell) } }
                            _ => (cell)
                        }
                    }
                }
            }
        }
    }

    fn table(&self) -> Markup {
        html! {
            div.table-box {
                table.rows {
                    caption.visually-hidden { (self.what) "列表" }
                    thead { tr {
                        @if self.bulk.is_some() {
                            th.choose scope="col" {
                                label.needs-script { input.form-check-input type="checkbox" data-rows; span.visually-hidden { "选择本页全部" } }
                                span.visually-hidden { "选择" }
                            }
                        }
                        @for column in &self.columns { (self.head_cell(column)) }
                    } }
                    tbody { @for row in &self.rows { (self.row(row)) } }
                }
            }
        }
    }

    fn bulk_bar(&self, bulk: &Bulk) -> Markup {
        html! {
            div.bulk {
                (bulk.csrf)
                input type="hidden" name="filter" value=(self.here.without("after").query());
                span.bulk-count.needs-script { "已选 " strong data-chosen { "0" } " 项" }
                @if let (true, Some(total)) = (bulk.all, self.total) {
                    label.form-check { input.form-check-input type="checkbox" name="all" value="1"; span { "全部 " (say::count(total)) " 项" } }
                }
                span.bulk-buttons { @for button in &bulk.buttons { (button) } }
            }
        }
    }

    fn foot(&self) -> Markup {
        let later = !self.here.get("after").is_empty();
        html! {
            div.list-foot {
                span.list-count data-count {
                    @if let Some(total) = self.total { "共 " strong { (say::count(total)) } " 条" @if later || self.next.is_some() { "，" } }
                    @if self.total.is_none() || later || self.next.is_some() { "本页 " (self.rows.len()) " 条" }
                }
                @if later || self.next.is_some() {
                    nav.paging aria-label="翻页" {
                        @if later { a.btn href=(self.here.without("after").href()) data-prefetch { "回到首页" } }
                        @if let Some(after) = &self.next {
                            a.btn href=(self.here.with("after", after).href()) rel="next" data-prefetch { "下一页" (icon("chevron-right")) }
                        }
                    }
                }
            }
        }
    }

    fn nothing(&self) -> Markup {
        if self.filters.narrows() {
            let cleared = self.filters.cleared().href();
            let hint = "换个说法，或去掉一些条件再试。";
            return Empty::new(format!("没有符合条件的{}", self.what))
                .hint(hint)
                .action(Button::link("清除条件", cleared))
                .render();
        }
        self.empty
            .as_ref()
            .map_or_else(|| Empty::new(format!("还没有{}", self.what)).render(), Render::render)
    }
}

impl Render for List<'_> {
    fn render(&self) -> Markup {
        let filtered = !self.filters.is_empty();
        html! {
            @if filtered { (self.filters) }
            div id=[filtered.then_some("list")] {
                @if filtered { (self.filters.chips()) }
                section.card.list aria-label={ (self.what) "列表" } {
                    @if self.rows.is_empty() {
                        (self.nothing())
                    } @else if let Some(bulk) = &self.bulk {
                        form method="post" { (self.table()) (self.bulk_bar(bulk)) }
                        (self.foot())
                    } @else {
                        (self.table())
                        (self.foot())
                    }
                }
            }
        }
    }
}
