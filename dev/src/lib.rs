//! Development tools of the workspace: the pinned servers, the whole system under one supervisor,
//! and the check of the rooms.

pub mod audit;
pub mod demo;
pub mod guard;
pub mod issuer;
pub mod line;
pub mod nats;
pub mod order;
pub mod port;
pub mod postgres;
pub mod rooms;
pub mod run;
pub mod seed;
pub mod system;
pub mod tools;

use std::path::{Path, PathBuf};

/// The root of the workspace that we are in, or else of the one that this was built from.
pub fn workspace() -> PathBuf {
    let here = std::env::current_dir().unwrap_or_default();
    // Known by a file that no other workspace has there.
    let root = here
        .ancestors()
        .find(|folder| folder.join("dev/requirements.txt").exists());
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    root.or(manifest.parent()).unwrap_or(manifest).to_path_buf()
}
