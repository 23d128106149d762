//! Samples of working on one thing: a record, a task, a job, a question; and of charts.

use maud::{Markup, html};

use super::{csrf, shell};
use crate::ui::{
    Alert, Button, Card, Chart, Confirm, Decide, Facts, Field, Head, Progress, Tabs, Timeline,
    Tone, Versions, badge, beside, checks, due, pair, post,
};

fn history() -> Timeline<'static> {
    Timeline::new()
        .event(Tone::Info, "2021-12-17 16:42", "重新报送", "青瓷实验小学 · 课后服务管理员")
        .event(Tone::Bad, "2021-12-15 10:08", "退回", "基教科 周晓")
        .more("晚托结束时间写为 18:30，晚于向家长承诺的 18:00，请核对后重报。")
        .event(Tone::Info, "2021-12-10 09:30", "报送", "青瓷实验小学 · 课后服务管理员")
        .event(Tone::Quiet, "2021-12-08 14:12", "由上学期方案复制", "系统")
}

pub(super) fn record() -> Markup {
    let hidden = csrf();
    let reveal = post("/cixi/students/reveal", &hidden, &Button::submit("查看").icon("eye"));
    let facts = Facts::new()
        .fact("学校", html! { a href="#main" { "青瓷实验小学" } })
        .fact("班级", "三年级 2 班")
        .fact("性别", "男")
        .fact("出生年月", "2012-11")
        .masked("身份证号", "330299********0017", Some(reveal))
        .fact("学籍状态", badge(Tone::Good, "在籍在读"))
        .fact("入学时间", "2019-09-01")
        .fact("家庭住址", "")
        .long("备注", "随迁子女，三年级第一学期由外县转入。");
    let courses = html! {
        table.rows {
            thead { tr { th scope="col" { "课程" } th scope="col" { "时间" } th.num scope="col" { "出勤" } th scope="col" { "状态" } } }
            tbody {
                tr { td { a href="#main" { "青瓷陶艺" } } td { "周二 15:40–17:10" } td.num { "13 / 14" } td { (badge(Tone::Good, "已录取")) } }
                tr { td { a href="#main" { "足球" } } td { "周四 15:40–17:10" } td.num { "—" } td { (badge(Tone::Warn, "候补第 4 位")) } }
            }
        }
    };
    let head = Head::new("陈思远")
        .crumb("学生", "#main")
        .crumb("青瓷实验小学", "#main")
        .state(badge(Tone::Good, "在校"))
        .below(html! { "青瓷实验小学 · 三年级 2 班" })
        .action(Button::print())
        .action(Button::link("数据订正", "#main").icon("edit"));
    let tabs = Tabs::new()
        .tab("概况", "#main", true)
        .tab("监护人", "#main", false)
        .count(2)
        .tab("课后服务", "#main", false)
        .count(2)
        .tab("请假与接送", "#main", false)
        .tab("谁看过", "#main", false);
    let left = html! {
        (Card::new("基本信息", html! { (facts) }))
        (Card::new("本学期课程", courses).flush())
    };
    let right = Card::new("经过", html! { (history()) });
    shell("学生").desk(&html! { (head) (tabs) (beside(left, right)) })
}

pub(super) fn task() -> Markup {
    let hidden = csrf();
    let decide = Decide::new("/cixi/aftercare/programmes/1/decide", &hidden)
        .reason(
            Field::long("reason", "意见")
                .sometimes()
                .hint("退回时必填，学校会看到。")
                .lines(3)
                .max_length(500),
        )
        .choice("record", Button::submit("备案").primary().icon("check"))
        .choice("return", Button::submit("退回").danger().unchecked());
    let asked = Facts::new()
        .fact("服务时段", "周一至周五 15:40–17:40")
        .fact("晚托", "至 18:00")
        .fact("参加学生", "1,512 / 1,764 人（85.71%）")
        .fact("服务教师", "96 / 101 人（95.05%）")
        .fact("收费", "每生每学期 ￥450.00")
        .fact("困难减免", "38 人")
        .long("与上次报送相比", html! { del { "晚托至 18:30" } " → " ins { "晚托至 18:00" } });
    let found = checks([
        (Tone::Good, "每个上学日都有服务，每天不少于 2 小时".into()),
        (Tone::Good, "作业辅导在前，不上新课".into()),
        (
            Tone::Warn,
            "结束时间比当地下班时间早 15 分钟，学校说明：家长多在开发区上班，17:30 下班".into(),
        ),
    ]);
    let head = Head::new("青瓷实验小学 2021 学年第二学期课后服务方案")
        .crumb("待办", "#main")
        .state(badge(Tone::Info, "待备案"))
        .below(html! { "办件号 KH-2021-0412 · 12 月 17 日报送 " (due(2)) });
    let left = html! {
        (Card::new("报送内容", html! { (asked) }))
        (Card::new("规则核对", found))
        (Card::new("附件", html! { p { a href="#main" { (crate::ui::icon("file-description")) " 致家长的一封信.docx" } " " small.text-secondary { "24 KB" } } }))
    };
    let right = html! {
        (Card::new("处理", html! { (decide) }))
        (Card::new("经过", html! { (history()) }))
    };
    shell("待办").desk(&html! { (head) (beside(left, right)) })
}

pub(super) fn charts() -> Markup {
    let grades = ["一年级", "二年级", "三年级", "四年级", "五年级", "六年级"];
    let columns = Chart::columns("各年级参加人数", "年级", grades)
        .series("参加", [14_210.0, 14_880.0, 15_102.0, 14_655.0, 13_904.0, 12_760.0])
        .unit(" 人", 0);
    let bars = Chart::bars(
        "各镇参与率",
        "镇（街道）",
        ["浒山街道", "古塘街道", "宗汉街道", "观海卫镇", "周巷镇", "龙山镇"],
    )
    .series("参与率", [Some(88.08), Some(87.21), Some(85.18), Some(84.89), Some(80.29), None])
    .unit("%", 2)
    .max(100.0)
    .mark("全市", 82.98)
    .links(["#main"; 6]);
    let both = Chart::columns("应服务与参加", "学段", ["小学", "初中"])
        .series("应服务", [84_600.0, 34_400.0])
        .series("参加", [75_120.0, 23_626.0])
        .unit(" 人", 0);
    let states = Chart::ring("方案备案情况", "状态", ["已备案", "待备案", "已退回"])
        .series("学校", [126.0, 5.0, 3.0])
        .tones([Tone::Good, Tone::Info, Tone::Bad])
        .unit(" 所", 0);
    shell("指标与目标").desk(&html! {
        (Head::new("指标与目标"))
        (pair(Card::new("各年级参加人数", html! { (columns) }), Card::new("各镇参与率", html! { (bars) })))
        (pair(Card::new("应服务与参加", html! { (both) }), Card::new("方案备案", html! { (states) })))
    })
}

pub(super) fn job() -> Markup {
    let running = Progress::new("导入学籍：全国学籍导出.xlsx", 41_200, 60_000)
        .step("正在核对身份证号")
        .again("/cixi/jobs/1/progress");
    let done =
        Progress::new("导出学生名册", 1_764, 1_764).step("用时 3 秒").end(Tone::Good, "已完成");
    let failed = Progress::new("导入教师", 210, 655)
        .step("第 211 行起没有读取：文件在第 211 行中断，请重新导出后再传一次")
        .end(Tone::Bad, "失败");
    let told = Alert::new(Tone::Warn, "有 12 行没有导入")
        .detail("已在您的表格副本中标出原因，改好后可以只传这一份，已导入的不会重复。")
        .action(Button::link("下载标注副本", "#main").icon("download"));
    shell("学生").desk(&html! {
        (Head::new("导入学籍").crumb("学生", "#main"))
        (told)
        (Card::new("正在进行", html! { (running) }))
        (Card::new("最近", html! { (done) (failed) }))
    })
}

pub(super) fn confirm() -> Markup {
    let ask = Confirm::new(
        "将 2 所学校的方案退回？",
        "/cixi/aftercare/programmes/return",
        csrf(),
        Button::submit("退回 2 所").danger(),
        "#main",
    )
    .consequence("青瓷实验小学、上林湖小学的课后服务管理员会收到消息和退回理由。")
    .consequence("学校改好重新报送之前，家长暂时不能报名。");
    shell("方案备案").desk(&html! { (Head::new("退回方案").crumb("方案备案", "#main")) (ask) })
}

pub(super) fn overtaken() -> Markup {
    let both = Versions::new("周晓 12 月 20 日 09:14 保存的")
        .field("课程名称", "青瓷陶艺", "青瓷陶艺")
        .field("名额", "30", "36")
        .field("上课时间", "周二 15:40–17:10", "周二 15:40–17:10");
    let told = Alert::new(Tone::Warn, "您打开之后，别人改过这门课程，您的修改尚未保存")
        .detail("请对照下面两个版本：可以用您的覆盖，也可以放弃您的修改。");
    let choose = html! {
        form.submit-bar method="post" action="/cixi/aftercare/courses/1" {
            (csrf())
            (Button::submit("用我的覆盖").value("version", "8"))
            (Button::link("放弃我的修改", "#main"))
        }
    };
    shell("拓展课程").desk(&html! {
        (Head::new("修改课程").crumb("拓展课程", "#main"))
        (told)
        (Card::new("两个版本", html! { (both) }).flush())
        (choose)
    })
}
