//! Cases of children whose entry to school is not the usual one: about which schools they can be, how
//! long a postponement holds, who knows what an assessment found, how often it is decided anew.

use platform::access::PlaceKind;
use vocab::Role;
use web::StatusCode;

use super::{World, in_world, joint::send};

const NEW: &str = "/cixi/cases/postponed-entry/new";

#[tokio::test]
async fn a_case_of_a_stage_is_about_schools_that_teach_it_and_no_others() {
    in_world(async |mut world| {
        let town = world.places[&PlaceKind::Town];
        let nursery = world.house.place(PlaceKind::School, town, "小苗幼儿园").await;
        for role in [Role::Guardian, Role::TownClerk] {
            let browser = &mut world.person(role).browser;
            let form = browser.get(NEW).await;
            assert!(form.body.contains("云帆小学"), "{role:?}");
            assert!(!form.body.contains("小苗幼儿园"), "{role:?}");
            let hidden = ["csrf", "id"].map(|key| (key, form.field(key).expect("a form has it")));
            let place = nursery.to_string();
            let mut fields: Vec<(&str, &str)> = vec![("place_of_case", &place)];
            fields.extend(hidden.iter().map(|(key, value)| (*key, value.as_str())));
            let sent = browser.post(NEW, &fields).await;
            assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY, "{role:?}");
        }
        let mut head = world.house.person("园长", Role::Principal, nursery).await;
        let form = head.browser.get(NEW).await;
        assert!(form.body.contains("这一事项只办小学"), "{}", form.body);
        assert!(form.field("id").is_none(), "there is no form that nothing can come of");
    })
    .await;
}

const CHILD: [(&str, &str); 5] = [
    ("child", "章以宁"),
    ("born", "2015-06-21"),
    ("address", "学区内自有住房"),
    ("guardian", "陈父"),
    ("phone", "10012345678"),
];

/// By whom, which action, with which answers.
type Done<'a> = (Role, &'a str, &'a [(&'a str, &'a str)]);

/// Does each of `steps`.
async fn go(world: &mut World, path: &str, steps: &[Done<'_>]) {
    for (role, action, answers) in steps {
        let sent = send(world, *role, &format!("{path}/{action}"), answers).await;
        assert_eq!(sent, StatusCode::SEE_OTHER, "{action} by {role:?}");
    }
}

async fn sees(world: &mut World, role: Role, path: &str, words: &str) -> bool {
    world.person(role).browser.get(path).await.body.contains(words)
}

const POSTPONED: [Done<'_>; 3] = [
    (
        Role::RollManager,
        "checked",
        &[("checked_on", "2021-12-20"), ("area", "settled"), ("school_note", "看过证明")],
    ),
    (
        Role::TownClerk,
        "verified",
        &[("met_on", "2021-12-20"), ("met_how", "visit"), ("town_view", "fit")],
    ),
    (Role::BasicEducationClerk, "approve", &[("basis", "hospital"), ("decision", "慈教缓1号")]),
];

#[tokio::test]
async fn a_postponement_ends_on_its_day_and_begins_anew_when_the_family_asks_again() {
    in_world(async |mut world| {
        let mut answers = CHILD.to_vec();
        answers.extend([
            ("entry_year", "2021"),
            ("ground", "illness"),
            ("condition", "等待手术"),
            ("until_on", "2022-08-31"),
            ("material", "counter"),
        ]);
        let path = world.open(Role::Guardian, "postponed-entry", &answers).await;
        go(&mut world, &path, &POSTPONED).await;
        assert!(sees(&mut world, Role::Guardian, &path, "已批准，延缓期内").await);
        let term = "2022-08-31 23:59 前（依据：申请延缓到哪一天）；计时中";
        assert!(sees(&mut world, Role::Guardian, &path, term).await);
        world.house.calendar.set("2022-07-04T08:00:00");
        let again = [
            ("reason_of_act", "手术推迟了"),
            ("ground", "illness"),
            ("condition", "手术推迟到秋天"),
            ("until_on", "2023-08-31"),
            ("material", "counter"),
        ];
        go(&mut world, &path, &[(Role::Guardian, "renew", &again)]).await;
        assert!(!sees(&mut world, Role::Guardian, &path, term).await);
        go(&mut world, &path, &POSTPONED).await;
        let term = "2023-08-31 23:59 前（依据：申请延缓到哪一天）；计时中";
        assert!(sees(&mut world, Role::Guardian, &path, term).await);
    })
    .await;
}

const ASSESSED: [Done<'_>; 5] = [
    (
        Role::BasicEducationClerk,
        "accept",
        &[("assess_on", "2021-12-24"), ("assess_at", "特教中心")],
    ),
    (
        Role::BasicEducationClerk,
        "concluded",
        &[
            ("assessed_on", "2021-12-20"),
            ("experts.0.side", "education"),
            ("experts.0.name", "胡老师"),
            ("experts.0.view", "可以"),
            ("experts.1.side", "health"),
            ("experts.1.name", "俞医生"),
            ("experts.1.view", "可以"),
            ("experts.2.side", "civil"),
            ("experts.2.name", "方老师"),
            ("experts.2.view", "可以"),
            ("findings", "需要无障碍厕所"),
            ("conclusion", "regular"),
        ],
    ),
    (Role::BasicEducationClerk, "told", &[("told_on", "2021-12-20"), ("told", "到家里谈了")]),
    (Role::Guardian, "answer", &[("answer", "other"), ("answer_words", "想去特殊教育学校")]),
    (Role::BasicEducationClerk, "place", PLACE),
];
const PLACE: &[(&str, &str)] =
    &[("placement", "regular"), ("decision", "慈教安1号"), ("weighed", "评估说能适应")];

#[tokio::test]
async fn what_an_assessment_found_is_for_few_and_a_family_can_have_it_decided_anew_once() {
    in_world(async |mut world| {
        let mut answers = CHILD.to_vec();
        answers.extend([
            ("occasion", "entry"),
            ("kinds", "limbs"),
            ("has_card", "no"),
            ("daily", "能扶着走路"),
            ("wish", "school"),
            ("consent", "yes"),
            ("material", "counter"),
        ]);
        let path = world.open(Role::Guardian, "special-placement", &answers).await;
        go(&mut world, &path, &ASSESSED).await;
        for role in [Role::Guardian, Role::Principal, Role::BasicEducationClerk] {
            assert!(sees(&mut world, role, &path, "需要无障碍厕所").await, "{role:?}");
        }
        assert!(sees(&mut world, Role::RollManager, &path, "待学校接收").await);
        assert!(!sees(&mut world, Role::RollManager, &path, "需要无障碍厕所").await);
        for role in [Role::TownClerk, Role::ClassTeacher] {
            let page = world.person(role).browser.get(&path).await;
            assert_ne!(page.status, StatusCode::OK, "{role:?}");
        }
        let dispute = format!("{path}/dispute");
        let why = [("reason_of_act", "孩子在普通班跟不上")];
        go(&mut world, &path, &[(Role::Guardian, "dispute", &why)]).await;
        let second = [("second_on", "2021-12-20"), ("second_findings", "仍建议随班就读")];
        go(&mut world, &path, &[(Role::BasicEducationClerk, "concluded", &second)]).await;
        let place = format!("{path}/place");
        let clerk = send(&mut world, Role::BasicEducationClerk, &place, PLACE).await;
        assert_ne!(clerk, StatusCode::SEE_OTHER, "whoever decided first does not again");
        go(&mut world, &path, &[(Role::BureauLeader, "place", PLACE)]).await;
        let again = send(&mut world, Role::Guardian, &dispute, &why).await;
        assert_ne!(again, StatusCode::SEE_OTHER);
    })
    .await;
}
