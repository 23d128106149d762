//! Rounds of the invented county on the demo's day: bases that are being accredited, the good youths of
//! 2021 and those whom schools put forward for the next year, an inspection with its two sheets, one of them half filled. They go through
//! the same rules as any other.

use std::collections::BTreeSet;

use directory::demo::{Chance, County, Sort};
use directory::model::Duty;
use form::{Answers, Posted, Value};
use jiff::civil::{Date, DateTime, date};
use platform::{Act, System, effects::Effects};
use vocab::{AccountId, PlaceId, Role, StudentId};

use crate::{
    actions::{self, Begin, Ending, Error, Opening, What},
    catalog,
    definition::{ItemKind, Review},
    model::{ApplicationId, Round},
    points::Points,
    rules::{Action, Refusal, State},
    store,
};

type Kind = std::sync::Arc<::catalog::Loaded<Review>>;

/// Where the lots of a round come from: numbers that were drawn in public on the day before.
const SEED: &str = "福彩 3D 第 2021321 期：4 1 7";

/// How far an application has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Far {
    /// Put in.
    Put,
    /// Its panel is drawn; the first expert has begun.
    Begun,
    /// All have handed in.
    Judged,
    /// The chair has settled.
    Settled,
}

/// Writes the rounds into the county that was loaded before.
pub async fn load(system: &System, county: &County) -> Result<(), Error> {
    platform::act!(system, "demo.load.reviews", |act| {
        bases(act, county).await?;
        youths(act, county, &YOUTHS_OF_2021).await?;
        youths(act, county, &YOUTHS_OF_2022).await?;
        inspections(act, county).await
    })
}

fn text(it: &str) -> Value {
    Value::Text(it.to_owned())
}

fn answers<const N: usize>(pairs: [(&str, Value); N]) -> Answers {
    Answers(pairs.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}

/// Who holds a role at a place.
fn holder(county: &County, role: Role, place: PlaceId) -> Option<AccountId> {
    let holds = |it: &&directory::demo::Post| it.place == place && it.duty == Duty::Role(role);
    Some(county.staff[county.posts.iter().find(holds)?.staff].account)
}

async fn open(
    act: &mut Act<'_>,
    (county, name): (&County, &str),
    (title, on): (&str, Date),
) -> Result<(Kind, Round), Error> {
    let kind = catalog().find(name).ok_or(Error::Missing)?.clone();
    let (now, id) = (act.origin().now, act.origin().ids.make(act.origin().now));
    let opening = Opening { id, title, seed: SEED, apply_until: None, score_until: None };
    let round = actions::new_round(&kind, &opening, (county.id, on))?;
    ::catalog::Set::keep(act.tx(), &kind, now).await?;
    store::add_round(act.tx(), &round).await?;
    Ok((kind, round))
}

/// Something that was put in, and how far it comes.
struct Story<'a> {
    place: PlaceId,
    student: Option<StudentId>,
    by: (AccountId, Role),
    at: DateTime,
    answers: &'a Answers,
    far: Far,
    /// Hundredths that each expert takes off each item.
    off: i64,
}

async fn tell(
    act: &mut Act<'_>,
    (county, kind, round): (&County, &Kind, &Round),
    it: &Story<'_>,
) -> Result<(), Error> {
    let review = &kind.what;
    let id: ApplicationId = act.origin().ids.make(act.origin().now);
    let by = (Some(it.by.0), it.by.1);
    let new = Begin { id, place: it.place, student: it.student, answers: it.answers, by };
    actions::begin(act, kind, (round, &new), it.at).await?;
    if review.self_assessed {
        let half = |points: Points| Points(points.0 - points.0 / 10);
        let claims = review.items.iter().filter(|it| it.kind == ItemKind::Points);
        let claims: Vec<_> =
            claims.map(|it| (it.key.clone(), half(it.most), "材料见附件目录".to_owned())).collect();
        store::save_claims(act.tx(), id, &claims).await?;
    }
    if it.far == Far::Put {
        return Ok(());
    }
    let found = store::find(act.tx(), id).await?.ok_or(Error::Missing)?;
    if found.state != State::Panel {
        let what = (Action::Forward, State::Panel, false);
        actions::write(act, &found, what, (by, ""), it.at).await?;
    }
    let host = review.hosts[0];
    let hosts = (holder(county, host, county.id), host);
    let effects = Effects::default();
    let what = What { kind, round, by: hosts, at: it.at, effects: &effects };
    let found = store::find(act.tx(), id).await?.ok_or(Error::Missing)?;
    match actions::draw_panel(act, &what, &found).await {
        // A county that is too small has too few experts; then it waits for its panel.
        Err(Error::Refused(_)) => return Ok(()),
        other => other?,
    }
    judge(act, &what, (id, it)).await
}

/// The experts judge as far as the story goes.
async fn judge(
    act: &mut Act<'_>,
    what: &What<'_>,
    (id, it): (ApplicationId, &Story<'_>),
) -> Result<(), Error> {
    let review = &what.kind.what;
    let seats = store::seats(act.tx(), id).await?;
    for (at, seat) in (0_i64..).zip(&seats) {
        let some = if it.far == Far::Begun { review.items.len() / 2 } else { review.items.len() };
        for item in review.items.iter().take(some) {
            let points = match item.kind {
                ItemKind::Points => Points((item.most.0 - it.off - at * 25).max(0)),
                ItemKind::Deduct | ItemKind::Veto => Points::default(),
            };
            let given = (item.key.as_str(), points, "");
            store::save_score(act.tx(), (id, seat.account), given).await?;
        }
        if it.far == Far::Begun {
            return Ok(());
        }
        let found = store::find(act.tx(), id).await?.ok_or(Error::Missing)?;
        actions::hand(act, what.kind, (&found, seat.account), it.at).await?;
    }
    if it.far != Far::Settled {
        return Ok(());
    }
    let found = store::find(act.tx(), id).await?.ok_or(Error::Missing)?;
    let posted = [("opinion", "管理规范，课业负担控制较好；食堂留样记录要补全时间。")];
    let posted = posted.map(|(key, value)| (key.to_owned(), value.to_owned()));
    let posted = Posted(posted.to_vec());
    actions::settle(act, what, &found, (Action::Settle, "", &posted)).await
}

async fn bases(act: &mut Act<'_>, county: &County) -> Result<(), Error> {
    const NEW: [(&str, &str, &str, Far); 3] = [
        ("龙山海防研学营地", "camp", "red", Far::Settled),
        ("逍林非遗工坊", "base", "culture", Far::Judged),
        ("长河草编劳动基地", "base", "labour", Far::Begun),
    ];
    let at = (county, "base-accreditation");
    let (kind, round) = open(act, at, ("2021 年第二批", date(2021, 11, 22))).await?;
    for (number, (name, sort, theme, far)) in (0_i64..).zip(NEW) {
        let town = &county.towns[usize::try_from(number).unwrap_or(0) % county.towns.len()];
        let place = town.id.place();
        let Some(clerk) = holder(county, Role::TownClerk, place) else { continue };
        let said = answers([
            ("name", text(name)),
            ("kind", text(sort)),
            ("theme", text(theme)),
            ("capacity", Value::Int(150 + number * 40)),
            ("address", text(&format!("{}文化路 {} 号", town.name, 18 + number))),
        ]);
        let story = Story {
            place,
            student: None,
            by: (clerk, Role::TownClerk),
            at: date(2021, 12, 8).at(14, 0, 0, 0),
            answers: &said,
            far,
            off: number * 60,
        };
        tell(act, (county, &kind, &round), &story).await?;
    }
    Ok(())
}

/// A round of good youths: its title, when it is opened, when schools put forward, and how it ends.
struct Youths {
    title: &'static str,
    opened: Date,
    put: DateTime,
    /// Published and closed on these days; none while it runs.
    ended: Option<(Date, Date)>,
}

/// The ninety of 2021 (慈溪市教育局 2021 年工作总结, 18).
const YOUTHS_OF_2021: Youths = Youths {
    title: "2021 年",
    opened: date(2021, 9, 13),
    put: date(2021, 9, 28).at(16, 0, 0, 0),
    ended: Some((date(2021, 10, 18), date(2021, 10, 28))),
};

const YOUTHS_OF_2022: Youths = Youths {
    title: "2022 年",
    opened: date(2021, 11, 29),
    put: date(2021, 12, 10).at(16, 0, 0, 0),
    ended: None,
};

async fn youths(act: &mut Act<'_>, county: &County, it: &Youths) -> Result<(), Error> {
    /// So many are put forward: the county has ninety places.
    const PUT: usize = 96;
    const SORTS: [&str; 6] = ["study", "kind", "filial", "labour", "science", "strong"];
    let (kind, round) = open(act, (county, "good-youth"), (it.title, it.opened)).await?;
    let wanted = |it: &&directory::demo::School| {
        matches!(it.sort, Sort::Primary | Sort::Junior | Sort::NineYear)
    };
    let main = &county.schools[county.main_school()];
    let schools = std::iter::once(main).chain(county.schools.iter().filter(wanted)).take(PUT);
    for (at, school) in schools.enumerate() {
        let mut chance = Chance::of(county.plan.seed, "good youths", at);
        let classes = school.classes.len();
        let Some(class) = school.classes.clone().nth(at % classes.max(1)) else { continue };
        let class = &county.classes[class];
        let Some(teacher) = holder(county, Role::ClassTeacher, class.id.place()) else { continue };
        let Some(pupil) = class.students.clone().nth(at % class.students.len().max(1)) else {
            continue;
        };
        let said = answers([
            ("deed", text(SORTS[at % SORTS.len()])),
            ("story", text("坚持每天照顾家里老人，学习认真，乐于帮助同学，多次参加志愿服务。")),
            ("consented", Value::Yes(true)),
        ]);
        let far = match (it.ended, at) {
            (Some(_), _) => Far::Settled,
            (None, 0) => Far::Put,
            (None, 1..=3) => Far::Begun,
            (None, _) => Far::Judged,
        };
        let story = Story {
            place: class.id.place(),
            student: Some(county.students[pupil].id),
            by: (teacher, Role::ClassTeacher),
            at: it.put,
            answers: &said,
            far,
            // Half of it falls to chance; the rest tells any two apart, so that no place is shared.
            off: chance.between(0, 2) * 200 + i64::try_from(at).unwrap_or(0) * 2,
        };
        tell(act, (county, &kind, &round), &story).await?;
    }
    match it.ended {
        Some(days) => end(act, (county, &kind, round), days).await,
        None => Ok(()),
    }
}

/// Publishes a round and closes it.
async fn end(
    act: &mut Act<'_>,
    (county, kind, round): (&County, &Kind, Round),
    (published, closed): (Date, Date),
) -> Result<(), Error> {
    let host = kind.what.hosts[0];
    let by = (holder(county, host, county.id), host);
    for day in [published, closed] {
        let now = store::find_round(act.tx(), round.id).await?.ok_or(Error::Missing)?;
        let none = BTreeSet::new();
        let ending = Ending { round: now.id, version: now.version, chosen: &none, reason: "" };
        let with = (by, &Effects::default());
        match actions::bring_on(act, kind, (&now, &ending), with, day.at(10, 0, 0, 0)).await {
            // A county that is too small has too few experts; then some wait for their panel.
            Err(Error::Refused(Refusal::Unsettled(_))) => return Ok(()),
            other => other?,
        };
    }
    Ok(())
}

async fn inspections(act: &mut Act<'_>, county: &County) -> Result<(), Error> {
    let at = (county, "inspection");
    let (kind, round) = open(act, at, ("2021 年冬季入校督导", date(2021, 12, 6))).await?;
    let Some(clerk) = holder(county, Role::SupervisionClerk, county.id) else { return Ok(()) };
    let main = county.main_school();
    let others = (0..county.schools.len()).filter(|it| *it != main).take(2);
    let ways = [Far::Settled, Far::Begun, Far::Judged];
    for ((at, school), far) in (0_i64..).zip(std::iter::once(main).chain(others)).zip(ways) {
        let said =
            answers([("theme", text("“双减”落实和作业管理")), ("visit_on", text("2021-12-17"))]);
        let story = Story {
            place: county.schools[school].id.place(),
            student: None,
            by: (clerk, Role::SupervisionClerk),
            at: date(2021, 12, 17).at(16, 30, 0, 0),
            answers: &said,
            far,
            off: at * 80,
        };
        tell(act, (county, &kind, &round), &story).await?;
    }
    Ok(())
}
