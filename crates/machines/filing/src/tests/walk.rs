//! The catalog walk: every kind through its whole life by the roles that it names, over its pages, on
//! each database: open, remind, file, correct, take back, lock, release, sum up; a questionnaire:
//! answer once and no second time.

use jiff::{ToSpan as _, civil::DateTime};
use vocab::{Holidays, Role};
use web::StatusCode;

use super::{World, in_world, pairs};
use crate::{
    catalog as kinds,
    definition::{Every, Filing},
    periods,
};

/// So many variants are tried before a form counts as one that nobody can ever fill in.
const VARIANTS: usize = 8;

/// The first moment from the test's morning on at which something of the kind is open.
fn moment(filing: &Filing) -> DateTime {
    let terms = [directory::model::TermDays {
        term: "2021-1".parse().unwrap(),
        first: jiff::civil::date(2021, 9, 1),
        last: jiff::civil::date(2022, 1, 22),
    }];
    let mut now = jiff::civil::date(2021, 12, 20).at(8, 0, 0, 0);
    let holidays = Holidays::published();
    for _ in 0..24 * 90 {
        let open = periods::open(filing, now, &terms, &holidays).unwrap();
        if filing.every == Every::AdHoc || !open.is_empty() {
            return now;
        }
        now = now.saturating_add(1.hour());
    }
    panic!("{} never opens", filing.label)
}

/// A period of the kind is open; its id as addresses have it.
async fn open(world: &mut World, name: &str, filing: &Filing) -> String {
    world.house.calendar.set(&moment(filing).to_string());
    if filing.every == Every::AdHoc {
        let path = format!("/cixi/filings/{name}/open");
        let browser = &mut world.person(filing.office[0]).browser;
        let page = browser.get(&path).await;
        let (csrf, id) = (page.field("csrf").unwrap(), page.field("id").unwrap());
        let fields = [
            ("csrf", csrf.as_str()),
            ("id", &id),
            ("title", "期末"),
            ("closes", "2021-12-31T18:00"),
        ];
        let sent = browser.post(&path, &fields).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{name}: {}", sent.body);
    } else {
        world.sweep().await;
    }
    // Other kinds took the clock further on: of this one, what is open now.
    let now = moment(filing);
    let sql = format!(
        "SELECT MAX(id) AS n FROM filing_round
         WHERE entry = '{name}' AND opens_at <= '{now}' AND closes_at >= '{now}'"
    );
    world.id::<crate::model::kinds::RoundId>(sql.leak()).await.to_string()
}

/// A return on its walk.
struct Walk<'a> {
    world: &'a mut World,
    name: &'a str,
    filing: &'a Filing,
    round: String,
    path: String,
    filer: Role,
}

impl Walk<'_> {
    /// Posts a form of the return or its period with what its page gave; says the status.
    async fn act(&mut self, role: Role, path: &str, more: &[(&str, &str)]) -> StatusCode {
        let browser = &mut self.world.person(role).browser;
        let page = browser.get(path).await;
        let Some(csrf) = page.field("csrf") else { return page.status };
        let version = page.field("version").unwrap_or_default();
        let mut fields = vec![("csrf", csrf.as_str()), ("version", version.as_str())];
        fields.extend(more);
        browser.post(path, &fields).await.status
    }

    /// Files in the first variant that fits, from `from` on. Says which.
    async fn file(&mut self, from: usize, reason: &str) -> usize {
        let path = format!("{}/fill", self.path);
        for variant in from..from + VARIANTS {
            let mut fields: Vec<(String, String)> =
                self.filing.fields.iter().flat_map(|it| form::sample(it, variant)).collect();
            fields.push(("confirmed".to_owned(), "1".to_owned()));
            fields.push(("reason_of_change".to_owned(), reason.to_owned()));
            match self.act(self.filer, &path, &pairs(&fields)).await {
                StatusCode::SEE_OTHER => return variant,
                StatusCode::UNPROCESSABLE_ENTITY => {}
                other => panic!("{}: filing is answered {other}", self.name),
            }
        }
        panic!("{}: nobody can ever file it", self.name)
    }

    async fn reasoned(&mut self, role: Role, path: &str) {
        let none = self.act(role, path, &[("reason", " ")]).await;
        assert_eq!(none, StatusCode::UNPROCESSABLE_ENTITY, "{}: {path} wants a reason", self.name);
        let done = self.act(role, path, &[("reason", "核对后更正")]).await;
        assert_eq!(done, StatusCode::SEE_OTHER, "{}: {path}", self.name);
    }

    async fn shows(&mut self, role: Role, path: &str, words: &[&str]) {
        let page = self.world.person(role).browser.get(path).await;
        assert_eq!(
            page.status,
            StatusCode::OK,
            "{}: {path} for {role:?}: {}",
            self.name,
            page.body
        );
        for it in words {
            assert!(page.body.contains(it), "{}: {path} says {it}", self.name);
        }
    }
}

/// The whole life of a return.
async fn life(world: &mut World, name: &str, filing: &Filing) {
    let round = open(world, name, filing).await;
    let (office, sees) = (filing.office[0], filing.sees[0]);
    let filer = filing.due().expect("it is a return").by[0];
    let at = format!("/cixi/filings/{name}/rounds/{round}");
    let desk = world.person(filer).browser.get("/cixi/filings").await;
    let place = world.places[&catalog::breadth(filer)];
    let sql = format!(
        "SELECT r.id AS n FROM filing_return r JOIN filing_round o ON o.id = r.round_id
         WHERE o.id = {} AND r.place_id = {}",
        round.parse::<crate::model::RoundId>().unwrap().bits(),
        place.bits()
    );
    let id = world.id::<crate::model::kinds::ReturnId>(sql.leak()).await;
    let path = format!("/cixi/filings/{name}/returns/{id}");
    assert!(desk.body.contains(&path), "{name}: {filer:?} finds it on the desk");
    let waiting = world.person(filer).browser.get("/cixi/waiting").await;
    assert!(waiting.body.contains(&path), "{name}: and on the one of the whole house");
    let mut walk = Walk { world, name, filing, round, path: path.clone(), filer };

    let list = walk.world.person(sees).browser.get(&at).await;
    let csrf = list.field("csrf").unwrap();
    let remind = [("csrf", csrf.as_str()), ("whom", "all")];
    let sent = walk.world.person(sees).browser.post(&format!("{at}/remind"), &remind).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{name}: {}", sent.body);
    walk.shows(sees, &at, &[" 次，最近"]).await;

    let first = walk.file(0, "").await;
    walk.shows(filer, &path, &["已报", "第 1 版"]).await;
    walk.file(first + 1, "核对后更正").await;
    walk.shows(filer, &path, &["第 2 版", "核对后更正"]).await;
    walk.reasoned(filer, &format!("{path}/withdraw")).await;
    walk.shows(filer, &path, &["已撤回"]).await;
    walk.file(first, "重新填报").await;

    walk.reasoned(office, &format!("{at}/lock")).await;
    let held = walk.act(filer, &format!("{path}/fill"), &[]).await;
    assert_ne!(held, StatusCode::SEE_OTHER, "{name}: a lock holds");
    walk.reasoned(office, &format!("{path}/release")).await;
    walk.file(first + 1, "按科室通知更正").await;
    let held = walk.act(filer, &format!("{path}/fill"), &[]).await;
    assert_ne!(held, StatusCode::SEE_OTHER, "{name}: a release is used up");
    walk.reasoned(office, &format!("{at}/lock")).await;
    walk.file(first, "放开后更正").await;

    walk.shows(sees, &format!("{at}/sums"), &["合计", "导出全部明细"]).await;
    walk.shows(sees, &format!("{at}/sums?day=2021-12-01"), &["按 2021-12-01 当天"]).await;
    for file in ["list?state=all", "table"] {
        let got = walk.world.person(sees).browser.get(&format!("{at}/{file}")).await;
        assert_eq!(got.status, StatusCode::OK, "{name}: {file}");
    }
    for role in Role::ALL.into_iter().filter(|it| !filing.roles().contains(it)) {
        let page = walk.world.person(role).browser.get(&path).await;
        assert_ne!(page.status, StatusCode::OK, "{name}: {role:?}");
    }
    let other = walk.world.other_school;
    let mut stranger = walk.world.house.person("外校", Role::Principal, other).await;
    let page = stranger.browser.get(&path).await;
    assert!(!page.status.is_success(), "{name}: another school's principal");
    assert!(!walk.round.is_empty());
}

/// A questionnaire is answered once.
async fn answered(world: &mut World, name: &str, filing: &Filing) {
    let round = open(world, name, filing).await;
    let path = format!("/cixi/filings/{name}/rounds/{round}/answer");
    let role = filing.filers()[0];
    let account = world.person(role).account;
    let class = world.places[&platform::access::PlaceKind::Class];
    world.child_of(account, world.school, class).await;
    let browser = &mut world.person(role).browser;
    let desk = browser.get("/cixi/filings").await;
    assert!(desk.body.contains(&path), "{name}: it is on the desk");
    let page = browser.get(&path).await;
    assert_eq!(page.status, StatusCode::OK, "{name}: {}", page.body);
    let mut fields: Vec<(String, String)> =
        filing.fields.iter().flat_map(|it| form::sample(it, 0)).collect();
    fields.push(("csrf".to_owned(), page.field("csrf").unwrap()));
    let sent = browser.post(&path, &pairs(&fields)).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{name}: {}", sent.body);
    let twice = browser.post(&path, &pairs(&fields)).await;
    assert!(twice.status.is_client_error(), "{name}: twice is {}", twice.status);
    assert!(twice.body.contains("每人只答一次"), "{name}");
    let results = format!("/cixi/filings/{name}/rounds/{round}/results");
    let page = world.person(filing.sees[0]).browser.get(&results).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("不到 10 份，不显示结果"), "{name}");
}

#[tokio::test]
async fn every_kind_of_return_goes_through_its_whole_life_by_the_roles_that_it_names() {
    in_world(async |mut world| {
        for kind in kinds().all() {
            match kind.what.due() {
                Some(_) => life(&mut world, &kind.name, &kind.what).await,
                None => answered(&mut world, &kind.name, &kind.what).await,
            }
        }
    })
    .await;
}
