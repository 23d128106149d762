//! What really ran in a year of chance: pieces that are joined at run time can be asked for their
//! plan no earlier, and only here is it seen what is read inside a write.

use std::collections::BTreeSet;

use db::{Db, Heard, Sql};

use super::{
    known::{IN_WRITES, JOINED_UNHEARD_MAX, JOINED_UNTYPED_MAX, NOT_OF_A_STORE},
    plans,
    read::{function_at, joined, statements, texts},
};

/// A statement that ran, with where it stands.
struct Known {
    at: String,
    sql: Sql,
    in_write: bool,
}

/// Where each of `heard` stands. What these tests ask for themselves is left out; what stands in
/// no store is a hole in the reading.
fn placed(heard: Vec<Heard>) -> (Vec<Known>, Vec<String>) {
    let (stores, texts) = (statements(), texts());
    let (mut known, mut nowhere) = (Vec::new(), Vec::new());
    for Heard { sql, in_write } in heard {
        let words: Vec<&str> = sql.as_str().split_ascii_whitespace().collect();
        let text = words.join(" ");
        let whole = || stores.iter().find(|it| it.sql == text).map(|it| it.at.clone());
        let at =
            sql.joined_at().map(function_at).or_else(whole).or_else(|| texts.get(&text).cloned());
        match at {
            Some(at) if at.starts_with("scenarios/") => {}
            Some(at) => known.push(Known { at, sql, in_write }),
            None if NOT_OF_A_STORE.iter().any(|it| text.contains(it)) => {}
            None => nowhere.push(text),
        }
    }
    (known, nowhere)
}

/// Judges what a year of chance has run on SQLite; `counts` where it was the year in which the
/// tests live, since another reaches other statements.
pub(crate) async fn judge(db: &Db, counts: bool) {
    let (known, nowhere) = placed(db.heard());
    assert!(nowhere.is_empty(), "these ran, and stand in no store:\n{}", nowhere.join("\n"));
    let mut found = BTreeSet::new();
    for it in &known {
        found.extend(plans::large_scans(db, &it.at, it.sql.clone()).await);
    }
    plans::only_known(&found, false);

    let all = joined();
    let heard: BTreeSet<&str> =
        known.iter().filter(|it| it.sql.joined_at().is_some()).map(|it| it.at.as_str()).collect();
    let left: Vec<&str> = all.iter().map(String::as_str).filter(|it| !heard.contains(it)).collect();
    println!(
        "{} statements ran, {} of them in a write; of {} that are joined at run time {} did not:\n{}",
        known.len(),
        known.iter().filter(|it| it.in_write).count(),
        all.len(),
        left.len(),
        left.join("\n"),
    );
    if counts {
        assert!(
            left.len() <= JOINED_UNHEARD_MAX,
            "more statements than before are joined at run time and never run here: the year has \
             to reach them, or they have to be written whole"
        );
    }
    let writes: Vec<(String, Sql)> =
        known.into_iter().filter(|it| it.in_write).map(|it| (it.at, it.sql)).collect();
    let writes = &writes;
    db::testing::on_postgres(&super::migrations(), async |db| {
        let (mut found, mut without) = (Vec::new(), Vec::new());
        for (at, sql) in writes {
            match plans::scans_in_write(&db, at, sql.clone()).await {
                Ok(scans) => found.extend(scans),
                // The types of its values are known to whoever runs it, and not from its text.
                Err(_) if sql.joined_at().is_some() => without.push(at.as_str()),
                Err(why) => panic!("{why}"),
            }
        }
        println!("{} joined statements show no plan without types: {without:?}", without.len());
        assert!(without.len() <= JOINED_UNTYPED_MAX, "name the types of new ones by CAST");
        plans::refuse(&found, &IN_WRITES);
    })
    .await;
}
