//! Whose guardian someone is, and who someone is, for the floor below: it shows who looked, asks for
//! consent, and takes requests.

use jiff::civil::Date;
use platform::{
    consents::{Part, TextId},
    privacy::{Asking, Unanswered, Ward, Wards},
};
use vocab::{AccountId, Kind as _, Personal, names::kinds};
use web::{Later, Visit};

use crate::{model::Child, pages, scope::Reach, store};

/// Guardians and their children, as the directory knows them.
#[derive(Debug, Clone, Copy)]
pub struct Families;

impl Wards for Families {
    fn of<'a>(&'a self, visit: &'a Visit) -> Later<'a, Result<Vec<Ward>, db::Error>> {
        Box::pin(async move {
            let (account, day) = (visit.actor.account, visit.today());
            let children: Result<Vec<Child>, db::Error> = db::read!(visit.db(), "wards", |tx| {
                store::guardians::children_of(tx, account, day).await
            });
            let ward = |it: Child| Ward {
                kind: kinds::StudentId::PREFIX,
                bits: it.line.id.bits(),
                born: it.line.born,
                place: it.line.school.map(vocab::SchoolId::place),
                name: Personal::new(it.line.name),
            };
            Ok(children?.into_iter().map(ward).collect())
        })
    }

    fn own<'a>(&'a self, visit: &'a Visit) -> Later<'a, Result<Vec<Ward>, db::Error>> {
        Box::pin(async move {
            let (account, day) = (visit.actor.account, visit.today());
            db::read!(visit.db(), "own records", |tx| {
                store::persons::own_records(tx, account, day).await
            })
        })
    }

    fn answered<'a>(
        &'a self,
        visit: &'a Visit,
        text: TextId,
        born_after: Option<Date>,
    ) -> Later<'a, Result<Vec<Part>, db::Error>> {
        Box::pin(async move {
            db::read!(visit.db(), "consents by place", |tx| {
                // A grant whose place is gone sees nothing.
                let Ok(scope) = pages::scope(tx, visit).await else { return Ok(Vec::new()) };
                store::persons::consents_by_place(tx, scope, text, born_after).await
            })
        })
    }

    fn unanswered<'a>(
        &'a self,
        visit: &'a Visit,
        it: Asking,
    ) -> Later<'a, Result<Option<Vec<Unanswered>>, db::Error>> {
        Box::pin(async move {
            let day = visit.today();
            db::read!(visit.db(), "families without an answer", |tx| {
                let Ok(scope) = pages::scope(tx, visit).await else { return Ok(None) };
                if scope.reach != Reach::Class {
                    return Ok(None);
                }
                Ok(Some(store::unanswered::names(tx, scope, it, day).await?))
            })
        })
    }

    fn to_remind<'a>(
        &'a self,
        visit: &'a Visit,
        it: Asking,
    ) -> Later<'a, Result<Vec<(AccountId, i64)>, db::Error>> {
        Box::pin(async move {
            let day = visit.today();
            db::read!(visit.db(), "whom to remind", |tx| {
                let Ok(scope) = pages::scope(tx, visit).await else { return Ok(Vec::new()) };
                store::unanswered::to_remind(tx, scope, it, day).await
            })
        })
    }

    fn concerned<'a>(
        &'a self,
        db: &'a db::Db,
        (born_after, day): (Option<Date>, Date),
        from: (i64, i64),
    ) -> Later<'a, Result<Vec<AccountId>, db::Error>> {
        Box::pin(async move {
            db::read!(db, "guardians concerned", |tx| {
                store::unanswered::concerned(tx, born_after, day, from).await
            })
        })
    }
}
