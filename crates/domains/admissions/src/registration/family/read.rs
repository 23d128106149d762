//! What a family typed, as it is registered: fields one by one, each with what to write instead.

use directory::{
    fields::STUDENT_ID,
    model::Child,
    scope::{Reach, Scope},
    students,
};
use platform::seal::Sealer;
use vocab::{IdNumber, Phone, SchoolId, StudentId, normalise, normalise_name};
use web::{Posts, Visit};

use crate::registration::{
    actions::{Change, Named},
    error::Error,
    model::{Entry, Wish},
    rules::{self, Refusal},
    terms::Terms,
};

/// How long an address may be.
const ADDRESS_MAX: usize = 80;

/// The value of a field; empty where there is none.
pub(in crate::registration) fn field<'a>(posts: &'a Posts, name: &str) -> &'a str {
    posts.pairs.iter().find(|it| it.0 == name).map_or("", |it| it.1.trim())
}

/// The children of an account that a campaign is for: by the grade that they are in now.
pub(super) async fn known(visit: &Visit, entry: Entry) -> Result<Vec<Child>, Error> {
    let (account, today) = (visit.actor.account, visit.today());
    let read: Result<_, Error> = db::read!(visit.db(), "children who enter", |tx| {
        Ok(students::children_of(tx, account, today).await?)
    });
    let before = match entry {
        Entry::Kindergarten => return Ok(Vec::new()),
        Entry::Primary => -1,
        Entry::Junior => 6,
    };
    let mut all = read?;
    all.retain(|it| it.line.grade.is_some_and(|grade| grade.number() == before));
    Ok(all)
}

/// What is there of the family and of the school in a form, whether new or changed.
pub(in crate::registration) fn change(posts: &Posts, entry: Entry) -> Result<Change, Error> {
    let school = field(posts, "school").parse();
    let school: SchoolId = school.map_err(|_| Refusal::NoSchool(entry.area()))?;
    let named = posts.pairs.iter().filter(|it| it.0.starts_with("choice"));
    let choices: Vec<SchoolId> = named.filter_map(|it| it.1.parse().ok()).collect();
    let wish = match entry {
        Entry::Kindergarten => rules::asks(school, &choices),
        Entry::Primary | Entry::Junior => Wish::from_key(field(posts, "wish"))
            .ok_or_else(|| Error::Wrong("wish", "请选择报公办还是民办".to_owned()))?,
    };
    let address = normalise(field(posts, "address"));
    if address.is_empty() || address.chars().count() > ADDRESS_MAX {
        let words = format!("请填写现住址，{ADDRESS_MAX} 个字以内");
        return Err(Error::Wrong("address", words));
    }
    let category = field(posts, "category").to_owned();
    Ok(Change { address, school, category, wish, choices })
}

/// The telephone and who registers.
pub(in crate::registration) fn guardian(
    visit: &Visit,
    posts: &Posts,
) -> Result<(String, Phone), Error> {
    let phone = platform::codes::phone(field(posts, "phone"), visit.cell.demo);
    let phone = phone.map_err(|it| Error::Wrong("phone", it.to_string()))?;
    let guardian = normalise_name(field(posts, "guardian"));
    if guardian.is_empty() || guardian.chars().count() > 30 {
        return Err(Error::Wrong("guardian", "请填写监护人姓名".to_owned()));
    }
    Ok((guardian, phone))
}

/// The children: those that are known and ticked, and those that were typed.
pub(super) async fn children(
    visit: &Visit,
    terms: &Terms,
    posts: &Posts,
) -> Result<Vec<Named>, Error> {
    let known = known(visit, terms.campaign.entry).await?;
    let mut all = Vec::new();
    for (_, text) in posts.pairs.iter().filter(|it| it.0 == "child") {
        let id: StudentId = text.parse().map_err(|_| Error::Missing)?;
        let child = known.iter().find(|it| it.line.id == id).ok_or(Error::Missing)?;
        all.push(on_the_roll(visit, terms, child).await?);
    }
    several(all, typed_children(visit, posts)?)
}

/// The children of a form that knows none.
pub(in crate::registration) fn only_typed(
    visit: &Visit,
    posts: &Posts,
) -> Result<Vec<Named>, Error> {
    several(Vec::new(), typed_children(visit, posts)?)
}

/// Those that were typed.
fn typed_children(visit: &Visit, posts: &Posts) -> Result<Vec<Named>, Error> {
    let mut all = Vec::new();
    for (name, number, field_of_number) in
        [("name", "id_number", "id_number"), ("name2", "id_number2", "id_number2")]
    {
        let (name, text) = (normalise_name(field(posts, name)), field(posts, number));
        if name.is_empty() && text.is_empty() {
            continue;
        }
        all.push(Named {
            student: None,
            name: named(&name)?,
            number: typed(visit, field_of_number, text)?,
        });
    }
    Ok(all)
}

/// All together, if there are any and none is there twice.
fn several(mut all: Vec<Named>, typed: Vec<Named>) -> Result<Vec<Named>, Error> {
    all.extend(typed);
    if all.is_empty() {
        return Err(Error::Wrong(
            "name",
            "请选择要报名的孩子，或者填写孩子的姓名和身份证号".to_owned(),
        ));
    }
    let twice = |at: usize| all[..at].iter().any(|it| it.number == all[at].number);
    if (1..all.len()).any(twice) {
        return Err(Error::Wrong("id_number2", "两个孩子的身份证号相同，请核对".to_owned()));
    }
    Ok(all)
}

fn named(name: &str) -> Result<String, Error> {
    match name.chars().count() {
        0 => Err(Error::Wrong("name", "请填写孩子的姓名，与户口簿一致".to_owned())),
        1..=30 => Ok(name.to_owned()),
        _ => Err(Error::Wrong("name", "姓名最多 30 个字".to_owned())),
    }
}

/// An ID number as somebody typed it. Invented ones are for demos alone.
fn typed(visit: &Visit, field: &'static str, text: &str) -> Result<IdNumber, Error> {
    let number: Result<IdNumber, _> = text.parse();
    let number = number.map_err(|wrong| Error::Wrong(field, format!("孩子的身份证号：{wrong}")))?;
    if number.is_invented() && !visit.cell.demo {
        return Err(Error::Wrong(field, "孩子的身份证号不对，请核对".to_owned()));
    }
    Ok(number)
}

/// A child whose number the roll has.
async fn on_the_roll(visit: &Visit, terms: &Terms, child: &Child) -> Result<Named, Error> {
    let scope = Scope { place: terms.county, reach: Reach::County };
    let read: Result<_, Error> = db::read!(visit.db(), "child who enters", |tx| {
        Ok(students::load(tx, scope, child.line.id).await?)
    });
    let record = read?;
    let sealed = record.id_sealed.ok_or_else(|| {
        let words = "学籍里没有这个孩子的身份证号，请在下面填写姓名和身份证号";
        Error::Wrong("name", words.to_owned())
    })?;
    let sealer = visit.cell.service::<Sealer>();
    let number = sealer.open(STUDENT_ID.at(child.line.id.bits()), &sealed)?;
    let number = number.open().parse();
    let number = number.map_err(|_| {
        let words = "学籍里孩子的证件不是居民身份证，请在下面填写姓名和身份证号";
        Error::Wrong("name", words.to_owned())
    })?;
    Ok(Named { student: Some(child.line.id), name: record.line.name, number })
}
