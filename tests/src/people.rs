use baedal_dev::line::pause_after;
use baedal_proto::dashboard::v1::dashboard_service_client::DashboardServiceClient;
use baedal_proto::dashboard::v1::{GetOrderViewRequest, OrderView};
use baedal_proto::delivery::v1::delivery_service_client::DeliveryServiceClient;
use baedal_proto::delivery::v1::{
    ClaimDeliveryRequest, CompleteDeliveryRequest, Delivery, ListAvailableDeliveriesRequest,
    PickUpDeliveryRequest,
};
use baedal_proto::google::r#type::LatLng;
use baedal_proto::notification::v1::notification_service_client::NotificationServiceClient;
use baedal_proto::notification::v1::{ListNotificationsRequest, Notification};
use baedal_proto::order::v1::order_service_client::OrderServiceClient;
use baedal_proto::order::v1::{ConfirmReceiptRequest, GetOrderRequest, Order, OrderStatus};
use baedal_proto::payment::v1::payment_service_client::PaymentServiceClient;
use baedal_proto::payment::v1::{GetPaymentRequest, Payment};
use baedal_proto::store::v1::catalog_service_client::CatalogServiceClient;
use baedal_proto::store::v1::ticket_service_client::TicketServiceClient;
use baedal_proto::store::v1::{
    AcceptTicketRequest, CreateStoreRequest, FinishCookingRequest, GetTicketRequest,
    PutMenuItemRequest, RejectTicketRequest, StartCookingRequest, StoreAddress, StoreKind,
    UpdateStoreRequest,
};
use baedal_testkit::wait_until;
use tokio::time::sleep;
use tonic::{Code, Status};
use tonic_types::StatusExt;
use uuid::Uuid;

use crate::basket::won;
use crate::{Basket, Line, MenuEntry, PATIENCE, Shop};

fn request_id() -> String {
    Uuid::now_v7().to_string()
}

/// The `reason` of a refusal's `ErrorInfo`.
pub fn reason(status: &Status) -> String {
    status
        .get_details_error_info()
        .map(|info| info.reason)
        .unwrap_or_default()
}

/// The fields a refusal's `BadRequest` names.
pub fn field_violations(status: &Status) -> Vec<String> {
    status
        .get_details_bad_request()
        .map(|bad| {
            bad.field_violations
                .into_iter()
                .map(|violation| violation.field)
                .collect()
        })
        .unwrap_or_default()
}

/// Somebody hungry.
#[derive(Clone)]
pub struct Customer {
    /// For calls that have no method here.
    pub line: Line,
}

impl Customer {
    /// Places an order; refusals are for the test to judge.
    pub async fn tries(&self, basket: &Basket) -> Result<Order, Status> {
        let response = OrderServiceClient::new(self.line.clone())
            .place_order(basket.0.clone())
            .await?;
        Ok(response
            .into_inner()
            .order
            .expect("an answer to PlaceOrder holds the order"))
    }

    /// Places an order that is expected to be taken, as soon as order has heard of the store's menu. Asks again, as any
    /// client does, where it is told to: on a busy machine payment may not answer in time.
    pub async fn places(&self, basket: &Basket) -> Order {
        wait_until(PATIENCE, || async {
            match self.tries(basket).await {
                Ok(order) => Some(order),
                Err(status) if not_heard_of_the_menu_yet(&status) => None,
                Err(status) if reason(&status) == "PAYMENT_UNAVAILABLE" => {
                    if let Some(pause) = pause_after(&status) {
                        sleep(pause).await;
                    }
                    None
                }
                Err(status) => panic!("the order was refused: {status:?}"),
            }
        })
        .await
    }

    /// The order as the order service knows it.
    pub async fn order(&self, order_id: &str) -> Result<Order, Status> {
        let request = GetOrderRequest {
            order_id: order_id.to_owned(),
        };
        let response = OrderServiceClient::new(self.line.clone())
            .get_order(request)
            .await?;
        Ok(response
            .into_inner()
            .order
            .expect("an answer to GetOrder holds the order"))
    }

    /// Waits until the order has come to `status`.
    pub async fn sees(&self, order_id: &str, status: OrderStatus) -> Order {
        wait_until(PATIENCE, || async {
            self.order(order_id)
                .await
                .ok()
                .filter(|order| order.status() == status)
        })
        .await
    }

    /// Confirms that the order has arrived.
    pub async fn confirms(&self, order_id: &str) -> Result<Order, Status> {
        let request = ConfirmReceiptRequest {
            order_id: order_id.to_owned(),
            request_id: request_id(),
        };
        let response = OrderServiceClient::new(self.line.clone())
            .confirm_receipt(request)
            .await?;
        Ok(response
            .into_inner()
            .order
            .expect("an answer to ConfirmReceipt holds the order"))
    }

    /// The payment as the payment service knows it.
    pub async fn payment(&self, order_id: &str) -> Result<Payment, Status> {
        let request = GetPaymentRequest {
            order_id: order_id.to_owned(),
        };
        let response = PaymentServiceClient::new(self.line.clone())
            .get_payment(request)
            .await?;
        Ok(response
            .into_inner()
            .payment
            .expect("an answer to GetPayment holds the payment"))
    }

    /// The dashboard's view of the order.
    pub async fn view(&self, order_id: &str) -> Result<OrderView, Status> {
        let request = GetOrderViewRequest {
            order_id: order_id.to_owned(),
        };
        let response = DashboardServiceClient::new(self.line.clone())
            .get_order_view(request)
            .await?;
        Ok(response
            .into_inner()
            .order_view
            .expect("an answer to GetOrderView holds the view"))
    }

    /// Waits until the dashboard's view satisfies `is_as_expected`.
    pub async fn views(
        &self,
        order_id: &str,
        is_as_expected: impl Fn(&OrderView) -> bool,
    ) -> OrderView {
        wait_until(PATIENCE, || async {
            self.view(order_id)
                .await
                .ok()
                .filter(|view| is_as_expected(view))
        })
        .await
    }

    /// What the customer was told about the order, oldest first.
    pub async fn notifications(&self, order_id: &str) -> Result<Vec<Notification>, Status> {
        let request = ListNotificationsRequest {
            order_id: order_id.to_owned(),
            page_size: 100,
            ..Default::default()
        };
        let response = NotificationServiceClient::new(self.line.clone())
            .list_notifications(request)
            .await?;
        let mut notifications = response.into_inner().notifications;
        notifications.sort_by_key(|told| told.occurred_at.map(|at| (at.seconds, at.nanos)));
        Ok(notifications)
    }
}

/// The facts that a new store's menu consists of take a moment to reach order.
fn not_heard_of_the_menu_yet(status: &Status) -> bool {
    status.code() == Code::NotFound
        && ["STORE_NOT_FOUND", "ITEM_NOT_FOUND"].contains(&reason(status).as_str())
}

/// Somebody who runs a store.
#[derive(Clone)]
pub struct Owner {
    /// For calls that have no method here.
    pub line: Line,
}

impl Owner {
    /// Opens a store that sells items at these prices, in whole won.
    pub async fn opens_a_store(&self, name: &str, kind: StoreKind, prices: &[i64]) -> Shop {
        let mut catalog = CatalogServiceClient::new(self.line.clone());
        let request = CreateStoreRequest {
            request_id: request_id(),
            name: name.to_owned(),
            kind: kind.into(),
            address: Some(StoreAddress {
                text: "Seoul, Mapo-gu, Yanghwa-ro 45".to_owned(),
                location: Some(LatLng {
                    latitude: 37.5495,
                    longitude: 126.9137,
                }),
            }),
            currency_code: "KRW".to_owned(),
            open: true,
        };
        let response = catalog
            .create_store(request)
            .await
            .expect("an owner may open a store");
        let store_id = response.into_inner().store.expect("the new store").store_id;
        let mut menu = Vec::new();
        for (number, &price) in prices.iter().enumerate() {
            let name = format!("Item {}", number + 1);
            menu.push(self.writes(&store_id, name, price).await);
        }
        Shop { store_id, menu }
    }

    /// Puts another item on sale, at a price in whole won.
    pub async fn writes_on_the_menu(&self, shop: &Shop, price: i64) -> MenuEntry {
        self.writes(&shop.store_id, "Something new".to_owned(), price)
            .await
    }

    async fn writes(&self, store_id: &str, name: String, price: i64) -> MenuEntry {
        let request = PutMenuItemRequest {
            store_id: store_id.to_owned(),
            name,
            price: Some(won(price)),
            available: Some(true),
            request_id: request_id(),
            ..PutMenuItemRequest::default()
        };
        let response = CatalogServiceClient::new(self.line.clone())
            .put_menu_item(request)
            .await
            .expect("an owner may write the menu");
        let item = response.into_inner().menu_item.expect("the new item");
        MenuEntry {
            item_id: item.item_id,
            price,
        }
    }

    /// Opens or closes the store.
    pub async fn turns_the_sign(&self, shop: &Shop, open: bool) {
        let request = UpdateStoreRequest {
            store_id: shop.store_id.clone(),
            open: Some(open),
            request_id: request_id(),
            ..UpdateStoreRequest::default()
        };
        CatalogServiceClient::new(self.line.clone())
            .update_store(request)
            .await
            .expect("an owner may open and close");
    }

    /// Accepts the order's ticket as soon as it is there.
    pub async fn accepts(&self, order_id: &str) {
        self.finds_the_ticket(order_id).await;
        let request = AcceptTicketRequest {
            order_id: order_id.to_owned(),
            request_id: request_id(),
        };
        TicketServiceClient::new(self.line.clone())
            .accept_ticket(request)
            .await
            .expect("a new ticket can be accepted");
    }

    /// Rejects the order's ticket as soon as it is there.
    pub async fn rejects(&self, order_id: &str, reason: &str) {
        self.finds_the_ticket(order_id).await;
        let request = RejectTicketRequest {
            order_id: order_id.to_owned(),
            reason: reason.to_owned(),
            request_id: request_id(),
        };
        TicketServiceClient::new(self.line.clone())
            .reject_ticket(request)
            .await
            .expect("a new ticket can be rejected");
    }

    /// Starts to cook.
    pub async fn starts(&self, order_id: &str) {
        let request = StartCookingRequest {
            order_id: order_id.to_owned(),
            request_id: request_id(),
        };
        TicketServiceClient::new(self.line.clone())
            .start_cooking(request)
            .await
            .expect("an accepted ticket can be started");
    }

    /// Finishes cooking.
    pub async fn finishes(&self, order_id: &str) {
        let request = FinishCookingRequest {
            order_id: order_id.to_owned(),
            request_id: request_id(),
        };
        TicketServiceClient::new(self.line.clone())
            .finish_cooking(request)
            .await
            .expect("a started ticket can be finished");
    }

    /// Waits until the kitchen has the order's ticket.
    pub async fn finds_the_ticket(&self, order_id: &str) {
        let line = &self.line;
        wait_until(PATIENCE, || async move {
            let request = GetTicketRequest {
                order_id: order_id.to_owned(),
            };
            TicketServiceClient::new(line.clone())
                .get_ticket(request)
                .await
                .ok()
        })
        .await;
    }
}

/// Somebody on a bicycle.
#[derive(Clone)]
pub struct Rider {
    /// For calls that have no method here.
    pub line: Line,
}

impl Rider {
    /// Waits until the order's delivery is on the list, and claims it.
    pub async fn claims(&self, order_id: &str) -> Delivery {
        let delivery = wait_until(PATIENCE, || self.finds(order_id)).await;
        let request = ClaimDeliveryRequest {
            delivery_id: delivery.delivery_id,
            request_id: request_id(),
        };
        let response = DeliveryServiceClient::new(self.line.clone())
            .claim_delivery(request)
            .await
            .expect("a delivery on the list can be claimed");
        response
            .into_inner()
            .delivery
            .expect("an answer to ClaimDelivery holds the delivery")
    }

    async fn finds(&self, order_id: &str) -> Option<Delivery> {
        let mut client = DeliveryServiceClient::new(self.line.clone());
        let mut page_token = String::new();
        loop {
            let request = ListAvailableDeliveriesRequest {
                page_size: 100,
                page_token,
                ..Default::default()
            };
            let page = client
                .list_available_deliveries(request)
                .await
                .ok()?
                .into_inner();
            if let Some(found) = page
                .deliveries
                .into_iter()
                .find(|delivery| delivery.order_id == order_id)
            {
                return Some(found);
            }
            if page.next_page_token.is_empty() {
                return None;
            }
            page_token = page.next_page_token;
        }
    }

    /// Takes the food from the store, as soon as delivery has heard that it is ready.
    pub async fn picks_up(&self, delivery: &Delivery) {
        wait_until(PATIENCE, || async {
            let request = PickUpDeliveryRequest {
                delivery_id: delivery.delivery_id.clone(),
                request_id: request_id(),
            };
            match DeliveryServiceClient::new(self.line.clone())
                .pick_up_delivery(request)
                .await
            {
                Ok(_) => Some(()),
                Err(status) if status.code() == Code::FailedPrecondition => None,
                Err(status) => panic!("the pick-up was refused: {status:?}"),
            }
        })
        .await;
    }

    /// Hands the food over at the door.
    pub async fn hands_over(&self, delivery: &Delivery) {
        let request = CompleteDeliveryRequest {
            delivery_id: delivery.delivery_id.clone(),
            request_id: request_id(),
        };
        DeliveryServiceClient::new(self.line.clone())
            .complete_delivery(request)
            .await
            .expect("a delivery that was picked up can be completed");
    }
}
