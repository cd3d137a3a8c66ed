//! Every mutation, spoilt field by field: the answer is `INVALID_ARGUMENT` and names the field, and nothing breaks.

mod contracts;
#[path = "../roles/raw.rs"]
mod raw;
mod stores;
mod unholdable;
mod unholdable_http;

use baedal_dev::system::Service;
use baedal_e2e::{Basket, Line, Protocol, Town, field_violations, reason};
use baedal_proto::delivery::v1::ClaimDeliveryRequest;
use baedal_proto::delivery::v1::delivery_service_client::DeliveryServiceClient;
use baedal_proto::google::r#type::{LatLng, Money};
use baedal_proto::order::v1::order_service_client::OrderServiceClient;
use baedal_proto::order::v1::{
    ConfirmReceiptRequest, Fulfillment, PlaceOrderLine, PlaceOrderRequest,
};
use baedal_proto::payment::v1::payment_service_client::PaymentServiceClient;
use baedal_proto::payment::v1::{AuthorizePaymentRequest, VoidPaymentRequest};
use baedal_proto::store::v1::AcceptTicketRequest;
use baedal_proto::store::v1::ticket_service_client::TicketServiceClient;
use tonic::{Code, Status};

const ID: &str = "0192f0c1-7a30-7000-8000-000000000001";

/// A way to spoil a request, and the field that the refusal must name.
type Spoil<T> = (&'static str, fn(&mut T));

fn must_name(rpc: &str, field: &str, answer: Result<(), Status>) {
    let refusal = answer.expect_err(&format!("{rpc} with a bad {field} is refused"));
    assert_eq!(
        refusal.code(),
        Code::InvalidArgument,
        "{rpc} with a bad {field}: {refusal:?}"
    );
    let named = field_violations(&refusal);
    assert!(
        named.iter().any(|name| name == field),
        "{rpc} names {field}: {named:?}"
    );
}

/// Sends `good` once for each way to spoil it.
macro_rules! refuses {
    ($client:expr, $call:ident, $good:expr, $spoils:expr) => {{
        for (field, spoil) in $spoils {
            let mut request = $good.clone();
            spoil(&mut request);
            let answer = $client.$call(request).await.map(|_| ());
            must_name(stringify!($call), field, answer);
        }
    }};
}

/// Ids that are missing, malformed or far too long.
macro_rules! bad_ids {
    ($type:ty, $($field:ident),+) => {
        [$(
            (stringify!($field), (|request| request.$field.clear()) as fn(&mut $type)),
            (stringify!($field), |request| request.$field = "not-an-id".to_owned()),
            (stringify!($field), |request| request.$field = "7".repeat(10_000)),
        )+]
    };
}

pub(crate) use {bad_ids, refuses};

#[tokio::test]
async fn place_order_names_what_is_wrong() {
    let town = Town::shared().await;
    let shop = baedal_e2e::Shop {
        store_id: ID.to_owned(),
        menu: vec![baedal_e2e::MenuEntry {
            item_id: ID.to_owned(),
            price: 1,
        }],
    };
    let Basket(good) = Basket::to_the_door(&shop);
    let mut client = OrderServiceClient::new(town.customer(Protocol::Grpc).line);
    refuses!(
        client,
        place_order,
        good,
        bad_ids!(PlaceOrderRequest, request_id, store_id)
    );
    let spoils: [Spoil<PlaceOrderRequest>; 19] = [
        ("lines", |request| request.lines.clear()),
        ("lines", |request| {
            request.lines = vec![request.lines[0].clone(); 500];
        }),
        ("lines[0].item_id", |request| {
            request.lines[0].item_id = "soup".to_owned();
        }),
        ("lines[0].quantity", |request| request.lines[0].quantity = 0),
        ("lines[0].quantity", |request| {
            request.lines[0].quantity = -1;
        }),
        ("lines[0].quantity", |request| {
            request.lines[0].quantity = i32::MAX;
        }),
        ("lines[1].quantity", |request| {
            request.lines.push(PlaceOrderLine {
                item_id: ID.replace('1', "2"),
                quantity: i32::MIN,
            });
        }),
        ("fulfillment", |request| request.fulfillment = 0),
        ("fulfillment", |request| request.fulfillment = 99),
        ("delivery_address", |request| {
            request.delivery_address = None;
        }),
        ("delivery_address", |request| {
            request.fulfillment = Fulfillment::Pickup.into();
        }),
        ("delivery_address.text", |request| {
            address(request).text.clear();
        }),
        ("delivery_address.text", |request| {
            address(request).text = "x".repeat(10_000);
        }),
        ("delivery_address.location", |request| {
            address(request).location = None;
        }),
        ("delivery_address.location", |request| {
            address(request).location = Some(LatLng::default());
        }),
        ("delivery_address.location.latitude", |request| {
            address(request).location = Some(LatLng {
                latitude: 91.0,
                longitude: 0.0,
            });
        }),
        ("delivery_address.location.longitude", |request| {
            address(request).location = Some(LatLng {
                latitude: 0.0,
                longitude: f64::NAN,
            });
        }),
        ("card_token", |request| request.card_token.clear()),
        ("note", |request| request.note = "x".repeat(10_000)),
    ];
    refuses!(client, place_order, good, spoils);
    let prices: [Spoil<PlaceOrderRequest>; 3] = [
        ("expected_total", |request| {
            request.expected_total = Some(won(-1, 0));
        }),
        ("expected_total", |request| {
            request.expected_total = Some(won(i64::MAX, 999_999_999));
        }),
        ("expected_total", |request| {
            request.expected_total = Some(Money {
                currency_code: "shells".to_owned(),
                units: 1,
                nanos: 0,
            });
        }),
    ];
    refuses!(client, place_order, good, prices);
    let confirm = ConfirmReceiptRequest {
        order_id: ID.to_owned(),
        request_id: ID.to_owned(),
    };
    refuses!(
        client,
        confirm_receipt,
        confirm,
        bad_ids!(ConfirmReceiptRequest, order_id, request_id)
    );
}

fn address(request: &mut PlaceOrderRequest) -> &mut baedal_proto::order::v1::DeliveryAddress {
    request
        .delivery_address
        .as_mut()
        .expect("the good request has an address")
}

const fn won(units: i64, nanos: i32) -> Money {
    Money {
        currency_code: String::new(),
        units,
        nanos,
    }
}

#[tokio::test]
async fn payment_names_what_is_wrong_to_order() {
    let town = Town::shared().await;
    let line = Line::open(&town.system().url(Service::Payment), Protocol::Grpc, None)
        .as_service(town.system().order_token());
    let mut client = PaymentServiceClient::new(line);
    let authorize = AuthorizePaymentRequest {
        order_id: ID.to_owned(),
        customer_id: "somebody".to_owned(),
        store_id: ID.to_owned(),
        amount: Some(Money {
            currency_code: "KRW".to_owned(),
            units: 18_000,
            nanos: 0,
        }),
        card_token: "card_approve".to_owned(),
        request_id: ID.to_owned(),
    };
    refuses!(
        client,
        authorize_payment,
        authorize,
        bad_ids!(AuthorizePaymentRequest, order_id, store_id, request_id)
    );
    let spoils: [Spoil<AuthorizePaymentRequest>; 5] = [
        ("customer_id", |request| request.customer_id.clear()),
        ("amount", |request| request.amount = None),
        ("amount", |request| {
            request.amount = Some(Money {
                currency_code: "KRW".to_owned(),
                units: 0,
                nanos: 0,
            });
        }),
        ("amount", |request| {
            request.amount = Some(Money {
                currency_code: "KRW".to_owned(),
                units: -1,
                nanos: 0,
            });
        }),
        ("card_token", |request| request.card_token.clear()),
    ];
    refuses!(client, authorize_payment, authorize, spoils);
    let void = VoidPaymentRequest {
        order_id: ID.to_owned(),
        request_id: ID.to_owned(),
    };
    refuses!(
        client,
        void_payment,
        void,
        bad_ids!(VoidPaymentRequest, order_id, request_id)
    );
}

#[tokio::test]
async fn what_does_not_exist_is_not_found() {
    let town = Town::shared().await;
    let (customer, owner, rider) = (
        town.customer(Protocol::Grpc),
        town.owner(Protocol::Grpc),
        town.rider(Protocol::Grpc),
    );
    let refusals = [
        customer.order(ID).await.map(|_| ()),
        customer.view(ID).await.map(|_| ()),
        customer.payment(ID).await.map(|_| ()),
        customer.confirms(ID).await.map(|_| ()),
        TicketServiceClient::new(owner.line)
            .accept_ticket(AcceptTicketRequest {
                order_id: ID.to_owned(),
                request_id: ID.to_owned(),
            })
            .await
            .map(|_| ()),
        DeliveryServiceClient::new(rider.line)
            .claim_delivery(ClaimDeliveryRequest {
                delivery_id: ID.to_owned(),
                request_id: ID.to_owned(),
            })
            .await
            .map(|_| ()),
    ];
    for refusal in refusals {
        let refusal = refusal.expect_err("there is no such thing");
        assert_eq!(refusal.code(), Code::NotFound, "{refusal:?}");
        assert!(reason(&refusal).ends_with("_NOT_FOUND"), "{refusal:?}");
    }
}

#[tokio::test]
async fn nobody_outside_may_take_money() {
    let town = Town::shared().await;
    let mut client = PaymentServiceClient::new(town.customer(Protocol::Grpc).line);
    let refusal = client
        .authorize_payment(AuthorizePaymentRequest::default())
        .await
        .expect_err("only order may authorize a payment");
    assert!(
        matches!(refusal.code(), Code::PermissionDenied | Code::Unimplemented),
        "the gateway does not route it: {refusal:?}"
    );
}
