//! Which children and teachers take part: exactly as many as the published figures say, by school
//! more or fewer, siblings together.

use std::collections::HashSet;

use directory::demo::County;
use vocab::{Role, Stage};

use super::Making;

/// 学生参与率 of autumn 2021: 82.98 %.
const STUDENTS: (usize, usize) = (98_746, 119_000);
/// 教师参与率: 94.94 %.
const TEACHERS: (usize, usize) = (9_494, 10_000);
/// 初三晚自习参与率: 74.77 %.
const EVENING: (usize, usize) = (7_477, 10_000);

/// Who takes part, by place in the county's lists.
pub(super) struct Takers {
    /// Children in basic care.
    pub(super) basic: Vec<bool>,
    /// Ninth-graders in the evening.
    pub(super) evening: Vec<bool>,
    /// Teachers who take part.
    pub(super) teaching: Vec<bool>,
}

/// `of` parts of `whole`, to the nearest.
fn part(whole: usize, of: (usize, usize)) -> usize {
    (whole * of.0 + of.1 / 2) / of.1
}

/// Chooses everyone.
pub(super) fn choose(it: &Making) -> Takers {
    Takers { basic: children(it), evening: ninth(it), teaching: teachers(it) }
}

/// How keen a school's families are, in per mille of the average: junior schools more than primary.
fn keenness(it: &Making, school: usize) -> u64 {
    let mut chance = it.chance("keen school", school);
    let town = it.chance("keen town", it.county.schools[school].town).between(-60, 60);
    let junior = it.county.schools[school].stages.contains(&Stage::Junior);
    let own = chance.between(-110, 70) + if junior { 90 } else { 0 };
    u64::try_from(1000 + town + own).unwrap_or(1000)
}

/// Whole families in the order of a draw that keen schools win more often, until the number is
/// reached; the last places go to only children, so that it is reached exactly.
fn children(it: &Making) -> Vec<bool> {
    let county = it.county;
    let keen: Vec<u64> = (0..county.schools.len()).map(|at| keenness(it, at)).collect();
    let mut takes = vec![false; county.students.len()];
    let forced = forced_families(county);
    let mut drawn: Vec<(u64, usize)> = Vec::new();
    for (at, family) in county.families.iter().enumerate() {
        let mut own = family.children.iter().filter(|it| is_day_pupil(county, **it));
        let Some(first) = own.next() else { continue };
        let school = county.students[*first].school;
        let luck = it.chance("taker", at).bits() >> 24;
        let place = if forced.contains(&at) { 0 } else { luck.saturating_mul(1000) / keen[school] };
        drawn.push((place, at));
    }
    drawn.sort_unstable();
    let mut left = part(county.day_pupils().count(), STUDENTS);
    for (_, family) in drawn {
        let children = county.families[family].children.iter();
        let own: Vec<usize> = children.copied().filter(|it| is_day_pupil(county, *it)).collect();
        if own.len() <= left {
            left -= own.len();
            for child in own {
                takes[child] = true;
            }
        }
        if left == 0 {
            break;
        }
    }
    takes
}

fn is_day_pupil(county: &County, student: usize) -> bool {
    county.schools[county.students[student].school].is_day_compulsory()
}

/// The family of the demo's parent.
fn forced_families(county: &County) -> HashSet<usize> {
    let parents = county.faces().into_iter().filter(|it| it.role == Role::Guardian);
    let accounts: Vec<_> = parents.map(|it| it.account).collect();
    let own = county.guardians.iter().filter(|it| accounts.contains(&it.account));
    own.map(|it| it.family).collect()
}

fn ninth(it: &Making) -> Vec<bool> {
    let county = it.county;
    let mut takes = vec![false; county.students.len()];
    let is_ninth =
        |student: usize| county.classes[county.students[student].class].grade.number() == 9;
    let mut drawn: Vec<(u64, usize)> = county
        .day_pupils()
        .map(|(at, _)| at)
        .filter(|at| is_ninth(*at))
        .map(|at| {
            let keen = keenness(it, county.students[at].school);
            ((it.chance("evening", at).bits() >> 24).saturating_mul(1000) / keen, at)
        })
        .collect();
    drawn.sort_unstable();
    let wanted = part(drawn.len(), EVENING);
    for (_, at) in drawn.into_iter().take(wanted) {
        takes[at] = true;
    }
    takes
}

/// Teachers: those whom the demo logs in as, and class heads before others.
fn teachers(it: &Making) -> Vec<bool> {
    let county = it.county;
    let mut takes = vec![false; county.staff.len()];
    let faces: Vec<_> = county.faces().into_iter().map(|it| it.account).collect();
    let heads: HashSet<usize> = county.classes.iter().map(|it| it.head).collect();
    let mut drawn: Vec<(u64, usize)> = county
        .day_teachers()
        .map(|(at, teacher)| {
            let luck = it.chance("teacher", at).bits() >> 8;
            let luck = if heads.contains(&at) { luck / 8 } else { luck };
            (if faces.contains(&teacher.account) { 0 } else { luck }, at)
        })
        .collect();
    drawn.sort_unstable();
    let wanted = part(drawn.len(), TEACHERS);
    for (_, at) in drawn.into_iter().take(wanted) {
        takes[at] = true;
    }
    takes
}
