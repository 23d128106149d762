//! What `vocab` knows comes back from a column as it went in.

use vocab::{Fen, Grade, Personal, SchoolYear, Stage, Term};

use super::MIGRATIONS;
use crate::{Error, Row, testing::on_each};

type Told = (SchoolYear, Term, Personal<String>, Stage, Fen);

#[tokio::test]
async fn money_terms_grades_and_personal_values_come_back_as_they_went_in() {
    on_each(MIGRATIONS, async |db| {
        let term: Term = "2021-1".parse().unwrap();
        let (grade, name) = (Grade::school(9).unwrap(), Personal::new("陈晨".to_owned()));
        let found: Result<_, Error> = crate::write!(db, "vocabulary", |tx| {
            let sql = "INSERT INTO sample (id, yes, day, hour, moment, role, size)
                VALUES ($1, 0, $2, $3, $4, $5, $6)";
            let fen = Fen::new(1234);
            tx.run(sql, &[&term.year, &term, &Stage::Junior, &name, &None::<Stage>, &fen]).await?;
            tx.run(sql, &[&grade, &None::<Term>, &None::<Stage>, &None::<Term>, &"x", &fen])
                .await?;
            let sql = "SELECT id, day, hour, moment, size FROM sample WHERE id = $1";
            let told = |row: &Row| -> Result<Told, Error> {
                let name = row.get("moment")?;
                Ok((row.get("id")?, row.get("day")?, name, row.get("hour")?, row.get("size")?))
            };
            let full = tx.one(sql, &[&term.year], told).await?;
            let bare = |row: &Row| -> Result<(Grade, Option<Term>), Error> {
                Ok((row.get("id")?, row.get("day")?))
            };
            Ok((full, tx.one(sql, &[&grade], bare).await?))
        });
        let (full, bare) = found.unwrap();
        assert_eq!(full, Some((term.year, term, name.clone(), Stage::Junior, Fen::new(1234))));
        assert_eq!(bare, Some((grade, None)));
    })
    .await;
}
