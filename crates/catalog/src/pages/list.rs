//! Every entry of every machine.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Deserialize;
use web::{
    Filters, Html, Markup, Page, Visit, html,
    ui::{self, Column, Empty, Filter, Head, List, Row, Tone, badge},
};

use crate::{Source, actions::Error, entry::Faces, sources, store};

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    machine: String,
    #[serde(default)]
    changed: String,
}

pub(super) async fn show(visit: Visit, Filters(asked): Filters<Asked>) -> Result<Html, Page> {
    let read: Result<_, Error> =
        db::read!(visit.db(), "the cell's own texts", |tx| { Ok(store::overridden(tx).await?) });
    let own: BTreeMap<String, _> = read?.into_iter().map(|it| (it.0.path.clone(), it)).collect();
    let (faces, now) = (visit.cell.service::<Faces>(), visit.civil_now());
    let offers = crate::entry::offers(&visit.cell);
    let mut rows = Vec::new();
    for ours in sources() {
        let Some(entry) = ours.entry() else { continue };
        let Some(face) = faces.find(entry.machine) else { continue };
        let own = own.get(&ours.path);
        let source: &Source = own.map_or(&ours, |it| &it.0);
        let Ok(told) = (face.tell)(source, now, offers) else { continue };
        let wanted = (asked.machine.is_empty() || asked.machine == entry.machine)
            && (asked.changed != "yes" || own.is_some())
            && [&told.label, &told.system].iter().any(|it| it.contains(asked.q.trim()));
        if !wanted {
            continue;
        }
        let path = format!("/catalog/{}/{}", entry.machine, entry.name);
        let row = Row::new(ours.path.clone(), told.label.clone())
            .link(visit.link(&path))
            .cell(&told.system)
            .cell(&told.label)
            .cell(face.label)
            .cell(&told.group)
            .cell(whose(&visit, own.map(|it| it.1)));
        rows.push(((told.system, told.label), row));
    }
    rows.sort_by(|one, other| one.0.cmp(&other.0));
    Ok(page(&visit, rows.into_iter().map(|it| it.1).collect()))
}

/// Whether the county says something of its own, and since when.
fn whose(visit: &Visit, since: Option<Timestamp>) -> Markup {
    let Some(at) = since else { return html! { span.text-secondary { "随程序" } } };
    badge(Tone::Info, &format!("{} 改", visit.civil_of(at).date()))
}

fn page(visit: &Visit, rows: Vec<Row<'_>>) -> Html {
    let (here, total) = (visit.here(), i64::try_from(rows.len()).unwrap_or(i64::MAX));
    let machines = visit.cell.service::<Faces>().iter().map(|it| (it.machine, it.label));
    let filters = ui::Filters::new(&here)
        .search("名称或编号，如 H01")
        .filter(Filter::choice("machine", "类别", machines))
        .filter(Filter::choice("changed", "本县", [("yes", "只看本县改过的")]));
    let list = List::new("事项", &here)
        .filters(filters)
        .column(Column::short("编号"))
        .column(Column::text("名称"))
        .column(Column::short("类别"))
        .column(Column::text("所在菜单"))
        .column(Column::short("本县"))
        .rows(rows)
        .total(total)
        .empty(Empty::new("没有这样的事项").hint("换个名称，或者去掉筛选条件。"));
    let head = Head::new("事项配置").below(html! {
        "每个事项的表单、环节、时限和办理人都写在一个文件里，本县可以改；正在办的按开始时的规则办完。"
    });
    visit.page_under("事项配置", &head, &html! { (list) })
}
