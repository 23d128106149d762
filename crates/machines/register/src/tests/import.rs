//! Sheets: each row is told new, changed, same or wrong before anything is written, and what goes out
//! can come in again.

use std::io::Cursor;

use catalog::{Definition as _, Source};
use form::Words;
use platform::access::PlaceKind;
use sheet::{Cell, Export};
use vocab::{Calendar as _, Role};
use web::{StatusCode, testing::Reply, ui::check};

use super::{World, in_world, pair};
use crate::{
    catalog,
    definition::Register,
    import::sheet::{Out, exported, layout},
    model::RecordId,
    store::{self, Narrow},
};

const CLERK: Role = Role::BasicEducationClerk;
const BASES: &str = "/cixi/registers/study-base/import";
const HEAD: &str = "所在镇（街道）,单位名称,类别,主题,一次最多接待,地址,最近一次实地检查,联系电话";

impl World {
    /// Sends a sheet in to be looked at.
    pub(super) async fn look(&mut self, role: Role, path: &str, file: &[u8]) -> Reply {
        let page = self.get(role, path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.body);
        let csrf = page.field("csrf").expect("a form has its token");
        let browser = &mut self.person(role).browser;
        let looked = browser.upload(path, &csrf, "台账.xlsx", file).await;
        let faults = [check::faults(&page.body), check::faults(&looked.body)].concat();
        assert!(faults.is_empty(), "{path}: {faults:?}");
        looked
    }

    /// Takes over what was looked at on `page`.
    pub(super) async fn take(
        &mut self,
        role: Role,
        path: &str,
        (page, fields): (&Reply, &[(String, String)]),
    ) -> Reply {
        let mut fields = fields.to_vec();
        fields.push(pair("mark", &page.field("mark").expect("there is something to take over")));
        self.post(role, &format!("{path}/take"), (page, &fields)).await
    }

    /// The register as somebody in `role` gets it out, with the cells that `change` writes over.
    pub(super) async fn out(
        &self,
        name: &str,
        role: Role,
        change: impl Fn(usize, &mut Vec<Cell<'_>>),
    ) -> Vec<u8> {
        let register = &catalog().find(name).expect("it is in the catalog").what;
        let today = self.house.calendar.today();
        let narrow = Narrow {
            entry: name.to_owned(),
            place: self.house.county,
            search: String::new(),
            status: String::new(),
            today,
            soon: today,
            parts: Default::default(),
        };
        let system = self.house.system();
        let read: Result<_, db::Error> = db::read!(system.db, "register to a sheet", |tx| {
            let lines = store::list(tx, &narrow, (("", 0), 1_000)).await?;
            let ids: Vec<RecordId> = lines.iter().map(|it| it.id).collect();
            let said = form::load_many(tx, &ids).await?;
            Ok((lines, said))
        });
        let (lines, said) = read.expect("they are read");
        let layout = exported(register, role);
        let mut export = Export::xlsx(Cursor::new(Vec::new()), &layout, false).expect("a sheet");
        for (at, it) in lines.iter().enumerate() {
            let out =
                Out::of(register, (it, &said[&it.id.bits()]), (role, &Words::default()), today);
            let mut cells = out.cells();
            change(at, &mut cells);
            export.row(&cells).expect("a row");
        }
        export.finish().expect("a sheet").into_inner()
    }
}

/// What the preview counts: new, changed, same, wrong.
#[track_caller]
pub(super) fn counts(page: &Reply) -> [i64; 4] {
    let count = |label: &str| {
        let rest = page.body.split(&format!(">{label}<")).nth(1)?;
        let digits = rest.split(|it: char| !it.is_ascii_digit()).find(|it| !it.is_empty());
        digits?.parse().ok()
    };
    ["新增", "有变化", "没有变化", "有误"]
        .map(|it| count(it).unwrap_or_else(|| panic!("no {it}: {}", page.body)))
}

#[tokio::test]
async fn a_sheet_is_looked_at_and_taken_over_and_a_second_time_changes_nothing() {
    in_world(async |mut world| {
        let file = format!(
            "{HEAD}\n\
             观海卫镇,晴川营地,营地,海洋教育,１２０,海堤路 1 号,2021年12月3日,100 1234 5678\n\
             周巷镇,青禾基地,基地,劳动实践,80,青禾村,2021.11.5,\n\
             没有的镇,白鹭基地,基地,自然生态,80,河边,,\n\
             周巷镇,越窑基地,博物馆,传统文化,六十,窑山,2022-12-01,\n\
             周巷镇,青禾基地,基地,劳动实践,90,青禾村,,\n"
        );
        let page = world.look(CLERK, BASES, file.as_bytes()).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        assert_eq!(counts(&page), [2, 0, 0, 3], "{}", page.body);
        for told in ["A4", "没有的镇", "C5", "E5", "与第 3 行说的是同一条", "下载批注后的原表"]
        {
            assert!(page.body.contains(told), "{told}: {}", page.body);
        }
        let copy = world.get(CLERK, "/cixi/sent-lists/register-study-base/copy").await;
        assert!(copy.kind.contains("spreadsheet"), "{}", copy.kind);
        let list = world.get(CLERK, "/cixi/registers/study-base").await;
        assert!(!list.body.contains("晴川营地"), "nothing is written yet");
        let done = world.take(CLERK, BASES, (&page, &[])).await;
        assert_eq!(done.status, StatusCode::OK, "{}", done.body);
        assert!(done.body.contains("新增 2 条，更新 0 条"), "{}", done.body);
        let list = world.get(CLERK, "/cixi/registers/study-base").await;
        assert!(list.body.contains("晴川营地") && list.body.contains("120 人"), "{}", list.body);
        let again = world.take(CLERK, BASES, (&page, &[])).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "it waits no more");
        let page = world.look(CLERK, BASES, file.as_bytes()).await;
        assert_eq!(counts(&page), [0, 0, 2, 3], "{}", page.body);
        assert!(page.field("mark").is_none(), "there is nothing to take over");
    })
    .await;
}

#[tokio::test]
async fn what_goes_out_of_every_register_comes_in_again_and_changes_nothing() {
    in_world(async |mut world| {
        for kind in catalog().all() {
            world.add(&kind.name, 1).await;
            let keeper = kind.what.keeps[0];
            let path = format!("/cixi/registers/{}/import", kind.name);
            let file = world.out(&kind.name, keeper, |_, _| {}).await;
            let page = world.look(keeper, &path, &file).await;
            assert_eq!(counts(&page), [0, 0, 1, 0], "{}: {}", kind.name, page.body);
            assert!(!page.body.contains("请核对</td>"), "{}: {}", kind.name, page.body);
            let empty = world.get(keeper, &format!("{path}/template")).await;
            assert!(empty.kind.contains("spreadsheet"), "{}: {}", kind.name, empty.kind);
        }
    })
    .await;
}

#[tokio::test]
async fn what_is_edited_in_an_export_is_a_change_or_a_correction_with_its_history() {
    in_world(async |mut world| {
        let path = world.add("study-base", 1).await;
        world.house.calendar.set("2021-12-25T10:00:00");
        let file = world.out("study-base", CLERK, |_, cells| cells[5] = Cell::Text("２５０")).await;
        let page = world.look(CLERK, BASES, &file).await;
        assert_eq!(counts(&page), [0, 1, 0, 0], "{}", page.body);
        assert!(page.body.contains("一次最多接待：1 人 → 250 人"), "{}", page.body);
        let early = [pair("deed", "change"), pair("from-day", "2020-01-01")];
        let refused = world.take(CLERK, BASES, (&page, &early)).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            refused.body.contains("日期应在 2021-06-01 到 2021-12-25 之间"),
            "{}",
            refused.body
        );
        let bare = [pair("deed", "correct"), pair("reason-of-deed", " ")];
        let refused = world.take(CLERK, BASES, (&page, &bare)).await;
        assert!(refused.body.contains("请写明原因"), "{}", refused.body);
        let change = [pair("deed", "change"), pair("from-day", "2021-10-01")];
        let done = world.take(CLERK, BASES, (&page, &change)).await;
        assert!(done.body.contains("更新 1 条"), "{}", done.body);
        let then = world.get(CLERK, &format!("{path}?on=2021-09-30&known=2021-12-25")).await;
        assert!(then.body.contains("1 人") && !then.body.contains("250 人"), "{}", then.body);
        let now = world.get(CLERK, &path).await;
        assert!(now.body.contains("250 人") && now.body.contains("从表格导入"), "{}", now.body);
        let page = world.look(CLERK, BASES, &file).await;
        assert_eq!(counts(&page), [0, 0, 1, 0], "{}", page.body);
    })
    .await;
}

#[tokio::test]
async fn nothing_else_is_taken_over_than_what_was_looked_at() {
    in_world(async |mut world| {
        let path = world.add("study-base", 1).await;
        let file = world.out("study-base", CLERK, |_, cells| cells[5] = Cell::Integer(250)).await;
        let page = world.look(CLERK, BASES, &file).await;
        let mut fields = super::answers(&catalog().find("study-base").expect("there").what, 2);
        fields.push(pair("from-day", "2021-12-01"));
        let sent = world.send(CLERK, &format!("{path}/change"), &fields).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
        let late = world.take(CLERK, BASES, (&page, &[])).await;
        assert_eq!(late.status, StatusCode::CONFLICT, "{}", late.body);
        assert!(late.body.contains("核对以后，台账或上传的表有了变化"), "{}", late.body);
    })
    .await;
}

#[tokio::test]
async fn a_sheet_reaches_no_further_than_its_sender_and_moves_and_revives_nothing() {
    in_world(async |mut world| {
        let import = "/cixi/registers/edu-activity/import";
        let path = world.add("edu-activity", 1).await;
        let place = world.other_school;
        let mut stranger = world.house.person("外校", Role::Principal, place).await;
        let file = world.out("edu-activity", CLERK, |_, cells| cells[5] = Cell::Integer(9)).await;
        let page = stranger.browser.get(import).await;
        let csrf = page.field("csrf").expect("a form has its token");
        let page = stranger.browser.upload(import, &csrf, "台账.xlsx", &file).await;
        assert_eq!(counts(&page), [0, 0, 0, 1], "{}", page.body);
        assert!(page.body.contains("没有这个编号的记录"), "{}", page.body);
        let shut = world.get(Role::Inspector, import).await;
        assert_eq!(shut.status, StatusCode::NOT_FOUND, "who reads does not write");

        let moved = |_: usize, cells: &mut Vec<Cell<'_>>| cells[1] = Cell::Text("青禾小学");
        let file = world.out("edu-activity", CLERK, moved).await;
        let page = world.look(CLERK, import, &file).await;
        assert!(page.body.contains("记录不能从表里挪到别处"), "{}", page.body);

        let edited = |_: usize, cells: &mut Vec<Cell<'_>>| cells[5] = Cell::Integer(9);
        let file = world.out("edu-activity", CLERK, edited).await;
        let why = [pair("reason-of-deed", "重复登记"), pair("from-day", "")];
        world.send(CLERK, &format!("{path}/withdraw"), &why).await;
        let page = world.look(CLERK, import, &file).await;
        assert!(page.body.contains("这条记录已经撤销，没有改动"), "{}", page.body);
        assert_eq!(counts(&page), [0, 0, 0, 1], "{}", page.body);
    })
    .await;
}

#[tokio::test]
async fn a_row_without_number_is_the_record_with_its_title_at_its_place() {
    in_world(async |mut world| {
        let import = "/cixi/registers/edu-activity/import";
        let head = "所在学校,活动内容,类别,日期,数量";
        let file = format!("{head}\n云帆小学,十月课堂,同步课堂,2021-10-31,3\n");
        let page = world.look(CLERK, import, file.as_bytes()).await;
        assert_eq!(counts(&page), [1, 0, 0, 0], "{}", page.body);
        world.take(CLERK, import, (&page, &[])).await;
        let file = format!(
            "{head}\n云帆小学,十月课堂,同步课堂,2021-10-31,4\n青禾小学,十月课堂,同步课堂,2021-10-31,4\n"
        );
        let page = world.look(CLERK, import, file.as_bytes()).await;
        assert_eq!(counts(&page), [1, 1, 0, 0], "{}", page.body);
    })
    .await;
}

#[tokio::test]
async fn every_wrong_cell_of_a_row_is_told_at_once() {
    in_world(async |mut world| {
        let name = "很长的名字".repeat(20);
        let file = format!(
            "{HEAD}\n周巷镇,{name},基地,劳动实践,9000,青禾村,2022-12-01,\n\
             周巷镇,{name}二,基地,劳动实践,10,青禾村,,\n"
        );
        let page = world.look(CLERK, BASES, file.as_bytes()).await;
        assert_eq!(counts(&page), [0, 0, 0, 2], "{}", page.body);
        for told in ["B2", "E2", "B3"] {
            assert!(page.body.contains(told), "{told}: {}", page.body);
        }
    })
    .await;
}

#[tokio::test]
async fn of_two_places_of_one_name_the_row_says_which() {
    in_world(async |mut world| {
        world.house.place(PlaceKind::School, world.house.county, "云帆小学").await;
        let import = "/cixi/registers/edu-activity/import";
        let file = "所在学校,学校所属镇（街道）,活动内容,类别,日期,数量\n\
                    云帆小学,,十月课堂,同步课堂,2021-10-31,3\n\
                    云帆小学,观海卫镇,十月课堂,同步课堂,2021-10-31,3\n";
        let page = world.look(CLERK, import, file.as_bytes()).await;
        assert_eq!(counts(&page), [1, 0, 0, 1], "{}", page.body);
        assert!(page.body.contains("有 2 个都叫“云帆小学”"), "{}", page.body);
    })
    .await;
}

#[test]
fn a_field_that_its_sender_may_not_see_is_no_column() {
    let Ok(register) = Register::read(&Source::new(super::broken::PATH, super::broken::SOUND))
    else {
        panic!("it is sound")
    };
    let has = |role| layout(&register, role).position("owner").is_some();
    assert!(has(Role::Principal) && !has(Role::Teacher));
    assert!(exported(&register, Role::Teacher).position("owner").is_none());
}
