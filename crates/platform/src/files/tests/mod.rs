//! What is taken in and what is given out, on each database; both places of contents.

mod bucket;
mod content;
mod pages;

use std::io::{Cursor, Write as _};

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};

/// A picture with something to see in it.
fn picture(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    let image = RgbImage::from_fn(width, height, |x, y| {
        Rgb([u8::try_from(x % 251).unwrap_or(0), u8::try_from(y % 241).unwrap_or(0), 90])
    });
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::ImageRgb8(image).write_to(&mut bytes, format).expect("a picture");
    bytes.into_inner()
}

/// A photograph as a phone writes it: where it was taken stands in its EXIF part, and it lies on
/// its side (orientation 6).
fn photograph() -> Vec<u8> {
    let plain = picture(40, 20, ImageFormat::Jpeg);
    let mut exif =
        b"Exif\0\0MM\0\x2A\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0".to_vec();
    exif.extend_from_slice(b"GPS 30.17N 121.25E");
    let length = u16::try_from(exif.len() + 2).expect("short");
    let mut whole = plain[..2].to_vec();
    whole.extend_from_slice(b"\xFF\xE1");
    whole.extend_from_slice(&length.to_be_bytes());
    whole.extend_from_slice(&exif);
    whole.extend_from_slice(&plain[2..]);
    whole
}

/// A zip file with these entries.
fn packed(entries: &[&str]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for name in entries {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).expect("an entry");
        zip.write_all(b"<x/>").expect("written");
    }
    zip.finish().expect("a zip").into_inner()
}
