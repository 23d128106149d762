//! Tests across the whole house: what no crate can see of itself.
//!
//! | file | holds |
//! |---|---|
//! | `acts.rs` | every kind of act has its words |
//! | `api.rs` | what programs are answered over the demo county, and the document of it |
//! | `faults.rs` | a full disk and an unreachable PostgreSQL: a clear page, and recovery |
//! | `logs.rs` | the log is JSON, and nobody stands in it |
//! | `personal.rs` | every table that names people says what becomes of it when one is erased |
//! | `permissions/` | who may call what: the golden table, and real requests that keep to it |
//! | `rush.rs` | the server is killed while families sign up: what was acknowledged is there |
//! | `statements/` | every statement of every store, prepared and explained |
//! | `year/` | a school year of chance with faults, from a seed |

#[cfg(test)]
mod acts;
#[cfg(test)]
mod api;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod logs;
#[cfg(test)]
mod permissions;
#[cfg(test)]
mod personal;
#[cfg(test)]
mod rush;
#[cfg(test)]
mod statements;
#[cfg(test)]
mod year;
