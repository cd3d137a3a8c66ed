//! Ports and folders of one running system.

use std::fs::{self, File};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use aws_lc_rs::rand;

use super::part::{Part, Service};
use crate::issuer::Issuer;
use crate::port::{self, Port};
use crate::{postgres, tools};

/// Which ports the system takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ports {
    /// Those of the documentation.
    Fixed,
    /// Whatever is free.
    Random,
}

pub(super) struct ServicePorts {
    pub(super) grpc: Port,
    pub(super) admin: Port,
}

/// Taken before anything starts, so that a port in use is named at once.
pub(super) struct Reserved {
    pub(super) postgres: Port,
    pub(super) nats: Port,
    pub(super) services: Vec<ServicePorts>,
}

impl Reserved {
    pub(super) fn take(ports: Ports) -> anyhow::Result<Self> {
        let port = |number, part: &str| -> anyhow::Result<Port> {
            match ports {
                Ports::Random => Port::reserve().with_context(|| format!("a port for {part}")),
                Ports::Fixed if port::is_free(number) => Ok(Port::fixed(number)),
                Ports::Fixed => bail!(
                    "port {number} is taken, and {part} needs it: stop what listens there, \
                     or start with --random-ports"
                ),
            }
        };
        let mut services = Vec::new();
        for service in Service::ALL {
            services.push(ServicePorts {
                grpc: port(service.fixed_port(), service.name())?,
                admin: port(
                    service.fixed_admin_port(),
                    &format!("{service} (probes and metrics)"),
                )?,
            });
        }
        Ok(Self {
            postgres: port(Part::POSTGRES_PORT, "PostgreSQL")?,
            nats: port(Part::NATS_PORT, "nats-server")?,
            services,
        })
    }
}

/// The data folder: locked while a system runs on it.
pub(super) struct Folder {
    path: PathBuf,
    /// Goes with the process.
    _lock: Option<File>,
}

/// Removes what a system has kept in its data folder. Nothing else that may be there is touched.
pub fn wipe(path: &Path) -> anyhow::Result<()> {
    let folder = Folder::open(path)?;
    postgres::remove_data(&folder.join("postgres"))?;
    for name in ["nats", "identity", "service-tokens"] {
        let path = folder.join(name);
        if path.exists() {
            fs::remove_dir_all(&path).with_context(|| format!("removing {}", path.display()))?;
        }
    }
    for name in [
        "notification.sqlite",
        "notification.sqlite-wal",
        "notification.sqlite-shm",
    ] {
        let path = folder.join(name);
        if path.exists() {
            fs::remove_file(&path).with_context(|| format!("removing {}", path.display()))?;
        }
    }
    Ok(())
}

impl Folder {
    pub(super) fn open(path: &Path) -> anyhow::Result<Self> {
        fs::create_dir_all(path).with_context(|| format!("creating {}", path.display()))?;
        let path = path.canonicalize()?;
        let lock = File::create(path.join("lock"))?;
        if lock.try_lock().is_err() {
            bail!(
                "another Baedal is running on {}: stop it, or give --data-dir",
                path.display()
            );
        }
        Ok(Self {
            path,
            _lock: Some(lock),
        })
    }

    pub(super) fn join(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    pub(super) fn issuer(&self) -> anyhow::Result<Issuer> {
        Issuer::open(&self.join("identity"))
    }

    /// The secret by which a service shows who it is, made up the first time.
    pub(super) fn service_token(&self, service: Service) -> anyhow::Result<String> {
        let folder = self.join("service-tokens");
        fs::create_dir_all(&folder)?;
        let path = folder.join(service.name());
        if !path.exists() {
            let mut random = [0_u8; 32];
            rand::fill(&mut random).map_err(|_| anyhow::anyhow!("no randomness"))?;
            let token = tools::fingerprint(&random.iter().map(u8::to_string).collect::<String>());
            let mut options = fs::OpenOptions::new();
            options.write(true).create_new(true).mode(0o600);
            options.open(&path)?.write_all(token.as_bytes())?;
        }
        Ok(fs::read_to_string(&path)?)
    }
}
