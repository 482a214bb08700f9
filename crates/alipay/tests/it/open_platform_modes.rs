//! The Open Platform's modes over TLS, through the default transport: keys and certificates, plain and encrypted, UTF-8
//! and GBK; the same over REST, in UTF-8; and what the gateway then says of its own accord, through a server of
//! notifications.

mod gateway;
mod rest;
mod shop;

use alipay::{
    AlipayCertificates, Certificate, Charset, Client, ContentKey, Effect, Error, Outcome, RootCertificates, Yuan,
    fund_account::{AccountType, FundAccountQuery, FundAccountQueryResponse},
    notify::Party,
    sandbox::{Fault, GatewayCertificate, NotAcknowledged, Sandbox},
};
use tokio::task::JoinSet;

use gateway::{Gateway, Kind, Tape};
use shop::Shop;

const DOWNLOAD: &str = "alipay.open.app.alipaycert.download";
const MEMBER: &str = "2088301409188095";
/// In GBK, the second byte of the first character is a backslash.
const NAME: &str = "淺井";
const SUBJECT: &str = "龙井茶 & 点心+1";

fn has(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// The trusteeship account of the member, which a bank keeps whose name is Chinese.
fn query() -> FundAccountQuery {
    let query = FundAccountQuery::new(MEMBER).account_type(AccountType::TrusteeshipAccount);
    query.account_product_code("DING_ACCOUNT").merchant_user_id(NAME)
}

fn stranger() -> FundAccountQuery {
    FundAccountQuery::new("2088000000000000").account_type(AccountType::AcctransAccount)
}

#[track_caller]
fn is_the_account(answer: &FundAccountQueryResponse, mode: &str) {
    assert_eq!(answer.available_amount, Yuan::from_fen(2_645), "{mode}");
    let card = answer.ext_card_info.as_ref().unwrap();
    assert_eq!(card.card_location.as_deref(), Some("上海市-上海市"), "{mode}");
}

#[tokio::test]
async fn a_balance_in_every_mode() {
    for (mode, gateway) in Gateway::all().await {
        let tape = Tape::default();
        let answer = gateway.client(&tape).send(&query()).await.unwrap_or_else(|error| panic!("{mode}: {error:?}"));
        is_the_account(&answer, &mode);

        // The gateway understood, and what travelled was in the form of the mode.
        let asked = gateway.sandbox.ledger().pop().unwrap();
        assert!(String::from_utf8(asked.body.to_vec()).unwrap().contains(NAME), "{mode}");
        let (signed, answered) = tape.only().await;
        let texts = |text: &str| gateway.charset.encode(text).unwrap().into_owned();
        assert_eq!(has(&signed, &texts(NAME)), !gateway.is_encrypted, "{mode}");
        assert_eq!(has(&answered, &texts("上海市")), !gateway.is_encrypted, "{mode}");
        assert_eq!(has(&answered, b"_response\":\""), gateway.is_encrypted, "{mode}");
        assert!(has(&signed, format!("charset={}&", gateway.charset).as_bytes()), "{mode}");
        let is_certified = gateway.sandbox.credentials().signer().key().certificates.is_some();
        assert_eq!(has(&signed, b"app_cert_sn="), is_certified, "{mode}");
        assert_eq!(has(&answered, b"\"alipay_cert_sn\":"), is_certified, "{mode}");
    }
}

#[tokio::test]
async fn a_refusal_in_every_mode() {
    for (mode, gateway) in Gateway::all().await {
        let error = gateway.client(&Tape::default()).send(&stranger()).await.unwrap_err();
        let Error::Api(refusal) = &error else { panic!("{mode}: {error:?}") };
        let sub_code = refusal.sub_code().unwrap().as_str();
        assert_eq!((sub_code, refusal.outcome()), ("ALIPAY_ACCOUNT_NOT_EXIST", Outcome::Refused), "{mode}");
        assert!(matches!(error.effect(), Effect::Refused(_)), "{mode}");
        assert_eq!(error.attempts(), 1, "{mode}");
    }
}

#[tokio::test]
async fn an_answer_that_is_not_the_gateways_is_not_read_in_any_mode() {
    for (mode, gateway) in Gateway::all().await {
        let client = gateway.client(&Tape::default());
        for fault in [Fault::Tampered, Fault::WrongKey, Fault::Unsigned] {
            gateway.sandbox.inject(fault);
            let error = client.send(&query()).await.unwrap_err();
            assert!(matches!(error, Error::Verify(_)), "{mode}, {fault:?}: {error:?}");
            assert_eq!((error.effect(), error.attempts()), (Effect::None, 1), "{mode}, {fault:?}");
        }
        assert_eq!(gateway.downloads(), 0, "{mode}");
    }
}

#[tokio::test]
async fn a_notification_in_every_mode() {
    for (mode, gateway) in Gateway::all().await {
        let shop = Shop::open(Party::signing(gateway.sandbox.credentials())).await;
        for id in ["n-1", "n-1", "n-2"] {
            assert_eq!(gateway.notify(&shop, id, Kind::Genuine).await, Ok(()), "{mode}: {}", shop.last_refusal());
        }
        // In certificate mode, not all of them say which certificate.
        let unnamed = gateway.notify(&shop, "n-3", Kind::Unnamed).await;
        assert_eq!(unnamed, Ok(()), "{mode}: {}", shop.last_refusal());
        assert_eq!(shop.booked(), [SUBJECT; 3], "{mode}: booked once, however often it comes");

        assert_eq!(gateway.notify(&shop, "n-4", Kind::Tampered).await, Err(NotAcknowledged::Status), "{mode}");
        assert_eq!(shop.last_refusal(), "NotAuthentic(Mismatch)", "{mode}");
        assert_eq!(shop.booked().len(), 3, "{mode}");
    }
}

/// The certificate mode alone, and with everything else.
async fn with_certificates() -> Vec<(String, Gateway)> {
    let mut all = Gateway::all().await;
    all.retain(|(mode, gateway)| {
        mode.contains("certificates true") && gateway.is_encrypted == (gateway.charset != Charset::Utf8)
    });
    assert_eq!(all.len(), 2);
    all
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn certificates_change_under_many_calls() {
    const CALLS: usize = 50;
    for (mode, gateway) in with_certificates().await {
        let client = gateway.client(&Tape::default());
        client.send(&query()).await.unwrap();
        assert_eq!(gateway.downloads(), 0, "{mode}: it is the configured one");

        // The same key under a new certificate; and a new key.
        for (certificate, downloads) in [(GatewayCertificate::New, 1), (GatewayCertificate::Next, 2)] {
            gateway.sandbox.rotate_certificate(certificate);
            let mut calls = JoinSet::new();
            for _ in 0..CALLS {
                let client = client.clone();
                calls.spawn(async move { client.request(&query()).send().await });
            }
            for reply in calls.join_all().await {
                let reply = reply.unwrap_or_else(|error| panic!("{mode}, {certificate:?}: {error:?}"));
                assert_eq!(reply.attempts(), 1, "{mode}");
                is_the_account(reply.value(), &mode);
            }
            assert_eq!(gateway.downloads(), downloads, "{mode}, {certificate:?}: one for all of them");
        }
        // What was learned is kept, and the old ones stay good until they are taken away.
        gateway.sandbox.rotate_certificate(GatewayCertificate::Old);
        client.send(&query()).await.unwrap();
        assert_eq!(gateway.downloads(), 2, "{mode}");
    }
}

#[tokio::test]
async fn notifications_follow_the_certificates() {
    for (mode, gateway) in with_certificates().await {
        // Client and receiver share what they know.
        let credentials = gateway.sandbox.credentials();
        let builder = Client::builder(gateway.protocol()).credentials(credentials.clone());
        let client = builder.http(gateway.http()).build().unwrap();
        let shop = Shop::open(Party::signing(credentials)).await;

        gateway.sandbox.rotate_certificate(GatewayCertificate::Next);
        assert_eq!(gateway.notify(&shop, "n-1", Kind::Genuine).await, Err(NotAcknowledged::Status), "{mode}");
        assert!(shop.last_refusal().starts_with("UnknownKey"), "{mode}: {}", shop.last_refusal());
        client.send(&query()).await.unwrap();
        // The gateway comes again.
        assert_eq!(gateway.notify(&shop, "n-1", Kind::Genuine).await, Ok(()), "{mode}: {}", shop.last_refusal());
        let unnamed = gateway.notify(&shop, "n-2", Kind::Unnamed).await;
        assert_eq!((unnamed, shop.booked().len()), (Ok(()), 2), "{mode}");

        // The shop gives up the old certificate.
        let next = Certificate::from_text(gateway.sandbox.gateway_certificate_pem(GatewayCertificate::Next)).unwrap();
        let roots = RootCertificates::from_text(gateway.sandbox.root_certificates_pem()).unwrap();
        shop.parties.insert(Sandbox::APP_ID, Party::new(AlipayCertificates::new(next, roots)));
        assert_eq!(gateway.notify(&shop, "n-3", Kind::Genuine).await, Ok(()), "{mode}: {}", shop.last_refusal());
        gateway.sandbox.rotate_certificate(GatewayCertificate::Old);
        assert_eq!(gateway.notify(&shop, "n-4", Kind::Genuine).await, Err(NotAcknowledged::Status), "{mode}");
        assert!(shop.last_refusal().starts_with("UnknownKey"), "{mode}: {}", shop.last_refusal());
        let unnamed = gateway.notify(&shop, "n-5", Kind::Unnamed).await;
        assert_eq!(unnamed, Err(NotAcknowledged::Status), "{mode}");
        assert_eq!(shop.last_refusal(), "NotAuthentic(Mismatch)", "{mode}");
        assert_eq!(shop.booked().len(), 3, "{mode}");
    }
}

#[tokio::test]
async fn a_gateway_that_fails_in_gbk_is_understood() {
    for (mode, gateway) in Gateway::all().await {
        gateway.sandbox.inject(Fault::UnknownInGbk);
        let call = gateway.client(&Tape::default());
        let error = call.request(&query()).attempts(1).send().await.unwrap_err();
        let Error::Api(unknown) = &error else { panic!("{mode}: {error:?}") };
        assert_eq!(unknown.outcome(), Outcome::Unknown, "{mode}");
        assert_eq!(unknown.message(), Some("網關運行異常"), "{mode}");
        // A query may be repeated.
        gateway.sandbox.inject(Fault::UnknownInGbk);
        let reply = call.request(&query()).send().await.unwrap();
        assert_eq!(reply.attempts(), 2, "{mode}");
    }
}

#[tokio::test]
async fn a_content_key_that_the_gateway_does_not_have_is_told() {
    let other = ContentKey::from_base64("ABEiM0RVZneImaq7zN3u/w==").unwrap();
    for (sandbox, sub_code) in [
        (Sandbox::new(), "isv.missing-encrypt-key"),
        (Sandbox::new().with_content_key(), "isv.decryption-error-unknown"),
    ] {
        let gateway = Gateway::start(sandbox).await;
        let builder = Client::builder(gateway.protocol().content_key(other.clone())).http(gateway.http());
        let client = builder.credentials(gateway.sandbox.credentials()).build().unwrap();
        let error = client.send(&query()).await.unwrap_err();
        let Error::Api(refusal) = &error else { panic!("{error:?}") };
        assert_eq!((refusal.sub_code().unwrap().as_str(), refusal.outcome()), (sub_code, Outcome::Refused));
        assert!(refusal.advice().is_some_and(|advice| advice.contains("console")), "what to do is told");
    }
}
