//! A file becomes what a person confirms: its text is taken out, read by rule, and each proposal laid
//! out with its sentence, what to look at, and the office that it would go to.

use jiff::civil::Date;
use plan::{Block, Document, Figure, Raw, Reading, Tense};
use vocab::Role;

use super::model::{
    Comparator, Fate, Goal, Pair, ProposedFigure, ProposedTask, Read, Rough, Sentence, Tie,
};
use crate::number::Number;

/// Why a file became no proposals.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unread {
    /// The file cannot be opened as text.
    #[error(transparent)]
    File(#[from] extract::Refusal),
    /// The text cannot be read.
    #[error("{0}")]
    Text(String),
    /// There is neither a task nor a number in it.
    #[error(
        "这份文件里没有读出任务，也没有读出目标数字。请核对是不是工作要点、任务清单一类的文件；内容是图片的，请换成有文字的文件"
    )]
    Nothing,
}

/// What was read in a file, and what of it could not be.
pub(super) fn read(bytes: &[u8], year: i16) -> Result<(Read, String), Unread> {
    let extract = extract::extract(bytes)?;
    let block = |it: &extract::Block| match it {
        extract::Block::Line(text) => Block::Line(text.clone()),
        extract::Block::Table(rows) => Block::Table(rows.clone()),
    };
    let raw = Raw { blocks: extract.blocks.iter().map(block).collect() };
    let told = |all: Vec<String>| Unread::Text(all.join("；"));
    let document = Document::new(raw)
        .map_err(|defects| told(defects.iter().map(ToString::to_string).collect()))?;
    let reading = plan::read(&document);
    plan::check(&document, &reading).map_err(|error| told(vec![error.to_string()]))?;
    let read = proposed(&reading, year);
    if read.tasks.is_empty() && read.figures.is_empty() {
        return Err(Unread::Nothing);
    }
    let remarks: Vec<String> = extract.remarks.iter().map(ToString::to_string).collect();
    Ok((read, remarks.join("\n")))
}

fn position(at: usize) -> i64 {
    i64::try_from(at).unwrap_or(i64::MAX)
}

/// What is proposed, each figure under a task: its row of the table, its paragraph, or else the
/// heading that it stands under.
pub(super) fn proposed(reading: &Reading, year: i16) -> Read {
    let mut read = Read {
        sentences: reading
            .sentences
            .iter()
            .enumerate()
            .map(|(at, it)| Sentence {
                seq: position(at),
                line: i64::from(it.line),
                heading: it.heading.clone(),
                words: it.text.clone(),
            })
            .collect(),
        ..Read::default()
    };
    for (at, it) in reading.tasks.iter().enumerate() {
        let written = it.office.clone().unwrap_or_default();
        read.tasks.push(ProposedTask {
            seq: position(at),
            work: it.work.clone(),
            content: it.content.clone(),
            leader: it.leader.clone().unwrap_or_default(),
            office: office(&written).unwrap_or(Role::OfficeClerk),
            written,
            due_on: due(it.due.as_deref().unwrap_or_default(), year),
            line: i64::from(it.line),
            fate: Fate::Open,
            task: None,
            version: 1,
        });
    }
    for (seq, proposal) in reading.proposals.iter().enumerate() {
        let first = &reading.figures[proposal.figures[0]];
        let of_task = reading
            .tasks
            .iter()
            .position(|it| proposal.figures.iter().any(|figure| it.figures.contains(figure)));
        let task_seq = match of_task {
            Some(at) => position(at),
            None => under_heading(&mut read, reading, first, year),
        };
        let lines: Vec<String> =
            proposal.figures.iter().map(|it| reading.figures[*it].line.to_string()).collect();
        read.figures.push(figure(first, (position(seq), task_seq), lines.join("、"), year));
    }
    read.pairs = reading
        .pairs
        .iter()
        .map(|it| Pair {
            one: position(it.one),
            other: position(it.other),
            tie: match it.tie {
                plan::Tie::Contradiction => Tie::Contradiction,
                plan::Tie::Similar => Tie::Similar,
                plan::Tie::Actual => Tie::Actual,
            },
        })
        .collect();
    read
}

/// The task that the heading above a figure stands for, made where it is not there yet.
fn under_heading(read: &mut Read, reading: &Reading, first: &Figure, year: i16) -> i64 {
    let heading = reading.sentences[first.sentence].heading.as_str();
    let work = heading.trim_start_matches(|it: char| {
        "（）()一二三四五六七八九十、.． ".contains(it) || it.is_ascii_digit()
    });
    let work = if work.is_empty() { "没有归到任务的目标" } else { work };
    if let Some(found) = read.tasks.iter().find(|it| it.work == work && it.content.is_empty()) {
        return found.seq;
    }
    let seq = position(read.tasks.len());
    read.tasks.push(ProposedTask {
        seq,
        work: work.to_owned(),
        content: String::new(),
        leader: String::new(),
        office: Role::OfficeClerk,
        written: String::new(),
        due_on: due("", year),
        line: i64::from(first.line),
        fate: Fate::Open,
        task: None,
        version: 1,
    });
    seq
}

fn figure(it: &Figure, (seq, task_seq): (i64, i64), lines: String, year: i16) -> ProposedFigure {
    let (comparator, rough) = match it.comparator {
        plan::Comparator::AtLeast => (Comparator::AtLeast, Rough::Exact),
        plan::Comparator::AtMost => (Comparator::AtMost, Rough::Exact),
        plan::Comparator::Equal => (Comparator::Equal, Rough::Exact),
        plan::Comparator::Within => (Comparator::Within, Rough::Exact),
        plan::Comparator::Over => (Comparator::AtLeast, Rough::Over),
        plan::Comparator::Under => (Comparator::AtMost, Rough::Under),
        plan::Comparator::Near => (Comparator::Equal, Rough::Near),
        plan::Comparator::About => (Comparator::Equal, Rough::About),
    };
    let why: Vec<&str> = it.rules.iter().map(|it| it.explain()).collect();
    let doubts: Vec<&str> = it.doubts.iter().map(|it| it.explain()).collect();
    ProposedFigure {
        seq,
        task_seq,
        name: it.thing.clone(),
        goal: Goal {
            comparator,
            low: Number::from(it.low),
            high: it.high.map(Number::from),
            unit: it.unit.clone(),
            rough,
        },
        place: it.place.clone().unwrap_or_default(),
        due_on: due(it.period.as_deref().unwrap_or_default(), year),
        is_reported: it.tense == Tense::Reported,
        sentence: position(it.sentence),
        lines,
        why: why.join("；"),
        doubts: doubts.join("；"),
        fate: Fate::Open,
        target: None,
        version: 1,
    }
}

/// How bureaus at all levels call the offices whose work a county's offices do.
const OFFICES: &[(Role, &[&str])] = &[
    (Role::BasicEducationClerk, &["基教", "基础教育", "义教", "学前", "普教"]),
    (Role::FinanceClerk, &["计财", "财务", "规划", "计划", "审计", "基建", "装备"]),
    (Role::PersonnelClerk, &["组织", "人事", "组干", "师资", "教师"]),
    (Role::SafetyClerk, &["安全", "安稳", "安管"]),
    (Role::SupervisionClerk, &["督导", "督查"]),
    (Role::ExamsClerk, &["考试", "招生", "招考"]),
    (Role::OfficeClerk, &["办公室", "秘书", "宣传", "党委办", "局办"]),
];

/// The county's office that does the work of the office that a plan names; none where none is known.
pub(super) fn office(written: &str) -> Option<Role> {
    let fits = |it: &&(Role, &[&str])| it.1.iter().any(|word| written.contains(word));
    OFFICES.iter().find(fits).map(|it| it.0)
}

/// The last day of the time that a plan names: 12月底, 6月30日前, 上半年, 第三季度, 到2025年. The
/// end of `year` where it names none.
pub(super) fn due(written: &str, year: i16) -> Date {
    let number_before = |mark: char| -> Option<i16> {
        let (before, _) = written.split_once(mark)?;
        let digits: Vec<char> = before.chars().rev().take_while(char::is_ascii_digit).collect();
        digits.iter().rev().collect::<String>().parse().ok()
    };
    let year = number_before('年').filter(|it| (2000..2100).contains(it)).unwrap_or(year);
    let quarters = [("一季度", 3), ("二季度", 6), ("三季度", 9), ("上半年", 6)];
    let month = number_before('月').and_then(|it| i8::try_from(it).ok());
    let month = month.or_else(|| quarters.iter().find(|it| written.contains(it.0)).map(|it| it.1));
    let month = month.filter(|it| (1..=12).contains(it)).unwrap_or(12);
    let first = jiff::civil::date(year, month, 1);
    let day = number_before('日').and_then(|it| i8::try_from(it).ok());
    day.and_then(|it| Date::new(year, month, it).ok()).unwrap_or_else(|| first.last_of_month())
}
