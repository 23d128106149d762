//! Opening a year's catchments, taking a list, publishing it: one act each.

use platform::act::Source;
use vocab::SchoolYear;
use web::{Problem, Visit};

use super::{
    model::{Area, CatchmentId, Edition},
    polygon::Outline,
    store,
};

/// How long the documents' text may be.
const DOCUMENTS_MAX: usize = 1000;

/// Why nothing was done or shown.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The rules say no.
    #[error("{0}")]
    Refused(String),
    /// There is no such thing, or not for whoever asks.
    #[error("not there")]
    Missing,
    /// The database.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Error {
    /// Somebody was first.
    pub(crate) fn changed() -> Self {
        Self::Refused("别人刚刚改动过。请刷新页面，看看现在的情况".to_owned())
    }
}

impl From<directory::Error> for Error {
    fn from(it: directory::Error) -> Self {
        match it {
            directory::Error::Db(it) => Self::Db(it),
            directory::Error::Missing => Self::Missing,
            other => Self::Refused(other.to_string()),
        }
    }
}

impl db::Retry for Error {
    fn database(&self) -> Option<&db::Error> {
        if let Self::Db(error) = self { Some(error) } else { None }
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Refused(words) => Self::refused(words),
            Error::Missing => Self::not_found(),
            Error::Db(error) => error.into(),
        }
    }
}

/// Opens the catchments of a year and stage. Sent twice, they are opened once.
pub(super) async fn open(
    source: &impl Source,
    (id, year, stage): (CatchmentId, SchoolYear, vocab::Stage),
) -> Result<(), Error> {
    platform::act!(source, "catchment.open", |act| {
        act.about(id);
        if store::find(act.tx(), id).await?.is_some() {
            return Ok(());
        }
        let new = Edition {
            id,
            year,
            stage,
            source: String::new(),
            documents: String::new(),
            published_on: None,
            version: 1,
            areas: 0,
            schools: 0,
        };
        if store::add(act.tx(), &new).await? {
            Ok(())
        } else {
            let words = format!("{}已经有了，在下面的列表里", new.title());
            Err(Error::Refused(words))
        }
    })
}

/// Takes a list as the whole of an edition that is not published yet.
pub(super) async fn take(
    source: &impl Source,
    (id, version): (CatchmentId, i64),
    areas: &[Area],
) -> Result<(), Error> {
    platform::act!(source, "catchment.take", |act| {
        act.about(id);
        let it = draft(act.tx(), (id, version)).await?;
        store::clear(act.tx(), id).await?;
        store::add_areas(act.tx(), id, areas).await?;
        act.note("areas", areas.len());
        if store::set(act.tx(), &it).await? { Ok(()) } else { Err(Error::changed()) }
    })
}

/// The edition that can still be changed, as it was read.
async fn draft(tx: &mut db::Tx, (id, version): (CatchmentId, i64)) -> Result<Edition, Error> {
    let it = store::find(tx, id).await?.ok_or(Error::Missing)?;
    if it.version != version {
        return Err(Error::changed());
    }
    if it.published_on.is_some() {
        let words = "公布过的学区划分不再改动。要调整，请在下一学年的划分里改".to_owned();
        return Err(Error::Refused(words));
    }
    Ok(it)
}

/// Publishes an edition with its source and the documents that families bring.
pub(super) async fn publish(
    visit: &Visit,
    (id, version): (CatchmentId, i64),
    (source, documents): (&str, &str),
) -> Result<(), Error> {
    let source = vocab::normalise(source);
    if source.is_empty() || source.chars().count() > 100 {
        let words = "请写明依据：通知的文号或名称，100 个字以内".to_owned();
        return Err(Error::Refused(words));
    }
    let documents = documents.trim().to_owned();
    if documents.is_empty() || documents.chars().count() > DOCUMENTS_MAX {
        let words = format!("请写明家长要带的材料，一行一项，{DOCUMENTS_MAX} 个字以内");
        return Err(Error::Refused(words));
    }
    let today = visit.today();
    platform::act!(visit, "catchment.publish", |act| {
        act.about(id);
        let mut it = draft(act.tx(), (id, version)).await?;
        if it.areas == 0 {
            return Err(Error::Refused("还没有导入学区划分，不能公布".to_owned()));
        }
        it.source.clone_from(&source);
        it.documents.clone_from(&documents);
        it.published_on = Some(today);
        act.note("source", &source);
        if store::set(act.tx(), &it).await? { Ok(()) } else { Err(Error::changed()) }
    })
}

/// Takes outlines as all of an edition's. They are a picture, so that they may come after the list was
/// published.
pub(super) async fn outline(
    source: &impl Source,
    id: CatchmentId,
    all: &[(vocab::SchoolId, Outline)],
) -> Result<(), Error> {
    platform::act!(source, "catchment.outline", |act| {
        act.about(id);
        store::find(act.tx(), id).await?.ok_or(Error::Missing)?;
        store::clear_outlines(act.tx(), id).await?;
        store::add_outlines(act.tx(), id, all).await?;
        act.note("outlines", all.len());
        Ok(())
    })
}
