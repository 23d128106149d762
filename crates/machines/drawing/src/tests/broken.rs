//! A deliberately broken set: one sound file, broken in one way after the other, and what is told of
//! each. The sentences stand in `broken.txt`; `UPDATE_GOLDEN=1` writes them anew.

use std::{env, fmt::Write as _, fs, path::Path};

use catalog::{Definition as _, Source};

use crate::definition::Kind;

const SOUND: &str = r#"system = "X01"
label = "抽查"
about = "随机抽取学校检查。"
group = "督查"
icon = "home"
number = "CC"
declares = ["supervision-clerk"]
witnesses = ["inspector"]
sees = ["bureau-leader"]
seed = "site"
drawers = ["甲", "乙", "丙", "丁", "戊", "己"]
hidden_days = 14
not_again = 2
choose_towns = true
show = "names"

[population]
of = "schools"
stages = ["primary"]

[take]
kind = "sample"
size = 3
most = 10
by_town = true

[[effect]]
name = "case.open"
with = { kind = "'visit'", place = "this_place", brief = "drawn" }
"#;

/// What is broken: what stands instead of what.
const BROKEN: &[(&str, &str)] = &[
    ("label = \"抽查\"", "lable = \"抽查\""),
    ("about = \"随机抽取学校检查。\"\n", ""),
    ("number = \"CC\"", "number = \"c1\""),
    ("icon = \"home\"", "icon = \"hom\""),
    ("declares = [\"supervision-clerk\"]", "declares = [\"supervision\"]"),
    ("declares = [\"supervision-clerk\"]", "declares = []"),
    ("seed = \"site\"", "seed = \"dice\""),
    ("seed = \"site\"", "seed = \"beacon\""),
    ("\"丁\", \"戊\", \"己\"]", "]"),
    ("hidden_days = 14", "hidden_days = 400"),
    ("hidden_days = 14", "hidden_days = \"14\""),
    ("show = \"names\"", "show = \"all\""),
    ("of = \"schools\"\nstages = [\"primary\"]", "of = \"staff\""),
    ("of = \"schools\"", "of = \"students\""),
    ("of = \"schools\"", "of = \"given\""),
    ("of = \"schools\"", "of = \"shools\""),
    ("stages = [\"primary\"]", "stages = [\"prim\"]"),
    ("stages = [\"primary\"]", "roles = [\"teacher\"]"),
    ("of = \"schools\"\nstages = [\"primary\"]", "of = \"list\""),
    ("size = 3", "size = 30"),
    ("size = 3\n", ""),
    ("kind = \"sample\"", "kind = \"order\""),
    ("kind = \"sample\"", "kind = \"rank\""),
    ("[take]", "[[take]]"),
    ("brief = \"drawn\"", "brief = \"drown\""),
];

fn told() -> String {
    let mut all = String::new();
    for (was, is) in BROKEN {
        assert!(SOUND.contains(was), "{was}");
        let source = Source::new("quality/drawing/check.toml", &SOUND.replacen(was, is, 1));
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
fn the_sound_file_is_sound() {
    let source = Source::new("quality/drawing/check.toml", SOUND);
    assert!(Kind::read(&source).is_ok(), "{:?}", Kind::read(&source).err());
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
