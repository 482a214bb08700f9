//! Notifications, from the HTTP request to what a handler is given.

use std::sync::LazyLock;

use alipay_dws_topups::NotifyTopup;
use alipay_notify::{Notifies, Parameters, Parties, Party, Receiver};
use alipay_sign::{Credentials, KeyIdentity, Sign, SignError, Signature};
use alipay_trade::UncheckedTradeNotification;
use alipay_wire::{Dws, Notification, OpenPlatform, WorldFirst};
use alipay_worldfirst_transfer::NotifyTransfer;
use bytes::Bytes;
use http::{HeaderValue, Method, Request, StatusCode, header::CONTENT_TYPE};

use crate::{
    Ending,
    oracle::{http::Message, quotes_nothing, variant},
    peek::Anything,
};

/// Any text as the request of a notification of each gateway family. What is taken is authentic and has an identity, and
/// cannot be cut otherwise; what is refused is not acknowledged.
pub fn notifications(data: &[u8]) -> Ending {
    let message = Message::read(data);
    let form = request(&message, "application/x-www-form-urlencoded;charset=utf-8");
    let json = request(&message, "application/json");
    let ends = [
        received::<UncheckedTradeNotification>(&OPEN_PLATFORM, &form, data),
        received::<Parameters>(&OPEN_PLATFORM, &form, data),
        received::<NotifyTopup>(&DWS, &json, data),
        received::<NotifyTransfer>(&WORLDFIRST, &json, data),
    ];
    has_one_reading::<UncheckedTradeNotification>(&form);
    has_one_reading::<Parameters>(&form);
    ends.into_iter().fold(Ending::of(""), |ending, end| ending.and(end))
}

static OPEN_PLATFORM: LazyLock<Receiver<OpenPlatform>> = LazyLock::new(|| Receiver::new(parties()));
static DWS: LazyLock<Receiver<Dws>> = LazyLock::new(|| Receiver::new(parties()));
static WORLDFIRST: LazyLock<Receiver<WorldFirst>> = LazyLock::new(|| Receiver::new(parties()));

fn parties() -> Parties {
    let credentials = Credentials::new(Signs(KeyIdentity::new()), Anything);
    let party = Party::signing(credentials.expect("a key that is not known to be ours"));
    ["2014072300007148", "T_WALLET_1", "T_PARTNER_1", "1"]
        .into_iter()
        .fold(Parties::new(), |parties, identity| parties.with(identity, party.clone()))
}

/// Signs acknowledgements with one byte.
struct Signs(KeyIdentity);

impl Sign for Signs {
    fn key(&self) -> &KeyIdentity {
        &self.0
    }

    fn sign(&self, _: &[u8]) -> Result<Signature, SignError> {
        Ok(Signature::new(vec![1]))
    }
}

/// The request, with this content type unless it has one.
fn request(message: &Message<'_>, content_type: &'static str) -> Request<Bytes> {
    let mut request = Request::new(message.body.clone());
    *request.headers_mut() = message.headers.clone();
    request.headers_mut().entry(CONTENT_TYPE).or_insert(HeaderValue::from_static(content_type));
    *request.method_mut() = message.first.first().and_then(|word| word.parse().ok()).unwrap_or(Method::POST);
    *request.uri_mut() = message.first.get(1).and_then(|word| word.parse().ok()).unwrap_or_default();
    request
}

/// What is taken with all its parameters is not taken with one of them drawn into the value before it, though the signature
/// holds for both.
fn has_one_reading<T: Notification<Dialect = OpenPlatform>>(request: &Request<Bytes>) {
    if OPEN_PLATFORM.read::<T>(request).is_err() {
        return;
    }
    let authentic = OPEN_PLATFORM.receive(request).expect("the same bytes were taken before");
    let signed: Vec<_> = authentic.content().payload().iter().collect();
    for cut in 1..signed.len() {
        let mut pairs: Vec<(&[u8], Vec<u8>)> = signed.iter().map(|(name, value)| (*name, value.to_vec())).collect();
        let (name, value) = pairs.remove(cut);
        pairs[cut - 1].1.extend([b"&", name, b"=", &value].concat());
        pairs.push((b"sign", b"AAAA".to_vec()));
        if signed.iter().all(|(name, _)| *name != b"sign_type") {
            pairs.push((b"sign_type", b"RSA2".to_vec()));
        }
        let fields: Vec<_> =
            pairs.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
        let mut recut = Request::new(Bytes::from(fields.join("&")));
        (*recut.method_mut(), *recut.uri_mut(), *recut.headers_mut()) =
            (request.method().clone(), request.uri().clone(), request.headers().clone());
        assert!(OPEN_PLATFORM.read::<T>(&recut).is_err(), "one signed text was read in two ways");
    }
}

fn encoded(text: &[u8]) -> String {
    text.iter().map(|byte| format!("%{byte:02X}")).collect()
}

fn received<T>(receiver: &Receiver<T::Dialect>, request: &Request<Bytes>, data: &[u8]) -> String
where
    T: Notification<Dialect: Notifies>,
{
    match receiver.read::<T>(request) {
        Ok(delivery) => {
            let again = receiver.read::<T>(request).expect("the same bytes were taken before");
            assert_eq!(delivery.id(), again.id(), "a repetition is taken for another event");
            let response = delivery.refuse("later").into_response();
            assert_ne!(response.status(), StatusCode::OK);
            "delivered".to_owned()
        }
        Err(refusal) => {
            quotes_nothing(data, refusal.reason());
            let why = variant(refusal.reason());
            let response = refusal.into_response();
            assert!(response.body() != "success", "what was refused was acknowledged");
            format!("{why} {}", response.status())
        }
    }
}
