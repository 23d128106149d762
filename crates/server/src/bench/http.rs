//! A browser's side of HTTP/1.1, as little as a measurement needs: one connection that is kept
//! open, one request at a time, the whole answer read.

use std::{io, net::SocketAddr};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

/// One connection with one cookie.
pub(super) struct Client {
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// An answer.
pub(super) struct Answer {
    /// Its status.
    pub(super) status: u16,
    /// Its head, as text.
    pub(super) head: String,
    /// Its body.
    pub(super) body: Vec<u8>,
}

impl Answer {
    /// The value of field `name` in the first form that has it.
    pub(super) fn field(&self, name: &str) -> Option<String> {
        let page = String::from_utf8_lossy(&self.body);
        let rest = &page[page.find(&format!("name=\"{name}\""))?..];
        let value = rest[..rest.find('>')?].split_once("value=\"")?.1;
        Some(value.split_once('"')?.0.to_owned())
    }

    /// The cookie that was set, as `name=value`.
    pub(super) fn cookie(&self) -> Option<String> {
        let line =
            self.head.lines().find(|it| it.to_ascii_lowercase().starts_with("set-cookie:"))?;
        Some(line.split_once(':')?.1.split(';').next()?.trim().to_owned())
    }
}

impl Client {
    /// Opens a connection.
    pub(super) async fn open(address: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: Vec::with_capacity(64 << 10) })
    }

    /// Gets `path`.
    pub(super) async fn get(&mut self, path: &str, cookie: &str) -> io::Result<Answer> {
        let request = format!("GET {path} HTTP/1.1\r\nhost: bench\r\ncookie: {cookie}\r\n\r\n");
        self.exchange(request.as_bytes()).await
    }

    /// Posts `form`, escaped already, to `path`.
    pub(super) async fn post(
        &mut self,
        path: &str,
        cookie: &str,
        form: &str,
    ) -> io::Result<Answer> {
        let request = format!(
            "POST {path} HTTP/1.1\r\nhost: bench\r\ncookie: {cookie}\r\n\
             content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{form}",
            form.len()
        );
        self.exchange(request.as_bytes()).await
    }

    async fn exchange(&mut self, request: &[u8]) -> io::Result<Answer> {
        self.stream.write_all(request).await?;
        self.buffer.clear();
        loop {
            if self.stream.read_buf(&mut self.buffer).await? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            if let Some(answer) = whole(&self.buffer)? {
                return Ok(answer);
            }
        }
    }
}

/// The answer in `bytes`, once all of it is there.
fn whole(bytes: &[u8]) -> io::Result<Option<Answer>> {
    let Some(end) = bytes.windows(4).position(|it| it == b"\r\n\r\n") else { return Ok(None) };
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let length = head.lines().find_map(|it| {
        let (name, value) = it.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>())?.ok()
    });
    let broken = || io::Error::other("an answer without a length or status");
    let length = length.ok_or_else(broken)?;
    if bytes.len() < end + 4 + length {
        return Ok(None);
    }
    let status = head.split(' ').nth(1).and_then(|it| it.parse().ok()).ok_or_else(broken)?;
    Ok(Some(Answer { status, head, body: bytes[end + 4..end + 4 + length].to_vec() }))
}
