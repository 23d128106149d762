//! Sending in what is to be told, and taking it into a draft: one act each.

use web::Visit;

use super::{
    Error,
    actions::{self, TITLE_MAX},
    chapters, compose,
    model::{Material, MaterialId, ReportId, Text},
    store,
};

/// Sends in something to be told.
pub(crate) async fn send_in(visit: &Visit, it: &Material) -> Result<(), Error> {
    if it.title.is_empty() || it.title.chars().count() > TITLE_MAX {
        return Err(Error::wrong("title", format!("请写标题，{TITLE_MAX} 个字以内")));
    }
    if it.words.is_empty() || it.words.chars().count() > 1000 {
        return Err(Error::wrong(
            "words",
            "请写明时间、地点、做了什么、有什么结果，1000 个字以内".to_owned(),
        ));
    }
    if it.day > visit.today() {
        return Err(Error::wrong("day", "日期还没有到，请核对".to_owned()));
    }
    platform::act!(visit, "report.material", |act| {
        act.about(it.id);
        store::add_materials(act.tx(), Some(visit.actor.account), std::slice::from_ref(it)).await?;
        Ok(())
    })
}

/// Takes what was sent in into a chapter of a draft: a paragraph at its end.
pub(crate) async fn take_in(
    visit: &Visit,
    (id, version): (ReportId, i64),
    (material, chapter): (MaterialId, usize),
) -> Result<(), Error> {
    let scope = visit.actor.scope();
    let found: Result<_, Error> = db::read!(visit.db(), "what is taken in", |tx| {
        let it = store::find(tx, id, scope).await?.ok_or(Error::Missing)?;
        let material = store::find_material(tx, material, scope).await?.ok_or(Error::Missing)?;
        Ok((it, material))
    });
    let (it, told) = found?;
    let words = format!("{}，{}：{}", compose::day_words(told.day), told.sender, told.words);
    let body = chapters::put(&it.text.body, chapter, &words);
    let text = Text { body, ..it.text };
    actions::save(visit, (id, version), &text, (it.openness, &it.open_reason)).await?;
    platform::act!(visit, "report.take", |act| {
        act.about(id);
        act.note("material", material);
        if store::take_in(act.tx(), material, id).await? { Ok(()) } else { Err(Error::Missing) }
    })
}
