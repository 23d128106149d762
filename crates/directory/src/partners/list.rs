//! A list of partners and their people comes in: one row a person, partners repeated. It only adds;
//! what is known stays as it is, and the same list sent twice changes nothing.

use std::collections::HashMap;

use db::Tx;
use jiff::civil::Date;
use platform::{act::Source, seal::Sealer};
use sheet::{Book, CellFault, Column, Finding, Kind, Layout, Row, Severity};
use vocab::{InstitutionId, Phone, Sex, Uscc};

use super::{
    actions::{self, Error, Newcomer},
    model::{Known, Partner, Standing},
    rules, store,
};
use crate::{fields::PARTNER_PHONE, model::NewPartner, store::add};

/// The columns of the list.
pub fn layout() -> Layout {
    let fields = rules::FIELDS.map(str::to_owned).to_vec();
    let sexes = [Sex::Male, Sex::Female].map(|it| it.label().to_owned()).to_vec();
    Layout::new(
        "校外机构名单",
        vec![
            Column::new("name", "机构名称", Kind::Text).also(&["名称", "单位名称"]).required(),
            Column::new("code", "统一社会信用代码", Kind::Text)
                .also(&["信用代码", "社会信用代码"])
                .required(),
            Column::new("field", "类别", Kind::Choice(fields)).also(&["机构类别"]).required(),
            Column::new("person", "教师姓名", Kind::Text)
                .also(&["姓名", "教师"])
                .present()
                .note("一行一名教师，同一机构可以有多行；还没有教师的机构，后四列都空着"),
            Column::new("sex", "性别", Kind::Choice(sexes)).present(),
            Column::new("subject", "任教科目", Kind::Text).also(&["科目", "课程"]).present(),
            Column::new("phone", "手机号", Kind::Phone).also(&["联系电话", "手机"]).present(),
        ],
    )
}

/// What came of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Taken {
    /// Partners that the register did not know.
    pub partners: usize,
    /// People that the register did not know.
    pub people: usize,
    /// Rows that said nothing new.
    pub same: usize,
    /// What is wrong with the others, by cell.
    pub findings: Vec<Finding>,
}

/// Takes over what is new in a list; rows with faults are left out and told. `is_demo` says whether
/// the cell is a demonstration, which takes invented numbers and no others.
///
/// # Errors
///
/// If the file holds no such list, in words for whoever sent it; if the database fails.
pub async fn take(
    source: &impl Source,
    sealer: &Sealer,
    bytes: &[u8],
    is_demo: bool,
) -> Result<Taken, Error> {
    let (said, mut findings) = read(bytes, is_demo)?;
    let phones: Vec<String> = said.iter().map(|it| index(sealer, it)).collect();
    let done: Result<Taken, Error> = platform::act!(source, "partner.import", |act| {
        let today = act.origin().civil_now.date();
        let register = register(act.tx(), &said, today).await?;
        let mut judged = judge(&said, &phones, register, today);
        let origin = act.origin().clone();
        let new: Vec<NewPartner> = judged
            .partners
            .iter()
            .map(|at| new_partner(&said[*at], origin.ids.make(origin.now)))
            .collect();
        add::add_partners(act.tx(), &new).await?;
        judged.ids.extend(new.iter().map(|it| (it.credit_code.clone(), it.id)));
        let people: Vec<Newcomer> =
            judged.people.iter().filter_map(|at| newcomer(&said[*at], &judged.ids)).collect();
        actions::add_people(act, sealer, &people).await?;
        act.note("partners", new.len());
        act.note("people", people.len());
        act.note("faults", judged.findings.len());
        let (partners, people) = (new.len(), people.len());
        Ok(Taken { partners, people, same: judged.same, findings: judged.findings })
    });
    let taken = done?;
    findings.extend(taken.findings.iter().cloned());
    findings.sort_by_key(|it| it.row);
    Ok(Taken { findings, ..taken })
}

/// A copy of the person's own workbook in which `findings` are marked.
///
/// # Errors
///
/// If the file cannot be read, which [`take`] told before.
pub fn answer(bytes: &[u8], findings: &[Finding]) -> Result<Vec<u8>, Error> {
    Ok(sheet::marked(bytes, &layout(), findings)?)
}

/// A row as it can be used.
pub(super) struct Said {
    pub(super) row: Row,
    pub(super) code: Uscc,
    pub(super) name: String,
    pub(super) field: &'static str,
    pub(super) person: Option<SaidPerson>,
}

pub(super) struct SaidPerson {
    pub(super) name: String,
    pub(super) sex: Option<Sex>,
    pub(super) subject: String,
    pub(super) phone: Phone,
}

fn index(sealer: &Sealer, it: &Said) -> String {
    let phone = it.person.as_ref().map(|it| it.phone.open());
    phone.map(|it| sealer.index(PARTNER_PHONE, it)).unwrap_or_default()
}

fn new_partner(it: &Said, id: InstitutionId) -> NewPartner {
    NewPartner {
        id,
        name: it.name.clone(),
        credit_code: it.code.to_string(),
        field: it.field.to_owned(),
        approved_on: None,
    }
}

fn newcomer(it: &Said, ids: &HashMap<String, InstitutionId>) -> Option<Newcomer> {
    let person = it.person.as_ref()?;
    Some(Newcomer {
        institution: *ids.get(it.code.as_str())?,
        name: person.name.clone(),
        sex: person.sex,
        subject: person.subject.clone(),
        phone: person.phone.clone(),
    })
}

fn read(bytes: &[u8], is_demo: bool) -> Result<(Vec<Said>, Vec<Finding>), Error> {
    let mut book = Book::open(bytes)?;
    let (rows, mut findings) = book.table(&layout())?.usable()?;
    let mut said = Vec::new();
    for row in rows {
        match read_row(row, is_demo) {
            Ok(it) => said.push(it),
            Err(finding) => findings.push(finding),
        }
    }
    Ok((said, findings))
}

fn read_row(row: Row, is_demo: bool) -> Result<Said, Finding> {
    let text = |key: &str| row.text(key).ok().flatten().unwrap_or_default();
    let fault = |key: &str, what: String| {
        let what = what.trim_end_matches('。').to_owned();
        row.finding(key, Severity::Error, CellFault::new(what, "改正后把整张表再传一次"))
    };
    let told = |key: &'static str| move |it: rules::Refusal| (key, it.to_string());
    let read = || {
        let code = rules::code(&text("code"), is_demo).map_err(told("code"))?;
        let name = rules::name(&text("name")).map_err(told("name"))?;
        let field = rules::field(&text("field")).map_err(told("field"))?;
        let blank = ["person", "subject", "phone"].iter().all(|it| text(it).is_empty());
        let person = if blank { None } else { Some(read_person(&text, is_demo)?) };
        Ok((code, name, field, person))
    };
    let read: Result<_, (&'static str, String)> = read();
    let (code, name, field, person) = read.map_err(|(key, what)| fault(key, what))?;
    Ok(Said { row, code, name, field, person })
}

fn read_person(
    text: &impl Fn(&str) -> String,
    is_demo: bool,
) -> Result<SaidPerson, (&'static str, String)> {
    let told = |key: &'static str| move |it: rules::Refusal| (key, it.to_string());
    let name = rules::person(&text("person")).map_err(told("person"))?;
    let sex = text("sex");
    let sex = if sex.is_empty() { None } else { Some(rules::sex(&sex).map_err(told("sex"))?) };
    let subject = rules::subject(&text("subject")).map_err(told("subject"))?;
    let phone = platform::codes::phone(&text("phone"), is_demo);
    let phone = phone.map_err(|it| ("phone", it.to_string()))?;
    Ok(SaidPerson { name, sex, subject, phone })
}

/// The partners and people that a list speaks of, as the register has them.
async fn register(
    tx: &mut Tx,
    said: &[Said],
    today: Date,
) -> Result<(Vec<Partner>, Vec<Known>), db::Error> {
    let mut codes: Vec<String> = said.iter().map(|it| it.code.to_string()).collect();
    codes.sort_unstable();
    codes.dedup();
    let partners = store::partners_of(tx, &codes, today).await?;
    let ids: Vec<InstitutionId> = partners.iter().map(|it| it.id).collect();
    let people = store::known_people(tx, &ids).await?;
    Ok((partners, people))
}

/// What is to be added, by the places of its rows.
#[derive(Default)]
pub(super) struct Judged {
    pub(super) partners: Vec<usize>,
    pub(super) people: Vec<usize>,
    pub(super) same: usize,
    pub(super) findings: Vec<Finding>,
    /// The partners that are on the register, by code.
    ids: HashMap<String, InstitutionId>,
}

/// A partner and its people, on the register or in rows above.
#[derive(Default)]
struct Seen {
    name: String,
    field: String,
    ended: Option<Date>,
    /// The row that added it; none where the register has it.
    row: Option<u32>,
    by_phone: HashMap<String, Met>,
}

struct Met {
    name: String,
    ended: Option<Date>,
    row: Option<u32>,
}

/// Judges the rows of a list against the register: `phones` are the blind indexes of their telephones.
pub(super) fn judge(
    said: &[Said],
    phones: &[String],
    (partners, people): (Vec<Partner>, Vec<Known>),
    today: Date,
) -> Judged {
    let mut judged = Judged::default();
    let mut seen = HashMap::<String, Seen>::new();
    let mut by_id = HashMap::<InstitutionId, HashMap<String, Met>>::new();
    for it in people {
        let met =
            Met { name: it.name.clone(), ended: it.ended.filter(|it| *it <= today), row: None };
        by_id.entry(it.institution).or_default().insert(it.phone_index.unwrap_or(it.name), met);
    }
    for it in partners {
        judged.ids.insert(it.code.clone(), it.id);
        let is_ended = it.span.standing(today) == Standing::Ended;
        let ended = it.span.until.filter(|_| is_ended);
        let by_phone = by_id.remove(&it.id).unwrap_or_default();
        seen.insert(it.code, Seen { name: it.name, field: it.field, ended, row: None, by_phone });
    }
    for (at, (it, phone)) in said.iter().zip(phones).enumerate() {
        let new = !seen.contains_key(it.code.as_str());
        let known = seen.entry(it.code.to_string()).or_insert_with(|| Seen {
            name: it.name.clone(),
            field: it.field.to_owned(),
            row: Some(it.row.number),
            ..Seen::default()
        });
        match judge_row(it, phone, known) {
            Ok((is_new_person, finding)) => {
                if new {
                    judged.partners.push(at);
                }
                if is_new_person {
                    judged.people.push(at);
                }
                judged.same += usize::from(!new && !is_new_person);
                judged.findings.extend(finding);
            }
            Err(finding) => judged.findings.push(finding),
        }
    }
    judged
}

/// Whether the row names somebody new, and what should be looked at.
fn judge_row(it: &Said, phone: &str, known: &mut Seen) -> Result<(bool, Option<Finding>), Finding> {
    let finding = |key: &str, severity, what: String, advice: &str| {
        it.row.finding(key, severity, CellFault::new(what, advice))
    };
    let fault = |key: &str, what, advice: &str| finding(key, Severity::Error, what, advice);
    if let Some(day) = known.ended {
        let what = format!("这个机构已于 {day} 退出白名单");
        return Err(fault("code", what, "要重新列入的，请到机构页面办理"));
    }
    if known.name != it.name {
        let what = match known.row {
            Some(row) => format!("第 {row} 行同一代码的机构名称是“{}”", known.name),
            None => format!("这个代码已登记，名录中的机构名称是“{}”", known.name),
        };
        return Err(fault("name", what, "请核对名称和代码，这一行没有登记"));
    }
    let other_field = (known.field != it.field).then(|| {
        let what = format!("名录中这个机构的类别是“{}”，没有改动", known.field);
        finding("field", Severity::Warning, what, "请核对")
    });
    let Some(person) = &it.person else { return Ok((false, other_field)) };
    if let Some(met) = known.by_phone.get(phone) {
        if met.name != person.name {
            let what = format!("这个手机号已是本机构“{}”的号码", met.name);
            return Err(fault("phone", what, "请核对姓名和手机号，这一行没有登记"));
        }
        if let Some(row) = met.row {
            return Err(fault("person", format!("与第 {row} 行重复"), "请删去多余的一行"));
        }
        let ended = met.ended.map(|day| {
            let what = format!("这名教师已于 {day} 停止任教，没有改动");
            finding("person", Severity::Warning, what, "要重新准入的，请到机构页面办理")
        });
        return Ok((false, ended.or(other_field)));
    }
    if known.by_phone.values().any(|met| met.name == person.name) {
        let what = "本机构已有同名教师，手机号不同".to_owned();
        let advice = "是同一人的不用再传；确是另一人的，请到机构页面单独登记";
        return Err(fault("person", what, advice));
    }
    let met = Met { name: person.name.clone(), ended: None, row: Some(it.row.number) };
    known.by_phone.insert(phone.to_owned(), met);
    Ok((true, other_field))
}
