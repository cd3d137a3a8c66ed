use std::time::Duration;

use tokio::time::{Instant, sleep, timeout_at};

/// Asks `condition` until it answers `Some`, at most for `limit`; panics when it never does.
///
/// For what no event announces, such as a row that another process will write. The pauses grow
/// from 5 to 100 ms.
#[track_caller]
pub fn wait_until<T, C, F>(limit: Duration, condition: C) -> impl Future<Output = T>
where
    C: FnMut() -> F,
    F: Future<Output = Option<T>>,
{
    let caller = std::panic::Location::caller();
    poll(limit, condition, caller)
}

async fn poll<T, C, F>(
    limit: Duration,
    mut condition: C,
    caller: &'static std::panic::Location<'static>,
) -> T
where
    C: FnMut() -> F,
    F: Future<Output = Option<T>>,
{
    let deadline = Instant::now() + limit;
    let mut pause = Duration::from_millis(5);
    loop {
        match timeout_at(deadline, condition()).await {
            Ok(Some(answer)) => return answer,
            Ok(None) if Instant::now() + pause < deadline => sleep(pause).await,
            _ => panic!("{caller}: what was waited for did not come about within {limit:?}"),
        }
        pause = (pause * 2).min(Duration::from_millis(100));
    }
}
