//! The servers that other tests stand on.

use std::time::Duration;

use baedal_testkit::{Nats, PrivatePostgres, postgres, wait_until};
use sqlx::{Connection, PgConnection};

#[tokio::test]
async fn every_call_gives_a_fresh_database() {
    let first = postgres().await.database("order").await;
    let second = postgres().await.database("order").await;
    assert_ne!(first.url, second.url);
    sqlx::query("CREATE TABLE only_in_first (x int)")
        .execute(&first.pool)
        .await
        .expect("creates");
    sqlx::query("SELECT x FROM only_in_first")
        .execute(&first.pool)
        .await
        .expect("is there");
    sqlx::query("SELECT x FROM only_in_first")
        .execute(&second.pool)
        .await
        .expect_err("is not");
}

#[tokio::test]
async fn a_killed_postgres_comes_back_with_what_was_committed() {
    let server = PrivatePostgres::start().await;
    let database = server.database("kept").await;
    sqlx::query("CREATE TABLE kept (x int)")
        .execute(&database.pool)
        .await
        .expect("creates");
    server.kill().await;
    PgConnection::connect(&database.url)
        .await
        .expect_err("nobody answers");
    server.restart().await;
    wait_until(Duration::from_secs(10), || async {
        sqlx::query("SELECT x FROM kept")
            .execute(&database.pool)
            .await
            .ok()
    })
    .await;
}

#[tokio::test]
async fn a_killed_nats_keeps_its_streams_and_a_wiped_one_does_not() {
    let nats = Nats::start().await;
    let streams = async || {
        let client = async_nats::connect(nats.url()).await.expect("connects");
        let context = async_nats::jetstream::new(client);
        let config = async_nats::jetstream::stream::Config {
            name: "FACTS".to_owned(),
            subjects: vec!["facts.>".to_owned()],
            ..Default::default()
        };
        let mut stream = context
            .get_or_create_stream(config)
            .await
            .expect("a stream");
        let messages = stream.info().await.expect("an answer").state.messages;
        context
            .publish("facts.one", "1".into())
            .await
            .expect("sent")
            .await
            .expect("acknowledged");
        messages
    };
    assert_eq!(streams().await, 0);
    nats.kill().await;
    nats.restart().await;
    assert_eq!(streams().await, 1);
    nats.wipe().await;
    nats.restart().await;
    assert_eq!(streams().await, 0);
}
