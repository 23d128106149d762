//! Each class is confirmed once a term; what differs is settled, and counted school by school.

use vocab::{PlaceId, Role, StudentId};

use super::{
    Kind,
    actions::{Word, confirm, settle},
    rules::{Refusal, differences},
    store,
};
use crate::{
    Error,
    scope::{Reach, Scope},
    tests::{Fixture, with_county},
};

fn students(bits: &[i64]) -> Vec<StudentId> {
    bits.iter().filter_map(|it| StudentId::from_bits(*it)).collect()
}

#[test]
fn what_a_class_teacher_says_is_taken_as_it_is_meant_or_refused() {
    let roster = students(&[1, 2, 3]);
    assert_eq!(differences(&roster, &[], "", " \n"), Ok(Vec::new()), "all are there");
    let all =
        differences(&roster, &students(&[3, 1, 3]), "外地就读", "王 小\n\n王小\n李大").unwrap();
    let kinds: Vec<_> = all.iter().map(|it| (it.kind, it.student.map(vocab::Id::bits))).collect();
    let (absent, extra) = (Kind::Absent, Kind::Extra);
    assert_eq!(kinds[..2], [(absent, Some(1)), (absent, Some(3))]);
    assert!(kinds[2..].iter().all(|it| *it == (extra, None)));
    let word = "x";
    assert_eq!(differences(&roster, &students(&[4]), word, ""), Err(Refusal::NotOfClass));
    assert_eq!(differences(&roster, &students(&[1]), "  ", ""), Err(Refusal::NoWord));
    let many: Vec<String> = (0..21).map(|it| format!("学生{it}")).collect();
    assert_eq!(differences(&roster, &[], "", &many.join("\n")), Err(Refusal::Extras));
    assert_eq!(differences(&roster, &[], "", &"长".repeat(41)), Err(Refusal::Extras));
}

impl Fixture {
    async fn census(&self, place: PlaceId) -> (Vec<super::Line>, Vec<super::SchoolLine>) {
        let read: Result<_, Error> = db::read!(self.system.db, "census", |tx| {
            let scope = Scope::of(tx, place).await?.unwrap();
            let term = self.county.year.first_term();
            let lines = match scope.reach {
                Reach::School | Reach::Class => store::differences(tx, scope, term).await?,
                _ => Vec::new(),
            };
            Ok((lines, store::schools(tx, scope, self.county.year, term).await?))
        });
        read.unwrap()
    }

    async fn past(&self, place: PlaceId) -> Vec<super::Past> {
        let read: Result<_, Error> = db::read!(self.system.db, "census past", |tx| {
            let scope = Scope::of(tx, place).await?.unwrap();
            Ok(store::past(tx, scope, self.county.year.first_term()).await?)
        });
        read.unwrap()
    }
}

#[tokio::test]
async fn a_class_is_confirmed_its_differences_settled_and_the_county_counts() {
    with_county(async |it| {
        let county = &it.county;
        let class = &county.classes[0];
        let school = county.schools[class.school].id;
        let gone = county.students[class.students.start].id;
        let word = Word { absent: &[gone], word: "随父母在外地就读", extras: "周小年" };
        confirm(&it.system, class.id, &word).await.unwrap();
        let stranger = county.students.last().unwrap().id;
        let wrong = Word { absent: &[stranger], ..word };
        let refused = confirm(&it.system, class.id, &wrong).await;
        assert!(matches!(refused, Err(Error::Census(Refusal::NotOfClass))));

        let (lines, _) = it.census(school.place()).await;
        assert_eq!(
            lines.iter().map(|it| it.it.kind).collect::<Vec<_>>(),
            [Kind::Absent, Kind::Extra]
        );
        let (_, schools) = it.census(county.id).await;
        assert_eq!(schools.len(), county.schools.len());
        let line = schools.iter().find(|it| it.school == school).unwrap();
        assert_eq!((line.checked, line.absent, line.extra, line.open), (1, 1, 1, 2));
        assert_eq!(line.on_roll, i64::try_from(class.students.len()).unwrap());
        assert!(schools.iter().filter(|it| it.school != school).all(|it| it.checked == 0));

        let at = (county.year.first_term(), class.id, lines[0].number);
        let scope = |place| Scope { place, reach: Reach::School };
        let other = county.schools.iter().find(|it| it.id != school).unwrap().id.place();
        let outside = settle(&it.system, scope(other), at, "已转出").await;
        assert!(matches!(outside, Err(Error::Missing)), "another school's are none of its own");
        let silent = settle(&it.system, scope(school.place()), at, " ").await;
        assert!(matches!(silent, Err(Error::Census(Refusal::NoSettlement))));
        settle(&it.system, scope(school.place()), at, "已转出").await.unwrap();
        let again = settle(&it.system, scope(school.place()), at, "已转出").await;
        assert!(matches!(again, Err(Error::Missing)), "settled once");
        let (_, schools) = it.census(school.place()).await;
        assert_eq!((schools.len(), schools[0].open), (1, 1));

        // Said anew in the same words, what was settled stays so; in others, it is open again.
        confirm(&it.system, class.id, &word).await.unwrap();
        let (lines, _) = it.census(school.place()).await;
        let settled: Vec<bool> = lines.iter().map(|it| it.settled.is_some()).collect();
        assert_eq!((lines.len(), settled), (2, vec![false, true]), "open ones first");
        let elsewhere = Word { word: "去向不明", extras: "", ..word };
        confirm(&it.system, class.id, &elsewhere).await.unwrap();
        let (lines, _) = it.census(school.place()).await;
        assert!(lines.len() == 1 && lines[0].settled.is_none(), "something happened since");

        confirm(&it.system, class.id, &Word { absent: &[], word: "", extras: "" }).await.unwrap();
        assert!(it.census(school.place()).await.0.is_empty(), "said anew");
        let past = it.past(school.place()).await;
        let rounds: Vec<(i64, usize)> =
            past.iter().map(|it| (it.round, it.differences.len())).collect();
        assert_eq!(rounds, [(3, 1), (2, 2), (1, 2)], "what was said before is kept");
        let words = past[2].differences.iter().find_map(|it| it.1.clone()).unwrap().1;
        assert_eq!(words, "已转出", "with how it was settled");
        assert!(it.past(other).await.is_empty(), "another school's are none of its own");
    })
    .await;
}

#[tokio::test]
async fn each_role_opens_the_census_at_its_own_place() {
    use crate::tests::pages::{opened, with_house};
    with_house(async |all| {
        let county = &all.it.county;
        let class = &county.classes[0];
        let class_school = class.school;
        let school = county.schools[class.school].id.place();
        let gone = county.students[class.students.start].id.to_string();
        let mut teacher = all.house.person("陈老师", Role::ClassTeacher, class.id.place()).await;
        opened(&mut teacher, "/census").await;
        let page = "/cixi/census";
        let fields = [("absent", gone.as_str()), ("word", "在外地就读"), ("extras", "")];
        let sent = teacher.browser.submit(page, page, &fields).await;
        assert_eq!(sent.status, web::StatusCode::SEE_OTHER);
        assert!(opened(&mut teacher, "/census").await.body.contains("在外地就读"));

        let mut manager = all.house.person("李老师", Role::RollManager, school).await;
        assert!(opened(&mut manager, "/census").await.body.contains("有籍无人"));
        let settled = manager.browser.submit(page, "/cixi/census/settle", &[("words", "已转出")]);
        assert_eq!(settled.await.status, web::StatusCode::UNPROCESSABLE_ENTITY, "which one?");
        let term = county.year.first_term().to_string();
        let class = class.id.to_string();
        let fields = [
            ("term", term.as_str()),
            ("class", class.as_str()),
            ("number", "1"),
            ("words", "已转出"),
        ];
        let settled = manager.browser.submit(page, "/cixi/census/settle", &fields).await;
        assert_eq!(settled.status, web::StatusCode::SEE_OTHER);
        assert!(opened(&mut manager, "/census").await.body.contains("已处理"));
        let again = [("absent", gone.as_str()), ("word", "在外地就读"), ("extras", "")];
        teacher.browser.submit(page, page, &again).await;
        let page_of_class = opened(&mut teacher, "/census").await.body;
        assert!(page_of_class.contains("本学期此前的确认"), "{page_of_class}");
        let file = manager.browser.get("/cixi/census/export").await;
        assert!(file.kind.contains("spreadsheetml"));

        let mut clerk = all.clerk().await;
        let nobody = opened(&mut clerk, "/census?q=zzzz").await;
        let name = &county.schools[class_school].name;
        assert!(!nobody.body.contains(name.as_str()), "the search narrows");
        let open = opened(&mut clerk, "/census?state=open").await;
        assert!(!open.body.contains(name.as_str()), "nothing is open there any more");
        let list = opened(&mut clerk, "/census").await;
        assert!(list.body.contains(name.as_str()));
        assert!(!list.body.contains(&county.students[0].name), "the bureau sees counts");
    })
    .await;
}
