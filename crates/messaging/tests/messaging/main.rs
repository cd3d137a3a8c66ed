//! Events between real databases over a real nats-server: each has its effect once, whatever dies on the way.
#![expect(
    clippy::unwrap_used,
    reason = "a test that fails to set up its world has failed"
)]

mod consumers;
mod evidence;
mod flow;
mod generations;
mod healing;
mod lanes;
mod leading;
#[cfg(feature = "sqlite")]
mod letters;
mod login;
mod measure;
mod patience;
#[cfg(feature = "sqlite")]
mod sqlite;
mod strays;
mod widening;
mod world;
