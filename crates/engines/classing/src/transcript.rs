//! The transcript: one JSON file that says what was sealed, which seed was drawn and what came of it,
//! and from which anybody recomputes the classes.

use serde::{Deserialize, Serialize};

use crate::{
    defect::Defect,
    digest,
    input::{Input, Intake, Member, Sealed},
    outcome::{NotASeed, Outcome, Seed, Solution, solve},
    plan::{Entry, Pupil, Raw, Request},
};

/// What the file calls itself.
const FORMAT: &str = "xueyu-classes-1";
/// The largest file that is read.
const BYTES_MAX: usize = 32 << 20;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Body {
    format: String,
    /// The digest of `sealed`, as it was posted before the seed was drawn.
    pub(crate) posted: String,
    pub(crate) sealed: Sealed,
    solution: Solution,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    transcript: Body,
    digest: String,
}

/// A division with all that it rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transcript {
    body: Body,
    digest: String,
}

/// Why a file is not believed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotGenuine {
    /// It is none of ours, or cut short.
    #[error("不是编班记录文件，或文件不完整：{0}")]
    Unreadable(String),
    /// Its content is not written as we write it, so something was changed.
    #[error("文件被改动过：内容与规范写法不一致")]
    NotCanonical,
    /// The digest at its end is not that of its content.
    #[error("文件被改动过：内容的摘要与文件末尾的摘要不符")]
    Digest,
    /// The digest said to have been posted is not that of what was sealed.
    #[error("名单或方案被改动过：与抽种子之前张贴的摘要不符")]
    Posted,
    /// The list or the plan is not in order.
    #[error("名单或方案不合规：{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("；"))]
    Defects(Vec<Defect>),
    /// The list is not in the order of numbers, or says what its kind of year group cannot have.
    #[error("名单的写法不规范，或含有本年级不得使用的内容")]
    Irregular,
    /// The seed is none.
    #[error(transparent)]
    Seed(#[from] NotASeed),
    /// With this seed something else comes out.
    #[error("用记录中的名单、方案、种子重新计算，结果与记录不同")]
    Result,
}

impl Transcript {
    /// The transcript of a solution.
    pub fn new(input: &Input, solution: Solution) -> Self {
        let sealed = input.sealed().clone();
        let body = Body { format: FORMAT.to_owned(), posted: sealed.digest(), sealed, solution };
        let digest = digest_of(&body);
        Self { body, digest }
    }

    /// The file.
    pub fn to_json(&self) -> String {
        digest::canonical(&File { transcript: self.body.clone(), digest: self.digest.clone() })
    }

    /// Reads a file and checks that nothing was changed since it was written; [`Transcript::verify`]
    /// recomputes what it says.
    pub fn read(text: &str) -> Result<Self, NotGenuine> {
        if text.len() > BYTES_MAX {
            return Err(NotGenuine::Unreadable("文件过大".to_owned()));
        }
        let file: File = serde_json::from_str(text)
            .map_err(|it| NotGenuine::Unreadable(format!("第 {} 行", it.line())))?;
        let it = Self { body: file.transcript, digest: file.digest };
        if it.body.format != FORMAT {
            return Err(NotGenuine::Unreadable("格式或版本不同".to_owned()));
        }
        if it.to_json() != text {
            return Err(NotGenuine::NotCanonical);
        }
        if digest_of(&it.body) != it.digest {
            return Err(NotGenuine::Digest);
        }
        if it.body.sealed.digest() != it.body.posted {
            return Err(NotGenuine::Posted);
        }
        Ok(it)
    }

    /// Recomputes everything from list, plan, seed and number of rounds.
    pub fn verify(&self) -> Result<(), NotGenuine> {
        let input = reopened(&self.body.sealed)?;
        let said = &self.body.solution;
        let seed = Seed::read(self.body.sealed.plan.drawn, &said.seed)?;
        let outcome = solve(&input, &seed);
        let Outcome::Solved(again) = outcome else { return Err(NotGenuine::Result) };
        if *again == *said { Ok(()) } else { Err(NotGenuine::Result) }
    }

    /// What was sealed.
    pub fn sealed(&self) -> &Sealed {
        &self.body.sealed
    }

    /// What came of it.
    pub fn solution(&self) -> &Solution {
        &self.body.solution
    }

    /// The digest that was posted before the seed was drawn.
    pub fn posted(&self) -> &str {
        &self.body.posted
    }

    /// The digest of the whole, to be posted with the classes.
    pub fn digest(&self) -> &str {
        &self.digest
    }
}

pub(crate) fn digest_of(body: &Body) -> String {
    digest::hex(&digest::sm3(&[b"xueyu classes", digest::canonical(body).as_bytes()]))
}

impl Sealed {
    /// The file in which it is kept until the seed is drawn.
    pub fn to_json(&self) -> String {
        digest::canonical(self)
    }
}

impl Input {
    /// Reads what [`Sealed::to_json`] wrote, and looks through it again. Lines are then those of the
    /// sealed order, since the file says nothing of where the list came from.
    pub fn read_sealed(text: &str) -> Result<Self, NotGenuine> {
        if text.len() > BYTES_MAX {
            return Err(NotGenuine::Unreadable("文件过大".to_owned()));
        }
        let sealed: Sealed = serde_json::from_str(text)
            .map_err(|it| NotGenuine::Unreadable(format!("第 {} 行", it.line())))?;
        if sealed.to_json() == text { reopened(&sealed) } else { Err(NotGenuine::NotCanonical) }
    }
}

/// The input that was sealed, looked through again.
fn reopened(sealed: &Sealed) -> Result<Input, NotGenuine> {
    let pupil = |(it, line): (&Member, u32)| {
        // Any names that are as alike as the real ones were.
        let name = match it.namesakes {
            0 => format!("n {line}"),
            group => format!("g {group}"),
        };
        let sex = it.sex.try_into().map_err(|_| NotGenuine::Irregular)?;
        let (id, origin, special) = (it.id.clone(), it.origin.clone(), it.special);
        Ok(Pupil { id, name, sex, origin, special, line })
    };
    let pupils =
        || sealed.pupils.iter().zip(1..).map(pupil).collect::<Result<Vec<_>, NotGenuine>>();
    let entry = match &sealed.intake {
        Intake::Grade1 => Entry::Grade1(pupils()?),
        Intake::Grade7 => Entry::Grade7(pupils()?),
        Intake::Grade7ByLevels { clause, subjects } => {
            let levels = sealed.pupils.iter().map(|it| it.levels.clone());
            Entry::Grade7ByLevels {
                clause: clause.clone(),
                subjects: subjects.clone(),
                pupils: pupils()?.into_iter().zip(levels).collect(),
            }
        }
    };
    let requests = sealed.requests.iter().zip(1..).map(|(it, line)| Request {
        wish: it.wish,
        pupils: it.pupils.clone(),
        reason: it.reason.clone(),
        line,
    });
    let raw = Raw { plan: sealed.plan.clone(), entry, requests: requests.collect() };
    let input = Input::new(raw).map_err(NotGenuine::Defects)?;
    if input.sealed() == sealed { Ok(input) } else { Err(NotGenuine::Irregular) }
}
