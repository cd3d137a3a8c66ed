//! Compiles the contracts with protox, so that building needs no protoc.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let out = PathBuf::from(env::var("OUT_DIR")?);
    for folder in ["baedal", "google"] {
        println!("cargo:rerun-if-changed={folder}");
    }

    let mut protos = Vec::new();
    collect(&root.join("baedal"), &mut protos)?;
    protos.sort();

    let mut compiler = protox::Compiler::new([&root])?;
    compiler
        .include_imports(true)
        .include_source_info(true)
        .open_files(protos)?;
    // The bytes keep the custom options; the typed set below, which the generators read, drops them.
    fs::write(
        out.join("baedal.binpb"),
        compiler.encode_file_descriptor_set(),
    )?;

    let mut config = tonic_prost_build::Config::new();
    config.enable_type_names();
    tonic_prost_build::configure()
        .bytes(".")
        // src/redact.rs writes these by hand, without what must not be seen.
        .skip_debug([
            ".baedal.identity.v1.IssueTokenResponse",
            ".baedal.notification.v1.Preferences",
            ".baedal.order.v1.PlaceOrderRequest",
            ".baedal.payment.v1.AuthorizePaymentRequest",
        ])
        .include_file("packages.rs")
        .compile_fds_with_config(compiler.file_descriptor_set(), config)?;
    Ok(())
}

fn collect(folder: &Path, protos: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, protos)?;
        } else if path
            .extension()
            .is_some_and(|extension| extension == "proto")
        {
            protos.push(path);
        }
    }
    Ok(())
}
