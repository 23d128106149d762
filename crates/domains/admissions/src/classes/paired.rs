//! Which class teacher has which class: drawn by lot (engine `draw`) after the classes are made. Who
//! takes part is sealed and posted before the numbers are drawn; else whoever writes the names could
//! write them until the lots fall as wished.

use std::collections::BTreeSet;

use classing::{Drawn, NotASeed, Seed, Transcript};
use draw::Digest;
use serde::{Deserialize, Serialize};

/// Who takes part, and once it is drawn what came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Paired {
    /// The digest of the transcript that it belongs to.
    pub transcript: String,
    /// Which numbers are drawn.
    pub drawn: Drawn,
    /// The teachers, in the order of their names' bytes.
    pub names: Vec<String>,
    /// The digest of all that, which is posted before the numbers are drawn.
    pub posted: String,
    /// The numbers.
    pub seed: Option<String>,
    /// The teacher of each class.
    pub teachers: Option<Vec<String>>,
}

/// Why there is no such draw.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unpaired {
    /// There are as many classes as teachers.
    #[error("有 {teachers} 位班主任、{classes} 个班，数目必须相等")]
    Count {
        /// Teachers.
        teachers: usize,
        /// Classes.
        classes: usize,
    },
    /// Two have the same name.
    #[error("“{0}”写了两次，同名的请加注区分")]
    Twice(String),
    /// The numbers are no seed.
    #[error(transparent)]
    Seed(#[from] NotASeed),
    /// The file is none of ours.
    #[error("不是班主任抽签记录，或文件不完整")]
    Unreadable,
    /// The file says something else than what comes out.
    #[error("班主任抽签记录被改动过，或不属于这次编班")]
    Changed,
}

impl Paired {
    /// The teachers, sealed.
    pub fn sealed(transcript: &Transcript, mut names: Vec<String>) -> Result<Self, Unpaired> {
        names.sort();
        if let Some(pair) = names.windows(2).find(|it| it[0] == it[1]) {
            return Err(Unpaired::Twice(pair[0].clone()));
        }
        let classes = transcript.solution().classes.len();
        if names.len() != classes {
            return Err(Unpaired::Count { teachers: names.len(), classes });
        }
        let transcript_digest = transcript.digest().to_owned();
        let drawn = transcript.sealed().plan.drawn;
        let content = serde_json::to_string(&(&transcript_digest, drawn, &names));
        let content = content.map_err(|_| Unpaired::Unreadable)?;
        let words = format!("xueyu classes teachers\n{content}");
        Ok(Self {
            transcript: transcript_digest,
            drawn,
            names,
            posted: Digest::of(words.as_bytes()).to_string(),
            seed: None,
            teachers: None,
        })
    }

    /// What comes of these numbers. The names are the lots.
    pub fn drawn_by(&self, seed: &Seed) -> Result<Self, Unpaired> {
        let words = format!("xueyu classes teachers seed\n{}\n{}", self.posted, seed.text());
        let ids: Vec<Digest> = self.names.iter().map(|it| Digest::of(it.as_bytes())).collect();
        let class_of = draw::pair(&Digest::of(words.as_bytes()), &ids, ids.len());
        let class_of = class_of.map_err(|_| Unpaired::Changed)?;
        let mut teachers = vec![String::new(); ids.len()];
        for (name, class) in self.names.iter().zip(class_of) {
            teachers[class].clone_from(name);
        }
        Ok(Self { seed: Some(seed.text().to_owned()), teachers: Some(teachers), ..self.clone() })
    }

    /// The file.
    pub fn to_json(&self) -> String {
        // Text keys and plain values are always written.
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }

    /// Reads a file, works everything in it out again, and compares.
    pub fn read(transcript: &Transcript, text: &str) -> Result<Self, Unpaired> {
        let said: Self = serde_json::from_str(text).map_err(|_| Unpaired::Unreadable)?;
        let different = said.names.iter().collect::<BTreeSet<_>>().len() == said.names.len();
        if !different {
            return Err(Unpaired::Changed);
        }
        let mut again = Self::sealed(transcript, said.names.clone())?;
        if let Some(seed) = &said.seed {
            again = again.drawn_by(&Seed::read(again.drawn, seed)?)?;
        }
        if again == said && again.to_json() == text { Ok(said) } else { Err(Unpaired::Changed) }
    }
}
