//! Samples of what a guardian sees on a phone.

use maud::{Markup, html};

use super::shell;
use crate::ui::{
    Button, Card, Facts, Head, Item, MenuItem, Person, Receipt, Segments, Shell, Tile, Tone, User,
    badge, badge_with, band, due, items, stats,
};

fn phone(title: &'static str, here: &str) -> Shell<'static> {
    let item = |label: &'static str, icon, count| MenuItem {
        label: label.into(),
        href: "#main".into(),
        icon,
        count,
        here: label == here,
    };
    let mut shell = shell(title);
    shell.user = Some(User {
        name: "陈建国".into(),
        role: "家长".into(),
        place: "2 个孩子".into(),
        ..User::default()
    });
    shell.menu.clear();
    shell.bar = vec![
        item("孩子", "home", 0),
        item("办事", "clipboard-list", 2),
        item("消息", "message", 3),
        item("我的", "user", 0),
    ];
    shell
}

fn tiles(person: Person<'static>, to_do: i64) -> Person<'static> {
    person
        .tile(Tile::new("books", "课后服务", "#main").count(to_do))
        .tile(Tile::new("calendar-event", "请假", "#main"))
        .tile(Tile::new("users", "接送人", "#main"))
        .tile(Tile::new("receipt", "缴费退费", "#main"))
}

pub(super) fn home() -> Markup {
    let elder = Person::new("陈思远", "青瓷实验小学 · 三年级 2 班")
        .link("#main")
        .state(badge(Tone::Good, "在校"));
    let younger = Person::new("陈思齐", "青瓷实验小学 · 一年级 5 班")
        .link("#main")
        .state(badge_with(Tone::Info, "calendar-event", "已请假"));
    let body = html! {
        (band("慈溪市 · 2021 学年第一学期", "我的孩子"))
        (tiles(elder, 1))
        (tiles(younger, 0))
        (Card::new("今天", items([
            Item::new("下学期课程报名，今晚 20:00 截止").link("#main").icon("alarm").below("思远已选 2 门，思齐未选").aside(due(0)),
            Item::new("17:10 东门接思远").link("#main").icon("map-pin").below("青瓷陶艺课后，外婆来接"),
            Item::new("足球课改到 12 月 23 日").link("#main").icon("calendar-event").below("因下雨顺延，15:40–17:10").aside(badge(Tone::Info, "新")),
        ])).note("12 月 20 日 周一").flush())
    };
    phone("我的孩子", "孩子").phone(&body)
}

pub(super) fn courses() -> Markup {
    let body = html! {
        (band("陈思远 · 三年级 2 班", "下学期拓展课程"))
        (Card::new("可报课程", items([
            Item::new("青瓷陶艺").below("周二 15:40–17:10 · 王老师 · 免费").seats(24, 30).aside("余 6 / 30").aside(Button::submit("报名").primary()),
            Item::new("足球").below("周四 15:40–17:10 · 李老师 · ￥180.00").seats(30, 30).aside("候补 4 人").aside(Button::submit("候补")),
            Item::new("围棋入门").below("周五 15:40–17:10 · 外聘 赵老师 · ￥240.00").seats(3, 24).aside("余 21 / 24").aside(Button::submit("报名")),
        ])).note("12 月 20 日 20:00 截止").flush())
    };
    phone("拓展课程", "办事").phone(&body)
}

pub(super) fn receipt() -> Markup {
    let facts = Facts::new()
        .fact("孩子", "陈思远")
        .fact("第一志愿", "青瓷陶艺")
        .fact("第二志愿", "足球")
        .fact("费用", "录取后 ￥0.00 – ￥180.00");
    let receipt = Receipt::new("志愿已提交", "报名号", "BM21-0083-5127")
        .facts(&facts)
        .next("今晚 20:00 前可以随时修改或撤回。")
        .next("12 月 21 日 10:00 抽签，结果发到“消息”。")
        .button(Button::link("返回孩子", "#main").primary())
        .button(Button::print());
    phone("志愿已提交", "办事").phone(&html! { (receipt) })
}

pub(super) fn roll_call() -> Markup {
    let names = ["陈思远", "岑雨桐", "胡一鸣", "黄子涵", "罗嘉怡", "马天乐"];
    let rows = names.iter().enumerate().map(|(at, name)| {
        let chosen = if at == 2 { "absent" } else { "present" };
        let choice = Segments::new(format!("row-{at}"), *name, chosen)
            .option("present", "到", Tone::Good)
            .option("absent", "缺", Tone::Bad)
            .option("left", "早退", Tone::Warn);
        let item = Item::new(*name).aside(choice);
        if at == 1 { item.below("外婆来接 · 17:10 东门") } else { item }
    });
    let body = html! {
        (Head::new("青瓷陶艺").above("12 月 20 日 周一 15:40–17:10 · 陶艺教室"))
        (stats([("应到", "30 人"), ("请假", "1 人"), ("实到", "28 人")]))
        form method="post" action="/cixi/roll-call" {
            (super::csrf())
            (Card::new("点名", items(rows)).note("默认全到，只改不在的").flush())
            div.submit-bar { (Button::submit("提交点名").primary().icon("check")) }
        }
    };
    phone("点名", "办事").phone(&body)
}
