//! The modules of the house: navigation, permissions, tables, routes and jobs are built from this
//! list, lowest floor first. The navigation goes from its end: what people open every day stands last,
//! and so first on a family's phone.

use std::sync::LazyLock;

use catalog::Face;
use platform::Module;

/// Every module.
pub static MODULES: LazyLock<Vec<Module>> = LazyLock::new(|| {
    vec![
        platform::MODULE,
        directory::MODULE,
        catalog::MODULE,
        form::MODULE,
        case::module(),
        register::module(),
        filing::module(),
        review::module(),
        drawing::module(),
        notice::module(),
        indicator::module(),
        governance::MODULE,
        admissions::registration::MODULE,
        admissions::placement::MODULE,
        admissions::admission::MODULE,
        admissions::MODULE,
        services::MODULE,
        offering::MODULE,
        schoolday::MODULE,
    ]
});

/// The machines whose entries the catalog's pages show, in the order of their lists.
pub(crate) const FACES: [Face; 8] = [
    Face::of::<case::definition::Case>(),
    Face::of::<register::definition::Register>(),
    Face::of::<filing::definition::Filing>(),
    Face::of::<review::definition::Review>(),
    Face::of::<drawing::definition::Kind>(),
    Face::of::<notice::definition::Kind>(),
    Face::of::<indicator::definition::Indicator>(),
    Face::of::<indicator::index::Index>(),
];
