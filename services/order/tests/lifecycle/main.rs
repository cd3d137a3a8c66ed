//! Three proofs over the very same `step` that the service runs: the whole table, random histories,
//! and every interleaving of the services around one order.

mod every;
mod model;
mod properties;
mod table;
