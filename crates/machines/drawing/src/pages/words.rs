//! How drawings are spoken of: stages, rules, sources.

use draw::{Declaration, Rule, Source};
use jiff::civil::DateTime;
use web::{
    Markup, html,
    ui::{Tone, badge},
};

use crate::{
    definition::{Kind, Take},
    model::{Drawing, Stage},
};

/// A moment as pages show it.
pub(super) fn moment(at: DateTime) -> String {
    at.strftime("%Y-%m-%d %H:%M").to_string()
}

/// How far a drawing is, in its colour.
pub(super) fn stage(it: &Drawing) -> Markup {
    let stage = match it.stage {
        Stage::Declared => badge(Tone::Warn, it.stage.label()),
        Stage::Sealed => badge(Tone::Info, it.stage.label()),
        Stage::Drawn if it.is_hidden() => badge(Tone::Warn, "已抽取，保密中"),
        Stage::Drawn => badge(Tone::Good, it.stage.label()),
        Stage::Void => badge(Tone::Quiet, it.stage.label()),
    };
    html! { (stage) @if it.rehearsal { " " (badge(Tone::Quiet, "演练")) } }
}

/// What is drawn, in a line.
pub(super) fn take(kind: &Kind, it: &Drawing) -> String {
    match kind.take {
        Take::Order => "全部排出先后".to_owned(),
        Take::Sample { by_town: true, .. } => format!("每个镇（街道）抽 {} 个", it.size),
        Take::Sample { by_town: false, .. } => format!("抽 {} 个", it.size),
    }
}

/// How the engine does it, for people who read the protocol.
pub(super) fn rule(declaration: &Declaration) -> String {
    let people = declaration.units().people();
    match &declaration.terms().rule {
        Rule::Rank { .. } => format!("{people} 个号码全部排序，票小的在前"),
        Rule::Admit { places, .. } => {
            format!("{people} 个号码按票从小到大排序，取前 {places} 个")
        }
        Rule::Sample { groups, .. } => {
            format!("{people} 个号码分 {} 组，每组按票从小到大取定数", groups.len())
        }
        Rule::Circular { .. } | Rule::Pair { .. } => format!("{people} 个号码"),
    }
}

/// Where a public value comes from.
pub(super) fn source(it: &Source) -> String {
    match it {
        Source::Site { name, least, most } => format!("{name}（现场抽 {least} 至 {most}）"),
        Source::Lottery { .. } | Source::Drand { .. } => it.name(),
    }
}
