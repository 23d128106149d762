//! The protocol of a draw: the seed, who was in the pool, who was left out and why, the lots; drawn
//! again as the page is read.

use web::{
    Html, Markup, Page, Path, Visit, html,
    ui::{Alert, Button, Card, Facts, Head, Tone},
};

use super::words;
use crate::{
    actions::Error,
    model::{ApplicationId, Pooled},
    panel::{self, Candidate},
    store,
};

pub(super) async fn show(
    visit: Visit,
    Path((name, id)): Path<(String, ApplicationId)>,
) -> Result<Html, Page> {
    let read: Result<_, Error> = db::read!(visit.db(), "protocol of a draw", |tx| {
        let seen = super::seen(tx, &visit, (&name, id)).await?;
        let role = visit.actor.role();
        let review = &seen.kind.what;
        if !review.hosts.contains(&role) && review.chair != role {
            return Err(Error::Missing);
        }
        let pool = store::load_pool(tx, id).await?;
        if pool.is_empty() { Err(Error::Missing) } else { Ok((seen, pool)) }
    });
    let (seen, pool) = read?;
    let round = &seen.round;
    let base = visit.link(&format!("/reviews/{name}/{id}"));
    let title = words::title(&seen.it, visit.actor.role());
    let head = Head::new("抽取记录")
        .crumb(seen.kind.what.label.as_str(), visit.link(&format!("/reviews/{name}")))
        .crumb(title, base)
        .action(Button::print());
    let seed = panel::seed(&round.seed, &id.to_string());
    let facts = Facts::new()
        .fact("开启本轮时公布的号码", round.seed.clone())
        .fact("参评编号", id.to_string())
        .fact("抽取人数", format!("{} 位", seen.kind.what.panel.size))
        .long("种子（SM3）", html! { code { (seed) } })
        .long(
            "怎么复算",
            "种子是“公布的号码|参评编号”的 SM3 值；每位专家的签是“种子‖专家编号的 SM3 值”的 SM3 值，\
             从小到大排，排在前面的当选；有人回避，由下一位递补。",
        );
    let body = html! {
        @if agrees(&round.seed, id, &pool) {
            (Alert::new(Tone::Good, "刚才重新算了一遍，次序一致"))
        } @else {
            (Alert::new(Tone::Bad, "重新算的次序与记录不一致，请告诉系统管理员"))
        }
        (Card::new("号码", html! { (facts) }))
        (table(&pool))
    };
    Ok(visit.page_under("抽取记录", &head, &body))
}

/// Whether the lots come out as they were kept.
fn agrees(seed: &str, id: ApplicationId, pool: &[Pooled]) -> bool {
    let free: Vec<&Pooled> = pool.iter().filter(|it| it.position.is_some()).collect();
    let candidate = |it: &&Pooled| Candidate {
        id: it.account.to_string(),
        own: false,
        interest: false,
        visited: false,
        applicant: false,
    };
    let candidates: Vec<Candidate> = free.iter().map(candidate).collect();
    let order = panel::order(seed, &id.to_string(), &candidates);
    order.into_iter().zip(1_i64..).all(|(at, position)| free[at].position == Some(position))
}

fn table(pool: &[Pooled]) -> Markup {
    let left_out = pool.iter().filter(|it| it.left_out.is_some()).count();
    let title = format!("名单 {} 位，排除 {left_out} 位", pool.len());
    html! {
        (Card::new(title, html! {
            div.table-responsive { table.table {
                thead { tr { th.num scope="col" { "次序" } th scope="col" { "专家" } th scope="col" { "编号" } th scope="col" { "排除原因" } } }
                tbody { @for it in pool {
                    tr {
                        td.num { @if let Some(at) = it.position { (at) } }
                        td { (it.name) }
                        td { code { (it.account) } }
                        td { @if let Some(why) = it.left_out { (why.label()) } }
                    }
                } }
            } }
        }))
    }
}
