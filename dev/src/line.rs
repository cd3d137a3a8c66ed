//! A line to the gateway, for the tools that speak to a running system as anybody would.

use std::time::Duration;

use anyhow::Context;
use baedal_proto::identity::v1::identity_service_client::IdentityServiceClient;
use baedal_proto::identity::v1::{IssueTokenRequest, Role};
use baedal_sdk::{ErrorDetail, Gateway};
use tonic::metadata::{Ascii, MetadataValue};
use tonic::service::Interceptor;
use tonic::service::interceptor::InterceptedService;
use tonic::transport::{Channel, Endpoint};
use tonic::{Request, Status};

/// How often a gateway that is too busy is asked for a token.
const ASKS: u32 = 20;
/// How long a call that may pass is left alone where the server does not say.
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

/// The way to the gateway, which is named by a URL or as `host:port`. A token goes to another machine by `https://`, or in the clear
/// where that is said: `plaintext://host:port`.
pub fn endpoint(address: &str) -> anyhow::Result<Endpoint> {
    let gateway = if let Some(host) = address.strip_prefix("plaintext://") {
        Gateway::plaintext(&format!("http://{host}"))
    } else if address.contains("://") {
        Gateway::at(address)
    } else {
        Gateway::at(&format!("http://{address}"))
    };
    gateway.map(Gateway::into_endpoint).with_context(|| {
        format!("{address}: use https://host, host:port on this machine, or plaintext://host:port")
    })
}

/// A connection of its own; every call has a deadline.
pub async fn connect(gateway: &str) -> anyhow::Result<Channel> {
    endpoint(gateway)?
        .connect()
        .await
        .with_context(|| format!("no gateway answers at {gateway}: is it running? (`make run`)"))
}

/// A line that shows `token`.
pub fn with_token(channel: Channel, token: &str) -> anyhow::Result<Line> {
    let mut bearer: MetadataValue<Ascii> =
        format!("Bearer {token}").parse().context("the token")?;
    bearer.set_sensitive(true);
    Ok(InterceptedService::new(channel, Bearer(bearer)))
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
            Err(status) => match pause_after(&status) {
                Some(pause) if asks < ASKS => {
                    asks += 1;
                    tokio::time::sleep(pause).await;
                }
                _ => {
                    return Err(status).context(
                        "the gateway issues no token (it does in development, and nowhere else)",
                    );
                }
            },
        }
    };
    with_token(channel, &token)
}

/// How long to wait before the same call is made again, under the same request id: never less than the server asks for. `None`
/// where waiting changes nothing.
pub fn pause_after(status: &Status) -> Option<Duration> {
    let detail = ErrorDetail::from(status);
    detail
        .may_pass()
        .then(|| detail.retry_after.unwrap_or_default().max(BUSY_PAUSE))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_leaves_this_machine_in_the_clear_only_where_that_is_said() {
        for good in [
            "127.0.0.1:8088",
            "localhost:8088",
            "http://127.0.0.1:8088",
            "https://api.example.com",
            "plaintext://gateway:8088",
        ] {
            endpoint(good).expect(good);
        }
        for bad in [
            "gateway:8088",
            "http://gateway:8088",
            "plaintext://",
            "ftp://127.0.0.1",
        ] {
            let refused = endpoint(bad).expect_err(bad);
            assert!(refused.to_string().starts_with(bad), "{refused}");
        }
        let encrypted = endpoint("https://api.example.com").expect("an address");
        assert_eq!(encrypted.uri().scheme_str(), Some("https"));
    }

    #[test]
    fn what_is_refused_for_good_is_not_asked_again() {
        let too_large = Status::resource_exhausted("the request is larger than this server takes");
        assert_eq!(pause_after(&too_large), None);
        assert_eq!(pause_after(&Status::unavailable("down")), Some(BUSY_PAUSE));
    }
}
