//! What happens in every year because somebody means it to: the duties of `duties`, each tried
//! on the mornings of its weeks until it was done as often as it has to be.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, ToSpan, civil::Date};
use schoolday::aftercare::participation::model::ParticipationId;
use vocab::{Role, StudentId, Uscc};

use super::{
    duties,
    filling::Pairs,
    forms::{self, Form},
    store::checks,
    walking::{Walk, kind_of},
};

/// How many of a role are asked on one morning: everyone at first, few once it seems in vain.
const ASKED: usize = 40;
const ASKED_LATER: usize = 4;
const MORNINGS: usize = 8;
const PATIENT: usize = 25;
/// How many links are followed from one page.
const FOLLOWED: usize = 4;

/// What is typed into a field.
#[derive(Debug, Clone, Copy)]
pub(super) enum Say {
    Words(&'static str),
    /// So many days from now.
    In(i64),
    /// So many hours from now.
    Hours(i64),
    /// Whatever the page offers first.
    First,
    /// Nothing, so that a box stays empty.
    Not,
    /// What stands there; of `*`, in every field.
    AsIs,
    /// What the family was told by SMS.
    Code,
    /// A code of an institution that is nobody's.
    Institution,
}

/// Something that somebody does every year.
#[derive(Debug, Clone, Copy)]
pub(super) struct Duty {
    /// The kind of act that comes of it.
    pub(super) act: &'static str,
    pub(super) role: Role,
    /// Where they begin.
    pub(super) page: &'static str,
    /// What the links have in their addresses that lead to the form.
    pub(super) by: &'static [&'static str],
    /// How the form's address ends, with `…` for what it names.
    pub(super) form: &'static str,
    pub(super) weeks: (Date, Date),
    pub(super) times: i64,
    pub(super) says: &'static [(&'static str, Say)],
}

/// How a duty went.
#[derive(Debug, Default)]
pub(super) struct Record {
    pub(super) tries: usize,
    /// What the last page said that did not take the form.
    pub(super) refusal: String,
}

/// Does what is due this morning.
pub(super) async fn morning(walk: &mut Walk) -> Result<(), String> {
    let done: Result<Vec<(String, i64)>, db::Error> =
        db::read!(walk.county.house.cell.db, "acts", |tx| { checks::acts(tx).await });
    let mut done: BTreeMap<String, i64> = done.unwrap().into_iter().collect();
    for (number, duty) in duties::all().enumerate() {
        let so_far = done.entry(duty.act.to_owned()).or_default();
        let tries = walk.records.get(&number).map_or(0, |it| it.tries);
        // What was in vain for weeks is tried now and then.
        let is_time = (duty.weeks.0..=duty.weeks.1).contains(&walk.today())
            && (tries < PATIENT || walk.chance.percent(20));
        if is_time && *so_far < duty.times && attempt(walk, number, duty).await? {
            *so_far += 1;
        }
    }
    Ok(())
}

/// Tries `duty` once; whether its form was found and taken.
async fn attempt(walk: &mut Walk, number: usize, duty: &Duty) -> Result<bool, String> {
    let record = walk.records.entry(number).or_default();
    record.tries += 1;
    let asked = if record.tries > MORNINGS { ASKED_LATER } else { ASKED };
    let mut players = walk.all_of(duty.role);
    for _ in 0..asked {
        // What comes one after the other is not of one moment.
        walk.pass(SignedDuration::from_secs(20));
        if players.is_empty() {
            break;
        }
        let at = walk.chance.below(players.len());
        let who = players.swap_remove(at);
        let Some(form) = seek(walk, who, duty).await? else { continue };
        if form.path().ends_with("/money/sheet") {
            return walk.send_list(who, &form).await;
        }
        let (action, mut pairs) = walk.filled(&form);
        let action = form.button_to(duty.form).unwrap_or(action);
        say(&mut pairs, &form, duty.says, walk).await;
        if form.takes_files {
            return walk.send_parts(who, &action, &pairs).await;
        }
        let Some(reply) = walk.send(who, &action, &pairs, true).await? else { return Ok(false) };
        if reply.status.is_redirection() || reply.status.is_success() {
            return Ok(true);
        }
        walk.records.entry(number).or_default().refusal = told(&reply.body);
    }
    Ok(false)
}

/// Opens pages until the form stands there.
async fn seek(walk: &mut Walk, who: usize, duty: &Duty) -> Result<Option<Form>, String> {
    let Some(start) = begin(walk, who, duty.page).await else { return Ok(None) };
    let mut paths = vec![(start, 0)];
    while let Some((path, depth)) = paths.pop() {
        let page = walk.open(who, &path).await?;
        let mut fitting = forms::forms(&page.body);
        fitting.retain(|it| kind_of(&it.action).ends_with(duty.form) || it.leads_to(duty.form));
        if let Some(form) = walk.chance.pick(&fitting) {
            return Ok(Some(form.clone()));
        }
        let Some(word) = duty.by.get(depth) else { continue };
        for it in forms::asking(&page.body).into_iter().filter(|it| it.action.contains(word)) {
            let (path, mut pairs) = walk.filled(&it);
            each_once(&mut pairs);
            paths.push((asked_for(&path, &pairs), depth + 1));
        }
        let mut links = forms::links(&page.body);
        links.retain(|it| kind_of(it).contains(word) || it.contains(word));
        for _ in 0..FOLLOWED {
            if let Some(link) = walk.chance.pick(&links) {
                paths.push((link.clone(), depth + 1));
            }
        }
    }
    Ok(None)
}

/// Types what the duty wants typed.
async fn say(pairs: &mut Pairs, form: &Form, says: &[(&str, Say)], walk: &Walk) {
    for (name, what) in says {
        if *name == "*" {
            for pair in pairs.iter_mut() {
                let field = form.fields.iter().find(|it| it.name == pair.0);
                pair.1 = field.map_or_else(|| pair.1.clone(), |it| it.value.clone());
            }
            continue;
        }
        let field = form.fields.iter().find(|it| it.name == *name);
        let value = match what {
            Say::Not => String::new(),
            Say::Words(words) => (*words).to_owned(),
            Say::In(days) => walk.today().saturating_add(days.days()).to_string(),
            Say::Hours(hours) => {
                walk.now().saturating_add(hours.hours()).strftime("%Y-%m-%dT%H:%M").to_string()
            }
            Say::First => {
                let options = field.iter().flat_map(|it| &it.options);
                options.into_iter().find(|it| !it.is_empty()).cloned().unwrap_or_default()
            }
            Say::Institution => Uscc::invented(7).map(|it| it.to_string()).unwrap_or_default(),
            Say::Code => told_by_sms(walk, form).await,
            Say::AsIs => field.map(|it| it.value.clone()).unwrap_or_default(),
        };
        pairs.retain(|it| it.0 != *name);
        if matches!(what, Say::Not) {
            continue;
        }
        pairs.push(((*name).to_owned(), value));
    }
}

/// What a page tells of why it did not take a form.
fn told(body: &str) -> String {
    let from = body.find("<main").unwrap_or_default();
    let mut text = String::new();
    for part in body[from..].split('<').skip(1) {
        let words = part.split_once('>').map_or("", |it| it.1).trim();
        if !words.is_empty() {
            text.push_str(words);
            text.push(' ');
        }
    }
    text.chars().take(160).collect()
}

/// Where somebody begins: `{seated}` is a child of theirs who has a seat in a course.
async fn begin(walk: &Walk, who: usize, page: &str) -> Option<String> {
    let page = walk.with_term(page);
    if !page.contains("{seated}") {
        return Some(page);
    }
    let school = walk.county.players[who].place;
    let found: Result<Option<StudentId>, db::Error> =
        db::read!(walk.county.house.cell.db, "seated", |tx| { checks::seated(tx, school).await });
    found.unwrap().map(|it| page.replace("{seated}", &it.to_string()))
}

/// Nobody wishes for one course twice.
fn each_once(pairs: &mut Pairs) {
    let mut seen = BTreeSet::new();
    for (name, value) in pairs.iter_mut().filter(|it| it.0.starts_with("wish-")) {
        let child = name.rsplit_once('-').map_or("", |it| it.0);
        if !seen.insert((child.to_owned(), value.clone())) {
            value.clear();
        }
    }
}

/// An address with what was typed into a form that asks.
fn asked_for(path: &str, pairs: &Pairs) -> String {
    let escaped = |it: &str| -> String {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
        let each = it.bytes();
        each.map(|it| if plain(it) { char::from(it).to_string() } else { format!("%{it:02X}") })
            .collect()
    };
    let all: Vec<String> =
        pairs.iter().map(|it| format!("{}={}", escaped(&it.0), escaped(&it.1))).collect();
    format!("{path}?{}", all.join("&"))
}

/// The code that was sent to the family whose paper form this is.
async fn told_by_sms(walk: &Walk, form: &Form) -> String {
    let id = form.path().split('/').rev().nth(1).unwrap_or_default();
    let Ok(id) = id.parse::<ParticipationId>() else { return String::new() };
    let found: Result<Option<String>, db::Error> =
        db::read!(walk.county.house.cell.db, "code", |tx| { checks::code(tx, id).await });
    found.unwrap().unwrap_or_default()
}
