//! The other side of the channels: an SMTP server and an HTTP server, on ports of their own.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use baedal_testkit::wait_until;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufStream};
use tokio::net::{TcpListener, TcpStream};

const PATIENCE: Duration = Duration::from_secs(30);

/// An e-mail as the server got it.
#[derive(Debug, Clone)]
pub(crate) struct Mail {
    pub(crate) to: String,
    data: String,
}

impl Mail {
    pub(crate) fn header(&self, name: &str) -> String {
        let (head, _) = self.data.split_once("\r\n\r\n").expect("a head");
        let unfolded = head.replace("\r\n ", " ");
        let start = format!("{name}: ");
        let line = unfolded.lines().find_map(|line| line.strip_prefix(&start));
        let words = line.expect("the header").split(' ').map(|word| {
            let encoded = word
                .strip_prefix("=?utf-8?b?")
                .and_then(|it| it.strip_suffix("?="));
            encoded.map_or_else(|| format!("{word} "), decoded)
        });
        words.collect::<String>().trim().to_owned()
    }

    pub(crate) fn text(&self) -> String {
        let (_, body) = self.data.split_once("\r\n\r\n").expect("a body");
        match &*self.header("Content-Transfer-Encoding") {
            "base64" => decoded(&body.replace("\r\n", "")),
            _ => body.to_owned(),
        }
    }
}

fn decoded(text: &str) -> String {
    let bytes = BASE64_STANDARD.decode(text).expect("base64");
    String::from_utf8(bytes).expect("UTF-8")
}

/// A small SMTP server. It refuses recipients whose name begins with `nobody`.
#[derive(Clone)]
pub(crate) struct MailServer {
    pub(crate) port: u16,
    down: Arc<AtomicBool>,
    mails: Arc<Mutex<Vec<Mail>>>,
}

impl MailServer {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let server = Self {
            port: listener.local_addr().expect("an address").port(),
            down: Arc::default(),
            mails: Arc::default(),
        };
        let serving = server.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let server = serving.clone();
                tokio::spawn(async move { server.talk(stream).await });
            }
        });
        server
    }

    /// From now on, hangs up on whoever calls; or no longer.
    pub(crate) fn set_down(&self, down: bool) {
        self.down.store(down, Ordering::SeqCst);
    }

    pub(crate) fn mails(&self) -> Vec<Mail> {
        self.mails.lock().expect("nobody panics in here").clone()
    }

    pub(crate) async fn got(&self, count: usize) -> Vec<Mail> {
        wait_until(PATIENCE, async || {
            Some(self.mails()).filter(|mails| mails.len() >= count)
        })
        .await
    }

    async fn talk(&self, stream: TcpStream) -> Option<()> {
        let mut stream = BufStream::new(stream);
        say(&mut stream, "220 sink").await?;
        let mut to = String::new();
        while let Some(line) = self.hear(&mut stream).await {
            let command = line.to_ascii_uppercase();
            if command.starts_with("EHLO") {
                say(&mut stream, "250-sink\r\n250 8BITMIME").await?;
            } else if command.starts_with("RCPT TO:<NOBODY") {
                say(&mut stream, "550 5.1.1 no such mailbox").await?;
            } else if command.starts_with("RCPT TO:") {
                to = line["RCPT TO:".len()..].trim_matches(['<', '>']).to_owned();
                say(&mut stream, "250 fine").await?;
            } else if command == "DATA" {
                say(&mut stream, "354 go on").await?;
                let mut data = String::new();
                loop {
                    let line = self.hear(&mut stream).await?;
                    if line == "." {
                        break;
                    }
                    data.push_str(line.strip_prefix('.').unwrap_or(&line));
                    data.push_str("\r\n");
                }
                let mail = Mail {
                    to: to.clone(),
                    data,
                };
                self.mails.lock().expect("nobody panics in here").push(mail);
                say(&mut stream, "250 taken").await?;
            } else if command == "QUIT" {
                say(&mut stream, "221 bye").await?;
                return None;
            } else {
                say(&mut stream, "250 fine").await?;
            }
        }
        None
    }

    async fn hear(&self, stream: &mut BufStream<TcpStream>) -> Option<String> {
        let mut line = String::new();
        let read = stream.read_line(&mut line).await.ok()?;
        let line = line.trim_end_matches(['\r', '\n']).to_owned();
        (read > 0 && !self.down.load(Ordering::SeqCst)).then_some(line)
    }
}

async fn say(stream: &mut BufStream<TcpStream>, line: &str) -> Option<()> {
    stream.write_all(line.as_bytes()).await.ok()?;
    stream.write_all(b"\r\n").await.ok()?;
    stream.flush().await.ok()
}

/// A request as the server got it.
#[derive(Debug, Clone)]
pub(crate) struct Posted {
    pub(crate) path: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Posted {
    pub(crate) fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name).expect("the header");
        value.to_str().expect("text")
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).expect("JSON")
    }
}

/// An HTTP server that answers with the status that the path ends with, the first time if the path
/// begins with `/flaky`; with 204 otherwise. `/hang` is never answered.
#[derive(Clone)]
pub(crate) struct HttpServer {
    pub(crate) port: u16,
    posted: Arc<Mutex<Vec<Posted>>>,
}

impl HttpServer {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let server = Self {
            port: listener.local_addr().expect("an address").port(),
            posted: Arc::default(),
        };
        let router = Router::new().fallback(take).with_state(server.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        server
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    pub(crate) fn posted(&self) -> Vec<Posted> {
        self.posted.lock().expect("nobody panics in here").clone()
    }

    pub(crate) async fn got(&self, count: usize) -> Vec<Posted> {
        wait_until(PATIENCE, async || {
            Some(self.posted()).filter(|posted| posted.len() >= count)
        })
        .await
    }
}

async fn take(
    State(server): State<HttpServer>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let path = uri.path().to_owned();
    let before = {
        let mut posted = server.posted.lock().expect("nobody panics in here");
        posted.push(Posted {
            path: path.clone(),
            headers,
            body,
        });
        posted.iter().filter(|it| it.path == path).count() - 1
    };
    if path == "/hang" {
        std::future::pending::<()>().await;
    }
    let status = path.rsplit('/').next().and_then(|it| it.parse().ok());
    let status = status.filter(|_| !path.starts_with("/flaky") || before < 2);
    let status = status.unwrap_or(StatusCode::NO_CONTENT);
    (status, [(header::LOCATION, "/elsewhere")]).into_response()
}
