//! What single sentences mean, in words of our own.

use super::{figures, reading, reading_of, table};
use crate::{Block, Doubt, Raw, Rule, Tense};

#[test]
fn chinese_numerals_count() {
    assert_eq!(figures("全县三分之一的学校参加，近百家企业支持。"), ["=1/3", "近100家"]);
    assert_eq!(figures("新增学位4.56万个，培训教师二千三百人次。"), ["=45600个", "=2300人次"]);
    assert_eq!(figures("建设1-2个基地，举办两场讲座。"), ["区间1–2个", "=2场"]);
    assert_eq!(figures("完成率百分之九十五，惠及万余名学生。"), ["=95%", "超10000名"]);
    assert_eq!(figures("实现零事故，超半数的镇办了公办园。"), ["=0", "超0.5"]);
}

#[test]
fn comparators_stand_before_and_after() {
    assert_eq!(
        figures("占比不低于60%，班额不超过45人，作业控制在3项以内。"),
        ["≥60%", "≤45人", "≤3项"]
    );
    assert_eq!(figures("新设专业不少于15个，调整5个以上。"), ["≥15个", "≥5个"]);
    assert_eq!(
        figures("参加者超3000名，约20所学校，10个左右的项目，200余人。"),
        ["超3000名", "约20所", "约10个", "超200人"]
    );
    assert_eq!(figures("进入全省前10名，位列全国第五。"), ["≤10名", "=第 5"]);
}

#[test]
fn to_reach_is_at_least_in_a_plan_and_equal_in_a_summary() {
    let both = "某县教育局2023年工作要点\n公办园占比达到60%。\n某县教育局2022年工作总结\n公办园占比达到55%，确保校车合格率达100%。";
    assert_eq!(figures(both), ["≥60%", "=55%", "≥100%"]);
    let reading = reading(both);
    let tenses: Vec<Tense> = reading.figures.iter().map(|it| it.tense).collect();
    assert_eq!(tenses, [Tense::Promised, Tense::Reported, Tense::Promised]);
    assert_eq!(reading.figures[0].period.as_deref(), Some("2023年"));
    assert_eq!(reading.figures[1].period.as_deref(), Some("2022年"));
    assert_eq!(reading.figures[0].rules, [Rule::Digits, Rule::ReachPromised]);
}

#[test]
fn dates_editions_codes_and_names_are_no_figures() {
    let none = "2023年1月20日第37届运动会，第二批“4个100”项目，《三年行动计划（2022-2025年）》，12345热线，A4纸，一支队伍，二级以上。";
    assert_eq!(figures(none), [""; 0]);
}

#[test]
fn more_than_a_hundred_per_cent_is_told() {
    let reading = reading("某县教育局2022年工作总结\n完成任务数的165%。");
    assert_eq!(reading.figures[0].doubts, [Doubt::OverHundred]);
}

#[test]
fn at_most_before_a_list_leaves_the_others_open() {
    let reading = reading("建设不超过10个登峰学科和60个优势学科、100个一流专业，联系20家企业。");
    let doubtful: Vec<bool> =
        reading.figures.iter().map(|it| it.doubts.contains(&Doubt::MaybeAtMost)).collect();
    assert_eq!(doubtful, [false, true, true, false]);
}

#[test]
fn a_table_gives_tasks_with_office_and_date() {
    let rows: [&[&str]; 3] = [
        &["序号", "重点任务", "工作目标", "责任科室", "完成时限"],
        &["1", "扩学位", "新建学校3所，新增学位2700个。", "计财科", "2023年8月底"],
        &["2", "强师资", "选树名师20名以上。", "人事科", "2023年12月"],
    ];
    let lines =
        ["某县教育局2023年重点工作任务", "各镇（街道）："].map(|it| Block::Line(it.to_owned()));
    let raw = Raw { blocks: lines.into_iter().chain([table(&rows)]).collect() };
    let reading = reading_of(raw);
    let first = &reading.tasks[0];
    assert_eq!((first.work.as_str(), first.office.as_deref()), ("扩学位", Some("计财科")));
    assert_eq!(
        (first.due.as_deref(), first.figures.len(), first.line),
        (Some("2023年8月底"), 2, 4)
    );
    assert_eq!(reading.figures[2].thing, "选树名师");
    assert_eq!(reading.figures[2].office.as_deref(), Some("人事科"));
}

#[test]
fn without_a_table_the_numbered_paragraphs_are_the_tasks() {
    let text = "某县2023年工作计划\n一、扩容\n（一）新建学校。年内新建学校3所。\n（二）选树名师。选树名师20名。";
    let works: Vec<String> = reading(text).tasks.into_iter().map(|it| it.work).collect();
    assert_eq!(works, ["新建学校", "选树名师"]);
}

#[test]
fn a_rank_is_held_in_a_place_and_a_kind_is_not() {
    let reading = reading("某县教育局2022年工作总结\n创建2所全国优质学校，金牌数位列全省第二。");
    let places: Vec<Option<&str>> = reading.figures.iter().map(|it| it.place.as_deref()).collect();
    assert_eq!(places, [Some("某县"), Some("全省")]);
}
