//! Real requests to a small county: what is declared is what happens.

use vocab::Role;
use web::{Method, Need, StatusCode, testing::Browser};

use super::{
    county::{County, filled},
    is_allowed, permissions, routes,
};

/// Nothing is called like this.
const NOBODY: &str = "acc_0000000000001";

#[tokio::test]
async fn each_route_answers_each_role_as_declared() {
    let county = County::new("roles").await;
    let table = permissions();
    let people = county
        .people
        .iter()
        .map(|it| (Some(it.role), it.browser.clone(), it.csrf.clone()))
        .chain([(None, Browser::new(&county.router), String::new())]);
    let mut wrong = Vec::new();
    for (role, mut browser, csrf) in people {
        // Logging out would end the walk.
        for route in routes().into_iter().filter(|it| it.path != "/logout") {
            let path = filled(route.path, NOBODY);
            let reply = if route.method == Method::GET {
                browser.get(&path).await
            } else {
                browser.post(&path, &[("csrf", &csrf)]).await
            };
            let allowed = is_allowed(route.need, role, &table);
            let says = (reply.status, reply.location.as_deref());
            if !is_as_declared(route.need, allowed, role, says, route.path.contains('{')) {
                let role = role.map_or("nobody", Role::key);
                wrong.push(format!(
                    "{} {path} as {role}: {says:?}, allowed {allowed}",
                    route.method
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{} answers differ:\n{}", wrong.len(), wrong.join("\n"));
}

fn is_as_declared(
    need: Need,
    allowed: bool,
    role: Option<Role>,
    (status, location): (StatusCode, Option<&str>),
    names_something: bool,
) -> bool {
    if let Need::Key(_) = need {
        return status == StatusCode::UNAUTHORIZED;
    }
    let to_log_in = location.is_some_and(|it| it.starts_with("/cixi/login"));
    if need == Need::Open {
        return !status.is_server_error() && status != StatusCode::UNAUTHORIZED;
    }
    match (allowed, role) {
        (false, None) => to_log_in || status == StatusCode::UNAUTHORIZED,
        (false, Some(_)) => status == StatusCode::FORBIDDEN,
        // What is not there is not found, unless the form is found wrong first.
        (true, _) if names_something => {
            status == StatusCode::NOT_FOUND || status == StatusCode::UNPROCESSABLE_ENTITY
        }
        (true, _) => !to_log_in && !status.is_server_error() && status != StatusCode::FORBIDDEN,
    }
}
