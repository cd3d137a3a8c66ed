//! Proto ↔ domain, error → Status.

mod convert;
mod watch;

use baedal_auth::{Caller, Role, caller};
use baedal_proto::dashboard::v1 as wire;
use baedal_proto::dashboard::v1::dashboard_service_server::DashboardService;
use baedal_proto::to_timestamp;
use baedal_runtime::database;
use baedal_runtime::page::Page;
use baedal_runtime::rpc::{Violations, problem};
use baedal_values::{MenuItemId, OrderId, StoreId, Subject};
use tonic::{Code, Request, Response, Status};
use uuid::Uuid;

use crate::app::App;
use crate::domain::{Filter, Scope};

/// The read model, served over gRPC.
pub struct Dashboard(pub App);

#[tonic::async_trait]
impl DashboardService for Dashboard {
    async fn get_order_view(
        &self,
        request: Request<wire::GetOrderViewRequest>,
    ) -> Result<Response<wire::GetOrderViewResponse>, Status> {
        let scope = scope(caller(&request));
        let mut violations = Violations::new();
        let order_id = violations.check("order_id", request.get_ref().order_id.parse());
        let Some(order_id) = order_id else {
            return Err(violations.into_status());
        };
        let found = self
            .0
            .view(&scope, order_id)
            .await
            .map_err(database::status)?;
        let (view, progress) = found.ok_or_else(|| not_found("ORDER_NOT_FOUND", "order"))?;
        let order_view = Some(convert::view(view, &progress, &scope));
        Ok(Response::new(wire::GetOrderViewResponse { order_view }))
    }

    async fn list_order_views(
        &self,
        request: Request<wire::ListOrderViewsRequest>,
    ) -> Result<Response<wire::ListOrderViewsResponse>, Status> {
        let scope = scope(caller(&request));
        let request = request.into_inner();
        let mut violations = Violations::new();
        let store_id = optional(&mut violations, "store_id", &request.store_id);
        let status = convert::status_filter(request.order_status);
        let status = violations.check("order_status", status);
        let page = Page::<Uuid>::read(
            &mut violations,
            request.page_size,
            &request.page_token,
            &[&request.store_id, &request.order_status.to_string()],
        );
        let (Ok(store_id), Some(status), Some(page)) = (store_id, status, page) else {
            return Err(violations.into_status());
        };
        let after = page.after.map(OrderId::from);
        let filter = Filter { store_id, status };
        let (views, progress) = self
            .0
            .views(&scope, filter, after, page.limit())
            .await
            .map_err(database::status)?;
        let (views, next_page_token) = page.cut(views, |view| view.order_id.into());
        Ok(Response::new(wire::ListOrderViewsResponse {
            order_views: views
                .into_iter()
                .map(|view| convert::view(view, &progress, &scope))
                .collect(),
            next_page_token,
            as_of: progress.as_of.map(to_timestamp),
        }))
    }

    type WatchOrderViewsStream = watch::Watched;

    async fn watch_order_views(
        &self,
        request: Request<wire::WatchOrderViewsRequest>,
    ) -> Result<Response<Self::WatchOrderViewsStream>, Status> {
        let caller = caller(&request);
        let (subject, scope) = (caller.subject().cloned(), scope(caller));
        watch::begin(&self.0, subject.as_ref(), scope, &request.into_inner()).await
    }

    async fn list_item_sales(
        &self,
        request: Request<wire::ListItemSalesRequest>,
    ) -> Result<Response<wire::ListItemSalesResponse>, Status> {
        let owner = only_own(caller(&request), Role::StoreOwner)?;
        let request = request.into_inner();
        let mut violations = Violations::new();
        let store_id = violations.check("store_id", request.store_id.parse::<StoreId>());
        let page = Page::<(i64, Uuid)>::read(
            &mut violations,
            request.page_size,
            &request.page_token,
            &[&request.store_id],
        );
        let (Some(store_id), Some(page)) = (store_id, page) else {
            return Err(violations.into_status());
        };
        let after = page
            .after
            .map(|(quantity, item)| (quantity, MenuItemId::from(item)));
        let found = self
            .0
            .item_sales(store_id, owner.as_ref(), after, page.limit())
            .await;
        let found = found.map_err(database::status)?;
        let (sales, progress) = found.ok_or_else(|| not_found("STORE_NOT_FOUND", "store"))?;
        let (sales, next_page_token) =
            page.cut(sales, |sales| (sales.quantity, sales.item_id.into()));
        Ok(Response::new(wire::ListItemSalesResponse {
            item_sales: sales.into_iter().map(convert::item_sales).collect(),
            next_page_token,
            as_of: progress.as_of.map(to_timestamp),
        }))
    }

    async fn list_rider_stats(
        &self,
        request: Request<wire::ListRiderStatsRequest>,
    ) -> Result<Response<wire::ListRiderStatsResponse>, Status> {
        let rider = only_own(caller(&request), Role::Rider)?;
        let request = request.into_inner();
        let mut violations = Violations::new();
        let page = Page::<(i64, String)>::read(
            &mut violations,
            request.page_size,
            &request.page_token,
            &[],
        );
        let Some(page) = page else {
            return Err(violations.into_status());
        };
        let after = page
            .after
            .as_ref()
            .map(|(completed, rider)| (*completed, rider.as_str()));
        let found = self
            .0
            .rider_stats(rider.as_ref(), after, page.limit())
            .await;
        let (riders, progress) = found.map_err(database::status)?;
        let (riders, next_page_token) = page.cut(riders, |stats| {
            (stats.completed, stats.rider.as_str().to_owned())
        });
        Ok(Response::new(wire::ListRiderStatsResponse {
            rider_stats: riders.into_iter().map(convert::rider_stats).collect(),
            next_page_token,
            as_of: progress.as_of.map(to_timestamp),
        }))
    }

    async fn get_projection_status(
        &self,
        _request: Request<wire::GetProjectionStatusRequest>,
    ) -> Result<Response<wire::GetProjectionStatusResponse>, Status> {
        let standing = self.0.standing().await.map_err(database::status)?;
        let status = Some(convert::projection_status(standing));
        Ok(Response::new(wire::GetProjectionStatusResponse { status }))
    }

    async fn rebuild_views(
        &self,
        request: Request<wire::RebuildViewsRequest>,
    ) -> Result<Response<wire::RebuildViewsResponse>, Status> {
        let mut violations = Violations::new();
        let request_id = violations.check("request_id", request.get_ref().request_id.parse());
        let Some(request_id) = request_id else {
            return Err(violations.into_status());
        };
        let standing = self.0.rebuild(request_id).await.map_err(database::status)?;
        let status = Some(convert::projection_status(standing));
        Ok(Response::new(wire::RebuildViewsResponse { status }))
    }
}

/// What a caller may see, by all the roles that it has.
fn scope(caller: &Caller) -> Scope {
    let own = |role| caller.subject().filter(|_| caller.has(role)).cloned();
    Scope {
        customer: own(Role::Customer),
        owner: own(Role::StoreOwner),
        rider: own(Role::Rider),
        all: caller.has(Role::Operator),
    }
}

/// `None` for an operator, who sees all; else the caller, who must have the role.
fn only_own(caller: &Caller, role: Role) -> Result<Option<Subject>, Status> {
    if caller.has(Role::Operator) {
        return Ok(None);
    }
    caller.subject_with(role).cloned().map(Some)
}

/// A field is wrong, and noted among the violations.
struct Noted;

/// An id that may be left out.
fn optional<T>(violations: &mut Violations, field: &str, id: &str) -> Result<Option<T>, Noted>
where
    T: std::str::FromStr<Err: std::fmt::Display>,
{
    match id {
        "" => Ok(None),
        id => violations.check(field, id.parse()).map(Some).ok_or(Noted),
    }
}

fn not_found(reason: &str, what: &str) -> Status {
    problem(Code::NotFound, reason, format!("there is no such {what}")).into()
}
