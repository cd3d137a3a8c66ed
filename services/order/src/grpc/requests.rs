//! Requests to domain types. Everything that is wrong with one is told at once, by field.

use std::collections::HashSet;

use baedal_proto::google::r#type::LatLng;
use baedal_proto::order::v1::{
    CancelOrderRequest, ConfirmReceiptRequest, DeliveryAddress, Fulfillment as Way,
    ListOrdersRequest, OrderStatus, PlaceOrderLine, PlaceOrderRequest,
};
use baedal_runtime::{page::Page, rpc::Violations};
use baedal_values::{
    Fingerprint, Lines, MenuItemId, Money, OrderId, Quantity, RequestId, StoreId, Subject,
};
use prost::Message;
use sha2::{Digest, Sha256};
use tonic::Status;

use crate::{
    app::{Asked, CardToken, Filter, PlaceOrder, Viewer},
    domain::{
        menu::Basket,
        order::{Address, Fulfillment},
    },
    wire::status_from_proto,
};

const MOST_LINES: usize = 50;
const LONGEST_TEXT: usize = 500;
const LONGEST_TOKEN: usize = 128;

/// An order to place, as its customer wants it.
pub(super) fn place_order(
    customer: Subject,
    request: PlaceOrderRequest,
) -> Result<PlaceOrder, Status> {
    let message_hash = Sha256::digest(request.encode_to_vec()).into();
    let mut violations = Violations::new();
    let v = &mut violations;
    let request_id = v.check("request_id", request.request_id.parse::<RequestId>());
    let store_id = v.check("store_id", request.store_id.parse::<StoreId>());
    let lines = lines(v, request.lines);
    let fulfillment = fulfillment(v, request.fulfillment, request.delivery_address);
    let card = card_token(v, request.card_token);
    let note = text(v, "note", &request.note);
    let expected_total = match request.expected_total {
        None => Some(None),
        Some(total) => v.check("expected_total", Money::try_from(&total)).map(Some),
    };
    let (
        Some(request_id),
        Some(store_id),
        Some(lines),
        Some(fulfillment),
        Some(card),
        Some(note),
        Some(expected_total),
    ) = (
        request_id,
        store_id,
        lines,
        fulfillment,
        card,
        note,
        expected_total,
    )
    else {
        return Err(violations.into_status());
    };
    let basket = Basket {
        store_id,
        lines,
        expected_total,
    };
    let asked = Asked {
        fingerprint: fingerprint(&basket, &fulfillment, &note, &card),
        message_hash,
    };
    Ok(PlaceOrder {
        customer,
        request_id,
        asked,
        basket,
        fulfillment,
        note,
        card,
    })
}

/// Of `PlaceOrder`'s fields as they are today; see [`Fingerprint`] for what a new one asks for.
fn fingerprint(
    basket: &Basket,
    fulfillment: &Fulfillment,
    note: &str,
    card: &CardToken,
) -> Fingerprint {
    let fields = Fingerprint::of("PlaceOrder", 1)
        .id("store_id", basket.store_id)
        .number(
            "lines",
            i64::try_from(basket.lines.len()).unwrap_or(i64::MAX),
        );
    let fields = basket
        .lines
        .iter()
        .fold(fields, |fields, (item, quantity)| {
            fields
                .id("item_id", *item)
                .number("quantity", i64::from(*quantity))
        });
    let fields = match fulfillment {
        Fulfillment::Pickup => fields.text("fulfillment", "PICKUP"),
        Fulfillment::Delivery(address) => fields
            .text("fulfillment", "DELIVERY")
            .text("address", &address.text)
            .degrees("latitude", address.latitude)
            .degrees("longitude", address.longitude),
    };
    fields
        .text("note", note)
        .text("card_token", card.expose())
        .optional(basket.expected_total, |fields, total| {
            fields.money("expected_total", total)
        })
        .finish()
}

/// The order that a request names.
pub(super) fn order_id(id: &str) -> Result<OrderId, Status> {
    let mut violations = Violations::new();
    let id = violations.check("order_id", id.parse());
    id.ok_or_else(|| violations.into_status())
}

/// The order to cancel, and why.
pub(super) fn cancel_order(request: &CancelOrderRequest) -> Result<(OrderId, String), Status> {
    let mut violations = Violations::new();
    let id = violations.check("order_id", request.order_id.parse());
    let attempt = violations.check("request_id", request.request_id.parse::<RequestId>());
    let reason = text(&mut violations, "reason", &request.reason);
    match (id, attempt, reason) {
        (Some(id), Some(_), Some(reason)) => Ok((id, reason)),
        _ => Err(violations.into_status()),
    }
}

/// The order that arrived.
pub(super) fn confirm_receipt(request: &ConfirmReceiptRequest) -> Result<OrderId, Status> {
    let mut violations = Violations::new();
    let id = violations.check("order_id", request.order_id.parse());
    let attempt = violations.check("request_id", request.request_id.parse::<RequestId>());
    match (id, attempt) {
        (Some(id), Some(_)) => Ok(id),
        _ => Err(violations.into_status()),
    }
}

/// The orders to list, and the page of them.
pub(super) fn list_orders(
    viewer: Viewer,
    request: &ListOrdersRequest,
) -> Result<(Filter, Page<OrderId>), Status> {
    let mut violations = Violations::new();
    let v = &mut violations;
    let status_filter = request.status.to_string();
    let filters = [request.store_id.as_str(), status_filter.as_str()];
    let page = Page::read(v, request.page_size, &request.page_token, &filters);
    let store = match request.store_id.as_str() {
        "" => Some(None),
        id => v.check("store_id", id.parse().map(Some)),
    };
    let status = v.check(
        "status",
        OrderStatus::try_from(request.status).map_err(|_| "must be a known status"),
    );
    match (page, store, status) {
        (Some(page), Some(store), Some(status)) => {
            let status = status_from_proto(status);
            let filter = Filter {
                viewer,
                store,
                status,
                before: page.after,
                limit: page.limit(),
            };
            Ok((filter, page))
        }
        _ => Err(violations.into_status()),
    }
}

fn lines(v: &mut Violations, lines: Vec<PlaceOrderLine>) -> Option<Vec<(MenuItemId, Quantity)>> {
    if lines.is_empty() || lines.len() > MOST_LINES {
        v.add("lines", format_args!("must be 1 to {MOST_LINES}"));
        return None;
    }
    let mut seen = HashSet::new();
    let parsed = v.each(
        "lines",
        lines,
        |line, PlaceOrderLine { item_id, quantity }| {
            let item = line.check("item_id", item_id.parse::<MenuItemId>());
            if item.is_some_and(|item| !seen.insert(item)) {
                line.add("item_id", "must not be in two lines");
                return None;
            }
            let quantity = line.check("quantity", Quantity::try_from(quantity));
            item.zip(quantity)
        },
    );
    parsed.into_iter().collect()
}

fn fulfillment(
    v: &mut Violations,
    way: i32,
    address: Option<DeliveryAddress>,
) -> Option<Fulfillment> {
    match (Way::try_from(way).unwrap_or(Way::Unspecified), address) {
        (Way::Pickup, None) => Some(Fulfillment::Pickup),
        (Way::Pickup, Some(_)) => {
            v.add("delivery_address", "must not be set for PICKUP");
            None
        }
        (Way::Delivery, address) => {
            let address = v.require("delivery_address", address)?;
            v.nested("delivery_address", |v| delivery_address(v, &address))
        }
        (Way::Unspecified, _) => {
            v.add("fulfillment", "must be PICKUP or DELIVERY");
            None
        }
    }
}

fn delivery_address(v: &mut Violations, address: &DeliveryAddress) -> Option<Fulfillment> {
    let text = v.check("text", Lines::<LONGEST_TEXT>::some(&address.text));
    let place = v.require("location", address.location)?;
    // In the sea off Africa: what nobody filled in says.
    if place == LatLng::default() {
        v.add("location", "must be a place");
        return None;
    }
    let latitude = degrees(v, "location.latitude", place.latitude, 90.0);
    let longitude = degrees(v, "location.longitude", place.longitude, 180.0);
    Some(Fulfillment::Delivery(Address {
        text: text?.into(),
        latitude: latitude?,
        longitude: longitude?,
    }))
}

fn degrees(v: &mut Violations, field: &str, value: f64, most: f64) -> Option<f64> {
    // NaN is in no range.
    if (-most..=most).contains(&value) {
        Some(value)
    } else {
        v.add(field, format_args!("must be -{most} to {most}"));
        None
    }
}

fn card_token(v: &mut Violations, token: String) -> Option<CardToken> {
    let visible = token.bytes().all(|byte| byte.is_ascii_graphic());
    if visible && (1..=LONGEST_TOKEN).contains(&token.len()) {
        Some(CardToken::new(token))
    } else {
        v.add(
            "card_token",
            format_args!("must be 1 to {LONGEST_TOKEN} visible ASCII characters"),
        );
        None
    }
}

/// Lines that somebody typed; there may be none.
fn text(v: &mut Violations, field: &str, text: &str) -> Option<String> {
    v.check(field, Lines::<LONGEST_TEXT>::new(text))
        .map(String::from)
}

#[cfg(test)]
mod tests {
    use baedal_proto::google::r#type::{LatLng, Money};

    use super::*;

    const STORE: &str = "0198c5d2-7b1e-7c3a-9f00-3d1c2b4a5e6f";
    const ITEM: &str = "0198c5d2-7b1e-7c3a-9f00-3d1c2b4a5e70";

    fn fingerprint_of(adjust: impl FnOnce(&mut PlaceOrderRequest)) -> Fingerprint {
        let mut request = PlaceOrderRequest {
            request_id: "0198c5d2-7b1e-7c3a-9f00-3d1c2b4a5e71".into(),
            store_id: STORE.into(),
            lines: vec![PlaceOrderLine {
                item_id: ITEM.into(),
                quantity: 2,
            }],
            fulfillment: Way::Delivery.into(),
            delivery_address: Some(DeliveryAddress {
                text: "12 Sejong-daero".into(),
                location: Some(LatLng {
                    latitude: 37.57,
                    longitude: 126.98,
                }),
            }),
            card_token: "card_approve".into(),
            note: "no sugar".into(),
            expected_total: Some(Money {
                currency_code: "KRW".into(),
                units: 9_900,
                nanos: 0,
            }),
        };
        adjust(&mut request);
        let customer = "minji".parse().expect("a subject");
        let order = place_order(customer, request).expect("a good request");
        order.asked.fingerprint
    }

    /// It is stored: were it another one tomorrow, every order of yesterday would be another request.
    #[test]
    fn the_fingerprint_of_an_order_never_changes() {
        let fingerprint = fingerprint_of(|_| {});

        assert_eq!(
            format!("{fingerprint:?}"),
            "019571241bc4aa76a4b85bb51876848a7a59a53ba3b142fa402633114554f33c7c"
        );
    }

    #[test]
    fn spelling_makes_no_other_request_and_every_value_does() {
        let fingerprint = fingerprint_of(|_| {});
        let spelled = fingerprint_of(|it| {
            it.store_id.make_ascii_uppercase();
            it.lines[0].item_id.make_ascii_uppercase();
        });
        assert_eq!(spelled, fingerprint);

        let others: [fn(&mut PlaceOrderRequest); 7] = [
            |it| it.store_id = ITEM.into(),
            |it| it.lines[0].quantity = 3,
            |it| it.lines[0].item_id = STORE.into(),
            |it| it.note = "sugar".into(),
            |it| it.card_token = "card_decline".into(),
            |it| it.expected_total = None,
            |it| {
                it.fulfillment = Way::Pickup.into();
                it.delivery_address = None;
            },
        ];
        for (index, other) in others.into_iter().enumerate() {
            assert_ne!(fingerprint_of(other), fingerprint, "{index}");
        }
    }
}
