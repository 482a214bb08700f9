//! The keys that a profile may have.

use super::{
    DialectName,
    source::{ALIPAY_CERT, APP_CERT, PUBLIC_KEYS, ROOT_CERT},
};

/// What to tell about a key no profile of this dialect has.
pub(super) fn unknown(name: &str, dialect: DialectName) -> String {
    let instead = match name {
        "private_key" | "alipay_public_key" | "content_key" => Some(format!("{name}_file or {name}_env")),
        "proxy_authorization" => Some("proxy_authorization_env".to_owned()),
        _ => None,
    };
    if let Some(instead) = instead {
        return format!("is not known here: keys and secrets are never written into this file, use {instead}");
    }
    let here = dialect.as_str();
    let others = DialectName::ALL.into_iter().filter(|other| *other != dialect);
    let elsewhere = others.map(|other| (other, own_fields(other))).find(|(_, fields)| fields.contains(&name));
    match elsewhere {
        Some((other, _)) => format!("belongs to {} profiles, and this one is for {here}", other.as_str()),
        None => format!(
            "is not known here: a profile for {here} has {}, {}",
            own_fields(dialect).join(", "),
            SHARED.join(", ")
        ),
    }
}

const SHARED: [&str; 13] = [
    "dialect",
    "private_key_file",
    "private_key_env",
    "alipay_public_key_file",
    "alipay_public_key_env",
    "ca_file",
    "timeout",
    "attempt_timeout",
    "connect_timeout",
    "freshness",
    "proxy",
    "proxy_authorization_env",
    "balance",
];

fn own_fields(dialect: DialectName) -> &'static [&'static str] {
    match dialect {
        DialectName::OpenPlatform => {
            const FIELDS: &[&str] = &[
                "protocol",
                "gateway",
                "app_id",
                APP_CERT,
                ALIPAY_CERT,
                ROOT_CERT,
                "content_key_file",
                "content_key_env",
                "charset",
            ];
            FIELDS
        }
        DialectName::Dws => &["base_url", "client_id", "key_version", PUBLIC_KEYS, "sandbox_paths"],
        DialectName::WorldFirst => &["base_url", "client_id", "key_version", PUBLIC_KEYS],
    }
}
