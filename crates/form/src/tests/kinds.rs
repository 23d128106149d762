//! Decimals, computed answers, look-ups, code tables, rows, what is sealed: read from a file, typed,
//! kept, shown; out as a sheet and for programs, and in again.

use catalog::Fault;
use jiff::civil::date;
use proptest::prelude::*;

use super::form;
use crate::{
    Answers, Field, Posted, Received, Sight, Value, Words, api, asked_with, sheet, shown, take,
};

const FORM: &str = r#"
[[field]]
key = "weight"
label = "重量"
type = "decimal"
places = 1
max = 500
unit = "公斤"

[[field]]
key = "rate"
label = "单价"
type = "money"

[[field]]
key = "grade"
label = "年级"
type = "choice"
codes = "grades"

[[field]]
key = "lines"
label = "明细"
type = "rows"
min = 1
max = 4
listed = true

[[field.column]]
key = "what"
label = "名称"
type = "text"
required = true

[[field.column]]
key = "cost"
label = "金额"
type = "money"

[[field.column]]
key = "mass"
label = "重量"
type = "decimal"
places = 2

[[field]]
key = "total"
label = "合计"
type = "money"
computed = "sum(lines, 'cost') + (answered(rate) ? rate : 0)"

[[field]]
key = "twice"
label = "两倍"
type = "money"
computed = "total * 2"

[[field]]
key = "heavy"
label = "是否超重"
type = "yes-no"
computed = "weight > decimal('50.5') || sum(lines, 'mass') > decimal(50)"

[[field]]
key = "pupil"
label = "学生"
type = "student"

[[field]]
key = "account"
label = "救助账户"
type = "text"
class = "sealed"

[[field]]
key = "note"
label = "说明"
type = "text"
required_if = "size(lines) > 1"
"#;

fn fields() -> Vec<Field> {
    form(FORM).unwrap().0
}

fn received(pairs: &[(&str, &str)]) -> Received {
    Posted(pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect()).into()
}

fn take_all(pairs: &[(&str, &str)]) -> Result<Answers, Vec<(String, String)>> {
    let fields = fields();
    let asked: Vec<usize> = (0..fields.len()).collect();
    let today = date(2021, 12, 20);
    let taken = take(&fields, &asked, &received(pairs), (&Answers::default(), today));
    taken.map_err(|all| all.into_iter().map(|it| (it.field, it.advice)).collect())
}

#[test]
fn a_fault_of_the_newer_kinds_says_where_it_is_and_what_was_meant() {
    #[track_caller]
    fn check(was: &str, is: &str, told: &str) {
        let text = FORM.replacen(was, is, 1);
        assert_ne!(text, FORM, "{was}");
        let at = text.bytes().zip(FORM.bytes()).position(|(a, b)| a != b).unwrap();
        let line = FORM.bytes().take(at).filter(|it| *it == b'\n').count() + 1;
        let all: Vec<Fault> = form(&text).unwrap_err();
        let fault = &all[0];
        assert_eq!(
            (fault.line, format!("{}。{}", fault.cause, fault.advice)),
            (line, told.to_owned())
        );
    }
    check("\"grades\"", "\"gradez\"", "没有叫 gradez 的代码表。是不是 grades");
    check(
        "\"total * 2\"",
        "\"total + twice\"",
        "twice 互相依赖，算不出来。请让其中一个改由人填写，或换一个算法",
    );
    check(
        "\"total * 2\"",
        "\"today - today\"",
        "计算里用了 today。保存下来的值不能随日子变，请改用表单里的日期字段",
    );
    check(
        "\"total * 2\"",
        "\"weight\"",
        "表达式 weight 得到小数，这里要的是整数。请把字段的 type 改成表达式得到的类型",
    );
    check(
        "\"size(lines) > 1\"",
        "\"sum(lines, 'what') > 1\"",
        "lines 的 what 不是数字。请写成 sum(多行字段, '列的 key')，列是整数、小数或金额",
    );
    check(
        "\"size(lines) > 1\"",
        "\"account == 'x'\"",
        "加密内容不能和文字相比。日期写成 date('2022-05-01')，选项的 key 加引号，数字不加",
    );
    check(
        "\"size(lines) > 1\"",
        "\"pupil == 'x'\"",
        "学生不能和文字相比。日期写成 date('2022-05-01')，选项的 key 加引号，数字不加",
    );
    check("\"student\"", "\"studnt\"", "不认识的值 studnt。是不是 student");
    check(
        "\"decimal\"\nplaces = 1",
        "\"integer\"\nplaces = 1",
        "这个类型没有小数位。请去掉 places，或把 type 改成 decimal",
    );
}

#[test]
fn what_follows_from_answers_is_worked_out_in_its_order_and_never_asked() {
    let taken = take_all(&[
        ("rate", "10.50"),
        ("weight", "50.6"),
        ("lines.0.what", "课桌"),
        ("lines.0.cost", "120"),
        ("lines.2.what", "椅子"),
        ("lines.2.cost", "30.5"),
        ("total", "1"),
        ("note", "两样"),
    ])
    .unwrap();
    assert_eq!(taken.get("total"), Some(&Value::Int(16_100)));
    assert_eq!(taken.get("twice"), Some(&Value::Int(32_200)));
    assert_eq!(taken.get("heavy"), Some(&Value::Yes(true)));
    assert_eq!(taken.get("weight"), Some(&Value::Int(506)));
    assert_eq!(taken.rows("lines").len(), 2);
    let fields = fields();
    let said: Vec<_> = shown(&fields, &taken, Sight::Own).map(|it| it.1).collect();
    assert_eq!(said[0], "50.6 公斤");
    assert!(said.contains(&"课桌 120.00 元；椅子 30.50 元".to_owned()), "{said:?}");
}

#[test]
fn what_is_wrong_in_a_row_is_told_at_its_cell() {
    let wrongs = take_all(&[("lines.1.cost", "十"), ("lines.3.what", "椅子"), ("weight", "500.1")])
        .unwrap_err();
    let told: Vec<(&str, &str)> = wrongs.iter().map(|it| (it.0.as_str(), it.1.as_str())).collect();
    assert_eq!(
        told,
        [
            ("weight", "重量应在 0.0 到 500.0 之间"),
            ("lines.1.what", "第 1 行：请填写名称"),
            ("lines.1.cost", "第 1 行：金额请写金额，例如 120.50"),
        ]
    );
    let many: Vec<(String, String)> =
        (0..5).map(|at| (format!("lines.{at}.what"), "桌".to_owned())).collect();
    let many: Vec<(&str, &str)> = many.iter().map(|it| (it.0.as_str(), it.1.as_str())).collect();
    let wrongs = take_all(&many).unwrap_err();
    assert!(wrongs.contains(&("lines".to_owned(), "明细要填 1 到 4 行，现在有 5 行".to_owned())));
}

#[test]
fn an_id_that_was_not_found_for_this_person_and_a_sealed_text_are_never_taken_from_a_form() {
    let wrongs = take_all(&[("pupil", "stu_0000000000001")]).unwrap_err();
    assert!(wrongs[0].1.starts_with("没有找到叫"), "{wrongs:?}");
    let taken = take_all(&[("account", "6222 0000")]).unwrap();
    assert_eq!(taken.get("account"), None);
}

#[test]
fn a_page_keeps_what_was_typed_in_rows_and_never_says_what_is_sealed() {
    let fields = fields();
    let asked: Vec<usize> = (0..fields.len()).collect();
    let typed = received(&[("lines.0.what", "课桌"), ("account", "6222"), ("more_rows", "3")]);
    let none = Answers::default();
    let page = asked_with(&fields, &asked, Some(&typed), (&none, &[]), &Words::default());
    let page = page.into_string();
    assert!(page.contains("name=\"lines.0.what\"") && page.contains("value=\"课桌\""));
    assert!(page.contains("name=\"lines.3.what\"") && !page.contains("lines.4.what"));
    assert!(!page.contains("6222"), "{page}");
    assert!(page.contains("提交后自动计算"));
}

#[test]
fn what_programs_post_is_read_like_a_page_and_what_they_are_told_names_nobody() {
    let fields = fields();
    let asked: Vec<usize> = (0..fields.len()).collect();
    let body = serde_json::json!({
        "weight": "50.6", "rate": 1050, "lines": [{ "what": "课桌", "cost": 12000 }],
    });
    let posted = api::posted(&fields, &asked, &body).unwrap();
    let today = date(2021, 12, 20);
    let taken = take(&fields, &asked, &posted.into(), (&Answers::default(), today)).unwrap();
    assert_eq!(taken.get("total"), Some(&Value::Int(13_050)));
    let words = Words::default();
    let out = api::json(&fields, &taken, Sight::Own, &words);
    assert_eq!(out["weight"], "50.6");
    assert_eq!(out["lines"][0]["cost"], 12000);
    let told = api::for_programs(&fields, &taken, &words);
    assert!(
        !told.contains_key("pupil") && !told.contains_key("note") && !told.contains_key("account")
    );
    assert_eq!(told["total"], 13_050);
    let schema = api::schema(&fields, &asked);
    assert_eq!(schema["properties"]["lines"]["items"]["required"][0], "what");
    assert!(schema["properties"].get("total").is_none());
    for wrong in
        [serde_json::json!([]), serde_json::json!({ "rate": "x" }), serde_json::json!({ "rte": 1 })]
    {
        assert!(api::posted(&fields, &asked, &wrong).is_err(), "{wrong}");
    }
}

#[test]
fn what_a_sheet_says_reads_back() {
    let fields = fields();
    let asked: Vec<usize> = (0..fields.len()).collect();
    let pairs = [("weight", "50.6"), ("rate", "10.50"), ("grade", "3"), ("note", "两样")];
    let taken = take_all(&pairs).unwrap();
    let layout = sheet::layout("明细", &fields, &asked);
    let titles: Vec<&str> = layout.columns.iter().map(|it| it.title.as_str()).collect();
    assert_eq!(titles, ["重量", "单价", "年级", "学生", "说明"]);
    let (mine, words) = (readable(&fields), Words::default());
    let line = sheet::line(&mine, &taken, Sight::Own, &words);
    let mut export =
        ::sheet::Export::xlsx(std::io::Cursor::new(Vec::new()), &layout, false).unwrap();
    export.row(&line.cells()).unwrap();
    let bytes = export.finish().unwrap().into_inner();
    let mut book = ::sheet::Book::open(&bytes).unwrap();
    let (rows, findings) = book.table(&layout).unwrap().collect().unwrap();
    assert!(findings.is_empty(), "{findings:?}");
    let posted = sheet::posted(&rows[0], &fields, &asked).unwrap();
    let today = date(2021, 12, 20);
    let again = take(&fields, &asked, &posted.into(), (&Answers::default(), today));
    assert_eq!(again.unwrap(), taken);
    let wrongs = [crate::Wrong { field: "weight".to_owned(), advice: "太重".to_owned() }];
    let told = sheet::findings(&rows[0], &fields, &asked, &wrongs);
    assert_eq!(told[0].to_string(), "第 2 行 A 列“重量”：“重量”不能用。太重");
}

/// The fields of the sheet, by themselves.
fn readable(all: &[Field]) -> Vec<Field> {
    let kept = ["weight", "rate", "grade", "pupil", "note"];
    let fresh = fields();
    assert_eq!(fresh.len(), all.len());
    fresh.into_iter().filter(|it| kept.contains(&it.key.as_str())).collect()
}

proptest! {
    #[test]
    fn what_was_typed_stays_the_same_through_document_and_page(
        weight in "[0-9.,-]{0,6}", cost in "[0-9.]{0,8}", what in ".{0,6}", at in 0_usize..6, grade in "3|9|x|",
    ) {
        let name = format!("lines.{at}.what");
        let of_cost = format!("lines.{at}.cost");
        let pairs = [("weight", weight.as_str()), (&name, &what), (&of_cost, &cost), ("grade", &grade)];
        if let Ok(taken) = take_all(&pairs) {
            let back = Answers::from_document(&taken.to_document());
            prop_assert_eq!(back.as_ref(), Some(&taken));
            let fields = fields();
            // Shown to be filled in again and sent as it stands, it says the same.
            let mut again = Vec::new();
            for field in &fields {
                match taken.get(&field.key) {
                    Some(Value::Rows(rows)) => {
                        let crate::Kind::Rows(kind) = &field.kind else { continue };
                        for (nth, row) in rows.iter().enumerate() {
                            for column in &kind.columns {
                                if let Some(it) = row.get(&column.key) {
                                    let name = format!("{}.{nth}.{}", field.key, column.key);
                                    again.push((name, crate::controls::typed_as(column, it)));
                                }
                            }
                        }
                    }
                    Some(it) => again.push((field.key.clone(), crate::controls::typed_as(field, it))),
                    None => {}
                }
            }
            let again: Vec<(&str, &str)> = again.iter().map(|it| (it.0.as_str(), it.1.as_str())).collect();
            prop_assert_eq!(take_all(&again), Ok(taken));
        }
    }

    #[test]
    fn no_name_however_odd_breaks_a_form(name in "lines[.0-9a-z]{0,30}", value in ".{0,8}") {
        let _ = take_all(&[(&name, &value)]);
    }
}
