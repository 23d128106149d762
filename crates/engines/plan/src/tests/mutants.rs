//! Readings that were spoiled on purpose: the check must find each.

use super::reading;
use crate::{Amount, Comparator, Document, Raw, Reading, Violation, check};

const TEXT: &str = "某县教育局2023年工作要点\n（一）扩容。新建学校不少于三所，新增学位2.5万个，公办园占比达到\n60%。";

fn spoiled(spoil: impl FnOnce(&mut Reading)) -> Violation {
    let mut it = reading(TEXT);
    spoil(&mut it);
    check(&Document::new(Raw::of_text(TEXT)).unwrap(), &it).unwrap_err()
}

#[test]
fn a_figure_that_stands_elsewhere_is_found() {
    assert_eq!(spoiled(|it| it.figures[0].column += 1), Violation::Elsewhere(0));
    assert_eq!(spoiled(|it| it.figures[2].line -= 1), Violation::Elsewhere(2));
    assert_eq!(spoiled(|it| it.figures[1].written = "2.6万个".to_owned()), Violation::Elsewhere(1));
}

#[test]
fn a_value_that_is_not_written_is_found() {
    let four = Amount::whole(4).unwrap();
    assert_eq!(spoiled(|it| it.figures[0].low = four), Violation::Value(0));
    let tenth = Amount::whole(2500).unwrap();
    assert_eq!(spoiled(|it| it.figures[1].low = tenth), Violation::Value(1));
    assert_eq!(spoiled(|it| it.figures[2].unit = "所".to_owned()), Violation::Value(2));
}

#[test]
fn a_comparator_without_a_word_is_found() {
    let spoil = |it: &mut Reading| it.figures[1].comparator = Comparator::About;
    assert_eq!(spoiled(spoil), Violation::Comparator(1));
    let spoil = |it: &mut Reading| it.figures[1].comparator = Comparator::Within;
    assert_eq!(spoiled(spoil), Violation::Comparator(1));
}

#[test]
fn a_sentence_of_another_figure_is_found() {
    assert_eq!(spoiled(|it| it.figures[0].sentence = 9), Violation::Sentence(0));
    assert_eq!(spoiled(|it| it.sentences[0].text.clear()), Violation::Sentence(0));
}

#[test]
fn a_figure_lost_or_proposed_twice_is_found() {
    assert_eq!(spoiled(|it| drop(it.proposals.pop())), Violation::Proposed(2));
    let spoil = |it: &mut Reading| it.proposals.push(it.proposals[0].clone());
    assert_eq!(spoiled(spoil), Violation::Proposed(0));
    assert_eq!(spoiled(|it| it.proposals[0].figures.push(1)), Violation::Mixed(0));
    assert_eq!(spoiled(|it| it.proposals[0].figures.push(7)), Violation::Mixed(0));
}

#[test]
fn a_pair_of_one_and_a_task_of_nothing_are_found() {
    let pair = crate::Pair { one: 0, other: 0, tie: crate::Tie::Similar, alike: 500 };
    assert_eq!(spoiled(|it| it.pairs.push(pair)), Violation::Pair(0));
    assert_eq!(spoiled(|it| it.tasks[0].work.clear()), Violation::Task(0));
    assert_eq!(spoiled(|it| it.tasks[0].figures.push(9)), Violation::Task(0));
}
