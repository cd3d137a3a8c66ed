//! A service and the database it finds.

use std::time::Duration;

use baedal_runtime::{
    BoxError, Process, ProcessConfig, Running, Service,
    config::Settings,
    database::{self, DatabaseConfig},
    launch,
};
use baedal_testkit::postgres;
use serde::{Deserialize, Serialize};
use sqlx::{
    SqlSafeStr,
    migrate::{Migration, MigrationType, Migrator},
};

#[derive(Deserialize, Serialize)]
struct Config {
    database: DatabaseConfig,
    #[serde(skip, default = "library_and_service")]
    migrations: Migrator,
}

struct Kitchen;

impl Service for Kitchen {
    const NAME: &'static str = "baedal-kitchen";
    type Config = Config;

    async fn migrate(config: Config) -> Result<(), BoxError> {
        database::migrate(&config.database, &config.migrations).await
    }

    async fn start(config: Config, process: &mut Process) -> Result<(), BoxError> {
        process
            .database(&config.database, &config.migrations)
            .await
            .map(drop)
    }
}

fn one(version: i64, sql: &'static str) -> Migrator {
    let sql = sql.into_sql_str();
    Migrator::with_migrations(vec![Migration::new(
        version,
        "test".into(),
        MigrationType::Simple,
        sql,
        false,
    )])
}

fn library_and_service() -> Migrator {
    let service = one(1000, "CREATE TABLE dish (id bigint PRIMARY KEY)");
    let library = one(1, "CREATE TABLE outbox (id bigint PRIMARY KEY)");
    // In the wrong order on purpose.
    database::combine(&[&service, &library])
}

fn config(url: &str, migrations: Migrator) -> Config {
    let database = DatabaseConfig {
        start_timeout: Duration::ZERO,
        ..DatabaseConfig::new(url)
    };
    Config {
        database,
        migrations,
    }
}

async fn start(url: &str, migrations: Migrator) -> Result<Running, String> {
    let service = config(url, migrations);
    launch::<Kitchen>(Settings {
        process: ProcessConfig::for_tests(),
        service,
    })
    .await
    .map_err(|error| baedal_runtime::chain(&*error))
}

#[tokio::test]
async fn a_service_starts_on_the_schema_it_was_built_for() {
    let database = postgres().await.database("runtime").await;
    Kitchen::migrate(config(&database.url, library_and_service()))
        .await
        .expect("an empty database can be migrated");
    // Again, as every release does.
    Kitchen::migrate(config(&database.url, library_and_service()))
        .await
        .expect("nothing is left to do");

    let running = start(&database.url, library_and_service())
        .await
        .expect("the schema is right");

    assert!(running.stop().await);
}

#[tokio::test]
async fn a_service_refuses_a_database_that_was_not_migrated() {
    let database = postgres().await.database("runtime").await;

    let error = start(&database.url, library_and_service())
        .await
        .expect_err("nothing was migrated");

    assert!(error.contains("lacks migration 1 "), "{error}");
}

#[tokio::test]
async fn a_service_refuses_a_migration_that_was_rewritten() {
    let database = postgres().await.database("runtime").await;
    Kitchen::migrate(config(&database.url, library_and_service()))
        .await
        .expect("migrated");

    let rewritten = one(
        1000,
        "CREATE TABLE dish (id bigint PRIMARY KEY, price bigint)",
    );
    let error = start(&database.url, rewritten)
        .await
        .expect_err("history has changed");

    assert!(
        error.contains("migration 1000") && error.contains("differs"),
        "{error}"
    );
}

#[tokio::test]
async fn an_older_release_starts_on_the_schema_of_a_newer_one() {
    let database = postgres().await.database("runtime").await;
    Kitchen::migrate(config(&database.url, library_and_service()))
        .await
        .expect("migrated");
    let older = database::combine(&[&one(1, "CREATE TABLE outbox (id bigint PRIMARY KEY)")]);

    database::migrate(&DatabaseConfig::new(&*database.url), &older)
        .await
        .expect("a rollback migrates too");
    let running = start(&database.url, older).await.expect("it starts");

    assert!(running.stop().await);
}

#[tokio::test]
async fn a_service_whose_database_does_not_answer_says_so_and_keeps_the_password() {
    let error = start(
        "postgres://cook:hunter2@127.0.0.1:1/kitchen",
        library_and_service(),
    )
    .await
    .expect_err("nobody listens there");

    assert!(
        error.contains("cannot read the database's migrations"),
        "{error}"
    );
    assert!(!error.contains("hunter2"), "{error}");
}

#[tokio::test]
async fn a_statement_that_takes_too_long_is_unavailable_and_not_broken() {
    let database = postgres().await.database("runtime").await;
    let limits = DatabaseConfig {
        statement_timeout: Duration::from_millis(50),
        ..DatabaseConfig::new(&*database.url)
    };
    let pool = limits.pool("test").expect("a good URL");

    let slow = sqlx::query("SELECT pg_sleep(60)")
        .execute(&pool)
        .await
        .expect_err("it is ended");
    let wrong = sqlx::query("SELECT no_such_column")
        .execute(&pool)
        .await
        .expect_err("it is wrong");

    assert_eq!(database::status(slow).code(), tonic::Code::Unavailable);
    assert_eq!(database::status(wrong).code(), tonic::Code::Internal);
}

#[tokio::test]
async fn a_connection_that_was_closed_while_it_was_idle_costs_no_call() {
    let database = postgres().await.database("runtime").await;
    let config = DatabaseConfig {
        max_connections: 4,
        check_after_idle: Duration::ZERO,
        ..DatabaseConfig::new(&*database.url)
    };
    let pool = config.pool("idle").expect("a good address");
    // As a proxy does that is set up anew, or a server that starts again: all connections are made, and then closed.
    let mut all = Vec::new();
    for _ in 0..4 {
        all.push(pool.acquire().await.expect("a connection"));
    }
    drop(all);
    let mut other = config
        .pool("other")
        .expect("a good address")
        .acquire()
        .await
        .expect("a connection");
    let closed: Vec<bool> = sqlx::query_scalar(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = 'idle' AND datname = current_database()",
    )
    .fetch_all(&mut *other)
    .await
    .expect("the server's own");
    assert_eq!(closed, [true; 4]);

    for _ in 0..4 {
        let answer: i32 = sqlx::query_scalar("SELECT 1")
            .fetch_one(&pool)
            .await
            .expect("an answer");
        assert_eq!(answer, 1);
    }
}
