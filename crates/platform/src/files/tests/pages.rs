//! Handing in, having, taking away, as people do.

use std::os::unix::fs::PermissionsExt as _;

use db::testing::on_each;
use image::ImageFormat;
use jiff::SignedDuration;
use vocab::{Kind as _, NoticeId, Role, names::kinds};
use web::{
    Bytes, IntoResponse, Need, Page, Path, Redirect, Response, Routes, StatusCode, Upload, Visit,
    html,
};

use super::{photograph, picture};
use crate::{
    Module,
    files::{self, Accept, FileOwner, FileRow, Files, Folder, add, keep, list, remove},
    testing::House,
};

/// A thing that has files: only class teachers may have them.
const THINGS: Module = Module { name: "things", routes, files: &[OWNER], ..Module::BARE };
const OWNER: FileOwner = FileOwner {
    kind: kinds::NoticeId::PREFIX,
    may_read: |visit, _| Box::pin(async { Ok(visit.actor.role() == Role::ClassTeacher) }),
};
const MODULES: &[Module] = &[crate::MODULE, THINGS];

fn routes() -> Routes {
    Routes::new()
        .get("/things/{id}", Need::SignedIn, show)
        .post("/things/{id}", Need::SignedIn, take)
        .get("/things/{id}/clear", Need::SignedIn, clear)
}

async fn files_of(visit: &Visit, id: NoticeId) -> Result<Vec<FileRow>, db::Error> {
    db::read!(visit.db(), "files", |tx| { list(tx, id).await })
}

async fn show(visit: Visit, Path(id): Path<NoticeId>) -> Result<Response, Page> {
    let found = files_of(&visit, id).await?;
    let csrf = visit.csrf();
    let form = web::ui::Form::new(visit.link("/things"), &csrf).with_files();
    let form = form.part(files::field("file", "附件", &Accept::PROOF));
    Ok(visit.page("附件", &html! { (form) (files::links(&visit, &found)) }).into_response())
}

async fn take(visit: Visit, Path(id): Path<NoticeId>, upload: Upload) -> Result<Redirect, Page> {
    let store = visit.cell.service::<Files>();
    let kept = keep(&visit, store, upload.bytes, &Accept::PROOF).await?;
    let done: Result<(), db::Error> = crate::act!(visit, "thing.file", |act| {
        add(act, &kept, &upload.name, id).await.map(drop)
    });
    done?;
    Ok(Redirect::to("done"))
}

async fn clear(visit: Visit, Path(id): Path<NoticeId>) -> Result<Redirect, Page> {
    let found = files_of(&visit, id).await?;
    let done: Result<(), db::Error> = crate::act!(visit, "thing.clear", |act| {
        for it in &found {
            remove(act, it.id, id).await?;
        }
        Ok(())
    });
    done?;
    Ok(Redirect::to("done"))
}

fn lying(house: &House) -> Vec<std::path::PathBuf> {
    let folders = std::fs::read_dir(house.folder()).into_iter().flatten().flatten();
    let files = folders.flat_map(|it| std::fs::read_dir(it.path()).into_iter().flatten().flatten());
    files.map(|it| it.path()).collect()
}

#[tokio::test]
async fn a_file_is_kept_sealed_once_and_given_out_to_whom_its_owner_lets() {
    on_each(crate::MIGRATIONS, async |db| {
        let house = House::new(db, MODULES, |cell| cell).await;
        let mut teacher = house.person("王老师", Role::ClassTeacher, house.county).await.browser;
        let mut clerk = house.person("周晓", Role::BasicEducationClerk, house.county).await.browser;
        let things: [NoticeId; 2] =
            std::array::from_fn(|_| house.ids.make(house.system().clock.now()));
        for thing in things {
            let path = format!("/cixi/things/{thing}");
            let csrf = teacher.get(&path).await.field("csrf").expect("a token");
            let sent = teacher.upload(&path, &csrf, "户口簿.jpg", &photograph()).await;
            assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
        }

        let lying = lying(&house);
        assert_eq!(lying.len(), 2, "the same content twice is one content and its small picture");
        for path in &lying {
            let rights = std::fs::metadata(path).expect("there").permissions().mode() & 0o777;
            assert_eq!(rights, 0o600);
            let bytes = std::fs::read(path).expect("readable to us");
            assert!(!bytes.windows(4).any(|it| it == b"JFIF"), "what lies there is sealed");
        }

        let whole = files::missing(&house.cell.db, &Folder::new(house.folder().into())).await;
        assert_eq!(whole.expect("counted"), (1, 0));
        let elsewhere = house.folder().join("elsewhere");
        let lost = files::missing(&house.cell.db, &Folder::new(elsewhere)).await;
        assert_eq!(lost.expect("counted"), (1, 1), "a copy that lacks a file is told");

        let page = teacher.get(&format!("/cixi/things/{}", things[0])).await.body;
        assert!(page.contains("户口簿.jpg"), "{page}");
        let at = page.find("/cixi/files/").expect("a link");
        let link: String = page[at..].chars().take_while(|it| *it != '"').collect();
        let had = teacher.get(&link).await;
        assert_eq!((had.status, had.kind.as_str()), (StatusCode::OK, "image/jpeg"));
        assert_eq!(teacher.get(&format!("{link}/preview")).await.kind, "image/jpeg");
        assert_eq!(clerk.get(&link).await.status, StatusCode::NOT_FOUND);
        assert_eq!(clerk.get(&format!("{link}/preview")).await.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn what_is_taken_away_is_had_no_more_and_its_bytes_go_a_night_later() {
    on_each(crate::MIGRATIONS, async |db| {
        let house = House::new(db, MODULES, |cell| cell).await;
        let mut teacher = house.person("王老师", Role::ClassTeacher, house.county).await.browser;
        let thing: NoticeId = house.ids.make(house.system().clock.now());
        let path = format!("/cixi/things/{thing}");
        let csrf = teacher.get(&path).await.field("csrf").expect("a token");
        let given = picture(30, 30, ImageFormat::Png);
        teacher.upload(&path, &csrf, "甲.png", &given).await;
        let page = teacher.get(&path).await.body;
        let at = page.find("/cixi/files/").expect("a link");
        let link: String = page[at..].chars().take_while(|it| *it != '"').collect();
        teacher.get(&format!("{path}/clear")).await;
        assert_eq!(teacher.get(&link).await.status, StatusCode::NOT_FOUND);
        assert_eq!(lying(&house).len(), 2);

        // One that was kept while no act came to need it goes in the same night.
        let system = house.system();
        let store = house.cell.service::<Files>();
        keep(&system, store, Bytes::from_static(b"%PDF-1.7"), &Accept::ANY).await.expect("kept");
        house.clock.advance(SignedDuration::from_hours(25));
        house.calendar.set("2021-12-22T03:30:00");
        house.work(MODULES).await;
        assert_eq!(lying(&house), Vec::<std::path::PathBuf>::new());

        // The same content can come again.
        teacher.upload(&path, &csrf, "甲.png", &given).await;
        assert_eq!(lying(&house).len(), 2);
    })
    .await;
}

#[tokio::test]
async fn a_file_that_was_changed_where_it_lies_is_not_given_out() {
    on_each(crate::MIGRATIONS, async |db| {
        let house = House::new(db, MODULES, |cell| cell).await;
        let mut teacher = house.person("王老师", Role::ClassTeacher, house.county).await.browser;
        let thing: NoticeId = house.ids.make(house.system().clock.now());
        let path = format!("/cixi/things/{thing}");
        let csrf = teacher.get(&path).await.field("csrf").expect("a token");
        teacher.upload(&path, &csrf, "通知.pdf", b"%PDF-1.7 text").await;
        for file in lying(&house) {
            let mut bytes = std::fs::read(&file).expect("there");
            *bytes.last_mut().expect("not empty") ^= 1;
            std::fs::write(&file, bytes).expect("written");
        }
        let page = teacher.get(&path).await.body;
        let at = page.find("/cixi/files/").expect("a link");
        let link: String = page[at..].chars().take_while(|it| *it != '"').collect();
        assert_eq!(teacher.get(&link).await.status, StatusCode::INTERNAL_SERVER_ERROR);
    })
    .await;
}

#[tokio::test]
async fn a_file_of_no_known_kind_is_refused_in_words() {
    on_each(crate::MIGRATIONS, async |db| {
        let house = House::new(db, MODULES, |cell| cell).await;
        let mut teacher = house.person("王老师", Role::ClassTeacher, house.county).await.browser;
        let thing: NoticeId = house.ids.make(house.system().clock.now());
        let path = format!("/cixi/things/{thing}");
        let csrf = teacher.get(&path).await.field("csrf").expect("a token");
        let sent = teacher.upload(&path, &csrf, "照片.jpg", b"<script>alert(1)</script>").await;
        assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(sent.body.contains("看不出这是什么文件"), "{}", sent.body);
        assert!(lying(&house).is_empty());
    })
    .await;
}
