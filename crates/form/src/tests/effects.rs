//! Effects in a file: held against those that there are, given what the answers say.

use catalog::Source;
use jiff::civil::date;
use platform::{
    Module,
    effects::{Effect, Effects, Input, InputKind, Unfit, Value},
};
use serde::Deserialize;

use crate::{Answers, Bring, Field, Posted, RawEffect, RawField, expr::Names, fields, read};

const PUBLISH: Effect = Effect {
    name: "notice.publish",
    label: "发布公示",
    inputs: &[
        Input::wanted("title", "标题", InputKind::Text),
        Input::wanted("until", "公示到", InputKind::Date),
        Input::optional("place", "地点", InputKind::Place),
    ],
    check: |given| {
        let empty = given.iter().find(|it| it.literal.as_deref() == Some(""));
        let unfit = |it: &str| Unfit {
            input: Some(it.to_owned()),
            cause: "标题是空的".to_owned(),
            advice: "请写标题".to_owned(),
        };
        empty.map_or(Ok(()), |it| Err(unfit(&it.name)))
    },
    ..Effect::BARE
};
const MODULE: Module = Module { effects: &[PUBLISH], ..Module::BARE };

const FORM: &str = r#"
[[field]]
key = "brief"
label = "事项"
type = "text"

[[field]]
key = "on"
label = "日期"
type = "date"

[[effect]]
name = "notice.publish"
with = { title = "brief + '（公示）'", until = "on + 5" }
only_if = "answered(on)"
"#;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Whole {
    field: Vec<RawField>,
    effect: Vec<RawEffect>,
}

fn read_file(text: &str) -> Result<(Vec<Field>, Bring), String> {
    let source = Source::new("test/case/form.toml", text);
    let whole: Whole = catalog::read(&source).map_err(|it| it.to_string())?;
    let (fields, names): (_, Names) =
        fields(&source, &whole.field).map_err(|it| it[0].to_string())?;
    let bring = Bring::read(&source, &whole.effect[0], &names).map_err(|it| it[0].to_string())?;
    let faults = bring.check(&source, &Effects::of([&MODULE]));
    faults.first().map_or(Ok((fields, bring)), |it| Err(it.to_string()))
}

#[test]
fn an_effect_that_cannot_be_right_is_told_with_its_line_and_the_nearest_name() {
    let told = |was: &str, is: &str| {
        assert!(FORM.contains(was), "{was}");
        read_file(&FORM.replacen(was, is, 1)).expect_err(is)
    };
    for (was, is, words) in [
        (
            "\"notice.publish\"",
            "\"notice.publsh\"",
            ":13：没有叫 notice.publsh 的联动。是不是 notice.publish",
        ),
        ("until = \"on + 5\"", "untill = \"on + 5\"", "没有写 until（公示到）"),
        ("\"on + 5\"", "\"brief\"", "要的是日期，brief 得到文字"),
        ("\"on + 5\"", "\"on + 5\", room = \"brief\"", "没有叫 room 的输入项"),
        ("\"on + 5\"", "\"on + 5\", place = \"brief\"", "要的是地点"),
        ("\"brief + '（公示）'\"", "\"''\"", ":14：标题是空的"),
        ("answered(on)", "answered(off)", "表达式里的 off 不是字段"),
    ] {
        let fault = told(was, is);
        assert!(fault.contains(words), "{is}: {fault}");
    }
}

#[test]
fn an_effect_is_given_what_the_answers_come_to_and_nothing_where_it_is_not_wanted() {
    let (fields, bring) = read_file(FORM).expect("it is sound");
    let today = date(2021, 12, 20);
    let given = |pairs: &[(&str, &str)]| {
        let posted = pairs.iter().map(|it| (it.0.to_owned(), it.1.to_owned())).collect();
        let answers = read(&fields, &[0, 1], &Posted(posted), (&Answers::default(), today));
        bring.inputs(&answers.expect("they fit").facts(&fields, today))
    };
    let inputs = given(&[("brief", "招生名单"), ("on", "2021-12-20")]).expect("it is wanted");
    assert_eq!(inputs.text("title"), "招生名单（公示）");
    assert_eq!(inputs.0.get("until"), Some(&Value::Date(date(2021, 12, 25))));
    assert_eq!(given(&[("brief", "招生名单")]), None);
}
