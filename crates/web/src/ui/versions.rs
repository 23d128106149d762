//! Two versions of one thing: what one was about to save, and what another saved meanwhile.

use maud::{Markup, Render, html};

use super::{Text, icon};

/// Both versions, field by field.
#[derive(Debug)]
pub struct Versions<'a> {
    theirs: Text<'a>,
    fields: Vec<(Text<'a>, Text<'a>, Text<'a>)>,
}

impl<'a> Versions<'a> {
    /// `theirs` says whose the stored version is: 周晓 12 月 20 日 09:14 保存.
    pub fn new(theirs: impl Into<Text<'a>>) -> Self {
        Self { theirs: theirs.into(), fields: Vec::new() }
    }

    /// A field as one typed it, and as it is stored now.
    #[must_use]
    pub fn field(
        mut self,
        label: impl Into<Text<'a>>,
        mine: impl Into<Text<'a>>,
        theirs: impl Into<Text<'a>>,
    ) -> Self {
        self.fields.push((label.into(), mine.into(), theirs.into()));
        self
    }
}

impl Render for Versions<'_> {
    fn render(&self) -> Markup {
        html! {
            table.rows.versions {
                caption.visually-hidden { "两个版本的对照" }
                thead { tr { th scope="col" { "内容" } th scope="col" { "您填写的" } th scope="col" { (self.theirs) } } }
                tbody {
                    @for (label, mine, theirs) in &self.fields {
                        tr {
                            th scope="row" {
                                (label)
                                @if mine != theirs { span.versions-differ { (icon("alert-triangle")) "不同" } }
                            }
                            td { (mine) }
                            td { (theirs) }
                        }
                    }
                }
            }
        }
    }
}
