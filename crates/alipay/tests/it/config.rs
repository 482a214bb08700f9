//! Clients from a configuration file.

use std::{fs, path::Path, time::Duration};

use alipay::{
    Currency,
    config::{Config, ConfigError, DialectName, Profile},
    dws::accounts::QueryAccountAndBenefit,
    fund_account::FundAccountQuery,
    worldfirst::fund::InquiryBalance,
};
use alipay_sandbox::{Listener, Sandbox};

/// Stands where a value stands, and must never be quoted.
const SENTINEL: &str = "MIISENTINEL2162265049047338";

/// A sandbox on a socket, its keys in a folder, and a configuration file beside them that knows both.
struct Setup {
    folder: tempfile::TempDir,
    _listener: Listener,
}

impl Setup {
    async fn new() -> Self {
        let sandbox = Sandbox::new();
        let listener = sandbox.listen("127.0.0.1:0".parse().unwrap(), true).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let keys = folder.path().join("keys");
        fs::create_dir(&keys).unwrap();
        fs::write(keys.join("private.pem"), sandbox.client_private_key_pem()).unwrap();
        fs::write(keys.join("public.pem"), sandbox.gateway_public_key_pem()).unwrap();
        fs::write(keys.join("ca.pem"), listener.ca_pem().unwrap()).unwrap();

        let shared = "private_key_file = \"keys/private.pem\"\nalipay_public_key_file = \"keys/public.pem\"\n\
                      ca_file = \"keys/ca.pem\"\ntimeout = 10\nattempt_timeout = 2.5\nconnect_timeout = 1\nfreshness = 60\n";
        let endpoints = listener.endpoints();
        let (gateway, origin) = (endpoints.gateway(), endpoints.origin());
        let (app_id, wallet, partner) = (Sandbox::APP_ID, Sandbox::DWS_CLIENT_ID, Sandbox::WORLDFIRST_CLIENT_ID);
        let text = format!(
            "[profiles.mainland]\ndialect = \"open-platform\"\ngateway = \"{gateway}\"\napp_id = \"{app_id}\"\n{shared}\n\
             [profiles.wallet]\ndialect = \"dws\"\nbase_url = \"{origin}\"\nclient_id = \"{wallet}\"\n\
             key_version = 1\nsandbox_paths = false\n{shared}\n\
             [profiles.partner]\ndialect = \"worldfirst\"\nbase_url = \"{origin}\"\nclient_id = \"{partner}\"\n{shared}\n"
        );
        fs::write(folder.path().join("alipay.toml"), text).unwrap();
        Self { folder, _listener: listener }
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }
}

#[tokio::test]
async fn profiles_make_clients_that_work() {
    let setup = Setup::new().await;
    let config = Config::load(setup.path("alipay.toml")).unwrap();
    assert_eq!(config.profiles().collect::<Vec<_>>(), ["mainland", "partner", "wallet"]);

    let client = config.profile("mainland").unwrap().open_platform_client().unwrap();
    let query = FundAccountQuery::new("2088301409188095").account_product_code("DING_ACCOUNT");
    assert_eq!(client.send(&query).await.unwrap().available_amount.to_string(), "26.45");
    let client = config.profile("wallet").unwrap().dws_client().unwrap();
    client.send(&QueryAccountAndBenefit::new("2162265049047338")).await.unwrap();
    let client = config.profile("partner").unwrap().worldfirst_client().unwrap();
    client.send(&InquiryBalance::new(Currency::CNY)).await.unwrap();

    let error = config.profile("partner").unwrap().dws_client().unwrap_err();
    assert_eq!(error.to_string(), "profile partner: dialect is worldfirst, not dws");
    let error = config.profile("prod").unwrap_err();
    assert!(error.to_string().ends_with("has no profile prod; there are: mainland, partner, wallet"), "{error}");
}

/// A profile for the Digital Wallet with these lines, read from a file in an empty folder.
fn wallet(lines: &str) -> Result<Config, ConfigError> {
    Config::parse(&format!("[profiles.w]\ndialect = \"dws\"\n{lines}\n"), Path::new("folder/alipay.toml"))
}

#[test]
fn errors_say_where_and_quote_nothing() {
    let s = SENTINEL;
    let cases = [
        // The file.
        (
            format!("[profiles.w]\ndialect = \"{s}\""),
            "line 2: profile w: dialect must be open-platform, dws or worldfirst",
        ),
        (
            format!("[profiles.w]\nclient_id = \"{s}\""),
            "line 1: profile w: dialect is missing: open-platform, dws or worldfirst",
        ),
        (format!("private_key_file = \"{s}\""), "line 1: private_key_file is not known here: profiles are tables"),
        (format!("profiles = \"{s}\""), "line 1: profiles must be a table"),
        (format!("[profiles]\nw = \"{s}\""), "line 2: w must be a table"),
        // Not TOML.
        (format!("[profiles.w]\nclient_id = {s}"), "line 2, column 13: not TOML"),
        (format!("[profiles.w]\nclient_id = \"{s}"), "line 2, column "),
        (format!("[profiles.w]\nclient_id \"{s}\""), "line 2, column "),
        (format!("[profiles.w\nclient_id = \"{s}\""), "line 1, column "),
        (format!("[profiles.w]\nclient_id = \"\\q{s}\""), "line 2, column "),
        (
            format!("[profiles.w]\nclient_id = \"{s}\"\nclient_id = \"{s}\""),
            "line 3, column 1: not TOML: duplicate key",
        ),
        (format!("[profiles.\"{s} x\"]\ndialect = 1"), "dialect must be open-platform, dws or worldfirst"),
    ];
    for (text, expected) in cases {
        let error = Config::parse(&text, Path::new("folder/alipay.toml")).unwrap_err();
        check(&error, "folder/alipay.toml", expected);
    }

    let entries = [
        (format!("private_key = \"{s}\""), "private_key is not known here: keys and secrets are never written into"),
        (format!("proxy_authorization = \"{s}\""), "use proxy_authorization_env"),
        (
            format!("privat_key_file = \"{s}\""),
            "privat_key_file is not known here: a profile for dws has base_url, client_id",
        ),
        (format!("app_id = \"{s}\""), "app_id belongs to open-platform profiles, and this one is for dws"),
        (format!("private_key_file = \"{s}\"\nprivate_key_env = \"A\""), "private_key_env appears twice"),
        (
            format!("alipay_public_key_env = \"A\"\nalipay_public_key_file = \"{s}\""),
            "give either the file or the environment",
        ),
        (
            format!("private_key_file = \"-----BEGIN PRIVATE KEY----- {s}\""),
            "private_key_file holds a key where the name",
        ),
        (format!("private_key_file = \"{}\"", s.repeat(20)), "private_key_file holds a key where the name"),
        (
            format!("private_key_env = \"{}\"", s.repeat(4)),
            "private_key_env must be the name of an environment variable",
        ),
        (format!("client_id = [\"{s}\"]"), "client_id must be a string"),
        ("client_id = \"\"".to_owned(), "client_id must be a string that is not empty"),
        (format!("key_version = \"{s}\""), "key_version must be a whole number"),
        ("key_version = -1".to_owned(), "key_version must be a whole number"),
        (format!("sandbox_paths = \"{s}\""), "sandbox_paths must be true or false"),
        (format!("timeout = \"{s}\""), "timeout must be a number of seconds"),
        ("attempt_timeout = 0".to_owned(), "attempt_timeout must be a number of seconds"),
        ("connect_timeout = -1.5".to_owned(), "connect_timeout must be a number of seconds"),
        ("freshness = 0".to_owned(), "freshness must be a number of seconds"),
        ("connect_timeout = inf".to_owned(), "connect_timeout must be a number of seconds"),
    ];
    for (lines, expected) in entries {
        let error = wallet(&lines).unwrap_err();
        assert_eq!(error.profile(), Some("w"));
        let line = 2 + lines.lines().count();
        check(&error, &format!("folder/alipay.toml, line {line}: profile w: "), expected);
    }
}

#[test]
fn the_balance_table_belongs_to_a_dialect() {
    let text = r#"
[profiles.fund]
dialect = "open-platform"
[profiles.fund.balance]
alipay_user_id = "2088301409188095"
alipay_open_id = "074a1CcTG1LelxKe4xQC0zgNdId0nxi95b5lsNpazWYoCo5"
account_type = "ACCTRANS_ACCOUNT"
account_product_code = "DING_ACCOUNT"
account_scene_code = "SCENE_000_000_000"
in_all = false

[profiles.wallet]
dialect = "dws"
balance = { customer_id = "2162265049047338", account_type = "BALANCE_ACCOUNT" }

[profiles.partner]
dialect = "worldfirst"
balance.currencies = ["CNY", "USD"]
balance.transfer_fund_type = "GLOBAL_GLOBAL_SERVICE"

[profiles.bare]
dialect = "dws"
"#;
    let config = Config::parse(text, "alipay.toml").unwrap();
    let settings = |name: &str| config.profile(name).unwrap().balance_settings().clone();
    let fund = settings("fund");
    assert!(!fund.in_all && fund.alipay_open_id.is_some());
    assert_eq!(fund.alipay_user_id.as_ref().unwrap().as_str(), "2088301409188095");
    assert_eq!(fund.account_type.as_deref(), Some("ACCTRANS_ACCOUNT"));
    let codes = (fund.account_product_code.as_deref(), fund.account_scene_code.as_deref());
    assert_eq!(codes, (Some("DING_ACCOUNT"), Some("SCENE_000_000_000")));
    let wallet = settings("wallet");
    assert!(wallet.in_all && wallet.account_type.as_deref() == Some("BALANCE_ACCOUNT"));
    assert_eq!(wallet.customer_id.as_ref().unwrap().as_str(), "2162265049047338");
    let partner = settings("partner");
    assert_eq!(partner.currencies, [Currency::CNY, Currency::USD]);
    assert_eq!(partner.transfer_fund_type.unwrap().as_str(), "GLOBAL_GLOBAL_SERVICE");
    assert_eq!(settings("bare"), alipay::config::BalanceSettings::default());
    for shown in [format!("{fund:?}"), format!("{wallet:?}")] {
        assert!(!shown.contains("2088301409188095") && !shown.contains("2162265049047338"), "{shown}");
    }
}

#[test]
fn errors_of_the_balance_table_say_where_and_quote_nothing() {
    let s = SENTINEL;
    let cases = [
        ("dws", format!("balance = \"{s}\""), 3, "profile w: balance must be a table"),
        (
            "dws",
            format!("balance.customer = \"{s}\""),
            3,
            "customer is not known here: the balance table of a profile for dws has customer_id, account_type, in_all",
        ),
        (
            "dws",
            format!("[profiles.w.balance]\ncurrencies = [\"{s}\"]"),
            4,
            "currencies belongs to worldfirst profiles, and this one is for dws",
        ),
        (
            "worldfirst",
            format!("[profiles.w.balance]\ncustomer_id = \"{s}\""),
            4,
            "customer_id belongs to dws profiles",
        ),
        (
            "dws",
            "[profiles.w.balance]\ncustomer_id = \"\"".to_owned(),
            4,
            "customer_id must be a string that is not empty",
        ),
        ("dws", "[profiles.w.balance]\ncustomer_id = 2162265049047338".to_owned(), 4, "customer_id must be a string"),
        ("dws", format!("[profiles.w.balance]\nin_all = \"{s}\""), 4, "in_all must be true or false"),
        (
            "worldfirst",
            format!("[profiles.w.balance]\ncurrencies = [\"{s}\"]"),
            4,
            "currencies must be a list of currencies",
        ),
        ("worldfirst", format!("[profiles.w.balance]\ncurrencies = \"{s}\""), 4, "currencies must be a list"),
        ("worldfirst", "[profiles.w.balance]\ncurrencies = []".to_owned(), 4, "currencies must be a list"),
        (
            "worldfirst",
            "[profiles.w.balance]\ncurrencies = [\"CNY\", \"CNY\"]".to_owned(),
            4,
            "currencies names a currency twice",
        ),
        ("worldfirst", "[profiles.w.balance]\ncurrencies = [\"CNY\", 1]".to_owned(), 4, "currencies must be a list"),
        (
            "open-platform",
            format!("[profiles.w.balance]\nmerchant = \"{s}\""),
            4,
            "merchant is not known here: the balance table of a profile for open-platform",
        ),
    ];
    for (dialect, lines, line, expected) in cases {
        let text = format!("[profiles.w]\ndialect = \"{dialect}\"\n{lines}\n");
        let error = Config::parse(&text, Path::new("folder/alipay.toml")).unwrap_err();
        check(&error, &format!("folder/alipay.toml, line {line}: profile w: "), expected);
    }
}

#[test]
fn errors_of_making_a_client_name_the_field() {
    let s = SENTINEL;
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path
    };
    let sandbox = Sandbox::new();
    let private = file("private.pem", sandbox.client_private_key_pem());
    let public = file("public.pem", sandbox.gateway_public_key_pem());
    let text = file("text.txt", &format!("my key: {s}"));
    let own = alipay::PrivateKey::from_text(sandbox.client_private_key_pem()).unwrap().public_key().to_spki_pem();
    let own = file("own.pem", &own);

    let empty = Profile::new(DialectName::Dws);
    let addressed = empty.clone().address("https://127.0.0.1:9").identity("C");
    let good = addressed.clone().private_key_file(&private).alipay_public_key_file(&public);
    good.dws_client().unwrap();
    let cases = [
        (empty.clone(), "base_url", "base_url is missing"),
        (empty.clone().address("https://127.0.0.1:9"), "client_id", "client_id is missing"),
        (good.clone().address(format!("{s} {s}")), "base_url", "base_url is no valid URL"),
        (good.clone().address(format!("https://127.0.0.1:9/{s}")), "base_url", "base_url must be an origin"),
        (
            good.clone().address(format!("http://{s}.example")),
            "base_url",
            "base_url cannot be used: the gateway must be https",
        ),
        (good.clone().identity(format!("{s}\n")), "client_id", "client_id must be the client id"),
        (addressed.clone(), "private_key_file", "private_key_file is missing (or private_key_env)"),
        (addressed.clone().private_key_file(&private), "alipay_public_key_file", "alipay_public_key_file is missing"),
        (good.clone().private_key_file(&public), "private_key_file", "public.pem cannot be used: this is a public key"),
        (
            good.clone().private_key_file(&text),
            "private_key_file",
            "text.txt cannot be used: the key text is not base64",
        ),
        (good.clone().private_key_file(folder.path().join("no.pem")), "private_key_file", "no.pem cannot be read: "),
        (good.clone().private_key_file(format!("-----BEGIN {s}")), "private_key_file", "holds a key where the name"),
        (
            good.clone().private_key_env(format!("NO {s}")),
            "private_key_env",
            "names the variable <no name>, which is not set",
        ),
        (
            good.clone().private_key_env("ALIPAY_NO_SUCH"),
            "private_key_env",
            "variable ALIPAY_NO_SUCH, which is not set",
        ),
        (good.clone().private_key_env("CARGO_PKG_NAME"), "private_key_env", "the key in the variable cannot be used: "),
        (
            good.clone().alipay_public_key_file(&private),
            "alipay_public_key_file",
            "this is a private key where a public",
        ),
        (good.clone().alipay_public_key_file(&own), "alipay_public_key_file", "application's own public key"),
        (good.clone().ca_file(&text), "ca_file", "text.txt cannot be used: the CA file holds no readable PEM"),
        (good.clone().ca_file(folder.path()), "ca_file", "cannot be read: "),
        (good.clone().proxy(format!("http://user:{s}@proxy")), "proxy", "proxy cannot be used"),
        (
            good.clone().proxy("http://proxy:1").proxy_authorization_env("ALIPAY_NO_SUCH"),
            "proxy_authorization_env",
            "not set",
        ),
    ];
    for (profile, field, expected) in cases {
        let error = profile.dws_client().unwrap_err();
        assert_eq!(error.field(), Some(field), "{error}");
        check(&error, "", expected);
        assert!(!format!("{profile:?}").contains("user:"), "{profile:?}");
    }
}

#[test]
fn a_profile_takes_overrides() {
    let config = wallet("base_url = \"https://a.example\"\nclient_id = \"A\"\nprivate_key_env = \"NO_SUCH\"").unwrap();
    let profile = config.profile("w").unwrap().clone().timeout(Duration::from_secs(1));
    assert_eq!(profile.dialect(), DialectName::Dws);
    let error = profile.private_key_file("missing.pem").dws_client().unwrap_err();
    assert_eq!((error.field(), error.profile()), (Some("private_key_file"), Some("w")));
    assert_eq!(error.file(), Some(Path::new("missing.pem")));
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    let error = Config::load("no/such/alipay.toml").unwrap_err();
    check(&error, "the configuration file no/such/alipay.toml cannot be read", "");
    let error = Config::load(format!("-----BEGIN PRIVATE KEY-----\n{SENTINEL}")).unwrap_err();
    check(&error, "the configuration file <not a file name> cannot be read", "");
}

fn check(error: &ConfigError, begins: &str, contains: &str) {
    let chain = std::iter::successors(Some(error as &dyn std::error::Error), |error| error.source());
    let text = chain.map(ToString::to_string).collect::<Vec<_>>().join(": ");
    assert!(text.starts_with(begins) && text.contains(contains), "{text}\nexpected: {begins} .. {contains}");
    assert!(!format!("{text} {error:?}").contains(SENTINEL), "{text} {error:?}");
}

/// A device says to have no length, and has no end.
#[cfg(unix)]
#[test]
fn devices_are_read_up_to_a_bound() {
    let error = Config::load("/dev/zero").unwrap_err();
    assert!(std::error::Error::source(&error).unwrap().to_string().contains("far too long"), "{error:?}");
    let text = "[profiles.p]\ndialect = \"dws\"\nbase_url = \"https://x.example\"\nclient_id = \"c\"\n\
                private_key_file = \"/dev/zero\"\nalipay_public_key_file = \"/dev/zero\"\n";
    let config = Config::parse(text, "alipay.toml").unwrap();
    let error = config.profile("p").unwrap().dws_client().unwrap_err();
    assert!(std::error::Error::source(&error).unwrap().to_string().contains("far too long"), "{error:?}");
}
