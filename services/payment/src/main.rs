//! Starts the payment service.

use std::process::ExitCode;

fn main() -> ExitCode {
    baedal_runtime::main::<baedal_payment::Payment>()
}
