//! Orders: placed, paid, followed to the door.

pub mod domain;
