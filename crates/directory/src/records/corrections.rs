//! The fields that can be corrected, each with what it is checked against.

use jiff::civil::Date;
use platform::{
    requests::{Correction, CorrectionError, Current, Input, Set},
    seal::{Field, Sealer},
};
use vocab::{
    GuardianId, Id, IdNumber, Kind, Personal, Phone, Sex, StaffId, names::kinds, normalise,
    normalise_name, search_keys,
};

use super::{PARTNER_PERSON, store};
use crate::{fields, model::PartnerPersonId, store::add};

const STUDENT: &str = kinds::StudentId::PREFIX;
const GUARDIAN: &str = kinds::GuardianId::PREFIX;
const STAFF: &str = kinds::StaffId::PREFIX;

const NAME_CHARS_MAX: usize = 40;
const ADDRESS_CHARS_MAX: usize = 100;
const SEXES: &[&str] = &["男", "女"];
const BOOK: &str = "户口簿、身份证、出生医学证明";

/// Everything that can be corrected.
pub(crate) const CORRECTIONS: &[Correction] = &[
    Correction {
        subject_kind: STUDENT,
        key: "name",
        label: "姓名",
        input: Input::Text,
        proof: BOOK,
        figures: "",
        read: name,
        current: |tx, _, bits| Box::pin(store::student_name(tx, bits)),
        set: |act, _, bits, value| {
            Box::pin(async move {
                store::set_student_name(act.tx(), bits, value).await?;
                find_by(act, value).await
            })
        },
    },
    Correction {
        subject_kind: STUDENT,
        key: "sex",
        label: "性别",
        input: Input::Choice(SEXES),
        proof: BOOK,
        figures: "各学校、年级、班级的男女人数",
        read: sex,
        current: |tx, _, bits| Box::pin(store::student_sex(tx, bits)),
        set: |act, sealer, bits, value| {
            Box::pin(async move {
                let sex: Sex = value.parse().map_err(|_| unfit("性别只能是男或女。"))?;
                let sealed = store::student_id_number(act.tx(), bits).await?;
                if id_number(sealer, bits, sealed.as_ref()).is_some_and(|it| it.sex() != sex) {
                    return Err(unfit(AGAINST_ID));
                }
                Ok(store::set_student_sex(act.tx(), bits, sex).await?)
            })
        },
    },
    Correction {
        subject_kind: STUDENT,
        key: "birth-date",
        label: "出生日期",
        input: Input::Date,
        proof: BOOK,
        figures: "按年龄统计的人数(如未满十四周岁的监护人同意率)",
        read: day,
        current: |tx, _, bits| Box::pin(store::student_born(tx, bits)),
        set: |act, sealer, bits, value| {
            Box::pin(async move {
                let born: Date = value.parse().map_err(|_| unfit("出生日期写得不对。"))?;
                let sealed = store::student_id_number(act.tx(), bits).await?;
                if id_number(sealer, bits, sealed.as_ref()).is_some_and(|it| it.birthday() != born)
                {
                    return Err(unfit(AGAINST_ID));
                }
                Ok(store::set_student_born(act.tx(), bits, born).await?)
            })
        },
    },
    Correction {
        subject_kind: STUDENT,
        key: "address",
        label: "家庭住址",
        input: Input::Text,
        proof: "户口簿、房产证、居住证、租房合同",
        figures: "",
        read: address,
        current: |tx, _, bits| Box::pin(store::student_address(tx, bits)),
        set: |act, _, bits, value| {
            Box::pin(async move {
                if store::set_student_address(act.tx(), bits, value).await? {
                    return Ok(());
                }
                Err(unfit("这名学生没有登记家庭，请先由学校在学籍里补登家庭成员。"))
            })
        },
    },
    Correction {
        subject_kind: GUARDIAN,
        key: "name",
        label: "姓名",
        input: Input::Text,
        proof: "身份证、户口簿",
        figures: "",
        read: name,
        current: |tx, _, bits| Box::pin(store::guardian_name(tx, bits)),
        set: |act, _, bits, value| {
            Box::pin(async move {
                store::set_guardian_name(act.tx(), bits, value).await?;
                Ok(store::set_account_name(act.tx(), bits, value).await?)
            })
        },
    },
    of_phone(
        GUARDIAN,
        |tx, sealer, bits| {
            Box::pin(async move {
                let sealed = store::guardian_phone(tx, bits).await?;
                Ok(sealed.and_then(|it| sealer.open(fields::GUARDIAN_PHONE.at(bits), &it).ok()))
            })
        },
        |act, sealer, bits, value| {
            Box::pin(async move {
                let sealed = sealed_phone(
                    sealer,
                    fields::GUARDIAN_PHONE,
                    GuardianId::from_bits(bits),
                    value,
                )?;
                Ok(store::set_guardian_phone(act.tx(), bits, &sealed).await?)
            })
        },
    ),
    Correction {
        subject_kind: STAFF,
        key: "name",
        label: "姓名",
        input: Input::Text,
        proof: "身份证、教师资格证",
        figures: "",
        read: name,
        current: |tx, _, bits| Box::pin(store::staff_name(tx, bits)),
        set: |act, _, bits, value| {
            Box::pin(async move {
                store::set_staff_name(act.tx(), bits, value).await?;
                store::set_account_name(act.tx(), bits, value).await?;
                find_by(act, value).await
            })
        },
    },
    of_phone(
        STAFF,
        |tx, sealer, bits| {
            Box::pin(async move {
                let sealed = store::staff_phone(tx, bits).await?;
                Ok(sealed.and_then(|it| sealer.open(fields::STAFF_PHONE.at(bits), &it).ok()))
            })
        },
        |act, sealer, bits, value| {
            Box::pin(async move {
                let sealed =
                    sealed_phone(sealer, fields::STAFF_PHONE, StaffId::from_bits(bits), value)?;
                Ok(store::set_staff_phone(act.tx(), bits, &sealed).await?)
            })
        },
    ),
    Correction {
        subject_kind: PARTNER_PERSON,
        key: "name",
        label: "姓名",
        input: Input::Text,
        proof: "身份证",
        figures: "",
        read: name,
        current: |tx, _, bits| Box::pin(store::partner_person_name(tx, bits)),
        set: |act, _, bits, value| {
            Box::pin(async move {
                store::set_partner_person_name(act.tx(), bits, value).await?;
                Ok(store::set_account_name(act.tx(), bits, value).await?)
            })
        },
    },
    of_phone(
        PARTNER_PERSON,
        |tx, sealer, bits| {
            Box::pin(async move {
                let sealed = store::partner_person_phone(tx, bits).await?;
                Ok(sealed.and_then(|it| sealer.open(fields::PARTNER_PHONE.at(bits), &it).ok()))
            })
        },
        |act, sealer, bits, value| {
            Box::pin(async move {
                let sealed = sealed_phone(
                    sealer,
                    fields::PARTNER_PHONE,
                    PartnerPersonId::from_bits(bits),
                    value,
                )?;
                Ok(store::set_partner_person_phone(act.tx(), bits, &sealed).await?)
            })
        },
    ),
];

const AGAINST_ID: &str = "与登记的身份证件号不一致。证件号由公安和全国学籍系统管理：请先核对户口簿,\
    证件号有误的，先在全国学籍系统更正再导入；证件号无误的，请退回并说明。";
const PHONE: &str = "手机号应是 11 位数字，以 1 开头。";

/// The telephone of one kind of people.
const fn of_phone(subject_kind: &'static str, current: Current, set: Set) -> Correction {
    Correction {
        subject_kind,
        key: "phone",
        label: "手机号",
        input: Input::Phone,
        proof: "营业厅的入网凭证或缴费记录截图",
        figures: "",
        read: phone,
        current,
        set,
    }
}

/// A telephone that was typed, sealed for the person that `id` names.
fn sealed_phone<K: Kind>(
    sealer: &Sealer,
    field: Field,
    id: Option<Id<K>>,
    typed: &str,
) -> Result<fields::Sealed, CorrectionError> {
    let id = id.ok_or_else(|| unfit("没有这个人。"))?;
    let phone: Phone = typed.parse().map_err(|_| unfit(PHONE))?;
    Ok(fields::seal(sealer, field, id, &phone))
}

fn unfit(words: &str) -> CorrectionError {
    CorrectionError::Unfit(words.to_owned())
}

/// The ID number of a pupil, where it opens and is one.
fn id_number(sealer: &Sealer, bits: i64, sealed: Option<&String>) -> Option<IdNumber> {
    let open: Personal<String> = sealer.open(fields::STUDENT_ID.at(bits), sealed?).ok()?;
    open.open().parse().ok()
}

/// Lets a new name be found by its parts, its pinyin and its initials.
async fn find_by(act: &mut platform::Act<'_>, name: &str) -> Result<(), CorrectionError> {
    let keys = search_keys(name).into_iter().map(|key| (key, name.to_owned()));
    Ok(add::add_name_keys(act.tx(), keys).await?)
}

fn name(typed: &str) -> Result<String, &'static str> {
    let name = normalise_name(typed);
    let fits = (2..=NAME_CHARS_MAX).contains(&name.chars().count());
    if fits { Ok(name) } else { Err("姓名要有 2 到 40 个字。") }
}

fn sex(typed: &str) -> Result<String, &'static str> {
    typed.parse::<Sex>().map(|it| it.label().to_owned()).map_err(|_| "请选择男或女。")
}

fn day(typed: &str) -> Result<String, &'static str> {
    let day: Date = typed.trim().parse().map_err(|_| "请填写日期，如 2012-03-01。")?;
    if (1990..=2100).contains(&day.year()) {
        Ok(day.to_string())
    } else {
        Err("出生年份不对，请检查。")
    }
}

fn address(typed: &str) -> Result<String, &'static str> {
    let text = normalise(typed);
    let fits = (4..=ADDRESS_CHARS_MAX).contains(&text.chars().count());
    if fits { Ok(text) } else { Err("住址要有 4 到 100 个字，写到门牌号。") }
}

fn phone(typed: &str) -> Result<String, &'static str> {
    typed.parse::<Phone>().map(|it| it.open().to_owned()).map_err(|_| PHONE)
}
