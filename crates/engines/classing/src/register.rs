//! After the classes are locked: who moved, came or left, each with a reason, in a chain that shows
//! any later change.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use vocab::Sex;

use crate::{
    breach::{Bonds, Breach},
    digest,
    transcript::Transcript,
};

/// What was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Change {
    /// A pupil moves into another class. Classes count from 1.
    Move {
        /// Who.
        pupil: String,
        /// From.
        from: usize,
        /// To.
        to: usize,
    },
    /// A pupil comes in, into the class that the rule says.
    Arrive {
        /// Who.
        pupil: String,
        /// 1 男, 2 女.
        sex: i64,
        /// Who else in the year group has the same full name, by their numbers.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        namesakes: Vec<String>,
        /// Into.
        to: usize,
    },
    /// A pupil leaves the school.
    Leave {
        /// Who.
        pupil: String,
        /// Out of.
        from: usize,
    },
}

/// When, by whom and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Note {
    /// The day.
    pub on: String,
    /// Who decided.
    pub by: String,
    /// Why.
    pub reason: String,
    /// Why all the same, where the act breaks what was granted or names alike apart.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub despite: String,
}

/// One recorded act.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Act {
    /// What.
    pub change: Change,
    /// When, who, why.
    pub note: Note,
    /// What it breaks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub breaks: Vec<Breach>,
    /// SM3 over the digest before it and this act.
    pub digest: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    format: String,
    /// The digest of the transcript that it continues.
    transcript: String,
    acts: Vec<Act>,
}

const FORMAT: &str = "xueyu-classes-acts-1";
const TEXT_MAX: usize = 500;

/// The acts since a division was locked.
#[derive(Debug, Clone)]
pub struct Register {
    file: File,
    /// Each pupil's class and sex.
    pupils: BTreeMap<String, (usize, i64)>,
    bonds: Bonds,
    classes: usize,
}

/// Why an act is refused, or a register not believed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The file cannot be read.
    #[error("不是编班变动记录，或文件不完整")]
    Unreadable,
    /// The file belongs to another division, or was changed.
    #[error("变动记录被改动过，或不属于这次编班（第 {0} 条）")]
    Broken(usize),
    /// Nobody has this number.
    #[error("班级中没有报名号 {0}")]
    Unknown(String),
    /// Somebody has this number already.
    #[error("报名号 {0} 已在班级中")]
    Known(String),
    /// There is no such class, or the pupil is in it.
    #[error("{0} 班不存在，或学生已在该班")]
    Class(usize),
    /// The reason, the name or the day is missing.
    #[error("变动须写明日期、经办人和理由")]
    Note,
    /// It breaks what was granted, and nothing says why all the same.
    #[error("这样变动会违反：{}。确需如此，须另写明理由", told(.0))]
    Breaks(Vec<Breach>),
    /// It is said why all the same, and nothing is broken.
    #[error("这样变动不违反任何申请，也没有同名，不必另写理由")]
    BreaksNothing,
}

fn told(breaches: &[Breach]) -> String {
    breaches.iter().map(ToString::to_string).collect::<Vec<_>>().join("；")
}

impl Register {
    /// A register without acts.
    pub fn new(transcript: &Transcript) -> Self {
        let sexes = transcript.sealed().pupils.iter().map(|it| (it.id.as_str(), it.sex));
        let sexes: BTreeMap<&str, i64> = sexes.collect();
        let classes = &transcript.solution().classes;
        let mut pupils = BTreeMap::new();
        for (class, ids) in (1..).zip(classes) {
            for id in ids {
                let sex = sexes.get(id.as_str()).copied().unwrap_or(0);
                pupils.insert(id.clone(), (class, sex));
            }
        }
        let file = File {
            format: FORMAT.to_owned(),
            transcript: transcript.digest().to_owned(),
            acts: Vec::new(),
        };
        let bonds = Bonds::of(transcript.sealed());
        Self { file, pupils, bonds, classes: classes.len() }
    }

    /// Reads a register and repeats every act in it.
    pub fn read(transcript: &Transcript, text: &str) -> Result<Self, Refused> {
        let file: File = serde_json::from_str(text).map_err(|_| Refused::Unreadable)?;
        let mut it = Self::new(transcript);
        if file.format != FORMAT || file.transcript != it.file.transcript {
            return Err(Refused::Broken(0));
        }
        for (act, number) in file.acts.into_iter().zip(1..) {
            let repeated = match &act.change {
                Change::Move { pupil, to, .. } => it.shift(pupil, *to, act.note.clone()),
                Change::Arrive { pupil, sex, namesakes, .. } => match Sex::try_from(*sex) {
                    Ok(sex) => it.arrive(pupil, sex, namesakes, act.note.clone()),
                    Err(_) => return Err(Refused::Broken(number)),
                },
                Change::Leave { pupil, .. } => it.leave(pupil, act.note.clone()),
            };
            if repeated.map_err(|_| Refused::Broken(number))? != act {
                return Err(Refused::Broken(number));
            }
        }
        if it.to_json() == text { Ok(it) } else { Err(Refused::Unreadable) }
    }

    /// The file.
    pub fn to_json(&self) -> String {
        digest::canonical(&self.file)
    }

    /// The acts.
    pub fn acts(&self) -> &[Act] {
        &self.file.acts
    }

    /// The digest of the last act, or of the transcript: whoever posts it shows any later change.
    pub fn head(&self) -> &str {
        self.file.acts.last().map_or(&self.file.transcript, |it| &it.digest)
    }

    /// The class of each pupil now, counted from 1.
    pub fn class_of(&self, pupil: &str) -> Option<usize> {
        self.pupils.get(pupil).map(|it| it.0)
    }

    /// Boys and girls of each class now.
    pub fn sizes(&self) -> Vec<(usize, usize)> {
        let mut sizes = vec![(0, 0); self.classes];
        for (class, sex) in self.pupils.values() {
            let (boys, girls) = &mut sizes[class - 1];
            *if *sex == Sex::Female.code() { girls } else { boys } += 1;
        }
        sizes
    }

    /// Moves a pupil into the class `to`.
    pub fn shift(&mut self, pupil: &str, to: usize, note: Note) -> Result<Act, Refused> {
        let (from, sex) = self.find(pupil)?;
        if to == from || !(1..=self.classes).contains(&to) {
            return Err(Refused::Class(to));
        }
        let breaks = self.bonds.broken_by(pupil, to, |it| self.class_of(it));
        let act = self.record(Change::Move { pupil: pupil.to_owned(), from, to }, breaks, note)?;
        self.pupils.insert(pupil.to_owned(), (to, sex));
        Ok(act)
    }

    /// Takes a pupil in: into the smallest class, of several into one where nobody has the same name,
    /// of several the one with fewest pupils of the same sex, of several the one whose SM3(head,
    /// pupil, class) is smallest, which nobody can choose.
    ///
    /// `namesakes` are those of the same full name in the year group, whom only the lists know.
    pub fn arrive(
        &mut self,
        pupil: &str,
        sex: Sex,
        namesakes: &[String],
        note: Note,
    ) -> Result<Act, Refused> {
        if self.pupils.contains_key(pupil) || pupil.trim().is_empty() {
            return Err(Refused::Known(pupil.to_owned()));
        }
        let namesakes: BTreeSet<&String> = namesakes.iter().collect();
        for it in &namesakes {
            self.find(it)?;
        }
        let mut bonds = self.bonds.clone();
        bonds.are_alike(pupil, namesakes.iter().map(|it| it.as_str()));
        let head = self.head().as_bytes();
        let to = (1..).zip(self.sizes()).min_by_key(|(class, (boys, girls))| {
            let alike = bonds.alike(pupil).any(|it| self.class_of(it) == Some(*class));
            let same = if sex == Sex::Female { girls } else { boys };
            let lot = digest::sm3(&[head, pupil.as_bytes(), class.to_string().as_bytes()]);
            (boys + girls, alike, *same, lot)
        });
        let Some((to, _)) = to else { return Err(Refused::Class(0)) };
        let breaks = bonds.broken_by(pupil, to, |it| self.class_of(it));
        let namesakes = namesakes.into_iter().cloned().collect();
        let change = Change::Arrive { pupil: pupil.to_owned(), sex: sex.code(), namesakes, to };
        let act = self.record(change, breaks, note)?;
        self.pupils.insert(pupil.to_owned(), (to, sex.code()));
        self.bonds = bonds;
        Ok(act)
    }

    /// Lets a pupil go.
    pub fn leave(&mut self, pupil: &str, note: Note) -> Result<Act, Refused> {
        let (from, _) = self.find(pupil)?;
        // Who leaves is asked nothing any more, and nobody else is moved.
        let change = Change::Leave { pupil: pupil.to_owned(), from };
        let act = self.record(change, Vec::new(), note)?;
        self.pupils.remove(pupil);
        Ok(act)
    }

    fn find(&self, pupil: &str) -> Result<(usize, i64), Refused> {
        self.pupils.get(pupil).copied().ok_or_else(|| Refused::Unknown(pupil.to_owned()))
    }

    fn record(&mut self, change: Change, breaks: Vec<Breach>, note: Note) -> Result<Act, Refused> {
        let texts = [&note.on, &note.by, &note.reason];
        let is_short = |it: &String| it.chars().count() <= TEXT_MAX;
        let fits = |it: &&String| !it.trim().is_empty() && is_short(it);
        if !texts.iter().all(fits) || !is_short(&note.despite) {
            return Err(Refused::Note);
        }
        match (breaks.is_empty(), note.despite.trim().is_empty()) {
            (false, true) => return Err(Refused::Breaks(breaks)),
            (true, false) => return Err(Refused::BreaksNothing),
            (true, true) | (false, false) => {}
        }
        let content = digest::canonical(&(&change, &note, &breaks));
        let digest =
            digest::sm3(&[b"xueyu classes act", self.head().as_bytes(), content.as_bytes()]);
        let act = Act { change, note, breaks, digest: digest::hex(&digest) };
        self.file.acts.push(act.clone());
        Ok(act)
    }

    /// What is broken as things stand, whatever act broke it.
    pub fn broken(&self) -> BTreeSet<Breach> {
        let of = |(pupil, (class, _)): (&String, &(usize, i64))| {
            self.bonds.broken_by(pupil, *class, |it| self.class_of(it))
        };
        self.pupils.iter().flat_map(of).collect()
    }
}
