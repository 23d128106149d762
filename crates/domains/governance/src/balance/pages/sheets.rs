//! What all schools have comes in as one sheet.

use directory::scope::{Reach, Scope};
use platform::{
    answers::{self, ListKind, Sent, Told},
    measures::Measures,
    workbook,
};
use vocab::SchoolYear;
use web::{
    Html, Markup, Page, Problem, Response, Upload, Visit, html,
    ui::{self, Button, Field, Head},
};

use super::{
    super::{
        actions::{self, Error},
        judged, list,
    },
    year_of, years,
};

const LIST: ListKind = ListKind { key: "balance", label: "优质均衡资源数据" };

fn upload(visit: &Visit, year: SchoolYear) -> Markup {
    let csrf = visit.csrf();
    html! {
        (ui::Form::new(visit.link("/balance/list"), &csrf)
            .with_files()
            .section("上传", html! {
                (Field::select("year", "学年", years(visit, &[year, year.previous()])).value(year.start().to_string()).required())
                (Field::file("file", "资源数据", ".xlsx,.xls,.csv").required()
                    .hint("一校一行。同一学校、同一学年再传一次，以后传的为准；学校自己报的也以表为准。"))
            })
            .button(Button::submit("上传").primary().icon("upload"))
            .button(Button::link("下载模板", visit.link("/balance/list/template")).icon("download")))
    }
}

fn page(visit: &Visit, body: &Markup) -> Html {
    let head = Head::new("导入资源数据").crumb("优质均衡监测", visit.link("/balance"));
    visit.page_under("导入资源数据", &head, body)
}

pub(super) async fn form(visit: Visit) -> Result<Html, Page> {
    let year = year_of(&visit, "")?;
    let has_copy = answers::has_copy(&visit, LIST).await.map_err(Problem::from)?;
    let body =
        html! { @if has_copy { (answers::told_before(&visit, LIST)) } (upload(&visit, year)) };
    Ok(page(&visit, &body))
}

pub(super) async fn template(visit: Visit) -> Result<Response, Page> {
    let layout = list::layout();
    workbook::send_template(&visit, sheet::Template::new(&layout), "优质均衡资源数据模板.xlsx")
}

pub(super) async fn take(visit: Visit, file: Upload) -> Result<Html, Page> {
    if file.bytes.is_empty() {
        let words = "没有选择文件，或者文件是空的。请选择表格后再上传。";
        return Err(Problem::unfit(words).into());
    }
    let year = year_of(&visit, file.fields.get("year").map_or("", String::as_str))?;
    let (measures, today) = (visit.cell.service::<Measures>(), visit.today());
    let known: Result<_, Error> = db::read!(visit.db(), "schools and their pupils", |tx| {
        let place = directory::schools::county(tx).await?.ok_or(Error::Missing)?;
        let schools = judged::compulsory(tx, Scope { place, reach: Reach::County }).await?;
        let pupils = judged::pupils(tx, measures, (place, year, today)).await?;
        Ok((schools, pupils))
    });
    let (schools, pupils) = known?;
    let read = list::read(&file.bytes, (&schools, &pupils))?;
    let taken = actions::take(&visit, year, read.rows).await?;
    let sent = Sent { name: &file.name, bytes: &file.bytes };
    let faults = read.findings.len();
    let has_copy = answers::keep(&visit, LIST, sent, (&list::layout(), &read.findings)).await;
    let words = format!("已登记 {taken} 所学校{}的数据，{faults} 处要核对", year.label());
    let next = if faults > 0 {
        "标“须改正”的行没有登记，改好后整张再传一次。"
    } else {
        ""
    };
    let told = Told { words, next, faults, has_copy };
    let body = html! {
        (told.alert(&visit, LIST)) (answers::findings(&read.findings)) (upload(&visit, year))
    };
    Ok(page(&visit, &body))
}
