//! Word: the paragraphs and tables of `word/document.xml`. What was deleted under track changes is
//! left out, what was inserted is in.

use quick_xml::{
    Reader, XmlVersion,
    events::{BytesStart, Event},
};

use crate::{
    Block, Extract, Refusal,
    grid::{Grid, Span},
};

/// A table that is open, with its row and cell.
#[derive(Default)]
struct Open {
    grid: Grid,
    row: Vec<Span>,
    cell: String,
    columns: usize,
    goes_on: bool,
}

#[derive(Default)]
struct Body {
    blocks: Vec<Block>,
    tables: Vec<Open>,
    line: String,
    in_text: bool,
    /// How deep within what an older program would show instead: it says everything twice.
    fallback: usize,
}

pub(crate) fn read(xml: &str) -> Result<Extract, Refusal> {
    let mut reader = Reader::from_str(xml);
    let mut body = Body::default();
    loop {
        match reader.read_event().map_err(Refusal::damaged)? {
            Event::Start(it) => body.open(&it)?,
            Event::Empty(it) => {
                body.open(&it)?;
                body.close(it.local_name().as_ref());
            }
            Event::End(it) => body.close(it.local_name().as_ref()),
            Event::Text(it) if body.in_text && body.fallback == 0 => {
                body.line.push_str(&it.xml_content(XmlVersion::Implicit1_0));
            }
            Event::GeneralRef(it) if body.in_text && body.fallback == 0 => {
                let name: &str = it.as_ref();
                body.line.push_str(&crate::html::entity(name).unwrap_or_default());
            }
            Event::Eof => return Ok(Extract { blocks: body.blocks, remarks: Vec::new() }),
            _ => {}
        }
    }
}

impl Body {
    fn open(&mut self, element: &BytesStart<'_>) -> Result<(), Refusal> {
        let name = element.local_name();
        match name.as_ref() {
            "Fallback" => self.fallback += 1,
            "t" => self.in_text = true,
            "tab" if self.fallback == 0 => self.line.push('\t'),
            "br" | "cr" if self.fallback == 0 => self.line.push('\n'),
            "tbl" => self.tables.push(Open::default()),
            "tc" => {
                if let Some(it) = self.tables.last_mut() {
                    (it.columns, it.goes_on) = (1, false);
                    it.cell.clear();
                }
            }
            "gridSpan" => {
                let value = value(element)?.and_then(|it| it.parse().ok());
                if let (Some(it), Some(value)) = (self.tables.last_mut(), value) {
                    it.columns = value;
                }
            }
            "vMerge" => {
                let restarts = value(element)?.is_some_and(|it| it == "restart");
                if let Some(it) = self.tables.last_mut() {
                    it.goes_on = !restarts;
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn close(&mut self, name: &str) {
        match name {
            "Fallback" => self.fallback = self.fallback.saturating_sub(1),
            "t" => self.in_text = false,
            "p" if self.fallback == 0 => self.paragraph(),
            "tc" => {
                let Some(it) = self.tables.last_mut() else { return };
                let at = it.row.iter().map(|it| it.columns).sum();
                let text = if it.goes_on { it.grid.above(at) } else { it.cell.trim().to_owned() };
                it.row.push(Span { text, columns: it.columns, rows: 1 });
            }
            "tr" => {
                if let Some(it) = self.tables.last_mut() {
                    it.grid.row(std::mem::take(&mut it.row));
                }
            }
            "tbl" => self.table(),
            _ => {}
        }
    }

    fn paragraph(&mut self) {
        let line = std::mem::take(&mut self.line);
        match self.tables.last_mut() {
            Some(it) => {
                it.cell.push_str(&line);
                it.cell.push('\n');
            }
            None => self.blocks.extend(line.split('\n').map(|it| Block::Line(it.to_owned()))),
        }
    }

    /// A table within a cell becomes lines of the cell.
    fn table(&mut self) {
        let Some(done) = self.tables.pop() else { return };
        let blocks = done.grid.blocks();
        let Some(outer) = self.tables.last_mut() else {
            self.blocks.extend(blocks);
            return;
        };
        for block in blocks {
            match block {
                Block::Line(text) => outer.cell.push_str(&text),
                Block::Table(rows) => {
                    let rows: Vec<String> = rows.iter().map(|it| it.join("，")).collect();
                    outer.cell.push_str(&rows.join("\n"));
                }
            }
            outer.cell.push('\n');
        }
    }
}

/// `w:val`.
fn value(element: &BytesStart<'_>) -> Result<Option<String>, Refusal> {
    for it in element.attributes().with_checks(false) {
        let it = it.map_err(Refusal::damaged)?;
        if it.key.local_name().as_ref() == "val" {
            return Ok(Some(it.value.into_owned()));
        }
    }
    Ok(None)
}
