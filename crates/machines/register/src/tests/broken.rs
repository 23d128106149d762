//! A deliberately broken set: one sound file, broken in one way after the other, and what is told of
//! each. The sentences stand in `broken.txt`; `UPDATE_GOLDEN=1` writes them anew.

use catalog::{Definition as _, Set, Source, testing::each_is_told};

use crate::definition::{Register, lost_relations};

/// Where the sound file would lie.
pub(super) const PATH: &str = "support/register/tools.toml";

pub(super) const SOUND: &str = r#"system = "X02"
label = "器材台账"
about = "学校的大件器材。"
group = "后勤"
icon = "home"
one = "器材"
subject = "school"
keeps = ["principal"]
sees = ["teacher"]
title = "name"
unique = ["place", "name"]
public = true
calendar = "checked_on"

[[field]]
key = "name"
label = "名称"
type = "text"
required = true

[[field]]
key = "kind"
label = "类别"
type = "choice"
choices = [["sport", "体育"], ["lab", "实验"]]
listed = true

[[field]]
key = "count"
label = "数量"
type = "integer"
listed = true

[[field]]
key = "checked_on"
label = "检查日期"
type = "date"
listed = true

[[field]]
key = "owner"
label = "保管人"
type = "text"
class = "personal"
seen_by = ["principal"]

[term]
rule = [{ months = 12, source = "学校规定" }, { since = "2022-01-01", months = 24, source = "新规定" }]
remind_days = [30, 7]

[[relation]]
key = "room"
label = "所在教室"
back = "室内器材"
to = "room"

[[figure]]
label = "体育器材"
unit = "件"
sum = "count"
where = { kind = ["sport"] }

[[figure]]
label = "实验器材占比"
unit = "种"
where = { kind = ["lab"] }
of_all = true
target = 50
"#;

/// What is broken: what stands instead of what.
const BROKEN: &[(&str, &str)] = &[
    ("one = \"器材\"\n", ""),
    ("icon = \"home\"", "icon = \"hose\""),
    ("subject = \"school\"", "subject = \"student\""),
    ("keeps = [\"principal\"]", "keeps = [\"principle\"]"),
    ("keeps = [\"principal\"]", "keeps = []"),
    ("title = \"name\"", "title = \"nam\""),
    ("title = \"name\"", "title = \"owner\""),
    ("title = \"name\"", "title = \"kind\""),
    ("unique = [\"place\", \"name\"]", "unique = [\"kind\"]"),
    ("calendar = \"checked_on\"", "calendar = \"count\""),
    ("calendar = \"checked_on\"", "calendar = \"checked\""),
    ("months = 12", "years = 1"),
    ("months = 12", "months = 0"),
    ("since = \"2022-01-01\"", "since = \"明年\""),
    ("{ months = 12", "{ since = \"2023-01-01\", months = 12"),
    ("remind_days = [30, 7]", "remind_days = [7, 30]"),
    ("remind_days = [30, 7]\n", ""),
    ("sum = \"count\"", "sum = \"name\""),
    ("where = { kind = [\"sport\"] }", "where = { kind = [\"sports\"] }"),
    ("where = { kind = [\"sport\"] }", "where = { kinds = [\"sport\"] }"),
    ("where = { kind = [\"sport\"] }", "where = { count = [\"1\"] }"),
    ("of_all = true\n", ""),
    ("where = { kind = [\"sport\"] }", "where = { kind = [\"sport\"] }\nof_all = true"),
];

#[test]
fn the_sound_file_is_sound_but_for_a_register_that_it_leads_to() {
    let source = Source::new(PATH, SOUND);
    assert!(Register::read(&source).is_ok(), "{:?}", Register::read(&source).err());
    let Ok(set) = Set::<Register>::of([source]) else { panic!("it is sound") };
    let lost: Vec<String> = lost_relations(&set).iter().map(ToString::to_string).collect();
    assert_eq!(lost, ["support/register/tools.toml:55：没有叫 room 的名录。可以写 tools"]);
}

#[test]
fn each_broken_file_is_told_with_its_line_its_cause_and_a_way_out() {
    let golden = concat!(env!("CARGO_MANIFEST_DIR"), "/src/tests/broken.txt");
    each_is_told::<Register>((PATH, SOUND), BROKEN, golden);
}
