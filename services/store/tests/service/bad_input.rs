//! Whatever is wrong with a request is named, all of it at once.

use baedal_proto::google::r#type::{LatLng, Money};
use baedal_proto::store::v1 as store;

use crate::catalog::new_item;
use crate::support::{Service, bad_fields, new_store, won};

#[tokio::test]
async fn every_bad_field_is_named() {
    let service = Service::start().await;
    let nothing = service.catalog.clone();
    let empty = service.by("sora", store::CreateStoreRequest::default());
    let answer = nothing.clone().create_store(empty).await;
    assert_eq!(
        bad_fields(answer),
        ["request_id", "name", "kind", "address", "currency_code"]
    );
    let wrong = store::CreateStoreRequest {
        name: "x".repeat(101),
        kind: 99,
        currency_code: "won".to_owned(),
        address: Some(store::StoreAddress {
            text: "bell\u{7}".to_owned(),
            location: Some(LatLng {
                latitude: f64::NAN,
                longitude: 180.5,
            }),
        }),
        ..new_store()
    };
    let answer = nothing
        .clone()
        .create_store(service.by("sora", wrong))
        .await;
    assert_eq!(
        bad_fields(answer),
        [
            "name",
            "kind",
            "address.text",
            "address.location.latitude",
            "address.location.longitude",
            "currency_code"
        ]
    );

    let nowhere = store::CreateStoreRequest {
        address: Some(store::StoreAddress {
            text: "somewhere".to_owned(),
            location: Some(LatLng::default()),
        }),
        ..new_store()
    };
    let answer = nothing
        .clone()
        .create_store(service.by("sora", nowhere))
        .await;
    assert_eq!(bad_fields(answer), ["address.location"]);

    let answer = service
        .put("sora", store::PutMenuItemRequest::default())
        .await;
    assert_eq!(
        bad_fields(answer),
        ["request_id", "store_id", "name", "price"]
    );
    let shop = service.open_store("sora").await;
    for price in [
        won(0),
        won(-1),
        won(i64::MIN),
        Money { nanos: 1, ..won(5) },
        Money {
            nanos: i32::MIN,
            ..won(5)
        },
        Money {
            currency_code: "XXX".to_owned(),
            ..won(5)
        },
        Money {
            currency_code: "USD".to_owned(),
            units: i64::MAX,
            nanos: 0,
        },
        won(i64::MAX),
        won(1_000_000_000_001),
    ] {
        let item = new_item(&shop.store_id, "Latte", price);
        assert_eq!(bad_fields(service.put("sora", item).await), ["price"]);
    }
    let dollars = Money {
        currency_code: "USD".to_owned(),
        units: 5,
        nanos: 0,
    };
    let item = new_item(&shop.store_id, "Latte", dollars);
    assert_eq!(
        bad_fields(service.put("sora", item).await),
        ["price.currency_code"]
    );
}

#[tokio::test]
async fn a_price_may_be_as_high_as_it_says() {
    let service = Service::start().await;
    let shop = service.open_store("sora").await;
    let item = new_item(&shop.store_id, "Palace", won(1_000_000_000_000));
    let item = service.put("sora", item).await.expect("on the menu");
    assert_eq!(item.price, Some(won(1_000_000_000_000)));
}

#[tokio::test]
async fn bad_filters_and_tickets_are_named_too() {
    let service = Service::start().await;
    let page = store::ListStoresRequest {
        page_size: -1,
        page_token: "made up".to_owned(),
        kind: 99,
        owner_id: "two words".to_owned(),
    };
    let answer = service
        .catalog
        .clone()
        .list_stores(service.by("sora", page))
        .await;
    assert_eq!(
        bad_fields(answer),
        ["kind", "owner_id", "page_size", "page_token"]
    );

    let reject = store::RejectTicketRequest::default();
    let answer = service
        .tickets
        .clone()
        .reject_ticket(service.by("sora", reject))
        .await;
    assert_eq!(bad_fields(answer), ["order_id", "request_id", "reason"]);
    let list = store::ListTicketsRequest {
        status: 42,
        ..Default::default()
    };
    let answer = service
        .tickets
        .clone()
        .list_tickets(service.by("sora", list))
        .await;
    assert_eq!(bad_fields(answer), ["store_id", "status"]);
}
