//! `WatchOrderViews`.

use std::pin::Pin;
use std::time::Duration;

use baedal_proto::dashboard::v1 as wire;
use baedal_proto::to_timestamp;
use baedal_runtime::database;
use baedal_runtime::rpc::{Violations, problem};
use baedal_values::Subject;
use futures_util::{Stream, stream};
use tonic::{Code, Response, Status};

use super::{convert, optional};
use crate::app::App;
use crate::app::watch::{Ended, NoSeat, Told, WatchError, Watcher};
use crate::domain::{Scope, WatchFilter};

/// When a seat may be free again.
const SEAT: Duration = Duration::from_secs(5);
/// The same of the caller's own: it knows itself whether it will be, or a lost connection has to be noticed first.
const OWN_SEAT: Duration = Duration::from_secs(15);
/// When another process, or this one again, may be asked to go on.
const RESUME: Duration = Duration::from_millis(250);

/// What a watcher gets.
pub(super) type Watched =
    Pin<Box<dyn Stream<Item = Result<wire::WatchOrderViewsResponse, Status>> + Send>>;

pub(super) async fn begin(
    app: &App,
    subject: Option<&Subject>,
    scope: Scope,
    request: &wire::WatchOrderViewsRequest,
) -> Result<Response<Watched>, Status> {
    let mut violations = Violations::new();
    if request.after_version.is_some_and(i64::is_negative) {
        violations.add("after_version", "must not be negative");
    }
    let order_id = optional(&mut violations, "order_id", &request.order_id);
    let store_id = optional(&mut violations, "store_id", &request.store_id);
    let (Ok(order_id), Ok(store_id), true) = (order_id, store_id, violations.is_empty()) else {
        return Err(violations.into_status());
    };
    let filter = WatchFilter { order_id, store_id };
    match app
        .watch(subject, scope.clone(), filter, request.after_version)
        .await
    {
        Ok(watcher) => {
            let watching = Some((watcher, scope));
            Ok(Response::new(Box::pin(stream::unfold(watching, next))))
        }
        Err(WatchError::NoSeat(NoSeat::TooManyWatches)) => Err(problem(
            Code::ResourceExhausted,
            "TOO_MANY_WATCHES",
            "this caller watches as often as one may, end another watch first",
        )
        .retry_after(OWN_SEAT)
        .into()),
        Err(WatchError::NoSeat(NoSeat::TooManyWatchers)) => Err(problem(
            Code::ResourceExhausted,
            "TOO_MANY_WATCHERS",
            "as many callers watch as this server can tell",
        )
        .retry_after(SEAT)
        .into()),
        Err(WatchError::Database(error)) => Err(database::status(error)),
    }
}

type Next = Option<(
    Result<wire::WatchOrderViewsResponse, Status>,
    Option<(Watcher, Scope)>,
)>;

async fn next(watching: Option<(Watcher, Scope)>) -> Next {
    let (mut watcher, scope) = watching?;
    Some(match watcher.next().await {
        Ok(told) => (Ok(said(told, &scope)), Some((watcher, scope))),
        Err(Ended::Gone) => (
            Err(problem(
                Code::Unavailable,
                "WATCH_ENDED",
                "the watch has ended, go on after the last version you have seen",
            )
            .retry_after(RESUME)
            .into()),
            None,
        ),
        Err(Ended::Database(error)) => (Err(database::status(error)), None),
    })
}

fn said(told: Told, scope: &Scope) -> wire::WatchOrderViewsResponse {
    match told {
        Told::View(view, progress) => wire::WatchOrderViewsResponse {
            order_view: Some(convert::view(*view, &progress, scope)),
            heartbeat: None,
        },
        Told::Heartbeat(version, progress) => wire::WatchOrderViewsResponse {
            order_view: None,
            heartbeat: Some(wire::WatchHeartbeat {
                version,
                as_of: progress.as_of.map(to_timestamp),
            }),
        },
    }
}
