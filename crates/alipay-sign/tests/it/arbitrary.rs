//! Nothing that can be handed in makes reading a key panic, and all backends say the same about it, but for a number that
//! only one of them reads.

use alipay_sign::{Backend, Fingerprint, KeyError, PrivateKey, PublicKey};
use proptest::prelude::*;

use crate::support::{bytes, text};

proptest! {
    #[test]
    fn any_bytes(bytes: Vec<u8>) {
        let _ = private(|backend| PrivateKey::from_der_with(&bytes, backend))?;
        let _ = public(|backend| PublicKey::from_der_with(&bytes, backend))?;
    }

    #[test]
    fn any_text(text: String) {
        let _ = private(|backend| PrivateKey::from_text_with(&text, backend))?;
        let _ = public(|backend| PublicKey::from_text_with(&text, backend))?;
    }

    #[test]
    fn anything_like_pem(text in "(-{4,6}(BEGIN|END) ?(RSA |EC )?(PRIVATE|PUBLIC) KEY-{4,6}|[A-Za-z0-9+/]{0,40}|=|\\s){0,8}") {
        let _ = private(|backend| PrivateKey::from_text_with(&text, backend))?;
        let _ = public(|backend| PublicKey::from_text_with(&text, backend))?;
    }

    #[test]
    fn cut_text(form in any_form("pem"), at: prop::sample::Index) {
        let mut text = text(&form);
        text.truncate(at.index(text.trim_end().len()));
        prop_assert!(private(|backend| PrivateKey::from_text_with(&text, backend))?.is_err());
        prop_assert!(public(|backend| PublicKey::from_text_with(&text, backend))?.is_err());
    }

    #[test]
    fn altered_der(form in any_form("der"), at: prop::sample::Index, byte: u8) {
        let mut der = bytes(&form);
        let at = at.index(der.len());
        der[at] = byte;
        let _ = private(|backend| PrivateKey::from_der_with(&der, backend))?;
        let _ = public(|backend| PublicKey::from_der_with(&der, backend))?;
    }
}

type Outcome = Result<Fingerprint, KeyError>;

/// What reading a private key comes to, on every backend.
fn private(read: impl Fn(Backend) -> Result<PrivateKey, KeyError>) -> Result<Outcome, TestCaseError> {
    agreed(|backend| read(backend).map(|key| key.public_key().fingerprint()))
}

/// What reading a public key comes to, on every backend.
fn public(read: impl Fn(Backend) -> Result<PublicKey, KeyError>) -> Result<Outcome, TestCaseError> {
    agreed(|backend| read(backend).map(|key| key.fingerprint()))
}

fn agreed(read: impl Fn(Backend) -> Outcome) -> Result<Outcome, TestCaseError> {
    let outcome = read(Backend::default());
    for &backend in Backend::ALL {
        let other = read(backend);
        // ring does not read the private exponent as a whole: it signs with its two reduced forms.
        if outcome.is_ok() && other == Err(KeyError::Inconsistent) {
            continue;
        }
        prop_assert_eq!(&other, &outcome, "{}", backend);
    }
    Ok(outcome)
}

fn any_form(extension: &'static str) -> impl Strategy<Value = String> {
    prop::sample::select(vec!["pkcs8", "pkcs1", "spki", "pkcs1-public"])
        .prop_map(move |form| format!("{form}.{extension}"))
}
