//! The rules of a programme, case by case.

use jiff::civil::{Time, Weekday, date, time};

use super::{
    model::{Plan, Segment, Service, Slot, State, Step, WEEKDAYS},
    rules::{self, Refusal, Rule},
};

/// The end of the working day in these tests.
const WORK_ENDS: Time = time(17, 0, 0, 0);

fn at(text: &str) -> Time {
    text.parse().unwrap()
}

fn slot(service: Service, weekday: Weekday, segment: Segment, starts: &str, ends: &str) -> Slot {
    Slot { service, weekday, segment, starts: at(starts), ends: at(ends) }
}

/// 15:15–17:15 from Monday to Friday: a plan that nobody can object to.
fn plan() -> Plan {
    let day = |weekday| {
        [
            slot(Service::Basic, weekday, Segment::Homework, "15:15", "16:00"),
            slot(Service::Basic, weekday, Segment::Exercise, "16:00", "16:30"),
            slot(Service::Basic, weekday, Segment::Enrichment, "16:30", "17:15"),
        ]
    };
    Plan {
        slots: WEEKDAYS.into_iter().flat_map(day).collect(),
        declares_no_lessons: true,
        ..Plan::default()
    }
}

fn broken(plan: &Plan) -> Vec<(Rule, Option<Weekday>)> {
    let found = rules::findings(plan, WORK_ENDS, date(2021, 9, 1));
    found.into_iter().map(|it| (it.rule, it.weekday)).collect()
}

#[test]
fn each_rule_names_the_day_it_is_broken_on() {
    #[track_caller]
    fn check(change: impl Fn(&mut Plan), expected: &[(Rule, Option<Weekday>)]) {
        let mut plan = plan();
        change(&mut plan);
        assert_eq!(broken(&plan), expected);
    }
    let wednesday = Some(Weekday::Wednesday);
    let ends = |plan: &mut Plan, end: &str| {
        let last = plan.slots.iter_mut().rfind(|it| Some(it.weekday) == wednesday).unwrap();
        last.ends = at(end);
    };
    check(|_| {}, &[]);
    check(
        |it| it.slots.retain(|slot| Some(slot.weekday) != wednesday),
        &[(Rule::EverySchoolDay, wednesday)],
    );
    check(|it| ends(it, "17:14"), &[(Rule::TwoHours, wednesday), (Rule::AfterWork, wednesday)]);
    check(|it| ends(it, "17:15"), &[]);
    check(|it| it.declares_no_lessons = false, &[(Rule::NoLessons, None)]);
    check(
        |it| it.slots.iter_mut().for_each(|slot| slot.segment = Segment::Exercise),
        &WEEKDAYS.map(|day| (Rule::HomeworkFirst, Some(day))),
    );
    check(|it| it.slots[1].starts = at("15:59"), &[(Rule::NoOverlap, Some(Weekday::Monday))]);
    check(
        |it| ends(it, "16:30"),
        &[(Rule::TwoHours, wednesday), (Rule::NoOverlap, wednesday), (Rule::AfterWork, wednesday)],
    );
}

#[test]
fn evening_study_is_for_the_ninth_grade_and_over_by_half_past_eight() {
    let evening = |ends| slot(Service::Evening, Weekday::Monday, Segment::Study, "18:30", ends);
    for (ninth, ends, expected) in [
        (true, "20:30", vec![]),
        (true, "20:31", vec![(Rule::EveningEnds, Some(Weekday::Monday))]),
        (false, "20:30", vec![(Rule::EveningForNinth, None)]),
    ] {
        let mut plan = Plan { has_grade_nine: ninth, ..plan() };
        plan.slots.push(evening(ends));
        assert_eq!(broken(&plan), expected, "until {ends}");
    }
}

#[test]
fn a_rule_holds_from_its_day_on_and_not_before() {
    let nothing = Plan { declares_no_lessons: true, ..Plan::default() };
    assert!(rules::findings(&nothing, WORK_ENDS, date(2021, 8, 31)).is_empty());
    assert_eq!(rules::findings(&nothing, WORK_ENDS, date(2021, 9, 1)).len(), 5);
}

#[test]
fn what_holds_in_principle_is_filed_with_a_reason_and_what_is_hard_never() {
    let on = date(2021, 9, 1);
    let late = time(17, 30, 0, 0);
    let plan = plan();
    assert_eq!(rules::may_file(&plan, WORK_ENDS, on), Ok(()));
    assert!(matches!(
        rules::may_file(&plan, late, on),
        Err(Refusal::NeedsReason(found)) if found.len() == 5
    ));
    let reasoned = Plan { reason: "山区末班公交 17:20".to_owned(), ..plan.clone() };
    assert_eq!(rules::may_file(&reasoned, late, on), Ok(()));
    let hard = Plan { declares_no_lessons: false, ..reasoned };
    assert!(
        matches!(rules::may_file(&hard, late, on), Err(Refusal::Breaks(found)) if found.len() == 1)
    );
}

#[test]
fn a_programme_moves_only_along_its_life() {
    use State::{Draft, Filed, Opened, Recorded, Returned};
    use Step::{Edit, File, Open, Record, Return, Withdraw};
    let allowed = [
        (Draft, Edit, Draft),
        (Returned, Edit, Returned),
        (Draft, File, Filed),
        (Returned, File, Filed),
        (Filed, Record, Recorded),
        (Filed, Return, Returned),
        (Recorded, Return, Returned),
        (Filed, Withdraw, Draft),
        (Recorded, Withdraw, Draft),
        (Recorded, Open, Opened),
    ];
    for from in State::ALL {
        for step in [Edit, File, Record, Return, Withdraw, Open] {
            let expected = allowed.iter().find(|it| (it.0, it.1) == (from, step)).map(|it| it.2);
            assert_eq!(rules::next(from, step).ok(), expected, "{from:?} {step:?}");
        }
    }
    assert_eq!(rules::may_return(" "), Err(Refusal::SilentReturn));
}
