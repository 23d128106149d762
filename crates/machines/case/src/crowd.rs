//! As many open cases as one likes in the invented county, to see how the lists, the sweep and a bulk
//! decision bear them. Each begins by the same rules as any other.

use std::sync::Arc;

use catalog::{Loaded, Set};
use directory::demo::{Chance, County};
use form::Answers;
use jiff::{SignedDuration, civil::DateTime};
use platform::{Act, System, effects::Effects};
use vocab::PlaceId;

use crate::{
    actions::Error,
    begin::{self, New},
    cast::{Cast, Scene},
    catalog,
    definition::Case,
    demo::{STORIES, Story, posted},
    model::CaseId,
    moving, standing, store,
};

/// So many an act.
const AT_ONCE: usize = 1_000;
const DAY: i64 = 24 * 60;

/// Adds `count` cases to the county that was loaded before, begun in the hundred days before `now`:
/// a twentieth of them on the day before yesterday and as many since, so that about so many
/// deadlines of a day pass on the last day. Of those that passed before it people were told. Says
/// how many there are: a school without the one who would begin a case has none.
pub async fn load(
    system: &System,
    county: &County,
    (count, now): (usize, DateTime),
) -> Result<usize, Error> {
    let crowd = Crowd::of(county, now)?;
    let mut made = 0;
    for first in (0..count).step_by(AT_ONCE) {
        let some = AT_ONCE.min(count - first);
        let told: Result<usize, Error> =
            platform::act!(system, "demo.load.cases", |act| { crowd.add(act, first, some).await });
        made += told?;
    }
    let yesterday = now.saturating_sub(SignedDuration::from_mins(DAY));
    let told: Result<(), Error> = platform::act!(system, "demo.load.cases", |act| {
        store::set_reminded(act.tx(), yesterday).await?;
        store::set_escalated(act.tx(), yesterday).await?;
        Ok(())
    });
    told?;
    Ok(made)
}

/// A story that can begin anywhere, and what is answered in it.
struct Plot {
    story: &'static Story,
    kind: Arc<Loaded<Case>>,
    answers: Answers,
}

struct Crowd<'a> {
    county: &'a County,
    now: DateTime,
    plots: Vec<Plot>,
    cast: Cast,
}

impl<'a> Crowd<'a> {
    fn of(county: &'a County, now: DateTime) -> Result<Self, Error> {
        let mut plots = Vec::new();
        for story in STORIES {
            let kind = catalog().find(story.kind).ok_or(Error::Missing)?.clone();
            let (case, known) = (&kind.what, Answers::default());
            if case.of_student {
                continue;
            }
            let answers = posted(story.answers);
            let answers = form::read(&case.fields, &case.asks, &answers, (&known, now.date()));
            plots.push(Plot { story, answers: answers.map_err(Error::Wrong)?, kind });
        }
        Ok(Self { county, now, plots, cast: Cast::of(county) })
    }

    /// Adds the cases from number `first` on: the plots in turn, the schools in turn.
    async fn add(&self, act: &mut Act<'_>, first: usize, count: usize) -> Result<usize, Error> {
        let schools: Vec<PlaceId> = self.county.schools.iter().map(|it| it.id.place()).collect();
        let paths = standing::paths(act.tx(), &schools).await?;
        let (origin, none) = (act.origin().clone(), Effects::default());
        let mut made = 0;
        for (turn, plot) in self.plots.iter().enumerate() {
            Set::keep(act.tx(), &plot.kind, origin.now).await?;
            let mut all = Vec::with_capacity(count / self.plots.len() + 1);
            for at in (first..first + count).filter(|at| at % self.plots.len() == turn) {
                let scene = self.scene(at / self.plots.len() % schools.len());
                let Some(by) = self.cast.doer(&scene, plot.story.opener) else { continue };
                let id: CaseId = origin.ids.make(origin.now);
                let (place, answers) = (scene.place, plot.answers.clone());
                let (about, kind) = ((place, None), plot.kind.clone());
                let new = New {
                    id,
                    kind,
                    about,
                    by: Some(by),
                    answers,
                    cause: None,
                    from_outside: false,
                };
                let path = paths.get(&place).cloned().unwrap_or_default();
                all.push(begin::stand_up(new, path, self.begun(at))?);
            }
            moving::write(act, &all, &none).await?;
            made += all.len();
        }
        Ok(made)
    }

    fn begun(&self, at: usize) -> DateTime {
        let mut chance = Chance::of(self.county.plan.seed, "crowd", at);
        let before = match at % 20 {
            0 => chance.between(DAY, 2 * DAY),
            1 => chance.between(1, DAY),
            _ => chance.between(2 * DAY, 100 * DAY),
        };
        self.now.saturating_sub(SignedDuration::from_mins(before))
    }

    fn scene(&self, school: usize) -> Scene {
        let it = &self.county.schools[school];
        let (school, town) = (it.id.place(), self.county.towns[it.town].id.place());
        Scene { place: school, school, town, student: None, guardian: None }
    }
}
