//! Everything wrong is told at once, each with its line.

use super::{categories, child, lines, school};
use crate::{Bundle, Input, Method, Near, Raw};

fn sound() -> Raw {
    Raw {
        schools: vec![school(0, 2), school(1, 3)],
        categories: categories(&[Method::Nearest, Method::Ranked]),
        children: vec![
            child(0, "有户有房", &[100, 300]),
            child(1, "有户有房", &[100, 300]),
            child(2, "有户无房", &[100, -1]),
            child(3, "有户无房", &[-1, 200]),
        ],
        bundles: vec![Bundle { line: 1, children: vec!["000".into(), "001".into()] }],
    }
}

fn told(raw: Raw) -> Vec<String> {
    Input::new(raw).unwrap_err().iter().map(ToString::to_string).collect()
}

#[test]
fn everything_wrong_with_the_lists_is_told_at_once() {
    assert_eq!(lines(&sound()).len(), 4);
    assert!(Input::new(sound()).is_ok());
    let mut raw = sound();
    raw.schools.push(crate::School { line: 3, ..school(0, 1) });
    raw.categories.push(raw.categories[0].clone());
    raw.children.push(crate::Child { line: 5, ..child(3, "择校", &[1, 1]) });
    raw.children
        .push(crate::Child { line: 6, id: String::new(), ..child(7, "有户有房", &[1, 1]) });
    let mut far = child(8, "有户有房", &[]);
    far.near = vec![Near { school: 100, metres: -5 }, Near { school: 999, metres: 1 }];
    raw.children.push(far);
    raw.children.push(crate::Child { excluded: vec![100], ..child(9, "有户有房", &[1]) });
    raw.children.push(crate::Child { points: 0, ticket: 0, ..child(10, "有户有房", &[1, 1]) });
    raw.bundles.push(Bundle { line: 2, children: vec!["000".into(), "077".into()] });
    raw.bundles.push(Bundle { line: 3, children: vec!["002".into()] });
    assert_eq!(
        told(raw),
        [
            "学校名单第 3 行：标识码 100 与第 1 行重复，请核对",
            "类别“有户有房”重复，请合并或改名",
            "第 6 行：报名号未填，请补上",
            "第 5 行：报名号 003 与第 4 行重复，请核对是否同一名儿童",
            "第 5 行：类别“择校”不在方案中，请改为方案里的类别",
            "第 9 行：到学校 100 的距离 -5 米有误，应为 0 到 1000000 的整数",
            "第 9 行：学校标识码 999 不在学校名单中，请核对",
            "第 10 行：没有一所可以就读的学校，请补上可选学校，或撤销对学校的排除",
            "第 11 行与第 1 行：同一类别、积分相同、抽签号也相同（0），无法分出先后，请核对抽签号",
            "捆绑名单第 2 行：报名号 000 已在第 1 行捆绑，请合并",
            "捆绑名单第 2 行：名单中没有报名号 077，请核对是否漏报",
            "捆绑名单第 3 行：有 1 名儿童，应为 2 到 8 名",
        ]
    );
}

#[test]
fn siblings_who_cannot_be_together_are_refused_with_the_reason() {
    let mut raw = sound();
    raw.schools[0].seats = 1;
    raw.schools[1].seats = 1;
    raw.bundles.push(Bundle { line: 2, children: vec!["002".into(), "003".into()] });
    assert_eq!(
        told(raw),
        [
            "捆绑名单第 1 行：2 名儿童要同校，可读学校可安排的学位最多只有 1 个，请增加学位或取消捆绑",
            "捆绑名单第 2 行：几名儿童没有共同可读的学校，请补上，或取消捆绑",
        ]
    );
    let mut raw = sound();
    raw.bundles[0].children[1] = "002".into();
    assert_eq!(
        told(raw),
        ["捆绑名单第 1 行：几名儿童的类别不同（有户有房、有户无房），请先统一类别"]
    );
    let mut raw = sound();
    raw.children[0].fixed = Some(100);
    raw.children[1].fixed = Some(101);
    assert_eq!(told(raw), ["捆绑名单第 1 行：几名儿童已被不同学校录取，请取消捆绑"]);
}

#[test]
fn a_school_that_admitted_more_than_it_seats_is_refused_with_the_lines() {
    let mut raw = sound();
    raw.bundles.clear();
    raw.children.iter_mut().take(3).for_each(|it| it.fixed = Some(100));
    let expected = "学校 100 有 2 个学位，已录取 3 名（第 1、2、3 行），请增加学位或核对已录取名单";
    assert_eq!(told(raw), [expected]);
}

#[test]
fn lists_without_anything_are_refused() {
    let raw = Raw { schools: vec![], categories: vec![], children: vec![], bundles: vec![] };
    assert_eq!(told(raw).len(), 3);
}

#[test]
fn a_sibling_of_an_admitted_child_may_go_to_that_school_alone() {
    let mut raw = sound();
    raw.children[1].fixed = Some(101);
    let (_, outcome) = super::placed(&raw);
    assert_eq!(outcome.proposal().placements[0].school, Some(101));
}
