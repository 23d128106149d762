//! The SQL of the desk.

mod accounts;
mod grants;

pub(super) use accounts::{
    Wanted, clear_totp, close, colleagues, count_accounts, list_accounts, load_account,
};
pub(super) use grants::{
    add_grants, count_others, end_all, end_grants, end_unused, find_grant, grants_of,
    grants_of_all, list_unused, places,
};
