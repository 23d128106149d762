//! A deliberately broken set: one sound file, broken in one way after the other, and what is told of
//! each. The sentences stand in `broken.txt`; `UPDATE_GOLDEN=1` writes them anew.

use catalog::{Definition as _, Source, testing::each_is_told};
use platform::measures::Measures;

use crate::definition::Indicator;

/// Where the sound file would lie.
const PATH: &str = "support/indicator/share.toml";

const SOUND: &str = r#"system = "X01"
label = "小学生占比"
about = "一至六年级在校学生，除以全部在校学生。"
group = "学生"
icon = "users"
office = "office-clerk"
unit = "%"
precision = 2
better = "higher"
period = "day"
level = "school"
source = "学籍"
version = 1
explain = true

[schools]
stages = ["primary"]
boarding = false

[[numerator]]
measure = "directory.pupils"
only = { stage = ["primary"] }

[[denominator]]
measure = "directory.pupils"
times = 1

[check]
kind = "plausibility"
label = "小学生多的学校"
keepers = ["principal"]
cure = "请学校核对学籍"
"#;

/// What is broken: what stands instead of what.
const BROKEN: &[(&str, &str)] = &[
    ("office = \"office-clerk\"", "office = \"office\""),
    ("icon = \"users\"", "icon = \"user-s\""),
    ("about = \"一至六年级在校学生，除以全部在校学生。\"", "about = \"占比\""),
    ("unit = \"%\"\n", ""),
    ("better = \"higher\"", "better = \"up\""),
    ("better = \"higher\"", "better = \"neither\""),
    ("kind = \"plausibility\"", "kind = \"odd\""),
    ("cure = \"请学校核对学籍\"", "cure = \"改\""),
    ("keepers = [\"principal\"]", "keepers = [\"principle\"]"),
    ("keepers = [\"principal\"]", "keepers = []"),
    ("period = \"day\"", "period = \"week\""),
    ("level = \"school\"", "level = \"class\""),
    ("precision = 2", "precision = 7"),
    ("version = 1", "version = 0"),
    ("stages = [\"primary\"]", "stages = [\"primery\"]"),
    ("boarding = false", "boarding = \"no\""),
    ("times = 1", "times = 0"),
    ("only = { stage = [\"primary\"] }", "only = { stage = [] }"),
    ("[[denominator]]\nmeasure = \"directory.pupils\"\ntimes = 1\n", ""),
    ("measure = \"directory.pupils\"\nonly", "measures = \"directory.pupils\"\nonly"),
    ("source = \"学籍\"", "source = \"学籍\"\nsource = \"名册\""),
];

/// What is wrong with measures, told once it is known which there are.
const UNKNOWN: &[(&str, &str)] = &[
    ("measure = \"directory.pupils\"\nonly", "measure = \"directory.pupil\"\nonly"),
    ("stage = [\"primary\"] }", "stages = [\"primary\"] }"),
    ("stage = [\"primary\"] }", "stage = [\"primery\"] }"),
    (
        "measure = \"directory.pupils\"\nonly = { stage = [\"primary\"] }",
        "measure = \"directory.classes\"",
    ),
    (
        "measure = \"directory.pupils\"\nonly = { stage = [\"primary\"] }",
        "measure = \"directory.suspended\"",
    ),
];

#[test]
fn the_sound_file_is_sound() {
    let source = Source::new(PATH, SOUND);
    let it = Indicator::read(&source).expect("it is sound");
    assert_eq!(it.check_measures(&source, &Measures::of(&super::modules())), []);
}

#[test]
fn each_broken_file_is_told_with_its_line_its_cause_and_a_way_out() {
    let golden = concat!(env!("CARGO_MANIFEST_DIR"), "/src/tests/broken.txt");
    each_is_told::<Indicator>((PATH, SOUND), BROKEN, golden);
}

#[test]
fn a_measure_that_there_is_not_is_told_with_the_one_that_was_meant() {
    let known = Measures::of(&super::modules());
    let told: Vec<String> = UNKNOWN
        .iter()
        .flat_map(|(was, is)| {
            assert!(SOUND.contains(was), "{was}");
            let source = Source::new(PATH, &SOUND.replacen(was, is, 1));
            let it = Indicator::read(&source).expect("it reads");
            let faults = it.check_measures(&source, &known);
            assert!(!faults.is_empty(), "nobody noticed {is}");
            faults.into_iter().map(|it| it.to_string())
        })
        .collect();
    assert!(
        told[0].contains("没有叫 directory.pupil 的度量") && told[0].contains("directory.pupils")
    );
    assert!(told[1].contains("不能按 stages 分"), "{}", told[1]);
    assert!(told[2].contains("没有叫 primery 的学段") && told[2].contains("是不是 primary"));
    assert!(told[3].contains("列不出来"), "{}", told[3]);
    assert!(told[4].contains("看不到自己要改多少"), "{}", told[4]);
    assert!(told.iter().all(|it| it.starts_with("support/indicator/share.toml:2")), "{told:?}");
}
