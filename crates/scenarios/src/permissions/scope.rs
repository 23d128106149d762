//! What lies outside of one's place is answered like what does not exist.

use vocab::Role;
use web::{Method, StatusCode};

use super::{
    county::{County, Someone, filled},
    is_allowed, permissions, routes,
    store::OUTSIDE,
};

/// A number that is nobody's and no place's, for whom nothing lies inside.
const NOWHERE: i64 = 1;

#[tokio::test]
async fn a_record_outside_of_ones_place_is_answered_like_one_that_does_not_exist() {
    let county = County::new("scope").await;
    let table = permissions();
    let mut wrong = Vec::new();
    let mut asked = 0;
    let routes: Vec<_> = routes().into_iter().filter(|it| it.path.contains('{')).collect();
    for person in &county.people {
        let strangers = strangers(&county, person).await;
        for route in &routes {
            if !is_allowed(route.need, Some(person.role), &table) {
                continue;
            }
            for stranger in &strangers {
                let path = filled(route.path, stranger);
                let mut browser = person.browser.clone();
                let reply = if route.method == Method::GET {
                    browser.get(&path).await
                } else {
                    browser.post(&path, &[("csrf", &person.csrf)]).await
                };
                asked += 1;
                let hidden = reply.status == StatusCode::NOT_FOUND
                    || (route.method != Method::GET
                        && reply.status == StatusCode::UNPROCESSABLE_ENTITY);
                if !hidden {
                    let (role, status) = (person.role.key(), reply.status);
                    wrong.push(format!("{} {path} as {role}: {status}", route.method));
                }
            }
        }
    }
    assert!(asked > 1_000, "only {asked} requests: the county has too little in it");
    assert!(wrong.is_empty(), "{} of {asked} answers tell:\n{}", wrong.len(), wrong.join("\n"));
}

/// Identifiers of everything that lies outside of where a person may look.
async fn strangers(county: &County, person: &Someone) -> Vec<String> {
    // A guardian's role is held in the county, but what they see are their children.
    let place = match person.role {
        Role::Guardian => NOWHERE,
        _ => person.holder.place.bits(),
    };
    let account = person.holder.account;
    let found: Result<Vec<String>, db::Error> = db::read!(county.db, "strangers", |tx| {
        let mut all = Vec::new();
        for it in OUTSIDE.iter().filter(|it| !is_everybodys(person.role, it.prefix)) {
            let bits = it.find(tx, place, account).await?;
            all.extend(bits.into_iter().map(|bits| written(it.prefix, bits)));
        }
        Ok(all)
    });
    found.unwrap()
}

/// Whether all of a kind lie inside: one administrator looks after every account, one reads every
/// record of the trail.
fn is_everybodys(role: Role, prefix: &str) -> bool {
    matches!((role, prefix), (Role::SecurityAdmin, "acc") | (Role::AuditAdmin, "act"))
}

/// An identifier as addresses hold it.
fn written(prefix: &str, bits: i64) -> String {
    let id = vocab::AccountId::from_bits(bits).unwrap().to_string();
    id.replacen("acc_", &format!("{prefix}_"), 1)
}
