//! Other services' facts, decoded and handed to the use cases.

use std::collections::HashMap;

use baedal_messaging::{BoxError, HandleError, Handler, Received};
use baedal_proto::events::v1 as proto;
use baedal_values::OrderId;
use prost::{Message, Name};

use crate::{
    app::{App, HearError, Heard, MenuChange},
    domain::{
        lifecycle::{Input, Rejected},
        menu::{Item, Store},
    },
};

/// The durable that follows tickets and deliveries.
pub const PROGRESS: &str = "order-progress";
/// The durable that copies menus.
pub const MENUS: &str = "order-menus";

/// Hears how orders come along.
#[derive(Clone)]
pub struct Progress(pub App);

/// Hears what stores offer.
#[derive(Clone)]
pub struct Menus(pub App);

impl Handler for Progress {
    async fn handle(&self, events: &[Received]) -> Result<(), HandleError> {
        let mut heard = HashMap::with_capacity(events.len());
        for event in events {
            let input = event.span().in_scope(|| progress(event));
            if let Some(input) = input.map_err(HandleError::unreadable)? {
                let order_id = OrderId::from(event.key);
                heard.insert(
                    event.event_id,
                    Heard {
                        order_id,
                        input,
                        at: event.occurred_at,
                    },
                );
            }
        }
        self.0
            .hear(PROGRESS, events, &heard)
            .await
            .map_err(|error| match error {
                HearError::Database(error) => HandleError::database(error),
                // An order is stored before anybody hears of it, but a restored database may still catch up.
                HearError::Unknown(_)
                | HearError::Rejected {
                    why: Rejected::TooEarly { .. },
                    ..
                } => HandleError::not_yet(error),
                HearError::Rejected {
                    why: Rejected::Illegal { .. },
                    ..
                } => HandleError::poison(error),
            })
    }

    /// These end an order, and its customer waits for the money.
    fn moves_money(&self, event: &Received) -> bool {
        [
            proto::TicketRejected::full_name(),
            proto::TicketCanceled::full_name(),
        ]
        .contains(&event.event_type)
    }
}

impl Handler for Menus {
    async fn handle(&self, events: &[Received]) -> Result<(), HandleError> {
        let mut changes = HashMap::with_capacity(events.len());
        for event in events {
            let change = event.span().in_scope(|| menu_change(event));
            if let Some(change) = change.map_err(HandleError::unreadable)? {
                changes.insert(event.event_id, change);
            }
        }
        self.0
            .copy_menus(MENUS, events, changes)
            .await
            .map_err(HandleError::database)
    }
}

/// What an event of a ticket or a delivery means to its order. Others, and those of a newer release, mean nothing.
fn progress(event: &Received) -> Result<Option<Input>, BoxError> {
    let is = |name: String| event.event_type == name;
    Ok(if is(proto::TicketAccepted::full_name()) {
        Some(Input::TicketAccepted)
    } else if is(proto::TicketRejected::full_name()) {
        let reason = proto::TicketRejected::decode(event.payload.clone())?.reason;
        Some(Input::TicketRejected { reason })
    } else if is(proto::TicketCookingStarted::full_name()) {
        Some(Input::CookingStarted)
    } else if is(proto::TicketCooked::full_name()) {
        Some(Input::Cooked)
    } else if is(proto::TicketCanceled::full_name()) {
        Some(Input::TicketCanceled)
    } else if is(proto::TicketCancelDenied::full_name()) {
        let reason = proto::TicketCancelDenied::decode(event.payload.clone())?.reason;
        Some(Input::CancelDenied { reason })
    } else if is(proto::DeliveryPickedUp::full_name()) {
        Some(Input::DeliveryPickedUp)
    } else if is(proto::DeliveryCompleted::full_name()) {
        Some(Input::DeliveryCompleted)
    } else {
        None
    })
}

fn menu_change(event: &Received) -> Result<Option<MenuChange>, BoxError> {
    if event.event_type == proto::StoreChanged::full_name() {
        let store = proto::StoreChanged::decode(event.payload.clone())?;
        return Ok(Some(MenuChange::Store(Store {
            id: store.store_id.parse()?,
            owner: store.owner_id.parse()?,
            name: store.name,
            open: store.open,
            currency: store.currency_code.parse()?,
        })));
    }
    if event.event_type == proto::MenuItemChanged::full_name() {
        let item = proto::MenuItemChanged::decode(event.payload.clone())?;
        return Ok(Some(MenuChange::Item(Item {
            id: item.item_id.parse()?,
            store_id: item.store_id.parse()?,
            name: item.name,
            price: item
                .price
                .ok_or("a menu item without a price")?
                .try_into()?,
            available: item.available,
        })));
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use baedal_messaging::NewEvent;
    use time::OffsetDateTime;

    use super::*;

    fn received(event: baedal_testkit::ForeignEvent) -> Received {
        let new = NewEvent {
            id: event.id,
            aggregate: "order",
            fact: "told",
            event_type: event.event_type,
            aggregate_id: event.id,
            version: 1,
            key: event.id,
            payload: event.payload,
            occurred_at: OffsetDateTime::UNIX_EPOCH,
            traceparent: None,
        };
        Received::from_new(new, 1)
    }

    #[test]
    fn nothing_that_a_newer_release_tells_is_poison() {
        let mut waiting = Vec::new();
        let descriptors = baedal_proto::FILE_DESCRIPTOR_SET;
        for event in baedal_testkit::foreign_events(descriptors, "baedal.events.v1") {
            let what = event.what.clone();
            let event = received(event);
            let read = [progress(&event).map(drop), menu_change(&event).map(drop)];
            for read in read {
                match read.map_err(HandleError::unreadable) {
                    Ok(()) => {}
                    Err(HandleError::NotYet(_)) => waiting.push(what.clone()),
                    Err(error) => panic!("{what}: {error:?}"),
                }
            }
        }
        waiting.sort();
        // No enum decides about an order or its menus.
        assert_eq!(waiting, Vec::<String>::new());
    }
}
