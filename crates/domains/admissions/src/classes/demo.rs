//! The entry classes of the invented county, autumn 2021: grade 1 random in strata, grade 7 S-shaped,
//! twins as their parents wished, class teachers drawn. They are made by the engine before anything is
//! written, so that the roll says the same as what is published.

use std::{collections::BTreeMap, ops::Range};

use classing::{Asked, Seed, Transcript, Wish};
use directory::demo::{Chance, County};
use jiff::civil::{Date, date};
use platform::System;
use vocab::{Clock as _, Grade, SchoolYear, Stage as Taught};

use super::{
    actions::Error,
    making,
    model::{ClassingId, Division, Entrant, Paper, Request, Stage, Term, Way},
    paired::Paired,
    rules, store,
};

/// The days of the invented county's plan, and on which its schools did so.
const SEAL_BY: Date = date(2021, 8, 26);
const PUBLISH_BY: Date = date(2021, 8, 30);
const DRAFTED: Date = date(2021, 8, 23);
const SEALED: Date = date(2021, 8, 25);
const MADE: Date = date(2021, 8, 27);
const PUBLISHED: Date = date(2021, 8, 28);
/// How many divisions are written in one act.
const BATCH: usize = 8;

/// A year group as it was divided.
struct Divided {
    classes: Range<usize>,
    /// The children in the order of their numbers, which is that of their ids: where each stood.
    positions: Vec<usize>,
    division: Division,
    entrants: Vec<Entrant>,
    requests: Vec<Request>,
    transcript: Transcript,
    paired: Option<Paired>,
}

/// The year groups of `county` that are divided.
fn groups(
    county: &County,
) -> impl Iterator<Item = (usize, Grade, Range<usize>, Range<usize>)> + '_ {
    let entry = |grade| Grade::school(grade).ok();
    (0..county.schools.len()).flat_map(move |school| {
        [(1, Taught::Primary), (7, Taught::Junior)].into_iter().filter_map(move |(grade, stage)| {
            let taught = county.schools[school].stages.contains(&stage);
            let (classes, pupils) = county.year_group(school, grade);
            let there = taught && !classes.is_empty();
            there.then(|| Some((school, entry(grade)?, classes, pupils))).flatten()
        })
    })
}

/// Divides every year group; the county is large, so two threads share the work.
fn divided(county: &County) -> Vec<Divided> {
    let all: Vec<_> = groups(county).collect();
    let (first, second) = all.split_at(all.len() / 2);
    let work = |some: &[(usize, Grade, Range<usize>, Range<usize>)]| -> Vec<Divided> {
        some.iter().filter_map(|it| divide(county, it.clone())).collect()
    };
    std::thread::scope(|scope| {
        let other = scope.spawn(|| work(second));
        let mut done = work(first);
        // A panic over there is a panic here.
        done.extend(other.join().unwrap_or_else(|it| std::panic::resume_unwind(it)));
        done
    })
}

fn divide(
    county: &County,
    (school, grade, classes, pupils): (usize, Grade, Range<usize>, Range<usize>),
) -> Option<Divided> {
    let mut positions: Vec<usize> = pupils.collect();
    positions.sort_by_key(|it| county.students[*it].id);
    let entrants: Vec<Entrant> = positions
        .iter()
        .enumerate()
        .map(|(at, position)| entrant(county, school, (at, *position)))
        .collect();
    let requests = twins(county, &positions, &entrants);
    let mut division = division(county, (school, grade), (classes.len(), entrants.len()))?;
    let input = rules::input(&division, None, &entrants, &requests).ok()?;
    let mut chance = Chance::of(county.plan.seed, "classing", classes.start);
    let transcript = making::made(&input, &numbers(&input, &mut chance)?).ok()?;
    division.posted = Some(transcript.posted().to_owned());
    division.digest = Some(transcript.digest().to_owned());
    let paired = pair(county, &classes, &transcript, &mut chance);
    let mut seated = entrants;
    making::seat(&mut seated, &transcript);
    Some(Divided { classes, positions, division, entrants: seated, requests, transcript, paired })
}

fn entrant(county: &County, school: usize, (at, position): (usize, usize)) -> Entrant {
    let it = &county.students[position];
    let near = county.families[it.family].town == county.schools[school].town;
    let mut chance = Chance::of(county.plan.seed, "special needs", at + school * 4096);
    Entrant {
        code: rules::code(at),
        student: Some(it.id),
        registration: None,
        name: it.name.clone(),
        sex: it.sex,
        origin: if near { "本镇街" } else { "外镇街" }.to_owned(),
        is_special: chance.happens(9),
        levels: String::new(),
        made: None,
        now: None,
    }
}

/// Twins of the year group: every other pair asks to be together, the others apart.
fn twins(county: &County, positions: &[usize], entrants: &[Entrant]) -> Vec<Request> {
    let mut families: BTreeMap<(usize, Date), Vec<String>> = BTreeMap::new();
    for (position, it) in positions.iter().zip(entrants) {
        let child = &county.students[*position];
        families.entry((child.family, child.born)).or_default().push(it.code.clone());
    }
    let pairs = families.into_values().filter(|it| it.len() > 1);
    let request = |(at, mut pupils): (usize, Vec<String>)| {
        pupils.sort();
        let wish = if at % 2 == 0 { Wish::Together } else { Wish::Apart };
        let reason = if at % 2 == 0 {
            "双胞胎，家长申请同班"
        } else {
            "双胞胎，家长申请分班"
        };
        let position = i64::try_from(at).unwrap_or(0) + 1;
        Request { position, asked: Asked { wish, pupils, reason: reason.to_owned() } }
    };
    pairs.enumerate().map(request).collect()
}

fn division(
    county: &County,
    (school, grade): (usize, Grade),
    (classes, pupils): (usize, usize),
) -> Option<Division> {
    let it = &county.schools[school];
    let count = |it: usize| i64::try_from(it).unwrap_or(0);
    let digest = platform::act::digest(&["demo classing", &it.id.to_string()]);
    let year = county.year;
    Some(Division {
        // Set when it is written.
        id: ClassingId::from_bits(1)?,
        number: rules::number(year.start(), grade, &digest),
        school: it.id,
        school_name: it.name.clone(),
        year,
        grade,
        is_rehearsal: false,
        stage: Stage::Published,
        way: Way(rules::usual(grade)),
        classes: count(classes),
        pupils: count(pupils),
        by_levels: false,
        posted: None,
        digest: None,
        drafted_on: DRAFTED,
        sealed_on: Some(SEALED),
        made_on: Some(MADE),
        published_on: Some(PUBLISHED),
        void: None,
        version: 1,
    })
}

/// The numbers that were drawn.
fn numbers(input: &classing::Input, chance: &mut Chance) -> Option<Seed> {
    let drawn = input.sealed().plan.drawn;
    let most = i64::from(drawn.most);
    let all: Vec<String> =
        (0..drawn.numbers).map(|_| chance.between(0, most).to_string()).collect();
    Seed::read(drawn, &all.join(" ")).ok()
}

/// The class teachers' draw; none where two of them have the same name.
fn pair(
    county: &County,
    classes: &Range<usize>,
    transcript: &Transcript,
    chance: &mut Chance,
) -> Option<Paired> {
    let heads = classes.clone().map(|it| county.classes[it].head);
    let names: Vec<String> = heads.map(|it| county.staff[it].name.clone()).collect();
    let sealed = Paired::sealed(transcript, names).ok()?;
    let most = i64::from(sealed.drawn.most);
    let numbers: Vec<String> =
        (0..sealed.drawn.numbers).map(|_| chance.between(0, most).to_string()).collect();
    sealed.drawn_by(&Seed::read(sealed.drawn, &numbers.join(" ")).ok()?).ok()
}

/// Puts the pupils and class teachers of the entry grades of `county` into the classes that were made.
pub fn seat(county: &mut County) {
    let all = divided(county);
    let mut groups = Vec::with_capacity(all.len());
    let mut heads = Vec::new();
    for it in &all {
        let mut seated = vec![Vec::new(); it.classes.len()];
        for (position, one) in it.positions.iter().zip(&it.entrants) {
            let class = one.made.and_then(|it| usize::try_from(it - 1).ok()).unwrap_or(0);
            seated[class].push(*position);
        }
        groups.push((it.classes.clone(), seated));
        let teachers = it.paired.as_ref().and_then(|it| it.teachers.clone()).unwrap_or_default();
        let old: Vec<usize> = it.classes.clone().map(|it| county.classes[it].head).collect();
        for (class, name) in it.classes.clone().zip(&teachers) {
            let head = old.iter().find(|it| county.staff[**it].name == *name);
            heads.extend(head.map(|it| (class, *it)));
        }
    }
    county.reseat(&groups);
    county.set_heads(&heads);
}

/// Publishes the divisions of `county`, whose pupils were seated by [`seat`].
///
/// # Errors
///
/// If the database fails.
pub async fn load(system: &System, county: &County) -> Result<(), Error> {
    let year = county.year;
    platform::act!(system, "demo.load.classing", |act| {
        store::set_term(act.tx(), &term(year)).await
    })?;
    let all = divided(county);
    for some in all.chunks(BATCH) {
        platform::act!(system, "demo.load.classing", |act| {
            let (ids, now) = (act.origin().ids.clone(), system.clock.now());
            let new: Vec<Division> = some
                .iter()
                .map(|it| Division { id: ids.make(now), ..it.division.clone() })
                .collect();
            let tx = act.tx();
            store::add(tx, &new).await?;
            let with = || new.iter().zip(some);
            let entrants = with().flat_map(|(new, it)| it.entrants.iter().map(|one| (new.id, one)));
            store::set_entrants(tx, entrants).await?;
            for (new, it) in with().filter(|it| !it.1.requests.is_empty()) {
                store::add_requests(tx, new.id, &it.requests).await?;
            }
            store::set_files(tx, with().flat_map(|(new, it)| files(new.id, it))).await?;
            Ok::<_, Error>(())
        })?;
    }
    Ok(())
}

fn term(year: SchoolYear) -> Term {
    Term {
        year,
        seal_by: SEAL_BY,
        publish_by: PUBLISH_BY,
        source: "2021年秋季义务教育学校起始年级均衡编班工作实施方案".to_owned(),
        clause: String::new(),
        subjects: Vec::new(),
        version: 0,
    }
}

fn files(id: ClassingId, it: &Divided) -> impl Iterator<Item = (ClassingId, Paper, String)> {
    let register = classing::Register::new(&it.transcript).to_json();
    let kept = [
        (Paper::Sealed, it.transcript.sealed().to_json()),
        (Paper::Transcript, it.transcript.to_json()),
        (Paper::Register, register),
    ];
    let teachers = it.paired.as_ref().map(|it| (Paper::Teachers, it.to_json()));
    kept.into_iter().chain(teachers).map(move |(paper, text)| (id, paper, text))
}
