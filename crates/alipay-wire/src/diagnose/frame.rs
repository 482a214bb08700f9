//! What is signed beside the body, where headers sign.

use crate::open_platform::rest_v3::{ANSWER_SUFFIX, answer_prefix};

/// What stands around the body in the signed text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Frame {
    /// Nothing: the text is all there is.
    None,
    /// The signed-header protocol, both ways.
    SignedHeader { method: String, path: String, client_id: String, time: String, other_time: Option<String> },
    /// An answer of the REST protocol (v3).
    RestAnswer { timestamp: String, nonce: String },
    /// A request of the REST protocol (v3).
    RestRequest { signed: String, method: String, target: String, token: Option<String> },
}

impl Frame {
    /// The path that is signed, where one is.
    pub(super) fn path(&self) -> Option<&str> {
        match self {
            Self::SignedHeader { path, .. } => Some(path),
            Self::RestRequest { target, .. } => Some(target),
            Self::None | Self::RestAnswer { .. } => None,
        }
    }

    /// The signed text with this body.
    pub(super) fn around(&self, body: &[u8]) -> Vec<u8> {
        let [prefix, suffix] = match self {
            Self::None => return body.to_vec(),
            Self::SignedHeader { method, path, client_id, time, .. } => {
                [format!("{method} {path}\n{client_id}.{time}."), String::new()]
            }
            Self::RestAnswer { timestamp, nonce } => [answer_prefix(timestamp, nonce), ANSWER_SUFFIX.to_owned()],
            Self::RestRequest { signed, method, target, token } => {
                let token = token.as_ref().map(|token| format!("{token}\n")).unwrap_or_default();
                [format!("{signed}\n{method}\n{target}\n"), format!("\n{token}")]
            }
        };
        [prefix.as_bytes(), body, suffix.as_bytes()].concat()
    }
}
