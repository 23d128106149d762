//! A deliberately broken set: one sound file, broken in one way after the other, and what is told of
//! each. The sentences stand in `broken.txt`; `UPDATE_GOLDEN=1` writes them anew.

use catalog::{Definition as _, Source, testing::each_is_told};

use crate::definition::Filing;

/// Where the sound file would lie.
const PATH: &str = "support/filing/desks.toml";

/// The rules of the sound file.
pub(super) const WINDOWS: &str = "[[window]]\nopens = \"last\"\nworking_days = 3\nsource = \"学校规定\"\n\n\
    [[window]]\nsince = \"2022-09-01\"\nopens = \"last\"\ndays = 5\nsource = \"学校新规定\"\n";

pub(super) const SOUND: &str = r#"system = "X02"
label = "课桌椅报表"
about = "每月报一次课桌椅的数量和损坏情况。"
group = "后勤"
icon = "home"
sees = ["finance-clerk", "town-clerk"]
office = ["finance-clerk"]

[period]
every = "month"
since = "2021-09-01"

[[window]]
opens = "last"
working_days = 3
source = "学校规定"

[[window]]
since = "2022-09-01"
opens = "last"
days = 5
source = "学校新规定"

[files]
of = "school"
stages = ["primary"]
by = ["principal"]
entered_by = ["town-clerk"]

[nothing]
label = "和上月一样"
answers = [["broken", "0"]]

[[prefill]]
field = "desks"
from = "previous"

[[field]]
key = "desks"
label = "课桌"
type = "integer"
required = true
listed = true

[[field]]
key = "broken"
label = "损坏"
type = "integer"
required = true
listed = true

[[field]]
key = "kind"
label = "主要是哪种"
type = "choice"
choices = [["wood", "木头"], ["steel", "钢木"]]
listed = true

[[field]]
key = "words"
label = "说明"
type = "text"

[[check]]
that = "broken <= desks && desks >= previous.desks - 100"
words = "数量不对，请核对"
level = "warning"

[[figure]]
label = "损坏率"
rate = ["broken", "desks"]

[[figure]]
label = "木头的"
share = "kind"
of = ["wood"]
"#;

const POLL: &str = "[answers]\nby = [\"guardian\"]\nanonymous = true\n";
const FILES: &str = "[files]\nof = \"school\"\nstages = [\"primary\"]\nby = [\"principal\"]\nentered_by = [\"town-clerk\"]\n";

/// What is broken: what stands instead of what.
const BROKEN: &[(&str, &str)] = &[
    ("label = \"课桌椅报表\"", "lable = \"课桌椅报表\""),
    ("icon = \"home\"", "icon = \"hom\""),
    ("sees = [\"finance-clerk\", \"town-clerk\"]", "sees = [\"finance\"]"),
    ("sees = [\"finance-clerk\", \"town-clerk\"]", "sees = []"),
    ("office = [\"finance-clerk\"]", "office = []"),
    ("every = \"month\"", "every = \"monthly\""),
    ("every = \"month\"", "every = \"ad-hoc\""),
    ("every = \"month\"", "every = \"month\"\nschool_days = true"),
    ("since = \"2021-09-01\"", "since = \"2021年9月\""),
    (WINDOWS, ""),
    ("working_days = 3", "working_days = 3\ndays = 2"),
    ("working_days = 3", "closes_at = \"9点半\""),
    ("opens = \"last\"\nworking_days = 3", "opens = \"after\"\nclosess_at = \"09:30\""),
    ("opens = \"last\"\nworking_days = 3", "opens = \"after\""),
    ("opens = \"last\"\nworking_days = 3", "opens = \"middle\""),
    ("since = \"2022-09-01\"\n", ""),
    (FILES, ""),
    (
        FILES,
        "[files]\nof = \"school\"\nby = [\"principal\"]\n\n[answers]\nby = [\"guardian\"]\nanonymous = true\n",
    ),
    ("of = \"school\"", "of = \"scool\""),
    ("of = \"school\"\nstages = [\"primary\"]", "of = \"town\""),
    ("of = \"school\"", "of = \"town\""),
    ("by = [\"principal\"]", "by = []"),
    ("by = [\"principal\"]", "by = [\"guardian\"]"),
    ("by = [\"principal\"]", "by = [\"class-teacher\"]"),
    ("stages = [\"primary\"]", "stages = [\"primery\"]"),
    (FILES, POLL),
    ("[[\"broken\", \"0\"]]", "[[\"brocken\", \"0\"]]"),
    ("answers = [[\"broken\", \"0\"]]", "answers = []"),
    ("field = \"desks\"", "field = \"tables\""),
    ("from = \"previous\"", "from = \"last\""),
    ("key = \"words\"", "key = \"previous_words\""),
    ("type = \"text\"", "type = \"txt\""),
    ("type = \"text\"", "type = \"files\"\nkinds = [\"picture\"]\nmost = 2"),
    ("type = \"text\"", "type = \"files\"\nrequired = true"),
    ("type = \"text\"", "type = \"text\"\nclass = \"sealed\""),
    ("previous.desks", "previous.tables"),
    ("previous.desks - 100", "previous.kind"),
    ("level = \"warning\"", "level = \"warn\""),
    ("rate = [\"broken\", \"desks\"]", "rate = [\"broken\", \"tables\"]"),
    ("rate = [\"broken\", \"desks\"]", "rate = [\"words\", \"desks\"]"),
    ("rate = [\"broken\", \"desks\"]", "rate = [\"broken\", \"desks\"]\nsum = \"broken\""),
    (
        "type = \"integer\"\nrequired = true\nlisted = true\n\n[[field]]\nkey = \"broken\"",
        "type = \"integer\"\nrequired = true\n\n[[field]]\nkey = \"broken\"",
    ),
    ("of = [\"wood\"]", "of = [\"wod\"]"),
    ("of = [\"wood\"]", ""),
];

#[test]
fn the_sound_file_is_sound() {
    let source = Source::new(PATH, SOUND);
    assert!(Filing::read(&source).is_ok(), "{:?}", Filing::read(&source).err());
}

#[test]
fn each_broken_file_is_told_with_its_line_its_cause_and_a_way_out() {
    let golden = concat!(env!("CARGO_MANIFEST_DIR"), "/src/tests/broken.txt");
    each_is_told::<Filing>((PATH, SOUND), BROKEN, golden);
}
