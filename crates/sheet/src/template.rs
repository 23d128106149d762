//! Templates: an empty sheet that is easier to fill in right than wrong.
//!
//! Titles with stars where they are required, notes on them, drop-downs, text format where Excel
//! would drop digits, and a sheet that explains each column. No row stands between header and
//! data, so that a filled template is read like any other sheet.

use std::io;

use rust_xlsxwriter::{
    Color, DataValidation, DataValidationErrorStyle, DataValidationRule, DocProperties,
    ExcelDateTime, Format, FormatAlign, Formula, Note, Workbook, Worksheet, XlsxError,
};

use crate::{
    export::{DEMO_MARK, width},
    finding::letters,
    layout::{Column, Kind, Layout},
    skeleton::sheet_name,
};

/// Excel takes a drop-down's words themselves up to this many characters, else from a sheet.
const INLINE_WORDS: usize = 255;
pub(crate) const EXPLAINED: &str = "填写说明";
pub(crate) const OPTIONS: &str = "可选内容";

/// A template that is being put together.
#[derive(Debug, Clone)]
pub struct Template<'t> {
    layout: &'t Layout,
    demo: bool,
    rows: u32,
    lists: Vec<(String, Vec<String>)>,
}

impl<'t> Template<'t> {
    /// The template of a layout, with drop-downs for its choices.
    pub fn new(layout: &'t Layout) -> Self {
        Self { layout, demo: false, rows: 5_000, lists: Vec::new() }
    }

    /// Marks it as one of a demonstration.
    #[must_use]
    pub fn demo(mut self) -> Self {
        self.demo = true;
        self
    }

    /// Offers `words` in the column `key`; others may be typed as well.
    #[must_use]
    pub fn list(mut self, key: &str, words: &[&str]) -> Self {
        self.lists.push((key.to_owned(), words.iter().map(|it| (*it).to_owned()).collect()));
        self
    }

    /// The template as an xlsx.
    pub fn build(&self) -> io::Result<Vec<u8>> {
        self.workbook().map_err(io::Error::other)
    }

    fn workbook(&self) -> Result<Vec<u8>, XlsxError> {
        let mut book = Workbook::new();
        // The same template is the same bytes, whenever it is made.
        let made = ExcelDateTime::from_ymd(2020, 1, 1)?;
        book.set_properties(&DocProperties::new().set_creation_datetime(&made));
        let mut options = Vec::new();
        let sheet = book.add_worksheet().set_name(sheet_name(&self.layout.name))?;
        self.write_sheet(sheet, &mut options)?;
        let explained = book.add_worksheet().set_name(EXPLAINED)?;
        self.write_explanation(explained)?;
        if !options.is_empty() {
            let sheet = book.add_worksheet().set_name(OPTIONS)?;
            for (at, (title, words)) in (0u16..).zip(&options) {
                sheet.write_string_with_format(0, at, title, &head(false))?;
                sheet.write_column(1, at, words.iter().map(String::as_str))?;
                sheet.set_column_width(at, 16)?;
            }
        }
        book.save_to_buffer()
    }

    fn write_sheet(
        &self,
        sheet: &mut Worksheet,
        options: &mut Vec<(String, Vec<String>)>,
    ) -> Result<(), XlsxError> {
        let head_row = u32::from(self.demo);
        if self.demo {
            sheet.write_string_with_format(0, 0, DEMO_MARK, &mark())?;
            sheet.set_header(format!("&C{DEMO_MARK}"));
        }
        let (first, last) = (head_row + 1, head_row + self.rows);
        for (at, column) in (0u16..).zip(&self.layout.columns) {
            let star = if column.required { "*" } else { "" };
            let title = format!("{star}{}", column.title);
            sheet.write_string_with_format(head_row, at, &title, &head(column.required))?;
            sheet.insert_note(
                head_row,
                at,
                &Note::new(self.explain(column)).add_author_prefix(false),
            )?;
            sheet.set_column_width(at, width(&title, &column.kind))?;
            sheet.set_column_format(at, &cell(&column.kind))?;
            if let Some(rule) = self.rule(column, options)? {
                sheet.add_data_validation(first, at, last, at, &rule)?;
            }
        }
        sheet.set_freeze_panes(head_row + 1, 0)?;
        Ok(())
    }

    /// What Excel itself checks while people type.
    fn rule(
        &self,
        column: &Column,
        options: &mut Vec<(String, Vec<String>)>,
    ) -> Result<Option<DataValidation>, XlsxError> {
        let (from, to) =
            (ExcelDateTime::from_ymd(1900, 3, 1)?, ExcelDateTime::from_ymd(2199, 12, 31)?);
        let rule = DataValidation::new();
        let rule = match &column.kind {
            Kind::YesNo => rule.allow_list_strings(&["是", "否"])?,
            Kind::Choice(words) => drop_down(rule, column, words, options)?,
            Kind::Date => rule.allow_date(DataValidationRule::Between(from, to)),
            Kind::Code { digits: digits @ 1.. } => {
                rule.allow_text_length(DataValidationRule::EqualTo(u32::from(*digits)))
            }
            Kind::IdNumber => rule.allow_text_length(DataValidationRule::LessThanOrEqualTo(20)),
            Kind::Text => match self.lists.iter().find(|(key, _)| *key == column.key) {
                // What is offered need not be taken.
                Some((_, words)) => {
                    drop_down(rule, column, words, options)?.show_error_message(false)
                }
                None => return Ok(None),
            },
            _ => return Ok(None),
        };
        let style = match column.kind {
            Kind::Date => DataValidationErrorStyle::Warning,
            _ => DataValidationErrorStyle::Stop,
        };
        let advice: String = self.explain(column).chars().take(200).collect();
        Ok(Some(rule.set_error_style(style).set_error_title("请核对")?.set_error_message(advice)?))
    }

    fn write_explanation(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        let titles = ["列名", "必填", "怎么填"];
        let wrap = Format::new().set_text_wrap().set_align(FormatAlign::Top);
        for (at, (title, width)) in (0u16..).zip(titles.into_iter().zip([24, 8, 90])) {
            sheet.write_string_with_format(0, at, title, &head(false))?;
            sheet.set_column_width(at, width)?;
        }
        for (row, column) in (1u32..).zip(&self.layout.columns) {
            sheet.write_string(row, 0, &column.title)?;
            sheet.write_string(row, 1, if column.required { "必填" } else { "" })?;
            sheet.write_string_with_format(row, 2, self.explain(column), &wrap)?;
        }
        if self.demo {
            sheet.set_header(format!("&C{DEMO_MARK}"));
        }
        sheet.set_freeze_panes(1, 0)?;
        Ok(())
    }

    /// How a column is filled in, in a sentence or two.
    fn explain(&self, column: &Column) -> String {
        let offered = self.lists.iter().find(|(key, _)| *key == column.key);
        let kind = match &column.kind {
            Kind::Text if offered.is_some() => "从下拉列表中选择，或直接填写".to_owned(),
            Kind::Text => "填文字".to_owned(),
            Kind::Code { digits: 0 } => "填数字编码，已设为文本，开头的 0 会保留".to_owned(),
            Kind::Code { digits } => format!("填 {digits} 位数字，已设为文本，开头的 0 会保留"),
            Kind::IdNumber => {
                "填完整证件号码，已设为文本；请不要改成数字格式，否则末几位会丢失".to_owned()
            }
            Kind::Phone => "填手机号，或区号-号码".to_owned(),
            Kind::Integer => "填整数，不写单位".to_owned(),
            Kind::Decimal { places } => format!("填数字，最多 {places} 位小数，不写单位"),
            Kind::Money => "填金额，单位元，最多两位小数".to_owned(),
            Kind::Date => "填日期，如 2010-03-05".to_owned(),
            Kind::Month => "填年月，如 2016-09".to_owned(),
            Kind::YesNo => "填“是”或“否”".to_owned(),
            Kind::Choice(words) if words.len() <= 12 => format!("从中选择：{}", words.join("、")),
            Kind::Choice(_) => "从下拉列表中选择".to_owned(),
        };
        let required = if column.filled { "必填。" } else { "" };
        let note =
            if column.note.is_empty() { String::new() } else { format!("{}。", column.note) };
        format!("{required}{kind}。{note}")
    }
}

/// A drop-down of words: written into the rule, or kept on a sheet of their own.
fn drop_down(
    rule: DataValidation,
    column: &Column,
    words: &[String],
    options: &mut Vec<(String, Vec<String>)>,
) -> Result<DataValidation, XlsxError> {
    let inline = words.join(",").chars().count() <= INLINE_WORDS
        && !words.iter().any(|it| it.contains(',') || it.contains('"'));
    if inline {
        return rule.allow_list_strings(words);
    }
    let letters = letters(u16::try_from(options.len()).unwrap_or(u16::MAX));
    let place = format!("={OPTIONS}!${letters}$2:${letters}${}", words.len() + 1);
    options.push((column.title.clone(), words.to_vec()));
    Ok(rule.allow_list_formula(Formula::new(place)))
}

fn head(required: bool) -> Format {
    let colour = if required { Color::RGB(0x00FF_F2CC) } else { Color::RGB(0x00E8_EEF7) };
    Format::new().set_bold().set_background_color(colour).set_num_format("@")
}

fn mark() -> Format {
    Format::new().set_bold().set_font_color(Color::RGB(0x00C0_0000))
}

fn cell(kind: &Kind) -> Format {
    match kind {
        Kind::Integer => Format::new().set_num_format("0"),
        Kind::Money | Kind::Decimal { places: 2 } => Format::new().set_num_format("0.00"),
        Kind::Decimal { .. } => Format::new(),
        Kind::Date => Format::new().set_num_format("yyyy\\-mm\\-dd"),
        _ => Format::new().set_num_format("@"),
    }
}
