//! An entry in words and as a picture: the parts that its own page and the page before a change
//! share.

use vocab::Role;
use web::{
    Markup, html,
    ui::{Card, Facts},
};

use crate::entry::{Deadline, FieldLine, Told};

/// Everything that an entry says.
pub(super) fn whole(told: &Told) -> Markup {
    html! {
        (Card::new("这是什么", html! { (facts(told)) }))
        @if let Some(flow) = &told.flow {
            (Card::new("流程", html! { (flow) }).note("虚线是退回、不同意和撤回"))
            (Card::new("环节", steps(told)).flush())
        }
        @if !told.deadlines.is_empty() {
            (Card::new("时限", deadlines(&told.deadlines)).flush())
        }
        (Card::new("填什么", fields(&told.fields)).flush())
    }
}

fn facts(told: &Told) -> Facts<'_> {
    let facts = Facts::new()
        .fact("编号", &told.system)
        .fact("所在菜单", &told.group)
        .long("用途", &told.about);
    told.people.iter().fold(facts, |facts, (what, who)| facts.long(what.as_str(), roles(who)))
}

/// Roles as people call them.
fn roles(all: &[Role]) -> String {
    all.iter().map(|it| it.label()).collect::<Vec<_>>().join("、")
}

fn steps(told: &Told) -> Markup {
    let flow = told.flow.clone().unwrap_or_default();
    html! {
        table.rows.entry-rows {
            caption.visually-hidden { "环节和每个环节可以做的事" }
            thead { tr { th scope="col" { "环节" } th scope="col" { "等谁办" } th scope="col" { "可以做什么" } } }
            tbody {
                @for (at, step) in flow.steps.iter().enumerate() {
                    tr {
                        th scope="row" { (step.label) }
                        td data-label="等谁办" { @if step.who.is_empty() { "办结" } @else { (step.who) } }
                        td data-label="可以做什么" {
                            @for it in flow.moves.iter().filter(|it| it.from == at) {
                                div {
                                    (it.label)
                                    @if it.who != step.who { span.text-secondary { "（" (it.who) "）" } }
                                    @if it.to != at { " → " (flow.steps[it.to].label) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn deadlines(all: &[Deadline]) -> Markup {
    html! {
        table.rows.entry-rows {
            caption.visually-hidden { "时限和依据" }
            thead { tr { th scope="col" { "时限" } th scope="col" { "从何时到何时" } th scope="col" { "多长" } th scope="col" { "超过了告诉谁" } } }
            tbody {
                @for it in all {
                    tr {
                        th scope="row" { (it.label) }
                        td data-label="从何时到何时" { (it.runs) }
                        td data-label="多长" {
                            @for rule in &it.rules {
                                div {
                                    @if let Some(since) = rule.since { (since) " 起：" }
                                    strong { (rule.length) }
                                    span.text-secondary { "（" (rule.source) "）" }
                                }
                            }
                            @if let Some(end) = it.ends_at {
                                div.text-secondary { "现在开始的话，到 " (end.strftime("%Y-%m-%d %H:%M")) " 为止" }
                            }
                        }
                        td data-label="超过了告诉谁" { @if it.told.is_empty() { "—" } @else { (roles(&it.told)) } }
                    }
                }
            }
        }
    }
}

fn fields(all: &[FieldLine]) -> Markup {
    html! {
        table.rows.entry-rows {
            caption.visually-hidden { "表单里的每一项" }
            thead { tr { th scope="col" { "项目" } th scope="col" { "怎么填" } th scope="col" { "何时填" } th scope="col" { "谁看得到" } } }
            tbody {
                @for it in all {
                    tr { th scope="row" { (it.label) } td data-label="怎么填" { (it.kind) } td data-label="何时填" { (it.when) } td data-label="谁看得到" { (it.seen) } }
                }
            }
        }
    }
}
