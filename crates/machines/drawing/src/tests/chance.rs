//! Many draws: everyone is drawn as often as anyone else, and what was drawn comes out again.

use draw::{Evidence, Randomness, Rule, Source, Value};
use jiff::civil::date;

use crate::{StandIn, evidence, rules::ALL};

const PEOPLE: usize = 20;
const PLACES: u64 = 5;
const DRAWS: u8 = 240;

/// The `at`-th draw: its own secret, its own public value.
fn draw(at: u8) -> (draw::Transcript, Vec<evidence::Placed>) {
    let numbers: Vec<String> = (1..=PEOPLE).map(|it| format!("{it:03}")).collect();
    let sealed_at = date(2021, 12, 20).at(8, 0, 0, 0);
    let settled = evidence::Settled {
        title: "试抽".to_owned(),
        organiser: "督导室".to_owned(),
        rehearsal: false,
        declared: sealed_at,
        rule: Rule::Admit { groups: vec![ALL.to_owned()], places: PLACES, last: draw::Last::Skip },
        sources: vec![Source::Lottery {
            name: format!("第 {at} 期"), outcomes: 1_000_000_000_000
        }],
        previous: None,
    };
    let list = numbers.iter().map(|it| (it.as_str(), ""));
    let sealed = evidence::seal(list, settled, &Randomness([at; 96])).expect("it can be sealed");
    let secret = evidence::secret(&sealed.secret, &sealed.declaration).expect("it opens");
    let value = StandIn::value(&sealed.declaration.terms().sources[0]);
    evidence::run(sealed.declaration, &secret, (vec![value], sealed_at)).expect("it is drawn")
}

#[test]
fn everyone_is_drawn_about_as_often_and_every_record_can_be_checked() {
    let mut often = [0_u32; PEOPLE];
    for at in 0..DRAWS {
        let (transcript, placed) = draw(at);
        assert!(Evidence::read(transcript.file().as_bytes()).is_ok());
        assert_eq!(placed.iter().filter(|it| it.picked).count(), 5);
        for it in placed.iter().filter(|it| it.picked) {
            often[it.number.parse::<usize>().expect("a number") - 1] += 1;
        }
    }
    // 60 expected of each; with 19 degrees of freedom a chi-square above 43.8 comes once in a
    // thousand. The draws are the same each time, so the test does not flicker. Drawing without
    // replacement varies less: by the factor 15/19.
    let expected = u32::from(DRAWS) * 5 / 20;
    let chi: u32 = often.iter().map(|it| it.abs_diff(expected).pow(2)).sum();
    assert!(chi / expected < 44, "{often:?}");
    assert!(often.iter().all(|it| *it > 30), "{often:?}");
}

#[test]
fn the_same_secret_and_values_give_the_same_bytes_and_another_value_another_order() {
    let (one, again) = (draw(3).0, draw(3).0);
    assert_eq!(one.file(), again.file());
    assert_ne!(one.outcome().order, draw(4).0.outcome().order);
    let changed = one.file().replacen("试抽", "重抽", 1);
    assert!(Evidence::read(changed.as_bytes()).is_err());
    assert!(matches!(one.values(), [Value::Text(_)]));
}
