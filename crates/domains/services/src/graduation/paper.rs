//! The certificate as PDF, A4: set in the system's Chinese font, with a QR code that leads to the page
//! where anyone can check it. The same certificate gives the same bytes.

use krilla::{
    Document,
    color::rgb,
    geom::{PathBuilder, Point, Rect},
    metadata::Metadata,
    page::PageSettings,
    paint::Fill,
    surface::Surface,
    text::{Font, TextDirection},
};
use qrcode::{Color, EcLevel, QrCode};

use super::{model::Certificate, rules};

/// A4 in points.
const PAGE: (f32, f32) = (595.0, 842.0);
/// The margin on either side.
const MARGIN: f32 = 85.0;
/// The body's size, and the height of its lines.
const BODY: (f32, f32) = (16.0, 34.0);
/// The side of the QR code.
const QR: f32 = 96.0;

/// What stands on a certificate beside what is stored.
pub(super) struct Paper<'a> {
    pub(super) certificate: &'a Certificate,
    /// The whole ID number: the paper is its owner's.
    pub(super) number: &'a str,
    /// The sex, as the number tells it: 男, 女.
    pub(super) sex: &'a str,
    /// Who issues it: 慈溪市教育局.
    pub(super) office: &'a str,
    /// Where it is checked.
    pub(super) address: &'a str,
    /// Whether everything on it is invented.
    pub(super) is_demo: bool,
}

impl Paper<'_> {
    /// What it says, paragraph by paragraph.
    pub(super) fn paragraphs(&self) -> [String; 2] {
        let it = &self.certificate.what;
        [
            format!(
                "　　{}，{}，身份证号码 {}，于{}在{}普通高中毕业。原毕业证书遗失或者损毁，经核对毕业生档案，特此证明。",
                it.name,
                self.sex,
                self.number,
                rules::finished_words(&it.finished),
                it.school_name,
            ),
            "　　本证明与原毕业证书具有同等证明效力。".to_owned(),
        ]
    }

    /// The PDF; none where the library refuses what it was given.
    pub(super) fn pdf(&self, font: &Font) -> Option<Vec<u8>> {
        let mut document = Document::new();
        let title = format!("普通高中毕业证明 {}", self.certificate.number);
        let about = Metadata::new().title(title).language("zh-CN".to_owned());
        document.set_metadata(about);
        let mut page = document.start_page_with(PageSettings::from_wh(PAGE.0, PAGE.1)?);
        let mut surface = page.surface();
        let mut pen = Pen { surface: &mut surface, font };
        self.draw(&mut pen)?;
        surface.finish();
        page.finish();
        document.finish().ok()
    }

    fn draw(&self, pen: &mut Pen<'_, '_>) -> Option<()> {
        let number = format!("编号：{}", self.certificate.number);
        pen.frame()?;
        pen.centred(150.0, 30.0, "普通高中毕业证明");
        pen.right(190.0, 11.0, &number);
        let mut y = 260.0;
        for line in self.paragraphs().iter().flat_map(|it| lines(it, PAGE.0 - 2.0 * MARGIN)) {
            pen.at((MARGIN, y), BODY.0, &line);
            y += BODY.1;
        }
        pen.right(y + 70.0, BODY.0, self.office);
        pen.right(y + 70.0 + BODY.1, BODY.0, &rules::day_words(self.certificate.issued_on));
        let foot = 650.0;
        pen.qr((MARGIN, foot), self.address)?;
        let beside = MARGIN + QR + 16.0;
        pen.at((beside, foot + 30.0), 11.0, "扫码核验，或在核验页面输入编号和验证码");
        pen.at((beside, foot + 52.0), 11.0, &format!("验证码：{}", self.certificate.code));
        pen.at((beside, foot + 74.0), 9.0, self.address.split('?').next().unwrap_or_default());
        if self.is_demo {
            pen.centred(810.0, 12.0, "演示数据：人名、号码都是虚构的，本证明没有任何效力");
        }
        Some(())
    }
}

/// How wide `text` is in ems: Chinese characters take a whole one, others about half of it.
fn ems(text: &str) -> f32 {
    text.chars().map(|it| if it.is_ascii() { 0.55 } else { 1.0 }).sum()
}

/// `text` in lines that fit into `width`. No line begins with a mark that belongs to the one before.
fn lines(text: &str, width: f32) -> Vec<String> {
    let (mut all, mut line) = (Vec::new(), String::new());
    let chars: Vec<char> = text.chars().collect();
    let word = |at: usize| chars[at].is_ascii_alphanumeric();
    let mut at = 0;
    while at < chars.len() {
        // A number is not broken.
        let end = (at..chars.len()).find(|it| !word(*it)).unwrap_or(chars.len()).max(at + 1);
        let piece: String = chars[at..end].iter().collect();
        let hangs = "，。；：、".contains(chars[at]);
        if !hangs && (ems(&line) + ems(&piece)) * BODY.0 > width {
            all.push(std::mem::take(&mut line));
        }
        line.push_str(&piece);
        at = end;
    }
    all.push(line);
    all
}

/// Writes on a page.
struct Pen<'a, 'b> {
    surface: &'a mut Surface<'b>,
    font: &'a Font,
}

impl Pen<'_, '_> {
    fn at(&mut self, (x, y): (f32, f32), size: f32, text: &str) {
        self.ink();
        let font = self.font.clone();
        self.surface.draw_text(
            Point::from_xy(x, y),
            font,
            size,
            text,
            false,
            TextDirection::LeftToRight,
        );
    }

    fn centred(&mut self, y: f32, size: f32, text: &str) {
        self.at(((PAGE.0 - ems(text) * size) / 2.0, y), size, text);
    }

    fn right(&mut self, y: f32, size: f32, text: &str) {
        self.at((PAGE.0 - MARGIN - ems(text) * size, y), size, text);
    }

    fn ink(&mut self) {
        let ink = rgb::Color::new(0x1f, 0x29, 0x37);
        self.surface.set_fill(Some(Fill { paint: ink.into(), ..Fill::default() }));
    }

    /// Four thin rules around the sheet.
    fn frame(&mut self) -> Option<()> {
        let (left, top, width, height) = (48.0, 48.0, PAGE.0 - 96.0, PAGE.1 - 110.0);
        let mut path = PathBuilder::new();
        for (x, y, w, h) in [
            (left, top, width, 1.5),
            (left, top + height, width, 1.5),
            (left, top, 1.5, height),
            (left + width - 1.5, top, 1.5, height),
        ] {
            path.push_rect(Rect::from_xywh(x, y, w, h)?);
        }
        self.ink();
        self.surface.draw_path(&path.finish()?);
        Some(())
    }

    fn qr(&mut self, (x, y): (f32, f32), text: &str) -> Option<()> {
        let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
        let width = code.width();
        let side = QR / f32::from(u16::try_from(width).ok()?);
        let mut path = PathBuilder::new();
        for (at, color) in code.to_colors().iter().enumerate() {
            if *color == Color::Dark {
                let (column, row) =
                    (u16::try_from(at % width).ok()?, u16::try_from(at / width).ok()?);
                let (x, y) = (x + f32::from(column) * side, y + f32::from(row) * side);
                // A hair wider than its place, or white lines show between the modules.
                path.push_rect(Rect::from_xywh(x, y, side + 0.05, side + 0.05)?);
            }
        }
        self.ink();
        self.surface.draw_path(&path.finish()?);
        Some(())
    }
}
