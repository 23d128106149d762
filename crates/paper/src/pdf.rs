//! The pages as PDF: A4, each stretch of text put where the standard's grid wants it. The same document
//! gives the same bytes.

use krilla::{
    Document as Pdf,
    color::rgb,
    geom::{PathBuilder, Point, Rect},
    metadata::Metadata,
    page::PageSettings,
    paint::Fill,
    surface::Surface,
    text::{Font, TextDirection},
};
use qrcode::{Color, EcLevel, QrCode};

use crate::{
    COLUMNS, Error, Fonts, LINES, Line, Look, Page, Run,
    fonts::Faces,
    layout::{ems, pages},
    model::{Check, Document},
};

/// Points of a millimetre.
const MM: f32 = 72.0 / 25.4;
/// A4, and what is left free at top and left (GB/T 9704 5.2.1).
const SHEET: (f32, f32) = (210.0 * MM, 297.0 * MM);
const TOP: f32 = 37.0 * MM;
const LEFT: f32 = 28.0 * MM;
/// The text: 156 by 225 mm.
const TEXT: (f32, f32) = (156.0 * MM, 225.0 * MM);
/// A character and a line of the grid.
const EM: f32 = TEXT.0 / 28.0;
const LINE: f32 = TEXT.1 / 22.0;
/// The side of the QR code.
const QR: f32 = 25.0 * MM;
const BLACK: (u8, u8, u8) = (0, 0, 0);
const RED: (u8, u8, u8) = (0xff, 0, 0);

/// `document` as PDF.
pub fn pdf(document: &Document, fonts: &Fonts) -> Result<Vec<u8>, Error> {
    debug_assert_eq!((COLUMNS, LINES), (28, 22), "the grid is the standard's");
    let faces = fonts.faces().ok_or(Error::NoFont)?;
    let mut pdf = Pdf::new();
    let about = Metadata::new().title(document.title.clone()).language("zh-CN".to_owned());
    pdf.set_metadata(about);
    for (at, page) in (1..).zip(&pages(document)) {
        let size = PageSettings::from_wh(SHEET.0, SHEET.1).ok_or(Error::NoFont)?;
        let mut sheet = pdf.start_page_with(size);
        let mut surface = sheet.surface();
        let mut pen = Pen { surface: &mut surface, faces: &faces };
        pen.page(page, document).ok_or_else(|| Error::of("a line has no place"))?;
        pen.foot(at, document.mark.as_deref());
        surface.finish();
        sheet.finish();
    }
    pdf.finish().map_err(|it| Error::of(format!("{it:?}")))
}

struct Pen<'a, 'b> {
    surface: &'a mut Surface<'b>,
    faces: &'a Faces,
}

/// A small number of lines or characters.
fn float(n: usize) -> f32 {
    f32::from(u16::try_from(n).unwrap_or(u16::MAX))
}

impl Pen<'_, '_> {
    fn page(&mut self, page: &Page, document: &Document) -> Option<()> {
        for (row, line) in &page.lines {
            let top = TOP + float(*row) * LINE;
            match line.look {
                Look::Row => self.row(top, line)?,
                Look::Check => self.check(top, line, document.check.as_ref()?)?,
                Look::Imprint => self.imprint(top, line)?,
                Look::Number => self.number(top, line)?,
                _ => self.line(top, line),
            }
        }
        Some(())
    }

    fn line(&mut self, top: f32, line: &Line) {
        let (size, font, color) = match line.look {
            Look::Head => (36.0, &self.faces.title, RED),
            Look::Title => (22.0, &self.faces.title, BLACK),
            Look::Heading(1) => (EM, &self.faces.heading, BLACK),
            Look::Note => (12.0, &self.faces.body, BLACK),
            _ => (EM, &self.faces.body, BLACK),
        };
        let font = font.clone();
        let width = ems(&line.text()) * size;
        let x = match line.look {
            Look::Head | Look::Title => LEFT + (TEXT.0 - width) / 2.0,
            // 右空四字 (7.3.5.3).
            Look::Signed => LEFT + TEXT.0 - width - 4.0 * EM,
            _ => LEFT + f32::from(line.indent) * EM,
        };
        let middle = top + LINE * float(line.height) / 2.0;
        self.ink(color);
        self.runs((x, middle + size * 0.36), (size, &font), line.runs());
    }

    /// Stretches of text, one behind the other; a number that is raised is half as large.
    fn runs<'r>(
        &mut self,
        (mut x, y): (f32, f32),
        (size, font): (f32, &Font),
        runs: impl Iterator<Item = &'r Run>,
    ) {
        for run in runs {
            let (size, y) = if run.is_mark { (size * 0.5, y - size * 0.4) } else { (size, y) };
            for piece in stretches(&run.text) {
                self.at((x, y), (size, font), piece);
                x += ems(piece) * size;
            }
        }
    }

    fn at(&mut self, (x, y): (f32, f32), (size, font): (f32, &Font), text: &str) {
        let point = Point::from_xy(x, y);
        let font = font.clone();
        self.surface.draw_text(point, font, size, text, false, TextDirection::LeftToRight);
    }

    fn ink(&mut self, (r, g, b): (u8, u8, u8)) {
        let color = rgb::Color::new(r, g, b);
        self.surface.set_fill(Some(Fill { paint: color.into(), ..Fill::default() }));
    }

    fn bar(&mut self, (x, y): (f32, f32), (width, height): (f32, f32)) -> Option<()> {
        let mut path = PathBuilder::new();
        path.push_rect(Rect::from_xywh(x, y, width, height)?);
        self.surface.draw_path(&path.finish()?);
        Some(())
    }

    /// 发文字号 in the middle, the red rule 4 mm below.
    fn number(&mut self, top: f32, line: &Line) -> Option<()> {
        let font = self.faces.body.clone();
        let x = LEFT + (TEXT.0 - ems(&line.text()) * EM) / 2.0;
        self.ink(BLACK);
        self.runs((x, top + LINE * 0.7), (EM, &font), line.runs());
        self.ink(RED);
        self.bar((LEFT, top + LINE + 4.0 * MM), (TEXT.0, 1.2))
    }

    /// 版记: thin rules above and below, one character free on either side, 四号.
    fn imprint(&mut self, top: f32, line: &Line) -> Option<()> {
        self.ink(BLACK);
        self.bar((LEFT, top), (TEXT.0, 0.7))?;
        self.bar((LEFT, top + LINE), (TEXT.0, 0.7))?;
        let font = self.faces.body.clone();
        self.runs((LEFT + 14.0, top + LINE * 0.68), (14.0, &font), line.runs());
        Some(())
    }

    fn row(&mut self, top: f32, line: &Line) -> Option<()> {
        const THIN: f32 = 0.6;
        let font = self.faces.body.clone();
        let width = TEXT.0 / float(line.cells.len().max(1));
        let height = LINE * float(line.height);
        self.ink(BLACK);
        self.bar((LEFT, top), (TEXT.0, THIN))?;
        self.bar((LEFT, top + height), (TEXT.0, THIN))?;
        for at in 0..=line.cells.len() {
            self.bar((LEFT + float(at) * width, top), (THIN, height))?;
        }
        for (at, cell) in line.cells.iter().enumerate() {
            let above = (height - float(cell.len()) * LINE) / 2.0;
            for (nth, runs) in cell.iter().enumerate() {
                let text: String = runs.iter().map(|it| it.text.as_str()).collect();
                let free = (width - ems(&text) * 14.0).max(0.0) / 2.0;
                let y = top + above + float(nth) * LINE + LINE * 0.68;
                self.runs((LEFT + float(at) * width + free, y), (14.0, &font), runs.iter());
            }
        }
        Some(())
    }

    fn check(&mut self, top: f32, line: &Line, check: &Check) -> Option<()> {
        self.qr((LEFT, top + 4.0), &check.address)?;
        let font = self.faces.body.clone();
        for (at, runs) in line.cells.iter().flatten().enumerate() {
            let y = top + 20.0 + float(at) * 17.0;
            self.runs((LEFT + QR + 10.0, y), (10.0, &font), runs.iter());
        }
        Some(())
    }

    fn qr(&mut self, (x, y): (f32, f32), text: &str) -> Option<()> {
        let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
        let width = code.width();
        let side = QR / float(width);
        let mut path = PathBuilder::new();
        for (at, color) in code.to_colors().iter().enumerate() {
            if *color == Color::Dark {
                let (x, y) = (x + float(at % width) * side, y + float(at / width) * side);
                // A hair wider than its place, or white lines show between the modules.
                path.push_rect(Rect::from_xywh(x, y, side + 0.05, side + 0.05)?);
            }
        }
        self.ink(BLACK);
        self.surface.draw_path(&path.finish()?);
        Some(())
    }

    /// 页码 7 mm below the text, odd pages right and even ones left (7.5), and the mark.
    fn foot(&mut self, number: usize, mark: Option<&str>) {
        let font = self.faces.body.clone();
        let text = format!("— {number} —");
        let width = ems(&text) * 14.0;
        let x = if number % 2 == 1 { LEFT + TEXT.0 - width - 14.0 } else { LEFT + 14.0 };
        let y = TOP + TEXT.1 + 7.0 * MM + 10.0;
        self.ink(BLACK);
        self.at((x, y), (14.0, &font), &text);
        if let Some(mark) = mark {
            let x = LEFT + (TEXT.0 - ems(mark) * 9.0) / 2.0;
            self.at((x, y + 24.0), (9.0, &font), mark);
        }
    }
}

/// A text in stretches of Chinese and of other characters, so that the font's own widths of the latter
/// do not push the former off the grid.
fn stretches(text: &str) -> Vec<&str> {
    let (mut all, mut from, mut was) = (Vec::new(), 0, None);
    for (at, it) in text.char_indices() {
        let is = it.is_ascii();
        if was.is_some_and(|was| was != is) {
            all.push(&text[from..at]);
            from = at;
        }
        was = Some(is);
    }
    if from < text.len() {
        all.push(&text[from..]);
    }
    all
}
