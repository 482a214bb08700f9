//! `gateway.do` by hand.

use std::collections::HashMap;

use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use form_urlencoded::Serializer;
use http::{HeaderValue, Method, Request, header::CONTENT_TYPE, response::Parts};
use http_body_util::Full;
use serde_json::value::RawValue;

use super::{Format, Keys, china_time};

/// One method of one gateway.
#[derive(Debug)]
pub struct Form {
    url: String,
    app_id: &'static str,
    method: &'static str,
    node: String,
}

impl Form {
    /// Calls `method` as `app_id`.
    pub fn new(origin: &str, path: &str, app_id: &'static str, method: &'static str) -> Self {
        let node = format!("{}_response", method.replace('.', "_"));
        Self { url: format!("{origin}{path}"), app_id, method, node }
    }
}

impl Format for Form {
    fn write(&self, json: Vec<u8>, keys: &Keys) -> Request<Full<Bytes>> {
        let json = std::str::from_utf8(&json).expect("UTF-8");
        let time = china_time(' ', "");
        // Sorted by name, as they are signed.
        let pairs = [
            ("app_id", self.app_id),
            ("biz_content", json),
            ("charset", "utf-8"),
            ("format", "JSON"),
            ("method", self.method),
            ("sign_type", "RSA2"),
            ("timestamp", &time),
            ("version", "1.0"),
        ];
        let mut message = String::with_capacity(json.len() + 200);
        for (name, value) in pairs {
            let joint = if message.is_empty() { "" } else { "&" };
            for part in [joint, name, "=", value] {
                message.push_str(part);
            }
        }
        let sign = STANDARD.encode(keys.sign(message.as_bytes()));

        let mut url = String::with_capacity(self.url.len() + 800);
        url.push_str(&self.url);
        url.push('?');
        let start = url.len();
        let mut query = Serializer::for_suffix(url, start);
        query.extend_pairs(pairs.into_iter().filter(|(name, _)| *name != "biz_content")).append_pair("sign", &sign);
        let mut body = Serializer::new(String::with_capacity(json.len() * 2 + 20));
        body.append_pair("biz_content", json);

        let mut request = Request::new(Full::from(body.finish()));
        *request.method_mut() = Method::POST;
        *request.uri_mut() = query.finish().try_into().expect("a URL");
        let content_type = HeaderValue::from_static("application/x-www-form-urlencoded;charset=utf-8");
        request.headers_mut().insert(CONTENT_TYPE, content_type);
        request
    }

    fn read(&self, _: &Parts, body: &Bytes, keys: &Keys) -> Bytes {
        let members: HashMap<&str, &RawValue> = serde_json::from_slice(body).expect("an object");
        let node = members[self.node.as_str()].get().as_bytes();
        let sign: &str = serde_json::from_str(members["sign"].get()).expect("a text without escapes");
        keys.verify(node, &STANDARD.decode(sign).expect("base64"));
        body.slice_ref(node)
    }
}
