//! A first order, seen by everybody who has a part in it. `source .baedal/data/demo.env` of a running system, and then
//! `cargo run -p baedal-sdk --example first_order`. It checks what it sees, so it is the SDK's smoke test too.

use std::collections::VecDeque;
use std::env;

use anyhow::{Context, ensure};
use baedal_sdk::dashboard::v1::dashboard_service_client::DashboardServiceClient;
use baedal_sdk::dashboard::v1::{OrderView, WatchOrderViewsRequest};
use baedal_sdk::delivery::v1::delivery_service_client::DeliveryServiceClient;
use baedal_sdk::delivery::v1::{
    ClaimDeliveryRequest, CompleteDeliveryRequest, PickUpDeliveryRequest,
};
use baedal_sdk::google::r#type::LatLng;
use baedal_sdk::order::v1::order_service_client::OrderServiceClient;
use baedal_sdk::order::v1::{
    ConfirmReceiptRequest, DeliveryAddress, Fulfillment, Order, OrderStatus, PlaceOrderLine,
    PlaceOrderRequest,
};
use baedal_sdk::store::v1::ticket_service_client::TicketServiceClient;
use baedal_sdk::store::v1::{
    AcceptTicketRequest, FinishCookingRequest, StartCookingRequest, TicketStatus,
};
use baedal_sdk::{Connection, ErrorDetail, Follow, Gateway, Retry, new_request_id};
use tonic::{Code, Status};

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let orders = OrderServiceClient::new(connect("CUSTOMER")?);
    let menu = Menu {
        store_id: variable("CHICKEN_STORE")?,
        item_id: variable("CHICKEN_ITEM")?,
    };

    // A card that is declined: nothing to try again, and the reason says why.
    let declined = Retry::idempotent()
        .call(async |id| place(&orders, menu.order("card_decline", id)).await)
        .await;
    let declined = failure(declined)?;
    ensure!(declined.code == Code::FailedPrecondition, "{declined:?}");
    ensure!(
        declined.reason.as_deref() == Some("CARD_DECLINED"),
        "{declined:?}"
    );

    // Fields that are wrong are named.
    let wrong = PlaceOrderRequest {
        request_id: new_request_id(),
        store_id: "nowhere".to_owned(),
        ..Default::default()
    };
    let refused = failure(place(&orders, wrong).await)?;
    ensure!(
        refused.reason.as_deref() == Some("INVALID_FIELDS"),
        "{refused:?}"
    );
    let mut violations = refused.field_violations.iter();
    ensure!(
        violations.any(|violation| violation.field == "store_id"),
        "{refused:?}"
    );

    // A provider that is down: the server says how long to wait, and every try names the same attempt.
    let mut request_ids = Vec::new();
    let unavailable = Retry::idempotent()
        .tries(2)
        .call(async |id| {
            request_ids.push(id.clone());
            place(&orders, menu.order("card_unavailable", id)).await
        })
        .await;
    let unavailable = failure(unavailable)?;
    ensure!(unavailable.code == Code::Unavailable, "{unavailable:?}");
    ensure!(unavailable.retry_after.is_some(), "{unavailable:?}");
    ensure!(
        request_ids.len() == 2 && request_ids[0] == request_ids[1],
        "{request_ids:?}"
    );

    // An order, and the same request once more: the same order, charged once.
    let id = new_request_id();
    let placed = Retry::idempotent()
        .request_id(&id)
        .call(async |id| place(&orders, menu.order("card_approve", id)).await)
        .await?;
    let again = place(&orders, menu.order("card_approve", id)).await?;
    ensure!(again.order_id == placed.order_id, "{again:?}");

    let people = People {
        order_id: placed.order_id,
        orders,
        tickets: TicketServiceClient::new(connect("OWNER")?),
        deliveries: DeliveryServiceClient::new(connect("RIDER")?),
    };
    see_through(&people, connect("CUSTOMER")?).await
}

struct Menu {
    store_id: String,
    item_id: String,
}

impl Menu {
    fn order(&self, card: &str, request_id: String) -> PlaceOrderRequest {
        PlaceOrderRequest {
            request_id,
            store_id: self.store_id.clone(),
            lines: vec![PlaceOrderLine {
                item_id: self.item_id.clone(),
                quantity: 1,
            }],
            fulfillment: Fulfillment::Delivery.into(),
            delivery_address: Some(DeliveryAddress {
                text: "Sajik-ro 161, Seoul".to_owned(),
                location: Some(LatLng {
                    latitude: 37.58,
                    longitude: 126.98,
                }),
            }),
            card_token: card.to_owned(),
            ..Default::default()
        }
    }
}

async fn place(
    orders: &OrderServiceClient<Connection>,
    request: PlaceOrderRequest,
) -> Result<Order, Status> {
    let placed = orders.clone().place_order(request).await?.into_inner();
    Ok(placed.order.unwrap_or_default())
}

/// What somebody does when its time has come.
#[derive(Clone, Copy)]
enum Step {
    Cook,
    Carry,
    Confirm,
}

impl Step {
    fn due(self, view: &OrderView) -> bool {
        match self {
            Self::Cook => view.ticket_status() == TicketStatus::New,
            Self::Carry => {
                view.order_status() == OrderStatus::Cooked && !view.delivery_id.is_empty()
            }
            Self::Confirm => view.order_status() == OrderStatus::Delivered,
        }
    }
}

/// The store, the rider and the customer, with what they do for one order.
struct People {
    order_id: String,
    orders: OrderServiceClient<Connection>,
    tickets: TicketServiceClient<Connection>,
    deliveries: DeliveryServiceClient<Connection>,
}

impl People {
    /// False while delivery has not heard from the kitchen: the next message, if only a heartbeat, is time to ask again.
    async fn done(&self, step: Step, view: &OrderView) -> Result<bool, Status> {
        let done = match step {
            Step::Cook => self.cook().await,
            Step::Carry => self.carry(&view.delivery_id).await,
            Step::Confirm => self.confirm().await,
        };
        match done {
            Err(status) if ErrorDetail::from(&status).reason.as_deref() == Some("NOT_READY") => {
                Ok(false)
            }
            done => done.map(|()| true),
        }
    }

    async fn cook(&self) -> Result<(), Status> {
        let retry = Retry::idempotent();
        let tickets = || self.tickets.clone();
        let order_id = || self.order_id.clone();
        retry
            .call(async |request_id| {
                let order_id = order_id();
                let accept = AcceptTicketRequest {
                    order_id,
                    request_id,
                };
                tickets().accept_ticket(accept).await
            })
            .await?;
        retry
            .call(async |request_id| {
                let order_id = order_id();
                let start = StartCookingRequest {
                    order_id,
                    request_id,
                };
                tickets().start_cooking(start).await
            })
            .await?;
        retry
            .call(async |request_id| {
                let order_id = order_id();
                let finish = FinishCookingRequest {
                    order_id,
                    request_id,
                };
                tickets().finish_cooking(finish).await
            })
            .await?;
        Ok(())
    }

    async fn carry(&self, delivery_id: &str) -> Result<(), Status> {
        let retry = Retry::idempotent();
        let deliveries = || self.deliveries.clone();
        let delivery_id = || delivery_id.to_owned();
        retry
            .call(async |request_id| {
                let delivery_id = delivery_id();
                let claim = ClaimDeliveryRequest {
                    delivery_id,
                    request_id,
                };
                deliveries().claim_delivery(claim).await
            })
            .await?;
        retry
            .call(async |request_id| {
                let delivery_id = delivery_id();
                let pick_up = PickUpDeliveryRequest {
                    delivery_id,
                    request_id,
                };
                deliveries().pick_up_delivery(pick_up).await
            })
            .await?;
        retry
            .call(async |request_id| {
                let delivery_id = delivery_id();
                let complete = CompleteDeliveryRequest {
                    delivery_id,
                    request_id,
                };
                deliveries().complete_delivery(complete).await
            })
            .await?;
        Ok(())
    }

    async fn confirm(&self) -> Result<(), Status> {
        Retry::idempotent()
            .call(async |request_id| {
                let order_id = self.order_id.clone();
                let confirm = ConfirmReceiptRequest {
                    order_id,
                    request_id,
                };
                self.orders.clone().confirm_receipt(confirm).await
            })
            .await?;
        Ok(())
    }
}

/// Follows an order to its end; the store, the rider and the customer do their parts.
async fn see_through(people: &People, customer: Connection) -> anyhow::Result<()> {
    let every_row = WatchOrderViewsRequest {
        order_id: people.order_id.clone(),
        after_version: Some(0),
        ..Default::default()
    };
    let mut messages = Follow::new(DashboardServiceClient::new(customer), every_row);
    let mut steps = VecDeque::from([Step::Cook, Step::Carry, Step::Confirm]);
    let mut view = OrderView::default();
    while view.order_status() != OrderStatus::Completed {
        if let Some(row) = messages.message().await?.order_view {
            println!("  {}", row.order_status().as_str_name());
            view = row;
        }
        if let Some(step) = steps.front()
            && step.due(&view)
            && people.done(*step, &view).await?
        {
            steps.pop_front();
        }
    }
    Ok(())
}

fn failure<T>(answer: Result<T, Status>) -> anyhow::Result<ErrorDetail> {
    let status = answer.err().context("the call should have failed")?;
    Ok(ErrorDetail::from(&status))
}

fn connect(who: &str) -> anyhow::Result<Connection> {
    let address = format!("http://{}", variable("GATEWAY")?);
    Ok(Gateway::at(&address)?.token(variable(who)?).connect())
}

fn variable(name: &str) -> anyhow::Result<String> {
    env::var(name)
        .with_context(|| format!("{name}: source .baedal/data/demo.env of a running system"))
}
