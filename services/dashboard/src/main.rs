//! Starts the dashboard service.

use std::process::ExitCode;

fn main() -> ExitCode {
    baedal_runtime::main::<baedal_dashboard::Dashboard>()
}
