//! What a store is: its menu, its kitchen tickets and the rules about them. Pure.

pub mod catalog;
pub mod listing;
pub mod ticket;

pub use catalog::{Address, CatalogFact, ItemDraft, MenuItem, Store, StoreDraft, StoreKind};
pub use listing::{AfterName, AfterTicket, ItemSales, StoreFilter};
pub use ticket::{
    Command, Fulfillment, Illegal, Line, Outcome, State, Ticket, TicketFact, Times, step,
};
