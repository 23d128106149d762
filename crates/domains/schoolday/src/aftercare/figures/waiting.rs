//! What waits for someone: schools that have not filed, programmes to answer, rolls not called.

use db::Tx;
use jiff::civil::Date;
use maud::Markup;
use vocab::{PlaceId, Term};
use web::{
    Visit,
    ui::{self, Card, Empty, Item, items},
};

use super::store;
use crate::aftercare::{
    attendance,
    error::Error,
    programme::{model::State, store::find_settings},
    terms::days_left,
};

/// How many schools stand at a state of their programme; none, where they have not begun one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AtState {
    /// The state.
    pub state: Option<State>,
    /// How many schools.
    pub schools: i64,
    /// The first day on which one of them is to be answered.
    pub answer_due: Option<Date>,
}

/// The programmes of a term.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfTerm {
    term: Term,
    file_due: Date,
    at: Vec<AtState>,
}

/// All that waits in a place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Waiting {
    terms: Vec<OfTerm>,
    silent: Option<(Date, usize)>,
    /// Applications that their class teachers have checked, at the school that is to confirm them.
    pub applications: usize,
}

/// What waits in `scope` as of `today`: programmes of `term` and the one after it, where the county
/// has asked for them, and rolls of the last day with lessons.
pub async fn read(tx: &mut Tx, scope: PlaceId, term: Term, today: Date) -> Result<Waiting, Error> {
    let mut waiting = Waiting::default();
    for term in [term, term.next()] {
        if let Some(settings) = find_settings(tx, term).await? {
            let at = store::programmes_by_state(tx, scope, term).await?;
            waiting.terms.push(OfTerm { term, file_due: settings.file_due, at });
        }
    }
    if let Some(day) = attendance::last_day_before(tx, scope, today).await? {
        let silent = attendance::silent(tx, scope, day).await?.len();
        waiting.silent = (silent > 0).then_some((day, silent));
    }
    Ok(waiting)
}

/// The box of what waits, each line with the list behind it.
pub fn card<'a>(visit: &Visit, waiting: &Waiting, today: Date) -> Card<'a> {
    let mut lines: Vec<Item<'a>> = Vec::new();
    for of in &waiting.terms {
        lines.extend(of.at.iter().filter_map(|at| line(visit, of, *at, today)));
    }
    if waiting.applications > 0 {
        let title = format!("{} 份参加申请待确认", waiting.applications);
        let href = visit.link("/aftercare/school/applications");
        lines.push(Item::new(title).icon("user-plus").link(href).below("班主任已核对"));
    }
    if let Some((day, schools)) = waiting.silent {
        let href = visit.link(&format!("/aftercare/attendance?silent=1&day={day}"));
        let title = format!("{schools} 所学校未点完名");
        lines.push(Item::new(title).icon("user-check").link(href).below(day.to_string()));
    }
    let body: Markup = if lines.is_empty() {
        maud::html! { (Empty::new("没有待办").hint("方案都已办理，点名都已完成。")) }
    } else {
        items(lines)
    };
    Card::new("待办与预警", body).flush()
}

fn line<'a>(visit: &Visit, of: &OfTerm, at: AtState, today: Date) -> Option<Item<'a>> {
    let list =
        |state: &str| visit.link(&format!("/aftercare/programmes?term={}&state={state}", of.term));
    let (title, icon, href, due) = match at.state {
        None => ("所学校未申报方案", "send", list("missing"), Some(of.file_due)),
        Some(State::Draft) => ("所学校的方案还是草稿", "edit", list("draft"), Some(of.file_due)),
        Some(State::Returned) => {
            ("份方案已退回，等学校修改", "arrow-back-up", list("returned"), Some(of.file_due))
        }
        Some(State::Filed) => ("份方案待备案", "clipboard-check", list("filed"), at.answer_due),
        Some(State::Recorded | State::Opened) => return None,
    };
    let line = Item::new(format!("{} {title}", at.schools)).icon(icon).link(href);
    let line = line.below(of.term.label());
    Some(match due {
        Some(due) => line.aside(ui::due(days_left(today, due))),
        None => line,
    })
}
