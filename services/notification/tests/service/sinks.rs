//! The other side of the channels: an SMTP server and an HTTP server, on ports of their own.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::serve::Listener;
use baedal_notification::config::SmtpTls;
use baedal_testkit::wait_until;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use mail_parser::MessageParser;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufStream};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

const PATIENCE: Duration = Duration::from_secs(30);

/// An e-mail as the server got it.
#[derive(Debug, Clone)]
pub(crate) struct Mail {
    pub(crate) to: String,
    data: String,
}

impl Mail {
    /// As it came over the wire, dots unstuffed.
    pub(crate) fn data(&self) -> &str {
        &self.data
    }

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
        let message = MessageParser::default().parse(&self.data);
        let message = message.expect("a message");
        message.body_text(0).expect("a text").into_owned()
    }
}

fn decoded(text: &str) -> String {
    let bytes = BASE64_STANDARD.decode(text).expect("base64");
    String::from_utf8(bytes).expect("UTF-8")
}

/// How a mail server is to be spoken to.
#[derive(Clone, Default)]
pub(crate) struct Manners {
    /// With this certificate, from the first byte or by STARTTLS.
    pub(crate) tls: Option<(TlsAcceptor, SmtpTls)>,
    /// By nobody who does not log in so: user, password.
    pub(crate) login: Option<(&'static str, &'static str)>,
}

/// A small SMTP server. It refuses recipients whose name begins with `nobody`.
#[derive(Clone)]
pub(crate) struct MailServer {
    pub(crate) port: u16,
    manners: Manners,
    down: Arc<AtomicBool>,
    mails: Arc<Mutex<Vec<Mail>>>,
}

impl MailServer {
    pub(crate) async fn start() -> Self {
        Self::start_with(Manners::default()).await
    }

    pub(crate) async fn start_with(manners: Manners) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let server = Self {
            port: listener.local_addr().expect("an address").port(),
            manners,
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
        match &self.manners.tls {
            Some((acceptor, SmtpTls::Implicit)) => {
                let mut stream = BufStream::new(acceptor.accept(stream).await.ok()?);
                say(&mut stream, "220 sink").await?;
                self.take(&mut stream, "8BITMIME").await.map(drop)
            }
            Some((acceptor, _)) => {
                let mut stream = BufStream::new(stream);
                say(&mut stream, "220 sink").await?;
                self.take(&mut stream, "STARTTLS").await?;
                let stream = acceptor.accept(stream.into_inner()).await.ok()?;
                self.take(&mut BufStream::new(stream), "8BITMIME")
                    .await
                    .map(drop)
            }
            None => {
                let mut stream = BufStream::new(stream);
                say(&mut stream, "220 sink").await?;
                self.take(&mut stream, "8BITMIME").await.map(drop)
            }
        }
    }

    /// Takes mails, until TLS is asked for.
    async fn take<S>(&self, stream: &mut BufStream<S>, offer: &str) -> Option<()>
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        let mut to = String::new();
        let mut is_known = self.manners.login.is_none();
        while let Some(line) = self.hear(stream).await {
            let command = line.to_ascii_uppercase();
            if command.starts_with("EHLO") {
                let login = self.manners.login.map_or("", |_| "250-AUTH PLAIN\r\n");
                say(stream, &format!("250-sink\r\n{login}250 {offer}")).await?;
            } else if command == "STARTTLS" {
                say(stream, "220 go on").await?;
                return Some(());
            } else if let Some(plain) = line.strip_prefix("AUTH PLAIN ") {
                let (user, password) = self.manners.login?;
                is_known = decoded(plain) == format!("\0{user}\0{password}");
                let answer = if is_known {
                    "235 welcome"
                } else {
                    "535 5.7.8 who are you"
                };
                say(stream, answer).await?;
            } else if command.starts_with("RCPT TO:<NOBODY") {
                say(stream, "550 5.1.1 no such mailbox").await?;
            } else if command.starts_with("RCPT TO:") {
                to = line["RCPT TO:".len()..].trim_matches(['<', '>']).to_owned();
                say(stream, "250 fine").await?;
            } else if command == "DATA" && is_known && offer != "STARTTLS" {
                say(stream, "354 go on").await?;
                let mut data = String::new();
                loop {
                    let line = self.hear(stream).await?;
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
                say(stream, "250 taken").await?;
            } else if command == "DATA" {
                say(stream, "530 5.7.0 not like this").await?;
            } else if command == "QUIT" {
                say(stream, "221 bye").await?;
                return None;
            } else {
                say(stream, "250 fine").await?;
            }
        }
        None
    }

    async fn hear<S>(&self, stream: &mut BufStream<S>) -> Option<String>
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        let mut line = String::new();
        let read = stream.read_line(&mut line).await.ok()?;
        let line = line.trim_end_matches(['\r', '\n']).to_owned();
        (read > 0 && !self.down.load(Ordering::SeqCst)).then_some(line)
    }
}

async fn say<S>(stream: &mut BufStream<S>, line: &str) -> Option<()>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    stream.write_all(line.as_bytes()).await.ok()?;
    stream.write_all(b"\r\n").await.ok()?;
    stream.flush().await.ok()
}

/// A request as the server got it.
#[derive(Debug, Clone)]
pub(crate) struct Posted {
    pub(crate) at: Instant,
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
/// begins with `/flaky`; with 204 otherwise. `/hang` is never answered. What the query asks as `retry-after` is asked in
/// the answer.
#[derive(Clone)]
pub(crate) struct HttpServer {
    pub(crate) port: u16,
    scheme: &'static str,
    posted: Arc<Mutex<Vec<Posted>>>,
}

impl HttpServer {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let server = Self {
            port: listener.local_addr().expect("an address").port(),
            scheme: "http",
            posted: Arc::default(),
        };
        let router = Router::new().fallback(take).with_state(server.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        server
    }

    /// One of https.
    pub(crate) async fn start_with(acceptor: TlsAcceptor) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let server = Self {
            port: listener.local_addr().expect("an address").port(),
            scheme: "https",
            posted: Arc::default(),
        };
        let router = Router::new().fallback(take).with_state(server.clone());
        let listener = Encrypted { listener, acceptor };
        tokio::spawn(async move { axum::serve(listener, router).await });
        server
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}://127.0.0.1:{}{path}", self.scheme, self.port)
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

/// Takes connections that are encrypted, and hangs up on others.
struct Encrypted {
    listener: TcpListener,
    acceptor: TlsAcceptor,
}

impl Listener for Encrypted {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        loop {
            let (stream, address) = self.listener.accept().await.expect("a connection");
            if let Ok(stream) = self.acceptor.accept(stream).await {
                return (stream, address);
            }
        }
    }

    fn local_addr(&self) -> std::io::Result<SocketAddr> {
        self.listener.local_addr()
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
            at: Instant::now(),
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
    let mut answer = (status, [(header::LOCATION, "/elsewhere")]).into_response();
    let asked = uri.query().and_then(|it| it.strip_prefix("retry-after="));
    if let Some(asked) = asked.map(|it| it.replace("%20", " ")) {
        let asked = asked.parse().expect("a header");
        answer.headers_mut().insert(header::RETRY_AFTER, asked);
    }
    answer
}
