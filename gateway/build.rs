//! Lays out the console for embedding: what `make web` built, or a page that says that it was not built.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
};

const NOT_BUILT: &str = "<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\"><title>Baedal</title>\n\
    <h1>The console is not built</h1>\n<p>Run <code>make web</code> (it needs Node), then build the gateway again.</p>\n</html>\n";

fn main() -> io::Result<()> {
    let built = Path::new("../web/dist");
    println!("cargo::rerun-if-changed=build.rs");
    // A path that is not there counts as changed each time, so that the first build of the console is noticed.
    println!("cargo::rerun-if-changed={}", built.display());
    let Some(out) = env::var_os("OUT_DIR") else {
        return Err(io::Error::other("cargo sets OUT_DIR"));
    };
    let console = PathBuf::from(out).join("console");
    if console.exists() {
        fs::remove_dir_all(&console)?;
    }
    if built.join("index.html").is_file() {
        copy(built, &console)
    } else {
        fs::create_dir_all(&console)?;
        fs::write(console.join("index.html"), NOT_BUILT)
    }
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
