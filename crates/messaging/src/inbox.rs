//! Knowing what was handled before.

use std::collections::HashSet;

use sqlx::PgConnection;
use uuid::Uuid;

use crate::Received;

// A replayed event brings a new place in the stream: the newest place is what the durable's position is checked
// with. Sorted by id, so that two processes with the same events wait for each other instead of locking up.
const CLAIM: &str = "INSERT INTO inbox (consumer, event_id, stream_sequence)
SELECT $1, e.event_id, e.stream_sequence
  FROM (SELECT DISTINCT ON (event_id) event_id, stream_sequence
          FROM UNNEST($2::uuid[], $3::bigint[]) AS e(event_id, stream_sequence)
         ORDER BY event_id, stream_sequence DESC) AS e
ON CONFLICT (consumer, event_id)
DO UPDATE SET stream_sequence = EXCLUDED.stream_sequence, handled_at = now()
RETURNING event_id, xmax = 0";

/// Claims `events` for `consumer` in one statement and returns those that nobody has handled before, in the order
/// given. Call it first in the transaction that has the effect: a claim is as durable as the effect, and a
/// second process with the same event waits until the first one has decided.
pub async fn claim<'e>(
    connection: &mut PgConnection,
    consumer: &str,
    events: &'e [Received],
) -> sqlx::Result<Vec<&'e Received>> {
    if events.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<Uuid> = events.iter().map(|event| event.event_id).collect();
    let sequences: Vec<i64> = events.iter().map(Received::sequence).collect();
    let rows: Vec<(Uuid, bool)> = sqlx::query_as(CLAIM)
        .bind(consumer)
        .bind(ids)
        .bind(sequences)
        .fetch_all(connection)
        .await?;
    for event in events {
        event.set_claimed(true);
    }
    Ok(fresh(events, rows))
}

/// The events that `rows` call fresh, each once.
pub(crate) fn fresh(events: &[Received], rows: Vec<(Uuid, bool)>) -> Vec<&Received> {
    let mut fresh: HashSet<Uuid> = rows
        .into_iter()
        .filter_map(|(id, fresh)| fresh.then_some(id))
        .collect();
    events
        .iter()
        .filter(|event| fresh.remove(&event.event_id))
        .collect()
}
