//! 办事大厅: what anyone can do here without an account, gathered from all modules.
//!
//! A citizen does not know which module asks for what. Whoever brings a page for anyone lists it as an
//! [`Entry`], and the hall shows them all by what people come for.

use web::{
    Call, Html, Need, Routes, html,
    ui::{Button, Card, Head, Item, items},
};

use crate::Module;

/// The page.
pub const HALL: &str = "/hall";

/// Something that anyone can do.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    /// What people come for: 证明, 信访, 公示与核对.
    pub group: &'static str,
    /// What it is called.
    pub label: &'static str,
    /// What comes of it, in a line.
    pub about: &'static str,
    /// Its page inside the cell.
    pub path: &'static str,
    /// Its picture.
    pub icon: &'static str,
}

/// The entries of all modules, as a service of each cell.
#[derive(Debug, Clone, Default)]
pub struct Hall(Vec<Entry>);

impl Hall {
    /// Those of `modules`, in their order.
    pub fn of<'a>(modules: impl IntoIterator<Item = &'a Module>) -> Self {
        Self(modules.into_iter().flat_map(|it| it.hall).copied().collect())
    }

    /// Group by group, in the order in which each first comes.
    fn groups(&self) -> Vec<(&'static str, Vec<&Entry>)> {
        let mut groups: Vec<(&'static str, Vec<&Entry>)> = Vec::new();
        for it in &self.0 {
            match groups.iter_mut().find(|group| group.0 == it.group) {
                Some(group) => group.1.push(it),
                None => groups.push((it.group, vec![it])),
            }
        }
        groups
    }
}

pub(crate) fn routes() -> Routes {
    Routes::new().get(HALL, Need::Open, show)
}

async fn show(call: Call) -> Html {
    let hall = call.cell.find_service::<Hall>().cloned().unwrap_or_default();
    let body = html! {
        (Head::new("办事大厅").below(html! { "不用登录就能办理和查询的事项" }))
        @for (group, entries) in hall.groups() {
            @let all = entries.iter().map(|it| {
                Item::new(it.label).below(html! { (it.about) }).icon(it.icon).link(call.link(it.path))
            });
            (Card::new(group, items(all)))
        }
        @if call.actor.is_none() {
            p { "家长、学校和教育局的工作人员：" (Button::link("登录", call.link("/login"))) }
        }
    };
    call.public_page("办事大厅", &body)
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn entry(group: &'static str, label: &'static str) -> Entry {
        Entry { group, label, about: "", path: "/", icon: "files" }
    }

    #[test]
    fn what_people_come_for_stands_together_in_the_order_of_the_modules() {
        const ONE: Module = Module {
            hall: &[entry("信访", "投诉"), entry("证明", "毕业证明")],
            ..Module::BARE
        };
        const TWO: Module = Module { hall: &[entry("信访", "查询进度")], ..Module::BARE };
        let hall = Hall::of([&ONE, &TWO]);
        let groups: Vec<(&str, Vec<&str>)> = hall
            .groups()
            .into_iter()
            .map(|(group, all)| (group, all.iter().map(|it| it.label).collect()))
            .collect();
        assert_eq!(groups, [("信访", vec!["投诉", "查询进度"]), ("证明", vec!["毕业证明"])]);
    }
}
