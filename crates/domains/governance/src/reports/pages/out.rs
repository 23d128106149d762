//! A document as a file: DOCX and PDF, with the QR code that checks it once it is issued.

use platform::workbook;
use web::{Page, Path, Problem, Response, Visit};

use super::loaded;
use crate::reports::{compose, model::ReportId};

/// A document as it goes out: an issued one with its check, any other with a mark that it is a draft.
async fn leaving(visit: &Visit, id: ReportId) -> Result<paper::Document, Page> {
    let (whole, now) = loaded(visit, id).await?;
    let mut document = now.document;
    let issued = whole.report.issued.as_ref().zip(whole.report.digest.as_ref());
    let is_draft = issued.is_none();
    if let Some(((number, _), digest)) = issued {
        let path = format!("/documents/check?number={number}&digest={digest}");
        document.check = Some(compose::check(number, digest, visit.absolute(&path)));
    }
    document.mark = match (is_draft, visit.cell.demo) {
        (true, true) => Some("文稿，未印发；演示数据，没有任何效力".to_owned()),
        (true, false) => Some("文稿，未印发".to_owned()),
        (false, true) => Some("演示数据：本件没有任何效力".to_owned()),
        (false, false) => None,
    };
    Ok(document)
}

pub(super) async fn docx(visit: Visit, Path(id): Path<ReportId>) -> Result<Response, Page> {
    let document = leaving(&visit, id).await?;
    let bytes = paper::docx(&document).map_err(|it| Page::from(Problem::internal(&it)))?;
    Ok(workbook::download(&format!("{}.docx", document.title), paper::DOCX, bytes))
}

pub(super) async fn pdf(visit: Visit, Path(id): Path<ReportId>) -> Result<Response, Page> {
    let document = leaving(&visit, id).await?;
    let fonts = visit.cell.find_service::<paper::Fonts>();
    let fonts = fonts.filter(|it| it.are_there()).ok_or_else(|| {
        Problem::unfit("这台服务器没有装中文字体，不能生成 PDF。请下载 DOCX，或请系统管理员安装 fonts-noto-cjk")
    })?;
    let bytes = paper::pdf(&document, fonts).map_err(|it| Page::from(Problem::internal(&it)))?;
    Ok(workbook::download(&format!("{}.pdf", document.title), "application/pdf", bytes))
}
