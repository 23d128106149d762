//! What indicators are made of: cases counted by what was answered, place by place.

use platform::measures::{Asked, Measures};
use vocab::Role;

use super::{World, in_world};

/// The office registers a petition about the school.
async fn petition(world: &mut World, backlog: &str) {
    let answers = [
        ("source", "letter"),
        ("content", "反映食堂收费"),
        ("brief", "反映食堂收费不清楚"),
        ("concerns", "school"),
        ("backlog", backlog),
        ("handler", "bureau"),
    ];
    world.open(Role::OfficeClerk, "petition", &answers).await;
}

/// What the reading of answers counts in the county, by measure and word, in their order.
async fn counted(world: &World) -> Vec<(&'static str, String, i64)> {
    let measures = Measures::of(&super::modules());
    let (reading, _) = measures.find("case.open-by-answer").expect("it is measured");
    let (first, day) = (jiff::civil::date(2021, 9, 1), jiff::civil::date(2021, 12, 20));
    let asked = Asked { scope: world.house.county, first, day };
    let found: Result<_, db::Error> =
        db::read!(world.house.cell.db, "answers", |tx| { (reading.count)(tx, &asked).await });
    let all = found.expect("the database answers").into_iter();
    let mut all: Vec<_> = all.map(|it| (it.measure, it.words.join(" "), it.count)).collect();
    all.retain(|it| it.1.starts_with("petition.backlog"));
    all.sort();
    all
}

#[tokio::test]
async fn cases_are_counted_by_what_was_answered() {
    in_world(async |mut world| {
        for backlog in ["yes", "no", "yes"] {
            petition(&mut world, backlog).await;
        }
        let word = |it: &str| format!("petition.backlog.{it}");
        let all = ["case.open-by-answer", "case.opened-by-answer"]
            .into_iter()
            .flat_map(|measure| [(measure, word("no"), 1), (measure, word("yes"), 2)]);
        assert_eq!(counted(&world).await, all.collect::<Vec<_>>());
    })
    .await;
}
