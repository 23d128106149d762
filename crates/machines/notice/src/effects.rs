//! `notice.publish`: what a case, a review or a drawing came to is laid before everyone, in the act
//! that decides it.

use platform::{
    Act,
    effects::{Cause, Effect, Error, Given, Input, InputKind, Made, Unfit},
};

use crate::{
    actions::{self, Content, From},
    catalog,
    model::PublicationId,
};

pub(crate) const EFFECTS: &[Effect] = &[PUBLISH];

/// Publishes a notice of a kind. `rows` are lines with a cell for each of its columns, apart by
/// commas; names are masked as the kind says.
const PUBLISH: Effect = Effect {
    name: "notice.publish",
    label: "发布公示",
    inputs: &[
        Input::wanted("kind", "哪一类公示", InputKind::Text),
        Input::wanted("title", "标题", InputKind::Text),
        Input::optional("body", "正文", InputKind::Text),
        Input::optional("rows", "名单，每行各栏用逗号隔开", InputKind::Text),
    ],
    check,
    run: |act, cause| Box::pin(publish(act, cause)),
    ..Effect::BARE
};

fn check(given: &[Given]) -> Result<(), Unfit> {
    let kind = given.iter().find(|it| it.name == "kind").and_then(|it| it.literal.as_deref());
    let known = |name: &&str| catalog().find(name).is_none();
    let Some(name) = kind.filter(known) else { return Ok(()) };
    let all: Vec<&str> = catalog().all().map(|it| it.name.as_str()).collect();
    Err(Unfit {
        input: Some("kind".to_owned()),
        cause: format!("没有叫 {name} 的公示"),
        advice: format!("可以写 {}", all.join("、")),
    })
}

async fn publish(act: &mut Act<'_>, cause: &Cause) -> Result<Made, Error> {
    let inputs = &cause.inputs;
    let read = catalog().in_force(act.tx(), inputs.text("kind")).await;
    let kind = match read {
        Ok(Some(it)) => it,
        Ok(None) => return Err(Error::Refused("没有这一类公示，请联系系统管理员".to_owned())),
        Err(::catalog::Error::Db(error)) => return Err(error.into()),
        Err(other) => return Err(Error::Refused(other.to_string())),
    };
    let typed = (inputs.text("title"), inputs.text("body"), inputs.text("rows"));
    let content = Content::typed(&kind.what, typed);
    let content = content.map_err(|why| Error::Refused(why.to_string()))?;
    let origin = act.origin().clone();
    let id: PublicationId = origin.ids.make(origin.now);
    // A notice is that of the office whose act it is, and of the place of the matter where no person
    // acts.
    let place = cause.doer.map_or(cause.place, |it| it.2);
    let by = cause.doer.map(|it| it.0);
    let from = From { id, place, by, source: &cause.name, now: origin.civil_now };
    match actions::publish_in(act, &kind, (from, &content)).await {
        Ok(notice) => Ok(Made {
            words: format!("已公示到 {}：{}", notice.closes_on, notice.number),
            link: Some(format!("/notices/{}", notice.number)),
        }),
        Err(crate::Error::Db(error)) => Err(error.into()),
        Err(other) => Err(Error::Refused(other.to_string())),
    }
}
