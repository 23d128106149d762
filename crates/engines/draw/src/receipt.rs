//! A family's receipt: number, salt and path show that the child is on the list whose root was
//! posted, in the right group, without showing anybody else's number.

use serde::Deserialize;

use crate::{
    declaration::Declaration,
    hash::{Digest, hex, unhex},
    list::{SALT_BYTES, SaltKey, salted},
    merkle::{self, Tree},
    refusal::Refusal,
    rule::GROUPS_MAX,
    text::{self, Writer, is_plain},
    units::{BUNDLE_MAX, ENTRIES_MAX, leaf},
};

/// What a receipt says of its format.
pub const RECEIPT: &str = "xueyu-draw/1 receipt";

/// What a family is given.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    format: String,
    /// What is drawn.
    pub title: String,
    /// Whether it is a rehearsal.
    pub rehearsal: bool,
    /// The digest of the declaration.
    pub declaration: Digest,
    /// The root over the list.
    pub root: Digest,
    /// How many units the list has.
    pub count: u64,
    /// The unit's number on it.
    pub number: u64,
    /// The group, from 1.
    pub group: u64,
    /// What the group is called.
    pub group_name: String,
    /// The unit's salted entries.
    pub unit: Vec<Digest>,
    /// The person's 报名号.
    pub entry: String,
    /// Its salt, in hex.
    pub salt: String,
    /// The neighbours on the way to the root.
    pub path: Vec<Digest>,
    sm3: Digest,
}

/// Makes receipts for the people of one list.
pub struct Receipts<'d> {
    declaration: &'d Declaration,
    tree: Tree,
}

impl<'d> Receipts<'d> {
    /// Receipts under `declaration`.
    pub fn new(declaration: &'d Declaration) -> Self {
        Self { declaration, tree: Tree::over(declaration.units().leaves()) }
    }

    /// The receipt of `number`, if it is on the list.
    pub fn receipt(&self, key: &SaltKey, number: &str) -> Option<Receipt> {
        let (terms, units) = (self.declaration.terms(), self.declaration.units());
        let at = units.find(&key.entry(number))?;
        let unit = units.unit(at);
        let mut it = Receipt {
            format: RECEIPT.to_owned(),
            title: terms.title.clone(),
            rehearsal: terms.rehearsal,
            declaration: self.declaration.digest(),
            root: self.declaration.root(),
            count: units.len() as u64,
            number: at as u64 + 1,
            group: unit.group as u64 + 1,
            group_name: terms.rule.groups()[unit.group].clone(),
            unit: unit.entries.to_vec(),
            entry: number.to_owned(),
            salt: hex(&key.salt(number)),
            path: self.tree.path(at),
            sm3: Digest::of(&[]),
        };
        it.sm3 = it.writer().end().1;
        Some(it)
    }
}

impl Receipt {
    fn writer(&self) -> Writer {
        let mut to = Writer::new(RECEIPT, 4_096);
        to.member("title", &self.title);
        to.member("rehearsal", &self.rehearsal);
        to.member("declaration", &self.declaration);
        to.member("root", &self.root);
        to.member("count", &self.count);
        to.member("number", &self.number);
        to.member("group", &self.group);
        to.member("group_name", &self.group_name);
        to.member("unit", &self.unit);
        to.member("entry", &self.entry);
        to.member("salt", &self.salt);
        to.member("path", &self.path);
        to
    }

    /// The file.
    pub fn file(&self) -> String {
        format!("{}\n", self.writer().end().0)
    }

    /// Reads a file and checks all that it shows by itself: whether root and digest are those that
    /// were posted is for [`Receipt::belongs_to`], or for the reader's eyes.
    pub fn read(bytes: &[u8]) -> Result<Self, Refusal> {
        let text = text::of_file(bytes)?;
        let it: Self = text::parse(text)?;
        if it.format != RECEIPT {
            return Err(Refusal::OtherFormat { wanted: "凭证", found: it.format });
        }
        text::check_form(text, &it.writer().end_as(it.sm3))?;
        text::check_seal(text)?;
        it.check()?;
        Ok(it)
    }

    fn check(&self) -> Result<(), Refusal> {
        let texts = [("标题", &self.title), ("组别", &self.group_name), ("报名号", &self.entry)];
        if let Some((what, _)) = texts.into_iter().find(|it| !is_plain(it.1)) {
            return Err(Refusal::Text { what });
        }
        let salt = unhex::<SALT_BYTES>(&self.salt).map_err(|_| Refusal::NotInUnit)?;
        let ascends = self.unit.windows(2).all(|it| it[0] < it[1]);
        if !ascends
            || self.unit.len() > BUNDLE_MAX
            || !self.unit.contains(&salted(&salt, &self.entry))
        {
            return Err(Refusal::NotInUnit);
        }
        if self.group > GROUPS_MAX as u64 || self.count > ENTRIES_MAX as u64 {
            return Err(Refusal::Path);
        }
        let place = |it: u64| usize::try_from(it).ok()?.checked_sub(1);
        let climbed = place(self.group).zip(place(self.number)).and_then(|(group, at)| {
            let count = usize::try_from(self.count).ok()?;
            merkle::climb(leaf(group, &self.unit), at, count, &self.path)
        });
        if climbed == Some(self.root) { Ok(()) } else { Err(Refusal::Path) }
    }

    /// Whether the receipt, which has been checked, is one of this declaration.
    pub fn belongs_to(&self, declaration: &Declaration) -> Result<(), Refusal> {
        let (terms, units) = (declaration.terms(), declaration.units());
        let here = self.declaration == declaration.digest()
            && self.root == declaration.root()
            && self.count == units.len() as u64
            && self.rehearsal == terms.rehearsal
            && self.title == terms.title;
        let number = usize::try_from(self.number).ok().and_then(|it| it.checked_sub(1));
        let at = number.filter(|it| here && *it < units.len());
        let unit = at.map(|it| units.unit(it)).ok_or(Refusal::OtherDraw)?;
        let same = unit.entries == self.unit
            && unit.group as u64 + 1 == self.group
            && terms.rule.groups().get(unit.group) == Some(&self.group_name);
        if same { Ok(()) } else { Err(Refusal::OtherDraw) }
    }
}
