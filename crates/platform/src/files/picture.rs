//! Pictures drawn anew: what is seen stays, what was hidden in the file goes.

use std::io::Cursor;

use image::{
    DynamicImage, ImageDecoder as _, ImageFormat, ImageReader, Limits, codecs::jpeg::JpegEncoder,
    imageops::FilterType,
};

use super::{FileKind, rules::Refusal};

/// The longer side of what is kept: enough to read a page of A4.
const SIDE_MAX: u32 = 2560;
/// The longer side of a preview.
const PREVIEW_SIDE: u32 = 320;
/// What a phone takes at its best; a larger one would need more memory than a small server has.
pub(super) const PIXELS_MAX: u64 = 50_000_000;
const QUALITY: u8 = 85;
const PREVIEW_QUALITY: u8 = 75;

/// A picture as it is kept.
pub(super) struct Drawn {
    pub(super) kind: FileKind,
    pub(super) whole: Vec<u8>,
    pub(super) preview: Vec<u8>,
}

/// `bytes` drawn anew, upright and not larger than needed. Takes tens of milliseconds or more:
/// call it off the async threads, and not many at once.
pub(super) fn redraw(bytes: &[u8], kind: FileKind) -> Result<Drawn, Refusal> {
    let image = decoded(bytes, kind)?;
    let preview = jpeg(&image.thumbnail(PREVIEW_SIDE, PREVIEW_SIDE), PREVIEW_QUALITY)?;
    let image = if image.width().max(image.height()) > SIDE_MAX {
        image.resize(SIDE_MAX, SIDE_MAX, FilterType::Triangle)
    } else {
        image
    };
    // Drawings stay sharp; photographs would be many times as large that way.
    let (kind, whole) = if kind == FileKind::Png {
        (FileKind::Png, png(&image)?)
    } else {
        (FileKind::Jpeg, jpeg(&image, QUALITY)?)
    };
    Ok(Drawn { kind, whole, preview })
}

fn decoded(bytes: &[u8], kind: FileKind) -> Result<DynamicImage, Refusal> {
    let format = match kind {
        FileKind::Png => ImageFormat::Png,
        FileKind::Webp => ImageFormat::WebP,
        _ => ImageFormat::Jpeg,
    };
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    limits.max_alloc = Some(PIXELS_MAX * 4 + (64 << 20));
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|_| Refusal::Broken)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > PIXELS_MAX {
        return Err(Refusal::TooManyPixels { max: PIXELS_MAX / 10_000 });
    }
    // Which way is up stands in what is about to be dropped.
    let orientation = decoder.orientation().map_err(|_| Refusal::Broken)?;
    let mut image = DynamicImage::from_decoder(decoder).map_err(|_| Refusal::Broken)?;
    image.apply_orientation(orientation);
    Ok(image)
}

/// Without an alpha channel, which the format does not know: what is transparent turns white.
fn jpeg(image: &DynamicImage, quality: u8) -> Result<Vec<u8>, Refusal> {
    let mut fresh = Cursor::new(Vec::new());
    let flat = if image.color().has_alpha() {
        let (width, height) = (image.width(), image.height());
        let mut paper = DynamicImage::ImageRgba8(image::RgbaImage::from_pixel(
            width,
            height,
            image::Rgba([255, 255, 255, 255]),
        ));
        image::imageops::overlay(&mut paper, image, 0, 0);
        paper.to_rgb8()
    } else {
        image.to_rgb8()
    };
    let encoder = JpegEncoder::new_with_quality(&mut fresh, quality);
    flat.write_with_encoder(encoder).map_err(|_| Refusal::Broken)?;
    Ok(fresh.into_inner())
}

fn png(image: &DynamicImage) -> Result<Vec<u8>, Refusal> {
    let mut fresh = Cursor::new(Vec::new());
    image.write_to(&mut fresh, ImageFormat::Png).map_err(|_| Refusal::Broken)?;
    Ok(fresh.into_inner())
}
