//! Short code sets that columns hold, by the standards that number them.

use vocab::{Role, Sex};

/// Who runs a school.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ownership {
    /// 公办.
    Public,
    /// 民办.
    Private,
}

impl Ownership {
    /// The word that is stored.
    pub fn key(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Private => "private",
        }
    }

    /// The one that is stored as `key`.
    pub fn from_key(key: &str) -> Option<Self> {
        [Self::Public, Self::Private].into_iter().find(|it| it.key() == key)
    }

    /// As people say it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Public => "公办",
            Self::Private => "民办",
        }
    }
}

/// Whether a pupil is at a school of the county.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// 在读.
    Enrolled,
    /// 休学: keeps the school, has no class to go to.
    Suspended,
    /// 转出 or otherwise gone from the county's schools.
    Left,
    /// 毕业: left by finishing the last grade.
    Graduated,
}

impl Standing {
    /// Every one.
    pub const ALL: [Self; 4] = [Self::Enrolled, Self::Suspended, Self::Left, Self::Graduated];

    /// The word that is stored.
    pub fn key(self) -> &'static str {
        match self {
            Self::Enrolled => "enrolled",
            Self::Suspended => "suspended",
            Self::Left => "left",
            Self::Graduated => "graduated",
        }
    }

    /// The one that is stored as `key`.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.key() == key)
    }

    /// As people say it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Enrolled => "在读",
            Self::Suspended => "休学",
            Self::Left => "离校",
            Self::Graduated => "毕业",
        }
    }
}

/// What a guardian is to a child, by the codes of GB/T 4761 that a roll knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relation {
    /// 父亲.
    Father,
    /// 母亲.
    Mother,
    /// 继父或养父.
    StepFather,
    /// 继母或养母.
    StepMother,
    /// 祖父.
    FathersFather,
    /// 祖母.
    FathersMother,
    /// 外祖父.
    MothersFather,
    /// 外祖母.
    MothersMother,
    /// 兄.
    Brother,
    /// 姐姐.
    Sister,
    /// 其他亲属.
    Relative,
    /// 非亲属: an institution's worker, a foster parent.
    Other,
}

const RELATIONS: [(Relation, &str, &str); 12] = [
    (Relation::Father, "51", "父亲"),
    (Relation::Mother, "52", "母亲"),
    (Relation::StepFather, "57", "继父或养父"),
    (Relation::StepMother, "58", "继母或养母"),
    (Relation::FathersFather, "61", "祖父"),
    (Relation::FathersMother, "62", "祖母"),
    (Relation::MothersFather, "63", "外祖父"),
    (Relation::MothersMother, "64", "外祖母"),
    (Relation::Brother, "71", "兄"),
    (Relation::Sister, "75", "姐姐"),
    (Relation::Relative, "97", "其他亲属"),
    (Relation::Other, "99", "非亲属"),
];

impl Relation {
    /// Every one, in the order that forms offer them.
    pub fn all() -> impl Iterator<Item = Self> {
        RELATIONS.into_iter().map(|it| it.0)
    }

    /// The standard's code.
    pub fn key(self) -> &'static str {
        RELATIONS.iter().find(|it| it.0 == self).map_or("99", |it| it.1)
    }

    /// The relation of code `key`. Codes that a roll seldom has count as other relatives.
    pub fn from_key(key: &str) -> Option<Self> {
        let known = RELATIONS.iter().find(|it| it.1 == key).map(|it| it.0);
        let two_digits = key.len() == 2 && key.bytes().all(|it| it.is_ascii_digit());
        known.or(two_digits.then_some(Self::Relative))
    }

    /// The relation that people call `label`, short words included.
    pub fn from_label(label: &str) -> Option<Self> {
        let known = RELATIONS.iter().find(|it| it.2 == label).map(|it| it.0);
        known.or(match label {
            "父" | "爸爸" | "父子" | "父女" => Some(Self::Father),
            "母" | "妈妈" | "母子" | "母女" => Some(Self::Mother),
            "爷爷" => Some(Self::FathersFather),
            "奶奶" => Some(Self::FathersMother),
            "外公" => Some(Self::MothersFather),
            "外婆" => Some(Self::MothersMother),
            "哥哥" => Some(Self::Brother),
            "姐" => Some(Self::Sister),
            "其他" => Some(Self::Other),
            _ => None,
        })
    }

    /// As people say it.
    pub fn label(self) -> &'static str {
        RELATIONS.iter().find(|it| it.0 == self).map_or("非亲属", |it| it.2)
    }

    /// The sex that the word implies, if it does.
    pub fn sex(self) -> Option<Sex> {
        match self {
            Self::Father
            | Self::StepFather
            | Self::FathersFather
            | Self::MothersFather
            | Self::Brother => Some(Sex::Male),
            Self::Mother
            | Self::StepMother
            | Self::FathersMother
            | Self::MothersMother
            | Self::Sister => Some(Sex::Female),
            Self::Relative | Self::Other => None,
        }
    }
}

/// What someone holds a post for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Duty {
    /// One of the roles that the system knows.
    Role(Role),
    /// 后勤, which gives no role in the system.
    Support,
}

impl Duty {
    /// The word that is stored.
    pub fn key(self) -> &'static str {
        match self {
            Self::Role(role) => role.key(),
            Self::Support => "support",
        }
    }

    /// The one that is stored as `key`.
    pub fn from_key(key: &str) -> Option<Self> {
        if key == "support" { Some(Self::Support) } else { Role::from_key(key).map(Self::Role) }
    }

    /// As people say it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Role(role) => role.label(),
            Self::Support => "后勤",
        }
    }
}

db::words!(Ownership, Standing, Relation, Duty);
