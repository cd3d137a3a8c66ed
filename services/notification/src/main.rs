//! Starts the notification service.

use std::process::ExitCode;

fn main() -> ExitCode {
    baedal_runtime::main::<baedal_notification::Notification>()
}
