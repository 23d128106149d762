//! A document as DOCX (ECMA-376, WordprocessingML): the few parts that it needs, written with `zip`.
//! No library stands between: the standard's grid, fonts with their stand-ins, footnotes and page
//! numbers on alternate sides want parts and attributes that the crates for DOCX do not write.

mod body;
mod parts;

use std::io::{Cursor, Write};

use image::{GrayImage, ImageFormat, Luma};
use qrcode::{EcLevel, QrCode};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use crate::{Error, model::Document};

/// The content type of a DOCX.
pub const TYPE: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/// `document` as DOCX; the same document gives the same bytes.
pub fn docx(document: &Document) -> Result<Vec<u8>, Error> {
    let qr = document.check.as_ref().map(|it| png(&it.address)).transpose()?;
    // Without a day of its own in the entries: nothing but the content decides the bytes.
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    let mut put = |name: &str, bytes: &[u8]| -> Result<(), Error> {
        out.start_file(name, options).map_err(Error::of)?;
        out.write_all(bytes).map_err(Error::of)
    };
    put("[Content_Types].xml", parts::TYPES.as_bytes())?;
    put("_rels/.rels", parts::ROOT.as_bytes())?;
    put("docProps/core.xml", parts::core(document).as_bytes())?;
    put("word/document.xml", body::document(document).as_bytes())?;
    put("word/_rels/document.xml.rels", parts::relations(qr.is_some()).as_bytes())?;
    put("word/styles.xml", parts::styles().as_bytes())?;
    put("word/fontTable.xml", parts::fonts().as_bytes())?;
    put("word/settings.xml", parts::SETTINGS.as_bytes())?;
    put("word/footnotes.xml", body::footnotes(document).as_bytes())?;
    put("word/footer1.xml", parts::footer("right", document.mark.as_deref()).as_bytes())?;
    put("word/footer2.xml", parts::footer("left", document.mark.as_deref()).as_bytes())?;
    if let Some(qr) = &qr {
        put("word/media/qr.png", qr)?;
    }
    Ok(out.finish().map_err(Error::of)?.into_inner())
}

/// A QR code as a picture.
fn png(text: &str) -> Result<Vec<u8>, Error> {
    /// Pixels of a module, and modules left white on each side.
    const SCALE: u32 = 6;
    const QUIET: u32 = 4;
    let code = QrCode::with_error_correction_level(text, EcLevel::M).map_err(Error::of)?;
    let width = u32::try_from(code.width()).map_err(Error::of)?;
    let colors = code.to_colors();
    let side = (width + 2 * QUIET) * SCALE;
    let picture = GrayImage::from_fn(side, side, |x, y| {
        let module = |it: u32| (it / SCALE).checked_sub(QUIET).filter(|it| *it < width);
        let color = module(x).zip(module(y)).and_then(|(x, y)| {
            let at = usize::try_from(y * width + x).ok()?;
            colors.get(at).copied()
        });
        Luma([if color == Some(qrcode::Color::Dark) { 0 } else { 255 }])
    });
    let mut out = Cursor::new(Vec::new());
    picture.write_to(&mut out, ImageFormat::Png).map_err(Error::of)?;
    Ok(out.into_inner())
}

/// Text as XML has it; characters that XML 1.0 does not know are left out.
fn escaped(text: &str) -> String {
    let known = |it: &char| !it.is_control() || matches!(it, '\t' | '\n' | '\r');
    let text: String = text.chars().filter(known).collect();
    quick_xml::escape::escape(text).into_owned()
}
