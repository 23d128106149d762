//! The modules of the house: navigation, permissions, tables, routes and jobs are built from this
//! list, lowest floor first.

use platform::Module;

/// Every module.
pub const MODULES: &[Module] =
    &[platform::MODULE, directory::MODULE, offering::MODULE, schoolday::MODULE];
