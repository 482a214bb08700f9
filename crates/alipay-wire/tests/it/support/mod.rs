//! The golden vectors in `vectors/`, and both sides of HTTP/1.1 as they are written there.

// Every test file uses a part of this.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used)]

use std::{fs, path::PathBuf, sync::Mutex};

use alipay_wire::{
    Call, Nonce, Protocol, Signing, Stamp,
    sign::{KeyId, KeyIdentity, PrivateKey, PublicKey, Sealed, Sign, Verified, Verify, VerifyError},
};
use bytes::Bytes;
use http::{HeaderName, HeaderValue, Request, Response};

/// `vectors/`.
pub(crate) fn vectors() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../vectors")
}

/// The text of a key.
pub(crate) fn key(name: &str) -> String {
    fs::read_to_string(vectors().join("keys").join(name)).unwrap()
}

/// The application's private key.
pub(crate) fn app_key() -> PrivateKey {
    PrivateKey::from_text(&key("app_private.pem")).unwrap().version(1)
}

/// The gateway's public key.
pub(crate) fn gateway_key() -> PublicKey {
    PublicKey::from_text(&key("gateway_public.pem")).unwrap()
}

/// One case: its files, and the call they are about.
pub(crate) struct Case {
    pub(crate) folder: PathBuf,
    pub(crate) protocol: Box<dyn Protocol>,
    pub(crate) call: Call,
    pub(crate) now: Stamp,
}

impl Case {
    pub(crate) fn new(folder: &str, protocol: impl Protocol + 'static, call: Call, now_millis: i64) -> Self {
        let (folder, now) = (vectors().join(folder), Stamp::from_unix_millis(now_millis).unwrap());
        Self { folder, protocol: Box::new(protocol), call, now }
    }

    /// The bytes of a file.
    pub(crate) fn bytes(&self, name: &str) -> Vec<u8> {
        fs::read(self.folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// The text of a file.
    pub(crate) fn text(&self, name: &str) -> String {
        String::from_utf8(self.bytes(name)).unwrap()
    }

    /// The answer.
    pub(crate) fn response(&self) -> Response<Bytes> {
        read(&self.bytes("response.http"))
    }

    /// Compares every stage of the request. `identity` is what the gateway is told about the key.
    pub(crate) fn check_request(&self, identity: &KeyIdentity) {
        let (at, key) = (self.folder.display(), app_key());
        let draft =
            self.protocol.draft(&self.call, &Signing::new(identity, self.now, Nonce::from_random([7; 16]))).unwrap();
        assert_same(draft.message(), &self.bytes("canonical.txt"), &format!("canonical: {at}"));

        let signature = key.sign(draft.message()).unwrap();
        assert_eq!(base64(signature.as_bytes()), self.text("signature.txt").trim_end(), "signature: {at}");

        let request = self.protocol.seal(draft, &signature).unwrap().map(|body| body.into_bytes().unwrap());
        assert_same(&written(&request), &self.bytes("request.http"), &format!("request: {at}"));
    }
}

/// Compares bytes, and shows them as far as they are text.
#[track_caller]
pub(crate) fn assert_same(left: &[u8], right: &[u8], what: &str) {
    assert!(left == right, "{what}\n  {}\n  {}", left.escape_ascii(), right.escape_ascii());
}

/// The JSON of an input, exactly as it is written.
pub(crate) fn input(folder: &str) -> Box<serde_json::value::RawValue> {
    let body = fs::read_to_string(vectors().join(folder).join("input.json")).unwrap();
    serde_json::value::RawValue::from_string(body.trim_end().to_owned()).unwrap()
}

/// Remembers the message and the key it was asked about last.
#[derive(Default)]
pub(crate) struct Recorder {
    message: Mutex<Vec<u8>>,
    key: Mutex<Option<KeyId>>,
}

impl Recorder {
    pub(crate) fn message(&self) -> Vec<u8> {
        self.message.lock().unwrap().clone()
    }

    pub(crate) fn key(&self) -> Option<KeyId> {
        self.key.lock().unwrap().clone()
    }
}

/// Verifies with the gateway's key, and tells `seen` over what.
pub(crate) fn verify(sealed: Sealed<Bytes>, seen: &Recorder) -> Result<Verified<Bytes>, VerifyError> {
    struct Both<'a>(PublicKey, &'a Recorder);
    impl Verify for Both<'_> {
        fn verify(&self, id: Option<&KeyId>, message: &[u8], signature: &[u8]) -> Result<(), VerifyError> {
            *self.1.message.lock().unwrap() = message.to_vec();
            *self.1.key.lock().unwrap() = id.cloned();
            self.0.verify(id, message, signature)
        }
    }
    sealed.verify(&Both(gateway_key(), seen)).map_err(|(error, _)| error)
}

/// Writes a request as HTTP/1.1 does, headers in a fixed order.
pub(crate) fn written(request: &Request<Bytes>) -> Vec<u8> {
    let target = request.uri().path_and_query().unwrap();
    let mut text = format!("{} {target} HTTP/1.1\r\n", request.method());
    for name in ["content-type", "client-id", "request-time", "signature"] {
        if let Some(value) = request.headers().get(name) {
            text.push_str(&format!("{name}: {}\r\n", value.to_str().unwrap()));
        }
    }
    assert!(request.headers().len() <= 4);
    text.push_str("\r\n");
    [text.as_bytes(), request.body()].concat()
}

/// Reads an answer as HTTP/1.1 writes it.
pub(crate) fn read(bytes: &[u8]) -> Response<Bytes> {
    let at = bytes.windows(4).position(|window| window == b"\r\n\r\n").unwrap();
    let (head, body) = bytes.split_at(at);
    let head = std::str::from_utf8(head).unwrap();
    let mut lines = head.split("\r\n");
    assert_eq!(lines.next(), Some("HTTP/1.1 200 OK"));
    let mut response = Response::new(Bytes::copy_from_slice(body.strip_prefix(b"\r\n\r\n").unwrap()));
    for line in lines {
        let (name, value) = line.split_once(": ").unwrap();
        let name: HeaderName = name.parse().unwrap();
        response.headers_mut().insert(name, HeaderValue::from_str(value).unwrap());
    }
    response
}

pub(crate) fn base64(bytes: &[u8]) -> String {
    use ::base64::Engine;
    ::base64::engine::general_purpose::STANDARD.encode(bytes)
}
