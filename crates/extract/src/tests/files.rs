//! Files made by hand.

use std::io::{Cursor, Write as _};

use zip::{ZipWriter, write::SimpleFileOptions};

/// A Word file with that body.
pub(crate) fn docx(body: &str) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("word/document.xml", SimpleFileOptions::default()).unwrap();
    let open = r#"<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="m"><w:body>"#;
    write!(zip, "{open}{body}</w:body></w:document>").unwrap();
    zip.finish().unwrap().into_inner()
}

/// A paragraph of Word.
pub(crate) fn paragraph(text: &str) -> String {
    format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
}

/// A cell of Word with its properties.
pub(crate) fn cell(properties: &str, text: &str) -> String {
    format!("<w:tc><w:tcPr>{properties}</w:tcPr>{}</w:tc>", paragraph(text))
}

/// A PDF whose only font has a table of codes, with that content on its only page.
pub(crate) fn pdf(content: &str) -> Vec<u8> {
    let codes = "/CIDInit/ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo << /Registry(Adobe) /Ordering(UCS) /Supplement 0>>def\n/CMapName /Adobe-Identity-UCS def\n1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n1 beginbfrange\n<0000> <ffff> <0000>\nendbfrange\nendcmap\nCMapName currentdict/CMap defineresource pop\nend\nend\n";
    let stream = |text: &str| format!("<< /Length {} >>\nstream\n{text}\nendstream", text.len());
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>".to_owned(),
        stream(content),
        "<< /Type /Font /Subtype /Type0 /BaseFont /Song /Encoding /Identity-H /DescendantFonts [7 0 R] /ToUnicode 6 0 R >>".to_owned(),
        stream(codes),
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Song /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>".to_owned(),
    ];
    let mut file = "%PDF-1.5\n".to_owned();
    let mut places = Vec::new();
    for (at, object) in objects.iter().enumerate() {
        places.push(file.len());
        file = format!("{file}{} 0 obj\n{object}\nendobj\n", at + 1);
    }
    let start = file.len();
    file = format!("{file}xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for it in places {
        file = format!("{file}{it:010} 00000 n \n");
    }
    file = format!(
        "{file}trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n",
        objects.len() + 1
    );
    file.into_bytes()
}

/// What shows a text, a line each.
pub(crate) fn shown(lines: &[&str]) -> String {
    let line = |it: &&str| {
        let codes: Vec<String> = it.encode_utf16().map(|it| format!("{it:04X}")).collect();
        let codes = codes.concat();
        format!("BT /F1 12 Tf 72 700 Td <{codes}> Tj ET\n")
    };
    lines.iter().map(line).collect::<Vec<String>>().concat()
}
