//! One step of the year: somebody opens a few pages and sends a form that stands there. On the way
//! a commit fails, a statement breaks, the browser hangs up, the form is sent twice or an old one
//! again.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    sync::Arc,
};

use db::Sql;
use jiff::{
    SignedDuration, ToSpan,
    civil::{Date, DateTime},
};
use platform::jobs::{Kinds, Worker};
use schoolday::aftercare::orders::model::OrderId;
use server::MODULES;
use vocab::Calendar as _;
use web::{StatusCode, testing::Reply};

use super::{
    chance::Chance,
    county::County,
    faults::{self, Fault},
    filling::{Pairs, fill},
    forms::{self, Form},
    next_term,
    plan::Record,
    store::checks,
    term_at,
};

/// Where a walk does not go: out of the house, or to files that are made anew each time.
const NOT_THERE: [&str; 12] = [
    "/logout",
    "/login",
    "/export",
    "/identity",
    "/me",
    "/finance/",
    "/due",
    "/api",
    "/print",
    "/inbox",
    "/my-data",
    "/privacy",
];
/// What is written without an act: who looked at what, and how often something was asked.
const UNCOUNTED: [&str; 2] = ["look", "job_turn"];

pub(super) struct Walk {
    pub(super) county: County,
    pub(super) chance: Chance,
    /// Forms that were sent, by whom.
    sent: Vec<(usize, String, Pairs)>,
    story: VecDeque<String>,
    outcomes: BTreeMap<String, usize>,
    /// How the duties went, by their number.
    pub(super) records: BTreeMap<usize, Record>,
    print: Sql,
    is_sqlite: bool,
}

impl Walk {
    pub(super) async fn new(county: County, chance: Chance, is_sqlite: bool) -> Self {
        let db = county.house.cell.db.clone();
        let columns: Result<_, db::Error> =
            db::read!(db, "columns", |tx| { checks::columns(tx, is_sqlite).await });
        let print = checks::print_of(&columns.unwrap(), &UNCOUNTED, is_sqlite);
        let mut it = Self {
            county,
            chance,
            sent: Vec::new(),
            story: VecDeque::new(),
            outcomes: BTreeMap::new(),
            records: BTreeMap::new(),
            print,
            is_sqlite,
        };
        it.set(super::FIRST);
        it
    }

    pub(super) fn now(&self) -> DateTime {
        self.county.house.calendar.now()
    }

    pub(super) fn today(&self) -> Date {
        self.now().date()
    }

    fn set(&mut self, now: DateTime) {
        let house = &self.county.house;
        house.calendar.set(&now.to_string());
        house.clock.set(&format!("{}Z", now.saturating_sub(8.hours())));
    }

    pub(super) fn pass(&mut self, time: SignedDuration) {
        self.set(self.now().saturating_add(time));
    }

    /// Goes on at some hour of `day`, or of the Monday after it.
    pub(super) fn go_to(&mut self, day: Date) {
        let weekend = day.weekday().to_monday_zero_offset() - 4;
        let free = if weekend > 0 && self.chance.percent(80) { 3 - weekend } else { 0 };
        let day = day.saturating_add(i64::from(free).days());
        let minutes = i64::try_from(self.chance.below(600)).unwrap();
        let at = day.at(8, 0, 0, 0).saturating_add(minutes.minutes());
        self.set(at.max(self.now()));
    }

    fn note(&mut self, line: &str) {
        if self.story.len() >= 200 {
            self.story.pop_front();
        }
        self.story.push_back(format!("{} {line}", self.now()));
    }

    /// The last lines of what happened.
    pub(super) fn story(&self, lines: usize) -> String {
        let skip = self.story.len().saturating_sub(lines);
        let last: Vec<&str> = self.story.iter().skip(skip).map(String::as_str).collect();
        last.join("\n")
    }

    /// How often each kind of form got which answer.
    pub(super) fn outcomes(&self) -> &BTreeMap<String, usize> {
        &self.outcomes
    }

    /// Whether most kinds of forms were taken at least once.
    pub(super) fn has_lived(&self) -> bool {
        self.outcomes.keys().filter(|it| it.ends_with(" 303")).count() >= 8
    }

    /// Does the jobs that are due, now and then with a fault in the middle, then judges.
    pub(super) async fn rest(&mut self) -> Result<(), String> {
        let house = &self.county.house;
        let faults = house.cell.db.faults();
        match self.chance.below(100) {
            0..15 => faults.fail_statement(1 + u64::try_from(self.chance.below(40)).unwrap()),
            15..30 => faults.fail_commits(1),
            _ => {}
        }
        let (clock, ids) = (house.clock.clone(), house.ids.clone());
        let kinds = Arc::new(Kinds::of(MODULES.iter()));
        let worker = Worker { cell: house.cell.clone(), clock, ids, kinds };
        for _ in 0..4 {
            let worked = worker.run_all().await;
            let was_at_fault = faults.pending() || worked.is_err();
            faults.fail_statement(0);
            faults.fail_commits(0);
            // What broke off is taken up when its lease is over.
            self.county.house.clock.advance(SignedDuration::from_mins(20));
            if !was_at_fault && matches!(worked, Ok(0)) {
                break;
            }
        }
        self.set(self.now());
        self.county.judge_at_rest().await
    }

    pub(super) async fn step(&mut self) -> Result<(), String> {
        if self.chance.percent(8) && !self.sent.is_empty() {
            let at = self.chance.below(self.sent.len());
            let (who, action, pairs) = self.sent[at].clone();
            self.note(&format!("{} goes back", self.county.players[who].name()));
            return self.send(who, &action, &pairs, false).await.map(drop);
        }
        // Whoever finds nothing to send looks elsewhere.
        for _ in 0..3 {
            let who = self.somebody();
            if let Some(form) = self.look_around(who).await? {
                let (action, pairs) = self.filled(&form);
                return self.send(who, &action, &pairs, true).await.map(drop);
            }
        }
        Ok(())
    }

    /// Opens a few pages, one linked from the other, and picks a form of the last.
    async fn look_around(&mut self, who: usize) -> Result<Option<Form>, String> {
        let start = self.chance.pick(&self.county.players[who].starts).cloned().unwrap();
        let mut path = self.with_term(&start);
        let mut page = self.open(who, &path).await?;
        for _ in 0..self.chance.below(4) {
            let links: Vec<String> = forms::links(&page.body)
                .into_iter()
                .filter(|it| !NOT_THERE.iter().any(|not| it.contains(not)))
                .collect();
            let Some(next) = self.chance.pick(&links).cloned() else { break };
            page = self.open(who, &next).await.map_err(|it| format!("from {path}: {it}"))?;
            path = next;
        }
        let all: Vec<Form> = forms::forms(&page.body)
            .into_iter()
            .filter(|it| !it.takes_files && !NOT_THERE.iter().any(|not| it.action.contains(not)))
            .collect();
        Ok(self.chance.pick(&all).cloned())
    }

    fn somebody(&mut self) -> usize {
        let all: usize = self.county.players.iter().map(|it| it.weight).sum();
        let mut left = self.chance.below(all);
        for (at, player) in self.county.players.iter().enumerate() {
            if left < player.weight {
                return at;
            }
            left -= player.weight;
        }
        0
    }

    pub(super) fn with_term(&self, path: &str) -> String {
        if path.ends_with("term=next") {
            path.replace("next", next_term(term_at(self.today())))
        } else if path.ends_with("term=") {
            format!("{path}{}", term_at(self.today()))
        } else {
            path.to_owned()
        }
    }

    /// What `form` sends when it is filled, and where.
    pub(super) fn filled(&mut self, form: &Form) -> (String, Pairs) {
        let mut pairs = fill(form, self.now(), &mut self.chance);
        let mut action = form.action.clone();
        if let Some((name, value, to)) = self.chance.pick(&form.buttons) {
            if !name.is_empty() {
                pairs.push((name.clone(), value.clone()));
            }
            if !to.is_empty() {
                action.clone_from(to);
            }
        }
        (action, pairs)
    }

    /// Opens a page as somebody: it is there, and names nobody whom they have nothing to do with.
    pub(super) async fn open(&mut self, who: usize, path: &str) -> Result<Reply, String> {
        let mut browser = self.county.players[who].browser.clone();
        let mut reply = browser.get(path).await;
        for _ in 0..3 {
            let Some(to) = reply.location.clone().filter(|_| reply.status.is_redirection()) else {
                break;
            };
            reply = browser.get(&to).await;
        }
        let player = &self.county.players[who];
        if reply.status != StatusCode::OK {
            return Err(format!(
                "{} opens {path}: {}\n{}",
                player.name(),
                reply.status,
                reply.body
            ));
        }
        self.county.judge_scope(player, &reply.body).await?;
        Ok(reply)
    }

    /// Sends a form, with whatever goes wrong. Where it was not taken, nothing was written.
    pub(super) async fn send(
        &mut self,
        who: usize,
        action: &str,
        pairs: &Pairs,
        is_new: bool,
    ) -> Result<Option<Reply>, String> {
        let fault = Fault::of(&mut self.chance, self.is_sqlite);
        let db = self.county.house.cell.db.clone();
        let before = checks::stored(&db, &self.print).await;
        let mut browser = self.county.players[who].browser.clone();
        let fields: Vec<(&str, &str)> = pairs.iter().map(|it| (&*it.0, &*it.1)).collect();
        let answer = faults::answer(&db, fault, &mut browser, action, &fields).await;
        let status = answer.as_ref().map_or(0, |it| it.status.as_u16());
        let name = self.county.players[who].name();
        self.note(&format!("{name} sends {action} {} ({fault:?}): {status}", shown(pairs)));
        let Some(reply) = answer else { return Ok(None) };
        *self.outcomes.entry(format!("{} {status}", kind_of(action))).or_default() += 1;
        let excused = matches!(fault, Fault::Commit | Fault::Statement(_) | Fault::Connection);
        if reply.status.is_server_error() && !excused {
            return Err(format!("{name} sends {action}: {status}\n{}", reply.body));
        }
        let is_shown = is_new && fault == Fault::Nothing;
        if is_shown && (status == 403 || status == 404) {
            return Err(format!("{name} sends {action}, which a page showed: {status}"));
        }
        if !reply.status.is_redirection() && !reply.status.is_success() && fault != Fault::Twice {
            let after = checks::stored(&db, &self.print).await;
            if after != before {
                let was: BTreeSet<&str> = before.split("; ").collect();
                let differ: Vec<&str> = after.split("; ").filter(|it| !was.contains(it)).collect();
                return Err(format!("{name} sends {action}: {status}, and yet {differ:?}"));
            }
        }
        if is_new {
            self.sent.push((who, action.to_owned(), pairs.clone()));
        }
        if reply.status == StatusCode::SEE_OTHER {
            self.judge_roll(action).await?;
            if let Some(to) = reply.location.clone().filter(|_| fault == Fault::Nothing && is_new) {
                self.open(who, &to).await?;
            }
        }
        Ok(Some(reply))
    }

    /// Sends the list of the courses that are due, as the payment platform gives it.
    pub(super) async fn send_list(&mut self, who: usize, form: &Form) -> Result<bool, String> {
        let school = self.county.players[who].place;
        let due: Result<Vec<(OrderId, i64)>, db::Error> =
            db::read!(self.county.house.cell.db, "due orders", |tx| {
                checks::due_orders(tx, school).await
            });
        let (due, today) = (due.unwrap(), self.today());
        let line = |(order, fen): &(OrderId, i64)| {
            format!("{order},{}.{:02},{today}\n", fen / 100, fen % 100)
        };
        let lines: Vec<String> = due.iter().map(line).collect();
        let list = format!("缴费单号,到账金额,到账日期\n{}", lines.concat());
        let csrf = form.fields.iter().find(|it| it.name == "csrf");
        let csrf = csrf.map_or("", |it| it.value.as_str());
        let mut browser = self.county.players[who].browser.clone();
        let reply = browser.upload(&form.action, csrf, "daozhang.csv", list.as_bytes()).await;
        let name = self.county.players[who].name();
        self.note(&format!("{name} uploads {}: {}", form.action, reply.status));
        Ok(reply.status.is_success() && !due.is_empty())
    }

    /// Sends a form that could take a file along, without one.
    pub(super) async fn send_parts(
        &mut self,
        who: usize,
        action: &str,
        pairs: &Pairs,
    ) -> Result<bool, String> {
        let fields: Vec<(&str, &str)> = pairs.iter().map(|it| (&*it.0, &*it.1)).collect();
        let mut browser = self.county.players[who].browser.clone();
        let reply = browser.upload_with(action, &fields, "", b"").await;
        let name = self.county.players[who].name();
        self.note(&format!("{name} sends {action} {}: {}", shown(pairs), reply.status));
        if reply.status.is_server_error() {
            return Err(format!("{name} sends {action}: {}\n{}", reply.status, reply.body));
        }
        Ok(reply.status.is_redirection())
    }

    /// A roll that was just called expected everyone on the roster.
    async fn judge_roll(&self, action: &str) -> Result<(), String> {
        let parts: Vec<&str> = action.split('/').collect();
        let ["", "cixi", "aftercare", "groups", group, day] = parts[..] else { return Ok(()) };
        let group: schoolday::aftercare::participation::model::GroupId = group.parse().unwrap();
        let counted: Result<_, db::Error> = db::read!(self.county.house.cell.db, "roster", |tx| {
            let expected = checks::expected(tx, group.bits(), day).await?;
            Ok((expected, checks::roster(tx, group.bits(), day).await?))
        });
        match counted.unwrap() {
            (Some(expected), roster) if expected != roster => {
                Err(format!("{action}: expected {expected}, on the roster {roster}"))
            }
            _ => Ok(()),
        }
    }
}

/// An address without what it names.
pub(super) fn kind_of(action: &str) -> String {
    let path = action.split('?').next().unwrap_or_default();
    let part = |it: &str| {
        if it.contains('_') || it.starts_with("20") { "…".to_owned() } else { it.to_owned() }
    };
    path.split('/').map(part).collect::<Vec<_>>().join("/")
}

fn shown(pairs: &Pairs) -> String {
    let all = pairs.iter().filter(|it| it.0 != "csrf" && it.0 != "letter");
    all.map(|it| format!("{}={}", it.0, it.1)).collect::<Vec<_>>().join(" ")
}
