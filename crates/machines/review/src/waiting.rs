//! What of the reviews waits for somebody: to be put in, put forward, drawn for, scored, settled.

use ::catalog::acts_for;
use db::Tx;
use jiff::civil::DateTime;
use platform::waiting::{COUNTED_MAX, Desk, NEVER, Stretch, Waits, Who};
use vocab::{Role, mask_name};

use crate::{
    catalog,
    definition::Review,
    rules::State,
    store::{self, Waiting},
};

/// This machine's part.
pub(crate) const DESK: Desk = Desk {
    key: "review",
    label: "评审",
    list: |tx, who, stretch| Box::pin(list(tx, who, stretch)),
    // A round has some dozens of applications: what waits of them is read and counted.
    count: None,
};

/// What an application waits for in a state, and whose part it is.
type Part = (State, fn(&Review, Role) -> bool);

const PARTS: [Part; 4] = [
    (State::Forward, |it, role| it.forwards() == Some(role)),
    (State::Panel, |it, role| it.hosts.contains(&role)),
    (State::Chair, |it, role| it.chair == role),
    (State::Appealed, |it, role| it.chair == role),
];

async fn list(tx: &mut Tx, who: Who, stretch: Stretch) -> Result<Vec<Waits>, db::Error> {
    let mine = (who.account, COUNTED_MAX);
    let mut all: Vec<Waits> = Vec::new();
    let to_score = store::waits_for_expert(tx, mine).await?;
    all.extend(to_score.into_iter().map(|it| Waits {
        path: format!("/reviews/{}/{}/score", it.entry, it.id),
        ..waits(it, who.role)
    }));
    let begun = store::waits_for_applicant(tx, mine).await?;
    all.extend(begun.into_iter().map(|it| waits(it, who.role)));
    for (state, is_part) in PARTS {
        let kinds = catalog().all().filter(|it| is_part(&it.what, who.role));
        let entries: Vec<String> = kinds.map(|it| it.name.clone()).collect();
        if entries.is_empty() {
            continue;
        }
        let scope = acts_for(tx, who.role, who.scope).await?;
        let found = store::waits_for_role(tx, (scope, state, COUNTED_MAX), &entries).await?;
        all.extend(found.into_iter().map(|it| waits(it, who.role)));
    }
    all.retain(|it| stretch.has(it.due, it.id));
    all.sort_by_key(|it| (it.due, it.id));
    // An expert may hold the office too: each application once.
    all.dedup_by_key(|it| it.id);
    all.truncate(usize::try_from(stretch.limit).unwrap_or(usize::MAX));
    Ok(all)
}

fn waits(it: Waiting, role: Role) -> Waits {
    let kind = catalog().find(&it.entry).map(|it| it.what.label.clone());
    let near = matches!(
        ::catalog::breadth(role),
        platform::access::PlaceKind::Class | platform::access::PlaceKind::School
    );
    let title = match it.student {
        Some(name) if near => name,
        Some(name) => mask_name(&name),
        None => it.title,
    };
    Waits {
        title,
        kind: kind.unwrap_or_else(|| it.entry.clone()),
        to_do: to_do(it.state).to_owned(),
        place: it.place,
        due: due(it.state, it.apply_until, it.score_until),
        id: it.id.bits(),
        path: format!("/reviews/{}/{}", it.entry, it.id),
    }
}

fn to_do(state: State) -> &'static str {
    match state {
        State::Draft => "填好提交",
        State::Forward => "推荐",
        State::Panel => "抽取专家",
        State::Scoring => "评分",
        State::Appealed => "复核申诉",
        _ => "审定",
    }
}

/// By when: to be in by the end of applying, judged by the end of judging. For an appeal no rule
/// sets a day.
fn due(state: State, apply_until: jiff::civil::Date, score_until: jiff::civil::Date) -> DateTime {
    match state {
        State::Draft | State::Forward => ::catalog::end_of_day(apply_until),
        State::Appealed => NEVER,
        _ => ::catalog::end_of_day(score_until),
    }
}
