//! What works while something is down or slow, what says clearly that it does not, and that all of it comes right afterwards: once for
//! each service, for the broker, and for several at once.

mod dashboard;
mod delivery;
mod nats;
mod notification;
mod order;
mod payment;
mod scene;
mod slow;
mod store;
mod together;
