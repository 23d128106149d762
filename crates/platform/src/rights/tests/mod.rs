//! The desk, as the security administrator's browser sees it, on each database.

mod accounts;
mod grants;
mod rules;
mod succession;

use db::Db;
use jiff::civil::{Date, date};
use vocab::{AccountId, GrantId, PlaceId, Role};
use web::StatusCode;

use crate::{
    access::{Grant, PlaceKind},
    accounts::{Account, Sessions, add_account},
    seal,
    testing::{House, Person},
};

const REFUSED: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;

/// A county with a town, two schools, a class, and its security administrator.
struct Desk {
    house: House,
    admin: Person,
    town: PlaceId,
    school: PlaceId,
    other: PlaceId,
    class: PlaceId,
}

impl Desk {
    async fn new(db: Db) -> Self {
        Self::with(db, |cell| cell).await
    }

    async fn with(db: Db, more: impl FnOnce(web::Cell) -> web::Cell) -> Self {
        let house = House::new(db, &[crate::MODULE], |cell| {
            more(cell.with(Sessions::default()).with(seal::testing::sealer("cixi")))
        })
        .await;
        let town = house.place(PlaceKind::Town, house.county, "观海卫镇").await;
        let school = house.place(PlaceKind::School, town, "云帆小学").await;
        let other = house.place(PlaceKind::School, town, "青瓷小学").await;
        let class = house.place(PlaceKind::Class, school, "三年级 2 班").await;
        let admin = house.person("security", Role::SecurityAdmin, house.county).await;
        Self { house, admin, town, school, other, class }
    }

    /// An account with one role, or none.
    async fn account(
        &self,
        login: &str,
        name: &str,
        roles: &[(Role, PlaceId)],
    ) -> (AccountId, Vec<GrantId>) {
        self.account_since(login, name, roles, date(2021, 8, 1)).await
    }

    async fn account_since(
        &self,
        login: &str,
        name: &str,
        roles: &[(Role, PlaceId)],
        since: Date,
    ) -> (AccountId, Vec<GrantId>) {
        let now = vocab::Clock::now(&*self.house.clock);
        let id: AccountId = self.house.ids.make(now);
        let grant = |(role, place): &(Role, PlaceId)| Grant {
            id: self.house.ids.make(now),
            account: id,
            role: *role,
            place: *place,
            since,
            until: None,
        };
        let grants: Vec<Grant> = roles.iter().map(grant).collect();
        let ids = grants.iter().map(|it| it.id).collect();
        let account = Account::active(id, login, name, "hash".to_owned());
        add_account(&self.house.system(), account, grants).await.unwrap();
        (id, ids)
    }

    /// Opens a page and sends its form to the same address.
    async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> web::testing::Reply {
        self.submit(path, path, fields).await
    }

    async fn submit(
        &mut self,
        page: &str,
        path: &str,
        fields: &[(&str, &str)],
    ) -> web::testing::Reply {
        let (page, path) = (format!("/cixi{page}"), format!("/cixi{path}"));
        self.admin.browser.submit(&page, &path, fields).await
    }

    async fn get(&mut self, path: &str) -> web::testing::Reply {
        let reply = self.admin.browser.get(&format!("/cixi{path}")).await;
        assert_eq!(web::ui::check::faults(&reply.body), Vec::<String>::new(), "{path}");
        reply
    }

    /// The roles that an account holds today.
    async fn held(&self, account: AccountId) -> Vec<(Role, PlaceId)> {
        let today = vocab::Calendar::today(&*self.house.calendar);
        let found: Result<_, db::Error> = db::read!(self.house.cell.db, "held", |tx| {
            crate::access::grants_of(tx, account, today).await
        });
        found.unwrap().into_iter().map(|it| (it.role, it.place)).collect()
    }

    /// The number that `sql` comes to, as `n`.
    async fn number(&self, sql: &'static str) -> i64 {
        let found: Result<_, db::Error> = db::read!(self.house.cell.db, "number", |tx| {
            tx.one(sql, &[], |row| row.get("n")).await
        });
        found.unwrap().unwrap()
    }
}
