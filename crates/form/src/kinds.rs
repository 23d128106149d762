//! What a file's word for a type comes to, with everything that goes with it: bounds, options, what
//! is looked up, which files are taken, columns of rows.

use std::sync::Arc;

use catalog::{At, Fault, Source};
use platform::{
    access::PlaceKind,
    files::{Accept, FileKind},
};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::{Decimal, FileRule, Kind, Look, RawField, Rows, codes, decimal, expr::Names, reading};

/// The types that a file may name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Word {
    Text,
    Long,
    Integer,
    Decimal,
    Money,
    Date,
    Time,
    YesNo,
    Phone,
    Choice,
    Choices,
    Student,
    Class,
    School,
    Person,
    Institution,
    Place,
    Files,
    Rows,
}

impl Word {
    fn is_choice(self) -> bool {
        matches!(self, Self::Choice | Self::Choices)
    }
}

/// The most rows of one answer.
const ROWS_MAX: usize = 200;
/// The most columns of rows.
const COLUMNS_MAX: usize = 12;
/// The most files of one answer, and the largest.
const FILES_MAX: usize = 20;
const MIB_MAX: usize = 20;

/// The kind of `it`.
pub(crate) fn kind(source: &Source, it: &RawField) -> Result<Kind, Vec<Fault>> {
    let word = *it.kind.get_ref();
    strangers(source, it, word)?;
    let bounds = |usual: (i64, i64)| {
        let (min, max) = (it.min.unwrap_or(usual.0), it.max.unwrap_or(usual.1));
        if min > max {
            Err(fault(source, it, "min 比 max 大", "请对调"))
        } else {
            Ok((min, max))
        }
    };
    Ok(match word {
        Word::Text => Kind::Text(longest(source, it, 100)?),
        Word::Long => Kind::Long(longest(source, it, 1000)?),
        Word::Integer => {
            let (min, max) = bounds((0, 1_000_000_000))?;
            Kind::Integer(min, max)
        }
        Word::Decimal => Kind::Decimal(fixed(source, it, bounds((0, 1_000_000_000))?)?),
        Word::Money => Kind::Money,
        Word::Date => Kind::Date,
        Word::Time => Kind::Time,
        Word::YesNo => Kind::YesNo,
        Word::Phone => Kind::Phone,
        Word::Choice => Kind::Choice(options(source, it)?),
        Word::Choices => Kind::Choices(options(source, it)?),
        Word::Student => Kind::Look(Look::Student),
        Word::Class => Kind::Look(Look::Class),
        Word::School => Kind::Look(Look::School),
        Word::Person => Kind::Look(Look::Person),
        Word::Institution => Kind::Look(Look::Institution),
        Word::Place => Kind::Look(Look::Place(places(source, it)?)),
        Word::Files => Kind::Files(files(source, it)?),
        Word::Rows => Kind::Rows(Arc::new(rows(source, it, bounds((0, 50))?)?)),
    })
}

fn fault(source: &Source, it: &RawField, cause: &str, advice: &str) -> Vec<Fault> {
    vec![source.fault(&it.kind.span(), cause, advice)]
}

/// Keys that do not go with the type: who writes one meant another type.
fn strangers(source: &Source, it: &RawField, word: Word) -> Result<(), Vec<Fault>> {
    let has_options = !it.choices.is_empty() || it.codes.is_some();
    if word.is_choice() && !has_options {
        let advice = "请写 choices = [[\"key\", \"文字\"], …] 或 codes = \"代码表\"";
        return Err(fault(source, it, "选择题没有选项", advice));
    }
    let found: [(bool, bool, &str, &str); 6] = [
        (has_options, word.is_choice(), "没有选项", "请去掉 choices，或把 type 改成 choice"),
        (
            it.places.is_some(),
            word == Word::Decimal,
            "没有小数位",
            "请去掉 places，或把 type 改成 decimal",
        ),
        (!it.of.is_empty(), word == Word::Place, "不分地点种类", "请去掉 of，或把 type 改成 place"),
        (
            !it.accept.is_empty() || it.max_mb.is_some() || it.max_files.is_some(),
            word == Word::Files,
            "不收文件",
            "请去掉 accept、max_mb、max_files，或把 type 改成 files",
        ),
        (
            it.capture || it.place,
            word == Word::Files,
            "不拍照",
            "请去掉 capture、place，或把 type 改成 files",
        ),
        (
            !it.column.is_empty(),
            word == Word::Rows,
            "没有列",
            "请去掉 [[field.column]]，或把 type 改成 rows",
        ),
    ];
    match found.into_iter().find(|(written, fits, ..)| *written && !fits) {
        Some((_, _, what, advice)) => Err(fault(source, it, &format!("这个类型{what}"), advice)),
        None => Ok(()),
    }
}

fn longest(source: &Source, it: &RawField, usual: i64) -> Result<u32, Vec<Fault>> {
    let max = it.max.unwrap_or(usual);
    let fits = (1..=4000).contains(&max).then_some(max).and_then(|it| u32::try_from(it).ok());
    fits.ok_or_else(|| fault(source, it, "max 不合适", "文字的 max 是字数，1 到 4000"))
}

fn fixed(source: &Source, it: &RawField, (min, max): (i64, i64)) -> Result<Decimal, Vec<Fault>> {
    let places = it.places.unwrap_or(2);
    let units = |whole: i64| decimal::rescaled(whole, 0, places);
    let fits = (1..=4).contains(&places);
    // Expressions count in millionths.
    let room = |whole: i64| whole.abs() <= 1_000_000_000;
    match (units(min), units(max)) {
        (Some(min_units), Some(max_units)) if fits && room(min) && room(max) => {
            Ok(Decimal { places, min: min_units, max: max_units })
        }
        _ => {
            let advice = "places 写 1 到 4 位，min、max 写整数，绝对值不超过 10 亿";
            Err(fault(source, it, "小数的位数或范围不合适", advice))
        }
    }
}

fn options(source: &Source, it: &RawField) -> Result<Vec<(String, String)>, Vec<Fault>> {
    let Some(table) = &it.codes else { return Ok(it.choices.clone()) };
    if !it.choices.is_empty() {
        let advice = "请只留 choices 或 codes 中的一个";
        return Err(vec![source.fault(&table.span(), "选项写了两处", advice)]);
    }
    codes::options(table.get_ref()).ok_or_else(|| {
        vec![source.unknown(&table.span(), "代码表", table.get_ref(), &codes::names())]
    })
}

fn places(source: &Source, it: &RawField) -> Result<Vec<PlaceKind>, Vec<Fault>> {
    const KNOWN: &[&str] = &["county", "office", "town", "school", "campus", "class"];
    if it.of.is_empty() {
        return Ok(vec![PlaceKind::Town, PlaceKind::School, PlaceKind::Campus]);
    }
    let kind = |word: &At<String>| {
        let found = PlaceKind::from_key(word.get_ref());
        found.ok_or_else(|| vec![source.unknown(&word.span(), "地点种类", word.get_ref(), KNOWN)])
    };
    it.of.iter().map(kind).collect()
}

fn files(source: &Source, it: &RawField) -> Result<FileRule, Vec<Fault>> {
    const KNOWN: &[&str] = &["image", "pdf", "excel", "word"];
    let mut mask = 0;
    for word in &it.accept {
        let at = KNOWN.iter().position(|known| known == word.get_ref());
        let unknown = || vec![source.unknown(&word.span(), "文件种类", word.get_ref(), KNOWN)];
        mask |= 1 << at.ok_or_else(unknown)?;
    }
    let most = it.max_files.unwrap_or(5);
    let mib = it.max_mb.unwrap_or(MIB_MAX);
    if !(1..=FILES_MAX).contains(&most) || !(1..=MIB_MAX).contains(&mib) {
        let advice = format!("max_files 写 1 到 {FILES_MAX}，max_mb 写 1 到 {MIB_MAX}");
        return Err(fault(source, it, "文件的个数或大小不合适", &advice));
    }
    let (kinds, types) = ACCEPTED[if mask == 0 { 3 } else { mask }];
    if (it.capture || it.place) && !kinds.iter().any(|kind| kind.is_picture()) {
        return Err(fault(source, it, "拍照的字段不收图片", "accept 里请加上 \"image\""));
    }
    let accept = Accept { kinds, types, bytes_max: mib << 20 };
    Ok(FileRule { accept, most, camera: it.capture, position: it.place })
}

const J: FileKind = FileKind::Jpeg;
const N: FileKind = FileKind::Png;
const W: FileKind = FileKind::Webp;
const P: FileKind = FileKind::Pdf;
const X: FileKind = FileKind::Xlsx;
const D: FileKind = FileKind::Docx;

/// By the sum of image 1, pdf 2, excel 4, word 8: the kinds, and what a browser is told.
const ACCEPTED: [(&[FileKind], &str); 16] = [
    (&[], ""),
    (&[J, N, W], "image/jpeg,image/png,image/webp"),
    (&[P], "application/pdf"),
    (&[J, N, W, P], "image/jpeg,image/png,image/webp,application/pdf"),
    (&[X], ".xlsx"),
    (&[J, N, W, X], "image/jpeg,image/png,image/webp,.xlsx"),
    (&[P, X], "application/pdf,.xlsx"),
    (&[J, N, W, P, X], "image/jpeg,image/png,image/webp,application/pdf,.xlsx"),
    (&[D], ".docx"),
    (&[J, N, W, D], "image/jpeg,image/png,image/webp,.docx"),
    (&[P, D], "application/pdf,.docx"),
    (&[J, N, W, P, D], "image/jpeg,image/png,image/webp,application/pdf,.docx"),
    (&[X, D], ".xlsx,.docx"),
    (&[J, N, W, X, D], "image/jpeg,image/png,image/webp,.xlsx,.docx"),
    (&[P, X, D], "application/pdf,.xlsx,.docx"),
    (&[J, N, W, P, X, D], "image/jpeg,image/png,image/webp,application/pdf,.xlsx,.docx"),
];

fn rows(source: &Source, it: &RawField, (min, max): (i64, i64)) -> Result<Rows, Vec<Fault>> {
    if it.column.is_empty() || it.column.len() > COLUMNS_MAX {
        let advice = format!("请在它下面写 [[field.column]]，1 到 {COLUMNS_MAX} 列");
        return Err(fault(source, it, "多行字段的列数不合适", &advice));
    }
    let size = |it: i64| usize::try_from(it).ok().filter(|it| *it <= ROWS_MAX);
    let (Some(min), Some(max)) = (size(min), size(max)) else {
        let advice = format!("min、max 是行数，0 到 {ROWS_MAX}");
        return Err(fault(source, it, "多行字段的行数不合适", &advice));
    };
    let mut faults = Vec::new();
    for column in &it.column {
        let word = *column.kind.get_ref();
        if matches!(word, Word::Rows | Word::Files | Word::Choices | Word::Long) {
            let advice = "列可以是一行文字、数字、金额、日期、时间、是否、电话、单选和查找";
            faults.push(source.fault(&column.kind.span(), "列不能是这个类型", advice));
        }
        let follows = column.required_if.is_some()
            || column.visible.is_some()
            || column.computed.is_some()
            || !column.check.is_empty();
        if follows || column.class.is_some() || column.from.is_some() {
            let advice = "条件、计算、分级和预填写在多行字段上，列里只写 required";
            faults.push(source.fault(&column.key.span(), "列里写了条件、计算、分级或预填", advice));
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let (columns, _) = reading::fields_with(source, &it.column, Names::default())?;
    Ok(Rows { columns, min, max })
}
