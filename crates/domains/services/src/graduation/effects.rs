//! What the case of a request brings about: the certificate, or the answer why there is none.

use platform::{
    Act,
    effects::{Cause, Effect, Error, Input, InputKind, Made},
};
use vocab::normalise;

use super::{
    actions,
    model::{CertificateId, Filed, GraduateId, Graduation, Request},
    rules, store,
};

/// What this room offers.
pub(crate) const EFFECTS: &[Effect] = &[ISSUE, ANSWER];

/// Files the graduation that was found and issues the certificate.
const ISSUE: Effect = Effect {
    name: "graduation.issue",
    label: "登记毕业记录并开具毕业证明",
    inputs: &[
        Input::wanted("request", "申请编号", InputKind::Text),
        Input::wanted("school", "毕业学校", InputKind::Text),
        Input::wanted("finished", "毕业年月", InputKind::Text),
        Input::wanted("archive", "档案出处", InputKind::Text),
    ],
    run: |act, cause| Box::pin(issue(act, cause)),
    ..Effect::BARE
};

/// Tells whoever asked that nothing was found, and what they can do.
const ANSWER: Effect = Effect {
    name: "graduation.answer",
    label: "答复毕业证明的申请人",
    inputs: &[
        Input::wanted("request", "申请编号", InputKind::Text),
        Input::wanted("answer", "给申请人的答复", InputKind::Text),
    ],
    run: |act, cause| Box::pin(answer(act, cause)),
    ..Effect::BARE
};

fn refused(words: impl Into<String>) -> Error {
    Error::Refused(words.into())
}

/// The open request that the case speaks of.
async fn request(act: &mut Act<'_>, cause: &Cause) -> Result<Request, Error> {
    let number = cause.inputs.text("request");
    let found = store::find_request(act.tx(), number).await?;
    let found =
        found.ok_or_else(|| refused(format!("没有编号是 {number} 的毕业证明申请，请核对")))?;
    match found.answer {
        None => Ok(found),
        Some(_) => Err(refused(format!("申请 {number} 已经答复过了，不能再答复一次"))),
    }
}

/// The request's ID number is sealed for a row with the request's bits, and so are the rows that
/// take it over: they carry the same.
async fn issue(act: &mut Act<'_>, cause: &Cause) -> Result<Made, Error> {
    let it = request(act, cause).await?;
    let today = act.origin().civil_now.date();
    let school_name = normalise(cause.inputs.text("school"));
    let finished = rules::finished(cause.inputs.text("finished"), today);
    let finished = finished.map_err(|wrong| refused(wrong.to_string()))?;
    let what = Graduation { name: it.says.name.clone(), school_name, finished };
    let filed = Filed {
        id: GraduateId::from_bits(it.id.bits()).ok_or_else(|| refused("申请的编号有误"))?,
        what: what.clone(),
        id_sealed: it.id_sealed.clone(),
        id_index: it.id_index.clone(),
        archive: normalise(cause.inputs.text("archive")),
        added_on: today,
    };
    store::add_graduates(act.tx(), &[filed]).await?;
    let id = CertificateId::from_bits(it.id.bits()).ok_or_else(|| refused("申请的编号有误"))?;
    let numbered = (it.id_sealed.clone(), it.id_index.clone());
    let issued = actions::issue(act, (id, Some(it.id)), numbered, what).await?;
    store::answer(act.tx(), it.id, ("已查到毕业记录，毕业证明已开具", today)).await?;
    let words = format!("已开具毕业证明 {}", issued.number);
    Ok(Made { words, link: Some(format!("/graduation/issued/{}", issued.number)) })
}

async fn answer(act: &mut Act<'_>, cause: &Cause) -> Result<Made, Error> {
    let it = request(act, cause).await?;
    let today = act.origin().civil_now.date();
    store::answer(act.tx(), it.id, (cause.inputs.text("answer"), today)).await?;
    let link = format!("/graduation/requests/{}", it.number);
    Ok(Made { words: "申请人用浙里办可以看到答复".to_owned(), link: Some(link) })
}
