//! Nothing of a notification, and no key, shows where it should not.

use std::error::Error;

use alipay_notify::{Begun, MemoryInbox, NotifyError, Parameters, Party};
use alipay_trade::UncheckedTradeNotification;

use crate::support::{APP_ID, credentials, golden, headers, now, open_platform, parties, post};

/// What is in the golden trade and must not show. The application id may.
const SECRETS: [&str; 6] = ["26.45", "order/1", "2088", "2026032022001421591406846538", "茶叶", "shop%3D7"];

fn shows_nothing(text: &str) {
    for secret in SECRETS {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
}

/// An error and all behind it.
fn story(error: &dyn Error) -> String {
    let mut text = format!("{error} {error:?}");
    let mut source = error.source();
    while let Some(error) = source {
        text.push_str(&format!(" {error} {error:?}"));
        source = error.source();
    }
    text
}

#[test]
fn debug_shows_no_values() {
    let receiver = open_platform();
    let request = golden("trade");
    shows_nothing(&format!("{:?}", receiver.receive(&request).unwrap()));
    let delivery = receiver.read::<UncheckedTradeNotification>(&request).unwrap();
    shows_nothing(&format!("{delivery:?}"));
    let Ok(Begun::New(processing)) = now(delivery.begin(MemoryInbox::new())) else { panic!("it is new") };
    shows_nothing(&format!("{processing:?}"));
    shows_nothing(&format!("{:?}", now(processing.commit(()))));
    shows_nothing(&format!("{:?}", receiver.read::<Parameters>(&request).unwrap()));
    let query = golden("return-url").uri().query().unwrap().to_owned();
    shows_nothing(&format!("{:?}", receiver.check_return(&query).unwrap()));
    assert_eq!(
        format!("{receiver:?}"),
        r#"Receiver { dialect: "open-platform", parties: Parties(3), path: None, .. }"#
    );
    assert!(!format!("{:?}", Party::signing(credentials())).contains("PRIVATE"));
}

#[test]
fn errors_quote_nothing() {
    let body = String::from_utf8(golden("trade").body().to_vec()).unwrap();
    for body in [
        body.replace("26.45", "26.46"),
        format!("{body}&total_amount=26.45"),
        body.replace("sign_type=RSA2", "sign_type=order%2F1"),
        body.replace("app_id=", "app_id=2088"),
        body.replace("charset=utf-8", "charset=order%2F1"),
    ] {
        shows_nothing(&story(&open_platform().receive(&post(&body)).unwrap_err()));
    }
    // Genuine, and not what the type wants.
    let wrong = crate::support::form(
        alipay_wire::inbound::FormRule::V1,
        &[("app_id", APP_ID), ("total_amount", "31.17元"), ("subject", "茶叶")],
    );
    let refusal = open_platform().read::<UncheckedTradeNotification>(&wrong).unwrap_err();
    assert!(matches!(refusal.reason(), NotifyError::Unreadable(_)));
    shows_nothing(&story(&refusal).replace(r#"such as "26.45""#, ""));
    assert!(!story(&refusal).contains("31.17"));
}

#[test]
fn the_sender_learns_nothing_from_a_refusal() {
    let answers = |requests: [http::Request<bytes::Bytes>; 2]| {
        requests.map(|request| {
            let answer = open_platform().receive(&request).unwrap_err().into_response();
            (answer.status(), answer.headers().clone(), answer.body().clone())
        })
    };
    let body = String::from_utf8(golden("trade").body().to_vec()).unwrap();
    let forged = post(&body.replace("26.45", "26.46"));
    let unknown = post(&body.replace("app_id=2014", "app_id=2015"));
    let [forged, unknown] = answers([forged, unknown]);
    assert_eq!(forged, unknown, "who is unknown and what is forged look alike");

    let dws = alipay_notify::Receiver::<alipay_wire::Dws>::at("/notify/topup", parties());
    let answer =
        |client: &str| dws.receive(&headers("/n", client, "{}").map(|_| "{ }".into())).unwrap_err().into_response();
    assert_eq!(answer("T_WALLET_1").body(), answer("NOBODY").body());
}
