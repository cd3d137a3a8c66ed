//! Owners and riders who are careless.

use baedal_e2e::{Protocol, Town};
use baedal_proto::delivery::v1::delivery_service_client::DeliveryServiceClient;
use baedal_proto::delivery::v1::{
    ClaimDeliveryRequest, CompleteDeliveryRequest, PickUpDeliveryRequest,
};
use baedal_proto::google::r#type::{LatLng, Money};
use baedal_proto::store::v1::catalog_service_client::CatalogServiceClient;
use baedal_proto::store::v1::ticket_service_client::TicketServiceClient;
use baedal_proto::store::v1::{
    AcceptTicketRequest, CreateStoreRequest, FinishCookingRequest, PutMenuItemRequest,
    RejectTicketRequest, StartCookingRequest, StoreAddress, StoreKind, UpdateStoreRequest,
};

use crate::{ID, Spoil, bad_ids, must_name, refuses};

#[tokio::test]
async fn the_catalog_names_what_is_wrong() {
    let town = Town::shared().await;
    let mut client = CatalogServiceClient::new(town.owner(Protocol::Grpc).line);
    let location = Some(LatLng {
        latitude: 37.5,
        longitude: 127.0,
    });
    let create = CreateStoreRequest {
        request_id: ID.to_owned(),
        name: "Coffee".to_owned(),
        kind: StoreKind::CoffeeShop.into(),
        address: Some(StoreAddress {
            text: "Seoul".to_owned(),
            location,
        }),
        currency_code: "KRW".to_owned(),
        open: true,
    };
    refuses!(
        client,
        create_store,
        create,
        bad_ids!(CreateStoreRequest, request_id)
    );
    let spoils: [Spoil<CreateStoreRequest>; 7] = [
        ("name", |request| request.name.clear()),
        ("name", |request| request.name = "x".repeat(10_000)),
        ("kind", |request| request.kind = 0),
        ("kind", |request| request.kind = -5),
        ("address", |request| request.address = None),
        ("currency_code", |request| {
            request.currency_code = "won".to_owned();
        }),
        ("address.location.latitude", |request| {
            let address = request
                .address
                .as_mut()
                .expect("the good request has an address");
            address.location = Some(LatLng {
                latitude: f64::INFINITY,
                longitude: 0.0,
            });
        }),
    ];
    refuses!(client, create_store, create, spoils);
    let update = UpdateStoreRequest {
        store_id: ID.to_owned(),
        open: Some(false),
        request_id: ID.to_owned(),
        ..UpdateStoreRequest::default()
    };
    refuses!(
        client,
        update_store,
        update,
        bad_ids!(UpdateStoreRequest, store_id, request_id)
    );
}

#[tokio::test]
async fn the_menu_names_what_is_wrong() {
    let town = Town::shared().await;
    let mut client = CatalogServiceClient::new(town.owner(Protocol::Grpc).line);
    let item = PutMenuItemRequest {
        store_id: ID.to_owned(),
        name: "Latte".to_owned(),
        price: Some(Money {
            currency_code: "KRW".to_owned(),
            units: 4_500,
            nanos: 0,
        }),
        available: Some(true),
        request_id: ID.to_owned(),
        ..PutMenuItemRequest::default()
    };
    refuses!(
        client,
        put_menu_item,
        item,
        bad_ids!(PutMenuItemRequest, store_id, request_id)
    );
    let spoils: [Spoil<PutMenuItemRequest>; 7] = [
        ("item_id", |request| request.item_id = "latte".to_owned()),
        ("name", |request| request.name.clear()),
        ("price", |request| request.price = None),
        ("price", |request| {
            request.price = Some(Money {
                currency_code: "KRW".to_owned(),
                units: -4_500,
                nanos: 0,
            });
        }),
        ("price", |request| {
            request.price = Some(Money {
                currency_code: "KRW".to_owned(),
                units: 1,
                nanos: 5,
            });
        }),
        ("price", |request| {
            request.price = Some(Money {
                currency_code: "USD".to_owned(),
                units: i64::MAX,
                nanos: 0,
            });
        }),
        ("price", |request| {
            request.price = Some(Money {
                currency_code: "USD".to_owned(),
                units: 1,
                nanos: -1,
            });
        }),
    ];
    refuses!(client, put_menu_item, item, spoils);
}

#[tokio::test]
async fn the_kitchen_and_the_riders_name_what_is_wrong() {
    let town = Town::shared().await;
    let mut tickets = TicketServiceClient::new(town.owner(Protocol::Grpc).line);
    let (order_id, request_id) = (ID.to_owned(), ID.to_owned());
    let accept = AcceptTicketRequest {
        order_id: order_id.clone(),
        request_id: request_id.clone(),
    };
    refuses!(
        tickets,
        accept_ticket,
        accept,
        bad_ids!(AcceptTicketRequest, order_id, request_id)
    );
    let start = StartCookingRequest {
        order_id: order_id.clone(),
        request_id: request_id.clone(),
    };
    refuses!(
        tickets,
        start_cooking,
        start,
        bad_ids!(StartCookingRequest, order_id, request_id)
    );
    let finish = FinishCookingRequest {
        order_id: order_id.clone(),
        request_id: request_id.clone(),
    };
    refuses!(
        tickets,
        finish_cooking,
        finish,
        bad_ids!(FinishCookingRequest, order_id, request_id)
    );
    let reject = RejectTicketRequest {
        order_id,
        reason: "sold out".to_owned(),
        request_id,
    };
    refuses!(
        tickets,
        reject_ticket,
        reject,
        bad_ids!(RejectTicketRequest, order_id, request_id)
    );
    let reasons: [Spoil<RejectTicketRequest>; 2] = [
        ("reason", |request| request.reason.clear()),
        ("reason", |request| request.reason = "x".repeat(10_000)),
    ];
    refuses!(tickets, reject_ticket, reject, reasons);

    let mut deliveries = DeliveryServiceClient::new(town.rider(Protocol::Grpc).line);
    let (delivery_id, request_id) = (ID.to_owned(), ID.to_owned());
    let claim = ClaimDeliveryRequest {
        delivery_id: delivery_id.clone(),
        request_id: request_id.clone(),
    };
    refuses!(
        deliveries,
        claim_delivery,
        claim,
        bad_ids!(ClaimDeliveryRequest, delivery_id, request_id)
    );
    let pick_up = PickUpDeliveryRequest {
        delivery_id: delivery_id.clone(),
        request_id: request_id.clone(),
    };
    refuses!(
        deliveries,
        pick_up_delivery,
        pick_up,
        bad_ids!(PickUpDeliveryRequest, delivery_id, request_id)
    );
    let complete = CompleteDeliveryRequest {
        delivery_id,
        request_id,
    };
    refuses!(
        deliveries,
        complete_delivery,
        complete,
        bad_ids!(CompleteDeliveryRequest, delivery_id, request_id)
    );
}
