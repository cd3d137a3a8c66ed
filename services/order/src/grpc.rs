//! The order API: requests to domain types, answers and errors back.

mod answers;
mod payments;
mod refusals;
mod requests;

use baedal_auth::{Caller, Role, caller};
use baedal_proto::order::v1::{
    CancelOrderRequest, CancelOrderResponse, ConfirmReceiptRequest, ConfirmReceiptResponse,
    GetOrderRequest, GetOrderResponse, ListOrdersRequest, ListOrdersResponse, PlaceOrderRequest,
    PlaceOrderResponse, order_service_server::OrderService,
};
use baedal_runtime::database;
use tonic::{Request, Response, Status};

pub use self::payments::PaymentClient;
use crate::{
    app::{App, Viewer, Wish},
    domain::order::Order,
};

/// The API.
pub struct Api {
    app: App,
    retry_after: std::time::Duration,
}

impl Api {
    /// Answers calls with `app`. `retry_after` is what callers are told who should try again.
    pub fn new(app: App, retry_after: std::time::Duration) -> Self {
        Self { app, retry_after }
    }
}

/// What a caller may see: an operator everything, others what is theirs in the roles that they have.
fn viewer(caller: &Caller) -> Viewer {
    let Some(subject) = caller.subject().cloned() else {
        return Viewer::Nobody;
    };
    match (
        caller.has(Role::Operator),
        caller.has(Role::Customer),
        caller.has(Role::StoreOwner),
    ) {
        (true, _, _) => Viewer::Operator,
        (_, true, true) => Viewer::CustomerAndOwner(subject),
        (_, true, false) => Viewer::Customer(subject),
        (_, false, true) => Viewer::Owner(subject),
        (_, false, false) => Viewer::Nobody,
    }
}

#[tonic::async_trait]
impl OrderService for Api {
    async fn place_order(
        &self,
        request: Request<PlaceOrderRequest>,
    ) -> Result<Response<PlaceOrderResponse>, Status> {
        let customer = caller(&request).subject_with(Role::Customer)?.clone();
        let viewer = Viewer::Customer(customer.clone());
        let wanted = requests::place_order(customer, request.into_inner())?;
        match self.app.place(wanted).await {
            Ok(order) => Ok(Response::new(PlaceOrderResponse {
                order: Some(answers::order(order, &viewer)),
            })),
            Err(error) => Err(refusals::not_placed(error, self.retry_after)),
        }
    }

    async fn get_order(
        &self,
        request: Request<GetOrderRequest>,
    ) -> Result<Response<GetOrderResponse>, Status> {
        let viewer = viewer(caller(&request));
        let id = requests::order_id(&request.into_inner().order_id)?;
        let order = self.app.get(&viewer, id).await.map_err(database::status)?;
        let order = order.ok_or_else(refusals::no_such_order)?;
        Ok(Response::new(GetOrderResponse {
            order: Some(answers::order(order, &viewer)),
        }))
    }

    async fn list_orders(
        &self,
        request: Request<ListOrdersRequest>,
    ) -> Result<Response<ListOrdersResponse>, Status> {
        let viewer = viewer(caller(&request));
        let (filter, page) = requests::list_orders(viewer, &request.into_inner())?;
        let orders = self.app.list(&filter).await.map_err(database::status)?;
        let (orders, next_page_token) = page.cut(orders, Order::id);
        let orders = orders.into_iter();
        let orders = orders.map(|order| answers::order(order, &filter.viewer));
        Ok(Response::new(ListOrdersResponse {
            orders: orders.collect(),
            next_page_token,
        }))
    }

    async fn cancel_order(
        &self,
        request: Request<CancelOrderRequest>,
    ) -> Result<Response<CancelOrderResponse>, Status> {
        let customer = caller(&request).subject_with(Role::Customer)?.clone();
        let (id, reason) = requests::cancel_order(&request.into_inner())?;
        let changed = self
            .app
            .change(&customer, id, Wish::Cancel { reason })
            .await;
        let order = changed.map_err(refusals::not_changed)?;
        Ok(Response::new(CancelOrderResponse {
            order: Some(answers::order(order, &Viewer::Customer(customer))),
        }))
    }

    async fn confirm_receipt(
        &self,
        request: Request<ConfirmReceiptRequest>,
    ) -> Result<Response<ConfirmReceiptResponse>, Status> {
        let customer = caller(&request).subject_with(Role::Customer)?.clone();
        let id = requests::confirm_receipt(&request.into_inner())?;
        let changed = self.app.change(&customer, id, Wish::Confirm).await;
        let order = changed.map_err(refusals::not_changed)?;
        Ok(Response::new(ConfirmReceiptResponse {
            order: Some(answers::order(order, &Viewer::Customer(customer))),
        }))
    }
}
