//! How far the year got: how often each kind of act was done, and that none was left out which
//! somebody can do by a form.

use std::collections::BTreeMap;

use super::{duties, store::checks, walking::Walk};
use crate::acts::labels;

/// What the house of this test has not: passwords, sessions, telephones, other houses.
const LOGS_IN_OTHERWISE: &str = "players are logged in by the test; platform::accounts and codes";
/// Who lives the year would be locked out of it.
const RIGHTS: &str = "would shut players out of the year; platform::rights";
/// What comes as a workbook.
const BY_FILE: &str = "comes as a file; directory and the engineer's path";
/// What nobody does by a form.
const NO_FORM: &str = "nobody does this by a form";

/// What is laid before everyone.
const TARGETS: &str = "governance walks the whole way of plans, tasks and figures";
const NOTICES: &str = "the machine of notices walks through its own catalogue";

/// Kinds of acts that the year does without: what they begin with, and why.
const EXEMPT: &[(&str, &str)] = &[
    ("account.", LOGS_IN_OTHERWISE),
    ("administrator.", "is done on the command line"),
    ("admission.", "needs a placement that is public, and its day; admissions walks it"),
    ("case.", "the machine of cases walks through its own catalogue"),
    ("catalog.", "changes what a county's systems say; the catalog's own tests"),
    ("cell.backup", "is done on the command line"),
    ("cell.init", "is done on the command line"),
    ("aftercare.collector.bar", "follows a bar where an early collection was agreed"),
    ("balance.take", BY_FILE),
    ("aftercare.move.follow-care", "follows a move of a pupil who had care to end; its own tests"),
    ("aftercare.order.export", "a link, not a form; the orders' own tests"),
    ("audit.broken", "must not happen"),
    ("catchment.", "begins with a list that comes as a file; admissions walks it"),
    ("classing.", "needs a draw in public between two forms; admissions::classes walks it"),
    ("code.", LOGS_IN_OTHERWISE),
    ("demo.load.balance", "makes the demo's resources of schools"),
    ("demo.load.catchment", "makes the demo's catchments"),
    ("demo.load.classing", "makes the demo's entry classes"),
    ("demo.load.admission", "makes the demo's entry to school, and who came"),
    ("demo.load.forecast", "makes the demo's forecast"),
    ("demo.load.kindergarten", "makes the demo's fees of kindergartens"),
    ("demo.load.graduation", "makes the demo's archive"),
    ("demo.load.packages", "makes the demo's agreement with the city"),
    ("demo.load.placement", "makes the demo's placements"),
    ("demo.load.reported", "makes the demo's figures"),
    ("demo.load.reports", "makes the demo's documents"),
    ("demo.load.targets", "makes the demo's list"),
    ("demo.time", "the calendar of the year is moved by the test"),
    ("directory.roll.", BY_FILE),
    ("directory.schools.take", "is done on the command line"),
    ("directory.staff.take", BY_FILE),
    ("directory.students.export", "a link, not a form; directory's own tests"),
    ("drawing.", "the machine of drawings walks through its own catalogue"),
    ("filing.", "the machine of filings walks through its own catalogue"),
    ("forecast.", "stands on catchments, which come as a file; admissions walks it"),
    ("form.", "drafts and files; the tests of forms and of cases"),
    ("grant.", RIGHTS),
    ("graduation.", "begins with a proof of one's name from outside; services::graduation"),
    ("guardian.ask", LOGS_IN_OTHERWISE),
    ("guardian.join", LOGS_IN_OTHERWISE),
    ("guardian.phone", "takes a code from a telephone; directory::joining"),
    ("indicator.unwatch", "follows a watch of the same person; the machine's own tests"),
    ("invitation.make", "needs somebody who never logged in; platform::invitations"),
    ("job.done", NO_FORM),
    ("job.failed", "must not happen"),
    ("job.retry", "needs a job that failed; platform::jobs"),
    ("kindergarten.", "the year's county has no kindergarten; admissions sets their fees"),
    ("login.", LOGS_IN_OTHERWISE),
    ("notice.correct", NOTICES),
    ("notice.object", NOTICES),
    ("notice.publish", NOTICES),
    ("notice.withdraw", NOTICES),
    ("partner.edit", "corrects what was typed; directory::partners"),
    ("partner.import", BY_FILE),
    ("partner.person.edit", "corrects what was typed; directory::partners"),
    ("package.", TARGETS),
    ("placement.", "needs a campaign whose registrations are all decided; admissions walks it"),
    ("plan.", TARGETS),
    ("privacy.", NO_FORM),
    ("report.", "goes from desk to desk by five people; governance::reports walks it"),
    ("reported.", TARGETS),
    ("register.", "the machine of registers walks through its own catalogue"),
    ("registration.", "needs a campaign whose window is open; admissions walks the whole way"),
    ("request.supply", "needs a request that was handed back; platform::requests"),
    ("review.", "the machine of reviews walks through its own catalogue"),
    ("seal.rotate", "is done on the command line"),
    ("target.", TARGETS),
    ("task.", TARGETS),
];

/// Prints how often each kind of act was done, and gives those that never were, though they are
/// not exempt.
pub(super) async fn missed(walk: &Walk) -> Vec<String> {
    let done: Result<Vec<(String, i64)>, db::Error> =
        db::read!(walk.county.house.cell.db, "acts", |tx| { checks::acts(tx).await });
    let done: BTreeMap<String, i64> = done.unwrap().into_iter().collect();
    let of = |kind: &str| done.get(kind).copied().unwrap_or_default();
    let mut missed = Vec::new();
    for (kind, label) in labels() {
        let exempt = EXEMPT.iter().find(|it| kind.starts_with(it.0));
        println!("{:>6} {kind} {label}", of(kind));
        if of(kind) == 0 && exempt.is_none() {
            missed.push(format!("{kind} {label}"));
        }
    }
    for (number, record) in &walk.records {
        let Some(duty) = duties::all().nth(*number) else { continue };
        if of(duty.act) < duty.times {
            println!(
                "{} of {} times {} by {}, tried on {} mornings: {}",
                of(duty.act),
                duty.times,
                duty.act,
                duty.form,
                record.tries,
                record.refusal
            );
        }
    }
    missed
}

#[test]
fn what_is_exempt_is_an_act_and_is_no_duty() {
    for (start, _) in EXEMPT {
        assert!(labels().keys().any(|it| it.starts_with(start)), "{start} is no act");
        assert!(!duties::all().any(|it| it.act.starts_with(start)), "{start} is a duty");
    }
}
