//! The settings as an environment: what SDKs of any language are given.

use std::path::Path;

use alipay_sandbox::{Endpoints, Sandbox};

/// Lines of `NAME=value`, as `.env` files and `env` take them. Keys are base64 on one line, as the official SDKs read them.
pub(super) fn settings(sandbox: &Sandbox, endpoints: &Endpoints, ca: Option<&Path>) -> String {
    let (gateway, origin) = (endpoints.gateway(), endpoints.origin());
    let (private_key, public_key) =
        (one_line(sandbox.client_private_key_pem()), one_line(sandbox.gateway_public_key_pem()));
    let lines = [
        ("ALIPAY_SANDBOX", origin),
        ("ALIPAY_GATEWAY", &gateway),
        ("ALIPAY_BASE_URL", origin),
        ("ALIPAY_APP_ID", Sandbox::APP_ID),
        ("ALIPAY_DWS_CLIENT_ID", Sandbox::DWS_CLIENT_ID),
        ("ALIPAY_WORLDFIRST_CLIENT_ID", Sandbox::WORLDFIRST_CLIENT_ID),
        ("ALIPAY_PRIVATE_KEY", &private_key),
        ("ALIPAY_PUBLIC_KEY", &public_key),
    ];
    let mut text: String = lines.iter().map(|(name, value)| format!("{name}={value}\n")).collect();
    if let Some(ca) = ca {
        // By the second, Node trusts it too.
        text += &format!("ALIPAY_CA_FILE={0}\nNODE_EXTRA_CA_CERTS={0}\n", ca.display());
    }
    text
}

/// PEM without its first and last line.
fn one_line(pem: &str) -> String {
    pem.lines().filter(|line| !line.starts_with("-----")).collect()
}
