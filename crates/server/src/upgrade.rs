//! Brings a cell up to date that an older version made: first a copy, then all steps in one
//! transaction. A step that fails leaves the cell as it was, and the older version can go on with it.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use db::{Db, Migration, Steps};

use crate::{config::CellConfig, modules::MODULES, tools::print};

/// Whether the tables of a cell may be changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Upgrading {
    /// No: another command that looks at a cell, beside a server of the older version perhaps.
    No,
    /// Once a copy was made of it.
    AfterCopy,
    /// At once: whoever starts it has a copy.
    HasCopy,
}

/// Brings the tables of `cell` up to date, as far as `may` allows.
pub(crate) async fn bring_up_to_date(
    data: &Path,
    cell: &CellConfig,
    db: &Db,
    may: Upgrading,
) -> anyhow::Result<()> {
    let modules: Vec<Steps<'_>> = MODULES.iter().map(|it| (it.name, it.migrations)).collect();
    bring(data, cell, db, &modules, may).await
}

async fn bring(
    data: &Path,
    cell: &CellConfig,
    db: &Db,
    modules: &[(&str, &[Migration])],
    may: Upgrading,
) -> anyhow::Result<()> {
    let name = &cell.name;
    let pending = db.pending(modules).await.with_context(|| {
        format!("{name}的数据库和这个版本对不上，没有改动。请用建立或升级过它的版本启动")
    })?;
    if pending.steps.is_empty() {
        return Ok(());
    }
    let mut kept = None;
    if pending.done > 0 {
        let steps = pending.steps.len();
        match may {
            Upgrading::No => anyhow::bail!(
                "{name}的数据库还是旧版本的，差 {steps} 步。请先停下旧版本，运行 xueyu serve:它先备份，再升级"
            ),
            Upgrading::AfterCopy if cell.database.is_some() => anyhow::bail!(
                "{name}在 PostgreSQL 里，差 {steps} 步升级。请先用 pg_dump 备份，再运行 xueyu serve --backed-up"
            ),
            Upgrading::AfterCopy => kept = Some(copy(data, cell, db).await?),
            Upgrading::HasCopy => {}
        }
        print(&format!("{name}：升级数据库，{steps} 步……"));
    }
    db.upgrade(modules).await.with_context(|| {
        let kept = kept.map_or_else(String::new, |it| format!("，升级前的备份在 {}", it.display()));
        format!("{name}的数据库没有升级，保持原样{kept}。可以继续用旧版本启动；请把原因告诉开发者")
    })
}

/// A copy of the cell as it is, whole and with its audit chain, in the folder of the installation.
async fn copy(data: &Path, cell: &CellConfig, db: &Db) -> anyhow::Result<PathBuf> {
    let name = &cell.name;
    let folder = data.join("upgrades");
    let now = vocab::Clock::now(&vocab::SystemClock);
    let path = folder.join(format!("{}-{}.db", cell.key, now.strftime("%Y%m%d-%H%M%S")));
    let made = async {
        std::fs::create_dir_all(&folder)?;
        db.backup_to(&path).await?;
        anyhow::Ok(())
    };
    made.await.with_context(|| {
        format!(
            "{name}升级前的备份没有做成({}),数据库没有改动。请查看磁盘空间和权限",
            path.display()
        )
    })?;
    print(&format!("{name}：升级前的备份 {}", path.display()));
    Ok(path)
}

#[cfg(test)]
mod tests {
    use db::testing::{Folder, on_postgres};

    use super::*;

    const PUPILS: Migration = Migration {
        name: "0001_pupils",
        sql: "CREATE TABLE pupil (id BIGINT NOT NULL PRIMARY KEY);",
    };
    const GRADES: Migration =
        Migration { name: "0002_grades", sql: "ALTER TABLE pupil ADD COLUMN grade BIGINT;" };
    const BROKEN: Migration =
        Migration { name: "0003_broken", sql: "CREATE INDEX pupil_x ON pupil (nowhere);" };

    fn cell(database: Option<&str>) -> CellConfig {
        CellConfig {
            key: "cixi".to_owned(),
            name: "慈溪市".to_owned(),
            database: database.map(str::to_owned),
            demo: false,
            bucket: None,
            providers: Vec::new(),
            sms: None,
        }
    }

    async fn pending(db: &Db, all: &[Migration]) -> Vec<&'static str> {
        db.pending(&[("pupils", all)]).await.unwrap().steps
    }

    fn copies(data: &Path) -> Vec<PathBuf> {
        let found = std::fs::read_dir(data.join("upgrades"));
        found.into_iter().flatten().map(|it| it.unwrap().path()).collect()
    }

    #[tokio::test]
    async fn an_older_cell_is_copied_first_and_upgraded_whole_or_not_at_all() {
        let folder = Folder::new();
        let (data, cell) = (folder.0.as_path(), cell(None));
        let db = Db::connect(&cell.url(data)).await.unwrap();
        let old = [PUPILS];
        bring(data, &cell, &db, &[("pupils", &old)], Upgrading::No).await.unwrap();
        assert!(copies(data).is_empty(), "a new one has nothing to keep");

        let broken = [PUPILS, GRADES, BROKEN];
        let refused = bring(data, &cell, &db, &[("pupils", &broken)], Upgrading::No).await;
        assert!(format!("{:#}", refused.unwrap_err()).contains("xueyu serve"));
        let failed = bring(data, &cell, &db, &[("pupils", &broken)], Upgrading::AfterCopy).await;
        let words = format!("{:#}", failed.unwrap_err());
        assert!(words.contains("保持原样") && words.contains("0003_broken"), "{words}");
        assert_eq!(pending(&db, &broken).await, ["0002_grades", "0003_broken"], "as it was");
        assert_eq!(pending(&db, &old).await, [""; 0], "the older version goes on with it");
        let kept = copies(data);
        assert_eq!(kept.len(), 1);
        let copy = Db::connect(&format!("sqlite:{}", kept[0].display())).await.unwrap();
        assert_eq!(pending(&copy, &broken).await, ["0002_grades", "0003_broken"]);

        let new = [PUPILS, GRADES];
        bring(data, &cell, &db, &[("pupils", &new)], Upgrading::HasCopy).await.unwrap();
        assert_eq!(pending(&db, &new).await, [""; 0]);
        let older = bring(data, &cell, &db, &[("pupils", &old)], Upgrading::AfterCopy).await;
        let words = format!("{:#}", older.unwrap_err());
        assert!(words.contains("对不上") && words.contains("0002_grades"), "{words}");
    }

    #[tokio::test]
    async fn a_cell_whose_copy_cannot_be_made_is_left_as_it_is() {
        let folder = Folder::new();
        let (data, cell) = (folder.0.as_path(), cell(None));
        let db = Db::connect(&cell.url(data)).await.unwrap();
        bring(data, &cell, &db, &[("pupils", &[PUPILS])], Upgrading::No).await.unwrap();
        std::fs::write(data.join("upgrades"), "in the way").unwrap();
        let new = [PUPILS, GRADES];
        let refused = bring(data, &cell, &db, &[("pupils", &new)], Upgrading::AfterCopy).await;
        assert!(format!("{:#}", refused.unwrap_err()).contains("备份没有做成"));
        assert_eq!(pending(&db, &new).await, ["0002_grades"]);
    }

    #[tokio::test]
    async fn a_cell_in_postgresql_is_upgraded_once_it_was_copied_by_hand() {
        on_postgres(&[], async |db| {
            let folder = Folder::new();
            let (data, cell) = (folder.0.as_path(), cell(Some("postgres://elsewhere")));
            bring(data, &cell, &db, &[("pupils", &[PUPILS])], Upgrading::No).await.unwrap();
            let new = [PUPILS, GRADES];
            let refused = bring(data, &cell, &db, &[("pupils", &new)], Upgrading::AfterCopy).await;
            assert!(format!("{:#}", refused.unwrap_err()).contains("pg_dump"));
            bring(data, &cell, &db, &[("pupils", &new)], Upgrading::HasCopy).await.unwrap();
            assert_eq!(pending(&db, &new).await, [""; 0]);
        })
        .await;
    }
}
