//! The signed-header protocol by hand.

use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use http::{HeaderValue, Method, Request, Uri, header::CONTENT_TYPE, response::Parts};
use http_body_util::Full;
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use super::{Format, Keys, china_time};

/// One API of one gateway.
#[derive(Debug)]
pub struct SignedHeader {
    url: Uri,
    path: &'static str,
    client_id: HeaderValue,
}

impl SignedHeader {
    /// Calls `path` as `client_id`.
    pub fn new(origin: &str, path: &'static str, client_id: &'static str) -> Self {
        let url = format!("{origin}{path}").parse().expect("a URL");
        Self { url, path, client_id: HeaderValue::from_static(client_id) }
    }

    /// What is signed in both directions.
    fn message(&self, time: &str, body: &[u8]) -> Vec<u8> {
        let client_id = self.client_id.to_str().expect("ASCII");
        let mut message = Vec::with_capacity(self.path.len() + client_id.len() + time.len() + body.len() + 8);
        for part in ["POST ", self.path, "\n", client_id, ".", time, "."] {
            message.extend_from_slice(part.as_bytes());
        }
        message.extend_from_slice(body);
        message
    }
}

impl Format for SignedHeader {
    fn write(&self, json: Vec<u8>, keys: &Keys) -> Request<Full<Bytes>> {
        let time = china_time('T', "+08:00");
        let signature = STANDARD.encode(keys.sign(&self.message(&time, &json)));
        let mut header = String::with_capacity(480);
        header.push_str("algorithm=RSA256,keyVersion=1,signature=");
        header.extend(utf8_percent_encode(&signature, NON_ALPHANUMERIC));

        let mut request = Request::new(Full::from(json));
        *request.method_mut() = Method::POST;
        *request.uri_mut() = self.url.clone();
        let headers = request.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json; charset=UTF-8"));
        headers.insert("client-id", self.client_id.clone());
        headers.insert("request-time", HeaderValue::from_maybe_shared(Bytes::from(time)).expect("ASCII"));
        headers.insert("signature", HeaderValue::from_maybe_shared(Bytes::from(header)).expect("ASCII"));
        request
    }

    fn read(&self, head: &Parts, body: &Bytes, keys: &Keys) -> Bytes {
        let header = |name: &str| head.headers.get(name).and_then(|value| value.to_str().ok()).expect("a header");
        let (_, signature) = header("signature").rsplit_once("signature=").expect("a signature");
        let signature: Vec<u8> = percent_decode_str(signature).collect();
        let signature = STANDARD.decode(signature).expect("base64");
        keys.verify(&self.message(header("response-time"), body), &signature);
        body.clone()
    }
}
