//! Genuine messages of every kind, and how they are spoilt.

use std::sync::LazyLock;

use alipay_sign::{Pairs, PrivateKey, Sign};
use base64::{Engine, engine::general_purpose::STANDARD};

use super::super::{
    Keys, Message,
    frame::Frame,
    reading::{Content, Form, Reading, Rule},
};
use crate::open_platform::encode;

pub(super) const PATH: &str = "/ams/api/v1/accounts/queryAccountAndBenefit";
pub(super) const OTHER_PATH: &str = "/ams/api/v1/topups/consultTopup";

pub(super) static GATEWAY: LazyLock<PrivateKey> =
    LazyLock::new(|| key(include_str!("../../../../../vectors/keys/gateway_private.pem")));
pub(super) static OWN: LazyLock<PrivateKey> =
    LazyLock::new(|| key(include_str!("../../../../../vectors/keys/app_private.pem")));

fn key(pem: &str) -> PrivateKey {
    PrivateKey::from_text(pem).unwrap()
}

/// The keys of the two above.
pub(super) fn keys() -> Keys {
    Keys::new().gateway("the gateway's key", GATEWAY.public_key()).own("your key", OWN.public_key())
}

/// The kinds of messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Notification,
    Return,
    Phone,
    Answer,
    RestAnswer,
    HeaderAnswer,
    HeaderNotification,
    FormRequest,
    RestRequest,
    HeaderRequest,
}

impl Kind {
    pub(super) const ALL: [Self; 10] = [
        Self::Notification,
        Self::Return,
        Self::Phone,
        Self::Answer,
        Self::RestAnswer,
        Self::HeaderAnswer,
        Self::HeaderNotification,
        Self::FormRequest,
        Self::RestRequest,
        Self::HeaderRequest,
    ];

    pub(super) fn is_form(self) -> bool {
        matches!(self, Self::Notification | Self::Return | Self::FormRequest)
    }

    pub(super) fn is_envelope(self) -> bool {
        matches!(self, Self::Answer | Self::Phone)
    }

    pub(super) fn is_sent(self) -> bool {
        matches!(self, Self::FormRequest | Self::RestRequest | Self::HeaderRequest)
    }

    pub(super) fn has_path(self) -> bool {
        matches!(self, Self::HeaderAnswer | Self::HeaderNotification | Self::HeaderRequest | Self::RestRequest)
    }

    /// A message with this value or body, without a signature.
    pub(super) fn unsigned(self, value: &[u8]) -> Reading {
        self.holding(value, value.first() == Some(&b'{'))
    }

    /// The same, where it is said whether the value is a body by itself.
    pub(super) fn holding(self, value: &[u8], is_body: bool) -> Reading {
        let pairs = |pairs: &[(&'static str, &'static str)]| {
            let pairs: Pairs = pairs.iter().copied().collect();
            pairs.with("subject", value.to_vec())
        };
        let body = || match is_body {
            true => value.to_vec().into(),
            false => [b"{\"memo\":\"", value, b"\"}"].concat().into(),
        };
        let body = || Content::Body { text: body(), with_plain_slashes: None };
        let header = |time: &str| Frame::SignedHeader {
            method: "POST".to_owned(),
            path: PATH.to_owned(),
            client_id: "SANDBOX_5Y3A".to_owned(),
            time: time.to_owned(),
            other_time: None,
        };
        let (content, frame) = match self {
            Self::Notification => {
                let pairs = pairs(&[("notify_id", "7"), ("app_id", "2014072300007148"), ("sign_type", "RSA2")]);
                (Content::Form(Form { pairs, rule: None }), Frame::None)
            }
            Self::Return => {
                let names = [("method", "alipay.trade.page.pay.return"), ("app_id", "2014"), ("sign_type", "RSA2")];
                (Content::Form(Form { pairs: pairs(&names), rule: None }), Frame::None)
            }
            Self::FormRequest => {
                let names = [("method", "alipay.trade.query"), ("app_id", "2014072300007148"), ("sign_type", "RSA2")];
                (Content::Form(Form { pairs: pairs(&names), rule: Some(Rule::V2) }), Frame::None)
            }
            Self::Phone | Self::Answer => (body(), Frame::None),
            Self::RestAnswer => {
                (body(), Frame::RestAnswer { timestamp: "1772329800000".to_owned(), nonce: "0707".to_owned() })
            }
            Self::HeaderAnswer | Self::HeaderNotification | Self::HeaderRequest => {
                (body(), header("2024-03-01T09:30:00+08:00"))
            }
            Self::RestRequest => {
                let signed = "app_id=2014072300007148,nonce=0707,timestamp=1772329800000".to_owned();
                let target = "/v3/alipay/trade/query".to_owned();
                (body(), Frame::RestRequest { signed, method: "POST".to_owned(), target, token: None })
            }
        };
        Reading { content, frame, signature: String::new(), key: None, is_sent: self.is_sent() }
    }

    /// With whose key it is signed.
    pub(super) fn signer(self) -> &'static PrivateKey {
        if self.is_sent() { &OWN } else { &GATEWAY }
    }

    /// The message, signed.
    pub(super) fn signed(self, value: &[u8]) -> Reading {
        let reading = self.unsigned(value);
        let signature = sign(self.signer(), &reading);
        Reading { signature, ..reading }
    }

    /// The message as it is received.
    pub(super) fn write(self, reading: &Reading) -> Vec<u8> {
        let signature = &reading.signature;
        match (&reading.content, self) {
            (Content::Form(form), _) => {
                let pairs = form.pairs.clone().with("sign", signature.clone());
                encode(pairs.iter()).into_bytes()
            }
            (Content::Body { text, .. }, Self::Answer | Self::Phone) => {
                let method = if self == Self::Phone { "alipay_trade_app_pay" } else { "alipay_trade_query" };
                let sign = serde_json::to_string(signature).unwrap();
                let before = format!("{{\"{method}_response\":");
                [before.as_bytes(), text, format!(",\"sign\":{sign}}}").as_bytes()].concat()
            }
            (Content::Body { text, .. }, _) => [head(self, &reading.frame, signature).as_bytes(), text].concat(),
        }
    }

    pub(super) fn message(self, reading: &Reading) -> Message {
        self.given(self.write(reading), &reading.frame)
    }

    /// What is given, with what is known beside it.
    pub(super) fn given(self, text: Vec<u8>, frame: &Frame) -> Message {
        let mut message = Message::new(text).other_paths([PATH.to_owned(), OTHER_PATH.to_owned()]);
        message.place.is_sent = self.is_sent();
        message = message.other_clients(["SANDBOX_5Y3A".to_owned(), "OTHER".to_owned()]);
        match frame {
            Frame::SignedHeader { method, path, client_id, .. } => message.at(method, path).client_id(client_id),
            _ => message,
        }
    }
}

pub(super) fn sign(key: &PrivateKey, reading: &Reading) -> String {
    // By V1, which is the gateway's first rule for what it sends.
    STANDARD.encode(key.sign(reading.texts().first().unwrap()).unwrap().as_bytes())
}

fn head(kind: Kind, frame: &Frame, signature: &str) -> String {
    let status = "HTTP/1.1 200 OK";
    match frame {
        Frame::SignedHeader { client_id, time, other_time, .. } => {
            let is_answer = kind == Kind::HeaderAnswer;
            let [first, name, other] = match is_answer {
                true => [status, "response-time", "request-time"],
                false => ["POST /elsewhere HTTP/1.1", "request-time", "x-time"],
            };
            let other = other_time.as_ref().map(|time| format!("{other}: {time}\r\n")).unwrap_or_default();
            let sign = percent_encoding::utf8_percent_encode(signature, percent_encoding::NON_ALPHANUMERIC);
            format!(
                "{first}\r\nclient-id: {client_id}\r\n{name}: {time}\r\n{other}signature: algorithm=RSA256,keyVersion=1,signature={sign}\r\n\r\n"
            )
        }
        Frame::RestAnswer { timestamp, nonce } => {
            format!("{status}\nalipay-timestamp: {timestamp}\nalipay-nonce: {nonce}\nalipay-signature: {signature}\n\n")
        }
        Frame::RestRequest { signed, method, target, token } => {
            let token = token.as_ref().map(|token| format!("alipay-app-auth-token: {token}\n")).unwrap_or_default();
            format!(
                "{method} {target} HTTP/1.1\nauthorization: ALIPAY-SHA256withRSA {signed},sign={signature}\n{token}\n"
            )
        }
        Frame::None => String::new(),
    }
}
