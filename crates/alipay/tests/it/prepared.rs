//! A call prepared by one process and sent by another: the same body, signed anew.
//!
//! The other process is this test program, started again for the one test and told by its environment what to do.

use std::{env, fs, path::Path, process::Command};

use alipay::{
    Amount, Client, Currency, Dialect, HttpTransport, OpenPlatformOptions, PreparedCall, Speaks, Stamp,
    dws::topups::ConsultTopup, fund_account::FundAccountQuery, open_platform::UserId, wire::FixedClock,
    worldfirst::fund::InquiryBalance,
};
use alipay_sandbox::{Endpoints, Listener, Sandbox};
use serde_json::json;

const FOLDER: &str = "ALIPAY_TEST_PREPARED_CALLS";
const TOKEN: &str = "202509BBtokenOfTheMerchant";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn is_sent_by_another_process_with_the_same_body_and_a_new_signature() {
    match env::var_os(FOLDER) {
        Some(folder) => send_stored(Path::new(&folder)).await,
        None => prepare_and_send_twice().await,
    }
}

async fn prepare_and_send_twice() {
    let sandbox = Sandbox::new();
    let listener = sandbox.listen("127.0.0.1:0".parse().unwrap(), false).await.unwrap();
    let endpoints = listener.endpoints();
    let folder = tempfile::tempdir().unwrap();

    let open_platform = client(endpoints.open_platform(), &sandbox);
    let query = FundAccountQuery::new("2088301409188095").account_product_code("DING_ACCOUNT");
    let with_token = OpenPlatformOptions::new().app_auth_token(TOKEN);
    store(folder.path(), "open-platform", &open_platform.prepare_with(&query, with_token.clone()).unwrap());

    let dws = client(endpoints.dws(), &sandbox);
    let consult = ConsultTopup::new("request-1", "2165210039309494", Amount::new(Currency::SGD, 10_000));
    let prepared = dws.prepare(&consult).unwrap();
    assert_eq!(prepared.key(), Some("request-1"));
    store(folder.path(), "dws", &prepared);

    let worldfirst = client(endpoints.worldfirst(), &sandbox);
    store(folder.path(), "worldfirst", &worldfirst.prepare(&InquiryBalance::new(Currency::CNY)).unwrap());

    // First from here, at another time; then from the other process.
    open_platform.request(&query).options(with_token).send().await.unwrap();
    dws.send(&consult).await.unwrap();
    worldfirst.send(&InquiryBalance::new(Currency::CNY)).await.unwrap();
    run_this_test_again(folder.path(), &listener).await;

    let ledger = sandbox.ledger();
    assert_eq!(ledger.len(), 6);
    for (first, second) in ledger.iter().zip(&ledger[3..]) {
        assert_eq!((&first.api, &first.identity, &first.key), (&second.api, &second.identity, &second.key));
        assert_eq!(first.body, second.body, "{}", first.api);
        assert_ne!(first.signature, second.signature, "{}", first.api);
        assert!(first.processed && second.processed, "{}", first.api);
    }
    assert_eq!(ledger[1].key.as_deref(), Some("request-1"));
}

/// What the other process does: it knows the stored calls and where the gateway is, and has keys of its own.
async fn send_stored(folder: &Path) {
    let origin = fs::read_to_string(folder.join("origin")).unwrap();
    let sandbox = Sandbox::new();
    let load = |name| serde_json::from_str::<PreparedCall>(&fs::read_to_string(folder.join(name)).unwrap()).unwrap();

    let protocol = alipay::FormV2::new(&format!("{origin}/gateway.do"), Sandbox::APP_ID).unwrap();
    let stored = load("open-platform");
    let open_platform = client(protocol, &sandbox);
    let error = open_platform.send_prepared(&stored).await.unwrap_err();
    assert!(error.to_string().contains("app_auth_token: is not stored"), "{error}");
    let with_token = OpenPlatformOptions::new().app_auth_token(TOKEN);
    let reply = open_platform.prepared_as::<FundAccountQuery>(&stored, with_token).send().await.unwrap();
    assert_eq!(reply.value().available_amount.to_string(), "26.45");

    let protocol = alipay::SignedHeader::new(&origin, Sandbox::DWS_CLIENT_ID).unwrap();
    let reply = client::<alipay::Dws>(protocol, &sandbox).send_prepared(&load("dws")).await.unwrap();
    assert!(reply.body().payload().starts_with(b"{"));

    let protocol = alipay::SignedHeader::new(&origin, Sandbox::WORLDFIRST_CLIENT_ID).unwrap();
    client::<alipay::WorldFirst>(protocol, &sandbox).send_prepared(&load("worldfirst")).await.unwrap();
}

/// The first process lives at a fixed time, so that the second one surely signs at another.
fn client<D: Dialect>(protocol: impl Speaks<D>, sandbox: &Sandbox) -> Client<D> {
    let http = HttpTransport::builder().build().unwrap();
    let builder = Client::builder(protocol).credentials(sandbox.credentials()).http(http);
    let builder = match env::var_os(FOLDER) {
        Some(_) => builder,
        None => builder.clock(FixedClock(Stamp::from_unix_millis(1_700_000_000_000).unwrap())),
    };
    builder.build().unwrap()
}

fn store(folder: &Path, name: &str, prepared: &PreparedCall) {
    let text = serde_json::to_string(prepared).unwrap();
    assert!(!text.contains(TOKEN) && !text.contains("sign"), "{text}");
    fs::write(folder.join(name), text).unwrap();
}

async fn run_this_test_again(folder: &Path, listener: &Listener) {
    let endpoints: Endpoints = listener.endpoints();
    fs::write(folder.join("origin"), endpoints.origin()).unwrap();
    let mut command = Command::new(env::current_exe().unwrap());
    let name = "prepared::is_sent_by_another_process_with_the_same_body_and_a_new_signature";
    command.args(["--exact", name, "--nocapture"]).env(FOLDER, folder);
    let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && told.contains("1 passed"), "{told}{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn a_stored_call_of_another_layout_is_refused() {
    let sandbox = Sandbox::new();
    let prepared = client(sandbox.endpoints().open_platform(), &sandbox)
        .prepare(&FundAccountQuery::new(UserId::from("2088301409188095")))
        .unwrap();
    let mut stored = serde_json::to_value(&prepared).unwrap();
    stored["surprise"] = json!(true);
    assert!(serde_json::from_value::<PreparedCall>(stored).is_err());
}
