//! A questionnaire that runs on the demo's morning, with answers of many families.

use std::collections::HashSet;

use directory::demo::{Chance, County};
use form::{Answers, Kind, Value};
use platform::Act;
use vocab::AccountId;

use super::Loaded;
use crate::{
    actions::Error,
    definition::Filing,
    model::{BallotId, RoundId},
    store,
};

/// Up to so many families of a school have answered.
const ANSWERS_MAX: i64 = 30;

/// Has them answer.
pub(super) async fn answer(
    act: &mut Act<'_>,
    county: &County,
    (kind, round): (&Loaded, RoundId),
) -> Result<(), Error> {
    let faces: HashSet<AccountId> = county.faces().iter().map(|it| it.account).collect();
    let Some(audience) = kind.what.audience() else { return Ok(()) };
    let (mut voters, mut ballots, mut answers) = (HashSet::new(), Vec::new(), Vec::new());
    for (at, school) in county.schools.iter().enumerate() {
        let fits = |it| audience.stages.is_empty() || audience.stages.contains(it);
        if !school.stages.iter().any(fits) {
            continue;
        }
        let mut chance = Chance::of(county.plan.seed, &kind.name, at);
        let count = usize::try_from(chance.between(4, ANSWERS_MAX)).unwrap_or(0);
        for student in county.students[school.students.clone()].iter().step_by(7).take(count) {
            let Some(guardian) = county.families[student.family].guardians.clone().next() else {
                continue;
            };
            let account = county.guardians[guardian].account;
            if faces.contains(&account) || !voters.insert(account) {
                continue;
            }
            let Some(id) = BallotId::from_bits(chance.between(1, i64::MAX - 1)) else { continue };
            ballots.push((id, school.id.place(), None));
            answers.push((id, opinion(&kind.what, &mut chance)));
        }
    }
    // In the order of numbers of chance, as when envelopes are opened.
    ballots.sort_by_key(|it| it.0);
    answers.sort_by_key(|it: &(BallotId, Answers)| it.0);
    let mut voters: Vec<AccountId> = voters.into_iter().collect();
    voters.sort_unstable();
    store::add_voters(act.tx(), round, &voters).await?;
    store::add_ballots(act.tx(), round, &ballots).await?;
    form::add_all(act.tx(), &kind.name, &kind.what.fields, &answers).await?;
    Ok(())
}

/// What a family thinks: the first options are the kinder ones.
fn opinion(filing: &Filing, chance: &mut Chance) -> Answers {
    let mut answers = Answers::default();
    for field in &filing.fields {
        let value = match &field.kind {
            Kind::Choice(all) => {
                let at = match chance.between(0, 99) {
                    0..=54 => 0,
                    55..=91 => 1,
                    92..=97 => 2,
                    _ => 3,
                };
                Value::Text(all[at.min(all.len() - 1)].0.clone())
            }
            Kind::Choices(all) => {
                let keys = all.iter().filter(|_| chance.between(0, 1) == 1);
                let keys: Vec<String> = keys.map(|it| it.0.clone()).collect();
                if keys.is_empty() {
                    continue;
                }
                Value::List(keys)
            }
            Kind::YesNo => Value::Yes(chance.between(0, 9) > 0),
            Kind::Text(_) | Kind::Long(_) if chance.between(0, 9) == 0 => {
                Value::Text(wish(chance).to_owned())
            }
            _ => continue,
        };
        answers.0.insert(field.key.clone(), value);
    }
    answers
}

fn wish(chance: &mut Chance) -> &'static str {
    match chance.between(0, 4) {
        0 => "课后服务的乒乓球课很受欢迎，希望多开一个班",
        1 => "作业确实少了，孩子九点前能睡",
        2 => "希望雨天也能安排室内运动",
        3 => "放学时间和上班时间错开一点会更好",
        _ => "希望多些动手做的课程",
    }
}
