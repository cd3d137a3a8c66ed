//! The gateway as its callers see it: over real sockets, with services behind it that echo.

mod browser;
mod calls;
mod connections;
mod console;
mod http;
mod limits;
mod memory;
mod reflection;
mod starving;
mod support;
mod traces;
