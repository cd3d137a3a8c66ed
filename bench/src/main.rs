//! Places orders on a running system from a growing number of connections and prints what it saw.
//!
//! The figures are for comparing one build with the next on one machine; they assert nothing.
#![expect(
    clippy::disallowed_methods,
    reason = "a client makes up its own request ids"
)]

use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use baedal_proto::order::v1::order_service_client::OrderServiceClient;
use baedal_proto::order::v1::{Fulfillment, PlaceOrderLine, PlaceOrderRequest};
use baedal_proto::store::v1::catalog_service_client::CatalogServiceClient;
use baedal_proto::store::v1::{ListMenuItemsRequest, ListStoresRequest};
use baedal_sdk::Gateway;
use clap::Parser;
use tonic::metadata::{Ascii, MetadataValue};
use tonic::transport::Channel;
use uuid::Uuid;

/// A call that takes longer than this counts as failed.
const DEADLINE: Duration = Duration::from_secs(10);

#[derive(Parser)]
#[command(about = "Place orders through the gateway and print orders per second and latencies")]
struct Arguments {
    /// The gateway: https://…, or http:// on this machine.
    #[arg(long, default_value = "http://127.0.0.1:8088")]
    gateway: String,
    /// A customer's token, as `make run` prints it.
    #[arg(long, env = "CUSTOMER", hide_env_values = true)]
    token: String,
    /// Connections, one run for each number.
    #[arg(long, value_delimiter = ',', default_value = "1,8,32")]
    connections: Vec<usize>,
    /// Seconds each run lasts.
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=120))]
    seconds: u64,
}

/// What every order of a run has in common.
#[derive(Clone)]
struct Basket {
    store_id: String,
    item_id: String,
    authorization: MetadataValue<Ascii>,
}

/// The outcome of one run.
struct Run {
    latencies: Vec<Duration>,
    failures: u64,
    elapsed: Duration,
}

#[tokio::main]
async fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let mut authorization: MetadataValue<Ascii> = format!("Bearer {}", arguments.token)
        .parse()
        .context("the token is not a header value")?;
    authorization.set_sensitive(true);
    let basket = find_something_to_eat(&connect(&arguments.gateway).await?, authorization).await?;

    println!(
        "{:>11}  {:>8}  {:>9}  {:>9}  {:>8}",
        "connections", "orders/s", "p50 ms", "p99 ms", "failed"
    );
    for &connections in &arguments.connections {
        let run = load(
            &arguments.gateway,
            &basket,
            connections,
            Duration::from_secs(arguments.seconds),
        )
        .await?;
        println!("{}", run.line(connections));
    }
    Ok(())
}

async fn connect(gateway: &str) -> Result<Channel> {
    Gateway::at(gateway)
        .context("--gateway")?
        .into_endpoint()
        .connect()
        .await
        .with_context(|| format!("no gateway at {gateway}"))
}

fn call<T>(message: T, authorization: &MetadataValue<Ascii>) -> tonic::Request<T> {
    let mut request = tonic::Request::new(message);
    request
        .metadata_mut()
        .insert("authorization", authorization.clone());
    request.set_timeout(DEADLINE);
    request
}

/// The first item on sale in the first open store.
async fn find_something_to_eat(
    channel: &Channel,
    authorization: MetadataValue<Ascii>,
) -> Result<Basket> {
    let mut catalog = CatalogServiceClient::new(channel.clone());
    let stores = catalog
        .list_stores(call(ListStoresRequest::default(), &authorization))
        .await?
        .into_inner()
        .stores;
    for store in stores.into_iter().filter(|store| store.open) {
        let request = ListMenuItemsRequest {
            store_id: store.store_id.clone(),
            ..Default::default()
        };
        let items = catalog
            .list_menu_items(call(request, &authorization))
            .await?
            .into_inner()
            .menu_items;
        if let Some(item) = items.into_iter().find(|item| item.available) {
            return Ok(Basket {
                store_id: store.store_id,
                item_id: item.item_id,
                authorization,
            });
        }
    }
    bail!("no open store has anything to sell")
}

/// Orders from `connections` connections at once, each with one call in flight, until the time is up.
async fn load(
    gateway: &str,
    basket: &Basket,
    connections: usize,
    duration: Duration,
) -> Result<Run> {
    let mut clients = Vec::with_capacity(connections);
    for _ in 0..connections {
        clients.push(OrderServiceClient::new(connect(gateway).await?));
    }
    let started = Instant::now();
    let workers: Vec<_> = clients
        .into_iter()
        .map(|client| tokio::spawn(order_until(client, basket.clone(), started + duration)))
        .collect();
    let (mut latencies, mut failures) = (Vec::new(), 0);
    for worker in workers {
        let (seen, failed) = worker.await?;
        latencies.extend(seen);
        failures += failed;
    }
    latencies.sort_unstable();
    Ok(Run {
        latencies,
        failures,
        elapsed: started.elapsed(),
    })
}

async fn order_until(
    mut client: OrderServiceClient<Channel>,
    basket: Basket,
    end: Instant,
) -> (Vec<Duration>, u64) {
    let (mut latencies, mut failures) = (Vec::new(), 0);
    while Instant::now() < end {
        let request = PlaceOrderRequest {
            request_id: Uuid::now_v7().to_string(),
            store_id: basket.store_id.clone(),
            lines: vec![PlaceOrderLine {
                item_id: basket.item_id.clone(),
                quantity: 1,
            }],
            fulfillment: Fulfillment::Pickup.into(),
            card_token: "card_approve".to_owned(),
            ..Default::default()
        };
        let asked = Instant::now();
        match client
            .place_order(call(request, &basket.authorization))
            .await
        {
            Ok(_) => latencies.push(asked.elapsed()),
            Err(status) => {
                if failures == 0 {
                    eprintln!("first failure: {:?} {}", status.code(), status.message());
                }
                failures += 1;
            }
        }
    }
    (latencies, failures)
}

impl Run {
    fn line(&self, connections: usize) -> String {
        let per_second = u128::try_from(self.latencies.len()).unwrap_or(u128::MAX) * 1000
            / self.elapsed.as_millis().max(1);
        format!(
            "{connections:>11}  {per_second:>8}  {:>9.1}  {:>9.1}  {:>8}",
            self.percentile(50),
            self.percentile(99),
            self.failures
        )
    }

    /// Milliseconds below which `percent` of the calls were answered.
    fn percentile(&self, percent: usize) -> f64 {
        let at = self.latencies.len().saturating_sub(1) * percent / 100;
        self.latencies
            .get(at)
            .map_or(0.0, |latency| latency.as_secs_f64() * 1000.0)
    }
}
