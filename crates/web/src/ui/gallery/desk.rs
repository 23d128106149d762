//! Samples of what stands on a desk: cockpit, list, form.

use maud::{Markup, html};

use super::{csrf, shell};
use crate::ui::{
    Address, Alert, Bulk, Button, Card, Chart, Column, Empty, Field, Figure, Filter, Filters, Form,
    Head, Item, List, Ranked, Row, Tone, badge, beside, due, figures, items,
};

const TOWN_RATES: [(&str, i64, i64); 19] = [
    ("宗汉街道", 7_402, 8_690),
    ("坎墩街道", 4_380, 5_204),
    ("浒山街道", 12_950, 14_702),
    ("白沙路街道", 5_906, 6_980),
    ("古塘街道", 9_480, 10_870),
    ("掌起镇", 3_190, 3_905),
    ("观海卫镇", 8_160, 9_612),
    ("附海镇", 2_704, 3_290),
    ("桥头镇", 2_866, 3_481),
    ("匡堰镇", 1_985, 2_366),
    ("逍林镇", 4_012, 4_753),
    ("新浦镇", 2_590, 3_201),
    ("胜山镇", 2_871, 3_540),
    ("横河镇", 5_312, 6_354),
    ("崇寿镇", 1_903, 2_382),
    ("庵东镇", 4_011, 5_096),
    ("长河镇", 3_905, 4_699),
    ("周巷镇", 9_702, 12_083),
    ("龙山镇", 5_417, 7_792),
];

fn towns() -> Ranked<'static> {
    let empty =
        Ranked::new("课后服务学生参与率", "镇（街道）", "参加 / 应服务", "参与率").target(80);
    let all = TOWN_RATES.iter().fold(empty, |table, (town, part, whole)| {
        table.row(*town, *part, *whole, Some("#main".into()))
    });
    all.sorted().total("全市", 98_746, 119_000)
}

fn todo() -> Markup {
    items([
        Item::new("复核 3 所学校重新报送的方案")
            .link("#main")
            .icon("clipboard-check")
            .below("课后服务 · 基教科")
            .aside(due(0)),
        Item::new("2 所学校本周未报送点名")
            .link("#main")
            .icon("user-check")
            .below("周巷镇、龙山镇")
            .aside(due(-1)),
        Item::new("下学期拓展课程报名今晚截止")
            .link("#main")
            .icon("calendar-event")
            .below("报名 41,206 人次")
            .aside(due(0)),
        Item::new("审核 12 月师资薪酬补助")
            .link("#main")
            .icon("cash")
            .below("134 所学校，已核 128 所")
            .aside(due(9)),
    ])
}

pub(super) fn cockpit() -> Markup {
    let months = ["9 月", "10 月", "11 月", "12 月"];
    let trend = Chart::lines("课后服务参与率逐月变化", "月份", months)
        .series("学生", [78.2, 80.64, 82.1, 82.98])
        .series("教师", [91.05, 93.4, 94.2, 94.94])
        .unit("%", 2)
        .max(100.0);
    let body = html! {
        (Head::new("驾驶舱").above("慈溪市教育局 · 2021 学年第一学期").action(Button::print()).action(Button::link("导出报告", "#main").icon("file-export").primary()))
        (figures([
            Figure::rate("课后服务学生参与率", 98_746, 119_000, "人").target("目标 ≥ 80%", Some(80)).state(Tone::Good, "达标").link("#main"),
            Figure::rate("课后服务教师参与率", 6_249, 6_582, "人").target("目标 ≥ 90%", Some(90)).state(Tone::Good, "达标").link("#main"),
            Figure::rate("初三晚自修参与率", 7_477, 10_000, "人").target("目标 ≥ 80%", Some(80)).state(Tone::Warn, "推进中").trend(Tone::Good, "较上月 +1.20").link("#main"),
            Figure::count("课后服务学校", 134, "所").made_of("其中 2 所尚未报送本周数据").state(Tone::Bad, "2 所未报").link("#main"),
        ]))
        (beside(
            Card::new("学生参与率", html! { (towns()) }).note("按镇（街道），截至 12 月 20 日").action(html! { a href="#main" { "全部学校" } }).flush(),
            html! {
                (Card::new("待办与预警", todo()).action(html! { a href="#main" { "全部 12 件" } }).flush())
                (Card::new("逐月变化", html! { (trend) }))
            },
        ))
    };
    shell("驾驶舱").desk(&body)
}

const SCHOOLS: [(&str, &str, i64, i64, Tone, &str); 8] = [
    ("青瓷实验小学", "浒山街道", 1_512, 1_764, Tone::Good, "已备案"),
    ("上林湖小学", "桥头镇", 602, 731, Tone::Info, "待备案"),
    ("杭州湾初级中学", "庵东镇", 744, 1_018, Tone::Bad, "已退回"),
    ("观海卫镇中心小学（示例）", "观海卫镇", 1_208, 1_422, Tone::Good, "已备案"),
    ("越窑九年一贯制学校", "匡堰镇", 933, 1_120, Tone::Warn, "补正中"),
    ("三北小学", "龙山镇", 415, 520, Tone::Good, "已备案"),
    ("鸣鹤小学", "观海卫镇", 322, 388, Tone::Quiet, "未填报"),
    ("逍林初级中学（示例）", "逍林镇", 861, 1_034, Tone::Good, "已备案"),
];

const TOWNS: [(&str, &str); 3] = [("310", "浒山街道"), ("311", "观海卫镇"), ("312", "周巷镇")];

fn programmes(here: &Address) -> List<'_> {
    let filters = Filters::new(here)
        .search("学校名称、拼音首字母")
        .filter(Filter::choice("town", "镇（街道）", TOWNS))
        .filter(Filter::choice("state", "状态", [("filed", "待备案"), ("recorded", "已备案")]))
        .filter(Filter::flag("late", "只看逾期"));
    List::new("方案", here)
        .filters(filters)
        .column(Column::text("学校").sort("school"))
        .column(Column::text("镇（街道）"))
        .column(Column::number("参加 / 应服务").sort("part"))
        .column(Column::number("参与率").sort("rate"))
        .column(Column::short("状态"))
        .column(Column::short("报送时间").sort("filed"))
}

pub(super) fn list() -> Markup {
    let here = Address::new("/cixi/aftercare/programmes", "town=311&sort=-rate");
    let hidden = csrf();
    let rows = SCHOOLS.iter().enumerate().map(|(at, (school, town, part, whole, tone, state))| {
        Row::new(at.to_string(), *school)
            .link("#main")
            .cell(*school)
            .cell(*town)
            .cell(format!("{} / {}", crate::ui::say::count(*part), crate::ui::say::count(*whole)))
            .cell(crate::ui::say::percent(*part, *whole).unwrap_or_default() + "%")
            .cell(badge(*tone, state))
            .cell("2021-12-17 16:42")
    });
    let bulk = Bulk::new(&hidden)
        .button(Button::submit("催办").icon("bell").to("/cixi/aftercare/programmes/remind"))
        .button(Button::submit("备案").icon("check").to("/cixi/aftercare/programmes/record"))
        .button(
            Button::submit("退回")
                .danger()
                .to("/cixi/aftercare/programmes/return")
                .confirm("退回所选方案？学校会收到消息，可修改后重新报送。"),
        )
        .or_all();
    let list = programmes(&here).rows(rows).bulk(bulk).total(134).next(Some("sch_8"));
    let head = Head::new("方案备案")
        .crumb("课后服务", "#main")
        .below(html! { "一校一案：学校报送，教育局备案或退回。" })
        .action(Button::link("导出 Excel", "#main").icon("download"))
        .action(Button::print());
    let flash = Alert::new(Tone::Good, "已催办 2 所学校").action(crate::ui::post(
        "/cixi/undo",
        &hidden,
        &Button::submit("撤销").icon("arrow-back-up"),
    ));
    let mut shell = shell("方案备案");
    shell.flash = Some(html! { (flash) });
    shell.desk(&html! { (head) (list) })
}

pub(super) fn list_empty() -> Markup {
    let here = Address::new("/cixi/aftercare/courses", "");
    let list = List::new("课程", &here).filters(Filters::new(&here).search("课程、教师")).empty(
        Empty::new("还没有拓展课程")
            .hint("可以新建一门课程，也可以从县级课程目录中选用。")
            .action(Button::link("新建课程", "#main").primary().icon("plus")),
    );
    shell("拓展课程").desk(&html! { (Head::new("拓展课程")) (list) })
}

pub(super) fn form() -> Markup {
    let hidden = csrf();
    let seats = "名额应为 1 到 60 的整数，现在是“三十”。";
    let form = Form::new("/cixi/aftercare/courses", &hidden)
        .error("seats", seats)
        .error("weekday", "请选择上课的日子。")
        .section("课程", html! {
            (Field::text("name", "课程名称").value("青瓷陶艺").required().max_length(30))
            (Field::select("kind", "类别", [("art", "艺术"), ("sport", "体育"), ("science", "科技")]).value("art").required())
            (Field::long("about", "课程简介").hint("写给家长看：学什么、要带什么。").max_length(300))
        })
        .section("上课安排", html! {
            (Field::radio("weekday", "上课日", [("1", "周一"), ("2", "周二"), ("3", "周三"), ("4", "周四"), ("5", "周五")]).required().error(Some("请选择上课的日子。")))
            (Field::time("from", "开始").value("15:40").required())
            (Field::time("until", "结束").value("17:10").required())
            (Field::number("seats", "名额").value("三十").required().unit("人").error(Some(seats)))
            (Field::money("fee", "每学期费用").value("180.00").hint("免费课程填 0。"))
            (Field::checkboxes("grade", "适合年级", [("3", "三年级"), ("4", "四年级"), ("5", "五年级"), ("6", "六年级")], &["3", "4"]).required())
        })
        .section("教师与材料", html! {
            (Field::file("plan", "课程方案", ".docx,.pdf").hint("Word 或 PDF，不超过 10 MB。"))
            (Field::checkbox("shared", "允许其他学校选用这门课程", true))
        })
        .button(Button::submit("提交").primary())
        .button(Button::submit("保存草稿").value("draft", "1").unchecked());
    shell("拓展课程")
        .desk(&html! { (Head::new("新建课程").crumb("课后服务", "#main").crumb("拓展课程", "#main")) (form) })
}
