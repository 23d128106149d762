//! Files in forms and on pages.

use web::{Markup, Visit, html, ui};

use super::{Accept, FileRow};

/// The field of a form that takes a file; the form is one `with_files`, the handler takes an
/// `Upload`. Works without script.
pub fn field<'a>(name: &'a str, label: &'a str, accept: &Accept) -> ui::Field<'a> {
    let mut labels: Vec<&str> = accept.kinds.iter().map(|it| it.label()).collect();
    labels.dedup();
    let hint = format!("{}，不超过 {} MB。", labels.join("、"), accept.bytes_max >> 20);
    ui::Field::file(name, label, accept.types).hint(hint)
}

/// The files that something has, with small pictures; each opens in a page of its own.
pub fn links(visit: &Visit, files: &[FileRow]) -> Markup {
    html! {
        ul.files {
            @for it in files {
                li {
                    a href=(visit.link(&it.path())) target="_blank" rel="noopener" {
                        @if it.has_preview {
                            img src=(visit.link(&format!("{}/preview", it.path()))) alt="" width="80" height="80" loading="lazy";
                        } @else { (ui::icon("file-description")) }
                        span { (it.name) }
                    }
                    small.text-secondary { (it.kind.label()) " · " (size(it.bytes)) }
                }
            }
        }
    }
}

fn size(bytes: i64) -> String {
    const MIB: i64 = 1 << 20;
    if bytes >= MIB {
        let tenths = bytes.saturating_mul(10) / MIB;
        format!("{}.{} MB", tenths / 10, tenths % 10)
    } else {
        format!("{} KB", (bytes + 1023) / 1024)
    }
}
