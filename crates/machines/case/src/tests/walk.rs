//! The catalog walk: every kind of case through every action of every step, by the roles that it
//! names, over its pages, on each database.

use std::collections::VecDeque;

use form::{Field, Kind};
use vocab::Role;
use web::StatusCode;

use super::{World, in_world};
use crate::{
    catalog,
    definition::{Act, Case, Who, breadth},
};

/// An answer that fits a field; the catalog's own examples say it where a check wants more.
fn answer(field: &Field) -> Vec<(String, String)> {
    let one = |text: &str| vec![(field.key.clone(), text.to_owned())];
    match &field.kind {
        Kind::Text(most) | Kind::Long(most) => {
            let words: String = "按要求写清的内容".chars().take(*most as usize).collect();
            one(&words)
        }
        Kind::Integer(min, _) => one(&min.to_string()),
        Kind::Money => one("1.00"),
        Kind::Date => one("2021-12-20"),
        Kind::Time => one("16:30"),
        Kind::YesNo => one("yes"),
        Kind::Phone => one("10012345678"),
        Kind::Choice(all) | Kind::Choices(all) => one(&all[0].0),
    }
}

fn answers(case: &Case, asks: &[usize]) -> Vec<(String, String)> {
    asks.iter().flat_map(|at| answer(&case.fields[*at])).collect()
}

/// The way to each step: which actions, one after the other, lead from the first step there.
fn ways(case: &Case) -> Vec<Option<Vec<(usize, usize)>>> {
    let mut ways = vec![None; case.steps.len()];
    ways[case.first] = Some(Vec::new());
    let mut next = VecDeque::from([case.first]);
    while let Some(step) = next.pop_front() {
        for (at, action) in case.steps[step].actions.iter().enumerate() {
            if ways[action.to].is_none() && action.kind != Act::Resume {
                let mut way: Vec<(usize, usize)> = ways[step].clone().unwrap_or_default();
                way.push((step, at));
                ways[action.to] = Some(way);
                next.push_back(action.to);
            }
        }
    }
    ways
}

/// A case on its walk.
struct Walk<'a> {
    world: &'a mut World,
    name: &'a str,
    case: &'a Case,
    opener: Role,
    path: String,
}

impl Walk<'_> {
    /// Begins a case in `opener`'s role, of the first school.
    async fn begin<'a>(
        world: &'a mut World,
        name: &'a str,
        case: &'a Case,
        opener: Role,
    ) -> Walk<'a> {
        let new = format!("/cixi/cases/{name}/new");
        let place = world.places[&case.subject].to_string();
        let browser = &mut world.person(opener).browser;
        let page = browser.get(&new).await;
        assert_eq!(page.status, StatusCode::OK, "{name}: {opener:?} {}", page.body);
        let mut fields = answers(case, &case.asks);
        fields.push(("place_of_case".to_owned(), place));
        for key in ["csrf", "id"] {
            fields.push((key.to_owned(), page.field(key).expect("a form has it")));
        }
        let pairs: Vec<(&str, &str)> =
            fields.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
        let sent = browser.post(&new, &pairs).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{name}: {}", sent.body);
        let again = browser.post(&new, &pairs).await;
        assert_eq!(again.location, sent.location, "{name}: sent twice, begun once");
        let location = sent.location.expect("a redirect leads somewhere");
        let path = location.split('?').next().unwrap_or_default().to_owned();
        Walk { world, name, case, opener, path }
    }

    /// Who does an action: the first role that it names, and not whoever began the case where it
    /// refuses.
    fn doer(&self, step: usize, action: usize) -> Role {
        let (step, action) = (&self.case.steps[step], &self.case.steps[step].actions[action]);
        let who = action.who.as_ref().unwrap_or(&step.who);
        match who[0] {
            Who::Role(role) => role,
            Who::Applicant => self.opener,
        }
    }

    /// Does an action of the step that the case is at.
    async fn act(&mut self, step: usize, action: usize) {
        let doer = self.doer(step, action);
        let (case, path) = (self.case, self.path.clone());
        let it = &case.steps[step].actions[action];
        let words = format!("{}: {} by {doer:?}", self.name, it.key);
        let form = format!("{path}/{}", it.key);
        let browser = &mut self.world.person(doer).browser;
        let page = browser.get(&form).await;
        assert_eq!(page.status, StatusCode::OK, "{words}: {}", page.body);
        let mut fields = answers(case, &it.asks);
        fields.push(("reason_of_act".to_owned(), "材料不齐，请补交".to_owned()));
        for key in ["csrf", "version"] {
            fields.push((key.to_owned(), page.field(key).expect("a form has it")));
        }
        let pairs: Vec<(&str, &str)> =
            fields.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
        let sent = browser.post(&form, &pairs).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{words}: {}", sent.body);
        let again = browser.post(&form, &pairs).await;
        assert_eq!(again.status, StatusCode::CONFLICT, "{words}: a second time");
        let record = browser.get(&path).await;
        assert_eq!(record.status, StatusCode::OK, "{words}");
        let label = &case.steps[it.to].label;
        let shown = if it.kind == Act::Pause { "暂停计时" } else { label };
        assert!(record.body.contains(shown), "{words}: the record says {shown}");
    }

    /// Whoever the step waits for finds the case on their desk, and nobody of another place does.
    async fn is_on_desk(&mut self, step: usize) {
        let (path, list) = (self.path.clone(), format!("/cixi/cases/{}", self.name));
        for who in &self.case.steps[step].who {
            let role = match who {
                Who::Role(role) => *role,
                Who::Applicant => self.opener,
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
                let way = way.as_ref().expect("every step can be reached");
                for action in 0..case.steps[step].actions.len() {
                    let kind_of = case.steps[step].actions[action].kind;
                    let mut walk = Walk::begin(&mut world, &kind.name, case, case.opens[0]).await;
                    for (step, action) in way {
                        walk.is_on_desk(*step).await;
                        walk.act(*step, *action).await;
                    }
                    if kind_of == Act::Resume {
                        let pause =
                            case.steps[step].actions.iter().position(|it| it.kind == Act::Pause);
                        walk.act(step, pause.expect("what resumes was paused")).await;
                    }
                    walk.act(step, action).await;
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
            if breadth(case.opens[0]) == platform::access::PlaceKind::County
                && case.subject == platform::access::PlaceKind::County
            {
                continue;
            }
            let walk = Walk::begin(&mut world, &kind.name, case, case.opens[0]).await;
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
