use std::collections::BTreeSet;
use std::path::Path;

use sqlx::PgPool;

/// Where it is written what bounds each table.
const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/RETENTION.md");

/// The section about tables that every service has.
const EVERYBODY: &str = "messaging";

/// The tables in a PostgreSQL database, those of migrations left out.
pub async fn postgres_tables(pool: &PgPool) -> BTreeSet<String> {
    let query = "SELECT table_name::text FROM information_schema.tables
                  WHERE table_schema NOT IN ('pg_catalog', 'information_schema') AND table_type = 'BASE TABLE'";
    let tables = sqlx::query_scalar(query).fetch_all(pool).await;
    own(tables.expect("the tables"))
}

/// Fails when one of a service's tables is not in its section of `docs/RETENTION.md`, which says what keeps it from growing for ever,
/// or when the section has a table that is not there.
pub fn every_table_is_bounded(service: &str, tables: impl IntoIterator<Item = String>) {
    let page = std::fs::read_to_string(Path::new(PAGE)).expect("docs/RETENTION.md");
    let tables = own(tables);
    let named = named_in(&page, service);
    let everybodys = named_in(&page, EVERYBODY);

    let unnamed: Vec<_> = tables
        .iter()
        .filter(|table| !named.contains(*table) && !everybodys.contains(*table))
        .collect();
    assert!(
        unnamed.is_empty(),
        "docs/RETENTION.md does not say what bounds {unnamed:?} of {service}"
    );
    let gone: Vec<_> = named.difference(&tables).collect();
    assert!(
        gone.is_empty(),
        "docs/RETENTION.md names {gone:?}, which {service} does not have"
    );
}

fn own(tables: impl IntoIterator<Item = String>) -> BTreeSet<String> {
    let mut tables: BTreeSet<String> = tables.into_iter().collect();
    tables.remove("_sqlx_migrations");
    tables
}

/// The tables in the first column of the section `## service`; each row has to say something in its second.
fn named_in(page: &str, service: &str) -> BTreeSet<String> {
    let heading = format!("## {service}");
    page.lines()
        .skip_while(|line| *line != heading)
        .skip(1)
        .take_while(|line| !line.starts_with("## "))
        .filter_map(|line| {
            let mut cells = line.strip_prefix("| `")?.splitn(2, "` | ");
            let (table, bound) = (cells.next()?, cells.next()?);
            assert!(bound.len() > 4, "nothing is said about {table}");
            Some(table.to_owned())
        })
        .collect()
}
