//! Parked, looked at, worked after all.

use baedal_proto::ops::v1::ListDeadLettersRequest;
use tonic::{Code, Status};
use tonic_types::StatusExt;

use crate::world::{BAD, CONSUMER, World, id};

fn reason(status: &Status) -> String {
    status.get_details_error_info().unwrap().reason
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repaired_service_works_what_it_had_parked_on_postgres() {
    a_dead_letters_life(&World::on_postgres().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repaired_service_works_what_it_had_parked_on_sqlite() {
    a_dead_letters_life(&World::on_sqlite().await).await;
}

async fn a_dead_letters_life(world: &World) {
    let bad = world.tell(BAD).await;
    let good = world.tell(1).await;

    // Parked, and nobody waits for it.
    world.effects_of(1).await;
    assert_eq!(world.effects().await, [good]);
    let listed = world.parked(1).await.remove(0);
    assert_eq!(listed.event_id, bad.to_string());
    assert_eq!(listed.consumer, CONSUMER);
    assert_eq!(listed.event_type, "baedal.events.v1.OrderRejected");
    assert_eq!(listed.error, "nobody can read this");
    assert_eq!(listed.attempts, 1);
    assert!(listed.payload.is_empty() && listed.payload_json.is_empty());

    // Read, with its body.
    let read = world.get(&listed.dead_letter_id).await.unwrap();
    assert!(
        read.payload_json.contains("sold out"),
        "{}",
        read.payload_json
    );
    assert!(!read.payload.is_empty());
    assert!(read.subject.starts_with("baedal.events.order.rejected."));
    assert_eq!(read.parked_at, read.failed_at);

    // Not repaired yet: it fails again, once for each request.
    let first = id();
    let tried = world.fault.calls();
    let failed = world.redrive(&listed.dead_letter_id, first).await.unwrap();
    assert_eq!((failed.attempts, failed.redrive_pending), (2, false));
    assert!(failed.redriven_at.is_none());
    assert_ne!(failed.failed_at, failed.parked_at);
    let again = world.redrive(&listed.dead_letter_id, first).await.unwrap();
    assert_eq!(again, failed, "the same request has the same answer");
    assert_eq!(world.fault.calls(), tried + 1, "and works nothing");

    // Repaired: it has its effect, and no further request gives it another.
    world.fault.repair();
    let stale = world.redrive(&listed.dead_letter_id, first).await.unwrap();
    assert_eq!(stale, failed, "an old request does not start a new try");
    let done = world.redrive(&listed.dead_letter_id, id()).await.unwrap();
    assert!(done.redriven_at.is_some() && !done.redrive_pending);
    assert_eq!(world.effects().await.len(), 2);
    let calls = world.fault.calls();
    let twice = world.redrive(&listed.dead_letter_id, id()).await.unwrap();
    assert_eq!((twice, world.fault.calls()), (done, calls));

    // It is no longer on the list, unless somebody wants to see the past.
    world.parked(0).await;
    let all = ListDeadLettersRequest {
        include_redriven: true,
        ..ListDeadLettersRequest::default()
    };
    assert_eq!(world.page(all).await.unwrap().dead_letters.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_operators_at_once_work_it_once() {
    let world = World::on_postgres().await;
    world.tell(BAD).await;
    let parked = world.parked(1).await.remove(0).dead_letter_id;
    world.fault.repair();
    let before = world.fault.calls();

    let (one, other) = (id(), id());
    let answers = tokio::join!(
        world.redrive(&parked, one),
        world.redrive(&parked, other),
        world.redrive(&parked, one),
        world.redrive(&parked, other),
    );

    for answer in [answers.0, answers.1, answers.2, answers.3] {
        assert!(answer.unwrap().redriven_at.is_some());
    }
    assert_eq!(world.fault.calls(), before + 1);
    assert_eq!(world.effects().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_has_pages_and_filters_on_postgres() {
    pages_and_filters(&World::on_postgres().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_has_pages_and_filters_on_sqlite() {
    pages_and_filters(&World::on_sqlite().await).await;
}

async fn pages_and_filters(world: &World) {
    for _ in 0..5 {
        world.tell(BAD).await;
    }
    let all = world.parked(5).await;

    let mut seen = Vec::new();
    let mut request = ListDeadLettersRequest {
        page_size: 2,
        consumer: CONSUMER.to_owned(),
        ..ListDeadLettersRequest::default()
    };
    loop {
        let page = world.page(request.clone()).await.unwrap();
        assert!(page.dead_letters.len() <= 2);
        seen.extend(page.dead_letters);
        if page.next_page_token.is_empty() {
            break;
        }
        request.page_token = page.next_page_token;
    }
    assert_eq!(seen, all, "each once, the longest parked first");

    let others = ListDeadLettersRequest {
        consumer: "somebody-else".to_owned(),
        ..ListDeadLettersRequest::default()
    };
    assert!(
        world
            .page(others.clone())
            .await
            .unwrap()
            .dead_letters
            .is_empty()
    );
    let mixed = ListDeadLettersRequest {
        page_token: request.page_token,
        ..others
    };
    let refused = world.page(mixed).await.unwrap_err();
    assert_eq!(refused.code(), Code::InvalidArgument);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_there_or_not_right_is_refused() {
    let world = World::on_postgres().await;
    world.tell(BAD).await;
    world.tell(BAD).await;
    let parked = world.parked(2).await;
    let request = id();
    world
        .redrive(&parked[0].dead_letter_id, request)
        .await
        .unwrap();

    let reused = world
        .redrive(&parked[1].dead_letter_id, request)
        .await
        .unwrap_err();
    assert_eq!(reused.code(), Code::AlreadyExists);
    assert_eq!(reason(&reused), "REQUEST_ID_REUSED");
    for missing in [
        world.redrive(&id().to_string(), id()).await.unwrap_err(),
        world.get(&id().to_string()).await.unwrap_err(),
    ] {
        assert_eq!(missing.code(), Code::NotFound);
        assert_eq!(reason(&missing), "DEAD_LETTER_NOT_FOUND");
    }
    for bad in [
        world.redrive("x", id()).await.unwrap_err(),
        world.get("x").await.unwrap_err(),
    ] {
        assert_eq!(bad.code(), Code::InvalidArgument);
        let fields = bad.get_details_bad_request().unwrap().field_violations;
        assert_eq!(fields[0].field, "dead_letter_id");
    }
}
