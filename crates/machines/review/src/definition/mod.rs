//! What a catalog file says of a review: the rubric, who applies, who judges, what comes of it.

mod raw;
mod reading;

use catalog::{Dated, Months, Span, in_force};
use form::{Bring, Field};
use jiff::civil::Date;
use platform::access::PlaceKind;
use schemars::{Schema, schema_for};
use vocab::{Holidays, NoNotice, Role};

use crate::points::Points;

/// What a file of a review may say.
pub(crate) fn schema() -> Schema {
    schema_for!(raw::RawReview)
}

/// A kind of review.
#[derive(Debug)]
pub struct Review {
    /// The system that it is: `D16`.
    pub system: String,
    /// As people call it.
    pub label: String,
    /// What is done: 评选, 认定, 督导.
    pub called: String,
    /// What it is for, in a sentence or two.
    pub about: String,
    /// The heading of its line in the navigation.
    pub group: String,
    /// Its picture.
    pub icon: String,
    /// Where what is judged lies.
    pub subject: PlaceKind,
    /// Whether it is about a pupil; then it lies in the pupil's class.
    pub of_student: bool,
    /// Who opens rounds, draws panels and publishes.
    pub hosts: Vec<Role>,
    /// Who puts something in, within their scope.
    pub applies: Vec<Role>,
    /// Who sees it beside those.
    pub sees: Vec<Role>,
    /// Who settles.
    pub chair: Role,
    /// Every field that it ever asks.
    pub fields: Vec<Field>,
    /// The field that stands for an application in lists.
    pub title: usize,
    /// What is asked when it is put in.
    pub asks: Vec<usize>,
    /// What is asked when it is settled.
    pub settle_asks: Vec<usize>,
    /// Whether the applicant gives itself points.
    pub self_assessed: bool,
    /// Whether the result is published before it holds.
    pub published: bool,
    /// Who signs that the result was received.
    pub signed_by: Option<Role>,
    /// Who judges.
    pub panel: Panel,
    /// What is judged.
    pub items: Vec<Item>,
    /// What the total comes to, the highest first.
    pub levels: Vec<Level>,
    /// How many come through, stage by stage.
    pub quotas: Vec<Quota>,
    /// How long there is to apply.
    pub apply: Vec<Dated<Span>>,
    /// How long there is to judge.
    pub score: Vec<Dated<Span>>,
    /// How long the result is published before it holds.
    pub notice: Vec<Dated<Span>>,
    /// How long it can be appealed against.
    pub appeal: Vec<Dated<Span>>,
    /// How long a title holds, and how many days before its end the hosts are reminded.
    pub term: Option<(Vec<Dated<Months>>, u16)>,
    /// What is brought about elsewhere, when.
    pub effects: Vec<(Moment, String, Bring)>,
}

/// Who judges.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Panel {
    /// How many.
    pub size: usize,
    /// In which roles they are to be found.
    pub roles: Vec<Role>,
    /// Who judged the same place in the last so many reviews is left out.
    pub visits: u32,
    /// How far from the middle a total may lie before it is marked.
    pub spread: Points,
    /// Whether the highest and the lowest total are left out, where there are five or more.
    pub drop_ends: bool,
}

/// What an item does to the total.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ItemKind {
    /// It gives points.
    Points,
    /// It takes points off.
    Deduct,
    /// Once is enough: then there is no level, whatever the total.
    Veto,
}

/// A line of the rubric.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Its word in columns and addresses.
    pub key: String,
    /// The heading under which it stands.
    pub group: String,
    /// As people read it.
    pub label: String,
    /// What it does.
    pub kind: ItemKind,
    /// The most that it gives or takes.
    pub most: Points,
    /// What is to be shown for it.
    pub evidence: String,
    /// How many months what was taken off outside of a round counts.
    pub months: Option<u16>,
}

/// What a total comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Level {
    /// Its word in columns.
    pub key: String,
    /// As people call it: 优秀, 四星.
    pub label: String,
    /// From how many points on.
    pub from: Points,
    /// Whether that is not enough.
    pub fails: bool,
}

/// The stages at which places are few.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Each school puts forward so many.
    School,
    /// So many come through in the county.
    County,
    /// The county puts forward so many.
    City,
}

/// How many come through at a stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quota {
    /// Where.
    pub at: Stage,
    /// Who puts forward, at a school.
    pub by: Option<Role>,
    /// How many, by the day on which the round was opened.
    pub rules: Vec<Dated<u32>>,
}

/// When something is brought about elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// The chair has settled.
    Settled,
    /// The result is published.
    Published,
    /// The result holds.
    Final,
}

/// The last day of a time by `rules` that begins on `from`; the same day where no rule is written.
pub fn end_of(rules: &[Dated<Span>], from: Date, holidays: &Holidays) -> Result<Date, NoNotice> {
    in_force(rules, from).map_or(Ok(from), |it| it.value.last_day(from, holidays))
}

impl Review {
    /// Everyone who has to do with it.
    pub fn roles(&self) -> Vec<Role> {
        let named = self.hosts.iter().chain(&self.applies).chain(&self.sees);
        let named = named.chain(&self.panel.roles).chain([&self.chair]);
        let by = self.quotas.iter().filter_map(|it| it.by.as_ref());
        let mut roles: Vec<Role> =
            named.chain(by).chain(self.signed_by.as_ref()).copied().collect();
        roles.sort_unstable();
        roles.dedup();
        roles
    }

    /// The level of a total; none where it reaches none.
    pub fn level(&self, total: Points) -> Option<&Level> {
        self.levels.iter().find(|it| it.from <= total)
    }

    /// The level called `key`.
    pub fn level_called(&self, key: &str) -> Option<&Level> {
        self.levels.iter().find(|it| it.key == key)
    }

    /// The most that can be reached.
    pub fn whole(&self) -> Points {
        Points::sum(self.items.iter().filter(|it| it.kind == ItemKind::Points).map(|it| it.most))
    }

    /// How many come through at a stage of a round that was opened on `day`.
    pub fn most(&self, at: Stage, day: Date) -> Option<u32> {
        let quota = self.quotas.iter().find(|it| it.at == at)?;
        in_force(&quota.rules, day).map(|it| it.value)
    }

    /// Who puts forward at a school, if that is a stage.
    pub fn forwards(&self) -> Option<Role> {
        self.quotas.iter().find(|it| it.at == Stage::School).and_then(|it| it.by)
    }
}
