//! Which tables are large, and which statements read one from end to end for a reason.

/// Tables that grow with the county's people or days.
pub(super) const LARGE: [&str; 36] = [
    "account",
    "act",
    "answer",
    "answer_document",
    "booking",
    "care_group",
    "care_leave",
    "case_clock",
    "case_desk",
    "case_event",
    "case_record",
    "class",
    "course_order",
    "enrolment",
    "family",
    "filing_ballot",
    "filing_return",
    "filing_version",
    "graduate",
    "guardian",
    "guardianship",
    "inbox",
    "job",
    "look",
    "message",
    "name_key",
    "outbox",
    "participation",
    "place",
    "place_within",
    "roll_call",
    "roll_mark",
    "roll_row",
    "session",
    "staff",
    "student",
];

/// Statement and table, with why.
pub(super) const SCANS: &[(&str, &str)] = &[
    ("directory/src/store/add.rs: set_school_places reads case_event", FOREIGN_KEYS),
    ("directory/src/store/add.rs: set_school_places reads family", FOREIGN_KEYS),
    ("directory/src/store/add.rs: set_school_places reads filing_ballot", FOREIGN_KEYS),
    ("directory/src/store/add.rs: set_school_places reads filing_version", FOREIGN_KEYS),
    ("directory/src/store/add.rs: set_schools reads roll_row", FOREIGN_KEYS),
    ("directory/src/store/year.rs: classes reads class", ONCE_A_YEAR),
    ("directory/src/store/year.rs: count_suspended reads student", ONCE_A_YEAR),
    ("directory/src/store/year.rs: schools_to_turn reads class", ONCE_A_YEAR),
    (
        "domains/admissions/src/forecast/store/forecasts.rs: homes reads student",
        "a forecast counts every child of the county, a few times a year",
    ),
    ("domains/schoolday/src/aftercare/pay/store.rs: counted reads care_group", FOR_THE_DEMO),
    (
        "domains/services/src/graduation/store.rs: count_graduates reads graduate",
        "the archive's own page says how many it has",
    ),
    (
        "domains/schoolday/src/aftercare/moving/store.rs: stranded_since reads booking",
        "the nightly turn looks at every place that is held",
    ),
    ("platform/src/access/store.rs: rebuild_closure reads place", WHOLE_LIST),
    ("platform/src/access/store.rs: rebuild_closure reads place_within", WHOLE_LIST),
    ("platform/src/audit/store.rs: unsealed reads act", ONLY_WHAT_WAITS),
    ("platform/src/audit/store.rs: waiting reads act", ONLY_WHAT_WAITS),
    ("platform/src/gauges/store.rs: jobs reads job", "counts all that are kept, which are swept"),
    ("platform/src/jobs/store.rs: undelivered reads outbox", ONLY_WHAT_WAITS),
    ("platform/src/notices/store.rs: counts reads message", "counts all that are kept"),
    ("platform/src/notices/store.rs: unhanded reads inbox", ONLY_WHAT_WAITS),
    ("platform/src/privacy/store.rs: delete_inbox reads inbox", OLDEST_FIRST),
    ("platform/src/privacy/store.rs: delete_looks reads look", OLDEST_FIRST),
    ("platform/src/privacy/store.rs: delete_messages reads message", OLDEST_FIRST),
    (
        "server/src/bench/machines/store.rs: first_ended reads job",
        "asked by a measurement and by nobody else",
    ),
    ("server/src/bench/rush/store.rs: schools reads student", FOR_THE_DEMO),
    ("server/src/figures/store.rs: count reads enrolment", FOR_THE_DEMO),
    ("server/src/figures/store.rs: count reads family", FOR_THE_DEMO),
    ("server/src/figures/store.rs: count reads guardian", FOR_THE_DEMO),
    ("server/src/figures/store.rs: count reads participation", FOR_THE_DEMO),
    ("server/src/figures/store.rs: count reads staff", FOR_THE_DEMO),
    ("server/src/figures/store.rs: count reads student", FOR_THE_DEMO),
];

/// The same of statements that are joined at run time, which only the year of chance hears.
pub(super) const JOINED_SCANS: &[(&str, &str)] = &[
    (
        "directory/src/store/persons.rs: consents_by_place reads student",
        "the county's own count of answers is over all its pupils",
    ),
    (
        "directory/src/store/students.rs: count_students reads student",
        "the county's own list says of how many pupils it is one page",
    ),
];

const FOR_THE_DEMO: &str =
    "counts the whole county while it is made or measured, for nobody's page";
const FOREIGN_KEYS: &str = "a check of foreign keys, which SQLite skips while none is broken";
const ONCE_A_YEAR: &str = "the turn of the year asks for everyone, once";
const ONLY_WHAT_WAITS: &str = "reads an index that holds only what waits";
const WHOLE_LIST: &str = "after a list of places was taken in";
const ERASURE: &str = "a person is erased, which is seldom";
const AT_NIGHT: &str = "a nightly job, which is run again where it lost to somebody";
const OLDEST_FIRST: &str = "a nightly job that goes from the oldest on and stops";

/// What may be read from end to end inside a write.
pub(super) struct InWrites {
    /// Tables that are written so seldom that nobody is in the way: table and why.
    pub(super) quiet: &'static [(&'static str, &'static str)],
    /// Statement, table and why.
    pub(super) statements: &'static [(&'static str, &'static str, &'static str)],
}

pub(super) const IN_WRITES: InWrites = InWrites {
    quiet: &[
        ("term", "a row a term, written twice a year"),
        ("pay_rate", "a few rows a year, set by the county"),
        ("tariff", "a row a kindergarten in years, set by the office or by itself"),
        ("light_rule", "a few rows in years, set by the office"),
        ("indicator", "a row a file of the catalog, written when one is new"),
        ("indicator_text", "a row a file of the catalog, written when its text changes"),
    ],
    statements: &[
        ("directory/src/joining/store.rs: delete_decided", "guardian_request", AT_NIGHT),
        ("directory/src/joining/store.rs: erase_requests_of", "guardian_request", ERASURE),
        ("directory/src/joining/store.rs: set_decided", "guardian_request", ONLY_WHAT_WAITS),
        ("directory/src/store/year.rs: oldest_running", "place", ONCE_A_YEAR),
        ("domains/schoolday/src/aftercare/collect/store.rs: erase", "early_leave", ERASURE),
        ("machines/offering/src/store/offers.rs: set_settled", "offer_round", ONLY_WHAT_WAITS),
        ("machines/indicator/src/store/values.rs: all_now", "figure_now", AT_NIGHT),
        ("machines/indicator/src/store/watches.rs: all", "figure_watch", AT_NIGHT),
        ("machines/drawing/src/store/drawings.rs: set_revealed", "drawing", ONLY_WHAT_WAITS),
        ("machines/offering/src/store/offers.rs: set_window", "offer_round", ONLY_WHAT_WAITS),
        ("platform/src/access/store.rs: rebuild_closure", "place_within", WHOLE_LIST),
        ("platform/src/files/store.rs: forgotten", "content", ONLY_WHAT_WAITS),
        ("platform/src/measures/store.rs: take_moved", "measure_moved", ONLY_WHAT_WAITS),
        ("platform/src/privacy/store.rs: delete_act_personal", "act", AT_NIGHT),
        ("platform/src/privacy/store.rs: delete_act_personal", "act_personal", AT_NIGHT),
        ("platform/src/privacy/store.rs: delete_clearances", "clearance", AT_NIGHT),
        ("platform/src/privacy/store.rs: delete_inbox", "inbox", AT_NIGHT),
        ("platform/src/privacy/store.rs: delete_inbox", "message", AT_NIGHT),
        ("platform/src/privacy/store.rs: delete_looks", "look", AT_NIGHT),
        ("platform/src/privacy/store.rs: delete_messages", "message", AT_NIGHT),
        ("platform/src/requests/store.rs: delete_ended", "data_request", AT_NIGHT),
        ("platform/src/requests/store.rs: delete_steps", "data_request_step", AT_NIGHT),
    ],
};

/// How many places that join statements at run time the year of chance may leave out: a few more
/// than it did when this was written, since it does not reach the same ones each time.
pub(super) const JOINED_UNHEARD_MAX: usize = 30;

/// Of how many of those that ran inside a write PostgreSQL shows no plan.
pub(super) const JOINED_UNTYPED_MAX: usize = 99;

/// What `db` itself and the house of the tests ask.
pub(super) const NOT_OF_A_STORE: &[&str] = &[" schema_migration ", "AS of_table", "SELECT 1"];

/// Statements that only PostgreSQL is asked.
pub(super) const POSTGRES_ALONE: &[&str] = &["server/src/bench/rush/store.rs: fsync"];
