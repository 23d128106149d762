//! Tests across the whole house: what no crate can see of itself.
//!
//! | file | holds |
//! |---|---|
//! | `permissions/` | who may call what: the golden table, and real requests that keep to it |

#[cfg(test)]
mod permissions;
