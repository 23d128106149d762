//! Forms: their faults, their expressions, what is typed into them, what is kept.

mod kinds;
mod papers;

use catalog::{Fault, Source};
use db::testing::on_each;
use jiff::civil::date;
use proptest::prelude::*;
use serde::Deserialize;
use vocab::{Ids, Role};

mod effects;

use crate::{Answers, Field, Posted, RawField, Sight, Value, expr::Names, fields, read, shown};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Whole {
    field: Vec<RawField>,
}

const FORM: &str = r#"
[[field]]
key = "kind"
label = "类别"
type = "choice"
choices = [["fire", "消防"], ["food", "食品"], ["other", "其他"]]
required = true
listed = true

[[field]]
key = "other_kind"
label = "其他类别"
type = "text"
max = 10
visible = "kind == 'other'"
when = "选了“其他”时填写"
required = true

[[field]]
key = "hurt"
label = "受伤人数"
type = "integer"
max = 99
unit = "人"
listed = true

[[field]]
key = "hospital"
label = "送往医院"
type = "text"
required_if = "hurt > 0"

[[field]]
key = "on"
label = "发生日期"
type = "date"
check = [{ that = "on <= today", words = "发生日期不能晚于今天" }]

[[field]]
key = "themes"
label = "涉及方面"
type = "choices"
choices = [["a", "甲"], ["b", "乙"]]
listed = true

[[field]]
key = "teller"
label = "反映人"
type = "text"
class = "personal"
seen_by = ["inspector"]
"#;

fn form(text: &str) -> Result<(Vec<Field>, Names), Vec<Fault>> {
    let source = Source::new("safety/case/x.toml", text);
    let raw: Whole = catalog::read(&source).map_err(|it| vec![it])?;
    fields(&source, &raw.field)
}

fn whole() -> Vec<Field> {
    form(FORM).unwrap().0
}

fn posted(pairs: &[(&str, &str)]) -> Posted {
    Posted(pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect())
}

fn take(pairs: &[(&str, &str)]) -> Result<Answers, Vec<(String, String)>> {
    let fields = whole();
    let asked: Vec<usize> = (0..fields.len()).collect();
    let known = Answers::default();
    let taken = read(&fields, &asked, &posted(pairs), (&known, date(2021, 12, 20)));
    taken.map_err(|all| all.into_iter().map(|it| (it.field, it.advice)).collect())
}

#[test]
fn a_fault_of_a_field_says_where_it_is_and_what_was_meant() {
    /// `is` stands instead of `was`; the fault is told on the line of `is`, or of `at`.
    #[track_caller]
    fn check(was: &str, (is, at): (&str, &str), told: &str) {
        let text = FORM.replacen(was, is, 1);
        let line = text[..text.find(at).unwrap()].matches('\n').count() + 1;
        let fault = form(&text).unwrap_err().remove(0);
        assert_eq!(
            (fault.line, format!("{}。{}", fault.cause, fault.advice)),
            (line, told.to_owned())
        );
    }
    let same = |it| (it, it);
    check("type = \"date\"", same("type = \"day\""), "不认识的值 day。是不是 date");
    check("kind == 'other'", same("kid == 'other'"), "表达式里的 kid 不是字段。是不是 kind");
    check("kind == 'other'", same("kind == 'othr'"), "kind 没有 othr 这个选项。是不是 other");
    check(
        "hurt > 0",
        same("hurt > '0'"),
        "整数不能和文字相比。日期写成 date('2022-05-01')，选项的 key 加引号，数字不加",
    );
    check(
        "hurt > 0",
        same("hurt + 1"),
        "表达式 hurt + 1 得到整数，这里要的是是否。请改写成比较或判断，例如 field == 'x'",
    );
    check(
        "hurt > 0",
        same("now() > 0"),
        "没有叫 now( ) 的函数。可以用 answered、date、decimal、working_days、sum、size、contains、startsWith、endsWith",
    );
    check("\"inspector\"", same("\"inspecter\""), "没有叫 inspecter 的角色。是不是 inspector");
    check("key = \"on\"", same("key = \"in\""), "in 是表达式里的保留词。请换一个 key");
    check(
        "seen_by = [\"inspector\"]",
        ("", "class = \"personal\""),
        "个人信息没有写谁能看。请写 seen_by = [\"角色\", …]，只有这些角色和本人看得到",
    );
    let broken = form(&FORM.replacen("on <= today", "on <= ", 1)).unwrap_err();
    assert!(broken[0].cause.starts_with("表达式 on <=  看不懂"), "{}", broken[0]);
}

#[test]
fn what_is_typed_is_read_and_what_is_missing_is_asked_for() {
    let good = take(&[
        ("kind", "fire"),
        ("hurt", "1,0"),
        ("hospital", " 人民 医院 "),
        ("on", "2021-12-19"),
        ("themes", "b"),
        ("themes", "a"),
    ]);
    let good = good.unwrap();
    assert_eq!(good.text("hospital"), Some("人民 医院"));
    assert_eq!(good.get("hurt"), Some(&Value::Int(10)));
    assert_eq!(good.get("themes"), Some(&Value::List(vec!["a".to_owned(), "b".to_owned()])));
    assert_eq!(take(&[]), Err(vec![("kind".to_owned(), "请选择类别".to_owned())]));
    let two = take(&[("kind", "other"), ("hurt", "2"), ("on", "2021-12-21")]).unwrap_err();
    let fields: Vec<&str> = two.iter().map(|it| it.0.as_str()).collect();
    assert_eq!(fields, ["other_kind", "hospital", "on"]);
    assert_eq!(take(&[("kind", "flood")]).unwrap_err()[0].1, "请从列出的选项里选");
    assert_eq!(take(&[("kind", "食品")]).unwrap().text("kind"), Some("food"));
}

#[test]
fn what_is_not_to_be_asked_is_not_kept_whatever_was_typed() {
    let taken = take(&[("kind", "fire"), ("other_kind", "一个太长太长太长的类别名称")]).unwrap();
    assert_eq!(taken.get("other_kind"), None);
}

#[test]
fn a_personal_answer_is_seen_by_those_named_and_by_its_own_person_alone() {
    let fields = whole();
    let answers = take(&[("kind", "fire"), ("teller", "张三")]).unwrap();
    let sees = |sight| shown(&fields, &answers, sight).any(|(field, _)| field.key == "teller");
    assert!(sees(Sight::Role(Role::Inspector)) && sees(Sight::Own));
    assert!(!sees(Sight::Role(Role::Principal)) && !sees(Sight::Anyone));
}

#[test]
fn an_expression_has_its_bounds() {
    let names = whole_names();
    let check = |text: &str| crate::expr::Expr::read(text, &names, crate::expr::Type::Bool);
    assert!(check("themes.exists(it, it == 'a') && size(other_kind) < 5").is_ok());
    let nested = "themes.all(x, themes.all(y, x == y))";
    assert!(check(nested).unwrap_err().cause.contains("不能套"));
    let long = format!("kind == '{}'", "x".repeat(3000));
    assert!(check(&long).unwrap_err().cause.contains("最多 2048"));
    let wide = vec!["hurt > 1"; 100].join(" && ");
    assert!(check(&wide).unwrap_err().cause.contains("太复杂"));
    assert!(check("themes.map(x, x).size() > 0").is_err());
    assert!(check("timestamp('2021-01-01T00:00:00Z') > today").is_err());
    assert!(check(&"(".repeat(900)).is_err());
}

fn whole_names() -> Names {
    form(FORM).unwrap().1
}

#[test]
fn an_expression_that_lacks_an_answer_says_nothing_unless_it_asks_for_one() {
    let fields = whole();
    let names = whole_names();
    let today = date(2021, 12, 20);
    let holds = |text: &str, answers: &Answers| {
        let expr = crate::expr::Expr::read(text, &names, crate::expr::Type::Bool).unwrap();
        expr.holds(&answers.facts(&fields, today))
    };
    let none = Answers::default();
    assert_eq!(holds("hurt > 0", &none), None);
    assert_eq!(holds("answered(hurt)", &none), Some(false));
    let some = take(&[("kind", "fire"), ("hurt", "0"), ("on", "2021-12-10")]).unwrap();
    assert_eq!(holds("hurt > 0", &some), Some(false));
    assert_eq!(holds("hurt / 0 > 1", &some), None);
    assert_eq!(holds("today - on == 10 && on + 10 == today", &some), Some(true));
    assert_eq!(holds("working_days(on, date('2021-12-20')) == 6", &some), Some(true));
}

proptest! {
    #[test]
    fn no_expression_however_odd_does_more_than_be_refused(text in "[a-z0-9()'<>=!&|+*. \\[\\],-]{0,60}") {
        let _ = crate::expr::Expr::read(&text, &whole_names(), crate::expr::Type::Bool);
    }

    #[test]
    fn whatever_is_typed_is_read_or_told_and_reads_back_from_its_document(
        kind in "fire|other|x", hurt in "[0-9-]{0,4}", on in "[0-9-]{0,10}", other in ".{0,12}",
    ) {
        if let Ok(it) = take(&[("kind", &kind), ("hurt", &hurt), ("on", &on), ("other_kind", &other), ("hospital", "医院")]) {
            prop_assert_eq!(Answers::from_document(&it.to_document()), Some(it));
        }
    }
}

#[tokio::test]
async fn answers_are_kept_whole_and_the_rows_follow_them() {
    on_each(&migrations(), async |db| {
        let owner: vocab::JobId = Ids::seeded(1).make(jiff::Timestamp::UNIX_EPOCH);
        let fields = whole();
        let first = take(&[("kind", "fire"), ("themes", "a"), ("themes", "b")]).unwrap();
        let then = take(&[("kind", "food"), ("hurt", "0")]).unwrap();
        let seen: Result<_, db::Error> = db::write!(db, "answers", |tx| {
            crate::save(tx, owner, "x", (&fields, &first)).await?;
            let before = rows(tx).await?;
            crate::save(tx, owner, "x", (&fields, &then)).await?;
            Ok((before, rows(tx).await?, crate::load(tx, owner).await?))
        });
        let (before, after, loaded) = seen.unwrap();
        assert_eq!((before, after), (3, 2));
        assert_eq!(loaded, then);
    })
    .await;
}

fn migrations() -> Vec<db::Migration> {
    [platform::MIGRATIONS, directory::MIGRATIONS, crate::MIGRATIONS].concat()
}

async fn rows(tx: &mut db::Tx) -> Result<i64, db::Error> {
    let found = tx.one("SELECT COUNT(*) AS n FROM answer", &[], |row| row.get("n")).await?;
    Ok(found.unwrap_or_default())
}
