//! The command line as a bureau uses it, in folders of its own.

use std::{
    fs,
    path::{Path, PathBuf},
    process,
    sync::atomic::{AtomicU32, Ordering::Relaxed},
};

use clap::Parser as _;
use draw::{Evidence, Transcript};
use sheet::{Book, Column, Kind, Layout};

use super::{Command, RESULT, SEALED, TRANSCRIPT, VOID};

/// A folder that goes away again.
struct Desk(PathBuf);

impl Desk {
    fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("xueyu-draw-{}-{}", process::id(), NEXT.fetch_add(1, Relaxed));
        let folder = std::env::temp_dir().join(name);
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn path(&self, name: &str) -> String {
        self.0.join(name).display().to_string()
    }

    fn list(&self, lines: &[String]) -> String {
        fs::write(self.0.join("名单.csv"), lines.join("\r\n")).unwrap();
        self.path("名单.csv")
    }

    /// Seals `list` into `folder`.
    fn seal(&self, list: &str, folder: &str, more: &[&str]) -> Result<(), String> {
        let folder = self.path(folder);
        let title = ["--title", "电脑派位", "--organiser", "教育局"];
        xueyu(&[&["seal", list, &folder], &title[..], more].concat())
    }

    fn run(&self, folder: &str, more: &[&str]) -> Result<(), String> {
        xueyu(&[&["run", &self.path(folder)], more].concat())
    }

    fn transcript(&self, folder: &str) -> Transcript {
        let file = fs::read(self.0.join(folder).join(TRANSCRIPT)).unwrap();
        Transcript::read(&file).unwrap()
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[derive(clap::Parser)]
struct Line {
    #[command(subcommand)]
    command: Command,
}

/// What the command line answers.
fn xueyu(words: &[&str]) -> Result<(), String> {
    let line = Line::try_parse_from(std::iter::once(&"draw").chain(words));
    super::run(line.map_err(|it| it.to_string())?.command).map_err(|it| format!("{it:#}"))
}

/// A list with one column.
fn numbers(count: usize) -> Vec<String> {
    std::iter::once("报名号".to_owned())
        .chain((1..=count).map(|it| format!("2027{it:04}")))
        .collect()
}

const DRAWN: [&str; 2] = ["--values", "42,07,88,15,60,3"];

#[track_caller]
fn refused(answer: Result<(), String>, words: &str) {
    let told = answer.expect_err(words);
    assert!(told.contains(words), "{told}");
}

#[test]
fn a_list_of_three_hundred_is_sealed_drawn_and_verified() {
    let desk = Desk::new();
    let list = desk.list(&numbers(300));
    desk.seal(&list, "派位", &["--places", "120"]).unwrap();
    desk.run("派位", &DRAWN).unwrap();
    let transcript = desk.transcript("派位");
    assert_eq!(transcript.outcome().admitted.len(), 120);
    xueyu(&["receipt", &desk.path("派位"), "20270007"]).unwrap();
    let receipt = desk.path("派位/凭证/凭证-20270007.json");
    xueyu(&["verify", &desk.path("派位/证据.json"), &receipt]).unwrap();
    xueyu(&["receipt", &desk.path("派位"), "--all"]).unwrap();
    assert_eq!(fs::read_dir(desk.0.join("派位/凭证")).unwrap().count(), 300);
    refused(desk.run("派位", &DRAWN), "已经派过位");
    refused(desk.seal(&list, "派位", &["--places", "120"]), "已有文件");
}

#[test]
fn the_result_says_by_number_who_got_what() {
    let desk = Desk::new();
    let mut lines = vec!["报名号,捆绑号,组别".to_owned()];
    lines.extend((1..=40).map(|it| {
        let bundle = if it < 5 { format!("双{}", it / 3) } else { String::new() };
        format!("N{it:02},{bundle},{}", if it > 20 { "二类" } else { "一类" })
    }));
    let list = desk.list(&lines);
    let groups = ["--group", "一类", "--group", "二类", "--last", "extend"];
    desk.seal(&list, "派位", &[&["--places", "25"], &groups[..]].concat()).unwrap();
    desk.run("派位", &DRAWN).unwrap();
    let bytes = fs::read(desk.0.join("派位").join(RESULT)).unwrap();
    let column = |key, title| Column::new(key, title, Kind::Text);
    let layout = Layout::new(
        "派位结果",
        vec![column("number", "报名号"), column("result", "结果"), column("group", "组别")],
    );
    let mut book = Book::open(&bytes).unwrap();
    let (rows, _) = book.table(&layout).unwrap().collect().unwrap();
    let of = |row: &sheet::Row, key| row.text(key).unwrap().unwrap_or_default();
    let admitted: Vec<_> = rows.iter().filter(|it| of(it, "result") == "录取").collect();
    assert_eq!((rows.len(), admitted.len()), (40, 25));
    assert_eq!(admitted.iter().filter(|it| of(it, "group") == "一类").count(), 20);
}

#[test]
fn what_is_wrong_with_a_list_is_told_with_its_line() {
    let desk = Desk::new();
    let mut lines = numbers(5);
    lines.push("20270002".to_owned());
    let places = ["--places", "3"];
    refused(desk.seal(&desk.list(&lines), "甲", &places), "第 7 行：报名号“20270002”与第 3 行重复");
    let lines = ["报名号,捆绑号", "A1,双1", "A2,"].map(str::to_owned);
    refused(desk.seal(&desk.list(&lines), "甲", &places), "第 2 行：捆绑号“双1”只有这一人");
    let lines = ["报名号,组别", "A1,一类", "A2,二类"].map(str::to_owned);
    refused(desk.seal(&desk.list(&lines), "甲", &places), "请用 --group 按录取先后逐个写明");
    let lines = ["姓名", "张三"].map(str::to_owned);
    refused(desk.seal(&desk.list(&lines), "甲", &places), "报名号");
    let list = desk.list(&numbers(5));
    refused(desk.seal(&list, "甲", &[]), "--places");
    refused(desk.seal(&list, "甲", &["--places", "3", "--site", "家长=0-9"]), "只有 10 种可能");
    assert!(!desk.0.join("甲").exists(), "nothing is left of a list that was refused");
}

#[test]
fn values_are_asked_for_by_name() {
    let desk = Desk::new();
    let list = desk.list(&numbers(5));
    desk.seal(&list, "派位", &["--places", "3"]).unwrap();
    refused(desk.run("派位", &["--values", "1,2"]), "还缺第 3 项公开取值：第 3 位家长代表");
    refused(desk.run("派位", &["--values", "1,2,3,4,5,6,7"]), "比公示要求的多");
    refused(desk.run("派位", &["--values", "1,2,3,4,5,100"]), "第 6 项公开取值");
    assert!(!desk.0.join("派位").join(TRANSCRIPT).exists());
}

#[test]
fn a_draw_goes_by_stick_to_a_machine_that_has_nothing_else() {
    let desk = Desk::new();
    let list = desk.list(&numbers(9));
    desk.seal(&list, "派位", &["--places", "3", "--rehearsal"]).unwrap();
    let stick = Desk::new();
    copy(&desk.0.join("派位"), &stick.0.join("派位"));
    stick.run("派位", &DRAWN).unwrap();
    let transcript = stick.transcript("派位");
    assert!(transcript.declaration().terms().rehearsal);
    let page = fs::read_to_string(stick.0.join("派位/派位记录.html")).unwrap();
    assert!(page.contains("模拟派位"));
    let sealed = stick.0.join("派位").join(SEALED);
    let text = fs::read_to_string(&sealed).unwrap();
    fs::write(&sealed, text.replacen("20270001", "20270010", 1)).unwrap();
    fs::remove_file(stick.0.join("派位").join(TRANSCRIPT)).unwrap();
    refused(stick.run("派位", &DRAWN), "文件被改动过");
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for it in fs::read_dir(from).unwrap() {
        let it = it.unwrap();
        fs::copy(it.path(), to.join(it.file_name())).unwrap();
    }
}

#[test]
fn drawing_again_names_the_attempt_before_and_keeps_its_numbers() {
    let desk = Desk::new();
    let list = desk.list(&numbers(9));
    desk.seal(&list, "一", &["--places", "3"]).unwrap();
    desk.run("一", &["--values", "9,8", "--void", "现场停电"]).unwrap();
    refused(desk.run("一", &DRAWN), "已经作废");
    let void = desk.path(&format!("一/{VOID}"));
    let again = ["--places", "3", "--after", &void, "--reason", "第一次中止"];
    desk.seal(&list, "二", &again).unwrap();
    desk.run("二", &DRAWN).unwrap();
    let transcript = desk.transcript("二");
    assert_eq!(transcript.declaration().terms().previous.as_ref().unwrap().values.len(), 2);
    let earlier = Evidence::read(&fs::read(&void).unwrap()).unwrap();
    assert_eq!(transcript.declaration().follows(&earlier), Ok(()));
    xueyu(&["verify", &desk.path("二/证据.json"), &void]).unwrap();
    desk.seal(&list, "三", &["--places", "3"]).unwrap();
    let unrelated = desk.path("三/公示.json");
    refused(xueyu(&["verify", &desk.path("二/证据.json"), &unrelated]), "核验不通过");
}

#[test]
fn two_results_of_one_declaration_are_told() {
    let desk = Desk::new();
    let list = desk.list(&numbers(9));
    desk.seal(&list, "派位", &["--places", "3"]).unwrap();
    desk.run("派位", &DRAWN).unwrap();
    let kept = desk.path("派位/先一份.json");
    fs::rename(desk.path("派位/证据.json"), &kept).unwrap();
    desk.run("派位", &["--values", "1,2,3,4,5,6"]).unwrap();
    let posted = desk.path("派位/公示.json");
    xueyu(&["verify", &posted, &kept]).unwrap();
    refused(xueyu(&["verify", &posted, &kept, &desk.path("派位/证据.json")]), "核验不通过");
    desk.seal(&list, "另一次", &["--places", "3"]).unwrap();
    refused(xueyu(&["verify", &kept, &desk.path("另一次/公示.json")]), "核验不通过");
}

#[test]
fn names_on_the_command_line_are_read_as_cells_are() {
    let desk = Desk::new();
    let lines = ["报名号,组别", "A1,一类（东）", "A2,二类"].map(str::to_owned);
    let groups = ["--group", "一类（东）", "--group", "二类", "--places", "1"];
    desk.seal(&desk.list(&lines), "派位", &groups).unwrap();
    let lines = ["报名号,组别", "A1,东（一）", "A2,西"].map(str::to_owned);
    let strata = ["--kind", "sample", "--places", "东（一）=1", "--places", "西=1"];
    desk.seal(&desk.list(&lines), "分组", &strata).unwrap();
}

#[test]
fn a_circle_with_twins_takes_numbers_that_seat_them() {
    let desk = Desk::new();
    let lines = ["报名号,捆绑号", "A1,双", "A2,双", "A3,", "A4,", "A5,"].map(str::to_owned);
    let circle = ["--kind", "circular", "--places", "3", "--step-on-site", "--step-most", "4"];
    desk.seal(&desk.list(&lines), "派位", &circle).unwrap();
    refused(desk.run("派位", &["--values", "3,2"]), "还缺第 3 项公开取值");
    desk.run("派位", &["--values", "3,2,42,7,88,15,60,3"]).unwrap();
    xueyu(&["verify", &desk.path("派位/证据.json")]).unwrap();
}

#[test]
fn receipts_of_numbers_that_no_file_can_be_called_after_stay_apart() {
    let desk = Desk::new();
    let lines = ["报名号", "A/1", "A?1", "A_1", "A_1-1"].map(str::to_owned);
    let long = "长".repeat(150);
    let list = desk.list(&[&lines[..], std::slice::from_ref(&long)].concat());
    desk.seal(&list, "派位", &["--places", "3"]).unwrap();
    xueyu(&["receipt", &desk.path("派位"), "--all"]).unwrap();
    assert_eq!(fs::read_dir(desk.0.join("派位/凭证")).unwrap().count(), 5);
}

#[test]
fn every_kind_can_be_asked_for() {
    let desk = Desk::new();
    let list = desk.list(&numbers(4));
    let targets = ["--target", "一班", "--target", "二班", "--target", "三班", "--target", "四班"];
    desk.seal(&list, "配对", &[&["--kind", "pair"], &targets[..]].concat()).unwrap();
    desk.seal(&list, "排序", &["--kind", "rank"]).unwrap();
    desk.seal(&list, "循环", &["--kind", "circular", "--places", "2", "--step-on-site"]).unwrap();
    for folder in ["配对", "排序"] {
        desk.run(folder, &DRAWN).unwrap();
    }
    desk.run("循环", &["--values", "3,2"]).unwrap();
    assert_eq!(desk.transcript("循环").outcome().order, [2, 0, 3, 1]);
    let lines = ["报名号,组别", "A1,东", "A2,东", "A3,西", "A4,西"].map(str::to_owned);
    let strata = ["--kind", "sample", "--places", "东=1", "--places", "西=2"];
    desk.seal(&desk.list(&lines), "分组", &strata).unwrap();
    desk.run("分组", &DRAWN).unwrap();
    assert_eq!(desk.transcript("分组").outcome().admitted.len(), 3);
}
