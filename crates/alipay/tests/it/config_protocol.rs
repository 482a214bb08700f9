//! `protocol` in a configuration file: the same profile over `gateway.do` and over REST.

use std::{fs, path::PathBuf};

use alipay::{
    Charset, Error, Protocol,
    config::{Config, ConfigError, DialectName, Profile, ProtocolName},
    fund_account::FundAccountQuery,
    sandbox::{GatewayCertificate, Sandbox},
};

/// Stands where a value stands, and must never be quoted.
const SENTINEL: &str = "MIISENTINEL2162265049047338";

struct Files(tempfile::TempDir);

impl Files {
    fn of(sandbox: &Sandbox) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in [
            ("private.pem", sandbox.client_private_key_pem()),
            ("public.pem", sandbox.gateway_public_key_pem()),
            ("app.crt", sandbox.app_certificate_pem()),
            ("alipay.crt", sandbox.gateway_certificate_pem(GatewayCertificate::Old)),
            ("roots.crt", sandbox.root_certificates_pem()),
            ("content.txt", Sandbox::CONTENT_KEY),
        ] {
            fs::write(folder.path().join(name), text).unwrap();
        }
        Self(folder)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// A profile read from a file with these lines.
    fn profile(&self, dialect: &str, lines: &str) -> Result<Profile, ConfigError> {
        let text = format!("[profiles.p]\ndialect = \"{dialect}\"\n{lines}\n");
        Config::parse(&text, self.path("alipay.toml")).map(|config| config.profile("p").unwrap().clone())
    }
}

const KEYS: &str = "private_key_file = \"private.pem\"\nalipay_public_key_file = \"public.pem\"\n";
const CERTIFICATES: &str = "private_key_file = \"private.pem\"\napp_cert_file = \"app.crt\"\n\
                            alipay_cert_file = \"alipay.crt\"\nalipay_root_cert_file = \"roots.crt\"\n";

#[tokio::test]
async fn a_profile_speaks_what_it_says() {
    let query = FundAccountQuery::new("2088301409188095").account_product_code("DING_ACCOUNT");
    for (sandbox, keys) in [
        (Sandbox::new(), KEYS.to_owned()),
        (
            Sandbox::new().with_certificates().with_content_key(),
            format!("{CERTIFICATES}content_key_file = \"content.txt\"\n"),
        ),
    ] {
        let listener = sandbox.listen("127.0.0.1:0".parse().unwrap(), false).await.unwrap();
        let files = Files::of(&sandbox);
        let (origin, app_id) = (listener.endpoints().origin().to_owned(), Sandbox::APP_ID);
        for (protocol, gateway, is_rest) in [
            ("", "/gateway.do", false),
            ("protocol = \"v2\"", "/gateway.do", false),
            ("protocol = \"v3\"", "", true),
            ("protocol = \"v3\"", "/gateway.do", true),
        ] {
            // Wherever the line stands.
            for lines in [format!("{protocol}\n{keys}"), format!("{keys}{protocol}\n")] {
                let lines = format!("{lines}gateway = \"{origin}{gateway}\"\napp_id = \"{app_id}\"\n");
                let client = files.profile("open-platform", &lines).unwrap().open_platform_client().unwrap();
                let answer = client.send(&query).await.unwrap();
                assert_eq!(answer.available_amount.to_string(), "26.45");
                assert_eq!(answer.code.is_none(), is_rest, "{protocol} {gateway}: over REST there are no codes");
            }
        }
    }
}

#[tokio::test]
async fn the_failures_are_those_of_the_protocol() {
    let sandbox = Sandbox::new();
    let listener = sandbox.listen("127.0.0.1:0".parse().unwrap(), false).await.unwrap();
    let files = Files::of(&sandbox);
    let (gateway, app_id) = (listener.endpoints().gateway(), Sandbox::APP_ID);
    let lines = format!("{KEYS}gateway = \"{gateway}\"\napp_id = \"{app_id}\"\n");
    let form = files.profile("open-platform", &lines).unwrap();
    let rest = form.clone().protocol(ProtocolName::V3);
    let stranger = FundAccountQuery::new("2088000000000000").account_type("ACCTRANS_ACCOUNT");
    let of_form = form.open_platform_client().unwrap().send(&stranger).await.unwrap_err();
    let of_rest = rest.open_platform_client().unwrap().send(&stranger).await.unwrap_err();
    // One is proven, the other is not; the code is the same.
    assert!(matches!((&of_form, &of_rest), (Error::Api(_), Error::Gateway(_))), "{of_form:?} {of_rest:?}");
    assert_eq!(of_form.answer().unwrap().leading(), of_rest.answer().unwrap().leading());
}

#[test]
fn the_gateway_is_that_for_production_unless_told_otherwise() {
    let files = Files::of(&Sandbox::new());
    let lines = format!("{KEYS}app_id = \"2021000000000000\"\n");
    let form = files.profile("open-platform", &lines).unwrap();
    assert_eq!(form.open_platform_client().unwrap_err().field(), Some("gateway"), "which gateway.do?");
    let rest = files.profile("open-platform", &format!("{lines}protocol = \"v3\"\n")).unwrap();
    assert_eq!(rest.settings().address, Some("https://openapi.alipay.com"));
    assert_eq!(rest.open_platform_v3_protocol().unwrap().gateway().to_string(), "https://openapi.alipay.com/");
    rest.open_platform_client().unwrap();
    // What is still written as at `gateway.do`, such as order strings.
    let form = rest.open_platform_protocol().unwrap();
    assert_eq!(form.gateway().to_string(), alipay::open_platform::PRODUCTION);
    for address in ["https://a.example", "https://a.example/", "https://a.example/gateway.do"] {
        let profile = rest.clone().address(address);
        assert_eq!(profile.open_platform_v3_protocol().unwrap().gateway(), "https://a.example/", "{address}");
        assert_eq!(profile.open_platform_protocol().unwrap().gateway(), "https://a.example/gateway.do", "{address}");
    }
}

#[test]
fn other_gateways_have_one_protocol_and_no_default_address() {
    for dialect in [DialectName::Dws, DialectName::WorldFirst] {
        let profile = Profile::new(dialect).protocol(ProtocolName::V3).identity("CLIENT");
        assert_eq!(profile.settings().address, None, "{dialect:?}");
        let profile = profile.address("https://a.example/gateway.do");
        assert_eq!(profile.settings().address, Some("https://a.example/gateway.do"), "{dialect:?}");
    }
    let profile = Profile::new(DialectName::Dws).protocol(ProtocolName::V3).identity("CLIENT");
    check(&profile.dws_client().unwrap_err(), "base_url is missing");
}

#[test]
fn errors_name_the_field() {
    let files = Files::of(&Sandbox::new());
    let s = SENTINEL;
    for (dialect, lines, expected) in [
        ("open-platform", format!("protocol = \"{s}\""), "line 3: profile p: protocol must be v2 or v3"),
        ("open-platform", "protocol = 3".to_owned(), "line 3: profile p: protocol must be v2 or v3"),
        ("dws", format!("protocol = \"{s}\""), "protocol belongs to open-platform profiles, and this one is for dws"),
        ("open-platform", format!("protokol = \"{s}\""), "a profile for open-platform has protocol, gateway, app_id"),
    ] {
        check(&files.profile(dialect, &lines).unwrap_err(), expected);
    }

    let rest = Profile::new(DialectName::OpenPlatform)
        .protocol(ProtocolName::V3)
        .address("https://127.0.0.1:9")
        .identity(Sandbox::APP_ID)
        .private_key_file(files.path("private.pem"))
        .alipay_public_key_file(files.path("public.pem"));
    rest.clone().charset(Charset::Utf8).open_platform_client().unwrap();
    for (profile, field, expected) in [
        (rest.clone().charset(Charset::Gbk), "charset", "charset must be utf-8: protocol v3 knows no other"),
        (
            rest.clone().address(format!("https://127.0.0.1:9/{s}")),
            "gateway",
            "gateway must be an origin without a path",
        ),
        (
            rest.clone().address(format!("https://127.0.0.1:9/v3/gateway.do?{s}")),
            "gateway",
            "gateway must be an origin",
        ),
        (rest.clone().address(format!("http://{s}.example")), "gateway", "the gateway must be https"),
        (rest.clone().identity(format!("{s} x")), "app_id", "app_id must be the application id"),
        (rest.clone().content_key_file(files.path("public.pem")), "content_key_file", "content_key_file"),
    ] {
        let error = profile.open_platform_client().unwrap_err();
        assert_eq!(error.field(), Some(field), "{error}");
        check(&error, expected);
    }
    assert!(format!("{rest:?}").contains("protocol: V3"));
}

fn check(error: &ConfigError, expected: &str) {
    let chain = std::iter::successors(Some(error as &dyn std::error::Error), |error| error.source());
    let text = chain.map(ToString::to_string).collect::<Vec<_>>().join(": ");
    assert!(text.contains(expected), "{text}\nexpected: {expected}");
    assert!(!format!("{text} {error:?}").contains("SENTINEL"), "{text} {error:?}");
}
