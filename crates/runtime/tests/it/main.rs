//! One program for all tests of the crate: linking costs more than they do.

mod balancing;
mod calling;
mod database;
mod program;
mod serving;
mod streams;
mod support;
mod traces;
