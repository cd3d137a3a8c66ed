//! Where something may be posted to. One parser for whoever sets an address and whoever calls it.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use http::uri::PathAndQuery;
use url::{Host, Position, Url};

use super::Malformed;
use super::address::is_public;

const LONGEST: usize = 2048;

/// From 1024 on, but known for something that takes commands from whoever connects. Up to 10080
/// they are the Fetch standard's bad ports.
const NOT_FOR_HTTP: [u16; 38] = [
    1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669,
    6679, 6697, 10080, //
    1433, 1521, 2181, 2375, 2376, 2379, 2380, 3306, 3389, 4222, 5432, 5900, 6379, 6443, 9042, 9200,
    10250, 11211, 27017,
];

/// An absolute URL of http or https, in its normal spelling (WHATWG): scheme and host in lower case, names of other
/// scripts in Punycode, no port that goes without saying. It is personal: it does not show in `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct Endpoint(Url);

impl Endpoint {
    /// The whole of it, for the place that stores it.
    pub fn expose(&self) -> &str {
        self.0.as_str()
    }

    /// Whether what is sent there is encrypted on its way.
    pub fn is_encrypted(&self) -> bool {
        self.0.scheme() == "https"
    }

    /// The name or address, an IPv6 one without its brackets.
    pub fn host(&self) -> &str {
        let host = self.0.host_str().unwrap_or_default();
        host.trim_matches(['[', ']'])
    }

    /// The address, where it is no name.
    pub fn address(&self) -> Option<IpAddr> {
        match self.0.host()? {
            Host::Domain(_) => None,
            Host::Ipv4(address) => Some(address.into()),
            Host::Ipv6(address) => Some(address.into()),
        }
    }

    /// The port; never 0.
    pub fn port(&self) -> u16 {
        let usual = if self.is_encrypted() { 443 } else { 80 };
        self.0.port().unwrap_or(usual)
    }

    /// Host and port as the header `host` has them.
    pub fn authority(&self) -> &str {
        &self.0[Position::BeforeHost..Position::AfterPort]
    }

    /// What is asked for there.
    pub fn path(&self) -> &str {
        &self.0[Position::BeforePath..Position::AfterQuery]
    }

    /// Whether strangers may have us call it: by https, at a port for that, and, where it is no name, at an address of
    /// the public internet. What a name leads to is seen when it is called.
    pub fn may_be_a_strangers(&self) -> Result<(), Malformed> {
        let port = self.port();
        if !self.is_encrypted() {
            Err(Malformed("must be of https"))
        } else if port != 443 && (port < 1024 || NOT_FOR_HTTP.contains(&port)) {
            Err(Malformed(
                "must be at port 443, or at one from 1024 on that is not known for another service",
            ))
        } else if !self.address().is_none_or(is_public) {
            Err(Malformed("must lead to the public internet"))
        } else {
            Ok(())
        }
    }
}

impl FromStr for Endpoint {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        parse(text).map(Self).ok_or(Malformed(
            "must be an absolute URL of https, without user or fragment, of at most 2048 characters",
        ))
    }
}

impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// Stricter than the standard, which mends what people type into a browser.
fn parse(text: &str) -> Option<Url> {
    let rest = text.split_once("://")?.1;
    let odd = |c: char| c.is_control() || c.is_whitespace() || c == '\\';
    if text.len() > LONGEST || text.contains(odd) || rest.starts_with('/') {
        return None;
    }
    let url = Url::parse(text).ok()?;
    let has_host = match url.host()? {
        Host::Domain(name) => is_name(name),
        Host::Ipv4(_) | Host::Ipv6(_) => true,
    };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let fits = has_host
        && matches!(url.scheme(), "http" | "https")
        && !authority.contains('@')
        && url.fragment().is_none()
        && url.port() != Some(0)
        && url.as_str().len() <= LONGEST
        && url[Position::BeforePath..Position::AfterQuery]
            .parse::<PathAndQuery>()
            .is_ok();
    fits.then_some(url)
}

/// A name that DNS and certificates can have; underscores are in use.
fn is_name(name: &str) -> bool {
    let name = name.strip_suffix('.').unwrap_or(name);
    name.len() <= 253
        && name.split('.').all(|label| {
            (1..=63).contains(&label.len())
                && label
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
                && !label.starts_with('-')
                && !label.ends_with('-')
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_can_be_called_is_an_endpoint() {
        for (good, normal) in [
            (
                "https://example.com/hook?a=1",
                "https://example.com/hook?a=1",
            ),
            ("HTTPS://Example.com:443", "https://example.com/"),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080/"),
            ("https://[::1]/x", "https://[::1]/x"),
        ] {
            let endpoint: Endpoint = good.parse().unwrap_or_else(|_| panic!("{good}"));
            assert_eq!(endpoint.expose(), normal);
        }
        for bad in [
            "",
            "example.com",
            "ftp://x",
            "https:x",
            "https://",
            "https:///x",
            "https://u:p@x/",
            "https://@x/",
            "https://x/#a",
            "https://x/#",
            "https://x/ y",
            "https://x/\ty",
            " https://x/",
            "https://x\\@y",
            "https://:80/",
            "https://x:0/",
            "https://x:65536/",
            "https://x..y/",
            "https://-x/",
            "https://x\"y/",
            "https://[::1",
            "https://xn--/",
        ] {
            assert!(bad.parse::<Endpoint>().is_err(), "{bad}");
        }
    }

    #[test]
    fn strangers_do_not_choose_every_port_and_address() {
        let allowed = |url: &str| {
            let endpoint: Endpoint = url.parse().unwrap_or_else(|_| panic!("{url}"));
            endpoint.may_be_a_strangers().is_ok()
        };
        for good in [
            "https://example.com",
            "https://example.com:8443",
            "https://example.com:1024",
            "https://1.1.1.1:65535",
            "https://[2606:4700::1111]",
        ] {
            assert!(allowed(good), "{good}");
        }
        for bad in [
            "http://example.com",
            "https://example.com:80",
            "https://example.com:1023",
            "https://example.com:5432",
            "https://127.0.0.1",
            "https://0x7f.1",
            "https://2130706433",
            "https://%31%32%37.0.0.1",
            "https://[::ffff:7f00:1]",
        ] {
            assert!(!allowed(bad), "{bad}");
        }
    }

    #[test]
    fn it_does_not_show() {
        let endpoint: Endpoint = "https://minji.example.com".parse().expect("a URL");
        assert!(!format!("{endpoint:?}").contains("minji"));
    }
}
