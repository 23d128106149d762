//! Patches the XML of a sheet as it streams by: marked cells change, the rest passes.

use std::{
    collections::BTreeMap,
    io::{BufReader, BufWriter, Read, Write},
    iter::Peekable,
};

use quick_xml::{
    Reader, Writer,
    events::{BytesEnd, BytesStart, Event},
};

use super::{
    plan::{Mark, Plan},
    styles::{Styles, prefix_of},
};
use crate::{
    finding::{Severity, letters, parse_reference},
    package::attribute,
    refusal::Refusal,
    sheet_xml::{Content, MAIN, push_cell},
};

/// A sheet that is being patched.
pub(crate) struct Patch<'p, 't, R, W: Write> {
    xml: Reader<BufReader<R>>,
    out: Writer<BufWriter<W>>,
    plan: &'p Plan,
    styles: &'p mut Styles<'t>,
    /// Whether an earlier answer's marks must come off.
    unmark: bool,
    namespace: String,
    /// Default styles of columns, from 1.
    columns: Vec<(u32, u32, u32)>,
    has_columns: bool,
    /// The row that was last begun, from 1.
    row: u32,
    current: Option<Current<'p>>,
}

/// The row in which cells change.
struct Current<'p> {
    coming: Peekable<std::collections::btree_map::Iter<'p, u16, Mark>>,
    prefix: String,
    /// The row's own default style.
    style: Option<u32>,
    /// Where a cell stands that does not say.
    next_column: u16,
}

/// What the patched sheet told.
pub(crate) struct Patched {
    pub(crate) namespace: String,
}

static NOTHING: BTreeMap<u16, Mark> = BTreeMap::new();

impl<'p, 't, R: Read, W: Write> Patch<'p, 't, R, W> {
    /// `again` says that an earlier answer's marks must come off.
    pub(crate) fn new(
        from: R,
        to: W,
        plan: &'p Plan,
        styles: &'p mut Styles<'t>,
        again: bool,
    ) -> Self {
        Self {
            xml: Reader::from_reader(BufReader::with_capacity(1 << 16, from)),
            out: Writer::new(BufWriter::with_capacity(1 << 16, to)),
            plan,
            unmark: again || styles.has_ours(),
            styles,
            namespace: MAIN.to_owned(),
            columns: Vec::new(),
            has_columns: false,
            row: 0,
            current: None,
        }
    }

    /// Copies the sheet, patching it on the way.
    pub(crate) fn run(mut self) -> Result<Patched, Refusal> {
        let mut buffer = Vec::new();
        loop {
            buffer.clear();
            match self.xml.read_event_into(&mut buffer).map_err(Refusal::damaged)? {
                Event::Eof => break,
                Event::Start(element) => self.start(&element, false)?,
                Event::Empty(element) => self.start(&element, true)?,
                Event::End(element) => self.end(&element)?,
                other => self.put(other)?,
            }
        }
        self.out.into_inner().flush().map_err(Refusal::not_written)?;
        Ok(Patched { namespace: self.namespace })
    }

    fn put<'e>(&mut self, event: impl Into<Event<'e>>) -> Result<(), Refusal> {
        self.out.write_event(event).map_err(Refusal::not_written)
    }

    fn put_element(&mut self, element: &BytesStart<'_>, empty: bool) -> Result<(), Refusal> {
        let element = element.borrow();
        self.put(if empty { Event::Empty(element) } else { Event::Start(element) })
    }

    fn start(&mut self, element: &BytesStart<'_>, empty: bool) -> Result<(), Refusal> {
        match element.local_name().as_ref() {
            "c" => self.cell(element, empty),
            "row" => self.begin_row(element, empty),
            "worksheet" => {
                let prefix = prefix_of(element);
                let name = match prefix.trim_end_matches(':') {
                    "" => "xmlns".to_owned(),
                    prefix => format!("xmlns:{prefix}"),
                };
                self.namespace = attribute(element, &name)?.unwrap_or_else(|| MAIN.to_owned());
                self.put_element(element, empty)
            }
            "dimension" => self.dimension(element, empty),
            "col" => {
                let number = |name| -> Result<u32, Refusal> {
                    Ok(attribute(element, name)?.and_then(|it| it.parse().ok()).unwrap_or_default())
                };
                self.columns.push((number("min")?, number("max")?, number("style")?));
                self.put_element(element, empty)
            }
            "sheetData" => {
                let prefix = prefix_of(element);
                if !self.has_columns {
                    let cols = format!("{prefix}cols");
                    self.put(Event::Start(BytesStart::new(cols.as_str())))?;
                    self.reason_column(&prefix)?;
                    self.put(Event::End(BytesEnd::new(cols.as_str())))?;
                }
                self.put(Event::Start(element.borrow()))?;
                if empty {
                    self.missing_rows(u32::MAX, &prefix)?;
                    self.put(Event::End(element.to_end()))?;
                }
                Ok(())
            }
            _ => self.put_element(element, empty),
        }
    }

    fn end(&mut self, element: &BytesEnd<'_>) -> Result<(), Refusal> {
        let name = element.name();
        let prefix = name.as_ref().rfind(':').map_or("", |at| &name.as_ref()[..=at]);
        match element.local_name().as_ref() {
            "row" => self.finish_row()?,
            "cols" => {
                self.has_columns = true;
                self.reason_column(prefix)?;
            }
            "sheetData" => self.missing_rows(u32::MAX, prefix)?,
            _ => {}
        }
        self.put(Event::End(element.borrow()))
    }

    /// Gives the column of reasons a width, unless the sheet says something about it.
    fn reason_column(&mut self, prefix: &str) -> Result<(), Refusal> {
        let column = u32::from(self.plan.reasons) + 1;
        if self.columns.iter().any(|(_, max, _)| *max >= column) {
            return Ok(());
        }
        let column = column.to_string();
        let mut element = BytesStart::new(format!("{prefix}col"));
        element.push_attribute(("min", column.as_str()));
        element.push_attribute(("max", column.as_str()));
        element.push_attribute(("width", "60"));
        element.push_attribute(("customWidth", "1"));
        self.put(Event::Empty(element))
    }

    /// Tells readers that the sheet reaches to the reasons.
    fn dimension(&mut self, element: &BytesStart<'_>, empty: bool) -> Result<(), Refusal> {
        let old = attribute(element, "ref")?.unwrap_or_default();
        let (from, to) = old.split_once(':').unwrap_or((&old, &old));
        let (Some(from), Some(to)) = (parse_reference(from), parse_reference(to)) else {
            return self.put_element(element, empty);
        };
        let name = |(row, column): (u32, u16)| format!("{}{}", letters(column), row + 1);
        let row = to.0.max(self.plan.last_row().saturating_sub(1));
        let end = name((row, to.1.max(self.plan.reasons)));
        let new = without(element, &["ref"], &[("ref", &format!("{}:{end}", name(from)))]);
        self.put_element(&new, empty)
    }

    fn begin_row(&mut self, element: &BytesStart<'_>, empty: bool) -> Result<(), Refusal> {
        let number = attribute(element, "r")?.and_then(|it| it.parse().ok());
        let number = number.unwrap_or(self.row + 1);
        let prefix = prefix_of(element);
        self.missing_rows(number, &prefix)?;
        self.row = number;
        let marks = self.plan.row(number);
        if marks.is_none() && !self.unmark {
            return self.put_element(element, empty);
        }
        let style = attribute(element, "s")?.and_then(|it| it.parse().ok());
        self.current = Some(Current {
            coming: marks.unwrap_or(&NOTHING).iter().peekable(),
            prefix,
            style,
            next_column: 0,
        });
        // The row's `spans` says where its cells end, which is no longer so.
        self.put(Event::Start(without(element, &["spans"], &[])))?;
        if empty {
            self.finish_row()?;
            self.put(Event::End(element.to_end()))?;
        }
        Ok(())
    }

    fn finish_row(&mut self) -> Result<(), Refusal> {
        self.missing_cells(u16::MAX)?;
        self.current = None;
        Ok(())
    }

    fn cell(&mut self, element: &BytesStart<'_>, empty: bool) -> Result<(), Refusal> {
        let Some(current) = &self.current else { return self.put_element(element, empty) };
        let place = attribute(element, "r")?;
        let place = place.as_deref().and_then(parse_reference).map(|(_, column)| column);
        let column = place.unwrap_or(current.next_column);
        self.missing_cells(column)?;
        let Some(current) = &mut self.current else { return Ok(()) };
        current.next_column = column.saturating_add(1);
        let mark = current.coming.next_if(|(at, _)| **at == column).map(|(_, mark)| mark);
        let style = attribute(element, "s")?.and_then(|it| it.parse().ok());
        let plain: u32 = style.unwrap_or_default();
        if column == self.plan.reasons {
            // What an earlier answer wrote here is replaced, or dropped where all is well now.
            if !empty {
                self.skip(element)?;
            }
            return mark.map_or(Ok(()), |mark| self.new_cell(column, mark, plain));
        }
        let severity = mark.map(Mark::severity);
        if severity.is_none() && !self.styles.is_ours(plain) {
            return self.put_element(element, empty);
        }
        let style = self.styles.twin(plain, severity).to_string();
        self.put_element(&without(element, &["s"], &[("s", &style)]), empty)
    }

    /// Passes over the rest of an element.
    fn skip(&mut self, element: &BytesStart<'_>) -> Result<(), Refusal> {
        let mut buffer = Vec::new();
        self.xml.read_to_end_into(element.name(), &mut buffer).map_err(Refusal::damaged)?;
        Ok(())
    }

    /// Writes the marked cells before `column` that the sheet does not write.
    fn missing_cells(&mut self, column: u16) -> Result<(), Refusal> {
        while let Some(current) = &mut self.current
            && let Some((at, mark)) = current.coming.next_if(|(at, _)| **at < column)
        {
            let (at, row_style) = (*at, current.style);
            let number = u32::from(at) + 1;
            let of_column = self.columns.iter().find(|it| (it.0..=it.1).contains(&number));
            let base = row_style.or(of_column.map(|it| it.2)).unwrap_or_default();
            self.new_cell(at, mark, base)?;
        }
        Ok(())
    }

    fn new_cell(&mut self, column: u16, mark: &Mark, base: u32) -> Result<(), Refusal> {
        let reference = format!("{}{}", letters(column), self.row);
        let severity = mark.severity().max(Severity::Warning);
        let (style, content) = match mark {
            Mark::Fill(_) => (self.styles.twin(base, Some(severity)), Content::Empty),
            Mark::Text(_, text) => (self.styles.twin(0, Some(severity)), Content::Text(text)),
        };
        let prefix = self.current.as_ref().map_or("", |it| it.prefix.as_str());
        let mut line = Vec::new();
        push_cell(&mut line, prefix, &reference, style, &content)
            .and_then(|()| self.out.get_mut().write_all(&line))
            .map_err(Refusal::not_written)
    }

    /// Writes the marked rows before `number` that the sheet does not write.
    fn missing_rows(&mut self, number: u32, prefix: &str) -> Result<(), Refusal> {
        let plan = self.plan;
        for (row, marks) in plan.between(self.row, number) {
            self.row = row;
            let name = format!("{prefix}row");
            let mut element = BytesStart::new(name.as_str());
            element.push_attribute(("r", row.to_string().as_str()));
            self.put(Event::Start(element))?;
            self.current = Some(Current {
                coming: marks.iter().peekable(),
                prefix: prefix.to_owned(),
                style: None,
                next_column: 0,
            });
            self.finish_row()?;
            self.put(Event::End(BytesEnd::new(name.as_str())))?;
        }
        Ok(())
    }
}

/// The element without some attributes and with others.
fn without<'e>(element: &BytesStart<'_>, drop: &[&str], add: &[(&str, &str)]) -> BytesStart<'e> {
    let mut new = BytesStart::new(element.name().as_ref().to_owned());
    for it in element.attributes().with_checks(false).flatten() {
        if !drop.contains(&it.key.as_ref()) {
            new.push_attribute(it);
        }
    }
    for it in add {
        new.push_attribute(*it);
    }
    new
}
