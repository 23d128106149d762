//! Lists and requests that are not in order: all of it told, with its line.

use proptest::prelude::*;

use super::year::{graded, plan, pupils, raw, request};
use crate::{Entry, Input, Level, Method, Raw, Wish};

#[track_caller]
fn check(raw: Raw, expected: &[&str]) {
    let defects = Input::new(raw).map(|_| ()).unwrap_err();
    let told: Vec<String> = defects.iter().map(ToString::to_string).collect();
    assert_eq!(told, expected);
}

fn with(change: impl FnOnce(&mut Raw, &mut Vec<crate::Pupil>)) -> Raw {
    let mut it = raw(20, 3, Method::Optimised);
    let mut list = pupils(20);
    change(&mut it, &mut list);
    it.entry = Entry::Grade1(list);
    it
}

#[test]
fn everything_that_is_wrong_is_told_with_its_line() {
    check(
        with(|raw, list| {
            list[7].id = list[3].id.clone();
            list[5].name.clear();
            raw.requests.push(request(Wish::Together, &[1, 77], 4));
            raw.requests.push(request(Wish::Apart, &[4, 4], 5));
        }),
        &[
            "第 7 行：姓名应填写，且不超过 200 个字",
            "第 9 行：报名号 20260003 与第 5 行重复，请核对是否同一名学生",
            "第 4 行的申请：名单中没有报名号 20260077，请核对号码",
            "第 5 行的申请：应涉及 2 到 50 名不同的学生，请核对是否漏报了双胞胎中的一人",
        ],
    );
    check(
        with(|_, list| {
            // Spaces within a Chinese name do not make it another.
            for (at, name) in [(0, "王 伟"), (4, "王伟"), (8, "王　伟"), (9, "王伟")] {
                name.clone_into(&mut list[at].name);
            }
        }),
        &[
            "“王伟”有 4 人同名（第 2、6、10、11 行），只有 3 个班，无法做到同名不同班，请增加班数，或与家长商定后在名单中加注区分",
        ],
    );
    check(
        with(|_, list| {
            "2026A1".clone_into(&mut list[0].id);
            "2026ａ1".clone_into(&mut list[9].id);
        }),
        &[
            "第 11 行：报名号 2026ａ1 与第 2 行的 2026A1 只差大小写或全角半角，请核对是否同一名学生，确是两人的请另编号码",
            "第 3 行的申请：名单中没有报名号 20260009，请核对号码",
        ],
    );
    check(with(|raw, _| raw.plan.classes = 21), &["20 名学生不能编成 21 个班，班数应为 1 到 20"]);
    check(with(|raw, _| raw.plan.weights.sex = 10_001), &["权重 10001 过大，最大为 10000"]);
    check(
        with(|raw, _| (raw.plan.rounds, raw.plan.title) = (0, String::new())),
        &["方案：标题应填写，且不超过 200 个字", "轮数 0 不在 1 到 100000 之间"],
    );
    check(
        with(|raw, _| raw.plan.drawn = crate::Drawn { numbers: 4, most: 9 }),
        &[
            "种子只有 10000 种可能，可以事先逐一试算再定方案；至少要 1000000000000 种（例如 6 个数，每个 0 至 99）",
        ],
    );
    check(
        with(|raw, list| {
            list.clear();
            raw.requests.clear();
        }),
        &["名单有 0 名学生，应为 1 到 20000 名"],
    );
}

#[test]
fn what_was_sealed_is_opened_again_whatever_the_numbers_look_like() {
    for ids in [["a b", "ab"], ["甲 乙", "甲乙"], ["x·y", "x.y"]] {
        let sealed = with(|_, list| {
            ids[0].clone_into(&mut list[15].id);
            ids[1].clone_into(&mut list[16].id);
        });
        let sealed = Input::new(sealed).unwrap().sealed().to_json();
        assert_eq!(Input::read_sealed(&sealed).unwrap().sealed().to_json(), sealed);
    }
}

#[test]
fn levels_need_a_clause_and_one_for_each_subject() {
    let mut list = graded(20);
    list[6].1.pop();
    let subjects = vec!["语文".to_owned(), "数学".to_owned()];
    let entry = Entry::Grade7ByLevels { clause: " ".to_owned(), subjects, pupils: list };
    check(
        Raw { plan: plan(2, Method::Snake), entry, requests: Vec::new() },
        &[
            "七年级参考六年级等第须有方案依据：请写明教育局方案的文号和条款",
            "第 8 行：等第应有 2 门，现有 1 门",
        ],
    );
    for (text, level) in [("优", Some(Level::A)), ("ｂ", Some(Level::B)), ("98", None)] {
        assert_eq!(Level::read(text), level);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_order_of_lines_changes_nothing(order in Just((0u32..30).collect::<Vec<_>>()).prop_shuffle()) {
        let sorted = raw(30, 4, Method::Optimised);
        let mut shuffled = sorted.clone();
        let list = pupils(30);
        shuffled.entry = Entry::Grade1(order.iter().map(|it| list[*it as usize].clone()).collect());
        shuffled.requests.reverse();
        let (a, b) = (Input::new(sorted).unwrap(), Input::new(shuffled).unwrap());
        prop_assert_eq!(a.sealed(), b.sealed());
        prop_assert_eq!(a.sealed().digest(), b.sealed().digest());
    }

    #[test]
    fn nothing_that_comes_in_makes_it_panic(
        classes in 0usize..6,
        rounds in 0u32..3,
        ids in prop::collection::vec(("[0-3]{0,1}", "[王李]{0,1}", any::<bool>()), 0..8),
        wishes in prop::collection::vec((any::<bool>(), prop::collection::vec("[0-3]{0,1}", 0..4)), 0..4),
    ) {
        let list = ids.into_iter().zip(2..).map(|((id, name, special), line)| {
            crate::Pupil { id, name, special, line, ..super::year::pupil(line) }
        });
        let requests = wishes.into_iter().zip(2..).map(|((together, pupils), line)| {
            let wish = if together { Wish::Together } else { Wish::Apart };
            crate::Request { wish, pupils, reason: "x".to_owned(), line }
        });
        let mut plan = plan(classes, Method::Optimised);
        plan.rounds = rounds;
        let raw = Raw { plan, entry: Entry::Grade1(list.collect()), requests: requests.collect() };
        match Input::new(raw) {
            Ok(input) => {
                let _ = crate::solve(&input, &super::year::seed(7));
            }
            Err(defects) => prop_assert!(!defects.is_empty()),
        }
    }
}
