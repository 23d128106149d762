//! How often one may try.

use std::net::IpAddr;

use db::testing::on_each;
use vocab::{Clock as _, Role};
use web::{StatusCode, testing::Browser};

use super::{House, RIGHT, empty, house, log_in_as};
use crate::accounts::{Sessions, limits::Who, rules::BY_NETWORK};

fn at(it: &House, address: &str) -> Browser {
    it.browser().at(address.parse::<IpAddr>().unwrap())
}

#[tokio::test]
async fn one_log_in_takes_ten_tries_a_minute() {
    on_each(crate::MIGRATIONS, async |db| {
        let it = empty(db, false).await;
        it.account("clerk", &[Role::Teacher], None).await;
        let mut browser = it.browser();
        for _ in 0..10 {
            assert_eq!(log_in_as(&mut browser, "clerk", RIGHT).await, StatusCode::SEE_OTHER);
        }
        let fields = [("login", "clerk"), ("password", RIGHT)];
        let refused = browser.submit("/cixi/login", "/cixi/login", &fields).await;
        assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
        assert!(refused.body.contains("请等 6 秒后再试"), "in words, on the page");
        assert!(refused.body.contains("name=\"login\""), "and the form is there again");
        it.clock.set("2021-12-20T00:00:06Z");
        assert_eq!(log_in_as(&mut browser, "clerk", RIGHT).await, StatusCode::SEE_OTHER);
    })
    .await;
}

#[tokio::test]
async fn one_network_takes_sixty_wrong_tries_a_minute_and_any_number_of_right_ones() {
    on_each(crate::MIGRATIONS, async |db| {
        let it = house(db).await;
        let (wrong, address) = (StatusCode::UNPROCESSABLE_ENTITY, "198.51.100.7");
        // All but one of the sixty, without the hashing.
        for _ in 0..59 {
            let limits = &it.cell.service::<Sessions>().limits;
            let who = Who::at(address.parse::<IpAddr>().unwrap());
            limits.take(BY_NETWORK, who, it.clock.now()).unwrap();
        }
        for _ in 0..3 {
            let status = log_in_as(&mut at(&it, address), "clerk", RIGHT).await;
            assert_eq!(status, StatusCode::SEE_OTHER, "a right one leaves room for the next");
        }
        assert_eq!(log_in_as(&mut at(&it, address), "nobody", RIGHT).await, wrong);
        let over = log_in_as(&mut at(&it, address), "clerk", RIGHT).await;
        assert_eq!(over, StatusCode::TOO_MANY_REQUESTS);
        let elsewhere = log_in_as(&mut at(&it, "198.51.100.8"), "clerk", RIGHT).await;
        assert_eq!(elsewhere, StatusCode::SEE_OTHER);
    })
    .await;
}

#[tokio::test]
async fn a_made_up_origin_helps_nobody_past_the_limit_and_a_gateways_word_counts() {
    on_each(crate::MIGRATIONS, async |db| {
        let it = house(db).await;
        for address in ["198.51.100.7", "203.0.113.9"] {
            for _ in 0..60 {
                let limits = &it.cell.service::<Sessions>().limits;
                let who = Who::at(address.parse::<IpAddr>().unwrap());
                limits.take(BY_NETWORK, who, it.clock.now()).unwrap();
            }
        }
        let saying =
            |peer: &str, origin: &'static str| at(&it, peer).saying("x-forwarded-for", origin);
        let over = StatusCode::TOO_MANY_REQUESTS;
        let mut stranger = saying("198.51.100.7", "192.0.2.1");
        assert_eq!(log_in_as(&mut stranger, "clerk", RIGHT).await, over);
        let mut through = saying("10.1.0.1", "192.0.2.1, 203.0.113.9");
        assert_eq!(log_in_as(&mut through, "clerk", RIGHT).await, over);
        let mut other = saying("10.1.0.1", "203.0.113.9, 192.0.2.1");
        assert_eq!(log_in_as(&mut other, "clerk", RIGHT).await, StatusCode::SEE_OTHER);
    })
    .await;
}

#[tokio::test]
async fn a_cookie_is_for_tls_alone_where_a_gateway_says_that_the_caller_came_over_it() {
    on_each(crate::MIGRATIONS, async |db| {
        let it = house(db).await;
        for (peer, secure) in [("10.1.0.1", true), ("198.51.100.7", false)] {
            let mut browser = at(&it, peer).saying("x-forwarded-proto", "https");
            let fields = [("login", "clerk"), ("password", RIGHT)];
            let reply = browser.submit("/cixi/login", "/cixi/login", &fields).await;
            assert_eq!(reply.status, StatusCode::SEE_OTHER);
            let said = reply.set_cookies.iter().any(|it| it.contains("; Secure"));
            assert_eq!(said, secure, "{peer}");
        }
    })
    .await;
}
