//! Starts the store service.

use std::process::ExitCode;

fn main() -> ExitCode {
    baedal_runtime::main::<baedal_store::Store>()
}
