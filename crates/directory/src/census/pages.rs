//! One address for everyone: a class to confirm, a school's differences, the schools of a county.

use platform::workbook;
use serde::Deserialize;
use sheet::{Cell, Column as SheetColumn, Kind as SheetKind, Layout};
use vocab::{ClassId, Role, SchoolYear, StudentId, Term};
use web::{
    Filters, Form, Html, MenuItem, Need, Page, Permission, Problem, Redirect, Response, Routes,
    Visit, html,
};

use super::{
    ClassLine, Line, Past, SchoolLine,
    actions::{self, Word},
    store, views,
};
use crate::{
    Error, calendar,
    model::StudentLine,
    pages::is_meant,
    schools,
    scope::{Reach, Scope},
    students,
};

const READ: Need = Need::May("census.read");

/// Who may do what.
pub(crate) const PERMISSIONS: [Permission; 3] = [
    Permission {
        key: "census.read",
        label: "查看人籍一致核查",
        roles: &[
            Role::BureauLeader,
            Role::BasicEducationClerk,
            Role::TownClerk,
            Role::Principal,
            Role::RollManager,
            Role::ClassTeacher,
        ],
    },
    Permission {
        key: "census.confirm", label: "确认本班人籍一致", roles: &[Role::ClassTeacher]
    },
    Permission {
        key: "census.settle", label: "处理人籍不一致", roles: &[Role::RollManager]
    },
];

/// The line in the navigation.
pub(crate) const MENU: MenuItem =
    MenuItem {
        group: "名录", label: "人籍一致", path: "/census", icon: "user-check", need: READ
    };

/// The pages.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/census", READ, show)
        .post("/census", Need::May("census.confirm"), confirm)
        .get("/census/export", READ, export)
        .post("/census/settle", Need::May("census.settle"), settle)
}

/// Where one stands, the term, and its school year.
async fn place(
    tx: &mut db::Tx,
    visit: &Visit,
) -> Result<(Scope, Option<(Term, SchoolYear)>), Error> {
    let scope = Scope::of(tx, visit.actor.scope()).await?.ok_or(Error::Missing)?;
    let term = calendar::term_at(tx, visit.today()).await?;
    let year = schools::current_year(tx).await?;
    Ok((scope, term.map(|it| it.term).zip(year)))
}

/// What there is to see.
enum Found {
    NoTerm,
    Class(Option<super::Said>, Vec<StudentLine>, Vec<Line>, Vec<Past>),
    School(Term, Vec<ClassLine>, Vec<Line>, Vec<Past>),
    Schools(Reach, Vec<SchoolLine>),
}

/// Which schools are listed.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Query {
    #[serde(default)]
    q: String,
    #[serde(default)]
    town: String,
    /// `waiting`: not all classes are confirmed; `open`: something is to be settled.
    #[serde(default)]
    state: String,
    /// How many of the list come before this page.
    pub(super) after: Option<usize>,
}

impl Query {
    pub(super) fn lets_through(&self, it: &SchoolLine) -> bool {
        let state = match self.state.as_str() {
            "waiting" => it.checked < it.classes,
            "open" => it.open > 0,
            _ => true,
        };
        let town = self.town.is_empty() || it.town.to_string() == self.town;
        state && town && is_meant(&self.q, &it.name)
    }
}

async fn find(visit: &Visit) -> Result<Found, Error> {
    db::read!(visit.db(), "census", |tx| {
        let (scope, now) = place(tx, visit).await?;
        let Some((term, year)) = now else { return Ok(Found::NoTerm) };
        Ok(match scope.reach {
            Reach::Class => {
                let class: ClassId = scope.place.retyped();
                let said = store::find(tx, term, class).await?;
                let roster = students::roster(tx, class, visit.today()).await?;
                let lines = store::differences(tx, scope, term).await?;
                Found::Class(said, roster, lines, store::past(tx, scope, term).await?)
            }
            Reach::School => {
                let classes = store::classes(tx, scope, year, term).await?;
                let lines = store::differences(tx, scope, term).await?;
                Found::School(term, classes, lines, store::past(tx, scope, term).await?)
            }
            Reach::Town | Reach::County => {
                Found::Schools(scope.reach, store::schools(tx, scope, year, term).await?)
            }
        })
    })
}

async fn show(visit: Visit, Filters(query): Filters<Query>) -> Result<Html, Page> {
    let csrf = visit.csrf();
    let body = match find(&visit).await? {
        Found::NoTerm => views::no_term(),
        Found::Class(said, roster, lines, past) => html! {
            (views::class(&visit, &csrf, said.as_ref(), &roster, &lines))
            (views::past(&past))
        },
        Found::School(term, classes, lines, past) => html! {
            (views::school(&visit, &csrf, term, &classes, &lines))
            (views::past(&past))
        },
        Found::Schools(reach, schools) => views::schools(&visit, reach, &query, &schools),
    };
    Ok(visit.page_under("人籍一致", &views::head(&visit), &body))
}

#[derive(Debug, Default, Deserialize)]
struct Said {
    #[serde(default)]
    absent: Vec<StudentId>,
    #[serde(default)]
    word: String,
    #[serde(default)]
    extras: String,
}

async fn confirm(visit: Visit, Form(said): Form<Said>) -> Result<Redirect, Page> {
    let read: Result<_, Error> =
        db::read!(visit.db(), "census class", |tx| { Ok(place(tx, &visit).await?.0) });
    let scope = read?;
    if scope.reach != Reach::Class {
        return Err(Error::Missing.into());
    }
    let word = Word { absent: &said.absent, word: &said.word, extras: &said.extras };
    actions::confirm(&visit, scope.place.retyped(), &word).await?;
    Ok(Redirect::to(&visit.link("/census")))
}

#[derive(Debug, Default, Deserialize)]
struct Settled {
    #[serde(default)]
    term: String,
    class: Option<ClassId>,
    number: Option<i64>,
    #[serde(default)]
    words: String,
}

async fn settle(visit: Visit, Form(form): Form<Settled>) -> Result<Redirect, Page> {
    let read: Result<_, Error> =
        db::read!(visit.db(), "census school", |tx| { Ok(place(tx, &visit).await?.0) });
    let scope = read?;
    let unfit = || Problem::unfit("这一条看不懂，请返回列表重试。");
    let term: Term = form.term.parse().map_err(|_| unfit())?;
    let (class, number) = form.class.zip(form.number).ok_or_else(unfit)?;
    actions::settle(&visit, scope, (term, class, number), &form.words).await?;
    Ok(Redirect::to(&visit.link("/census")))
}

/// Which schools have confirmed, as a workbook.
async fn export(visit: Visit, Filters(query): Filters<Query>) -> Result<Response, Page> {
    let read: Result<Vec<SchoolLine>, Error> = db::read!(visit.db(), "census export", |tx| {
        let (scope, now) = place(tx, &visit).await?;
        let (term, year) = now.ok_or(Error::Missing)?;
        Ok(store::schools(tx, scope, year, term).await?)
    });
    let schools = read?;
    let count = |key, title| SheetColumn::new(key, title, SheetKind::Integer);
    let layout = Layout::new(
        "人籍一致核查",
        vec![
            SheetColumn::new("school", "学校", SheetKind::Text),
            SheetColumn::new("town", "镇(街道)", SheetKind::Text),
            count("classes", "班级数"),
            count("checked", "已确认班级"),
            count("on_roll", "已确认班级在籍人数"),
            count("absent", "有籍无人"),
            count("extra", "有人无籍"),
            count("open", "待处理"),
        ],
    );
    let rows = schools.iter().filter(|it| query.lets_through(it)).map(|it| {
        let counts = [it.classes, it.checked, it.on_roll, it.absent, it.extra, it.open];
        let texts = [Cell::Text(&it.name), Cell::Text(&it.town_name)];
        texts.into_iter().chain(counts.map(Cell::Integer)).collect()
    });
    workbook::send(&visit, &layout, rows)
}
