//! The pages: figures that open, filters, days gone by, relations both ways, sheets, programs.

use vocab::Role;
use web::StatusCode;

use super::{World, answers, in_world, pair};
use crate::catalog;

const CLERK: Role = Role::BasicEducationClerk;

#[tokio::test]
async fn a_figure_counts_what_its_list_shows() {
    in_world(async |mut world| {
        world.add("edu-school", 0).await;
        let page = world.get(CLERK, "/cixi/registers/edu-school").await;
        assert!(page.body.contains("融合型、共建型占比"), "{}", page.body);
        assert!(page.body.contains("1 / 1 所") && page.body.contains("达标"), "{}", page.body);
        let list = world.get(CLERK, "/cixi/registers/edu-school?form=merged,joint").await;
        assert!(list.body.contains("第0项"), "{}", list.body);
        let list = world.get(CLERK, "/cixi/registers/edu-school?form=allied").await;
        assert!(!list.body.contains("第0项"), "{}", list.body);
    })
    .await;
}

#[tokio::test]
async fn the_same_thing_is_not_entered_twice_and_the_page_says_where_it_is() {
    in_world(async |mut world| {
        world.add("study-base", 1).await;
        let register = &catalog().find("study-base").expect("there").what;
        let mut fields = answers(register, 1);
        let town = world.places[&register.subject].to_string();
        fields.push(pair("place-of-record", &town));
        let sent = world.send(CLERK, "/cixi/registers/study-base/new", &fields).await;
        assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(sent.body.contains("已有相同的记录：第1项的内容"), "{}", sent.body);
    })
    .await;
}

#[tokio::test]
async fn what_held_on_a_day_is_told_as_it_was_known_on_another() {
    in_world(async |mut world| {
        let path = world.add("study-base", 1).await;
        let register = &catalog().find("study-base").expect("there").what;
        world.house.calendar.set("2021-12-25T10:00:00");
        let mut fields = answers(register, 2);
        fields.push(pair("from-day", "2021-10-01"));
        let sent = world.send(CLERK, &format!("{path}/change"), &fields).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
        let shown = async |world: &mut World, on: &str, known: &str| {
            world.get(CLERK, &format!("{path}?on={on}&known={known}")).await.body
        };
        let then = shown(&mut world, "2021-09-30", "2021-12-25").await;
        assert!(then.contains("自然生态"), "{then}");
        let then = shown(&mut world, "2021-11-01", "2021-12-25").await;
        assert!(then.contains("科技创新"), "known now: changed since October");
        let then = shown(&mut world, "2021-11-01", "2021-12-24").await;
        assert!(!then.contains("科技创新"), "nobody knew on the day before");
        let then = shown(&mut world, "2021-05-31", "2021-12-25").await;
        assert!(then.contains("还没有这条记录"), "{then}");
    })
    .await;
}

#[tokio::test]
async fn relations_are_seen_from_both_sides_and_ended_without_being_lost() {
    in_world(async |mut world| {
        let group = world.add("edu-community", 1).await;
        let school = world.add("edu-school", 2).await;
        let other = group.rsplit('/').next().expect("an id").to_owned();
        let page = world.get(CLERK, &school).await;
        let relate = format!("{school}/relate");
        let fields = [pair("relation", "group"), pair("other", &other)];
        let sent = world.post(CLERK, &relate, (&page, &fields)).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
        let there = world.get(CLERK, &group).await;
        assert!(there.body.contains("成员校（1）") && there.body.contains(&school));
        let fields = [pair("relation", "group"), pair("other", &other), pair("ends", "1")];
        world.post(CLERK, &relate, (&page, &fields)).await;
        let there = world.get(CLERK, &group).await;
        assert!(
            there.body.contains("成员校（0）") && there.body.contains(&school),
            "it is history"
        );
    })
    .await;
}

#[tokio::test]
async fn the_list_goes_out_and_the_calendar_shows_the_month() {
    in_world(async |mut world| {
        let path = world.add("edu-activity", 1).await;
        let sheet = world.get(CLERK, "/cixi/registers/edu-activity/export").await;
        assert_eq!(sheet.status, StatusCode::OK);
        assert!(sheet.kind.contains("spreadsheet"), "{}", sheet.kind);
        let page = world.get(CLERK, "/cixi/registers/edu-activity/calendar").await;
        assert!(page.body.contains("12 月 10 日") && page.body.contains(&path), "{}", page.body);
        let page = world.get(CLERK, "/cixi/registers/edu-activity/calendar?month=2021-11").await;
        assert!(page.body.contains("这个月没有安排"), "{}", page.body);
    })
    .await;
}

#[tokio::test]
async fn a_record_that_two_keepers_change_is_changed_by_the_first() {
    in_world(async |mut world| {
        let path = world.add("edu-activity", 1).await;
        let register = &catalog().find("edu-activity").expect("there").what;
        let form = format!("{path}/change");
        let seen = world.get(Role::Principal, &form).await;
        let fields = answers(register, 2);
        let sent = world.send(CLERK, &form, &fields).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER);
        let late = world.post(Role::Principal, &form, (&seen, &answers(register, 3))).await;
        assert_eq!(late.status, StatusCode::CONFLICT);
        assert!(late.body.contains("已经有人改过了"), "{}", late.body);
    })
    .await;
}
