//! What the directory erases of a person, and what the law wants kept.

use platform::{
    privacy::{Eraser, PersonalTable},
    requests::Duty,
};
use vocab::{Kind as _, names::kinds};

use super::{PARTNER_PERSON, store};

/// What goes. Each asks itself whether the person still needs to be reached.
pub(crate) const ERASERS: &[Eraser] = &[
    Eraser {
        subject_kind: kinds::StudentId::PREFIX,
        label: "已离校学生的家庭住址、联系电话、资助等补充信息(在校的随学籍保留)",
        run: |tx, bits| Box::pin(store::erase_student(tx, bits)),
    },
    crate::contact::ERASER,
    Eraser {
        subject_kind: kinds::StudentId::PREFIX,
        label: "已办结的家长绑定申请",
        run: |tx, bits| Box::pin(crate::joining::erase_requests_about(tx, bits)),
    },
    Eraser {
        subject_kind: kinds::GuardianId::PREFIX,
        label: "已办结的绑定、换号申请",
        run: |tx, bits| Box::pin(crate::joining::erase_requests_of(tx, bits)),
    },
    Eraser {
        subject_kind: kinds::GuardianId::PREFIX,
        label: "监护人的身份证件号",
        run: |tx, bits| Box::pin(store::erase_guardian_number(tx, bits)),
    },
    Eraser {
        subject_kind: kinds::GuardianId::PREFIX,
        label: "监护人的手机号(孩子仍在校的，保留到离校)",
        run: |tx, bits| Box::pin(store::erase_guardian_phone(tx, bits)),
    },
    Eraser {
        subject_kind: kinds::StaffId::PREFIX,
        label: "离职教职工的手机号(在职的保留到离职)",
        run: |tx, bits| Box::pin(store::erase_staff(tx, bits)),
    },
    Eraser {
        subject_kind: PARTNER_PERSON,
        label: "已停止任教的校外教师的手机号、性别（任教期间保留到停止）",
        run: |tx, bits| Box::pin(store::erase_partner_person(tx, bits)),
    },
];

/// The tables of the directory that name people, and what becomes of their rows.
pub(crate) const PERSONAL: &[PersonalTable] = &[
    PersonalTable::erased("student"),
    PersonalTable::erased("guardian"),
    PersonalTable::erased("staff"),
    PersonalTable::erased("guardian_request"),
    PersonalTable::erased("contact_order"),
    PersonalTable::stays("enrolment", ROLL),
    PersonalTable::stays(
        "guardianship",
        "谁是监护人、谁可接送，随学籍保存；姓名和号码在监护人记录里删除",
    ),
    PersonalTable::stays("post", "任职经历随人事档案保存，只有编号"),
    PersonalTable::stays("class", "班主任任职，只有编号"),
    PersonalTable::erased("institution_person"),
    PersonalTable::stays("roll_row", "学籍导入的核对结果，导入结束即删除"),
    PersonalTable::stays("census_difference", ROLL),
    PersonalTable::stays("census_past_difference", ROLL),
];

const ROLL: &str = "学籍由学校依中小学生学籍管理办法建立和保存";

/// What stays.
pub(crate) const DUTIES: &[Duty] = &[
    Duty {
        subject_kind: kinds::StudentId::PREFIX,
        label: "学籍基础信息和学籍变动记录",
        basis: "履行法定职责所必需(个人信息保护法第十三条第一款第三项);学籍由学校依中小学生学籍管理办法建立和保存",
        holds: |tx, bits, _| Box::pin(store::was_enrolled(tx, bits)),
    },
    Duty {
        subject_kind: kinds::GuardianId::PREFIX,
        label: "在校孩子的监护人姓名、关系、手机号",
        basis: "孩子在校期间保障安全、联系监护人所必需(个人信息保护法第十三条第一款第三项);孩子离校后可以删除",
        holds: |tx, bits, day| Box::pin(store::guards_a_pupil(tx, bits, day)),
    },
    Duty {
        subject_kind: kinds::StaffId::PREFIX,
        label: "在职教职工的姓名、岗位和手机号",
        basis: "订立、履行聘用合同和实施人力资源管理所必需(个人信息保护法第十三条第一款第二项);离职后手机号可以删除",
        holds: |tx, bits, _| Box::pin(store::works(tx, bits)),
    },
    Duty {
        subject_kind: PARTNER_PERSON,
        label: "任教期间的校外教师姓名、性别、任教科目和手机号",
        basis: "校外人员进校任教须先查询准入并可随时联系（未成年人保护法第六十二条、个人信息保护法第十三条第一款第三项）；停止任教后手机号、性别可以删除",
        holds: |tx, bits, day| Box::pin(store::teaches(tx, bits, day)),
    },
];
