//! One row per order, put together from facts that may come late, twice or before their cause. Pure.

pub mod query;
pub mod tally;
pub mod view;

pub use query::{
    Filter, ItemSales, Owned, Progress, Rebuild, RiderStats, Scope, Standing, WatchFilter,
};
pub use tally::{RiderTally, Sale, Tally};
pub use view::{
    Change, DeliveryStatus, Fulfillment, Line, OrderStatus, Part, PaymentStatus, Placed,
    StoreChange, TicketStatus, View, What,
};
