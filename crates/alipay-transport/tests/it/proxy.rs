//! Proxies that the environment names. Proxies that fail are in the matrix.
#![cfg(feature = "hyper")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]

use crate::working_proxy;

use std::{
    env,
    process::Command,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use alipay_sandbox::Sandbox;
use alipay_transport::{Client, HttpSettingsError, HttpTransport};
use alipay_wire::{Currency, SignedHeader, WorldFirst};
use alipay_worldfirst_fund::InquiryBalance;
use tokio::task::spawn_blocking;
use working_proxy::proxy;

const GATEWAY: &str = "TEST_GATEWAY";
const CA: &str = "TEST_CA";
const ASK_ENVIRONMENT: &str = "TEST_ASK_ENVIRONMENT";

/// Runs the other test in a process with these variables, and gives whether it succeeded.
async fn in_a_process_of_its_own(variables: &[(&str, String)]) -> bool {
    let mut command = Command::new(env::current_exe().unwrap());
    command.args(["--exact", "proxy::child_asks_the_gateway"]);
    for name in ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "NO_PROXY", "no_proxy"] {
        command.env_remove(name);
    }
    command.envs(variables.iter().map(|(name, value)| (name, value)));
    spawn_blocking(move || command.output().unwrap().status.success()).await.unwrap()
}

/// The child: asks the gateway that the environment names. Does nothing when it is run as a test of its own.
#[tokio::test]
async fn child_asks_the_gateway() {
    let Ok(gateway) = env::var(GATEWAY) else { return };
    let transport = HttpTransport::builder().ca_pem(env::var(CA).unwrap());
    let transport = if env::var(ASK_ENVIRONMENT).is_ok() { transport.proxy_from_env() } else { transport };
    let protocol = SignedHeader::<WorldFirst>::new(&gateway, Sandbox::WORLDFIRST_CLIENT_ID).unwrap();
    let client = Client::builder(protocol)
        .credentials(Sandbox::new().credentials())
        .http(transport.build().unwrap())
        .build()
        .unwrap();
    client.request(&InquiryBalance::new(Currency::CNY)).attempts(1).send().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_environment_is_read_when_asked_and_only_then() {
    let sandbox = Sandbox::new();
    let listener = sandbox.listen("127.0.0.1:0".parse().unwrap(), true).await.unwrap();
    let tunnels = Arc::new(AtomicUsize::new(0));
    // user:p w
    let proxy = proxy("dXNlcjpwIHc=", Arc::clone(&tunnels)).await;
    let (known, stranger) = (format!("http://user:p%20w@{proxy}"), format!("http://user:x@{proxy}"));
    // Variables, whether it is asked for them, whether the gateway answers, and how many tunnels were made.
    let cases = [
        (vec![("HTTPS_PROXY", known.clone())], true, true, 1),
        (vec![("https_proxy", known.clone())], true, true, 1),
        (vec![("HTTPS_PROXY", known.clone())], false, true, 0),
        (vec![("HTTPS_PROXY", stranger.clone())], true, false, 0),
        (vec![("HTTPS_PROXY", stranger.clone()), ("NO_PROXY", "x.example, 127.0.0.1".to_owned())], true, true, 0),
        (vec![("HTTPS_PROXY", stranger), ("NO_PROXY", "127.0.0.2".to_owned())], true, false, 0),
        (vec![("HTTP_PROXY", known.clone()), ("ALL_PROXY", known)], true, true, 0),
        (vec![("HTTPS_PROXY", "socks5://127.0.0.1:1".to_owned())], true, false, 0),
        (vec![], true, true, 0),
    ];
    for (variables, asked, answered, made) in cases {
        let mut all = variables.clone();
        all.push((GATEWAY, listener.endpoints().origin().to_owned()));
        all.push((CA, listener.ca_pem().unwrap().to_owned()));
        all.extend(asked.then(|| (ASK_ENVIRONMENT, String::new())));
        let before = (sandbox.ledger().len(), tunnels.load(Ordering::SeqCst));
        let success = in_a_process_of_its_own(&all).await;
        let received = sandbox.ledger().len() - before.0;
        assert_eq!((success, received), (answered, usize::from(answered)), "{variables:?}");
        assert_eq!(tunnels.load(Ordering::SeqCst) - before.1, made, "{variables:?}");
    }
}

#[test]
fn no_message_tells_the_password() {
    let error = alipay_transport::Proxy::new("http://user:secret@proxy.example").unwrap_err();
    assert_eq!(error, HttpSettingsError::BadProxy);
    assert!(!format!("{error} {error:?}").contains("secret"));
}
