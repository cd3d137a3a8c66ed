//! Proto ↔ domain, error → Status.

use baedal_auth::{Role, caller};
use baedal_proto::notification::v1 as wire;
use baedal_proto::notification::v1::notification_service_server::NotificationService;
use baedal_proto::to_timestamp;
use baedal_runtime::database;
use baedal_runtime::page::Page;
use baedal_runtime::rpc::{Violations, problem};
use baedal_values::OrderId;
use tonic::{Code, Request, Response, Status};

use crate::app::App;
use crate::domain::Notification;

/// Notifications, served over gRPC.
pub struct Notifications(pub App);

#[tonic::async_trait]
impl NotificationService for Notifications {
    async fn list_notifications(
        &self,
        request: Request<wire::ListNotificationsRequest>,
    ) -> Result<Response<wire::ListNotificationsResponse>, Status> {
        let customer = caller(&request).subject_with(Role::Customer)?.clone();
        let request = request.into_inner();
        let mut violations = Violations::new();
        let order_id = match request.order_id.as_str() {
            "" => Some(None),
            id => violations
                .check("order_id", id.parse::<OrderId>())
                .map(Some),
        };
        let page = Page::<i64>::read(
            &mut violations,
            request.page_size,
            &request.page_token,
            &[&request.order_id],
        );
        let (Some(order_id), Some(page)) = (order_id, page) else {
            return Err(violations.into_status());
        };
        let found = self
            .0
            .notifications(&customer, order_id, page.after, page.limit())
            .await;
        let found = found.map_err(database::status)?;
        let (found, next_page_token) = page.cut(found, |notification| notification.seq);
        Ok(Response::new(wire::ListNotificationsResponse {
            notifications: found.into_iter().map(wire_notification).collect(),
            next_page_token,
        }))
    }

    async fn get_preferences(
        &self,
        _request: Request<wire::GetPreferencesRequest>,
    ) -> Result<Response<wire::GetPreferencesResponse>, Status> {
        Err(not_yet())
    }

    async fn update_preferences(
        &self,
        _request: Request<wire::UpdatePreferencesRequest>,
    ) -> Result<Response<wire::UpdatePreferencesResponse>, Status> {
        Err(not_yet())
    }
}

fn wire_notification(notification: Notification) -> wire::Notification {
    let status = match notification.sent_at {
        Some(_) => wire::SendStatus::Sent,
        None => wire::SendStatus::Pending,
    };
    wire::Notification {
        notification_id: notification.id.to_string(),
        order_id: notification.order_id.to_string(),
        kind: notification.kind.name().to_owned(),
        text: notification.text,
        occurred_at: Some(to_timestamp(notification.occurred_at)),
        created_at: Some(to_timestamp(notification.created_at)),
        sendings: vec![wire::Sending {
            channel: "log".to_owned(),
            status: status.into(),
            sent_at: notification.sent_at.map(to_timestamp),
        }],
    }
}

fn not_yet() -> Status {
    problem(
        Code::Unimplemented,
        "UNIMPLEMENTED",
        "this method does not work yet",
    )
    .into()
}
