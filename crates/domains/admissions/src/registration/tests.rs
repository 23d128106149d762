//! What registration promises: the same whoever comes first, machines that only grant, and the whole
//! way from a phone to the office, on either database.

mod city;
mod entered;
mod keeping;

use db::{Db, Migration, testing::on_each};
use jiff::civil::date;
use platform::{
    Module,
    access::PlaceKind,
    accounts::Sessions,
    codes::PhoneBook,
    testing::{House, Person},
};
use vocab::{IdNumber, PlaceId, Role, SchoolId, Sex};
use web::{StatusCode, testing::Reply};

use super::{
    Error, Terms,
    model::{Answer, Campaign, CampaignId, Entry, Source, Stage, State, Unlucky},
    registers::{Recorded, Registers},
    rules::{self, Decision, Refusal},
    store::lists::{self, Narrow},
};

pub(crate) fn modules() -> Vec<Module> {
    vec![
        platform::MODULE,
        directory::MODULE,
        catalog::MODULE,
        form::MODULE,
        drawing::module(),
        super::MODULE,
        notice::module(),
        crate::placement::MODULE,
        crate::admission::MODULE,
        crate::MODULE,
    ]
}

fn campaign() -> Campaign {
    let (born_from, born_to) = rules::born_between(Entry::Primary, 2022);
    Campaign {
        id: CampaignId::from_bits(1 << 40).expect("an id"),
        title: "2022年小学一年级招生".to_owned(),
        entry: Entry::Primary,
        year: 2022,
        rehearsal: false,
        basis: "招生通知".to_owned(),
        born_from,
        born_to,
        opens_at: date(2021, 12, 13).at(9, 0, 0, 0),
        closes_at: date(2021, 12, 31).at(17, 0, 0, 0),
        reports_on: date(2022, 8, 28),
        private_choices: 1,
        unlucky: Unlucky::AsUsual,
        check_days: 5,
        review_days: 3,
        decide_days: 3,
        state: Stage::Registering,
        version: 1,
    }
}

#[test]
fn a_child_who_is_six_on_the_last_of_august_enters_and_one_a_day_younger_does_not() {
    let it = campaign();
    assert_eq!(rules::may_enter(&it, "甲", date(2016, 8, 31)), Ok(()));
    assert!(matches!(rules::may_enter(&it, "甲", date(2016, 9, 1)), Err(Refusal::Age { .. })));
    assert_eq!(rules::may_enter(&it, "甲", date(2015, 9, 1)), Ok(()));
    assert!(rules::may_enter(&it, "甲", date(2015, 8, 31)).is_err());
}

#[test]
fn nobody_registers_before_or_after_the_window_and_what_was_sent_back_may_still_be_completed() {
    let it = campaign();
    let (before, after) = (date(2021, 12, 13).at(8, 59, 0, 0), date(2021, 12, 31).at(17, 0, 0, 0));
    assert!(matches!(rules::may_register(&it, before), Err(Refusal::NotYet(_))));
    assert!(matches!(rules::may_register(&it, after), Err(Refusal::Over(_))));
    assert_eq!(rules::may_change(&it, State::Returned, after), Ok(()));
    assert!(rules::may_change(&it, State::Sent, after).is_err());
    let placed = Campaign { state: Stage::Placed, ..it };
    assert_eq!(rules::may_change(&placed, State::Returned, after), Err(Refusal::Placed));
}

#[test]
fn registers_only_ever_grant() {
    use Answer::{No, Unknown, Yes};
    let sources = [Source::Police, Source::Land];
    for (one, other, granted) in [
        (Yes, Yes, true),
        (Yes, No, false),
        (No, Yes, false),
        (Yes, Unknown, false),
        (Unknown, Unknown, false),
    ] {
        let answers = [(Source::Police, one), (Source::Land, other)];
        assert_eq!(rules::grants(&sources, &answers), granted);
    }
    assert!(!rules::grants(&[], &[]), "what nobody asks grants nothing");
}

#[test]
fn only_the_last_desk_refuses_and_never_without_a_reason() {
    let refuse = |state, role, why| rules::decide(state, role, (Decision::Refuse, why));
    assert!(refuse(State::Sent, Role::Principal, "材料不符").is_err());
    assert!(refuse(State::Checked, Role::TownClerk, "材料不符").is_err());
    assert_eq!(refuse(State::Reviewed, Role::BasicEducationClerk, " "), Err(Refusal::NoReason));
    let done =
        refuse(State::Reviewed, Role::BasicEducationClerk, "居住证已过期").expect("a refusal");
    assert_eq!(done.0, State::Refused);
    for (state, role) in [(State::Sent, Role::TownClerk), (State::Reviewed, Role::Principal)] {
        let done = rules::decide(state, role, (Decision::Pass, ""));
        assert!(matches!(done, Err(Refusal::NotYours(_))));
    }
}

#[test]
fn the_first_desk_has_its_days_from_the_end_of_the_window_whenever_a_family_came() {
    let it = campaign();
    let early = rules::due(&it, State::Sent, it.opens_at).expect("a day");
    let late = rules::due(&it, State::Sent, date(2021, 12, 31).at(16, 59, 0, 0)).expect("a day");
    assert_eq!(early, late);
    // Five working days after 31 December 2021: 1 to 3 January were off.
    assert_eq!(early.date(), date(2022, 1, 10));
}

#[test]
fn a_number_says_nothing_of_when_a_family_came_and_is_read_as_people_type_it() {
    let digest = platform::act::digest(&["registration", "rgs_1"]);
    let number = rules::number(Entry::Primary, 2022, &digest);
    assert!(number.starts_with("X2022-"), "{number}");
    assert_eq!(number.len(), 14);
    let plain = number.replace('-', " ").to_lowercase();
    assert_eq!(rules::typed_number(&plain), number);
}

/// A county with a town, a public school and a private one, and those who check.
pub(crate) struct World {
    pub(crate) house: House,
    pub(crate) town_place: PlaceId,
    pub(crate) school: SchoolId,
    pub(crate) private: SchoolId,
    pub(crate) mother: Person,
    pub(crate) father: Person,
    pub(crate) principal: Person,
    pub(crate) town: Person,
    pub(crate) clerk: Person,
}

/// A number that nobody has, of a child who enters in 2022.
pub(crate) fn number(nth: u16) -> IdNumber {
    IdNumber::invented(date(2016, 3, 4), Sex::Female, nth).expect("an invented number")
}

impl World {
    pub(crate) async fn new(db: Db, registers: Recorded) -> Self {
        let registers = Registers::new(std::sync::Arc::new(registers));
        let phones: std::sync::Arc<dyn PhoneBook> = std::sync::Arc::new(directory::joining::Phones);
        let house = House::demo(db, &modules(), |cell| {
            cell.with(registers)
                .with(drawing::Beacons::stand_in())
                .with(phones)
                .with(Sessions::default())
        })
        .await;
        let town = house.place(PlaceKind::Town, house.county, "浒山街道").await;
        let school = house.place(PlaceKind::School, town, "青瓷实验小学").await;
        let private = house.place(PlaceKind::School, town, "云帆学校").await;
        let filled: Result<(), db::Error> = db::write!(house.cell.db, "schools", |tx| {
            for (id, ownership) in [(school, "public"), (private, "private")] {
                let sql = "INSERT INTO school (id, town_id, kind, ownership, boarding, address)
                    VALUES ($1, $2, '211', $3, 0, '')";
                tx.run(sql, &[&id, &town, &ownership.to_owned()]).await?;
                let sql = "INSERT INTO school_stage (school_id, stage) VALUES ($1, 'primary')";
                tx.run(sql, &[&id]).await?;
            }
            Ok(())
        });
        filled.expect("the schools are stored");
        let mother = house.person("周晓", Role::Guardian, house.county).await;
        let father = house.person("陈刚", Role::Guardian, house.county).await;
        let principal = house.person("许立", Role::Principal, school).await;
        let clerk = house.person("沈小岚", Role::BasicEducationClerk, house.county).await;
        let town_place = town;
        let town = house.person("方敏", Role::TownClerk, town).await;
        let (school, private) = (school.retyped(), private.retyped());
        Self { house, town_place, school, private, mother, father, principal, town, clerk }
    }

    /// Opens the campaign by the office's form, and gives its id.
    pub(crate) async fn open(&mut self) -> String {
        let fields = [
            ("entry", "primary"),
            ("title", "2022年小学一年级招生"),
            ("basis", "招生通知"),
            ("opens", "2021-12-13T09:00"),
            ("closes", "2021-12-31T17:00"),
            ("reports", "2022-08-28"),
            ("choices", "1"),
            ("unlucky", "as-usual"),
            ("check_days", "5"),
            ("review_days", "3"),
            ("decide_days", "3"),
        ];
        let reply = self.clerk.browser.submit("/cixi/entry/new", "/cixi/entry/new", &fields).await;
        let to = reply.location.unwrap_or_else(|| panic!("{}", reply.body));
        to.trim_start_matches("/cixi/entry/campaigns/").to_owned()
    }

    /// What a family types.
    pub(crate) fn fields(&self, name: &str, number: &str) -> Vec<(String, String)> {
        let school = self.school.to_string();
        let all = [
            ("name", name),
            ("id_number", number),
            ("guardian", "周晓"),
            ("phone", "10000000001"),
            ("school", &school),
            ("address", "青禾路12号"),
            ("category", "home-only"),
            ("wish", "public"),
        ];
        all.into_iter().map(|(key, value)| (key.to_owned(), value.to_owned())).collect()
    }

    /// Registers as `mother` or `father` by the phone's form.
    pub(crate) async fn register(
        &mut self,
        by_mother: bool,
        campaign: &str,
        fields: &[(String, String)],
    ) -> Reply {
        let school = self.school;
        let person = if by_mother { &mut self.mother } else { &mut self.father };
        let path = format!("/cixi/family/entry/{campaign}");
        let page = format!("{path}?school={school}");
        let fields: Vec<(&str, &str)> =
            fields.iter().map(|it| (it.0.as_str(), it.1.as_str())).collect();
        person.browser.submit(&page, &path, &fields).await
    }

    async fn count(&self, state: State) -> i64 {
        let county = self.house.county;
        let read: Result<_, db::Error> = db::read!(self.house.cell.db, "count", |tx| {
            let all = super::store::campaigns::all(tx).await?;
            lists::counts(tx, (all[0].id, county), &Narrow::default()).await
        });
        read.expect("counts").of(state)
    }
}

/// The address of what was registered, without what came of it.
pub(crate) fn path(reply: &Reply) -> String {
    let to = reply.location.clone().unwrap_or_else(|| panic!("{}", reply.body));
    to.split('?').next().unwrap_or_default().to_owned()
}

pub(crate) async fn in_world<F: Future<Output = ()>>(
    registers: impl Fn() -> Recorded,
    test: impl Fn(World) -> F,
) {
    let all: Vec<Migration> = modules().iter().flat_map(|it| it.migrations).copied().collect();
    on_each(&all, async |db| test(World::new(db, registers()).await).await).await;
}

/// Passes a registration on, as whoever has it.
pub(crate) async fn decide(person: &mut Person, id: &str, fields: &[(&str, &str)]) -> Reply {
    let path = format!("/cixi/entry/registrations/{id}");
    let page = person.browser.get(&path).await;
    assert_eq!(page.status, StatusCode::OK);
    let (csrf, version) = (page.field("csrf"), page.field("version"));
    let (csrf, version) = (csrf.unwrap_or_default(), version.unwrap_or_default());
    let all = [&[("csrf", csrf.as_str()), ("version", &version)], fields].concat();
    person.browser.post(&path, &all).await
}

#[tokio::test]
async fn a_family_registers_on_a_phone_and_school_town_and_office_take_it_to_its_end() {
    in_world(Recorded::default, async |mut world| {
        let campaign = world.open().await;
        let fields = world.fields("陈小满", number(1).open());
        let receipt = path(&world.register(true, &campaign, &fields).await);
        let id = receipt.rsplit('/').next().expect("an id").to_owned();
        let page = world.mother.browser.get(&format!("{receipt}?done=1")).await;
        for words in ["报名已提交", "X2022-", "青瓷实验小学", "有户无房", "待学校初核"]
        {
            assert!(page.body.contains(words), "{words}: {}", page.body);
        }
        assert_eq!(world.count(State::Sent).await, 1);
        // Somebody else's is not there, whoever asks.
        assert_eq!(world.father.browser.get(&receipt).await.status, StatusCode::NOT_FOUND);
        // Once is enough.
        let again = world.register(false, &campaign, &fields).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(again.body.contains("已经报过名了"), "{}", again.body);
        // A visit is signed by two.
        let alone = [("decision", "pass"), ("visited", "1"), ("second", "")];
        let refused = decide(&mut world.principal, &id, &alone).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let two =
            [("decision", "pass"), ("visited", "1"), ("second", "方敏"), ("words", "原件齐全")];
        assert!(decide(&mut world.principal, &id, &two).await.location.is_some());
        assert_eq!(world.count(State::Checked).await, 1);
        // What was read before somebody else acted is not decided on.
        let stale = decide(&mut world.principal, &id, &two).await;
        assert_eq!(stale.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(decide(&mut world.town, &id, &[("decision", "pass")]).await.location.is_some());
        // No register knows the child: it waits for a person.
        assert_eq!(world.count(State::Reviewed).await, 1);
        let refused = decide(&mut world.clerk, &id, &[("decision", "refuse")]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "without a reason");
        let pass = [("decision", "pass"), ("words", "已核对户口簿原件")];
        assert!(decide(&mut world.clerk, &id, &pass).await.location.is_some());
        assert_eq!(world.count(State::Granted).await, 1);
        let page = world.mother.browser.get(&receipt).await;
        assert!(page.body.contains("审核通过"), "{}", page.body);
    })
    .await;
}

#[tokio::test]
async fn twins_go_together_and_are_changed_and_taken_back_together() {
    in_world(Recorded::default, async |mut world| {
        let campaign = world.open().await;
        let mut fields = world.fields("陈大满", number(2).open());
        fields.push(("name2".to_owned(), "陈小满".to_owned()));
        fields.push(("id_number2".to_owned(), number(3).open().to_owned()));
        let receipt = path(&world.register(true, &campaign, &fields).await);
        assert_eq!(world.count(State::Sent).await, 2);
        let page = world.mother.browser.get(&receipt).await;
        assert!(page.body.contains("一起安排"), "{}", page.body);
        let version = page.field("version").expect("a version");
        let school = world.school.to_string();
        let private = world.private.to_string();
        let changed = [
            ("version", version.as_str()),
            ("school", &school),
            ("address", "青禾路13号"),
            ("category", "home-and-house"),
            ("wish", "private"),
            ("choice1", &private),
        ];
        let to = format!("{receipt}/change");
        let reply = world.mother.browser.submit(&to, &to, &changed).await;
        assert!(reply.location.is_some(), "{}", reply.body);
        let again = world.mother.browser.submit(&to, &to, &changed).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "read at an old version");
        let page = world.mother.browser.get(&receipt).await;
        assert!(page.body.contains("云帆学校"), "{}", page.body);
        let version = page.field("version").expect("a version");
        let to = format!("{receipt}/withdraw");
        let reply = world.mother.browser.submit(&receipt, &to, &[("version", &version)]).await;
        assert!(reply.location.is_some(), "{}", reply.body);
        assert_eq!((world.count(State::Sent).await, world.count(State::Withdrawn).await), (0, 2));
        // What was taken back can be registered anew.
        let receipt = world.register(true, &campaign, &fields).await;
        assert!(receipt.location.is_some(), "{}", receipt.body);
    })
    .await;
}

#[tokio::test]
async fn as_many_invented_families_as_are_wanted_register_each_once() {
    in_world(Recorded::default, async |mut world| {
        let campaign = world.open().await;
        let id: CampaignId = campaign.parse().expect("an id");
        let read: Result<Terms, Error> =
            db::read!(world.house.cell.db, "terms", |tx| { Terms::load(tx, id).await });
        let terms = read.expect("terms");
        for nth in [0, 1, 364, 365, 730, 19_999] {
            let fields = super::demo::fields(&terms, nth).expect("a family");
            let fields: Vec<(String, String)> =
                fields.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
            let reply = world.register(nth % 2 == 0, &campaign, &fields).await;
            assert!(reply.location.is_some(), "{}", reply.body);
        }
        assert_eq!(world.count(State::Sent).await, 6);
    })
    .await;
}
