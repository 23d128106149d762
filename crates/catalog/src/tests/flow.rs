//! The picture of how an entry goes: everything is in it, nothing lies outside, and it is the same
//! each time.

use maud::Render as _;
use vocab::Role;

use crate::{Flow, FlowStep, Mark, Move};

fn step(label: &str, who: &str, mark: Mark) -> FlowStep {
    let roles = if who.is_empty() { vec![] } else { vec![Role::SafetyClerk] };
    FlowStep { label: label.to_owned(), who: who.to_owned(), roles, mark }
}

fn goes(from: usize, to: usize, label: &str, onward: bool) -> Move {
    Move { from, to, label: label.to_owned(), who: "安全科".to_owned(), onward }
}

fn flow() -> Flow {
    Flow {
        steps: vec![
            step("待受理", "安全科", Mark::Open),
            step("处置中", "校长", Mark::Open),
            step("已销号", "", Mark::Good),
            step("不予受理", "", Mark::Bad),
        ],
        moves: vec![
            goes(0, 1, "受理", true),
            goes(0, 3, "不予受理<退回>", false),
            goes(1, 2, "处置完毕", true),
            goes(1, 2, "免于处置", true),
            goes(1, 0, "退回", false),
            goes(1, 1, "延期", true),
            goes(2, 1, "重新处置", true),
        ],
    }
}

#[test]
fn the_picture_holds_each_step_and_each_line_with_its_words() {
    let picture = flow().render().into_string();
    assert_eq!(picture.matches("<rect").count(), 4);
    let lines = picture.matches("class=\"flow-line").count();
    assert_eq!(lines, 5, "two acts between the same steps share a line, and what stays has none");
    for word in ["待受理", "受理", "处置完毕", "免于处置", "退回", "重新处置", "安全科"]
    {
        assert!(picture.contains(&format!(">{word}</text>")), "{word}");
    }
    assert!(picture.contains("不予受理&lt;退回&gt;") && !picture.contains("延期"));
    assert_eq!(picture.matches("flow-line-back").count(), 2);
    assert!(!picture.contains("style="), "the content security policy refuses styles");
}

#[test]
fn the_picture_is_the_same_each_time_and_nothing_lies_outside_of_it() {
    let picture = flow().render().into_string();
    assert_eq!(picture, flow().render().into_string());
    let after = |text: &str, word: &str| -> Vec<f64> {
        text.match_indices(word)
            .map(|(at, _)| {
                let rest = &text[at + word.len()..];
                rest[..rest.find('"').unwrap()].parse().unwrap()
            })
            .collect()
    };
    let view = picture.split("viewBox=\"").nth(1).unwrap().split('"').next().unwrap();
    let view: Vec<f64> = view.split(' ').map(|it| it.parse().unwrap()).collect();
    for x in after(&picture, " x=\"") {
        assert!(x >= view[0] && x <= view[0] + view[2], "{x} in {view:?}");
    }
    for y in after(&picture, " y=\"") {
        assert!(y >= view[1] && y <= view[1] + view[3], "{y} in {view:?}");
    }
}

#[test]
fn a_flow_of_one_step_is_a_picture_too() {
    let one = Flow { steps: vec![step("填报中", "校长", Mark::Open)], moves: vec![] };
    assert!(one.render().into_string().contains("填报中"));
    assert!(Flow::default().render().into_string().contains("<svg"));
}
