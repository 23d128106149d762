//! What other modules can have this machine do: add a record. A unit that was accredited comes onto its
//! register without the review knowing it.

use form::{Answers, Posted};
use platform::{
    Act,
    effects::{Cause, Effect, Error, Given, Input, InputKind, Made, Unfit, Value},
};
use vocab::PlaceId;

use crate::{
    actions::{self, Error as Inner, New},
    catalog,
    model::RecordId,
};

/// What this machine offers.
pub(crate) const EFFECTS: &[Effect] = &[ADD];

/// Adds a record to a register. Further inputs are the answers to its fields.
const ADD: Effect = Effect {
    name: "register.add",
    label: "列入名录",
    inputs: &[
        Input::wanted("register", "哪一本名录", InputKind::Text),
        Input::wanted("place", "属于哪里", InputKind::Place),
    ],
    takes_more: true,
    check,
    run: |act, cause| Box::pin(add(act, cause)),
};

fn unfit(input: Option<&str>, cause: String, advice: impl Into<String>) -> Unfit {
    Unfit { input: input.map(str::to_owned), cause, advice: advice.into() }
}

/// The register is written out, its fields are known, and everything that it must know is given.
fn check(given: &[Given]) -> Result<(), Unfit> {
    let name = given.iter().find(|it| it.name == "register").and_then(|it| it.literal.as_deref());
    let Some(name) = name else {
        let cause = "register.add 的 register 要写明是哪一本".to_owned();
        let advice = "写成 register = \"'study-base'\"，引号里是文件名";
        return Err(unfit(Some("register"), cause, advice));
    };
    let Some(found) = catalog().find(name) else {
        let near = ::catalog::nearest(name, catalog().all().map(|it| it.name.as_str()));
        let advice =
            near.map_or_else(|| "请写已有的名录文件名".to_owned(), |it| format!("是不是 {it}"));
        return Err(unfit(Some("register"), format!("没有叫 {name} 的名录"), advice));
    };
    let register = &found.what;
    let keys = || register.fields.iter().map(|it| it.key.as_str());
    let own = |it: &&Given| it.name != "register" && it.name != "place";
    if let Some(it) = given.iter().filter(own).find(|it| !keys().any(|key| key == it.name)) {
        let near = ::catalog::nearest(&it.name, keys());
        let advice =
            near.map_or_else(|| "只能写名录里有的字段".to_owned(), |it| format!("是不是 {it}"));
        return Err(unfit(Some(&it.name), format!("{}里没有 {}", register.label, it.name), advice));
    }
    let lacks = register.fields.iter().find(|field| {
        field.required && field.visible.is_none() && !given.iter().any(|it| it.name == field.key)
    });
    match lacks {
        None => Ok(()),
        Some(it) => {
            let cause = format!("{}必须填 {}（{}）", register.label, it.key, it.label);
            Err(unfit(None, cause, format!("请在 with 里写 {} = \"…\"", it.key)))
        }
    }
}

fn posted(cause: &Cause) -> Posted {
    let mut pairs = Vec::new();
    for (name, value) in &cause.inputs.0 {
        match value {
            Value::Yes(it) => pairs.push((name.clone(), if *it { "yes" } else { "no" }.to_owned())),
            Value::Int(it) => pairs.push((name.clone(), it.to_string())),
            Value::Text(it) => pairs.push((name.clone(), it.clone())),
            Value::Date(it) => pairs.push((name.clone(), it.to_string())),
            Value::List(all) => pairs.extend(all.iter().map(|it| (name.clone(), it.clone()))),
        }
    }
    Posted(pairs)
}

async fn add(act: &mut Act<'_>, cause: &Cause) -> Result<Made, Error> {
    let inputs = &cause.inputs;
    let refused = |words: &str| Error::Refused(words.to_owned());
    let kind = catalog().in_force(act.tx(), inputs.text("register")).await;
    let kind = kind.map_err(|error| told(error.into()))?;
    let kind = kind.ok_or_else(|| refused("要列入的名录不存在，请联系系统管理员"))?;
    let register = &kind.what;
    let place: PlaceId = inputs.id("place").ok_or_else(|| refused("没有写明属于哪里"))?;
    let found = platform::access::find_place(act.tx(), place).await?;
    if found.is_none_or(|it| it.kind != register.subject) {
        let words =
            format!("{}要属于{}，这里给的地点不是", register.label, register.subject.label());
        return Err(Error::Refused(words));
    }
    let at = act.origin().civil_now;
    let (none, asks) = (Answers::default(), register.asks());
    let read = form::read(&register.fields, &asks, &posted(cause), (&none, at.date()));
    let answers = read.map_err(|wrongs| told(Inner::Wrong(wrongs)))?;
    let id: RecordId = act.origin().ids.make(act.origin().now);
    let by = match cause.doer {
        Some((account, role, _)) => (Some(account), role),
        None => (None, register.keeps[0]),
    };
    let new = New { id, place, from: at.date(), answers: &answers, by };
    actions::write_new(act, &kind, &new, at).await.map_err(told)?;
    let words = format!("已列入{}", register.label);
    Ok(Made { words, link: Some(format!("/registers/{}/{id}", kind.name)) })
}

fn told(error: Inner) -> Error {
    match error {
        Inner::Db(error) => Error::Db(error),
        Inner::Wrong(wrongs) => {
            let words: Vec<String> = wrongs.into_iter().map(|it| it.advice).collect();
            Error::Refused(format!("没有能列入名录：{}", words.join("；")))
        }
        other => Error::Refused(format!("没有能列入名录：{other}")),
    }
}
