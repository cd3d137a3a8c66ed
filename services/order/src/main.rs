//! The order service's process.

use std::process::ExitCode;

fn main() -> ExitCode {
    baedal_runtime::main::<baedal_order::Order>()
}
