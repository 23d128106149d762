//! A bucket that speaks S3, played by a few lines here: keeps what is put under signed addresses.

use std::{
    collections::HashMap,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex, PoisonError},
};

use crate::files::{Bucket, BucketConfig, Shelf};

type Kept = Arc<Mutex<HashMap<String, Vec<u8>>>>;

/// Answers on a port of its own until the test's process ends.
fn play() -> (String, Kept) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    let kept = Kept::default();
    let shared = kept.clone();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            // A client that hangs up is the client's matter.
            let _ = answer(&stream, &shared);
        }
    });
    (address, kept)
}

fn answer(stream: &TcpStream, kept: &Kept) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream);
    let mut first = String::new();
    reader.read_line(&mut first)?;
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let line = line.trim().to_ascii_lowercase();
        if line.is_empty() {
            break;
        }
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().unwrap_or(0);
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let mut words = first.split(' ');
    let (method, target) = (words.next().unwrap_or(""), words.next().unwrap_or(""));
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let signed = query.contains("X-Amz-Signature=") && query.contains("X-Amz-Credential=reader%2F");
    let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
    let (status, body) = match method {
        _ if !signed => ("403 Forbidden", Vec::new()),
        "PUT" => {
            kept.insert(path.to_owned(), body);
            ("200 OK", Vec::new())
        }
        "GET" => match kept.get(path) {
            Some(bytes) => ("200 OK", bytes.clone()),
            None => ("404 Not Found", Vec::new()),
        },
        "DELETE" => {
            kept.remove(path);
            ("204 No Content", Vec::new())
        }
        _ => ("405 Method Not Allowed", Vec::new()),
    };
    let mut stream = stream;
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    )?;
    stream.write_all(&body)
}

#[tokio::test]
async fn a_bucket_keeps_gives_and_drops_what_is_asked_under_a_signature() {
    let (endpoint, kept) = play();
    let config = BucketConfig {
        endpoint,
        region: "cn-hangzhou".to_owned(),
        name: "xueyu".to_owned(),
        in_path: true,
        access_key: "reader".to_owned(),
        secret_file: String::new(),
    };
    let shelf = Shelf::Bucket(Bucket::new(&config, "secret\n", "cixi").expect("a bucket"));
    shelf.put("con_1", b"sealed".to_vec()).await.expect("put");
    let lies: Vec<String> =
        kept.lock().unwrap_or_else(PoisonError::into_inner).keys().cloned().collect();
    assert_eq!(lies, ["/xueyu/cixi/con_1"]);
    assert_eq!(shelf.get("con_1").await.expect("got"), b"sealed");
    shelf.remove("con_1").await.expect("removed");
    shelf.remove("con_1").await.expect("what is not there is no error");
    let gone = shelf.get("con_1").await.expect_err("not there");
    assert_eq!(gone.kind(), std::io::ErrorKind::NotFound);
}

#[tokio::test]
async fn a_bucket_that_does_not_answer_is_told_without_its_address() {
    let config = BucketConfig {
        endpoint: "http://127.0.0.1:1".to_owned(),
        region: "cn-hangzhou".to_owned(),
        name: "xueyu".to_owned(),
        in_path: true,
        access_key: "reader".to_owned(),
        secret_file: String::new(),
    };
    let shelf = Shelf::Bucket(Bucket::new(&config, "secret", "cixi").expect("a bucket"));
    let error = shelf.get("con_1").await.expect_err("nobody answers");
    assert!(!error.to_string().contains("Signature"), "{error}");
}
