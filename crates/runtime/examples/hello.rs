//! The smallest process there is: `cargo run -p baedal-runtime --example hello -- --set admin.listen=127.0.0.1:0`. It serves
//! health and reflection, and shows how settings, logs and a stop behave.

use std::process::ExitCode;

use baedal_runtime::{BoxError, Extra, Process, Service, grpc::Grpc};
use serde::{Deserialize, Serialize};

#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Config {
    /// What the background task does when the process starts: `wait` for the stop, or `fail`.
    #[serde(default = "wait")]
    background: String,
}

fn wait() -> String {
    "wait".to_owned()
}

struct Hello;

impl Service for Hello {
    const NAME: &'static str = "baedal-hello";
    type Config = Config;

    async fn migrate(_config: Config) -> Result<(), BoxError> {
        Ok(())
    }

    async fn start(config: Config, process: &mut Process) -> Result<(), BoxError> {
        let stopping = process.stopping();
        process.spawn("background", async move {
            if config.background == "fail" {
                return Err("told to fail");
            }
            stopping.cancelled().await;
            Ok(())
        });
        process
            .serve(Grpc::new(tonic_health::pb::FILE_DESCRIPTOR_SET))
            .await
    }

    fn extras() -> Vec<Extra<Config>> {
        let command = clap::Command::new("settle")
            .about("Say what the background task would do")
            .arg(clap::arg!(--loud "Say it loudly"));
        vec![Extra::new(command, |config: Config, matches| async move {
            let said = format!("{}\n", config.background);
            match (config.background.as_str(), matches.get_flag("loud")) {
                ("fail", _) => Err("told to fail".into()),
                (_, true) => Ok(said.to_uppercase()),
                (_, false) => Ok(said),
            }
        })]
    }
}

fn main() -> ExitCode {
    baedal_runtime::main::<Hello>()
}
