//! Counting: sums at every level, nothing written twice, corrections beside what they correct.

use super::in_world;
use crate::counting::recount;

const PUPILS: &str = "pupils-primary";

#[tokio::test]
async fn a_town_and_the_county_are_the_sums_of_their_schools() {
    in_world(async |world| {
        assert!(world.count().await.changed > 0);
        let day = ("2021-12-20", "");
        assert_eq!(world.told((PUPILS, world.school), day).await, Some((12, 0)));
        assert_eq!(world.told((PUPILS, world.town), day).await, Some((12, 0)));
        assert_eq!(world.told((PUPILS, world.other), day).await, Some((3, 0)));
        assert_eq!(world.told((PUPILS, world.house.county), day).await, Some((15, 0)));
        assert_eq!(world.told(("school-size", world.house.county), day).await, Some((15, 2)));
        assert_eq!(world.told(("pupils-junior", world.school), day).await, None);
    })
    .await;
}

#[tokio::test]
async fn what_has_not_changed_is_not_written_again() {
    in_world(async |world| {
        world.count().await;
        assert_eq!(world.count().await.changed, 0);
        world.house.calendar.set("2021-12-21T00:30:00");
        assert_eq!(world.count().await.changed, 0);
        let day = ("2021-12-21", "");
        assert_eq!(world.told((PUPILS, world.school), day).await, Some((12, 0)));
    })
    .await;
}

#[tokio::test]
async fn a_correction_moves_school_town_and_county_and_what_was_known_before_stays() {
    in_world(async |world| {
        world.count().await;
        world.house.calendar.set("2021-12-22T00:30:00");
        world.count().await;
        world.house.calendar.set("2021-12-24T10:00:00");
        world.leaves(world.pupils[0], "2021-12-21").await;
        let (system, measures) = (world.house.system(), world.measures());
        let first = "2021-12-21".parse().unwrap();
        recount(&system, &measures, (world.school, first, "学生变动")).await.unwrap();
        for (place, before) in [(world.school, 12), (world.town, 12), (world.house.county, 15)] {
            let at = async |day, known| world.told((PUPILS, place), (day, known)).await;
            assert_eq!(at("2021-12-20", "").await, Some((before, 0)));
            assert_eq!(at("2021-12-21", "").await, Some((before - 1, 0)));
            assert_eq!(at("2021-12-24", "").await, Some((before - 1, 0)));
            assert_eq!(at("2021-12-22", "2021-12-23").await, Some((before, 0)));
        }
        assert_eq!(
            world.told((PUPILS, world.other), ("2021-12-24", "")).await,
            Some((3, 0)),
            "the other school is as it was"
        );
        assert_eq!(world.count().await.changed, 0, "the whole county says the same");
    })
    .await;
}

#[tokio::test]
async fn where_nothing_is_counted_any_more_the_value_is_nothing() {
    in_world(async |world| {
        world.count().await;
        world.house.calendar.set("2021-12-21T00:30:00");
        for pupil in &world.pupils[12..] {
            world.leaves(*pupil, "2021-12-21").await;
        }
        world.count().await;
        let at = async |day| world.told((PUPILS, world.other), (day, "")).await;
        assert_eq!(at("2021-12-20").await, Some((3, 0)));
        assert_eq!(at("2021-12-21").await, Some((0, 0)));
        let county = world.told((PUPILS, world.house.county), ("2021-12-21", "")).await;
        assert_eq!(county, Some((12, 0)));
    })
    .await;
}

#[tokio::test]
async fn a_mark_has_its_school_counted_and_a_second_look_finds_nothing() {
    in_world(async |world| {
        world.count().await;
        world.leaves(world.pupils[0], "2021-12-20").await;
        let (place, system) = (world.school, world.house.system());
        let done: Result<(), db::Error> = platform::act!(system, "test.moved", |act| {
            let day = act.origin().civil_now.date();
            platform::measures::moved(act, place, day, "学生变动").await
        });
        done.unwrap();
        world.house.work(&super::modules()).await;
        let told = world.told((PUPILS, world.house.county), ("2021-12-20", "")).await;
        assert_eq!(told, Some((14, 0)));
    })
    .await;
}
