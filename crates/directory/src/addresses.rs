//! Where people are reached outside of the system, for the floor below that sends messages.

use std::collections::HashMap;

use platform::{
    notices::{AddressBook, ChannelKind},
    seal::Sealer,
};
use vocab::{AccountId, Personal};
use web::{Cell, Later};

use crate::{fields, store};

/// The telephones of guardians, staff and people of partners, by their accounts.
#[derive(Debug, Clone, Copy)]
pub struct Addresses;

impl AddressBook for Addresses {
    fn addresses<'a>(
        &'a self,
        cell: &'a Cell,
        accounts: &'a [AccountId],
        channel: ChannelKind,
    ) -> Later<'a, Result<HashMap<AccountId, Personal<String>>, db::Error>> {
        Box::pin(async move {
            if channel != ChannelKind::Sms {
                return Ok(HashMap::new());
            }
            let read: Result<_, db::Error> = db::read!(cell.db, "telephones", |tx| {
                let guardians = store::persons::guardian_phones(tx, accounts).await?;
                let staff = store::persons::staff_phones(tx, accounts).await?;
                Ok([
                    (fields::PARTNER_PHONE, store::persons::partner_phones(tx, accounts).await?),
                    (fields::STAFF_PHONE, staff),
                    (fields::GUARDIAN_PHONE, guardians),
                ])
            });
            let sealer = cell.service::<Sealer>();
            let mut found = HashMap::new();
            for (field, all) in read? {
                for (account, bits, sealed) in all {
                    // What a lost key has sealed is like a telephone that nobody told us.
                    if let Ok(phone) = sealer.open(field.at(bits), &sealed) {
                        found.insert(account, phone);
                    }
                }
            }
            Ok(found)
        })
    }
}
