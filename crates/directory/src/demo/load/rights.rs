//! What the demo's people were told about their data, and what a part of them has answered so far:
//! the rules for children are new and being agreed to, the next rules of privacy wait for their day;
//! and what some of them have asked to be corrected.

use jiff::civil::{Date, date};
use platform::{
    consents::{self, Answer, Draft, TextKind},
    requests::{self, DemoRequest},
};
use vocab::Kind as _;

use super::{Loading, ROWS};
use crate::demo::{Chance, County, age_on};

const OWN_AGE: i16 = 14;
/// Of a hundred families of a school, between so many have answered so far.
const ANSWERED: std::ops::RangeInclusive<i64> = 8..=58;
/// Of a thousand that answered, so many did not agree.
const REFUSING: usize = 15;

/// The day on which the rules for children began to be put to families.
fn asked_on(county: &County) -> Date {
    date(county.year.first_day().year(), 12, 13)
}

/// The day that the county's demo shows first.
fn shown_on(county: &County) -> Date {
    date(county.year.first_day().year(), 12, 20)
}

/// Publishes the texts and enters the answers.
pub(super) async fn load(it: &Loading<'_>) -> Result<(), db::Error> {
    let mut texts = Vec::new();
    let year = it.county.year.first_day().year();
    for (kind, changes, since) in [
        (TextKind::Privacy, "", date(year, 8, 30)),
        (TextKind::Children, "", asked_on(it.county)),
        (
            TextKind::Privacy,
            "写明了上传的照片会去掉拍摄地点、文件逐个加密；增加了更正和删除的办理时限。",
            date(year + 1, 1, 1),
        ),
    ] {
        let body = kind.template().replace("{county}", it.county.plan.region.name);
        let (title, changes) = (kind.label().to_owned(), changes.to_owned());
        texts.push(Draft {
            id: it.system.ids.make(it.county.at),
            kind,
            title,
            body,
            changes,
            since,
        });
    }
    let asked = texts[1].id;
    let answers = answers(it);
    // Of those whom the demo lets one log in as, the inspector has not been here since.
    let faces = it.county.faces().into_iter().filter(|it| it.role != vocab::Role::Inspector);
    let readers: Vec<_> =
        faces.map(|face| (it.system.ids.make(it.county.at), face.account)).collect();
    platform::act!(it.system, "demo.load.consents", |act| {
        let now = act.origin().now;
        let ids = act.origin().ids.clone();
        for (version, text) in [1, 1, 2].into_iter().zip(&texts) {
            consents::add_text(act.tx(), text, version, (None, now)).await?;
        }
        let when = (now, date(year, 9, 1));
        consents::add_read(act.tx(), texts[0].id, when, readers.iter().copied()).await?;
        for part in answers.chunks(ROWS) {
            let rows = part.iter().map(|it| (ids.make(now), *it));
            consents::add_many(act.tx(), asked, now, rows).await?;
        }
        Ok(())
    })
}

/// Two corrections on their way at the school where the demo's people work: one is due soon.
pub(super) async fn ask(it: &Loading<'_>) -> Result<(), db::Error> {
    let county = it.county;
    let year = county.year.first_day().year();
    let school = &county.schools[county.main_school()];
    let place = school.id.place();
    let pupils = &county.students[school.students.clone()];
    // Neither is of the family that the demo lets one log in as.
    let own = county.faces().into_iter().find(|it| it.role == vocab::Role::Guardian);
    let is_own =
        |at: usize| own.as_ref().is_some_and(|it| it.account == county.guardians[at].account);
    let others = pupils.iter().filter(|it| {
        it.serial.is_some() && !county.families[it.family].guardians.clone().any(is_own)
    });
    let mut others = others.skip(40).step_by(25);
    let (Some(renamed), Some(moved)) = (others.next(), others.next()) else { return Ok(()) };
    platform::act!(it.system, "demo.load.requests", |act| {
        let ids = act.origin().ids.clone();
        let (wrong, right) = (renamed.name.as_str(), format!("{}涵", renamed.name));
        let address = &county.families[moved.family].address;
        for (child, field, values, reason, on) in [
            (
                renamed,
                "name",
                (wrong, right.as_str()),
                "登记时漏了最后一个字，以户口簿为准。",
                date(year, 12, 1),
            ),
            (
                moved,
                "address",
                (address.as_str(), "新苑路36号2幢502室"),
                "上月搬家，学校寄的材料寄到了老地址。",
                date(year, 12, 17),
            ),
        ] {
            let Some(guardian) = county.families[child.family].guardians.clone().last() else {
                continue;
            };
            let request = DemoRequest {
                id: ids.make(county.at),
                subject: (vocab::names::kinds::StudentId::PREFIX, child.id.bits()),
                subject_name: &child.name,
                account: county.guardians[guardian].account,
                place,
                field,
                values,
                reason,
                on,
            };
            requests::add_demo(act, it.sealer, &request).await?;
        }
        Ok(())
    })
}

/// The answers of some families for their children, school by school. The family that the demo lets
/// one log in as has not been asked yet.
fn answers(it: &Loading<'_>) -> Vec<consents::Given> {
    let county = it.county;
    let parent = county.faces().into_iter().find(|it| it.role == vocab::Role::Guardian);
    let (asked_on, shown_on) = (asked_on(county), shown_on(county));
    let mut all = Vec::new();
    for (at, child) in county.students.iter().enumerate() {
        let mut school = Chance::of(county.plan.seed, "consents of a school", child.school);
        let share =
            usize::try_from(school.between(*ANSWERED.start(), *ANSWERED.end())).unwrap_or(0);
        let mut chance = Chance::of(county.plan.seed, "consent", at);
        let guardians = county.families[child.family].guardians.clone();
        let Some(guardian) = guardians.last() else { continue };
        let account = county.guardians[guardian].account;
        let own = parent.as_ref().is_some_and(|it| it.account == account);
        if own || age_on(shown_on, child.born) >= OWN_AGE || !chance.happens(share * 10) {
            continue;
        }
        let answer = if chance.happens(REFUSING) { Answer::Refused } else { Answer::Agreed };
        let day = asked_on.saturating_add(jiff::Span::new().days(chance.between(0, 6)));
        let subject = (vocab::names::kinds::StudentId::PREFIX, child.id.bits());
        all.push(consents::Given { account, subject, answer, on: day });
    }
    all
}
