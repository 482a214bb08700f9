//! Certificates, content keys, charsets and keys by version, from a configuration file.

use std::{fs, path::PathBuf};

use alipay::{
    Client, Error, OpenPlatform,
    config::{Config, ConfigError, DialectName, Profile},
    dws::accounts::QueryAccountAndBenefit,
    fund_account::FundAccountQuery,
    sandbox::{GatewayCertificate, Listener, Sandbox},
};

/// Stands where a value stands, and must never be quoted.
const SENTINEL: &str = "MIISENTINEL2162265049047338";

/// A folder with everything the sandbox has, each in its file.
struct Files(tempfile::TempDir);

impl Files {
    fn of(sandbox: &Sandbox) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let next = include_str!("../../../alipay-sandbox/keys/gateway_next_public.pem");
        for (name, text) in [
            ("private.pem", sandbox.client_private_key_pem()),
            ("public.pem", sandbox.gateway_public_key_pem()),
            ("public_2.pem", next),
            ("app.crt", sandbox.app_certificate_pem()),
            ("alipay.crt", sandbox.gateway_certificate_pem(GatewayCertificate::Old)),
            ("roots.crt", sandbox.root_certificates_pem()),
            ("content.txt", Sandbox::CONTENT_KEY),
            ("text.txt", &format!("my key: {SENTINEL}")),
        ] {
            fs::write(folder.path().join(name), text).unwrap();
        }
        fs::write(folder.path().join("bytes.der"), b"\xff\xfe\x00MIISENTINEL").unwrap();
        Self(folder)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// A profile read from a file with these lines.
    fn profile(&self, dialect: &str, lines: &str) -> Result<Profile, ConfigError> {
        let text = format!("[profiles.p]\ndialect = \"{dialect}\"\n{lines}\n");
        fs::write(self.path("alipay.toml"), text).unwrap();
        Config::load(self.path("alipay.toml")).map(|config| config.profile("p").unwrap().clone())
    }
}

const CERTIFICATES: &str =
    "app_cert_file = \"app.crt\"\nalipay_cert_file = \"alipay.crt\"\nalipay_root_cert_file = \"roots.crt\"\n";

/// A client of a profile with every setting there is, of a sandbox in certificate mode.
async fn certified(sandbox: &Sandbox) -> (Client<OpenPlatform>, Listener) {
    let listener = sandbox.listen("127.0.0.1:0".parse().unwrap(), true).await.unwrap();
    let files = Files::of(sandbox);
    fs::write(files.path("ca.pem"), listener.ca_pem().unwrap()).unwrap();
    let (gateway, app_id) = (listener.endpoints().gateway(), Sandbox::APP_ID);
    let lines = format!(
        "gateway = \"{gateway}\"\napp_id = \"{app_id}\"\nprivate_key_file = \"private.pem\"\n{CERTIFICATES}\
         content_key_file = \"content.txt\"\ncharset = \"gbk\"\nca_file = \"ca.pem\""
    );
    (files.profile("open-platform", &lines).unwrap().open_platform_client().unwrap(), listener)
}

#[tokio::test]
async fn certificate_mode_learns_encrypts_and_transcodes() {
    let sandbox = Sandbox::new().with_certificates().with_content_key();
    let (client, _listener) = certified(&sandbox).await;
    let query = FundAccountQuery::new("2088301409188095").account_product_code("DING_ACCOUNT");

    assert_eq!(client.send(&query).await.unwrap().available_amount.to_string(), "26.45");
    sandbox.rotate_certificate(GatewayCertificate::Next);
    assert_eq!(client.send(&query).await.unwrap().available_amount.to_string(), "26.45");
    let apis: Vec<_> = sandbox.ledger().into_iter().map(|entry| entry.api).collect();
    let download = "alipay.open.app.alipaycert.download";
    assert_eq!(apis, ["alipay.fund.account.query", "alipay.fund.account.query", download]);

    // GBK has no such character, and UTF-8 has.
    let error = client.send(&query.account_product_code("\u{1f600}")).await.unwrap_err();
    assert!(matches!(error, Error::Encode(_)), "{error}");
}

#[tokio::test]
async fn content_is_encrypted() {
    // This one has no key to read it with.
    let (client, _listener) = certified(&Sandbox::new().with_certificates()).await;
    let error = client.send(&FundAccountQuery::new("2088301409188095")).await.unwrap_err();
    assert_eq!(error.answer().unwrap().leading(), "isv.missing-encrypt-key");
}

#[tokio::test]
async fn keys_by_version_verify_while_the_gateway_changes_its_key() {
    let sandbox = Sandbox::new();
    let listener = sandbox.listen("127.0.0.1:0".parse().unwrap(), false).await.unwrap();
    let files = Files::of(&sandbox);
    let (origin, client_id) = (listener.endpoints().origin().to_owned(), Sandbox::DWS_CLIENT_ID);
    let shared = format!("base_url = \"{origin}\"\nclient_id = \"{client_id}\"\nprivate_key_file = \"private.pem\"\n");
    let both = "alipay_public_key_files = { 1 = \"public.pem\", 2 = \"public_2.pem\" }";
    let both = files.profile("dws", &format!("{shared}{both}")).unwrap();
    let first = "[profiles.p.alipay_public_key_files]\n1 = \"public.pem\"";
    let first = files.profile("dws", &format!("{shared}{first}")).unwrap();
    let query = QueryAccountAndBenefit::new("2162265049047338");

    let (both, first) = (both.dws_client().unwrap(), first.dws_client().unwrap());
    both.send(&query).await.unwrap();
    first.send(&query).await.unwrap();
    sandbox.rotate_keys();
    both.send(&query).await.unwrap();
    let error = first.send(&query).await.unwrap_err();
    assert!(matches!(error, Error::Verify(_)), "{error}");
}

#[test]
fn errors_in_the_file_say_where() {
    let files = Files::of(&Sandbox::new());
    let s = SENTINEL;
    let long = s.repeat(20);
    let open_platform = [
        (format!("app_cert_file = [\"{s}\"]"), "app_cert_file must be a string"),
        (format!("alipay_cert_file = \"{long}\""), "alipay_cert_file holds a key where the name of a file belongs"),
        (format!("content_key = \"{s}\""), "use content_key_file or content_key_env"),
        (format!("content_key_env = \"{s} x\""), "content_key_env must be the name of an environment variable"),
        (format!("content_key_file = \"a\"\ncontent_key_env = \"{s}\""), "content_key_env appears twice"),
        (format!("charset = \"{s}\""), "charset must be utf-8 or GBK"),
        ("charset = 1".to_owned(), "charset must be a string"),
        ("alipay_public_key_files = {}".to_owned(), "alipay_public_key_files belongs to dws profiles"),
    ];
    for (lines, expected) in open_platform {
        check(&files.profile("open-platform", &lines).unwrap_err(), expected);
    }
    let dws = [
        (format!("app_cert_file = \"{s}\""), "app_cert_file belongs to open-platform profiles"),
        (format!("charset = \"{s}\""), "charset belongs to open-platform profiles"),
        (format!("alipay_public_key_files = \"{s}\""), "alipay_public_key_files must be a table"),
        ("alipay_public_key_files = {}".to_owned(), "alipay_public_key_files names no key"),
        (format!("alipay_public_key_files = {{ {s} = \"a\" }}"), "must give a file for each version"),
        ("alipay_public_key_files = { 1 = \"a\", 01 = \"a\" }".to_owned(), "names a version twice"),
        (format!("alipay_public_key_files = {{ 1 = [\"{s}\"] }}"), "must give a file for each version"),
        (
            "alipay_public_key_file = \"a\"\nalipay_public_key_files = { 1 = \"a\" }".to_owned(),
            "alipay_public_key_files stands beside a single key",
        ),
        (
            "alipay_public_key_files = { 1 = \"a\" }\nalipay_public_key_env = \"A\"".to_owned(),
            "alipay_public_key_env appears twice, or beside keys by version",
        ),
    ];
    for (lines, expected) in dws {
        check(&files.profile("dws", &lines).unwrap_err(), expected);
    }
}

#[test]
fn errors_of_making_a_client_name_the_field() {
    let files = Files::of(&Sandbox::new());
    let plain = Profile::new(DialectName::OpenPlatform)
        .address("https://127.0.0.1:9/gateway.do")
        .identity(Sandbox::APP_ID)
        .private_key_file(files.path("private.pem"));
    let [app, alipay, roots] = ["app.crt", "alipay.crt", "roots.crt"].map(|name| files.path(name));
    let certified = plain.clone().app_cert_file(&app).alipay_cert_file(&alipay).alipay_root_cert_file(&roots);
    certified.open_platform_client().unwrap();
    certified.clone().content_key_file(files.path("content.txt")).open_platform_client().unwrap();

    let all = "is missing: certificate mode needs app_cert_file, alipay_cert_file and alipay_root_cert_file";
    let cases = [
        (plain.clone().alipay_cert_file(&alipay), "app_cert_file", all),
        (plain.clone().app_cert_file(&app).alipay_root_cert_file(&roots), "alipay_cert_file", all),
        (plain.clone().app_cert_file(&app).alipay_cert_file(&alipay), "alipay_root_cert_file", all),
        (
            certified.clone().alipay_public_key_file(files.path("public.pem")),
            "alipay_public_key_file",
            "stands beside certificates",
        ),
        (certified.clone().alipay_public_key_env("A"), "alipay_public_key_env", "stands beside certificates"),
        (certified.clone().app_cert_file(files.path("no.crt")), "app_cert_file", "no.crt cannot be read: "),
        (
            certified.clone().app_cert_file(&alipay),
            "app_cert_file",
            "alipay.crt cannot be used: the certificate does not belong to",
        ),
        (
            certified.clone().app_cert_file(&roots),
            "app_cert_file",
            "roots.crt cannot be used: this is the certificate of an authority",
        ),
        (
            certified.clone().app_cert_file(files.path("bytes.der")),
            "app_cert_file",
            "bytes.der cannot be used: the certificate is damaged",
        ),
        (
            certified.clone().alipay_cert_file(files.path("public.pem")),
            "alipay_cert_file",
            "public.pem cannot be used: this is a public key",
        ),
        (certified.clone().alipay_cert_file(&app), "alipay_cert_file", "application's own public key"),
        (
            certified.clone().alipay_root_cert_file(files.path("private.pem")),
            "alipay_root_cert_file",
            "private.pem cannot be used: this is a private key",
        ),
        (
            certified.clone().alipay_root_cert_file(files.path("bytes.der")),
            "alipay_root_cert_file",
            "bytes.der cannot be used: the certificate is no PEM",
        ),
        (
            certified.clone().content_key_file(files.path("text.txt")),
            "content_key_file",
            "text.txt cannot be used: the content key is not base64",
        ),
        (
            certified.clone().content_key_file(files.path("bytes.der")),
            "content_key_file",
            "the content key is not base64",
        ),
        (
            certified.clone().content_key_env("CARGO_PKG_VERSION"),
            "content_key_env",
            "the key in the variable cannot be used: the content key is not",
        ),
        (
            certified.clone().content_key_env("ALIPAY_NO_SUCH"),
            "content_key_env",
            "variable ALIPAY_NO_SUCH, which is not set",
        ),
        (
            certified.clone().content_key_file(format!("-----BEGIN {SENTINEL}")),
            "content_key_file",
            "holds a key where the name",
        ),
    ];
    for (profile, field, expected) in cases {
        let error = profile.open_platform_client().unwrap_err();
        assert_eq!(error.field(), Some(field), "{error}");
        check(&error, expected);
        assert!(!format!("{profile:?} {:?}", profile.settings()).contains(SENTINEL), "{profile:?}");
    }
    // A key given later takes the place of keys by version, not of certificates.
    let wallet = Profile::new(DialectName::Dws).address("https://127.0.0.1:9").identity("C");
    let wallet = wallet.private_key_file(files.path("private.pem"));
    let by_version =
        wallet.alipay_public_key_version(1, "no.pem").alipay_public_key_version(2, files.path("public_2.pem"));
    assert_eq!(by_version.dws_client().unwrap_err().field(), Some("alipay_public_key_files"));
    by_version.alipay_public_key_file(files.path("public.pem")).dws_client().unwrap();
}

#[test]
fn a_file_is_read_as_far_as_it_goes() {
    let files = Files::of(&Sandbox::new());
    let text = "other = 1\n[profiles.a]\ndialect = \"dws\"\nclient_id = 5\nbase_url = \"https://a.example\"\nfoo = 1\n\
                [profiles.b]\nclient_id = \"B\"\n[profiles.c]\ndialect = \"worldfirst\"\n";
    fs::write(files.path("alipay.toml"), text).unwrap();
    let (config, problems) = Config::examine(files.path("alipay.toml")).unwrap();
    assert_eq!(config.profiles().collect::<Vec<_>>(), ["a", "c"]);
    let profile = config.profile("a").unwrap();
    assert_eq!((profile.name(), profile.settings().address), (Some("a"), Some("https://a.example")));
    let told: Vec<_> = problems.iter().map(|problem| (problem.profile(), problem.field())).collect();
    assert_eq!(
        told,
        [(None, Some("other")), (Some("a"), Some("client_id")), (Some("a"), Some("foo")), (Some("b"), Some("dialect"))]
    );
    assert_eq!(Config::load(files.path("alipay.toml")).unwrap_err().to_string(), problems[0].to_string());

    for (text, is_there) in [("[profiles", true), ("", false)] {
        let file = if is_there { files.path("alipay.toml") } else { files.path("none.toml") };
        if is_there {
            fs::write(&file, text).unwrap();
        }
        let error = Config::examine(&file).unwrap_err();
        assert!(matches!(error, ConfigError::Syntax { .. } | ConfigError::Unreadable { .. }), "{error}");
    }
}

fn check(error: &ConfigError, expected: &str) {
    let chain = std::iter::successors(Some(error as &dyn std::error::Error), |error| error.source());
    let text = chain.map(ToString::to_string).collect::<Vec<_>>().join(": ");
    assert!(text.contains(expected), "{text}\nexpected: {expected}");
    assert!(!format!("{text} {error:?}").contains("SENTINEL"), "{text} {error:?}");
}
