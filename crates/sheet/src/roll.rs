//! The layout of the national roll's export: one row a pupil, 69 columns.
//!
//! Titles and field codes are those of the export of 全国中小学生学籍信息管理系统. Columns of
//! code tables are read as text, since exports carry labels, codes, or both; whoever imports
//! them knows the tables.

use crate::layout::{Column, Kind, Layout};

/// A column: field code, title, kind, other titles.
type Field = (&'static str, &'static str, fn() -> Kind, &'static [&'static str]);

/// The layout, with what an import cannot do without: name, ID number and class.
pub fn layout() -> Layout {
    let columns = PUPIL.iter().map(column).chain([1, 2].into_iter().flat_map(relative));
    let columns = columns.map(|column| match column.key.as_str() {
        "xm" | "bh" => column.required(),
        "xb" | "csrq" | "sfzjh" => column.present(),
        _ => column,
    });
    Layout::new("学生基础信息表", columns.collect())
}

fn column((key, title, kind, synonyms): &Field) -> Column {
    Column::new(key, title, kind()).also(synonyms)
}

/// The columns of the first or second family member.
fn relative(which: u8) -> impl Iterator<Item = Column> {
    RELATIVE.iter().map(move |(key, title, kind, synonyms)| {
        let synonyms: Vec<String> = synonyms
            .iter()
            .flat_map(|it| [format!("成员{which}{it}"), format!("家庭成员{which}{it}")])
            .chain([format!("家庭成员{which}{title}"), format!("监护人{which}{title}")])
            .collect();
        let synonyms: Vec<&str> = synonyms.iter().map(String::as_str).collect();
        Column::new(&format!("cy{which}{key}"), &format!("成员{which}{title}"), kind())
            .also(&synonyms)
    })
}

fn text() -> Kind {
    Kind::Text
}
fn id() -> Kind {
    Kind::IdNumber
}
fn phone() -> Kind {
    Kind::Phone
}
fn yes_no() -> Kind {
    Kind::YesNo
}
fn sex() -> Kind {
    Kind::Choice(vec!["男".to_owned(), "女".to_owned()])
}
fn postcode() -> Kind {
    Kind::Code { digits: 6 }
}
fn kilometres() -> Kind {
    Kind::Decimal { places: 2 }
}

const PUPIL: [Field; 45] = [
    ("xm", "姓名", text, &["学生姓名"]),
    ("xb", "性别", sex, &["学生性别"]),
    ("csrq", "出生日期", || Kind::Date, &["出生年月日", "生日"]),
    ("csdxzq", "出生地行政区划代码", text, &["出生地行政区划", "出生地"]),
    ("jg", "籍贯", text, &[]),
    ("mz", "民族", text, &[]),
    ("gj", "国籍/地区", text, &["国籍", "国家或地区"]),
    ("sfzjlx", "身份证件类型", text, &["证件类型", "身份证类型"]),
    ("gatqw", "港澳台侨外", text, &["港澳台侨"]),
    ("jkzk", "健康状况", text, &["健康情况"]),
    ("zzmm", "政治面貌", text, &[]),
    ("sfzjh", "身份证件号", id, &["身份证号", "身份证号码", "身份证件号码", "证件号码", "证件号"]),
    ("hkxz", "户口性质", text, &["户籍性质", "户口类型"]),
    (
        "hkszdxzqh",
        "户口所在地行政区划",
        text,
        &["户口所在地", "户籍所在地", "户口所在地行政区划代码"],
    ),
    ("bh", "班号", text, &["班级", "班级名称", "所在班级", "班级代码"]),
    ("rxny", "入学年月", || Kind::Month, &["入学时间", "入学日期"]),
    ("rxfs", "入学方式", text, &[]),
    ("jdfs", "就读方式", text, &[]),
    ("xzz", "现住址", text, &["现居住地址", "现居住地"]),
    ("txdz", "通信地址", text, &["通讯地址"]),
    ("jtdz", "家庭地址", text, &["家庭住址"]),
    ("lxdh", "联系电话", phone, &["电话", "手机号", "手机号码", "联系方式"]),
    ("yzbm", "邮政编码", postcode, &["邮编"]),
    ("sfdszn", "是否独生子女", yes_no, &["独生子女"]),
    ("sfsgxqjy", "是否受过学前教育", yes_no, &["学前教育"]),
    ("sflset", "是否留守儿童", text, &["留守儿童"]),
    ("sfxysqzz", "是否需要申请资助", yes_no, &[]),
    ("sfxsyb", "是否享受一补", yes_no, &[]),
    ("sfge", "是否孤儿", yes_no, &["孤儿"]),
    ("sfls", "是否烈士或优抚子女", yes_no, &["烈士或优抚子女"]),
    ("sxxjl", "上下学距离", kilometres, &["上下学距离(公里)", "上下学距离(km)"]),
    ("sxxfs", "上下学交通方式", text, &["上下学方式"]),
    ("sfxyczxc", "是否需要乘坐校车", yes_no, &["是否乘坐校车"]),
    ("zym", "曾用名", text, &[]),
    ("sfzyxq", "身份证件有效期", text, &["身份证有效期"]),
    ("xx", "血型", text, &[]),
    ("tc", "特长", text, &[]),
    ("xjfh", "学籍辅号", text, &[]),
    ("bnxh", "班内学号", text, &["学号", "座号"]),
    ("xsly", "学生来源", text, &[]),
    ("dzxx", "电子信箱", text, &["电子邮箱", "邮箱"]),
    ("zydz", "主页地址", text, &[]),
    ("cjlx", "残疾类型", text, &["残疾人类型"]),
    ("sfyzfgmxw", "是否由政府购买学位", yes_no, &["政府购买学位"]),
    ("sbjd", "随班就读", text, &[]),
];

const RELATIVE: [Field; 12] = [
    ("xm", "姓名", text, &[]),
    ("gx", "关系", text, &["与学生关系"]),
    ("gxsm", "关系说明", text, &[]),
    ("xzz", "现住址", text, &["现居住地"]),
    ("hkszd", "户口所在地行政区划", text, &["户口所在地"]),
    ("lx", "联系电话", phone, &["电话", "手机号", "手机号码"]),
    ("sfjhr", "是否监护人", yes_no, &[]),
    ("sfzjlx", "身份证件类型", text, &["证件类型"]),
    ("sfzh", "身份证件号", id, &["身份证号", "身份证号码", "证件号码"]),
    ("mz", "民族", text, &[]),
    ("gzdw", "工作单位", text, &[]),
    ("zw", "职务", text, &[]),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::titles::essence;

    #[test]
    fn it_has_the_69_columns_in_their_order_and_no_title_means_two_of_them() {
        let layout = layout();
        assert_eq!(layout.columns.len(), 69);
        for (key, place) in [("xm", 0), ("sfzjh", 11), ("sbjd", 44), ("cy1xm", 45), ("cy2zw", 68)] {
            assert_eq!(layout.position(key), Some(place));
        }
        assert_eq!(layout.columns[68].title, "成员2职务");
        let mut seen = std::collections::HashMap::new();
        for column in &layout.columns {
            let mut titles: Vec<String> = column.synonyms.iter().map(|it| essence(it)).collect();
            titles.push(essence(&column.title));
            titles.sort();
            titles.dedup();
            for title in titles {
                let before = seen.insert(title.clone(), &column.key);
                assert_eq!(before, None, "{title} is {} too", column.key);
            }
        }
    }
}
