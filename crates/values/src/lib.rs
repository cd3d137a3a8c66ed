//! The values that every part of Baedal speaks: money, quantities, ids and subjects.
//!
//! Each type can hold only what is valid, so that whoever has one need not check it again.

mod id;
mod money;
mod quantity;
mod subject;

pub use id::{
    DeliveryId, EventId, InvalidId, MenuItemId, OrderId, PaymentId, RequestId, StoreId, TicketId,
};
pub use money::{Currency, Money, MoneyError, UnknownCurrency};
pub use quantity::{Quantity, QuantityOutOfRange};
pub use subject::{InvalidSubject, Subject};
