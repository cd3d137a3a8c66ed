//! The people of the end-to-end tests: customers, owners and riders who speak to the gateway as anybody would.
#![expect(
    clippy::disallowed_methods,
    reason = "people make up their own request ids, as any client does"
)]
#![expect(
    clippy::missing_panics_doc,
    reason = "a test whose people cannot do what they came for has failed"
)]

mod basket;
mod calling_off;
mod line;
mod people;
mod rest;
mod town;
mod watch;

pub use basket::{Basket, MenuEntry, Shop};
pub use line::{Line, Protocol};
pub use people::{Customer, Owner, Rider, field_violations, reason};
pub use town::{PATIENCE, Town};
pub use watch::Watch;
