//! What is exported is typed, harmless, and imports again unchanged.

use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::*;
use crate::{Cell, DEMO_MARK, Export, Typed, Value, reading::clean};

/// The cells of a row of [`layout`], as something that lives.
#[derive(Debug, Clone)]
struct Record {
    name: String,
    sex: Option<bool>,
    born: Option<Date>,
    id: String,
    post: Option<u32>,
    entered: Option<Date>,
    boards: Option<bool>,
    fee: Option<i64>,
    distance: Option<i64>,
    number: Option<i64>,
}

fn write<W: Write + std::io::Seek>(mut export: Export<W>, records: &[Record]) -> W {
    for it in records {
        let post = it.post.map(|it| format!("{it:06}"));
        export
            .row(&[
                Cell::Text(&it.name),
                it.sex.map_or(Cell::Empty, |man| Cell::Text(if man { "男" } else { "女" })),
                it.born.map_or(Cell::Empty, Cell::Date),
                Cell::Text(&it.id),
                post.as_deref().map_or(Cell::Empty, Cell::Text),
                it.entered.map_or(Cell::Empty, Cell::Month),
                it.boards.map_or(Cell::Empty, Cell::YesNo),
                it.fee.map_or(Cell::Empty, Cell::Fen),
                it.distance.map_or(Cell::Empty, |units| Cell::Decimal { units, places: 1 }),
                it.number.map_or(Cell::Empty, Cell::Integer),
            ])
            .unwrap();
    }
    export.finish().unwrap()
}

fn exported(records: &[Record], demo: bool) -> [Vec<u8>; 2] {
    let (xlsx, csv) = (Cursor::new(Vec::new()), Cursor::new(Vec::new()));
    let xlsx = write(Export::xlsx(xlsx, &layout(), demo).unwrap(), records).into_inner();
    let csv = write(Export::csv(csv, &layout(), demo).unwrap(), records).into_inner();
    [xlsx, csv]
}

#[track_caller]
fn assert_same(row: &Row, it: &Record) {
    let get = |key| row.get(key).unwrap();
    let text = |it: &str| Some(Typed::Text(it.to_owned()));
    let units = |units: Option<i64>, places| units.map(|units| Typed::Units { units, places });
    assert_eq!(get("name"), text(&it.name));
    assert_eq!(get("sex"), it.sex.and_then(|man| text(if man { "男" } else { "女" })));
    assert_eq!(get("born"), it.born.map(Typed::Date));
    assert_eq!(get("id"), text(&it.id));
    assert_eq!(get("post"), it.post.and_then(|it| text(&format!("{it:06}"))));
    assert_eq!(get("entered"), it.entered.map(|it| Typed::Month(it.first_of_month())));
    assert_eq!(get("boards"), it.boards.map(Typed::YesNo));
    assert_eq!(get("fee"), units(it.fee, 2));
    assert_eq!(get("distance"), units(it.distance, 1));
    assert_eq!(get("number"), units(it.number, 0));
}

/// Any text that a person can have typed: with quotes, separators, breaks, formula signs.
fn any_text() -> impl Strategy<Value = String> {
    let tricky = "[=+@'\";,\\-\\n\\t_x0D&<>张·𠮷 9]{1,12}";
    prop_oneof![tricky, "\\PC{1,16}", "0[0-9]{1,20}", "_x00[0-9A-F]{2}_"]
        .prop_map(|it| clean(&it))
        .prop_filter("a name", |it| !it.is_empty() && !it.contains('\u{FFFD}'))
}

fn record() -> impl Strategy<Value = Record> {
    let day = || (0i32..90_000).prop_map(|it| date(1900, 1, 1) + jiff::Span::new().days(it));
    let maybe = proptest::option::of::<proptest::strategy::BoxedStrategy<_>>;
    let big = 100_000_000_000_000_000i64;
    let texts = (any_text(), "[0-9]{17}[0-9X]".prop_map(|it| it.replace("000", "123")));
    let days = (proptest::option::of(day()), proptest::option::of(day()));
    let flags = (any::<Option<bool>>(), any::<Option<bool>>());
    let numbers = (
        proptest::option::of(0u32..1_000_000),
        proptest::option::of(-big..big),
        proptest::option::of(-big..big),
        maybe((-big..big).boxed()),
    );
    (texts, days, flags, numbers).prop_map(
        |((name, id), (born, entered), (sex, boards), (post, fee, distance, number))| Record {
            name,
            sex,
            born,
            id,
            post,
            entered,
            boards,
            fee,
            distance,
            number,
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn any_table_that_is_exported_reads_back_the_same(
        records in proptest::collection::vec(record(), 0..8), demo: bool,
    ) {
        for bytes in exported(&records, demo) {
            let (rows, _) = read(&bytes);
            prop_assert_eq!(rows.len(), records.len());
            for (row, record) in rows.iter().zip(&records) {
                assert_same(row, record);
            }
        }
    }
}

fn one(name: &str) -> Record {
    Record {
        name: name.to_owned(),
        sex: Some(false),
        born: Some(date(2010, 3, 5)),
        id: "33029920100305001X".to_owned(),
        post: Some(42),
        entered: Some(date(2016, 9, 1)),
        boards: Some(true),
        fee: Some(1250),
        distance: Some(15),
        number: Some(7),
    }
}

#[test]
fn cells_are_typed_for_excel_and_formulas_stay_text() {
    let [bytes, csv] = exported(&[one("=cmd|' /C calc'!A0")], false);
    let (rows, findings) = read(&bytes);
    assert_eq!(findings, []);
    let row = &rows[0];
    assert_eq!(row.value("name"), Value::Text("=cmd|' /C calc'!A0"));
    assert_eq!(row.value("born"), Value::Serial(40242.0));
    assert_eq!(row.value("fee"), Value::Number(12.5));
    assert_eq!(row.value("post"), Value::Text("000042"));
    let csv = String::from_utf8(csv).unwrap();
    assert!(csv.starts_with("\u{FEFF}姓名,性别,"));
    assert!(csv.contains("'=cmd|' /C calc'!A0,女,2010-03-05,"), "{csv}");
    assert!(csv.contains("\"\t000042\",2016-09,是,12.50,1.5,7"), "{csv}");
}

#[test]
fn a_demonstration_is_marked_in_the_file_and_still_reads() {
    let [xlsx, csv] = exported(&[one("甲")], true);
    assert!(String::from_utf8(csv).unwrap().contains(DEMO_MARK));
    let mut zip = zip::ZipArchive::new(Cursor::new(&xlsx[..])).unwrap();
    let mut sheet = String::new();
    let mut part = zip.by_name("xl/worksheets/sheet1.xml").unwrap();
    std::io::Read::read_to_string(&mut part, &mut sheet).unwrap();
    assert!(sheet.contains(&format!("<oddHeader>&amp;C{DEMO_MARK}</oddHeader>")));
    assert_eq!(sheet.matches(DEMO_MARK).count(), 2, "over the table and on every page");
    assert_eq!(read(&xlsx).0.len(), 1);
}

#[test]
fn an_empty_export_has_its_header() {
    for bytes in exported(&[], false) {
        assert_eq!(read(&bytes).0.len(), 0);
    }
}
