//! The school day. Its first room is after-school service.

pub mod aftercare;

use db::Migration;
use platform::Module;

/// The tables, oldest first.
pub const MIGRATIONS: &[Migration] = &[
    Migration { name: "0001_programme", sql: include_str!("../migrations/0001_programme.sql") },
    Migration {
        name: "0002_participation",
        sql: include_str!("../migrations/0002_participation.sql"),
    },
    Migration { name: "0003_days", sql: include_str!("../migrations/0003_days.sql") },
    Migration { name: "0004_duty", sql: include_str!("../migrations/0004_duty.sql") },
    Migration { name: "0005_courses", sql: include_str!("../migrations/0005_courses.sql") },
    Migration { name: "0006_counting", sql: include_str!("../migrations/0006_counting.sql") },
    Migration { name: "0007_dismissal", sql: include_str!("../migrations/0007_dismissal.sql") },
    Migration { name: "0008_reminders", sql: include_str!("../migrations/0008_reminders.sql") },
    Migration { name: "0010_pay", sql: include_str!("../migrations/0010_pay.sql") },
    Migration { name: "0011_letter", sql: include_str!("../migrations/0011_letter.sql") },
    Migration { name: "0012_school_days", sql: include_str!("../migrations/0012_school_days.sql") },
    Migration { name: "0013_records", sql: include_str!("../migrations/0013_records.sql") },
    Migration { name: "0014_late_seats", sql: include_str!("../migrations/0014_late_seats.sql") },
];

/// This domain, as the server wires it.
pub const MODULE: Module = Module {
    name: "schoolday",
    migrations: MIGRATIONS,
    routes: aftercare::routes,
    api: aftercare::api::routes,
    permissions: aftercare::PERMISSIONS,
    menu: aftercare::MENU,
    homes: aftercare::HOMES,
    jobs: aftercare::JOBS,
    listeners: aftercare::LISTENERS,
    measures: aftercare::measures::READINGS,
    acts: &[aftercare::ACTS],
    erasers: aftercare::ERASERS,
    personal: aftercare::PERSONAL,
    disclosures: aftercare::DISCLOSURES,
    duties: aftercare::DUTIES,
    handovers: aftercare::HANDOVERS,
    ..Module::BARE
};
