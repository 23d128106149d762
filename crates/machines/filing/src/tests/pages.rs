//! The pages of a daily return: one tick, warnings, two people at once, days without lessons,
//! reminders by hand and by the clock, and one workbook for many.

use jiff::civil::date;
use sheet::{Cell, Export};
use vocab::{PlaceId, Role};
use web::StatusCode;

use super::{World, in_world, pairs};
use crate::{catalog, model::kinds, sheets};

/// Monday's period is open; where the first school's return is.
async fn open(world: &World) -> (String, String) {
    world.sweep().await;
    let id =
        world.id::<kinds::RoundId>("SELECT id AS n FROM filing_round WHERE entry = 'daily'").await;
    (format!("/cixi/filings/daily/rounds/{id}"), path(world, world.school).await)
}

async fn path(world: &World, school: PlaceId) -> String {
    let sql = format!(
        "SELECT MAX(r.id) AS n FROM filing_return r JOIN filing_round o ON o.id = r.round_id
         WHERE o.entry = 'daily' AND r.place_id = {}",
        school.bits()
    );
    let id = world.id::<kinds::ReturnId>(sql.leak()).await;
    format!("/cixi/filings/daily/returns/{id}")
}

fn fields(expected: &str, sick: &str) -> Vec<(String, String)> {
    let all = [
        ("expected", expected),
        ("leave", "0"),
        ("sick", sick),
        ("untraced", "0"),
        ("staff_absent", "0"),
        ("incident", "no"),
    ];
    all.map(|(key, value)| (key.to_owned(), value.to_owned())).to_vec()
}

async fn file(
    world: &mut World,
    role: Role,
    path: &str,
    more: &[(String, String)],
) -> web::testing::Reply {
    let browser = &mut world.person(role).browser;
    let page = browser.get(&format!("{path}/fill")).await;
    let mut fields = more.to_vec();
    for key in ["csrf", "version"] {
        fields.push((key.to_owned(), page.field(key).unwrap()));
    }
    browser.post(&format!("{path}/fill"), &pairs(&fields)).await
}

#[tokio::test]
async fn a_school_with_nothing_to_tell_files_by_one_tick() {
    in_world(async |mut world| {
        let (_, path) = open(&world).await;
        for number in 0..3 {
            world.family(number).await;
        }
        let browser = &mut world.person(Role::SafetyOfficer).browser;
        let page = browser.get(&format!("{path}/fill")).await;
        assert!(page.body.contains("全部到校，无异常") && page.body.contains("应到学生（幼儿） 3"));
        assert!(page.body.contains("学籍库"));
        let sent =
            file(&mut world, Role::SafetyOfficer, &path, &[("nothing".into(), "yes".into())]).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
        let record = world.person(Role::Principal).browser.get(&path).await;
        assert!(record.body.contains("一键报送：无异常") && record.body.contains("3 人"));
    })
    .await;
}

#[tokio::test]
async fn a_warning_comes_back_with_what_was_typed_and_is_passed_by_a_tick() {
    in_world(async |mut world| {
        let (_, path) = open(&world).await;
        let sent = file(&mut world, Role::Principal, &path, &fields("1000", "5")).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
        world.house.calendar.set("2021-12-21T08:00:00");
        world.sweep().await;
        let path = self::path(&world, world.school).await;
        let wrong = file(&mut world, Role::Principal, &path, &fields("10", "50")).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.body.contains("加起来不能超过应到人数"));
        let more = fields("700", "30");
        let back = file(&mut world, Role::Principal, &path, &more).await;
        assert_eq!(back.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(back.body.contains("相差超过一成") && back.body.contains("value=\"700\""));
        let mut confirmed = more.clone();
        confirmed.push(("confirmed".into(), "1".into()));
        let sent = file(&mut world, Role::Principal, &path, &confirmed).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
        let record = world.person(Role::Principal).browser.get(&path).await;
        assert!(record.body.contains("填报人确认属实"));
    })
    .await;
}

#[tokio::test]
async fn of_two_who_file_one_return_one_wins_and_the_other_is_told() {
    in_world(async |mut world| {
        let (_, path) = open(&world).await;
        let fill = format!("{path}/fill");
        let page = world.person(Role::SafetyOfficer).browser.get(&fill).await;
        let mut theirs = fields("100", "9");
        for key in ["csrf", "version"] {
            theirs.push((key.to_owned(), page.field(key).unwrap()));
        }
        let sent = file(&mut world, Role::Principal, &path, &fields("100", "1")).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER);
        let late = world.person(Role::SafetyOfficer).browser.post(&fill, &pairs(&theirs)).await;
        assert_eq!(late.status, StatusCode::CONFLICT);
        assert!(late.body.contains("已经有人填报过了") && late.body.contains("1 人"));
        let sum = "SELECT COUNT(*) AS n FROM filing_version";
        assert_eq!(world.count(sum).await, 1);
    })
    .await;
}

#[tokio::test]
async fn nothing_is_due_where_there_are_no_lessons_and_the_nearest_word_decides() {
    in_world(async |world| {
        const CHANGE: &str = "
            INSERT INTO day_change (place_id, day, kind, follows, reason, recorded_at)
            VALUES ($1, $2, $3, $4, '调休', 0)";
        let town = world.places[&platform::access::PlaceKind::Town];
        let none: Option<i64> = None;
        let added: Result<(), db::Error> = db::write!(world.house.cell.db, "closings", |tx| {
            let (monday, saturday) = (date(2021, 12, 20), date(2021, 12, 25));
            tx.run(CHANGE, &[&town, &monday, &"closed".to_owned(), &none]).await?;
            tx.run(CHANGE, &[&world.garden, &saturday, &"lessons".to_owned(), &Some(1_i64)])
                .await?;
            Ok(())
        });
        added.unwrap();
        world.sweep().await;
        let due =
            "SELECT COUNT(*) AS n FROM filing_return r JOIN filing_round o ON o.id = r.round_id
                   WHERE o.entry = 'daily'";
        assert_eq!(world.count(due).await, 2, "the town's school is closed");
        for (day, count) in [("2021-12-21", 5), ("2021-12-25", 6), ("2021-12-26", 6)] {
            world.house.calendar.set(&format!("{day}T08:00:00"));
            world.sweep().await;
            world.sweep().await;
            assert_eq!(world.count(due).await, count, "{day}");
        }
    })
    .await;
}

#[tokio::test]
async fn who_is_missing_is_reminded_by_hand_and_by_the_clock_and_those_above_are_told() {
    in_world(async |mut world| {
        let (round, path) = open(&world).await;
        let list = world.person(Role::TownClerk).browser.get(&round).await;
        assert!(list.body.contains("云帆学校") && !list.body.contains("青禾学校"));
        let csrf = list.field("csrf").unwrap();
        let row = path.rsplit('/').next().unwrap().to_owned();
        let chosen = [("csrf", csrf.as_str()), ("row", row.as_str())];
        let remind = format!("{round}/remind");
        let sent = world.person(Role::TownClerk).browser.post(&remind, &chosen).await;
        assert!(sent.location.unwrap().contains("reminded-1"));
        let told = "SELECT COUNT(*) AS n FROM inbox WHERE title LIKE '请尽快填报：每日上报%'";
        assert_eq!(world.count(told).await, 2, "the principal and the safety officer");
        world.house.calendar.set("2021-12-20T09:05:00");
        world.sweep().await;
        world.sweep().await;
        assert_eq!(world.count(told).await, 4, "once more by the clock");
        world.house.calendar.set("2021-12-20T09:31:00");
        world.sweep().await;
        let above = "SELECT COUNT(*) AS n FROM inbox WHERE title LIKE '%已截止，还有%'";
        assert_eq!(
            world.count(above).await,
            2,
            "the town's clerk of one, the safety office of three"
        );
        let all = "SELECT COUNT(*) AS n FROM inbox WHERE title LIKE '%还有 3 所没有报'";
        assert_eq!(world.count(all).await, 1);
        let list = world.person(Role::SafetyClerk).browser.get(&round).await;
        assert!(list.body.contains("已过截止") && list.body.contains("已报 0 / 应报 3"));
        let sent = file(&mut world, Role::Principal, &path, &fields("100", "1")).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER);
        let late =
            world.person(Role::SafetyClerk).browser.get(&format!("{round}?state=late")).await;
        assert!(late.body.contains("迟报") && late.body.contains("按时 0 / 应报 3"));
    })
    .await;
}

/// A workbook with these rows: place, expected, sick, reason.
fn workbook(rows: &[(&str, i64, i64, &str)]) -> Vec<u8> {
    let layout = sheets::layout(&catalog().find("daily").unwrap().what);
    let to = std::io::Cursor::new(Vec::new());
    let mut export = Export::xlsx(to, &layout, false).unwrap();
    for (place, expected, sick, reason) in rows {
        let (zero, none) = (Cell::Integer(0), Cell::Empty);
        let line = [
            Cell::Text(place),
            none,
            Cell::Integer(*expected),
            zero,
            Cell::Integer(*sick),
            zero,
            zero,
            Cell::YesNo(false),
            none,
            if reason.is_empty() { none } else { Cell::Text(reason) },
        ];
        export.row(&line).unwrap();
    }
    export.finish().unwrap().into_inner()
}

#[tokio::test]
async fn a_town_enters_for_its_schools_by_one_workbook() {
    in_world(async |mut world| {
        let (round, path) = open(&world).await;
        let upload = format!("{round}/upload");
        let mut send = async |rows: &[(&str, i64, i64, &str)]| {
            let browser = &mut world.person(Role::TownClerk).browser;
            let csrf = browser.get(&upload).await.field("csrf").unwrap();
            let file = workbook(rows);
            browser.upload(&upload, &csrf, "上报.xlsx", &file).await
        };
        let first =
            send(&[("云帆学校", 300, 2, ""), ("青禾学校", 300, 2, ""), ("云帆学校", 1, 0, "")])
                .await;
        assert_eq!(first.status, StatusCode::OK, "{}", first.body);
        assert!(first.body.contains("新报送 1 个单位") && first.body.contains("2 处要核对"));
        assert!(first.body.contains("您管的范围里没有这个单位"));
        let same = send(&[("云帆学校", 300, 2, "")]).await;
        assert!(same.body.contains("1 行没有变化"));
        let bare = send(&[("云帆学校", 300, 7, "")]).await;
        assert!(bare.body.contains("请写明原因"));
        let why = send(&[("云帆学校", 300, 7, "下午又有五人请病假")]).await;
        assert!(why.body.contains("更正 1 个"));
        let record = world.person(Role::Principal).browser.get(&path).await;
        for words in ["第 2 版", "下午又有五人请病假", "2 人 → 7 人"] {
            assert!(record.body.contains(words), "{words}");
        }
    })
    .await;
}
