//! Someone is kept away from a child, and comes back, on each database.

use jiff::civil::{Date, date};
use vocab::{Clock as _, Role};
use web::StatusCode;

use super::rules::{self, Refusal};
use crate::{
    collectors::{self, NewCollector},
    model::{Guardian, Relation},
    students,
    tests::pages::{Opened, opened, with_house},
};

const TODAY: Date = date(2021, 12, 20);

impl Opened {
    async fn guardians(&self, student: vocab::StudentId) -> Vec<Guardian> {
        let read: Result<_, crate::Error> = db::read!(self.house.cell.db, "guardians", |tx| {
            students::guardians_of(tx, student, TODAY).await
        });
        read.unwrap()
    }
}

#[tokio::test]
async fn who_is_kept_away_sees_nothing_gets_nothing_and_collects_no_more_until_it_ends() {
    with_house(async |all| {
        let county = &all.it.county;
        let pupil = &county.students[0];
        let before = all.guardians(pupil.id).await;
        let who = before.iter().find(|it| it.is_guardian && it.may_collect).unwrap().clone();
        let account = who.account.unwrap();
        let children = async || -> usize {
            let read: Result<_, crate::Error> = db::read!(all.house.cell.db, "children", |tx| {
                students::children_of(tx, account, TODAY).await
            });
            let own = read.unwrap();
            own.iter().filter(|it| it.line.id == pupil.id).count()
        };
        assert_eq!(children().await, 1);

        let school = county.schools[county.classes[pupil.class].school].id.place();
        let mut head = all.house.person("周校长", Role::Principal, school).await;
        let record = format!("/students/{}", pupil.id);
        let page = format!("{record}/contact");
        assert!(opened(&mut head, &record).await.body.contains(&page));
        opened(&mut head, &page).await;
        let id = who.id.to_string();
        let path = format!("/cixi{page}");
        let short = [("guardian", id.as_str()), ("document", "令"), ("issued", "2021-12-18")];
        let refused = head.browser.submit(&path, &path, &short).await;
        assert_eq!(refused.status, StatusCode::CONFLICT, "no document");
        let order = [
            ("guardian", id.as_str()),
            ("document", "人身安全保护令(2021)浙0282民保令1号"),
            ("issued", "2021-12-18"),
        ];
        let set = head.browser.submit(&path, &path, &order).await;
        assert_eq!(set.status, StatusCode::SEE_OTHER, "{}", set.body);
        assert_eq!(children().await, 0, "sees the child no more");
        let now = all.guardians(pupil.id).await;
        let marked = now.iter().find(|it| it.id == who.id).unwrap();
        assert!(marked.no_contact && !marked.may_collect && now.len() == before.len());
        assert!(opened(&mut head, &page).await.body.contains("民保令1号"));
        let open = "SELECT COUNT(*) AS n FROM contact_order WHERE document_sealed LIKE '%民保令%'";
        assert_eq!(all.it.number(open).await, 0, "sealed");

        // The family cannot put them on the list again, nor does anyone else see the document.
        let again = NewCollector {
            id: all.house.ids.make(all.house.clock.now()),
            name: who.name.clone(),
            relation: Relation::all().next().unwrap(),
            phone: None,
        };
        let added: Result<_, crate::Error> = db::write!(all.house.cell.db, "collector", |tx| {
            let when = (TODAY, all.house.clock.now());
            collectors::add(tx, &all.it.sealer, pupil.id, &again, when).await
        });
        assert!(added.is_err(), "kept away");
        let class = county.classes[pupil.class].id.place();
        let mut teacher = all.house.person("施老师", Role::ClassTeacher, class).await;
        assert!(opened(&mut teacher, &record).await.body.contains("禁止接触"));
        assert_eq!(teacher.browser.get(&path).await.status, StatusCode::FORBIDDEN);
        let mut clerk = all.clerk().await;
        assert!(!opened(&mut clerk, &record).await.body.contains("禁止接触"));
        let other = county.schools.iter().find(|it| it.id.place() != school).unwrap();
        let mut stranger = all.house.person("吴校长", Role::Principal, other.id.place()).await;
        assert_eq!(stranger.browser.get(&path).await.status, StatusCode::NOT_FOUND);

        let end = format!("{path}/end");
        let fields = [("guardian", id.as_str()), ("reason", "保护令期满")];
        let ended = head.browser.submit(&path, &end, &fields).await;
        assert_eq!(ended.status, StatusCode::SEE_OTHER, "{}", ended.body);
        assert_eq!(children().await, 1);
        assert!(all.guardians(pupil.id).await.iter().any(|it| it.id == who.id && it.may_collect));
        assert!(opened(&mut head, &page).await.body.contains("已解除"));
    })
    .await;
}

#[test]
fn a_mark_needs_a_document_of_the_past_and_someone_of_the_family() {
    assert_eq!(rules::may_bar(None, TODAY, TODAY).err(), Some(Refusal::NotFamily));
    assert_eq!(rules::may_end(None).err(), Some(Refusal::NotBarred));
    assert_eq!(rules::document(" 令 "), Err(Refusal::Document));
    assert_eq!(rules::document(&"长".repeat(121)), Err(Refusal::Document));
    assert_eq!(rules::reason("期满"), Err(Refusal::Reason));
    assert!(rules::document("人身安全保护令 2021-1").is_ok());
}
