//! A guardian's child: the class, its teacher, and how the class compares with the year group.

use web::{
    Html, Markup, Page, Visit, html,
    ui::{self, Button, Card, Empty, Facts, Field, Head},
};

use super::parts;
use crate::classes::{
    actions::{self, Error},
    model::{Entrant, Own, Paper, Stage},
    paired::Paired,
    rules::{self, Share},
    store,
};

/// What a card tells beside the division.
struct Seen {
    own: Own,
    entrants: Vec<Entrant>,
    paired: Option<Paired>,
}

pub(super) async fn show(visit: Visit) -> Result<Html, Page> {
    let (account, today) = (visit.actor.account, visit.today());
    let read: Result<_, Error> = db::read!(visit.db(), "classes of children", |tx| {
        let mut all = Vec::new();
        for own in store::of_children(tx, account, today).await? {
            let is_out = own.division.stage == Stage::Published;
            let (mut entrants, mut paired) = (Vec::new(), None);
            if is_out {
                entrants = store::entrants(tx, own.division.id).await?;
                if let Some(text) = store::find_file(tx, own.division.id, Paper::Teachers).await? {
                    let transcript = actions::transcript(tx, own.division.id).await?;
                    paired = Some(Paired::read(&transcript, &text)?);
                }
            }
            all.push(Seen { own, entrants, paired });
        }
        Ok(all)
    });
    let all = read?;
    let body = html! {
        (Head::new("孩子的班级"))
        @if all.is_empty() {
            (Empty::new("还没有").hint("孩子所在的起始年级封存编班名单以后，这里能看到号码；公示以后能看到班级。"))
        }
        @for it in &all { (card(&visit, it)) }
    };
    Ok(visit.phone_page("孩子的班级", &body))
}

fn card(visit: &Visit, it: &Seen) -> Markup {
    let (own, division) = (&it.own, &it.own.division);
    let facts = Facts::new()
        .fact("学校", division.school_name.as_str())
        .fact("报名号", own.code.as_str())
        .fact("状态", parts::stage(division.stage));
    let is_out = division.stage == Stage::Published;
    let facts = match own.now.filter(|_| is_out) {
        Some(class) => {
            let facts = facts.fact("班级", format!("{}{class}班", division.grade.label()));
            match parts::teacher_of(it.paired.as_ref(), class) {
                Some(name) => facts.fact("班主任", name),
                None => facts,
            }
        }
        None => facts,
    };
    let csrf = visit.csrf();
    html! {
        (Card::new(own.child.as_str(), html! {
            (facts)
            @if let Some(class) = own.now.filter(|_| is_out) {
                (compared(it, class))
                @if own.made != own.now { p { "编班以后有变动，理由在公示页。" } }
                p { (Button::link("公示和证据", visit.link(&format!("/class-lists/{}", division.number)))) }
            }
            @if own.has_signed { p { "您已签名见证。" } }
            @else {
                (ui::Form::new(visit.link(&format!("/classing/{}/witness", division.id)), &csrf)
                    .part(Field::text("words", "在现场见证的意见").max_length(100).sometimes())
                    .button(Button::submit("签名见证")))
            }
        }))
    }
}

/// The class beside the others: pupils, girls, special needs.
fn compared(it: &Seen, class: i64) -> Markup {
    let all: Vec<Share> = (1..=it.own.division.classes)
        .map(|class| rules::share(rules::of_class(&it.entrants, class)))
        .collect();
    let here = usize::try_from(class - 1).ok().and_then(|at| all.get(at)).copied();
    let here = here.unwrap_or_default();
    let range = |of: fn(&Share) -> i64| {
        let least = all.iter().map(of).min().unwrap_or(0);
        let most = all.iter().map(of).max().unwrap_or(0);
        if least == most { least.to_string() } else { format!("{least}～{most}") }
    };
    html! {
        table.table {
            thead { tr { th { "" } th { "本班" } th { "年级各班" } } }
            tbody {
                tr { th { "人数" } td { (here.pupils) } td { (range(|it| it.pupils)) } }
                tr { th { "女生" } td { (here.girls) } td { (range(|it| it.girls)) } }
                tr { th { "男生" } td { (here.pupils - here.girls) } td { (range(|it| it.pupils - it.girls)) } }
            }
        }
    }
}
