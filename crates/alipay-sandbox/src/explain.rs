//! Why the signature of a request was refused, for callers in any language.

use alipay_wire::diagnose::{Finding, Keys, Message};
use bytes::Bytes;
use http::{HeaderMap, Method};

use crate::Sandbox;

impl Sandbox {
    /// Why a request does not verify, and what to do: the words of a refusal. `target` is path and query.
    pub(crate) fn explain(&self, method: &Method, target: &str, headers: &HeaderMap, body: Bytes) -> String {
        let (client, gateway) = (self.keys.client(), self.keys.gateway());
        let keys = Keys::new()
            .own("the client's key", client.public_key())
            .gateway("the gateway's key, which signs what the gateway sends", gateway.public_key());
        let keys = match self.keys.next_client() {
            next if self.keys.is_rotated() => keys.own("the client's next key", next.public_key()),
            next => keys.other("the client's next key, which is not in use yet", next.public_key()),
        };
        let request = Message::request(method.as_str(), target, headers, body);
        let diagnosis = request.diagnose(&keys);
        match request.text().filter(|_| diagnosis.finding() != Finding::Verifies) {
            // As the gateway does it.
            Some(text) => format!("{diagnosis}. The text that was checked: {}", html_escape::encode_safe(&text)),
            None => diagnosis.to_string(),
        }
    }
}
