//! Columns, bulk inserts, lists and migrations.

use jiff::civil::{Date, DateTime, Time};
use vocab::Role;

use super::{MIGRATIONS, count};
use crate::{Db, Error, Migration, Row, Sql, testing::on_each};

async fn add_pupils(
    db: &Db,
    tail: &'static str,
    range: std::ops::Range<i64>,
) -> Result<u64, Error> {
    crate::write!(db, "add pupils", |tx| {
        let rows = range.clone().map(|id| crate::row![id, format!("学生{id}")]);
        tx.bulk("INSERT INTO pupil (id, name)", tail, rows).await
    })
}

#[tokio::test]
async fn every_kind_of_column_comes_back_as_it_went_in() {
    #[derive(Debug, PartialEq)]
    struct Sample(bool, Option<Date>, Option<Time>, Option<DateTime>, Option<Role>, Option<u32>);
    let read = |row: &Row| {
        Ok(Sample(
            row.get("yes")?,
            row.get("day")?,
            row.get("hour")?,
            row.get("moment")?,
            row.get("role")?,
            row.get("size")?,
        ))
    };
    let (day, hour) = (jiff::civil::date(2021, 12, 20), jiff::civil::time(8, 5, 0, 0));
    let full = Sample(
        true,
        Some(day),
        Some(hour),
        Some(day.to_datetime(hour)),
        Some(Role::Principal),
        Some(7),
    );
    let empty = Sample(false, None, None, None, None, None);
    let (full, empty) = (&full, &empty);
    on_each(MIGRATIONS, async |db| {
        let found: Result<Vec<Sample>, Error> = crate::write!(db, "samples", |tx| {
            let sql = "
                INSERT INTO sample (id, yes, day, hour, moment, role, size)
                VALUES ($1, $2, $3, $4, $5, $6, $7)";
            for (id, it) in [(1_i64, full), (2, empty)] {
                tx.run(sql, &[&id, &it.0, &it.1, &it.2, &it.3, &it.4, &it.5]).await?;
            }
            let head = "INSERT INTO sample (id, yes, day, hour, moment, role, size)";
            let rows = [(3_i64, full), (4, empty)]
                .map(|(id, it)| crate::row![id, it.0, it.1, it.2, it.3, it.4, it.5]);
            tx.bulk(head, "", rows).await?;
            let text =
                "SELECT yes, day, hour, moment, role, size FROM sample WHERE hour = $1 ORDER BY id";
            assert_eq!(tx.all(text, &[&"08:05:00"], read).await?.len(), 2);
            let pieces = ["SELECT yes, day, hour, moment, role, size FROM sample", "ORDER BY id"];
            tx.all(Sql::of(&pieces), &[], read).await
        });
        let found = found.unwrap();
        assert_eq!(found.iter().collect::<Vec<_>>(), [full, empty, full, empty]);
    })
    .await;
}

#[tokio::test]
async fn a_value_that_is_none_is_told_as_corrupt() {
    on_each(MIGRATIONS, async |db| {
        let found: Result<Option<bool>, Error> = crate::write!(db, "corrupt", |tx| {
            let sql = "INSERT INTO sample (id, yes, size) VALUES (1, 1, 300)";
            tx.run(sql, &[]).await?;
            tx.one("SELECT size FROM sample", &[], |row| row.get("size")).await
        });
        assert!(matches!(found, Err(Error::Corrupt { column }) if column == "size"));
    })
    .await;
}

#[tokio::test]
async fn bulk_inserts_any_number_of_rows_and_counts_what_it_touched() {
    on_each(MIGRATIONS, async |db| {
        let mut next = 0;
        for length in [0, 1, 3, 63, 64, 65, 127, 333] {
            assert_eq!(
                add_pupils(&db, "", next..next + length).await.unwrap(),
                length.unsigned_abs()
            );
            next += length;
            assert_eq!(count(&db, "SELECT COUNT(*) AS n FROM pupil").await, next);
        }
        let refused = add_pupils(&db, "", next - 1..next + 1).await;
        assert!(matches!(refused, Err(Error::Taken)));
        assert_eq!(count(&db, "SELECT COUNT(*) AS n FROM pupil").await, next);
        let tail = "ON CONFLICT (id) DO NOTHING";
        assert_eq!(add_pupils(&db, tail, next - 10..next + 10).await.unwrap(), 10);
        let tail = "ON CONFLICT (id) DO UPDATE SET name = excluded.name";
        assert_eq!(add_pupils(&db, tail, next - 10..next + 10).await.unwrap(), 20);
    })
    .await;
}

#[tokio::test]
async fn lists_of_any_length_are_found_and_changed() {
    on_each(MIGRATIONS, async |db| {
        add_pupils(&db, "", 0..1500).await.unwrap();
        for length in [0, 1, 2, 3, 5, 256, 257, 1300] {
            let ids: Vec<i64> = (100..100 + length).collect();
            let found: Result<Vec<i64>, Error> = crate::write!(db, "lists", |tx| {
                let sql = "UPDATE pupil SET name = $1 WHERE id IN ($$)";
                assert_eq!(tx.run_in(sql, &[&"改"], &ids).await?, length.unsigned_abs());
                let sql = "SELECT id FROM pupil WHERE name = $1 AND id IN ($$) ORDER BY id";
                tx.all_in(sql, &[&"改"], &ids, |row| row.get("id")).await
            });
            assert_eq!(found.unwrap(), ids);
        }
    })
    .await;
}

#[tokio::test]
async fn a_migration_runs_once_and_an_edited_one_stops_the_start_with_both_digests() {
    const SECOND: Migration =
        Migration { name: "0002_more", sql: "CREATE TABLE more (id BIGINT PRIMARY KEY);" };
    on_each(MIGRATIONS, async |db| {
        let both = [MIGRATIONS[0], SECOND];
        db.migrate("test", &both).await.unwrap();
        db.migrate("test", &both).await.unwrap();
        assert_eq!(count(&db, "SELECT COUNT(*) AS n FROM schema_migration").await, 2);

        let edited = [MIGRATIONS[0], Migration { sql: "CREATE TABLE less (id BIGINT);", ..SECOND }];
        let error = db.migrate("test", &edited).await.unwrap_err();
        let Error::Edited { name, applied, found, .. } = error else { panic!("{error}") };
        assert_eq!(name, "0002_more");
        assert!(applied.len() == 64 && found.len() == 64 && applied != found);

        let older = db.migrate("test", MIGRATIONS).await;
        assert!(matches!(older, Err(Error::Newer { name, .. }) if name == "0002_more"));

        let broken = Migration {
            name: "0003_broken",
            sql: "CREATE TABLE half (id BIGINT); INSERT INTO nowhere VALUES (1);",
        };
        assert!(db.migrate("test", &[both[0], both[1], broken]).await.is_err());
        assert_eq!(count(&db, "SELECT COUNT(*) AS n FROM schema_migration").await, 2);
        let repaired = Migration { sql: "CREATE TABLE half (id BIGINT);", ..broken };
        db.migrate("test", &[both[0], both[1], repaired]).await.unwrap();
    })
    .await;
}
