//! Schemas of PostgreSQL databases.

use sqlx::PgPool;
use sqlx::migrate::Migrator;

use super::{Broken, Column, Constraint, Default, Schema, Table, Unique};
use crate::postgres;

/// For each migration, what programs that were built before it could not do on the schema that all of them make: nothing, or
/// an upgrade and a rollback break what runs.
pub async fn broken_programs(migrations: &Migrator) -> Vec<Broken> {
    assert!(
        migrations
            .iter()
            .is_sorted_by(|one, next| one.version < next.version),
        "each migration has a number of its own, and those of a library come first"
    );
    let mut earlier = Vec::new();
    let database = postgres().await.database("schema").await;
    for (done, migration) in migrations.iter().enumerate() {
        earlier.push((migration.version, Schema::of_postgres(&database.pool).await));
        // Each runs with those before it, as it does in a database that grows with the releases.
        Migrator::with_migrations(migrations.iter().take(done + 1).cloned().collect())
            .run(&database.pool)
            .await
            .expect("the migrations run one after another");
    }
    let today = Schema::of_postgres(&database.pool).await;
    earlier
        .into_iter()
        .map(|(migration, schema)| Broken {
            migration,
            what: schema.broken_by(&today),
        })
        .filter(|broken| !broken.what.is_empty())
        .collect()
}

impl Schema {
    /// What the database has besides the history of its migrations.
    pub async fn of_postgres(pool: &PgPool) -> Self {
        let mut schema = Self::default();
        for (table, name, kind, not_null, default, fresh, generated) in columns(pool).await {
            let default = match (generated, fresh, default) {
                (true, ..) => Default::Generated,
                (_, true, _) => Default::Fresh,
                (_, _, Some(value)) if value.contains('(') => Default::Fresh,
                (_, _, Some(_)) => Default::Constant,
                (_, _, None) => Default::None,
            };
            let column = Column {
                kind,
                nullable: !not_null,
                default,
            };
            schema.table(table).columns.insert(name, column);
        }
        for (table, keys, predicate) in unique(pool).await {
            schema
                .table(table)
                .unique
                .insert(Unique { keys, predicate });
        }
        for (table, name, columns, definition, holds) in constraints(pool).await {
            schema.table(table).constraints.insert(Constraint {
                name,
                columns,
                definition,
                holds,
            });
        }
        schema
    }

    fn table(&mut self, name: String) -> &mut Table {
        self.tables.entry(name).or_default()
    }
}

/// Table, column, type, NOT NULL, default, identity, generated.
type ColumnRow = (String, String, String, bool, Option<String>, bool, bool);

async fn columns(pool: &PgPool) -> Vec<ColumnRow> {
    sqlx::query_as(
        "SELECT a.attrelid::regclass::text, a.attname::text, format_type(a.atttypid, a.atttypmod), a.attnotnull,
                pg_get_expr(d.adbin, d.adrelid), a.attidentity <> '', a.attgenerated <> ''
         FROM pg_attribute a
         JOIN pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p') AND c.relname <> '_sqlx_migrations'
         JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname !~ '^(pg_|information_schema)'
         LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
         WHERE a.attnum > 0 AND NOT a.attisdropped",
    )
    .fetch_all(pool)
    .await
    .expect("the catalog's columns")
}

async fn unique(pool: &PgPool) -> Vec<(String, Vec<String>, Option<String>)> {
    sqlx::query_as(
        "SELECT i.indrelid::regclass::text,
                array(SELECT pg_get_indexdef(i.indexrelid, k, true) FROM generate_series(1, i.indnkeyatts) k ORDER BY k),
                pg_get_expr(i.indpred, i.indrelid)
         FROM pg_index i
         JOIN pg_class c ON c.oid = i.indrelid AND c.relname <> '_sqlx_migrations'
         JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname !~ '^(pg_|information_schema)'
         WHERE i.indisunique",
    )
    .fetch_all(pool)
    .await
    .expect("the catalog's indexes")
}

/// Table, name, columns, definition, the table whose rows it holds.
type ConstraintRow = (String, String, Vec<String>, String, Option<String>);

async fn constraints(pool: &PgPool) -> Vec<ConstraintRow> {
    sqlx::query_as(
        "SELECT t.conrelid::regclass::text, t.conname::text,
                array(SELECT a.attname::text FROM pg_attribute a
                      WHERE a.attrelid = t.conrelid AND a.attnum = ANY (t.conkey) ORDER BY a.attname),
                pg_get_constraintdef(t.oid),
                CASE WHEN t.contype = 'f' AND t.confdeltype IN ('a', 'r') THEN t.confrelid::regclass::text END
         FROM pg_constraint t
         JOIN pg_namespace n ON n.oid = t.connamespace AND n.nspname !~ '^(pg_|information_schema)'
         WHERE t.contype IN ('c', 'f', 'x') AND t.conrelid <> 0",
    )
    .fetch_all(pool)
    .await
    .expect("the catalog's constraints")
}
