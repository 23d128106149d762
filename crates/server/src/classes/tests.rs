//! What the command line promises: a list becomes classes, and what is wrong is told with its line.

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use clap::Parser as _;

use super::{Command, run};

#[derive(Debug, clap::Parser)]
struct Ask {
    #[command(subcommand)]
    command: Command,
}

/// A folder of its own, which is empty.
struct Desk(PathBuf);

impl Desk {
    fn new(name: &str) -> Self {
        let path =
            std::env::temp_dir().join(format!("xueyu-classes-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn path(&self, name: &str) -> String {
        self.0.join(name).display().to_string()
    }

    fn put(&self, name: &str, text: &str) -> String {
        fs::write(self.0.join(name), text).unwrap();
        self.path(name)
    }

    /// Runs a command; words with `/` at their start are files of this desk.
    fn ask(&self, words: &str) -> Result<(), String> {
        let words = words.split_whitespace().map(|it| match it.strip_prefix('/') {
            Some(name) => self.path(name),
            None => it.to_owned(),
        });
        let ask = Ask::try_parse_from(std::iter::once("xueyu".to_owned()).chain(words));
        run(ask.map_err(|it| it.to_string())?.command).map_err(|it| {
            let folder = format!("{}/", self.0.display());
            format!("{it:#}").replace(&folder, "")
        })
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// 300 children; rows 2 and 3 are twins who should be together.
fn list(count: usize) -> String {
    let mut text = "报名号,姓名,性别,毕业幼儿园,特殊需要,同班组,申请事由\n".to_owned();
    for at in 0..count {
        let sex = if at % 9 < 4 { "女" } else { "男" };
        let nursery = ["东门", "西门", "实验", "新星"][at * at % 7 % 4];
        let special = if at % 31 == 7 { "是" } else { "" };
        let asked = if at < 2 { "A,双胞胎" } else { "," };
        writeln!(text, "{},孩子{at},{sex},{nursery},{special},{asked}", 20260 + at).unwrap();
    }
    text
}

fn text(path: &Path) -> String {
    fs::read_to_string(path).unwrap()
}

#[test]
fn a_list_of_300_becomes_eight_classes_that_anybody_recomputes() {
    let desk = Desk::new("journey");
    desk.put("list.csv", &list(300));
    desk.ask("seal /list.csv /out --grade 1 --classes 8 --title 示范小学2026级").unwrap();
    desk.ask("run /out --seed 42,7,88,15,60,3").unwrap();
    desk.ask("verify /out").unwrap();
    let out = desk.0.join("out");
    for name in
        ["方案.json", "公示.html", "姓名.json", "编班记录.json", "编班记录.html", "分班名单.xlsx"]
    {
        assert!(out.join(name).exists(), "{name}");
    }
    let (notice, protocol) = (text(&out.join("公示.html")), text(&out.join("编班记录.html")));
    assert!(protocol.contains("已证明没有更均衡的编法") && protocol.contains("双胞胎"));
    for page in [notice, protocol, text(&out.join("编班记录.json"))] {
        assert!(!page.contains("孩子"), "no names on what is posted");
    }
    let again = desk.ask("run /out --seed 9,9,9,9,9,9").unwrap_err();
    assert!(again.contains("编班只做一次"), "{again}");

    desk.put("teachers.csv", "姓名\n甲\n乙\n丙\n丁\n戊\n己\n庚\n辛\n");
    let early = desk.ask("teachers /out --seed 1,2,3,4,5,6").unwrap_err();
    assert!(early.contains("请先封存班主任名单"), "{early}");
    desk.ask("teachers /out /teachers.csv").unwrap();
    desk.ask("verify /out").unwrap();
    desk.ask("teachers /out --seed 1,2,3,4,5,6").unwrap();
    let again = desk.ask("teachers /out --seed 6,5,4,3,2,1").unwrap_err();
    assert!(again.contains("只做一次"), "{again}");
    desk.ask("arrive /out --pupil Z1 --name 新来 --sex 女 --by 教务处 --reason 转入").unwrap();
    desk.ask("verify /out").unwrap();
    for (name, from, to) in [
        ("变动记录.json", "转入", "其他"),
        ("班主任.json", "甲", "癸"),
        ("班主任.json", "1 2 3 4 5 6", "1 2 3 4 5 7"),
        ("编班记录.json", "双胞胎", "三胞胎"),
    ] {
        let path = out.join(name);
        let whole = text(&path);
        fs::write(&path, whole.replacen(from, to, 1)).unwrap();
        desk.ask("verify /out").unwrap_err();
        fs::write(&path, whole).unwrap();
    }
    desk.ask("verify /out").unwrap();
}

#[test]
fn what_is_wrong_is_told_with_its_line_and_nothing_is_written() {
    let desk = Desk::new("refused");
    let check = |text: &str, flags: &str, expected: &[&str]| {
        desk.put("list.csv", text);
        let told = desk.ask(&format!("seal /list.csv /out --title 某校 {flags}")).unwrap_err();
        for it in expected {
            assert!(told.contains(it), "{told}");
        }
        assert!(!desk.0.join("out").exists());
    };
    let first = "--grade 1 --classes 2";
    check("报名号,姓名\n1,甲\n", first, &["缺少必填的列：“性别”"]);
    check("报名号,姓名,性别\n1,甲,男\n1,乙,女\n", first, &["第 3 行：报名号 1 与第 2 行重复"]);
    check(
        "报名号,姓名,性别,入学测试成绩\n1,甲,男,90\n2,乙,女,80\n",
        first,
        &["第 2 行“入学测试成绩”列：一年级免试入学"],
    );
    check(
        "报名号,姓名,性别\n1,王伟,男\n2,王伟,女\n3,王 伟,女\n",
        first,
        &["“王伟”有 3 人同名（第 2、3、4 行），只有 2 个班"],
    );
    check(
        "报名号,姓名,性别,同班组,分班组,申请事由\n1,甲,男,A,B,双胞胎\n2,乙,女,A,B,\n3,丙,男,,,\n4,丁,男,,,\n",
        first,
        &["互相矛盾", "第 2 行起的同班申请：1、2", "第 2 行起的分班申请：1、2"],
    );
    check(
        "报名号,姓名,性别,同班组,申请事由\n1,甲,男,A,双胞胎\n2,乙,女,,\n",
        first,
        &["第 2 行的申请", "是否漏报了双胞胎中的一人"],
    );
    check(
        "报名号,姓名,性别\n1,甲,男\n",
        "--grade 1 --classes 1 --clause 某条",
        &["一年级免试入学"],
    );
    check("报名号,姓名,性别\n1,甲,男\n", "--grade 7 --classes 1 --subject 语文", &["--clause"]);
    check(
        "报名号,姓名,性别,语文等第\n1,甲,男,优秀\n2,乙,女,98\n",
        "--grade 7 --classes 2 --clause 第五条 --subject 语文",
        &["第 3 行", "等第“98”无法识别"],
    );
    check("报名号,姓名,性别\n1,甲,男\n", "--grade 3 --classes 1", &["只有起始年级"]);
}

#[test]
fn grade_7_by_levels_and_the_template_go_the_same_way() {
    let desk = Desk::new("levels");
    let mut text = "报名号,姓名,性别,语文等第,数学等第\n".to_owned();
    for at in 0..90 {
        let level = |it: usize| ["优秀", "良好", "合格", "待提高"][it % 7 % 4];
        let sex = if at % 2 == 0 { "男" } else { "女" };
        writeln!(text, "{},生{at},{sex},{},{}", 100 + at, level(at), level(at / 2)).unwrap();
    }
    desk.put("list.csv", &text);
    let flags = "--grade 7 --classes 3 --clause 第五条 --subject 语文 --subject 数学 --title 某校";
    for method in ["snake", "strata", "optimised"] {
        desk.ask(&format!("seal /list.csv /{method} {flags} --method {method}")).unwrap();
        desk.ask(&format!("run /{method} --seed 7,0,0,0,0,1")).unwrap();
        desk.ask(&format!("verify /{method}/编班记录.json")).unwrap();
    }
    desk.ask("template /list.xlsx --subject 语文").unwrap();
    let refused = desk.ask("seal /list.xlsx /x --grade 1 --classes 1 --title 某校").unwrap_err();
    assert!(refused.contains("0 名学生"), "{refused}");
}

#[test]
fn only_those_who_were_drawn_are_divided() {
    let desk = Desk::new("winners");
    desk.put("list.csv", "报名号,姓名,性别\n1,甲,男\n2,乙,女\n3,丙,男\n");
    desk.put("drawn.csv", "位次,报名号,结果\n1,3,录取\n2,1,录取\n3,2,候补 1\n");
    let flags = "--grade 1 --classes 2 --title 某校 --winners /drawn.csv";
    desk.ask(&format!("seal /list.csv /out {flags}")).unwrap();
    let sealed = text(&desk.0.join("out/方案.json"));
    assert!(sealed.contains("\"id\": \"3\"") && !sealed.contains("\"id\": \"2\""));
    // Of twins only one got a place: nothing is left of what was asked for them.
    let twins = "报名号,姓名,性别,同班组,申请事由\n1,甲,男,A,双胞胎\n2,乙,女,A,\n3,丙,男,,\n";
    desk.put("twins.csv", twins);
    desk.ask(&format!("seal /twins.csv /twins {flags}")).unwrap();
    assert!(text(&desk.0.join("twins/方案.json")).contains("\"requests\": []"));
    desk.put("drawn.csv", "位次,报名号,结果\n1,9,录取\n");
    let told = desk.ask(&format!("seal /list.csv /x {flags}")).unwrap_err();
    assert!(told.contains("派位录取的报名号 9 不在名单中"), "{told}");
    desk.put("drawn.csv", "位次,报名号,结果\n1,3,模拟录取\n");
    let told = desk.ask(&format!("seal /list.csv /x {flags}")).unwrap_err();
    assert!(told.contains("模拟派位的结果"), "{told}");
}

#[test]
fn a_seed_is_taken_as_it_was_declared() {
    let desk = Desk::new("seed");
    desk.put("list.csv", &list(60));
    let few = "seal /list.csv /x --grade 1 --classes 2 --title 某校 --numbers 4 --most 9";
    assert!(desk.ask(few).unwrap_err().contains("种子只有 10000 种可能"));
    desk.ask("seal /list.csv /out --grade 1 --classes 2 --title 某校").unwrap();
    assert!(text(&desk.0.join("out/公示.html")).contains("6 个数，每个 0 至 99"));
    let told = desk.ask("run /out --seed 3881").unwrap_err();
    assert!(told.contains("有“3881”"), "{told}");
    let told = desk.ask("run /out --seed 3,8,8,1").unwrap_err();
    assert!(told.contains("有 4 个数"), "{told}");
    desk.ask("run /out --seed 03、8、8、1、0、00").unwrap();
    assert!(text(&desk.0.join("out/编班记录.json")).contains("\"seed\": \"3 8 8 1 0 0\""));
}

#[test]
fn after_locking_nobody_breaks_a_request_without_a_reason_for_it() {
    let desk = Desk::new("despite");
    let mut list = list(60);
    list.push_str("30000,孩子7,男,东门,,,\n");
    desk.put("list.csv", &list);
    desk.ask("seal /list.csv /out --grade 1 --classes 2 --title 某校").unwrap();
    desk.ask("run /out --seed 1,2,3,4,5,6").unwrap();
    let out = desk.0.join("out");
    let lists = fs::read(out.join("分班名单.xlsx")).unwrap();
    let class_of = |id: &str| {
        let column = |key, title, kind| sheet::Column::new(key, title, kind);
        let (class, number) = ("班级", "报名号");
        let layout = sheet::Layout::new(
            "分班名单",
            vec![
                column("class", class, sheet::Kind::Integer),
                column("id", number, sheet::Kind::Text),
            ],
        );
        let mut book = sheet::Book::open(&lists).unwrap();
        let (rows, _) = book.table(&layout).unwrap().collect().unwrap();
        let row = rows.iter().find(|it| it.text("id").unwrap().as_deref() == Some(id)).unwrap();
        row.integer("class").unwrap().unwrap()
    };
    let away = 3 - class_of("20260");
    let why = "--by 教务处 --reason 家长申请";
    let told = desk.ask(&format!("move /out --pupil 20260 --to {away} {why}")).unwrap_err();
    assert!(
        told.contains("同班申请（双胞胎）：20260、20261") && told.contains("--despite"),
        "{told}"
    );
    assert!(!out.join("变动记录.json").exists());
    desk.ask(&format!("move /out --pupil 20260 --to {away} {why} --despite 家长书面同意")).unwrap();
    // 20267 and 30000 have the same name.
    let to = class_of("30000");
    let told = desk.ask(&format!("move /out --pupil 20267 --to {to} {why}")).unwrap_err();
    assert!(told.contains("20267、30000 同名"), "{told}");
    let arrive = format!("arrive /out --pupil Z1 --name 孩子3 --sex 女 {why}");
    let first = desk.ask(&arrive);
    if let Err(told) = first {
        assert!(told.contains("20263、Z1 同名"), "{told}");
        desk.ask(&format!("{arrive} --despite 各班一样大")).unwrap();
    }
    desk.ask("verify /out").unwrap();
    assert!(!text(&out.join("变动记录.json")).contains("孩子"), "no names in the record");
}
