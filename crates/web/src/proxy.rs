//! Where a request comes from, as a gateway in front of us says it.
//!
//! The peer of the connection is known; what headers say is only hearsay, which anybody can write.
//! It is taken from the gateways that the configuration names, and from the header that they set:
//! going from the right, each address that is a gateway's vouches for the one to its left, and the
//! first that is none is the caller. Everything further left is the caller's own word.

use std::{net::IpAddr, str::FromStr};

use axum::http::HeaderMap;

/// Addresses that belong together: `10.1.0.0/16`, or one alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    prefix: u32,
}

/// It is no network.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0} is no address and no network: write 10.1.2.3 or 10.1.0.0/16")]
pub struct NotANetwork(String);

impl FromStr for Network {
    type Err = NotANetwork;

    fn from_str(text: &str) -> Result<Self, NotANetwork> {
        let wrong = || NotANetwork(text.to_owned());
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().map_err(|_| wrong())?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let prefix = prefix.map_or(Ok(most), str::parse).map_err(|_| wrong())?;
        if prefix <= most { Ok(Self { address, prefix }) } else { Err(wrong()) }
    }
}

impl Network {
    fn holds(self, it: IpAddr) -> bool {
        match (self.address, it.to_canonical()) {
            (IpAddr::V4(own), IpAddr::V4(it)) => {
                let mask = u32::MAX.checked_shl(32 - self.prefix).unwrap_or(0);
                own.to_bits() & mask == it.to_bits() & mask
            }
            (IpAddr::V6(own), IpAddr::V6(it)) => {
                let mask = u128::MAX.checked_shl(128 - self.prefix).unwrap_or(0);
                own.to_bits() & mask == it.to_bits() & mask
            }
            _ => false,
        }
    }
}

/// Which header the gateways set. Only that one is read: the other comes from the caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProxyHeader {
    /// `X-Forwarded-For`, with `X-Forwarded-Proto`.
    #[default]
    XForwardedFor,
    /// `Forwarded` (RFC 7239).
    Forwarded,
}

/// The gateways whose word is taken.
#[derive(Debug, Clone, Default)]
pub struct Proxies {
    /// Where they are.
    pub networks: Vec<Network>,
    /// What they write.
    pub header: ProxyHeader,
}

/// Where a request comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Origin {
    /// The caller's address, where it is known.
    pub remote: Option<IpAddr>,
    /// Whether the caller came over TLS, as a gateway says it.
    pub is_secure: bool,
}

impl Proxies {
    /// Whether `it` is a gateway of ours.
    pub fn trust(&self, it: IpAddr) -> bool {
        self.networks.iter().any(|network| network.holds(it))
    }

    /// Where a request comes from that reached us from `peer`.
    pub fn origin(&self, peer: Option<IpAddr>, headers: &HeaderMap) -> Origin {
        let Some(gateway) = peer.filter(|it| self.trust(*it)) else {
            return Origin { remote: peer, is_secure: false };
        };
        let hops = match self.header {
            ProxyHeader::XForwardedFor => parts(headers, "x-forwarded-for"),
            ProxyHeader::Forwarded => parts(headers, "forwarded"),
        };
        let mut remote = gateway;
        for hop in hops.iter().rev() {
            // What cannot be read is nobody's address: whoever wrote it is the last one known.
            let Some(address) = self.address(hop) else { break };
            remote = address;
            if !self.trust(address) {
                break;
            }
        }
        let is_secure = match self.header {
            ProxyHeader::XForwardedFor => {
                parts(headers, "x-forwarded-proto").last().is_some_and(|it| is_https(it))
            }
            ProxyHeader::Forwarded => {
                hops.last().and_then(|it| pair(it, "proto")).is_some_and(|it| is_https(&it))
            }
        };
        Origin { remote: Some(remote.to_canonical()), is_secure }
    }

    fn address(&self, hop: &str) -> Option<IpAddr> {
        match self.header {
            ProxyHeader::XForwardedFor => address(hop),
            ProxyHeader::Forwarded => address(&pair(hop, "for")?),
        }
    }
}

fn is_https(word: &str) -> bool {
    word.eq_ignore_ascii_case("https")
}

/// The parts of a header, all its lines in order.
fn parts(headers: &HeaderMap, name: &str) -> Vec<String> {
    let lines = headers.get_all(name).iter().map(|it| it.to_str().unwrap_or("?"));
    lines.flat_map(|it| it.split(',')).map(|it| it.trim().to_owned()).collect()
}

/// The value of `name` in a part of `Forwarded`.
fn pair(hop: &str, name: &str) -> Option<String> {
    let mut pairs = hop.split(';').filter_map(|it| it.split_once('='));
    let found = pairs.find(|it| it.0.trim().eq_ignore_ascii_case(name))?;
    Some(found.1.trim().trim_matches('"').to_owned())
}

/// An address as gateways write it: with or without a port, IPv6 in brackets or not.
fn address(text: &str) -> Option<IpAddr> {
    if let Ok(address) = text.parse() {
        return Some(address);
    }
    if let Some(inner) = text.strip_prefix('[') {
        return inner.split_once(']')?.0.parse().ok();
    }
    let (address, port) = text.rsplit_once(':')?;
    port.parse::<u16>().ok()?;
    address.parse().ok()
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};

    use super::*;

    fn proxies(header: ProxyHeader) -> Proxies {
        let networks = ["10.1.0.0/16", "127.0.0.1", "fd00::/8"];
        Proxies { networks: networks.iter().map(|it| it.parse().unwrap()).collect(), header }
    }

    #[track_caller]
    fn check(
        header: ProxyHeader,
        peer: &str,
        lines: &[(&'static str, &str)],
        expected: (&str, bool),
    ) {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            let value = HeaderValue::from_str(value).unwrap();
            headers.append(HeaderName::from_static(name), value);
        }
        let origin = proxies(header).origin(Some(peer.parse().unwrap()), &headers);
        assert_eq!(
            (origin.remote.unwrap().to_string().as_str(), origin.is_secure),
            expected,
            "{lines:?}"
        );
    }

    const XFF: &str = "x-forwarded-for";
    const PROTO: &str = "x-forwarded-proto";

    #[test]
    fn what_strangers_say_of_themselves_is_not_heard() {
        let by = ProxyHeader::XForwardedFor;
        check(by, "198.51.100.7", &[(XFF, "10.1.0.1"), (PROTO, "https")], ("198.51.100.7", false));
        check(by, "198.51.100.7", &[(XFF, "203.0.113.9")], ("198.51.100.7", false));
        check(
            by,
            "198.51.100.7",
            &[("forwarded", "for=203.0.113.9;proto=https")],
            ("198.51.100.7", false),
        );
    }

    #[test]
    fn the_right_most_address_that_is_no_gateway_is_the_caller() {
        let by = ProxyHeader::XForwardedFor;
        check(by, "10.1.0.1", &[(XFF, "203.0.113.9"), (PROTO, "https")], ("203.0.113.9", true));
        // The caller wrote the left part.
        check(by, "10.1.0.1", &[(XFF, "127.0.0.1, 203.0.113.9")], ("203.0.113.9", false));
        check(by, "10.1.0.1", &[(XFF, "1.1.1.1, 203.0.113.9, 10.1.3.4")], ("203.0.113.9", false));
        check(by, "10.1.0.1", &[(XFF, "1.1.1.1"), (XFF, "203.0.113.9")], ("203.0.113.9", false));
        check(by, "127.0.0.1", &[(XFF, "[2001:db8::1]:4711")], ("2001:db8::1", false));
        check(by, "fd00::2", &[(XFF, "203.0.113.9:8080")], ("203.0.113.9", false));
        // All of them gateways: a request from inside.
        check(by, "10.1.0.1", &[(XFF, "10.1.9.9, 10.1.3.4")], ("10.1.9.9", false));
        check(by, "10.1.0.1", &[], ("10.1.0.1", false));
    }

    #[test]
    fn what_cannot_be_read_ends_the_way_back() {
        let by = ProxyHeader::XForwardedFor;
        check(by, "10.1.0.1", &[(XFF, "203.0.113.9, unknown")], ("10.1.0.1", false));
        check(by, "10.1.0.1", &[(XFF, "203.0.113.9, nonsense, 10.1.3.4")], ("10.1.3.4", false));
        check(by, "10.1.0.1", &[(XFF, "")], ("10.1.0.1", false));
        check(by, "10.1.0.1", &[(PROTO, "https, http")], ("10.1.0.1", false));
    }

    #[test]
    fn only_the_header_that_the_gateways_set_is_read() {
        let both =
            [(XFF, "1.1.1.1"), (PROTO, "https"), ("forwarded", "for=203.0.113.9;proto=http")];
        check(ProxyHeader::Forwarded, "10.1.0.1", &both, ("203.0.113.9", false));
        let both = [(XFF, "203.0.113.9"), ("forwarded", "for=1.1.1.1;proto=https")];
        check(ProxyHeader::XForwardedFor, "10.1.0.1", &both, ("203.0.113.9", false));
        let one = [("forwarded", "for=1.1.1.1, For=\"[2001:db8:cafe::17]:4711\";Proto=https")];
        check(ProxyHeader::Forwarded, "10.1.0.1", &one, ("2001:db8:cafe::17", true));
        check(
            ProxyHeader::Forwarded,
            "10.1.0.1",
            &[("forwarded", "for=_hidden")],
            ("10.1.0.1", false),
        );
    }

    #[test]
    fn a_network_holds_what_begins_like_it() {
        let network = |text: &str| text.parse::<Network>();
        assert!(network("10.1.0.0/16").unwrap().holds("10.1.255.255".parse().unwrap()));
        assert!(!network("10.1.0.0/16").unwrap().holds("10.2.0.0".parse().unwrap()));
        assert!(network("0.0.0.0/0").unwrap().holds("203.0.113.9".parse().unwrap()));
        assert!(network("10.1.2.3").unwrap().holds("::ffff:10.1.2.3".parse().unwrap()));
        assert!(!network("0.0.0.0/0").unwrap().holds("2001:db8::1".parse().unwrap()));
        for wrong in ["", "10.1.0.0/33", "::/129", "10.1.0/8", "gateway", "10.1.0.0/-1"] {
            assert!(network(wrong).is_err(), "{wrong}");
        }
    }
}
