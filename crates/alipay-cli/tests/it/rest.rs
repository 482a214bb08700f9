//! The Open Platform over REST, from the command line.

use alipay::{
    Client, Evidence, EvidenceSink, WithoutEvidence,
    config::{Config, ProtocolName},
    fund_account::FundAccountQuery,
    sandbox::Sandbox,
};
use alipay_sandbox::Fault;
use serde_json::Value;

use crate::{
    doctor_clinic::{Clinic, bad, check, the},
    guide::{blocks, text},
    support::{Dialect, Gateway, NOWHERE, OPEN_PLATFORM, Ran, SandboxProcess, alipay},
};

const PATH: &str = "/v3/alipay/fund/account/query";
const GET_PATH: &str = "GET /v3/alipay/fund/account/query";
const STRANGER: &str = r#"{"alipay_user_id":"2088000000000000","account_type":"ACCTRANS_ACCOUNT"}"#;

fn call(gateway: &Gateway, api: &str, data: &str, more: &[&str]) -> Ran {
    let mut command = gateway.keys.call(&OPEN_PLATFORM, &gateway.origin(), api);
    Ran::of(command.args(["--data", data, "--json"]).args(more))
}

/// The signed text of what the gateway received was that of REST: its signature stood in a header.
fn came_over_rest(gateway: &Gateway) -> bool {
    gateway.sandbox.ledger().pop().unwrap().body.starts_with(b"{\"alipay_user_id\":\"2088301409188095\"")
}

#[test]
fn an_api_is_called_by_its_name_or_its_path() {
    let gateway = Gateway::start();
    let expected = r#"{"available_amount":"100.00","freeze_amount":"5.50","total_amount":"105.50"}"#;
    for api in [OPEN_PLATFORM.api, PATH, GET_PATH] {
        let ran = call(&gateway, api, OPEN_PLATFORM.data, &["--protocol", "v3"]);
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{ran:?}");
        assert_eq!(String::from_utf8(ran.stdout).unwrap(), expected, "no codes: it came over REST");
        assert!(came_over_rest(&gateway));
    }
    // By the same name at `gateway.do`, which writes its codes into the answer.
    for more in [&["--protocol", "v2"][..], &[]] {
        let ran = call(&gateway, OPEN_PLATFORM.api, OPEN_PLATFORM.data, more);
        assert!(String::from_utf8(ran.stdout).unwrap().contains(r#""code":"10000""#));
    }
}

#[test]
fn an_origin_is_an_address_too() {
    let gateway = Gateway::start();
    let origin = gateway.origin();
    let (_, app_id) = OPEN_PLATFORM.identity;
    let mut command = alipay(gateway.keys.folder());
    command.args(["call", "open-platform", OPEN_PLATFORM.api, "--data", OPEN_PLATFORM.data, "--json"]);
    command.args(["--private-key", "private.pem", "--alipay-public-key", "public.pem"]);
    command.envs([("ALIPAY_PROTOCOL", "v3"), ("ALIPAY_GATEWAY", &origin), ("ALIPAY_APP_ID", app_id)]);
    let ran = Ran::of(&mut command);
    assert_eq!(ran.code, 0, "{ran:?}");
    // At `gateway.do` it is none.
    Ran::of(command.args(["--protocol", "v2"])).refuses::<&str>(&["--gateway"], []);
}

#[test]
fn failures_end_as_their_effect_says() {
    let gateway = Gateway::start();
    let rest = ["--protocol", "v3", "--attempts", "1"];
    // Unsigned, as the real gateway leaves them: a hint, and no word about what happened to it.
    let error = call(&gateway, OPEN_PLATFORM.api, STRANGER, &rest).error(3);
    let told = |error: &Value| ["kind", "code", "effect"].map(|name| error[name].as_str().unwrap_or("-").to_owned());
    assert_eq!(told(&error), ["gateway", "ALIPAY_ACCOUNT_NOT_EXIST", "none"]);
    assert!(error["trace_id"].as_str().is_some_and(|id| id.len() == 32), "{error}");
    // An API that this program does not know may have changed something.
    let error = call(&gateway, "/v3/alipay/test/unknown", "{}", &rest).error(4);
    assert_eq!(told(&error), ["gateway", "invalid-method", "unknown"]);
    for (fault, exit, kind) in [
        (Fault::Tampered, 5, "verify"),
        (Fault::Unsigned, 5, "verify"),
        (Fault::Throttled, 4, "gateway"),
        (Fault::DropAfter, 4, "transport"),
    ] {
        gateway.sandbox.inject(fault);
        let error = call(&gateway, OPEN_PLATFORM.api, OPEN_PLATFORM.data, &rest).error(exit);
        assert_eq!(
            (error["kind"].as_str(), error["effect"].as_str()),
            (Some(kind), Some("none")),
            "{fault:?}: {error}"
        );
    }
}

#[test]
fn what_cannot_be_called_is_not_sent() {
    let gateway = Gateway::start();
    for (api, protocol, expected) in [
        // It has no path that is known here, or none at all.
        ("alipay.test.unknown", "v3", "api"),
        // A path means nothing at `gateway.do`.
        ("/v3/alipay/test/unknown", "v2", "api"),
        ("no method", "v3", "alipay.fund.account.query"),
    ] {
        let error = call(&gateway, api, "{}", &["--protocol", protocol]).error(2);
        assert!(error["message"].as_str().unwrap().contains(expected), "{api}: {error}");
    }
    assert!(gateway.sandbox.ledger().is_empty());
    for value in ["", "v4", "SENTINEL"] {
        let ran =
            Ran::of(gateway.keys.call(&OPEN_PLATFORM, NOWHERE, "a.b").args(["--data", "{}", "--protocol", value]));
        ran.refuses(&["--protocol", "v2", "v3"], ["SENTINEL"]);
    }
    let dws = Dialect { api: "queryAccountAndBenefit", ..crate::support::DWS };
    Ran::of(gateway.keys.call(&dws, NOWHERE, dws.api).args(["--data", "{}", "--protocol", "v3"]))
        .refuses::<&str>(&["--protocol"], []);
}

/// A profile as the line says it.
fn profile(told: &Value, more: &str) -> String {
    let lines = told.as_object().unwrap().iter().map(|(name, value)| format!("{name} = {value}\n"));
    format!("[profiles.rest]\ndialect = \"open-platform\"\n{}{more}", lines.collect::<String>())
}

#[test]
fn the_sandbox_tells_a_profile_that_every_command_takes() {
    for flags in [&[][..], &["--tls"], &["--certificates", "--content-key"]] {
        let sandbox = SandboxProcess::start(flags);
        let (told, form) = (&sandbox.ready["open_platform_v3"], &sandbox.ready["open_platform"]);
        assert_eq!((&told["protocol"], form.get("protocol")), (&Value::from("v3"), None));
        assert_eq!(format!("{}/gateway.do", told["gateway"].as_str().unwrap()), form["gateway"].as_str().unwrap());
        assert_eq!(told.as_object().unwrap().len(), form.as_object().unwrap().len() + 1, "{told}");

        let ca = sandbox.ready.get("ca_file").map(|file| format!("ca_file = {file}\n")).unwrap_or_default();
        let balance =
            "[profiles.rest.balance]\nalipay_user_id = \"2088301409188095\"\naccount_type = \"ACCTRANS_ACCOUNT\"\n";
        let folder = sandbox.folder.path();
        std::fs::write(folder.join("alipay.toml"), profile(told, &format!("{ca}{balance}"))).unwrap();

        let ran = Ran::of(alipay(folder).args(["balance", "rest", "--json"]));
        assert_eq!(ran.code, 0, "{ran:?}");
        let told: Value = serde_json::from_slice(&ran.stdout).unwrap();
        let row = &told["rows"][0];
        assert_eq!(row["available"]["major"], "100.00", "{told}");
        assert_eq!((&row["profile"], &row["dialect"]), (&Value::from("rest"), &Value::from("open-platform")));

        let words = ["call", "open-platform", PATH, "--data", OPEN_PLATFORM.data, "--json", "--profile", "rest"];
        let ran = Ran::of(alipay(folder).args(words));
        assert_eq!((ran.code, ran.stdout.starts_with(b"{\"available_amount\":\"100.00\"")), (0, true), "{ran:?}");
        let ran = Ran::of(alipay(folder).args(["doctor", "--online"]));
        assert_eq!(ran.code, 0, "{ran:?}");
    }
}

#[test]
fn the_doctor_knows_what_rest_wants() {
    let mut clinic = Clinic::new();
    let rest = ("protocol", "\"v3\"");
    let gateway = |code| [("error", code, "gateway")];
    check(
        &mut clinic,
        "open-platform",
        &[
            ("origin", &[rest, ("gateway", "\"https://openapi.alipay.com\"")], &[]),
            ("form", &[rest, ("gateway", "\"https://openapi-sandbox.dl.alipaydev.com/gateway.do\"")], &[]),
            ("default", &[rest, ("gateway", "")], &[]),
            ("path", &[rest, ("gateway", "\"https://openapi.alipay.com/v3/alipay\"")], &gateway("wrong-path")),
            ("plain", &[rest, ("gateway", "\"http://openapi.alipay.com\"")], &gateway("plain-http")),
            ("dead", &[rest, ("gateway", "\"https://openapi.alipaydev.com\"")], &gateway("dead-host")),
            ("global", &[rest, ("gateway", "\"https://open-sea-global.alipay.com\"")], &gateway("wrong-gateway")),
            ("no_url", &[rest, ("gateway", "\"SENTINEL text\"")], &gateway("invalid-address")),
            ("app_id", &[rest, ("app_id", "\"2021 SENTINEL\"")], &[("error", "invalid-identity", "app_id")]),
            ("charset", &[rest, ("charset", "\"GBK\"")], &[("error", "unfit-charset", "charset")]),
            ("utf8", &[rest, ("charset", "\"utf-8\"")], &[]),
            ("protocol", &[("protocol", "\"SENTINEL\"")], &[("error", "invalid-setting", "protocol")]),
            ("bare", &[("gateway", "\"https://openapi.alipay.com\"")], &gateway("wrong-path")),
        ],
    );
    let findings = clinic.findings(&[]);
    let advice = |profile, code| the(&findings, profile, code)["advice"].as_str().unwrap();
    assert!(advice("bare", "wrong-path").contains("protocol = \"v3\""));
    assert!(
        !advice("path", "wrong-path").contains("gateway.do") && !advice("dead", "dead-host").contains("gateway.do")
    );

    let mut clinic = Clinic::new();
    clinic.profile("wallet", "dws", &[("protocol", "\"v3\"")]);
    assert_eq!(bad(&clinic.findings(&[]), "wallet"), [("error", "invalid-setting", "protocol")]);
}

#[test]
fn the_guide_says_what_the_program_does() {
    let guide = text("rest.md");
    let config = Config::parse(&blocks(&guide, "toml").concat(), "alipay.toml").unwrap();
    let settings = config.profile("production").unwrap().settings();
    assert_eq!((settings.protocol, settings.address), (ProtocolName::V3, Some("https://openapi.alipay.com")));

    let folder = tempfile::tempdir().unwrap();
    let console = blocks(&guide, "console").concat().replace("\\\n", "");
    let lines: Vec<_> = console.lines().map(|line| line.strip_prefix("$ alipay ").unwrap()).collect();
    assert_eq!(lines.len(), 3);
    for line in lines {
        let words = line.split('"').enumerate().flat_map(|(at, part)| match at % 2 {
            0 => part.split_whitespace().collect(),
            _ => vec![part],
        });
        // Everything is read before help is shown.
        let ran = Ran::of(alipay(folder.path()).args(words).arg("--help"));
        assert_eq!(ran.code, 0, "{line}: {ran:?}");
    }
}

/// Stores records one over the other.
struct File(std::path::PathBuf);

impl EvidenceSink for File {
    fn sending(&self, evidence: &Evidence) -> alipay::sign::BoxFuture<'_, Result<(), alipay::transport::BoxError>> {
        self.ended(evidence)
    }

    fn ended(&self, evidence: &Evidence) -> alipay::sign::BoxFuture<'_, Result<(), alipay::transport::BoxError>> {
        let kept = serde_json::to_vec(evidence).map_err(Into::into).and_then(|json| Ok(std::fs::write(&self.0, json)?));
        Box::pin(std::future::ready(kept))
    }
}

/// A record says itself in which protocol it was made, whatever the profile says by now.
#[test]
fn a_record_is_verified_in_its_own_protocol() {
    let folder = tempfile::tempdir().unwrap();
    let sandbox = Sandbox::new().with_content_key();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("private.pem", sandbox.client_private_key_pem());
    write("public.pem", sandbox.gateway_public_key_pem());
    write("content.txt", Sandbox::CONTENT_KEY);
    let lines = format!(
        "dialect = \"open-platform\"\ngateway = \"https://gateway.sandbox.invalid/gateway.do\"\napp_id = \"{}\"\n\
         private_key_file = \"private.pem\"\nalipay_public_key_file = \"public.pem\"\ncontent_key_file = \"content.txt\"\n",
        Sandbox::APP_ID
    );
    write("alipay.toml", &format!("[profiles.form]\n{lines}[profiles.rest]\nprotocol = \"v3\"\n{lines}"));
    let config = Config::load(folder.path().join("alipay.toml")).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    for made_over in ["form", "rest"] {
        let profile = config.profile(made_over).unwrap();
        let record = format!("{made_over}.json");
        let file = File(folder.path().join(&record));
        let client = match profile.settings().protocol {
            ProtocolName::V3 => Client::builder(profile.open_platform_v3_protocol().unwrap()),
            _ => Client::builder(profile.open_platform_protocol().unwrap()),
        };
        let client = client.credentials(sandbox.credentials()).http(sandbox.clone());
        let client = client.evidence(file, WithoutEvidence::Refuse).build().unwrap();
        runtime.block_on(async {
            let query = FundAccountQuery::new("2088301409188095").account_type("ACCTRANS_ACCOUNT");
            client.send(&query).await.unwrap();
            // The completed record is handed over in the background.
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        });
        for profile in ["form", "rest"] {
            let words = ["evidence", "verify", &record, "--profile", profile, "--json"];
            let ran = Ran::of(alipay(folder.path()).args(words));
            assert_eq!(ran.code, 0, "made over {made_over}, verified with {profile}: {ran:?}");
            assert!(String::from_utf8(ran.stdout).unwrap().contains(r#""available_amount":"100.00""#));
        }
        // The key alone is enough for what is not encrypted.
        let words = ["evidence", "verify", "rest.json", "--alipay-public-key", "public.pem", "--json"];
        if made_over == "rest" {
            assert_eq!(Ran::of(alipay(folder.path()).args(words)).code, 0);
        }
    }
}
