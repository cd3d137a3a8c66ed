//! How a customer wants to be told, and where. Addresses are personal: they do not show in `Debug`.

use std::fmt;

use super::{Endpoint, Kind};

/// A language that messages are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// English.
    #[default]
    En,
    /// Korean.
    Ko,
}

impl Language {
    /// Every language.
    pub const ALL: [Self; 2] = [Self::En, Self::Ko];

    /// As in BCP 47.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Ko => "ko",
        }
    }

    /// The language of that tag.
    pub fn parse(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.tag() == tag)
    }
}

/// What a channel has to know of a customer to reach one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// Nothing.
    Nothing,
    /// An e-mail address.
    Email,
    /// A phone number.
    Phone,
    /// A webhook.
    Webhook,
}

/// What one customer said. The default is what holds for a customer who said nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Preferences {
    /// The language of messages.
    pub language: Language,
    /// Names of channels that stay silent.
    pub muted_channels: Vec<String>,
    /// Kinds that are not sent.
    pub muted_kinds: Vec<Kind>,
    /// Where the customer is reached.
    pub contact: Contact,
}

impl Preferences {
    /// Whether a change of this kind goes through this channel.
    pub fn want(&self, channel: &str, needs: Needs, kind: Kind) -> bool {
        self.contact.has(needs)
            && !self.muted_kinds.contains(&kind)
            && !self.muted_channels.iter().any(|muted| muted == channel)
    }
}

/// Where a customer is reached.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Contact {
    /// For e-mail.
    pub email: Option<Email>,
    /// For SMS and messengers.
    pub phone: Option<Phone>,
    /// For webhooks.
    pub webhook: Option<Webhook>,
}

impl Contact {
    /// Whether a channel with these needs can reach the customer.
    pub fn has(&self, needs: Needs) -> bool {
        match needs {
            Needs::Nothing => true,
            Needs::Email => self.email.is_some(),
            Needs::Phone => self.phone.is_some(),
            Needs::Webhook => self.webhook.is_some(),
        }
    }
}

/// Where webhooks go and what they are signed with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Webhook {
    /// The URL.
    pub url: Endpoint,
    /// The key of the signature.
    pub secret: WebhookSecret,
}

/// A text that is no such thing. It says what is expected and does not repeat the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Malformed(pub(super) &'static str);

macro_rules! personal {
    ($(#[$doc:meta] $name:ident: $fits:ident, $expected:literal;)+) => {$(
        #[$doc]
        #[derive(Clone, PartialEq, Eq)]
        pub struct $name(String);

        impl $name {
            /// The text itself, for the place that sends to it or stores it.
            pub fn expose(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("***")
            }
        }

        impl std::str::FromStr for $name {
            type Err = Malformed;

            fn from_str(text: &str) -> Result<Self, Malformed> {
                if $fits(text) {
                    Ok(Self(text.to_owned()))
                } else {
                    Err(Malformed($expected))
                }
            }
        }
    )+};
}

personal! {
    /// An e-mail address: ASCII, at most 254 characters.
    Email: is_email, "must be an e-mail address in ASCII, such as name@example.com";
    /// A phone number in E.164.
    Phone: is_phone, "must be a phone number in E.164, such as +821012345678";
    /// 16 to 256 visible ASCII characters.
    WebhookSecret: is_secret, "must be 16 to 256 visible ASCII characters";
}

fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else {
        return false;
    };
    let atom = |text: &str, also: &str| {
        !text.is_empty()
            && text
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || also.as_bytes().contains(&b))
    };
    text.len() <= 254
        && local.len() <= 64
        && local
            .split('.')
            .all(|part| atom(part, "!#$%&'*+/=?^_`{|}~-"))
        && domain.split('.').all(is_label)
}

fn is_label(label: &str) -> bool {
    (1..=63).contains(&label.len())
        && label
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-')
        && !label.starts_with('-')
        && !label.ends_with('-')
}

fn is_phone(text: &str) -> bool {
    text.strip_prefix('+').is_some_and(|digits| {
        (8..=15).contains(&digits.len())
            && digits.bytes().all(|b| b.is_ascii_digit())
            && !digits.starts_with('0')
    })
}

fn is_secret(text: &str) -> bool {
    (16..=256).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_can_be_sent_to_is_an_address() {
        for good in ["minji@example.com", "a.b+c@x-y.co.kr", "root@localhost"] {
            assert!(good.parse::<Email>().is_ok(), "{good}");
        }
        for bad in [
            "",
            "minji",
            "@x",
            "a@",
            "a..b@x",
            "a@x.",
            "a b@x",
            "a@x\r\nBcc: b@y",
            "민지@x.kr",
            "a@b@c",
        ] {
            assert!(bad.parse::<Email>().is_err(), "{bad}");
        }
        assert!("+821012345678".parse::<Phone>().is_ok());
        for bad in [
            "",
            "010-1234-5678",
            "+0821234567",
            "+82",
            "+8210123456789012",
        ] {
            assert!(bad.parse::<Phone>().is_err(), "{bad}");
        }
        assert!("0123456789abcdef".parse::<WebhookSecret>().is_ok());
        assert!("too short".parse::<WebhookSecret>().is_err());
    }

    #[test]
    fn an_address_does_not_show() {
        let contact = Contact {
            email: "minji@example.com".parse().ok(),
            phone: "+821012345678".parse().ok(),
            webhook: None,
        };
        let shown = format!("{contact:?}");
        assert!(
            !shown.contains("minji") && !shown.contains("8210"),
            "{shown}"
        );
    }
}
