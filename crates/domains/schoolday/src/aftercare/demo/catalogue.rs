//! The county's catalogue: courses that schools can take over as they stand.

use vocab::Grade;

use super::Making;
use crate::aftercare::courses::store::Entry;

/// A course as the catalogue describes it.
pub(super) struct Subject {
    pub(super) title: &'static str,
    pub(super) field: &'static str,
    pub(super) about: &'static str,
    pub(super) grades: (i64, i64),
    pub(super) materials: &'static str,
    pub(super) source: &'static str,
}

const fn subject(
    title: &'static str,
    field: &'static str,
    about: &'static str,
    grades: (i64, i64),
    materials: &'static str,
    source: &'static str,
) -> Subject {
    Subject { title, field, about, grades, materials, source }
}

/// Schools, the county's centres and partners offer these.
pub(super) const SUBJECTS: &[Subject] = &[
    subject(
        "青瓷",
        "手工",
        "揉泥、拉坯、刻花，做一件自己的小青瓷。",
        (3, 9),
        "围裙一件",
        "县素质教育中心",
    ),
    subject("围棋", "棋类", "从吃子到布局，学会下完一盘棋。", (1, 9), "", "县素质教育中心"),
    subject("合唱", "艺术", "呼吸、音准和声部，期末一起上台。", (1, 9), "", "学校"),
    subject("篮球", "体育", "运球、传球、三步上篮和小场比赛。", (3, 9), "运动鞋", "学校"),
    subject("足球", "体育", "控球和配合，每次半小时对抗。", (1, 9), "运动鞋", "学校"),
    subject("书法", "艺术", "楷书基本笔画和结构，写一副春联。", (2, 9), "毛笔、毡垫", "学校"),
    subject("国画", "艺术", "花鸟小品，认识笔墨浓淡。", (3, 9), "毛笔、颜料", "学校"),
    subject("编程", "科技", "用积木式编程做小游戏，学会拆解问题。", (3, 9), "", "县青少年科技中心"),
    subject("机器人", "科技", "搭建、传感器和简单控制。", (4, 9), "", "县青少年科技中心"),
    subject("科学实验", "科技", "动手做三十个小实验，记录和解释。", (2, 8), "", "学校"),
    subject("跳绳", "体育", "单摇、双摇和花样，每次测一回。", (1, 6), "跳绳", "学校"),
    subject("武术", "体育", "基本功和一套少年拳。", (1, 9), "", "学校"),
    subject("舞蹈", "艺术", "形体和民族舞组合。", (1, 7), "舞蹈鞋", "学校"),
    subject("陶笛", "艺术", "学会十首曲子。", (3, 8), "陶笛", "学校"),
    subject("剪纸", "手工", "对称、阴刻阳刻，剪一套生肖。", (1, 7), "剪刀", "县非遗传习所"),
    subject("木工", "手工", "锯、刨、榫卯，做一张小板凳。", (5, 9), "", "县素质教育中心"),
    subject("农耕", "劳动", "在学校菜园种一季蔬菜。", (2, 8), "手套", "学校"),
    subject("烹饪", "劳动", "会做五道家常菜，懂食品安全。", (4, 9), "", "学校"),
    subject("急救", "劳动", "止血、包扎和心肺复苏。", (5, 9), "", "县红十字会"),
    subject("阅读", "人文", "一学期读四本整本书，写读书笔记。", (1, 9), "", "学校"),
    subject("演讲", "人文", "把一件事说清楚，说动人。", (3, 9), "", "学校"),
    subject("象棋", "棋类", "基本杀法和残局。", (1, 9), "", "学校"),
    subject("羽毛球", "体育", "握拍、步法和双打轮转。", (3, 9), "球拍", "学校"),
    subject("航模", "科技", "做一架能飞的橡筋动力飞机。", (4, 9), "", "县青少年科技中心"),
];

/// The catalogue's entries.
pub(super) fn entries(it: &Making) -> Vec<Entry> {
    let grade = |number: i64| Grade::school(number).unwrap_or_else(|_| smallest());
    let entry = |subject: &Subject| Entry {
        id: it.id(),
        title: subject.title.to_owned(),
        field: subject.field.to_owned(),
        about: subject.about.to_owned(),
        grade_min: grade(subject.grades.0),
        grade_max: grade(subject.grades.1),
        source: subject.source.to_owned(),
    };
    SUBJECTS.iter().map(entry).collect()
}

fn smallest() -> Grade {
    vocab::Stage::Primary.grades().next().expect("primary school has grades")
}
