//! Certificate mode from a profile: `alipay call`, `alipay balance` and `alipay evidence verify`.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use alipay::{
    Client, Evidence, EvidenceSink, WithoutEvidence,
    config::Config,
    fund_account::{AccountType, FundAccountQuery},
    sign::BoxFuture,
    transport::BoxError,
};
use alipay_sandbox::{GatewayCertificate, Listener, Sandbox};
use tempfile::TempDir;

use crate::support::{OPEN_PLATFORM, Ran, alipay, any_port};

/// A sandbox in certificate mode with encrypted content, and a profile for it.
struct Gateway {
    sandbox: Sandbox,
    folder: TempDir,
    _listener: Listener,
    runtime: tokio::runtime::Runtime,
}

/// Stores the latest record of each API.
struct Records(PathBuf);

impl EvidenceSink for Records {
    fn sending(&self, evidence: &Evidence) -> BoxFuture<'_, Result<(), BoxError>> {
        self.ended(evidence)
    }

    fn ended(&self, evidence: &Evidence) -> BoxFuture<'_, Result<(), BoxError>> {
        let path = self.0.join(format!("{}.json", evidence.request.api));
        Box::pin(std::future::ready(fs::write(path, serde_json::to_vec(evidence).unwrap()).map_err(Into::into)))
    }
}

const RECORD: &str = "alipay.fund.account.query.json";

impl Gateway {
    fn start() -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let sandbox = Sandbox::new().with_certificates().with_content_key();
        let listener = runtime.block_on(sandbox.listen(any_port(), true)).unwrap();
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in [
            ("private.pem", sandbox.client_private_key_pem()),
            ("public.pem", sandbox.gateway_public_key_pem()),
            ("app.crt", sandbox.app_certificate_pem()),
            ("alipay.crt", sandbox.gateway_certificate_pem(GatewayCertificate::Old)),
            ("next.crt", sandbox.gateway_certificate_pem(GatewayCertificate::Next)),
            ("roots.crt", sandbox.root_certificates_pem()),
            ("content.txt", Sandbox::CONTENT_KEY),
            ("ca.pem", listener.ca_pem().unwrap()),
        ] {
            fs::write(folder.path().join(name), text).unwrap();
        }
        let shared = format!(
            "dialect = \"open-platform\"\ngateway = \"{}\"\napp_id = \"{}\"\nprivate_key_file = \"private.pem\"\n\
             app_cert_file = \"app.crt\"\nalipay_cert_file = \"alipay.crt\"\nalipay_root_cert_file = \"roots.crt\"\n\
             ca_file = \"ca.pem\"\nbalance.alipay_user_id = \"2088301409188095\"\n\
             balance.account_type = \"ACCTRANS_ACCOUNT\"\n",
            listener.endpoints().gateway(),
            Sandbox::APP_ID
        );
        let encrypted = "content_key_file = \"content.txt\"\ncharset = \"GBK\"\n";
        let config = format!("[profiles.plain]\n{shared}[profiles.encrypted]\n{shared}{encrypted}");
        fs::write(folder.path().join("alipay.toml"), config).unwrap();
        Self { sandbox, folder, _listener: listener, runtime }
    }

    fn run(&self, arguments: &[&str]) -> Ran {
        Ran::of(alipay(self.folder.path()).args(arguments))
    }

    fn call(&self, profile: &str, more: &[&str]) -> Ran {
        let call = ["call", "open-platform", OPEN_PLATFORM.api, "--data", OPEN_PLATFORM.data, "--profile", profile];
        self.run(&[&call, more].concat())
    }

    /// Stores the record of one call of a program that has this profile.
    fn record(&self, profile: &str) {
        let config = Config::load(self.folder.path().join("alipay.toml")).unwrap();
        let profile = config.profile(profile).unwrap();
        let client = Client::builder(profile.open_platform_protocol().unwrap())
            .credentials(profile.credentials().unwrap())
            .http(self.sandbox.clone())
            .evidence(Records(self.folder.path().to_owned()), WithoutEvidence::Refuse)
            .build()
            .unwrap();
        self.runtime.block_on(async {
            let query = FundAccountQuery::new("2088301409188095").account_type(AccountType::AcctransAccount);
            client.send(&query).await.unwrap();
            // The completed record is handed over in the background.
            while !record_is_complete(&self.folder.path().join(RECORD)) {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        });
    }

    fn verify(&self, keys: &[&str]) -> Ran {
        self.run(&[&["evidence", "verify", RECORD, "--json"], keys].concat())
    }
}

fn record_is_complete(path: &Path) -> bool {
    fs::read_to_string(path).is_ok_and(|record| record.contains("\"verdict\":\"success\""))
}

#[test]
fn calls_are_certified_encrypted_and_survive_a_new_certificate() {
    let gateway = Gateway::start();
    for certificate in [GatewayCertificate::Old, GatewayCertificate::New, GatewayCertificate::Next] {
        gateway.sandbox.rotate_certificate(certificate);
        for profile in ["plain", "encrypted"] {
            let ran = gateway.call(profile, &["--json"]);
            assert_eq!(ran.code, 0, "{certificate:?} {profile}: {ran:?}");
            assert!(String::from_utf8(ran.stdout).unwrap().contains(OPEN_PLATFORM.answer));
        }
    }
    let ran = gateway.run(&["balance", "encrypted", "--json"]);
    assert_eq!(ran.code, 0, "{ran:?}");
}

#[test]
fn a_public_key_beside_certificates_is_refused() {
    let gateway = Gateway::start();
    let ran = gateway.call("plain", &["--alipay-public-key", "public.pem"]);
    ran.refuses::<&str>(&["stands beside certificates", "--alipay-public-key, ALIPAY_PUBLIC_KEY_FILE"], []);
    fs::remove_file(gateway.folder.path().join("roots.crt")).unwrap();
    gateway.call("plain", &[]).refuses::<&str>(&["alipay_root_cert_file", "roots.crt cannot be read"], []);
}

#[test]
fn stored_answers_are_verified_with_certificates() {
    let gateway = Gateway::start();
    gateway.record("plain");
    for keys in [
        &["--alipay-cert", "alipay.crt"][..],
        &["--alipay-cert", "next.crt", "--alipay-cert", "alipay.crt"],
        &["--profile", "plain"],
        &["--profile", "plain", "--config", "alipay.toml"],
    ] {
        let ran = gateway.verify(keys);
        assert_eq!(ran.code, 0, "{keys:?}: {ran:?}");
        assert!(String::from_utf8(ran.stdout).unwrap().contains("\"available_amount\""));
    }
    // Of another key, and of another serial.
    gateway.verify(&["--alipay-cert", "next.crt"]).error(5);
    gateway.sandbox.rotate_certificate(GatewayCertificate::Next);
    gateway.record("plain");
    gateway.verify(&["--profile", "plain"]).error(5);
    assert_eq!(gateway.verify(&["--alipay-cert", "next.crt"]).code, 0);
}

#[test]
fn stored_answers_with_encrypted_content_need_the_profile() {
    let gateway = Gateway::start();
    gateway.record("encrypted");
    let ran = gateway.verify(&["--profile", "encrypted"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(String::from_utf8(ran.stdout).unwrap().contains("\"available_amount\""));
    let told = gateway.verify(&["--profile", "plain"]).error(5);
    assert!(told["message"].as_str().unwrap().contains("encrypted"), "{told}");
}

#[test]
fn keys_to_verify_with_are_named_once() {
    let gateway = Gateway::start();
    gateway.record("plain");
    for keys in [&[][..], &["--profile", "plain", "--alipay-cert", "alipay.crt"]] {
        gateway.verify(keys).error(2);
    }
    for (keys, named) in [
        (["--alipay-cert", "app.pem"], "--alipay-cert: app.pem cannot be read"),
        (
            ["--alipay-cert", "roots.crt"],
            "--alipay-cert: roots.crt cannot be used: this is the certificate of an authority",
        ),
        (["--profile", "nobody"], "no profile nobody"),
    ] {
        let told = gateway.verify(&keys).error(2);
        assert!(told["message"].as_str().unwrap().contains(named), "{told}");
    }
}
