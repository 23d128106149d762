//! What may be done to a return, by example and by chance, with mutants that the check must notice.

use form::{Answers, Value};
use jiff::civil::{DateTime, date};
use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};

use crate::{
    catalog,
    model::State,
    rules::{self, Outcome, Refusal, Standing, Sums, Wish},
};

fn at(hour: i8, minute: i8) -> DateTime {
    date(2021, 12, 20).at(hour, minute, 0, 0)
}

fn fresh() -> Standing {
    Standing {
        state: State::Missing,
        version: 0,
        filed: None,
        released: false,
        opens: at(6, 30),
        locked: false,
    }
}

#[test]
fn nothing_is_filed_before_it_opens_and_nothing_after_it_is_locked() {
    let it = fresh();
    assert_eq!(rules::take(&it, Wish::File(""), 0, at(6, 0)), Err(Refusal::NotYet));
    let locked = Standing { locked: true, ..it };
    assert_eq!(rules::take(&locked, Wish::File(""), 0, at(8, 0)), Err(Refusal::Locked));
}

#[test]
fn what_is_filed_again_after_being_taken_back_late_is_late() {
    let filed = rules::take(&fresh(), Wish::File(""), 0, at(8, 0)).unwrap();
    assert_eq!(filed.filed, Some(at(8, 0)));
    let corrected = rules::take(&filed, Wish::File("数错了"), 1, at(11, 0)).unwrap();
    assert_eq!(corrected.filed, Some(at(8, 0)), "a correction does not make it late");
    let back = rules::take(&corrected, Wish::Withdraw("报错学校"), 2, at(11, 5)).unwrap();
    let again = rules::take(&back, Wish::File("重新填报"), 3, at(11, 10)).unwrap();
    assert_eq!(again.filed, Some(at(11, 10)));
}

#[test]
fn a_release_lets_one_correction_through() {
    let filed = rules::take(&fresh(), Wish::File(""), 0, at(8, 0)).unwrap();
    let released = Standing { locked: true, released: true, ..filed };
    let corrected = rules::take(&released, Wish::File("核对后更正"), 1, at(15, 0)).unwrap();
    assert!(!corrected.released);
    let more = rules::take(&corrected, Wish::File("再改"), 2, at(15, 5));
    assert_eq!(more, Err(Refusal::Locked));
    let back = rules::take(&released, Wish::Withdraw("作废"), 1, at(15, 0)).unwrap();
    assert!(back.released, "what was taken back can still be filed once");
}

#[test]
fn checks_compare_with_the_period_before_and_say_nothing_where_there_is_none() {
    let daily = &catalog().find("daily").expect("it came with the program").what;
    let says = |expected: i64, sick: i64| {
        let numbers = [("expected", expected), ("sick", sick), ("leave", 0), ("untraced", 0)];
        Answers(numbers.map(|(key, it)| (key.to_owned(), Value::Int(it))).into())
    };
    let told = |now: &Answers, before: &Answers| {
        rules::findings(&daily.checks, &daily.fields, (now, before), date(2021, 12, 20))
    };
    let none = Answers::default();
    assert_eq!(told(&says(1000, 3), &none), (vec![], vec![]));
    assert_eq!(told(&says(1000, 3), &says(1010, 2)), (vec![], vec![]));
    let (errors, _) = told(&says(10, 30), &none);
    assert!(errors[0].contains("不能超过应到"));
    let (errors, warnings) = told(&says(800, 40), &says(1000, 4));
    assert!(errors.is_empty() && warnings.len() == 2, "{warnings:?}");
}

#[test]
fn a_rate_over_returns_counts_those_that_said_yes() {
    let daily = &catalog().find("daily").expect("it came with the program").what;
    let figure = daily.figures.iter().find(|it| it.label == "有异常的单位").expect("there is one");
    let sums = Sums { returns: 12, of: vec![("incident".to_owned(), 2, 12)] };
    assert_eq!(rules::figure(figure, &daily.fields, &sums), Outcome::Rate(2, 12));
}

type Machine = fn(&Standing, Wish<'_>, i64, DateTime) -> Result<Standing, Refusal>;
type Try = (u8, bool, bool, i64, u8);

/// What is wrong with what a machine does, tried step by step; none where all is well.
fn live(machine: Machine, tries: &[Try]) -> Option<&'static str> {
    let mut it = fresh();
    let mut now = at(6, 0);
    for (what, has_reason, seen, off, pass) in tries {
        now = now.saturating_add(jiff::SignedDuration::from_mins(i64::from(*pass)));
        let reason = if *has_reason { "更正" } else { " " };
        match what % 6 {
            0 => it.locked = true,
            1 => (it.locked, it.released) = (false, false),
            2 if it.locked => it.released = true,
            _ => {
                let wish = if what % 2 == 0 { Wish::File(reason) } else { Wish::Withdraw(reason) };
                let version = if *seen { it.version } else { it.version - off };
                let Ok(next) = machine(&it, wish, version, now) else { continue };
                if let Some(wrong) = wrong(&it, &next, (wish, version), now) {
                    return Some(wrong);
                }
                it = next;
            }
        }
    }
    None
}

fn wrong(
    before: &Standing,
    after: &Standing,
    (wish, seen): (Wish<'_>, i64),
    now: DateTime,
) -> Option<&'static str> {
    let reason = match wish {
        Wish::File(it) | Wish::Withdraw(it) => it.trim(),
    };
    let is_withdrawal = matches!(wish, Wish::Withdraw(_));
    let told = [
        (now < before.opens, "something was filed before it opened"),
        (before.locked && !before.released, "a lock did not hold"),
        (seen != before.version, "a version that somebody else made was overwritten"),
        (after.version != before.version + 1, "what happened was not counted"),
        (before.version > 0 && reason.is_empty(), "something was changed without a reason"),
        (is_withdrawal && before.state != State::Filed, "nothing was taken back"),
        (after.filed.is_some() != (after.state == State::Filed), "the time does not fit the state"),
        (
            before.filed.is_some() && !is_withdrawal && after.filed != before.filed,
            "a correction moved the time",
        ),
        (before.locked && after.released && !is_withdrawal, "a release was not used up"),
    ];
    told.into_iter().find(|it| it.0).map(|it| it.1)
}

fn lives_well(machine: Machine) -> Result<(), String> {
    let config = Config { cases: 400, failure_persistence: None, ..Config::default() };
    let rng = proptest::test_runner::TestRng::deterministic_rng(config.rng_algorithm);
    let mut runner = TestRunner::new_with_rng(config, rng);
    let tries = prop::collection::vec(
        (any::<u8>(), any::<bool>(), any::<bool>(), -2..3_i64, 0..40_u8),
        1..40,
    );
    let lived = runner.run(&tries, |all| {
        let found = live(machine, &all);
        prop_assert!(found.is_none(), "{}", found.unwrap_or_default());
        Ok(())
    });
    lived.map_err(|it| it.to_string())
}

#[test]
fn whatever_is_tried_no_version_is_lost_and_no_lock_is_passed() {
    lives_well(rules::take).unwrap();
}

#[test]
fn the_check_notices_each_mutant() {
    let mutants: [(&str, Machine); 5] = [
        ("takes any version", |it, wish, _, now| rules::take(it, wish, it.version, now)),
        ("wants no reason", |it, wish, seen, now| {
            let wish = match wish {
                Wish::File(_) => Wish::File("无"),
                Wish::Withdraw(_) => Wish::Withdraw("无"),
            };
            rules::take(it, wish, seen, now)
        }),
        ("does not count", |it, wish, seen, now| {
            let next = rules::take(it, wish, seen, now)?;
            Ok(Standing { version: it.version, ..next })
        }),
        ("passes the lock", |it, wish, seen, now| {
            let open = Standing { locked: false, ..*it };
            Ok(Standing { locked: it.locked, ..rules::take(&open, wish, seen, now)? })
        }),
        ("keeps a release", |it, wish, seen, now| {
            let next = rules::take(it, wish, seen, now)?;
            Ok(Standing { released: it.released, ..next })
        }),
    ];
    for (what, mutant) in mutants {
        assert!(lives_well(mutant).is_err(), "the check did not notice that it {what}");
    }
}
