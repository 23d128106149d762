//! Whose telephone it is, for the floor below that sends codes.

use jiff::civil::Date;
use platform::{codes::PhoneBook, seal::Sealer};
use vocab::{AccountId, Phone};
use web::{Cell, Later};

use super::store;
use crate::fields;

/// The telephones that the directory knows: those of guardians, of staff, of people of partners.
#[derive(Debug, Clone, Copy)]
pub struct Phones;

impl PhoneBook for Phones {
    fn accounts<'a>(
        &'a self,
        cell: &'a Cell,
        phone: &'a Phone,
        day: Date,
    ) -> Later<'a, Result<Vec<AccountId>, db::Error>> {
        let sealer = cell.service::<Sealer>();
        let guardian = sealer.index(fields::GUARDIAN_PHONE, phone.open());
        let staff = sealer.index(fields::STAFF_PHONE, phone.open());
        let partner = sealer.index(fields::PARTNER_PHONE, phone.open());
        Box::pin(async move {
            db::read!(cell.db, "accounts at a telephone", |tx| {
                store::accounts_at(tx, [&guardian, &staff, &partner], day).await
            })
        })
    }

    fn beginning(&self) -> (&'static str, &'static str) {
        ("/join/family", "我是家长，核对孩子信息")
    }
}
