//! Registers of the invented county: the eight bases for study trips that were accredited in 2021, two
//! older ones of which one has run out, and the paired schools with what they reported of the year 2021.

use directory::demo::{Chance, County, Sort};
use form::{Answers, Value};
use jiff::civil::{Date, DateTime, date};
use platform::{Act, System};
use vocab::{PlaceId, Role};

use crate::{
    actions::{self, Error, New},
    catalog,
    model::RecordId,
    store,
};

const CLERK: Role = Role::BasicEducationClerk;

/// A base: name, kind, theme, how many it takes, street, accredited on, visited on.
type Base = (&'static str, &'static str, &'static str, i64, &'static str, Date, Date);

const BASES: [Base; 10] = [
    (
        "云帆科创研学营地",
        "camp",
        "science",
        400,
        "科创路 8 号",
        date(2021, 6, 18),
        date(2021, 12, 3),
    ),
    (
        "青禾农耕实践基地",
        "base",
        "labour",
        260,
        "青禾村 1 号",
        date(2019, 1, 10),
        date(2021, 11, 12),
    ),
    (
        "海塘湿地自然基地",
        "base",
        "nature",
        180,
        "海塘中路 66 号",
        date(2021, 6, 18),
        date(2021, 10, 22),
    ),
    (
        "越窑青瓷传习基地",
        "base",
        "culture",
        120,
        "窑山路 12 号",
        date(2021, 6, 18),
        date(2021, 12, 9),
    ),
    ("浙东抗日纪念基地", "base", "red", 500, "山前街 3 号", date(2018, 12, 1), date(2021, 9, 28)),
    (
        "杭州湾海洋研学营地",
        "camp",
        "sea",
        320,
        "滨海大道 101 号",
        date(2021, 6, 18),
        date(2021, 12, 17),
    ),
    (
        "灯塔水产劳动基地",
        "base",
        "labour",
        150,
        "围垦路 5 号",
        date(2021, 6, 18),
        date(2021, 11, 30),
    ),
    (
        "鸣鹤中药文化基地",
        "base",
        "culture",
        160,
        "药香路 3 号",
        date(2021, 6, 18),
        date(2021, 12, 14),
    ),
    (
        "白鹭天文研学营地",
        "camp",
        "science",
        240,
        "观星路 9 号",
        date(2021, 6, 18),
        date(2021, 11, 5),
    ),
    (
        "星火消防体验基地",
        "base",
        "science",
        200,
        "安平路 19 号",
        date(2021, 6, 18),
        date(2021, 12, 20),
    ),
];

/// How many schools of each form the county has, of 68 in all.
const FORMS: [(&str, &str, usize); 3] =
    [("merged", "融合型", 8), ("joint", "共建型", 40), ("allied", "协作型", 20)];
/// How many schools make a group.
const GROUP: usize = 4;

/// What the schools reported of the year: kind, name, in all.
const REPORTED: [(&str, &str, i64); 5] = [
    ("course", "共享课程", 112),
    ("lesson", "同步课堂", 693),
    ("online", "线上网络研修", 358),
    ("offline", "线下教研活动", 133),
    ("exchange", "教师交流", 73),
];

/// Writes the registers into the county that was loaded before.
pub async fn load(system: &System, county: &County) -> Result<(), Error> {
    platform::act!(system, "demo.load.registers", |act| {
        bases(act, county).await?;
        communities(act, county).await
    })
}

fn text(it: &str) -> Value {
    Value::Text(it.to_owned())
}

/// Answers out of pairs.
fn answers<const N: usize>(pairs: [(&str, Value); N]) -> Answers {
    Answers(pairs.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}

/// Adds a record as the clerk would have, on the day from which it holds.
async fn add(
    act: &mut Act<'_>,
    register: &str,
    (place, from): (PlaceId, Date),
    answers: &Answers,
) -> Result<RecordId, Error> {
    let kind = catalog().find(register).ok_or(Error::Missing)?;
    let id: RecordId = act.origin().ids.make(act.origin().now);
    let at: DateTime = from.at(9, 30, 0, 0);
    let new = New { id, place, from, answers, by: (None, CLERK) };
    actions::write_new(act, kind, &new, at).await?;
    Ok(id)
}

async fn bases(act: &mut Act<'_>, county: &County) -> Result<(), Error> {
    for (at, (name, kind, theme, capacity, street, since, visited)) in BASES.into_iter().enumerate()
    {
        let town = &county.towns[at * 5 % county.towns.len()];
        let said = answers([
            ("name", text(name)),
            ("kind", text(kind)),
            ("theme", text(theme)),
            ("capacity", Value::Int(capacity)),
            ("address", text(&format!("{}{street}", town.name))),
            ("document", text(&format!("教基〔{}〕{} 号", since.year(), 40 + at))),
            ("visited_on", text(&visited.to_string())),
            ("courses", text("一日课程两门，两日课程一门，附安全预案和师资名单。")),
            ("phone", text(&format!("1000000{:04}", 2100 + at))),
        ]);
        let id = add(act, "study-base", (town.id.place(), since), &said).await?;
        let record = store::find(act.tx(), id).await?.ok_or(Error::Missing)?;
        if record.expires >= date(2021, 12, 20) {
            publish(act, &record, since).await?;
        }
    }
    Ok(())
}

async fn publish(
    act: &mut Act<'_>,
    record: &crate::model::Record,
    since: Date,
) -> Result<(), Error> {
    let kind = catalog().find(&record.entry).ok_or(Error::Missing)?;
    let none = form::Posted::default();
    let wish = actions::Wish {
        deed: crate::rules::Deed::Publish,
        from: since,
        reason: "",
        posted: &none,
        by: (None, CLERK),
    };
    actions::write_revision(act, kind, (record, &wish), since.at(10, 0, 0, 0)).await
}

/// The paired schools, group by group, and their reports.
async fn communities(act: &mut Act<'_>, county: &County) -> Result<(), Error> {
    let is_paired = |it: &Sort| matches!(it, Sort::Primary | Sort::Junior | Sort::NineYear);
    let mut schools: Vec<usize> =
        (0..county.schools.len()).filter(|it| is_paired(&county.schools[*it].sort)).collect();
    // The demo's school is one of them, whatever the size of the county.
    let main = county.main_school();
    schools.retain(|it| *it != main);
    schools.insert(0, main);
    let wanted: usize = FORMS.iter().map(|it| it.2).sum();
    schools.truncate(wanted);
    let since = date(2021, 3, 1);
    let mut rest = schools.as_slice();
    let mut groups = Vec::new();
    for (form, label, most) in FORMS {
        // A small county has the same forms in the same proportion.
        let count = (most * schools.len()).div_ceil(wanted).min(rest.len());
        let (mine, others) = rest.split_at(count);
        rest = others;
        for (number, members) in mine.chunks(GROUP).enumerate() {
            let lead = &county.schools[members[0]];
            let said = answers([
                ("name", text(&format!("{}{label}教共体第 {} 组", lead.name, number + 1))),
                ("form", text(form)),
                ("lead", text(&lead.name)),
                ("plan", text("每月一次联合教研，每周两节同步课堂，每学期互派教师。")),
            ]);
            let group = add(act, "edu-community", (county.id, since), &said).await?;
            for (at, school) in members.iter().enumerate() {
                let school = &county.schools[*school];
                let said = answers([
                    ("name", text(&school.name)),
                    ("form", text(form)),
                    ("part", text(if at == 0 { "lead" } else { "member" })),
                    ("agreed_on", text("2021-03-01")),
                ]);
                let place = school.id.place();
                let member = add(act, "edu-school", (place, since), &said).await?;
                store::add_link(act.tx(), (member, "group", group), since).await?;
                groups.push((place, group));
            }
        }
    }
    reports(act, county, &groups).await
}

/// What was reported, spread over the schools: the sum is the one that the county published.
async fn reports(
    act: &mut Act<'_>,
    county: &County,
    schools: &[(PlaceId, RecordId)],
) -> Result<(), Error> {
    let count = i64::try_from(schools.len()).unwrap_or(1).max(1);
    for (at, (place, group)) in schools.iter().enumerate() {
        let mut chance = Chance::of(county.plan.seed, "paired schools", at);
        let mine = i64::try_from(at).unwrap_or(0);
        for (kind, name, all) in REPORTED {
            let share = all / count + i64::from(mine < all % count);
            if share == 0 {
                continue;
            }
            let month = i8::try_from(chance.between(4, 11)).unwrap_or(11);
            let day = date(2021, month, 1).last_of_month();
            let said = answers([
                ("name", text(&format!("{month} 月{name}"))),
                ("kind", text(kind)),
                ("held_on", text(&day.to_string())),
                ("quantity", Value::Int(share)),
            ]);
            let id = add(act, "edu-activity", (*place, day), &said).await?;
            store::add_link(act.tx(), (id, "group", *group), day).await?;
        }
    }
    Ok(())
}
