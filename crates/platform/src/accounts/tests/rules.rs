//! The rules alone.

use jiff::{SignedDuration, Timestamp};

use crate::accounts::{
    limits::{Limits, Who},
    rules::{self, Miss, Rate, Refusal},
};

#[test]
fn passwords_must_be_long_mixed_and_not_the_first_that_one_would_guess() {
    #[track_caller]
    fn check(password: &str, login: &str, refusal: impl Into<Option<Refusal>>) {
        assert_eq!(rules::may_set(password, login).err(), refusal.into(), "{password}");
    }
    check("tide-rises-7", "clerk", None);
    check("越窑青瓷2021瓷", "clerk", None);
    check("short-1", "clerk", Refusal::WeakPassword);
    check("onlyletters", "clerk", Refusal::WeakPassword);
    check("20211220", "clerk", Refusal::WeakPassword);
    check(&"a1".repeat(65), "clerk", Refusal::WeakPassword);
    check("Password123", "clerk", Refusal::GuessablePassword);
    check("abcd1234!", "clerk", Refusal::GuessablePassword);
    check("my-Clerk-99", "clerk", Refusal::GuessablePassword);
    check("a-long-one-7", "a", None);
}

#[test]
fn a_rate_lets_so_many_through_at_once_and_then_one_at_a_time() {
    let rate = Rate { name: "test", times: 3, span: SignedDuration::from_secs(60) };
    let start: Timestamp = "2021-12-20T00:00:00Z".parse().unwrap();
    let limits = Limits::default();
    let take = |seconds| {
        let now = start + SignedDuration::from_secs(seconds);
        limits.take(rate, Who::Login("clerk"), now)
    };
    assert_eq!([take(0), take(0), take(0)], [Ok(()), Ok(()), Ok(())]);
    assert_eq!(take(0), Err(Refusal::TooOften { seconds: 20 }));
    assert_eq!(take(19), Err(Refusal::TooOften { seconds: 1 }));
    assert_eq!(take(20), Ok(()));
    assert_eq!(take(20), Err(Refusal::TooOften { seconds: 20 }));
    limits.give_back(rate, Who::Login("clerk"));
    assert_eq!(take(20), Ok(()));
    assert_eq!([take(600), take(600), take(600)], [Ok(()), Ok(()), Ok(())], "and no more");
    assert!(take(600).is_err());
}

#[test]
fn one_household_is_one_network() {
    let rate = Rate { name: "test", times: 1, span: SignedDuration::from_secs(60) };
    let now: Timestamp = "2021-12-20T00:00:00Z".parse().unwrap();
    let limits = Limits::default();
    let take = |address: &str| limits.take(rate, Who::at(address.parse().unwrap()), now).is_ok();
    assert!(take("2001:db8:1:1::1"));
    assert!(!take("2001:db8:1:1:ffff::2"));
    assert!(take("2001:db8:1:2::1"));
    assert!(take("198.51.100.7"));
    assert!(!take("::ffff:198.51.100.7"));
    assert!(take("198.51.100.8"));
}

#[test]
fn a_log_in_that_does_not_exist_locks_like_one_that_does() {
    let now: Timestamp = "2021-12-20T00:00:00Z".parse().unwrap();
    let mut it: Option<Miss> = None;
    for _ in 0..rules::FAILURES_MAX {
        assert_eq!(it.map_or(Ok(()), |it| rules::may_miss(it, now)), Ok(()));
        it = Some(rules::missed(it, now));
    }
    let miss = it.unwrap();
    assert_eq!(rules::may_miss(miss, now), Err(Refusal::Locked { minutes: 15 }));
    assert_eq!(rules::may_miss(miss, now + rules::LOCK), Ok(()));
    assert_eq!(rules::missed(it, now + rules::LOCK).failures, 1);
}

#[test]
fn what_must_be_dealt_with_first_comes_in_order() {
    let now: Timestamp = "2021-12-20T00:00:00Z".parse().unwrap();
    let later = now + SignedDuration::from_secs(1);
    assert_eq!(rules::held_at(None, false, now), None);
    assert_eq!(rules::held_at(Some(later), false, now), None);
    assert_eq!(rules::held_at(Some(now), true, now), Some("/me/password"));
    assert_eq!(rules::held_at(None, true, now), Some("/me/totp"));
}
