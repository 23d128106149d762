//! What people are told of their after-school records, what is erased of them, what the law wants
//! kept, and what a teacher who leaves hands over.
//!
//! Everything about a child is told to its guardians. Of who has left, what was there to run the
//! days goes; of who is still here, the names of those who fetched it. What was paid and paid back
//! stays with the books.

mod store;

use db::Tx;
use jiff::civil::Date;
use platform::{
    privacy::{Eraser, PersonalTable},
    requests::{Disclosure, Duty, Section},
    rights::{Handing, Handover},
};
use vocab::{Kind as _, names::kinds};

use super::{collect, staffing};

/// How people are erased.
pub const ERASERS: &[Eraser] = &[
    Eraser {
        subject_kind: kinds::StudentId::PREFIX,
        label: "课后服务接送记录里接走人的姓名、接送时间",
        run: |tx, student| Box::pin(collect::store::erase(tx, student)),
    },
    Eraser {
        subject_kind: kinds::StudentId::PREFIX,
        label: "已离校学生的请假、提前接走记录（在校的保留到离校）",
        run: |tx, student| Box::pin(store::erase_days(tx, student)),
    },
    Eraser {
        subject_kind: kinds::GuardianId::PREFIX,
        label: "提前接走记录里监护人的称呼",
        run: |tx, guardian| Box::pin(store::erase_fetcher(tx, guardian)),
    },
];

/// The tables of this module that name people.
pub const PERSONAL: &[PersonalTable] = &[
    PersonalTable::erased("roll_mark"),
    PersonalTable::erased("pick_up"),
    PersonalTable::erased("early_leave"),
    PersonalTable::erased("care_leave"),
    PersonalTable::erased("care_day_untold"),
    PersonalTable::stays("participation", COUNTS),
    PersonalTable::stays("course_order", BOOKS),
    PersonalTable::stays("care_group", HOURS),
    PersonalTable::stays("care_teacher", HOURS),
    PersonalTable::stays("care_substitute", HOURS),
    PersonalTable::stays("care_duty", HOURS),
    PersonalTable::stays("course", HOURS),
    PersonalTable::stays("roll_call", HOURS),
    PersonalTable::stays("pay_line", BOOKS),
    PersonalTable::stays("programme_step", "方案办理经过，只有经办账号的编号"),
    PersonalTable::stays("programme_reminder", "催办记录，只有经办账号的编号"),
];

const COUNTS: &str = "参加率和教师课时的依据；只有学生编号、起止日期，不含其他信息";
const HOURS: &str = "点名、课时和薪酬的依据；只有教师编号";
const BOOKS: &str = "会计法、会计档案管理办法（会计凭证保存三十年）";

/// What the law wants kept.
pub const DUTIES: &[Duty] = &[
    Duty {
        subject_kind: kinds::StudentId::PREFIX,
        label: "课程缴费、收据和退费",
        basis: BOOKS,
        holds: |tx, student, _| Box::pin(store::has_paid(tx, student)),
    },
    Duty {
        subject_kind: kinds::StudentId::PREFIX,
        label: "参加课后服务的起止日期",
        basis: COUNTS,
        holds: |tx, student, _| Box::pin(store::took_part(tx, student)),
    },
];

/// What people are told.
pub const DISCLOSURES: &[Disclosure] = &[
    Disclosure {
        subject_kind: kinds::StudentId::PREFIX,
        tell: |tx, _, bits, day| Box::pin(student(tx, bits, day)),
    },
    Disclosure {
        subject_kind: directory::model::kinds::PartnerPersonId::PREFIX,
        tell: |tx, _, bits, _| Box::pin(outside(tx, bits)),
    },
    Disclosure {
        subject_kind: kinds::GuardianId::PREFIX,
        tell: |tx, _, bits, _| {
            Box::pin(async move {
                let rows = store::fetched(tx, bits).await?;
                Ok(vec![Section {
                    title: "约定由您提前接走", columns: &["日期", "时间"], rows
                }])
            })
        },
    },
];

/// Someone of a partner: the courses that they teach or taught.
async fn outside(tx: &mut Tx, bits: i64) -> Result<Vec<Section>, db::Error> {
    let rows = store::taught_from_outside(tx, bits).await?;
    Ok(vec![Section {
        title: "任教的拓展课程", columns: &["学期", "学校", "课程"], rows
    }])
}

async fn student(tx: &mut Tx, bits: i64, _: Date) -> Result<Vec<Section>, db::Error> {
    Ok(vec![
        Section {
            title: "参加课后服务",
            columns: &["学期", "服务", "状态", "开始", "到", "减免"],
            rows: store::parts(tx, bits).await?,
        },
        Section {
            title: "点名中的例外",
            columns: &["日期", "班", "情况", "由谁接走"],
            rows: store::marks(tx, bits).await?,
        },
        Section {
            title: "请假",
            columns: &["从", "到", "提出时间", "取消时间"],
            rows: store::leaves(tx, bits).await?,
        },
        Section {
            title: "接送约定",
            columns: &["日期或学期", "时间", "由谁接"],
            rows: store::pick_ups(tx, bits).await?,
        },
        Section {
            title: "拓展课程报名",
            columns: &["课程", "状态", "提出时间", "录取时间", "结束时间"],
            rows: store::bookings(tx, bits).await?,
        },
        Section {
            title: "课程志愿",
            columns: &["课程", "第几志愿", "填报时间"],
            rows: store::wishes(tx, bits).await?,
        },
        Section {
            title: "课程缴费",
            columns: &["课程", "金额", "状态", "收据", "缴费时间"],
            rows: store::payments(tx, bits).await?,
        },
        Section {
            title: "课程退费",
            columns: &["课程", "原因", "金额", "状态", "提出时间"],
            rows: store::refunds(tx, bits).await?,
        },
        Section {
            title: "课程评价",
            columns: &["课程", "星级", "评语", "时间"],
            rows: store::ratings(tx, bits).await?,
        },
    ])
}

/// What a teacher has in hand: groups and duty from today on.
pub const HANDOVERS: &[Handover] = &[Handover {
    label: "课后服务班与值班",
    count: |tx, account| Box::pin(staffing::store::count_in_hand(tx, account)),
    give: |tx, it: Handing| Box::pin(staffing::store::give(tx, it)),
}];
