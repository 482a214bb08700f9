//! Where the gateway is, and who we are there.

use alipay::{
    FormV2, Invalid, RestV3, SignedHeader, WorldFirst,
    config::{DialectName, ProtocolName, Settings},
    transport::is_loopback,
};
use http::Uri;

use super::finding::Findings;

/// Gateways that a certain kind of profile may talk to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Family {
    Mainland,
    Antom,
    AlipayPlus,
    WorldFirst,
}

const MAINLAND_PRODUCTION: &str = "openapi.alipay.com";
const MAINLAND_SANDBOX: &str = "openapi-sandbox.dl.alipaydev.com";
/// Hosts of the mainland sandbox that old documents and other SDKs name.
const DEAD: [&str; 2] = ["openapi.alipaydev.com", "openapi.sandbox.dl.alipaydev.com"];

/// Whether this is the mainland gateway for production.
pub(super) fn is_mainland_production(address: &str) -> bool {
    address
        .parse::<Uri>()
        .is_ok_and(|uri| uri.host().is_some_and(|host| host.eq_ignore_ascii_case(MAINLAND_PRODUCTION)))
}

/// What a profile speaks. Only the Open Platform has more than one protocol.
#[derive(Clone, Copy)]
struct Spoken {
    dialect: DialectName,
    protocol: ProtocolName,
}

impl Spoken {
    /// Whether it is `gateway.do`, where one path stands for all APIs.
    fn is_form(self) -> bool {
        self.dialect == DialectName::OpenPlatform && self.protocol == ProtocolName::V2
    }
}

pub(super) fn examine(dialect: DialectName, settings: &Settings<'_>, found: &mut Findings) {
    let (address_field, identity_field) = (dialect.address_field(), dialect.identity_field());
    let spoken = Spoken { dialect, protocol: settings.protocol };
    let uri = match settings.address {
        Some(address) => self::address(spoken, address, found),
        None => {
            let advice = match dialect {
                DialectName::OpenPlatform => "give https://openapi.alipay.com/gateway.do for production",
                _ => "give the origin of the gateway that you were told, such as https://gateway.example.com",
            };
            found.missing(address_field, None, advice);
            None
        }
    };
    let Some(identity) = settings.identity else {
        return found.missing(identity_field, None, "give the id from the console");
    };
    if let Err(invalid) = speaks(spoken, None, Some(identity)) {
        let advice = "copy the id from the console, without blanks";
        return found.error("invalid-identity", identity_field, &format!("the id {}", invalid.rule()), advice);
    }
    if dialect == DialectName::Dws && !uri.as_ref().is_some_and(is_loopback) {
        client_id(identity, settings.sandbox_paths, identity_field, found);
    }
}

/// Antom's rule: client ids of the sandbox begin with `SANDBOX_`, and call other paths on the same hosts.
fn client_id(id: &str, sandbox_paths: bool, field: &str, found: &mut Findings) {
    match (id.starts_with("SANDBOX_"), sandbox_paths) {
        (true, false) => {
            let problem = "this is a client id of the sandbox, and the paths are those of production";
            let advice = "set sandbox_paths = true, or give the client id for production";
            found.warning("sandbox-client-id", field, problem, advice);
        }
        (false, true) => {
            let problem = "sandbox paths are called with a client id that does not begin with SANDBOX_";
            let advice = "leave out sandbox_paths, or give the client id of the sandbox";
            found.warning("production-client-id", field, problem, advice);
        }
        _ => {}
    }
}

/// The address, if it is one at all.
fn address(spoken: Spoken, address: &str, found: &mut Findings) -> Option<Uri> {
    let field = spoken.dialect.address_field();
    let before = found.list.len();
    let uri: Option<Uri> = address.parse().ok().filter(|uri: &Uri| uri.host().is_some_and(|host| !host.is_empty()));
    if let Some(uri) = &uri {
        scheme(uri, field, found);
        host(spoken, uri, field, found);
        path(spoken, uri, field, found);
    }
    if found.list.len() > before {
        return uri;
    }
    match speaks(spoken, Some(address), None) {
        Err(invalid) => {
            let advice = if spoken.is_form() {
                "give a URL such as https://openapi.alipay.com/gateway.do"
            } else {
                "give an origin such as https://gateway.example.com"
            };
            found.error("invalid-address", field, &format!("the address {}", invalid.rule()), advice);
        }
        Ok(()) => {
            let what = if uri.as_ref().is_some_and(is_loopback) { "an address of this machine" } else { "https" };
            found.ok("address", field, what);
        }
    }
    uri
}

fn scheme(uri: &Uri, field: &str, found: &mut Findings) {
    if uri.scheme_str() == Some("http") && !is_loopback(uri) {
        let problem = "the address is http:// : anyone on the way could read and change requests";
        found.error("plain-http", field, problem, "write https://");
    }
}

fn host(spoken: Spoken, uri: &Uri, field: &str, found: &mut Findings) {
    let dialect = spoken.dialect;
    let host = uri.host().unwrap_or_default().to_ascii_lowercase();
    if DEAD.contains(&host.as_str()) {
        let path = if spoken.is_form() { "/gateway.do" } else { "" };
        let advice = format!("for the sandbox write https://{MAINLAND_SANDBOX}{path}");
        return found.error("dead-host", field, "this host of the sandbox is out of service", &advice);
    }
    let Some(family) = family(&host) else { return };
    let whose = match family {
        Family::Mainland => "the mainland Open Platform",
        Family::Antom => "Antom and the Digital Wallet",
        Family::AlipayPlus => "Alipay+",
        Family::WorldFirst => "WorldFirst",
    };
    let is_right = match dialect {
        DialectName::OpenPlatform => family == Family::Mainland,
        DialectName::WorldFirst => family == Family::WorldFirst,
        _ => family == Family::Antom,
    };
    if is_right {
        return;
    }
    let problem = format!("this is a gateway of {whose}, and the profile is for {}", dialect.as_str());
    let advice = "correct the address, or the dialect of the profile";
    if (family == Family::Mainland) != (dialect == DialectName::OpenPlatform) {
        found.error("wrong-gateway", field, &problem, advice);
    } else {
        // They speak the same protocol, and not every host is public.
        found.warning("wrong-gateway", field, &problem, advice);
    }
}

fn family(host: &str) -> Option<Family> {
    if [MAINLAND_PRODUCTION, MAINLAND_SANDBOX].contains(&host) {
        return Some(Family::Mainland);
    }
    if host == "open.antglobal-us.com" || (host.starts_with("open-") && host.ends_with(".alipay.com")) {
        return Some(Family::Antom);
    }
    if host.ends_with(".alipayplus.com") {
        return Some(Family::AlipayPlus);
    }
    host.ends_with(".worldfirst.com").then_some(Family::WorldFirst)
}

fn path(spoken: Spoken, uri: &Uri, field: &str, found: &mut Findings) {
    let is_bare = uri.path() == "/" && uri.query().is_none();
    let advice = "let the address end with /gateway.do, or set protocol = \"v3\"";
    match spoken.is_form() {
        true if uri.path().starts_with("/v3") => {
            let problem = "this is an address of the REST protocol, and the profile is for gateway.do";
            found.error("wrong-path", field, problem, advice);
        }
        true if is_bare => {
            found.error("wrong-path", field, "the address lacks the path of the gateway", advice);
        }
        true => {}
        false if !is_bare => {
            let problem = "the address has a path, and the paths belong to the APIs";
            found.error("wrong-path", field, problem, "leave out everything behind the host and its port");
        }
        false => {}
    }
}

/// Whether the protocol takes address and identity. What is not given is taken to be good.
fn speaks(spoken: Spoken, address: Option<&str>, identity: Option<&str>) -> Result<(), Invalid> {
    let identity = identity.unwrap_or("1");
    let origin = address.unwrap_or("https://localhost");
    match spoken.dialect {
        _ if spoken.is_form() => FormV2::new(address.unwrap_or("https://localhost/gateway.do"), identity).map(drop),
        DialectName::OpenPlatform => RestV3::new(origin, identity).map(drop),
        // All signed-header gateways take the same.
        _ => SignedHeader::<WorldFirst>::new(origin, identity).map(drop),
    }
}
