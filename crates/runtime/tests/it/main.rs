//! One program for all tests of the crate: linking costs more than they do.

mod calling;
mod database;
mod program;
mod serving;
mod support;
mod traces;
