//! Customers and owners, who come through the ingress gateway as anybody would.

use std::time::Duration;

use anyhow::{Context, Result};
use baedal_dev::line::{self, Line, pause_after};
use baedal_dev::seed::{self, Seeded};
use baedal_proto::dashboard::v1::dashboard_service_client::DashboardServiceClient;
use baedal_proto::dashboard::v1::{GetOrderViewRequest, OrderView};
use baedal_proto::delivery::v1::delivery_service_client::DeliveryServiceClient;
use baedal_proto::delivery::v1::{
    ClaimDeliveryRequest, CompleteDeliveryRequest, PickUpDeliveryRequest,
};
use baedal_proto::google::r#type::LatLng;
use baedal_proto::identity::v1::identity_service_client::IdentityServiceClient;
use baedal_proto::identity::v1::{IssueTokenRequest, Role};
use baedal_proto::order::v1::order_service_client::OrderServiceClient;
use baedal_proto::order::v1::{
    ConfirmReceiptRequest, DeliveryAddress, Fulfillment, GetOrderRequest, Order, OrderStatus,
    PlaceOrderLine, PlaceOrderRequest,
};
use baedal_proto::store::v1::ticket_service_client::TicketServiceClient;
use baedal_proto::store::v1::{
    AcceptTicketRequest, FinishCookingRequest, GetTicketRequest, StartCookingRequest,
};
use tokio::time::{Instant, sleep};
use tonic::{Code, Status};
use uuid::Uuid;

/// What one part did takes a moment to reach the next.
const GLANCE: Duration = Duration::from_millis(150);
const PATIENCE: Duration = Duration::from_mins(1);
const TOKENS_LAST: Duration = Duration::from_hours(1);

/// A new name for an attempt.
pub(crate) fn request_id() -> String {
    #[expect(clippy::disallowed_methods, reason = "a client's own ids")]
    let id = Uuid::now_v7();
    id.to_string()
}

/// Near the shop.
pub(crate) fn home() -> DeliveryAddress {
    DeliveryAddress {
        text: "12 Bukchon-ro, Seoul".to_owned(),
        location: Some(LatLng {
            latitude: 37.58,
            longitude: 126.98,
        }),
    }
}

/// The way in, and a shop behind it.
#[derive(Clone)]
pub(crate) struct Town {
    pub(crate) gateway: String,
    pub(crate) shop: Seeded,
    owner: Line,
}

impl Town {
    /// Opens the shop, or finds it open.
    pub(crate) async fn open(gateway: String) -> Result<Self> {
        let token = token(&gateway, seed::OWNER, Role::StoreOwner).await?;
        let mut shops = seed::seed(&gateway, &token).await?;
        let owner = line::with_token(line::connect(&gateway).await?, &token)?;
        let town = Self {
            gateway,
            shop: shops.swap_remove(0),
            owner,
        };
        // Until order has heard of the menu.
        let customer = town.customer("first").await?;
        let begun = Instant::now();
        while let Err(status) = town.places(&customer, "card_approve", request_id()).await {
            if begun.elapsed() > PATIENCE {
                return Err(status).context("no first order");
            }
            sleep(GLANCE).await;
        }
        Ok(town)
    }

    /// A line of somebody's own.
    pub(crate) async fn customer(&self, name: &str) -> Result<Line> {
        self.line(name, Role::Customer).await
    }

    /// The same for who carries.
    pub(crate) async fn rider(&self, name: &str) -> Result<Line> {
        self.line(name, Role::Rider).await
    }

    async fn line(&self, name: &str, role: Role) -> Result<Line> {
        let token = token(&self.gateway, name, role).await?;
        line::with_token(line::connect(&self.gateway).await?, &token)
    }

    /// An order that the customer fetches.
    pub(crate) async fn places(
        &self,
        customer: &Line,
        card: &str,
        request_id: String,
    ) -> Result<String, Status> {
        self.orders(customer, card, request_id, None).await
    }

    /// An order, to be brought to an address or to be fetched.
    pub(crate) async fn orders(
        &self,
        customer: &Line,
        card: &str,
        request_id: String,
        delivery_address: Option<DeliveryAddress>,
    ) -> Result<String, Status> {
        let fulfillment = match delivery_address {
            Some(_) => Fulfillment::Delivery,
            None => Fulfillment::Pickup,
        };
        let request = PlaceOrderRequest {
            request_id,
            store_id: self.shop.store_id.clone(),
            lines: vec![PlaceOrderLine {
                item_id: self.shop.items[0].0.clone(),
                quantity: 1,
            }],
            fulfillment: fulfillment.into(),
            delivery_address,
            card_token: card.to_owned(),
            ..PlaceOrderRequest::default()
        };
        let answer = OrderServiceClient::new(customer.clone())
            .place_order(request)
            .await?;
        let order = answer.into_inner().order;
        Ok(order.map(|order| order.order_id).unwrap_or_default())
    }

    pub(crate) async fn order(&self, customer: &Line, order_id: &str) -> Result<Order, Status> {
        let order_id = order_id.to_owned();
        let answer = OrderServiceClient::new(customer.clone())
            .get_order(GetOrderRequest { order_id })
            .await?;
        let order = answer.into_inner().order;
        order.ok_or_else(|| Status::internal("an answer without an order"))
    }

    /// Whether the kitchen has heard of an order.
    pub(crate) async fn has_ticket(&self, order_id: &str) -> bool {
        let order_id = order_id.to_owned();
        TicketServiceClient::new(self.owner.clone())
            .get_ticket(GetTicketRequest { order_id })
            .await
            .is_ok()
    }

    /// From the ticket to the counter, or to the door where a rider carries it. `calls` decides what a failed call means.
    pub(crate) async fn serves(
        &self,
        customer: &Line,
        order_id: &str,
        rider: Option<&Line>,
        calls: &impl Calls,
    ) -> Result<(), Status> {
        let tickets = TicketServiceClient::new(self.owner.clone());
        let orders = OrderServiceClient::new(customer.clone());
        let id = || order_id.to_owned();
        calls
            .until(NOT_YET, async || {
                let request = GetTicketRequest { order_id: id() };
                tickets.clone().get_ticket(request).await
            })
            .await?;
        let attempt = request_id();
        calls
            .until(&[], async || {
                let request = AcceptTicketRequest {
                    order_id: id(),
                    request_id: attempt.clone(),
                };
                tickets.clone().accept_ticket(request).await
            })
            .await?;
        let attempt = request_id();
        calls
            .until(&[], async || {
                let request = StartCookingRequest {
                    order_id: id(),
                    request_id: attempt.clone(),
                };
                tickets.clone().start_cooking(request).await
            })
            .await?;
        let attempt = request_id();
        calls
            .until(&[], async || {
                let request = FinishCookingRequest {
                    order_id: id(),
                    request_id: attempt.clone(),
                };
                tickets.clone().finish_cooking(request).await
            })
            .await?;
        if let Some(rider) = rider {
            carries(customer, order_id, rider, calls).await?;
        }
        let attempt = request_id();
        calls
            .until(NOT_YET, async || {
                let request = ConfirmReceiptRequest {
                    order_id: id(),
                    request_id: attempt.clone(),
                };
                orders.clone().confirm_receipt(request).await
            })
            .await?;
        let order = calls
            .until(&[], async || self.order(customer, order_id).await)
            .await?;
        if order.status() != OrderStatus::Completed {
            let status = order.status();
            return Err(Status::internal(format!("confirmed, and yet {status:?}")));
        }
        view(customer, order_id, calls, |view| {
            view.order_status() == OrderStatus::Completed
        })
        .await
        .map(drop)
    }
}

/// A rider takes an order to its door. Which delivery it is the customer's own view tells.
async fn carries(
    customer: &Line,
    order_id: &str,
    rider: &Line,
    calls: &impl Calls,
) -> Result<(), Status> {
    let deliveries = DeliveryServiceClient::new(rider.clone());
    let seen = view(customer, order_id, calls, |view| {
        !view.delivery_id.is_empty()
    })
    .await?;
    let id = || seen.delivery_id.clone();
    let attempt = request_id();
    calls
        .until(&[], async || {
            let request = ClaimDeliveryRequest {
                delivery_id: id(),
                request_id: attempt.clone(),
            };
            deliveries.clone().claim_delivery(request).await
        })
        .await?;
    let attempt = request_id();
    calls
        .until(NOT_YET, async || {
            let request = PickUpDeliveryRequest {
                delivery_id: id(),
                request_id: attempt.clone(),
            };
            deliveries.clone().pick_up_delivery(request).await
        })
        .await?;
    let attempt = request_id();
    calls
        .until(&[], async || {
            let request = CompleteDeliveryRequest {
                delivery_id: id(),
                request_id: attempt.clone(),
            };
            deliveries.clone().complete_delivery(request).await
        })
        .await
        .map(drop)
}

/// The customer's view of an order, once it is as it should be.
async fn view(
    customer: &Line,
    order_id: &str,
    calls: &impl Calls,
    good: impl Fn(&OrderView) -> bool,
) -> Result<OrderView, Status> {
    let views = DashboardServiceClient::new(customer.clone());
    calls
        .until(NOT_YET, async || {
            let order_id = order_id.to_owned();
            let answer = views
                .clone()
                .get_order_view(GetOrderViewRequest { order_id })
                .await?;
            let view = answer.into_inner().order_view;
            view.filter(&good)
                .ok_or_else(|| Status::not_found("the view has not heard of it"))
        })
        .await
}

/// The next part has not heard of it.
const NOT_YET: &[Code] = &[Code::NotFound, Code::FailedPrecondition];

/// How calls are made: counted, and repeated or not.
pub(crate) trait Calls {
    /// Calls until the answer is none of `not_yet`.
    async fn until<T>(
        &self,
        not_yet: &[Code],
        call: impl AsyncFn() -> Result<T, Status>,
    ) -> Result<T, Status>;
}

/// A token for anybody, from the demo's issuer.
pub(crate) async fn token(gateway: &str, subject: &str, role: Role) -> Result<String> {
    let request = IssueTokenRequest {
        subject: subject.to_owned(),
        roles: vec![role.into()],
        ttl: Some(TOKENS_LAST.try_into()?),
    };
    let mut identity = IdentityServiceClient::new(line::connect(gateway).await?);
    let begun = Instant::now();
    loop {
        match identity.issue_token(request.clone()).await {
            Ok(answer) => return Ok(answer.into_inner().token),
            Err(status) => match pause_after(&status) {
                Some(pause) if begun.elapsed() + pause < PATIENCE => sleep(pause).await,
                _ => return Err(status).context("no token"),
            },
        }
    }
}
