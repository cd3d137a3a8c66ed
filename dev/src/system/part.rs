//! The parts of the system, by name and place.

use std::fmt;

/// A process of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Service {
    /// Orders.
    Order,
    /// Approvals and refunds.
    Payment,
    /// Stores, menus, tickets.
    Store,
    /// Deliveries.
    Delivery,
    /// Messages to customers; on SQLite.
    Notification,
    /// The read model.
    Dashboard,
    /// The way in.
    Gateway,
}

impl Service {
    /// All of them, the gateway last: it is started last and stopped first.
    pub const ALL: [Self; 7] = [
        Self::Order,
        Self::Payment,
        Self::Store,
        Self::Delivery,
        Self::Notification,
        Self::Dashboard,
        Self::Gateway,
    ];

    /// `order`, …
    pub const fn name(self) -> &'static str {
        match self {
            Self::Order => "order",
            Self::Payment => "payment",
            Self::Store => "store",
            Self::Delivery => "delivery",
            Self::Notification => "notification",
            Self::Dashboard => "dashboard",
            Self::Gateway => "gateway",
        }
    }

    /// The program's name.
    pub fn program(self) -> String {
        format!("baedal-{}", self.name())
    }

    pub(super) const fn index(self) -> usize {
        self as usize
    }

    /// Whether it has a PostgreSQL database.
    pub const fn has_database(self) -> bool {
        !matches!(self, Self::Notification | Self::Gateway)
    }

    /// Where it serves on a developer's machine.
    pub const fn fixed_port(self) -> u16 {
        match self {
            Self::Order => 50_051,
            Self::Payment => 50_052,
            Self::Store => 50_053,
            Self::Delivery => 50_054,
            Self::Notification => 50_055,
            Self::Dashboard => 50_056,
            Self::Gateway => 8_088,
        }
    }

    /// Where its probes and metrics are on a developer's machine.
    pub const fn fixed_admin_port(self) -> u16 {
        match self {
            Self::Order => 9_051,
            Self::Payment => 9_052,
            Self::Store => 9_053,
            Self::Delivery => 9_054,
            Self::Notification => 9_055,
            Self::Dashboard => 9_056,
            Self::Gateway => 9_057,
        }
    }
}

impl fmt::Display for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Anything that runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// The database server, on 15432.
    Postgres,
    /// The broker, on 14222.
    Nats,
    /// A process of ours.
    Service(Service),
}

impl Part {
    /// Below the range of outgoing connections, and not where an installed PostgreSQL is.
    pub const POSTGRES_PORT: u16 = 15_432;
    /// Likewise.
    pub const NATS_PORT: u16 = 14_222;

    /// `postgres`, `nats`, `order`, …
    pub const fn name(self) -> &'static str {
        match self {
            Self::Postgres => "postgres",
            Self::Nats => "nats",
            Self::Service(service) => service.name(),
        }
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
