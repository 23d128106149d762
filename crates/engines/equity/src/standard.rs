//! The seven indicators with what each stage must reach, as data: a revision of the standard is
//! another value of [`Standard`], not another program.

/// The stage that a pupil is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// 小学.
    Primary,
    /// 初中.
    Junior,
}

impl Stage {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Primary, Self::Junior];

    /// For people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Primary => "小学",
            Self::Junior => "初中",
        }
    }

    pub(crate) fn at(self) -> usize {
        match self {
            Self::Primary => 0,
            Self::Junior => 1,
        }
    }
}

/// How many indicators there are.
pub const INDICATORS: usize = 7;

/// A fraction that a standard names: 4.2 is 42 / 10.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// Numerator.
    pub above: u32,
    /// Denominator.
    pub below: u32,
}

impl Part {
    /// `above / below`.
    pub const fn new(above: u32, below: u32) -> Self {
        Self { above, below }
    }
}

/// An indicator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Indicator {
    /// For people.
    pub name: &'static str,
    /// The unit of what is counted.
    pub unit: &'static str,
    /// Per so many pupils: a hundred, or one.
    pub per: u32,
    /// What is counted comes in so many parts of the unit: square metres in hundredths.
    pub scale: u32,
    /// What a school must reach, by stage.
    pub least: [Part; 2],
}

/// How the difference between schools is limited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limited {
    /// Each of the seven by itself.
    Each,
    /// The mean of the seven, and each only by a wider limit.
    Mean {
        /// The wider limit for each.
        each: Part,
    },
}

/// A standard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standard {
    /// The indicators.
    pub indicators: [Indicator; INDICATORS],
    /// Of them a school must reach so many.
    pub needed: usize,
    /// And the others to this part.
    pub rest: Part,
    /// The most that the coefficient of difference may be, by stage.
    pub limit: [Part; 2],
    /// What the limit applies to.
    pub limited: Limited,
    /// A pupil of primary, junior and senior stage weighs so much when what a school has is split.
    pub nine_year: [u32; 3],
    /// The same for a complete school, which has junior and senior pupils.
    pub complete: [u32; 3],
    /// And for a school of all twelve years, in hundredths.
    pub twelve_year: [u32; 3],
}

const fn per_hundred(
    name: &'static str,
    unit: &'static str,
    primary: Part,
    junior: Part,
) -> Indicator {
    Indicator { name, unit, per: 100, scale: 1, least: [primary, junior] }
}

const fn per_pupil(
    name: &'static str,
    unit: &'static str,
    scale: u32,
    primary: Part,
    junior: Part,
) -> Indicator {
    Indicator { name, unit, per: 1, scale, least: [primary, junior] }
}

impl Standard {
    /// 教督〔2017〕6号. The numbers come from third parties; a bureau compares them with the ministry's
    /// text before it relies on them. That the limit applies to each of the seven is from memory,
    /// and another reading (the mean, with 0.65 for each) is in circulation: hence the setting.
    pub const OF_2017: Self = Self {
        indicators: [
            per_hundred(
                "每百名学生拥有高于规定学历教师数",
                "人",
                Part::new(42, 10),
                Part::new(53, 10),
            ),
            per_hundred("每百名学生拥有县级以上骨干教师数", "人", Part::new(1, 1), Part::new(1, 1)),
            per_hundred(
                "每百名学生拥有体育、艺术专任教师数",
                "人",
                Part::new(9, 10),
                Part::new(9, 10),
            ),
            per_pupil(
                "生均教学及辅助用房面积",
                "平方米",
                100,
                Part::new(45, 10),
                Part::new(58, 10),
            ),
            per_pupil("生均体育运动场馆面积", "平方米", 100, Part::new(75, 10), Part::new(102, 10)),
            per_pupil("生均教学仪器设备值", "元", 1, Part::new(2000, 1), Part::new(2500, 1)),
            per_hundred(
                "每百名学生拥有网络多媒体教室数",
                "间",
                Part::new(23, 10),
                Part::new(24, 10),
            ),
        ],
        needed: 6,
        rest: Part::new(85, 100),
        limit: [Part::new(50, 100), Part::new(45, 100)],
        limited: Limited::Each,
        nine_year: [100, 110, 0],
        complete: [0, 100, 120],
        twelve_year: [100, 110, 132],
    };
}
