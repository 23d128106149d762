//! Takes lists in from the command line: schools, outside partners, and the national roll.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use directory::{
    partners,
    roll::{self, Applying, Checking, Confirm, Follow, Import, ImportState, RollImportId, Summary},
    school_list,
    staff_roster::{self, Keeper},
};
use vocab::PlaceId;

use crate::{
    tools::{open, print},
    wiring::{House, OpenCell},
};

/// A roll, and what to do with it.
pub(crate) struct Roll {
    /// Which county, where there are several.
    pub(crate) cell: Option<String>,
    /// The workbook or CSV.
    pub(crate) file: PathBuf,
    /// 学校标识码, where the file speaks of one school and does not say which.
    pub(crate) school: Option<String>,
    /// What to take over: new, moved, changed, left, or all that the file says; else it is only told.
    pub(crate) confirm: Vec<String>,
}

/// Compares a roll with the county, tells what differs, and takes it over if that is confirmed.
pub(crate) async fn take_roll(data: &Path, task: Roll) -> anyhow::Result<()> {
    let confirmed = kinds(&task.confirm)?;
    let bytes = read(&task.file)?;
    let (house, cell) = open(data, task.cell.as_deref()).await?;
    let system = cell.system(&house);
    let place = place(&cell, task.school.as_deref()).await?;
    let name = task.file.to_string_lossy();
    let id = roll::take_in(&system, &cell.sealer, place, &name, &bytes).await?;
    let looked = look(&cell, &house, (place, id), &task.file).await;
    // What is only looked at, or cannot be read, leaves nothing behind.
    if confirmed.is_empty() || looked.is_err() {
        roll::discard(&system, id).await?;
    }
    let import = looked?;
    if confirmed.is_empty() {
        print("以上只是核对，没有改动数据，也没有留下文件。确认无误后再次运行并加上");
        print("--confirm new,moved,changed（all 即这三项；不在表中的确认已离校另写 left）。");
        return Ok(());
    }
    let follow = (Follow::Nobody, 0);
    let applying = Applying { source: &system, sealer: &cell.sealer, demo: cell.config.demo };
    let done = roll::apply(&applying, &import, &confirmed, follow).await?;
    roll::close(&system, &import).await?;
    print(&format!("已更新 {done} 人次"));
    Ok(())
}

/// Looks at a roll that was taken in, and tells what it would change.
async fn look(
    cell: &OpenCell,
    house: &House,
    (place, id): (PlaceId, RollImportId),
    file: &Path,
) -> anyhow::Result<Import> {
    let checking = Checking {
        db: &cell.db,
        sealer: &cell.sealer,
        ids: &house.ids,
        now: house.clock.now(),
        demo: cell.config.demo,
    };
    let summary = roll::check(&checking, place, id, Follow::Nobody).await?;
    let import = roll::load(&cell.db, place, id).await?;
    if import.state == ImportState::Refused {
        anyhow::bail!("无法读取：{}", import.refusal.unwrap_or_default());
    }
    print(&told(&summary));
    if import.faults > 0
        && let Some(copy) = roll::answer(&cell.db, &cell.sealer, id).await?
    {
        answer(file, &copy, import.faults)?;
    }
    show(cell, id).await?;
    Ok(import)
}

/// What `words` name; an unknown one is told.
fn kinds(words: &[String]) -> anyhow::Result<Vec<Confirm>> {
    let mut kinds = Vec::new();
    for word in words {
        match word.as_str() {
            "all" => kinds.extend(Confirm::ROWS),
            "new" => kinds.push(Confirm::New),
            "moved" => kinds.push(Confirm::Moves),
            "changed" => kinds.push(Confirm::Changes),
            "left" => kinds.push(Confirm::Left),
            other => {
                anyhow::bail!("--confirm 不认识“{other}”，只能写 new、moved、changed、left 或 all")
            }
        }
    }
    Ok(kinds)
}

/// How many lines of a kind are shown.
const LINES: usize = 10;

/// Prints the first of what would change, kind by kind.
async fn show(cell: &OpenCell, id: RollImportId) -> anyhow::Result<()> {
    for kind in Confirm::ALL {
        let lines = roll::told(&cell.db, id, kind, LINES).await?;
        if lines.is_empty() {
            continue;
        }
        print(&format!("{}：", kind.label()));
        for line in &lines {
            print(&format!("  {line}"));
        }
        if lines.len() == LINES {
            print("  ……");
        }
    }
    Ok(())
}

/// Takes over a list of schools.
pub(crate) async fn take_schools(
    data: &Path,
    key: Option<&str>,
    file: &Path,
) -> anyhow::Result<()> {
    let bytes = read(file)?;
    let (house, cell) = open(data, key).await?;
    let system = cell.system(&house);
    let taken = school_list::take_schools(&system, &bytes, cell.config.demo).await?;
    print(&format!(
        "新增学校 {} 所，更新 {} 所，未变 {} 所",
        taken.added, taken.changed, taken.same
    ));
    for it in &taken.findings {
        print(&format!("  {it}"));
    }
    Ok(())
}

/// A roster of staff, and whether it is taken over.
pub(crate) struct Staff {
    /// Which county, where there are several.
    pub(crate) cell: Option<String>,
    /// The workbook or CSV.
    pub(crate) file: PathBuf,
    /// 学校标识码, where the roster is one school's.
    pub(crate) school: Option<String>,
    /// Whether to take it over; else it is only told.
    pub(crate) take: bool,
}

/// Tells what a roster of staff would change, and takes it over if that is wanted.
pub(crate) async fn take_staff(data: &Path, task: Staff) -> anyhow::Result<()> {
    let bytes = read(&task.file)?;
    let (house, cell) = open(data, task.cell.as_deref()).await?;
    let system = cell.system(&house);
    let place = place(&cell, task.school.as_deref()).await?;
    let keeper = Keeper { place, sealer: &cell.sealer, demo: cell.config.demo };
    let report = if task.take {
        staff_roster::take(&system, keeper, &bytes).await?
    } else {
        staff_roster::check(&system, keeper, &bytes).await?
    };
    print(&format!(
        "新增 {} 人，更新 {} 人，未变 {} 人；在系统中而不在表中 {} 人",
        report.added, report.changed, report.same, report.absent
    ));
    if !report.findings.is_empty() {
        let copy = staff_roster::marked(&bytes, &report.findings)?;
        answer(&task.file, &copy, report.findings.len())?;
        for it in report.findings.iter().take(LINES) {
            print(&format!("  {it}"));
        }
    }
    if !task.take {
        print("以上只是核对，没有改动数据。核对无误后，加上 --take 再运行一次。");
    }
    Ok(())
}

/// Takes over a list of outside partners with their people.
pub(crate) async fn take_partners(
    data: &Path,
    key: Option<&str>,
    file: &Path,
) -> anyhow::Result<()> {
    let bytes = read(file)?;
    let (house, cell) = open(data, key).await?;
    let system = cell.system(&house);
    let taken = partners::take(&system, &cell.sealer, &bytes, cell.config.demo).await?;
    print(&format!(
        "新登记机构 {} 个、教师 {} 名，{} 行没有新内容",
        taken.partners, taken.people, taken.same
    ));
    for it in &taken.findings {
        print(&format!("  {it}"));
    }
    if !taken.findings.is_empty() {
        let copy = partners::answer(&bytes, &taken.findings)?;
        answer(file, &copy, taken.findings.len())?;
    }
    Ok(())
}

fn read(file: &Path) -> anyhow::Result<Vec<u8>> {
    std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))
}

/// Writes the person's own workbook with what was found in it beside `file`, and says so.
fn answer(file: &Path, copy: &[u8], findings: impl std::fmt::Display) -> anyhow::Result<()> {
    let stem = file.file_stem().unwrap_or_default().to_string_lossy();
    let to = file.with_file_name(format!("{stem}-核对结果.xlsx"));
    std::fs::write(&to, copy).with_context(|| format!("cannot write {}", to.display()))?;
    print(&format!("{findings} 处须改正或核对，见 {}", to.display()));
    Ok(())
}

async fn place(cell: &OpenCell, school: Option<&str>) -> anyhow::Result<PlaceId> {
    let found: Result<_, directory::Error> = db::read!(cell.db, "import place", |tx| {
        match school {
            Some(code) => {
                let found = directory::schools::by_code(tx, code).await?;
                Ok(found.map(|it| it.0.place()))
            }
            None => directory::schools::county(tx).await,
        }
    });
    found?.with_context(|| match school {
        Some(code) => format!("没有标识码为 {code} 的学校，请先导入学校名录"),
        None => "这里还没有县(市、区)".to_owned(),
    })
}

fn told(it: &Summary) -> String {
    format!(
        "共 {} 行：一致 {}，新增 {}，班级变动 {}，信息不同 {}，有误 {}；不在表中 {} 人",
        it.rows, it.same, it.new, it.moved, it.changed, it.faulty, it.absent
    )
}
