//! A request id means one request, however often and in whatever spelling it is sent.

use crate::catalog::new_item;
use crate::support::{Service, new_store, refusal, won};
use baedal_proto::store::v1 as store;
use tonic::Code;

#[tokio::test]
async fn the_same_call_again_gives_the_same_answer() {
    let service = Service::start().await;
    let request = new_store();
    let calls = (0..8).map(|_| {
        let request = service.by("sora", request.clone());
        let mut catalog = service.catalog.clone();
        async move { catalog.create_store(request).await }
    });
    let stores: Vec<_> = futures_util::future::join_all(calls)
        .await
        .into_iter()
        .map(|answer| {
            answer
                .expect("a store")
                .into_inner()
                .store
                .expect("the store")
                .store_id
        })
        .collect();
    assert!(stores.iter().all(|id| *id == stores[0]), "one store");
    assert_eq!(service.told().await.len(), 1);

    let other = store::CreateStoreRequest {
        name: "Sun Coffee".to_owned(),
        ..request.clone()
    };
    let reused = service
        .catalog
        .clone()
        .create_store(service.by("sora", other))
        .await;
    assert_eq!(
        refusal(reused),
        (Code::AlreadyExists, "REQUEST_ID_REUSED".to_owned())
    );
    let jun = service
        .catalog
        .clone()
        .create_store(service.by("jun", request))
        .await;
    let jun = jun
        .expect("a store of his own")
        .into_inner()
        .store
        .expect("the store");
    assert_ne!(jun.store_id, stores[0], "request ids are each caller's own");

    let item = new_item(&stores[0], "Latte", won(5_000));
    let first = service.put("sora", item.clone()).await.expect("an item");
    assert_eq!(
        service.put("sora", item).await.expect("the same item"),
        first
    );
}

#[tokio::test]
async fn ids_in_another_case_and_blanks_that_are_cut_off_make_no_other_request() {
    let service = Service::start().await;
    let request = new_store();
    let create = async |request| {
        let request = service.by("sora", request);
        let answer = service.catalog.clone().create_store(request).await;
        answer.expect("a store").into_inner().store
    };
    let opened = create(request.clone()).await.expect("the store");
    let spelled = store::CreateStoreRequest {
        request_id: request.request_id.to_uppercase(),
        name: format!(" {} ", request.name),
        ..request
    };
    assert_eq!(create(spelled).await.as_ref(), Some(&opened));

    let item = new_item(&opened.store_id, "Latte", won(5_000));
    let first = service.put("sora", item.clone()).await.expect("an item");
    let spelled = store::PutMenuItemRequest {
        request_id: item.request_id.to_uppercase(),
        store_id: item.store_id.to_uppercase(),
        name: "Latte ".to_owned(),
        ..item.clone()
    };
    assert_eq!(
        service.put("sora", spelled).await.expect("the same item"),
        first
    );

    // As a release wrote it that knew only the message's bytes.
    sqlx::query("UPDATE requests SET value_fingerprint = NULL")
        .execute(&service.database.pool)
        .await
        .expect("a good statement");
    assert_eq!(
        service.put("sora", item).await.expect("the same item"),
        first
    );
}
