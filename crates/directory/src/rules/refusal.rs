//! Reasons for which the directory says no, in the words of those who are told.

use jiff::civil::Date;
use vocab::{SchoolYear, Term};

/// Why the rules say no.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Days of a change lie outside every term.
    #[error("{day}不在任何学期内，不能设置停课或调课。请先核对学期的起止日期")]
    OutsideTerm {
        /// The day.
        day: Date,
    },
    /// A term is not in its school year.
    #[error("学期的起止日期应在{year}学年之内（8月下旬到次年8月31日）")]
    OutsideYear {
        /// The school year.
        year: SchoolYear,
    },
    /// A term is far too short or too long.
    #[error("这个学期有{weeks}周，不合常理。请核对起止日期（一般20周左右）")]
    TermLength {
        /// How long it would be.
        weeks: i64,
    },
    /// Two terms run at once, or in the wrong order.
    #[error("与{}的日期重叠或先后颠倒，请核对", other.label())]
    TermsOverlap {
        /// The other one.
        other: Term,
    },
    /// A school does not dismiss its own principal.
    #[error("校长的任免由教育局办理，学校不能办理校长离职")]
    Superior,
    /// Someone must not come near the child.
    #[error("这个人不能加入接送名单。有疑问请联系学校")]
    NoContact,
    /// The pupil has left or graduated.
    #[error("该生已离校，不能办理。如需重新入学，请按转入办理")]
    NotEnrolled,
    /// The pupil is suspended: the rules of the roll allow no transfer meanwhile.
    #[error("该生正在休学，休学期间不能转学或调班。请先办理复学")]
    Suspended,
    /// The pupil is not suspended.
    #[error("该生没有休学，不需要办理复学")]
    NotSuspended,
    /// It is where the pupil is already.
    #[error("该生已经在这个班级，请选择别的班级")]
    SamePlace,
    /// The class is of another grade.
    #[error("所选班级与该生年级不同。义务教育阶段不能在转学、调班时跳级或留级")]
    OtherGrade,
    /// The class belongs to another school where that is not what is asked.
    #[error("所选班级不在本校。转到其他学校请按转学办理")]
    OtherSchool,
    /// The class is of a past school year.
    #[error("所选班级不是本学年的班级，请重新选择")]
    PastClass,
    /// The class is as large as the standard allows.
    #[error("所选班级已有{pupils}人，达到班额标准{max}人，请选择其他班级")]
    Full {
        /// How many are in it.
        pupils: i64,
        /// How many may be.
        max: i64,
    },
    /// The day lies before what is recorded already.
    #[error("生效日期不能早于{earliest}（该生上一次变动的日期）")]
    TooEarly {
        /// The first day that would do.
        earliest: Date,
    },
    /// The day lies too far ahead.
    #[error("生效日期不能晚于{latest}，请在变动发生时办理")]
    TooLate {
        /// The last day that would do.
        latest: Date,
    },
    /// Someone else changed the record meanwhile.
    #[error("刚才有人修改过该生的记录，请刷新后核对再办理")]
    Changed,
    /// What was confirmed of an import is still being taken over.
    #[error("正在按学籍表更新，请等更新完成后再操作")]
    StillApplying,
    /// An import is not at the stage that this needs.
    #[error("这次导入已经结束，请重新上传学籍表")]
    ImportClosed,
    /// The calendar shows a day outside of all school years.
    #[error("系统日历的日期{day}不正确，请联系系统管理员")]
    NoSchoolYear {
        /// The day.
        day: Date,
    },
    /// The classes are still those of a past school year.
    #[error("系统里还是{newest}学年的班级。请先办理“学年升级”，再导入{now}学年的学籍表")]
    YearNotTurned {
        /// Whose classes there are.
        newest: SchoolYear,
        /// The school year that runs.
        now: SchoolYear,
    },
    /// The old school year has not ended yet.
    #[error("新学年从{first}开始，{earliest}起才能办理升级")]
    YearRunning {
        /// The first day of the new year.
        first: Date,
        /// The first day on which it may be turned.
        earliest: Date,
    },
}
