//! PDF: the text that its pages hold, page by page. A picture of text is not text, and is said to be
//! none.

use lopdf::{Document, Encoding, ObjectId};

use crate::{Block, Extract, Refusal, Remark, radical::character};

/// The most that one page may hold when unpacked.
const PAGE_MAX: usize = 32 << 20;
/// The most pages.
const PAGES_MAX: usize = 2_000;

pub(crate) fn read(bytes: &[u8]) -> Result<Extract, Refusal> {
    let mut document = match Document::load_mem(bytes) {
        Ok(it) => it,
        Err(lopdf::Error::InvalidPassword) => return Err(Refusal::Locked),
        Err(other) => return Err(Refusal::damaged(other)),
    };
    if document.is_encrypted() {
        return Err(Refusal::Locked);
    }
    prefer_tables(&mut document);
    let pages: Vec<(u32, ObjectId)> = document.get_pages().into_iter().take(PAGES_MAX).collect();
    if pages.is_empty() {
        return Err(Refusal::damaged("没有页"));
    }
    let (mut blocks, mut blank, mut undecoded) = (Vec::new(), Vec::new(), Vec::new());
    for (page, id) in &pages {
        if !is_coded(&document, *id) {
            undecoded.push(*page);
            continue;
        }
        let mut text = String::new();
        let mut is_whole = true;
        for chunk in document.extract_text_chunks_with_limit(&[*page], PAGE_MAX) {
            match chunk {
                Ok(it) => text.push_str(&it),
                Err(_) => is_whole = false,
            }
        }
        is_whole &= !text.contains(char::REPLACEMENT_CHARACTER);
        if !is_whole {
            undecoded.push(*page);
        } else if text.trim().is_empty() {
            blank.push(*page);
        }
        blocks.extend(text.lines().map(|it| Block::Line(it.chars().map(character).collect())));
    }
    if undecoded.len() == pages.len() && blocks.is_empty() {
        return Err(Refusal::Uncoded);
    }
    if blank.len() == pages.len() {
        return Err(Refusal::Scanned { pages: pages.len() });
    }
    let mut remarks = vec![Remark::TablesAsLines];
    if !blank.is_empty() {
        remarks.push(Remark::PagesWithoutText(blank));
    }
    if !undecoded.is_empty() {
        remarks.push(Remark::Undecoded { pages: undecoded });
    }
    Ok(Extract { blocks, remarks })
}

/// Where a font has a table from its codes to characters, that table is asked and nothing else:
/// what its encoding says are the names of shapes, which need not be those of characters.
fn prefer_tables(document: &mut Document) {
    for font in document.objects.values_mut().filter_map(|it| it.as_dict_mut().ok()) {
        if font.has_type(b"Font") && font.has(b"ToUnicode") {
            font.remove(b"Encoding");
        }
    }
}

/// Whether every font of a page says which character each of its codes is. Without that the codes
/// are numbers of shapes: read as characters they would make text, and a wrong one.
fn is_coded(document: &Document, page: ObjectId) -> bool {
    let Ok(fonts) = document.get_page_fonts(page) else { return false };
    fonts.values().all(|font| {
        let kind = font.get(b"Subtype").and_then(|it| it.as_name()).unwrap_or(b"");
        let by_shape = matches!(kind, b"Type0" | b"Type3");
        let named = font.get_deref(b"Encoding", document);
        let differs = named.and_then(lopdf::Object::as_dict).is_ok_and(|it| it.has(b"Differences"));
        match font.get_font_encoding_with_limit(document, PAGE_MAX) {
            Ok(Encoding::UnicodeMapEncoding(_)) => true,
            _ if font.has(b"ToUnicode") => false,
            Ok(Encoding::SimpleEncoding(_) | Encoding::Differences(_)) => true,
            Ok(Encoding::OneByteEncoding(_)) => !by_shape && !differs,
            Err(_) => false,
        }
    })
}
