//! One call from inside a pod, and what came of it. `run` puts pods with this into the cluster.

use std::time::Duration;

use anyhow::{Context, Result, bail};
use baedal_proto::payment::v1::payment_service_client::PaymentServiceClient;
use baedal_proto::payment::v1::{AuthorizePaymentRequest, GetPaymentRequest, VoidPaymentRequest};
use tokio::time::sleep;
use tonic::transport::{Channel, Endpoint};
use tonic::{Code, Status};
use uuid::Uuid;

const LIMIT: Duration = Duration::from_secs(5);
/// How often a call is made that finds nobody: a sidecar's settings may still be on their way.
const ASKS: u32 = 3;

/// Makes each call (`http://payment:50051=AuthorizePayment`) and prints a line: `TARGET METHOD CODE MESSAGE`.
pub(crate) async fn probe(calls: &[String]) -> Result<()> {
    for call in calls {
        let (target, method) = call.split_once('=').context("TARGET=METHOD")?;
        let mut status = ask(target, method).await?;
        for _ in 1..ASKS {
            if status.code() != Code::Unavailable {
                break;
            }
            sleep(Duration::from_secs(1)).await;
            status = ask(target, method).await?;
        }
        let message = status.message().replace('\n', " ");
        println!("{target} {method} {:?} {message}", status.code());
    }
    Ok(())
}

async fn ask(target: &str, method: &str) -> Result<Status> {
    let endpoint = Endpoint::from_shared(target.to_owned())?
        .connect_timeout(LIMIT)
        .timeout(LIMIT);
    let channel = match endpoint.connect().await {
        Ok(channel) => channel,
        Err(error) => return Ok(Status::unavailable(format!("no connection: {error:?}"))),
    };
    Ok(match call(channel, method).await? {
        Ok(()) => Status::ok(""),
        Err(status) => status,
    })
}

async fn call(channel: Channel, method: &str) -> Result<Result<(), Status>> {
    let order_id = Uuid::nil().to_string();
    let mut payment = PaymentServiceClient::new(channel.clone());
    Ok(match method {
        "AuthorizePayment" => {
            let request = AuthorizePaymentRequest {
                order_id,
                ..AuthorizePaymentRequest::default()
            };
            payment.authorize_payment(request).await.map(drop)
        }
        "VoidPayment" => {
            let request = VoidPaymentRequest {
                order_id,
                ..VoidPaymentRequest::default()
            };
            payment.void_payment(request).await.map(drop)
        }
        "GetPayment" => payment
            .get_payment(GetPaymentRequest { order_id })
            .await
            .map(drop),
        "Health" => {
            let mut grpc = tonic_health::pb::health_client::HealthClient::new(channel);
            let request = tonic_health::pb::HealthCheckRequest::default();
            grpc.check(request).await.map(drop)
        }
        other => bail!("no method {other}"),
    })
}
