//! Each rule on a tree of a few lines: what it finds, and what it leaves alone.

use std::path::Path;

use super::{Finding, RULES, Report, Tree, findings, source::Source};

/// What `rule` finds in `files`, as `path:line`.
#[track_caller]
fn found(rule: &str, files: &[(&str, &str)]) -> Vec<String> {
    let rule = RULES.iter().find(|it| it.name == rule).expect("a rule of that name");
    let mut findings = Vec::new();
    (rule.find)(&Tree::of(files), &mut Report { rule: rule.name, findings: &mut findings });
    findings.iter().map(|it: &Finding| format!("{}:{}", it.path, it.line)).collect()
}

#[test]
fn the_repository_keeps_the_rules_of_the_house() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let all = findings(&Tree::of_repository(root).unwrap());
    let list: Vec<_> = all.iter().map(ToString::to_string).collect();
    assert!(list.is_empty(), "\n{}", list.join("\n"));
}

#[test]
fn the_scanner_tells_code_from_comments_and_literals() {
    let text = "//! Opens.\nlet a = \"x \\\" // y\"; /* b /* c */ d */ f('\"', '\\'', b'\"');\n\
                let s: &'static str = r#\"raw \"quoted\"\n two\"#; // end\nz\n";
    let source = Source::read("a.rs", text);
    let lines: Vec<_> = source.code.lines().collect();
    assert_eq!(lines[1], "let a = \"\";  f(' ', ' ', b' ');");
    assert_eq!(lines[2], "let s: &'static str = \"\"");
    assert_eq!(lines[4], "z", "lines keep their numbers");
    let literals: Vec<_> = source.literals.iter().map(|it| (it.line, it.text.as_str())).collect();
    assert_eq!(literals, [(2, "x \\\" // y"), (3, "raw \"quoted\"\n two")]);
    assert!(source.comments.contains("/* b /* c */ d */") && source.comments.contains("// end"));
}

#[test]
fn tests_inside_a_file_are_known_as_tests() {
    let text = "fn a() {}\n\n#[cfg(test)]\nmod tests {\n    fn b() {}\n}\nfn c() {}\n";
    let source = Source::read("crates/web/src/x.rs", text);
    let product: Vec<_> = source.product().map(|it| it.0).collect();
    assert_eq!(product, [1, 2, 7]);
    assert!(Source::read("crates/web/src/tests.rs", text).tests(1));
}

const VOCAB: (&str, &str) =
    ("crates/vocab/Cargo.toml", "[package]\nname = \"vocab\"\n[lints]\nworkspace = true\n");

fn manifest(name: &str, dependencies: &str) -> String {
    format!("[package]\nname = \"{name}\"\n[dependencies]\n{dependencies}\n")
}

#[test]
fn arrows_run_downward_only_and_never_sideways() {
    let db = manifest("db", "vocab.workspace = true");
    let web = manifest("web", "db.workspace = true\nvocab = { path = \"../vocab\" }");
    let good =
        [VOCAB, ("crates/db/Cargo.toml", db.as_str()), ("crates/web/Cargo.toml", web.as_str())];
    assert!(found("layers", &good).is_empty());

    let up = manifest("db", "web.workspace = true");
    let bad = [VOCAB, ("crates/db/Cargo.toml", up.as_str()), ("crates/web/Cargo.toml", &web)];
    assert_eq!(found("layers", &bad), ["crates/db/Cargo.toml:4"]);

    let a = manifest("tutoring", "school = { package = \"schoolday\", path = \"../schoolday\" }");
    let b = manifest("schoolday", "");
    let sideways = [
        ("crates/domains/tutoring/Cargo.toml", a.as_str()),
        ("crates/domains/schoolday/Cargo.toml", b.as_str()),
    ];
    assert_eq!(found("layers", &sideways).len(), 1);

    let homeless = manifest("misc", "");
    assert_eq!(found("layers", &[("crates/misc/Cargo.toml", &homeless)]).len(), 1);
}

#[test]
fn development_dependencies_are_arrows_too_but_a_crate_may_take_itself() {
    let own = "[package]\nname = \"db\"\n[dev-dependencies]\ndb = { path = \".\" }\n";
    assert!(found("layers", &[("crates/db/Cargo.toml", own)]).is_empty());
    let up = "[package]\nname = \"db\"\n[dev-dependencies]\nweb.workspace = true\n";
    let web = manifest("web", "");
    let bad = [("crates/db/Cargo.toml", up), ("crates/web/Cargo.toml", web.as_str())];
    assert_eq!(found("layers", &bad), ["crates/db/Cargo.toml:4"]);
}

#[test]
fn engines_and_sheets_stand_on_vocab_alone() {
    let engine = manifest("draw", "vocab.workspace = true\nsheet.workspace = true");
    let sheet = manifest("sheet", "vocab.workspace = true");
    let files = [
        VOCAB,
        ("crates/engines/draw/Cargo.toml", engine.as_str()),
        ("crates/sheet/Cargo.toml", sheet.as_str()),
    ];
    assert_eq!(found("layers", &files), ["crates/engines/draw/Cargo.toml:5"]);
}

#[test]
fn sqlx_and_axum_have_one_door_each() {
    let platform = manifest("platform", "sqlx.workspace = true\naxum = \"1\"");
    let db = manifest("db", "sqlx.workspace = true");
    let files =
        [("crates/platform/Cargo.toml", platform.as_str()), ("crates/db/Cargo.toml", db.as_str())];
    let here = ["crates/platform/Cargo.toml:5", "crates/platform/Cargo.toml:4"];
    assert_eq!(found("one-door", &files), here);
    assert_eq!(found("workspace-lints", &[VOCAB, files[1]]), ["crates/db/Cargo.toml:0"]);
}

#[test]
fn a_file_opens_with_its_sentence_and_stays_short() {
    let files =
        [("crates/a/src/lib.rs", "//! What it is.\n"), ("crates/a/src/b.rs", "fn b() {}\n")];
    assert_eq!(found("opening", &files), ["crates/a/src/b.rs:1"]);
    let (long, full) = ("\n".repeat(401), "\n".repeat(400));
    let files = [("a.rs", long.as_str()), ("b.rs", full.as_str()), ("c.md", long.as_str())];
    assert_eq!(found("length", &files), ["a.rs:401"]);
}

#[test]
fn rules_are_told_the_time_and_never_ask() {
    let text = "/// The clock is async, says a comment.\n\
                pub fn may_open(now: DateTime, opens: DateTime) -> bool { now >= opens }\n\
                pub fn bad(clock: &Clock) -> bool { clock.now() > 0 }\n\
                pub async fn worse() {}\n\
                pub fn worst(tx: &db::Tx) {}\n\
                #[cfg(test)]\nmod tests {\n    async fn t() {}\n}\n";
    let lines = found("pure-rules", &[("crates/a/src/rules.rs", text)]);
    assert_eq!(
        lines,
        ["crates/a/src/rules.rs:3", "crates/a/src/rules.rs:4", "crates/a/src/rules.rs:5"]
    );
    assert!(found("pure-rules", &[("crates/a/src/actions.rs", text)]).is_empty());
}

#[test]
fn unfinished_work_and_prints_are_found_in_code_and_not_in_words() {
    let mark = concat!("FIX", "ME");
    let text = format!(
        "fn a() {{ todo!() }}\nlet s = \"todo!\"; // no todo! here\nprintln!(\"a\");\n// {mark} later\n"
    );
    let lines = found("unfinished", &[("crates/web/src/a.rs", &text)]);
    assert_eq!(lines, ["crates/web/src/a.rs:1", "crates/web/src/a.rs:3", "crates/web/src/a.rs:4"]);
    assert_eq!(found("unfinished", &[("crates/server/src/main.rs", &text)]).len(), 2);
    assert_eq!(found("unfinished", &[("crates/web/src/tests.rs", &text)]).len(), 2);
}

#[test]
fn sql_stands_in_the_store() {
    let text =
        "const SQL: &str = \"\n    SELECT id\n    FROM place\";\nlet s = \"Select a row\";\n";
    assert_eq!(
        found("sql-in-store", &[("crates/a/src/actions.rs", text)]),
        ["crates/a/src/actions.rs:1"]
    );
    let stores = ["crates/a/src/store.rs", "crates/a/src/store/roll.rs", "crates/a/src/tests.rs"];
    for path in stores.into_iter().chain(["crates/db/src/lib.rs"]) {
        assert!(found("sql-in-store", &[(path, text)]).is_empty(), "{path}");
    }
}

#[test]
fn sql_that_only_one_database_knows_is_refused() {
    let text = "CREATE TABLE a (\n  id BIGINT PRIMARY KEY,\n  open BOOLEAN, -- TRUE\n  kind TEXT \
                CHECK (kind IN ('NOW', 'JSON'))\n);\n";
    let path = "crates/a/migrations/0001_a.sql";
    assert_eq!(found("portable-sql", &[(path, text)]), [format!("{path}:3")]);
    let store = "const A: &str = \"SELECT AVG(x),\\n y::BIGINT FROM a\";\nf(\"a::b\");\n";
    assert_eq!(found("portable-sql", &[("crates/a/src/store.rs", store)]).len(), 2);
}

#[test]
fn migrations_are_numbered_and_listed() {
    let list =
        "include_str!(\"../migrations/0001_a.sql\"); include_str!(\"../migrations/0003_c.sql\");";
    let files = [
        ("crates/a/src/lib.rs", list),
        ("crates/a/migrations/0001_a.sql", ""),
        ("crates/a/migrations/0003_c.sql", ""),
        ("crates/a/migrations/0003_d.sql", ""),
        ("crates/a/migrations/4_e.sql", ""),
    ];
    // Twice for its number or name, and for being in no list.
    let twice = |path: &str| [format!("{path}:0"), format!("{path}:0")];
    let expected =
        [twice("crates/a/migrations/0003_d.sql"), twice("crates/a/migrations/4_e.sql")].concat();
    assert_eq!(found("migrations", &files), expected);
}

#[test]
fn an_id_prefix_is_used_once() {
    let a = "vocab::ids! {\n    /// A course.\n    CourseId = \"crs\";\n}\n";
    let b = "vocab::ids! {\n    CrossingId = \"crs\";\n    GateId = \"gte\";\n}\nconst X: &str = \"crs\";\n";
    let files = [("crates/a/src/lib.rs", a), ("crates/b/src/lib.rs", b)];
    assert_eq!(found("id-prefixes", &files), ["crates/b/src/lib.rs:2"]);
}

#[test]
fn a_problem_code_belongs_to_one_crate() {
    let a = "Problem::new(StatusCode::CONFLICT, \"course-full\", \"Voll\");\n";
    let b = "Problem::new(\n    StatusCode::CONFLICT,\n    \"course-full\",\n);\n\
             Problem::new(status(\"x\"), code, \"Text\");\n";
    let files = [("crates/a/src/web.rs", a), ("crates/b/src/web.rs", b)];
    assert_eq!(found("problem-codes", &files), ["crates/b/src/web.rs:3"]);
    let twice = [("crates/a/src/web.rs", a), ("crates/a/src/api.rs", a)];
    assert!(found("problem-codes", &twice).is_empty());
}

#[test]
fn docs_have_one_title_and_lead_somewhere() {
    let good = "# Title\n\n```sh\n# a comment\n```\n[a](b.md#part) [web](https://example.org)\n`docs/b.md`\n";
    let bad = "Text\n# One\n# Two\n[gone](../gone.md)\n`crates/gone/src`\n";
    let files = [("docs/a.md", good), ("docs/b.md", bad)];
    assert_eq!(found("titles", &files), ["docs/b.md:1", "docs/b.md:3"]);
    assert_eq!(found("links", &files), ["docs/b.md:4", "docs/b.md:5"]);
}

#[test]
fn the_map_names_every_crate() {
    let map = ("ARCHITECTURE.md", "# Map\n\n`crates/vocab` words\n");
    assert!(found("code-map", &[map, VOCAB]).is_empty());
    let more = manifest("db", "");
    let files = [map, VOCAB, ("crates/db/Cargo.toml", more.as_str())];
    assert_eq!(found("code-map", &files), ["ARCHITECTURE.md:0"]);
}

#[test]
fn large_files_stay_outside() {
    assert_eq!(found("blobs", &[("a.bin", &"x".repeat(500_001)), ("b", "x")]), ["a.bin:0"]);
}

#[test]
fn id_numbers_that_could_be_real_are_found() {
    // Made of parts, or this file would break the rule.
    let check = |code: &str, rest: &str| found("identity", &[("a.md", &format!("{code}{rest}"))]);
    assert_eq!(check("330282", "19900101001X"), ["a.md:1"]);
    assert!(check("330282", "199001010010").is_empty(), "the check digit is wrong");
    assert!(check("330282", "199013010015").is_empty(), "there is no such month");
    assert!(check("330299", "199001010017").is_empty(), "nobody has this division code");
}
