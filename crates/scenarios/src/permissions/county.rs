//! A small county with its whole site, and a browser for each role that the demo logs in.

use std::{fs, path::PathBuf};

use db::Db;
use vocab::Role;
use web::{Router, StatusCode, testing::Browser};

use super::store::{self, Holder};

/// One part in so many of the county's people.
const SCALE: usize = 400;
/// The password of every demo log-in, which stands on the log-in page.
const PASSWORD: &str = "demo-2021";

pub(crate) struct County {
    pub(crate) people: Vec<Someone>,
    pub(crate) router: Router,
    pub(crate) db: Db,
    folder: PathBuf,
}

/// Somebody who is logged in as one role.
pub(crate) struct Someone {
    pub(crate) role: Role,
    pub(crate) holder: Holder,
    pub(crate) browser: Browser,
    /// The token that their forms carry.
    pub(crate) csrf: String,
}

impl County {
    pub(crate) async fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("xueyu-{name}-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let (app, router) = server::demo_site(&folder, SCALE).await.unwrap();
        let db = app.cells["cixi"].db.clone();
        let mut people = Vec::new();
        for role in Role::ALL {
            let found: Result<Option<Holder>, db::Error> =
                db::read!(db, "holder", |tx| { store::holder(tx, role).await });
            // An outside teacher has no log-in in the demo.
            let Some(holder) = found.unwrap() else { continue };
            let mut browser = Browser::new(&router);
            let fields = [("login", role.key()), ("password", PASSWORD)];
            let reply = browser.submit("/cixi/login", "/cixi/login", &fields).await;
            assert_eq!(reply.status, StatusCode::SEE_OTHER, "{role:?} logs in");
            // Somebody of several roles goes on as this one, in the same session.
            let grant = [("grant", &*holder.grant.to_string())];
            let reply = browser.submit("/cixi/me", "/cixi/identity", &grant).await;
            assert_eq!((reply.status, reply.cookie), (StatusCode::SEE_OTHER, None));
            let csrf = browser.get("/cixi/me").await.field("csrf").unwrap();
            people.push(Someone { role, holder, browser, csrf });
        }
        Self { people, router, db, folder }
    }
}

impl Drop for County {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// A path whose parameters all name the same thing, on the demo's first day.
pub(crate) fn filled(path: &str, with: &str) -> String {
    let parts = path.split('/').map(|it| match it {
        "{day}" => "2021-12-20",
        it if it.starts_with('{') => with,
        it => it,
    });
    format!("/cixi{}", parts.collect::<Vec<_>>().join("/"))
}
