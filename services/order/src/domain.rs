//! What an order is, and what may happen to it. Pure: no clock, no database, no wire.

pub mod lifecycle;
pub mod menu;
pub mod order;
