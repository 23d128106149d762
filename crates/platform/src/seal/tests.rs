//! Published vectors, and what a sealed value must refuse.

use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering::Relaxed},
    },
};

use aes_gcm::{AeadInOut as _, AesGcm, KeyInit as _, Nonce};
use hmac::{Hmac, Mac as _};
use proptest::prelude::*;
use sm3::{Digest as _, Sm3};
use sm4::{
    Sm4,
    cipher::{Array, BlockCipherEncrypt as _, consts::U12},
};

use super::{Field, KeyError, KeyFile, Sealer, Unreadable, testing};
use crate::{
    jobs::{Kinds, Worker},
    testing::House,
};

static COUNT: AtomicU32 = AtomicU32::new(0);

const ID_NUMBER: Field = Field::new("student.id_number");
const ROLL_NUMBER: Field = Field::new("student.roll_number");

fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_hexdigit).collect();
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap();
    digits.chunks(2).map(byte).collect()
}

#[test]
fn sm3_answers_the_standard() {
    let hash = |text: &str| Sm3::digest(text).to_vec();
    let abc = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0";
    assert_eq!(hash("abc"), hex(abc));
    let long = "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732";
    assert_eq!(hash(&"abcd".repeat(16)), hex(long));
}

#[test]
fn hmac_sm3_answers_openssl() {
    let mut mac = Hmac::<Sm3>::new_from_slice(b"Jefe").unwrap();
    mac.update(b"what do ya want for nothing?");
    let expected = "2e87f1d16862e6d964b50a5200bf2b10b764faa9680a296a2405f24bec39f882";
    assert_eq!(mac.finalize().into_bytes().to_vec(), hex(expected));
}

#[test]
fn sm4_answers_the_standard() {
    let key: [u8; 16] = hex("0123456789abcdeffedcba9876543210").try_into().unwrap();
    let mut block = Array::from(key);
    Sm4::new(&key.into()).encrypt_block(&mut block);
    assert_eq!(block.to_vec(), hex("681edf34d206965e86b3e94f536e4246"));
}

#[test]
fn sm4_gcm_answers_rfc_8998() {
    let key: [u8; 16] = hex("0123456789abcdeffedcba9876543210").try_into().unwrap();
    let nonce: [u8; 12] = hex("00001234567800000000abcd").try_into().unwrap();
    let bound_to = hex("feedfacedeadbeeffeedfacedeadbeefabaddad2");
    let mut text = hex("aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccdddddddddddddddd\
                        eeeeeeeeeeeeeeeeffffffffffffffffeeeeeeeeeeeeeeeeaaaaaaaaaaaaaaaa");
    let tag = AesGcm::<Sm4, U12>::new(&key.into())
        .encrypt_inout_detached(&Nonce::from(nonce), &bound_to, text.as_mut_slice().into())
        .unwrap();
    let expected = hex("17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735\
                        d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d");
    assert_eq!(text, expected);
    assert_eq!(tag.to_vec(), hex("83de3541e4c2b58177e065a9bf7b62ec"));
}

#[test]
fn what_is_sealed_opens_in_its_place_alone() {
    let sealer = testing::sealer("cixi");
    let text = sealer.seal(ID_NUMBER.at(7), "330299201201010018");
    assert!(text.starts_with("k1.") && !text.contains("3302"), "{text}");
    assert_eq!(sealer.open(ID_NUMBER.at(7), &text).unwrap().open(), "330299201201010018");
    let altered = Err(Unreadable::Altered { field: "student.id_number" });
    assert_eq!(sealer.open(ID_NUMBER.at(8), &text), altered);
    assert_eq!(sealer.open(ID_NUMBER, &text), altered);
    assert_eq!(testing::sealer("yuyao").open(ID_NUMBER.at(7), &text), altered);
    let elsewhere = sealer.open(ROLL_NUMBER.at(7), &text);
    assert_eq!(elsewhere, Err(Unreadable::Altered { field: "student.roll_number" }));
}

#[test]
fn what_is_not_sealed_is_told_apart_from_a_missing_key() {
    let sealer = testing::sealer("cixi");
    let not_sealed = Err(Unreadable::NotSealed { field: "student.id_number" });
    for text in ["", "330299201201010018", "k1.", "k1.AAAA", "k1.好", "."] {
        assert_eq!(sealer.open(ID_NUMBER, text), not_sealed, "{text}");
    }
    let text = sealer.seal(ID_NUMBER, "x").replace("k1.", "k9.");
    let missing = Unreadable::NoKey { field: "student.id_number", key: "k9".to_owned() };
    assert_eq!(sealer.open(ID_NUMBER, &text), Err(missing));
}

#[test]
fn an_index_is_the_same_for_the_same_value_and_field_only() {
    let sealer = testing::sealer("cixi");
    let index = sealer.index(ID_NUMBER, "330299201201010018");
    assert_eq!(index.len(), 22);
    assert_eq!(sealer.index(ID_NUMBER.at(3), "330299201201010018"), index);
    assert_ne!(sealer.index(ROLL_NUMBER, "330299201201010018"), index);
    assert_ne!(testing::sealer("yuyao").index(ID_NUMBER, "330299201201010018"), index);
}

proptest! {
    #[test]
    fn any_text_comes_back_and_no_two_ciphertexts_are_alike(plain in ".{0,60}", row in any::<i64>()) {
        let sealer = testing::sealer("cixi");
        let (one, two) = (sealer.seal(ID_NUMBER.at(row), &plain), sealer.seal(ID_NUMBER.at(row), &plain));
        prop_assert_ne!(&one, &two);
        let opened = sealer.open(ID_NUMBER.at(row), &one).unwrap();
        prop_assert_eq!(opened.open(), &plain);
    }

    #[test]
    fn no_changed_character_goes_unnoticed(plain in "[0-9X]{1,24}", at in any::<prop::sample::Index>()) {
        let sealer = testing::sealer("cixi");
        let mut text = sealer.seal(ID_NUMBER, &plain).into_bytes();
        let at = at.index(text.len());
        text[at] = if text[at] == b'A' { b'B' } else { b'A' };
        prop_assert!(sealer.open(ID_NUMBER, std::str::from_utf8(&text).unwrap()).is_err());
    }
}

/// A folder that is gone with the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("xueyu-seal-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn a_new_key_seals_what_is_new_and_the_old_ones_open_what_is_old() {
    let folder = Folder::new("rotate");
    let path = folder.0.join("keys.toml");
    let sealer = Sealer::new("cixi", Arc::new(KeyFile::create(&path).unwrap())).unwrap();
    let old = sealer.seal(ID_NUMBER, "1");
    let index = sealer.index(ID_NUMBER, "1");

    // As `xueyu` in another process does while the server runs.
    assert_eq!(KeyFile::open(&path).unwrap().add_key().unwrap(), "k2");
    let other = Sealer::new("cixi", Arc::new(KeyFile::open(&path).unwrap())).unwrap();
    let new = other.seal(ID_NUMBER, "2");
    assert!(new.starts_with("k2."));
    assert_eq!(sealer.open(ID_NUMBER, &new).unwrap().open(), "2");

    // Having met the new key, the server uses it too.
    assert!(sealer.needs_rotation(&old) && !sealer.needs_rotation(&new));
    let fresh = sealer.reseal(ID_NUMBER, &old).unwrap().unwrap();
    assert!(fresh.starts_with("k2."));
    assert_eq!(sealer.reseal(ID_NUMBER, &fresh), Ok(None));
    assert_eq!(sealer.open(ID_NUMBER, &fresh).unwrap().open(), "1");
    assert_eq!(sealer.index(ID_NUMBER, "1"), index, "what was indexed is still found");
}

#[test]
fn a_key_file_is_its_owners_alone_and_never_overwritten() {
    let folder = Folder::new("file");
    let path = folder.0.join("keys.toml");
    KeyFile::create(&path).unwrap();
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(matches!(KeyFile::create(&path), Err(KeyError::Exists(_))));
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    assert!(matches!(KeyFile::open(&path), Err(KeyError::Exposed(_))));
}

#[test]
fn a_broken_key_file_is_named_without_its_secrets() {
    let folder = Folder::new("broken");
    let path = folder.0.join("keys.toml");
    for text in [
        "current = \"k1\"\nindex = \"k1\"\nkeys = { k1 = \"c2hvcnQ\" }",
        "current = \"k2\"\nindex = \"k1\"\nkeys = { k1 = \"c2hvcnQ\" }",
        "current = \"k.1\"\nindex = \"k.1\"\nkeys = { \"k.1\" = \"c2hvcnQ\" }",
        "keys = { k1 = \"c2hvcnQ\"",
    ] {
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        let error = KeyFile::open(&path).unwrap_err();
        assert!(matches!(error, KeyError::Malformed { .. }), "{error}");
        assert!(!error.to_string().contains("c2hvcnQ"), "{error}");
    }
}

const NOTE: Field = Field::new("test.note");

/// A module with one sealed column.
const NOTES: crate::Module = crate::Module {
    name: "notes",
    sealed: &[crate::sealed_column!(NOTE, "test_note", "sealed")],
    ..crate::Module::BARE
};

async fn notes(db: &db::Db) -> Vec<(i64, String)> {
    let found: Result<_, db::Error> =
        db::read!(db, "notes", |tx| { super::store::page(tx, &NOTES.sealed[0], 0, 10_000).await });
    found.unwrap()
}

#[tokio::test]
async fn everything_is_sealed_anew_with_the_new_key_and_what_does_not_open_stays() {
    db::testing::on_each(crate::MIGRATIONS, async |db| {
        let folder = Folder::new("job");
        let path = folder.0.join(format!("{}.toml", COUNT.fetch_add(1, Relaxed)));
        let keys = Arc::new(KeyFile::create(&path).unwrap());
        let sealer = Sealer::new("cixi", keys).unwrap();
        let made = db::Migration {
            name: "0001_notes",
            sql: "CREATE TABLE test_note (id BIGINT NOT NULL PRIMARY KEY, sealed TEXT)",
        };
        db.migrate("notes", &[made]).await.unwrap();
        let rows: Vec<(i64, Option<String>)> = (1..=1200)
            .map(|row| (row, (row % 3 > 0).then(|| sealer.seal(NOTE.at(row), &row.to_string()))))
            .chain([(2000, Some("k1.bm90IHNlYWxlZA".to_owned()))])
            .collect();
        let added: Result<u64, db::Error> = db::write!(db, "notes", |tx| {
            let rows = rows.iter().map(|it| db::row![it.0, it.1]);
            tx.bulk("INSERT INTO test_note (id, sealed)", "", rows).await
        });
        added.unwrap();
        let service = sealer.clone();
        let modules = [crate::MODULE, NOTES];
        let house = House::new(db.clone(), &modules, |cell| cell.with(service)).await;
        KeyFile::open(&path).unwrap().add_key().unwrap();
        let ordered: Result<_, db::Error> =
            crate::act!(house.system(), "seal.rotate", |act| { super::order_rotation(act).await });
        ordered.unwrap();
        let worker = Worker {
            cell: house.cell.clone(),
            clock: house.clock.clone(),
            ids: house.ids.clone(),
            kinds: Arc::new(Kinds::new([&super::ROTATE])),
        };
        assert_eq!(worker.run_all().await.unwrap(), 1);
        let after = notes(&db).await;
        assert_eq!(after.len(), 801);
        for (row, text) in &after[..800] {
            assert!(text.starts_with("k2."), "{row}: {text}");
            assert_eq!(sealer.open(NOTE.at(*row), text).unwrap().open(), &row.to_string());
        }
        assert_eq!(after[800].1, "k1.bm90IHNlYWxlZA");
        let told: Result<Option<String>, db::Error> = db::read!(db, "job", |tx| {
            tx.one("SELECT result FROM job", &[], |row| row.get("result")).await
        });
        let told = told.unwrap().unwrap();
        assert!(told.contains("用密钥 k2 重新加密了 800 条;1 条打不开"), "{told}");
    })
    .await;
}
