//! The text that the Open Platform signs escapes nothing: one genuine text can be sent again, cut into other parameters. One
//! reading of it at most is ever taken.

use std::collections::BTreeMap;

use alipay_notify::{NotifyError, Parameters, Parties, Party, Receiver};
use alipay_sign::{KeyId, Verify, VerifyError};
use alipay_trade::{Expected, Seller, UncheckedTradeNotification};
use alipay_wire::{Notification, OpenPlatform, Yuan};
use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use http::Request;
use proptest::{prelude::*, sample::subsequence};

use crate::support::{APP_ID, encoded, post, texts};

/// Takes a text for its own signature: what matters here is which text was signed.
struct Echo;

impl Verify for Echo {
    fn verify(&self, _: Option<&KeyId>, message: &[u8], signature: &[u8]) -> Result<(), VerifyError> {
        if message == signature { Ok(()) } else { Err(VerifyError::Mismatch) }
    }
}

fn receiver() -> Receiver<OpenPlatform> {
    Receiver::new(Parties::new().with(APP_ID, Party::new(Echo)))
}

/// A genuine text, sent as these parameters.
fn sent(text: &str, pairs: &[(&str, &str)]) -> Request<Bytes> {
    let sign = STANDARD.encode(text);
    let sign_type = ("sign_type", "RSA2");
    let sign_type = Some(sign_type).filter(|_| pairs.iter().all(|(name, _)| *name != "sign_type"));
    post(&encoded(pairs.iter().copied().chain(sign_type).chain([("sign", sign.as_str())])))
}

fn text_of(pairs: &[(&str, &str)]) -> String {
    pairs.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
}

/// What a reader takes it for: every parameter, verified.
fn read<T: Notification<Dialect = OpenPlatform>>(request: &Request<Bytes>) -> Result<Texts, NotifyError> {
    let authentic = receiver().receive(request).map_err(|refusal| refusal.into_reason())?;
    let read = texts(authentic.content().payload());
    authentic.read::<T>().map(|_| read).map_err(|refusal| refusal.into_reason())
}

type Texts = BTreeMap<String, String>;

const CLOSED: [(&str, &str); 9] = [
    ("app_id", APP_ID),
    ("notify_id", "7"),
    ("notify_type", "trade_status_sync"),
    ("out_trade_no", "order-1"),
    ("seller_id", "2088101106499364"),
    ("subject", "Tea&total_amount=888.00&trade_no=T1&trade_status=TRADE_SUCCESS&z="),
    ("total_amount", "0.01"),
    ("trade_no", "T0"),
    ("trade_status", "TRADE_CLOSED"),
];

fn paid_order(order: &str) -> Expected {
    Expected::new(APP_ID, Yuan::from_fen(88_800), order, Seller::Id("2088101106499364".into()))
}

#[test]
fn a_closed_trade_is_not_cut_into_a_paid_one() {
    let text = text_of(&CLOSED);
    let cut: Vec<_> = (CLOSED[..5].iter().copied())
        .chain([
            ("subject", "Tea"),
            ("total_amount", "888.00"),
            ("trade_no", "T1"),
            ("trade_status", "TRADE_SUCCESS"),
            ("z", "&total_amount=0.01&trade_no=T0&trade_status=TRADE_CLOSED"),
        ])
        .collect();
    let read = receiver().read::<UncheckedTradeNotification>(&sent(&text, &cut));
    let checked = read.as_ref().ok().and_then(|delivery| delivery.notification().check(&paid_order("order-1")).ok());
    assert!(checked.is_none(), "a genuine notification of a closed trade over 0.01 was read as {checked:?}");
    let refusal = read.unwrap_err();
    assert!(format!("{:?}", refusal.reason()).contains("Ambiguous"), "{refusal:?}");
    // The genuine one is not read either: nobody can tell which of the two it is.
    assert!(receiver().read::<UncheckedTradeNotification>(&sent(&text, &CLOSED)).is_err());
}

/// With the title of an order of one's own, and a word that takes in everything up to it.
#[test]
fn no_other_order_is_paid_with_the_title_of_an_own_one() {
    let mut genuine = CLOSED;
    genuine[5].1 = "x&out_trade_no=order-9&seller_id=2088101106499364&subject=y&total_amount=888.00&trade_no=T1\
        &trade_status=TRADE_SUCCESS&z=";
    let text = text_of(&genuine);
    let (before, _) = text.split_once("&out_trade_no=order-9").unwrap();
    let (_, notify_type) = before.split_once("&notify_type=").unwrap();
    let cut = [
        ("app_id", APP_ID),
        ("notify_id", "7"),
        ("notify_type", notify_type),
        ("out_trade_no", "order-9"),
        ("seller_id", "2088101106499364"),
        ("subject", "y"),
        ("total_amount", "888.00"),
        ("trade_no", "T1"),
        ("trade_status", "TRADE_SUCCESS"),
        ("z", "&total_amount=0.01&trade_no=T0&trade_status=TRADE_CLOSED"),
    ];
    assert_eq!(text_of(&cut), text, "the same text was signed");
    let refusal = receiver().read::<UncheckedTradeNotification>(&sent(&text, &cut)).unwrap_err();
    assert!(format!("{:?}", refusal.reason()).contains("Ambiguous"), "{refusal:?}");
}

#[test]
fn a_refund_is_not_told_as_a_payment() {
    let pairs = [
        ("app_id", APP_ID),
        ("gmt_payment", "2024-01-01 10:00:00"),
        ("gmt_refund", "2024-01-02 10:00:00.123"),
        ("notify_id", "7"),
        ("notify_type", "trade_status_sync"),
        ("out_trade_no", "order-1"),
        ("trade_no", "T0"),
        ("trade_status", "TRADE_SUCCESS"),
    ];
    let text = text_of(&pairs);
    let delivery = receiver().read::<UncheckedTradeNotification>(&sent(&text, &pairs)).unwrap();
    assert!(delivery.notification().skip_check().is_refund());
    let drawn_in = "2024-01-01 10:00:00&gmt_refund=2024-01-02 10:00:00.123";
    let mut cut = pairs.to_vec();
    cut.remove(2);
    cut[1].1 = drawn_in;
    assert_eq!(text_of(&cut), text, "the same text was signed");
    let refusal = receiver().read::<UncheckedTradeNotification>(&sent(&text, &cut)).unwrap_err();
    assert!(format!("{:?}", refusal.reason()).contains("Ambiguous"), "{refusal:?}");
}

#[test]
fn a_return_is_not_cut_otherwise() {
    let pairs = [("app_id", APP_ID), ("out_trade_no", "1"), ("total_amount", "9.00"), ("trade_no", "T1")];
    let query = |text: &str, pairs: &[(&str, &str)]| {
        let body = sent(text, pairs).into_body();
        receiver().check_return(std::str::from_utf8(&body).unwrap())
    };
    let text = text_of(&pairs);
    assert!(query(&text, &pairs).is_ok());
    let cut = [("app_id", APP_ID), ("out_trade_no", "1&total_amount=9.00"), ("trade_no", "T1")];
    let error = query(&text, &cut).unwrap_err();
    assert!(format!("{error:?}").contains("Ambiguous"), "{error:?}");
}

/// What has no type may be asked for any name.
#[test]
fn without_a_type_every_word_is_a_name() {
    for (value, is_read) in [("a&b=c", false), ("a&b", true), ("a & b = c", true), ("&=c", true), ("x=y", true)] {
        let pairs = [("app_id", APP_ID), ("memo", value), ("notify_id", "7")];
        let request = sent(&text_of(&pairs), &pairs);
        assert_eq!(receiver().read::<Parameters>(&request).is_ok(), is_read, "{value}");
        let raw = receiver().receive(&request).unwrap().raw("my-kind", "7");
        assert_eq!(raw.is_ok(), is_read, "{value}");
    }
}

/// What a buyer, a seller or a merchant may have written somewhere.
fn chosen_text() -> impl Strategy<Value = String> {
    const PARTS: &[&str] = &[
        "Tea",
        " ",
        "&",
        "=",
        "%26",
        "&amp;",
        "&total_amount=888.00",
        "&trade_no=T1",
        "&trade_status=TRADE_SUCCESS",
        "&gmt_refund=2024-01-02 10:00:00",
        "&refund_fee=1.00",
        "&out_trade_no=order-9",
        "&subject=y",
        "&body=y",
        "&z=",
        "&zz=1",
        "&a=1",
        "&b=1",
        "&t=1",
        "&tea=",
        "&notify_id=8",
        "&sign_type=RSA2",
        "&body_=",
        "&sub.x=1",
    ];
    prop::collection::vec(prop::sample::select(PARTS), 0..4).prop_map(|parts| parts.concat())
}

fn genuine() -> impl Strategy<Value = Vec<(&'static str, String)>> {
    let optional = vec![
        ("body", true),
        ("buyer_id", false),
        ("charset", false),
        ("gmt_payment", false),
        ("gmt_refund", false),
        ("new_of_next_year", true),
        ("passback_params", true),
        ("refund_fee", false),
        ("seller_id", false),
        ("subject", true),
        ("total_amount", false),
        ("version", false),
    ];
    let count = optional.len();
    (subsequence(optional, 0..=6), prop::collection::vec(chosen_text(), count), any::<bool>()).prop_map(
        |(chosen, texts, is_v2)| {
            let value = |name| match name {
                "gmt_payment" | "gmt_refund" => "2024-01-01 10:00:00",
                "charset" => "utf-8",
                "refund_fee" | "total_amount" => "0.01",
                _ => "1",
            };
            let mut pairs: Vec<_> = (chosen.into_iter().zip(texts))
                .map(|((name, is_text), text)| (name, if is_text { text } else { value(name).to_owned() }))
                .filter(|(_, value)| !value.trim().is_empty())
                .collect();
            pairs.extend([("app_id", APP_ID), ("notify_id", "7"), ("notify_type", "trade_status_sync")].map(owned));
            pairs.extend(
                [("out_trade_no", "order-1"), ("trade_no", "T0"), ("trade_status", "WAIT_BUYER_PAY")].map(owned),
            );
            pairs.extend(is_v2.then(|| owned(("sign_type", "RSA2"))));
            pairs.sort();
            pairs
        },
    )
}

fn owned((name, value): (&'static str, &str)) -> (&'static str, String) {
    (name, value.to_owned())
}

/// Every way to cut a text into parameters whose names are sorted: all that the gateway could have signed.
fn cuts(text: &str) -> Vec<Vec<(&str, &str)>> {
    let is_name =
        |name: &str| !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"_.-".contains(&b));
    let mut cuts = Vec::new();
    // Where the next parameter begins, and those before it.
    let mut open = vec![(0, Vec::<(&str, &str)>::new())];
    while let Some((begin, before)) = open.pop() {
        let Some((name, _)) = text[begin..].split_once('=').filter(|(name, _)| is_name(name)) else { continue };
        if before.last().is_some_and(|(last, _)| *last >= name) {
            continue;
        }
        let value_at = begin + name.len() + 1;
        let ends = text[value_at..].match_indices('&').map(|(at, _)| value_at + at).chain([text.len()]);
        for end in ends {
            let mut pairs = before.clone();
            pairs.push((name, &text[value_at..end]));
            if end == text.len() { cuts.push(pairs) } else { open.push((end + 1, pairs)) }
        }
    }
    cuts
}

#[test]
fn all_cuts_of_a_text() {
    assert_eq!(cuts("a=1&b=2"), [vec![("a", "1&b=2")], vec![("a", "1"), ("b", "2")]]);
    assert_eq!(cuts("b=1&a=2"), [vec![("b", "1&a=2")]]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn at_most_one_reading_is_ever_taken(genuine in genuine()) {
        let genuine: Vec<(&str, &str)> = genuine.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let text = text_of(&genuine);
        let cuts = cuts(&text);
        prop_assert!(cuts.contains(&genuine));
        // Some have many thousands: every few of them, so that this ends.
        let step = cuts.len() / 4_000 + 1;
        let mut taken: BTreeMap<Texts, &Vec<(&str, &str)>> = BTreeMap::new();
        for cut in cuts.iter().step_by(step).chain([&genuine]) {
            if let Ok(read) = read::<UncheckedTradeNotification>(&sent(&text, cut)) {
                taken.insert(read, cut);
            }
        }
        prop_assert!(taken.len() <= 1, "one text, read as {:#?}", taken.keys());
        // What nobody wrote a parameter into is read as it is.
        if genuine.iter().all(|(_, value)| !value.contains('&')) {
            prop_assert_eq!(taken.values().next(), Some(&&genuine));
        }
    }
}
