//! A document: what stands on it, in the order in which GB/T 9704 puts it.

use serde::{Deserialize, Serialize};

/// A document.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// Who issues it: 慈溪市教育局.
    pub issuer: String,
    /// 发文字号: 慈教〔2021〕12号. With it the red head is set.
    pub number: Option<String>,
    /// 签发人.
    pub signer: Option<String>,
    /// 标题.
    pub title: String,
    /// 主送机关.
    pub recipients: Option<String>,
    /// 正文.
    pub blocks: Vec<Block>,
    /// 成文日期, in words.
    pub signed_on: Option<String>,
    /// 公开属性, as it is printed: 此件公开发布.
    pub openness: Option<String>,
    /// 联系人.
    pub contact: Option<String>,
    /// 抄送.
    pub copies: Option<String>,
    /// 印发机关 and 印发日期.
    pub printed: Option<Printed>,
    /// Where it can be checked that this is what was issued.
    pub check: Option<Check>,
    /// What stands at the foot of each page: that a draft is one, that a county is invented.
    pub mark: Option<String>,
}

/// Who printed it, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Printed {
    /// 印发机关.
    pub office: String,
    /// 印发日期, in words.
    pub on: String,
}

/// How an issued document is checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// The address that the QR code leads to.
    pub address: String,
    /// What stands beside it.
    pub words: Vec<String>,
}

/// A part of the body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Block {
    /// A heading of one of four levels; its number is found by counting.
    Heading {
        /// 1 for 一、 to 4 for （1）.
        level: u8,
        /// The words behind the number.
        words: Vec<Span>,
    },
    /// A paragraph.
    Paragraph(Vec<Span>),
    /// A table, its first row the head.
    Table(Vec<Vec<Vec<Span>>>),
}

/// A stretch of text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Span {
    /// Plain words.
    Text(String),
    /// A figure.
    Figure(Figure),
}

/// A figure in a text, with everything that must stand beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figure {
    /// As it was asked for: the name, with place and time.
    pub asked: String,
    /// As it reads: 82.98%. What cannot be told says so.
    pub text: String,
    /// The footnote: definition, coverage, how good it is.
    pub note: String,
    /// Its page inside the cell, where there is one.
    pub link: Option<String>,
    /// Whether it can be told.
    pub is_told: bool,
}

impl Span {
    /// How it reads.
    pub fn text(&self) -> &str {
        match self {
            Self::Text(text) => text,
            Self::Figure(it) => &it.text,
        }
    }
}

impl Block {
    /// Everything in it, in order.
    pub fn spans(&self) -> impl Iterator<Item = &Span> {
        let (flat, cells) = match self {
            Self::Heading { words, .. } | Self::Paragraph(words) => (words.as_slice(), &[][..]),
            Self::Table(rows) => (&[][..], rows.as_slice()),
        };
        flat.iter().chain(cells.iter().flatten().flatten())
    }
}

impl Document {
    /// Every figure, in order.
    pub fn figures(&self) -> impl Iterator<Item = &Figure> {
        self.blocks.iter().flat_map(Block::spans).filter_map(|it| match it {
            Span::Figure(figure) => Some(figure),
            Span::Text(_) => None,
        })
    }

    /// The document as it is stored, always the same bytes.
    pub fn stored(&self) -> Result<String, crate::Error> {
        serde_json::to_string(self).map_err(crate::Error::of)
    }

    /// A document as it was stored.
    pub fn read(stored: &str) -> Result<Self, crate::Error> {
        serde_json::from_str(stored).map_err(crate::Error::of)
    }
}

/// The footnotes of a document: figures with the same words share one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Notes<'a>(Vec<&'a str>);

impl<'a> Notes<'a> {
    /// Those of `document`, in the order in which they are met.
    pub fn of(document: &'a Document) -> Self {
        let mut all = Vec::new();
        for figure in document.figures().filter(|it| !it.note.is_empty()) {
            if !all.contains(&figure.note.as_str()) {
                all.push(figure.note.as_str());
            }
        }
        Self(all)
    }

    /// The number of a figure's note.
    pub fn number(&self, figure: &Figure) -> Option<usize> {
        self.0.iter().position(|it| *it == figure.note).map(|it| it + 1)
    }

    /// All, from 1 on.
    pub fn all(&self) -> impl Iterator<Item = (usize, &'a str)> + use<'a> {
        self.0.clone().into_iter().enumerate().map(|(at, note)| (at + 1, note))
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
