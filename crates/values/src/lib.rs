//! The values that every part of Baedal speaks: money, quantities, ids, subjects, what people type, and who may
//! call what.
//!
//! Each type can hold only what is valid, so that whoever has one need not check it again.

mod access;
mod fingerprint;
mod id;
mod money;
mod quantity;
mod subject;
mod text;

pub use access::MethodAccess;
pub use fingerprint::{Fields, Fingerprint};
pub use id::{
    DeliveryId, EventId, InvalidId, MenuItemId, OrderId, PaymentId, RequestId, StoreId, TicketId,
};
pub use money::{Currency, Money, MoneyError, UnknownCurrency};
pub use quantity::{Quantity, QuantityOutOfRange};
pub use subject::{InvalidSubject, Subject};
pub use text::{Line, Lines, TextError};
