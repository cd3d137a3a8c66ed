//! The check of the rooms: this workspace keeps to them, and a planted line is found.

use std::fs;
use std::path::Path;

use baedal_dev::rooms::{Problem, check};

#[test]
fn every_line_of_the_workspace_is_in_its_room() {
    let problems = check(&baedal_dev::workspace()).expect("the workspace can be read");
    let problems: Vec<String> = problems.iter().map(Problem::to_string).collect();
    assert!(problems.is_empty(), "\n{}", problems.join("\n"));
}

/// A workspace of one file.
fn planted(file: &str, text: &str) -> Vec<String> {
    let root = tempfile::tempdir().expect("a temporary folder");
    let write = |file: &str, text: &str| {
        let path = root.path().join(file);
        fs::create_dir_all(path.parent().unwrap_or(Path::new("/"))).expect("a folder");
        fs::write(path, text).expect("a file");
    };
    write("services/order/src/lib.rs", "");
    write("services/payment/src/lib.rs", "");
    write(
        "proto/baedal/events/v1/order.proto",
        "message OrderPlaced {\n}\nmessage Line {}\n",
    );
    write(file, text);
    let problems = check(root.path()).expect("the workspace can be read");
    problems.iter().map(Problem::to_string).collect()
}

#[test]
fn a_line_in_the_wrong_room_is_named_with_its_place() {
    for (file, text, found) in [
        (
            "services/order/src/domain/cart.rs",
            "\nasync fn price() {}",
            ":2: `async` in domain",
        ),
        (
            "services/order/src/domain.rs",
            "use sqlx::PgPool;",
            ":1: `sqlx` in domain",
        ),
        (
            "services/order/src/domain.rs",
            "let at = SystemTime::now();",
            ":1: `now` in domain",
        ),
        (
            "services/order/src/app/place.rs",
            "tonic::Status::ok(\"\")",
            ":1: `tonic` in app",
        ),
        (
            "services/order/src/app.rs",
            "const Q: &str = \"SELECT id FROM o\";",
            ":1: SQL in app",
        ),
        (
            "services/order/src/db.rs",
            "tx.commit().await",
            ":1: `.commit` in db",
        ),
        (
            "services/order/src/db/read.rs",
            "use baedal_proto::x;",
            ":1: `baedal_proto` in db",
        ),
        (
            "services/order/src/grpc.rs",
            "use crate::db;",
            ":1: `crate::db` in grpc",
        ),
        (
            "services/order/src/events.rs",
            "use tonic::Status;",
            ":1: `tonic` in events",
        ),
        (
            "services/order/src/lib.rs",
            "use baedal_payment::X;",
            ":1: uses baedal_payment",
        ),
        (
            "services/order/Cargo.toml",
            "\nbaedal-payment.workspace = true",
            ":2: depends on",
        ),
        (
            "crates/x/Cargo.toml",
            "baedal-order = { path = \"\" }",
            ":1: depends on baedal-order",
        ),
        (
            "crates/x/src/lib.rs",
            "f(\"OrderPlaced\")",
            ":1: names the event `OrderPlaced`",
        ),
        (
            "crates/x/src/lib.rs",
            "f(\"baedal.order.v1\")",
            ":1: names the service `order`",
        ),
    ] {
        let problems = planted(file, text);
        assert!(
            matches!(&problems[..], [one] if one.starts_with(&format!("{file}{found}"))),
            "{text} in {file}: {problems:?}"
        );
    }
}

#[test]
fn what_belongs_is_left_alone() {
    for (file, text) in [
        (
            "services/order/src/domain.rs",
            "// async sqlx tonic\nfn at(now: OffsetDateTime) {}",
        ),
        (
            "services/order/src/domain.rs",
            "#[cfg(test)]\nmod tests {\n  use tokio::test;\n}",
        ),
        (
            "services/order/src/app.rs",
            "let mut tx = pool.begin().await?; tx.commit().await?;",
        ),
        (
            "services/order/src/db.rs",
            "sqlx::query(\"SELECT id FROM orders\")",
        ),
        (
            "services/order/src/grpc.rs",
            "use tonic::Status; // SELECT nothing",
        ),
        ("services/order/src/lib.rs", "use baedal_order::X;"),
        (
            "crates/x/src/lib.rs",
            "/// As an `OrderPlaced` does.\nstruct Line;",
        ),
        ("crates/x/tests/all.rs", "f(\"OrderPlaced\")"),
    ] {
        assert_eq!(
            planted(file, text),
            Vec::<String>::new(),
            "{text} in {file}"
        );
    }
}

#[test]
fn a_file_that_grows_too_long_is_named() {
    let long = "let x = 1;\n".repeat(401);
    let problems = planted("services/order/src/lib.rs", &long);
    assert!(problems[0].contains("401 lines of code"), "{problems:?}");
    assert!(planted("services/order/src/lib.rs", &"// why\n\n".repeat(401)).is_empty());
}
