//! A line to the gateway, for the tools that speak to a running system as anybody would.

use std::time::Duration;

use anyhow::Context;
use baedal_proto::identity::v1::identity_service_client::IdentityServiceClient;
use baedal_proto::identity::v1::{IssueTokenRequest, Role};
use tonic::metadata::{Ascii, MetadataValue};
use tonic::service::Interceptor;
use tonic::service::interceptor::InterceptedService;
use tonic::transport::{Channel, Endpoint};
use tonic::{Code, Request, Status};

const CONNECT_LIMIT: Duration = Duration::from_secs(5);
const CALL_LIMIT: Duration = Duration::from_secs(10);
/// How often a gateway that is too busy is asked for a token.
const ASKS: u32 = 20;
const BUSY_PAUSE: Duration = Duration::from_millis(250);

/// A connection whose every call carries a token.
pub type Line = InterceptedService<Channel, Bearer>;

/// Adds the caller's token to a call.
#[derive(Clone)]
pub struct Bearer(MetadataValue<Ascii>);

impl Interceptor for Bearer {
    fn call(&mut self, mut request: Request<()>) -> Result<Request<()>, Status> {
        request
            .metadata_mut()
            .insert("authorization", self.0.clone());
        Ok(request)
    }
}

/// The address as a URL: `host:port` is one without its beginning.
pub fn url(gateway: &str) -> String {
    if gateway.contains("://") {
        gateway.to_owned()
    } else {
        format!("http://{gateway}")
    }
}

/// A connection of its own; every call has a deadline.
pub async fn connect(gateway: &str) -> anyhow::Result<Channel> {
    Endpoint::from_shared(url(gateway))
        .context("the gateway's address")?
        .connect_timeout(CONNECT_LIMIT)
        .timeout(CALL_LIMIT)
        .connect()
        .await
        .with_context(|| format!("no gateway answers at {gateway}: is it running? (`make run`)"))
}

/// A line that shows `token`.
pub fn with_token(channel: Channel, token: &str) -> anyhow::Result<Line> {
    let bearer = Bearer(format!("Bearer {token}").parse().context("the token")?);
    Ok(InterceptedService::new(channel, bearer))
}

/// A line for `subject`, with a token of the gateway's own issuer.
pub async fn as_subject(
    gateway: &str,
    subject: &str,
    role: Role,
    validity: Duration,
) -> anyhow::Result<Line> {
    let channel = connect(gateway).await?;
    let request = IssueTokenRequest {
        subject: subject.to_owned(),
        roles: vec![role.into()],
        ttl: Some(validity.try_into()?),
    };
    let mut identity = IdentityServiceClient::new(channel.clone());
    let mut asks = 1;
    let token = loop {
        match identity.issue_token(request.clone()).await {
            Ok(answer) => break answer.into_inner().token,
            Err(status) if is_busy(&status) && asks < ASKS => {
                asks += 1;
                tokio::time::sleep(BUSY_PAUSE).await;
            }
            Err(status) => {
                return Err(status).context(
                    "the gateway issues no token (it does in development, and nowhere else)",
                );
            }
        }
    };
    with_token(channel, &token)
}

/// Whether the same call may well go through a moment later.
pub fn is_busy(status: &Status) -> bool {
    matches!(
        status.code(),
        Code::Unavailable | Code::ResourceExhausted | Code::DeadlineExceeded | Code::Cancelled
    )
}
