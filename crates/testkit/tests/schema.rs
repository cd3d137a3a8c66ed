//! What an upgrade may not do to the programs that run meanwhile is seen before it is released.

use baedal_testkit::schema::broken_programs;
use sqlx::SqlSafeStr;
use sqlx::migrate::{Migration, MigrationType, Migrator};

/// What programs built before the second migration cannot do after it.
async fn after(change: &'static str) -> Vec<String> {
    let first = "CREATE TABLE dish (
            id uuid PRIMARY KEY, name text NOT NULL, price bigint NOT NULL DEFAULT 0 CHECK (price >= 0), note text,
            status text NOT NULL CHECK (status IN ('A', 'B'))
        );
        CREATE TABLE menu (id uuid PRIMARY KEY);";
    let migrations = [first, change]
        .into_iter()
        .zip([1000, 1001])
        .map(|(sql, version)| {
            let sql = sql.into_sql_str();
            Migration::new(version, "test".into(), MigrationType::Simple, sql, false)
        })
        .collect();
    let broken = broken_programs(&Migrator::with_migrations(migrations)).await;
    assert!(broken.iter().all(|broken| broken.migration == 1001));
    broken.into_iter().flat_map(|broken| broken.what).collect()
}

#[tokio::test]
async fn what_old_programs_do_not_notice_is_fine() {
    let fine = [
        "ALTER TABLE dish ADD COLUMN hot boolean",
        "ALTER TABLE dish ADD COLUMN hot boolean NOT NULL DEFAULT false",
        "ALTER TABLE dish ADD COLUMN key uuid NOT NULL DEFAULT gen_random_uuid() UNIQUE",
        "ALTER TABLE dish ADD COLUMN sweet boolean CHECK (sweet)",
        "ALTER TABLE dish ALTER COLUMN name DROP NOT NULL",
        "ALTER TABLE dish DROP CONSTRAINT dish_price_check",
        "ALTER TABLE dish DROP CONSTRAINT dish_status_check, ADD CONSTRAINT dish_status_check CHECK (status IN ('A', 'B', 'C'))",
        "CREATE INDEX ON dish (name)",
        "CREATE TABLE plate (id uuid PRIMARY KEY, dish uuid NOT NULL REFERENCES dish ON DELETE CASCADE)",
    ];
    for change in fine {
        assert_eq!(after(change).await, [""; 0], "{change}");
    }
}

#[tokio::test]
async fn what_breaks_old_programs_is_named() {
    let broken = [
        ("ALTER TABLE dish DROP COLUMN note", "dish: note is gone"),
        (
            "ALTER TABLE dish RENAME COLUMN note TO words",
            "dish: note is gone",
        ),
        ("DROP TABLE menu", "menu is gone"),
        (
            "ALTER TABLE dish ADD COLUMN hot boolean NOT NULL",
            "dish: hot is new, NOT NULL and without a default",
        ),
        (
            "ALTER TABLE dish ADD COLUMN hot boolean; UPDATE dish SET hot = true; ALTER TABLE dish ALTER COLUMN hot SET NOT NULL",
            "dish: hot is new, NOT NULL and without a default",
        ),
        (
            "ALTER TABLE dish ALTER COLUMN price TYPE numeric",
            "dish: price has another type",
        ),
        (
            "ALTER TABLE dish ALTER COLUMN note SET NOT NULL",
            "dish: note cannot be NULL any more",
        ),
        (
            "ALTER TABLE dish ALTER COLUMN price DROP DEFAULT",
            "dish: price lost the default",
        ),
        (
            "ALTER TABLE dish ADD CHECK (length(name) < 9)",
            "dish: a new constraint is about what was there",
        ),
        (
            "ALTER TABLE dish ADD UNIQUE (name)",
            "dish: (name) is unique now",
        ),
        (
            "ALTER TABLE dish ADD COLUMN place text NOT NULL DEFAULT '' UNIQUE",
            "dish: (place) is unique now",
        ),
        (
            "ALTER TABLE menu DROP CONSTRAINT menu_pkey",
            "menu: (id) is not unique any more",
        ),
        (
            "CREATE TABLE plate (id uuid PRIMARY KEY, dish uuid NOT NULL REFERENCES dish)",
            "dish: its rows cannot be deleted any more where plate has some",
        ),
    ];
    for (change, what) in broken {
        let said = after(change).await;
        assert!(
            matches!(&said[..], [one] if one.starts_with(what)),
            "{change}: {said:?}"
        );
    }
}
