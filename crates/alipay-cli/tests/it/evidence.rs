//! `alipay evidence verify`, on records that a client of this test stored.

use std::fs;

use alipay::{
    Client, Evidence, EvidenceSink, Safety, WithoutEvidence,
    sandbox::{Fault, Sandbox},
};
use tempfile::TempDir;

use crate::support::{Ran, alipay};

const PATH: &str = "/ams/api/v1/accounts/queryAccountAndBenefit";

struct File(std::path::PathBuf);

impl EvidenceSink for File {
    fn sending(&self, evidence: &Evidence) -> alipay::sign::BoxFuture<'_, Result<(), alipay::transport::BoxError>> {
        self.ended(evidence)
    }

    fn ended(&self, evidence: &Evidence) -> alipay::sign::BoxFuture<'_, Result<(), alipay::transport::BoxError>> {
        let kept = serde_json::to_vec(evidence).map_err(Into::into).and_then(|json| Ok(fs::write(&self.0, json)?));
        Box::pin(std::future::ready(kept))
    }
}

/// Stores the record of one call as `record.json`, and the gateway's key as `key.pem`.
fn stored(fault: Option<Fault>) -> TempDir {
    let (folder, sandbox) = (TempDir::new().unwrap(), Sandbox::new());
    fs::write(folder.path().join("key.pem"), sandbox.gateway_public_key_pem()).unwrap();
    fs::write(folder.path().join("own.pem"), sandbox.client_private_key_pem()).unwrap();
    if let Some(fault) = fault {
        sandbox.inject(fault);
    }
    let client = Client::builder(sandbox.endpoints().dws())
        .credentials(sandbox.credentials())
        .http(sandbox.clone())
        .evidence(File(folder.path().join("record.json")), WithoutEvidence::Refuse)
        .build()
        .unwrap();
    let body = serde_json::json!({ "customerId": "2162265049047338" });
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let _ = client.untyped(PATH, &body, Safety::Unkeyed).attempts(1).send().await;
        // The completed record is handed over in the background.
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    });
    folder
}

fn verify(folder: &TempDir, record: &str, key: &str) -> Ran {
    let words = ["evidence", "verify", record, "--alipay-public-key", key, "--json"];
    Ran::of(alipay(folder.path()).args(words))
}

#[test]
fn a_genuine_record_gives_its_payload() {
    let folder = stored(None);
    let ran = verify(&folder, "record.json", "key.pem");
    assert_eq!(ran.code, 0, "{ran:?}");
    let payload: serde_json::Value = serde_json::from_slice(&ran.stdout).unwrap();
    assert_eq!(payload["result"]["resultCode"], "SUCCESS");
}

#[test]
fn a_record_that_proves_nothing_gives_none() {
    for (fault, code) in [(Fault::Tampered, 5), (Fault::WrongKey, 5), (Fault::DropAfter, 4)] {
        verify(&stored(Some(fault)), "record.json", "key.pem").error(code);
    }
    let folder = stored(None);
    let path = folder.path().join("record.json");
    let forged = fs::read_to_string(&path).unwrap().replacen("\\\"23\\\"", "\\\"99\\\"", 1);
    fs::write(&path, forged).unwrap();
    verify(&folder, "record.json", "key.pem").error(5);
}

/// An API name is signed by nobody: anyone who can change a record could paint a payment.
#[test]
fn what_the_record_claims_is_told_apart_and_commands_no_terminal() {
    let folder = stored(None);
    let path = folder.path().join("record.json");
    let mut record: serde_json::Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
    record["request"]["api"] = "\u{1b}[2J\u{1b}[Htrade.pay: PAID 888.00\u{202e}\nverified: all is well".into();
    fs::write(&path, record.to_string()).unwrap();
    let words = ["evidence", "verify", "record.json", "--alipay-public-key", "key.pem"];
    let ran = Ran::of(alipay(folder.path()).args(words));
    assert_eq!(ran.code, 0, "{ran:?}");
    let unseen = |char: char| (char.is_control() && char != '\n') || char == '\u{202e}';
    assert!(!ran.stderr.contains(unseen), "{:?}", ran.stderr);
    let [proven, claimed] = ran.stderr.lines().collect::<Vec<_>>()[..] else { panic!("{:?}", ran.stderr) };
    assert_eq!(proven, "verified: this key signed this text, with the code SUCCESS");
    assert!(claimed.starts_with("not proven, by the word of the record alone: API \\u001b[2J"), "{claimed}");
}

/// A device says to have no length, and has no end.
#[cfg(unix)]
#[test]
fn a_device_is_read_up_to_a_bound() {
    let folder = stored(None);
    for (record, key) in [("/dev/zero", "key.pem"), ("record.json", "/dev/zero")] {
        let told = verify(&folder, record, key).error(2);
        assert!(told["message"].as_str().unwrap().contains("it is far too long"), "{told}");
    }
}

#[test]
fn bad_files_are_named() {
    let folder = stored(None);
    fs::write(folder.path().join("empty"), "").unwrap();
    for (record, key, named) in [
        ("missing", "key.pem", "missing"),
        ("empty", "key.pem", "empty"),
        ("key.pem", "key.pem", "key.pem"),
        ("record.json", "missing", "--alipay-public-key"),
        ("record.json", "own.pem", "--alipay-public-key"),
    ] {
        let told = verify(&folder, record, key).error(2);
        assert!(told["message"].as_str().unwrap().contains(named), "{record} {key}: {told}");
    }
}
