//! The modules of the house: navigation, permissions, tables, routes and jobs are built from this
//! list, lowest floor first.

use std::sync::LazyLock;

use platform::Module;

/// Every module.
pub static MODULES: LazyLock<Vec<Module>> = LazyLock::new(|| {
    vec![
        platform::MODULE,
        directory::MODULE,
        catalog::MODULE,
        form::MODULE,
        case::module(),
        offering::MODULE,
        schoolday::MODULE,
    ]
});
