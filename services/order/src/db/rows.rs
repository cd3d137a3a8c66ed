//! Rows and JSON columns to domain types and back.

use baedal_values::{Currency, MenuItemId, Money, OrderId, Quantity, StoreId, Subject};
use serde::{Deserialize, Serialize};
use sqlx::types::Json;
use time::OffsetDateTime;
use uuid::Uuid;

use super::corrupt;
use crate::domain::{
    lifecycle::{Cancel, Requester, State, Way},
    order::{Address, Fulfillment, Line, Order, Purchase, Times},
};

/// A line as JSON.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct LineJson {
    item_id: MenuItemId,
    name: String,
    quantity: Quantity,
    unit_price: Money,
}

/// An address as JSON.
#[derive(Debug, Serialize, Deserialize)]
struct AddressJson {
    text: String,
    latitude: f64,
    longitude: f64,
}

/// A purchase as JSON: what a checkout row keeps until it becomes an order.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct PurchaseJson {
    order_id: OrderId,
    customer: Subject,
    store_id: StoreId,
    store_name: String,
    lines: Vec<LineJson>,
    total: Money,
    /// Only for a delivery.
    address: Option<AddressJson>,
    note: String,
}

impl From<&Line> for LineJson {
    fn from(line: &Line) -> Self {
        Self {
            item_id: line.item_id,
            name: line.name.clone(),
            quantity: line.quantity,
            unit_price: line.unit_price,
        }
    }
}

impl From<LineJson> for Line {
    fn from(line: LineJson) -> Self {
        Self {
            item_id: line.item_id,
            name: line.name,
            quantity: line.quantity,
            unit_price: line.unit_price,
        }
    }
}

impl From<&Purchase> for PurchaseJson {
    fn from(purchase: &Purchase) -> Self {
        let address = match &purchase.fulfillment {
            Fulfillment::Pickup => None,
            Fulfillment::Delivery(Address {
                text,
                latitude,
                longitude,
            }) => Some(AddressJson {
                text: text.clone(),
                latitude: *latitude,
                longitude: *longitude,
            }),
        };
        Self {
            order_id: purchase.order_id,
            customer: purchase.customer.clone(),
            store_id: purchase.store_id,
            store_name: purchase.store_name.clone(),
            lines: purchase.lines.iter().map(LineJson::from).collect(),
            total: purchase.total,
            address,
            note: purchase.note.clone(),
        }
    }
}

impl From<PurchaseJson> for Purchase {
    fn from(json: PurchaseJson) -> Self {
        let fulfillment = match json.address {
            None => Fulfillment::Pickup,
            Some(AddressJson {
                text,
                latitude,
                longitude,
            }) => Fulfillment::Delivery(Address {
                text,
                latitude,
                longitude,
            }),
        };
        Self {
            order_id: json.order_id,
            customer: json.customer,
            store_id: json.store_id,
            store_name: json.store_name,
            lines: json.lines.into_iter().map(Line::from).collect(),
            total: json.total,
            fulfillment,
            note: json.note,
        }
    }
}

/// A row of `orders`.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct OrderRow {
    id: Uuid,
    customer_id: String,
    store_id: Uuid,
    store_name: String,
    lines: Json<Vec<LineJson>>,
    total_minor: i64,
    currency: String,
    address_text: Option<String>,
    latitude: Option<f64>,
    longitude: Option<f64>,
    note: String,
    payment_id: Uuid,
    status: String,
    accept_by: OffsetDateTime,
    cancel_by: Option<String>,
    reason: Option<String>,
    ticket_accepted: bool,
    version: i64,
    placed_at: OffsetDateTime,
    updated_at: OffsetDateTime,
    accepted_at: Option<OffsetDateTime>,
    cooking_started_at: Option<OffsetDateTime>,
    cooked_at: Option<OffsetDateTime>,
    picked_up_at: Option<OffsetDateTime>,
    delivered_at: Option<OffsetDateTime>,
    completed_at: Option<OffsetDateTime>,
    rejected_at: Option<OffsetDateTime>,
    canceled_at: Option<OffsetDateTime>,
    traceparent: Option<String>,
}

/// The columns of `orders` that hold the state's data.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct StateColumns {
    pub(super) status: &'static str,
    pub(super) cancel_by: Option<&'static str>,
    pub(super) reason: Option<String>,
    pub(super) ticket_accepted: bool,
}

impl From<&State> for StateColumns {
    fn from(state: &State) -> Self {
        let status = state.status().name();
        match state {
            State::Canceling {
                cancel, accepted, ..
            } => Self {
                status,
                cancel_by: Some(requester_name(cancel.by)),
                reason: Some(cancel.reason.clone()),
                ticket_accepted: *accepted,
            },
            State::Canceled { cancel } => Self {
                status,
                cancel_by: Some(requester_name(cancel.by)),
                reason: Some(cancel.reason.clone()),
                ticket_accepted: false,
            },
            State::Rejected { reason } => Self {
                status,
                reason: Some(reason.clone()),
                ..Self::default()
            },
            State::Placed { .. }
            | State::Accepted { .. }
            | State::Cooking { .. }
            | State::Cooked { .. }
            | State::PickedUp
            | State::Delivered
            | State::Completed { .. } => Self {
                status,
                ..Self::default()
            },
        }
    }
}

const fn requester_name(requester: Requester) -> &'static str {
    match requester {
        Requester::Customer => "CUSTOMER",
        Requester::Timeout => "TIMEOUT",
    }
}

impl OrderRow {
    fn cancel(&self) -> sqlx::Result<Cancel> {
        let by = match self.cancel_by.as_deref() {
            Some("CUSTOMER") => Requester::Customer,
            Some("TIMEOUT") => Requester::Timeout,
            _ => return Err(corrupt("a cancel without a requester")),
        };
        Ok(Cancel {
            by,
            reason: self.reason.clone().unwrap_or_default(),
        })
    }

    fn state(&self, way: Way) -> sqlx::Result<State> {
        Ok(match self.status.as_str() {
            "PLACED" => State::Placed {
                way,
                accept_by: self.accept_by,
            },
            "ACCEPTED" => State::Accepted { way },
            "CANCELING" => State::Canceling {
                way,
                cancel: self.cancel()?,
                accepted: self.ticket_accepted,
            },
            "COOKING" => State::Cooking { way },
            "COOKED" => State::Cooked { way },
            "PICKED_UP" => State::PickedUp,
            "DELIVERED" => State::Delivered,
            "COMPLETED" => State::Completed { way },
            "REJECTED" => State::Rejected {
                reason: self.reason.clone().unwrap_or_default(),
            },
            "CANCELED" => State::Canceled {
                cancel: self.cancel()?,
            },
            _ => return Err(corrupt("an order in no known status")),
        })
    }

    fn fulfillment(&self) -> sqlx::Result<Fulfillment> {
        match (&self.address_text, self.latitude, self.longitude) {
            (None, None, None) => Ok(Fulfillment::Pickup),
            (Some(text), Some(latitude), Some(longitude)) => Ok(Fulfillment::Delivery(Address {
                text: text.clone(),
                latitude,
                longitude,
            })),
            _ => Err(corrupt("half an address")),
        }
    }
}

impl TryFrom<OrderRow> for Order {
    type Error = sqlx::Error;

    fn try_from(row: OrderRow) -> sqlx::Result<Self> {
        let fulfillment = row.fulfillment()?;
        let state = row.state(fulfillment.way())?;
        Ok(Self {
            state,
            payment_id: row.payment_id.into(),
            version: row.version,
            placed_at: row.placed_at,
            updated_at: row.updated_at,
            times: Times {
                accepted: row.accepted_at,
                cooking_started: row.cooking_started_at,
                cooked: row.cooked_at,
                picked_up: row.picked_up_at,
                delivered: row.delivered_at,
                completed: row.completed_at,
                rejected: row.rejected_at,
                canceled: row.canceled_at,
            },
            traceparent: row.traceparent,
            purchase: Purchase {
                order_id: row.id.into(),
                customer: row.customer_id.try_into().map_err(corrupt)?,
                store_id: row.store_id.into(),
                store_name: row.store_name,
                lines: row.lines.0.into_iter().map(Line::from).collect(),
                total: money(row.total_minor, &row.currency)?,
                fulfillment,
                note: row.note,
            },
        })
    }
}

/// The amount that two columns hold.
pub(super) fn money(minor: i64, currency: &str) -> sqlx::Result<Money> {
    let currency: Currency = currency.parse().map_err(corrupt)?;
    Money::new(minor, currency).map_err(corrupt)
}
