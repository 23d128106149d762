//! Invented year groups in the words of the field, for the tests of everything above arithmetic.

use vocab::Sex;

use crate::{Drawn, Entry, Input, Level, Method, Plan, Pupil, Raw, Request, Seed, Weights, Wish};

/// A plan for a year group of `classes`.
pub(super) fn plan(classes: usize, method: Method) -> Plan {
    let title = "示范小学 2026 级".to_owned();
    Plan { title, classes, method, weights: Weights::default(), rounds: 6, drawn: Drawn::default() }
}

/// A seed as the plan asks for it.
pub(super) fn seed(first: u32) -> Seed {
    Seed::read(Drawn::default(), &format!("{first} 0 0 0 0 0")).unwrap()
}

/// Pupil `at` of an invented list.
pub(super) fn pupil(at: u32) -> Pupil {
    let origin = ["东门幼儿园", "西门幼儿园", "", "户籍"][(at % 7 % 4) as usize];
    Pupil {
        id: format!("2026{at:04}"),
        name: format!("学生{at}"),
        sex: if at % 5 < 2 { Sex::Female } else { Sex::Male },
        origin: origin.to_owned(),
        special: at % 23 == 3,
        line: at + 2,
    }
}

pub(super) fn pupils(count: u32) -> Vec<Pupil> {
    (0..count).map(pupil).collect()
}

/// Each pupil with two levels.
pub(super) fn graded(count: u32) -> Vec<(Pupil, Vec<Level>)> {
    let level = |at: u32| Level::ALL[(at % 4) as usize];
    (0..count).map(|at| (pupil(at), vec![level(at), level(at / 3)])).collect()
}

pub(super) fn request(wish: Wish, pupils: &[u32], line: u32) -> Request {
    let pupils = pupils.iter().map(|it| format!("2026{it:04}")).collect();
    Request { wish, pupils, reason: "双胞胎".to_owned(), line }
}

pub(super) fn raw(count: u32, classes: usize, method: Method) -> Raw {
    let entry = Entry::Grade1(pupils(count));
    let requests = vec![request(Wish::Together, &[1, 6], 2), request(Wish::Apart, &[2, 9], 3)];
    Raw { plan: plan(classes, method), entry, requests }
}

pub(super) fn input(count: u32, classes: usize, method: Method) -> Input {
    Input::new(raw(count, classes, method)).unwrap()
}

/// Grade 7 by two subjects' levels.
pub(super) fn by_levels(count: u32, classes: usize, method: Method) -> Input {
    let entry = Entry::Grade7ByLevels {
        clause: "教基〔2026〕8 号第五条".to_owned(),
        subjects: vec!["语文".to_owned(), "数学".to_owned()],
        pupils: graded(count),
    };
    Input::new(Raw { entry, ..raw(count, classes, method) }).unwrap()
}
