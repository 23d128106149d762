//! A QR code, so that what is on paper can be checked against what is online.

use std::fmt::Write as _;

use maud::{Markup, html};
use qrcode::{Color, EcLevel, QrCode};

/// The code for `text` as a drawing; nothing if the text is too long for one (some 2,000 bytes).
pub fn qr(text: &str) -> Markup {
    let Ok(code) = QrCode::with_error_correction_level(text, EcLevel::M) else {
        return html! {};
    };
    let width = code.width();
    let mut path = String::new();
    for (at, color) in code.to_colors().iter().enumerate() {
        if *color == Color::Dark {
            write!(path, "M{} {}h1v1h-1z", at % width + 4, at / width + 4)
                .expect("a string takes all");
        }
    }
    // Four modules of white all round: scanners need the margin.
    let side = width + 8;
    html! {
        svg.qr role="img" aria-label="本页二维码" viewBox={ "0 0 " (side) " " (side) } shape-rendering="crispEdges" {
            rect width=(side) height=(side) fill="#fff" {}
            path d=(path) fill="#000" {}
        }
    }
}
