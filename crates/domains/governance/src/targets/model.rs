//! What is stored and spoken of: tasks, targets, milestones, notes, a plan that was read.

use jiff::civil::Date;
use vocab::{AccountId, PlaceId, Role};

use crate::number::Number;

vocab::ids! {
    /// A plan that was read.
    PlanId = "wpl";
    /// A task.
    TaskId = "tsk";
    /// A target.
    TargetId = "tgt";
    /// A milestone of a task.
    StepId = "tst";
    /// A note on how a task goes.
    NoteId = "tnt";
}

db::spoken! {
    /// How a target's number is meant.
    pub(crate) Comparator {
        /// So much or more.
        AtLeast = "at-least", "≥";
        /// So much or less.
        AtMost = "at-most", "≤";
        /// So much; more of what is to be done is more than was asked.
        Equal = "equal", "=";
        /// From the first number to the second.
        Within = "within", "区间";
    }
}

db::spoken! {
    /// The word beside a number that says it is not exact, kept as it was written.
    pub Rough {
        /// None.
        Exact = "exact", "";
        /// 超, 逾, 余, 多.
        Over = "over", "超";
        /// 近.
        Near = "near", "近";
        /// 约, 左右.
        About = "about", "约";
        /// 不足, 不到.
        Under = "under", "不足";
    }
}

db::spoken! {
    /// How far a task is.
    pub(crate) State {
        /// Handed down, not signed for.
        Sent = "sent", "待签收";
        /// Under way.
        Running = "running", "进行中";
        /// Sent back with a reason.
        Returned = "returned", "已退回";
        /// Ended by its office.
        Finished = "finished", "已办结";
        /// Taken off the list.
        Withdrawn = "withdrawn", "已撤下";
    }
}

db::spoken! {
    /// Where a task came from.
    pub(crate) Origin {
        /// Read in a plan.
        Plan = "plan", "从计划中读入";
        /// Typed by the office.
        Typed = "typed", "手工录入";
        /// Handed down inside the county.
        Handed = "handed", "分解下达";
        /// Arrived from the level above.
        Above = "above", "上级下达";
    }
}

db::spoken! {
    /// What became of something that was proposed.
    pub(super) Fate {
        /// Nobody has said.
        Open = "open", "待确认";
        /// It became a task or a target.
        Taken = "taken", "已列入";
        /// It was left out.
        Dropped = "dropped", "已舍去";
    }
}

/// Who answers for a task: an office of the bureau is a role at the county, a town and a school are
/// a role at their place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Holder {
    /// The role.
    pub office: Role,
    /// The place.
    pub place: PlaceId,
}

/// A task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Task {
    /// Its name.
    pub id: TaskId,
    /// The year of its list.
    pub year: i16,
    /// The main work.
    pub work: String,
    /// What is to be done.
    pub content: String,
    /// Who leads it, as the plan names them; empty where none is named.
    pub leader: String,
    /// Who answers for it.
    pub holder: Holder,
    /// Whether it is one of the year's 民生实事.
    pub livelihood: bool,
    /// Its first day.
    pub from_on: Date,
    /// The day by which it is to be done.
    pub due_on: Date,
    /// How far it is.
    pub state: State,
    /// Where it came from.
    pub origin: Origin,
    /// The task that it was handed down from.
    pub parent: Option<TaskId>,
    /// The plan that it was read in, and which of its proposals it was.
    pub plan: Option<(PlanId, i64)>,
    /// The day on which its holder signed for it.
    pub signed_on: Option<Date>,
    /// When it ended, and in what words.
    pub ended: Option<(Date, String)>,
    /// The number of its changes.
    pub version: i64,
}

/// A number to be reached or not to be passed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Goal {
    /// How it is meant.
    pub comparator: Comparator,
    /// The number, or the lower one.
    pub low: Number,
    /// The upper one.
    pub high: Option<Number>,
    /// As people write it: `%`, 个, 万人次.
    pub unit: String,
    /// The word beside it.
    pub rough: Rough,
}

impl Goal {
    /// As people read it: `≥ 60%`, `10–12个`.
    pub(crate) fn told(&self) -> String {
        let unit = &self.unit;
        match (self.comparator, self.high) {
            (Comparator::Within, Some(high)) => format!("{}–{high}{unit}", self.low),
            (it, _) => format!("{} {}{}{unit}", it.label(), self.rough.label(), self.low),
        }
    }
}

/// What a target's value is taken from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Feed {
    /// Nothing yet.
    None,
    /// An indicator, by its name: it counts itself.
    Indicator(String),
    /// A figure that people report.
    Reported(crate::reported::FigureId),
}

/// A target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Target {
    /// Its name.
    pub id: TargetId,
    /// The task that it belongs to.
    pub task: TaskId,
    /// What is counted.
    pub name: String,
    /// How much of it.
    pub goal: Goal,
    /// Where it is counted.
    pub place: PlaceId,
    /// From when on.
    pub from_on: Date,
    /// By when.
    pub due_on: Date,
    /// The sentence that it came from, or where that stands.
    pub source: String,
    /// The plan, and which of its sentences.
    pub sentence: Option<(PlanId, i64)>,
    /// Which of the plan's proposals it was.
    pub plan_seq: Option<i64>,
    /// What there was before, and in what words: a target may lie below it.
    pub base: Option<Number>,
    /// Where that is from.
    pub base_words: String,
    /// What its value is taken from.
    pub feed: Feed,
    /// The target that it is a part of.
    pub parent: Option<TargetId>,
    /// When it was taken off, and why.
    pub ended: Option<(Date, String)>,
    /// The number of its changes.
    pub version: i64,
}

/// A milestone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Step {
    /// Its name in forms.
    pub id: StepId,
    /// The task.
    pub task: TaskId,
    /// What is to be there.
    pub name: String,
    /// By when.
    pub due_on: Date,
    /// When it was, and in what words.
    pub done: Option<(Date, String)>,
}

/// A note on how a task goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Note {
    /// Its name: its proofs belong to it.
    pub id: NoteId,
    /// The task.
    pub task: TaskId,
    /// The day.
    pub told_on: Date,
    /// What was told.
    pub words: String,
    /// Who told it, by name; empty where the system did.
    pub by: String,
}

/// A plan that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Plan {
    /// Its name.
    pub id: PlanId,
    /// As people call it.
    pub name: String,
    /// The year that its tasks are for.
    pub year: i16,
    /// The name of its file.
    pub file_name: String,
    /// The digest of its file.
    pub sm3: String,
    /// What could not be read, line by line.
    pub remarks: String,
    /// When it was read.
    pub read_on: Date,
    /// By whom.
    pub account: AccountId,
}

/// A sentence of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sentence {
    /// Its place in the reading.
    pub seq: i64,
    /// Its line.
    pub line: i64,
    /// The heading above it.
    pub heading: String,
    /// Its words.
    pub words: String,
}

/// A task that the reader proposes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ProposedTask {
    /// Its place in the reading.
    pub seq: i64,
    /// The main work.
    pub work: String,
    /// What is to be done.
    pub content: String,
    /// Who leads it.
    pub leader: String,
    /// The office that it would go to.
    pub office: Role,
    /// The lead office as the plan writes it.
    pub written: String,
    /// By when.
    pub due_on: Date,
    /// Its line.
    pub line: i64,
    /// What became of it.
    pub fate: Fate,
    /// The task that it became.
    pub task: Option<TaskId>,
    /// The number of its changes.
    pub version: i64,
}

/// A target that the reader proposes, or a figure that it found reported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ProposedFigure {
    /// Its place in the reading.
    pub seq: i64,
    /// The task that it belongs to.
    pub task_seq: i64,
    /// What is counted.
    pub name: String,
    /// How much of it.
    pub goal: Goal,
    /// The place as the plan writes it.
    pub place: String,
    /// By when.
    pub due_on: Date,
    /// Whether it is told as done: then it is no target.
    pub is_reported: bool,
    /// The sentence.
    pub sentence: i64,
    /// The lines on which it stands.
    pub lines: String,
    /// By which rules it was read.
    pub why: String,
    /// What to look at.
    pub doubts: String,
    /// What became of it.
    pub fate: Fate,
    /// The target that it became.
    pub target: Option<TargetId>,
    /// The number of its changes.
    pub version: i64,
}

db::spoken! {
    /// How two proposals stand to each other.
    pub(super) Tie {
        /// One thing, two numbers.
        Contradiction = "contradiction", "前后不一";
        /// Perhaps one thing.
        Similar = "similar", "相似，请核对";
        /// Promised here, reported there.
        Actual = "actual", "可能是已有实绩";
    }
}

/// Two proposals to be looked at together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pair {
    /// The earlier one.
    pub one: i64,
    /// The later one.
    pub other: i64,
    /// What they are to each other.
    pub tie: Tie,
}

/// A plan with all that was read in it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Read {
    /// The sentences.
    pub sentences: Vec<Sentence>,
    /// The tasks.
    pub tasks: Vec<ProposedTask>,
    /// The figures.
    pub figures: Vec<ProposedFigure>,
    /// What to look at together.
    pub pairs: Vec<Pair>,
}
