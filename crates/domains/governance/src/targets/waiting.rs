//! What of tasks and figures waits for somebody: to sign for, to confirm, to review, to be done.

use crate::offices::OFFICES;
use db::Tx;
use jiff::civil::{Date, DateTime, time};
use platform::waiting::{COUNTED_MAX, Desk, NEVER, Stretch, Waits, Who};
use vocab::{Holidays, Role, WorkingDays};
use web::{Need, Visit};

use super::{
    READ,
    model::{Holder, State},
    store,
};
use crate::reported;

/// This domain's part.
pub(crate) const DESK: Desk = Desk {
    key: "targets",
    label: "目标任务",
    list: |tx, who, stretch| Box::pin(list(tx, who, stretch)),
    // An office has some dozens of tasks: what waits of them is read and counted.
    count: None,
};

/// What was handed down is signed for within so many working days, as the desk shows it: 收到后及时
/// 签收 has no number in any rule, so it is the time that the bureau's own papers give, a week.
const SIGN_WITHIN: WorkingDays = WorkingDays(5);

fn end_of(day: Date) -> DateTime {
    day.to_datetime(time(23, 59, 59, 0))
}

async fn list(tx: &mut Tx, who: Who, stretch: Stretch) -> Result<Vec<Waits>, db::Error> {
    let is_holder = OFFICES.contains(&who.role)
        || matches!(who.role, Role::TownClerk | Role::Principal | Role::BureauLeader);
    if !is_holder {
        return Ok(Vec::new());
    }
    let today = who.now.date();
    let holder = Holder { office: who.role, place: who.scope };
    let mut all = Vec::new();
    let holidays = Holidays::published();
    for it in store::held_by(tx, holder, State::Sent).await? {
        let due = holidays.add(it.from_on.max(today), SIGN_WITHIN).map_or(NEVER, end_of);
        all.push(Waits {
            title: it.work,
            kind: "目标任务".to_owned(),
            to_do: "签收".to_owned(),
            place: it.holder.office.label().to_owned(),
            due,
            id: it.id.bits(),
            path: format!("/tasks/{}", it.id),
        });
    }
    all.extend(near(tx, holder, (today, &holidays)).await?);
    if who.role == Role::OfficeClerk {
        for (plan, open) in store::plans(tx).await?.into_iter().filter(|it| it.1 > 0) {
            all.push(Waits {
                title: format!("{}：{open} 个目标待确认", plan.name),
                kind: "读入的计划".to_owned(),
                to_do: "确认".to_owned(),
                place: who.role.label().to_owned(),
                due: NEVER,
                id: plan.id.bits(),
                path: format!("/plans/{}", plan.id),
            });
        }
    }
    if who.role == Role::OfficeClerk {
        for (id, number, from) in crate::packages::waits(tx, COUNTED_MAX).await? {
            all.push(Waits {
                title: format!("{from} 下达 {number}"),
                kind: "上级下达".to_owned(),
                to_do: "签收".to_owned(),
                place: who.role.label().to_owned(),
                due: NEVER,
                id: id.bits(),
                path: format!("/packages/{id}"),
            });
        }
    }
    if OFFICES.contains(&who.role) || who.role == Role::BureauLeader {
        let is_all = matches!(who.role, Role::OfficeClerk | Role::BureauLeader);
        let office = (!is_all).then_some(who.role);
        let asked = (who.scope, office, who.account);
        for (id, figure, name, _) in reported::waits_for_review(tx, asked, COUNTED_MAX).await? {
            all.push(Waits {
                title: name,
                kind: "填报数".to_owned(),
                to_do: "审核".to_owned(),
                place: who.role.label().to_owned(),
                due: NEVER,
                id: id.bits(),
                path: format!("/reported/{figure}"),
            });
        }
    }
    all.retain(|it| stretch.has(it.due, it.id));
    all.sort_by_key(|it| (it.due, it.id));
    all.truncate(usize::try_from(stretch.limit).unwrap_or(usize::MAX));
    Ok(all)
}

/// Milestones and tasks of a holder that are due soon or late.
async fn near(
    tx: &mut Tx,
    holder: Holder,
    (today, holidays): (Date, &Holidays),
) -> Result<Vec<Waits>, db::Error> {
    let rules = store::light_rules(tx).await?;
    let days = super::rules::in_force(&rules, today).map_or(0, |it| it.near_days);
    let days = WorkingDays(u32::try_from(days).unwrap_or(0));
    let Ok(last) = holidays.add(today, days) else { return Ok(Vec::new()) };
    let tasks = store::held_by(tx, holder, State::Running).await?;
    let ids: Vec<_> = tasks.iter().map(|it| it.id).collect();
    let mut steps = store::steps(tx, &ids).await?;
    let mut all = Vec::new();
    for task in tasks {
        let waits = |title: String, due: Date, id: i64, to_do: &str| Waits {
            title,
            kind: "目标任务".to_owned(),
            to_do: to_do.to_owned(),
            place: holder.office.label().to_owned(),
            due: end_of(due),
            id,
            path: format!("/tasks/{}", task.id),
        };
        let open = steps.remove(&task.id).unwrap_or_default();
        for step in open.into_iter().filter(|it| it.done.is_none() && it.due_on <= last) {
            let title = format!("{}：{}", task.work, step.name);
            all.push(waits(title, step.due_on, step.id.bits(), "完成节点"));
        }
        if task.due_on <= last {
            all.push(waits(task.work.clone(), task.due_on, task.id.bits(), "办结"));
        }
    }
    Ok(all)
}

/// Whether the visitor may have the proofs of a note.
pub(super) async fn may_read(visit: &Visit, bits: i64) -> Result<bool, db::Error> {
    if !visit.meets(Need::May(READ.key)) {
        return Ok(false);
    }
    let scope = visit.actor.scope();
    db::read!(visit.db(), "whose proof", |tx| {
        let Some(task) = store::task_of_note(tx, bits).await? else { return Ok(false) };
        Ok(store::find_task(tx, task, scope).await?.is_some())
    })
}
