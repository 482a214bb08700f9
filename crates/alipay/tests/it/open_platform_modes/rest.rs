//! The modes over REST: the same requests, responses and errors as at `gateway.do`.

use alipay::{
    Client, Effect, Error, OpenPlatform, Outcome, PreparedCall, Safety,
    fund_account::FundAccountQuery,
    sandbox::{Fault, GatewayCertificate, Sandbox},
    wire::{self as alipay_wire, Extra, Keyed, Request, Response, Text},
};

use super::{
    gateway::{Gateway, Tape},
    has, is_the_account, query, stranger,
};

const SECRET: &str = "芝麻 & open=sesame+1";

/// Has something done, once for each number.
#[derive(Clone, PartialEq, Request)]
#[request(
    OpenPlatform,
    name = "test.order.make",
    route = "POST /v3/test/order/make",
    safety = Keyed,
    answer = Ordered,
    codes = code::ALL
)]
pub(crate) struct Order {
    /// The number.
    #[wire(with = Text)]
    pub(crate) out_biz_no: String,
    /// What nobody else should read.
    #[wire(with = Text)]
    pub(crate) secret: String,
    pub(crate) extra: Extra,
}

/// It is done.
#[derive(Clone, PartialEq, Response)]
#[response(OpenPlatform)]
pub(crate) struct Ordered {
    /// The number.
    #[wire(with = Text)]
    pub(crate) out_biz_no: String,
    /// The result of the secret.
    #[wire(with = Text)]
    pub(crate) treasure: String,
    pub(crate) extra: Extra,
}

alipay::wire::codes! {
    /// Codes of the order.
    mod code;
    shared alipay::open_platform::code {}
    own {
        ORDER_CLOSED F "Make another order.";
    }
}

impl Keyed for Order {
    fn key(&self) -> Option<&str> {
        Some(self.out_biz_no.as_str())
    }
}

fn order(number: &str) -> Order {
    Order::new(number, SECRET)
}

fn teach(sandbox: &Sandbox) {
    sandbox.on(|order: &Order, _| match order.out_biz_no.as_str() {
        "closed" => Err(code::ORDER_CLOSED.into()),
        number => Ok(Ordered::new(number, format!("gold for {}", order.secret))),
    });
}

#[tokio::test]
async fn a_balance_in_every_mode() {
    for (mode, gateway) in Gateway::all_over_rest(false).await {
        let tape = Tape::default();
        let answer =
            gateway.rest_client(&tape).send(&query()).await.unwrap_or_else(|error| panic!("{mode}: {error:?}"));
        is_the_account(&answer, &mode);
        assert_eq!(answer.code, None, "{mode}: over REST the status says it");

        let record = tape.only_record().await;
        let signed = record.request.signed.bytes().unwrap();
        assert!(has(&signed, b"\nGET\n/v3/alipay/fund/account/query?alipay_user_id="), "{mode}");
        let is_certified = gateway.sandbox.credentials().signer().key().certificates.is_some();
        assert_eq!(has(&signed, b",app_cert_sn="), is_certified, "{mode}");
        let headers = &record.answer.as_ref().unwrap().headers;
        assert_eq!(headers.iter().any(|(name, _)| name == "alipay-sn"), is_certified, "{mode}");
        // Stored, it proves the same.
        let proven = record.verify(gateway.sandbox.credentials().verifier()).unwrap();
        assert_eq!(proven.conclusion.outcome, Outcome::Success, "{mode}");
    }
}

#[tokio::test]
async fn an_order_in_every_mode() {
    for (mode, gateway) in Gateway::all_over_rest(false).await {
        teach(&gateway.sandbox);
        let tape = Tape::default();
        let answer =
            gateway.rest_client(&tape).send(&order("o-1")).await.unwrap_or_else(|error| panic!("{mode}: {error:?}"));
        assert_eq!(answer.treasure, format!("gold for {SECRET}"), "{mode}");

        // The gateway understood, and what travelled was in the form of the mode.
        let asked = gateway.sandbox.ledger().pop().unwrap();
        assert_eq!(asked.body, format!(r#"{{"out_biz_no":"o-1","secret":"{SECRET}"}}"#), "{mode}");
        let record = tape.only_record().await;
        let answered = record.answer.as_ref().unwrap().body.bytes().unwrap();
        for bytes in [record.request.body.bytes().unwrap(), answered] {
            assert_eq!(has(&bytes, SECRET.as_bytes()), !gateway.is_encrypted, "{mode}");
            assert_eq!(bytes.starts_with(b"{"), !gateway.is_encrypted, "{mode}");
        }
        let proven = record.verify_with(&gateway.rest(), gateway.sandbox.credentials().verifier()).unwrap();
        assert!(has(proven.payload.payload(), SECRET.as_bytes()), "{mode}");
    }
}

#[tokio::test]
async fn a_refusal_that_is_signed_is_one() {
    for (mode, gateway) in Gateway::all_over_rest(true).await {
        teach(&gateway.sandbox);
        let client = gateway.rest_client(&Tape::default());
        let of_query = client.send(&stranger()).await.unwrap_err();
        let of_order = client.send(&order("closed")).await.unwrap_err();
        for (error, code) in [(of_query, "ALIPAY_ACCOUNT_NOT_EXIST"), (of_order, "ORDER_CLOSED")] {
            let Error::Api(refusal) = &error else { panic!("{mode}: {error:?}") };
            assert_eq!(refusal.outcome(), Outcome::Refused, "{mode}");
            assert!(refusal.advice().is_some(), "{mode}: what to do is told");
            assert_eq!(error.answer().unwrap().leading(), code, "{mode}");
            assert!(matches!(error.effect(), Effect::Refused(_)), "{mode}");
            assert!(error.trace_id().is_some() && error.attempts() == 1, "{mode}");
        }
    }
}

#[tokio::test]
async fn a_refusal_that_is_not_signed_proves_nothing() {
    for (mode, gateway) in Gateway::all_over_rest(false).await {
        teach(&gateway.sandbox);
        let client = gateway.rest_client(&Tape::default());
        let of_query = client.send(&stranger()).await.unwrap_err();
        let of_order = client.send(&order("closed")).await.unwrap_err();
        for (error, code, effect) in
            [(of_query, "ALIPAY_ACCOUNT_NOT_EXIST", Effect::None), (of_order, "ORDER_CLOSED", Effect::Unknown)]
        {
            let Error::Gateway(claimed) = &error else { panic!("{mode}: {error:?}") };
            assert!(claimed.advice().is_some(), "{mode}: what to do, if it is true");
            assert_eq!((error.answer().unwrap().leading().as_str(), error.effect()), (code, effect), "{mode}");
            assert_eq!(error.attempts(), 1, "{mode}");
        }
    }
}

#[tokio::test]
async fn an_answer_that_is_not_the_gateways_is_not_read_in_any_mode() {
    use Fault::{PartialSignature, StrippedSignature, Tampered, Unsigned, WrongKey};
    for (mode, gateway) in Gateway::all_over_rest(true).await {
        teach(&gateway.sandbox);
        let client = gateway.rest_client(&Tape::default());
        for fault in [Tampered, WrongKey, Unsigned, PartialSignature, StrippedSignature] {
            gateway.sandbox.inject(fault);
            let of_query = client.send(&query()).await.unwrap_err();
            gateway.sandbox.inject(fault);
            let of_order = client.send(&order("o-1")).await.unwrap_err();
            for (error, effect) in [(of_query, Effect::None), (of_order, Effect::Unknown)] {
                assert!(matches!(error, Error::Verify(_)), "{mode}, {fault:?}: {error:?}");
                assert_eq!((error.effect(), error.attempts()), (effect, 1), "{mode}, {fault:?}");
            }
            // A failure that is signed, and not well, is no excuse.
            if matches!(fault, Tampered | WrongKey | PartialSignature) {
                gateway.sandbox.inject(fault);
                let error = client.send(&stranger()).await.unwrap_err();
                assert!(matches!(error, Error::Verify(_)), "{mode}, {fault:?}: {error:?}");
            }
        }
        assert_eq!(gateway.downloads(), 0, "{mode}");
    }
}

/// How a program meets a failure, whichever protocol it came over.
fn met(error: &Error) -> (String, &'static str) {
    let code = error.answer().map(|answer| answer.leading().to_string()).unwrap_or_default();
    let effect = match error.effect() {
        Effect::None => "none",
        Effect::Refused(_) => "refused",
        Effect::Unknown => "unknown",
        Effect::Accepted(_) => "accepted",
    };
    (code, effect)
}

/// What is asked, and what comes of it: fen, or a failure.
async fn balance(client: &Client<OpenPlatform>, query: &FundAccountQuery) -> Result<i128, (String, &'static str)> {
    let answer = client.request(query).attempts(1).send().await;
    // The gateway's own codes have prefixes at `gateway.do` alone.
    let bare = |(code, effect): (String, _)| (code.trim_start_matches("isv.").to_owned(), effect);
    Ok(answer.map_err(|error| bare(met(&error)))?.value().available_amount.fen().into())
}

#[tokio::test]
async fn one_program_speaks_both_protocols() {
    let gateway = Gateway::start(Sandbox::new().with_signed_failures()).await;
    let tapes = [Tape::default(), Tape::default()];
    let both: [Client<OpenPlatform>; 2] = [gateway.client(&tapes[0]), gateway.rest_client(&tapes[1])];
    let mut ends = Vec::new();
    for client in &both {
        let mut of_client = vec![balance(client, &query()).await, balance(client, &stranger()).await];
        for fault in [Fault::Refused, Fault::Tampered, Fault::WrongKey, Fault::Unsigned, Fault::DropAfter] {
            gateway.sandbox.inject(fault);
            of_client.push(balance(client, &query()).await);
        }
        for (fault, known) in [
            (Fault::Throttled, alipay::open_platform::sub_code::APP_CALL_LIMITED),
            (Fault::Unknown, alipay::open_platform::sub_code::ISP_UNKNOWN_ERROR),
        ] {
            gateway.sandbox.inject(fault);
            let error = client.request(&query()).attempts(1).send().await.unwrap_err();
            let answer = error.answer().unwrap();
            assert_eq!(*answer.leading(), known, "{fault:?}: {error:?}");
            of_client.push(Err((String::new(), met(&error).1)));
        }
        ends.push(of_client);
    }
    assert_eq!(ends[0], ends[1]);
    assert_eq!(ends[0][0], Ok(2_645));
    assert_eq!(ends[0][1], Err(("ALIPAY_ACCOUNT_NOT_EXIST".to_owned(), "refused")));
}

/// The key of a new certificate may be the one that is held: its serial is unknown all the same.
#[tokio::test]
async fn an_unknown_certificate_is_never_skipped() {
    for (mode, gateway) in Gateway::all_over_rest(true).await {
        if !mode.contains("certificates true") {
            continue;
        }
        teach(&gateway.sandbox);
        let credentials = gateway.sandbox.credentials();
        let build = |builder: alipay::ClientBuilder<OpenPlatform>| {
            builder.credentials(credentials.clone()).http(gateway.http()).build().unwrap()
        };
        let (over_rest, at_gateway_do) =
            (build(Client::builder(gateway.rest())), build(Client::builder(gateway.protocol())));
        over_rest.send(&query()).await.unwrap();
        for (certificate, downloads) in [(GatewayCertificate::New, 1), (GatewayCertificate::Next, 2)] {
            gateway.sandbox.rotate_certificate(certificate);
            for (error, effect) in [
                (over_rest.send(&query()).await.unwrap_err(), Effect::None),
                (over_rest.send(&order("o-1")).await.unwrap_err(), Effect::Unknown),
                (over_rest.send(&stranger()).await.unwrap_err(), Effect::None),
            ] {
                assert!(matches!(error, Error::Verify(_)), "{mode}, {certificate:?}: {error:?}");
                assert_eq!(error.effect(), effect, "{mode}, {certificate:?}");
            }
            // Who speaks both protocols with the same credentials learns it where it is published.
            at_gateway_do.send(&query()).await.unwrap();
            over_rest.send(&query()).await.unwrap();
            assert_eq!(over_rest.send(&order("o-2")).await.unwrap().out_biz_no, "o-2", "{mode}");
            assert_eq!(gateway.downloads(), downloads, "{mode}, {certificate:?}");
        }
    }
}

/// A stored call is one of its dialect, and of no protocol.
#[tokio::test]
async fn what_was_prepared_for_one_protocol_is_sent_over_the_other() {
    let gateway = Gateway::start(Sandbox::new()).await;
    teach(&gateway.sandbox);
    let (form, rest) = (gateway.client(&Tape::default()), gateway.rest_client(&Tape::default()));
    for (prepares, sends) in [(&form, &rest), (&rest, &form)] {
        let stored = serde_json::to_string(&prepares.prepare(&order("o-1")).unwrap()).unwrap();
        let stored: PreparedCall = serde_json::from_str(&stored).unwrap();
        let reply = sends.send_prepared(&stored).await.unwrap();
        assert!(has(reply.body().payload(), b"\"out_biz_no\":\"o-1\""));
        prepares.send_prepared(&stored).await.unwrap();
    }
    let ledger = gateway.sandbox.ledger();
    assert_eq!(ledger.len(), 4);
    assert!(ledger.iter().all(|entry| entry.body == ledger[0].body && entry.key.as_deref() == Some("o-1")));
}

#[tokio::test]
async fn what_has_no_path_is_not_sent() {
    let gateway = Gateway::start(Sandbox::new()).await;
    let client = gateway.rest_client(&Tape::default());
    let call = client.untyped("alipay.test.unknown", &serde_json::json!({}), Safety::Query);
    let error = call.send().await.unwrap_err();
    assert!(matches!(error, Error::Invalid(_) | Error::Encode(_)) && error.effect() == Effect::None, "{error:?}");
    assert!(error.to_string().contains("api"), "{error}");

    let query = serde_json::json!({ "alipay_user_id": "2088301409188095", "account_type": "ACCTRANS_ACCOUNT" });
    let reply = client.untyped("GET /v3/alipay/fund/account/query", &query, Safety::Query).send().await.unwrap();
    assert!(has(reply.body().payload(), b"\"available_amount\":\"100.00\""));
    assert_eq!(gateway.sandbox.ledger().len(), 1);
}
