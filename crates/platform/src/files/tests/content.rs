//! What a file is, what is taken, what becomes of pictures and names.

use image::{GenericImageView as _, ImageFormat};

use super::{packed, photograph, picture};
use crate::files::{
    Accept, FileKind, Refusal, kind,
    picture::redraw,
    rules::{may_be, may_be_large, shown_name},
};

#[test]
fn a_file_is_what_its_content_says() {
    #[track_caller]
    fn check(bytes: &[u8], expected: &Result<FileKind, Refusal>) {
        assert_eq!(&kind::of(bytes), expected);
    }
    check(&picture(2, 2, ImageFormat::Jpeg), &Ok(FileKind::Jpeg));
    check(&picture(2, 2, ImageFormat::Png), &Ok(FileKind::Png));
    check(&picture(2, 2, ImageFormat::WebP), &Ok(FileKind::Webp));
    check(b"%PDF-1.7\n", &Ok(FileKind::Pdf));
    check(&packed(&["[Content_Types].xml", "xl/workbook.xml"]), &Ok(FileKind::Xlsx));
    check(&packed(&["[Content_Types].xml", "word/document.xml"]), &Ok(FileKind::Docx));
    check(
        &packed(&["[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin"]),
        &Err(Refusal::Macros),
    );
    check(&packed(&["a.txt"]), &Err(Refusal::Unknown));
    check(b"PK\x03\x04 and nothing", &Err(Refusal::Broken));
    check(b"<html><script>", &Err(Refusal::Unknown));
    check(b"MZ\x90\0", &Err(Refusal::Unknown));
    check(b"<svg xmlns='http://www.w3.org/2000/svg'/>", &Err(Refusal::Unknown));
}

#[test]
fn empty_large_and_unwanted_files_are_told_what_to_do() {
    assert_eq!(may_be_large(0, &Accept::ANY), Err(Refusal::Empty));
    assert_eq!(may_be_large(20 << 20, &Accept::ANY), Ok(()));
    assert_eq!(
        may_be_large((20 << 20) + 1, &Accept::ANY),
        Err(Refusal::TooLarge { mib: 21, max: 20 })
    );
    assert_eq!(may_be(FileKind::Pdf, &Accept::PROOF), Ok(()));
    let words = may_be(FileKind::Xlsx, &Accept::PICTURES).expect_err("no picture").to_string();
    assert!(words.contains("Excel") && words.contains("JPG"), "{words}");
}

#[test]
fn a_form_says_the_kinds_that_it_takes() {
    for accept in [Accept::PICTURES, Accept::PROOF, Accept::ANY] {
        assert_eq!(accept.types.split(',').count(), accept.kinds.len());
        for kind in accept.kinds {
            let ending = format!(".{}", kind.ending());
            let said = accept.types.split(',').any(|it| it == kind.media_type() || it == ending);
            assert!(said, "{}", kind.key());
        }
    }
}

#[test]
fn a_photograph_is_drawn_anew_upright_and_without_what_was_hidden_in_it() {
    let given = photograph();
    assert!(given.windows(3).any(|it| it == b"GPS"));
    let drawn = redraw(&given, FileKind::Jpeg).expect("a photograph");
    assert!(!drawn.whole.windows(3).any(|it| it == b"GPS"));
    assert!(!drawn.whole.windows(4).any(|it| it == b"Exif"));
    let seen = image::load_from_memory(&drawn.whole).expect("a picture");
    assert_eq!(seen.dimensions(), (20, 40));
}

#[test]
fn pictures_are_made_no_larger_than_a_page_needs_and_get_a_small_one() {
    let drawn = redraw(&picture(5000, 100, ImageFormat::Png), FileKind::Png).expect("a picture");
    let whole = image::load_from_memory(&drawn.whole).expect("a picture");
    let small = image::load_from_memory(&drawn.preview).expect("a picture");
    assert_eq!((drawn.kind, whole.width(), small.width()), (FileKind::Png, 2560, 320));
    let web = redraw(&picture(30, 30, ImageFormat::WebP), FileKind::Webp).expect("a picture");
    assert_eq!(web.kind, FileKind::Jpeg);
}

#[test]
fn a_picture_that_breaks_off_or_would_fill_the_memory_is_refused() {
    let given = picture(300, 300, ImageFormat::Png);
    assert!(matches!(redraw(&given[..60], FileKind::Png), Err(Refusal::Broken)));
    // A PNG of 100,000 × 100,000 points in a few bytes: only its head is believed.
    let mut bomb = picture(2, 2, ImageFormat::Png);
    bomb[16..20].copy_from_slice(&100_000_u32.to_be_bytes());
    bomb[20..24].copy_from_slice(&100_000_u32.to_be_bytes());
    assert!(redraw(&bomb, FileKind::Png).is_err());
}

#[test]
fn a_name_keeps_no_folder_no_trick_and_no_number_of_a_person() {
    #[track_caller]
    fn check(given: &str, kind: FileKind, expected: &str) {
        assert_eq!(shown_name(given, kind), expected);
    }
    check("C:\\照片\\户口簿.jpeg", FileKind::Jpeg, "户口簿.jpg");
    check("../../etc/passwd", FileKind::Pdf, "passwd.pdf");
    check("报告.exe", FileKind::Pdf, "报告.pdf");
    check("照片\u{202E}gpj.exe", FileKind::Jpeg, "照片gpj.jpg");
    check("330299201201010018.jpg", FileKind::Jpeg, "附件.jpg");
    check("身份证330299201201010018.jpg", FileKind::Jpeg, "附件.jpg");
    check("", FileKind::Docx, "附件.docx");
}
