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
