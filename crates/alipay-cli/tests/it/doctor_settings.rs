//! `alipay doctor`: addresses, ids, and settings that are missing or wrong.

use alipay::PrivateKey;
use alipay_sandbox::Sandbox;

use crate::doctor_clinic::{Clinic, check};

#[test]
fn settings_that_are_missing_or_wrong() {
    let mut clinic = Clinic::new();
    clinic.write("text.pem", "SENTINEL");
    clinic.write(
        "own.txt",
        PrivateKey::from_text(Sandbox::empty().client_private_key_pem()).unwrap().public_key().to_spki_base64(),
    );
    let missing = |field| ("error", "missing-setting", field);
    check(
        &mut clinic,
        "dws",
        &[
            (
                "nothing",
                &[("base_url", ""), ("client_id", ""), ("private_key_file", ""), ("alipay_public_key_file", "")],
                &[
                    missing("base_url"),
                    missing("client_id"),
                    missing("private_key_file"),
                    missing("alipay_public_key_file"),
                ],
            ),
            (
                "variables",
                &[
                    ("private_key_file", ""),
                    ("private_key_env", "\"NO_SUCH_VARIABLE\""),
                    ("alipay_public_key_file", ""),
                    ("alipay_public_key_env", "\"NOT_A_KEY\""),
                ],
                &[("error", "unset-variable", "private_key_env"), ("error", "stray-text", "alipay_public_key_env")],
            ),
            (
                "versions",
                &[
                    ("alipay_public_key_file", ""),
                    ("alipay_public_key_files", "{ 1 = \"public.pem\", 2 = \"own.txt\", 3 = \"no\" }"),
                ],
                &[
                    ("error", "own-public-key", "alipay_public_key_files.2"),
                    ("error", "unreadable-file", "alipay_public_key_files"),
                ],
            ),
            (
                "entries",
                &[
                    ("client_id", "[\"SENTINEL\"]"),
                    ("key_version", "\"SENTINEL\""),
                    ("private_keyfile", "\"SENTINEL\""),
                    ("timeout", "0"),
                ],
                &[
                    ("error", "invalid-setting", "client_id"),
                    ("error", "invalid-setting", "key_version"),
                    ("error", "invalid-setting", "private_keyfile"),
                    ("error", "invalid-setting", "timeout"),
                ],
            ),
            (
                "connection",
                &[("ca_file", "\"text.pem\""), ("proxy", "\"http://user:SENTINEL@proxy\"")],
                &[("error", "bad-ca-file", "ca_file"), ("error", "bad-proxy", "proxy")],
            ),
            (
                "authorization",
                &[
                    ("ca_file", "\"no.pem\""),
                    ("proxy", "\"http://proxy:1\""),
                    ("proxy_authorization_env", "\"NO_SUCH_VARIABLE\""),
                ],
                &[("error", "unreadable-file", "ca_file"), ("error", "unset-variable", "proxy_authorization_env")],
            ),
        ],
    );
    let mut clinic = Clinic::new();
    clinic.secret("short.txt", "U0VOVElORUw=");
    clinic.write("open.txt", "SENTINEL not base64");
    check(
        &mut clinic,
        "open-platform",
        &[
            ("short", &[("content_key_file", "\"short.txt\"")], &[("error", "bad-content-key", "content_key_file")]),
            (
                "open",
                &[("content_key_file", "\"open.txt\"")],
                &[
                    #[cfg(unix)]
                    ("warning", "open-permissions", "content_key_file"),
                    ("error", "bad-content-key", "content_key_file"),
                ],
            ),
            (
                "unset",
                &[("content_key_env", "\"NO_SUCH_VARIABLE\"")],
                &[("error", "unset-variable", "content_key_env")],
            ),
            ("charset", &[("charset", "\"SENTINEL\"")], &[("error", "invalid-setting", "charset")]),
        ],
    );
}

#[test]
fn addresses_and_identities() {
    let mut clinic = Clinic::new();
    let gateway = |code| [("error", code, "gateway")];
    check(
        &mut clinic,
        "open-platform",
        &[
            ("old", &[("gateway", "\"https://openapi.alipaydev.com/gateway.do\"")], &gateway("dead-host")),
            (
                "yaml",
                &[("gateway", "\"http://openapi.sandbox.dl.alipaydev.com/gateway.do\"")],
                &[("error", "plain-http", "gateway"), ("error", "dead-host", "gateway")],
            ),
            ("global", &[("gateway", "\"https://open-sea-global.alipay.com/gateway.do\"")], &gateway("wrong-gateway")),
            ("partner", &[("gateway", "\"https://open-sea.worldfirst.com/gateway.do\"")], &gateway("wrong-gateway")),
            ("plain", &[("gateway", "\"http://openapi.alipay.com/gateway.do\"")], &gateway("plain-http")),
            ("bare", &[("gateway", "\"https://openapi.alipay.com\"")], &gateway("wrong-path")),
            ("rest", &[("gateway", "\"https://openapi.alipay.com/v3/alipay/fund\"")], &gateway("wrong-path")),
            ("no_url", &[("gateway", "\"SENTINEL text\"")], &gateway("invalid-address")),
            ("user", &[("gateway", "\"https://SENTINEL@openapi.alipay.com/gateway.do\"")], &gateway("invalid-address")),
            ("app_id", &[("app_id", "\"2021 SENTINEL\"")], &[("error", "invalid-identity", "app_id")]),
            ("good", &[("gateway", "\"https://openapi-sandbox.dl.alipaydev.com/gateway.do\"")], &[]),
        ],
    );
    let mut clinic = Clinic::new();
    let base_url = |code| [("error", code, "base_url")];
    check(
        &mut clinic,
        "dws",
        &[
            ("mainland", &[("base_url", "\"https://openapi.alipay.com\"")], &base_url("wrong-gateway")),
            ("sandbox", &[("base_url", "\"https://openapi-sandbox.dl.alipaydev.com\"")], &base_url("wrong-gateway")),
            ("old", &[("base_url", "\"https://openapi.alipaydev.com\"")], &base_url("dead-host")),
            (
                "partner",
                &[("base_url", "\"https://open-sea.worldfirst.com\"")],
                &[("warning", "wrong-gateway", "base_url")],
            ),
            ("path", &[("base_url", "\"https://gateway.example.com/ams/api/v1\"")], &base_url("wrong-path")),
            ("plain", &[("base_url", "\"http://gateway.example.com\"")], &base_url("plain-http")),
            ("port", &[("base_url", "\"https://gateway.example.com:0\"")], &base_url("invalid-address")),
            ("id", &[("client_id", "\"C SENTINEL\"")], &[("error", "invalid-identity", "client_id")]),
            ("rehearsal", &[("client_id", "\"SANDBOX_1\"")], &[("warning", "sandbox-client-id", "client_id")]),
            ("earnest", &[("sandbox_paths", "true")], &[("warning", "production-client-id", "client_id")]),
        ],
    );
    let mut clinic = Clinic::new();
    check(
        &mut clinic,
        "worldfirst",
        &[
            ("good", &[("base_url", "\"https://open-sea.worldfirst.com\"")], &[]),
            ("antom", &[("base_url", "\"https://open-na.alipay.com\"")], &[("warning", "wrong-gateway", "base_url")]),
        ],
    );
}
