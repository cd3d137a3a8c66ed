//! Ports that stay ours across restarts.

use std::fs::{self, File};
use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::sync::atomic::{AtomicU16, Ordering};

/// Below the range from which Linux and macOS hand out ports for outgoing connections, so that
/// nobody's connection takes our port while a server restarts.
const FIRST: u16 = 20_000;
const COUNT: u16 = 10_000;

/// A free port on 127.0.0.1, reserved against other processes of this workspace while it lives.
#[derive(Debug)]
pub struct Port {
    number: u16,
    /// Locked for as long as the reservation holds; the lock goes with the process.
    _lock: Option<File>,
}

impl Port {
    /// Reserves a port that is free now.
    pub fn reserve() -> io::Result<Self> {
        static TURN: AtomicU16 = AtomicU16::new(0);
        let folder = crate::workspace().join(".baedal/ports");
        fs::create_dir_all(&folder)?;
        // Start at a place of this process's own, to meet few others.
        let start = u16::try_from(std::process::id().wrapping_mul(7_919) % u32::from(COUNT))
            .unwrap_or_default();
        for _ in 0..COUNT {
            let turn = TURN.fetch_add(1, Ordering::Relaxed);
            let number = FIRST + (start.wrapping_add(turn)) % COUNT;
            let lock = File::create(folder.join(number.to_string()))?;
            if lock.try_lock().is_ok() && is_free(number) {
                return Ok(Self {
                    number,
                    _lock: Some(lock),
                });
            }
        }
        Err(io::Error::new(
            io::ErrorKind::AddrInUse,
            "no free port between 20000 and 29999",
        ))
    }

    /// A port chosen by the user; whether it is free is the caller's question.
    pub const fn fixed(number: u16) -> Self {
        Self {
            number,
            _lock: None,
        }
    }

    /// The port's number.
    pub const fn number(&self) -> u16 {
        self.number
    }
}

/// Whether a server could listen on 127.0.0.1:`number` now.
pub fn is_free(number: u16) -> bool {
    TcpListener::bind((Ipv4Addr::LOCALHOST, number)).is_ok()
}
