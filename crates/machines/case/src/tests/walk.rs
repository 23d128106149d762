//! The catalog walk: every kind of case through every action of every step, by the roles that it
//! names, over its pages, on each database.

use std::collections::VecDeque;

use vocab::Role;
use web::StatusCode;

use super::{World, in_world};
use crate::{
    catalog,
    definition::{Act, Action, Case, Outcome, Who, breadth},
};

fn answers(case: &Case, asks: &[usize], variant: usize) -> Vec<(String, String)> {
    asks.iter().flat_map(|at| form::sample(&case.fields[*at], variant)).collect()
}

/// So many variants are tried before an action counts as one that nobody can ever do.
const VARIANTS: usize = 6;

/// Through which form a case is begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Door {
    /// That of the roles that may.
    Inside,
    /// That for anyone.
    Outside,
}

/// The way to a step: through which door, then which actions one after the other.
type Way = (Door, Vec<(usize, usize)>);

/// The way to each step: from inside where one leads there.
fn ways(case: &Case) -> Vec<Option<Way>> {
    let mut ways: Vec<Option<Way>> = vec![None; case.steps.len()];
    let outside = case.public.as_ref().map(|it| (Door::Outside, it.first));
    for (door, first) in [(Door::Inside, case.first)].into_iter().chain(outside) {
        if ways[first].is_some() {
            continue;
        }
        ways[first] = Some((door, Vec::new()));
        let mut next = VecDeque::from([first]);
        while let Some(step) = next.pop_front() {
            for (at, action) in case.steps[step].actions.iter().enumerate() {
                if ways[action.to].is_none() && action.to != step {
                    let mut way = ways[step].clone().map(|it| it.1).unwrap_or_default();
                    way.push((step, at));
                    ways[action.to] = Some((door, way));
                    next.push_back(action.to);
                }
            }
        }
    }
    ways
}

/// A granted case that one of this kind is begun out of.
async fn granted(world: &mut World, case: &Case) -> Option<String> {
    let origin = catalog().find(&case.from.as_ref()?.kind).expect("it is a kind of the catalog");
    let ways = ways(&origin.what);
    let end = origin.what.steps.iter().position(|it| it.end == Some(Outcome::Done));
    let (door, way) = ways[end.expect("it can be granted")].clone().expect("by some way");
    for variant in 0..VARIANTS {
        let entry = (origin.name.as_str(), &origin.what);
        let walk = Box::pin(Walk::enter(world, entry, (door, variant))).await;
        let Some(mut walk) = walk else { continue };
        for (step, action) in &way {
            walk.act(*step, *action).await;
        }
        return walk.path.rsplit('/').next().map(str::to_owned);
    }
    None
}

/// A case on its walk.
struct Walk<'a> {
    world: &'a mut World,
    name: &'a str,
    case: &'a Case,
    opener: Role,
    path: String,
    variant: usize,
}

/// What is posted, for the browser.
fn pairs(fields: &[(String, String)]) -> Vec<(&str, &str)> {
    fields.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect()
}

impl Walk<'_> {
    /// Begins a case through a door.
    async fn enter<'a>(
        world: &'a mut World,
        entry: (&'a str, &'a Case),
        (door, variant): (Door, usize),
    ) -> Option<Walk<'a>> {
        match door {
            Door::Inside => Self::begin(world, entry, variant).await,
            Door::Outside => Self::send(world, entry, variant).await,
        }
    }

    /// Sends a case in as anyone may, and finds it where it waits.
    async fn send<'a>(
        world: &'a mut World,
        (name, case): (&'a str, &'a Case),
        variant: usize,
    ) -> Option<Walk<'a>> {
        let public = case.public.as_ref().expect("anyone may send it in");
        let form = format!("/cixi/send/{name}");
        let mut anyone = web::testing::Browser::new(&world.house.router);
        let page = anyone.get(&form).await;
        let mut fields = answers(case, &public.asks, variant);
        fields.push(("place_of_case".to_owned(), world.places[&case.subject].to_string()));
        for key in ["csrf", "id"] {
            fields.push((key.to_owned(), page.field(key).expect("a form has it")));
        }
        let sent = anyone.post(&form, &pairs(&fields)).await;
        if sent.status == StatusCode::UNPROCESSABLE_ENTITY {
            return None;
        }
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{name}: {}", sent.body);
        let told = anyone.get(&sent.location.expect("a redirect leads somewhere")).await;
        assert_eq!(told.status, StatusCode::OK, "{name}: {}", told.body);
        let opener = case.opens[0];
        let Who::Role(role) = case.steps[public.first].who[0] else { panic!("{name}: nobody") };
        let list = world.person(role).browser.get(&format!("/cixi/cases/{name}?view=all")).await;
        let link = format!("/cixi/cases/{name}/cse_");
        let at = list.body.find(&link).expect("the newest case stands first");
        let rest = &list.body[at..];
        let path = rest[..rest.find('"').expect("an address ends")].to_owned();
        Some(Walk { world, name, case, opener, path, variant })
    }

    /// Begins a case in the first role that may, of the first school; none where the answers of the
    /// variant do not fit together.
    async fn begin<'a>(
        world: &'a mut World,
        (name, case): (&'a str, &'a Case),
        variant: usize,
    ) -> Option<Walk<'a>> {
        let from = granted(world, case).await;
        let (new, opener) = (format!("/cixi/cases/{name}/new"), case.opens[0]);
        let place = world.places[&case.subject].to_string();
        let browser = &mut world.person(opener).browser;
        let page = browser.get(&new).await;
        assert_eq!(page.status, StatusCode::OK, "{name}: {opener:?} {}", page.body);
        let place = page.field("place_of_case").filter(|it| !it.is_empty()).unwrap_or(place);
        let mut fields = answers(case, &case.asks, variant);
        fields.push(("place_of_case".to_owned(), place));
        if let Some(from) = &from {
            fields.push(("from_case".to_owned(), from.clone()));
        }
        for key in ["csrf", "id"] {
            fields.push((key.to_owned(), page.field(key).expect("a form has it")));
        }
        let sent = browser.post(&new, &pairs(&fields)).await;
        if sent.status == StatusCode::UNPROCESSABLE_ENTITY {
            return None;
        }
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{name}: {}", sent.body);
        let again = browser.post(&new, &pairs(&fields)).await;
        assert_eq!(again.location, sent.location, "{name}: sent twice, begun once");
        let location = sent.location.expect("a redirect leads somewhere");
        let path = location.split('?').next().unwrap_or_default().to_owned();
        Some(Walk { world, name, case, opener, path, variant })
    }

    /// Who does an action: the first whom it names.
    fn doer(&self, step: usize, action: usize) -> Role {
        let (step, action) = (&self.case.steps[step], &self.case.steps[step].actions[action]);
        let usual = step.look_back.as_ref().map_or(&step.who, |it| &it.who);
        match action.who.as_ref().unwrap_or(usual)[0] {
            Who::Role(role) => role,
            Who::Applicant => self.opener,
            Who::Chosen(field) => self.chosen(field),
        }
    }

    /// Who was chosen in this variant.
    fn chosen(&self, field: usize) -> Role {
        let roles = self.case.roles_of(Who::Chosen(field));
        roles[self.variant % roles.len()]
    }

    /// Does an action of the step that the case is at. Says whether it is open in this variant.
    async fn act(&mut self, step: usize, action: usize) -> bool {
        let doer = self.doer(step, action);
        let (case, path) = (self.case, self.path.clone());
        let it = &case.steps[step].actions[action];
        let words = format!("{}: {} by {doer:?}", self.name, it.key);
        let form = format!("{path}/{}", it.key);
        let mut fields = answers(case, &it.asks, self.variant);
        fields.extend(self.others(it));
        if it.kind == Act::Check {
            self.let_a_year_pass().await;
        }
        let browser = &mut self.world.person(doer).browser;
        let page = browser.get(&form).await;
        let alone = case.steps[step].actions.iter().any(|it| it.auto.is_some());
        if page.status == StatusCode::CONFLICT && (it.only_if.is_some() || alone) {
            return false;
        }
        assert_eq!(page.status, StatusCode::OK, "{words}: {}", page.body);
        fields.push(("reason_of_act".to_owned(), "材料不齐，请补交".to_owned()));
        for key in ["csrf", "version"] {
            fields.push((key.to_owned(), page.field(key).expect("a form has it")));
        }
        let sent = browser.post(&form, &pairs(&fields)).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{words}: {}", sent.body);
        let again = browser.post(&form, &pairs(&fields)).await;
        let shut = [StatusCode::CONFLICT, StatusCode::NOT_FOUND];
        assert!(shut.contains(&again.status), "{words}: a second time is {}", again.status);
        if it.kind == Act::Check {
            self.world.house.calendar.set("2021-12-20T08:00:00");
        }
        if again.status == StatusCode::CONFLICT && it.kind != Act::Check {
            let browser = &mut self.world.person(doer).browser;
            let record = browser.get(&path).await;
            assert_eq!(record.status, StatusCode::OK, "{words}");
            let label = &case.steps[it.to].label;
            let shown = if it.kind == Act::Pause { "暂停计时" } else { label };
            let goes_on = case.steps[it.to].actions.iter().any(|it| it.auto.is_some());
            assert!(goes_on || record.body.contains(shown), "{words}: the record says {shown}");
        }
        true
    }

    /// What an action is told of others: whom it asks, where it moves the case.
    fn others(&self, it: &Action) -> Vec<(String, String)> {
        let world = &self.world;
        if it.moves {
            return vec![("move_to".to_owned(), world.other_school.to_string())];
        }
        let Some(task) = it.task else { return Vec::new() };
        let role = self.case.tasks[task].who[0];
        let place = world.places[&breadth(role)];
        vec![("task_offices".to_owned(), format!("{}@{place}", role.key()))]
    }

    /// What was closed comes back to be looked at again.
    async fn let_a_year_pass(&mut self) {
        self.world.house.calendar.set("2022-12-21T08:00:00");
        self.world.house.clock.advance(jiff::SignedDuration::from_mins(6));
        self.world.house.work(&super::modules()).await;
    }

    /// Goes along `way` and does the action at its end. Says whether that is open in this variant.
    async fn go(&mut self, way: &[(usize, usize)], (step, action): (usize, usize)) -> bool {
        for (step, action) in way {
            if self.case.steps[*step].actions[*action].auto.is_some() {
                if !self.went_by_itself(*step, *action).await {
                    return false;
                }
                continue;
            }
            self.is_on_desk(*step).await;
            if !self.act(*step, *action).await {
                return false;
            }
        }
        let actions = &self.case.steps[step].actions;
        if actions[action].auto.is_some() {
            return self.went_by_itself(step, action).await;
        }
        if actions[action].kind == Act::Resume {
            let pause = actions.iter().position(|it| it.kind == Act::Pause);
            self.act(step, pause.expect("what resumes was paused")).await;
        }
        self.act(step, action).await
    }

    /// Whether the case is where an action leads that is done by itself.
    async fn went_by_itself(&mut self, step: usize, action: usize) -> bool {
        let (opener, path) = (self.opener, self.path.clone());
        let label = &self.case.steps[self.case.steps[step].actions[action].to].label;
        let record = self.world.person(opener).browser.get(&path).await;
        record.body.contains(label)
    }

    /// Whoever the step waits for finds the case on their desk, and nobody of another place does.
    async fn is_on_desk(&mut self, step: usize) {
        let (path, list) = (self.path.clone(), format!("/cixi/cases/{}", self.name));
        for who in &self.case.steps[step].who {
            let role = match who {
                Who::Role(role) => *role,
                Who::Applicant => self.opener,
                Who::Chosen(field) => self.chosen(*field),
            };
            for page in [list.as_str(), "/cixi/cases"] {
                let desk = self.world.person(role).browser.get(page).await;
                assert!(desk.body.contains(&path), "{}: {role:?} has it on {page}", self.name);
            }
        }
    }
}

#[tokio::test]
async fn every_kind_of_case_goes_through_each_of_its_actions_by_the_roles_that_it_names() {
    in_world(async |mut world| {
        for kind in catalog().all() {
            let case = &kind.what;
            let ways = ways(case);
            for (step, way) in ways.iter().enumerate() {
                let (door, way) = way.as_ref().expect("every step can be reached");
                for action in 0..case.steps[step].actions.len() {
                    let mut done = false;
                    for variant in 0..VARIANTS {
                        let entry = (kind.name.as_str(), case);
                        let walk = Walk::enter(&mut world, entry, (*door, variant)).await;
                        let Some(mut walk) = walk else { continue };
                        done = walk.go(way, (step, action)).await;
                        if done {
                            break;
                        }
                    }
                    let key = &case.steps[step].actions[action].key;
                    assert!(done, "{}: nobody ever can {key}", kind.name);
                }
            }
        }
    })
    .await;
}

#[tokio::test]
async fn nobody_of_another_school_and_no_role_that_is_not_named_sees_a_case() {
    in_world(async |mut world| {
        let (other, schools) = (world.other_school, [Role::Principal, Role::Teacher]);
        let mut strangers = Vec::new();
        for role in schools {
            strangers.push(world.house.person("外校", role, other).await);
        }
        for kind in catalog().all() {
            let case = &kind.what;
            let walk = Walk::begin(&mut world, (&kind.name, case), 0).await;
            let walk = walk.expect("the first answers of each kind fit together");
            let path = walk.path.clone();
            for stranger in &mut strangers {
                let page = stranger.browser.get(&path).await;
                let shut = [StatusCode::NOT_FOUND, StatusCode::FORBIDDEN];
                assert!(shut.contains(&page.status), "{}", kind.name);
            }
            for role in Role::ALL.into_iter().filter(|it| !case.roles().contains(it)) {
                let page = world.person(role).browser.get(&path).await;
                assert_ne!(page.status, StatusCode::OK, "{}: {role:?}", kind.name);
            }
        }
    })
    .await;
}
