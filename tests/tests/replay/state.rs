//! What services know, to be compared.

use std::collections::BTreeMap;

use baedal_dev::system::Service;
use baedal_e2e::Town;
use sqlx::{AssertSqlSafe, Connection, PgConnection};

/// What belongs to the way events take, and what counts or dates their arrival.
const PASSING: &[&str] = &[
    "_sqlx_migrations",
    "outbox",
    "relay_lease",
    "inbox",
    "consumer_evidence",
    "dead_letters",
    "redrives",
    "projection",
    "freshness",
    "rebuilds",
];

/// The rows of each table.
pub(crate) type Rows = BTreeMap<String, Vec<String>>;

/// All that services know, except how they came to know it.
pub(crate) async fn state(town: &Town, services: &[Service]) -> BTreeMap<String, Rows> {
    let mut all = BTreeMap::new();
    for service in services {
        let mut database = connect(&town.system().database_url(*service)).await;
        let tables: Vec<String> = sqlx::query_scalar(
            "SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public'",
        )
        .fetch_all(&mut database)
        .await
        .expect("tables can be listed");
        let mut rows = Rows::new();
        for table in tables {
            if PASSING.contains(&table.as_str()) {
                continue;
            }
            // A view's version counts batches, and the batches of a replay are others.
            let read = format!(
                r#"SELECT CASE WHEN '{service}' = 'dashboard' THEN to_jsonb(t) - 'version' ELSE to_jsonb(t) END::text
                     FROM "{table}" AS t ORDER BY 1"#
            );
            let found = sqlx::query_scalar(AssertSqlSafe(read))
                .fetch_all(&mut database)
                .await
                .expect("a table can be read");
            rows.insert(table, found);
        }
        all.insert(service.to_string(), rows);
    }
    all
}

pub(crate) async fn connect(url: &str) -> PgConnection {
    PgConnection::connect(url)
        .await
        .expect("the database can be reached")
}
