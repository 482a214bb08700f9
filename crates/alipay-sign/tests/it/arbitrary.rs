//! Nothing that can be handed in makes reading a key panic.

use alipay_sign::{PrivateKey, PublicKey};
use proptest::prelude::*;

use crate::support::{bytes, text};

proptest! {
    #[test]
    fn any_bytes(bytes: Vec<u8>) {
        let _ = PrivateKey::from_der(&bytes);
        let _ = PublicKey::from_der(&bytes);
    }

    #[test]
    fn any_text(text: String) {
        let _ = PrivateKey::from_text(&text);
        let _ = PublicKey::from_text(&text);
    }

    #[test]
    fn anything_like_pem(text in "(-{4,6}(BEGIN|END) ?(RSA |EC )?(PRIVATE|PUBLIC) KEY-{4,6}|[A-Za-z0-9+/]{0,40}|=|\\s){0,8}") {
        let _ = PrivateKey::from_text(&text);
        let _ = PublicKey::from_text(&text);
    }

    #[test]
    fn cut_text(form in any_form("pem"), at: prop::sample::Index) {
        let mut text = text(&form);
        text.truncate(at.index(text.trim_end().len()));
        prop_assert!(PrivateKey::from_text(&text).is_err());
        prop_assert!(PublicKey::from_text(&text).is_err());
    }

    #[test]
    fn altered_der(form in any_form("der"), at: prop::sample::Index, byte: u8) {
        let mut der = bytes(&form);
        let at = at.index(der.len());
        der[at] = byte;
        let _ = PrivateKey::from_der(&der);
        let _ = PublicKey::from_der(&der);
    }
}

fn any_form(extension: &'static str) -> impl Strategy<Value = String> {
    prop::sample::select(vec!["pkcs8", "pkcs1", "spki", "pkcs1-public"])
        .prop_map(move |form| format!("{form}.{extension}"))
}
