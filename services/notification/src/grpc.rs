//! Proto ↔ domain, error → Status.

mod preferences;

use baedal_auth::{Role, caller};
use baedal_proto::notification::v1 as wire;
use baedal_proto::notification::v1::notification_service_server::NotificationService;
use baedal_proto::to_timestamp;
use baedal_runtime::database;
use baedal_runtime::page::Page;
use baedal_runtime::rpc::Violations;
use baedal_values::OrderId;
use tonic::{Request, Response, Status};

use crate::app::App;
use crate::domain::{self, Notification, Sending};

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
        let (found, next_page_token) = page.cut(found, |(notification, _)| notification.seq);
        Ok(Response::new(wire::ListNotificationsResponse {
            notifications: found.into_iter().map(wire_notification).collect(),
            next_page_token,
        }))
    }

    async fn get_preferences(
        &self,
        request: Request<wire::GetPreferencesRequest>,
    ) -> Result<Response<wire::GetPreferencesResponse>, Status> {
        let customer = caller(&request).subject_with(Role::Customer)?.clone();
        let said = self.0.preferences(&customer).await;
        let channels = self.0.rules().channels.iter();
        Ok(Response::new(wire::GetPreferencesResponse {
            preferences: Some(preferences::write(said.map_err(database::status)?)),
            channels: channels.map(|(name, _)| name.clone()).collect(),
        }))
    }

    async fn update_preferences(
        &self,
        request: Request<wire::UpdatePreferencesRequest>,
    ) -> Result<Response<wire::UpdatePreferencesResponse>, Status> {
        let customer = caller(&request).subject_with(Role::Customer)?.clone();
        let update = preferences::read(&request.into_inner(), self.0.rules())?;
        let said = self.0.update_preferences(&customer, update).await;
        Ok(Response::new(wire::UpdatePreferencesResponse {
            preferences: Some(preferences::write(said.map_err(preferences::status)?)),
        }))
    }
}

fn wire_notification((notification, sendings): (Notification, Vec<Sending>)) -> wire::Notification {
    wire::Notification {
        notification_id: notification.id.to_string(),
        order_id: notification.order_id.to_string(),
        kind: notification.kind.name().to_owned(),
        text: notification.text,
        occurred_at: Some(to_timestamp(notification.occurred_at)),
        created_at: Some(to_timestamp(notification.created_at)),
        sendings: sendings.into_iter().map(wire_sending).collect(),
    }
}

fn wire_sending(sending: Sending) -> wire::Sending {
    let status = match sending.status {
        domain::Status::Pending => wire::SendStatus::Pending,
        domain::Status::Sent => wire::SendStatus::Sent,
        domain::Status::Failed => wire::SendStatus::Failed,
    };
    wire::Sending {
        channel: sending.channel,
        status: status.into(),
        sent_at: sending.sent_at.map(to_timestamp),
        attempts: i32::try_from(sending.attempts).unwrap_or(i32::MAX),
        error: sending.error.unwrap_or_default(),
    }
}
