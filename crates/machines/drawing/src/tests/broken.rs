//! A deliberately broken set: one sound file, broken in one way after the other, and what is told of
//! each. The sentences stand in `broken.txt`; `UPDATE_GOLDEN=1` writes them anew.

use catalog::{Definition as _, Source, testing::each_is_told};

use crate::definition::Kind;

/// Where the sound file would lie.
const PATH: &str = "quality/drawing/check.toml";

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

#[test]
fn the_sound_file_is_sound() {
    let source = Source::new(PATH, SOUND);
    assert!(Kind::read(&source).is_ok(), "{:?}", Kind::read(&source).err());
}

#[test]
fn each_broken_file_is_told_with_its_line_its_cause_and_a_way_out() {
    let golden = concat!(env!("CARGO_MANIFEST_DIR"), "/src/tests/broken.txt");
    each_is_told::<Kind>((PATH, SOUND), BROKEN, golden);
}
