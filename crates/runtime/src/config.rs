//! Settings: a TOML file, then the environment, then flags; a later one wins.
//!
//! - file: `--config FILE` or `BAEDAL_CONFIG`
//! - environment: `BAEDAL_GRPC__LISTEN` is `grpc.listen`; variables without `__` are not settings (Kubernetes makes up
//!   `BAEDAL_ORDER_SERVICE_HOST` and the like in every pod)
//! - flags: `--set grpc.listen=127.0.0.1:0`, as often as needed
//!
//! A key that nothing reads is refused by name: a misspelt limit is worse than a process that does not start.

pub mod duration;
mod load;
mod process;
mod secret;

pub use self::{
    load::{ConfigError, Settings, Sources},
    process::{
        AdminConfig, GrpcConfig, LogFormat, MeshConfig, ProcessConfig, ShutdownConfig,
        TelemetryConfig,
    },
    secret::{Secret, SecretUrl},
};
