//! A plan becomes proposals; what cannot be read is said.

use jiff::civil::date;
use vocab::Role;

use super::super::{
    model::{Comparator, Rough, Tie},
    reading::{self, Unread},
};

const PLAN: &str = "某县教育局2023年工作要点\n\
    （一）扩容。新建学校不少于3所，新增学位2.5万个，公办幼儿园在园幼儿占比达到60%。\n\
    （二）规范。校外教师任教课程占比不超过20%，社区教育培训近4万人次。\n";

#[test]
fn a_plan_becomes_tasks_with_their_numbers_and_sentences() {
    let (read, _) = reading::read(PLAN.as_bytes(), 2023).expect("it is read");
    let works: Vec<&str> = read.tasks.iter().map(|it| it.work.as_str()).collect();
    assert_eq!(works, ["扩容", "规范"]);
    let goals: Vec<String> = read.figures.iter().map(|it| it.goal.told()).collect();
    for wanted in ["≥ 3所", "= 25000个", "≥ 60%", "≤ 20%", "= 近40000人次"] {
        assert!(goals.iter().any(|it| it == wanted), "{wanted} in {goals:?}");
    }
    let near = read.figures.iter().find(|it| it.goal.rough == Rough::Near).expect("近");
    assert_eq!((near.task_seq, near.goal.comparator), (1, Comparator::Equal));
    for it in &read.figures {
        assert!(read.sentences.iter().any(|at| at.seq == it.sentence));
        assert_eq!(it.due_on, date(2023, 12, 31));
    }
}

#[test]
fn the_draft_of_the_demo_is_read_with_its_contradiction() {
    let text = include_str!("../demo-plan.txt");
    let (read, remarks) = reading::read(text.as_bytes(), 2022).expect("it is read");
    assert!(remarks.is_empty() && read.tasks.len() >= 7, "{remarks} {:?}", read.tasks);
    assert!(read.figures.len() >= 14, "{}", read.figures.len());
    assert!(read.pairs.iter().any(|it| it.tie != Tie::Actual), "{:?}", read.pairs);
}

#[test]
fn offices_of_all_levels_are_known_by_their_work() {
    for (written, office) in [
        ("基教处", Some(Role::BasicEducationClerk)),
        ("计财处", Some(Role::FinanceClerk)),
        ("秘书处", Some(Role::OfficeClerk)),
        ("组织人事科", Some(Role::PersonnelClerk)),
        ("终民处", None),
        ("", None),
    ] {
        assert_eq!(reading::office(written), office, "{written}");
    }
}

#[test]
fn the_last_day_of_a_time_is_meant() {
    for (written, day) in [
        ("", date(2023, 12, 31)),
        ("6月底前", date(2023, 6, 30)),
        ("2023年9月15日前", date(2023, 9, 15)),
        ("上半年", date(2023, 6, 30)),
        ("第三季度", date(2023, 9, 30)),
        ("到2025年", date(2025, 12, 31)),
        ("2月", date(2023, 2, 28)),
    ] {
        assert_eq!(reading::due(written, 2023), day, "{written}");
    }
}

/// A PDF of one page with a picture's frame and not a word.
pub(super) fn scanned() -> Vec<u8> {
    const OBJECTS: [&str; 4] = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << >> >>",
        "<< /Length 22 >>\nstream\nq 595 0 0 842 0 0 cm Q\nendstream",
    ];
    let (mut file, mut at) = ("%PDF-1.7\n".to_owned(), Vec::new());
    for (number, object) in (1_u8..).zip(OBJECTS) {
        at.push(file.len());
        file.extend([number.to_string().as_str(), " 0 obj\n", object, "\nendobj\n"]);
    }
    let table = file.len();
    file += "xref\n0 5\n0000000000 65535 f \n";
    for it in at {
        file.extend([format!("{it:010}").as_str(), " 00000 n \n"]);
    }
    file.extend([
        "trailer\n<< /Size 5 /Root 1 0 R >>\nstartxref\n",
        &table.to_string(),
        "\n%%EOF\n",
    ]);
    file.into_bytes()
}

#[test]
fn what_cannot_be_read_is_said() {
    let scan = reading::read(&scanned(), 2023).unwrap_err().to_string();
    assert!(scan.contains("扫描件"), "{scan}");
    let picture = reading::read(b"\x89PNG\r\n", 2023).unwrap_err().to_string();
    assert!(picture.contains("文字识别"), "{picture}");
    let nothing = reading::read("今天天气很好\n".as_bytes(), 2023);
    assert!(matches!(nothing, Err(Unread::Nothing)), "{nothing:?}");
    assert!(reading::read(b"%PDF-1.7 broken", 2023).is_err());
}
