//! The list of schools goes out and comes in again.

use std::io::Cursor;

use sheet::{Cell, Export};

use super::with_county;
use crate::school_list::{Taken, layout, take_schools};

/// A list of schools: code, name, town, kind, owner, boarding.
fn list(rows: &[[&str; 6]]) -> Vec<u8> {
    let layout = layout();
    let mut export = Export::xlsx(Cursor::new(Vec::new()), &layout, true).unwrap();
    for [code, name, town, form, ownership, boarding] in rows {
        let texts = [code, name, town, form, ownership, boarding].map(|it| Cell::Text(it));
        let cells: Vec<Cell<'_>> =
            texts.into_iter().chain([Cell::Empty, Cell::Empty, Cell::Text("青石路1号")]).collect();
        export.row(&cells).unwrap();
    }
    export.finish().unwrap().into_inner()
}

#[tokio::test]
async fn a_list_of_schools_adds_changes_and_then_changes_nothing() {
    with_county(async |it| {
        let schools = "SELECT COUNT(*) AS n FROM school";
        let before = it.number(schools).await;
        let known = &it.county.schools[0];
        let code = known.code.to_string();
        let town = it.county.towns[known.town].name.as_str();
        let file = list(&[
            [&code, "更名小学", town, "小学", "公办", "否"],
            ["2133999001", "新建小学", "新设镇", "小学", "民办", "否"],
            ["3133999002", "新建学校", town, "九年一贯制学校", "公办", "是"],
            ["2133000003", "真实小学", town, "小学", "公办", "否"],
            ["2133999001", "又一小学", town, "小学", "公办", "否"],
            ["21339990", "短码小学", town, "小学", "公办", "否"],
        ]);
        let first = take_schools(&it.system, &file, true).await.unwrap();
        assert_eq!((first.added, first.changed, first.same), (2, 1, 0));
        let rows: Vec<u32> = first.findings.iter().map(|it| it.row).collect();
        assert_eq!(rows.len(), 3, "an unknown number, a second row, a number cut short: {rows:?}");
        assert_eq!(it.number(schools).await, before + 2);
        let town = "SELECT COUNT(*) AS n FROM place_within w JOIN place p ON p.id = w.ancestor_id
            JOIN place s ON s.id = w.place_id WHERE p.name = '新设镇' AND s.name = '新建小学'";
        assert_eq!(it.number(town).await, 1);
        let again = take_schools(&it.system, &file, true).await.unwrap();
        assert_eq!((again.added, again.changed, again.same), (0, 0, 3));
        assert!(matches!(
            take_schools(&it.system, b"nothing", true).await,
            Err(crate::Error::Sheet(_))
        ));
        assert_ne!(again, Taken::default());
    })
    .await;
}
