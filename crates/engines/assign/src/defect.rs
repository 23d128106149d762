//! What is wrong with the lists, in the words of whoever has to put them right.

/// What is worked with at most.
pub mod limits {
    /// Schools.
    pub const SCHOOLS: usize = 500;
    /// Children.
    pub const CHILDREN: usize = 200_000;
    /// Categories.
    pub const CATEGORIES: usize = 20;
    /// Seats of a school.
    pub const SEATS: u32 = 10_000;
    /// Metres between home and school.
    pub const METRES: i64 = 1_000_000;
    /// Children of one bundle.
    pub const BUNDLE: usize = 8;
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Defect {
    /// No child, or too many.
    #[error("名单有 {0} 名儿童，应为 1 到 {max} 名", max = limits::CHILDREN)]
    Children(usize),
    /// No school, or too many.
    #[error("学校有 {0} 所，应为 1 到 {max} 所", max = limits::SCHOOLS)]
    Schools(usize),
    /// No category, or too many.
    #[error("类别有 {0} 种，应为 1 到 {max} 种", max = limits::CATEGORIES)]
    Categories(usize),
    /// A category twice.
    #[error("类别“{0}”重复，请合并或改名")]
    CategoryTwice(String),
    /// A school twice.
    #[error("学校名单第 {line} 行：标识码 {code} 与第 {first} 行重复，请核对")]
    SchoolTwice {
        /// The later line.
        line: u32,
        /// The earlier line.
        first: u32,
        /// The school's code.
        code: u64,
    },
    /// More seats than any school has.
    #[error("学校名单第 {line} 行：学位数 {seats} 过大，最多 {max}", max = limits::SEATS)]
    Seats {
        /// The line.
        line: u32,
        /// Its seats.
        seats: u32,
    },
    /// A child without a number.
    #[error("第 {line} 行：报名号未填，请补上")]
    NoId {
        /// The line.
        line: u32,
    },
    /// A child twice.
    #[error("第 {line} 行：报名号 {id} 与第 {first} 行重复，请核对是否同一名儿童")]
    ChildTwice {
        /// The later line.
        line: u32,
        /// The earlier line.
        first: u32,
        /// The number.
        id: String,
    },
    /// A category that is not declared.
    #[error("第 {line} 行：类别“{category}”不在方案中，请改为方案里的类别")]
    UnknownCategory {
        /// The line.
        line: u32,
        /// What stands there.
        category: String,
    },
    /// A school that is not in the list of schools.
    #[error("第 {line} 行：学校标识码 {code} 不在学校名单中，请核对")]
    UnknownSchool {
        /// The child's line.
        line: u32,
        /// What stands there.
        code: u64,
    },
    /// A school with two distances.
    #[error("第 {line} 行：到学校 {code} 的距离有两个，请只留一个")]
    NearTwice {
        /// The child's line.
        line: u32,
        /// The school.
        code: u64,
    },
    /// A distance below nothing, or beyond the county.
    #[error("第 {line} 行：到学校 {code} 的距离 {metres} 米有误，应为 0 到 {max} 的整数", max = limits::METRES)]
    Distance {
        /// The child's line.
        line: u32,
        /// The school.
        code: u64,
        /// What stands there.
        metres: i64,
    },
    /// A child who may go nowhere.
    #[error("第 {line} 行：没有一所可以就读的学校，请补上可选学校，或撤销对学校的排除")]
    Nowhere {
        /// The line.
        line: u32,
    },
    /// Nothing says who of two goes first.
    #[error(
        "第 {line} 行与第 {first} 行：同一类别、积分相同、抽签号也相同（{ticket}），无法分出先后，请核对抽签号"
    )]
    TicketTwice {
        /// The later line.
        line: u32,
        /// The earlier line.
        first: u32,
        /// The ticket.
        ticket: u64,
    },
    /// More children are admitted already than a school has seats.
    #[error("学校 {code} 有 {seats} 个学位，已录取 {} 名（第 {} 行），请增加学位或核对已录取名单", lines.len(), list(lines))]
    Overfull {
        /// The school.
        code: u64,
        /// Its seats.
        seats: u32,
        /// The lines of those admitted.
        lines: Vec<u32>,
    },
    /// A bundle names a child who is not in the list.
    #[error("捆绑名单第 {line} 行：名单中没有报名号 {id}，请核对是否漏报")]
    BundleUnknown {
        /// The bundle's line.
        line: u32,
        /// The number.
        id: String,
    },
    /// A child in two bundles, or twice in one.
    #[error("捆绑名单第 {line} 行：报名号 {id} 已在第 {first} 行捆绑，请合并")]
    BundleTwice {
        /// The later line.
        line: u32,
        /// The earlier line.
        first: u32,
        /// The number.
        id: String,
    },
    /// A bundle of one, or of a crowd.
    #[error("捆绑名单第 {line} 行：有 {size} 名儿童，应为 2 到 {max} 名", max = limits::BUNDLE)]
    BundleSize {
        /// The line.
        line: u32,
        /// How many.
        size: usize,
    },
    /// Siblings of different categories.
    #[error("捆绑名单第 {line} 行：几名儿童的类别不同（{}），请先统一类别", categories.join("、"))]
    BundleMixed {
        /// The line.
        line: u32,
        /// The categories.
        categories: Vec<String>,
    },
    /// Siblings without a school that all may go to.
    #[error("捆绑名单第 {line} 行：几名儿童没有共同可读的学校，请补上，或取消捆绑")]
    BundleNowhere {
        /// The line.
        line: u32,
    },
    /// Siblings who are admitted by different schools already.
    #[error("捆绑名单第 {line} 行：几名儿童已被不同学校录取，请取消捆绑")]
    BundleParted {
        /// The line.
        line: u32,
    },
    /// No school that they may go to has seats for all of them.
    #[error(
        "捆绑名单第 {line} 行：{size} 名儿童要同校，可读学校可安排的学位最多只有 {most} 个，请增加学位或取消捆绑"
    )]
    BundleTooLarge {
        /// The line.
        line: u32,
        /// How many.
        size: usize,
        /// The most seats of one school, without those of already admitted children.
        most: u32,
    },
}

fn list(lines: &[u32]) -> String {
    lines.iter().map(ToString::to_string).collect::<Vec<_>>().join("、")
}
