//! Whether all is as it must be: laws over the tables, the figures on the cockpit, the money to the
//! fen, the audit chain, who sees whom.

use vocab::{Clock as _, Role};

use super::{
    county::{County, Player},
    store::{
        checks::{self, Left},
        laws::{AFTER_WORK, ALWAYS, Law},
    },
};

/// How a child of the year is called: this and three digits.
const CHILD: char = '童';

impl County {
    fn today(&self) -> String {
        self.house.cell.calendar.today().to_string()
    }

    async fn broken(&self, laws: &[Law]) -> Result<(), String> {
        let today = self.today();
        let found: Result<Vec<String>, db::Error> = db::read!(self.house.cell.db, "laws", |tx| {
            let mut wrong = Vec::new();
            for law in laws {
                let broken = law.broken(tx, &today).await?;
                if !broken.is_empty() {
                    wrong.push(format!("“{}” is broken by {broken:?}", law.says));
                }
            }
            Ok(wrong)
        });
        let wrong = found.unwrap();
        if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n")) }
    }

    /// What holds after every step.
    pub(super) async fn judge(&self) -> Result<(), String> {
        self.broken(ALWAYS).await?;
        let left: Result<Vec<Left>, db::Error> =
            db::read!(self.house.cell.db, "left seats", |tx| { checks::left_seats(tx).await });
        left.unwrap().iter().try_for_each(is_settled)
    }

    /// What holds once all work is done: also the figures, as the cockpit shows them.
    pub(super) async fn judge_at_rest(&mut self) -> Result<(), String> {
        self.judge().await?;
        self.broken(AFTER_WORK).await?;
        self.judge_figures().await?;
        let now = self.house.clock.now();
        platform::audit::seal(&self.house.cell.db, now).await.unwrap();
        let report = platform::audit::verify(&self.house.cell.db, None).await.unwrap();
        if report.is_whole() { Ok(()) } else { Err(format!("the audit chain: {report:?}")) }
    }

    async fn judge_figures(&mut self) -> Result<(), String> {
        let day = self.house.cell.calendar.today();
        let Some(term) = super::term_on(day) else { return Ok(()) };
        let counted: Result<Vec<(i64, i64)>, db::Error> =
            db::read!(self.house.cell.db, "figures", |tx| {
                checks::figures(tx, term, &day.to_string()).await
            });
        let leader = self.players.iter_mut().find(|it| it.role == Role::BureauLeader).unwrap();
        let page = leader.browser.get("/cixi/aftercare").await;
        let units = ["所", "人", "人", "人"];
        for ((part, whole), unit) in counted.unwrap().into_iter().zip(units) {
            let says = format!("{part} / {whole} {unit}");
            if !page.body.contains(&says) {
                return Err(format!("the cockpit does not say {says}:\n{}", page.body));
            }
        }
        Ok(())
    }

    /// Whether `page`, which `player` was shown, names a child that is none of theirs. To the
    /// county and its towns every child is masked.
    pub(super) async fn judge_scope(&self, player: &Player, page: &str) -> Result<(), String> {
        let named = children_named(page);
        if named.is_empty() {
            return Ok(());
        }
        let (account, place) = (player.account, player.place);
        let is_guardian = player.role == Role::Guardian;
        let known: Result<Vec<String>, db::Error> =
            db::read!(self.house.cell.db, "known children", |tx| {
                checks::known_children(tx, account, place, is_guardian).await
            });
        let known = known.unwrap();
        match named.iter().find(|it| !known.contains(it)) {
            Some(stranger) => Err(format!("{} sees {stranger}", player.name())),
            None => Ok(()),
        }
    }
}

fn children_named(page: &str) -> Vec<String> {
    let mut all: Vec<String> = page
        .split(CHILD)
        .skip(1)
        .map(|it| it.chars().take(3).collect::<String>())
        .filter(|it| it.len() == 3 && it.bytes().all(|it| it.is_ascii_digit()))
        .map(|it| format!("{CHILD}{it}"))
        .collect();
    all.sort();
    all.dedup();
    all
}

/// Paid − refunded = kept: the price of each session that was held, and what does not divide stays
/// with the last.
fn is_settled(it: &Left) -> Result<(), String> {
    let each = it.amount / it.sessions;
    let left = |used: i64| if used >= it.sessions { 0 } else { it.amount - each * used };
    let back = it.for_days + it.at_the_end.map_or(0, |end| end.0);
    let fair = |used: i64| back == left(used).max(it.for_days);
    let (least, most) = (it.held.0.min(it.sessions), it.held.1.min(it.sessions));
    let settled = match it.at_the_end {
        Some((_, used)) => (least.min(most)..=most.max(least)).contains(&used) && fair(used),
        None => (least.min(most)..=most.max(least)).any(fair),
    };
    if settled {
        Ok(())
    } else {
        Err(format!("order {} is not settled to the fen: {it:?}", it.order))
    }
}
