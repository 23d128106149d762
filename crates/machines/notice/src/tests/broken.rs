//! A deliberately broken set: one sound file, broken in one way after the other, and what is told of
//! each. The sentences stand in `broken.txt`; `UPDATE_GOLDEN=1` writes them anew.

use catalog::testing::each_is_told;

use crate::definition::Kind;

/// Where the sound file would lie.
const PATH: &str = "services/notice/list.toml";

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

#[test]
fn each_broken_file_is_told_with_its_line_its_cause_and_a_way_out() {
    let golden = concat!(env!("CARGO_MANIFEST_DIR"), "/src/tests/broken.txt");
    each_is_told::<Kind>((PATH, SOUND), BROKEN, golden);
}
