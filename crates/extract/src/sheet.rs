//! Excel: each sheet is a table, with what is merged in it spread out.

use std::io::Cursor;

use calamine::{Data, Reader as _, SheetVisible, Xlsx};

use crate::{
    Block, Extract, Refusal, Remark,
    grid::{Grid, Span},
};

pub(crate) fn read(bytes: &[u8]) -> Result<Extract, Refusal> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(Refusal::damaged)?;
    let sheets: Vec<(String, bool)> = book
        .sheets_metadata()
        .iter()
        .map(|it| (it.name.clone(), it.visible != SheetVisible::Visible))
        .collect();
    let (mut blocks, mut hidden) = (Vec::new(), Vec::new());
    for (name, is_hidden) in sheets {
        let before = blocks.len();
        table(&mut book, &name, &mut blocks)?;
        if is_hidden && blocks.len() > before {
            hidden.push(name);
        }
    }
    let remarks = if hidden.is_empty() { Vec::new() } else { vec![Remark::HiddenSheets(hidden)] };
    Ok(Extract { blocks, remarks })
}

fn table(
    book: &mut Xlsx<Cursor<&[u8]>>,
    name: &str,
    blocks: &mut Vec<Block>,
) -> Result<(), Refusal> {
    let range = book.worksheet_range(name).map_err(Refusal::damaged)?;
    let merged = book.merge_cells_by_sheet_name(name).map_err(Refusal::damaged)?;
    let Some((top, left)) = range.start() else { return Ok(()) };
    let mut grid = Grid::default();
    for (at, row) in range.rows().enumerate() {
        let line = top.saturating_add(u32::try_from(at).unwrap_or(u32::MAX));
        let cells = row.iter().enumerate().map(|(at, cell)| {
            let column = left.saturating_add(u32::try_from(at).unwrap_or(u32::MAX));
            let over = merged.iter().find(|it| it.contains(line, column));
            let first = over.and_then(|it| range.get_value(it.start));
            Span { text: shown(first.unwrap_or(cell)), columns: 1, rows: 1 }
        });
        grid.row(cells.collect());
    }
    blocks.extend(grid.blocks());
    Ok(())
}

/// As people see it; a number without the .0 that Excel stores.
fn shown(cell: &Data) -> String {
    match cell {
        Data::Error(_) => String::new(),
        it => it.to_string(),
    }
}
