//! The disk is full, or PostgreSQL cannot be reached: families read a page that says so, nothing is
//! stored by half, and once the fault is over everything goes on in the same process.

use std::{
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
    process::Command,
};

use db::{
    Db, Options,
    testing::{Folder, on_postgres},
};
use server::rush::{Rush, Size, outcome, rehearse};
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    sync::watch,
};
use web::{
    Router, StatusCode,
    testing::{Browser, Reply},
};

/// One part in so many of the county's people.
const SCALE: usize = 400;
const SIZE: Size = Size { families: 90, courses: 6 };

/// A site with families who sign up.
struct Site {
    data: PathBuf,
    router: Router,
    db: Db,
    rush: Rush,
}

impl Site {
    async fn open(data: &Path, rush: Rush) -> Self {
        let (app, router) = server::open_site(data).await.unwrap();
        let db = app.cells["cixi"].db.clone();
        Self { data: data.to_owned(), router, db, rush }
    }

    fn page(&self) -> String {
        format!("/cixi/family/courses?term={}", self.rush.term)
    }

    fn browser(&self, family: usize) -> Browser {
        Browser::with_cookie(&self.router, &self.rush.families[family].cookie)
    }

    /// The first form that `family` has before it, filled in for what it asks for.
    async fn form(&self, family: usize) -> Vec<(&'static str, String)> {
        let page = self.browser(family).get(&self.page()).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        let ask = self.rush.asks.iter().find(|it| it.family == family).unwrap();
        vec![
            ("csrf", page.field("csrf").unwrap()),
            ("id", page.field("id").unwrap()),
            ("student", self.rush.families[family].student.to_string()),
            ("offer", ask.offer.to_string()),
        ]
    }

    async fn send(&self, family: usize, form: &[(&'static str, String)]) -> Reply {
        let fields: Vec<(&str, &str)> = form.iter().map(|it| (it.0, it.1.as_str())).collect();
        self.browser(family).post("/cixi/family/courses/book", &fields).await
    }

    /// How many places were given, where everything else is as it should be.
    async fn stored(&self) -> usize {
        let outcome = outcome(&self.data, &self.rush, &[]).await.unwrap();
        assert_eq!(outcome.faults, Vec::<String>::new());
        outcome.seats + outcome.waiting
    }

    /// Families sign up, one after the other from `from` on, until one is told that it cannot be
    /// done now: how many could, and which could not.
    async fn until_told(&self, from: usize) -> (usize, usize) {
        for family in from..self.rush.families.len() {
            let form = self.form(family).await;
            let reply = self.send(family, &form).await;
            if reply.status != StatusCode::SEE_OTHER {
                says_so(&reply);
                return (family - from, family);
            }
        }
        panic!("everyone was served: the disk is not full");
    }
}

/// The page says what is the matter, what became of the form and what to do, and nothing of ours.
#[track_caller]
fn says_so(reply: &Reply) {
    assert_eq!(reply.status, StatusCode::SERVICE_UNAVAILABLE, "{}", reply.body);
    assert!(reply.kind.starts_with("text/html"), "{}", reply.kind);
    for words in ["暂时不能保存", "没有保存", "请过几分钟再"] {
        assert!(reply.body.contains(words), "{words}: {}", reply.body);
    }
    for word in ["SQLITE", "sqlite", "postgres", "disk", "transaction", "panicked"] {
        assert!(!reply.body.contains(word), "{word}: {}", reply.body);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_may_not_grow_is_told_to_families_and_recovers_by_itself() {
    let folder = Folder::new();
    let (made, packed) = (folder.0.join("made"), folder.0.join("packed"));
    let rush = rehearse(&made, None, SCALE, SIZE).await.unwrap();
    // A copy has no page that is not full: there is nowhere to write but at its end.
    fs::create_dir_all(&packed).unwrap();
    let db = Db::connect(&format!("sqlite:{}", made.join("cixi.db").display())).await.unwrap();
    db.backup_to(packed.join("cixi.db")).await.unwrap();
    db.close().await;
    for name in ["xueyu.toml", "keys.toml"] {
        fs::copy(made.join(name), packed.join(name)).unwrap();
    }
    let site = Site::open(&packed, rush).await;
    let pages = site.db.size().await.unwrap() / 4096;
    site.db.faults().limit_pages(pages + 4);
    let (served, told) = site.until_told(0).await;
    // Whoever reads is served all the while.
    let form = site.form(told).await;
    assert_eq!(site.stored().await, served);

    site.db.faults().limit_pages(0);
    assert_eq!(site.send(told, &form).await.status, StatusCode::SEE_OTHER);
    assert_eq!(site.stored().await, served + 1);
}

/// A file system of its own, which goes with it.
struct SmallDisk(PathBuf);

impl SmallDisk {
    /// One of `bytes`, where this process may mount one.
    fn new(path: PathBuf, bytes: u64) -> Option<Self> {
        fs::create_dir_all(&path).unwrap();
        let size = format!("size={bytes}");
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(&path);
        let mounted = mount.output().is_ok_and(|it| it.status.success());
        mounted.then_some(Self(path))
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // Lazily: the site still has its files open.
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_disk_that_is_full_is_told_to_families_and_recovers_by_itself() {
    let folder = Folder::new();
    let made = folder.0.join("made");
    let rush = rehearse(&made, None, SCALE, SIZE).await.unwrap();
    settled(&made).await;
    let size = fs::metadata(made.join("cixi.db")).unwrap().len();
    let Some(disk) = SmallDisk::new(folder.0.join("disk"), size + (6 << 20)) else {
        eprintln!("not run: only root can mount a small disk");
        return;
    };
    for name in ["xueyu.toml", "keys.toml", "cixi.db"] {
        fs::copy(made.join(name), disk.0.join(name)).unwrap();
    }
    let site = Site::open(&disk.0, rush).await;
    let first = site.form(0).await;
    assert_eq!(site.send(0, &first).await.status, StatusCode::SEE_OTHER);
    let ballast = disk.0.join("ballast");
    // Takes all that is left, to the last page that the file system gives.
    for size in [1 << 20, 64 << 10, 4 << 10] {
        while append(&ballast, size).is_ok() {}
    }
    let (served, told) = site.until_told(1).await;
    assert_eq!(site.stored().await, served + 1);

    fs::remove_file(&ballast).unwrap();
    let form = site.form(told).await;
    assert_eq!(site.send(told, &form).await.status, StatusCode::SEE_OTHER);
    assert_eq!(site.stored().await, served + 2);
}

/// Waits until all that was written lies in the database itself. The last connection takes the log in
/// when it closes, a moment later; of two that close at once neither is the last, so that the log stays
/// for whoever opens the database next: one more connection, alone.
async fn settled(made: &Path) {
    let log = made.join("cixi.db-wal");
    for _ in 0..60 {
        tokio::time::sleep(std::time::Duration::from_secs(1)).await;
        if !log.exists() {
            return;
        }
        let db = Db::open(&Options::sqlite(made.join("cixi.db"))).unwrap();
        let read: Result<Option<i64>, db::Error> = db::read!(db, "one connection", |tx| {
            tx.one("SELECT 1 AS n", &[], |row| row.get("n")).await
        });
        assert_eq!(read.unwrap(), Some(1));
        db.close().await;
    }
    panic!("the log of a closed database is still there");
}

fn append(path: &Path, bytes: usize) -> std::io::Result<()> {
    use std::io::Write as _;
    let mut file = fs::OpenOptions::new().create(true).append(true).open(path)?;
    file.write_all(&vec![1; bytes])
}

/// The way to PostgreSQL, which can be cut.
struct Way {
    address: SocketAddr,
    open: watch::Sender<bool>,
}

impl Way {
    async fn to(server: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (open, seen) = watch::channel(true);
        tokio::spawn(async move {
            loop {
                let (mut near, _) = listener.accept().await.unwrap();
                let (server, mut seen) = (server.clone(), seen.clone());
                tokio::spawn(async move {
                    if !*seen.borrow() {
                        return; // Closed at once.
                    }
                    let Ok(mut far) = TcpStream::connect(server).await else { return };
                    tokio::select! {
                        _ = copy_bidirectional(&mut near, &mut far) => {}
                        _ = seen.wait_for(|it| !it) => {}
                    }
                });
            }
        });
        Self { address, open }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_postgresql_that_cannot_be_reached_is_told_to_families_and_recovers_by_itself() {
    on_postgres(&[], async |db| {
        let folder = Folder::new();
        let url = db.url();
        let (base, cell) = url.rsplit_once('/').unwrap();
        let (scheme, server) = base.split_once('@').unwrap();
        let way = Way::to(server.to_owned()).await;
        let address = format!("{scheme}@{}/{cell}", way.address);
        let rush = rehearse(&folder.0, Some(address), SCALE, SIZE).await.unwrap();
        let site = Site::open(&folder.0, rush).await;
        let (first, second) = (site.form(0).await, site.form(1).await);
        assert_eq!(site.send(0, &first).await.status, StatusCode::SEE_OTHER);

        way.open.send(false).unwrap();
        says_so(&site.send(1, &second).await);
        // Someone whom the process does not remember is told, too, and so is a probe.
        says_so(&site.browser(2).get(&site.page()).await);
        let ready = Browser::new(&site.router).get("/ready").await;
        assert_eq!(ready.status, StatusCode::SERVICE_UNAVAILABLE);

        way.open.send(true).unwrap();
        // For a moment after a failure nobody is asked again.
        tokio::time::sleep(std::time::Duration::from_millis(400)).await;
        assert_eq!(site.send(1, &second).await.status, StatusCode::SEE_OTHER);
        assert_eq!(Browser::new(&site.router).get("/ready").await.status, StatusCode::OK);
        assert_eq!(site.stored().await, 2);
    })
    .await;
}
