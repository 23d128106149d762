//! Samples of what anyone may see.

use maud::{Markup, html};

use super::shell;
use crate::ui::{Paper, page};

pub(super) fn notice() -> Markup {
    let body = html! {
        p { "根据《2021 学年第二学期拓展课程报名办法》，“足球”课程名额 30 人，第一志愿报名 34 人，超出名额，于 2021 年 12 月 21 日 10:00 公开抽签。结果公示如下，公示期至 12 月 24 日。" }
        table.rows {
            thead { tr { th.num scope="col" { "序号" } th scope="col" { "报名号" } th scope="col" { "姓名" } th scope="col" { "年级" } th scope="col" { "结果" } } }
            tbody {
                @for (at, (number, name, grade, result)) in [
                    ("BM21-0083-5127", "陈＊＊", "三年级", "录取"), ("BM21-0083-5140", "王＊", "四年级", "录取"),
                    ("BM21-0083-5166", "胡＊＊", "三年级", "录取"), ("BM21-0083-5203", "岑＊＊", "五年级", "候补第 1 位"),
                ].iter().enumerate() {
                    tr { td.num { (at + 1) } td { (number) } td { (name) } td { (grade) } td { (result) } }
                }
            }
        }
        h2 { "如何核对" }
        p { "抽签前公布的承诺值与抽签后公布的种子，可在任何一台电脑上重算，结果应当完全相同。对结果有异议，请在公示期内向学校提出。" }
    };
    let paper = Paper::new("拓展课程“足球”抽签结果公示", body)
        .number("公示编号 GS-2021-0031")
        .signed("青瓷实验小学", "2021 年 12 月 21 日");
    let mut shell = shell("抽签结果公示");
    shell.user = None;
    shell.doors.sign_in = Some("/cixi/login".into());
    shell.address = Some("http://127.0.0.1:8080/cixi/public/notices/GS-2021-0031".into());
    shell.public(&html! { (paper) })
}

pub(super) fn plain() -> Markup {
    let body = html! {
        h1 { "没有这个页面" }
        p { "地址可能输错了，或者您现在的身份看不到它。" }
        p { a href="/" { "回到首页" } }
    };
    maud::PreEscaped(page("没有这个页面", &body).0)
}
