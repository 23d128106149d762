//! Publishing, being asked, answering, changing one's mind.

use std::sync::{Arc, Mutex, PoisonError};

use db::{Db, testing::on_each};
use jiff::civil::date;
use vocab::{Clock as _, Personal, Role, StudentId};
use web::{Later, StatusCode, Visit, ui::check::faults};

use super::draft;
use crate::{
    consents::{self, TextKind},
    privacy::{Ward, Wards},
    testing::{House, Person},
};

/// The children of everyone: a test has one family.
#[derive(Default)]
struct Family(Mutex<Vec<Ward>>);

impl Wards for Family {
    fn of<'a>(&'a self, _: &'a Visit) -> Later<'a, Result<Vec<Ward>, db::Error>> {
        let wards = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Box::pin(async move { Ok(wards) })
    }
}

struct Setting {
    house: House,
    parent: Person,
    clerk: Person,
    child: StudentId,
    other: StudentId,
}

async fn setting(db: Db) -> Setting {
    let family = Arc::new(Family::default());
    let wards: Arc<dyn Wards> = family.clone();
    let house = House::new(db, &[crate::MODULE], |cell| cell.with(wards)).await;
    let [child, other]: [StudentId; 2] = std::array::from_fn(|_| house.ids.make(house.clock.now()));
    let ward = |id: StudentId, name: &str, born| Ward {
        kind: "stu",
        bits: id.bits(),
        name: Personal::new(name.to_owned()),
        born: Some(born),
        place: None,
    };
    *family.0.lock().unwrap_or_else(PoisonError::into_inner) =
        vec![ward(child, "陈小明", date(2012, 3, 1)), ward(other, "陈大明", date(2006, 3, 1))];
    let parent = house.person("陈先生", Role::Guardian, house.county).await;
    let clerk = house.person("周晓", Role::BasicEducationClerk, house.county).await;
    Setting { house, parent, clerk, child, other }
}

async fn standing(house: &House) -> Vec<(String, i64)> {
    let read: Result<Vec<(String, i64)>, db::Error> = db::read!(house.cell.db, "consents", |tx| {
        let sql = "SELECT answer, CASE WHEN ended_at IS NULL THEN 1 ELSE 0 END AS stands
                       FROM consent ORDER BY id";
        tx.all(sql, &[], |row| Ok((row.get("answer")?, row.get("stands")?))).await
    });
    read.expect("read")
}

#[tokio::test]
async fn the_bureau_publishes_and_a_guardian_answers_once_a_version_for_each_young_child() {
    on_each(crate::MIGRATIONS, async |db| {
        let Setting { house, mut parent, mut clerk, child, other } = setting(db).await;
        let front = parent.browser.get("/cixi/welcome").await;
        assert_eq!(front.location.as_deref(), Some("/cixi/"), "nothing is due while nothing is told");

        let form = "/cixi/consents/texts/new?kind=children";
        let page = clerk.browser.get(form).await;
        assert_eq!(faults(&page.body), Vec::<String>::new());
        let body = "孩子未满十四周岁，处理信息要由监护人同意。不同意不影响孩子入学、上课和学籍，您可以随时撤回。".repeat(2);
        let fields = [("kind", "children"), ("title", "儿童个人信息保护规则"), ("since", "2021-12-20"), ("body", body.as_str())];
        let done = clerk.browser.submit(form, "/cixi/consents/texts", &fields).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        let at = done.location.expect("the text");
        let text = at.rsplit('/').next().expect("its id").to_owned();

        let due = parent.browser.get("/cixi/welcome").await;
        assert_eq!(faults(&due.body), Vec::<String>::new());
        assert!(due.body.contains("陈小明") && !due.body.contains("陈大明"), "{}", due.body);
        assert!(due.body.contains("稍后再看"), "nobody is kept from their work");

        let (field, path) = (format!("answer-{child}"), format!("/cixi/consents/{text}"));
        let none = parent.browser.submit("/cixi/welcome", &path, &[]).await;
        assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
        let grown = format!("answer-{other}");
        let wrong = parent.browser.submit("/cixi/welcome", &path, &[(&grown, "agreed")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "nobody asks about the older one");
        for _ in 0..2 {
            parent.browser.submit("/cixi/consents", &path, &[(&field, "agreed")]).await;
        }
        assert_eq!(standing(&house).await, [("agreed".to_owned(), 1)]);
        let front = parent.browser.get("/cixi/welcome").await;
        assert_eq!(front.location.as_deref(), Some("/cixi/"));

        let mine = parent.browser.get("/cixi/consents").await;
        assert!(mine.body.contains("撤回同意"), "{}", mine.body);
        assert_eq!(faults(&mine.body), Vec::<String>::new());
        parent.browser.submit("/cixi/consents", &path, &[(&field, "refused"), ("mine", "1")]).await;
        assert_eq!(standing(&house).await, [("agreed".to_owned(), 0), ("refused".to_owned(), 1)]);
        let day = date(2021, 12, 20);
        let agreed: Result<bool, db::Error> = db::read!(house.cell.db, "agreed", |tx| {
            consents::is_agreed(tx, TextKind::Children, child, day).await
        });
        assert!(!agreed.expect("read"));
    })
    .await;
}

#[tokio::test]
async fn a_new_version_is_asked_from_its_day_on_and_anyone_may_read_it() {
    on_each(crate::MIGRATIONS, async |db| {
        let Setting { house, mut parent, mut clerk, .. } = setting(db).await;
        let system = house.system();
        let first = draft(TextKind::Privacy, date(2021, 12, 20));
        consents::publish(&system, &first).await.expect("published");
        consents::publish(&system, &first).await.expect("the same twice is one");
        let second = draft(TextKind::Privacy, date(2022, 1, 1));
        consents::publish(&system, &second).await.expect("published");
        let again = consents::publish(&system, &draft(TextKind::Privacy, date(2021, 12, 30))).await;
        assert!(again.is_err(), "versions follow each other");

        let path = format!("/cixi/consents/{}", first.id);
        let done = parent.browser.submit("/cixi/welcome", &path, &[("read", "1")]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        let early = format!("/cixi/consents/{}", second.id);
        let early = parent.browser.submit("/cixi/consents", &early, &[("read", "1")]).await;
        assert_eq!(early.status, StatusCode::CONFLICT);
        assert!(parent.browser.get("/cixi/welcome").await.location.is_some());

        house.calendar.set("2022-01-01T08:00:00");
        let asked = parent.browser.get("/cixi/welcome").await;
        assert!(asked.body.contains("第 2 版") && asked.body.contains("增加了照片的用途"));
        let seen = clerk.browser.get(&format!("/cixi/consents/texts/{}", first.id)).await;
        assert!(seen.body.contains("1 / 2 人"), "one of two accounts has read it: {}", seen.body);
        assert_eq!(faults(&seen.body), Vec::<String>::new());
        let list = clerk.browser.get("/cixi/consents/texts").await;
        assert_eq!(faults(&list.body), Vec::<String>::new());

        let mut anyone = web::testing::Browser::new(&house.router);
        assert!(anyone.get("/cixi/texts").await.body.contains("个人信息处理规则"));
        let page = anyone.get(&format!("/cixi/texts/{}", second.id)).await;
        assert_eq!((page.status, page.body.contains("2022-01-01 起施行")), (StatusCode::OK, true));
        assert_eq!(faults(&page.body), Vec::<String>::new());
        assert!(
            anyone.get("/cixi/consents").await.location.is_some(),
            "answers are for those who are known"
        );
    })
    .await;
}
