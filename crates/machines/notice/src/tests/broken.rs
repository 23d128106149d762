//! A deliberately broken set: one sound file, broken in one way after the other, and what is told of
//! each. The sentences stand in `broken.txt`; `UPDATE_GOLDEN=1` writes them anew.

use std::{env, fmt::Write as _, fs, path::Path};

use catalog::{Definition as _, Source};

use crate::definition::Kind;

pub(super) const SOUND: &str = r#"system = "X01"
label = "名单公示"
about = "名单向社会公示。"
group = "公开"
icon = "home"
number = "MD"
publishes = ["office-clerk"]
contact = "办公室"
period = [{ working_days = 5, source = "老规定" }, { since = "2022-05-01", working_days = 7, source = "新规定" }]

[[column]]
label = "姓名"
mask = "name"

[[column]]
label = "证件号"
mask = "number"

[[column]]
label = "单位"

[[objection]]
name = "case.open"
with = { kind = "'objection'", place = "this_place", words = "words" }
"#;

/// What is broken: what stands instead of what.
const BROKEN: &[(&str, &str)] = &[
    ("label = \"名单公示\"", "lable = \"名单公示\""),
    ("contact = \"办公室\"\n", ""),
    ("number = \"MD\"", "number = \"m\""),
    ("icon = \"home\"", "icon = \"hose\""),
    ("publishes = [\"office-clerk\"]", "publishes = [\"office\"]"),
    ("publishes = [\"office-clerk\"]", "publishes = []"),
    ("working_days = 5", "days = 5"),
    ("working_days = 5", "working_days = 0"),
    ("since = \"2022-05-01\"", "since = \"5月1日\""),
    ("{ working_days = 5", "{ since = \"2023-01-01\", working_days = 5"),
    ("mask = \"name\"", "mask = \"all\""),
    ("label = \"单位\"", "label = \"姓名\""),
    ("words = \"words\"", "words = \"word\""),
    ("[[objection]]", "[objection]"),
];

fn told() -> String {
    let mut all = String::new();
    for (was, is) in BROKEN {
        assert!(SOUND.contains(was), "{was}");
        let source = Source::new("services/notice/list.toml", &SOUND.replacen(was, is, 1));
        let Err(faults) = Kind::read(&source) else { panic!("nobody noticed: {was} -> {is}") };
        let shown = |it: &str| it.trim().replace('\n', " ⏎ ");
        writeln!(all, "{} → {}", shown(was), shown(is)).expect("a text takes lines");
        for fault in faults {
            writeln!(all, "    {fault}").expect("a text takes lines");
        }
    }
    all
}

#[test]
fn each_broken_file_is_told_with_its_line_its_cause_and_a_way_out() {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/tests/broken.txt");
    let told = told();
    if env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&golden, &told).expect("the golden file can be written");
    }
    let kept = fs::read_to_string(&golden).unwrap_or_default();
    assert_eq!(told, kept, "look at the sentences, then UPDATE_GOLDEN=1");
}
