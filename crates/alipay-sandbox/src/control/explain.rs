//! Why a signature does not hold, in a sentence.

use alipay_sign::{PublicKey, Verify};
use base64::{Engine, engine::general_purpose::STANDARD};

use super::Call;
use crate::Sandbox;

/// Why a signature does not hold.
pub(super) struct Explanation {
    pub(super) sentence: String,
    /// What the client signed instead of the gateway's text, where that was found.
    pub(super) client_text: Option<String>,
}

/// Of a call that was refused for its signature. The call is as it came: what the signature covers is found out here.
pub(super) fn explain(sandbox: &Sandbox, call: &Call) -> Option<Explanation> {
    if !call.code().is_some_and(|code| is_about_signatures(&code)) {
        return None;
    }
    let text = call.signed_text()?;
    let sentence = match signature(call) {
        None => "There is no signature that could be read: it must be base64 of the RSA signature.".to_owned(),
        Some(signature) => of_text(sandbox, &text, &signature),
    };
    Some(Explanation { sentence, client_text: None })
}

fn of_text(sandbox: &Sandbox, text: &str, signature: &[u8]) -> String {
    let is_by = |key: &PublicKey| key.verify(None, text.as_bytes(), signature).is_ok();
    if is_by(&sandbox.keys.gateway().public_key()) {
        return "It is signed with the gateway's key. Sign with the application's private key.".to_owned();
    }
    if is_by(&sandbox.keys.next_client().public_key()) {
        return "It is signed with the application's next key, which the gateway does not take before keys are rotated."
            .to_owned();
    }
    "None of the application's keys made this signature over this text: it was made with another private key, or over \
     another text. Compare the text below with what your program signs, byte by byte."
        .to_owned()
}

fn is_about_signatures(code: &str) -> bool {
    code.to_ascii_lowercase().replace('_', "-").contains("invalid-signature")
}

fn signature(call: &Call) -> Option<Vec<u8>> {
    let given = call.signature()?;
    // Of a signed-header request it is one of the header's members, percent-encoded.
    let given = given.rsplit_once("signature=").map_or(given, |(_, signature)| signature);
    let given: String = form_urlencoded::parse(format!("s={}", given.replace('+', "%2B")).as_bytes())
        .map(|(_, value)| value.into_owned())
        .collect();
    STANDARD.decode(given.trim()).ok()
}
