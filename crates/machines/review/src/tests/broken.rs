//! A deliberately broken set: one sound file, broken in one way after the other, and what is told of
//! each. The sentences stand in `broken.txt`; `UPDATE_GOLDEN=1` writes them anew.

use catalog::{Definition as _, Source, testing::each_is_told};

use crate::definition::Review;

/// Where the sound file would lie.
const PATH: &str = "support/review/flag.toml";

const SOUND: &str = r#"system = "X03"
label = "卫生红旗班"
called = "评比"
about = "各班卫生评比。"
group = "后勤"
icon = "star"
subject = "class"
hosts = ["principal"]
applies = ["class-teacher"]
chair = "principal"
title = "slogan"
asks = ["slogan"]
published = true

[[field]]
key = "slogan"
label = "口号"
type = "text"
required = true

[panel]
size = 3
roles = ["teacher"]
spread = "10"

[[item]]
key = "floor"
group = "环境"
label = "地面"
points = "60"

[[item]]
key = "desk"
group = "环境"
label = "课桌"
points = "40"

[[item]]
key = "litter"
group = "扣分"
label = "乱扔垃圾"
kind = "deduct"
points = "5"
months = 1

[[level]]
key = "red"
label = "红旗班"
from = "90"

[[level]]
key = "none"
label = "未评上"
from = "0"
fails = true

[[quota]]
at = "school"
by = "principal"
rule = [{ most = 3, source = "学校规定" }, { since = "2022-02-01", most = 5, source = "新规定" }]

[window]
apply = [{ working_days = 5, source = "学校规定" }]
score = [{ days = 3, source = "学校规定" }]
notice = [{ working_days = 2, source = "学校规定" }]

[term]
rule = [{ months = 5, source = "学校规定" }]
remind_days = 10
"#;

/// What is broken: what stands instead of what.
const BROKEN: &[(&str, &str)] = &[
    ("called = \"评比\"\n", ""),
    ("icon = \"star\"", "icon = \"start\""),
    ("hosts = [\"principal\"]", "hosts = []"),
    ("applies = [\"class-teacher\"]", "applies = [\"class-teachers\"]"),
    ("chair = \"principal\"", "chair = \"principle\""),
    ("title = \"slogan\"", "title = \"slogans\""),
    ("asks = [\"slogan\"]", "asks = []"),
    ("subject = \"class\"", "subject = \"town\""),
    ("size = 3", "size = 0"),
    ("spread = \"10\"", "spread = \"10\"\ndrop_ends = true"),
    ("roles = [\"teacher\"]", "roles = []"),
    ("spread = \"10\"", "spread = \"ten\""),
    ("label = \"地面\"\npoints = \"60\"", "label = \"地面\""),
    ("label = \"课桌\"", "label = \"课桌\"\nmonths = 3"),
    ("kind = \"deduct\"", "kind = \"veto\""),
    ("key = \"desk\"", "key = \"floor\""),
    ("from = \"90\"", "from = \"0\""),
    ("from = \"0\"\nfails", "from = \"60\"\nfails"),
    ("by = \"principal\"\n", ""),
    ("most = 3", "days = 3"),
    ("since = \"2022-02-01\"", "since = \"二月\""),
    ("{ most = 3", "{ since = \"2023-01-01\", most = 3"),
    ("score = [{ days = 3", "score = [{ months = 3"),
    ("notice = [{ working_days = 2, source = \"学校规定\" }]\n", ""),
    ("rule = [{ months = 5", "rule = [{ days = 5"),
];

#[test]
fn the_sound_file_is_sound() {
    let source = Source::new(PATH, SOUND);
    assert!(Review::read(&source).is_ok(), "{:?}", Review::read(&source).err());
}

#[test]
fn each_broken_file_is_told_with_its_line_its_cause_and_a_way_out() {
    let golden = concat!(env!("CARGO_MANIFEST_DIR"), "/src/tests/broken.txt");
    each_is_told::<Review>((PATH, SOUND), BROKEN, golden);
}
