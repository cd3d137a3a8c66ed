//! Programs of earlier releases run on today's file: after a rollback.

use baedal_notification::database::all_migrations;
use baedal_testkit::schema::{Broken, Column, Constraint, Default, Schema, Unique};
use sqlx::SqlitePool;
use sqlx::migrate::Migrator;
use sqlx::sqlite::SqlitePoolOptions;

/// The newest migration when the first release was made. No program that is older ever ran anywhere but on its authors' machines,
/// and some could not live with what came after: sendings took the place of a column, dead letters got a key.
const FIRST_RELEASE: i64 = 1002;
/// The same for messaging's, whose numbers are below those of the services.
const FIRST_RELEASE_OF_MESSAGING: i64 = 2;

fn was_released_before(migration: i64) -> bool {
    if migration < 1000 {
        migration > FIRST_RELEASE_OF_MESSAGING
    } else {
        migration > FIRST_RELEASE
    }
}

#[tokio::test]
async fn programs_of_every_released_schema_can_live_with_todays() {
    let broken: Vec<Broken> = broken_programs(&all_migrations())
        .await
        .into_iter()
        .filter(|broken| was_released_before(broken.migration))
        .collect();
    assert_eq!(broken, []);
}

#[tokio::test]
async fn a_column_that_is_dropped_is_seen() {
    let broken = broken_programs(&all_migrations()).await;
    assert!(
        broken.iter().any(|broken| broken.migration == 1001
            && broken
                .what
                .contains(&"notifications: sent_at is gone".to_owned())),
        "{broken:?}"
    );
}

/// As `baedal_testkit::schema::broken_programs`, of which this is the half for SQLite. One file holds messaging's tables and the
/// service's, so earlier schemas are those after each migration in the order in which they run in a new file.
async fn broken_programs(migrations: &Migrator) -> Vec<Broken> {
    let pool = SqlitePoolOptions::new()
        .max_connections(1)
        .connect("sqlite::memory:")
        .await
        .expect("a database in memory");
    let mut earlier = Vec::new();
    for (done, migration) in migrations.iter().enumerate() {
        earlier.push((migration.version, schema(&pool).await));
        Migrator::with_migrations(migrations.iter().take(done + 1).cloned().collect())
            .run(&pool)
            .await
            .expect("the migrations run one after another");
    }
    let today = schema(&pool).await;
    earlier
        .into_iter()
        .map(|(migration, schema)| Broken {
            migration,
            what: schema.broken_by(&today),
        })
        .filter(|broken| !broken.what.is_empty())
        .collect()
}

/// Table, column, type, NOT NULL, default, how it is hidden, whether it is the row's own number.
type ColumnRow = (String, String, String, bool, Option<String>, i64, i64);

/// All but CHECKs, which SQLite has only as text.
async fn schema(pool: &SqlitePool) -> Schema {
    let mut schema = Schema::default();
    let columns: Vec<ColumnRow> = sqlx::query_as(
        "SELECT t.name, c.name, c.type, c.\"notnull\", c.dflt_value, c.hidden,
                c.pk = 1 AND upper(c.type) = 'INTEGER' AND NOT EXISTS (SELECT 1 FROM pragma_index_list(t.name) WHERE origin = 'pk')
         FROM sqlite_schema t, pragma_table_xinfo(t.name) c
         WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%' AND t.name <> '_sqlx_migrations'",
    )
    .fetch_all(pool)
    .await
    .expect("the columns");
    for (table, name, kind, not_null, default, hidden, rowid) in columns {
        let default = match (hidden, rowid, default) {
            (2 | 3, ..) => Default::Generated,
            (_, 1, _) => Default::Fresh,
            (_, _, Some(_)) => Default::Constant,
            (_, _, None) => Default::None,
        };
        let column = Column {
            kind,
            nullable: !not_null,
            default,
        };
        schema
            .tables
            .entry(table)
            .or_default()
            .columns
            .insert(name, column);
    }
    let unique: Vec<(String, String, Option<String>)> = sqlx::query_as(
        "SELECT t.name, (SELECT group_concat(coalesce(k.name, '?'), char(31)) FROM pragma_index_info(i.name) k),
                CASE WHEN i.partial THEN (SELECT sql FROM sqlite_schema s WHERE s.name = i.name) END
         FROM sqlite_schema t, pragma_index_list(t.name) i
         WHERE t.type = 'table' AND t.name <> '_sqlx_migrations' AND i.\"unique\"",
    )
    .fetch_all(pool)
    .await
    .expect("the unique indexes");
    for (table, keys, predicate) in unique {
        let keys = keys.split('\u{1f}').map(str::to_owned).collect();
        let unique = Unique { keys, predicate };
        schema
            .tables
            .entry(table)
            .or_default()
            .unique
            .insert(unique);
    }
    let references: Vec<(String, String, String, String)> = sqlx::query_as(
        "SELECT t.name, f.\"from\", f.\"table\", f.on_delete
         FROM sqlite_schema t, pragma_foreign_key_list(t.name) f WHERE t.type = 'table'",
    )
    .fetch_all(pool)
    .await
    .expect("the foreign keys");
    for (table, column, target, on_delete) in references {
        let constraint = Constraint {
            name: format!("{column} of {target}"),
            definition: format!("REFERENCES {target} ON DELETE {on_delete}"),
            columns: vec![column],
            holds: ["NO ACTION", "RESTRICT"]
                .contains(&&*on_delete)
                .then_some(target),
        };
        let table = schema.tables.entry(table).or_default();
        table.constraints.insert(constraint);
    }
    schema
}
