//! The rules of the protocol that no vector shows.

mod answers;
mod arbitrary;
mod requests;

use alipay_sign::{KeyId, KeyIdentity, Sealed, Signature, Verified, Verify, VerifyError};
use bytes::Bytes;
use http::{HeaderValue, response::Parts};
use serde_json::json;

use super::SignedHeader;
use crate::{Antom, Call, Conclusion, Dialect, Nonce, OpenError, Opened, Protocol, Safety, Sent, Signing, Stamp};

const BASE: &str = "https://open-sea.alipay.com";
const PATH: &str = "/ams/api/v1/payments/pay";

fn antom() -> SignedHeader<Antom> {
    SignedHeader::new(BASE, "CLIENT").unwrap()
}

fn call_to<D: Dialect>(path: &str) -> Call {
    Call::untyped(D::untyped(path).unwrap(), &json!({ "a": 1 }), Safety::Unkeyed, None).unwrap()
}

fn now() -> Stamp {
    Stamp::from_unix_millis(1_685_599_933_871).unwrap()
}

fn drafted(protocol: &dyn Protocol, call: &Call) -> (String, http::Request<Bytes>) {
    let draft = protocol.draft(call, &Signing::new(&KeyIdentity::new(), now(), Nonce::from_random([7; 16]))).unwrap();
    let message = String::from_utf8(draft.message().to_vec()).unwrap();
    (message, protocol.seal(draft, &Signature::new(vec![0xfb, 0xff])).unwrap().map(|body| body.into_bytes().unwrap()))
}

fn head(headers: &[(&'static str, &str)]) -> Parts {
    let mut head = http::Response::new(()).into_parts().0;
    for (name, value) in headers {
        head.headers.append(*name, HeaderValue::from_bytes(value.as_bytes()).unwrap());
    }
    head
}

fn open(headers: &[(&'static str, &str)], body: &str) -> Result<Opened, OpenError> {
    let sent = Sent::new(now()).freshness(std::time::Duration::MAX);
    antom().open(&call_to::<Antom>(PATH), &sent, &head(headers), Bytes::copy_from_slice(body.as_bytes()))
}

/// Takes any signature, and remembers what it was over.
#[derive(Default)]
struct Trusting(std::sync::Mutex<Vec<u8>>);

impl Verify for Trusting {
    fn verify(&self, _: Option<&KeyId>, message: &[u8], _: &[u8]) -> Result<(), VerifyError> {
        *self.0.lock().unwrap() = message.to_vec();
        Ok(())
    }
}

fn verified(body: &[u8]) -> Verified<Bytes> {
    Sealed::framed("", body.to_vec(), "", vec![1], None).verify(&Trusting::default()).map_err(|_| ()).unwrap()
}

fn conclude(body: &str) -> Result<Conclusion, OpenError> {
    conclude_under(&head(&[]), body.as_bytes())
}

fn conclude_under(head: &Parts, body: &[u8]) -> Result<Conclusion, OpenError> {
    let (protocol, call) = (antom(), call_to::<Antom>(PATH));
    protocol.conclude(&call, head, &protocol.reveal(&call, head, verified(body))?)
}
