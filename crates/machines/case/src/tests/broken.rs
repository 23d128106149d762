//! A deliberately broken set: one sound file, broken in one way after the other, and what is told of
//! each. The sentences stand in `broken.txt`; `UPDATE_GOLDEN=1` writes them anew.

use catalog::{Definition as _, Source, testing::each_is_told};

use crate::definition::Case;

/// Where the sound file would lie.
const PATH: &str = "support/case/repair.toml";

const SOUND: &str = r#"system = "X01"
label = "报修"
about = "教室设备坏了，在这里报修。"
group = "后勤"
icon = "home"
number = "BX"
subject = "school"
opens = ["teacher"]
sees = ["principal"]
title = "what"
asks = ["what", "urgent"]
first = "accept"

[[field]]
key = "what"
label = "什么坏了"
type = "text"
required = true

[[field]]
key = "urgent"
label = "是否影响上课"
type = "yes-no"

[[field]]
key = "cost"
label = "维修费用"
type = "money"
visible = "urgent"
when = "影响上课时填写"

[[clock]]
key = "done"
label = "三个工作日修好"
starts = ["open"]
stops = ["closed"]
rule = [{ working_days = 3, source = "学校规定" }, { since = "2022-09-01", days = 2, source = "学校新规定" }]

[[step]]
key = "accept"
label = "待派工"
who = ["principal"]

[[step.action]]
key = "send"
label = "派工"
kind = "pass"
to = "repair"

[[step]]
key = "repair"
label = "维修中"
who = ["principal", "applicant"]

[[step.action]]
key = "done"
label = "修好了"
kind = "pass"
to = "closed"
asks = ["cost"]

[[step]]
key = "closed"
label = "已修好"
end = "done"
"#;

/// Forms for anyone that are none: what is asked, where it begins, what is given.
const OUTSIDE: [&str; 2] = [
    "first = \"accept\"\n[public]\ngroup = \"后勤\"\nlabel = \"报修\"\nwords = \"谁都可以报。\"\n\
     asks = [\"wath\"]\nfirst = \"acept\"\ntitle = \"待登记\"\ngiven = { urgnt = \"yes\" }\n",
    "first = \"accept\"\n[public]\ngroup = \"后勤\"\nlabel = \"报修\"\nwords = \"谁都可以报。\"\n\
     asks = [\"what\"]\nfirst = \"closed\"\ntitle = \"待登记\"\n",
];

/// What is broken: what stands instead of what.
const BROKEN: &[(&str, &str)] = &[
    ("label = \"报修\"", "lable = \"报修\""),
    ("first = \"accept\"\n", OUTSIDE[0]),
    ("first = \"accept\"\n", OUTSIDE[1]),
    ("about = \"教室设备坏了，在这里报修。\"\n", ""),
    ("number = \"BX\"", "number = \"bx1\""),
    ("icon = \"home\"", "icon = \"hom\""),
    ("subject = \"school\"", "subject = \"scool\""),
    ("subject = \"school\"", "subject = \"school\"\nstages = [\"primry\"]"),
    ("subject = \"school\"", "subject = \"county\"\nstages = [\"primary\"]"),
    ("opens = [\"teacher\"]", "opens = [\"teachers\"]"),
    ("opens = [\"teacher\"]", "opens = []"),
    ("subject = \"school\"\nopens", "subject = \"student\"\nopens"),
    ("title = \"what\"", "title = \"wat\""),
    ("title = \"what\"", "title = \"urgent\""),
    ("first = \"accept\"", "first = \"acept\""),
    ("first = \"accept\"", "first = \"closed\""),
    ("type = \"money\"", "type = \"cash\""),
    ("type = \"yes-no\"", "type = \"choice\""),
    ("type = \"money\"", "type = \"money\"\ncomputed = \"cost + 1\""),
    ("type = \"money\"", "type = \"decimal\"\nplaces = 9"),
    ("type = \"money\"", "type = \"files\"\naccept = [\"video\"]"),
    ("type = \"money\"", "type = \"files\"\naccept = [\"pdf\"]\ncapture = true"),
    ("type = \"money\"", "type = \"rows\""),
    ("type = \"money\"", "type = \"money\"\nclass = \"sealed\""),
    ("type = \"money\"", "type = \"money\"\nfrom = \"student.nam\""),
    ("type = \"money\"", "type = \"choice\"\ncodes = \"grade\""),
    ("key = \"cost\"", "key = \"维修费\""),
    ("key = \"urgent\"\n", "key = \"what\"\n"),
    ("when = \"影响上课时填写\"\n", ""),
    ("visible = \"urgent\"", "visible = \"urgant\""),
    ("visible = \"urgent\"", "visible = \"what\""),
    ("visible = \"urgent\"", "visible = \"urgent && \""),
    ("visible = \"urgent\"", "visible = \"now() > today\""),
    ("visible = \"urgent\"", "visible = \"what.matches('a+')\""),
    ("asks = [\"cost\"]\n", ""),
    ("working_days = 3", "weeks = 3"),
    ("working_days = 3", "working_days = 3, hours = 2"),
    ("since = \"2022-09-01\"", "since = \"9月1日\""),
    ("{ working_days", "{ since = \"2023-01-01\", working_days"),
    ("stops = [\"closed\"]", "stops = [\"close\"]"),
    ("who = [\"principal\"]\n", ""),
    ("who = [\"principal\"]\n", "who = [\"class-teacher\"]\n"),
    ("who = [\"principal\"]\n", "who = [\"guardian\"]\n"),
    ("to = \"repair\"", "to = \"closed\""),
    ("to = \"closed\"\n", "to = \"accept\"\n"),
    ("to = \"closed\"\n", ""),
    ("kind = \"pass\"\nto = \"closed\"", "kind = \"done\"\nto = \"closed\""),
    ("key = \"repair\"", "key = \"accept\""),
    ("end = \"done\"", "end = \"done\"\nwho = [\"principal\"]"),
    ("end = \"done\"", "end = \"refused\""),
    ("[[step.action]]\nkey = \"send\"", "[step.action]\nkey = \"send\""),
    ("label = \"派工\"", "label = 派工"),
];

#[test]
fn the_sound_file_is_sound() {
    let source = Source::new(PATH, SOUND);
    assert!(Case::read(&source).is_ok(), "{:?}", Case::read(&source).err());
}

#[test]
fn each_broken_file_is_told_with_its_line_its_cause_and_a_way_out() {
    let golden = concat!(env!("CARGO_MANIFEST_DIR"), "/src/tests/broken.txt");
    each_is_told::<Case>((PATH, SOUND), BROKEN, golden);
}
