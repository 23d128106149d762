//! What a file is, by its content: names lie.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use crate::{package::names, refusal::Refusal, shelter::sheltered};

/// The kinds of file that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Excel 2007 and later, WPS.
    Xlsx,
    /// Excel 97 to 2003.
    Xls,
    /// Text with separators.
    Csv,
}

impl Format {
    /// What a file is, by its content; refused, with what to do, where it is no sheet at all. Its
    /// rows are not looked at.
    pub fn of(bytes: &[u8]) -> Result<Self, Refusal> {
        sheltered(|| sniff(bytes))
    }
}

/// How much a workbook may hold when unpacked: ten times a province's largest county roll.
const UNPACKED: u64 = 2 << 30;
const RESAVE: &str = "请在 Excel 或 WPS 中打开，另存为 .xlsx 后再上传。";
const FILL_IN: &str = "请把内容填入系统下载的模板后再上传。";

/// Tells what `bytes` are, or refuses them.
pub(crate) fn sniff(bytes: &[u8]) -> Result<Format, Refusal> {
    if bytes.is_empty() {
        return Err(Refusal::Empty);
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return sniff_zip(bytes);
    }
    if bytes.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
        return sniff_compound(bytes);
    }
    for (start, found, advice) in SIGNATURES {
        if bytes.starts_with(start) {
            return Err(Refusal::NotASheet { found, advice });
        }
    }
    sniff_text(bytes)
}

const SIGNATURES: [(&[u8], &str, &str); 14] = [
    (b"%PDF", " PDF 文件", FILL_IN),
    (b"\xFF\xD8\xFF", "图片（JPEG）", FILL_IN),
    (b"\x89PNG", "图片（PNG）", FILL_IN),
    (b"GIF8", "图片（GIF）", FILL_IN),
    (b"BM", "图片（BMP）", FILL_IN),
    (b"II*\0", "图片（TIFF）", FILL_IN),
    (b"MM\0*", "图片（TIFF）", FILL_IN),
    (b"RIFF", "音频、视频或图片", FILL_IN),
    (b"Rar!", "压缩包（RAR）", "请先解压，再上传里面的表格。"),
    (b"7z\xBC\xAF\x27\x1C", "压缩包（7z）", "请先解压，再上传里面的表格。"),
    (b"\x1F\x8B", "压缩包（gzip）", "请先解压，再上传里面的表格。"),
    (b"{\\rtf", " RTF 文档", FILL_IN),
    (b"MZ", "程序文件", "请不要上传程序。"),
    (b"\x09\x00\x04\x00", "很旧的 Excel（2.x–4.0）表格", RESAVE),
];

/// A ZIP: a workbook, or another of the many formats that are ZIPs inside.
fn sniff_zip(bytes: &[u8]) -> Result<Format, Refusal> {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(Refusal::damaged)?;
    let names: Vec<String> = names(&zip).into_iter().map(|it| it.replace('\\', "/")).collect();
    let has = |start: &str| names.iter().any(|it| it.trim_start_matches('/').starts_with(start));
    if has("xl/workbook.xml") || has("xl/worksheets/sheet1.xml") {
        check_unpacked(&mut zip, UNPACKED)?;
        return Ok(Format::Xlsx);
    }
    let (found, advice) = if has("xl/workbook.bin") {
        ("二进制工作簿（.xlsb）", RESAVE)
    } else if has("word/") {
        (" Word 文档", FILL_IN)
    } else if has("ppt/") {
        (" PowerPoint 演示文稿", FILL_IN)
    } else if has("mimetype") && has("content.xml") {
        (" OpenDocument 文件（.ods 等）", RESAVE)
    } else {
        ("压缩包（ZIP）", "请先解压，再上传里面的表格。")
    };
    Err(Refusal::NotASheet { found, advice })
}

/// Refuses what would unpack to more than a machine can hold. What the archive *says* is not
/// trusted for the parts that are later read whole: those are unpacked against their word.
fn check_unpacked(zip: &mut ZipArchive<Cursor<&[u8]>>, most: u64) -> Result<(), Refusal> {
    let mut total = 0u64;
    for index in 0..zip.len() {
        let mut part = zip.by_index(index).map_err(|error| match error {
            zip::result::ZipError::UnsupportedArchive(_) => Refusal::Encrypted,
            other => Refusal::damaged(other),
        })?;
        total = total.saturating_add(part.size());
        if total > most {
            return Err(Refusal::TooLarge { what: format!("超过 {} MB", most >> 20) });
        }
        let said = part.size();
        let name = part.name().map_err(Refusal::damaged)?.to_lowercase();
        if name.ends_with("sharedstrings.xml") || name.ends_with("styles.xml") {
            let read = std::io::copy(&mut (&mut part).take(said + 1), &mut std::io::sink());
            if read.map_err(Refusal::damaged)? != said {
                return Err(Refusal::damaged("压缩内容与目录不符"));
            }
        }
    }
    Ok(())
}

/// An OLE compound file: Excel 97, Word 97, or an encrypted workbook.
fn sniff_compound(bytes: &[u8]) -> Result<Format, Refusal> {
    let has = |name: &str| {
        let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes.windows(name.len()).any(|it| it == name)
    };
    if has("EncryptedPackage") {
        return Err(Refusal::Encrypted);
    }
    if has("WordDocument") {
        return Err(Refusal::NotASheet { found: " Word 文档", advice: FILL_IN });
    }
    if has("Workbook") || has("Book") {
        return Ok(Format::Xls);
    }
    Err(Refusal::NotASheet { found: "别的 Office 文档", advice: FILL_IN })
}

/// Text: CSV unless it is marked up.
fn sniff_text(bytes: &[u8]) -> Result<Format, Refusal> {
    let head = &bytes[..bytes.len().min(4096)];
    let is_wide = head.starts_with(b"\xFF\xFE") || head.starts_with(b"\xFE\xFF");
    if !is_wide && head.contains(&0) {
        return Err(Refusal::NotASheet { found: "二进制文件", advice: FILL_IN });
    }
    let text = String::from_utf8_lossy(head).to_lowercase();
    let text = text.trim_start_matches('\u{FEFF}').trim_start();
    if !text.starts_with('<') {
        return Ok(Format::Csv);
    }
    let (found, advice) = if text.contains("urn:schemas-microsoft-com:office:spreadsheet") {
        (" XML 表格（Excel 2003 XML）", RESAVE)
    } else if ["<html", "<table", "<!doctype", "<meta", "<style"].iter().any(|it| text.contains(it))
    {
        ("网页（不少系统把网页直接命名为 .xls 导出）", RESAVE)
    } else {
        (" XML 文件", RESAVE)
    };
    Err(Refusal::NotASheet { found, advice })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_unpacks_to_too_much_is_refused_and_so_is_what_lies_about_it() {
        let parts = [("xl/workbook.xml", vec![0; 100]), ("xl/sharedStrings.xml", vec![b' '; 5000])];
        let mut bytes = crate::tests::zip(parts.into_iter());
        let check = |bytes: &[u8], most| {
            check_unpacked(&mut ZipArchive::new(Cursor::new(bytes)).unwrap(), most)
        };
        assert!(check(&bytes, 5100).is_ok());
        assert!(matches!(check(&bytes, 5099), Err(Refusal::TooLarge { .. })));

        let said = 5000u32.to_le_bytes();
        let places: Vec<usize> =
            (0..bytes.len() - 4).filter(|at| bytes[*at..at + 4] == said).collect();
        assert!(!places.is_empty());
        for place in places {
            bytes[place..place + 4].copy_from_slice(&10u32.to_le_bytes());
        }
        assert!(matches!(check(&bytes, 5100), Err(Refusal::Damaged { .. })));
    }
}
