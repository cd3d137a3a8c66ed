use baedal_proto::google::r#type::{LatLng, Money};
use baedal_proto::order::v1::{DeliveryAddress, Fulfillment, PlaceOrderLine, PlaceOrderRequest};
use uuid::Uuid;

/// An item on sale and what it costs, in whole won.
#[derive(Clone, Debug)]
pub struct MenuEntry {
    /// The item.
    pub item_id: String,
    /// Whole won.
    pub price: i64,
}

/// A store that a test opened.
#[derive(Clone, Debug)]
pub struct Shop {
    /// The store.
    pub store_id: String,
    /// What it sells, in the order it was put on the menu.
    pub menu: Vec<MenuEntry>,
}

/// What a customer is about to order.
pub struct Basket(pub PlaceOrderRequest);

impl Basket {
    /// One of each item, picked up at the counter, with a card that is approved.
    pub fn to_pick_up(shop: &Shop) -> Self {
        Self(PlaceOrderRequest {
            request_id: Uuid::now_v7().to_string(),
            store_id: shop.store_id.clone(),
            lines: shop
                .menu
                .iter()
                .map(|entry| PlaceOrderLine {
                    item_id: entry.item_id.clone(),
                    quantity: 1,
                })
                .collect(),
            fulfillment: Fulfillment::Pickup.into(),
            card_token: "card_approve".to_owned(),
            ..PlaceOrderRequest::default()
        })
    }

    /// As [`Basket::to_pick_up`], brought to the door.
    pub fn to_the_door(shop: &Shop) -> Self {
        let Self(mut request) = Self::to_pick_up(shop);
        request.fulfillment = Fulfillment::Delivery.into();
        request.delivery_address = Some(DeliveryAddress {
            text: "Seoul, Jongno-gu, Sajik-ro 161".to_owned(),
            location: Some(LatLng {
                latitude: 37.5796,
                longitude: 126.977,
            }),
        });
        Self(request)
    }

    /// Pays with another of the sandbox's test cards.
    #[must_use]
    pub fn paid_with(mut self, card: &str) -> Self {
        card.clone_into(&mut self.0.card_token);
        self
    }
}

/// Whole won on the wire.
pub(crate) fn won(units: i64) -> Money {
    Money {
        currency_code: "KRW".to_owned(),
        units,
        nanos: 0,
    }
}
