//! One order, from the menu to the counter, placed and followed as anybody would: whether an installation works.

use std::time::Duration;

use anyhow::Context;
use baedal_proto::dashboard::v1::GetOrderViewRequest;
use baedal_proto::dashboard::v1::dashboard_service_client::DashboardServiceClient;
use baedal_proto::identity::v1::Role;
use baedal_proto::order::v1::order_service_client::OrderServiceClient;
use baedal_proto::order::v1::{
    ConfirmReceiptRequest, Fulfillment, OrderStatus, PlaceOrderLine, PlaceOrderRequest,
};
use baedal_proto::store::v1::ticket_service_client::TicketServiceClient;
use baedal_proto::store::v1::{AcceptTicketRequest, FinishCookingRequest, StartCookingRequest};
use tokio::time::{Instant, sleep};
use tonic::{Code, Status};
use uuid::Uuid;

use crate::line;
use crate::seed;

const TOKENS_LAST: Duration = Duration::from_mins(10);
/// What one part did takes a moment to reach the next: how often it is asked again.
const GLANCE: Duration = Duration::from_millis(200);

/// The tokens of those who take part, where the gateway issues none.
#[derive(Debug, Clone)]
pub struct Tokens {
    /// Of a customer.
    pub customer: String,
    /// Of a store owner.
    pub owner: String,
}

/// Places one order at the demo's coffee shop, which is made if need be, and sees it through to its end. `said` is told of
/// every step. Fails when that takes longer than `within`, and says what was last in the way.
pub async fn order(
    gateway: &str,
    tokens: Option<Tokens>,
    within: Duration,
    said: impl Fn(&str, Duration),
) -> anyhow::Result<String> {
    let steps = Steps {
        begun: Instant::now(),
        within,
        said,
    };
    let (owner, customer) = if let Some(tokens) = tokens {
        let channel = line::connect(gateway).await?;
        let owner = line::with_token(channel.clone(), &tokens.owner)?;
        (owner, line::with_token(channel, &tokens.customer)?)
    } else {
        let by_issuer = |subject, role| line::as_subject(gateway, subject, role, TOKENS_LAST);
        let owner = by_issuer(seed::OWNER, Role::StoreOwner).await?;
        (owner, by_issuer("demo-customer", Role::Customer).await?)
    };
    let tickets = TicketServiceClient::new(owner.clone());
    let orders = OrderServiceClient::new(customer.clone());
    let views = DashboardServiceClient::new(customer);

    let shop = seed::one(&owner, seed::OWNER, 0).await?;
    let (item, ..) = shop.items.first().context("a menu")?;
    let basket = PlaceOrderRequest {
        request_id: request_id(),
        store_id: shop.store_id.clone(),
        lines: vec![PlaceOrderLine {
            item_id: item.clone(),
            quantity: 2,
        }],
        fulfillment: Fulfillment::Pickup.into(),
        card_token: "card_approve".to_owned(),
        ..PlaceOrderRequest::default()
    };
    let placed = steps
        .until("placed and paid", async || {
            orders.clone().place_order(basket.clone()).await
        })
        .await?;
    let order_id = placed.order.context("an order")?.order_id;

    let accept = AcceptTicketRequest {
        order_id: order_id.clone(),
        request_id: request_id(),
    };
    steps
        .until("accepted by the store", async || {
            tickets.clone().accept_ticket(accept.clone()).await
        })
        .await?;
    let start = StartCookingRequest {
        order_id: order_id.clone(),
        request_id: request_id(),
    };
    steps
        .until("cooking", async || {
            tickets.clone().start_cooking(start.clone()).await
        })
        .await?;
    let finish = FinishCookingRequest {
        order_id: order_id.clone(),
        request_id: request_id(),
    };
    steps
        .until("cooked", async || {
            tickets.clone().finish_cooking(finish.clone()).await
        })
        .await?;
    let confirm = ConfirmReceiptRequest {
        order_id: order_id.clone(),
        request_id: request_id(),
    };
    steps
        .until("picked up, and confirmed", async || {
            orders.clone().confirm_receipt(confirm.clone()).await
        })
        .await?;
    let look = GetOrderViewRequest {
        order_id: order_id.clone(),
    };
    steps
        .until("seen to its end in the view", async || {
            let answer = views.clone().get_order_view(look.clone()).await?;
            let view = answer.get_ref().order_view.as_ref();
            if view.is_some_and(|view| view.order_status() == OrderStatus::Completed) {
                Ok(answer)
            } else {
                Err(Status::not_found("the view is behind"))
            }
        })
        .await?;
    Ok(order_id)
}

struct Steps<S> {
    begun: Instant,
    within: Duration,
    said: S,
}

impl<S: Fn(&str, Duration)> Steps<S> {
    /// Calls until it is answered, or time is up, or the answer is one that waiting does not change.
    async fn until<T>(
        &self,
        step: &str,
        call: impl AsyncFn() -> Result<tonic::Response<T>, Status>,
    ) -> anyhow::Result<T> {
        loop {
            match call().await {
                Ok(answer) => {
                    (self.said)(step, self.begun.elapsed());
                    return Ok(answer.into_inner());
                }
                Err(status) => match pause_after(&status) {
                    Some(pause) if self.begun.elapsed() + pause < self.within => {
                        sleep(pause).await;
                    }
                    _ => return Err(status).with_context(|| format!("not {step}")),
                },
            }
        }
    }
}

/// A ticket that is not there yet, an order that is not cooked yet, a part that is too busy.
fn pause_after(status: &Status) -> Option<Duration> {
    match status.code() {
        Code::NotFound | Code::FailedPrecondition => Some(GLANCE),
        _ => line::pause_after(status),
    }
}

fn request_id() -> String {
    #[expect(clippy::disallowed_methods, reason = "a tool's own ids")]
    let id = Uuid::now_v7();
    id.to_string()
}
