//! Preferences, read from and written to the wire.

use aws_lc_rs::digest::{SHA256, digest};
use baedal_proto::notification::v1 as wire;
use baedal_runtime::database;
use baedal_runtime::rpc::{Violations, problem};
use baedal_values::Fingerprint;
use prost::Message;
use tonic::{Code, Status};

use crate::app::Rules;
use crate::app::preferences::{Asked, Error, Update};
use crate::domain::{Contact, Endpoint, Kind, Language, Preferences, WebhookSecret};

/// What a customer wants, or everything that is wrong with it.
pub(super) fn read(
    request: &wire::UpdatePreferencesRequest,
    rules: &Rules,
) -> Result<Update, Status> {
    let mut violations = Violations::new();
    let request_id = violations.check("request_id", request.request_id.parse());
    let preferences = violations.require("preferences", request.preferences.as_ref());
    let Some(preferences) = preferences else {
        return Err(violations.into_status());
    };
    let read = violations.nested("preferences", |violations| {
        let said = Preferences {
            language: read_language(violations, &preferences.language),
            muted_channels: read_channels(violations, &preferences.muted_channels, rules),
            muted_kinds: read_kinds(violations, &preferences.muted_kinds),
            contact: Contact {
                email: optional(violations, "email", &preferences.email),
                phone: optional(violations, "phone", &preferences.phone),
                webhook: None,
            },
        };
        let url: Option<Endpoint> = optional(violations, "webhook_url", &preferences.webhook_url);
        if let Some(url) = url.as_ref().filter(|_| !rules.any_webhooks) {
            violations.check("webhook_url", url.may_be_a_strangers());
        }
        let secret = optional(violations, "webhook_secret", &preferences.webhook_secret);
        if preferences.webhook_url.is_empty() && !preferences.webhook_secret.is_empty() {
            violations.add("webhook_secret", "needs a webhook_url");
        }
        (said, url.map(|url| (url, secret)))
    });
    let (Some(request_id), true) = (request_id, violations.is_empty()) else {
        return Err(violations.into_status());
    };
    let (said, webhook) = read;
    let mut message_hash = [0; 32];
    message_hash.copy_from_slice(digest(&SHA256, &preferences.encode_to_vec()).as_ref());
    let asked = Asked {
        fingerprint: fingerprint(&said, webhook.as_ref()),
        message_hash,
    };
    Ok(Update {
        request_id,
        asked,
        preferences: said,
        webhook,
    })
}

/// Of the preferences' fields as they are today; see [`Fingerprint`] for what a new one asks for.
fn fingerprint(
    said: &Preferences,
    webhook: Option<&(Endpoint, Option<WebhookSecret>)>,
) -> Fingerprint {
    let fields = Fingerprint::of("UpdatePreferences", 1).text("language", said.language.tag());
    let fields = said
        .muted_channels
        .iter()
        .fold(fields, |fields, name| fields.text("muted_channel", name));
    let fields = said.muted_kinds.iter().fold(fields, |fields, kind| {
        fields.text("muted_kind", kind.name())
    });
    let contact = &said.contact;
    fields
        .optional(contact.email.as_ref(), |fields, email| {
            fields.text("email", email.expose())
        })
        .optional(contact.phone.as_ref(), |fields, phone| {
            fields.text("phone", phone.expose())
        })
        .optional(webhook, |fields, (url, secret)| {
            fields
                .text("webhook_url", url.expose())
                .optional(secret.as_ref(), |fields, secret| {
                    fields.text("webhook_secret", secret.expose())
                })
        })
        .finish()
}

/// As it is told to the customer: without the secret.
pub(super) fn write(said: Preferences) -> wire::Preferences {
    let contact = said.contact;
    let (email, phone, webhook) = (contact.email, contact.phone, contact.webhook);
    wire::Preferences {
        language: said.language.tag().to_owned(),
        muted_channels: said.muted_channels,
        muted_kinds: said
            .muted_kinds
            .iter()
            .map(|kind| kind.name().to_owned())
            .collect(),
        email: email.map_or_else(String::new, |it| it.expose().to_owned()),
        phone: phone.map_or_else(String::new, |it| it.expose().to_owned()),
        webhook_url: webhook.map_or_else(String::new, |it| it.url.expose().to_owned()),
        webhook_secret: String::new(),
    }
}

/// Why nothing was changed.
pub(super) fn status(error: Error) -> Status {
    match error {
        Error::RequestIdReused => problem(
            Code::AlreadyExists,
            "REQUEST_ID_REUSED",
            "request_id was used for other preferences",
        )
        .into(),
        Error::NoSecret => {
            let mut violations = Violations::new();
            let needed = "is required with the first webhook_url";
            violations.add("preferences.webhook_secret", needed);
            violations.into_status()
        }
        Error::Database(error) => database::status(error),
    }
}

fn read_language(violations: &mut Violations, tag: &str) -> Language {
    if tag.is_empty() {
        return Language::default();
    }
    Language::parse(tag).unwrap_or_else(|| {
        violations.add("language", "must be `en` or `ko`");
        Language::default()
    })
}

fn read_channels(violations: &mut Violations, names: &[String], rules: &Rules) -> Vec<String> {
    let known = |name: &str| rules.channels.iter().any(|(known, _)| known == name);
    let mut channels: Vec<String> = Vec::new();
    for (index, name) in names.iter().enumerate() {
        if !known(name) {
            violations.add(&format!("muted_channels[{index}]"), "is no channel here");
        } else if !channels.contains(name) {
            channels.push(name.clone());
        }
    }
    channels
}

fn read_kinds(violations: &mut Violations, names: &[String]) -> Vec<Kind> {
    let mut kinds = Vec::new();
    for (index, name) in names.iter().enumerate() {
        match Kind::parse(name) {
            None => violations.add(
                &format!("muted_kinds[{index}]"),
                "is no kind of notification",
            ),
            Some(kind) if !kinds.contains(&kind) => kinds.push(kind),
            Some(_) => {}
        }
    }
    kinds
}

fn optional<T: std::str::FromStr<Err: std::fmt::Display>>(
    violations: &mut Violations,
    field: &str,
    text: &str,
) -> Option<T> {
    if text.is_empty() {
        return None;
    }
    violations.check(field, text.parse())
}
