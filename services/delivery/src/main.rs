//! Starts the delivery service.

use std::process::ExitCode;

fn main() -> ExitCode {
    baedal_runtime::main::<baedal_delivery::Delivery>()
}
