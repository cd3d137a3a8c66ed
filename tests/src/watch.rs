use baedal_proto::dashboard::v1::dashboard_service_client::DashboardServiceClient;
use baedal_proto::dashboard::v1::{OrderView, WatchOrderViewsRequest, WatchOrderViewsResponse};
use baedal_proto::order::v1::OrderStatus;
use baedal_testkit::wait_until;
use tokio::time::timeout;
use tonic::{Status, Streaming};

use crate::{Line, PATIENCE};

/// A watch over the caller's orders at the dashboard, and the last version it has seen.
pub struct Watch {
    stream: Streaming<WatchOrderViewsResponse>,
    /// Where to resume.
    pub version: i64,
}

impl Watch {
    /// Begins after `after`: 0 tells of every row there is first.
    pub async fn begin(line: &Line, after: i64) -> Result<Self, Status> {
        let request = WatchOrderViewsRequest {
            after_version: Some(after),
            ..WatchOrderViewsRequest::default()
        };
        let stream = DashboardServiceClient::new(line.clone())
            .watch_order_views(request)
            .await?
            .into_inner();
        Ok(Self {
            stream,
            version: after,
        })
    }

    /// Begins again where another one ended, as soon as somebody answers.
    pub async fn resume(line: &Line, after: i64) -> Self {
        wait_until(PATIENCE, || async { Self::begin(line, after).await.ok() }).await
    }

    /// The next row; heartbeats are noted.
    pub async fn row(&mut self) -> Result<OrderView, Status> {
        loop {
            let message = timeout(PATIENCE, self.stream.message())
                .await
                .expect("something is told in time")?
                .expect("a watch never ends without a status");
            if let Some(heartbeat) = message.heartbeat {
                assert!(heartbeat.version >= self.version && heartbeat.as_of.is_some());
                self.version = heartbeat.version;
            }
            if let Some(row) = message.order_view {
                assert!(row.version > self.version, "in order, each version once");
                self.version = row.version;
                return Ok(row);
            }
        }
    }

    /// Waits for a row that satisfies `is_expected`, whatever others come before it.
    pub async fn until_row(&mut self, is_expected: impl Fn(&OrderView) -> bool) -> OrderView {
        let found = async {
            loop {
                let row = self.row().await.expect("it goes on");
                if is_expected(&row) {
                    return row;
                }
            }
        };
        // Heartbeats alone are no answer.
        timeout(PATIENCE, found)
            .await
            .expect("what is watched for is told in time")
    }

    /// Waits for the caller's only order to come to `status`.
    pub async fn until(&mut self, order_id: &str, status: OrderStatus) {
        let row = self
            .until_row(|row| {
                assert_eq!(row.order_id, order_id, "only the customer's own");
                row.order_status() == status
            })
            .await;
        assert_eq!(row.order_id, order_id);
    }

    /// Waits for the end, and answers what it ended with.
    pub async fn end(&mut self) -> Status {
        loop {
            if let Err(status) = self.row().await {
                return status;
            }
        }
    }
}
