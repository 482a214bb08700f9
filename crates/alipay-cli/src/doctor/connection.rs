//! What stands between this machine and the gateway: whom to trust, and the proxy.

use alipay::{
    HttpTransport,
    config::{Profile, Settings},
};

use super::{finding::Findings, source};

pub(super) fn examine(profile: &Profile, settings: &Settings<'_>, found: &mut Findings) {
    if let Some(ca) = &settings.ca
        && let Some(pem) = source::read(ca, found)
    {
        match HttpTransport::builder().ca_pem(pem).build() {
            Ok(_) => found.ok("ca-file", ca, "certificate authorities in PEM"),
            Err(error) => {
                let advice = "give the certificates of the authorities to trust in PEM, or leave the setting out";
                found.refused("bad-ca-file", ca, &error, advice);
            }
        }
    }
    match profile.http_proxy() {
        Ok(None) => {}
        Ok(Some(_)) => found.ok("proxy", "proxy", "an http:// proxy"),
        Err(error) if error.field() == Some("proxy_authorization_env") => {
            let problem = "the environment variable is not set, or holds no header value";
            found.error("unset-variable", "proxy_authorization_env", problem, "set it to a value such as `Basic ..`");
        }
        Err(_) => {
            let problem = "the proxy is no http:// URL with a host and without a password";
            let advice = "write http://host:port, and keep its password in the variable of proxy_authorization_env";
            found.error("bad-proxy", "proxy", problem, advice);
        }
    }
}
