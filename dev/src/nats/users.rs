//! Who may do what at the broker of an installation: each service is a user of its own, which tells the facts of its own aggregates
//! alone and takes events by its own durables alone. The chart has the result as a file: see `dev/tests/users.rs`.

use std::fmt::Write;

/// What one service does at the broker. This list is the only one: what the services' code says is compared with it.
#[derive(Debug, Clone, Copy)]
pub struct Part {
    /// The service, and its user.
    pub service: &'static str,
    /// The aggregates whose facts it tells.
    pub tells: &'static [&'static str],
    /// The durables it hears by.
    pub hears: &'static [&'static str],
    /// The consumer by which it reads the stream from a place on, beside its durables.
    pub replays: &'static [&'static str],
}

/// Every service.
pub const PARTS: [Part; 6] = [
    Part {
        service: "order",
        tells: &["order"],
        hears: &["order-menus", "order-progress"],
        replays: &[],
    },
    Part {
        service: "payment",
        tells: &["payment"],
        hears: &["payment-orders", "payment-refunds"],
        replays: &[],
    },
    Part {
        service: "store",
        tells: &["store", "ticket"],
        hears: &["store-orders"],
        replays: &[],
    },
    Part {
        service: "delivery",
        tells: &["delivery"],
        hears: &["delivery-tickets"],
        replays: &[],
    },
    Part {
        service: "notification",
        tells: &[],
        hears: &["notification-orders"],
        replays: &[],
    },
    Part {
        service: "dashboard",
        tells: &[],
        hears: &["dashboard-views"],
        replays: &["dashboard-replay"],
    },
];

const STREAM: &str = "BAEDAL_EVENTS";

impl Part {
    /// What it may send: facts, nudges between the processes of its relay, requests about the stream and its consumers, and
    /// acknowledgements. Whoever comes first declares the stream; nobody may change, empty or delete it.
    pub fn publishes(&self) -> Vec<String> {
        let facts = self.tells.iter().map(|it| format!("baedal.events.{it}.>"));
        let stream =
            ["INFO", "CREATE", "MSG.GET"].map(|it| format!("$JS.API.STREAM.{it}.{STREAM}"));
        let consumers = self.consumers().flat_map(|name| {
            [
                format!("$JS.API.CONSUMER.INFO.{STREAM}.{name}"),
                format!("$JS.API.CONSUMER.CREATE.{STREAM}.{name}"),
                format!("$JS.API.CONSUMER.CREATE.{STREAM}.{name}.>"),
                format!("$JS.API.CONSUMER.DELETE.{STREAM}.{name}"),
                format!("$JS.API.CONSUMER.MSG.NEXT.{STREAM}.{name}"),
                format!("$JS.ACK.{STREAM}.{name}.>"),
            ]
        });
        facts
            .chain(self.relays())
            .chain(stream)
            .chain(consumers)
            .collect()
    }

    /// What it may listen to: answers to its own requests, and the nudges.
    pub fn subscribes(&self) -> Vec<String> {
        let answers = format!("{}.>", self.inbox());
        std::iter::once(answers).chain(self.relays()).collect()
    }

    /// What its answers' subjects begin with; another service may not listen there.
    pub fn inbox(&self) -> String {
        format!("_INBOX_{}", self.service)
    }

    /// The variable that holds its password.
    pub fn password(&self) -> String {
        format!("NATS_PASSWORD_{}", self.service.to_uppercase())
    }

    fn consumers(&self) -> impl Iterator<Item = &'static str> {
        self.hears.iter().chain(self.replays).copied()
    }

    /// An outbox's own id is made up by its database, so the services that have one share this. All it can do is wake a relay.
    fn relays(&self) -> Option<String> {
        (!self.tells.is_empty()).then(|| "baedal.relay.>".to_owned())
    }
}

/// The `authorization` of a nats-server for all of them.
pub fn authorization() -> String {
    let mut text = "# Who may do what. Written from dev/src/nats/users.rs by `BLESS=1 cargo test -p baedal-dev --test users`.\n\
         authorization {\n  users: [\n"
        .to_owned();
    for part in &PARTS {
        let lists = [
            ("publish", part.publishes()),
            ("subscribe", part.subscribes()),
        ];
        let _ = writeln!(
            text,
            "    {{\n      user: {}\n      password: ${}\n      permissions: {{",
            part.service,
            part.password()
        );
        for (what, subjects) in lists {
            let _ = writeln!(text, "        {what}: [");
            for subject in subjects {
                let _ = writeln!(text, "          {subject:?}");
            }
            text.push_str("        ]\n");
        }
        text.push_str("      }\n    }\n");
    }
    text.push_str("  ]\n}\n");
    text
}
