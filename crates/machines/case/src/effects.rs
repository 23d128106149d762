//! What other modules can have this machine do: open a case. An objection to a notice, a finding of
//! an inspection, a sample that was drawn become cases without their machines knowing this one.

use form::Posted;
use platform::{
    Act,
    effects::{Cause, Effect, Error, Given, Input, InputKind, Made, Unfit, Value},
};
use vocab::{PlaceId, StudentId};

use crate::{
    actions::{Error as CaseError, minute},
    begin::{self, New},
    catalog,
    model::CaseId,
    standing, subject,
};

/// What this machine offers.
pub(crate) const EFFECTS: &[Effect] = &[OPEN];

/// Opens a case of a kind. Further inputs are the answers to the fields that it begins with.
const OPEN: Effect = Effect {
    name: "case.open",
    label: "发起办件",
    inputs: &[
        Input::wanted("kind", "哪一类办件", InputKind::Text),
        Input::wanted("place", "办件属于哪里", InputKind::Place),
        Input::optional("student", "哪一个学生", InputKind::Student),
        Input::optional("by_system", "由系统发起，不记发起人", InputKind::YesNo),
    ],
    takes_more: true,
    check,
    run: |act, cause| Box::pin(open(act, cause)),
};

const OWN: [&str; 4] = ["kind", "place", "student", "by_system"];

fn unfit(input: Option<&str>, cause: String, advice: impl Into<String>) -> Unfit {
    Unfit { input: input.map(str::to_owned), cause, advice: advice.into() }
}

/// The kind is written out, its fields are known, and everything that it must know is given.
fn check(given: &[Given]) -> Result<(), Unfit> {
    let kind = given.iter().find(|it| it.name == "kind").and_then(|it| it.literal.as_deref());
    let Some(kind) = kind else {
        let cause = "case.open 的 kind 要写明是哪一类".to_owned();
        return Err(unfit(Some("kind"), cause, "写成 kind = \"'petition'\"，引号里是文件名"));
    };
    // While the catalog itself is being read there is none to look into; its own check comes later.
    let Some(found) = catalog().find(kind) else {
        let near = ::catalog::nearest(kind, catalog().all().map(|it| it.name.as_str()));
        let advice =
            near.map_or_else(|| "请写已有的办件文件名".to_owned(), |it| format!("是不是 {it}"));
        return Err(unfit(Some("kind"), format!("没有叫 {kind} 的办件"), advice));
    };
    let case = &found.what;
    let asked = || case.asks.iter().map(|at| &case.fields[*at]);
    for it in given.iter().filter(|it| !OWN.contains(&it.name.as_str())) {
        if !asked().any(|field| field.key == it.name) {
            let near = ::catalog::nearest(&it.name, asked().map(|it| it.key.as_str()));
            let advice =
                near.map_or_else(|| "只能写发起时问的字段".to_owned(), |it| format!("是不是 {it}"));
            let cause = format!("{}发起时不问 {}", case.label, it.name);
            return Err(unfit(Some(&it.name), cause, advice));
        }
    }
    let lacks = asked().find(|field| {
        field.required && field.visible.is_none() && !given.iter().any(|it| it.name == field.key)
    });
    match lacks {
        None => Ok(()),
        Some(it) => {
            let cause = format!("{}发起时必须填 {}（{}）", case.label, it.key, it.label);
            Err(unfit(None, cause, format!("请在 with 里写 {} = \"…\"", it.key)))
        }
    }
}

async fn open(act: &mut Act<'_>, cause: &Cause) -> Result<Made, Error> {
    let inputs = &cause.inputs;
    let refused = |words: &str| Error::Refused(words.to_owned());
    let kind = catalog().in_force(act.tx(), inputs.text("kind")).await.map_err(told)?;
    let kind = kind.ok_or_else(|| refused("要发起的办件类别不存在，请联系系统管理员"))?;
    let place: PlaceId = inputs.id("place").ok_or_else(|| refused("没有写明办件属于哪里"))?;
    let paths = standing::paths(act.tx(), &[place]).await?;
    let fits =
        paths.get(&place).and_then(|it| it.last()).is_some_and(|it| it.0 == kind.what.subject);
    if !(fits && subject::fits(act.tx(), &kind.what, place).await?) {
        let words =
            format!("{}要属于{}，这里给的地点不是", kind.what.label, kind.what.subject.label());
        return Err(Error::Refused(words));
    }
    let student: Option<StudentId> = inputs.id("student");
    if kind.what.of_student != student.is_some() {
        return Err(Error::Refused(format!("{}要写明是哪一个学生", kind.what.label)));
    }
    let now = minute(act.origin().civil_now);
    let case = &kind.what;
    let (none, posted) = (form::Answers::default(), posted(cause));
    let answers = form::read(&case.fields, &case.asks, &posted, (&none, now.date()));
    let answers = answers.map_err(|wrongs| {
        let words: Vec<String> = wrongs.into_iter().map(|it| it.advice).collect();
        Error::Refused(format!("没有能发起{}：{}", case.label, words.join("；")))
    })?;
    let by = match cause.doer.filter(|_| !inputs.is_yes("by_system")) {
        Some(doer) => Some(standing::as_doer(act.tx(), doer).await?),
        None => None,
    };
    let id: CaseId = act.origin().ids.make(act.origin().now);
    let from = Some((cause.name.clone(), cause.link.clone()));
    let about = (place, student);
    let new = New { id, kind: kind.clone(), about, by, answers, cause: from, from_outside: false };
    let begun = begin::begin(act, new, &cause.effects, now).await.map_err(told)?;
    let number = &begun.standing.record.number;
    Ok(Made { words: format!("已发起{} {number}", case.label), link: Some(begun.link()) })
}

/// The inputs as if they were typed, so that they are read as any form is.
fn posted(cause: &Cause) -> Posted {
    let mut pairs = Vec::new();
    for (name, value) in cause.inputs.0.iter().filter(|it| !OWN.contains(&it.0.as_str())) {
        let one = |text: String| (name.clone(), text);
        match value {
            Value::Yes(it) => pairs.push(one(if *it { "yes" } else { "no" }.to_owned())),
            Value::Int(it) => pairs.push(one(it.to_string())),
            Value::Text(it) => pairs.push(one(it.clone())),
            Value::Date(it) => pairs.push(one(it.to_string())),
            Value::List(all) => pairs.extend(all.iter().cloned().map(one)),
        }
    }
    Posted(pairs)
}

fn told<E: Into<CaseError>>(error: E) -> Error {
    match error.into() {
        CaseError::Db(error) => Error::Db(error),
        CaseError::Refused(refusal) => Error::Refused(refusal.to_string()),
        CaseError::Effect(words) => Error::Refused(words),
        _ => Error::Refused("没有能发起办件，请联系系统管理员".to_owned()),
    }
}
