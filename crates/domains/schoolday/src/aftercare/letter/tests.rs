//! The letter, case by case.

use vocab::Fen;

use super::rules::{Facts, Refusal, compose, may_send};
use crate::aftercare::programme::model::{Service, State};

#[test]
fn the_letter_tells_times_price_and_that_nobody_has_to() {
    let facts = Facts {
        school: "青瓷实验小学",
        term: "2021-1".parse().unwrap(),
        times: vec![(Service::Basic, "周一至周五 15:15–17:15".to_owned())],
        fee: (Fen::yuan(350), "慈教〔2021〕70号"),
        own: "周五有社团展示。\n\n",
    };
    let text = compose(&facts);
    for part in
        ["15:15–17:15", "￥350.00(依据：慈教〔2021〕70号)", "不需要说明理由", "周五有社团展示。"]
    {
        assert!(text.contains(part), "{part} in {text}");
    }
    let free = compose(&Facts { fee: (Fen::ZERO, ""), ..facts });
    assert!(free.contains("不收费") && !free.contains("依据"), "{free}");
}

#[test]
fn a_letter_follows_the_record_and_is_not_sent_twice() {
    for state in State::ALL {
        let may = matches!(state, State::Recorded | State::Opened);
        assert_eq!(may_send(state, "信", None).is_ok(), may, "{state:?}");
    }
    assert_eq!(may_send(State::Opened, "信", Some("信")), Err(Refusal::Same));
    assert_eq!(may_send(State::Opened, "新的信", Some("信")), Ok(()));
}
