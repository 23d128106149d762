//! What a change changed, line by line.

use similar::{ChangeTag, TextDiff};
use web::{
    Html, Markup, Page, Path, Visit, html,
    ui::{Card, Facts, Head},
};

use super::{find, standing};
use crate::{Source, actions::Error, store};

/// How many lines around a change are shown.
const AROUND: usize = 3;

/// A change by its number; 0 compares what holds with what came with the program.
pub(super) async fn show(
    visit: Visit,
    Path((machine, name, number)): Path<(String, String, i64)>,
) -> Result<Html, Page> {
    let (face, ours) = find(&visit, &machine, &name)?;
    let read: Result<_, Error> = db::read!(visit.db(), "a change of an entry", |tx| {
        let it = standing(tx, &ours).await?;
        if number == 0 {
            return Ok((ours.clone(), it.text, None));
        }
        let at = it.changes.iter().position(|it| it.number == number).ok_or(Error::Missing)?;
        let after = text_of(tx, it.changes[at].digest.as_deref(), &ours).await?;
        let before = it.changes.get(at + 1).and_then(|it| it.digest.clone());
        let before = text_of(tx, before.as_deref(), &ours).await?;
        Ok((before, after, it.changes.into_iter().nth(at)))
    });
    let (before, after, change) = read?;
    let label = (face.tell)(&after, visit.civil_now(), crate::entry::offers(&visit.cell))
        .map_or_else(|_| name.clone(), |it| it.label);
    let title = match &change {
        Some(it) if it.digest.is_none() => "恢复随程序的内容".to_owned(),
        Some(it) => format!("第 {} 次改动", it.number),
        None => "与随程序带来的内容对照".to_owned(),
    };
    let head = Head::new(title.as_str())
        .crumb("事项配置", visit.link("/catalog"))
        .crumb(label, visit.link(&format!("/catalog/{machine}/{name}")));
    let body = html! {
        @if let Some(it) = &change {
            (Card::new("这次改动", html! { (Facts::new()
                .fact("何时", visit.civil_of(it.at).strftime("%Y-%m-%d %H:%M").to_string())
                .fact("谁", it.by.as_deref().unwrap_or("系统"))
                .long("为什么", &it.reason)) }))
        }
        (Card::new("改了哪些行", lines(&before, &after)).flush())
    };
    Ok(visit.page_under(&title, &head, &body))
}

/// The text of a digest; the program's where there is none.
async fn text_of(
    tx: &mut db::Tx,
    digest: Option<&str>,
    ours: &Source,
) -> Result<Source, db::Error> {
    let found = match digest {
        Some(digest) => store::find_definition(tx, digest).await?,
        None => None,
    };
    Ok(found.unwrap_or_else(|| ours.clone()))
}

/// The lines that went and came, with some around them.
pub(super) fn lines(before: &Source, after: &Source) -> Markup {
    let diff = TextDiff::from_lines(&*before.text, &*after.text);
    let groups = diff.grouped_ops(AROUND);
    html! {
        @if groups.is_empty() { p { "没有不同。" } }
        table.compare {
            caption.visually-hidden { "改动前后的行" }
            @for group in &groups {
                tbody {
                    @for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
                        (line(change.tag(), (change.old_index(), change.new_index()), change.value()))
                    }
                }
            }
        }
    }
}

fn line(tag: ChangeTag, (old, new): (Option<usize>, Option<usize>), text: &str) -> Markup {
    let (class, mark) = match tag {
        ChangeTag::Delete => ("compare-gone", "删"),
        ChangeTag::Insert => ("compare-new", "增"),
        ChangeTag::Equal => ("compare-same", ""),
    };
    let number = new.or(old).map_or(0, |it| it + 1);
    html! {
        tr class=(class) {
            td.compare-number { (number) }
            td.compare-mark { (mark) }
            td { code { (text.trim_end_matches('\n')) } }
        }
    }
}
