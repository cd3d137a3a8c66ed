//! A small real service that does what a test tells it to, by the text of the request.

use std::{
    convert::Infallible,
    net::SocketAddr,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use baedal_runtime::{
    BoxError, Process, ProcessConfig, Running, Service,
    config::Settings,
    grpc::{Deadline, Grpc},
    launch,
    trace::current_traceparent,
};
use futures_util::{
    StreamExt,
    future::{BoxFuture, Ready, ready},
    stream::{self, BoxStream},
};
use http::{Request, Response};
use prost::Message;
use prost_types::{
    DescriptorProto, FieldDescriptorProto, FileDescriptorProto, FileDescriptorSet,
    MethodDescriptorProto, ServiceDescriptorProto,
    field_descriptor_proto::{Label, Type},
};
use serde::{Deserialize, Serialize};
use tokio::sync::Notify;
use tonic::{Status, body::Body, server::NamedService, transport::Channel};
use tonic_prost::ProstCodec;

#[derive(Clone, PartialEq, Message)]
pub(crate) struct Text {
    #[prost(string, tag = "1")]
    pub(crate) text: String,
}

/// What the test holds of a service it started.
pub(crate) struct Echo {
    pub(crate) running: Running,
    /// A call that said `hold` has arrived.
    pub(crate) held: Arc<Notify>,
    /// Lets it go on.
    pub(crate) release: Arc<Notify>,
    pub(crate) client: Client,
}

impl Echo {
    pub(crate) async fn start() -> Self {
        Self::with(|_| {}).await
    }

    pub(crate) async fn with(change: impl FnOnce(&mut ProcessConfig)) -> Self {
        let mut process = ProcessConfig::for_tests();
        change(&mut process);
        let service = EchoConfig::default();
        let (held, release) = (service.held.clone(), service.release.clone());
        let running = launch::<EchoService>(Settings { process, service })
            .await
            .expect("it starts");
        let client = Client::to(running.address("grpc").expect("it serves gRPC"));
        Self {
            running,
            held,
            release,
            client,
        }
    }

    /// Asks the admin port, and returns status line and body.
    pub(crate) async fn admin(&self, path: &str) -> String {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};

        let address = self
            .running
            .address("admin")
            .expect("there is an admin port");
        let mut stream = tokio::net::TcpStream::connect(address)
            .await
            .expect("it listens");
        let request = format!("GET {path} HTTP/1.1\r\nhost: test\r\nconnection: close\r\n\r\n");
        stream
            .write_all(request.as_bytes())
            .await
            .expect("it reads");
        let mut answer = String::new();
        stream
            .read_to_string(&mut answer)
            .await
            .expect("it answers");
        answer
    }
}

#[derive(Clone)]
pub(crate) struct Client {
    pub(crate) channel: Channel,
}

impl Client {
    pub(crate) fn to(address: SocketAddr) -> Self {
        let channel = tonic::transport::Endpoint::from_shared(format!("http://{address}"))
            .expect("an address is an endpoint")
            .connect_lazy();
        Self { channel }
    }

    pub(crate) async fn say(&self, text: &str) -> Result<String, Status> {
        self.send(tonic::Request::new(Text {
            text: text.to_owned(),
        }))
        .await
    }

    pub(crate) async fn watch(
        &self,
        request: tonic::Request<Text>,
    ) -> Result<tonic::Streaming<Text>, Status> {
        let mut grpc = tonic::client::Grpc::new(self.channel.clone());
        grpc.ready()
            .await
            .map_err(|error| Status::from_error(error.into()))?;
        let path = http::uri::PathAndQuery::from_static("/test.v1.Echo/Watch");
        let codec = ProstCodec::<Text, Text>::default();
        let answer = grpc.server_streaming(request, path, codec).await?;
        Ok(answer.into_inner())
    }

    pub(crate) async fn send(&self, request: tonic::Request<Text>) -> Result<String, Status> {
        send_through(self.channel.clone(), request).await
    }
}

pub(crate) async fn send_through<S>(
    service: S,
    request: tonic::Request<Text>,
) -> Result<String, Status>
where
    S: tonic::client::GrpcService<Body>,
    S::ResponseBody: http_body::Body<Data = bytes::Bytes> + Send + 'static,
    <S::ResponseBody as http_body::Body>::Error: Into<BoxError>,
{
    let mut grpc = tonic::client::Grpc::new(service);
    grpc.ready()
        .await
        .map_err(|error| Status::from_error(error.into()))?;
    let path = http::uri::PathAndQuery::from_static("/test.v1.Echo/Say");
    let answer = grpc
        .unary(request, path, ProstCodec::<Text, Text>::default())
        .await?;
    Ok(answer.into_inner().text)
}

pub(crate) struct EchoService;

#[derive(Clone, Default, Deserialize, Serialize)]
pub(crate) struct EchoConfig {
    #[serde(skip)]
    held: Arc<Notify>,
    #[serde(skip)]
    release: Arc<Notify>,
}

impl Service for EchoService {
    const NAME: &'static str = "baedal-echo";
    type Config = EchoConfig;

    async fn migrate(_config: EchoConfig) -> Result<(), BoxError> {
        Ok(())
    }

    async fn start(config: EchoConfig, process: &mut Process) -> Result<(), BoxError> {
        process
            .serve(Grpc::new(descriptors()).add_service(Handler(config)))
            .await
    }
}

#[derive(Clone)]
struct Handler(EchoConfig);

impl NamedService for Handler {
    const NAME: &'static str = "test.v1.Echo";
}

impl tower::Service<Request<Body>> for Handler {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Response<Body>, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let say = Say(self.0.clone());
        let watches = request.uri().path().ends_with("/Watch");
        Box::pin(async move {
            if watches {
                let mut stream = tonic::server::Grpc::new(ProstCodec::default());
                return Ok(stream.server_streaming(Watch, request).await);
            }
            Ok(tonic::server::Grpc::new(ProstCodec::default())
                .unary(say, request)
                .await)
        })
    }
}

struct Say(EchoConfig);

impl tonic::server::UnaryService<Text> for Say {
    type Response = Text;
    type Future = BoxFuture<'static, Result<tonic::Response<Text>, Status>>;

    fn call(&mut self, request: tonic::Request<Text>) -> Self::Future {
        let config = self.0.clone();
        Box::pin(async move {
            let deadline = Deadline::of(&request).expect("the guard was passed");
            let here = request.local_addr();
            let text = match request.into_inner().text.as_str() {
                "panic" => panic!("told to"),
                "hold" => {
                    config.held.notify_one();
                    config.release.notified().await;
                    "let go".to_owned()
                }
                "for ever" => std::future::pending().await,
                "where" => here.expect("an address").ip().to_string(),
                "deadline" => deadline.remaining().as_millis().to_string(),
                "traceparent" => current_traceparent().unwrap_or_default(),
                other => other.to_owned(),
            };
            Ok(tonic::Response::new(Text { text }))
        })
    }
}

/// Says once what it was asked, and then nothing more, without an end.
struct Watch;

impl tonic::server::ServerStreamingService<Text> for Watch {
    type Response = Text;
    type ResponseStream = BoxStream<'static, Result<Text, Status>>;
    type Future = Ready<Result<tonic::Response<Self::ResponseStream>, Status>>;

    fn call(&mut self, request: tonic::Request<Text>) -> Self::Future {
        let first = stream::once(ready(Ok(request.into_inner())));
        ready(Ok(tonic::Response::new(
            first.chain(stream::pending()).boxed(),
        )))
    }
}

/// What a contract's compiler would have made of `test.v1.Echo`.
fn descriptors() -> &'static [u8] {
    let text = FieldDescriptorProto {
        name: Some("text".to_owned()),
        number: Some(1),
        label: Some(Label::Optional.into()),
        r#type: Some(Type::String.into()),
        ..Default::default()
    };
    let say = MethodDescriptorProto {
        name: Some("Say".to_owned()),
        input_type: Some(".test.v1.Text".to_owned()),
        output_type: Some(".test.v1.Text".to_owned()),
        ..Default::default()
    };
    let watch = MethodDescriptorProto {
        name: Some("Watch".to_owned()),
        server_streaming: Some(true),
        ..say.clone()
    };
    let echo = |name: &str| ServiceDescriptorProto {
        name: Some(name.to_owned()),
        method: vec![say.clone(), watch.clone()],
        ..Default::default()
    };
    let file = FileDescriptorProto {
        name: Some("test/v1/echo.proto".to_owned()),
        package: Some("test.v1".to_owned()),
        message_type: vec![DescriptorProto {
            name: Some("Text".to_owned()),
            field: vec![text],
            ..Default::default()
        }],
        // The second is in the contracts too, and served by somebody else.
        service: vec![echo("Echo"), echo("Elsewhere")],
        syntax: Some("proto3".to_owned()),
        ..Default::default()
    };
    FileDescriptorSet { file: vec![file] }
        .encode_to_vec()
        .leak()
}

/// A request with a deadline.
pub(crate) fn within(duration: Duration, text: &str) -> tonic::Request<Text> {
    let mut request = tonic::Request::new(Text {
        text: text.to_owned(),
    });
    request.set_timeout(duration);
    request
}
