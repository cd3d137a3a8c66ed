use std::sync::Arc;
use std::time::{Duration, Instant};

use baedal_proto::google::r#type::LatLng;
use baedal_proto::order::v1::order_service_client::OrderServiceClient;
use baedal_proto::order::v1::{
    CancelOrderRequest, ConfirmReceiptRequest, DeliveryAddress, Fulfillment, GetOrderRequest,
    Order, OrderStatus, PlaceOrderLine, PlaceOrderRequest,
};
use rand::RngExt;
use rand::rngs::StdRng;
use tonic::Code;

use super::pause;
use super::scene::{Phase, Scene, request_id};
use crate::line::{Line, pause_after};

/// How often a call that failed for a passing reason is sent in all. It is the same call each time.
const ATTEMPTS: u32 = 5;
/// How often the app looks how far the order is.
const GLANCE: Duration = Duration::from_millis(250);

/// Somebody who orders again and again, one order at a time.
pub(super) struct Customer {
    scene: Arc<Scene>,
    orders: OrderServiceClient<Line>,
    rng: StdRng,
}

impl Customer {
    pub(super) fn new(scene: &Arc<Scene>, line: Line, rng: StdRng) -> Self {
        Self {
            scene: Arc::clone(scene),
            orders: OrderServiceClient::new(line),
            rng,
        }
    }

    pub(super) async fn live(mut self) {
        loop {
            let hunger = Duration::from_millis(self.rng.random_range(100..2_000));
            pause(&self.scene, hunger).await;
            if self.scene.phase() != Phase::Open {
                break;
            }
            let basket = self.chooses();
            if let Some(order) = self.places(basket).await {
                self.follows(order).await;
            }
        }
    }

    fn chooses(&mut self) -> PlaceOrderRequest {
        let rng = &mut self.rng;
        let shops = self.scene.shops();
        let shop = &shops[rng.random_range(0..shops.len())];
        let first = rng.random_range(0..shop.items.len());
        let kinds = rng.random_range(1..=shop.items.len().min(3));
        let lines = (0..kinds)
            .map(|step| PlaceOrderLine {
                item_id: shop.items[(first + step) % shop.items.len()].clone(),
                quantity: rng.random_range(1..=3),
            })
            .collect();
        let fetches = rng.random_bool(if shop.is_for_pickup { 0.9 } else { 0.1 });
        let address = DeliveryAddress {
            text: format!("{} Toegye-ro, Seoul", rng.random_range(1..400)),
            location: Some(LatLng {
                latitude: rng.random_range(37.50..37.60),
                longitude: rng.random_range(126.90..127.05),
            }),
        };
        let card = match rng.random_range(0..100) {
            0..5 => "card_decline",
            5..10 => "card_slow_200",
            _ => "card_approve",
        };
        PlaceOrderRequest {
            request_id: request_id(),
            store_id: shop.store_id.clone(),
            lines,
            fulfillment: if fetches {
                Fulfillment::Pickup.into()
            } else {
                Fulfillment::Delivery.into()
            },
            delivery_address: (!fetches).then_some(address),
            card_token: card.to_owned(),
            ..PlaceOrderRequest::default()
        }
    }

    async fn places(&mut self, basket: PlaceOrderRequest) -> Option<Order> {
        for _ in 0..ATTEMPTS {
            let begun = Instant::now();
            match self.orders.place_order(basket.clone()).await {
                Ok(answer) => {
                    let order = answer.into_inner().order?;
                    self.scene.count().placed(&order, begun.elapsed());
                    return Some(order);
                }
                Err(status) => {
                    if let Some(length) = pause_after(&status) {
                        self.scene.trouble("PlaceOrder", &status);
                        pause(&self.scene, length).await;
                        continue;
                    }
                    match status.code() {
                        Code::FailedPrecondition if basket.card_token == "card_decline" => {
                            self.scene.count().declined += 1;
                        }
                        // A store that is as new as the demo takes a moment to be heard of.
                        Code::NotFound => {}
                        _ => self.scene.trouble("PlaceOrder", &status),
                    }
                    return None;
                }
            }
        }
        None
    }

    /// Looks at the order until it is over; confirms, or has second thoughts.
    async fn follows(&mut self, mut order: Order) {
        let fetches = order.fulfillment() == Fulfillment::Pickup;
        let mut has_second_thoughts = self.rng.random_bool(0.15);
        let mut asked_to_cancel = false;
        while self.scene.phase() != Phase::Closed {
            let next = match order.status() {
                OrderStatus::Completed => {
                    let mut tally = self.scene.count();
                    tally.completed(&order);
                    tally.too_late += u64::from(asked_to_cancel);
                    return;
                }
                OrderStatus::Canceled => return self.scene.count().canceled(&order),
                OrderStatus::Rejected => return self.scene.count().rejected(&order),
                OrderStatus::Delivered => self.confirms(&order).await,
                OrderStatus::Cooked if fetches => self.confirms(&order).await,
                OrderStatus::Placed | OrderStatus::Accepted if has_second_thoughts => {
                    has_second_thoughts = false;
                    asked_to_cancel = true;
                    let doubts = Duration::from_millis(self.rng.random_range(0..800));
                    pause(&self.scene, doubts).await;
                    self.cancels(&order).await
                }
                _ => None,
            };
            order = match next {
                Some(next) => next,
                None => self.looks_at(order).await,
            };
        }
    }

    async fn looks_at(&mut self, order: Order) -> Order {
        pause(&self.scene, GLANCE).await;
        let request = GetOrderRequest {
            order_id: order.order_id.clone(),
        };
        match self.orders.get_order(request).await {
            Ok(answer) => answer.into_inner().order.unwrap_or(order),
            Err(status) => {
                self.scene.trouble("GetOrder", &status);
                order
            }
        }
    }

    async fn confirms(&mut self, order: &Order) -> Option<Order> {
        let request = ConfirmReceiptRequest {
            order_id: order.order_id.clone(),
            request_id: request_id(),
        };
        match self.orders.confirm_receipt(request).await {
            Ok(answer) => answer.into_inner().order,
            Err(status) => {
                self.scene.trouble("ConfirmReceipt", &status);
                None
            }
        }
    }

    async fn cancels(&mut self, order: &Order) -> Option<Order> {
        let request = CancelOrderRequest {
            order_id: order.order_id.clone(),
            reason: "Changed my mind".to_owned(),
            request_id: request_id(),
        };
        match self.orders.cancel_order(request).await {
            Ok(answer) => answer.into_inner().order,
            // The kitchen was quicker.
            Err(status) if status.code() == Code::FailedPrecondition => None,
            Err(status) => {
                self.scene.trouble("CancelOrder", &status);
                None
            }
        }
    }
}
