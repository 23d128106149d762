//! What the register says of partners and their people is corrected, told, erased; and they log in.

use jiff::civil::date;
use platform::{codes::PhoneBook as _, requests::Section};
use vocab::Role;
use web::StatusCode;

use super::{Opened, opened, refused, sent, with_house};
use crate::{joining::Phones, records};

const DAY: jiff::civil::Date = date(2021, 12, 20);

#[tokio::test]
async fn a_partner_and_its_people_are_corrected_and_nobody_overwrites_unseen() {
    with_house(async |all| {
        let partner = all.it.county.partners.iter().find(|it| it.approved.is_some()).unwrap();
        let (own, other) = (&partner.people[0], &partner.people[1]);
        let mut clerk = all.clerk().await;
        let page = format!("/institutions/{}", partner.id);
        let edit = format!("{page}/edit");
        let first = opened(&mut clerk, &edit).await.field("version").unwrap();
        let typed = |name, version| [("name", name), ("field", "其他"), ("version", version)];
        sent(&mut clerk, &edit, &edit, &typed("晴川书画社", &first)).await;
        assert!(opened(&mut clerk, &page).await.body.contains("晴川书画社"));
        let told = refused(&mut clerk, &edit, &edit, &typed("松间棋社", &first)).await;
        assert!(told.contains("刚才有人改过") && told.contains("晴川书画社"), "both versions");
        assert!(refused(&mut clerk, &edit, &edit, &typed("松", &first)).await.contains("2 到 60"));

        let page = format!("{page}/people/{}", own.id);
        let edit = format!("{page}/edit");
        let reply = opened(&mut clerk, &edit).await;
        assert!(!reply.body.contains(own.phone.open()) && reply.body.contains(&own.phone.masked()));
        let version = reply.field("version").unwrap();
        let form = |name, phone, version| {
            [
                ("name", name),
                ("sex", "2"),
                ("subject", "书法"),
                ("phone", phone),
                ("version", version),
            ]
        };
        let taken = other.phone.open();
        let told = refused(&mut clerk, &edit, &edit, &form("苏晚", taken, &version)).await;
        assert!(told.contains(&other.name), "a telephone of the same partner");
        sent(&mut clerk, &edit, &edit, &form("苏晚", "", &version)).await;
        let told = refused(&mut clerk, &edit, &edit, &form("程野", "", &version)).await;
        assert!(told.contains("刚才有人改过") && told.contains("苏晚"));
        let same = "SELECT COUNT(*) AS n FROM institution_person p
            JOIN account a ON a.id = p.account_id AND a.name = p.name
            WHERE p.name = '苏晚' AND p.subject = '书法' AND p.phone_index IS NOT NULL";
        assert_eq!(all.it.number(same).await, 1);

        let version = opened(&mut clerk, &edit).await.field("version").unwrap();
        sent(&mut clerk, &edit, &edit, &form("苏晚", "10088880009", &version)).await;
        assert!(opened(&mut clerk, &page).await.body.contains("100****0009"));
        let school = all.it.county.schools[0].id.place();
        let mut head = all.house.person("赵校长", Role::Principal, school).await;
        let denied = head.browser.get(&format!("/cixi{edit}")).await;
        assert_eq!(denied.status, StatusCode::FORBIDDEN);
    })
    .await;
}

impl Opened {
    async fn told(&self, bits: i64) -> Vec<Section> {
        let tell = records::DISCLOSURES.iter().find(|it| it.subject_kind == "ptr").unwrap().tell;
        let told: Result<_, db::Error> = db::read!(self.it.system.db, "told", |tx| {
            tell(tx, &self.it.sealer, bits, DAY).await
        });
        told.unwrap()
    }

    async fn erase(&self, bits: i64) -> u64 {
        let eraser = records::ERASERS.iter().find(|it| it.subject_kind == "ptr").unwrap();
        let gone: Result<u64, db::Error> =
            db::write!(self.it.system.db, "erase", |tx| { (eraser.run)(tx, bits).await });
        gone.unwrap()
    }

    async fn holds(&self, bits: i64) -> bool {
        let duty = records::DUTIES.iter().find(|it| it.subject_kind == "ptr").unwrap();
        let held: Result<bool, db::Error> =
            db::read!(self.it.system.db, "duty", |tx| { (duty.holds)(tx, bits, DAY).await });
        held.unwrap()
    }
}

#[tokio::test]
async fn people_of_partners_see_what_is_held_and_it_goes_once_they_teach_no_more() {
    with_house(async |all| {
        let partner = all.it.county.partners.iter().find(|it| it.approved.is_some()).unwrap();
        let own = &partner.people[0];
        let bits = own.id.bits();
        let records: Result<_, db::Error> = db::read!(all.it.system.db, "own", |tx| {
            crate::store::persons::own_records(tx, own.account, DAY).await
        });
        let records = records.unwrap();
        assert!(records.iter().any(|it| it.kind == "ptr" && it.bits == bits && it.place.is_none()));
        let told = format!("{:?}", all.told(bits).await);
        for words in [&own.name, &partner.name, own.phone.open()] {
            assert!(told.contains(words), "{words}: {told}");
        }
        assert!(all.holds(bits).await);
        assert_eq!(all.erase(bits).await, 0, "as long as they teach");

        let mut clerk = all.clerk().await;
        let page = format!("/institutions/{}/people/{}", partner.id, own.id);
        let why = [("day", "2021-12-20"), ("reason", "合同到期")];
        sent(&mut clerk, &page, &format!("{page}/end"), &why).await;
        assert!(!all.holds(bits).await);
        assert_eq!(all.erase(bits).await, 1);
        let told = format!("{:?}", all.told(bits).await);
        assert!(!told.contains(own.phone.open()) && told.contains("合同到期"), "{told}");
        assert!(opened(&mut clerk, &page).await.body.contains("未登记"));
    })
    .await;
}

#[tokio::test]
async fn people_of_partners_are_known_by_their_telephone_until_they_end() {
    with_house(async |all| {
        let partner = all.it.county.partners.iter().find(|it| it.approved.is_some()).unwrap();
        let own = &partner.people[0];
        let at = async || Phones.accounts(&all.house.cell, &own.phone, DAY).await.unwrap();
        assert!(at().await.is_empty(), "an account that waits opens nothing");
        let active: Result<u64, db::Error> = db::write!(all.it.system.db, "active", |tx| {
            tx.run("UPDATE account SET state = 'active' WHERE id = $1", &[&own.account]).await
        });
        assert_eq!(active.unwrap(), 1);
        assert_eq!(at().await, [own.account]);
        let mut clerk = all.clerk().await;
        let page = format!("/institutions/{}/people/{}", partner.id, own.id);
        let why = [("day", "2021-12-20"), ("reason", "合同到期")];
        sent(&mut clerk, &page, &format!("{page}/end"), &why).await;
        assert!(at().await.is_empty());
    })
    .await;
}
