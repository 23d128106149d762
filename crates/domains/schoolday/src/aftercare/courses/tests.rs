//! What keeps a course from being published, case by case.

use jiff::civil::{Weekday, time};
use offering::Meeting;
use vocab::{Fen, Grade, Id};

use super::{
    model::{Course, State},
    rules::{self, Other, Refusal},
};

fn wednesday() -> Meeting {
    let (starts, ends) = (time(16, 30, 0, 0), time(17, 15, 0, 0));
    Meeting { weekday: Weekday::Wednesday, starts, ends }
}

fn course() -> Course {
    Course {
        id: Id::from_bits(1).unwrap(),
        school: Id::from_bits(2).unwrap(),
        term: "2021-2".parse().unwrap(),
        offer: Id::from_bits(3).unwrap(),
        title: "越窑青瓷".to_owned(),
        about: String::new(),
        catalogue: None,
        round: Id::from_bits(7).unwrap(),
        teacher: Id::from_bits(4).unwrap(),
        outside: None,
        group: None,
        room: "陶艺室".to_owned(),
        meetings: vec![wednesday()],
        grade_min: Grade::school(3).unwrap(),
        grade_max: Grade::school(6).unwrap(),
        seats: 30,
        sessions: 16,
        fee: Fen::yuan(320),
        fee_basis: "慈教〔2021〕70号".to_owned(),
        materials: String::new(),
        state: State::Draft,
        version: 1,
    }
}

fn other() -> Other {
    Other {
        title: "书法".to_owned(),
        school: "第一小学".to_owned(),
        is_same_school: true,
        teacher: Id::from_bits(5).unwrap(),
        outside: None,
        room: "书法室".to_owned(),
        meetings: vec![wednesday()],
    }
}

#[test]
fn a_clash_of_teacher_or_room_is_named() {
    let publish = |other: Other| rules::may_publish(&course(), &[other], false);
    assert_eq!(publish(other()), Ok(()));
    let teacher = Other { teacher: course().teacher, is_same_school: false, ..other() };
    let told = publish(teacher).unwrap_err().to_string();
    assert_eq!(told, "任课教师在周三 16:30–17:15已有“书法”(第一小学)。请换一个时间或教师。");
    let room = Other { room: "陶艺室 ".to_owned(), ..other() };
    assert!(matches!(publish(room.clone()), Err(Refusal::RoomClash { .. })));
    assert_eq!(publish(Other { is_same_school: false, ..room }), Ok(()));
}

#[test]
fn an_outside_teacher_needs_to_be_on_the_register_and_a_fee_its_basis() {
    let outside = Course { outside: Id::from_bits(9), ..course() };
    assert_eq!(rules::may_publish(&outside, &[], false), Err(Refusal::NotApproved));
    assert_eq!(rules::may_publish(&outside, &[], true), Ok(()));
    let groundless = Course { fee_basis: " ".to_owned(), ..course() };
    assert_eq!(rules::may_publish(&groundless, &[], false), Err(Refusal::NoBasis(Fen::yuan(320))));
    assert_eq!(rules::may_publish(&Course { fee: Fen::ZERO, ..groundless }, &[], false), Ok(()));
}

#[test]
fn a_course_is_published_once_and_whole() {
    let published = Course { state: State::Published, ..course() };
    let refused = Err(Refusal::NotFrom(State::Published));
    assert_eq!(rules::may_publish(&published, &[], false), refused);
    for broken in [
        Course { meetings: Vec::new(), ..course() },
        Course { seats: 0, ..course() },
        Course { sessions: 0, ..course() },
        Course { title: String::new(), ..course() },
        Course { grade_max: Grade::school(1).unwrap(), ..course() },
    ] {
        let refused = rules::may_publish(&broken, &[], false);
        assert!(matches!(refused, Err(Refusal::Incomplete(_))), "{broken:?}");
    }
}
