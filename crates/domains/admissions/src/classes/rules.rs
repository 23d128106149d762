//! What may be done when, and from a list to the engine's input. Everything here is a function of what
//! it is given.

use classing::{
    Contradiction, Drawn, Hindrance, Input, Level, Method, Plan, Pupil, Raw, Weights, may_divide,
};
use directory::model::SchoolForm;
use jiff::civil::Date;
use vocab::{Grade, Stage as Taught};

use super::{
    list::{self, Line},
    model::{Division, Entrant, Request, Stage, Term},
};
use crate::registration::Entry;

/// The most rounds that the search does where it searches.
pub(crate) const ROUNDS: u32 = 60;
/// The first line of a sheet that has a child: the first is its title.
const FIRST_LINE: u32 = 2;

/// Why something is not done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Refusal {
    /// It is not the time for it.
    #[error("{label}的编班不能{what}。{next}", label = .0.label(), what = .1, next = next(*.0))]
    Stage(Stage, &'static str),
    /// The year group has a live division.
    #[error("本校这个年级今年已有编班 {0}。要重来，先到那里写明原因作废")]
    Already(String),
    /// The school has no such year group.
    #[error("本校没有这个起始年级，请选本校的一年级或七年级")]
    NoGrade,
    /// Nobody is on the roll.
    #[error("学籍里还没有这个年级的学生。请先导入学籍，或起草后上传名单")]
    Nobody,
    /// Levels without a clause.
    #[error("教育局方案没有允许参考六年级等第；允许的条款由基教科在“编班进度”里登记")]
    NoClause,
    /// Something that was typed cannot be used.
    #[error("{0}")]
    Wrong(String),
    /// The list has faults.
    #[error("名单还不能封存：{}", .0.join("；"))]
    Faults(Vec<String>),
    /// Somebody was first.
    #[error("别人刚刚办理了这次编班。请刷新页面，看看现在的情况")]
    Changed,
    /// The class teachers are not drawn.
    #[error("班主任名单已封存、还没有抽签。请先完成班主任抽签，再公示")]
    Unpaired,
}

fn next(stage: Stage) -> &'static str {
    match stage {
        Stage::Draft => "请先封存名单和方案",
        Stage::Sealed => "请先输入当众抽出的数编班；名单有变的，写明原因作废后重来",
        Stage::Made => "请先公示；名单有变的，写明原因作废后重来",
        Stage::Published => "公示后只能逐人调班、转入、转出",
        Stage::Void => "请新起草一次编班",
    }
}

/// Whether `what` may be done to a division that is at `wanted`, by somebody who saw `version`.
pub(crate) fn may(
    it: &Division,
    wanted: &[Stage],
    version: i64,
    what: &'static str,
) -> Result<(), Refusal> {
    if it.version != version {
        return Err(Refusal::Changed);
    }
    if wanted.contains(&it.stage) { Ok(()) } else { Err(Refusal::Stage(it.stage, what)) }
}

/// The grades of a school that are divided: the first of primary and of junior school. Special schools
/// place each child by itself.
pub(crate) fn entry_grades(form: SchoolForm) -> impl Iterator<Item = Grade> {
    let first = |it: &Taught| it.grades().next();
    form.stages()
        .iter()
        .filter(|it| it.is_compulsory() && **it != Taught::Special)
        .filter_map(first)
}

/// The entry by which a grade is begun.
pub(crate) fn entry(grade: Grade) -> Option<Entry> {
    match grade.number() {
        1 => Some(Entry::Primary),
        7 => Some(Entry::Junior),
        _ => None,
    }
}

/// The method by which a grade is divided unless the school says otherwise: as the counties do whose
/// plans are known (金华 2023: 一年级随机，初中 S 型).
pub(crate) fn usual(grade: Grade) -> Method {
    if grade.number() == 1 { Method::Strata } else { Method::Snake }
}

/// The fewest classes that the standard sizes allow.
pub(crate) fn fewest(pupils: i64, grade: Grade) -> i64 {
    let most = directory::rules::class_size_max(grade.stage(), grade);
    (pupils + most - 1) / most.max(1)
}

/// The number that people know a division by: year, grade, and six digits that follow from its id.
pub(crate) fn number(year: i64, grade: Grade, digest: &str) -> String {
    let digits: String = digest.chars().take(6).collect::<String>().to_uppercase();
    format!("BB{year}-{}-{digits}", grade.number())
}

/// The numbers of a list: four digits in the order of the roll.
pub(crate) fn code(at: usize) -> String {
    format!("{:04}", at + 1)
}

/// Which kind of list a division has.
pub(crate) fn kind<'a>(it: &Division, term: Option<&'a Term>) -> Result<list::Grade<'a>, Refusal> {
    match (it.grade.number(), it.by_levels, term) {
        (1, ..) => Ok(list::Grade::One),
        (_, false, _) => Ok(list::Grade::Seven),
        (_, true, Some(term)) if !term.clause.is_empty() => {
            Ok(list::Grade::SevenByLevels { clause: &term.clause, subjects: &term.subjects })
        }
        (_, true, _) => Err(Refusal::NoClause),
    }
}

/// The plan of a division.
fn plan(it: &Division) -> Plan {
    Plan {
        title: it.title(),
        classes: usize::try_from(it.classes).unwrap_or(0),
        method: it.way.0,
        weights: Weights::default(),
        rounds: ROUNDS,
        drawn: Drawn::default(),
    }
}

/// What the engine takes: the plan, the list in order, what is asked; or all that is wrong with it.
/// Lines are those of the list as it is downloaded.
pub(crate) fn input(
    it: &Division,
    term: Option<&Term>,
    entrants: &[Entrant],
    requests: &[Request],
) -> Result<Input, Refusal> {
    let grade = kind(it, term)?;
    let lines = entrants.iter().zip(FIRST_LINE..).map(|(it, line)| Line {
        pupil: Pupil {
            id: it.code.clone(),
            name: it.name.clone(),
            sex: it.sex,
            origin: it.origin.clone(),
            special: it.is_special,
            line,
        },
        levels: it.levels.chars().filter_map(|it| Level::read(&it.to_string())).collect(),
    });
    let requests = requests.iter().zip(1..).map(|(it, line)| classing::Request {
        wish: it.asked.wish,
        pupils: it.asked.pupils.clone(),
        reason: it.asked.reason.clone(),
        line,
    });
    let raw =
        Raw { plan: plan(it), entry: grade.entry(lines.collect()), requests: requests.collect() };
    let input = Input::new(raw)
        .map_err(|all| Refusal::Faults(all.iter().map(ToString::to_string).collect()))?;
    match may_divide(&input) {
        Ok(()) => Ok(input),
        Err(Hindrance::Contradiction(found)) => {
            let (last, lines) = contradiction(&input, &found);
            Err(Refusal::Faults(vec![format!("申请互相矛盾，{last}：{}", lines.join("；"))]))
        }
        Err(Hindrance::Undecided) => Err(Refusal::Faults(vec![
            "没有找到满足全部申请的编班，也没能证明它不存在。请减少申请或增加班数后再试".to_owned(),
        ])),
    }
}

/// Which requests contradict each other and where they stand, and what to do about it.
pub fn contradiction(input: &Input, it: &Contradiction) -> (&'static str, Vec<String>) {
    let mut lines = Vec::new();
    for at in &it.requests {
        let request = &input.sealed().requests[*at];
        lines.push(format!(
            "第 {} 行起的{}申请：{}（{}）",
            input.request_line(*at),
            request.wish.label(),
            request.pupils.join("、"),
            request.reason
        ));
    }
    for (a, b) in &it.namesakes {
        lines.push(format!("第 {} 行与第 {} 行同名，须不同班", input.line(*a), input.line(*b)));
    }
    let last = match (it.smallest, it.minimal) {
        (true, _) => "再少一条就不矛盾，去掉其中任何一条即可",
        (false, true) => "去掉其中任何一条即可",
        (false, false) => "请减少其中的申请",
    };
    (last, lines)
}

/// The numbers and the reason of a request as they are typed.
pub(crate) fn asked(codes: &str, reason: &str) -> Result<(Vec<String>, String), Refusal> {
    let separators = |it: char| it.is_whitespace() || "、，,;；".contains(it);
    let mut all: Vec<String> =
        codes.split(separators).map(vocab::normalise).filter(|it| !it.is_empty()).collect();
    all.sort();
    all.dedup();
    if all.len() < 2 {
        return Err(Refusal::Wrong("请写至少两个报名号，用顿号隔开".to_owned()));
    }
    let reason = vocab::normalise(reason);
    if reason.is_empty() || reason.chars().count() > 100 {
        return Err(Refusal::Wrong(
            "请写明事由，100 个字以内；事由会张贴，不要写姓名、病情".to_owned(),
        ));
    }
    Ok((all, reason))
}

/// Who stands where in a class: by the number of the list.
pub(crate) fn of_class(entrants: &[Entrant], class: i64) -> impl Iterator<Item = &Entrant> {
    entrants.iter().filter(move |it| it.now == Some(class))
}

/// What a class is like now, beside the whole year group: pupils, girls, special needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Share {
    pub(crate) pupils: i64,
    pub(crate) girls: i64,
    pub(crate) special: i64,
}

/// What the children of an iterator come to.
pub(crate) fn share<'a>(all: impl Iterator<Item = &'a Entrant>) -> Share {
    all.fold(Share::default(), |sum, it| Share {
        pupils: sum.pupils + 1,
        girls: sum.girls + i64::from(it.sex == vocab::Sex::Female),
        special: sum.special + i64::from(it.is_special),
    })
}

/// The day by which a school must take its next step, if it is known and one is open.
pub(crate) fn due(stage: Option<Stage>, term: &Term) -> Option<Date> {
    match stage {
        None | Some(Stage::Draft | Stage::Void) => Some(term.seal_by),
        Some(Stage::Sealed | Stage::Made) => Some(term.publish_by),
        Some(Stage::Published) => None,
    }
}
