//! The archive's list of graduates as a sheet: one row a graduate. It only adds; what is there stays
//! as it is, and the same list sent twice changes nothing.

use std::collections::HashMap;

use jiff::civil::Date;
use platform::{act::Source, seal::Sealer};
use sheet::{Book, CellFault, Column, Finding, Kind, Layout, Row, Severity};
use vocab::{IdNumber, normalise, normalise_name};

use super::{
    actions::{self, Error},
    model::{Filed, Graduation},
    rules, store,
};

/// So many graduates are filed in one act.
const BATCH: usize = 500;

/// The columns.
pub(super) fn layout() -> Layout {
    Layout::new(
        "高中毕业生档案",
        vec![
            Column::new("name", "姓名", Kind::Text).also(&["毕业生姓名"]).required(),
            Column::new("number", "身份证号", Kind::Text)
                .also(&["身份证件号码", "身份证号码"])
                .required()
                .note("18 位；导入后加密保存，只显示掩码"),
            Column::new("school", "毕业学校", Kind::Text)
                .also(&["学校", "学校名称"])
                .required()
                .note("毕业当时的校名"),
            Column::new("finished", "毕业年月", Kind::Text)
                .also(&["毕业时间", "毕业年份"])
                .required()
                .note("2003 或 2003-07"),
            Column::new("archive", "档案出处", Kind::Text)
                .also(&["档案号", "卷号"])
                .note("全宗号、卷号，便于核查"),
        ],
    )
}

/// What came of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Taken {
    /// Graduates who were not known.
    pub(super) added: u64,
    /// Rows that said nothing new.
    pub(super) same: usize,
    /// What is wrong with the others, by cell.
    pub(super) findings: Vec<Finding>,
}

/// A row as it can be used.
struct Said {
    row: Row,
    number: IdNumber,
    what: Graduation,
    archive: String,
}

/// Files whoever is new in a list; rows with faults are left out and told. A list of ten thousand
/// goes in in pieces: sent again after a break, it goes on where it stopped.
pub(super) async fn take(
    source: &impl Source,
    sealer: &Sealer,
    bytes: &[u8],
    is_demo: bool,
) -> Result<Taken, Error> {
    let today = source.origin().civil_now.date();
    let mut taken = Taken::default();
    let said = read(bytes, (today, is_demo), &mut taken.findings)?;
    for part in said.chunks(BATCH) {
        take_part(source, sealer, part, &mut taken).await?;
    }
    taken.findings.sort_by_key(|it| it.row);
    Ok(taken)
}

async fn take_part(
    source: &impl Source,
    sealer: &Sealer,
    part: &[Said],
    taken: &mut Taken,
) -> Result<(), Error> {
    let indexes: Vec<String> = part.iter().map(|it| actions::index(sealer, &it.number)).collect();
    let done: Result<(u64, usize, Vec<Finding>), Error> =
        platform::act!(source, "graduation.take", |act| {
            let origin = act.origin().clone();
            let known = store::known_of(act.tx(), &indexes).await?;
            let known: HashMap<(&str, &str), &Graduation> = known
                .iter()
                .map(|it| ((it.0.as_str(), it.1.school_name.as_str()), &it.1))
                .collect();
            let (mut new, mut same, mut findings) = (Vec::new(), 0, Vec::new());
            for (it, index) in part.iter().zip(&indexes) {
                match known.get(&(index.as_str(), it.what.school_name.as_str())) {
                    Some(there) if **there == it.what => same += 1,
                    Some(there) => findings.push(contradicts(it, there)),
                    None => new.push(filed(sealer, it, &origin)),
                }
            }
            let added = store::add_graduates(act.tx(), &new).await?;
            act.note("added", added);
            act.note("same", same);
            Ok((added, same, findings))
        });
    let (added, same, findings) = done?;
    taken.added += added;
    taken.same += same;
    taken.findings.extend(findings);
    Ok(())
}

fn filed(sealer: &Sealer, it: &Said, origin: &platform::act::Origin) -> Filed {
    let id = origin.ids.make(origin.now);
    let (id_sealed, id_index) = actions::numbered(sealer, vocab::Id::bits(id), &it.number);
    Filed {
        id,
        what: it.what.clone(),
        id_sealed,
        id_index,
        archive: it.archive.clone(),
        added_on: origin.civil_now.date(),
    }
}

fn contradicts(it: &Said, there: &Graduation) -> Finding {
    let words = rules::finished_words(&there.finished);
    let what = format!("与已有的档案不一致：{}，{words}毕业", there.name);
    let advice = "已有的没有改动；确实要更正的，请核对纸质档案后联系系统管理员";
    it.row.finding("name", Severity::Error, CellFault::new(what, advice))
}

fn read(bytes: &[u8], of: (Date, bool), findings: &mut Vec<Finding>) -> Result<Vec<Said>, Error> {
    let mut book = Book::open(bytes)?;
    let (rows, faults) = book.table(&layout())?.usable()?;
    findings.extend(faults);
    let (mut said, mut seen) = (Vec::new(), HashMap::new());
    for row in rows {
        match read_row(row, of) {
            Ok(it) => {
                let key = (it.number.open().to_owned(), it.what.school_name.clone());
                match seen.insert(key, it.row.number) {
                    None => said.push(it),
                    Some(first) => {
                        let what = format!("与第 {first} 行是同一个人、同一所学校");
                        let fault = CellFault::new(what, "同一人同一学校请只留一行");
                        findings.push(it.row.finding("number", Severity::Error, fault));
                    }
                }
            }
            Err(finding) => findings.push(finding),
        }
    }
    Ok(said)
}

fn read_row(row: Row, (today, is_demo): (Date, bool)) -> Result<Said, Finding> {
    let text = |key: &str| row.text(key).ok().flatten().unwrap_or_default();
    let fault = |key: &str, what: String, advice: &str| {
        row.finding(key, Severity::Error, CellFault::new(what, advice))
    };
    let number: IdNumber = text("number").parse().map_err(|it: vocab::NotAnIdNumber| {
        fault("number", it.to_string(), "请按档案核对后重填")
    })?;
    if number.is_invented() != is_demo {
        let what = "演示用的虚构号码不能用在正式系统，正式的也不能用在演示系统".to_owned();
        return Err(fault("number", what, "请核对身份证号"));
    }
    let finished = rules::finished(&text("finished"), today)
        .map_err(|it| fault("finished", it.to_string(), "请按档案核对后重填"))?;
    let name = normalise_name(&text("name"));
    let school_name = normalise(&text("school"));
    let archive = normalise(&text("archive"));
    Ok(Said { number, what: Graduation { name, school_name, finished }, archive, row })
}
